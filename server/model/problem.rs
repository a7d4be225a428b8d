//! How a failure is told: an RFC 9457 problem document on HTTP, a `close` message on a channel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stable name of a failure. A client may branch on it; the texts may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The request cannot be understood; `detail` says which part.
    InvalidRequest,
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// Name and password do not belong together.
    WrongCredentials,
    /// The one-time link was used, is too old, or never was.
    LinkExpired,
    /// Too many attempts; wait.
    Throttled,
    /// The role does not allow it.
    Denied,
    /// Allowed, once who asks has proven again who they are.
    ProofNeeded,
    /// The request came from another site.
    ForeignOrigin,
    NotFound,
    /// The thing is in a state that does not allow it, or another operation is under way.
    Conflict,
    TooLarge,
    /// The host has no such backend; `remedy` says how to get it.
    NotAvailable,
    /// The console does not offer it.
    NotSupported,
    /// The backend is there, but did not answer or answered with an error.
    BackendFailed,
    /// The backend refused the server's own identity.
    BackendDenied,
    BackendTimeout,
    /// The console's own database does not answer.
    StoreFailed,
    /// A fault of the console.
    Internal,
}

impl ProblemCode {
    /// The HTTP status it travels with.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::NotSignedIn | Self::WrongCredentials => 401,
            Self::Denied | Self::ProofNeeded | Self::ForeignOrigin => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::LinkExpired => 410,
            Self::TooLarge => 413,
            Self::Throttled => 429,
            Self::Internal => 500,
            Self::NotSupported => 501,
            Self::BackendFailed | Self::BackendDenied => 502,
            Self::NotAvailable | Self::StoreFailed => 503,
            Self::BackendTimeout => 504,
        }
    }

    /// A few words, the same for every occurrence.
    pub fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest => "Invalid request",
            Self::NotSignedIn => "Not signed in",
            Self::WrongCredentials => "Wrong name or password",
            Self::LinkExpired => "Link no longer valid",
            Self::Throttled => "Too many attempts",
            Self::Denied => "Not allowed",
            Self::ProofNeeded => "Confirm who you are",
            Self::ForeignOrigin => "Request from another site",
            Self::NotFound => "Not found",
            Self::Conflict => "Not possible now",
            Self::TooLarge => "Too large",
            Self::NotAvailable => "Not available on this host",
            Self::NotSupported => "Not supported",
            Self::BackendFailed => "The host's service failed",
            Self::BackendDenied => "The host's service refused",
            Self::BackendTimeout => "The host's service did not answer in time",
            Self::StoreFailed => "The console's database failed",
            Self::Internal => "Internal error",
        }
    }

    /// The problem code of Cockpit's protocol that a channel closes with.
    pub fn channel_problem(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::TooLarge => "protocol-error",
            Self::NotSignedIn | Self::WrongCredentials | Self::LinkExpired => {
                "authentication-failed"
            }
            Self::Denied | Self::ProofNeeded | Self::ForeignOrigin | Self::BackendDenied => {
                "access-denied"
            }
            Self::NotFound | Self::NotAvailable => "not-found",
            Self::NotSupported | Self::Conflict | Self::Throttled => "not-supported",
            Self::BackendFailed => "disconnected",
            Self::BackendTimeout => "timeout",
            Self::StoreFailed | Self::Internal => "internal-error",
        }
    }
}

/// An RFC 9457 problem document, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    pub code: ProblemCode,
    /// The same for every occurrence of `code`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time, in a sentence.
    pub detail: String,
    /// What to do about it, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Problem {
    /// A problem without a remedy.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            remedy: None,
        }
    }

    /// The same, with what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}
