//! Lines between a container that writes them and a client that reads them. What was written before the
//! client asked waits for it; of what comes later, the oldest goes when there is no more room.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::model::LogLine;

/// Lines that wait.
const LINES: usize = 2_000;
/// Bytes of their texts, and of what else a line takes.
const BYTES: usize = 2 * 1024 * 1024;
const LINE_OVERHEAD: usize = 128;

/// Lines and bytes that are taken at once.
const BATCH_LINES: usize = 64;
const BATCH_BYTES: usize = 64 * 1024;

/// For one that writes and one that reads.
#[derive(Debug)]
pub(super) struct Ring {
    /// Lines up to then are of the past.
    opened: Timestamp,
    held: Mutex<Held>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    lines: VecDeque<LogLine>,
    bytes: usize,
    /// Lines that went since one was taken.
    skipped: u64,
    ended: bool,
}

impl Ring {
    pub(super) fn new(opened: Timestamp) -> Self {
        Self {
            opened,
            held: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Waits for room only if the line is of the past.
    pub(super) async fn push(&self, line: LogLine) {
        if line.at.is_some_and(|at| at <= self.opened) {
            let bytes = size(&line);
            self.until(|held| held.has_room(bytes).then_some(())).await;
        }
        let mut held = self.held();
        held.bytes += size(&line);
        held.lines.push_back(line);
        while held.lines.len() > LINES || held.bytes > BYTES {
            let Some(line) = held.lines.pop_front() else {
                break;
            };
            held.bytes -= size(&line);
            held.skipped += 1 + line.skipped;
        }
        drop(held);
        self.changed.notify_waiters();
    }

    /// There will be no more.
    pub(super) fn end(&self) {
        self.held().ended = true;
        self.changed.notify_waiters();
    }

    /// Some lines, at least one; `None` at the end.
    pub(super) async fn take(&self) -> Option<Vec<LogLine>> {
        let taken = self.until(Held::take).await;
        self.changed.notify_waiters();
        (!taken.is_empty()).then_some(taken)
    }

    async fn until<T>(&self, found: impl Fn(&mut Held) -> Option<T>) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // From here on, no change is missed.
            changed.as_mut().enable();
            if let Some(found) = found(&mut self.held()) {
                return found;
            }
            changed.await;
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn has_room(&self, bytes: usize) -> bool {
        self.lines.len() < LINES && self.bytes + bytes <= BYTES
    }

    /// An empty batch is the end.
    fn take(&mut self) -> Option<Vec<LogLine>> {
        let (mut taken, mut bytes) = (Vec::new(), 0);
        while taken.len() < BATCH_LINES
            && bytes < BATCH_BYTES
            && let Some(mut line) = self.lines.pop_front()
        {
            self.bytes -= size(&line);
            bytes += size(&line);
            line.skipped += std::mem::take(&mut self.skipped);
            taken.push(line);
        }
        (!taken.is_empty() || self.ended).then_some(taken)
    }
}

fn size(line: &LogLine) -> usize {
    line.text.len() + line.container.as_ref().map_or(0, String::len) + LINE_OVERHEAD
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::model::LogStream;

    fn line(second: i64, length: usize) -> LogLine {
        LogLine {
            stream: LogStream::Stdout,
            at: Timestamp::from_second(second).ok(),
            text: "x".repeat(length),
            container: None,
            skipped: 0,
        }
    }

    fn ring() -> Ring {
        Ring::new(Timestamp::from_second(100).expect("a time"))
    }

    #[tokio::test]
    async fn of_the_present_the_oldest_lines_go_and_are_counted() {
        let ring = ring();
        for second in 101..=5100 {
            ring.push(line(second, 1)).await;
        }
        let first = ring.take().await.expect("lines");
        assert_eq!(first.len(), BATCH_LINES);
        assert_eq!(first[0].skipped, 3000);
        assert_eq!(first[0].at, line(3101, 1).at);
        assert_eq!(first[1].skipped, 0);
        for second in 0..1000 {
            ring.push(line(6000 + second, 16 * 1024)).await;
            assert!(ring.held().bytes <= BYTES);
        }
        ring.end();
        let mut rest = Vec::new();
        while let Some(lines) = ring.take().await {
            rest.extend(lines);
        }
        let told: u64 = rest.iter().map(|line| 1 + line.skipped).sum();
        assert_eq!(told, 2000 - BATCH_LINES as u64 + 1000);
        assert_eq!(rest.last().and_then(|line| line.at), line(6999, 1).at);
    }

    #[tokio::test]
    async fn the_past_waits() {
        let ring = ring();
        for second in 0..LINES {
            let second = i64::try_from(second % 100).expect("small");
            ring.push(line(second, 1)).now_or_never().expect("room");
        }
        assert_eq!(ring.push(line(99, 1)).now_or_never(), None);
        ring.take().await.expect("lines");
        ring.push(line(99, 1)).now_or_never().expect("room");
    }

    #[tokio::test]
    async fn long_lines_of_the_past_wait_too() {
        let ring = ring();
        while ring.push(line(99, 1000)).now_or_never().is_some() {}
        assert_eq!(ring.held().skipped, 0);
    }
}
