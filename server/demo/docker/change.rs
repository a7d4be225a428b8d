//! What can be done to one container beside starting and stopping it.

use hyper::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

use super::{
    container::{Container, Process},
    engine::Engine,
    reply::{Answer, Fault, Query, empty, fault, ok, unknown},
};
use crate::demo::scenario::Restart;

/// Signals that end a process which does not expect them.
const DEADLY: [(&str, i64); 5] = [
    ("KILL", 9),
    ("TERM", 15),
    ("INT", 2),
    ("QUIT", 3),
    ("ABRT", 6),
];

impl Engine {
    /// The container for a change; `None` in its place is a refusal in dockerd's words.
    fn change(
        &self,
        reference: &str,
        change: impl FnOnce(&mut Container) -> Result<(), Fault>,
    ) -> Answer {
        let found = self.find(reference, |container, _| change(container));
        found.ok_or_else(|| unknown(reference))??;
        Ok(empty(StatusCode::NO_CONTENT))
    }

    pub(super) fn kill(&self, reference: &str, query: Query<'_>) -> Answer {
        let asked = query.text("signal");
        let signal = match asked.trim_start_matches("SIG") {
            "" => "KILL",
            signal => signal,
        };
        let of = |one: &(&str, i64)| one.0 == signal || one.1.to_string() == signal;
        let deadly = DEADLY.iter().find(|one| of(one)).map(|(_, number)| *number);
        self.change(reference, |container| {
            if !container.has_process() {
                let message = format!(
                    "Cannot kill container: {reference}: Container {} is not running",
                    container.id
                );
                return fault(StatusCode::CONFLICT, message);
            }
            let number = match deadly {
                Some(number) => number.to_string(),
                None => signal.to_owned(),
            };
            self.tell(container, "kill", &[("signal", &number)]);
            if let Some(number) = deadly {
                container.stopped = true;
                self.end(container, 128 + number, Process::Exited);
            }
            Ok(())
        })
    }

    /// `POST /containers/{id}/wait`: until it does not run.
    pub(super) async fn wait(&self, reference: &str) -> Answer {
        loop {
            let found = self.find(reference, |container, _| {
                let code = (!container.is_live()).then_some(container.exit_code);
                (code, container.changed.subscribe())
            });
            let (code, mut changed) = found.ok_or_else(|| unknown(reference))?;
            if let Some(code) = code {
                return Ok(ok(&json!({"StatusCode": code})));
            }
            // Sent to while it is looked at, or gone: looked at again.
            let _ = changed.changed().await;
        }
    }

    pub(super) fn pause(&self, reference: &str) -> Answer {
        self.change(reference, |container| {
            let Process::Running { next_line, end } = container.process else {
                let message = format!("Container {} is not running", container.id);
                return fault(StatusCode::CONFLICT, message);
            };
            container.process = Process::Paused { next_line, end };
            self.tell(container, "pause", &[]);
            Ok(())
        })
    }

    pub(super) fn unpause(&self, reference: &str) -> Answer {
        self.change(reference, |container| {
            let Process::Paused { next_line, end } = container.process else {
                let message = format!("Container {} is not paused", container.id);
                return fault(StatusCode::CONFLICT, message);
            };
            container.process = Process::Running { next_line, end };
            self.tell(container, "unpause", &[]);
            self.wake();
            Ok(())
        })
    }

    pub(super) fn rename(&self, reference: &str, query: Query<'_>) -> Answer {
        let name = query.text("name");
        let name = name.trim_start_matches('/');
        if name.is_empty() {
            return fault(
                StatusCode::BAD_REQUEST,
                "Neither old nor new names may be empty",
            );
        }
        let mut state = self.state();
        let found = state
            .position(reference)
            .ok_or_else(|| unknown(reference))?;
        if let Some(other) = state.containers.iter().find(|one| one.spec.name == name) {
            let message = format!(
                "Conflict. The container name \"/{name}\" is already in use by container \"{}\". You have to remove (or rename) that container to be able to reuse that name.",
                other.id
            );
            return fault(StatusCode::CONFLICT, message);
        }
        let container = &mut state.containers[found];
        let old = format!("/{}", container.spec.name);
        Arc::make_mut(&mut container.spec).name = name.to_owned();
        self.tell(container, "rename", &[("oldName", &old)]);
        Ok(empty(StatusCode::NO_CONTENT))
    }

    pub(super) fn update(&self, reference: &str, request: &Value) -> Answer {
        let updated = self.change(reference, |container| {
            let made = container.made.get_or_insert_with(|| json!({}));
            for (key, value) in request.as_object().into_iter().flatten() {
                made["HostConfig"][key] = value.clone();
            }
            let spec = Arc::make_mut(&mut container.spec);
            if let Some(bytes) = request["Memory"].as_u64() {
                spec.memory_limit_mb = bytes / super::volumes::MB;
            }
            match request["RestartPolicy"]["Name"].as_str() {
                Some("no" | "") => spec.restart = Restart::No,
                Some("unless-stopped") => spec.restart = Restart::UnlessStopped,
                Some(_) => spec.restart = Restart::Always,
                None => {}
            }
            self.tell(container, "update", &[]);
            Ok(())
        });
        updated.map(|_| ok(&json!({"Warnings": []})))
    }

    pub(super) fn remove(&self, reference: &str, query: Query<'_>) -> Answer {
        let force = query.flag("force");
        let mut state = self.state();
        let found = state
            .position(reference)
            .ok_or_else(|| unknown(reference))?;
        let container = &mut state.containers[found];
        if container.is_live() {
            if !force {
                let message = format!(
                    "You cannot remove a running container {}. Stop the container before attempting removal or force remove",
                    container.id
                );
                return fault(StatusCode::CONFLICT, message);
            }
            self.tell(container, "kill", &[("signal", "9")]);
            self.end(container, 137, Process::Exited);
        }
        let container = state.containers.remove(found);
        self.tell(&container, "destroy", &[]);
        if query.flag("v") {
            for mount in &container.spec.mounts {
                let unnamed = mount.source.len() == 64;
                if unnamed && state.users(&mount.source).is_empty() {
                    state.volumes.retain(|one| one.name != mount.source);
                    let attributes = [("driver", "local")];
                    self.events
                        .tell("volume", "destroy", &mount.source, &attributes);
                }
            }
        }
        Ok(empty(StatusCode::NO_CONTENT))
    }
}
