//! The one gate between a wish and a host: `Gate` decides by the policy, writes the audit line and
//! makes the `Permit` without which nothing can be changed.

mod classify;
mod clock;
mod decide;
mod journal;
mod permit;
mod policy;
mod principal;
mod roles;

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::broadcast;

use crate::{
    model::{
        Action, ContainerIdentity, ContainerRef, Event, HostId, Outcome, Problem, ProblemCode,
        Role, RoleDefinition, Topic,
    },
    store::{AuditLimits, LimitReached, NewAuditEntry, Store, StoreError},
};

pub use classify::{EngineRequest, dbus_call, engine_request};
pub use clock::Clock;
pub use decide::Grants;
pub use permit::Permit;
pub use policy::{Reach, least_role, needs_proof, permissions, reach};
pub use principal::{Principal, Proof, ProvenAt, Resource, Target};
pub use roles::{RoleError, Roles};

/// How long a proof of who somebody is holds for the riskiest actions.
pub const PROOF_LIFETIME: Duration = Duration::from_mins(10);

/// Characters of a reason.
const REASON: usize = 200;

/// Seconds.
const HOUR: u32 = 3600;

/// What guard rails count.
const RAILED: [Action; 3] = [
    Action::ContainerStart,
    Action::ContainerStop,
    Action::ContainerRestart,
];

/// Why there is no permit.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{roles} may not {}; it takes {}", action.as_str(), least.as_str())]
    Denied {
        roles: String,
        action: Action,
        least: Role,
    },
    /// Allowed, but not for this.
    #[error("{roles} may {}, but not here", action.as_str())]
    Outside { roles: String, action: Action },
    /// Prove who you are, then ask again.
    #[error("{} takes a new proof of who you are", action.as_str())]
    ProofNeeded { action: Action },
    #[error("the role {role} gives a reason for this, of at most {REASON} characters")]
    ReasonNeeded { role: String },
    #[error(
        "it was started, stopped or restarted {ago} s ago; the role {role} waits {wait} s more"
    )]
    TooSoon { role: String, ago: u64, wait: u64 },
    #[error("the role {role} may do this {most} times within an hour; the next is in {wait} s")]
    TooOften { role: String, most: u32, wait: u64 },
    /// What cannot be recorded is not done.
    #[error("the audit log cannot be written")]
    Audit(#[from] StoreError),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::Denied { least, .. } => Self::new(ProblemCode::Denied, detail)
                .remedy(format!("ask somebody with the role {}", least.as_str())),
            Refusal::Outside { .. } => Self::new(ProblemCode::Denied, detail)
                .remedy("ask an administrator to widen the role's scope"),
            Refusal::ProofNeeded { .. } => {
                Self::new(ProblemCode::ProofNeeded, detail).remedy("give your password again")
            }
            Refusal::ReasonNeeded { .. } => {
                Self::new(ProblemCode::InvalidRequest, detail).remedy("say why, in a few words")
            }
            Refusal::TooSoon { .. } | Refusal::TooOften { .. } => {
                Self::new(ProblemCode::Throttled, detail).remedy("wait, or ask an administrator")
            }
            Refusal::Audit(error) => {
                let mut problem = Self::from(error);
                problem.detail = "the audit log cannot be written, so nothing was done".to_owned();
                problem
            }
        }
    }
}

/// Decides and records.
#[derive(Debug, Clone)]
pub struct Gate {
    store: Store,
    events: broadcast::Sender<Event>,
    clock: Clock,
    roles: Roles,
}

impl Gate {
    /// Records in `store`; says "audit changed" on `events`.
    pub fn new(store: Store, events: broadcast::Sender<Event>, clock: Clock, roles: Roles) -> Self {
        Self {
            store,
            events,
            clock,
            roles,
        }
    }

    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// What the principal's roles are at this moment.
    pub fn grants(&self, principal: &Principal) -> Grants {
        decide::grants(&self.roles, &principal.roles, principal.bound.as_ref())
    }

    /// May the principal? Records nothing: for leaving out what is not to be seen.
    pub fn may(&self, principal: &Principal, action: Action, target: &Target) -> bool {
        self.grants(principal).decide(action, target).is_ok()
    }

    /// What to decide on for a container, and the reference to use then. Where the principal's roles are for certain
    /// containers only, the engine says which one it is, and its id is used: a name may go to another meanwhile.
    pub async fn container<E>(
        &self,
        principal: &Principal,
        action: Action,
        host: &HostId,
        container: ContainerRef,
        identify: impl AsyncFnOnce(&ContainerRef) -> Result<Option<ContainerIdentity>, E>,
    ) -> Result<(Target, ContainerRef), E> {
        let target = Target::on(host, container.as_str());
        if !self.grants(principal).is_for_containers(action, &target) {
            return Ok((target, container));
        }
        // One that is not there is refused like one outside the scope: which there are is not told.
        let Some(identity) = identify(&container).await? else {
            return Ok((target, container));
        };
        let exact = identity.id.parse().unwrap_or(container);
        Ok((Target::container(host, identity), exact))
    }

    /// May the principal look? Only a refusal is recorded.
    pub async fn look(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
    ) -> Result<(), Refusal> {
        let Err(denied) = self.grants(principal).decide(action, target).map(drop) else {
            return Ok(());
        };
        self.deny(principal, action, target, denied).await
    }

    /// May the principal change it? The line is written before the answer, either way.
    pub async fn check(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
    ) -> Result<Permit, Refusal> {
        let grants = self.grants(principal);
        let role = match grants.decide(action, target) {
            Ok(role) => role,
            Err(denied) => return self.deny(principal, action, target, denied).await,
        };
        if needs_proof(action) && !self.is_proven(&principal.proof) {
            let refusal = Refusal::ProofNeeded { action };
            return self.deny(principal, action, target, refusal).await;
        }
        let line = NewAuditEntry {
            rule: Some(role.name.to_string()),
            ..line(principal, action, target, Outcome::Started)
        };
        let entry = line.clone();
        let line = match self.within(role, action, target, line).await? {
            Ok(line) => line,
            Err(refusal) => return self.deny(principal, action, target, refusal).await,
        };
        journal::told(line, &entry, Outcome::Started, None);
        changed(&self.events);
        Ok(Permit::new(
            self.store.clone(),
            self.events.clone(),
            line,
            entry,
        ))
    }

    /// Writes the line, within the role's guard rails.
    async fn within(
        &self,
        role: &RoleDefinition,
        action: Action,
        target: &Target,
        line: NewAuditEntry,
    ) -> Result<Result<i64, Refusal>, StoreError> {
        let too_long = |reason: &String| reason.chars().count() > REASON;
        let name = || role.name.to_string();
        let limits = &role.limits;
        let railed = RAILED.contains(&action);
        let lacking = railed && limits.reason && target.reason.is_none();
        if lacking || target.reason.as_ref().is_some_and(too_long) {
            return Ok(Err(Refusal::ReasonNeeded { role: name() }));
        }
        if !railed || (limits.cool_down_s.is_none() && limits.per_hour.is_none()) {
            return self.store.audit_begin(line).await.map(Ok);
        }
        let now = Timestamp::now();
        let before = |seconds: u32| {
            let span = jiff::SignedDuration::from_secs(seconds.into());
            now.checked_sub(span).unwrap_or(Timestamp::MIN)
        };
        let counted = AuditLimits {
            actions: RAILED.to_vec(),
            target_since: limits.cool_down_s.map(before),
            most: limits.per_hour.map(|most| (most, before(HOUR))),
        };
        let left = |since: Timestamp, whole: u32| {
            let ago = now.duration_since(since).as_secs().max(0).unsigned_abs();
            (ago, u64::from(whole).saturating_sub(ago).max(1))
        };
        let written = self.store.audit_begin_within(line, counted).await?;
        Ok(written.map_err(|reached| match reached {
            LimitReached::Target(since) => {
                let (ago, wait) = left(since, limits.cool_down_s.unwrap_or_default());
                Refusal::TooSoon {
                    role: name(),
                    ago,
                    wait,
                }
            }
            LimitReached::Principal(oldest) => Refusal::TooOften {
                role: name(),
                most: limits.per_hour.unwrap_or_default(),
                wait: left(oldest, HOUR).1,
            },
        }))
    }

    fn is_proven(&self, proof: &Proof) -> bool {
        match proof {
            Proof::Standing => true,
            Proof::Proven(at) => {
                let age = self.clock.now().duration_since(at.get());
                age.unsigned_abs() < PROOF_LIFETIME
            }
        }
    }

    /// Records the refusal, and gives it back.
    async fn deny<T>(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
        refusal: Refusal,
    ) -> Result<T, Refusal> {
        let line = NewAuditEntry {
            detail: Some(refusal.to_string()),
            ..line(principal, action, target, Outcome::Denied)
        };
        self.denied(line).await?;
        Err(refusal)
    }

    /// Records a refusal that is not the policy's: a sign-in by somebody unknown.
    pub async fn refused(
        &self,
        address: String,
        action: Action,
        target: Option<String>,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.denied(NewAuditEntry {
            principal: "-".to_owned(),
            address,
            action,
            host: None,
            target,
            rule: None,
            reason: None,
            parameters: None,
            outcome: Outcome::Denied,
            detail: Some(reason.to_owned()),
        })
        .await
    }

    /// Writes a line that is complete at once.
    async fn denied(&self, entry: NewAuditEntry) -> Result<(), StoreError> {
        let line = self.store.audit_begin(entry.clone()).await?;
        journal::told(line, &entry, Outcome::Denied, entry.detail.as_deref());
        changed(&self.events);
        Ok(())
    }
}

fn line(principal: &Principal, action: Action, target: &Target, outcome: Outcome) -> NewAuditEntry {
    NewAuditEntry {
        principal: principal.name.clone(),
        address: principal.address.clone(),
        action,
        host: target.host.clone(),
        target: target.name.clone(),
        rule: None,
        reason: target.reason.clone(),
        parameters: target.parameters.as_ref().map(ToString::to_string),
        outcome,
        detail: None,
    }
}

/// Nobody listening is fine: the page fetches the log when it opens.
fn changed(events: &broadcast::Sender<Event>) {
    let _listeners = events.send(Event {
        host: None,
        topic: Topic::Audit,
    });
}
