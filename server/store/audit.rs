//! The audit table: a line written before an action, completed after it.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use serde::de::{DeserializeOwned, value::StrDeserializer};

use crate::model::{Action, AuditEntry, AuditPage, HostId, Outcome};

use super::{
    Store, StoreError,
    audit_chain::{self, Step},
};

/// Lines of one page, at most.
const PAGE: u32 = 100;

/// Lines that are looked through, at most, for those of one host.
const LOOKED_AT: u32 = 5000;

/// Whole lines, as [`entry`] reads them.
pub(super) const SELECT: &str =
    "SELECT id, at, principal, address, action, host, target, outcome, detail,
    duration_ms, rule, reason, parameters FROM audit";

/// Times are compared as times: their texts differ in how many digits they have.
const WHERE: &str = "WHERE id < ?1
    AND (?2 IS NULL OR principal = ?2)
    AND (?3 IS NULL OR action = ?3)
    AND (?4 IS NULL OR outcome = ?4)
    AND (?5 IS NULL OR host = ?5)
    AND (?6 IS NULL OR instr(lower(principal || ' ' || address || ' ' || coalesce(target, '') || ' '
        || coalesce(detail, '')), ?6) > 0)
    AND (?7 IS NULL OR julianday(at) >= julianday(?7))
    AND (?8 IS NULL OR julianday(at) <= julianday(?8))";

/// A line to write.
#[derive(Debug, Clone)]
pub struct NewAuditEntry {
    pub principal: String,
    pub address: String,
    pub action: Action,
    pub host: Option<HostId>,
    pub target: Option<String>,
    pub rule: Option<String>,
    pub reason: Option<String>,
    pub parameters: Option<String>,
    pub outcome: Outcome,
    pub detail: Option<String>,
}

/// What is counted before a line is written: starts, stops and restarts.
#[derive(Debug, Clone, Default)]
pub struct AuditLimits {
    pub actions: Vec<Action>,
    /// None of this target since then, by anybody.
    pub target_since: Option<Timestamp>,
    /// At most so many by this principal since then.
    pub most: Option<(u32, Timestamp)>,
}

/// What stood against writing a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitReached {
    /// The target had one then.
    Target(Timestamp),
    /// The principal has had as many as there may be; the oldest of them.
    Principal(Timestamp),
}

/// Which lines to read; `None` means any.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only lines older than this id.
    pub before: Option<i64>,
    /// At most this many, 1 to 100.
    pub limit: Option<u32>,
    /// Asked by this account.
    pub principal: Option<String>,
    pub action: Option<Action>,
    pub outcome: Option<Outcome>,
    pub host: Option<HostId>,
    /// Somewhere in account, address, target or detail, in any case of ASCII letters.
    pub text: Option<String>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Store {
    /// Writes a line; its id.
    pub async fn audit_begin(&self, entry: NewAuditEntry) -> Result<i64, StoreError> {
        self.call(move |db| {
            let transaction = begin(db)?;
            let id = insert(&transaction, &entry)?;
            transaction.commit()?;
            Ok(id)
        })
        .await
    }

    /// Writes a line unless a limit is reached; nothing else can be written in between.
    pub async fn audit_begin_within(
        &self,
        entry: NewAuditEntry,
        limits: AuditLimits,
    ) -> Result<Result<i64, LimitReached>, StoreError> {
        self.call(move |db| {
            let transaction = begin(db)?;
            if let Some(reached) = reached(&transaction, &entry, &limits)? {
                return Ok(Err(reached));
            }
            let id = insert(&transaction, &entry)?;
            transaction.commit()?;
            Ok(Ok(id))
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
            let transaction = begin(db)?;
            transaction
                .prepare_cached(
                    "UPDATE audit SET outcome = ?, detail = ?, duration_ms = ? WHERE id = ?",
                )?
                .execute(params![outcome.as_str(), detail, duration_ms, id])?;
            audit_chain::append(&transaction, id, Step::Ended)?;
            Ok(transaction.commit()?)
        })
        .await
    }

    /// Completes a line as "unknown outcome" without waiting; `false` if it could not be queued.
    #[must_use]
    pub fn audit_lost(&self, id: i64) -> bool {
        self.send(move |db| {
            let lost = begin(db).map_err(StoreError::from).and_then(|transaction| {
                set_unknown(&transaction, id, None)?;
                Ok(transaction.commit()?)
            });
            if let Err(error) = lost {
                tracing::error!(audit.id = id, %error, "cannot complete an audit line");
            }
        })
    }

    /// What an earlier process began and never ended gets the outcome "unknown"; how many.
    /// Call it once, before the first action.
    pub async fn audit_recover(&self) -> Result<usize, StoreError> {
        self.call(|db| {
            let transaction = begin(db)?;
            let open: Vec<i64> = transaction
                .prepare("SELECT id FROM audit WHERE outcome = 'started'")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for id in &open {
                set_unknown(&transaction, *id, Some("the server stopped meanwhile"))?;
            }
            transaction.commit()?;
            Ok(open.len())
        })
        .await
    }

    /// A page of lines, newest first.
    pub async fn audit_page(&self, filter: AuditFilter) -> Result<AuditPage, StoreError> {
        let limit = filter.limit.unwrap_or(PAGE).clamp(1, PAGE);
        self.call(move |db| {
            let mut statement =
                db.prepare_cached(&format!("{SELECT} {WHERE} ORDER BY id DESC LIMIT ?9"))?;
            // `instr` knows no wildcards, so a text with % or _ means just that.
            let text = filter.text.map(|text| text.to_ascii_lowercase());
            let entries = statement
                .query_and_then(
                    params![
                        filter.before.unwrap_or(i64::MAX),
                        filter.principal,
                        filter.action.map(Action::as_str),
                        filter.outcome.map(Outcome::as_str),
                        filter.host.as_ref().map(HostId::as_str),
                        text,
                        filter.since.map(|at| at.to_string()),
                        filter.until.map(|at| at.to_string()),
                        limit + 1,
                    ],
                    entry,
                )?
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

    /// Did somebody of that name sign in from the address since then?
    pub async fn audit_signed_in(
        &self,
        name: String,
        address: String,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            Ok(db
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM audit WHERE principal = ? AND address = ?
                         AND action = 'session_open' AND outcome = 'succeeded'
                         AND julianday(at) > julianday(?))",
                )?
                .query_row(params![name, address, since.to_string()], |row| row.get(0))?)
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
                        duration_ms, rule, reason, parameters
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

/// Alone from its first word on: another process may write to the same chain.
fn begin(db: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    db.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn insert(transaction: &Transaction<'_>, entry: &NewAuditEntry) -> Result<i64, StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO audit
                 (at, principal, address, action, host, target, rule, reason, parameters, outcome, detail)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            Timestamp::now().to_string(),
            entry.principal,
            entry.address,
            entry.action.as_str(),
            entry.host.as_ref().map(HostId::as_str),
            entry.target,
            entry.rule,
            entry.reason,
            entry.parameters,
            entry.outcome.as_str(),
            entry.detail,
        ])?;
    let id = transaction.last_insert_rowid();
    audit_chain::append(transaction, id, Step::Begun)?;
    Ok(id)
}

/// What was tried counts, however it ended; refusals do not.
fn reached(
    transaction: &Transaction<'_>,
    entry: &NewAuditEntry,
    limits: &AuditLimits,
) -> Result<Option<LimitReached>, StoreError> {
    let actions: Vec<&str> = limits
        .actions
        .iter()
        .map(|action| action.as_str())
        .collect();
    let actions = serde_json::json!(actions).to_string();
    let host = entry.host.as_ref().map(HostId::as_str);
    if let Some(since) = limits.target_since {
        let last: Option<String> = transaction
            .prepare_cached(
                "SELECT max(at) FROM audit
                 WHERE action IN (SELECT value FROM json_each(?1)) AND outcome <> 'denied'
                     AND host IS ?2 AND target IS ?3 AND julianday(at) > julianday(?4)",
            )?
            .query_row(
                params![actions, host, entry.target, since.to_string()],
                |row| row.get(0),
            )?;
        if let Some(last) = last {
            return Ok(Some(LimitReached::Target(super::timestamp(last)?)));
        }
    }
    if let Some((most, since)) = limits.most {
        let (count, oldest): (u32, Option<String>) = transaction
            .prepare_cached(
                "SELECT count(*), min(at) FROM audit
                 WHERE action IN (SELECT value FROM json_each(?1)) AND outcome <> 'denied'
                     AND principal = ?2 AND julianday(at) > julianday(?3)",
            )?
            .query_row(
                params![actions, entry.principal, since.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
        if let Some(oldest) = oldest.filter(|_| count >= most) {
            return Ok(Some(LimitReached::Principal(super::timestamp(oldest)?)));
        }
    }
    Ok(None)
}

fn set_unknown(
    transaction: &Transaction<'_>,
    id: i64,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let changed = transaction.execute(
        "UPDATE audit SET outcome = 'unknown', detail = ? WHERE id = ? AND outcome = 'started'",
        params![detail, id],
    )?;
    match changed {
        0 => Ok(()),
        _ => audit_chain::append(transaction, id, Step::Ended),
    }
}

pub(super) fn entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
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
        rule: row.get(10)?,
        reason: row.get(11)?,
        parameters: row.get(12)?,
    })
}

/// A unit variant by its JSON name.
fn word<T: DeserializeOwned>(value: String, expected: &'static str) -> Result<T, StoreError> {
    let word: StrDeserializer<'_, serde::de::value::Error> =
        serde::de::IntoDeserializer::into_deserializer(value.as_str());
    T::deserialize(word).map_err(|_| StoreError::Corrupt { value, expected })
}
