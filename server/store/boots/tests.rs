//! Boots through a database of their own.

use crate::model::{DecisionKind, Returns, RunningContainer};

use super::*;

fn state(boot_id: &str) -> BootState {
    BootState {
        boot_id: boot_id.to_owned(),
        failed_units: Some(vec!["a.service".to_owned()]),
        containers: Some(vec![RunningContainer {
            name: "web".to_owned(),
            returns: Returns::Yes,
        }]),
        ..BootState::default()
    }
}

fn host() -> HostId {
    "local".parse().expect("a host id")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

#[tokio::test]
async fn a_boot_is_kept_as_it_was_seen_last_and_what_cannot_be_seen_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("atomdeck.db")).expect("a database");
    store
        .boot_seen(host(), state("one"), at(1))
        .await
        .expect("kept");
    let later = BootState {
        containers: None,
        failed_units: Some(Vec::new()),
        ..state("one")
    };
    store.boot_seen(host(), later, at(2)).await.expect("kept");
    store
        .boot_seen(host(), state("two"), at(3))
        .await
        .expect("kept");
    let boots = store.boots(host()).await.expect("boots");
    assert_eq!(boots[0].state.boot_id, "two");
    let one = &boots[1];
    assert_eq!((one.first_seen, one.last_seen), (at(1), at(2)));
    assert_eq!(one.state.failed_units, Some(Vec::new()));
    assert_eq!(one.state.containers, state("one").containers);
    let other: HostId = "demo".parse().expect("a host id");
    assert_eq!(store.boots(other).await.expect("boots"), []);
}

#[tokio::test]
async fn a_rule_acts_once_a_boot_and_a_decision_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("atomdeck.db")).expect("a database");
    store
        .boot_seen(host(), state("one"), at(1))
        .await
        .expect("kept");
    let acts = || store.rule_acts(host(), "one".to_owned(), at(2));
    assert!(acts().await.expect("an answer"));
    assert!(!acts().await.expect("an answer"));
    let decision = Decision {
        kind: DecisionKind::RolledBack,
        by: "rule of ada".to_owned(),
        at: at(3),
    };
    store
        .boot_decided(host(), "one".to_owned(), decision.clone())
        .await
        .expect("kept");
    store
        .boot_seen(host(), state("one"), at(4))
        .await
        .expect("kept");
    let boots = store.boots(host()).await.expect("boots");
    assert_eq!(boots[0].decision, Some(decision));
    assert_eq!(boots[0].rule, RuleUse::Acted);
}

#[tokio::test]
async fn only_so_many_boots_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("atomdeck.db")).expect("a database");
    for number in 0..KEPT + 5 {
        store
            .boot_seen(host(), state(&number.to_string()), at(1))
            .await
            .expect("kept");
    }
    let boots = store.boots(host()).await.expect("boots");
    assert_eq!(boots.len(), KEPT as usize);
    assert_eq!(boots[0].state.boot_id, (KEPT + 4).to_string());
}
