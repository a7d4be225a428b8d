//! The exchange of two containers, which is done whole or undone whole. Whoever drops it half-way leaves the old
//! container under its parked name, and the log says so.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::time::sleep;

use crate::host::{HostError, operations::Running};

use super::super::{
    Engines,
    create::say,
    origin::{Origin, Plan},
    pod::{self, Pod},
    steady, steps,
};

/// How often the old one is started again while something stands in its way, and the pause between.
const START_TRIES: u32 = 10;
const START_PAUSE: Duration = Duration::from_millis(500);

/// All that is needed for it.
pub(super) struct Swap {
    pub(super) engines: Arc<Engines>,
    pub(super) running: Arc<Running>,
    /// The old one.
    pub(super) origin: Origin,
    /// Its name while there are two.
    pub(super) parked: String,
    pub(super) plan: Plan,
    /// That it is to be in.
    pub(super) pod: Option<Pod>,
    /// Of the new one.
    pub(super) name: String,
    /// Start the new one.
    pub(super) start: bool,
    /// The engine can run a health check when it is asked to.
    pub(super) checks_on_demand: bool,
}

/// How far it is, and so what there is to undo.
#[derive(Debug, Default)]
struct Done {
    made: Option<String>,
    stopped: bool,
}

/// Tells, when it is dropped, that the old container may have been left behind.
struct Cut<'a> {
    name: &'a str,
    parked: &'a str,
    is_whole: bool,
}

impl Drop for Cut<'_> {
    fn drop(&mut self) {
        if !self.is_whole {
            tracing::error!(
                container.name = self.name,
                container.parked = self.parked,
                "the console stopped while it made a container again: the old one is kept under \
                 its parked name; rename and start it, or remove it"
            );
        }
    }
}

impl Swap {
    /// Ends with the new one in place, or with the old one as it was. The answer is what else there is to say.
    pub(super) async fn run(self) -> Result<String, HostError> {
        let mut cut = Cut {
            name: &self.name,
            parked: &self.parked,
            is_whole: false,
        };
        let mut done = Done::default();
        let old = self.origin.id();
        let renamed = steps::rename(&self.engines, self.origin.name(), old, &self.parked).await;
        if let Err(error) = renamed {
            cut.is_whole = true;
            return Err(error);
        }
        let replaced = self.replace(&mut done).await;
        let end = match replaced {
            Ok(()) => Ok(self.remove_old().await),
            Err(error) => Err(self.put_back(&error, &done).await),
        };
        cut.is_whole = true;
        end
    }

    async fn replace(&self, done: &mut Done) -> Result<(), HostError> {
        let Self {
            engines,
            running,
            name,
            ..
        } = self;
        let made = pod::create(
            engines,
            running,
            (name, Some(name)),
            &self.plan.body,
            self.pod.as_ref(),
        )
        .await?;
        let id: &str = done.made.insert(made);
        for (network, endpoint) in &self.plan.further {
            steps::attach(engines, id, network, endpoint).await?;
        }
        if self.origin.is_running() {
            say(running, format!("Stopping the old {name}"));
            // Even if the answer is lost, it may have stopped.
            done.stopped = true;
            let grace = self.origin.grace();
            steps::stop(engines, name, self.origin.id(), grace).await?;
        }
        if !self.start {
            return Ok(());
        }
        say(running, format!("Starting the new {name}"));
        steps::start(engines, name, id).await?;
        say(running, format!("Watching the new {name}"));
        let check = if self.checks_on_demand {
            steady::Check::Asked
        } else {
            steady::Check::Awaited
        };
        let ended = if self.origin.is_running() {
            steady::Ended::Fails
        } else {
            steady::Ended::MaySucceed
        };
        steady::wait(
            engines,
            (name, &format!("the new {name}")),
            id,
            check,
            ended,
        )
        .await
    }

    /// The new one is in place: that the old one cannot be removed is no reason to go back.
    async fn remove_old(&self) -> String {
        match steps::remove(&self.engines, &self.parked, self.origin.id()).await {
            Ok(()) => String::new(),
            Err(error) => {
                self.running.log(&error.to_string());
                format!(
                    "; the old one cannot be removed ({error}): remove `{}` by hand",
                    self.parked
                )
            }
        }
    }

    /// Undoes what was done, each step whatever became of the one before, and tells all of it.
    async fn put_back(&self, why: &HostError, done: &Done) -> HostError {
        let Self { engines, name, .. } = self;
        say(&self.running, format!("Putting the old {name} back"));
        let mut failed = Vec::new();
        if let Some(id) = &done.made {
            failed.extend(self.discard(id).await);
        }
        let (old, own) = (self.origin.id(), self.origin.name());
        let renamed = steps::rename(engines, &self.parked, old, own).await;
        if let Err(error) = renamed {
            failed.push(format!("it keeps the name `{}` ({error})", self.parked));
        }
        if done.stopped
            && let Err(error) = self.start_again(old).await
        {
            failed.push(format!("it does not start again ({error})"));
        }
        let state = if done.stopped {
            "is back and runs again"
        } else {
            "is as it was"
        };
        let reason = if failed.is_empty() {
            format!("{why}; the old container {state}")
        } else {
            let failed = failed.join("; ");
            format!("{why}; and not all could be put back: {failed}")
        };
        match why.remedy() {
            Some(remedy) => HostError::Blocked {
                reason,
                remedy: remedy.to_owned(),
            },
            None => HostError::Conflict { reason },
        }
    }

    /// An engine may let go of the new one's ports a moment after it is gone.
    async fn start_again(&self, old: &str) -> Result<(), HostError> {
        let mut tries = START_TRIES;
        loop {
            match steps::start(&self.engines, self.origin.name(), old).await {
                Err(HostError::Blocked { .. }) if tries > 1 => tries -= 1,
                end => return end,
            }
            sleep(START_PAUSE).await;
        }
    }

    /// Removes the new one, and the volumes that were made for it alone; says what did not work.
    async fn discard(&self, id: &str) -> Vec<String> {
        let engines = &self.engines;
        let mut failed = Vec::new();
        let own = match steps::volumes(engines, id).await {
            Ok(volumes) => volumes,
            Err(error) => {
                failed.push(format!("its volumes are not known ({error})"));
                Vec::new()
            }
        };
        if let Err(error) = steps::remove(engines, &self.name, id).await {
            failed.push(format!("the new one cannot be removed ({error})"));
        }
        let kept = steps::volumes_of(self.origin.description());
        let named = self.plan.body["HostConfig"].to_string();
        for volume in own {
            // What the old one has, and what somebody chose a name for, stays.
            if kept.contains(&volume) || named.contains(&volume) {
                continue;
            }
            if let Err(error) = steps::remove_volume(engines, &volume).await {
                failed.push(format!("volume `{volume:.12}` cannot be removed ({error})"));
            }
        }
        failed
    }
}

impl std::fmt::Debug for Swap {
    /// Without the request: it has secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Swap")
            .field("name", &self.name)
            .field("parked", &self.parked)
            .field("is_running", &self.origin.is_running())
            .field("body", &Value::Null)
            .finish_non_exhaustive()
    }
}
