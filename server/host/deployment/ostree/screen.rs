//! What ostree draws on a terminal while it pulls, decoded. It tells its progress to nobody else: into a pipe it
//! writes only the end. Pure.

use crate::model::Progress;

/// Bytes of one line that are kept.
const LINE: usize = 4096;

/// One thing that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Drawn {
    Said(String),
    Progress(Progress),
}

/// A terminal's output, taken apart into lines as it comes.
#[derive(Debug, Default)]
pub(super) struct Screen {
    line: Vec<u8>,
    escape: Escape,
}

/// Where in an escape sequence the output stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// After ESC.
    Begun,
    /// After ESC [, until a letter.
    Parameters,
}

impl Screen {
    /// What the further bytes draw. Progress is told as soon as it stands there.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for byte in bytes {
            match (self.escape, byte) {
                (Escape::None, b'\r' | b'\n') => drawn.extend(self.end_of_line()),
                (Escape::None, 0x1b) => self.escape = Escape::Begun,
                (Escape::None, byte) if self.line.len() < LINE => self.line.push(*byte),
                (Escape::None, _) => {}
                (Escape::Begun, b'[') => self.escape = Escape::Parameters,
                (Escape::Parameters, byte) if !byte.is_ascii_alphabetic() => {}
                // A change of colour stands within a line; anything else moves to another place.
                (Escape::Parameters, b'm') => self.escape = Escape::None,
                (Escape::Begun | Escape::Parameters, _) => {
                    self.escape = Escape::None;
                    drawn.extend(self.end_of_line());
                }
            }
        }
        if let Some(progress) = progress(&String::from_utf8_lossy(&self.line)) {
            drawn.push(Drawn::Progress(progress));
        }
        drawn
    }

    /// What stands on the last line.
    pub(super) fn end_of_line(&mut self) -> Option<Drawn> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        match progress(line) {
            Some(progress) => Some(Drawn::Progress(progress)),
            None => (!line.is_empty()).then(|| Drawn::Said(line.to_owned())),
        }
    }
}

/// How ostree's lines of progress begin.
const TASKS: [&str; 5] = [
    "Receiving ",
    "Writing ",
    "Scanning ",
    "Fetching ",
    "Importing ",
];

/// "Receiving objects: 93% (14/15) 21.0 MB/s 21.0 MB".
fn progress(line: &str) -> Option<Progress> {
    TASKS.iter().find(|task| line.starts_with(*task))?;
    let (task, figures) = line.split_once(':')?;
    let mut progress = Progress {
        task: task.to_owned(),
        percent: None,
        bytes: None,
        bytes_per_second: None,
        parts: Vec::new(),
    };
    // A no-break space stands between a number and its unit.
    let words: Vec<&str> = figures.split_whitespace().collect();
    for (place, word) in words.iter().enumerate() {
        let number = place.checked_sub(1).and_then(|before| words.get(before));
        if let Some(percent) = word.strip_suffix('%') {
            progress.percent = percent.parse().ok().map(|percent: u8| percent.min(100));
        } else if let Some(unit) = word.strip_suffix("/s") {
            progress.bytes_per_second = number.and_then(|number| size(number, unit));
        } else if let Some(bytes) = number.and_then(|number| size(number, word)) {
            progress.bytes = Some(bytes);
        }
    }
    Some(progress)
}

/// Sizes as GLib writes them: by thousands, or by 1024 where it says so.
fn size(number: &str, unit: &str) -> Option<u64> {
    let factor = match unit {
        "bytes" | "byte" | "B" => 1.0,
        "kB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    let bytes = number * factor;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is checked to be neither negative nor too large"
    )]
    (0.0..1e18).contains(&bytes).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn progress_is_told_at_once_and_the_end_is_a_line() {
        let mut screen = Screen::default();
        let first = "\u{1b}7\u{1b}8Receiving objects: 93% (14/15) 1.5\u{a0}MB/s 21.0\u{a0}MB      ";
        let drawn = screen.feed(first.as_bytes());
        let [Drawn::Progress(progress)] = drawn.as_slice() else {
            panic!("one progress: {drawn:?}");
        };
        assert_eq!(progress.task, "Receiving objects");
        assert_eq!(progress.percent, Some(93));
        assert_eq!(progress.bytes, Some(21_000_000));
        assert_eq!(progress.bytes_per_second, Some(1_500_000));
        let last = "\u{1b}86 metadata, 9 content objects fetched\r\n\u{1b}[31m\u{1b}[1merror: \u{1b}[22m\u{1b}[0mno\n";
        let drawn = screen.feed(last.as_bytes());
        let said = |text: &str| Drawn::Said(text.to_owned());
        assert_eq!(
            drawn[1..],
            [
                said("6 metadata, 9 content objects fetched"),
                said("error: no")
            ]
        );
        assert_eq!(screen.end_of_line(), None);
    }

    #[test]
    fn progress_without_figures_is_still_progress() {
        let found = progress("Receiving metadata objects: 3/(estimating) -/s 0 bytes");
        let found = found.expect("progress");
        assert_eq!((found.percent, found.bytes), (None, Some(0)));
        assert_eq!(progress("Receiving GPG keys failed"), None);
        assert_eq!(
            progress("Writing objects: 4")
                .map(|one| one.task)
                .as_deref(),
            Some("Writing objects")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_and_none_are_hoarded(bytes in any::<Vec<u8>>(), cut in any::<prop::sample::Index>()) {
            let mut screen = Screen::default();
            let at = if bytes.is_empty() { 0 } else { cut.index(bytes.len()) };
            drop(screen.feed(&bytes[..at]));
            drop(screen.feed(&bytes[at..]));
            prop_assert!(screen.line.len() <= LINE);
        }

        #[test]
        fn any_figures_are_taken(text in "Receiving [a-z]*: [0-9.%/a-zA-Z() ]*") {
            prop_assert!(progress(&text).is_some());
        }
    }
}
