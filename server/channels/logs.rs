//! `logs`: the logs of containers, as they grow. Messages are JSON arrays of `model::LogLine`: whatever
//! came since the last one. What is there already waits for a slow client; of what is followed, it gets
//! the newest, and is told how much it missed.

mod ring;

use futures_util::StreamExt;
use jiff::Timestamp;
use serde::Deserialize;

use super::{ChannelIo, Context, Output, io::to_json};
use crate::{
    host::{LogLines, LogQuery},
    model::{Action, ContainerRef, LogStream, Problem, ProblemCode},
};
use ring::Ring;

/// Lines of one message.
const BATCH: usize = 64;
/// Bytes of one message, unless it is a single line: in JSON that may have six times its length.
const MESSAGE: usize = 64 * 1024;
/// Lines from the end that may be asked for.
const MAX_TAIL: u32 = 100_000;
/// Containers of one channel.
const MAX_CONTAINERS: usize = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    container: Option<ContainerRef>,
    /// Several, at most [`MAX_CONTAINERS`]: their lines are merged by time, each with its container.
    #[serde(default)]
    containers: Vec<ContainerRef>,
    /// Lines from the end, at most [`MAX_TAIL`]; of each container, and of both its outputs together.
    #[serde(default = "default_tail")]
    tail: u32,
    #[serde(default = "default_follow")]
    follow: bool,
    since: Option<Timestamp>,
    /// Then there is nothing to follow.
    until: Option<Timestamp>,
    /// Only that output.
    stream: Option<LogStream>,
}

fn default_tail() -> u32 {
    500
}

fn default_follow() -> bool {
    true
}

pub(super) async fn run(open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    let query = LogQuery {
        tail: open.tail,
        follow: open.follow && open.until.is_none(),
        since: open.since,
        until: open.until,
        stream: open.stream,
    };
    let containers: Vec<_> = open.container.into_iter().chain(open.containers).collect();
    if !(1..=MAX_CONTAINERS).contains(&containers.len()) {
        let detail = format!("`containers` has 1 to {MAX_CONTAINERS} names");
        return Err(invalid(detail));
    }
    let mut exact = Vec::with_capacity(containers.len());
    for container in containers {
        exact.push(
            context
                .look_container(Action::ContainerLogs, container)
                .await?,
        );
    }
    if query.tail > MAX_TAIL {
        return Err(invalid(format!("`tail` is at most {MAX_TAIL}")));
    }
    let engine = context.host.engine();
    let lines = match exact.as_slice() {
        [one] => engine.log(one, query).await?,
        several => engine.logs(several, query).await?,
    };
    io.output.ready().await;
    let telling = async {
        if query.follow {
            follow(lines, &io.output).await
        } else {
            tell(lines, &io.output).await
        }
    };
    tokio::select! {
        problem = io.input.refuse() => Err(problem),
        result = telling => result,
    }
}

fn invalid(detail: String) -> Problem {
    Problem::new(ProblemCode::InvalidRequest, detail)
}

/// Keeps reading while the client does not.
async fn follow(mut lines: LogLines, output: &Output) -> Result<(), Problem> {
    let ring = Ring::new(Timestamp::now());
    let fill = async {
        let mut count: usize = 0;
        let mut result = Ok(());
        while let Some(line) = lines.next().await {
            match line {
                Ok(line) => ring.push(line).await,
                Err(error) => result = Err(Problem::from(error)),
            }
            count += 1;
            if count.is_multiple_of(BATCH) {
                // However fast they come, the others get their turn.
                tokio::task::yield_now().await;
            }
        }
        ring.end();
        result
    };
    let send = async {
        while let Some(batch) = ring.take().await {
            let mut message = Message::default();
            for line in batch {
                message.add(&to_json(&line)?, output).await;
            }
            message.send(output).await;
        }
        Ok(())
    };
    let (filled, sent) = tokio::join!(fill, send);
    sent.and(filled)?;
    output.done().await;
    Ok(())
}

/// Reads as fast as the client does.
async fn tell(lines: LogLines, output: &Output) -> Result<(), Problem> {
    let mut batches = lines.ready_chunks(BATCH);
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
