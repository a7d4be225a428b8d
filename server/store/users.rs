//! The users table: local accounts and the hashes of their passwords.

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};

use crate::model::{AccountChange, AccountSource, Role, RoleName, User, UserName};

use super::{SecretHash, Store, StoreError};

/// An account with what proves it.
#[derive(Clone)]
pub struct Credentials {
    pub user: User,
    /// PHC string, argon2id; empty where the console keeps none.
    pub password: String,
}

/// What became of a request to remove or change an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountOutcome {
    Done,
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
            db.prepare_cached(&format!(
                "SELECT {USER}, password FROM users u WHERE name = ?"
            ))?
            .query_and_then([name.as_str()], |row| {
                Ok(Credentials {
                    user: user(row)?,
                    password: row.get(USER_COLUMNS)?,
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
            db.prepare(&format!("SELECT {USER} FROM users u ORDER BY name"))?
                .query_and_then([], user)?
                .collect()
        })
        .await
    }

    /// Is there any account yet?
    pub async fn user_any(&self) -> Result<bool, StoreError> {
        self.call(|db| any(db)).await
    }

    /// Gives the account another password and ends its links and sessions, but for `kept`; `false` if there is no such
    /// account of the console's own.
    pub async fn user_set_password(
        &self,
        name: UserName,
        password: String,
        must_change: bool,
        kept: Option<SecretHash>,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let changed = transaction.execute(
                "UPDATE users SET password = ?, must_change_password = ?
                 WHERE name = ? AND source = 'console'",
                params![password, must_change, name.as_str()],
            )?;
            if changed == 0 {
                return Ok(false);
            }
            transaction.execute(
                "DELETE FROM sessions WHERE user = ? COLLATE NOCASE AND secret_hash IS NOT ?",
                params![name.as_str(), kept],
            )?;
            transaction.execute(
                "DELETE FROM links WHERE user = ? COLLATE NOCASE",
                [name.as_str()],
            )?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Changes what is said; ends the sessions and links of an account that is then disabled. Not where nobody could
    /// manage the console any more.
    pub async fn user_change(
        &self,
        name: UserName,
        change: AccountChange,
    ) -> Result<AccountOutcome, StoreError> {
        self.call(move |db| {
            let transaction = immediate(db)?;
            let admin_before = other_admin(&transaction, &name)?;
            let changed = transaction.execute(
                "UPDATE users SET roles = coalesce(?, roles), disabled = coalesce(?, disabled),
                     must_change_password = coalesce(?, must_change_password)
                 WHERE name = ?",
                params![
                    change.roles.as_deref().map(names),
                    change.disabled,
                    change.must_change_password,
                    name.as_str()
                ],
            )?;
            if changed == 0 {
                return Ok(AccountOutcome::NotFound);
            }
            let loses = change.disabled == Some(true)
                || change
                    .roles
                    .is_some_and(|roles| !roles.contains(&Role::Admin.into()));
            if loses && !admin_before {
                return Ok(AccountOutcome::LastAdmin);
            }
            if change.disabled == Some(true) {
                for table in ["sessions", "links"] {
                    let forget = format!("DELETE FROM {table} WHERE user = ? COLLATE NOCASE");
                    transaction.execute(&forget, [name.as_str()])?;
                }
            }
            transaction.commit()?;
            Ok(AccountOutcome::Done)
        })
        .await
    }

    /// Removes the account with its sessions and links, unless it is the last administrator.
    pub async fn user_remove(&self, name: UserName) -> Result<AccountOutcome, StoreError> {
        self.call(move |db| {
            let transaction = immediate(db)?;
            let known: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM users WHERE name = ?)",
                [name.as_str()],
                |row| row.get(0),
            )?;
            if !known {
                return Ok(AccountOutcome::NotFound);
            }
            if !other_admin(&transaction, &name)? {
                return Ok(AccountOutcome::LastAdmin);
            }
            transaction.execute("DELETE FROM users WHERE name = ?", [name.as_str()])?;
            transaction.commit()?;
            Ok(AccountOutcome::Done)
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
        "INSERT INTO users
             (name, source, roles, disabled, must_change_password, password, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        params![
            user.name.as_str(),
            user.source.as_str(),
            names(&user.roles),
            user.disabled,
            user.must_change_password,
            password,
            time(user.created_at)
        ],
    )?;
    Ok(added > 0)
}

/// Is there an administrator beside this account, who can sign in with what the console keeps?
pub(super) fn other_admin(db: &Connection, name: &UserName) -> Result<bool, StoreError> {
    let is_admin = "EXISTS (SELECT 1 FROM json_each(roles) WHERE value = ?1)";
    Ok(db.query_row(
        &format!(
            "SELECT NOT EXISTS (SELECT 1 FROM users WHERE name = ?2 AND {is_admin})
                 OR EXISTS (SELECT 1 FROM users WHERE name <> ?2 AND {is_admin}
                            AND NOT disabled AND source = 'console')"
        ),
        [Role::Admin.as_str(), name.as_str()],
        |row| row.get(0),
    )?)
}

/// Role names as the table holds them.
pub(super) fn names(roles: &[RoleName]) -> String {
    serde_json::json!(roles).to_string()
}

/// The columns that [`user`] reads, of a table `u`, first in their row.
pub(super) const USER: &str =
    "u.name, u.source, u.roles, u.disabled, u.must_change_password, u.created_at,
     EXISTS (SELECT 1 FROM one_time_codes f WHERE f.user = u.name)
         OR EXISTS (SELECT 1 FROM passkeys f WHERE f.user = u.name)";

/// How many they are.
pub(super) const USER_COLUMNS: usize = 7;

pub(super) fn user(row: &Row<'_>) -> Result<User, StoreError> {
    let (name, source, roles): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(User {
        name: name.parse().map_err(|_| StoreError::Corrupt {
            value: name,
            expected: "a user name",
        })?,
        source: [
            AccountSource::Console,
            AccountSource::Host,
            AccountSource::Provider,
        ]
        .into_iter()
        .find(|one| one.as_str() == source)
        .ok_or(StoreError::Corrupt {
            value: source,
            expected: "a source of accounts",
        })?,
        roles: serde_json::from_str(&roles).map_err(|_| StoreError::Corrupt {
            value: roles,
            expected: "role names",
        })?,
        disabled: row.get(3)?,
        must_change_password: row.get(4)?,
        created_at: super::timestamp(row.get(5)?)?,
        second_factor: row.get(6)?,
    })
}

/// A time as text of one length, so that times compare as text does.
pub(super) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
