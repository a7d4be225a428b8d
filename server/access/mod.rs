//! The one gate between a wish and a host: `Gate` decides by the policy, writes the audit line and
//! makes the `Permit` without which nothing can be changed.

mod classify;
mod permit;
mod policy;

use tokio::sync::broadcast;

use crate::{
    model::{Action, Event, HostId, Outcome, Problem, ProblemCode, Role, Topic},
    store::{NewAuditEntry, Store, StoreError},
};

pub use classify::{dbus_call, engine_request};
pub use permit::Permit;
pub use policy::{least_role, permissions};

/// Who asks, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub name: String,
    pub role: Role,
    /// An IP address, or "-" for the host's own command line.
    pub address: String,
}

/// The resource an action is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Absent for the console's own resources.
    pub host: Option<HostId>,
    /// A container, an account, a D-Bus method; absent where the host itself is meant.
    pub name: Option<String>,
}

impl Target {
    /// The console itself.
    pub fn console() -> Self {
        Self::default()
    }

    /// The host as a whole.
    pub fn host(host: &HostId) -> Self {
        Self {
            host: Some(host.clone()),
            name: None,
        }
    }

    /// Something on the host.
    pub fn on(host: &HostId, name: impl Into<String>) -> Self {
        Self {
            host: Some(host.clone()),
            name: Some(name.into()),
        }
    }
}

/// Why there is no permit.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the role {} may not {}; it takes {}", role.as_str(), action.as_str(), least.as_str())]
    Denied {
        role: Role,
        action: Action,
        least: Role,
    },
    /// What cannot be recorded is not done.
    #[error("the audit log cannot be written")]
    Audit(#[from] StoreError),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied { least, .. } => Self::new(ProblemCode::Denied, refusal.to_string())
                .remedy(format!("ask somebody with the role {}", least.as_str())),
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
}

impl Gate {
    /// Records in `store`; says "audit changed" on `events`.
    pub fn new(store: Store, events: broadcast::Sender<Event>) -> Self {
        Self { store, events }
    }

    /// May the principal look? Only a refusal is recorded.
    pub async fn look(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
    ) -> Result<(), Refusal> {
        let Err(denied) = decide(principal, action) else {
            return Ok(());
        };
        self.record(principal, action, target, Outcome::Denied, Some(&denied))
            .await?;
        Err(denied)
    }

    /// May the principal change it? The line is written before the answer, either way.
    pub async fn check(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
    ) -> Result<Permit, Refusal> {
        if let Err(denied) = decide(principal, action) {
            self.record(principal, action, target, Outcome::Denied, Some(&denied))
                .await?;
            return Err(denied);
        }
        let line = self
            .record(principal, action, target, Outcome::Started, None)
            .await?;
        Ok(Permit::new(
            self.store.clone(),
            self.events.clone(),
            line,
            action,
            principal.name.clone(),
        ))
    }

    /// Records a refusal that is not the policy's: a sign-in by somebody unknown.
    pub async fn refused(
        &self,
        address: String,
        action: Action,
        target: Option<String>,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.store
            .audit_begin(NewAuditEntry {
                principal: "-".to_owned(),
                address,
                action,
                host: None,
                target,
                outcome: Outcome::Denied,
                detail: Some(reason.to_owned()),
            })
            .await?;
        changed(&self.events);
        Ok(())
    }

    async fn record(
        &self,
        principal: &Principal,
        action: Action,
        target: &Target,
        outcome: Outcome,
        denied: Option<&Refusal>,
    ) -> Result<i64, StoreError> {
        let line = self
            .store
            .audit_begin(NewAuditEntry {
                principal: principal.name.clone(),
                address: principal.address.clone(),
                action,
                host: target.host.clone(),
                target: target.name.clone(),
                outcome,
                detail: denied.map(ToString::to_string),
            })
            .await?;
        changed(&self.events);
        Ok(line)
    }
}

fn decide(principal: &Principal, action: Action) -> Result<(), Refusal> {
    let least = least_role(action);
    if principal.role >= least {
        return Ok(());
    }
    Err(Refusal::Denied {
        role: principal.role,
        action,
        least,
    })
}

/// Nobody listening is fine: the page fetches the log when it opens.
fn changed(events: &broadcast::Sender<Event>) {
    let _listeners = events.send(Event {
        host: None,
        topic: Topic::Audit,
    });
}
