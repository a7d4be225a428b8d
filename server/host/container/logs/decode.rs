//! Turns what an engine sends of a log into lines: times read, long lines cut. Holds one unfinished line
//! of each stream, whatever the container writes.

use bollard::container::LogOutput;
use jiff::Timestamp;

use crate::model::{LogLine, LogStream};

/// Bytes of a line's text; the rest of a longer line is left out.
pub(super) const LINE_LIMIT: usize = 16 * 1024;

/// The longest RFC 3339 time with nanoseconds and an offset has 35 characters.
const STAMP_LIMIT: usize = 40;

/// Turns the pieces of a log into lines, however they are cut.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    out: Unfinished,
    err: Unfinished,
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
    pub(super) fn push(&mut self, piece: &LogOutput) -> Vec<LogLine> {
        let mut ready = Vec::new();
        let (line, stream) = match piece {
            LogOutput::StdErr { .. } => (&mut self.err, LogStream::Stderr),
            LogOutput::StdOut { .. } | LogOutput::StdIn { .. } | LogOutput::Console { .. } => {
                (&mut self.out, LogStream::Stdout)
            }
        };
        // A terminal's stream is cut anywhere; all else comes in messages.
        if !matches!(piece, LogOutput::Console { .. }) {
            line.message();
        }
        line.push(piece.as_ref(), stream, &mut ready);
        ready
    }

    /// The last lines, if they did not end.
    pub(super) fn finish(&mut self) -> Vec<LogLine> {
        let mut ready = Vec::new();
        self.out.end(LogStream::Stdout, &mut ready);
        self.err.end(LogStream::Stderr, &mut ready);
        ready
    }
}

impl Unfinished {
    /// A message of the engine begins: a line, or the next part of a long one, with a time in front.
    fn message(&mut self) {
        self.settle();
        self.in_text = false;
    }

    fn push(&mut self, bytes: &[u8], stream: LogStream, ready: &mut Vec<LogLine>) {
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

    fn end(&mut self, stream: LogStream, ready: &mut Vec<LogLine>) {
        if !self.in_text {
            self.settle();
        }
        let line = std::mem::take(self);
        if line.begun {
            ready.push(LogLine {
                stream,
                at: line.at,
                text: text(line.text, line.cut),
                container: None,
                skipped: 0,
            });
        }
    }
}

/// A line's text: without its end, valid, and within [`LINE_LIMIT`].
pub(super) fn text(mut bytes: Vec<u8>, cut: bool) -> String {
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
