//! The JSON lines that bootc writes to `--progress-fd`, as steps of an operation. Pure: a line of any shape gives
//! steps or none. The events are those of its `progress-v0` schema.

use std::time::Duration;

use serde::Deserialize;

use crate::model::{PROGRESS_PARTS, Progress, ProgressPart};

use super::Step;

/// Tasks that can be stopped at any time: they only add to what is stored.
const FETCHING: [&str; 2] = ["pulling", "importing"];

/// What a download is slower than is not worth telling.
const FIRST_RATE: Duration = Duration::from_millis(500);

/// One event; further ones, and further fields, are left out.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
enum Event {
    #[serde(rename_all = "camelCase")]
    ProgressBytes {
        task: String,
        #[serde(default)]
        description: String,
        #[serde(default)]
        bytes: u64,
        /// 0 where nobody knows.
        #[serde(default)]
        bytes_total: u64,
        #[serde(default)]
        subtasks: Vec<Subtask>,
    },
    #[serde(rename_all = "camelCase")]
    ProgressSteps {
        task: String,
        #[serde(default)]
        description: String,
        #[serde(default)]
        steps: u64,
        #[serde(default)]
        steps_total: u64,
        #[serde(default)]
        subtasks: Vec<Subtask>,
    },
    #[serde(other)]
    Other,
}

/// Of either kind of event.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subtask {
    #[serde(default)]
    subtask: String,
    #[serde(default)]
    description: String,
    id: String,
    bytes: Option<u64>,
    /// 0 where nobody knows.
    bytes_total: Option<u64>,
    #[serde(default)]
    completed: bool,
}

/// What was told so far.
#[derive(Debug, Default)]
pub(super) struct Told {
    task: Option<String>,
    is_committed: bool,
    /// Bytes of the first event of a download, and when it came.
    first: Option<(u64, Duration)>,
}

impl Told {
    /// What one line adds; `at` is the time since the beginning.
    pub(super) fn hear(&mut self, line: &str, at: Duration) -> Vec<Step> {
        let Ok(event) = serde_json::from_str::<Event>(line) else {
            tracing::debug!(line, "bootc told what is not understood");
            return Vec::new();
        };
        match event {
            Event::Other => Vec::new(),
            Event::ProgressBytes {
                task,
                description,
                bytes,
                bytes_total,
                subtasks,
            } => {
                let mut steps = self.begin(&task, &description);
                let (from, since) = *self.first.get_or_insert((bytes, at));
                let progress = Progress {
                    task: in_words(description, task),
                    percent: share(bytes, bytes_total),
                    bytes: Some(bytes),
                    bytes_per_second: rate(bytes.saturating_sub(from), at.saturating_sub(since)),
                    parts: parts(subtasks),
                };
                steps.push(Step::Progress(progress));
                steps
            }
            Event::ProgressSteps {
                task,
                description,
                steps: done,
                steps_total,
                subtasks,
            } => {
                let mut steps = self.begin(&task, &description);
                // What the fetching is followed by ends in a deployment: half of it would be worse than all.
                if !self.is_committed && !FETCHING.contains(&task.as_str()) {
                    self.is_committed = true;
                    steps.push(Step::Committed);
                }
                steps.push(Step::Progress(Progress {
                    task: in_words(description, task),
                    percent: share(done, steps_total),
                    bytes: None,
                    bytes_per_second: None,
                    parts: parts(subtasks),
                }));
                steps
            }
        }
    }

    /// A task that was not under way before is said once.
    fn begin(&mut self, task: &str, description: &str) -> Vec<Step> {
        if self.task.as_deref() == Some(task) {
            return Vec::new();
        }
        self.task = Some(task.to_owned());
        self.first = None;
        let words = in_words(description.to_owned(), task.to_owned());
        vec![Step::Said(format!("{words}…"))]
    }
}

fn in_words(description: String, name: String) -> String {
    if description.is_empty() {
        name
    } else {
        description
    }
}

fn share(done: u64, of: u64) -> Option<u8> {
    let share = u128::from(done) * 100 / u128::from(std::num::NonZeroU64::new(of)?.get());
    Some(u8::try_from(share.min(100)).unwrap_or(100))
}

fn rate(bytes: u64, within: Duration) -> Option<u64> {
    if within < FIRST_RATE {
        return None;
    }
    let rate = u128::from(bytes) * 1000 / within.as_millis();
    u64::try_from(rate).ok()
}

/// The newest, where there are too many: the last is under way.
fn parts(subtasks: Vec<Subtask>) -> Vec<ProgressPart> {
    let before = subtasks.len().saturating_sub(PROGRESS_PARTS);
    let newest = subtasks.into_iter().skip(before);
    newest
        .map(|part| {
            let total = part.bytes_total.filter(|total| *total > 0);
            ProgressPart {
                done: part.completed || (total.is_some() && part.bytes >= total),
                task: in_words(part.description, part.subtask),
                name: part.id,
                bytes: part.bytes,
                total_bytes: total,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
