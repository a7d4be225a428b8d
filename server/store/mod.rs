//! The console's own database: one SQLite file in the state directory, one thread that owns the
//! connection, callers that await it. Sub-modules hold the queries of one table each.

mod audit;
mod audit_chain;
mod boots;
mod factors;
mod links;
mod registries;
mod roles;
mod sessions;
mod tokens;
mod users;
mod vault;

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::model::{Problem, ProblemCode};

pub use audit::{AuditFilter, AuditLimits, LimitReached, NewAuditEntry};
pub use audit_chain::ChainReport;
pub use boots::{RuleUse, StoredBoot, StoredRule};
pub use factors::{KeptPasskey, KeptSecret};
pub use links::LinkUse;
pub use sessions::{KeptSession, NewSession, SecretHash, StoredSession};
pub use tokens::StoredToken;
pub use users::{AccountOutcome, Credentials};

use vault::Vault;

/// Schema versions in order; a database records how many it has had in `user_version`.
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_registries.sql"),
    include_str!("migrations/0003_boots.sql"),
    include_str!("migrations/0004_audit_chain.sql"),
    include_str!("migrations/0005_roles.sql"),
    include_str!("migrations/0006_factors.sql"),
];

/// The schema's version that brought the audit log's chain.
const CHAINED: u32 = 4;

/// Calls that may wait for the store's thread; a caller past that waits for a place.
const QUEUE: usize = 256;

/// How long SQLite waits for another process (a sub-command) to release the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What a caller can do about it: nothing but say so (`Failed`, `Gone`), or stop at the start.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open the database {path}")]
    Open {
        path: PathBuf,
        #[source]
        source: rusqlite::Error,
    },
    #[error(
        "the database {path} is of version {found}, newer than this program's {known}; start the \
         newer program again, or give another --state-dir"
    )]
    Newer {
        path: PathBuf,
        found: u32,
        known: u32,
    },
    #[error("the database did not take the request")]
    Failed(#[from] rusqlite::Error),
    #[error("the database holds `{value}` where {expected} should stand")]
    Corrupt {
        value: String,
        expected: &'static str,
    },
    /// Kept passwords cannot be read or written.
    #[error("cannot use the key {path} of the kept passwords")]
    Key {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// Save it again.
    #[error("a kept password was not encrypted with the key {path}")]
    Sealed { path: PathBuf },
    #[error("the database's thread has ended")]
    Gone,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        if let StoreError::Key { .. } | StoreError::Sealed { .. } = error {
            return Self::new(ProblemCode::StoreFailed, error.to_string())
                .remedy("put the key back, or save the credentials of the registries again");
        }
        Self::new(
            ProblemCode::StoreFailed,
            "the console's database does not answer",
        )
        .remedy("check the disk and the permissions of the state directory")
    }
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A handle to the database; clones share it. The file is closed when the last one goes.
#[derive(Debug, Clone)]
pub struct Store {
    jobs: mpsc::SyncSender<Job>,
    vault: Vault,
}

impl Store {
    /// Opens or creates the database file and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open {
            path: path.to_owned(),
            source,
        };
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(failed)?;
        connection
            .pragma_update(None, "foreign_keys", "ON")
            .map_err(failed)?;
        migrate(&mut connection, path)?;

        let (jobs, queue) = mpsc::sync_channel::<Job>(QUEUE);
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                for job in queue {
                    job(&mut connection);
                }
            })
            .map_err(|_| StoreError::Gone)?;
        Ok(Self {
            jobs,
            vault: Vault::beside(path),
        })
    }

    /// Runs `job` on the database's thread and waits for its answer. Dropping the future does not
    /// undo the job.
    pub async fn call<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let mut job: Job = Box::new(move |connection| {
            // The caller may have gone; its answer is then nobody's.
            drop(answer.send(job(connection)));
        });
        // A full queue means that the disk is slow: give way, and try again.
        loop {
            match self.jobs.try_send(job) {
                Ok(()) => break,
                Err(mpsc::TrySendError::Full(back)) => {
                    job = back;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                Err(mpsc::TrySendError::Disconnected(_)) => return Err(StoreError::Gone),
            }
        }
        answered.await.map_err(|_| StoreError::Gone)?
    }

    /// Hands over a job without waiting, for `Drop`. `false` if the queue is full or closed.
    #[must_use]
    pub fn send<F>(&self, job: F) -> bool
    where
        F: FnOnce(&mut Connection) + Send + 'static,
    {
        self.jobs.try_send(Box::new(job)).is_ok()
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Open {
        path: path.to_owned(),
        source,
    };
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(failed)?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found: u32 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    if found > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    // Only once: a line that somebody puts in later is not to be taken in.
    if found < CHAINED {
        audit_chain::adopt(&transaction)?;
    }
    transaction
        .pragma_update(None, "user_version", known)
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// A time as the tables hold it.
fn timestamp(value: String) -> Result<Timestamp, StoreError> {
    value.parse().map_err(|_| StoreError::Corrupt {
        value,
        expected: "a time",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_of_a_newer_program_is_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("atomdeck.db");
        let store = Store::open(&path).expect("a new database");
        store
            .call(|db| Ok(db.pragma_update(None, "user_version", 99)?))
            .await
            .expect("the version is written");
        let error = Store::open(&path).expect_err("newer than the program");
        assert!(error.to_string().contains("version 99"), "{error}");
    }
}
