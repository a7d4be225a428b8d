//! Stands in until the parts are there.

use super::{Host, HostError};
use crate::{
    access::Permit,
    model::{Impact, Power, PowerRequest, UpdatePolicy, UpdatePolicyRequest},
};

fn none() -> HostError {
    HostError::NotAvailable {
        reason: "this is not built yet".to_owned(),
        remedy: "wait".to_owned(),
    }
}
impl Host {
    pub async fn power(&self) -> Result<Power, HostError> {
        Err(none())
    }
    pub async fn ask_power(&self, permit: Permit, _r: PowerRequest) -> Result<(), HostError> {
        permit.record(async { Err(none()) }).await
    }
    pub async fn cancel_power(&self, permit: Permit) -> Result<(), HostError> {
        permit.record(async { Err(none()) }).await
    }
    pub async fn impact(&self) -> Impact {
        Impact {
            containers: Vec::new(),
            services: Vec::new(),
            sessions: Vec::new(),
            inhibitors: Vec::new(),
            scheduled: None,
            boots: Vec::new(),
            next: None,
            missing: Vec::new(),
        }
    }
    pub async fn update_policy(&self) -> Result<UpdatePolicy, HostError> {
        Err(none())
    }
    pub async fn set_update_policy(
        &self,
        permit: Permit,
        _r: UpdatePolicyRequest,
    ) -> Result<(), HostError> {
        permit.record(async { Err(none()) }).await
    }
}
