//! logind's answers in our words. Pure: a word that is not known costs nothing else.

use jiff::Timestamp;

use crate::model::{Inhibitor, InhibitorMode, LoginSession, PowerAction, ScheduledPower};

use super::units::{self, Properties};

/// The version of systemd that brought soft reboots.
const SOFT_REBOOTS: u32 = 254;

/// What logind and systemd say of what they can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    /// Answers of `CanReboot` and `CanPowerOff`.
    pub(super) reboot: String,
    pub(super) power_off: String,
    /// 0 where it is not known.
    pub(super) version: u32,
}

impl Offered {
    /// Why it cannot be done, and what to do about it; `None` where it can.
    pub(super) fn refuses(&self, action: PowerAction) -> Option<(String, String)> {
        let answer = match action {
            PowerAction::Reboot => &self.reboot,
            PowerAction::PowerOff => &self.power_off,
            PowerAction::SoftReboot if self.version < SOFT_REBOOTS => {
                return Some((
                    "this host's systemd is older than 254, which brought soft reboots".to_owned(),
                    "restart the host instead".to_owned(),
                ));
            }
            PowerAction::SoftReboot => &self.reboot,
        };
        match answer.as_str() {
            "na" => Some((
                format!("this host cannot {}", action.words()),
                "do it where the host itself is run, such as its hypervisor".to_owned(),
            )),
            "no" | "challenge" => Some((
                format!(
                    "logind does not let the console {} the host",
                    action.words()
                ),
                "allow the console's system user to use logind".to_owned(),
            )),
            // "yes", and what only says that an inhibitor stands in the way: that is looked at by itself.
            _ => None,
        }
    }
}

/// The leading number of "257.5-2.fc42"; 0 where there is none.
pub(super) fn version(text: &str) -> u32 {
    let digits = text.trim_start_matches('v');
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let number = digits.get(..end.unwrap_or(digits.len()));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// logind's word for what can be scheduled.
pub(super) fn word(action: PowerAction) -> &'static str {
    match action {
        PowerAction::Reboot => "reboot",
        PowerAction::PowerOff => "poweroff",
        PowerAction::SoftReboot => "soft-reboot",
    }
}

/// `ScheduledShutdown`; nothing is scheduled where its word is empty, or its time is 0 or the largest.
pub(super) fn scheduled(manager: &Properties) -> Option<ScheduledPower> {
    let (kind, at) = units::pair(manager, "ScheduledShutdown")?;
    if kind.is_empty() || at == 0 {
        return None;
    }
    Some(ScheduledPower {
        action: PowerAction::ALL
            .into_iter()
            .find(|action| word(*action) == kind),
        at: moment(at)?,
        word: kind,
    })
}

/// A row of `ListInhibitors`.
pub(super) fn inhibitor(what: &str, who: String, why: String, mode: &str) -> Inhibitor {
    let what: Vec<String> = what.split(':').map(str::to_owned).collect();
    let mode = match mode {
        // The weak one does not hold back root before version 257, but says that it wants to.
        "block" | "block-weak" => InhibitorMode::Block,
        "delay" => InhibitorMode::Delay,
        _ => InhibitorMode::Other,
    };
    Inhibitor {
        blocks: mode == InhibitorMode::Block && what.iter().any(|word| word == "shutdown"),
        what,
        who,
        why,
        mode,
    }
}

/// A session; `None` for those that nobody sits at: the managers of users' own units.
pub(super) fn session(id: String, user: String, session: &Properties) -> Option<LoginSession> {
    let class = units::text(session, "Class").unwrap_or_else(|| "user".to_owned());
    if class.starts_with("manager") {
        return None;
    }
    Some(LoginSession {
        id,
        user,
        class,
        tty: units::text(session, "TTY"),
        remote_host: units::text(session, "RemoteHost"),
        since: units::number(session, "Timestamp")
            .filter(|micros| *micros > 0)
            .and_then(moment),
    })
}

/// Microseconds since the epoch.
fn moment(micros: u64) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::try_from(micros).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zbus::{OwnedVariant, Variant};

    use super::*;

    fn of(name: &str, value: Variant<'static>) -> Properties {
        let value = OwnedVariant::try_from(value).expect("no file descriptor");
        Properties::from([(name.to_owned(), value)])
    }

    #[test]
    fn what_is_scheduled_is_read_and_nothing_is_nothing() {
        let of = |kind: &'static str, at: u64| {
            scheduled(&of("ScheduledShutdown", Variant::from((kind, at))))
        };
        let reboot = of("reboot", 1_764_000_000_000_000).expect("scheduled");
        assert_eq!(reboot.action, Some(PowerAction::Reboot));
        assert_eq!(reboot.at.as_second(), 1_764_000_000);
        let halt = of("halt", 1_764_000_000_000_000).expect("scheduled");
        assert_eq!((halt.action, halt.word.as_str()), (None, "halt"));
        assert_eq!(of("", u64::MAX), None);
        assert_eq!(of("reboot", u64::MAX), None);
        assert_eq!(of("reboot", 0), None);
        assert_eq!(scheduled(&Properties::new()), None);
    }

    #[test]
    fn only_blocks_of_shutdowns_hold_the_host_back() {
        let of = |what, mode| inhibitor(what, "a".to_owned(), "b".to_owned(), mode).blocks;
        assert!(of("shutdown:sleep", "block"));
        assert!(!of("shutdown", "delay"));
        assert!(!of("sleep:handle-lid-switch", "block"));
        assert!(!of("shutdown", "perhaps"));
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let offered = |reboot: &str, power_off: &str, version| Offered {
            reboot: reboot.to_owned(),
            power_off: power_off.to_owned(),
            version,
        };
        let all = offered("yes", "inhibitor-blocked", 257);
        assert!(
            PowerAction::ALL
                .iter()
                .all(|one| all.refuses(*one).is_none())
        );
        let old = offered("yes", "yes", 252);
        assert!(old.refuses(PowerAction::SoftReboot).is_some());
        assert!(old.refuses(PowerAction::Reboot).is_none());
        let (why, then) = offered("challenge", "na", 257)
            .refuses(PowerAction::PowerOff)
            .expect("it cannot");
        assert!(why.contains("power off") && then.contains("hypervisor"));
        for (text, number) in [("257.5-2.fc42", 257), ("v252", 252), ("", 0), ("x", 0)] {
            assert_eq!(version(text), number, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(what in ".*", mode in ".*", kind in ".*", at: u64, text in ".*") {
            inhibitor(&what, String::new(), String::new(), &mode);
            scheduled(&of("ScheduledShutdown", Variant::from((kind, at))));
            version(&text);
            session(text, String::new(), &of("Timestamp", Variant::from(at)));
        }
    }
}
