//! A fake of `org.freedesktop.hostname1`: what the host says of itself.

use std::sync::Arc;

use zbus::{Connection, connection::Builder};

use super::world::World;

pub(super) async fn serve(address: &str, world: &Arc<World>) -> zbus::Result<Connection> {
    Builder::address(address)
        .serve_at("/org/freedesktop/hostname1", Hostname(Arc::clone(world)))
        .name("org.freedesktop.hostname1")
        .build()
        .await
}

struct Hostname(Arc<World>);

#[zbus::interface(name = "org.freedesktop.hostname1")]
impl Hostname {
    #[zbus(property)]
    fn hostname(&self) -> &str {
        &self.0.scenario.hostname
    }

    #[zbus(property)]
    fn static_hostname(&self) -> &str {
        &self.0.scenario.hostname
    }

    #[zbus(property)]
    fn chassis(&self) -> &str {
        "vm"
    }

    #[zbus(property)]
    fn kernel_name(&self) -> &str {
        "Linux"
    }

    #[zbus(property)]
    fn kernel_release(&self) -> String {
        let now = self.0.snapshot();
        let kernel = now.booted().map(|booted| booted.image.kernel.clone());
        kernel.unwrap_or_default()
    }

    #[zbus(property)]
    fn operating_system_pretty_name(&self) -> String {
        let now = self.0.snapshot();
        let version = now.booted().map(|booted| booted.image.version.clone());
        format!("Fedora CoreOS {}", version.unwrap_or_default())
    }
}
