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
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{AuthError, Clock, Secret, secret};
use crate::{
    access::ProvenAt,
    model::{RoleName, SessionInfo, User, UserName},
    store::{NewSession, SecretHash, Store, StoreError, StoredToken},
};

/// Sessions of one account; the oldest end first.
const MOST: u32 = 20;

/// A use is noted when the last noted one is at least so old.
const NOTE_USE: Duration = Duration::from_secs(30);

/// How long tokens that have expired are still listed.
const TOKENS_KEPT: Duration = Duration::from_hours(24 * 30);

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
    /// The origin of the page that asks, as the browser says and as it was checked; passkeys are bound to it.
    pub origin: Option<String>,
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
    /// When it ends unless it is used before; to [`NOTE_USE`].
    pub idle_at: Timestamp,
    /// It is no session but an API token, which narrows what its owner may do to this role.
    pub bound: Option<RoleName>,
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
            idle_at: later(at, self.limits.idle),
            bound: None,
        };
        Ok((secret, session))
    }

    /// The session with that secret, if it has not ended. This counts as a use if somebody is there: `attended`.
    pub async fn find(&self, secret: &str, attended: bool) -> Result<Option<Session>, StoreError> {
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
        let mut used_at = stored.used_at;
        if attended && now >= later(used_at, NOTE_USE) {
            self.store.session_used(key.0, now).await?;
            used_at = now;
        }
        Ok(Some(Session {
            key,
            user: stored.user,
            proven_at: self.held(key, stored.proven_at).proven_at,
            expires_at,
            idle_at: later(used_at, self.limits.idle),
            bound: None,
        }))
    }

    /// The API token, if it is good, as the session that it stands in for.
    pub async fn find_token(
        &self,
        secret: &str,
        address: IpAddr,
    ) -> Result<Option<Session>, StoreError> {
        let key = SessionKey(secret::hash(secret));
        let Some(StoredToken { owner, token }) = self.store.token_find(key.0).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if now >= token.expires_at || owner.disabled {
            return Ok(None);
        }
        if token
            .used_at
            .is_none_or(|used| now >= later(used, NOTE_USE))
        {
            let from = address.to_string();
            self.store.token_used(token.id, now, from).await?;
        }
        Ok(Some(Session {
            key,
            user: owner,
            proven_at: self.held(key, now).proven_at,
            expires_at: token.expires_at,
            idle_at: token.expires_at,
            bound: Some(token.role),
        }))
    }

    /// Somebody's sessions, or everybody's, the last used first.
    pub async fn list(
        &self,
        of: Option<UserName>,
        own: SessionKey,
    ) -> Result<Vec<SessionInfo>, StoreError> {
        let kept = self.store.sessions(of).await?;
        let told = kept.into_iter().map(|one| SessionInfo {
            id: SessionKey(one.hash).id(),
            account: one.user,
            address: one.address,
            browser: one.browser,
            created_at: one.created_at,
            used_at: one.used_at,
            is_this: one.hash == own.0,
        });
        Ok(told.collect())
    }

    /// The session of that id, and whose it is.
    pub async fn named(&self, id: &str) -> Result<Option<(SessionKey, UserName)>, StoreError> {
        let all = self.store.sessions(None).await?.into_iter();
        let mut all = all.map(|one| (SessionKey(one.hash), one.user));
        Ok(all.find(|(key, _)| key.id() == id))
    }

    /// Its user has proven who they are.
    pub async fn prove(&self, session: &Session) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store.session_proven(session.key.0, now).await?;
        session.proven_at.set(now);
        Ok(())
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
        let tokens = self
            .store
            .token_sweep(now, earlier(now, TOKENS_KEPT))
            .await?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|key, held| {
            let alive = left.contains(&key.0) || tokens.contains(&key.0);
            if !alive {
                held.ended.cancel();
            }
            alive
        });
        Ok(())
    }

    /// Ends what is held open for somebody's sessions, which go on: what it does next is decided anew.
    pub async fn hang_up(&self, of: &UserName) -> Result<(), StoreError> {
        for one in self.store.sessions(Some(of.clone())).await? {
            self.cancel(SessionKey(one.hash));
        }
        self.sweep().await
    }

    /// The same for everybody.
    pub fn hang_up_all(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, held) in held.drain() {
            held.ended.cancel();
        }
    }

    fn cancel(&self, key: SessionKey) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.remove(&key) {
            held.ended.cancel();
        }
    }
}

impl SessionKey {
    /// Names the session to people: a hash of its hash.
    fn id(self) -> String {
        let digest = Sha256::digest(self.0);
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

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
