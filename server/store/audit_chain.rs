//! The chain of the audit log: what is written to a line is hashed together with the hash before it. A line that was
//! removed, altered or put in, and records taken off the end, are found by [`Store::audit_verify`].

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::model::{AuditEntry, Outcome};

use super::{Store, StoreError, audit};

/// What is found of a chain, at most.
const FINDINGS: usize = 100;

/// What happened to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Begun,
    Ended,
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Ended => "ended",
        }
    }
}

/// How the audit log stands against its chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// Lines that were looked at.
    pub lines: u64,
    /// The hash that stands at the end, in hexadecimal digits; keep it elsewhere to compare with later.
    pub head: String,
    /// What is wrong, oldest first, a sentence each; at most 100. Empty is good.
    pub findings: Vec<String>,
}

impl Store {
    /// Goes through the whole log and its chain.
    pub async fn audit_verify(&self) -> Result<ChainReport, StoreError> {
        self.call(|db| {
            // One state of it, whatever is written meanwhile.
            let transaction = db.transaction()?;
            verify(&transaction)
        })
        .await
    }
}

/// Adds what the line says now to the chain, in the transaction that wrote it.
pub(super) fn append(
    transaction: &Transaction<'_>,
    line: i64,
    step: Step,
) -> Result<(), StoreError> {
    let entry = transaction
        .prepare_cached(&format!("{} WHERE id = ?", audit::SELECT))?
        .query_and_then([line], audit::entry)?
        .next()
        .transpose()?;
    let Some(entry) = entry else {
        return Ok(());
    };
    let content = content(&entry, step);
    let before: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT hash FROM audit_chain ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let hash = link(&before.unwrap_or_default(), line, step, &content);
    transaction
        .prepare_cached("INSERT INTO audit_chain (line, step, content, hash) VALUES (?, ?, ?, ?)")?
        .execute(params![line, step.as_str(), content, hash])?;
    Ok(())
}

/// Takes lines into the chain that an earlier version wrote without it.
pub(super) fn adopt(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let without = "id NOT IN (SELECT line FROM audit_chain)";
    let lines = transaction
        .prepare(&format!("{} WHERE {without} ORDER BY id", audit::SELECT))?
        .query_and_then([], audit::entry)?
        .collect::<Result<Vec<_>, _>>()?;
    for entry in lines {
        append(transaction, entry.id, Step::Begun)?;
        if ends(entry.outcome) {
            append(transaction, entry.id, Step::Ended)?;
        }
    }
    Ok(())
}

/// A line that was allowed is begun first and ended later; a refusal is complete at once.
fn ends(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Started | Outcome::Denied => false,
        Outcome::Succeeded | Outcome::Failed | Outcome::Unknown => true,
    }
}

/// What a step fixes of a line.
fn content(entry: &AuditEntry, step: Step) -> Vec<u8> {
    let text = match step {
        Step::Begun => {
            let denied = (entry.outcome == Outcome::Denied).then_some(&entry.detail);
            let mut said = serde_json::json!([
                entry.id,
                entry.at.to_string(),
                entry.principal,
                entry.address,
                entry.action.as_str(),
                entry.host,
                entry.target,
                denied,
            ]);
            // Lines of earlier versions have none of these, and were hashed without.
            let further = [&entry.rule, &entry.reason, &entry.parameters];
            if let Some(said) = said.as_array_mut()
                && further.iter().any(|field| field.is_some())
            {
                said.push(serde_json::json!(further));
            }
            said
        }
        Step::Ended => serde_json::json!([
            entry.id,
            entry.outcome.as_str(),
            entry.detail,
            entry.duration_ms,
        ]),
    };
    Sha256::digest(text.to_string().as_bytes()).to_vec()
}

fn link(before: &[u8], line: i64, step: Step, content: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(line.to_be_bytes());
    hash.update(step.as_str().as_bytes());
    hash.update(content);
    hash.finalize().to_vec()
}

fn verify(db: &Connection) -> Result<ChainReport, StoreError> {
    let mut report = ChainReport::default();
    let mut found = |finding: String| {
        if report.findings.len() < FINDINGS {
            report.findings.push(finding);
        }
    };
    // The newest content of each line and step; those before it were written over.
    let mut newest: HashMap<(i64, Step), Vec<u8>> = HashMap::new();
    let mut before: Vec<u8> = Vec::new();
    let mut expected = 1;
    let mut statement =
        db.prepare("SELECT seq, line, step, content, hash FROM audit_chain ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, line): (i64, i64) = (row.get(0)?, row.get(1)?);
        let step = match row.get::<_, String>(2)?.as_str() {
            "begun" => Step::Begun,
            _ => Step::Ended,
        };
        let (content, hash): (Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?);
        if seq != expected {
            found(format!(
                "records {expected} to {} of the chain are gone",
                seq - 1
            ));
        }
        if hash != link(&before, line, step, &content) {
            found(format!(
                "record {seq} of the chain, of line {line}, does not follow the one before it"
            ));
        }
        newest.insert((line, step), content);
        (before, expected) = (hash, seq + 1);
    }
    let last: Option<i64> = db
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = 'audit_chain'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if last.unwrap_or(0) >= expected {
        found(format!(
            "records {expected} to {} were taken off the end of the chain",
            last.unwrap_or(0)
        ));
    }
    let mut lines = 0;
    let mut statement = db.prepare(&format!("{} ORDER BY id", audit::SELECT))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines += 1;
        let entry = match audit::entry(row) {
            Ok(entry) => entry,
            Err(error) => {
                let id: i64 = row.get(0)?;
                newest.retain(|(line, _), _| *line != id);
                found(format!("line {id} was altered: {error}"));
                continue;
            }
        };
        let id = entry.id;
        match newest.remove(&(id, Step::Begun)) {
            None => found(format!("line {id} was put in beside the chain")),
            Some(begun) if begun != content(&entry, Step::Begun) => {
                found(format!("line {id} was altered: who asked for what"));
            }
            Some(_) => {}
        }
        match (newest.remove(&(id, Step::Ended)), ends(entry.outcome)) {
            (None, false) => {}
            (Some(ended), true) if ended == content(&entry, Step::Ended) => {}
            (None, true) | (Some(_), true | false) => {
                found(format!("line {id} was altered: how it ended"));
            }
        }
    }
    let mut gone: Vec<i64> = newest.into_keys().map(|(line, _)| line).collect();
    gone.sort_unstable();
    gone.dedup();
    for line in gone {
        found(format!("line {line} was removed"));
    }
    report.lines = lines;
    report.head = before.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(report)
}

#[cfg(test)]
mod tests;
