//! Fakes of `org.freedesktop.systemd1` and `org.freedesktop.hostname1`: the lists of units, an object a
//! unit, and what the host says of itself. Units never change state.

use std::sync::Arc;

use zbus::{Connection, OwnedObjectPath, connection::Builder, fdo};

use super::{scenario::Unit, world::World};

const MANAGER_PATH: &str = "/org/freedesktop/systemd1";

/// A row of `ListUnits`: name, description, load, active and sub state, followed unit, object, job id,
/// job type, job object.
type Row = (
    String,
    String,
    &'static str,
    String,
    String,
    &'static str,
    OwnedObjectPath,
    u32,
    &'static str,
    OwnedObjectPath,
);

/// Serves systemd's manager and units, and hostnamed.
pub(super) async fn serve(address: &str, world: &Arc<World>) -> zbus::Result<[Connection; 2]> {
    let mut systemd = Builder::address(address).serve_at(MANAGER_PATH, Manager(Arc::clone(world)));
    for unit in &world.scenario.units {
        systemd = systemd.serve_at(unit_path(&unit.name), UnitObject(unit.clone()));
    }
    let hostnamed = Builder::address(address)
        .serve_at("/org/freedesktop/hostname1", Hostname(Arc::clone(world)))
        .name("org.freedesktop.hostname1");
    Ok([
        systemd.name("org.freedesktop.systemd1").build().await?,
        hostnamed.build().await?,
    ])
}

struct Manager(Arc<World>);

impl Manager {
    fn rows(&self, wanted: impl Fn(&Unit) -> bool) -> fdo::Result<Vec<Row>> {
        let units = self.0.scenario.units.iter().filter(|unit| wanted(unit));
        units.map(row).collect()
    }

    fn find(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        match self.0.scenario.units.iter().find(|unit| unit.name == name) {
            Some(unit) => Ok(object(&unit_path(&unit.name))?),
            None => Err(fdo::Error::Failed(format!("Unit {name} not loaded."))),
        }
    }

    fn failed(&self) -> usize {
        let units = self.0.scenario.units.iter();
        units.filter(|unit| unit.active == "failed").count()
    }
}

#[zbus::interface(name = "org.freedesktop.systemd1.Manager")]
impl Manager {
    fn list_units(&self) -> fdo::Result<Vec<Row>> {
        self.rows(|_| true)
    }

    /// Units in any of these load, active or sub states; all where none is given.
    fn list_units_filtered(&self, states: Vec<String>) -> fdo::Result<Vec<Row>> {
        self.rows(move |unit| {
            let is = |state: &String| ["loaded", &unit.active, &unit.sub].contains(&state.as_str());
            states.is_empty() || states.iter().any(is)
        })
    }

    fn get_unit(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        self.find(name)
    }

    fn load_unit(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        self.find(name)
    }

    /// No unit changes, so that there is nothing to subscribe to.
    fn subscribe(&self) {}

    fn unsubscribe(&self) {}

    #[zbus(property)]
    fn version(&self) -> &str {
        "257.10-1.fc42"
    }

    #[zbus(property)]
    fn system_state(&self) -> &str {
        if self.failed() == 0 {
            "running"
        } else {
            "degraded"
        }
    }

    #[zbus(property)]
    fn n_failed_units(&self) -> u32 {
        u32::try_from(self.failed()).unwrap_or(u32::MAX)
    }
}

struct UnitObject(Unit);

#[zbus::interface(name = "org.freedesktop.systemd1.Unit")]
impl UnitObject {
    #[zbus(property)]
    fn id(&self) -> &str {
        &self.0.name
    }

    #[zbus(property)]
    fn description(&self) -> &str {
        &self.0.description
    }

    #[zbus(property)]
    fn load_state(&self) -> &str {
        "loaded"
    }

    #[zbus(property)]
    fn active_state(&self) -> &str {
        &self.0.active
    }

    #[zbus(property)]
    fn sub_state(&self) -> &str {
        &self.0.sub
    }
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

fn row(unit: &Unit) -> fdo::Result<Row> {
    Ok((
        unit.name.clone(),
        unit.description.clone(),
        "loaded",
        unit.active.clone(),
        unit.sub.clone(),
        "",
        object(&unit_path(&unit.name))?,
        0,
        "",
        object("/")?,
    ))
}

fn unit_path(name: &str) -> String {
    format!("{MANAGER_PATH}/unit/{}", super::escape(name))
}

fn object(path: &str) -> zbus::Result<OwnedObjectPath> {
    OwnedObjectPath::try_from(path)
}
