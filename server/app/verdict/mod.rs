//! What became of the hosts' boots: each host is looked at while it runs, how it stands is kept, and after the next
//! boot the two are compared. Somebody, or the rule that somebody set, then keeps what runs or rolls it back.

mod act;
mod compare;
mod keeper;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::{Gate, Principal, Refusal},
    auth::Clock,
    host::{Host, HostError},
    model::{
        Event, LostContainer, Problem, ProblemCode, SetRule, Topic, Verdict, VerdictRule,
        VerdictRuleRequest, VerdictState,
    },
    store::{RuleUse, Store, StoreError, StoredBoot, StoredRule},
};

use compare::Comparison;

/// A host settles for at least so long after its boot.
const SETTLING: SignedDuration = SignedDuration::from_mins(3);

/// Minutes that a rule waits where nobody said how many.
const WAIT_MINUTES: u32 = 10;

/// Keeps what the hosts were like, and says what became of them. Clones share everything.
#[derive(Debug, Clone)]
pub struct Verdicts {
    pub(super) store: Store,
    pub(super) gate: Gate,
    pub(super) clock: Clock,
    pub(super) events: broadcast::Sender<Event>,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
}

/// Why there is no verdict, or why nothing was made of it.
#[derive(Debug, thiserror::Error)]
pub enum VerdictError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was asked of the host began, and failed.
    #[error("{0}")]
    Failed(String),
}

impl From<VerdictError> for Problem {
    fn from(error: VerdictError) -> Self {
        match error {
            VerdictError::Host(error) => error.into(),
            VerdictError::Store(error) => error.into(),
            VerdictError::Refused(refusal) => refusal.into(),
            VerdictError::Failed(why) => Self::new(ProblemCode::BackendFailed, why)
                .remedy("look at the operation, and try again"),
        }
    }
}

impl Verdicts {
    /// Looks at the host now, and compares it with the boot before.
    pub async fn verdict(&self, host: &Host) -> Result<Verdict, VerdictError> {
        let boots = self.look(host).await?;
        self.judge(host, &boots).await
    }

    /// Sets the rule of a host; it has the rights of `principal`.
    pub async fn set_rule(
        &self,
        principal: &Principal,
        host: &Host,
        request: VerdictRuleRequest,
    ) -> Result<(), StoreError> {
        let rule = StoredRule {
            rule: request.rule,
            wait_minutes: request.wait_minutes,
            set_by: principal.name.clone(),
            set_at: self.clock.now(),
        };
        self.store.set_verdict_rule(host.id().clone(), rule).await?;
        self.say(host);
        Ok(())
    }

    /// Looks at the host and keeps how it stands; all its boots, newest first.
    async fn look(&self, host: &Host) -> Result<Vec<StoredBoot>, VerdictError> {
        let known = self.store.boots(host.id().clone()).await?.into_iter();
        let known = known.map(|boot| boot.state).next();
        let state = host.boot_state(known).await?;
        let (id, now) = (host.id().clone(), self.clock.now());
        self.store.boot_seen(id.clone(), state, now).await?;
        Ok(self.store.boots(id).await?)
    }

    /// `boots`: newest first, the present one among them.
    async fn judge(&self, host: &Host, boots: &[StoredBoot]) -> Result<Verdict, VerdictError> {
        let [present, earlier @ ..] = boots else {
            return Err(VerdictError::Failed("the host was not seen yet".to_owned()));
        };
        let comparison = Comparison::of(&present.state, earlier, self.clock.now());
        let lost_containers = self.lost(host, &comparison).await;
        let rule = self.store.verdict_rule(host.id().clone()).await?;
        Ok(Verdict {
            state: comparison.state,
            rule: told(rule, present, &comparison),
            now: present.state.clone(),
            before: earlier.first().map(|boot| boot.state.clone()),
            deployment_changed: comparison.deployment_changed,
            is_return: comparison.is_return,
            newly_failed: comparison.newly_failed,
            recovered: comparison.recovered,
            lost_containers,
            decision: present.decision.clone(),
            pinned_for_trial: self.store.trial_pin(host.id().clone()).await?,
        })
    }

    /// How those stand that ran before.
    async fn lost(&self, host: &Host, comparison: &Comparison) -> Vec<LostContainer> {
        if comparison.lost.is_empty() {
            return Vec::new();
        }
        let list = host.engine().containers().await;
        let names = comparison.lost.iter();
        names
            .map(|name| {
                let why = match &list {
                    Err(error) => error.to_string(),
                    Ok(list) => match list.containers.iter().find(|one| one.name == *name) {
                        None => "it is gone".to_owned(),
                        Some(one) => format!("it does not run: {}", one.status),
                    },
                };
                LostContainer {
                    name: name.clone(),
                    why,
                }
            })
            .collect()
    }

    /// Nobody listening is fine: the page fetches when it opens.
    fn say(&self, host: &Host) {
        let event = Event {
            host: Some(host.id().clone()),
            topic: Topic::Verdict,
        };
        let _listeners = self.events.send(event);
    }
}

/// The rule as it is told; it acts on boots of another deployment that nobody has decided on, and never on one that
/// came of a rollback.
fn told(rule: Option<StoredRule>, present: &StoredBoot, comparison: &Comparison) -> SetRule {
    let trouble = match &present.rule {
        RuleUse::Unused | RuleUse::Acted => None,
        RuleUse::Failed(why) => Some(why.clone()),
    };
    let Some(rule) = rule else {
        return SetRule {
            rule: VerdictRule::Ask,
            wait_minutes: WAIT_MINUTES,
            set_by: None,
            set_at: None,
            acts_at: None,
            trouble,
        };
    };
    let fits = match (rule.rule, comparison.state) {
        (VerdictRule::Ask, _) | (_, VerdictState::FirstSeen) => false,
        // Whether it will be is not known yet.
        (_, VerdictState::Settling) => true,
        (VerdictRule::KeepWhenGood, state) => state != VerdictState::Worse,
        (VerdictRule::RollBackWhenWorse, state) => state == VerdictState::Worse,
    };
    let acts = fits
        && comparison.deployment_changed
        && !comparison.is_return
        && present.decision.is_none()
        && present.rule == RuleUse::Unused;
    let wait = SignedDuration::from_mins(i64::from(rule.wait_minutes));
    let since = present.state.booted_at.unwrap_or(present.first_seen);
    SetRule {
        rule: rule.rule,
        wait_minutes: rule.wait_minutes,
        set_by: Some(rule.set_by),
        set_at: Some(rule.set_at),
        acts_at: acts.then(|| later(since, wait.max(SETTLING))),
        trouble,
    }
}

/// Past the last year there is, that year.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
