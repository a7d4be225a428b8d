//! Whether a container that was just started stays up, and becomes healthy if it has a check.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::host::HostError;

use super::{Engines, steps};

/// How long it has to run before it counts as up.
const SETTLED: Duration = Duration::from_secs(3);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// What a check may take beyond its own times: engines are slow to begin.
const SLACK: Duration = Duration::from_secs(10);

/// Nobody waits for longer than this, whatever a check's times are.
const LONGEST: Duration = Duration::from_mins(15);

/// Who runs the health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// The engine does, by itself.
    Awaited,
    /// We ask it to, as well: Podman needs systemd to do it by itself.
    Asked,
}

/// What an end within this time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It should run on.
    Fails,
    /// With exit code 0 it has done its work.
    MaySucceed,
}

/// A health check's own times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    interval: Duration,
    /// Until when it has to have been healthy once.
    limit: Duration,
}

/// Waits until it is known to be well; fails as soon as it is known not to be, and says so of what it is `called`.
pub(super) async fn wait(
    engines: &Engines,
    (name, called): (&str, &str),
    id: &str,
    check: Check,
    ended: Ended,
) -> Result<(), HostError> {
    let started = Instant::now();
    let what = format!("container `{name}`");
    let mut asked: Option<Instant> = None;
    loop {
        let found = steps::description(engines, &what, format!("/containers/{id}/json")).await?;
        if let Some(end) = end(&found, ended) {
            return end.map_err(|why| failed(called, &why));
        }
        match times(&found["Config"]["Healthcheck"]) {
            None if started.elapsed() >= SETTLED => return Ok(()),
            None => {}
            Some(times) => {
                if check == Check::Asked && asked.is_none_or(|at| at.elapsed() >= times.interval) {
                    asked = Some(Instant::now());
                    steps::run_health_check(engines, name, id, times.limit).await?;
                }
                let health = health(&found);
                match health["Status"].as_str() {
                    Some("healthy") => return Ok(()),
                    Some("unhealthy") => return Err(failed(called, &unhealthy(health))),
                    Some(_) | None if started.elapsed() >= times.limit => {
                        let why = format!(
                            "its health check did not succeed within {} s{}",
                            times.limit.as_secs(),
                            last_exit(health)
                        );
                        return Err(failed(called, &why));
                    }
                    Some(_) | None => {}
                }
            }
        }
        sleep(PAUSE).await;
    }
}

/// How it ended, if it did: well, or for this reason.
fn end(found: &Value, ended: Ended) -> Option<Result<(), String>> {
    let state = &found["State"];
    let code = state["ExitCode"].as_i64().unwrap_or_default();
    if found["RestartCount"].as_u64().unwrap_or_default() > 0 || state["Restarting"] == true {
        return Some(Err(format!(
            "it ended with exit code {code} and is started again and again"
        )));
    }
    if state["Running"] == true {
        return None;
    }
    let error = state["Error"].as_str().filter(|error| !error.is_empty());
    Some(match (ended, code, error) {
        (Ended::MaySucceed, 0, None) => Ok(()),
        (Ended::Fails | Ended::MaySucceed, _, Some(error)) => Err(format!("it ended: {error}")),
        (Ended::Fails | Ended::MaySucceed, code, None) => Err(format!(
            "it ended with exit code {code} right after its start"
        )),
    })
}

fn failed(called: &str, why: &str) -> HostError {
    HostError::Conflict {
        reason: format!("{called} is not well: {why}"),
    }
}

/// `Healthcheck` before Podman 4.
fn health(found: &Value) -> &Value {
    let health = &found["State"]["Health"];
    if health.is_null() {
        return &found["State"]["Healthcheck"];
    }
    health
}

fn unhealthy(health: &Value) -> String {
    let streak = health["FailingStreak"].as_u64().unwrap_or_default();
    let exit = last_exit(health);
    format!("its health check failed {streak} times in a row{exit}")
}

/// The check's output stays out: it may have secrets.
fn last_exit(health: &Value) -> String {
    let last = health["Log"].as_array().and_then(|runs| runs.last());
    match last.and_then(|run| run["ExitCode"].as_i64()) {
        Some(code) => format!(", last with exit code {code}"),
        None => String::new(),
    }
}

/// None without a check.
fn times(check: &Value) -> Option<Times> {
    let kind = check["Test"][0].as_str().unwrap_or_default();
    if matches!(kind, "" | "NONE") {
        return None;
    }
    let time = |field: &str, usual: u64| {
        let given = check[field].as_u64().filter(|time| *time > 0);
        given.map_or(Duration::from_secs(usual), Duration::from_nanos)
    };
    let (interval, timeout) = (time("Interval", 30), time("Timeout", 30));
    let retries = check["Retries"].as_u64().filter(|retries| *retries > 0);
    let retries = u32::try_from(retries.unwrap_or(3)).unwrap_or(u32::MAX);
    let runs = interval.saturating_add(timeout).saturating_mul(retries);
    let limit = time("StartPeriod", 0)
        .saturating_add(runs)
        .saturating_add(SLACK);
    Some(Times {
        interval,
        limit: limit.min(LONGEST),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wait_is_bounded_by_the_checks_own_times() {
        let check = json!({"Test": ["CMD-SHELL", "true"], "Interval": 2_000_000_000_u64,
            "Timeout": 1_000_000_000, "StartPeriod": 5_000_000_000_u64, "Retries": 4});
        let found = times(&check).map(|times| times.limit);
        assert_eq!(found, Some(Duration::from_secs(5 + 4 * 3) + SLACK));
        let endless = json!({"Test": ["CMD", "x"], "Interval": u64::MAX, "Retries": u64::MAX});
        assert_eq!(times(&endless).map(|times| times.limit), Some(LONGEST));
        for none in [json!(null), json!({"Test": ["NONE"]}), json!({"Test": []})] {
            assert_eq!(times(&none), None, "{none}");
        }
    }

    #[test]
    fn an_end_is_told_with_its_exit_code() {
        let at = |running: bool, code: i64, restarts: u64| {
            json!({"RestartCount": restarts,
            "State": {"Running": running, "ExitCode": code, "Error": ""}})
        };
        assert_eq!(end(&at(true, 0, 0), Ended::Fails), None);
        assert_eq!(end(&at(false, 0, 0), Ended::MaySucceed), Some(Ok(())));
        for (found, ended, told) in [
            (at(false, 0, 0), Ended::Fails, "exit code 0 right after"),
            (
                at(false, 7, 0),
                Ended::MaySucceed,
                "exit code 7 right after",
            ),
            (at(true, 1, 2), Ended::Fails, "again and again"),
        ] {
            let why = end(&found, ended).expect("it ended").expect_err("badly");
            assert!(why.contains(told), "{why}");
        }
    }
}
