//! The log of a container that is gone, where its engine wrote to the host's journal: `journalctl` prints
//! it as one JSON object per line. Fields: systemd.journal-fields(7), Docker's journald driver, conmon.

use std::{collections::VecDeque, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio::{
    io::AsyncReadExt,
    process::{Child, ChildStdout},
    time::timeout,
};

use crate::{
    model::{ContainerRef, LogLine, LogStream},
    transport::{Transport, TransportError},
};

use super::{
    HostError, LogLines, LogQuery,
    decode::{LINE_LIMIT, text},
};

/// How long it may take until the first line, or between two.
const LIMIT: Duration = Duration::from_secs(20);
/// Bytes of an object; one that is longer is skipped.
const OBJECT_LIMIT: usize = 1024 * 1024;
/// Bytes that are read at once.
const PIECE: usize = 16 * 1024;

const BACKEND: &str = "the journal";

/// What the journal has of it; `None` if it has nothing, or there is no journal.
pub(super) async fn read(
    transport: &Transport,
    container: &ContainerRef,
    query: LogQuery,
    tail: Option<u32>,
) -> Result<Option<LogLines>, HostError> {
    let mut arguments = vec![
        "journalctl",
        "--output=json",
        "--all",
        "--no-pager",
        "--quiet",
    ];
    let options = [
        tail.map(|lines| format!("--lines={lines}")),
        query
            .since
            .map(|at| format!("--since=@{at}", at = seconds(at))),
        query
            .until
            .map(|at| format!("--until=@{at}", at = seconds(at))),
    ];
    arguments.extend(options.iter().flatten().map(String::as_str));
    let by_name = format!("CONTAINER_NAME={container}");
    let by_id = format!("CONTAINER_ID_FULL={container}");
    arguments.extend([by_name.as_str(), "+", by_id.as_str()]);
    let mut child = match transport.spawn(&arguments) {
        Ok(child) => child,
        Err(TransportError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let Some(output) = child.stdout.take() else {
        return Err(broken(&"it has no output"));
    };
    // What it would say there, such as that some journals cannot be read, is nothing to wait for.
    drop(child.stderr.take());
    let objects = Objects {
        output,
        _child: child,
        held: Vec::new(),
        ready: VecDeque::new(),
        too_long: false,
        skipped: 0,
        lines: Lines::default(),
        ended: false,
    };
    let lines = stream::try_unfold(objects, |mut objects| async move {
        Ok(objects.next().await?.map(|line| (line, objects)))
    });
    let wanted = move |line: &LogLine| {
        std::future::ready(query.stream.is_none_or(|stream| stream == line.stream))
    };
    let mut lines = lines.boxed();
    let first = lines.try_next().await?;
    Ok(first.map(|first| {
        let first = stream::once(std::future::ready(Ok(first)));
        first.chain(lines).try_filter(wanted).boxed()
    }))
}

fn seconds(at: Timestamp) -> String {
    let at = at.max(Timestamp::UNIX_EPOCH);
    format!("{}.{:06}", at.as_second(), at.subsec_microsecond())
}

fn broken(error: &impl ToString) -> HostError {
    HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    }
}

/// What is being read.
struct Objects {
    output: ChildStdout,
    /// Killed with this.
    _child: Child,
    held: Vec<u8>,
    ready: VecDeque<LogLine>,
    /// The object being read is left out.
    too_long: bool,
    skipped: u64,
    lines: Lines,
    ended: bool,
}

impl Objects {
    async fn next(&mut self) -> Result<Option<LogLine>, HostError> {
        loop {
            if let Some(mut line) = self.ready.pop_front() {
                line.skipped = std::mem::take(&mut self.skipped);
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            let mut piece = [0; PIECE];
            let read = timeout(LIMIT, self.output.read(&mut piece)).await;
            let length = read
                .map_err(|_| HostError::Timeout {
                    backend: BACKEND,
                    seconds: LIMIT.as_secs(),
                })?
                .map_err(|error| broken(&error))?;
            if length == 0 {
                self.ended = true;
                self.ready.extend(self.lines.finish());
                continue;
            }
            for part in piece[..length].split_inclusive(|byte| *byte == b'\n') {
                self.push(part);
            }
        }
    }

    fn push(&mut self, part: &[u8]) {
        if self.held.len() + part.len() > OBJECT_LIMIT {
            self.too_long = true;
            self.held.clear();
        }
        if !self.too_long {
            self.held.extend_from_slice(part);
        }
        if part.last() == Some(&b'\n') {
            if std::mem::take(&mut self.too_long) {
                self.skipped += 1;
            } else {
                self.ready.extend(self.lines.push(&self.held));
            }
            self.held.clear();
        }
    }
}

/// One object.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "__REALTIME_TIMESTAMP")]
    at: Option<String>,
    #[serde(rename = "MESSAGE")]
    message: Option<Value>,
    #[serde(rename = "PRIORITY")]
    priority: Option<String>,
    /// It ends in the next one.
    #[serde(rename = "CONTAINER_PARTIAL_MESSAGE")]
    partial: Option<String>,
}

/// Makes lines of objects: those that are parts of one are put together.
#[derive(Debug, Default)]
struct Lines {
    begun: Vec<(LogStream, Option<Timestamp>, Vec<u8>)>,
}

impl Lines {
    fn push(&mut self, object: &[u8]) -> Option<LogLine> {
        let entry: Entry = serde_json::from_slice(object).ok()?;
        // Both engines write what came from standard error as errors.
        let stream = match entry.priority.as_deref() {
            Some("0" | "1" | "2" | "3") => LogStream::Stderr,
            Some(_) | None => LogStream::Stdout,
        };
        let at = entry.at.and_then(|at| at.parse().ok());
        let at = at.and_then(|at| Timestamp::from_microsecond(at).ok());
        let part = entry.message.map(bytes).unwrap_or_default();
        let begun = self.begun.iter().position(|(of, ..)| *of == stream);
        let (at, mut all) = match begun {
            Some(index) => {
                let (_, first, begun) = self.begun.swap_remove(index);
                (first, begun)
            }
            None => (at, Vec::new()),
        };
        // One byte more says that it was cut.
        let room = (LINE_LIMIT + 1).saturating_sub(all.len());
        all.extend_from_slice(&part[..part.len().min(room)]);
        if entry.partial.as_deref() == Some("true") {
            self.begun.push((stream, at, all));
            return None;
        }
        Some(line(stream, at, all))
    }

    /// What did not end.
    fn finish(&mut self) -> Vec<LogLine> {
        let begun = self.begun.drain(..);
        begun
            .map(|(stream, at, bytes)| line(stream, at, bytes))
            .collect()
    }
}

fn line(stream: LogStream, at: Option<Timestamp>, mut bytes: Vec<u8>) -> LogLine {
    // Podman's conmon writes the end of the line too.
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    let cut = bytes.len() > LINE_LIMIT;
    bytes.truncate(LINE_LIMIT);
    LogLine {
        stream,
        at,
        text: text(bytes, cut),
        container: None,
        skipped: 0,
    }
}

/// A message is text, an array of bytes where it is none, or an array of such where the field is there
/// more than once.
fn bytes(message: Value) -> Vec<u8> {
    match message {
        Value::String(text) => text.into_bytes(),
        Value::Array(items) => items
            .into_iter()
            .flat_map(
                |item| match item.as_u64().and_then(|byte| u8::try_from(byte).ok()) {
                    Some(byte) => vec![byte],
                    None => bytes(item),
                },
            )
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RECORDED: &str = include_str!("../../../../tests/fixtures/journal/container.jsonl");

    #[test]
    fn entries_become_lines() {
        let mut decoder = Lines::default();
        let lines: Vec<LogLine> = RECORDED
            .lines()
            .filter_map(|object| decoder.push(object.as_bytes()))
            .collect();
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.stream, line.text.as_str()))
            .collect();
        let (out, err) = (LogStream::Stdout, LogStream::Stderr);
        assert_eq!(
            told,
            [
                (out, "started"),
                (err, "oops"),
                (out, "a b"),
                (out, "one, then two"),
            ]
        );
        let at = lines[0].at.expect("a time").to_string();
        assert_eq!(at, "2026-11-22T21:29:29.5Z");
        assert!(decoder.finish().is_empty());
    }

    proptest! {
        #[test]
        fn no_object_makes_it_panic(object in any::<Vec<u8>>()) {
            let _line = Lines::default().push(&object);
        }
    }
}
