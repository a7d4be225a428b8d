//! The boots of each host that the console saw, what was made of them, and the rule that does so by itself.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::{BootState, Decision, HostId, PastBoot, VerdictRule};

use super::{Store, StoreError, timestamp, users::time};

/// Boots of a host that are kept.
const KEPT: u32 = 50;

/// A boot as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBoot {
    /// As it was seen last.
    pub state: BootState,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub decision: Option<Decision>,
    pub rule: RuleUse,
}

/// What the rule has done on a boot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleUse {
    Unused,
    Acted,
    /// Why it could not.
    Failed(String),
}

/// The rule of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule {
    pub rule: VerdictRule,
    pub wait_minutes: u32,
    /// Whose rights it has.
    pub set_by: String,
    pub set_at: Timestamp,
}

impl Store {
    /// Keeps how a boot stands; what the state lacks stays as it was seen before.
    pub async fn boot_seen(
        &self,
        host: HostId,
        state: BootState,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let transaction = db.transaction()?;
            let known = transaction
                .prepare_cached("SELECT state FROM boots WHERE host = ? AND boot_id = ?")?
                .query_row([host.as_str(), &state.boot_id], |row| {
                    row.get::<_, String>(0)
                })
                .optional()?;
            let state = match known.as_deref().and_then(read) {
                Some(known) => state.or(known),
                None => state,
            };
            write(&transaction, &host, &state, at)?;
            transaction.execute(
                "DELETE FROM boots WHERE host = ?1 AND id NOT IN
                 (SELECT id FROM boots WHERE host = ?1 ORDER BY id DESC LIMIT ?2)",
                params![host.as_str(), KEPT],
            )?;
            Ok(transaction.commit()?)
        })
        .await
    }

    /// The boots of a host, newest first.
    pub async fn boots(&self, host: HostId) -> Result<Vec<StoredBoot>, StoreError> {
        self.call(move |db| {
            let mut statement = db.prepare_cached(
                "SELECT state, first_seen, last_seen, decision, decided_by, decided_at,
                        rule_acted_at, rule_trouble
                 FROM boots WHERE host = ? ORDER BY id DESC",
            )?;
            let rows = statement.query_and_then([host.as_str()], boot)?;
            let boots: Result<Vec<_>, StoreError> = rows.collect();
            Ok(boots?.into_iter().flatten().collect())
        })
        .await
    }

    /// How long the boots of a host took, newest first, as far as that is known.
    pub async fn past_boots(&self, host: HostId) -> Result<Vec<PastBoot>, StoreError> {
        let boots = self.boots(host).await?.into_iter();
        Ok(boots.filter_map(|boot| boot.state.past()).collect())
    }

    /// Writes down what was made of a boot.
    pub async fn boot_decided(
        &self,
        host: HostId,
        boot_id: String,
        decision: Decision,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let (kind, at) = (decision.kind.as_str(), time(decision.at));
            db.execute(
                "UPDATE boots SET decision = ?, decided_by = ?, decided_at = ?
                 WHERE host = ? AND boot_id = ?",
                params![kind, decision.by, at, host.as_str(), boot_id],
            )?;
            Ok(())
        })
        .await
    }

    /// The rule begins to act on a boot; `false` if it has before.
    pub async fn rule_acts(
        &self,
        host: HostId,
        boot_id: String,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.call(move |db| {
            let first = db.execute(
                "UPDATE boots SET rule_acted_at = ?
                 WHERE host = ? AND boot_id = ? AND rule_acted_at IS NULL",
                params![time(at), host.as_str(), boot_id],
            )?;
            Ok(first > 0)
        })
        .await
    }

    /// Nothing came of what the rule did.
    pub async fn rule_failed(
        &self,
        host: HostId,
        boot_id: String,
        why: String,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute(
                "UPDATE boots SET rule_trouble = ? WHERE host = ? AND boot_id = ?",
                params![why, host.as_str(), boot_id],
            )?;
            Ok(())
        })
        .await
    }

    /// The rule of a host, if somebody has set one.
    pub async fn verdict_rule(&self, host: HostId) -> Result<Option<StoredRule>, StoreError> {
        self.call(move |db| {
            db.prepare_cached(
                "SELECT rule, wait_minutes, set_by, set_at FROM verdict_rules WHERE host = ?",
            )?
            .query_and_then([host.as_str()], rule)?
            .next()
            .transpose()
        })
        .await
    }

    pub async fn set_verdict_rule(&self, host: HostId, rule: StoredRule) -> Result<(), StoreError> {
        self.call(move |db| {
            db.execute(
                "INSERT OR REPLACE INTO verdict_rules (host, rule, wait_minutes, set_by, set_at)
                 VALUES (?, ?, ?, ?, ?)",
                params![
                    host.as_str(),
                    rule.rule.as_str(),
                    rule.wait_minutes,
                    rule.set_by,
                    time(rule.set_at)
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// What was pinned when the present deployment was tried.
    pub async fn trial_pin(&self, host: HostId) -> Result<Option<String>, StoreError> {
        self.call(move |db| {
            Ok(db
                .prepare_cached("SELECT deployment FROM trial_pins WHERE host = ?")?
                .query_row([host.as_str()], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// Remembers or, with `None`, forgets it.
    pub async fn set_trial_pin(
        &self,
        host: HostId,
        deployment: Option<String>,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            match deployment {
                Some(deployment) => db.execute(
                    "INSERT OR REPLACE INTO trial_pins (host, deployment) VALUES (?, ?)",
                    [host.as_str(), &deployment],
                ),
                None => db.execute("DELETE FROM trial_pins WHERE host = ?", [host.as_str()]),
            }?;
            Ok(())
        })
        .await
    }
}

fn write(
    db: &Connection,
    host: &HostId,
    state: &BootState,
    at: Timestamp,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(state).map_err(|error| StoreError::Corrupt {
        value: error.to_string(),
        expected: "the state of a boot",
    })?;
    db.prepare_cached(
        "INSERT INTO boots (host, boot_id, first_seen, last_seen, state) VALUES (?1, ?2, ?3, ?3, ?4)
         ON CONFLICT (host, boot_id) DO UPDATE SET last_seen = ?3, state = ?4",
    )?
    .execute(params![host.as_str(), state.boot_id, time(at), text])?;
    Ok(())
}

/// What another version of the program wrote may be of another shape: it then counts as not seen.
fn read(text: &str) -> Option<BootState> {
    serde_json::from_str(text)
        .inspect_err(|error| tracing::warn!(%error, "a boot that was kept cannot be read"))
        .ok()
}

fn boot(row: &Row<'_>) -> Result<Option<StoredBoot>, StoreError> {
    let Some(state) = read(&row.get::<_, String>(0)?) else {
        return Ok(None);
    };
    let decision = match row.get::<_, Option<String>>(3)? {
        None => None,
        Some(word) => Some(Decision {
            kind: word.parse().map_err(|_| StoreError::Corrupt {
                value: word,
                expected: "a decision",
            })?,
            by: row.get(4)?,
            at: timestamp(row.get(5)?)?,
        }),
    };
    let acted: Option<String> = row.get(6)?;
    let rule = match (row.get::<_, Option<String>>(7)?, acted) {
        (Some(why), _) => RuleUse::Failed(why),
        (None, Some(_)) => RuleUse::Acted,
        (None, None) => RuleUse::Unused,
    };
    Ok(Some(StoredBoot {
        state,
        first_seen: timestamp(row.get(1)?)?,
        last_seen: timestamp(row.get(2)?)?,
        decision,
        rule,
    }))
}

fn rule(row: &Row<'_>) -> Result<StoredRule, StoreError> {
    let word: String = row.get(0)?;
    Ok(StoredRule {
        rule: word.parse().map_err(|_| StoreError::Corrupt {
            value: word,
            expected: "a rule",
        })?,
        wait_minutes: row.get(1)?,
        set_by: row.get(2)?,
        set_at: timestamp(row.get(3)?)?,
    })
}

#[cfg(test)]
mod tests;
