//! The tokens table: API tokens. Knows only hashes of what they are.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::model::{Token, User, UserName};

use super::{
    SecretHash, Store, StoreError,
    users::{USER, USER_COLUMNS, time, user},
};

/// A token with its owner as they are now.
#[derive(Debug, Clone)]
pub struct StoredToken {
    pub owner: User,
    pub token: Token,
}

/// The columns that [`token`] reads, of a table `t`.
const TOKEN: &str =
    "t.id, t.user, t.label, t.role, t.created_at, t.expires_at, t.used_at, t.used_from";

impl Store {
    /// Keeps a token and gives it its id; `None` if its owner has `most` already.
    pub async fn token_add(
        &self,
        hash: SecretHash,
        mut token: Token,
        most: u32,
    ) -> Result<Option<Token>, StoreError> {
        self.call(move |db| {
            let added = db.execute(
                "INSERT INTO tokens (secret_hash, user, label, role, created_at, expires_at)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6
                 WHERE (SELECT count(*) FROM tokens WHERE user = ?2) < ?7",
                params![
                    hash,
                    token.account.as_str(),
                    token.label,
                    token.role.as_str(),
                    time(token.created_at),
                    time(token.expires_at),
                    most
                ],
            )?;
            token.id = db.last_insert_rowid();
            Ok((added > 0).then_some(token))
        })
        .await
    }

    /// The token of that hash; whether it is still good is for the caller to say.
    pub async fn token_find(&self, hash: SecretHash) -> Result<Option<StoredToken>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(&format!(
                "SELECT {USER}, {TOKEN} FROM tokens t JOIN users u ON u.name = t.user
                 WHERE t.secret_hash = ?"
            ))?
            .query_and_then([hash], |row| {
                Ok(StoredToken {
                    owner: user(row)?,
                    token: token(row, USER_COLUMNS)?,
                })
            })?
            .next()
            .transpose()
        })
        .await
    }

    /// Notes that the token was used.
    pub async fn token_used(&self, id: i64, at: Timestamp, from: String) -> Result<(), StoreError> {
        self.call(move |db| {
            db.prepare_cached("UPDATE tokens SET used_at = ?, used_from = ? WHERE id = ?")?
                .execute(params![time(at), from, id])?;
            Ok(())
        })
        .await
    }

    /// Somebody's tokens, or everybody's, the newest first.
    pub async fn tokens(&self, of: Option<UserName>) -> Result<Vec<Token>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(&format!(
                "SELECT {TOKEN} FROM tokens t WHERE ?1 IS NULL OR t.user = ?1 ORDER BY t.id DESC"
            ))?
            .query_and_then([of.as_ref().map(UserName::as_str)], |row| token(row, 0))?
            .collect()
        })
        .await
    }

    /// Takes a token back; the hash that works no more, or `None` if there is no such token.
    pub async fn token_remove(&self, id: i64) -> Result<Option<SecretHash>, StoreError> {
        self.call(move |db| {
            let mut statement =
                db.prepare_cached("DELETE FROM tokens WHERE id = ? RETURNING secret_hash")?;
            let gone = statement
                .query_map([id], |row| row.get(0))?
                .next()
                .transpose()?;
            Ok(gone)
        })
        .await
    }

    /// Forgets tokens that expired before then; the hashes of those that are good now.
    pub async fn token_sweep(
        &self,
        now: Timestamp,
        expired_before: Timestamp,
    ) -> Result<Vec<SecretHash>, StoreError> {
        self.call(move |db| {
            db.prepare_cached("DELETE FROM tokens WHERE expires_at <= ?")?
                .execute([time(expired_before)])?;
            Ok(db
                .prepare_cached(
                    "SELECT t.secret_hash FROM tokens t JOIN users u ON u.name = t.user
                     WHERE t.expires_at > ? AND NOT u.disabled",
                )?
                .query_map([time(now)], |row| row.get(0))?
                .collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn token(row: &Row<'_>, first: usize) -> Result<Token, StoreError> {
    let (account, role): (String, String) = (row.get(first + 1)?, row.get(first + 3)?);
    let used_at: Option<String> = row.get(first + 6)?;
    Ok(Token {
        id: row.get(first)?,
        account: account.parse().map_err(|_| StoreError::Corrupt {
            value: account,
            expected: "a user name",
        })?,
        label: row.get(first + 2)?,
        role: role.parse().map_err(|_| StoreError::Corrupt {
            value: role,
            expected: "a role's name",
        })?,
        created_at: super::timestamp(row.get(first + 4)?)?,
        expires_at: super::timestamp(row.get(first + 5)?)?,
        used_at: used_at.map(super::timestamp).transpose()?,
        used_from: row.get(first + 7)?,
    })
}
