//! What the bus sees of rpm-ostreed at its object Sysroot, and how it refuses; `os` is the object of the stateroot.

use std::sync::Arc;

use zbus::{Connection, OwnedObjectPath, fdo, message::Header};

use super::{daemon::Daemon, values::Dict};

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

    /// The world has no other copy; whoever changed it beside the bus asks for it to be told.
    async fn reload(&self, #[zbus(connection)] bus: &Connection) {
        self.0.tell_deployments(bus).await;
    }

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

/// A string option.
pub(super) fn text(options: &Dict, key: &str) -> Option<String> {
    options.get(key)?.downcast_ref::<String>().ok()
}

fn path(path: &str) -> zbus::Result<OwnedObjectPath> {
    OwnedObjectPath::try_from(path)
}
