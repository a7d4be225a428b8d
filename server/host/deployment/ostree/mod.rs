//! Plain ostree, by its program: hosts that boot from its deployments and have neither rpm-ostree nor bootc.
//! ostree 2022.7 (Debian 12) and newer.

mod abilities;
mod change;
mod commit;
mod difference;
mod kernel_arguments;
mod packages;
mod read;
mod screen;
mod staged;
mod status;
mod steps;
mod tool;
mod work;

use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};

use crate::{
    model::{DeploymentChange, DeploymentId, Deployments, Difference, FoundPackages, PackageName},
    transport::Transport,
};

use super::{Cancel, Change, DeploymentBackend, HostError, Side, Step, not_offered};

const BACKEND: &str = "ostree";

#[derive(Debug)]
pub(super) struct Ostree {
    tool: tool::Tool,
}

impl Ostree {
    pub(super) fn new(transport: Transport) -> Self {
        Self {
            tool: tool::Tool { transport },
        }
    }
}

impl DeploymentBackend for Ostree {
    fn name(&self) -> &'static str {
        BACKEND
    }

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>> {
        read::deployments(&self.tool).boxed()
    }

    fn begin(
        &self,
        change: DeploymentChange,
        _by: &str,
    ) -> BoxFuture<'static, Result<Change, HostError>> {
        change::begin(self.tool.clone(), change).boxed()
    }

    fn difference(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> BoxFuture<'_, Result<Difference, HostError>> {
        difference::between(&self.tool, earlier, later).boxed()
    }

    fn search(&self, _term: PackageName) -> BoxFuture<'_, Result<FoundPackages, HostError>> {
        let error = not_offered(
            BACKEND,
            "layer packages",
            "build them into the image, or use one that contains rpm-ostree",
        );
        ready(Err(error)).boxed()
    }
}
