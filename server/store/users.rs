//! The users table: local accounts and the hashes of their passwords.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::model::{Role, User, UserName};

use super::{Store, StoreError};

/// An account with what proves it.
#[derive(Clone)]
pub struct Credentials {
    pub user: User,
    /// PHC string, argon2id.
    pub password: String,
}

/// What became of a request to remove an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    Removed,
    NotFound,
    /// Nobody could manage the console any more.
    LastAdmin,
}

impl Store {
    /// Adds an account; `false` if the name is taken (names differ by more than case).
    pub async fn user_add(&self, user: User, password: String) -> Result<bool, StoreError> {
        self.call(move |db| insert(db, &user, &password)).await
    }

    /// The account of that name, whatever its case.
    pub async fn user_find(&self, name: UserName) -> Result<Option<Credentials>, StoreError> {
        self.call(move |db| {
            db.prepare_cached("SELECT name, role, created_at, password FROM users WHERE name = ?")?
                .query_and_then([name.as_str()], |row| {
                    Ok(Credentials {
                        user: user(row)?,
                        password: row.get(3)?,
                    })
                })?
                .next()
                .transpose()
        })
        .await
    }

    /// All accounts by name.
    pub async fn user_list(&self) -> Result<Vec<User>, StoreError> {
        self.call(|db| {
            db.prepare("SELECT name, role, created_at FROM users ORDER BY name")?
                .query_and_then([], user)?
                .collect()
        })
        .await
    }

    /// Is there any account yet?
    pub async fn user_any(&self) -> Result<bool, StoreError> {
        self.call(|db| any(db)).await
    }

    /// Gives the account another password and ends its sessions and links; `false` if there is none.
    pub async fn user_set_password(
        &self,
        name: UserName,
        password: String,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let changed = transaction.execute(
                "UPDATE users SET password = ? WHERE name = ?",
                params![password, name.as_str()],
            )?;
            for table in ["sessions", "links"] {
                let forget = format!(
                    "DELETE FROM {table} WHERE user IN (SELECT name FROM users WHERE name = ?)"
                );
                transaction.execute(&forget, [name.as_str()])?;
            }
            transaction.commit()?;
            Ok(changed > 0)
        })
        .await
    }

    /// Removes the account with its sessions and links, unless it is the last administrator.
    pub async fn user_remove(&self, name: UserName) -> Result<Removal, StoreError> {
        self.call(move |db| {
            let transaction = immediate(db)?;
            let role: Option<String> = transaction
                .query_row(
                    "SELECT role FROM users WHERE name = ?",
                    [name.as_str()],
                    |row| row.get(0),
                )
                .optional()?;
            let Some(role) = role else {
                return Ok(Removal::NotFound);
            };
            let admins: u32 = transaction.query_row(
                "SELECT count(*) FROM users WHERE role = 'admin'",
                [],
                |row| row.get(0),
            )?;
            if role == Role::Admin.as_str() && admins == 1 {
                return Ok(Removal::LastAdmin);
            }
            transaction.execute("DELETE FROM users WHERE name = ?", [name.as_str()])?;
            transaction.commit()?;
            Ok(Removal::Removed)
        })
        .await
    }
}

/// A transaction that other processes wait for.
pub(super) fn immediate(db: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
}

pub(super) fn any(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?)
}

pub(super) fn insert(db: &Connection, user: &User, password: &str) -> Result<bool, StoreError> {
    let added = db.execute(
        "INSERT INTO users (name, role, password, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        params![
            user.name.as_str(),
            user.role.as_str(),
            password,
            time(user.created_at)
        ],
    )?;
    Ok(added > 0)
}

/// Columns name, role, created_at, in this order and first.
pub(super) fn user(row: &Row<'_>) -> Result<User, StoreError> {
    let (name, role): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(User {
        name: name.parse().map_err(|_| StoreError::Corrupt {
            value: name,
            expected: "a user name",
        })?,
        role: role.parse().map_err(|_| StoreError::Corrupt {
            value: role,
            expected: "a role",
        })?,
        created_at: super::timestamp(row.get(2)?)?,
    })
}

/// A time as text of one length, so that times compare as text does.
pub(super) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
