//! Images as tar archives, out of the engine and into it, piece by piece: neither side gets ahead of the other.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use http_body_util::{Empty, StreamBody};
use hyper::{Method, body::Frame, header::CONTENT_TYPE};
use tokio::time::timeout;

use crate::{
    access::Permit,
    host::HostError,
    model::{ImageRef, LoadedImages},
};

use super::{
    BACKEND, Client, ContainerEngine, Engines, RequestError, failed, image_decode, images,
    messages::{Message, messages},
    request::{self, Pieces},
    trouble,
};

/// An archive from the browser.
pub type Upload = BoxStream<'static, io::Result<Bytes>>;

/// How long the engine may take to the next piece: Podman writes the whole archive before the first.
const PIECE_TIMEOUT: Duration = Duration::from_mins(30);

/// Bytes of what the engine says of a load.
const SAID_LIMIT: usize = 256 * 1024;

impl ContainerEngine {
    /// The image as a tar archive. The permit is settled at its end; dropped before, its outcome is unknown.
    pub async fn save_image(
        &self,
        permit: Permit,
        image: &ImageRef,
    ) -> Result<impl Stream<Item = Result<Bytes, HostError>> + Send + use<>, HostError> {
        match self.engines.save(image).await {
            Ok((client, pieces)) => Ok(recorded(permit, client, pieces)),
            Err(error) => {
                permit.settle(Some(&error)).await;
                Err(error)
            }
        }
    }

    /// Brings in the images of a tar archive. Ends with a failure when the upload breaks off.
    pub async fn load_images(
        &self,
        permit: Permit,
        archive: Upload,
    ) -> Result<LoadedImages, HostError> {
        let engines = Arc::clone(&self.engines);
        let loading = async move { engines.load(archive).await };
        self.operations.see_through(permit, loading).await
    }
}

impl Engines {
    async fn save(&self, image: &ImageRef) -> Result<(Arc<Client>, Pieces), HostError> {
        let (client, stream) = self.reach().await?;
        let path = format!("/images/{image}/get");
        let head = request::request(&client.engine, Method::GET, &path);
        let answer = in_time(request::send(stream, head, Empty::<Bytes>::new())).await;
        match answer {
            Ok(pieces) => Ok((client, pieces)),
            // Docker answers so where there is no such image.
            Err(RequestError::Status { message, .. })
                if message
                    .to_ascii_lowercase()
                    .contains("reference does not exist") =>
            {
                Err(HostError::NotFound {
                    what: images::what(image),
                })
            }
            Err(error) => Err(failed(error, &client.engine, &images::what(image))),
        }
    }

    async fn load(&self, archive: Upload) -> Result<LoadedImages, HostError> {
        let (client, stream) = self.reach().await?;
        let why = |error| match error {
            RequestError::Status { message, .. } => {
                let full = trouble::disk_full(&message.to_ascii_lowercase());
                full.unwrap_or_else(|| HostError::Conflict {
                    reason: format!(
                        "the engine did not take the archive: {message}; it must be one that `save` of Docker \
                         or Podman wrote"
                    ),
                })
            }
            error @ (RequestError::Connect(_)
            | RequestError::Timeout { .. }
            | RequestError::Broken(_)
            | RequestError::Answer(_)) => failed(error, &client.engine, "engine"),
        };
        let head = request::request(&client.engine, Method::POST, "/images/load?quiet=true")
            .header(CONTENT_TYPE, "application/x-tar");
        let sent = request::send(stream, head, StreamBody::new(archive.map_ok(Frame::data)));
        // As long as the upload takes, which has limits of its own.
        let mut messages = messages(sent.await.map_err(why)?);
        let mut said = String::new();
        while let Some(message) = in_time(messages.try_next()).await.map_err(why)? {
            let Message { error, stream, .. } = message;
            if let Some(message) = error {
                return Err(why(RequestError::Status {
                    status: 500,
                    message,
                }));
            }
            let text = stream.unwrap_or_default();
            if said.len() + text.len() <= SAID_LIMIT {
                said.push_str(&text);
                said.push('\n');
            }
        }
        let loaded = image_decode::loaded(&said);
        if loaded.images.is_empty() {
            return Err(HostError::Failed {
                backend: BACKEND,
                reason: format!("it named no image that the archive held: {}", said.trim()),
            });
        }
        Ok(loaded)
    }
}

/// The pieces as they come, until the first failure; the permit learns how it ended.
fn recorded(
    permit: Permit,
    client: Arc<Client>,
    pieces: Pieces,
) -> impl Stream<Item = Result<Bytes, HostError>> + Send + use<> {
    let start = Some((permit, client, pieces));
    stream::unfold(start, |state| async move {
        let (permit, client, mut pieces) = state?;
        match in_time(pieces.try_next()).await {
            Ok(Some(piece)) => Some((Ok(piece), Some((permit, client, pieces)))),
            Ok(None) => {
                permit.settle(None::<&HostError>).await;
                None
            }
            Err(error) => {
                let error = failed(error, &client.engine, "engine");
                permit.settle(Some(&error)).await;
                Some((Err(error), None))
            }
        }
    })
    .boxed()
}

async fn in_time<T>(
    step: impl Future<Output = Result<T, RequestError>>,
) -> Result<T, RequestError> {
    timeout(PIECE_TIMEOUT, step)
        .await
        .unwrap_or(Err(RequestError::Timeout {
            seconds: PIECE_TIMEOUT.as_secs(),
        }))
}
