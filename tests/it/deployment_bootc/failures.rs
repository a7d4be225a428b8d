//! What goes wrong with bootc: each failure says what to do, and an older program does what it can.

use atomdeck::host::HostError;
use atomdeck::model::{DeploymentChange, OperationState, Outcome};

use super::machine::Machine;

#[tokio::test]
async fn a_failed_change_says_why_and_what_to_do() {
    for (said, words) in [
        (
            "error: Upgrading: pinging container registry registry.example.com: dial tcp: lookup registry.example.com: no such host",
            "look at the host's network",
        ),
        (
            "error: Upgrading: Pulling: Source image rejected: A signature was required, but no signature exists",
            "/etc/containers/policy.json",
        ),
        (
            "error: Upgrading: Importing: write: No space left on device",
            "free space",
        ),
        (
            "error: Upgrading: This command must be executed as the root user",
            "bootc refused",
        ),
        (
            "error: Upgrading: quite another reason",
            "quite another reason",
        ),
    ] {
        let machine = Machine::new();
        machine.put("state/change-fails", &format!("{said}\n"));
        let end = machine.changed(DeploymentChange::Upgrade).await;
        assert_eq!(end.state, OperationState::Failed, "{said}");
        let error = end.error.expect("why");
        assert!(error.contains(words), "{error}");
        assert!(end.log.iter().any(|line| line == said), "{:?}", end.log);
        let line = &machine.host.audit().await[0];
        assert_eq!(line.outcome, Outcome::Failed);
        let after = machine.host.host.deployments().await.expect("a list");
        assert!(!after.reboot_to_apply);
        machine.host.stop().await;
    }
}

#[tokio::test]
async fn an_older_bootc_is_asked_without_what_it_does_not_know() {
    let machine = Machine::new();
    machine.put("state/is-old", "");
    let upgrade = machine.changed(DeploymentChange::Upgrade).await;
    assert_eq!(upgrade.state, OperationState::Succeeded, "{upgrade:?}");
    assert_eq!(machine.asked(), ["upgrade --progress-fd 3", "upgrade"]);
    let told = upgrade.log.iter().any(|line| line.contains("unexpected"));
    assert!(!told, "{:?}", upgrade.log);
    machine.host.stop().await;
}

#[tokio::test]
async fn what_bootc_has_no_word_for_says_what_to_do_instead() {
    let machine = Machine::new();
    let wish = r#"{"verb":"packages","install":["htop"]}"#;
    let wish: DeploymentChange = serde_json::from_str(wish).expect("a change");
    let refused = machine.change("ada", wish).await;
    let Err(HostError::NotAvailable { remedy, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(remedy.contains("build them into the image"), "{remedy}");
    assert_eq!(machine.host.audit().await[0].outcome, Outcome::Failed);
    assert!(machine.asked().is_empty());
    let search = "htop".parse().expect("a package");
    let search = machine.host.host.search_packages(search).await;
    assert!(matches!(search, Err(HostError::NotAvailable { .. })));
    machine.host.stop().await;
}

#[tokio::test]
async fn a_status_that_is_none_is_an_error_with_a_reason() {
    let machine = Machine::new();
    machine.put("state/status.json", "{\"status\": {\"booted\": ");
    let failed = machine.host.host.deployments().await;
    let error = failed.expect_err("it is half");
    assert!(matches!(error, HostError::Failed { .. }), "{error:?}");
    let root = "error: Status: This command must be executed as the root user\n";
    machine.put("state/status-fails", root);
    let denied = machine.host.host.deployments().await;
    assert!(
        matches!(denied, Err(HostError::Denied { .. })),
        "{denied:?}"
    );
    machine.host.stop().await;
}
