//! What somebody does to the database behind the console's back is found.

use std::time::Duration;

use super::*;
use crate::{
    model::{Action, Role},
    store::NewAuditEntry,
};

fn line(action: Action, outcome: Outcome) -> NewAuditEntry {
    NewAuditEntry {
        principal: "ada".to_owned(),
        address: "127.0.0.1".to_owned(),
        action,
        host: None,
        target: Some("web".to_owned()),
        rule: None,
        reason: None,
        parameters: None,
        outcome,
        detail: (outcome == Outcome::Denied).then(|| "it takes admin".to_owned()),
    }
}

/// Three lines: a success, a refusal, one under way.
async fn log() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(&folder.path().join("atomdeck.db")).expect("a database");
    let done = store
        .audit_begin(line(Action::ContainerRestart, Outcome::Started))
        .await
        .expect("written");
    store
        .audit_end(done, Outcome::Succeeded, None, Duration::from_millis(7))
        .await
        .expect("ended");
    for outcome in [Outcome::Denied, Outcome::Started] {
        let written = store
            .audit_begin(line(Action::ContainerStop, outcome))
            .await;
        written.expect("written");
    }
    (folder, store)
}

async fn tamper(store: &Store, sql: &'static str) {
    let changed = store.call(move |db| Ok(db.execute_batch(sql)?)).await;
    changed.expect("changed");
}

#[tokio::test]
async fn an_untouched_log_is_sound() {
    let (_folder, store) = log().await;
    let report = store.audit_verify().await.expect("a report");
    assert_eq!((report.lines, report.findings), (3, Vec::new()));
    assert_eq!(report.head.len(), 64);
    assert_eq!(store.audit_recover().await.expect("recovered"), 1);
    let after = store.audit_verify().await.expect("a report");
    assert_eq!(after.findings, Vec::<String>::new());
    assert_ne!(after.head, report.head);
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    let table = [
        (
            "UPDATE audit SET principal = 'bob' WHERE id = 1",
            "line 1 was altered: who",
        ),
        (
            "UPDATE audit SET outcome = 'failed' WHERE id = 1",
            "line 1 was altered: how",
        ),
        (
            "UPDATE audit SET outcome = 'nonsense' WHERE id = 1",
            "line 1 was altered",
        ),
        (
            "UPDATE audit SET duration_ms = 8 WHERE id = 1",
            "line 1 was altered: how",
        ),
        (
            "UPDATE audit SET detail = 'fine' WHERE id = 2",
            "line 2 was altered: who",
        ),
        (
            "UPDATE audit SET outcome = 'succeeded' WHERE id = 3",
            "line 3 was altered: how",
        ),
        ("DELETE FROM audit WHERE id = 2", "line 2 was removed"),
        ("DELETE FROM audit WHERE id = 3", "line 3 was removed"),
        (
            "INSERT INTO audit (at, principal, address, action, outcome)
             VALUES ('2026-01-01T00:00:00Z', 'ada', '-', 'prune', 'succeeded')",
            "line 4 was put in",
        ),
        (
            "DELETE FROM audit WHERE id = 2; DELETE FROM audit_chain WHERE line = 2",
            "records 3 to 3 of the chain are gone",
        ),
        (
            "DELETE FROM audit WHERE id = 3; DELETE FROM audit_chain WHERE line = 3",
            "taken off the end",
        ),
        (
            "UPDATE audit_chain SET content = x'00' WHERE seq = 2",
            "record 2 of the chain",
        ),
    ];
    for (sql, expected) in table {
        let (_folder, store) = log().await;
        tamper(&store, sql).await;
        let findings = store.audit_verify().await.expect("a report").findings;
        let is_found = findings.iter().any(|finding| finding.contains(expected));
        assert!(is_found, "{sql}: {findings:?}");
    }
}

#[tokio::test]
async fn lines_of_an_earlier_version_are_taken_in() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = Connection::open(folder.path().join("atomdeck.db")).expect("a database");
    for migration in &crate::store::MIGRATIONS[..3] {
        before.execute_batch(migration).expect("a schema");
    }
    let lines =
        "INSERT INTO audit (at, principal, address, action, outcome, detail, duration_ms) VALUES
        ('2026-01-01T00:00:00Z', 'ada', '-', 'prune', 'succeeded', NULL, 7),
        ('2026-01-01T00:00:01Z', 'bob', '-', 'prune', 'denied', 'it takes admin', NULL),
        ('2026-01-01T00:00:02Z', 'ada', '-', 'prune', 'started', NULL, NULL);
        INSERT INTO users (name, role, password, created_at)
            VALUES ('ada', 'admin', '', '2026-01-01T00:00:00.000Z');
        PRAGMA user_version = 3";
    before.execute_batch(lines).expect("an earlier log");
    drop(before);
    let store = Store::open(&folder.path().join("atomdeck.db")).expect("brought up to date");
    let report = store.audit_verify().await.expect("a report");
    assert_eq!((report.lines, report.findings), (3, Vec::new()));
    let ada = store.user_list().await.expect("accounts").remove(0);
    assert_eq!(ada.roles, [Role::Admin.into()], "roles are brought over");
}

#[tokio::test]
async fn a_line_that_was_put_in_is_not_taken_in_later() {
    let (folder, store) = log().await;
    let path = folder.path().join("atomdeck.db");
    tamper(
        &store,
        "INSERT INTO audit (at, principal, address, action, outcome)
         VALUES ('2026-01-01T00:00:00Z', 'ada', '-', 'prune', 'succeeded')",
    )
    .await;
    drop(store);
    let store = Store::open(&path).expect("opened again");
    let findings = store.audit_verify().await.expect("a report").findings;
    assert!(findings[0].contains("line 4 was put in"), "{findings:?}");
}
