//! A fake of `org.freedesktop.systemd1`: the lists of units, an object a
//! unit, switching them on and off, and when the host booted.

use std::sync::Arc;

use jiff::SignedDuration;
use zbus::{Connection, OwnedObjectPath, connection::Builder, fdo, object_server::SignalEmitter};

use super::machinery::{Machinery, Stand};

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

/// What `LoadUnit` answers with for a unit that is not there.
const NOT_FOUND: &str = "not-found.service";

/// Microseconds from the kernel's start: firmware and loader before it, the others after it.
const FIRMWARE: u64 = 6_400_000;
const LOADER: u64 = 1_900_000;
const INITRD: u64 = 1_200_000;
const USERSPACE: u64 = 3_800_000;
const FINISH: u64 = 11_700_000;

/// How long after the boot a timer runs for the first time.
const TIMER_AFTER_BOOT: u64 = 3_600_000_000;

/// Kind of the change, file, destination.
type FileChanges = Vec<(String, String, String)>;

/// Serves systemd's manager and units.
pub(super) async fn serve(address: &str, machinery: &Arc<Machinery>) -> zbus::Result<Connection> {
    let manager = Manager(Arc::clone(machinery));
    let mut systemd = Builder::address(address).serve_at(MANAGER_PATH, manager);
    let units = machinery.units().into_iter().map(|one| one.unit.name);
    for name in units.chain([NOT_FOUND.to_owned()]) {
        let path = unit_path(&name);
        let object = |name: &str| (Arc::clone(machinery), name.to_owned());
        if name.ends_with(".timer") {
            let (machinery, name) = object(&name);
            systemd = systemd.serve_at(path.clone(), TimerObject(machinery, name));
        }
        if name.ends_with(".service") {
            systemd = systemd.serve_at(path.clone(), ServiceObject);
        }
        let (machinery, name) = object(&name);
        systemd = systemd.serve_at(path, UnitObject(machinery, name));
    }
    systemd.name("org.freedesktop.systemd1").build().await
}

struct Manager(Arc<Machinery>);

impl Manager {
    fn rows(&self, wanted: impl Fn(&Stand) -> bool) -> fdo::Result<Vec<Row>> {
        let units = self.0.units().into_iter().filter(|unit| wanted(unit));
        units.map(|unit| row(&unit)).collect()
    }

    fn find(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        match self.0.unit(name) {
            Some(_) => Ok(object(&unit_path(name))?),
            None => Err(fdo::Error::Failed(format!("Unit {name} not loaded."))),
        }
    }

    fn failed(&self) -> usize {
        let units = self.0.units().into_iter();
        units.filter(|unit| unit.active == "failed").count()
    }

    fn micros_since_epoch(&self, after: u64) -> u64 {
        let booted = self.0.booted_at().as_microsecond();
        u64::try_from(booted).unwrap_or(0).saturating_add(after)
    }

    /// Starts or stops a unit at once, without a job that could be waited for.
    fn turn(&self, name: &str, (active, sub): (&str, &str)) -> fdo::Result<OwnedObjectPath> {
        let sub = match (active, name.rsplit('.').next()) {
            ("active", Some("timer")) => "waiting",
            _ => sub,
        };
        let is_there = self.0.change(name, |unit| {
            active.clone_into(&mut unit.active);
            sub.clone_into(&mut unit.sub);
        });
        match is_there {
            true => Ok(object("/org/freedesktop/systemd1/job/1")?),
            false => Err(fdo::Error::Failed(format!("Unit {name} not found."))),
        }
    }

    fn set_files(&self, names: &[String], state: &str) -> fdo::Result<FileChanges> {
        let mut changes = Vec::new();
        for name in names {
            if !self
                .0
                .change(name, |unit| state.clone_into(&mut unit.file_state))
            {
                let text = format!("Unit file {name} does not exist.");
                return Err(fdo::Error::FileNotFound(text));
            }
            let link = format!("/etc/systemd/system/timers.target.wants/{name}");
            let kind = if state == "enabled" {
                "symlink"
            } else {
                "unlink"
            };
            changes.push((
                kind.to_owned(),
                link,
                format!("/usr/lib/systemd/system/{name}"),
            ));
        }
        Ok(changes)
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

    /// As systemd does, it answers for units that are not there as well.
    fn load_unit(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        let known = self.0.unit(name).map_or(NOT_FOUND, |_| name);
        Ok(object(&unit_path(known))?)
    }

    async fn enable_unit_files(
        &self,
        names: Vec<String>,
        _runtime: bool,
        _force: bool,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<(bool, FileChanges)> {
        let changes = self.set_files(&names, "enabled")?;
        Self::unit_files_changed(&emitter).await?;
        Ok((true, changes))
    }

    async fn disable_unit_files(
        &self,
        names: Vec<String>,
        _runtime: bool,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<FileChanges> {
        let changes = self.set_files(&names, "disabled")?;
        Self::unit_files_changed(&emitter).await?;
        Ok(changes)
    }

    fn reload(&self) {}

    fn start_unit(&self, name: &str, _mode: &str) -> fdo::Result<OwnedObjectPath> {
        self.turn(name, ("active", "running"))
    }

    fn stop_unit(&self, name: &str, _mode: &str) -> fdo::Result<OwnedObjectPath> {
        self.turn(name, ("inactive", "dead"))
    }

    fn restart_unit(&self, name: &str, _mode: &str) -> fdo::Result<OwnedObjectPath> {
        self.turn(name, ("active", "running"))
    }

    /// The demo tells everybody everything.
    fn subscribe(&self) {}

    fn unsubscribe(&self) {}

    #[zbus(signal)]
    async fn unit_files_changed(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    #[zbus(property)]
    fn version(&self) -> &str {
        "257.10-1.fc42"
    }

    #[zbus(property)]
    fn virtualization(&self) -> &str {
        "kvm"
    }

    #[zbus(property)]
    fn system_state(&self) -> &str {
        if self.0.is_going_down() {
            "stopping"
        } else if self.failed() == 0 {
            "running"
        } else {
            "degraded"
        }
    }

    #[zbus(property)]
    fn n_failed_units(&self) -> u32 {
        u32::try_from(self.failed()).unwrap_or(u32::MAX)
    }

    #[zbus(property)]
    fn firmware_timestamp_monotonic(&self) -> u64 {
        FIRMWARE
    }

    #[zbus(property)]
    fn loader_timestamp_monotonic(&self) -> u64 {
        LOADER
    }

    #[zbus(property)]
    fn kernel_timestamp(&self) -> u64 {
        self.micros_since_epoch(0)
    }

    #[zbus(property, name = "InitRDTimestampMonotonic")]
    fn initrd_timestamp_monotonic(&self) -> u64 {
        INITRD
    }

    #[zbus(property)]
    fn userspace_timestamp(&self) -> u64 {
        self.micros_since_epoch(USERSPACE)
    }

    #[zbus(property)]
    fn userspace_timestamp_monotonic(&self) -> u64 {
        USERSPACE
    }

    #[zbus(property)]
    fn finish_timestamp_monotonic(&self) -> u64 {
        FINISH
    }
}

/// By its name, `NOT_FOUND` included.
struct UnitObject(Arc<Machinery>, String);

impl UnitObject {
    fn of(&self, field: impl FnOnce(Stand) -> String, absent: &str) -> String {
        self.0
            .unit(&self.1)
            .map_or_else(|| absent.to_owned(), field)
    }
}

#[zbus::interface(name = "org.freedesktop.systemd1.Unit")]
impl UnitObject {
    #[zbus(property)]
    fn id(&self) -> &str {
        &self.1
    }

    #[zbus(property)]
    fn description(&self) -> String {
        self.of(|unit| unit.unit.description, "")
    }

    #[zbus(property)]
    fn load_state(&self) -> String {
        self.of(|_| "loaded".to_owned(), "not-found")
    }

    #[zbus(property)]
    fn active_state(&self) -> String {
        self.of(|unit| unit.active, "inactive")
    }

    #[zbus(property)]
    fn sub_state(&self) -> String {
        self.of(|unit| unit.sub, "dead")
    }

    #[zbus(property)]
    fn unit_file_state(&self) -> String {
        self.of(|unit| unit.file_state, "")
    }

    #[zbus(property)]
    fn wanted_by(&self) -> Vec<String> {
        match self.0.unit(&self.1) {
            Some(unit) if unit.file_state == "enabled" => vec!["multi-user.target".to_owned()],
            Some(_) | None => Vec::new(),
        }
    }

    #[zbus(property)]
    fn triggered_by(&self) -> Vec<String> {
        let socket = self.1.replace(".service", ".socket");
        let is_there = socket != self.1 && self.0.unit(&socket).is_some();
        is_there.then_some(socket).into_iter().collect()
    }
}

struct ServiceObject;

#[zbus::interface(name = "org.freedesktop.systemd1.Service")]
impl ServiceObject {
    #[zbus(property)]
    fn bus_name(&self) -> &str {
        ""
    }
}

struct TimerObject(Arc<Machinery>, String);

#[zbus::interface(name = "org.freedesktop.systemd1.Timer")]
impl TimerObject {
    #[zbus(property, name = "NextElapseUSecRealtime")]
    fn next_elapse_realtime(&self) -> u64 {
        0
    }

    /// The first full hour after now, while it waits.
    #[zbus(property, name = "NextElapseUSecMonotonic")]
    fn next_elapse_monotonic(&self) -> u64 {
        let waits = self
            .0
            .unit(&self.1)
            .is_some_and(|unit| unit.active == "active");
        let up = jiff::Timestamp::now().duration_since(self.0.booted_at());
        let up = up.max(SignedDuration::ZERO).as_micros();
        let hours = u64::try_from(up).unwrap_or(0) / TIMER_AFTER_BOOT + 1;
        if waits {
            hours * TIMER_AFTER_BOOT
        } else {
            u64::MAX
        }
    }
}

fn row(unit: &Stand) -> fdo::Result<Row> {
    Ok((
        unit.unit.name.clone(),
        unit.unit.description.clone(),
        "loaded",
        unit.active.clone(),
        unit.sub.clone(),
        "",
        object(&unit_path(&unit.unit.name))?,
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
