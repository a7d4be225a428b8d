//! The list of containers: what the engine's own list tells, what Podman's second one adds, and what only a
//! description of the container itself does.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hyper::Method;
use jiff::Timestamp;
use tokio::time::timeout;

use crate::{
    host::HostError,
    model::{Container, ContainerList, ContainerRef, ContainerState, Engine, EngineFeature},
};

use super::{
    Client, Engines, READ_TIMEOUT, Repeat, RequestError,
    convert::{self, Further},
    inspect,
    known::{self, Learnt},
    request, what,
};

/// Bytes of a list: some 10,000 containers.
pub(super) const LIST_LIMIT: usize = 32 * 1024 * 1024;

/// Bytes of one description.
const DESCRIPTION_LIMIT: usize = 4 * 1024 * 1024;

/// Containers that are asked about side by side.
const ASKED_AT_ONCE: usize = 8;

/// How long the list waits for what only descriptions tell; the rest is learnt by the next list.
const LEARN_TIME: Duration = Duration::from_secs(2);

impl Engines {
    /// All containers, stopped ones included, by name.
    pub(super) async fn list(&self) -> Result<ContainerList, HostError> {
        let list = move |client: Arc<Client>| async move {
            let mut containers = self.rows(&client.engine, "").await?;
            self.enrich(&client.engine, &mut containers).await;
            Ok(ContainerList {
                engine: client.engine.clone(),
                containers,
            })
        };
        self.call("list of containers", Repeat::Yes, READ_TIMEOUT, list)
            .await
    }

    /// The row of one, by its whole id; it was asked for as `container`.
    pub(super) async fn one(
        &self,
        id: &str,
        container: &ContainerRef,
    ) -> Result<Container, HostError> {
        let filters = serde_json::json!({ "id": [id] }).to_string();
        let filters = &request::query(&[("filters", &filters)]).replacen('?', "&", 1);
        let list = move |client: Arc<Client>| async move {
            let mut rows = self.rows(&client.engine, filters).await?;
            rows.retain(|row| row.id == id);
            self.enrich(&client.engine, &mut rows).await;
            Ok(rows)
        };
        let what = what(container);
        let mut rows = self.call(&what, Repeat::Yes, READ_TIMEOUT, list).await?;
        rows.pop().ok_or(HostError::NotFound { what })
    }

    /// What the lists tell; `filters` goes on with their query. Bollard refuses a whole list for one state that its
    /// closed `ContainerSummaryStateEnum` lacks, and Podman has such: `stopped`, `unknown`.
    async fn rows(&self, engine: &Engine, filters: &str) -> Result<Vec<Container>, RequestError> {
        let get = |folder: &str| {
            let path = format!("{folder}/containers/json?all=true{filters}");
            async move {
                let get = (Method::GET, path.as_str());
                request::ask(&self.transport, engine, get, Bytes::new(), LIST_LIMIT).await
            }
        };
        let further = async {
            if engine.has(EngineFeature::Libpod) {
                further(get("/libpod").await)
            } else {
                HashMap::new()
            }
        };
        let (list, mut further) = tokio::join!(get(""), further);
        let mut containers =
            convert::containers(&list?).map_err(|error| RequestError::Answer(error.to_string()))?;
        for container in &mut containers {
            if let Some(further) = further.remove(&container.id) {
                further.tell(container);
            }
        }
        Ok(containers)
    }

    /// Adds what only descriptions tell, of those that run or keep ending.
    async fn enrich(&self, engine: &Engine, containers: &mut [Container]) {
        let now = Timestamp::now();
        let wanted: Vec<String> = containers
            .iter()
            .filter(|one| is_alive(one.state) || self.known.keeps_dying(&one.name, now))
            .filter(|one| self.known.get(&one.id).is_none())
            .map(|one| one.id.clone())
            .collect();
        let asked = stream::iter(wanted).for_each_concurrent(ASKED_AT_ONCE, |id| async move {
            self.known.asking(&id);
            match self.learn(engine, &id).await {
                Ok(learnt) => self.known.learn(&id, learnt),
                // It may be gone by now.
                Err(error) => {
                    tracing::debug!(container.id = id, %error, "nothing more is known of it");
                }
            }
        });
        if timeout(LEARN_TIME, asked).await.is_err() {
            tracing::debug!("the engine describes its containers slowly");
        }
        for container in containers {
            if let Some(learnt) = self.known.get(&container.id) {
                self.add(learnt, container, now);
            }
        }
    }

    fn add(&self, learnt: Learnt, container: &mut Container, now: Timestamp) {
        let started = learnt.started_at.or(container.started_at);
        let by_engine = known::restarted_often(learnt.restarts) || container.unit.is_some();
        container.crash_loop = by_engine && self.known.keeps_dying(&container.name, now)
            || is_alive(container.state)
                && started.is_some_and(|started| {
                    known::restarted_in_a_row(learnt.restarts, container.created_at, started)
                        && now.duration_since(started) <= known::LOOP_TIME
                });
        container.started_at = started;
        container.restarts = Some(learnt.restarts);
        container.selinux_label = learnt.selinux_label;
    }

    async fn learn(&self, engine: &Engine, id: &str) -> Result<Learnt, RequestError> {
        let path = if engine.has(EngineFeature::Libpod) {
            format!("/libpod/containers/{id}/json")
        } else {
            format!("/containers/{id}/json")
        };
        let get = (Method::GET, path.as_str());
        let answer = request::ask(
            &self.transport,
            engine,
            get,
            Bytes::new(),
            DESCRIPTION_LIMIT,
        )
        .await?;
        let found =
            inspect::decode(&answer).map_err(|error| RequestError::Answer(error.to_string()))?;
        Ok(found.into())
    }
}

fn is_alive(state: ContainerState) -> bool {
    match state {
        ContainerState::Running | ContainerState::Paused | ContainerState::Restarting => true,
        ContainerState::Created
        | ContainerState::Removing
        | ContainerState::Exited
        | ContainerState::Dead
        | ContainerState::Unknown => false,
    }
}

/// What Podman's own list adds, by id; without it the rest is still a list.
fn further(answer: Result<Bytes, RequestError>) -> HashMap<String, Further> {
    let read = answer.and_then(|answer| {
        convert::further(&answer).map_err(|error| RequestError::Answer(error.to_string()))
    });
    read.unwrap_or_else(|error| {
        tracing::debug!(%error, "Podman's own list cannot be had");
        HashMap::new()
    })
}
