//! Other limits and another restart policy for a container, without a restart: as far as its engine can, and with a
//! word where it cannot.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    access::Permit,
    host::HostError,
    model::{
        ContainerRef, EngineFeature, Limits, RestartPolicy, RestartPolicyKind, UpdateOutcome,
        UpdateRequest,
    },
};

use super::{
    ContainerEngine, Engines, detail,
    inspect::{HostConfig, Inspected},
    request::query,
    what,
};

const UPDATE_TIMEOUT: Duration = Duration::from_secs(60);

/// Microseconds in which a container's share of the processors is measured.
const PERIOD: i64 = 100_000;

/// What is to become of a limit that is to change; `None` lifts it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Changes {
    memory: Option<Option<i64>>,
    cpus: Option<Option<f64>>,
    processes: Option<Option<u32>>,
}

impl ContainerEngine {
    /// Changes limits and restart policy at once. Absent parts of the request stay; a limit that is absent in limits
    /// that are given is lifted.
    pub async fn update(
        &self,
        permit: Permit,
        container: &ContainerRef,
        request: UpdateRequest,
    ) -> Result<UpdateOutcome, HostError> {
        let (engines, container) = (Arc::clone(&self.engines), container.clone());
        let updating = async move { engines.update(&container, &request).await };
        self.operations.see_through(permit, updating).await
    }
}

impl Engines {
    async fn update(
        &self,
        container: &ContainerRef,
        request: &UpdateRequest,
    ) -> Result<UpdateOutcome, HostError> {
        let found = self.inspected(container).await?;
        let now = detail::limits(&found.host_config);
        let changes = request.limits.as_ref();
        let changes = changes.map(|wish| changes_of(&now, wish)).transpose()?;
        let policy = request.restart_policy.as_ref();
        let policy = policy.filter(|wish| **wish != detail::restart_policy(&found.host_config));
        let engine = &self.current().await?.engine;
        if !engine.has(EngineFeature::Libpod) {
            return self.update_docker(container, &found, changes, policy).await;
        }
        if let Some(policy) = policy {
            self.update_policy(container, policy).await?;
        }
        let mut warnings = Vec::new();
        if let Some(resources) = changes.and_then(|changes| resources(&changes, &found.host_config))
        {
            let path = format!("/libpod/containers/{container}/update");
            self.put(container, &path, &resources).await?;
            let after = self.inspected(container).await?;
            let kept = detail::limits(&after.host_config);
            if request.limits.as_ref().is_some_and(|wish| kept != *wish) {
                warnings.push(format!(
                    "Podman {} keeps the new limits until the container is stopped: recreate it to \
                     keep them for good",
                    engine.version
                ));
            }
        }
        Ok(UpdateOutcome { warnings })
    }

    async fn update_docker(
        &self,
        container: &ContainerRef,
        found: &Inspected,
        changes: Option<Changes>,
        policy: Option<&RestartPolicy>,
    ) -> Result<UpdateOutcome, HostError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            warnings: Option<Vec<String>>,
        }
        let mut body = Map::new();
        if let Some(changes) = changes {
            body = docker_limits(&changes, &found.host_config, container)?;
        }
        if let Some(policy) = policy {
            let attempts = policy.attempts.unwrap_or_default();
            let policy = json!({ "Name": word(policy.kind), "MaximumRetryCount": attempts });
            body.insert("RestartPolicy".to_owned(), policy);
        }
        if body.is_empty() {
            return Ok(UpdateOutcome::default());
        }
        let path = format!("/containers/{container}/update");
        let answer = self.put(container, &path, &Value::Object(body)).await?;
        let answer = serde_json::from_slice::<Answer>(&answer).ok();
        Ok(UpdateOutcome {
            warnings: answer
                .and_then(|answer| answer.warnings)
                .unwrap_or_default(),
        })
    }

    /// Podman ignores it before 5.1, which only looking afterwards tells.
    async fn update_policy(
        &self,
        container: &ContainerRef,
        policy: &RestartPolicy,
    ) -> Result<(), HostError> {
        let attempts = policy.attempts.map(|count| count.to_string());
        let mut pairs = vec![("restartPolicy", word(policy.kind))];
        if let Some(attempts) = &attempts {
            pairs.push(("restartRetries", attempts));
        }
        let path = format!("/libpod/containers/{container}/update{}", query(&pairs));
        self.put(container, &path, &json!({})).await?;
        let after = self.inspected(container).await?;
        if detail::restart_policy(&after.host_config) == *policy {
            return Ok(());
        }
        Err(HostError::Blocked {
            reason:
                "this version of Podman cannot change a container's restart policy, so nothing \
                     was changed"
                    .to_owned(),
            remedy: "recreate the container with the other policy; Podman 5.1 and later can \
                     change it"
                .to_owned(),
        })
    }

    async fn put(
        &self,
        container: &ContainerRef,
        path: &str,
        body: &Value,
    ) -> Result<Bytes, HostError> {
        let body = Bytes::from(body.to_string());
        let post = (Method::POST, path);
        self.tell(&what(container), post, body, UPDATE_TIMEOUT)
            .await
    }
}

/// What differs, where it is a limit at all.
fn changes_of(now: &Limits, wish: &Limits) -> Result<Changes, HostError> {
    let invalid = |reason: &str| HostError::Invalid {
        reason: reason.to_owned(),
    };
    let memory = wish.memory.map(i64::try_from).transpose();
    let memory = memory.map_err(|_| invalid("a memory limit must be less than 8 EiB"))?;
    if memory == Some(0) || wish.processes == Some(0) {
        return Err(invalid(
            "a limit of 0 would end the container: leave it out for none",
        ));
    }
    if wish
        .cpus
        .is_some_and(|cpus| !(0.001..=100_000.0).contains(&cpus))
    {
        return Err(invalid("a limit of cores must be 0.001 or more"));
    }
    Ok(Changes {
        memory: (wish.memory != now.memory).then_some(memory),
        cpus: (wish.cpus != now.cpus).then_some(wish.cpus),
        processes: (wish.processes != now.processes).then_some(wish.processes),
    })
}

/// With swap, which engines set beside memory and do not let memory pass.
fn swap(memory: i64, config: &HostConfig) -> i64 {
    if config.memory_swap <= 0 {
        return config.memory_swap;
    }
    let beside = config.memory_swap.saturating_sub(config.memory).max(0);
    memory.saturating_add(beside)
}

fn quota(cpus: f64, period: i64) -> i64 {
    (cpus * period as f64).round() as i64
}

/// In the OCI runtime's words, for Podman; `None` where nothing is to change.
fn resources(changes: &Changes, config: &HostConfig) -> Option<Value> {
    let mut all = Map::new();
    if let Some(memory) = changes.memory {
        let memory = match memory {
            None => json!({ "limit": -1, "swap": -1 }),
            Some(limit) => match swap(limit, config) {
                0 => json!({ "limit": limit }),
                swap => json!({ "limit": limit, "swap": swap }),
            },
        };
        all.insert("memory".to_owned(), memory);
    }
    if let Some(cpus) = changes.cpus {
        let quota = cpus.map_or(-1, |cpus| quota(cpus, PERIOD));
        let cpu = json!({ "quota": quota, "period": PERIOD });
        all.insert("cpu".to_owned(), cpu);
    }
    if let Some(processes) = changes.processes {
        let limit = processes.map_or(-1, i64::from);
        all.insert("pids".to_owned(), json!({ "limit": limit }));
    }
    (!all.is_empty()).then_some(Value::Object(all))
}

/// In Docker's words, which has none for lifting a limit of memory or of cores.
fn docker_limits(
    changes: &Changes,
    config: &HostConfig,
    container: &ContainerRef,
) -> Result<Map<String, Value>, HostError> {
    let lifted = |what: &str| HostError::Blocked {
        reason: format!("Docker cannot lift the {what} limit of container `{container}`"),
        remedy: "set a higher limit, or recreate the container without one".to_owned(),
    };
    let mut all = Map::new();
    let mut set = |name: &str, value: i64| all.insert(name.to_owned(), value.into());
    if let Some(memory) = changes.memory {
        let memory = memory.ok_or_else(|| lifted("memory"))?;
        set("Memory", memory);
        // Docker refuses a first limit without one for swap, and gives a new container twice as much.
        let swap = match swap(memory, config) {
            0 => memory.saturating_mul(2),
            swap => swap,
        };
        set("MemorySwap", swap);
    }
    if let Some(cpus) = changes.cpus {
        let cpus = cpus.ok_or_else(|| lifted("processor"))?;
        // Of two ways to set it, the one that it was made with.
        if config.nano_cpus <= 0 && config.cpu_quota > 0 {
            set("CpuQuota", quota(cpus, config.cpu_period.max(1)));
        } else {
            set("NanoCpus", quota(cpus, 1_000_000_000));
        }
    }
    if let Some(processes) = changes.processes {
        set("PidsLimit", processes.map_or(-1, i64::from));
    }
    Ok(all)
}

fn word(kind: RestartPolicyKind) -> &'static str {
    match kind {
        RestartPolicyKind::No => "no",
        RestartPolicyKind::OnFailure => "on-failure",
        RestartPolicyKind::Always => "always",
        RestartPolicyKind::UnlessStopped => "unless-stopped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(memory: Option<u64>, cpus: Option<f64>, processes: Option<u32>) -> Limits {
        Limits {
            memory,
            cpus,
            processes,
        }
    }

    #[test]
    fn only_what_differs_is_asked_for() {
        let now = limits(Some(100), Some(0.5), Some(10));
        let same = changes_of(&now, &now).expect("limits");
        assert_eq!(resources(&same, &HostConfig::default()), None);
        let config = HostConfig {
            memory: 100,
            memory_swap: 200,
            ..HostConfig::default()
        };
        let wish = limits(Some(300), Some(1.5), None);
        let changes = changes_of(&now, &wish).expect("limits");
        let expected = json!({
            "memory": { "limit": 300, "swap": 400 },
            "cpu": { "quota": 150_000, "period": 100_000 },
            "pids": { "limit": -1 },
        });
        assert_eq!(resources(&changes, &config), Some(expected));
        let container = "web".parse().expect("a name");
        let docker = docker_limits(&changes, &config, &container).expect("limits");
        let expected = json!({
            "Memory": 300, "MemorySwap": 400, "NanoCpus": 1_500_000_000, "PidsLimit": -1,
        });
        assert_eq!(Value::Object(docker), expected);
        let first = limits(Some(300), Some(0.5), Some(10));
        let first = changes_of(&Limits::default(), &first).expect("limits");
        let docker = docker_limits(&first, &HostConfig::default(), &container).expect("limits");
        assert_eq!(docker["MemorySwap"], json!(600));
        let lift = changes_of(&now, &limits(None, None, None)).expect("limits");
        assert!(docker_limits(&lift, &config, &container).is_err());
    }

    #[test]
    fn limits_that_are_none_are_refused() {
        let now = Limits::default();
        for wish in [
            limits(Some(0), None, None),
            limits(Some(u64::MAX), None, None),
            limits(None, Some(0.0), None),
            limits(None, Some(f64::NAN), None),
            limits(None, None, Some(0)),
        ] {
            assert!(changes_of(&now, &wish).is_err(), "{wish:?}");
        }
    }
}
