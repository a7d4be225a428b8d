//! Who updates the host by itself, when, and whether that restarts it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A program that updates hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpdateAgentKind {
    RpmOstreed,
    Bootc,
    Zincati,
}

/// `AutomaticUpdatePolicy` of rpm-ostreed.conf(5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RpmOstreedPolicy {
    None,
    /// Download metadata only.
    Check,
    /// Download and stage; no restart.
    Stage,
    /// Stage, and restart at once.
    Apply,
    /// A word that the console does not know.
    Other,
}

impl RpmOstreedPolicy {
    /// The word in the file; `None` for one that cannot be asked for.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::None => Some("none"),
            Self::Check => Some("check"),
            Self::Stage => Some("stage"),
            Self::Apply => Some("apply"),
            Self::Other => None,
        }
    }
}

/// Whether a timer starts its service by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimerSwitch {
    On,
    Off,
}

/// When Zincati may restart the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZincatiStrategy {
    /// As soon as an update is staged.
    Immediate,
    /// Within windows of the week.
    Periodic,
    /// When a lock manager of the cluster lets it.
    FleetLock,
    /// A word that the console does not know.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "Mon",
            Self::Tue => "Tue",
            Self::Wed => "Wed",
            Self::Thu => "Thu",
            Self::Fri => "Fri",
            Self::Sat => "Sat",
            Self::Sun => "Sun",
        }
    }
}

/// A window of the week in which Zincati may restart the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateWindow {
    pub days: Vec<Weekday>,
    /// "HH:MM".
    pub start_time: String,
    /// 1 to 10,080: a week.
    #[schema(minimum = 1, maximum = 10080)]
    pub length_minutes: u32,
}

/// What an agent is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UpdateSetting {
    RpmOstreed {
        policy: RpmOstreedPolicy,
        /// As it stands in the file; empty where it does not.
        word: String,
        timer: TimerSwitch,
    },
    Bootc {
        timer: TimerSwitch,
    },
    Zincati {
        /// `updates.enabled`.
        enabled: bool,
        strategy: ZincatiStrategy,
        /// As it stands in the files; empty where it does not.
        word: String,
        /// All files' together.
        windows: Vec<UpdateWindow>,
        /// Of the windows, e.g. "UTC".
        time_zone: String,
        /// Of the lock manager.
        #[serde(skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        /// Paths, in the order in which they count.
        files: Vec<String>,
    },
}

/// One agent of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateAgent {
    pub kind: UpdateAgentKind,
    /// It does something by itself.
    pub active: bool,
    /// It restarts the host by itself.
    pub reboots: bool,
    /// What it does, in a sentence.
    pub words: String,
    /// The unit that makes it run, e.g. "zincati.service".
    pub unit: String,
    /// systemd's word for the unit, e.g. "active" or "inactive".
    pub unit_state: String,
    /// When it does something next, where systemd says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_run: Option<Timestamp>,
    pub setting: UpdateSetting,
    /// Files that could not be read or understood, each in a sentence.
    pub faults: Vec<String>,
}

/// `GET /hosts/{host}/update-policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdatePolicy {
    /// Those that are there.
    pub agents: Vec<UpdateAgent>,
}

/// When Zincati shall restart the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "strategy", rename_all = "snake_case")]
pub enum ZincatiWish {
    /// It shall not update at all.
    Off,
    Immediate,
    Periodic {
        windows: Vec<UpdateWindow>,
        /// e.g. "UTC" or "Europe/Berlin".
        #[serde(default = "utc")]
        time_zone: String,
    },
    FleetLock {
        /// e.g. "https://lock.example.org/".
        base_url: String,
    },
}

/// `PUT /hosts/{host}/update-policy`: sets one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "agent", rename_all = "snake_case")]
pub enum UpdatePolicyRequest {
    /// "none" switches its timer off as well, the others on.
    RpmOstreed {
        policy: RpmOstreedPolicy,
    },
    Bootc {
        timer: TimerSwitch,
    },
    Zincati(ZincatiWish),
}

impl UpdatePolicyRequest {
    /// Why it cannot be asked for, whatever the host.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::RpmOstreed { policy } => policy
                .word()
                .is_none()
                .then_some("the policy is one of none, check, stage and apply"),
            Self::Bootc { .. } => None,
            Self::Zincati(wish) => wish.fault(),
        }
    }

    /// For the audit log.
    pub fn target(&self) -> String {
        match self {
            Self::RpmOstreed { policy } => {
                format!("rpm-ostreed {}", policy.word().unwrap_or_default())
            }
            Self::Bootc { timer } => match timer {
                TimerSwitch::On => "bootc on".to_owned(),
                TimerSwitch::Off => "bootc off".to_owned(),
            },
            Self::Zincati(wish) => match wish {
                ZincatiWish::Off => "zincati off".to_owned(),
                ZincatiWish::Immediate => "zincati immediate".to_owned(),
                ZincatiWish::Periodic { windows, .. } => {
                    format!("zincati periodic, {} windows", windows.len())
                }
                ZincatiWish::FleetLock { base_url } => format!("zincati fleet_lock {base_url}"),
            },
        }
    }
}

impl ZincatiWish {
    fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Off | Self::Immediate => None,
            Self::Periodic { windows, time_zone } => {
                if windows.is_empty() || windows.len() > 50 {
                    Some("give between 1 and 50 windows")
                } else if !is_zone(time_zone) {
                    Some("the time zone is one of the tz database, like UTC or Europe/Berlin")
                } else {
                    windows.iter().find_map(UpdateWindow::fault)
                }
            }
            Self::FleetLock { base_url } => (!is_url(base_url)).then_some(
                "the lock manager's address begins with http:// or https://, without spaces and quotes",
            ),
        }
    }
}

impl UpdateWindow {
    fn fault(&self) -> Option<&'static str> {
        if self.days.is_empty() || self.days.len() > Weekday::ALL.len() {
            Some("a window is on one day at least, and names each once")
        } else if !is_time(&self.start_time) {
            Some("a window starts at a time like 23:30")
        } else if !(1..=10_080).contains(&self.length_minutes) {
            Some("a window is between 1 and 10080 minutes long")
        } else {
            None
        }
    }
}

fn is_zone(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+-/".contains(&b))
}

fn is_time(text: &str) -> bool {
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once(':').is_some_and(|(hours, minutes)| {
        digits(hours) && digits(minutes) && hours < "24" && minutes < "60"
    })
}

fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.len() <= 512
        && rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
                && rest
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !b"\"'\\".contains(&b))
        })
}

fn utc() -> String {
    "UTC".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_zincati_would_refuse_is_refused_here() {
        let window = |start: &str, length_minutes| UpdateWindow {
            days: vec![Weekday::Sat],
            start_time: start.to_owned(),
            length_minutes,
        };
        let of = |windows, zone: &str| ZincatiWish::Periodic {
            windows,
            time_zone: zone.to_owned(),
        };
        let good = of(vec![window("23:30", 60)], "Europe/Berlin");
        assert_eq!(good.fault(), None);
        let lock = |url: &str| ZincatiWish::FleetLock {
            base_url: url.to_owned(),
        };
        assert_eq!(lock("https://lock.example.org/").fault(), None);
        for bad in [
            of(Vec::new(), "UTC"),
            of(vec![window("24:00", 60)], "UTC"),
            of(vec![window("7:30", 60)], "UTC"),
            of(vec![window("07:30", 0)], "UTC"),
            of(vec![window("07:30", 10_081)], "UTC"),
            of(vec![window("07:30", 60)], "UTC\"\n"),
            lock("ftp://x"),
            lock("https://x\"\nenabled = true"),
            lock("https://"),
        ] {
            assert!(bad.fault().is_some(), "{bad:?}");
        }
    }
}
