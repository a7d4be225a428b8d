//! What can go wrong on a managed host, by what the caller can do about it.

use crate::model::{Problem, ProblemCode};

/// A failure of a host, its bus or its engine.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The host has no such backend, or it is not running: install or enable it.
    #[error("{reason}")]
    NotAvailable { reason: String, remedy: String },
    /// There is no such thing on the host: fetch the list again.
    #[error("there is no {what} on this host")]
    NotFound { what: String },
    /// Not in this state, or something else is under way: wait, or choose otherwise.
    #[error("{reason}")]
    Conflict { reason: String },
    /// Something on the host stands in its way, and the remedy says how to remove that.
    #[error("{reason}")]
    Blocked { reason: String, remedy: String },
    /// What was asked for can never be done so: ask for something else.
    #[error("{reason}")]
    Invalid { reason: String },
    /// The backend refused the server's own identity: change the server's rights.
    #[error("{backend} refused: {reason}")]
    Denied {
        backend: &'static str,
        reason: String,
    },
    /// The backend did not answer within its time: try again, look at its log.
    #[error("{backend} did not answer within {seconds} s")]
    Timeout { backend: &'static str, seconds: u64 },
    /// The backend answered with an error, or with what cannot be understood.
    #[error("{backend} failed: {reason}")]
    Failed {
        backend: &'static str,
        reason: String,
    },
}

impl HostError {
    /// What to do about it, where that is not in its sentence.
    pub(super) fn remedy(&self) -> Option<&str> {
        match self {
            Self::NotAvailable { remedy, .. } | Self::Blocked { remedy, .. } => Some(remedy),
            Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::Invalid { .. }
            | Self::Denied { .. }
            | Self::Timeout { .. }
            | Self::Failed { .. } => None,
        }
    }
}

impl From<HostError> for Problem {
    fn from(error: HostError) -> Self {
        let detail = error.to_string();
        match error {
            HostError::NotAvailable { remedy, .. } => {
                Self::new(ProblemCode::NotAvailable, detail).remedy(remedy)
            }
            HostError::NotFound { .. } => Self::new(ProblemCode::NotFound, detail),
            HostError::Conflict { .. } => Self::new(ProblemCode::Conflict, detail),
            HostError::Blocked { remedy, .. } => {
                Self::new(ProblemCode::Conflict, detail).remedy(remedy)
            }
            HostError::Invalid { .. } => Self::new(ProblemCode::InvalidRequest, detail),
            HostError::Denied { backend, .. } => Self::new(ProblemCode::BackendDenied, detail)
                .remedy(format!("allow the console's system user to use {backend}")),
            HostError::Timeout { backend, .. } => Self::new(ProblemCode::BackendTimeout, detail)
                .remedy(format!("try again; if it stays so, restart {backend}")),
            HostError::Failed { backend, .. } => Self::new(ProblemCode::BackendFailed, detail)
                .remedy(format!("look at the log of {backend} on the host")),
        }
    }
}
