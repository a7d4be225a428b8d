//! A container's log: a bounded ring of lines with times, and the texts that fill it.

use std::collections::VecDeque;

use jiff::Timestamp;

/// Lines that are kept of one container; older ones go.
const CAPACITY: usize = 1000;

/// Which of the process's outputs a line is from; the number is that of Docker's frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    Stdout = 1,
    Stderr = 2,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Ascending by one; the first of a container is 0.
    pub number: u64,
    pub at: Timestamp,
    pub output: Output,
    pub text: String,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    lines: VecDeque<Line>,
    next: u64,
}

impl Log {
    pub(super) fn push(&mut self, at: Timestamp, output: Output, text: String) {
        if self.lines.len() == CAPACITY {
            self.lines.pop_front();
        }
        self.lines.push_back(Line {
            number: self.next,
            at,
            output,
            text,
        });
        self.next += 1;
    }

    /// The number that the next line will have.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// The kept lines from this number on.
    pub(super) fn since(&self, number: u64) -> impl DoubleEndedIterator<Item = &Line> {
        let first = self.lines.front().map_or(self.next, |line| line.number);
        let skip = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        self.lines.iter().skip(skip)
    }
}

/// Fills in a line's `{time}`, `{ip}`, `{ms}` and `{n}`; the same for the same number.
pub(super) fn render(template: &str, number: u64, at: Timestamp) -> String {
    // Knuth's multiplicative hash: scattered, and no randomness to steer.
    let scattered = number.wrapping_add(1).wrapping_mul(2_654_435_761) >> 7;
    let ip = format!("203.0.113.{}", scattered % 250 + 1);
    template
        .replace("{time}", &at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        .replace("{ip}", &ip)
        .replace("{ms}", &(scattered % 187 + 3).to_string())
        .replace("{n}", &(number % 9000 + 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_keeps_the_newest_lines_and_their_numbers() {
        let mut log = Log::default();
        for number in 0..CAPACITY + 5 {
            log.push(Timestamp::UNIX_EPOCH, Output::Stdout, number.to_string());
        }
        assert_eq!(log.since(0).count(), CAPACITY);
        assert_eq!(log.since(0).next().unwrap().text, "5");
        let last: Vec<_> = log.since(log.next() - 1).map(|line| &line.text).collect();
        assert_eq!(last, [&(CAPACITY + 4).to_string()]);
        assert_eq!(log.since(log.next()).count(), 0);
    }
}
