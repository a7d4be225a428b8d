//! `logs`: a container's log as it grows. Messages are JSON arrays of `model::LogLine`: whatever came
//! since the last one. A slow client slows the engine down, and no lines pile up here.

use futures_util::{Stream, StreamExt};
use serde::Deserialize;

use super::{ChannelIo, Context, Output, io::to_json};
use crate::{
    host::{HostError, LogQuery},
    model::{Action, ContainerRef, LogLine, Problem, ProblemCode},
};

/// Lines of one message.
const BATCH: usize = 64;
/// Bytes of one message, unless it is a single line: in JSON that may have six times its length.
const MESSAGE: usize = 64 * 1024;
/// Lines from the end that may be asked for.
const MAX_TAIL: u32 = 10_000;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    container: ContainerRef,
    /// Lines from the end, at most [`MAX_TAIL`].
    #[serde(default = "default_tail")]
    tail: u32,
    #[serde(default = "default_follow")]
    follow: bool,
}

fn default_tail() -> u32 {
    500
}

fn default_follow() -> bool {
    true
}

pub(super) async fn run(open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    context
        .look(Action::ContainerLogs, Some(open.container.to_string()))
        .await?;
    if open.tail > MAX_TAIL {
        return Err(Problem::new(
            ProblemCode::InvalidRequest,
            format!("`tail` is at most {MAX_TAIL}"),
        ));
    }
    let query = LogQuery {
        tail: open.tail,
        follow: open.follow,
    };
    let lines = context.host.engine().log(&open.container, query).await?;
    io.output.ready().await;
    tokio::select! {
        problem = io.input.refuse() => Err(problem),
        result = tell(lines, &io.output) => result,
    }
}

async fn tell(
    lines: impl Stream<Item = Result<LogLine, HostError>>,
    output: &Output,
) -> Result<(), Problem> {
    let mut batches = std::pin::pin!(lines.ready_chunks(BATCH));
    while let Some(batch) = batches.next().await {
        let mut message = Message::default();
        let mut failure = None;
        for line in batch {
            match line {
                Ok(line) => message.add(&to_json(&line)?, output).await,
                Err(error) => failure = Some(error),
            }
        }
        message.send(output).await;
        if let Some(error) = failure {
            return Err(error.into());
        }
    }
    output.done().await;
    Ok(())
}

/// A JSON array in the making.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    /// Sends what it has first if the line would make it too long.
    async fn add(&mut self, line: &[u8], output: &Output) {
        if self.0.len() + line.len() + "[]".len() > MESSAGE {
            self.send(output).await;
        }
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        self.0.extend_from_slice(line);
    }

    /// Sends the lines so far, if there are any.
    async fn send(&mut self, output: &Output) {
        if !self.0.is_empty() {
            self.0.push(b']');
            output.send(&self.0).await;
            self.0.clear();
        }
    }
}
