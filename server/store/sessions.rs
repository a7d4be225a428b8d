//! The sessions table: who is signed in. Knows only hashes of the cookies' secrets.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::params;

use crate::model::{User, UserName};

use super::{
    Store, StoreError,
    users::{USER, USER_COLUMNS, time, user},
};

/// SHA-256 of a secret.
pub type SecretHash = [u8; 32];

/// A session to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub hash: SecretHash,
    pub user: UserName,
    /// An IP address.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
    pub at: Timestamp,
}

/// A session as it is listed.
#[derive(Debug, Clone)]
pub struct KeptSession {
    pub hash: SecretHash,
    pub user: UserName,
    pub address: String,
    pub browser: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// A session as stored; whether it has expired is for the caller to say.
#[derive(Debug, Clone)]
pub struct StoredSession {
    pub user: User,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
    /// When its user last proved who they are.
    pub proven_at: Timestamp,
}

impl Store {
    /// Begins a session; the account's oldest ones beyond `most` end. Ended ones are returned.
    pub async fn session_add(
        &self,
        session: NewSession,
        most: u32,
    ) -> Result<Vec<SecretHash>, StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let at = time(session.at);
            transaction.execute(
                "INSERT INTO sessions
                     (secret_hash, user, address, browser, created_at, used_at, proven_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    session.hash,
                    session.user.as_str(),
                    session.address,
                    session.browser,
                    at,
                    at,
                    at
                ],
            )?;
            let ended = transaction
                .prepare_cached(
                    "DELETE FROM sessions WHERE secret_hash IN (
                         SELECT secret_hash FROM sessions WHERE user = ?
                         ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ?)
                     RETURNING secret_hash",
                )?
                .query_map(params![session.user.as_str(), most], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            transaction.commit()?;
            Ok(ended)
        })
        .await
    }

    /// The session with that secret.
    pub async fn session_find(
        &self,
        hash: SecretHash,
    ) -> Result<Option<StoredSession>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(&format!(
                "SELECT {USER}, s.created_at, s.used_at, s.proven_at
                 FROM sessions s JOIN users u ON u.name = s.user WHERE s.secret_hash = ?"
            ))?
            .query_and_then([hash], |row| {
                Ok(StoredSession {
                    user: user(row)?,
                    created_at: super::timestamp(row.get(USER_COLUMNS)?)?,
                    used_at: super::timestamp(row.get(USER_COLUMNS + 1)?)?,
                    proven_at: super::timestamp(row.get(USER_COLUMNS + 2)?)?,
                })
            })?
            .next()
            .transpose()
        })
        .await
    }

    /// Notes that the session was used.
    pub async fn session_used(&self, hash: SecretHash, at: Timestamp) -> Result<(), StoreError> {
        self.call(move |db| {
            db.prepare_cached("UPDATE sessions SET used_at = ? WHERE secret_hash = ?")?
                .execute(params![time(at), hash])?;
            Ok(())
        })
        .await
    }

    /// Notes that the session's user has proven who they are.
    pub async fn session_proven(&self, hash: SecretHash, at: Timestamp) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute(
                "UPDATE sessions SET proven_at = ? WHERE secret_hash = ?",
                params![time(at), hash],
            )?;
            Ok(())
        })
        .await
    }

    /// Somebody's sessions, or everybody's, the last used first.
    pub async fn sessions(&self, of: Option<UserName>) -> Result<Vec<KeptSession>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(
                "SELECT secret_hash, user, address, browser, created_at, used_at FROM sessions
                 WHERE ?1 IS NULL OR user = ?1 ORDER BY used_at DESC",
            )?
            .query_and_then([of.as_ref().map(UserName::as_str)], |row| {
                let name: String = row.get(1)?;
                Ok(KeptSession {
                    hash: row.get(0)?,
                    user: name.parse().map_err(|_| StoreError::Corrupt {
                        value: name,
                        expected: "a user name",
                    })?,
                    address: row.get(2)?,
                    browser: row.get(3)?,
                    created_at: super::timestamp(row.get(4)?)?,
                    used_at: super::timestamp(row.get(5)?)?,
                })
            })?
            .collect()
        })
        .await
    }

    /// Ends a session, if it is there.
    pub async fn session_remove(&self, hash: SecretHash) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute("DELETE FROM sessions WHERE secret_hash = ?", [hash])?;
            Ok(())
        })
        .await
    }

    /// Ends the sessions that began or were last used too long ago; all that are left.
    pub async fn session_sweep(
        &self,
        created_before: Timestamp,
        used_before: Timestamp,
    ) -> Result<HashSet<SecretHash>, StoreError> {
        self.call(move |db| {
            db.prepare_cached("DELETE FROM sessions WHERE created_at <= ? OR used_at <= ?")?
                .execute([time(created_before), time(used_before)])?;
            Ok(db
                .prepare_cached("SELECT secret_hash FROM sessions")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?)
        })
        .await
    }
}
