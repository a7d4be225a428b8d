//! A fake `org.freedesktop.login1`: it lets anyone restart the demo host, now or at a time, which the supervisor in
//! `mod` then does; says who is signed in, and who holds the host back.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};
use zbus::{Connection, OwnedObjectPath, connection::Builder, fdo, object_server::SignalEmitter};

use super::machinery::{Machinery, Schedule};

const MANAGER_PATH: &str = "/org/freedesktop/login1";

/// `SD_LOGIND_REBOOT_VIA_KEXEC` and those above it that the demo knows.
const KNOWN_FLAGS: u64 = 0b1_1111;

/// Who sits at the demo host: session, user id, user, terminal, where from.
const SESSIONS: [(&str, u32, &str, &str, &str); 2] = [
    ("1", 1000, "core", "tty1", ""),
    ("4", 1001, "ada", "pts/0", "198.51.100.7"),
];

/// What, who, why, mode, user id, process id.
type InhibitorRow = (String, String, String, String, u32, u32);

type SessionRow = (String, u32, String, String, OwnedObjectPath);

/// Serves the manager and the sessions; `reboot` gets a message for each restart. The future restarts the host when
/// its scheduled time comes.
pub(super) async fn serve(
    address: &str,
    machinery: &Arc<Machinery>,
    reboot: mpsc::Sender<()>,
) -> zbus::Result<(Connection, impl Future<Output = ()> + use<>)> {
    let (changed, changes) = watch::channel(());
    let manager = Manager {
        machinery: Arc::clone(machinery),
        reboot: reboot.clone(),
        changed,
    };
    let mut builder = Builder::address(address).serve_at(MANAGER_PATH, manager);
    for (id, _, _, tty, remote) in SESSIONS {
        let session = Session {
            id,
            tty,
            remote,
            since: machinery.booted_at(),
        };
        builder = builder.serve_at(session_path(id), session);
    }
    let connection = builder.name("org.freedesktop.login1").build().await?;
    let clock = keep_time(Arc::clone(machinery), reboot, changes, connection.clone());
    Ok((connection, clock))
}

/// Goes down when what is scheduled is due.
async fn keep_time(
    machinery: Arc<Machinery>,
    reboot: mpsc::Sender<()>,
    mut changes: watch::Receiver<()>,
    connection: Connection,
) {
    loop {
        let Some(schedule) = machinery.schedule() else {
            if changes.changed().await.is_err() {
                return;
            }
            continue;
        };
        let now = u64::try_from(Timestamp::now().as_microsecond()).unwrap_or(0);
        let due = Duration::from_micros(schedule.at.saturating_sub(now));
        tokio::select! {
            changed = changes.changed() => if changed.is_err() {
                return;
            },
            () = sleep(due) => {
                machinery.set_schedule(None);
                let emitter = SignalEmitter::new(&connection, MANAGER_PATH);
                if let Err(error) = go_down(&machinery, &reboot, emitter.as_ref().ok()).await {
                    tracing::debug!(%error, "the demo host goes down already");
                }
            }
        }
    }
}

async fn go_down(
    machinery: &Machinery,
    reboot: &mpsc::Sender<()>,
    emitter: Option<&SignalEmitter<'_>>,
) -> fdo::Result<()> {
    // The channel has room for one: it is full where the host goes down already.
    if machinery.is_going_down() || reboot.try_send(()).is_err() {
        return Err(fdo::Error::Failed(
            "There's already a shutdown or sleep operation in progress".to_owned(),
        ));
    }
    machinery.go_down();
    if let Some(emitter) = emitter {
        Manager::prepare_for_shutdown(emitter, true).await?;
    }
    Ok(())
}

struct Manager {
    machinery: Arc<Machinery>,
    reboot: mpsc::Sender<()>,
    /// Told when the schedule is another.
    changed: watch::Sender<()>,
}

impl Manager {
    async fn scheduled(&self, emitter: &SignalEmitter<'_>) -> fdo::Result<()> {
        self.changed.send_replace(());
        Ok(self.scheduled_shutdown_changed(emitter).await?)
    }
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
        go_down(&self.machinery, &self.reboot, Some(&emitter)).await
    }

    /// A soft reboot takes the demo as long as another.
    async fn reboot_with_flags(
        &self,
        flags: u64,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if flags & !KNOWN_FLAGS != 0 {
            return Err(fdo::Error::InvalidArgs(
                "Invalid flags parameter".to_owned(),
            ));
        }
        go_down(&self.machinery, &self.reboot, Some(&emitter)).await
    }

    async fn schedule_shutdown(
        &self,
        kind: String,
        at: u64,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if !matches!(kind.as_str(), "reboot" | "soft-reboot" | "kexec") {
            return Err(fdo::Error::InvalidArgs(
                "Unsupported shutdown type".to_owned(),
            ));
        }
        self.machinery.set_schedule(Some(Schedule { kind, at }));
        self.scheduled(&emitter).await
    }

    async fn cancel_scheduled_shutdown(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<bool> {
        let before = self.machinery.set_schedule(None);
        self.scheduled(&emitter).await?;
        Ok(before.is_some())
    }

    fn set_wall_message(&self, message: String, _enable: bool) {
        self.machinery.set_wall_message(message);
    }

    fn list_sessions(&self) -> fdo::Result<Vec<SessionRow>> {
        let rows = SESSIONS.iter().map(|(id, uid, user, tty, _)| {
            let seat = if tty.starts_with("tty") { "seat0" } else { "" };
            let path = OwnedObjectPath::try_from(session_path(id))?;
            Ok((
                (*id).to_owned(),
                *uid,
                (*user).to_owned(),
                seat.to_owned(),
                path,
            ))
        });
        let rows: zbus::Result<Vec<_>> = rows.collect();
        Ok(rows?)
    }

    /// The import holds the host back while it runs.
    fn list_inhibitors(&self) -> Vec<InhibitorRow> {
        let row = |what: &str, who: &str, why: &str, mode: &str| {
            let [what, who, why, mode] = [what, who, why, mode].map(str::to_owned);
            (what, who, why, mode, 0, 812)
        };
        let network = "NetworkManager needs to turn off networks";
        let mut all = vec![row("sleep", "NetworkManager", network, "delay")];
        let import = self.machinery.unit("shop-import.service");
        if import.is_some_and(|unit| unit.active == "active") {
            let why = "an import of orders is under way";
            all.push(row("shutdown:sleep", "shop-import", why, "block"));
        }
        all
    }

    /// Nothing: an empty word and the largest time.
    #[zbus(property)]
    fn scheduled_shutdown(&self) -> (String, u64) {
        let schedule = self.machinery.schedule();
        schedule.map_or((String::new(), u64::MAX), |schedule| {
            (schedule.kind, schedule.at)
        })
    }

    #[zbus(property)]
    fn preparing_for_shutdown(&self) -> bool {
        self.machinery.is_going_down()
    }

    #[zbus(property)]
    fn wall_message(&self) -> String {
        self.machinery.wall_message()
    }

    #[zbus(signal)]
    async fn prepare_for_shutdown(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

struct Session {
    id: &'static str,
    tty: &'static str,
    remote: &'static str,
    since: Timestamp,
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn id(&self) -> &str {
        self.id
    }

    #[zbus(property, name = "TTY")]
    fn tty(&self) -> &str {
        self.tty
    }

    #[zbus(property)]
    fn remote(&self) -> bool {
        !self.remote.is_empty()
    }

    #[zbus(property)]
    fn remote_host(&self) -> &str {
        self.remote
    }

    #[zbus(property)]
    fn class(&self) -> &str {
        "user"
    }

    /// An hour after the boot, in microseconds.
    #[zbus(property)]
    fn timestamp(&self) -> u64 {
        let since = self.since.as_microsecond().saturating_add(3_600_000_000);
        u64::try_from(since).unwrap_or(0)
    }
}

fn session_path(id: &str) -> String {
    format!("{MANAGER_PATH}/session/{}", super::escape(id))
}
