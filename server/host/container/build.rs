//! Builds an image from an uploaded context, as an operation whose log is the build's. The context flows through to the
//! engine; who asked is answered once it is there. Dropped, the engine stops building.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use http_body_util::StreamBody;
use hyper::{Method, body::Frame, header::CONTENT_TYPE};
use tokio::{sync::oneshot, time::timeout};

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::Running,
        operations::{Cancel, Task},
    },
    model::{ImageRef, Operation, OperationKind, OperationState},
};

use super::{
    ContainerEngine, Engines, RequestError,
    archive::Upload,
    build_context, failed,
    messages::{Message, messages},
    request,
};

/// How long a step of a build may say nothing.
const SILENCE_TIMEOUT: Duration = Duration::from_hours(1);

/// What to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildRequest {
    /// Name and tag of the new image.
    pub tag: ImageRef,
    /// Its path in the context; `None`: `Dockerfile` or `Containerfile`, whichever is there.
    pub dockerfile: Option<String>,
    pub no_cache: bool,
    /// Pull the images it begins from, even if they are there.
    pub pull: bool,
}

impl ContainerEngine {
    /// Builds an image. Answers when the context is with the engine, or when it failed before.
    pub async fn build_image(
        &self,
        permit: Permit,
        wanted: BuildRequest,
        context: Upload,
    ) -> Result<Operation, HostError> {
        let tag = wanted.tag.with_tag();
        let task = Task {
            kind: OperationKind::ImageBuild,
            target: Some(tag.to_string()),
            cancel: Cancel::Possible,
        };
        // Another context is another build: there is nothing to join.
        let is_this = |operation: &Operation| {
            operation.state == OperationState::Running
                && operation.kind == task.kind
                && operation.target == task.target
        };
        if self.operations.list().iter().any(is_this) {
            let error = HostError::Conflict {
                reason: format!("{tag} is being built already: wait for its end, or cancel it"),
            };
            permit.settle(Some(&error)).await;
            return Err(error);
        }
        let (sent, uploaded) = oneshot::channel();
        let engines = Arc::clone(&self.engines);
        let context = match wanted.dockerfile {
            Some(_) => context,
            None => build_context::with_dockerfile(context),
        };
        let work = |running: Arc<Running>| async move {
            let context = telling(context, sent);
            engines.build(&running, &wanted, &tag, context).await
        };
        let begun = self.operations.run(task, permit, work).await?;
        // The sender goes with the context's end, or with the operation's.
        drop(uploaded.await);
        let now = self.operations.watch(&begun.id);
        Ok(now.map_or(begun, |state| state.borrow().clone()))
    }
}

/// The same pieces; `sent` goes with the last.
fn telling(context: Upload, sent: oneshot::Sender<()>) -> Upload {
    stream::unfold((context, sent), |(mut context, sent)| async move {
        let piece = context.next().await?;
        Some((piece, (context, sent)))
    })
    .boxed()
}

impl Engines {
    async fn build(
        &self,
        running: &Running,
        wanted: &BuildRequest,
        tag: &ImageRef,
        context: Upload,
    ) -> Result<String, HostError> {
        let (client, stream) = self.reach().await?;
        let BuildRequest {
            no_cache,
            pull,
            dockerfile,
            ..
        } = wanted;
        let dockerfile = request::encoded(dockerfile.as_deref().unwrap_or("Dockerfile"));
        let mut path = format!(
            "/build?t={}&dockerfile={dockerfile}&nocache={no_cache}&rm=true&forcerm=true",
            request::encoded(tag.as_str())
        );
        if *pull {
            path.push_str("&pull=true");
        }
        let head = request::request(&client.engine, Method::POST, &path)
            .header(CONTENT_TYPE, "application/x-tar");
        let why = |error| match error {
            RequestError::Status { message, .. } => HostError::Conflict {
                reason: sentence(tag, &message),
            },
            error @ (RequestError::Connect(_)
            | RequestError::Timeout { .. }
            | RequestError::Broken(_)
            | RequestError::Answer(_)) => failed(error, &client.engine, "engine"),
        };
        let sent = request::send(stream, head, StreamBody::new(context.map_ok(Frame::data)));
        let mut messages = messages(sent.await.map_err(why)?);
        let mut line = Line::default();
        while let Some(message) = in_time(messages.try_next()).await.map_err(why)? {
            let Message {
                error,
                stream,
                status,
                ..
            } = message;
            line.add(&stream.unwrap_or_default(), running);
            if let Some(status) = status {
                running.log(&status);
            }
            if let Some(message) = error {
                line.end(running);
                return Err(why(RequestError::Status {
                    status: 500,
                    message,
                }));
            }
        }
        line.end(running);
        Ok(format!("{tag} was built"))
    }
}

/// The build's output, which comes in pieces of lines.
#[derive(Default)]
struct Line {
    text: String,
}

impl Line {
    /// Bytes of one line; a longer one is told in parts.
    const LIMIT: usize = 8 * 1024;

    fn add(&mut self, piece: &str, running: &Running) {
        self.text.push_str(piece);
        while let Some((line, rest)) = self.text.split_once('\n') {
            let (line, rest) = (line.trim_end().to_owned(), rest.to_owned());
            if !line.is_empty() {
                running.log(&line);
            }
            self.text = rest;
        }
        if self.text.len() > Self::LIMIT {
            self.end(running);
        }
    }

    fn end(&mut self, running: &Running) {
        let line = std::mem::take(&mut self.text);
        if !line.trim().is_empty() {
            running.log(&line);
        }
    }
}

/// For a person: why, and what to do.
fn sentence(tag: &ImageRef, message: &str) -> String {
    let words = message.to_ascii_lowercase();
    let missing = [
        "cannot locate specified dockerfile",
        "no such file or directory",
    ];
    if missing.iter().any(|sign| words.contains(sign)) && words.contains("dockerfile") {
        return format!(
            "{tag} was not built: the context has no Dockerfile or Containerfile where it was looked for; add one, \
             or give its path"
        );
    }
    if words.contains("no space left") {
        return format!(
            "{tag} was not built: the host's disk is full; remove unused images and containers, then try again"
        );
    }
    format!("{tag} was not built: {message}; the log says what the step did before it failed")
}

async fn in_time<T>(
    step: impl Future<Output = Result<T, RequestError>>,
) -> Result<T, RequestError> {
    timeout(SILENCE_TIMEOUT, step)
        .await
        .unwrap_or(Err(RequestError::Timeout {
            seconds: SILENCE_TIMEOUT.as_secs(),
        }))
}
