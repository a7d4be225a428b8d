//! A container's log as the API streams it: in frames, followed until the run ends.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::stream;
use hyper::StatusCode;
use jiff::Timestamp;
use tokio::sync::watch;

use super::{
    engine::Engine,
    json,
    log::{Line, Output},
    reply::{Answer, Query, streamed, unknown},
};

/// What a reader of a log wants, and how far it is.
struct Reader {
    engine: Arc<Engine>,
    id: String,
    stdout: bool,
    stderr: bool,
    timestamps: bool,
    until: Option<Timestamp>,
    /// The next line.
    number: u64,
    /// The run that is followed; its end is the log's.
    run: Option<u64>,
    changed: watch::Receiver<()>,
}

pub(super) fn follow(engine: &Arc<Engine>, id: &str, query: Query<'_>) -> Answer {
    let (stdout, stderr) = (query.flag("stdout"), query.flag("stderr"));
    if !stdout && !stderr {
        let message = "Bad parameters: you must choose at least one stream";
        return Err((StatusCode::BAD_REQUEST, message.to_owned()));
    }
    let since = query.time("since").unwrap_or(Timestamp::MIN);
    // "all", and what is no number, as dockerd has it.
    let tail = query.get("tail");
    let tail = tail.and_then(|tail| tail.parse::<usize>().ok());
    let reader = engine.find(id, |container, _| {
        let wanted = |line: &&Line| line.at >= since && has(stdout, stderr, line.output);
        let mut wanted = container.log.since(0).filter(wanted);
        let first = match tail {
            Some(0) => None,
            Some(tail) => wanted.rev().take(tail).last(),
            None => wanted.next(),
        };
        Reader {
            engine: Arc::clone(engine),
            id: container.id.clone(),
            stdout,
            stderr,
            timestamps: query.flag("timestamps"),
            until: query.time("until"),
            number: first.map_or(container.log.next(), |line| line.number),
            run: query.flag("follow").then_some(container.run),
            changed: container.changed.subscribe(),
        }
    });
    let reader = reader.ok_or_else(|| unknown(id))?;
    let chunks = stream::unfold(Some(reader), |reader| async {
        let mut reader = reader?;
        let (chunk, more) = reader.next().await;
        Some((chunk, more.then_some(reader)))
    });
    Ok(streamed(
        "application/vnd.docker.multiplexed-stream",
        chunks,
    ))
}

impl Reader {
    /// The lines since the last call, as frames, and whether more may follow.
    async fn next(&mut self) -> (Bytes, bool) {
        loop {
            // Before the look, so that what comes after it is not missed.
            self.changed.mark_unchanged();
            let engine = Arc::clone(&self.engine);
            let read = engine.find(&self.id.clone(), |container, _| {
                let mut frames = BytesMut::new();
                for line in container.log.since(self.number) {
                    self.frame(&mut frames, line);
                }
                self.number = container.log.next();
                let running = container.has_process();
                (frames.freeze(), running && self.run == Some(container.run))
            });
            let Some((frames, more)) = read else {
                return (Bytes::new(), false);
            };
            if !frames.is_empty() || !more {
                return (frames, more);
            }
            if self.changed.changed().await.is_err() {
                return (Bytes::new(), false);
            }
        }
    }

    /// A frame: output, three zeros, length in big endian, text.
    fn frame(&self, frames: &mut BytesMut, line: &Line) {
        let late = self.until.is_some_and(|until| line.at > until);
        if late || !has(self.stdout, self.stderr, line.output) {
            return;
        }
        let text = if self.timestamps {
            format!("{} {}\n", json::time(line.at), line.text)
        } else {
            format!("{}\n", line.text)
        };
        frames.put_slice(&[line.output as u8, 0, 0, 0]);
        frames.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
        frames.put_slice(text.as_bytes());
    }
}

fn has(stdout: bool, stderr: bool, output: Output) -> bool {
    match output {
        Output::Stdout => stdout,
        Output::Stderr => stderr,
    }
}
