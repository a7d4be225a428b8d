//! One answer of the engine as it stands, for what bollard's closed types would refuse as a whole.

use std::{sync::Arc, time::Duration};

use super::{Client, Engines, HostError, Repeat, RequestError, request};

/// Bytes of one answer: some 10,000 containers.
const ANSWER_LIMIT: usize = 32 * 1024 * 1024;

impl Engines {
    /// The answer to a GET of `path` (below the version) through `decode`, within `limit`.
    pub(super) async fn fetch<T>(
        &self,
        what: &str,
        path: &str,
        limit: Duration,
        decode: impl Fn(&[u8]) -> serde_json::Result<T>,
    ) -> Result<T, HostError> {
        let (transport, decode) = (&self.transport, &decode);
        let ask = move |client: Arc<Client>| async move {
            let pieces = request::get(transport, &client.engine, path).await?;
            let answer = request::collect(pieces, ANSWER_LIMIT).await?;
            decode(&answer).map_err(|error| RequestError::Answer(error.to_string()))
        };
        self.call(what, Repeat::Yes, limit, ask).await
    }
}

/// Refusals that are about what was asked for, not about who asked: the engines have several statuses
/// for "that does not go together".
pub(super) fn as_conflict(error: RequestError) -> RequestError {
    match error {
        RequestError::Status {
            status: 403,
            message,
        } => RequestError::Status {
            status: 409,
            message,
        },
        error @ (RequestError::Connect(_)
        | RequestError::Timeout { .. }
        | RequestError::Status { .. }
        | RequestError::Broken(_)
        | RequestError::Answer(_)) => error,
    }
}
