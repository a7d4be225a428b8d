//! When it goes wrong: every error says what to do next, and nothing is left half-way.

use std::{fs, path::Path, process::Command};

use atomdeck::model::{Action, DeploymentVerb, PowerAction, PowerRequest};

use super::{Lab, SOON};
use crate::support::eventually;

#[tokio::test]
async fn what_is_not_there_is_named_with_a_next_step() {
    let lab = Lab::start().await;
    for (change, what, next) in [
        (
            r#"{"verb":"packages","install":["no-such-package"]}"#,
            "Packages not found: no-such-package",
            "search for its name",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"ostree","refspec":"fedora:no/such/branch"}}"#,
            "no/such/branch",
            "look at what the remote has",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"ostree","refspec":"fedora:fedora/x86_64/coreos/stable"}}"#,
            "Old and new refs are equal",
            "upgrade instead",
        ),
    ] {
        let error = lab.fail(change).await;
        assert!(error.contains(what) && error.contains(next), "{error}");
    }
    let refused = lab
        .ask(r#"{"verb":"packages","replace":["bash"]}"#)
        .await
        .expect_err("no repository has it");
    assert!(refused.advice().contains("search for it"), "{refused:?}");
    assert!(lab.all().await.deployments[0].booted);
    lab.end().await;
}

#[tokio::test]
async fn a_host_that_goes_away_half_way_says_so() {
    let lab = Lab::start().await;
    let begun = lab.ask(r#"{"verb":"upgrade"}"#).await.expect("accepted");
    let permit = lab.test.permit("ada", Action::HostReboot).await;
    let reboot = PowerRequest::now(PowerAction::Reboot);
    lab.test
        .host
        .ask_power(permit, reboot)
        .await
        .expect("it will");
    let end = lab.end_of(&begun).await;
    let error = end.error.expect("it did not end well");
    assert!(error.contains("connection was lost"), "{error}");
    let all = eventually("it is back", SOON, async || {
        lab.test.host.deployments().await.ok()
    })
    .await;
    assert!(all.deployments[0].booted);
    lab.end().await;
}

/// An `ostree` that notes its arguments and then does what `rest` says.
fn program(root: &Path, rest: &str) {
    let noted = root.join("noted");
    let (written, path) = (root.join("script"), root.join("usr/bin/ostree"));
    let script = format!("#!/bin/sh\necho \"$@\" > '{}'\n{rest}\n", noted.display());
    fs::write(&written, script).expect("written");
    // By another process: one that this one had open for writing might still be so in a child of another test.
    let installed = Command::new("install")
        .args(["-D", "-m", "755"])
        .args([&written, &path])
        .status();
    assert!(installed.expect("it runs").success());
}

#[tokio::test]
async fn ostrees_own_program_is_asked_where_the_service_has_no_word() {
    let lab = Lab::start().await;
    let root = lab.demo.root().to_owned();
    program(&root, "exit 0");
    lab.succeed(r#"{"verb":"download"}"#).await;
    let all = lab.all().await;
    for verb in [DeploymentVerb::Pin, DeploymentVerb::Finalize] {
        let ability = all.abilities.iter().find(|one| one.verb == verb);
        assert_eq!(ability.expect("it is listed").why_not, None);
    }
    lab.succeed(r#"{"verb":"finalize"}"#).await;
    let noted = || fs::read_to_string(root.join("noted")).expect("it was asked");
    assert_eq!(noted(), "admin lock-finalization --unlock\n");
    let (booted, pinned) = (&all.deployments[1].id, &all.deployments[3].id);
    lab.succeed(&format!(r#"{{"verb":"pin","deployment":"{booted}"}}"#))
        .await;
    assert_eq!(noted(), "admin pin 1\n");
    lab.succeed(&format!(r#"{{"verb":"unpin","deployment":"{pinned}"}}"#))
        .await;
    assert_eq!(noted(), "admin pin --unpin 3\n");

    program(&root, "echo 'error: Sysroot is locked' >&2; exit 1");
    let error = lab
        .fail(&format!(
            r#"{{"verb":"remove","deployment":"{}"}}"#,
            all.deployments[2].id
        ))
        .await;
    assert!(error.contains("Sysroot is locked"), "{error}");
    assert_eq!(noted(), "admin undeploy 2\n");
    lab.end().await;
}
