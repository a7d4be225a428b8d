//! Passwords: what may be one, and hashing it with argon2id off the runtime, few at a time.

use std::sync::Arc;

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{AuthError, Secret};

/// 19 MiB, two passes, one lane: the least that OWASP's password storage cheat sheet recommends.
const PARAMS: Params = Params::DEFAULT;

/// Hashes under way at once: each takes a core and [`PARAMS`]' memory.
const PLACES: usize = 2;

/// Characters, at least.
const SHORTEST: usize = 8;

/// More than 10^8 guesses.
const STRENGTH: zxcvbn::Score = zxcvbn::Score::Three;

/// Characters whose strength is looked at.
const LOOKED_AT: usize = 72;

/// Bytes, at most.
const LONGEST: usize = 1024;

/// Says why `password` may not be the password of the account `name`.
pub(super) fn check(name: &str, password: &str) -> Result<(), AuthError> {
    let unfit = |why: String| Err(AuthError::Unfit(why));
    if password.chars().count() < SHORTEST {
        return unfit(format!(
            "The password is too short: use {SHORTEST} characters or more."
        ));
    }
    if password.len() > LONGEST {
        return unfit(format!(
            "The password is too long: use {LONGEST} bytes or fewer."
        ));
    }
    if password.eq_ignore_ascii_case(name) {
        return unfit("The password must not be the name.".to_owned());
    }
    // Longer ones cannot be guessed by their words any more, and would take long to look at.
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    if zxcvbn::zxcvbn(&looked_at, &[name, "atomdeck"]).score() < STRENGTH {
        return unfit(
            "The password is easy to guess: use several unusual words, or more characters."
                .to_owned(),
        );
    }
    Ok(())
}

/// The one who hashes.
#[derive(Debug)]
pub(super) struct Passwords {
    places: Arc<Semaphore>,
    /// Of a password that nobody knows: verified where there is no account, which takes as long.
    nobody: String,
}

/// Leave to hash once.
#[derive(Debug)]
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Passwords {
    /// Takes a hash's time.
    pub(super) fn new() -> Result<Self, AuthError> {
        Ok(Self {
            places: Arc::new(Semaphore::new(PLACES)),
            nobody: hash_now(Secret::random()?.expose())?,
        })
    }

    /// Waits until there is room for another hash.
    pub(super) async fn place(&self) -> Result<Place, AuthError> {
        let permit = Arc::clone(&self.places).acquire_owned().await;
        permit
            .map(|_permit| Place { _permit })
            .map_err(|_| AuthError::Hash)
    }

    /// The PHC string of a password.
    pub(super) async fn hash(&self, place: Place, password: String) -> Result<String, AuthError> {
        blocking(place, move || hash_now(&password)).await?
    }

    /// Whether the password belongs to the PHC string; `None` takes as long and is `false`.
    pub(super) async fn verify(
        &self,
        place: Place,
        password: String,
        phc: Option<String>,
    ) -> Result<bool, AuthError> {
        // Where another keeps the password, it takes as long too.
        let phc = phc.filter(|phc| !phc.is_empty());
        let known = phc.is_some();
        let phc = phc.unwrap_or_else(|| self.nobody.clone());
        let matches = blocking(place, move || {
            password.len() <= LONGEST
                && Argon2::from(PARAMS)
                    .verify_password(password.as_bytes(), phc.as_str())
                    .is_ok()
        })
        .await?;
        Ok(matches && known)
    }
}

/// Hashes here and now, for a sub-command.
pub(super) fn hash_now(password: &str) -> Result<String, AuthError> {
    Argon2::from(PARAMS)
        .hash_password(password.as_bytes())
        .map(|phc| phc.to_string())
        .map_err(|_| AuthError::Hash)
}

/// The place is kept until the work has ended, even if nobody waits for it any more.
async fn blocking<T: Send + 'static>(
    place: Place,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AuthError> {
    let task = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(place);
        result
    });
    task.await.map_err(|_| AuthError::Hash)
}
