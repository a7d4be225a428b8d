//! The audit table: a line written before an action, completed after it.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::de::{DeserializeOwned, value::StrDeserializer};

use crate::model::{Action, AuditEntry, AuditPage, HostId, Outcome};

use super::{Store, StoreError};

/// Lines of one page, at most.
const PAGE: u32 = 100;

/// Lines that are looked through, at most, for those of one host.
const LOOKED_AT: u32 = 5000;

/// A line to write.
#[derive(Debug, Clone)]
pub struct NewAuditEntry {
    pub principal: String,
    pub address: String,
    pub action: Action,
    pub host: Option<HostId>,
    pub target: Option<String>,
    pub outcome: Outcome,
    pub detail: Option<String>,
}

/// Which lines to read; `None` means any.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only lines older than this id.
    pub before: Option<i64>,
    /// At most this many, 1 to 100.
    pub limit: Option<u32>,
}

impl Store {
    /// Writes a line; its id.
    pub async fn audit_begin(&self, entry: NewAuditEntry) -> Result<i64, StoreError> {
        self.call(move |db| {
            db.prepare_cached(
                "INSERT INTO audit (at, principal, address, action, host, target, outcome, detail)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                Timestamp::now().to_string(),
                entry.principal,
                entry.address,
                entry.action.as_str(),
                entry.host.as_ref().map(HostId::as_str),
                entry.target,
                entry.outcome.as_str(),
                entry.detail,
            ])?;
            Ok(db.last_insert_rowid())
        })
        .await
    }

    /// Completes a line.
    pub async fn audit_end(
        &self,
        id: i64,
        outcome: Outcome,
        detail: Option<String>,
        duration: Duration,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let duration_ms = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
            db.prepare_cached(
                "UPDATE audit SET outcome = ?, detail = ?, duration_ms = ? WHERE id = ?",
            )?
            .execute(params![outcome.as_str(), detail, duration_ms, id])?;
            Ok(())
        })
        .await
    }

    /// Completes a line as "unknown outcome" without waiting; `false` if it could not be queued.
    #[must_use]
    pub fn audit_lost(&self, id: i64) -> bool {
        self.send(move |db| {
            if let Err(error) = set_unknown(db, id) {
                tracing::error!(audit.id = id, %error, "cannot complete an audit line");
            }
        })
    }

    /// What an earlier process began and never ended gets the outcome "unknown"; how many.
    /// Call it once, before the first action.
    pub async fn audit_recover(&self) -> Result<usize, StoreError> {
        self.call(|db| {
            Ok(db.execute(
                "UPDATE audit SET outcome = 'unknown', detail = 'the server stopped meanwhile'
                 WHERE outcome = 'started'",
                [],
            )?)
        })
        .await
    }

    /// A page of lines, newest first.
    pub async fn audit_page(&self, filter: AuditFilter) -> Result<AuditPage, StoreError> {
        let limit = filter.limit.unwrap_or(PAGE).clamp(1, PAGE);
        self.call(move |db| {
            let mut statement = db.prepare_cached(
                "SELECT id, at, principal, address, action, host, target, outcome, detail,
                        duration_ms
                 FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
            )?;
            let before = filter.before.unwrap_or(i64::MAX);
            let entries = statement
                .query_and_then(params![before, limit + 1], entry)?
                .collect::<Result<Vec<_>, _>>()?;
            let more = entries.len() > limit as usize;
            let entries: Vec<_> = entries.into_iter().take(limit as usize).collect();
            let next_before = entries.last().filter(|_| more).map(|entry| entry.id);
            Ok(AuditPage {
                entries,
                next_before,
            })
        })
        .await
    }

    /// The lines of one host since then, newest first; only among the newest 5,000 of all.
    pub async fn audit_since(
        &self,
        host: HostId,
        since: Timestamp,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        self.call(move |db| {
            let mut statement = db.prepare_cached(
                "SELECT id, at, principal, address, action, host, target, outcome, detail,
                        duration_ms
                 FROM (SELECT * FROM audit ORDER BY id DESC LIMIT ?)
                 WHERE host = ? ORDER BY id DESC",
            )?;
            let mut entries = Vec::new();
            for line in statement.query_and_then(params![LOOKED_AT, host.as_str()], entry)? {
                let line = line?;
                if line.at < since {
                    break;
                }
                entries.push(line);
            }
            Ok(entries)
        })
        .await
    }
}

fn set_unknown(db: &Connection, id: i64) -> rusqlite::Result<usize> {
    db.execute(
        "UPDATE audit SET outcome = 'unknown' WHERE id = ? AND outcome = 'started'",
        [id],
    )
}

fn entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.get(0)?,
        at: super::timestamp(row.get(1)?)?,
        principal: row.get(2)?,
        address: row.get(3)?,
        action: word(row.get(4)?, "an action")?,
        host: row.get(5)?,
        target: row.get(6)?,
        outcome: word(row.get(7)?, "an outcome")?,
        detail: row.get(8)?,
        duration_ms: row.get(9)?,
    })
}

/// A unit variant by its JSON name.
fn word<T: DeserializeOwned>(value: String, expected: &'static str) -> Result<T, StoreError> {
    let word: StrDeserializer<'_, serde::de::value::Error> =
        serde::de::IntoDeserializer::into_deserializer(value.as_str());
    T::deserialize(word).map_err(|_| StoreError::Corrupt { value, expected })
}
