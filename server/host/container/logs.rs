//! A container's log: as lines, those of several containers merged by time, or as a file. Where the
//! container is gone and the engine wrote to the journal, the journal has it still.

mod decode;
mod frames;
mod journal;
mod merge;

use std::{collections::VecDeque, sync::Arc};

use bollard::container::LogOutput;
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt, TryStreamExt, future::try_join_all, stream, stream::BoxStream,
};
use jiff::Timestamp;

use crate::model::{ContainerRef, LogLine, LogStream};

use super::{Client, ContainerEngine, Engines, HostError, failed, request};
use decode::Decoder;
use frames::Frames;

/// Lines from the end, at most.
const TAIL_LIMIT: u32 = 100_000;

/// Bytes that are kept to find the last lines before a time.
const TAIL_BYTES: usize = 16 * 1024 * 1024;

/// Lines of a log, as they come.
pub type LogLines = BoxStream<'static, Result<LogLine, HostError>>;

/// Which part of a container's log.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogQuery {
    /// Lines from the end, at most 10,000; of each container.
    pub tail: u32,
    /// Keep going as lines appear; not if there is an `until`.
    pub follow: bool,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Only that output.
    pub stream: Option<LogStream>,
}

/// Which part of a container's log is wanted as a file.
#[derive(Debug, Clone, Copy)]
pub struct LogFile {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub times: LogTimes,
}

/// What stands in front of each line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogTimes {
    Shown,
    Left,
}

impl ContainerEngine {
    /// A container's log; ends when the container stops, or at once if not following.
    pub async fn log(
        &self,
        container: &ContainerRef,
        query: LogQuery,
    ) -> Result<LogLines, HostError> {
        follow(&self.engines, container, query).await
    }

    /// The logs of several, each line with its container's name: in order of their times, as far as they
    /// come in time when following.
    pub async fn logs(
        &self,
        containers: &[ContainerRef],
        query: LogQuery,
    ) -> Result<LogLines, HostError> {
        let one = async |container: &ContainerRef| {
            let name = container.to_string();
            let lines = follow(&self.engines, container, query).await?;
            let named = move |line| LogLine {
                container: Some(name.clone()),
                ..line
            };
            Ok::<_, HostError>(lines.map_ok(named).boxed())
        };
        let logs = try_join_all(containers.iter().map(one)).await?;
        Ok(merge::by_time(logs, query.follow && query.until.is_none()).boxed())
    }

    /// A container's whole log as text, as long as its lines are.
    pub async fn log_file(
        &self,
        container: &ContainerRef,
        file: LogFile,
    ) -> Result<BoxStream<'static, Result<Bytes, HostError>>, HostError> {
        let query = LogQuery {
            since: file.since,
            until: file.until,
            ..LogQuery::default()
        };
        let described = self.engines.inspect(container).await;
        let Err(error @ HostError::NotFound { .. }) = described else {
            let terminal = described?.terminal;
            let client = self.engines.current().await?;
            let path = path(container, query, None, file.times);
            let pieces = pieces(&self.engines, client, path, terminal);
            return Ok(pieces.map_ok(LogOutput::into_bytes).boxed());
        };
        let lines = journal::read(&self.engines.transport, container, query, None).await?;
        let lines = lines.ok_or(error)?;
        Ok(lines
            .map_ok(move |line| {
                let time = match (file.times, line.at) {
                    (LogTimes::Shown, Some(at)) => format!("{at} "),
                    (LogTimes::Shown | LogTimes::Left, _) => String::new(),
                };
                Bytes::from(format!("{time}{}\n", line.text))
            })
            .boxed())
    }
}

async fn follow(
    engines: &Arc<Engines>,
    container: &ContainerRef,
    query: LogQuery,
) -> Result<LogLines, HostError> {
    let tail = query.tail.min(TAIL_LIMIT);
    let terminal = match engines.inspect(container).await {
        Ok(description) => description.terminal,
        Err(error @ HostError::NotFound { .. }) => {
            let found = journal::read(&engines.transport, container, query, Some(tail)).await?;
            return found.ok_or(error);
        }
        Err(error) => return Err(error),
    };
    let client = engines.current().await?;
    // Both engines count lines first, and look at their times then: what is before a time is counted here.
    let asked = query.until.is_none().then_some(tail);
    let path = path(container, query, asked, LogTimes::Shown);
    let lines = lines(pieces(engines, client, path, terminal));
    if query.until.is_none() {
        return Ok(lines.boxed());
    }
    Ok(stream::once(last(lines.boxed(), tail as usize))
        .map_ok(|lines| stream::iter(lines.into_iter().map(Ok)))
        .try_flatten()
        .boxed())
}

fn path(container: &ContainerRef, query: LogQuery, tail: Option<u32>, times: LogTimes) -> String {
    let (out, err) = match query.stream {
        None => (true, true),
        Some(LogStream::Stdout) => (true, false),
        Some(LogStream::Stderr) => (false, true),
    };
    let follow = query.follow && query.until.is_none();
    let times = times == LogTimes::Shown;
    let tail = tail.map_or_else(|| "all".to_owned(), |tail| tail.to_string());
    let mut path = format!(
        "/containers/{container}/logs?stdout={out}&stderr={err}&timestamps={times}&tail={tail}&follow={follow}"
    );
    for (name, at) in [("since", query.since), ("until", query.until)] {
        if let Some(at) = at {
            let at = at.max(Timestamp::UNIX_EPOCH);
            let (seconds, rest) = (at.as_second(), at.subsec_nanosecond());
            path.push_str(&format!("&{name}={seconds}.{rest:09}"));
        }
    }
    path
}

/// What the engine sends. It may answer only when there is a first line, so the stream waits for it, not
/// the caller. Bollard is not asked: it knows no part of a second, and holds a terminal's line without an
/// end for ever.
fn pieces(
    engines: &Arc<Engines>,
    client: Arc<Client>,
    path: String,
    terminal: bool,
) -> BoxStream<'static, Result<LogOutput, HostError>> {
    let (engines, asking) = (Arc::clone(engines), Arc::clone(&client));
    let body = async move { request::get(&engines.transport, &asking.engine, &path).await };
    let body = stream::once(body).try_flatten();
    let pieces = if terminal {
        body.map_ok(|message| LogOutput::Console { message })
            .boxed()
    } else {
        let framed = body.scan(Frames::default(), |frames, piece| {
            let found = piece.map(|piece| frames.push(&piece));
            std::future::ready(Some(found))
        });
        framed
            .map_ok(|found| stream::iter(found.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    };
    pieces
        .map_err(move |error| failed(error, &client.engine, "log"))
        .boxed()
}

fn lines(
    pieces: BoxStream<'static, Result<LogOutput, HostError>>,
) -> impl Stream<Item = Result<LogLine, HostError>> {
    let start = Some((pieces, Decoder::default()));
    let lines = stream::try_unfold(start, |state| async move {
        let Some((mut pieces, mut decoder)) = state else {
            return Ok(None);
        };
        Ok(Some(match pieces.try_next().await? {
            Some(piece) => (decoder.push(&piece), Some((pieces, decoder))),
            None => (decoder.finish(), None),
        }))
    });
    lines
        .map_ok(|lines| stream::iter(lines.into_iter().map(Ok)))
        .try_flatten()
}

/// The last lines of a log that ends; fewer, where they are long.
async fn last(mut lines: LogLines, count: usize) -> Result<VecDeque<LogLine>, HostError> {
    let (mut kept, mut bytes) = (VecDeque::new(), 0);
    while let Some(line) = lines.try_next().await? {
        bytes += line.text.len();
        kept.push_back(line);
        while kept.len() > count || bytes > TAIL_BYTES {
            bytes -= kept.pop_front().map_or(bytes, |line| line.text.len());
        }
    }
    Ok(kept)
}
