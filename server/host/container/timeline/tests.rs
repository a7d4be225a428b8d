//! What the timeline makes of events, as the engines send them.

use super::*;
use crate::model::Severity;

const WEB: &str = "ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34";

fn event(millis: i64, kind: &str, action: &str, attributes: &[(&str, &str)]) -> EngineEvent {
    let attributes = attributes.iter();
    EngineEvent {
        at: Timestamp::from_millisecond(millis).expect("a time"),
        kind: kind.to_owned(),
        action: action.to_owned(),
        id: WEB.to_owned(),
        attributes: attributes
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

fn container(millis: i64, action: &str, attributes: &[(&str, &str)]) -> EngineEvent {
    let all = [attributes, &[("name", "web")]].concat();
    event(millis, "container", action, &all)
}

fn texts(timeline: &Timeline) -> Vec<String> {
    let entries = timeline.entries(None).into_iter().rev();
    entries.map(|entry| entry.text).collect()
}

#[test]
fn an_end_is_told_with_its_reason() {
    for (code, severity, reason) in [
        ("0", Severity::Normal, "by itself"),
        ("1", Severity::Bad, "its own error"),
        ("126", Severity::Bad, "cannot be executed"),
        ("127", Severity::Bad, "not found"),
        ("137", Severity::Warning, "killed (SIGKILL)"),
        ("139", Severity::Bad, "crashed (SIGSEGV)"),
        ("143", Severity::Normal, "terminated (SIGTERM)"),
    ] {
        let timeline = Timeline::default();
        let told = timeline.record(&container(0, "die", &[("exitCode", code)]));
        assert_eq!(told, Recorded::Entry);
        let entry = &timeline.entries(None)[0];
        assert_eq!(entry.severity, severity, "{entry:?}");
        assert!(entry.text.contains(reason), "{entry:?}");
        assert_eq!((&*entry.name, &*entry.action), ("web", "die"));
    }
}

#[test]
fn out_of_memory_is_the_reason_of_the_end_that_follows() {
    let timeline = Timeline::default();
    timeline.record(&container(0, "oom", &[]));
    timeline.record(&container(100, "die", &[("exitCode", "137")]));
    timeline.record(&container(90_000, "die", &[("exitCode", "137")]));
    assert_eq!(
        texts(&timeline),
        [
            "ran out of memory",
            "ended with exit code 137: killed (SIGKILL), out of memory",
            "ended with exit code 137: killed (SIGKILL)",
        ]
    );
}

#[test]
fn what_is_told_again_is_noted_once() {
    let timeline = Timeline::default();
    let start = container(5, "start", &[]);
    assert_eq!(timeline.record(&start), Recorded::Entry);
    assert_eq!(timeline.record(&start), Recorded::Again);
    // Podman tells the health at each check.
    for (at, health, told) in [
        (6, "healthy", Recorded::Entry),
        (7, "healthy", Recorded::Nothing),
        (8, "unhealthy", Recorded::Entry),
    ] {
        let action = format!("health_status: {health}");
        assert_eq!(timeline.record(&container(at, &action, &[])), told);
    }
    assert_eq!(
        timeline.newest(),
        Some(Timestamp::from_millisecond(8).expect("a time"))
    );
    assert_eq!(timeline.entries(None).len(), 3);
}

#[test]
fn two_hundred_restarts_within_a_minute_are_one_entry() {
    let timeline = Timeline::default();
    timeline.record(&event(0, "image", "pull", &[("name", "web:1")]));
    timeline.record(&container(1, "create", &[("image", "web:1")]));
    timeline.record(&container(2, "start", &[]));
    for turn in 0..200 {
        let at = 100 + turn * 280;
        timeline.record(&container(at, "die", &[("exitCode", "1")]));
        timeline.record(&event(
            at + 1,
            "network",
            "disconnect",
            &[("container", WEB), ("name", "shop")],
        ));
        timeline.record(&event(
            at + 2,
            "network",
            "connect",
            &[("container", WEB), ("name", "shop")],
        ));
        timeline.record(&container(at + 3, "start", &[]));
    }
    assert_eq!(
        texts(&timeline),
        [
            "was pulled",
            "was created from web:1",
            "started",
            "restarted 200 times within a minute; last ended with exit code 1: its own error",
        ]
    );
    assert_eq!(timeline.entries(None)[0].severity, Severity::Bad);
}

#[test]
fn a_crash_loop_of_hours_leaves_room_for_the_rest() {
    let timeline = Timeline::default();
    timeline.record(&event(0, "volume", "create", &[("name", "data")]));
    for turn in 0..7200 {
        timeline.record(&container(10 + turn * 1000, "die", &[("exitCode", "1")]));
        timeline.record(&container(11 + turn * 1000, "start", &[]));
    }
    let entries = timeline.entries(None);
    assert!((100..200).contains(&entries.len()), "{}", entries.len());
    assert_eq!(entries.last().expect("the first").name, "data");
}

#[test]
fn a_start_and_an_end_tell_of_no_network_but_others_do() {
    let timeline = Timeline::default();
    let connect = |at, action| {
        event(
            at,
            "network",
            action,
            &[("container", WEB), ("name", "shop")],
        )
    };
    timeline.record(&container(0, "create", &[]));
    timeline.record(&connect(10, "connect"));
    timeline.record(&container(20, "start", &[]));
    timeline.record(&connect(60_000, "disconnect"));
    timeline.record(&connect(60_005, "disconnect"));
    timeline.record(&connect(70_000, "connect"));
    timeline.record(&container(90_000, "die", &[("exitCode", "0")]));
    timeline.record(&connect(90_010, "disconnect"));
    assert_eq!(
        texts(&timeline),
        [
            "was created",
            "started",
            "container `web` was disconnected",
            "container `web` was connected",
            "ended by itself with exit code 0",
        ]
    );
}

#[test]
fn one_containers_entries_are_found_by_name_and_by_id() {
    let timeline = Timeline::default();
    timeline.record(&container(0, "start", &[]));
    let renamed = event(
        1,
        "container",
        "rename",
        &[("name", "shop"), ("oldName", "/web")],
    );
    timeline.record(&renamed);
    timeline.record(&event(2, "image", "pull", &[("name", "web")]));
    for (wanted, count) in [
        ("web", 1),
        ("shop", 2),
        ("ab12", 2),
        (WEB, 2),
        ("nobody", 0),
    ] {
        let wanted = wanted.parse().expect("a reference");
        assert_eq!(timeline.entries(Some(&wanted)).len(), count, "{wanted}");
    }
    assert_eq!(texts(&timeline)[1], "was renamed, from `web`");
}

#[test]
fn the_ring_is_bounded() {
    let timeline = Timeline::default();
    for number in 0..3000 {
        let name = format!("v{number}");
        timeline.record(&event(number * 10, "volume", "create", &[("name", &name)]));
    }
    let entries = timeline.entries(None);
    assert_eq!(entries.len(), ENTRIES);
    assert_eq!(entries[0].name, "v2999");
}
