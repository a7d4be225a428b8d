//! Whether registries have newer images than the host: what they said last of each tag, compared with what the host
//! has at the moment of asking, so that a pull settles it without another question.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::Running,
        operations::{Cancel, Task},
    },
    model::{
        Image, ImageRef, NewerAnswer, NewerImage, Operation, OperationKind, Progress,
        RegistryCredentials, RegistryName,
    },
    registry::{Freshness, Registries},
};

use super::{ContainerEngine, images::is_same};

/// Tags that are remembered; more than a host has.
const REMEMBERED: usize = 20_000;

/// Questions of one host at once; the registries' own bound holds for all hosts.
const AT_ONCE: usize = 4;

/// Credentials by registry.
type Kept = HashMap<RegistryName, RegistryCredentials>;

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

impl ContainerEngine {
    /// Asks registries whether they have newer images, of these tags or of all, as an operation. What was asked for by
    /// name is asked now; of all the others an answer of the last hour will do.
    pub async fn check_images(
        &self,
        permit: Permit,
        references: Vec<ImageRef>,
        registries: Arc<Registries>,
        credentials: Kept,
    ) -> Result<Operation, HostError> {
        let task = Task {
            kind: OperationKind::ImageCheck,
            target: None,
            cancel: Cancel::Possible,
        };
        let engine = self.clone();
        let work = |running: Arc<Running>| async move {
            let check = Check {
                registries: &registries,
                credentials: &credentials,
                freshness: if references.is_empty() {
                    Freshness::Hour
                } else {
                    Freshness::Now
                },
            };
            check.run(&engine, &running, &references).await
        };
        self.operations.run(task, permit, work).await
    }
}

/// One check of a host's images.
struct Check<'a> {
    registries: &'a Registries,
    credentials: &'a Kept,
    freshness: Freshness,
}

impl Check<'_> {
    /// Asks about each tag, and sums up.
    async fn run(
        &self,
        engine: &ContainerEngine,
        running: &Running,
        references: &[ImageRef],
    ) -> Result<String, HostError> {
        let images = engine.images().await?.images;
        // Owned, since what is asked side by side outlives a borrow of one image.
        let tags: Vec<(Arc<Image>, String)> = images
            .into_iter()
            .map(Arc::new)
            .flat_map(|image| {
                let tags = image.tags.clone();
                tags.into_iter().map(move |tag| (Arc::clone(&image), tag))
            })
            .filter(|(_, tag)| {
                references.is_empty()
                    || references.iter().any(|name| is_same(tag, &name.with_tag()))
            })
            .collect();
        let all = tags.len();
        let asking = stream::iter(tags).map(|(image, tag)| async move {
            let said = self.said(&tag).await;
            (image, tag, said)
        });
        let mut answers = asking.buffer_unordered(AT_ONCE);
        let (mut done, mut newer, mut unknown) = (0, 0, 0);
        while let Some((image, tag, said)) = answers.next().await {
            match answer(&said, &image) {
                NewerAnswer::Current | NewerAnswer::Local => {}
                NewerAnswer::Newer { .. } => newer += 1,
                NewerAnswer::Unknown { reason } => {
                    unknown += 1;
                    running.log(&format!("{tag}: {reason}"));
                }
            }
            engine.newer.note(tag, Timestamp::now(), said);
            done += 1;
            running.progress(Progress {
                task: format!("{done} of {all} tags checked"),
                percent: u8::try_from(100 * done / all).ok(),
                bytes: None,
                bytes_per_second: None,
                parts: Vec::new(),
            });
        }
        let mut outcome = format!("{newer} of {all} tags have a newer image");
        if unknown > 0 {
            outcome.push_str(&format!("; of {unknown} it could not be found out"));
        }
        Ok(outcome)
    }

    async fn said(&self, tag: &str) -> Said {
        let name = tag.parse::<ImageRef>().ok().and_then(|tag| tag.name());
        let Some(name) = name.filter(|name| !name.is_local()) else {
            return Said::Local;
        };
        let credentials = self.credentials.get(&name.registry);
        let answer = self.registries.digest(&name, credentials, self.freshness);
        match answer.await {
            Ok(digest) => Said::Digest(digest),
            Err(error) => Said::Nothing(error.to_string()),
        }
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
