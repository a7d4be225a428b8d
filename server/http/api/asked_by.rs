//! Who asked for what happened: the timeline's entries joined with the audit log, by what was done, to
//! what, and when.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Action, AuditEntry, Outcome, TimelineEntry, TimelineSubject};

/// A request may take this long: one whose end is not known counts that long.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// What the engine tells may come a little later, and by another clock a little earlier.
const LATER: SignedDuration = SignedDuration::from_secs(3);
const EARLIER: SignedDuration = SignedDuration::from_millis(200);

/// The start of an id counts from this length on.
const ID_START: usize = 4;

/// Writes into each entry who asked for it, if somebody did; `lines` are newest first.
pub(super) fn sign(entries: &mut [TimelineEntry], lines: &[AuditEntry]) {
    for entry in entries {
        let asked = lines.iter().find(|line| caused(line, entry));
        entry.asked_by = asked.map(|line| line.principal.clone());
    }
}

fn caused(line: &AuditEntry, entry: &TimelineEntry) -> bool {
    let done = match line.outcome {
        Outcome::Denied => false,
        Outcome::Started | Outcome::Succeeded | Outcome::Failed | Outcome::Unknown => true,
    };
    let took = match (line.duration_ms, line.outcome) {
        (Some(millis), _) => SignedDuration::from_millis(millis),
        (None, Outcome::Started) => LONGEST,
        (None, _) => SignedDuration::ZERO,
    };
    let within = |at: Timestamp| at >= line.at - EARLIER && at <= line.at + took + LATER;
    done && within(entry.at)
        && means(line.action, entry)
        && is_target(
            line.target.as_deref().unwrap_or_default(),
            entry,
            line.action,
        )
}

/// What each action makes the engine tell, of what. The rest of the actions cause nothing in the timeline.
const TOLD: &[(Action, TimelineSubject, &[&str])] = &[
    (Action::ContainerStart, CONTAINER, &["start"]),
    (Action::ContainerStop, CONTAINER, ENDED),
    (
        Action::ContainerRestart,
        CONTAINER,
        &["kill", "die", "stop", "start", "restart"],
    ),
    (Action::ContainerKill, CONTAINER, ENDED),
    (Action::ContainerPause, CONTAINER, &["pause", "unpause"]),
    (Action::ContainerRename, CONTAINER, &["rename"]),
    (Action::ContainerUpdate, CONTAINER, &["update"]),
    (
        Action::ContainerCommit,
        CONTAINER,
        &["commit", "pause", "unpause"],
    ),
    (Action::ContainerCommit, IMAGE, &["tag"]),
    (
        Action::ContainerCheckpoint,
        CONTAINER,
        &["checkpoint", "restore", "die", "start"],
    ),
    (Action::ContainerRemove, CONTAINER, ENDED),
    (Action::ContainerRemove, CONTAINER, REMOVED),
    (Action::ContainerRemove, VOLUME, REMOVED),
    // Making one again stops, renames and removes the old one.
    (
        Action::ContainerCreate,
        CONTAINER,
        &["create", "start", "rename"],
    ),
    (Action::ContainerCreate, CONTAINER, ENDED),
    (Action::ContainerCreate, CONTAINER, REMOVED),
    (Action::ContainerCreate, IMAGE, &["pull"]),
    (Action::ContainerCreate, VOLUME, &["create"]),
    (Action::ContainerHealthcheck, CONTAINER, &["health_status"]),
    (Action::ImagePull, IMAGE, &["pull"]),
    (Action::ImageTag, IMAGE, &["tag"]),
    (Action::ImageRemove, IMAGE, REMOVED),
    (
        Action::ImageLoad,
        IMAGE,
        &["load", "loadfromarchive", "import", "tag"],
    ),
    (Action::ImageSave, IMAGE, &["save"]),
    (Action::ImageBuild, IMAGE, &["build", "tag"]),
    (Action::VolumeCreate, VOLUME, &["create"]),
    (Action::VolumeRemove, VOLUME, REMOVED),
    (Action::NetworkCreate, NETWORK, &["create"]),
    (Action::NetworkRemove, NETWORK, REMOVED),
    (Action::NetworkConnect, NETWORK, &["connect", "disconnect"]),
    (
        Action::NetworkConnect,
        CONTAINER,
        &["connect", "disconnect"],
    ),
    (Action::Prune, CONTAINER, REMOVED),
    (Action::Prune, IMAGE, REMOVED),
    (Action::Prune, VOLUME, REMOVED),
    (Action::Prune, NETWORK, REMOVED),
    (Action::ContainerStart, POD, &["start"]),
    (Action::ContainerStop, POD, &["stop", "kill"]),
    (Action::ContainerRestart, POD, &["restart", "stop", "start"]),
];

const CONTAINER: TimelineSubject = TimelineSubject::Container;
const IMAGE: TimelineSubject = TimelineSubject::Image;
const VOLUME: TimelineSubject = TimelineSubject::Volume;
const NETWORK: TimelineSubject = TimelineSubject::Network;
const POD: TimelineSubject = TimelineSubject::Pod;

const ENDED: &[&str] = &["kill", "die", "stop"];
const REMOVED: &[&str] = &["destroy", "remove", "delete", "untag"];

fn means(action: Action, entry: &TimelineEntry) -> bool {
    let mut told = TOLD.iter();
    told.any(|(of, subject, words)| {
        *of == action && *subject == entry.subject && words.contains(&entry.action.as_str())
    })
}

/// Whether the request named it. What a name does not say, the time and the action have to.
fn is_target(target: &str, entry: &TimelineEntry, action: Action) -> bool {
    let id = entry.id.as_deref().unwrap_or_default();
    let bare = id.strip_prefix("sha256:").unwrap_or(id);
    let by_id = target.len() >= ID_START && (bare.starts_with(target) || id == target);
    let named = entry.name == target
        // Podman and the registries complete a name: "web:1" is "localhost/web:1".
        || entry.subject == TimelineSubject::Image
            && !target.is_empty()
            && entry.name.ends_with(&format!("/{target}"));
    let beside = action == Action::Prune
        // The new name, the container of a network, what came with a container.
        || matches!(
            (action, entry.subject),
            (Action::ContainerRename | Action::NetworkConnect, TimelineSubject::Container)
                | (
                    Action::ContainerCreate | Action::ContainerRemove,
                    TimelineSubject::Volume
                )
                | (
                    Action::ImageLoad
                        | Action::ImageBuild
                        | Action::ImageRemove
                        | Action::ContainerCommit
                        | Action::ContainerCreate,
                    TimelineSubject::Image
                )
        );
    named || by_id || beside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn entry(seconds: i64, subject: TimelineSubject, name: &str, action: &str) -> TimelineEntry {
        TimelineEntry {
            at: at(seconds),
            subject,
            name: name.to_owned(),
            id: Some("ab12cd34".to_owned()),
            action: action.to_owned(),
            severity: Severity::Normal,
            text: String::new(),
            asked_by: None,
        }
    }

    #[test]
    fn an_entry_is_signed_by_who_asked_for_just_that() {
        let line = AuditEntry {
            id: 1,
            at: at(100),
            principal: "ada".to_owned(),
            address: "-".to_owned(),
            action: Action::ContainerStop,
            host: Some("local".to_owned()),
            target: Some("web".to_owned()),
            rule: None,
            reason: None,
            parameters: None,
            outcome: Outcome::Succeeded,
            detail: None,
            duration_ms: Some(10_000),
        };
        let container = TimelineSubject::Container;
        for (entry, signed) in [
            (entry(105, container, "web", "die"), true),
            (entry(112, container, "web", "stop"), true),
            (entry(105, container, "web", "start"), false),
            (entry(105, container, "db", "die"), false),
            (entry(99, container, "web", "die"), false),
            (entry(120, container, "web", "die"), false),
            (entry(105, TimelineSubject::Volume, "web", "destroy"), false),
        ] {
            let mut entries = [entry];
            sign(&mut entries, std::slice::from_ref(&line));
            assert_eq!(entries[0].asked_by.is_some(), signed, "{:?}", entries[0]);
            let by_id = AuditEntry {
                target: Some("ab12cd".to_owned()),
                ..line.clone()
            };
            if entries[0].name == "web" {
                sign(&mut entries, &[by_id]);
                assert_eq!(entries[0].asked_by.is_some(), signed, "{:?}", entries[0]);
            }
            let denied = AuditEntry {
                outcome: Outcome::Denied,
                ..line.clone()
            };
            sign(&mut entries, &[denied]);
            assert!(entries[0].asked_by.is_none());
        }
    }
}
