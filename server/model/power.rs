//! Restarting and switching off: what the host can do, what is scheduled, and who would be interrupted.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Action;

/// How far ahead something can be scheduled, at most.
const FARTHEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Characters of a message to everybody, at most.
const MESSAGE: usize = 200;

/// What can be asked of a host's power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PowerAction {
    Reboot,
    PowerOff,
    /// Start everything but the kernel anew; what boots stays the same.
    SoftReboot,
}

impl PowerAction {
    pub const ALL: [Self; 3] = [Self::Reboot, Self::PowerOff, Self::SoftReboot];

    /// What it takes leave for.
    pub fn action(self) -> Action {
        match self {
            Self::Reboot | Self::SoftReboot => Action::HostReboot,
            Self::PowerOff => Action::HostPowerOff,
        }
    }

    /// As in "the host cannot …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Reboot => "restart",
            Self::PowerOff => "power off",
            Self::SoftReboot => "soft-reboot",
        }
    }
}

/// Whether the host can do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PowerAbility {
    pub action: PowerAction,
    /// Why not, and what to do instead, in a sentence; absent where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// What is going to happen by itself; logind's `ScheduledShutdown`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduledPower {
    /// Absent for what the console has no word for, e.g. "halt".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<PowerAction>,
    /// logind's word, e.g. "reboot".
    pub word: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoginSession {
    /// logind's, e.g. "3" or "c1".
    pub id: String,
    pub user: String,
    /// logind's word, e.g. "user", "greeter" or "background".
    pub class: String,
    /// e.g. "tty1" or "pts/0".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tty: Option<String>,
    /// Where from, if from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
}

/// How hard an inhibitor holds the host back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InhibitorMode {
    /// It refuses.
    Block,
    /// It is asked for some seconds, and then no more.
    Delay,
    /// A word that the console does not know.
    Other,
}

/// What holds the host back; logind's `ListInhibitors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Inhibitor {
    /// Of what, in logind's words, e.g. "shutdown" and "sleep".
    pub what: Vec<String>,
    pub who: String,
    pub why: String,
    pub mode: InhibitorMode,
    /// It refuses that the host restarts or powers off.
    pub blocks: bool,
}

/// `GET /hosts/{host}/power`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Power {
    /// One of each action.
    pub abilities: Vec<PowerAbility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<ScheduledPower>,
    /// It is going down already.
    pub going_down: bool,
    pub sessions: Vec<LoginSession>,
    pub inhibitors: Vec<Inhibitor>,
}

/// Whether those who hold the host back are heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Inhibitors {
    #[default]
    Respect,
    Ignore,
}

/// `POST /hosts/{host}/power`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PowerRequest {
    pub action: PowerAction,
    /// Within the next 30 days; absent means now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// Told to everybody who is signed in, at most 200 characters in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(default)]
    pub inhibitors: Inhibitors,
}

impl PowerRequest {
    /// Right now, without a word.
    pub fn now(action: PowerAction) -> Self {
        Self {
            action,
            at: None,
            message: None,
            inhibitors: Inhibitors::Respect,
        }
    }

    /// Why it cannot be asked for, whatever the host.
    pub fn fault(&self, now: Timestamp) -> Option<&'static str> {
        if let Some(at) = self.at {
            if at <= now {
                return Some("the time has passed already; choose one in the future");
            }
            if at.duration_since(now) > FARTHEST {
                return Some("choose a time within the next 30 days");
            }
        }
        let message = self.message.as_deref().unwrap_or_default();
        if message.chars().count() > MESSAGE {
            return Some("the message is longer than 200 characters");
        }
        // It is written to everybody's terminal.
        if message.chars().any(char::is_control) {
            return Some("the message has to be one line without control characters");
        }
        None
    }

    /// For the audit log.
    pub fn target(&self) -> String {
        match self.at {
            None => self.action.words().to_owned(),
            Some(at) => format!("{} at {at}", self.action.words()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_the_near_future_and_a_message_is_one_short_line() {
        let now: Timestamp = "2026-11-26T01:00:00Z".parse().expect("a time");
        let of = |seconds: i64, message: &str| PowerRequest {
            at: Some(now + SignedDuration::from_secs(seconds)),
            message: Some(message.to_owned()),
            ..PowerRequest::now(PowerAction::Reboot)
        };
        assert_eq!(PowerRequest::now(PowerAction::Reboot).fault(now), None);
        assert_eq!(of(60, "Back in a minute").fault(now), None);
        let month = 30 * 24 * 3600;
        assert_eq!(of(month, "").fault(now), None);
        for (seconds, message) in [
            (0, ""),
            (-1, ""),
            (month + 1, ""),
            (60, "a\nb"),
            (60, "\u{1b}[31mred"),
            (60, &"x".repeat(201)),
        ] {
            let fault = of(seconds, message).fault(now);
            assert!(fault.is_some(), "{seconds} {message:?}");
        }
    }
}
