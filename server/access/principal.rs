//! Who asks, and what for.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;
use serde_json::Value;

use crate::model::{ContainerIdentity, HostId, RoleName};

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub struct Principal {
    pub name: String,
    /// May do whatever any of these allows.
    pub roles: Vec<RoleName>,
    /// A token's role: only what this allows as well.
    pub bound: Option<RoleName>,
    /// An IP address, or "-" for the host's own command line.
    pub address: String,
    pub proof: Proof,
}

impl Principal {
    /// Where there is nobody to ask for a proof: a rule, the host's command line, somebody who is just signing in.
    pub fn standing(name: impl Into<String>, roles: Vec<RoleName>, address: String) -> Self {
        Self {
            name: name.into(),
            roles,
            bound: None,
            address,
            proof: Proof::Standing,
        }
    }
}

/// When somebody last proved who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    /// There is nobody to ask: a token, a rule, the host's command line.
    Standing,
    Proven(ProvenAt),
}

/// A time that whoever holds a session's channels open sees change. Clones go together.
#[derive(Debug, Clone)]
pub struct ProvenAt(Arc<AtomicI64>);

impl ProvenAt {
    pub fn new(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), Ordering::Relaxed);
    }

    pub fn get(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::MIN)
    }
}

/// What an action is for, and what is said with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Absent for the console's own resources.
    pub host: Option<HostId>,
    /// A container, an account, a D-Bus method; absent where the host itself is meant.
    pub name: Option<String>,
    pub resource: Resource,
    /// Why, in the words of who asks.
    pub reason: Option<String>,
    /// With what; without secrets.
    pub parameters: Option<Value>,
}

/// What a role's scope is compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Resource {
    /// The host, or the console, as a whole; or something whose identity is not known.
    #[default]
    Whole,
    /// Whichever containers the principal may: the caller leaves out the others.
    Containers,
    /// As the engine tells it.
    Container(ContainerIdentity),
}

impl Target {
    /// The console itself.
    pub fn console() -> Self {
        Self::default()
    }

    /// Something of the console's own.
    pub fn of_console(name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::default()
        }
    }

    /// The host as a whole.
    pub fn host(host: &HostId) -> Self {
        Self {
            host: Some(host.clone()),
            ..Self::default()
        }
    }

    /// Something on the host.
    pub fn on(host: &HostId, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::host(host)
        }
    }

    /// Whichever containers of the host the principal may.
    pub fn containers(host: &HostId) -> Self {
        Self {
            resource: Resource::Containers,
            ..Self::host(host)
        }
    }

    /// A container of the host.
    pub fn container(host: &HostId, identity: ContainerIdentity) -> Self {
        Self {
            name: Some(identity.name.clone()),
            resource: Resource::Container(identity),
            ..Self::host(host)
        }
    }

    /// The same, and why.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason.filter(|reason| !reason.trim().is_empty());
        self
    }

    /// The same, and with what.
    #[must_use]
    pub fn with(mut self, parameters: Value) -> Self {
        self.parameters = Some(parameters);
        self
    }
}
