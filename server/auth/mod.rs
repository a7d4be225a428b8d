//! Who somebody is: signing in with a password and a second factor, a passkey or a one-time link, sessions, and signing
//! out. Every attempt leaves an audit line; what the signed-in may do is `access`' business.

mod account;
mod conversation;
mod factor;
mod password;
mod secret;
mod session;
mod sign_in;
mod throttle;
mod token;
mod waiting;

use std::{net::IpAddr, sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    access::{Gate, Principal, Refusal, Target},
    model::{Action, Problem, ProblemCode, Role, User, UserName},
    store::{LinkUse, Store, StoreError},
};

pub use crate::access::Clock;
pub use account::{AccountError, Accounts};
pub use factor::{Factors, Site};
pub use secret::Secret;
pub use session::{Place, Session, SessionKey, SessionLimits, Sessions};
pub use sign_in::SignInStep;
pub use token::{TokenError, Tokens};

use conversation::Conversations;
use password::Passwords;
use throttle::Throttle;

/// How long a one-time link is good.
pub const LINK_LIFETIME: Duration = Duration::from_mins(10);

/// How often ended sessions are looked for: a sub-command in another process may have ended them.
const SWEEP: Duration = Duration::from_secs(2);

/// How long an address stays known for a name.
const KNOWN: Duration = Duration::from_hours(24 * 30);

/// Characters of a tried name that the audit log keeps.
const NAME_KEPT: usize = 64;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Try again with another name or password.
    #[error("name and password do not belong together")]
    WrongCredentials,
    /// Try again later.
    #[error("too many failed attempts; try again in {} s", seconds(*.0))]
    Throttled(Duration),
    /// Get another link.
    #[error("this link was used already, is older than 10 minutes, or never was")]
    LinkExpired,
    #[error("this account is disabled; ask an administrator")]
    Disabled,
    #[error("there is no such session")]
    NoSession,
    /// Look at the app again.
    #[error("that code is not right, or was used already")]
    WrongCode,
    #[error("that passkey is not known here, or was not unlocked")]
    UnknownPasskey,
    /// Begin again.
    #[error("this took too long, or was answered already")]
    ConversationOver,
    #[error("there is no such second factor")]
    NoFactor,
    /// With what to do.
    #[error("a passkey does not work here: {0}")]
    NoPasskeys(&'static str),
    #[error("the passkey cannot be used")]
    Passkey,
    /// Choose another name or password; a whole sentence.
    #[error("{0}")]
    Unfit(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the system gives no random numbers")]
    Random(#[from] getrandom::Error),
    #[error("the password could not be hashed")]
    Hash,
}

impl AuthError {
    /// Whole seconds to wait before another attempt makes sense.
    pub fn retry_after(&self) -> Option<u64> {
        let Self::Throttled(wait) = self else {
            return None;
        };
        Some(seconds(*wait))
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        let detail = error.to_string();
        match error {
            AuthError::WrongCredentials => Self::new(ProblemCode::WrongCredentials, detail),
            AuthError::Disabled => Self::new(ProblemCode::Denied, detail),
            AuthError::WrongCode | AuthError::UnknownPasskey => {
                Self::new(ProblemCode::WrongCredentials, detail)
            }
            AuthError::ConversationOver => {
                Self::new(ProblemCode::NotFound, detail).remedy("begin again")
            }
            AuthError::NoPasskeys(_) => Self::new(ProblemCode::InvalidRequest, detail),
            AuthError::NoSession | AuthError::NoFactor => Self::new(ProblemCode::NotFound, detail),
            AuthError::Throttled(_) => Self::new(ProblemCode::Throttled, detail),
            AuthError::LinkExpired => Self::new(ProblemCode::LinkExpired, detail)
                .remedy("run `atomdeck login-link` on the host for a new one"),
            AuthError::Unfit(_) => Self::new(ProblemCode::InvalidRequest, detail),
            AuthError::Refused(refusal) => refusal.into(),
            AuthError::Store(error) => error.into(),
            AuthError::Random(_) | AuthError::Hash | AuthError::Passkey => {
                tracing::error!(%detail, "signing in failed");
                Self::new(ProblemCode::Internal, detail)
            }
        }
    }
}

/// Signs people in and out.
#[derive(Debug)]
pub struct Auth {
    store: Store,
    gate: Gate,
    clock: Clock,
    passwords: Arc<Passwords>,
    throttle: Throttle,
    conversations: Conversations,
    pub factors: Factors,
    pub sessions: Sessions,
    pub accounts: Accounts,
    pub tokens: Tokens,
}

impl Auth {
    pub fn new(
        store: Store,
        gate: Gate,
        clock: Clock,
        limits: SessionLimits,
    ) -> Result<Self, AuthError> {
        let passwords = Arc::new(Passwords::new()?);
        let (store_of, gate_of) = (store.clone(), gate.clone());
        Ok(Self {
            accounts: Accounts::hashing(store_of, gate_of, clock.clone(), Arc::clone(&passwords)),
            tokens: Tokens {
                store: store.clone(),
                gate: gate.clone(),
                clock: clock.clone(),
            },
            passwords,
            throttle: Throttle::new(&clock),
            conversations: Conversations::new(&clock),
            factors: Factors::new(store.clone(), gate.clone(), clock.clone()),
            sessions: Sessions::new(store.clone(), clock.clone(), limits),
            store,
            gate,
            clock,
        })
    }

    /// Ends a session of somebody, audited.
    pub async fn revoke(
        &self,
        principal: &Principal,
        own: &UserName,
        id: &str,
    ) -> Result<(), AuthError> {
        let named = self.sessions.named(id).await?;
        let is_own = named.as_ref().is_some_and(|(_, user)| user == own);
        let (action, target) = match &named {
            Some((_, user)) if !is_own => (Action::SessionRevoke, account::target(user)),
            Some(_) => (Action::SessionClose, Target::console()),
            // Which there are is not told to everybody.
            None => (Action::SessionRevoke, Target::of_console(id)),
        };
        let permit = self.gate.check(principal, action, &target).await?;
        let revoking = async {
            let Some((key, _)) = named else {
                return Err(AuthError::NoSession);
            };
            Ok(self.sessions.end(key).await?)
        };
        permit.record(revoking).await
    }

    /// Ends a session, audited.
    pub async fn sign_out(
        &self,
        principal: &Principal,
        session: SessionKey,
    ) -> Result<(), AuthError> {
        let permit = self
            .gate
            .check(principal, Action::SessionClose, &Target::console())
            .await?;
        Ok(permit.record(self.sessions.end(session)).await?)
    }

    /// The token of a link that creates the first administrator; `None` once there is an account.
    pub async fn first_start_link(&self) -> Result<Option<Secret>, AuthError> {
        if self.store.user_any().await? {
            return Ok(None);
        }
        let token = Secret::random()?;
        self.store
            .link_add(token.hash(), None, self.clock.now())
            .await?;
        Ok(Some(token))
    }

    /// What a one-time link is good for; looking does not use it up.
    pub async fn link(&self, token: &str) -> Result<LinkUse, AuthError> {
        let since = session::earlier(self.clock.now(), LINK_LIFETIME);
        let found = self.store.link_find(secret::hash(token), since).await?;
        found.ok_or(AuthError::LinkExpired)
    }

    /// Creates the first administrator and signs in. An unfit name or password leaves the link good.
    pub async fn first_start(
        &self,
        token: &str,
        name: &str,
        password: String,
        place: Place,
    ) -> Result<(Secret, Session), AuthError> {
        if self.link(token).await? != LinkUse::FirstStart {
            return Err(AuthError::LinkExpired);
        }
        let user = User::new(account::name(name)?, Role::Admin.into(), self.clock.now());
        password::check(name, &password)?;
        let phc = self
            .passwords
            .hash(self.passwords.place().await?, password)
            .await?;
        let permit = self
            .gate
            .check(
                &principal(&user, place.address),
                Action::AccountCreate,
                &account::target(&user.name),
            )
            .await?;
        let (hash, since) = (
            secret::hash(token),
            session::earlier(self.clock.now(), LINK_LIFETIME),
        );
        let first = user.clone();
        permit
            .record(async {
                match self.store.link_take_first(hash, since, first, phc).await? {
                    true => Ok(()),
                    false => Err(AuthError::LinkExpired),
                }
            })
            .await?;
        self.open(user, place).await
    }

    /// Uses up a sign-in link.
    pub async fn follow_link(
        &self,
        token: &str,
        place: Place,
    ) -> Result<(Secret, Session), AuthError> {
        let since = session::earlier(self.clock.now(), LINK_LIFETIME);
        let Some(user) = self.store.link_take(secret::hash(token), since).await? else {
            self.deny(place.address, None, &AuthError::LinkExpired)
                .await?;
            return Err(AuthError::LinkExpired);
        };
        self.open(user, place).await
    }

    /// Forgets what has expired, now and then, until `stop`.
    pub async fn watch(&self, stop: CancellationToken) {
        let mut tick = tokio::time::interval(SWEEP);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(tick.tick()).await.is_some() {
            if let Err(error) = self.sweep().await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "cannot look for ended sessions"
                );
            }
        }
    }

    async fn sweep(&self) -> Result<(), StoreError> {
        let since = session::earlier(self.clock.now(), LINK_LIFETIME);
        self.conversations.sweep();
        self.store.link_sweep(since).await?;
        self.sessions.sweep().await
    }

    async fn open(&self, user: User, place: Place) -> Result<(Secret, Session), AuthError> {
        if user.disabled {
            let tried = Some(user.name.to_string());
            self.deny(place.address, tried, &AuthError::Disabled)
                .await?;
            return Err(AuthError::Disabled);
        }
        let permit = self
            .gate
            .check(
                &principal(&user, place.address),
                Action::SessionOpen,
                &Target::console(),
            )
            .await?;
        permit.record(self.sessions.open(user, place)).await
    }

    async fn deny(
        &self,
        address: IpAddr,
        tried: Option<String>,
        why: &AuthError,
    ) -> Result<(), StoreError> {
        self.gate
            .refused(
                address.to_string(),
                Action::SessionOpen,
                tried,
                &why.to_string(),
            )
            .await
    }
}

/// Somebody who has just proven who they are.
fn principal(user: &User, address: IpAddr) -> Principal {
    Principal::standing(user.name.as_str(), user.roles.clone(), address.to_string())
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}
