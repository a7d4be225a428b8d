//! How far a pull is, from the engines' messages: each layer's bytes and word, and all of them together. Docker
//! downloads a layer and then extracts it; Podman says nothing more of a layer that it has downloaded.

use crate::model::{Progress, ProgressPart};

use super::messages::Message;

/// What is said of the whole image, though it has an id.
const WHOLE: &str = "Pulling from";

/// Words for a layer that needs nothing more.
const DONE: [&str; 2] = ["Pull complete", "Already exists"];

/// Words for a layer that is here, and may have to be extracted.
const FETCHED: [&str; 2] = ["Verifying Checksum", "Download complete"];

const EXTRACTING: &str = "Extracting";

/// Layers that are followed: an image has 127 at most.
const LAYERS: usize = 500;

/// Whether the engine tells of extracting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extraction {
    Told,
    Untold,
}

/// The layers so far, in order of appearance.
#[derive(Debug)]
pub(super) struct Layers {
    extraction: Extraction,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    part: ProgressPart,
    /// Bytes downloaded.
    fetched: u64,
}

impl Layers {
    pub(super) fn new(extraction: Extraction) -> Self {
        Self {
            extraction,
            layers: Vec::new(),
        }
    }

    /// Takes a message in. One that is about the whole image is given back as text.
    pub(super) fn take(&mut self, message: Message) -> Option<String> {
        let status = message.status?;
        let Some(id) = message.id.filter(|_| !status.starts_with(WHOLE)) else {
            return Some(status);
        };
        let extraction = self.extraction;
        let layer = self.layer(id)?;
        let amount = message.progress.unwrap_or_default();
        let part = &mut layer.part;
        part.bytes = amount.current.or(part.bytes);
        part.total_bytes = amount.total.filter(|total| *total > 0).or(part.total_bytes);
        let fetched = FETCHED.contains(&status.as_str());
        part.done =
            DONE.contains(&status.as_str()) || (fetched && extraction == Extraction::Untold);
        if part.done || fetched {
            part.bytes = part.total_bytes;
        }
        if status != EXTRACTING {
            layer.fetched = part.bytes.unwrap_or(layer.fetched);
        }
        part.task = status;
        None
    }

    /// How far `reference` is; no layer is known at first.
    pub(super) fn progress(&self, reference: &str) -> Progress {
        let shares: f64 = self.layers.iter().map(|layer| self.share(layer)).sum();
        let fetched = self.layers.iter().map(|layer| layer.fetched).sum();
        let percent = (!self.layers.is_empty()).then(|| {
            let percent = 100.0 * shares / self.layers.len() as f64;
            percent.clamp(0.0, 100.0) as u8
        });
        Progress {
            task: format!("Pulling {reference}"),
            percent,
            bytes: Some(fetched),
            bytes_per_second: None,
            parts: self.layers.iter().map(|layer| layer.part.clone()).collect(),
        }
    }

    /// 0 to 1; where the engine tells of extracting, that is the second half.
    fn share(&self, layer: &Layer) -> f64 {
        let part = &layer.part;
        if part.done {
            return 1.0;
        }
        let share = match (part.bytes, part.total_bytes) {
            (Some(bytes), Some(total)) => (bytes as f64 / total as f64).min(1.0),
            _ => 0.0,
        };
        match (self.extraction, part.task.as_str()) {
            (Extraction::Untold, _) => share,
            (Extraction::Told, EXTRACTING) => 0.5 + share / 2.0,
            (Extraction::Told, _) => share / 2.0,
        }
    }

    fn layer(&mut self, id: String) -> Option<&mut Layer> {
        let index = match self.layers.iter().position(|layer| layer.part.name == id) {
            Some(index) => index,
            None if self.layers.len() >= LAYERS => return None,
            None => {
                self.layers.push(Layer {
                    part: ProgressPart {
                        name: id,
                        task: String::new(),
                        bytes: None,
                        total_bytes: None,
                        done: false,
                    },
                    fetched: 0,
                });
                self.layers.len() - 1
            }
        };
        self.layers.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(extraction: Extraction, lines: &str) -> (Layers, Vec<String>) {
        let mut layers = Layers::new(extraction);
        let said = lines.lines().filter_map(|line| {
            let message = serde_json::from_str(line).expect("a message");
            layers.take(message)
        });
        let said = said.collect();
        (layers, said)
    }

    #[test]
    fn dockers_layers_are_downloaded_and_then_extracted() {
        let lines = include_str!("../../../tests/fixtures/docker/pull.jsonl");
        let (layers, said) = layers(Extraction::Told, lines);
        assert_eq!(said[0], "Pulling from app");
        assert!(said[2].starts_with("Status: Downloaded newer image"));
        let progress = layers.progress("app:2");
        assert_eq!(progress.percent, Some(100));
        let names: Vec<_> = progress
            .parts
            .iter()
            .map(|part| part.name.as_str())
            .collect();
        assert_eq!(names, ["dd83dcb56241", "c871c0ec2423", "10f929840c21"]);
        assert_eq!(progress.parts[0].task, "Already exists");
        assert_eq!(progress.parts[1].total_bytes, Some(20_978_068));
        assert_eq!(progress.bytes, Some(20_978_068 + 106));

        let half: Vec<&str> = lines.lines().take(9).collect();
        let (layers, _) = self::layers(Extraction::Told, &half.join("\n"));
        let progress = layers.progress("app:2");
        // One is there, one is at 27 % of its download, one is downloaded.
        assert_eq!(progress.percent, Some(54));
        assert_eq!(progress.parts[1].bytes, Some(5_733_234));
        assert!(!progress.parts[2].done);
    }

    #[test]
    fn podmans_layers_are_done_when_downloaded() {
        let lines = include_str!("../../../tests/fixtures/podman/pull.jsonl");
        let (layers, said) = layers(Extraction::Untold, lines);
        assert_eq!(said, [""; 0]);
        let progress = layers.progress("app:2");
        assert_eq!(progress.percent, Some(100));
        assert_eq!(progress.parts.len(), 4);
        assert!(progress.parts.iter().all(|part| part.done));
    }

    #[test]
    fn an_endless_number_of_layers_is_not_kept() {
        let mut layers = Layers::new(Extraction::Told);
        for id in 0..LAYERS * 2 {
            layers.take(Message {
                status: Some("Waiting".to_owned()),
                id: Some(id.to_string()),
                ..Message::default()
            });
        }
        assert_eq!(layers.layers.len(), LAYERS);
    }
}
