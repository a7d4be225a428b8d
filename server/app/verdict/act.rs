//! What is made of a boot: keeping what runs, or rolling it back. Each step has a permit of its own; what was decided
//! is written down when it was done.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

use crate::{
    access::{Permit, Principal, Refusal, Target},
    host::Host,
    model::{
        Action, Decision, DecisionKind, DeploymentChange, DeploymentId, Operation, OperationState,
        VerdictDecision,
    },
};

use super::{VerdictError, Verdicts};

/// How long a change of deployments may take until nobody waits for its end any more.
const CHANGE_TIMEOUT: Duration = Duration::from_mins(30);

impl Verdicts {
    /// Makes it so, asking the gate for everything that it takes. It goes on when its caller leaves.
    pub async fn decide(
        &self,
        principal: &Principal,
        host: &Arc<Host>,
        decision: &VerdictDecision,
    ) -> Result<(), VerdictError> {
        let word = match decision {
            VerdictDecision::Keep => "keep",
            VerdictDecision::RollBack { .. } => "roll back",
        };
        let target = Target::on(host.id(), word);
        let permit = self.gate.check(principal, Action::VerdictDecide, &target);
        let (permit, verdicts) = (permit.await?, self.clone());
        let (principal, host, decision) = (principal.clone(), Arc::clone(host), decision.clone());
        let work = async move { verdicts.make(&principal, &host, &decision).await };
        let work = self
            .stop
            .clone()
            .run_until_cancelled_owned(permit.record(work));
        match self.tasks.spawn(work).await {
            Ok(Some(done)) => done,
            Ok(None) | Err(_) => Err(VerdictError::Failed("the console is stopping".to_owned())),
        }
    }

    /// Pins what runs, and remembers that it is for a trial: to be unpinned once that is kept. What somebody has
    /// pinned before stays theirs.
    pub async fn pin_present(
        &self,
        principal: &Principal,
        host: &Host,
    ) -> Result<(), VerdictError> {
        let all = host.deployments().await?.deployments;
        let Some(booted) = all.into_iter().find(|one| one.booted && !one.pinned) else {
            return Ok(());
        };
        let deployment: DeploymentId = booted.id.parse().map_err(|_| unnameable(&booted.id))?;
        let target = Target::on(host.id(), booted.id.as_str());
        let permit = self
            .gate
            .check(principal, Action::DeploymentPin, &target)
            .await?;
        let change = DeploymentChange::Pin { deployment };
        let begun = host.change(permit, change, None).await?;
        finished(host, &begun).await?;
        let id = host.id().clone();
        Ok(self.store.set_trial_pin(id, Some(booted.id)).await?)
    }

    async fn make(
        &self,
        principal: &Principal,
        host: &Host,
        decision: &VerdictDecision,
    ) -> Result<(), VerdictError> {
        let boots = self.look(host).await?;
        let present = boots.first().map(|boot| boot.state.boot_id.clone());
        let kind = match decision {
            VerdictDecision::Keep => {
                self.keep_present(principal, host).await?;
                DecisionKind::Kept
            }
            VerdictDecision::RollBack { reboot } => {
                let permit = self
                    .leave(principal, host, Action::DeploymentRollback)
                    .await?;
                let restart = match reboot {
                    false => None,
                    true => match self.leave(principal, host, Action::HostReboot).await {
                        Ok(restart) => Some(restart),
                        Err(refusal) => {
                            let why = "nothing was done: restarting the host was refused";
                            permit.settle(Some(&why)).await;
                            return Err(refusal.into());
                        }
                    },
                };
                let change = DeploymentChange::Rollback;
                let begun = host.change(permit, change, restart).await?;
                finished(host, &begun).await?;
                DecisionKind::RolledBack
            }
        };
        let decision = Decision {
            kind,
            by: principal.name.clone(),
            at: self.clock.now(),
        };
        let id = host.id().clone();
        self.store
            .boot_decided(id, present.unwrap_or_default(), decision)
            .await?;
        self.say(host);
        Ok(())
    }

    /// What was pinned for the trial is no longer kept.
    async fn keep_present(&self, principal: &Principal, host: &Host) -> Result<(), VerdictError> {
        let Some(pinned) = self.store.trial_pin(host.id().clone()).await? else {
            return Ok(());
        };
        let all = host.deployments().await?.deployments;
        let is_pinned = all.iter().any(|one| one.id == pinned && one.pinned);
        // It may have been unpinned or removed by somebody since.
        if is_pinned {
            let deployment: DeploymentId = pinned.parse().map_err(|_| unnameable(&pinned))?;
            let permit = self.leave(principal, host, Action::DeploymentPin).await?;
            let change = DeploymentChange::Unpin { deployment };
            let begun = host.change(permit, change, None).await?;
            finished(host, &begun).await?;
        }
        self.store.set_trial_pin(host.id().clone(), None).await?;
        Ok(())
    }

    async fn leave(
        &self,
        principal: &Principal,
        host: &Host,
        action: Action,
    ) -> Result<Permit, Refusal> {
        let target = Target::host(host.id());
        self.gate.check(principal, action, &target).await
    }
}

fn unnameable(id: &str) -> VerdictError {
    VerdictError::Failed(format!("`{id}` is no deployment that can be named"))
}

/// Waits for the end of an operation; another end than success is an error.
async fn finished(host: &Host, operation: &Operation) -> Result<(), VerdictError> {
    let failed = |why: &str| VerdictError::Failed(why.to_owned());
    let Some(mut follower) = host.operations().watch(&operation.id) else {
        return Err(failed("the operation is not known any more"));
    };
    let end = follower.wait_for(|operation| operation.state != OperationState::Running);
    let Ok(end) = timeout(CHANGE_TIMEOUT, end).await else {
        return Err(failed("the change of the deployments does not end"));
    };
    let end = end.map_err(|_| failed("the console is stopping"))?.clone();
    match end.state {
        OperationState::Succeeded => Ok(()),
        OperationState::Running | OperationState::Failed | OperationState::Cancelled => {
            Err(failed(end.error.as_deref().unwrap_or("it was cancelled")))
        }
    }
}
