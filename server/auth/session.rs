//! Sessions: begun at sign-in, found by the cookie's secret, ended by sign-out, by expiry, or with the
//! account. Whoever holds something open for a session listens to its end.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{AuthError, Clock, Secret, secret};
use crate::{
    access::ProvenAt,
    model::User,
    store::{NewSession, SecretHash, Store, StoreError},
};

/// Sessions of one account; the oldest end first.
const MOST: u32 = 20;

/// A use is noted when the last noted one is at least so old.
const NOTE_USE: Duration = Duration::from_secs(30);

/// Characters of a browser's name that are kept.
const BROWSER: usize = 200;

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Without a request.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
}

/// Names a session without being good for signing in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey(SecretHash);

/// Where somebody signs in from.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: IpAddr,
    /// What the browser calls itself; cut at 200 characters.
    pub browser: String,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Session {
    pub key: SessionKey,
    pub user: User,
    /// When they last proved who they are; follows later proofs.
    pub proven_at: ProvenAt,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

/// All sessions of the console.
#[derive(Debug)]
pub struct Sessions {
    store: Store,
    clock: Clock,
    limits: SessionLimits,
    held: Mutex<HashMap<SessionKey, Held>>,
}

/// What is held open for a session looks at these.
#[derive(Debug, Clone)]
struct Held {
    ended: CancellationToken,
    proven_at: ProvenAt,
}

impl Sessions {
    pub fn new(store: Store, clock: Clock, limits: SessionLimits) -> Self {
        Self {
            store,
            clock,
            limits,
            held: Mutex::default(),
        }
    }

    /// Begins a session with a secret of its own.
    pub async fn open(&self, user: User, place: Place) -> Result<(Secret, Session), AuthError> {
        let secret = Secret::random()?;
        let at = self.clock.now();
        let begun = NewSession {
            hash: secret.hash(),
            user: user.name.clone(),
            address: place.address.to_string(),
            browser: place.browser.chars().take(BROWSER).collect(),
            at,
        };
        for ended in self.store.session_add(begun, MOST).await? {
            self.cancel(SessionKey(ended));
        }
        let key = SessionKey(secret.hash());
        let session = Session {
            key,
            user,
            proven_at: self.held(key, at).proven_at,
            expires_at: later(at, self.limits.absolute),
        };
        Ok((secret, session))
    }

    /// The session with that secret, if it has not ended; this counts as a use.
    pub async fn find(&self, secret: &str) -> Result<Option<Session>, StoreError> {
        let key = SessionKey(secret::hash(secret));
        let Some(stored) = self.store.session_find(key.0).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        let expires_at = later(stored.created_at, self.limits.absolute);
        let idle = now >= later(stored.used_at, self.limits.idle);
        if now >= expires_at || idle || stored.user.disabled {
            self.end(key).await?;
            return Ok(None);
        }
        if now >= later(stored.used_at, NOTE_USE) {
            self.store.session_used(key.0, now).await?;
        }
        Ok(Some(Session {
            key,
            user: stored.user,
            proven_at: self.held(key, stored.proven_at).proven_at,
            expires_at,
        }))
    }

    /// Ends a session and all that is held open for it.
    pub async fn end(&self, key: SessionKey) -> Result<(), StoreError> {
        self.store.session_remove(key.0).await?;
        self.cancel(key);
        Ok(())
    }

    /// Cancelled when the session ends, for whatever reason; at most some seconds later.
    pub fn ended(&self, session: &Session) -> CancellationToken {
        self.held(session.key, session.proven_at.get()).ended
    }

    fn held(&self, key: SessionKey, proven_at: Timestamp) -> Held {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Held {
            ended: CancellationToken::new(),
            proven_at: ProvenAt::new(proven_at),
        };
        held.entry(key).or_insert_with(new).clone()
    }

    /// Ends what has expired, and what is held open for sessions that are gone.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let left = self
            .store
            .session_sweep(
                earlier(now, self.limits.absolute),
                earlier(now, self.limits.idle),
            )
            .await?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|key, held| {
            let alive = left.contains(&key.0);
            if !alive {
                held.ended.cancel();
            }
            alive
        });
        Ok(())
    }

    fn cancel(&self, key: SessionKey) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.remove(&key) {
            held.ended.cancel();
        }
    }
}

impl SessionKey {
    /// For what must be the same session's, and is told of no session.
    pub fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

pub(super) fn earlier(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}
