//! Networks as the rest of the program sees them: each change takes a permit and is seen through.

use std::sync::Arc;

use crate::{
    access::Permit,
    model::{ConnectRequest, DisconnectRequest, Network, NetworkCreate, ResourceName},
};

use crate::host::{ContainerEngine, HostError};

impl ContainerEngine {
    /// All networks, by name, and what is attached.
    pub async fn networks(&self) -> Result<Vec<Network>, HostError> {
        self.engines.networks().await
    }

    /// Makes a bridge.
    pub async fn create_network(
        &self,
        permit: Permit,
        spec: NetworkCreate,
    ) -> Result<Network, HostError> {
        let engines = Arc::clone(&self.engines);
        let creating = async move { engines.create_network(&spec).await };
        self.operations.see_through(permit, creating).await
    }

    /// Removes a network that no container uses.
    pub async fn remove_network(
        &self,
        permit: Permit,
        network: &ResourceName,
    ) -> Result<(), HostError> {
        let (engines, network) = (Arc::clone(&self.engines), network.clone());
        let removing = async move { engines.remove_network(network.as_str()).await };
        self.operations.see_through(permit, removing).await
    }

    /// Attaches a container.
    pub async fn connect_network(
        &self,
        permit: Permit,
        network: &ResourceName,
        request: ConnectRequest,
    ) -> Result<(), HostError> {
        let (engines, network) = (Arc::clone(&self.engines), network.clone());
        let connecting = async move { engines.connect(network.as_str(), &request).await };
        self.operations.see_through(permit, connecting).await
    }

    /// Detaches a container.
    pub async fn disconnect_network(
        &self,
        permit: Permit,
        network: &ResourceName,
        request: DisconnectRequest,
    ) -> Result<(), HostError> {
        let (engines, network) = (Arc::clone(&self.engines), network.clone());
        let disconnecting = async move { engines.disconnect(network.as_str(), &request).await };
        self.operations.see_through(permit, disconnecting).await
    }
}
