//! A container's log as lines: frames of the Docker API taken apart (or a terminal's plain stream),
//! times read, long lines cut. Holds one unfinished line of each stream, whatever the container writes.

use std::{collections::VecDeque, sync::Arc};

use futures_util::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use hyper::Method;
use jiff::Timestamp;

use crate::model::{ContainerRef, LogLine, LogStream};

use super::{Engines, HostError, failed, request::Body};
use crate::host::LogQuery;

/// Bytes of a line's text; the rest of a longer line is left out.
const LINE_LIMIT: usize = 16 * 1024;

/// Lines from the end, at most.
const TAIL_LIMIT: u32 = 10_000;

/// The longest RFC 3339 time with nanoseconds and an offset has 35 characters.
const STAMP_LIMIT: usize = 40;

/// Length of a frame's header: stream, three zeros, length of what follows.
const HEADER: usize = 8;

/// A container's log; an error at once if there is no such container.
pub(in crate::host) async fn follow(
    engines: Arc<Engines>,
    container: &ContainerRef,
    query: LogQuery,
) -> Result<BoxStream<'static, Result<LogLine, HostError>>, HostError> {
    engines.find(container).await?;
    let LogQuery { tail, follow } = query;
    let tail = tail.min(TAIL_LIMIT);
    let path = format!(
        "/containers/{container}/logs?stdout=true&stderr=true&timestamps=true&tail={tail}&follow={follow}"
    );
    // An engine may answer only when there is a first line, so the stream waits for it, not the caller.
    let body = async move { Ok((engines.send(Method::GET, &path).await?.1, path)) };
    let lines = stream::once(body).map_ok(|(body, path)| lines(body, path));
    Ok(lines.try_flatten().boxed())
}

fn lines(body: Body, path: String) -> impl futures_util::Stream<Item = Result<LogLine, HostError>> {
    let start = Some((body, Decoder::default(), path));
    let pieces = stream::try_unfold(start, |state| async move {
        let Some((mut body, mut decoder, path)) = state else {
            return Ok(None);
        };
        let read = body.next().await.map_err(|error| failed(error, &path))?;
        Ok(Some(match read {
            Some(piece) => {
                let lines = decoder.push(&piece);
                (lines, Some((body, decoder, path)))
            }
            None => (decoder.finish(), None),
        }))
    });
    pieces
        .map_ok(|lines| stream::iter(lines.into_iter().map(Ok)))
        .try_flatten()
}

/// Turns the bytes of a log into lines, however they are cut into pieces.
#[derive(Debug, Default)]
struct Decoder {
    shape: Shape,
    out: Unfinished,
    err: Unfinished,
    ready: VecDeque<LogLine>,
}

/// With `timestamps=true` a plain stream starts with a digit, a framed one with 0, 1 or 2.
#[derive(Debug, Default)]
enum Shape {
    #[default]
    Unknown,
    /// A container with a terminal: the lines as they are.
    Plain,
    /// Within a frame's header.
    Header { bytes: [u8; HEADER], length: usize },
    /// Within a frame: so many bytes are still to come.
    Frame { stream: LogStream, rest: usize },
}

/// A line that has not ended yet.
#[derive(Debug, Default)]
struct Unfinished {
    /// What may be the time in front; moved to `text` if it is none.
    stamp: Vec<u8>,
    /// Reading text: the time in front is over.
    in_text: bool,
    at: Option<Timestamp>,
    text: Vec<u8>,
    /// Something was written, be it only a time.
    begun: bool,
    /// It is longer than the limit.
    cut: bool,
}

impl Decoder {
    fn push(&mut self, mut bytes: &[u8]) -> VecDeque<LogLine> {
        while let Some(&first) = bytes.first() {
            match &mut self.shape {
                Shape::Unknown if first > 2 => self.shape = Shape::Plain,
                Shape::Unknown => self.shape = new_header(),
                Shape::Plain => {
                    self.out.push(bytes, LogStream::Stdout, &mut self.ready);
                    bytes = &[];
                }
                Shape::Header {
                    bytes: header,
                    length,
                } => {
                    header[*length] = first;
                    *length += 1;
                    bytes = &bytes[1..];
                    if *length == HEADER {
                        let [kind, _, _, _, a, b, c, d] = *header;
                        let rest = u32::from_be_bytes([a, b, c, d]) as usize;
                        let stream = if kind == 2 {
                            LogStream::Stderr
                        } else {
                            LogStream::Stdout
                        };
                        self.line(stream).message();
                        self.shape = Shape::Frame { stream, rest };
                    }
                }
                Shape::Frame { rest: 0, .. } => self.shape = new_header(),
                Shape::Frame { stream, rest } => {
                    let (now, later) = bytes.split_at(bytes.len().min(*rest));
                    *rest -= now.len();
                    bytes = later;
                    let stream = *stream;
                    let mut ready = std::mem::take(&mut self.ready);
                    self.line(stream).push(now, stream, &mut ready);
                    self.ready = ready;
                }
            }
        }
        std::mem::take(&mut self.ready)
    }

    /// The last lines, if they did not end.
    fn finish(&mut self) -> VecDeque<LogLine> {
        self.out.end(LogStream::Stdout, &mut self.ready);
        self.err.end(LogStream::Stderr, &mut self.ready);
        std::mem::take(&mut self.ready)
    }

    fn line(&mut self, stream: LogStream) -> &mut Unfinished {
        match stream {
            LogStream::Stdout => &mut self.out,
            LogStream::Stderr => &mut self.err,
        }
    }
}

fn new_header() -> Shape {
    Shape::Header {
        bytes: [0; HEADER],
        length: 0,
    }
}

impl Unfinished {
    /// A message of the engine begins: a line, or the next part of a long one, with a time in front.
    fn message(&mut self) {
        self.settle();
        self.in_text = false;
    }

    fn push(&mut self, bytes: &[u8], stream: LogStream, ready: &mut VecDeque<LogLine>) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            match part.split_last() {
                Some((b'\n', line)) => {
                    self.add(line);
                    self.begun = true;
                    self.end(stream, ready);
                }
                Some(_) | None => self.add(part),
            }
        }
    }

    fn add(&mut self, mut bytes: &[u8]) {
        self.begun |= !bytes.is_empty();
        if !self.in_text {
            let room = STAMP_LIMIT - self.stamp.len();
            let space = bytes.iter().position(|byte| *byte == b' ');
            let end = space.unwrap_or(bytes.len()).min(room);
            self.stamp.extend_from_slice(&bytes[..end]);
            bytes = &bytes[end..];
            if bytes.is_empty() {
                return;
            }
            if self.settle() {
                bytes = &bytes[1..];
            }
        }
        let room = LINE_LIMIT - self.text.len();
        self.cut |= bytes.len() > room;
        self.text.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Ends the time in front: whether it was one. Otherwise it was text.
    fn settle(&mut self) -> bool {
        self.in_text = true;
        let stamp = std::mem::take(&mut self.stamp);
        let time = std::str::from_utf8(&stamp).ok();
        if let Some(time) = time.and_then(|text| text.parse().ok()) {
            // Of a line in parts, the first part's time counts.
            self.at.get_or_insert(time);
            return true;
        }
        let room = LINE_LIMIT - self.text.len();
        self.text.extend_from_slice(&stamp[..stamp.len().min(room)]);
        false
    }

    fn end(&mut self, stream: LogStream, ready: &mut VecDeque<LogLine>) {
        if !self.in_text {
            self.settle();
        }
        let line = std::mem::take(self);
        if line.begun {
            ready.push_back(LogLine {
                stream,
                at: line.at,
                text: text(line.text, line.cut),
            });
        }
    }
}

fn text(mut bytes: Vec<u8>, cut: bool) -> String {
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    if cut {
        // Not in the middle of a character.
        if let Err(error) = std::str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            bytes.truncate(error.valid_up_to());
        }
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    // A replaced byte takes three.
    text.truncate(text.floor_char_boundary(LINE_LIMIT));
    text
}

#[cfg(test)]
mod tests;
