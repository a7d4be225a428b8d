//! What the bus sees of rpm-ostreed: the objects Sysroot and OS, their methods and properties.

use std::sync::Arc;

use zbus::{Connection, OwnedObjectPath, fdo, message::Header};

use super::{daemon::Daemon, jobs::Job, transaction::Call, values::Dict};
use crate::demo::world::Keep;

/// A refused call.
#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org")]
pub(super) enum Refused {
    #[zbus(error)]
    Bus(zbus::Error),
    #[zbus(name = "projectatomic.rpmostreed.Error.Failed")]
    Failed(String),
    /// `G_IO_ERROR_BUSY`, as GDBus sends an error that has no name.
    #[zbus(name = "gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code26")]
    Busy(String),
}

pub(super) struct Sysroot(pub Arc<Daemon>);

#[zbus::interface(name = "org.projectatomic.rpmostree1.Sysroot")]
impl Sysroot {
    #[expect(clippy::needless_pass_by_value, reason = "the macro gives it so")]
    fn register_client(&self, options: Dict, #[zbus(header)] header: Header<'_>) {
        if let (Some(id), Some(sender)) = (text(&options, "id"), header.sender()) {
            self.0.register(sender, id);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "the macro gives it so")]
    fn unregister_client(&self, _options: Dict, #[zbus(header)] header: Header<'_>) {
        if let Some(sender) = header.sender() {
            self.0.unregister(sender);
        }
    }

    /// Nothing to read anew: the world has no other copy.
    fn reload(&self) {}

    fn reload_config(&self) {}

    #[zbus(name = "GetOS", out_args("object_path"))]
    fn get_os(&self, name: &str) -> Result<OwnedObjectPath, Refused> {
        if name == self.0.world.scenario.stateroot {
            return path(&self.0.os_path).map_err(Refused::Bus);
        }
        Err(Refused::Failed(format!("OS name \"{name}\" not found")))
    }

    #[zbus(property)]
    fn booted(&self) -> fdo::Result<OwnedObjectPath> {
        Ok(path(&self.0.os_path)?)
    }

    #[zbus(property)]
    fn path(&self) -> &str {
        "/"
    }

    #[zbus(property)]
    fn deployments(&self) -> Vec<Dict> {
        self.0.deployments()
    }

    #[zbus(property)]
    fn active_transaction(&self) -> (String, String, String) {
        self.0.active()
    }

    #[zbus(property)]
    fn active_transaction_path(&self) -> String {
        self.0.active_path()
    }

    #[zbus(property)]
    fn automatic_update_policy(&self) -> &str {
        "none"
    }
}

pub(super) struct Os(pub Arc<Daemon>);

#[zbus::interface(name = "org.projectatomic.rpmostree1.OS")]
impl Os {
    #[zbus(out_args("enabled", "transaction_address"))]
    async fn automatic_update_trigger(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(bool, String), Refused> {
        match text(&options, "mode").as_deref() {
            // The policy is "none".
            None | Some("auto" | "none") => Ok((false, String::new())),
            Some("check") => {
                let call = call("AutomaticUpdateTrigger", [options]);
                let address = self.0.begin(&header, bus, call, Job::Check).await?;
                Ok((true, address))
            }
            Some(mode) => Err(Refused::Failed(format!("Invalid mode: {mode}"))),
        }
    }

    #[zbus(out_args("transaction_address"))]
    async fn update_deployment(
        &self,
        modifiers: Dict,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        if let Some(modifier) = modifiers.keys().next() {
            return Err(Refused::Failed(format!(
                "the demo host cannot do `{modifier}`"
            )));
        }
        let title = text(&options, "initiating-command-line");
        let job = Job::Upgrade(title.unwrap_or_else(|| "upgrade".to_owned()));
        let call = call("UpdateDeployment", [modifiers, options]);
        self.0.begin(&header, bus, call, job).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn upgrade(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let title = text(&options, "initiating-command-line");
        let job = Job::Upgrade(title.unwrap_or_else(|| "upgrade".to_owned()));
        self.0
            .begin(&header, bus, call("Upgrade", [options]), job)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn rollback(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let call = call("Rollback", [options]);
        self.0.begin(&header, bus, call, Job::Rollback).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn cleanup(
        &self,
        elements: Vec<String>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let keep = |name: &str| match elements.iter().any(|element| element == name) {
            true => Keep::No,
            false => Keep::Yes,
        };
        let job = Job::Cleanup {
            pending: keep("pending-deploy"),
            rollback: keep("rollback-deploy"),
        };
        let call = Call {
            elements,
            ..call("Cleanup", [])
        };
        self.0.begin(&header, bus, call, job).await
    }

    #[zbus(property)]
    fn name(&self) -> String {
        self.0.world.scenario.stateroot.clone()
    }

    #[zbus(property)]
    fn booted_deployment(&self) -> Dict {
        self.0.os().booted
    }

    #[zbus(property)]
    fn default_deployment(&self) -> Dict {
        self.0.os().default
    }

    #[zbus(property)]
    fn rollback_deployment(&self) -> Dict {
        self.0.os().rollback
    }

    #[zbus(property)]
    fn cached_update(&self) -> Dict {
        self.0.os().update
    }

    #[zbus(property)]
    fn has_cached_update_rpm_diff(&self) -> bool {
        self.0.world.snapshot().update_known
    }
}

fn call<const N: usize>(method: &'static str, parameters: [Dict; N]) -> Call {
    Call {
        method,
        parameters: parameters.into(),
        elements: Vec::new(),
    }
}

/// A string option.
fn text(options: &Dict, key: &str) -> Option<String> {
    options.get(key)?.downcast_ref::<String>().ok()
}

fn path(path: &str) -> zbus::Result<OwnedObjectPath> {
    OwnedObjectPath::try_from(path)
}
