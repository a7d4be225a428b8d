//! What became of a boot: how the host stands against the boot before, and what somebody, or a rule, made of it.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{BootDuration, MissingPart, PastBoot, Returns};

/// Minutes that a rule may wait, at most.
const LONGEST_WAIT: u32 = 24 * 60;

/// What the host was like during a boot, when it was looked at last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BootState {
    /// The kernel's boot id; after soft reboots with `+` and their number.
    pub boot_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booted_at: Option<Timestamp>,
    /// systemd's word for the whole: "starting", "running", "degraded", …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment: Option<BootedDeployment>,
    /// Absent while it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took: Option<BootDuration>,
    /// By name; absent where systemd does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_units: Option<Vec<String>>,
    /// Those that run, by name; absent where the engine does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<Vec<RunningContainer>>,
    /// Absent where the host has no greenboot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greenboot: Option<Greenboot>,
    pub missing: Vec<MissingPart>,
}

impl BootState {
    /// The same, with what it lacks as it was earlier in the same boot.
    #[must_use]
    pub fn or(self, earlier: Self) -> Self {
        Self {
            booted_at: self.booted_at.or(earlier.booted_at),
            deployment: self.deployment.or(earlier.deployment),
            took: self.took.or(earlier.took),
            failed_units: self.failed_units.or(earlier.failed_units),
            containers: self.containers.or(earlier.containers),
            greenboot: self.greenboot.or(earlier.greenboot),
            ..self
        }
    }

    /// How long it took, where that is known.
    pub fn past(self) -> Option<PastBoot> {
        Some(PastBoot {
            boot_id: self.boot_id,
            booted_at: self.booted_at,
            version: self.deployment.and_then(|booted| booted.version),
            took: self.took?,
        })
    }
}

/// What was booted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BootedDeployment {
    /// As `Deployment::id`.
    pub id: String,
    /// What tells it from others whichever slot it is in: its id, or else its checksum or digest.
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A container that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunningContainer {
    pub name: String,
    /// Whether it was meant to come back.
    pub returns: Returns,
}

/// What greenboot's health checks found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GreenbootStatus {
    /// All that is required passed.
    Green,
    /// A required check failed: greenboot itself rolls back after some tries.
    Red,
    /// They run.
    Checking,
    Unknown,
}

/// greenboot's word on this boot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Greenboot {
    pub status: GreenbootStatus,
    /// What it wrote for those who sign in, in one line; may be empty.
    pub text: String,
}

/// How this boot stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictState {
    /// It starts, or has for less than three minutes.
    Settling,
    /// There is no boot before to compare it with.
    FirstSeen,
    AsBefore,
    Better,
    Worse,
}

/// A container that ran before, was meant to come back, and does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LostContainer {
    pub name: String,
    /// It is gone, or how it stands, in a sentence without its full stop.
    pub why: String,
}

/// What was made of a boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    Kept,
    RolledBack,
}

impl DecisionKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::RolledBack => "rolled_back",
        }
    }
}

impl FromStr for DecisionKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Kept, Self::RolledBack];
        let found = all.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no decision"))
    }
}

/// By whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    pub kind: DecisionKind,
    /// An account, or "rule of" one.
    pub by: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// What the console does by itself once a new deployment has settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictRule {
    /// Nothing.
    #[default]
    Ask,
    /// Keep what is as before or better.
    KeepWhenGood,
    /// Roll back what is worse, and restart.
    RollBackWhenWorse,
}

impl VerdictRule {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::KeepWhenGood => "keep_when_good",
            Self::RollBackWhenWorse => "roll_back_when_worse",
        }
    }
}

impl FromStr for VerdictRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Ask, Self::KeepWhenGood, Self::RollBackWhenWorse];
        let found = all.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no rule"))
    }
}

/// `PUT /hosts/{host}/verdict/rule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VerdictRuleRequest {
    pub rule: VerdictRule,
    /// After the boot, 3 to 1,440.
    #[schema(minimum = 3, maximum = 1440)]
    pub wait_minutes: u32,
}

impl VerdictRuleRequest {
    /// Why it cannot be asked for.
    pub fn fault(&self) -> Option<&'static str> {
        (!(3..=LONGEST_WAIT).contains(&self.wait_minutes))
            .then_some("a rule waits between 3 and 1440 minutes")
    }
}

/// The rule of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetRule {
    pub rule: VerdictRule,
    pub wait_minutes: u32,
    /// Whose rights it has; absent where nobody has set one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub set_at: Option<Timestamp>,
    /// When it acts on this boot; absent where it will not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acts_at: Option<Timestamp>,
    /// Why it could not do it on this boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// `GET /hosts/{host}/verdict`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    pub state: VerdictState,
    pub now: BootState,
    /// The boot before as it was seen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<BootState>,
    /// Another deployment than before runs.
    pub deployment_changed: bool,
    /// One that ran before is back: somebody rolled back.
    pub is_return: bool,
    /// Units that failed now and not before.
    pub newly_failed: Vec<String>,
    /// Units that failed before and not now.
    pub recovered: Vec<String>,
    pub lost_containers: Vec<LostContainer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    pub rule: SetRule,
    /// What was pinned when this was tried: keeping this unpins it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_for_trial: Option<String>,
}

/// `POST /hosts/{host}/verdict`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum VerdictDecision {
    /// It is good: what was pinned for the trial is no longer kept.
    Keep,
    /// Let the one before boot next.
    RollBack {
        /// And restart the host; it takes leave to restart.
        #[serde(default)]
        reboot: bool,
    },
}
