//! A change of the deployments, as an operation: asked of the backend, watched to its end, cancelled through the
//! backend. What somebody asked for outside the console is watched the same way.

use std::sync::Arc;

use futures_util::{StreamExt, future::Either};
use tokio::sync::oneshot;

use super::{
    Host, HostError,
    dbus::Bus,
    deployment::{self, Change, Step},
    operations::{self, Begun, Running, Task},
    power,
};
use crate::{
    access::Permit,
    model::{DeploymentChange, Operation, OperationKind},
    transport::Transport,
};

/// How a change ended.
enum End {
    /// What came of it.
    Done(String),
    Cancelled,
    Failed(HostError),
}

/// What a change needs of its host.
struct Means {
    transport: Transport,
    bus: Arc<Bus>,
}

impl Host {
    /// Begins a change and answers when the backend has accepted it, or joins the same one under way; another one
    /// under way is a conflict. `restart`: restart the host after it, where something else boots next. Each permit
    /// is settled at the operation's real end; that of a second request says that it joined.
    pub async fn change(
        &self,
        permit: Permit,
        change: DeploymentChange,
        restart: Option<Permit>,
    ) -> Result<Operation, HostError> {
        let task = Task {
            kind: change.kind(),
            target: change.target(),
            // Until the backend says that it can be.
            cancel: operations::Cancel::Impossible,
        };
        let running = match self.operations.begin(task, permit.principal()) {
            Ok(Begun::Started(running)) => running,
            Ok(Begun::Joined(follower)) => {
                if let Some(restart) = restart {
                    let why = "this was under way already: restart the host when it is done";
                    restart.settle(Some(&why)).await;
                }
                return Ok(self.operations.join(follower, permit));
            }
            Err(error) => {
                permit.settle(Some(&error)).await;
                unused(restart, &error).await;
                return Err(error);
            }
        };
        let (accepted, answer) = oneshot::channel();
        let work = operate(self.means(), change, running, permit, restart, accepted);
        // A stop drops the permits, which records that nobody saw the end.
        self.operations.spawn(work);
        answer.await.unwrap_or_else(|_| Err(operations::stopping()))
    }

    /// Watches what somebody asked for outside the console, if anything runs: it becomes an operation.
    pub async fn watch_foreign(&self) -> Result<(), HostError> {
        let list = self.operations.list();
        let is_running = |operation: &Operation| {
            operation.finished_at.is_none() && operation.kind.is_of_deployments()
        };
        if list.iter().any(is_running) {
            return Ok(());
        }
        let backend = deployment::probe(&self.setup.transport, &self.bus).await?;
        let Some(foreign) = backend.under_way().await? else {
            return Ok(());
        };
        let task = Task {
            kind: OperationKind::DeploymentForeign,
            target: Some(foreign.title),
            cancel: operations::Cancel::Impossible,
        };
        if let Begun::Started(running) = self.operations.begin(task, &foreign.by)? {
            if foreign.change.cancel.is_some() {
                running.allow_cancelling();
            }
            self.operations.spawn(async move {
                match follow(foreign.change, &running).await {
                    End::Done(outcome) => running.succeed(outcome),
                    End::Cancelled => running.cancel(),
                    End::Failed(error) => running.fail(&error.advice()),
                }
            });
        }
        Ok(())
    }

    fn means(&self) -> Means {
        Means {
            transport: self.setup.transport.clone(),
            bus: Arc::clone(&self.bus),
        }
    }
}

/// Does a change's work from asking to its end.
async fn operate(
    means: Means,
    change: DeploymentChange,
    running: Running,
    permit: Permit,
    restart: Option<Permit>,
    accepted: oneshot::Sender<Result<Operation, HostError>>,
) {
    let asked = async {
        let backend = deployment::probe(&means.transport, &means.bus).await?;
        backend.begin(change, permit.principal()).await
    };
    let change = match asked.await {
        Ok(change) => change,
        Err(error) => {
            permit.settle(Some(&error)).await;
            unused(restart, &error).await;
            running.fail(&error.advice());
            // Whoever asked may have left.
            drop(accepted.send(Err(error)));
            return;
        }
    };
    if change.cancel.is_some() {
        running.allow_cancelling();
    }
    drop(accepted.send(Ok(running.snapshot())));
    match follow(change, &running).await {
        End::Done(outcome) => {
            permit.settle(None::<&HostError>).await;
            match restart {
                None => running.succeed(outcome),
                Some(restart) => match reboot(&means, restart).await {
                    Ok(()) => running.succeed(join(&outcome, "The host restarts.")),
                    Err(error) => {
                        let told = format!("The host was not restarted: {}.", error.advice());
                        running.succeed(join(&outcome, &told));
                    }
                },
            }
        }
        End::Cancelled => {
            permit.settle(Some(&"cancelled")).await;
            unused(restart, &"cancelled").await;
            running.cancel();
        }
        End::Failed(error) => {
            permit.settle(Some(&error)).await;
            unused(restart, &error).await;
            running.fail(&error.advice());
        }
    }
}

/// Follows a change to its end. Whoever cancels the operation asks the backend to end it, and what the backend then
/// says is its end.
async fn follow(change: Change, running: &Running) -> End {
    let Change { mut steps, cancel } = change;
    let mut cancel = cancel;
    let mut was_cancelled = false;
    let mut outcome = String::new();
    loop {
        let step = if was_cancelled || cancel.is_none() {
            steps.next().await
        } else {
            let cancelled = std::pin::pin!(running.cancelled.cancelled());
            match futures_util::future::select(steps.next(), cancelled).await {
                Either::Left((step, _)) => step,
                Either::Right(_) => {
                    was_cancelled = true;
                    if let Some(cancel) = cancel.take()
                        && let Err(error) = cancel().await
                    {
                        return End::Failed(error);
                    }
                    continue;
                }
            }
        };
        match step {
            None => return End::Done(outcome),
            Some(Ok(Step::Said(text))) => running.log(&text),
            Some(Ok(Step::Progress(progress))) => running.progress(progress),
            Some(Ok(Step::Committed)) => {
                cancel = None;
                running.commit();
            }
            Some(Ok(Step::Outcome(text))) => outcome = text,
            Some(Err(_)) if was_cancelled => return End::Cancelled,
            Some(Err(error)) => return End::Failed(error),
        }
    }
}

/// Restarts the host if that starts something else than what runs.
async fn reboot(means: &Means, permit: Permit) -> Result<(), HostError> {
    permit
        .record(async {
            let backend = deployment::probe(&means.transport, &means.bus).await?;
            if !backend.deployments().await?.reboot_to_apply {
                return Err(HostError::Conflict {
                    reason: "nothing else would boot than what runs".to_owned(),
                });
            }
            power::reboot(&means.bus).await
        })
        .await
}

/// Nothing came of the leave to restart.
async fn unused(permit: Option<Permit>, why: &impl std::fmt::Display) {
    if let Some(permit) = permit {
        permit.settle(Some(why)).await;
    }
}

fn join(outcome: &str, further: &str) -> String {
    format!("{outcome} {further}").trim_start().to_owned()
}
