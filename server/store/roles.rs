//! The roles table: roles that were defined on the page.

use rusqlite::params;

use crate::model::{RoleName, RoleSpec};

use super::{Store, StoreError};

impl Store {
    /// Keeps a role, in place of the one there was of that name.
    pub async fn role_save(&self, name: RoleName, spec: RoleSpec) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute(
                "INSERT OR REPLACE INTO roles (name, spec) VALUES (?, ?)",
                params![name.as_str(), serde_json::json!(spec).to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a role; `false` if there was none.
    pub async fn role_remove(&self, name: RoleName) -> Result<bool, StoreError> {
        self.call(move |db| {
            let gone = db.execute("DELETE FROM roles WHERE name = ?", [name.as_str()])?;
            Ok(gone > 0)
        })
        .await
    }

    /// All of them, by name.
    pub async fn roles(&self) -> Result<Vec<(RoleName, RoleSpec)>, StoreError> {
        self.call(|db| {
            db.prepare_cached("SELECT name, spec FROM roles ORDER BY name")?
                .query_and_then([], |row| {
                    let (name, spec): (String, String) = (row.get(0)?, row.get(1)?);
                    let spec = serde_json::from_str(&spec).map_err(|_| StoreError::Corrupt {
                        value: name.clone(),
                        expected: "a role that this version knows",
                    })?;
                    let name = name.parse().map_err(|_| StoreError::Corrupt {
                        value: name,
                        expected: "a role's name",
                    })?;
                    Ok((name, spec))
                })?
                .collect()
        })
        .await
    }
}
