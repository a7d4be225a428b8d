//! Plain data: what the console knows and says. Everything here is `Serialize + ToSchema`, so the
//! same names stand in Rust, in the API document and in the browser. No I/O, nothing of ours imported.

mod action;
mod audit;
mod container;
mod deployment;
mod event;
mod host;
mod id;
mod operation;
mod problem;
mod unit;
mod user;

pub use action::Action;
pub use audit::{AuditEntry, AuditPage, Outcome};
pub use container::{
    Container, ContainerList, ContainerState, ContainerVerb, Engine, EngineKind, Health, LogLine,
    LogStream, Port,
};
pub use deployment::{Deployment, Deployments, Origin, PackageCounts, Update};
pub use event::{Event, Topic};
pub use host::{Availability, Capability, CapabilityKind, Facts, HostDetail, HostSummary};
pub use id::{ContainerRef, HostId, OperationId, ParseIdError, UserName};
pub use operation::{LOG_LINES, Operation, OperationKind, OperationList, OperationState, Progress};
pub use problem::{Problem, ProblemCode};
pub use unit::Unit;
pub use user::{Role, SignIn, User, Whoami};
