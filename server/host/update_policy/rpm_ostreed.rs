//! rpm-ostree's own automatic updates: a policy in rpm-ostreed.conf(5), and the timer that carries it out.

use zbus::Connection;

use crate::{
    host::{HostError, dbus::bus_error},
    model::{RpmOstreedPolicy, TimerSwitch, UpdateAgent, UpdateAgentKind, UpdateSetting},
    transport::{Transport, TransportError},
};

use super::{switch, there, timer::Timer};

/// `src/daemon/org.projectatomic.rpmostree1.xml`.
#[zbus::proxy(
    interface = "org.projectatomic.rpmostree1.Sysroot",
    default_service = "org.projectatomic.rpmostree1",
    default_path = "/org/projectatomic/rpmostree1/Sysroot"
)]
trait Sysroot {
    /// Reads `/etc/rpm-ostreed.conf` anew.
    fn reload_config(&self) -> zbus::Result<()>;
}

const BACKEND: &str = "rpm-ostree";

const FILE: &str = "/etc/rpm-ostreed.conf";

const TIMER: &str = "rpm-ostreed-automatic.timer";

/// Where the file is not there, or does not say.
const DEFAULT: &str = "none";

const SECTION: &str = "[Daemon]";
const KEY: &str = "AutomaticUpdatePolicy";

/// Bytes of the file.
const FILE_LIMIT: usize = 64 * 1024;

/// `None` where there is no timer.
pub(super) async fn show(
    transport: &Transport,
    connection: &Connection,
) -> Result<Option<UpdateAgent>, HostError> {
    let Some(timer) = Timer::ask(connection, TIMER).await? else {
        return Ok(None);
    };
    let mut faults = Vec::new();
    let text = read(transport).await.unwrap_or_else(|error| {
        faults.push(format!("{error}."));
        None
    });
    let word = text.as_deref().and_then(word).unwrap_or_default();
    let policy = policy(&word);
    let is_on = timer.switch == TimerSwitch::On;
    let does = match policy {
        _ if !is_on => "does nothing by itself: its timer is off",
        RpmOstreedPolicy::None => "does nothing by itself: its policy is `none`",
        RpmOstreedPolicy::Check => "looks for updates and downloads nothing else",
        RpmOstreedPolicy::Stage => {
            "downloads and stages updates; the next restart, which somebody else asks for, applies them"
        }
        RpmOstreedPolicy::Apply => "downloads updates, and restarts the host into them at once",
        RpmOstreedPolicy::Other => "has a policy that the console does not know",
    };
    Ok(Some(UpdateAgent {
        kind: UpdateAgentKind::RpmOstreed,
        active: is_on && policy != RpmOstreedPolicy::None,
        reboots: is_on && policy == RpmOstreedPolicy::Apply,
        words: format!("rpm-ostree {does}."),
        unit: TIMER.to_owned(),
        unit_state: timer.state,
        next_run: timer.next_run,
        setting: UpdateSetting::RpmOstreed {
            policy,
            word,
            timer: timer.switch,
        },
        faults,
    }))
}

/// Changes one line of the file, lets the service read it, and switches the timer.
pub(super) async fn set(
    transport: &Transport,
    connection: &Connection,
    policy: RpmOstreedPolicy,
) -> Result<(), HostError> {
    let Some(word) = policy.word() else {
        return Err(HostError::Invalid {
            reason: "rpm-ostree has no such policy".to_owned(),
        });
    };
    there(connection, TIMER, BACKEND).await?;
    let before = read(transport).await.map_err(|error| failed(&error))?;
    let after = with_word(before.as_deref().unwrap_or_default(), word);
    let written = transport.replace(FILE, after.as_bytes()).await;
    written.map_err(|error| failed(&error))?;
    if let Err(error) = reload(connection).await {
        let back = match &before {
            Some(before) => transport.replace(FILE, before.as_bytes()).await,
            None => transport.remove(FILE).await,
        };
        if let Err(back) = back {
            tracing::warn!(error = %back, "a file could not be put back as it was");
        }
        return Err(bus_error(BACKEND, &error));
    }
    let wanted = match policy {
        RpmOstreedPolicy::None => TimerSwitch::Off,
        RpmOstreedPolicy::Check
        | RpmOstreedPolicy::Stage
        | RpmOstreedPolicy::Apply
        | RpmOstreedPolicy::Other => TimerSwitch::On,
    };
    switch(connection, TIMER, wanted).await
}

async fn reload(connection: &Connection) -> zbus::Result<()> {
    SysrootProxy::new(connection).await?.reload_config().await
}

async fn read(transport: &Transport) -> Result<Option<String>, TransportError> {
    match transport.read(FILE, FILE_LIMIT).await {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(TransportError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn failed(error: &TransportError) -> HostError {
    HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    }
}

fn policy(word: &str) -> RpmOstreedPolicy {
    match if word.is_empty() { DEFAULT } else { word } {
        "none" | "off" => RpmOstreedPolicy::None,
        "check" => RpmOstreedPolicy::Check,
        // Of before 2018.
        "stage" | "ex-stage" => RpmOstreedPolicy::Stage,
        "apply" => RpmOstreedPolicy::Apply,
        _ => RpmOstreedPolicy::Other,
    }
}

/// The value that counts: the last one of its section.
fn word(text: &str) -> Option<String> {
    let (at, _) = place(text);
    let line = text.lines().nth(at?)?;
    let (_, value) = line.split_once('=')?;
    Some(value.trim().to_owned())
}

/// The same file with another value; every other line and comment stays.
fn with_word(text: &str, word: &str) -> String {
    let line = format!("{KEY}={word}");
    let mut lines: Vec<&str> = text.lines().collect();
    match place(text) {
        (Some(at), _) => lines[at] = &line,
        (None, Some(section)) => lines.insert(section + 1, &line),
        (None, None) => lines.extend([SECTION, &line]),
    }
    lines.join("\n") + "\n"
}

/// The lines of the assignment that counts, and of its section's head.
fn place(text: &str) -> (Option<usize>, Option<usize>) {
    let (mut assigned, mut section, mut is_inside) = (None, None, false);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            is_inside = line == SECTION;
            if is_inside {
                section = Some(at);
            }
        } else if is_inside
            && line
                .split_once('=')
                .is_some_and(|(key, _)| key.trim() == KEY)
        {
            assigned = Some(at);
        }
    }
    (assigned, section)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHIPPED: &str = "# Entries in this file show the compile time defaults.\n\
                           # For option meanings, see rpm-ostreed.conf(5).\n\n\
                           [Daemon]\n\
                           #AutomaticUpdatePolicy=none\n\
                           #IdleExitTimeout=60\n\
                           #LockLayering=false\n";

    #[test]
    fn one_line_is_changed_and_the_others_stay() {
        assert_eq!(word(SHIPPED), None);
        let staged = with_word(SHIPPED, "stage");
        assert_eq!(word(&staged).as_deref(), Some("stage"));
        for line in SHIPPED.lines() {
            assert!(staged.contains(line), "{line}");
        }
        let applied = with_word(&staged, "apply");
        assert_eq!(applied, staged.replace("Policy=stage", "Policy=apply"));
        assert_eq!(
            with_word("", "check"),
            "[Daemon]\nAutomaticUpdatePolicy=check\n"
        );
        let other = "[Experimental]\nAutomaticUpdatePolicy=x\n";
        assert_eq!(word(other), None);
        assert!(with_word(other, "none").ends_with("[Daemon]\nAutomaticUpdatePolicy=none\n"));
    }

    #[test]
    fn a_word_that_is_not_known_is_shown_and_not_taken_for_another() {
        assert_eq!(policy(""), RpmOstreedPolicy::None);
        assert_eq!(policy("apply"), RpmOstreedPolicy::Apply);
        assert_eq!(policy("sometimes"), RpmOstreedPolicy::Other);
    }

    proptest! {
        #[test]
        fn what_is_set_is_what_is_read(text in "(\\PC|\n|\\[Daemon\\]\n|AutomaticUpdatePolicy=){0,40}") {
            for choice in ["none", "check", "stage", "apply"] {
                let after = with_word(&text, choice);
                prop_assert_eq!(word(&after), Some(choice.to_owned()));
            }
        }
    }
}
