//! The links table: one-time links, known by the hashes of their tokens only.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::model::{User, UserName};

use super::{
    Store, StoreError,
    sessions::SecretHash,
    users::{USER, USER_COLUMNS, any, immediate, insert, time, user},
};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkUse {
    /// Creates the first administrator.
    FirstStart,
    /// Signs this account in.
    SignIn(User),
}

impl Store {
    /// Adds a link; earlier ones for the same use (`None`: first start) are void from now on.
    pub async fn link_add(
        &self,
        hash: SecretHash,
        user: Option<UserName>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let user = user.as_ref().map(UserName::as_str);
            let transaction = db.transaction()?;
            transaction.execute("DELETE FROM links WHERE user IS ?", [user])?;
            transaction.execute(
                "INSERT INTO links (token_hash, user, created_at) VALUES (?, ?, ?)",
                params![hash, user, time(at)],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// What a link made after `since` is good for; it stays good.
    pub async fn link_find(
        &self,
        hash: SecretHash,
        since: Timestamp,
    ) -> Result<Option<LinkUse>, StoreError> {
        self.call(move |db| find(db, hash, since)).await
    }

    /// Uses up a sign-in link made after `since`; the account it signs in.
    pub async fn link_take(
        &self,
        hash: SecretHash,
        since: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        self.call(move |db| {
            let transaction = immediate(db)?;
            let Some(LinkUse::SignIn(user)) = find(&transaction, hash, since)? else {
                return Ok(None);
            };
            transaction.execute("DELETE FROM links WHERE token_hash = ?", [hash])?;
            transaction.commit()?;
            Ok(Some(user))
        })
        .await
    }

    /// Uses up a first-start link made after `since` and adds the account; `false` if the link is not
    /// good or there are accounts already.
    pub async fn link_take_first(
        &self,
        hash: SecretHash,
        since: Timestamp,
        first: User,
        password: String,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            let transaction = immediate(db)?;
            if find(&transaction, hash, since)? != Some(LinkUse::FirstStart) {
                return Ok(false);
            }
            insert(&transaction, &first, &password)?;
            transaction.execute("DELETE FROM links WHERE user IS NULL", [])?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Forgets links made before `since`.
    pub async fn link_sweep(&self, since: Timestamp) -> Result<(), StoreError> {
        self.call(move |db| {
            db.prepare_cached("DELETE FROM links WHERE created_at <= ?")?
                .execute([time(since)])?;
            Ok(())
        })
        .await
    }
}

fn find(
    db: &Connection,
    hash: SecretHash,
    since: Timestamp,
) -> Result<Option<LinkUse>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {USER}, l.user IS NULL
         FROM links l LEFT JOIN users u ON u.name = l.user
         WHERE l.token_hash = ? AND l.created_at > ?"
    ))?;
    let mut rows = statement.query(params![hash, time(since)])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    if !row.get::<_, bool>(USER_COLUMNS)? {
        return Ok(Some(LinkUse::SignIn(user(row)?)));
    }
    // Somebody may have added an account on the command line meanwhile.
    Ok((!any(db)?).then_some(LinkUse::FirstStart))
}
