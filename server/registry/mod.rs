//! Asks image registries which image a tag stands for now, for all hosts together: what was answered is remembered, few
//! questions are under way at once, and they keep a pace. Speaks the OCI distribution API, version 2.

mod challenge;
mod http;

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout},
};

use crate::model::{ImageName, RegistryCredentials};

use http::Http;

/// How long an answer is good for.
const FRESH: Duration = Duration::from_hours(1);

/// Answers that are remembered.
const REMEMBERED: usize = 20_000;

/// Questions a second, on average.
const PACE: NonZeroU32 = NonZeroU32::new(5).expect("it is not zero");

/// Questions at once.
const AT_ONCE: usize = 4;

/// How long one question may take, a token included.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// Whether an answer of earlier will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// One of the last hour.
    Hour,
    /// It is asked now.
    Now,
}

/// Why there is no answer, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    #[error("{registry} cannot be reached from the console: {reason}")]
    Unreachable { registry: String, reason: String },
    #[error("{registry} asks for other credentials: save them under registries")]
    Unauthorised { registry: String },
    #[error("{registry} no longer has {name}")]
    Unknown { registry: String, name: String },
    #[error("{registry} has been asked too often; try again later")]
    TooOften { registry: String },
    #[error("{registry} gave an answer that cannot be understood: {reason}")]
    Answer { registry: String, reason: String },
}

/// The way to all registries.
#[derive(Debug)]
pub struct Registries {
    http: Http,
    places: Semaphore,
    pace: DefaultDirectRateLimiter,
    remembered: Mutex<HashMap<String, (Instant, String)>>,
}

impl Default for Registries {
    fn default() -> Self {
        Self {
            http: Http::default(),
            places: Semaphore::new(AT_ONCE),
            pace: RateLimiter::direct(Quota::per_second(PACE)),
            remembered: Mutex::default(),
        }
    }
}

impl Registries {
    /// The digest, `sha256:…`, that the tag stands for in its registry.
    pub async fn digest(
        &self,
        name: &ImageName,
        credentials: Option<&RegistryCredentials>,
        freshness: Freshness,
    ) -> Result<String, RegistryError> {
        let tag = name.tag.as_deref().unwrap_or("latest");
        let key = format!("{}/{}:{tag}", name.registry, name.repository);
        if freshness == Freshness::Hour
            && let Some(digest) = self.remembered(&key)
        {
            return Ok(digest);
        }
        let registry = name.registry.to_string();
        let unreachable = |reason: &str| RegistryError::Unreachable {
            registry: registry.clone(),
            reason: reason.to_owned(),
        };
        let place = self.places.acquire().await;
        let _place = place.map_err(|_| unreachable("the console is stopping"))?;
        while self.pace.check().is_err() {
            sleep(Duration::from_secs(1) / PACE.get()).await;
        }
        let asking = challenge::digest(&self.http, name, tag, credentials);
        let late = || unreachable(&format!("no answer within {} s", ANSWER_TIMEOUT.as_secs()));
        let answer = timeout(ANSWER_TIMEOUT, asking).await;
        let digest = answer.unwrap_or_else(|_| Err(late()))?;
        let mut all = self.all();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(key, (Instant::now(), digest.clone()));
        Ok(digest)
    }

    fn remembered(&self, key: &str) -> Option<String> {
        let all = self.all();
        let (at, digest) = all.get(key)?;
        (at.elapsed() < FRESH).then(|| digest.clone())
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Instant, String)>> {
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
