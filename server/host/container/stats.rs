//! What running containers use, once a second. One task per host asks for all of them, however many
//! browsers look, and ends when nobody does.

mod decode;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use serde::Deserialize;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    host::Operations,
    model::{ContainerRef, ContainerSample},
};

use super::{
    Client, ContainerEngine, Engines, HostError, READ_TIMEOUT, RequestError, failed, request,
    within,
};
use decode::Reading;

/// Between two rounds.
const EVERY: Duration = Duration::from_secs(1);

/// Between the two readings that the first sample of a container is made of.
const FIRST_GAP: Duration = Duration::from_millis(250);

/// How long the engine may take for one container; then it is left out of that round.
const LIMIT: Duration = Duration::from_secs(5);

/// Containers that are asked for side by side.
const AT_ONCE: usize = 16;

/// Bytes of one answer; a host with a thousand disks stays below.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// Samples every container that somebody looks at.
#[derive(Debug)]
pub(super) struct Sampler {
    engines: Arc<Engines>,
    operations: Arc<Operations>,
    wanted: Mutex<Wanted>,
    round: watch::Sender<Round>,
}

#[derive(Debug, Default)]
struct Wanted {
    /// How many look at each.
    containers: HashMap<ContainerRef, usize>,
    /// The task is there, and will see what is added.
    running: bool,
}

/// What came of asking once.
#[derive(Debug, Clone, Default)]
struct Round {
    /// Every container that was asked for; `None` for one that does not run, or is not there.
    samples: Arc<HashMap<ContainerRef, Option<ContainerSample>>>,
    /// The engine is gone.
    failure: Option<HostError>,
}

/// The samples of some containers, as they come.
#[derive(Debug)]
pub struct Samples {
    sampler: Arc<Sampler>,
    rounds: watch::Receiver<Round>,
    containers: Vec<ContainerRef>,
}

impl ContainerEngine {
    /// Samples of these containers, about once a second.
    pub fn samples(&self, containers: Vec<ContainerRef>) -> Samples {
        let sampler = Arc::clone(&self.sampler);
        let rounds = sampler.round.subscribe();
        let mut wanted = sampler.wanted();
        for container in &containers {
            *wanted.containers.entry(container.clone()).or_default() += 1;
        }
        let begins = !std::mem::replace(&mut wanted.running, true);
        drop(wanted);
        if begins {
            let task = Arc::clone(&sampler);
            let operations = &sampler.operations;
            operations.spawn(async move { task.run().await });
        }
        Samples {
            sampler,
            rounds,
            containers,
        }
    }
}

impl Samples {
    /// The next sample of each that runs. An error when the engine is gone, or the server stops.
    pub async fn next(&mut self) -> Result<Vec<ContainerSample>, HostError> {
        loop {
            if self.rounds.changed().await.is_err() {
                return Err(HostError::Conflict {
                    reason: "the server stops".to_owned(),
                });
            }
            let round = self.rounds.borrow_and_update().clone();
            if let Some(failure) = round.failure {
                return Err(failure);
            }
            // A round that began before these were wanted says nothing of them.
            let asked = |container| round.samples.contains_key(container);
            if self.containers.iter().all(asked) {
                let samples = self.containers.iter();
                return Ok(samples
                    .filter_map(|container| round.samples[container].clone())
                    .collect());
            }
        }
    }
}

impl Drop for Samples {
    fn drop(&mut self) {
        let mut wanted = self.sampler.wanted();
        for container in &self.containers {
            if let Some(count) = wanted.containers.get_mut(container) {
                *count -= 1;
                if *count == 0 {
                    wanted.containers.remove(container);
                }
            }
        }
    }
}

impl Sampler {
    pub(super) fn new(engines: Arc<Engines>, operations: Arc<Operations>) -> Arc<Self> {
        Arc::new(Self {
            engines,
            operations,
            wanted: Mutex::default(),
            round: watch::Sender::default(),
        })
    }

    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to ask for; `None` when nobody looks any more, and then the task has ended.
    fn asked(&self) -> Option<Vec<ContainerRef>> {
        let mut wanted = self.wanted();
        wanted.running = !wanted.containers.is_empty();
        wanted
            .running
            .then(|| wanted.containers.keys().cloned().collect())
    }

    async fn run(&self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut before = HashMap::new();
        let mut total = None;
        while let Some(asked) = self.asked() {
            ticks.tick().await;
            match self.round(asked, &mut before, &mut total).await {
                Ok(Some(samples)) => {
                    self.round.send_replace(Round {
                        samples: Arc::new(samples),
                        failure: None,
                    });
                }
                // It was gone for a moment, and answers again.
                Ok(None) => total = None,
                Err(failure) => {
                    self.round.send_replace(Round {
                        samples: Arc::default(),
                        failure: Some(failure),
                    });
                }
            }
        }
    }

    /// Asks for each. `None` where the engine had to be found anew.
    async fn round(
        &self,
        asked: Vec<ContainerRef>,
        before: &mut HashMap<ContainerRef, Reading>,
        total: &mut Option<u64>,
    ) -> Result<Option<HashMap<ContainerRef, Option<ContainerSample>>>, HostError> {
        let client = self.engines.current().await?;
        if total.is_none() {
            *total = self.memory(&client).await;
        }
        let (memory, earlier) = (*total, &*before);
        let one = async |container: ContainerRef| {
            let last = earlier.get(&container);
            let sampled = self.sample(&client, &container, last, memory).await;
            (container, sampled)
        };
        let answers: Vec<_> = futures_util::stream::iter(asked)
            .map(one)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let mut samples = HashMap::new();
        let (mut readings, mut gone, mut answered) = (HashMap::new(), None, false);
        for (container, answer) in answers {
            match answer {
                Ok(sampled) => {
                    answered = true;
                    let (reading, sample) = sampled.unzip();
                    readings.extend(reading.map(|reading| (container.clone(), reading)));
                    samples.insert(container, sample);
                }
                // It does not run, or is not there.
                Err(RequestError::Status { .. } | RequestError::Answer(_)) => {
                    answered = true;
                    samples.insert(container, None);
                }
                Err(
                    error @ (RequestError::Connect(_)
                    | RequestError::Broken(_)
                    | RequestError::Timeout { .. }),
                ) => {
                    gone = Some(error);
                    samples.insert(container, None);
                }
            }
        }
        *before = readings;
        match gone {
            Some(RequestError::Timeout { seconds }) if !answered => Err(failed(
                RequestError::Timeout { seconds },
                &client.engine,
                "container",
            )),
            Some(_) if !answered => {
                self.engines.probe().await?;
                Ok(None)
            }
            Some(_) | None => Ok(Some(samples)),
        }
    }

    /// `None` for a container that does not run.
    async fn sample(
        &self,
        client: &Client,
        container: &ContainerRef,
        before: Option<&Reading>,
        memory: Option<u64>,
    ) -> Result<Option<(Reading, ContainerSample)>, RequestError> {
        let Some(mut now) = self.read(client, container).await? else {
            return Ok(None);
        };
        let sample = match before.and_then(|before| now.since(before, memory)) {
            Some(sample) => sample,
            None => {
                // It is new here, or was started again.
                sleep(FIRST_GAP).await;
                let first = now;
                now = match self.read(client, container).await? {
                    Some(now) => now,
                    None => return Ok(None),
                };
                match now.since(&first, memory) {
                    Some(sample) => sample,
                    None => return Ok(None),
                }
            }
        };
        Ok(Some((now, sample)))
    }

    async fn read(
        &self,
        client: &Client,
        container: &ContainerRef,
    ) -> Result<Option<Reading>, RequestError> {
        let path = format!("/containers/{container}/stats?stream=false&one-shot=true");
        let answer = within(LIMIT, self.get(client, &path)).await?;
        decode::reading(&answer).map_err(|error| RequestError::Answer(error.to_string()))
    }

    /// Bytes of the host's memory, which the engines name where a container has no limit.
    async fn memory(&self, client: &Client) -> Option<u64> {
        #[derive(Deserialize)]
        struct Info {
            #[serde(rename = "MemTotal")]
            total: u64,
        }
        match within(READ_TIMEOUT, self.get(client, "/info")).await {
            Ok(info) => serde_json::from_slice::<Info>(&info)
                .ok()
                .map(|info| info.total),
            Err(error) => {
                tracing::debug!(%error, "the engine does not say how much memory there is");
                None
            }
        }
    }

    async fn get(&self, client: &Client, path: &str) -> Result<bytes::Bytes, RequestError> {
        let pieces = request::get(&self.engines.transport, &client.engine, path).await?;
        request::collect(pieces, ANSWER_LIMIT).await
    }
}
