//! Compose projects and pods: which containers they have, in which order these depend on each other, and starting,
//! stopping and restarting all of them as one operation. Each container is allowed and recorded by itself.

mod members;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hyper::Method;

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::{Begun, Cancel, Running, Task},
    },
    model::{
        ContainerVerb, EngineFeature, GroupKind, GroupVerb, Operation, OperationKind, Progress,
        ProgressPart, VerbOptions,
    },
};

use super::{
    Client, ContainerEngine, Engines, READ_TIMEOUT, Repeat, RequestError, request, steady,
};

pub use members::GroupMember;

/// Bytes of a list of containers.
const LIST_LIMIT: usize = 32 * 1024 * 1024;

/// Containers of one level that are started or stopped side by side.
const AT_ONCE: usize = 8;

/// What is being done to which groups.
pub(super) type UnderWay = Mutex<BTreeMap<String, (GroupKind, GroupVerb)>>;

impl ContainerEngine {
    /// The containers of a group, those that others depend on first.
    pub async fn group(&self, kind: GroupKind, name: &str) -> Result<Vec<GroupMember>, HostError> {
        let engines = &self.engines;
        let list = move |client: Arc<Client>| async move {
            let engine = &client.engine;
            let path = match kind {
                GroupKind::Compose => "/containers/json?all=true",
                GroupKind::Pod if engine.has(EngineFeature::Libpod) => {
                    "/libpod/containers/json?all=true"
                }
                // An engine without pods.
                GroupKind::Pod => return Ok(Vec::new()),
            };
            let get = (Method::GET, path);
            let answer =
                request::ask(&engines.transport, engine, get, Bytes::new(), LIST_LIMIT).await?;
            let members = match kind {
                GroupKind::Compose => members::of_project(&answer, name),
                GroupKind::Pod => members::of_pod(&answer, name),
            };
            members.map_err(|error| RequestError::Answer(error.to_string()))
        };
        let what = what(kind, name);
        let members = engines.call(&what, Repeat::Yes, READ_TIMEOUT, list).await?;
        if members.is_empty() {
            return Err(HostError::NotFound { what });
        }
        Ok(members)
    }

    /// Does it to all members, in the order of their dependencies; the permits are theirs. Joins the same under way,
    /// and refuses while another verb is.
    pub async fn act_group(
        &self,
        (kind, name): (GroupKind, &str),
        verb: GroupVerb,
        members: Vec<(GroupMember, Permit)>,
    ) -> Result<Operation, HostError> {
        let running = match self.begin_group((kind, name), verb, &members) {
            Ok(Begun::Started(running)) => running,
            Ok(Begun::Joined(follower)) => {
                let now = follower.borrow().clone();
                for (_, permit) in members {
                    self.operations.join(follower.clone(), permit);
                }
                return Ok(now);
            }
            Err(error) => {
                for (_, permit) in members {
                    permit.settle(Some(&error)).await;
                }
                return Err(error);
            }
        };
        let now = running.snapshot();
        let (engines, name) = (Arc::clone(&self.engines), name.to_owned());
        // A stop drops the permits, which records that nobody saw the end.
        self.operations.spawn(async move {
            let board = Board::new(running, &members);
            let total = members.len();
            let failures = drive(&engines, &board, verb, members).await;
            let mut under_way = engines
                .groups
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            under_way.remove(&name);
            match failures.as_slice() {
                [] => board.running.succeed(format!(
                    "{total} {} {}",
                    if total == 1 {
                        "container"
                    } else {
                        "containers"
                    },
                    words(verb).1
                )),
                failures => board.running.fail(&failures.join("; ")),
            }
        });
        Ok(now)
    }

    /// Both under one lock: an operation that is joined is of the same verb.
    fn begin_group(
        &self,
        (kind, name): (GroupKind, &str),
        verb: GroupVerb,
        members: &[(GroupMember, Permit)],
    ) -> Result<Begun, HostError> {
        let Some((_, permit)) = members.first() else {
            return Err(HostError::NotFound {
                what: what(kind, name),
            });
        };
        let mut under_way = self
            .engines
            .groups
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((other, doing)) = under_way.get(name)
            && (*other, *doing) != (kind, verb)
        {
            return Err(HostError::Conflict {
                reason: format!(
                    "{} is {} at this moment; wait for its end",
                    what(*other, name),
                    words(*doing).0
                ),
            });
        }
        let task = Task {
            kind: OperationKind::GroupAct,
            target: Some(name.to_owned()),
            cancel: Cancel::Impossible,
        };
        let begun = self.operations.begin(task, permit.principal())?;
        under_way.insert(name.to_owned(), (kind, verb));
        Ok(begun)
    }
}

/// Goes through the levels of dependency, and answers with what failed.
async fn drive(
    engines: &Engines,
    board: &Board,
    verb: GroupVerb,
    members: Vec<(GroupMember, Permit)>,
) -> Vec<String> {
    let mut failures = Vec::new();
    let mut waiting = members;
    waiting.sort_by_key(|(member, _)| member.level);
    let steps: &[ContainerVerb] = match verb {
        GroupVerb::Start => &[ContainerVerb::Start],
        GroupVerb::Stop => &[ContainerVerb::Stop],
        GroupVerb::Restart => &[ContainerVerb::Stop, ContainerVerb::Start],
    };
    for (index, step) in steps.iter().enumerate() {
        let is_last = index + 1 == steps.len();
        let starts = *step == ContainerVerb::Start;
        let mut levels: Vec<usize> = waiting.iter().map(|(member, _)| member.level).collect();
        levels.dedup();
        if !starts {
            levels.reverse();
        }
        for level in levels {
            if starts && !failures.is_empty() {
                // What they depend on is not there.
                break;
            }
            let (now, rest): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|(member, _)| member.level == level);
            waiting = rest;
            let acting = stream::iter(now).map(|(member, permit)| async move {
                board.say(&member, if starts { "starting" } else { "stopping" }, false);
                let options = VerbOptions::default();
                let mut done = engines.act(&member.reference, *step, &options).await;
                if starts && done.is_ok() && member.awaited {
                    board.say(&member, "waiting for its health check", false);
                    done = engines.healthy(&member).await;
                }
                (member, permit, done)
            });
            let mut ended = acting.buffer_unordered(AT_ONCE);
            while let Some((member, permit, done)) = ended.next().await {
                match done {
                    Ok(()) if is_last => {
                        board.say(&member, if starts { "started" } else { "stopped" }, true);
                        permit.settle(None::<&HostError>).await;
                    }
                    Ok(()) => {
                        board.say(&member, "stopped", false);
                        waiting.push((member, permit));
                    }
                    Err(error) => {
                        board.say(&member, "failed", true);
                        failures.push(error.advice());
                        permit.settle(Some(&error)).await;
                    }
                }
            }
        }
        waiting.sort_by_key(|(member, _)| member.level);
    }
    for (member, permit) in waiting {
        board.say(&member, "not started", true);
        let why = "not started: another container of its group failed";
        permit.settle(Some(&why)).await;
    }
    failures
}

impl Engines {
    /// Waits until a member is healthy; without a check, until it stays up.
    async fn healthy(&self, member: &GroupMember) -> Result<(), HostError> {
        let check = if self.current().await?.engine.has(EngineFeature::HealthRun) {
            steady::Check::Asked
        } else {
            steady::Check::Awaited
        };
        let name = member.reference.as_str();
        steady::wait(self, (name, name), name, check, steady::Ended::Fails).await
    }
}

/// How far each member is.
#[derive(Debug)]
struct Board {
    running: Running,
    parts: Mutex<Vec<ProgressPart>>,
}

impl Board {
    fn new(running: Running, members: &[(GroupMember, Permit)]) -> Self {
        let part = |(member, _): &(GroupMember, Permit)| ProgressPart {
            name: member.reference.to_string(),
            task: "waiting".to_owned(),
            bytes: None,
            total_bytes: None,
            done: false,
        };
        Self {
            running,
            parts: Mutex::new(members.iter().map(part).collect()),
        }
    }

    fn say(&self, member: &GroupMember, task: &str, done: bool) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let name = member.reference.as_str();
        if let Some(part) = parts.iter_mut().find(|part| part.name == name) {
            task.clone_into(&mut part.task);
            part.done = done;
        }
        let ended = parts.iter().filter(|part| part.done).count();
        let percent = u8::try_from(ended * 100 / parts.len().max(1)).ok();
        self.running.progress(Progress {
            task: format!("{name} {task}"),
            percent,
            bytes: None,
            bytes_per_second: None,
            parts: parts.clone(),
        });
    }
}

fn what(kind: GroupKind, name: &str) -> String {
    match kind {
        GroupKind::Compose => format!("Compose project `{name}`"),
        GroupKind::Pod => format!("pod `{name}`"),
    }
}

/// While it is done, and once it is.
fn words(verb: GroupVerb) -> (&'static str, &'static str) {
    match verb {
        GroupVerb::Start => ("being started", "started"),
        GroupVerb::Stop => ("being stopped", "stopped"),
        GroupVerb::Restart => ("being restarted", "restarted"),
    }
}
