//! Whether registries have newer images than the host: what they said last of each tag, compared with what the host
//! has at the moment of asking, so that a pull settles it without another question.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use crate::model::{Image, NewerAnswer, NewerImage};

/// Tags that are remembered; more than a host has.
const REMEMBERED: usize = 20_000;

/// What a registry said of one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// It stands for this digest there.
    Digest(String),
    /// No registry has it.
    Local,
    /// It did not say, for this reason.
    Nothing(String),
}

/// The answers of one host's registries, by reference. Forgotten when the program ends.
#[derive(Debug, Default)]
pub(super) struct NewerImages {
    said: Mutex<HashMap<String, (Timestamp, Said)>>,
}

impl NewerImages {
    /// Remembers an answer.
    pub(super) fn note(&self, reference: String, at: Timestamp, said: Said) {
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(reference, (at, said));
    }

    /// What is known of the image's tags.
    pub(super) fn of(&self, image: &Image) -> Vec<NewerImage> {
        let all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let known = image.tags.iter().filter_map(|tag| {
            let (checked_at, said) = all.get(tag)?;
            Some(NewerImage {
                reference: tag.clone(),
                checked_at: *checked_at,
                answer: answer(said, image),
            })
        });
        known.collect()
    }
}

pub(super) fn answer(said: &Said, image: &Image) -> NewerAnswer {
    match said {
        Said::Local => NewerAnswer::Local,
        Said::Nothing(reason) => NewerAnswer::Unknown {
            reason: reason.clone(),
        },
        Said::Digest(digest) => {
            let has = |name: &String| name.rsplit_once('@').is_some_and(|(_, has)| has == digest);
            if image.digests.iter().any(has) {
                NewerAnswer::Current
            } else {
                NewerAnswer::Newer {
                    digest: digest.clone(),
                }
            }
        }
    }
}
