//! `logs`: a container's log as it grows. Messages are JSON arrays of `model::LogLine`: whatever came
//! since the last one. A slow client slows the engine down, and no lines pile up here.

use futures_util::{Stream, StreamExt};
use serde::Deserialize;

use super::{ChannelIo, Context, Output};
use crate::{
    host::{HostError, LogQuery},
    model::{Action, ContainerRef, LogLine, Problem, ProblemCode},
};

/// Lines of one message.
const BATCH: usize = 64;
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
    let lines = context.host.container_log(&open.container, query).await?;
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
        let mut failure = None;
        let mut lines = Vec::with_capacity(batch.len());
        for line in batch {
            match line {
                Ok(line) => lines.push(line),
                Err(error) => failure = Some(error),
            }
        }
        if !lines.is_empty() {
            output.send_json(&lines).await?;
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
    }
    output.done().await;
    Ok(())
}
