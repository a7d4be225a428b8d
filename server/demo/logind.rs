//! A fake `org.freedesktop.login1`: it lets anyone restart the demo host, which the supervisor in `mod`
//! then does.

use tokio::sync::mpsc;
use zbus::{Connection, connection::Builder, fdo, object_server::SignalEmitter};

/// Serves the manager; `reboot` gets a message for each restart asked for.
pub(super) async fn serve(address: &str, reboot: mpsc::Sender<()>) -> zbus::Result<Connection> {
    Builder::address(address)
        .serve_at("/org/freedesktop/login1", Manager { reboot })
        .name("org.freedesktop.login1")
        .build()
        .await
}

struct Manager {
    reboot: mpsc::Sender<()>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn can_reboot(&self) -> &str {
        "yes"
    }

    /// Nobody could switch it on again.
    fn can_power_off(&self) -> &str {
        "na"
    }

    async fn reboot(
        &self,
        _interactive: bool,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        // The channel has room for one: it is full where the host goes down already.
        if self.reboot.try_send(()).is_err() {
            return Err(fdo::Error::Failed(
                "There's already a shutdown or sleep operation in progress".to_owned(),
            ));
        }
        Self::prepare_for_shutdown(&emitter, true).await?;
        Ok(())
    }

    #[zbus(signal)]
    async fn prepare_for_shutdown(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}
