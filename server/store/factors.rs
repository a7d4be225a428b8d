//! What proves who somebody is beside their password: the secrets of one-time codes (encrypted), hashes of recovery
//! codes, the public parts of passkeys.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use crate::model::{Passkey, UserName};

use super::{SecretHash, Store, StoreError, users::time};

/// The secret of somebody's one-time codes.
#[derive(Clone)]
pub struct KeptSecret {
    /// In base32.
    pub secret: String,
    pub added_at: Timestamp,
}

/// A passkey as it is kept.
#[derive(Debug, Clone)]
pub struct KeptPasskey {
    pub user: UserName,
    pub passkey: Passkey,
    /// JSON of the crate webauthn-rs.
    pub credential: String,
}

impl Store {
    /// The secret of somebody's one-time codes, if they have one.
    pub async fn one_time_secret(&self, of: UserName) -> Result<Option<KeptSecret>, StoreError> {
        let vault = self.vault.clone();
        self.call(move |db| {
            db.prepare_cached("SELECT user, secret, added_at FROM one_time_codes WHERE user = ?")?
                .query_and_then([of.as_str()], |row| {
                    let (user, sealed): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
                    Ok(KeptSecret {
                        secret: vault.open(&sealed, &context(&user))?,
                        added_at: super::timestamp(row.get(2)?)?,
                    })
                })?
                .next()
                .transpose()
        })
        .await
    }

    /// Keeps a secret in place of the one there was; the code of that step is used.
    pub async fn one_time_secret_set(
        &self,
        of: UserName,
        secret: String,
        used_step: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let vault = self.vault.clone();
        self.call(move |db| {
            let sealed = vault.seal(&secret, &context(of.as_str()))?;
            db.execute(
                "INSERT OR REPLACE INTO one_time_codes (user, secret, used_step, added_at)
                 VALUES (?, ?, ?, ?)",
                params![of.as_str(), sealed, used_step, time(at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes the code of that step; `false` if it, or a later one, was taken already.
    pub async fn one_time_code_take(&self, of: UserName, step: i64) -> Result<bool, StoreError> {
        self.call(move |db| {
            let taken = db.execute(
                "UPDATE one_time_codes SET used_step = ?2 WHERE user = ?1 AND used_step < ?2",
                params![of.as_str(), step],
            )?;
            Ok(taken > 0)
        })
        .await
    }

    /// Asks for one-time codes no more; `false` if they were not asked for.
    pub async fn one_time_secret_remove(&self, of: UserName) -> Result<bool, StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let removed =
                transaction.execute("DELETE FROM one_time_codes WHERE user = ?", [of.as_str()])?;
            forget_needless(&transaction, &of)?;
            transaction.commit()?;
            Ok(removed > 0)
        })
        .await
    }

    /// How many recovery codes somebody has left.
    pub async fn recovery_codes(&self, of: UserName) -> Result<u32, StoreError> {
        self.call(move |db| {
            let count = "SELECT count(*) FROM recovery_codes WHERE user = ?";
            Ok(db.query_row(count, [of.as_str()], |row| row.get(0))?)
        })
        .await
    }

    /// Keeps these in place of those there were.
    pub async fn recovery_codes_set(
        &self,
        of: UserName,
        codes: Vec<SecretHash>,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            transaction.execute("DELETE FROM recovery_codes WHERE user = ?", [of.as_str()])?;
            for code in codes {
                transaction.execute(
                    "INSERT INTO recovery_codes (user, hash) VALUES (?, ?)",
                    params![of.as_str(), code],
                )?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Uses a recovery code up; `false` if there is no such.
    pub async fn recovery_code_take(
        &self,
        of: UserName,
        code: SecretHash,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            let taken = db.execute(
                "DELETE FROM recovery_codes WHERE user = ? AND hash = ?",
                params![of.as_str(), code],
            )?;
            Ok(taken > 0)
        })
        .await
    }

    /// Somebody's passkeys in order of their addition.
    pub async fn passkeys(&self, of: UserName) -> Result<Vec<KeptPasskey>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(&format!(
                "SELECT {PASSKEY} FROM passkeys WHERE user = ? ORDER BY added_at, id"
            ))?
            .query_and_then([of.as_str()], passkey)?
            .collect()
        })
        .await
    }

    /// The passkey of that id.
    pub async fn passkey_find(&self, id: String) -> Result<Option<KeptPasskey>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(&format!("SELECT {PASSKEY} FROM passkeys WHERE id = ?"))?
                .query_and_then([id], passkey)?
                .next()
                .transpose()
        })
        .await
    }

    /// Keeps another one; `false` if it is kept already, of whomever.
    pub async fn passkey_add(&self, new: KeptPasskey) -> Result<bool, StoreError> {
        self.call(move |db| {
            let added = db.execute(
                "INSERT INTO passkeys (id, user, label, site, credential, added_at)
                 VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                params![
                    new.passkey.id,
                    new.user.as_str(),
                    new.passkey.label,
                    new.passkey.site,
                    new.credential,
                    time(new.passkey.added_at)
                ],
            )?;
            Ok(added > 0)
        })
        .await
    }

    /// It was used: with its counter as it is now.
    pub async fn passkey_used(
        &self,
        id: String,
        credential: String,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute(
                "UPDATE passkeys SET credential = ?, used_at = ? WHERE id = ?",
                params![credential, time(at), id],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes somebody's passkey away; `false` if they have no such.
    pub async fn passkey_remove(&self, of: UserName, id: String) -> Result<bool, StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let removed = transaction.execute(
                "DELETE FROM passkeys WHERE user = ? AND id = ?",
                params![of.as_str(), id],
            )?;
            forget_needless(&transaction, &of)?;
            transaction.commit()?;
            Ok(removed > 0)
        })
        .await
    }

    /// Takes all second factors of an account away.
    pub async fn factors_remove(&self, of: UserName) -> Result<(), StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            for table in ["one_time_codes", "passkeys", "recovery_codes"] {
                let forget = format!("DELETE FROM {table} WHERE user = ?");
                transaction.execute(&forget, [of.as_str()])?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}

/// Recovery codes stand in for a factor; without one they are for nothing.
fn forget_needless(transaction: &Transaction<'_>, of: &UserName) -> Result<(), StoreError> {
    transaction.execute(
        "DELETE FROM recovery_codes WHERE user = ?1
             AND NOT EXISTS (SELECT 1 FROM one_time_codes WHERE user = ?1)
             AND NOT EXISTS (SELECT 1 FROM passkeys WHERE user = ?1)",
        [of.as_str()],
    )?;
    Ok(())
}

/// What [`passkey`] reads.
const PASSKEY: &str = "id, user, label, site, credential, added_at, used_at";

fn passkey(row: &rusqlite::Row<'_>) -> Result<KeptPasskey, StoreError> {
    let user: String = row.get(1)?;
    let used_at: Option<String> = row.get(6)?;
    Ok(KeptPasskey {
        user: user.parse().map_err(|_| StoreError::Corrupt {
            value: user,
            expected: "a user name",
        })?,
        passkey: Passkey {
            id: row.get(0)?,
            label: row.get(2)?,
            site: row.get(3)?,
            added_at: super::timestamp(row.get(5)?)?,
            used_at: used_at.map(super::timestamp).transpose()?,
        },
        credential: row.get(4)?,
    })
}

/// What a secret is for: it cannot be put beside another name.
fn context(user: &str) -> String {
    format!("one-time codes\n{}", user.to_ascii_lowercase())
}
