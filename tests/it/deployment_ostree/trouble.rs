//! What goes wrong on a plain ostree host, what is refused there, and what was changed beneath `/etc`.

use std::time::Duration;

use atomdeck::host::HostError;
use atomdeck::model::{
    Action, DeploymentChange, DriftHow, NewRemote, OperationState, Outcome, PackageWish,
    RebaseTarget, RemoteVerification, Verification,
};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::sysroot::Sysroot;
use super::{deploy, rebase};

const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn what_ostree_cannot_do_is_refused_with_what_to_do_instead() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let wish = PackageWish {
        install: vec!["htop".parse().expect("a package")],
        ..PackageWish::default()
    };
    let refused = sysroot.begin(DeploymentChange::Packages(wish)).await;
    let Err(HostError::NotAvailable { remedy, .. }) = refused else {
        panic!("there is no such thing: {refused:?}");
    };
    assert!(remedy.contains("build them into the image"), "{remedy}");
    let to = RebaseTarget::Registry {
        image: "quay.io/fedora/fedora-bootc:43".parse().expect("an image"),
        verification: Verification::None,
    };
    let why = sysroot.refused(DeploymentChange::Rebase { to }).await;
    assert!(why.contains("container images"), "{why}");
    let deployment = "testos-nothing.0".parse().expect("an id");
    let why = sysroot.refused(DeploymentChange::Pin { deployment }).await;
    assert!(why.contains("testos-nothing.0"), "{why}");

    sysroot.done(DeploymentChange::Upgrade).await;
    let deployment = sysroot.find("3.0").await.id.parse().expect("an id");
    let why = sysroot.refused(DeploymentChange::Pin { deployment }).await;
    assert!(why.contains("after the restart"), "{why}");
    let deployment = sysroot.find("2.0").await.id.parse().expect("an id");
    let why = sysroot
        .refused(DeploymentChange::Remove { deployment })
        .await;
    assert!(why.contains("boot another one"), "{why}");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn what_is_not_there_fails_and_changes_nothing() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    for (change, word) in [
        (deploy("7.7"), "version 7.7"),
        (rebase("lab:test/nothing"), "test/nothing"),
        (rebase("nobody:test/stable"), "nobody"),
    ] {
        let begun = sysroot.begin(change).await.expect("accepted");
        let end = sysroot.ended(&begun.id).await;
        assert_eq!(end.state, OperationState::Failed);
        let error = end.error.expect("a reason");
        assert!(error.contains(word), "{error}");
    }
    assert_eq!(sysroot.versions().await, ["2.0", "1.0"]);
    let lines = sysroot.host.audit().await;
    assert!(lines.iter().all(|line| line.outcome == Outcome::Failed));
    sysroot.host.stop().await;
}

#[tokio::test]
async fn what_nobody_signed_is_not_deployed() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let keys = sysroot.path().join("ostree/repo/lab.trustedkeys.gpg");
    std::fs::remove_file(keys).expect("the remote's keys");
    let begun = sysroot
        .begin(DeploymentChange::Upgrade)
        .await
        .expect("accepted");
    let end = sysroot.ended(&begun.id).await;
    assert_eq!(end.state, OperationState::Failed);
    let error = end.error.expect("a reason");
    assert!(error.contains("public key not found"), "{error}");
    assert!(error.contains("add its key to the remote"), "{error}");
    assert_eq!(sysroot.versions().await, ["2.0", "1.0"]);
    sysroot.host.stop().await;
}

/// A remote that answers nothing.
#[tokio::test]
async fn a_pull_is_cancelled_and_its_program_is_gone() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let permit = sysroot.host.permit("ada", Action::RemoteChange).await;
    let new = NewRemote {
        name: "slow".parse().expect("a name"),
        url: format!("http://127.0.0.1:{port}/repo")
            .parse()
            .expect("an address"),
        verification: RemoteVerification::None,
        keys: None,
    };
    let host = &sysroot.host.host;
    host.add_remote(permit, new).await.expect("added");
    let begun = sysroot
        .begin(rebase("slow:test/stable"))
        .await
        .expect("accepted");
    assert!(begun.cancellable);
    let asked = tokio::time::timeout(SOON, silent.accept()).await;
    let (mut connection, _) = asked.expect("it is asked").expect("a connection");

    let permit = sysroot.host.permit("ada", Action::OperationCancel).await;
    let end = host.operations().cancel(permit, &begun.id).await;
    assert_eq!(end.expect("cancelled").state, OperationState::Cancelled);
    let closed = async {
        let mut request = Vec::new();
        // Reset or closed: whoever held the other end is gone.
        drop(connection.read_to_end(&mut request).await);
    };
    let closed = tokio::time::timeout(SOON, closed).await;
    closed.expect("the program has ended");
    assert_eq!(sysroot.versions().await, ["2.0", "1.0"]);
    sysroot.host.stop().await;
}

#[tokio::test]
async fn what_was_changed_beneath_etc_is_told() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let host = &sysroot.host.host;
    assert_eq!(host.drift().await.expect("nothing").files, []);
    let etc = sysroot.path().join("etc");
    std::fs::write(etc.join("ssh/sshd_config"), "Port 2222\n").expect("changed");
    std::fs::remove_file(etc.join("motd")).expect("removed");
    std::fs::write(etc.join("new file"), "new\n").expect("added");
    let drift = host.drift().await.expect("a list");
    let told: Vec<_> = drift
        .files
        .iter()
        .map(|one| (one.path.as_str(), one.how))
        .collect();
    assert_eq!(
        told,
        [
            ("/etc/motd", DriftHow::Removed),
            ("/etc/new file", DriftHow::Added),
            ("/etc/ssh/sshd_config", DriftHow::Modified),
        ]
    );
    assert!(!drift.truncated);
    sysroot.host.stop().await;
}

#[tokio::test]
async fn without_its_program_the_host_says_so() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    std::fs::remove_file(sysroot.path().join("usr/bin/ostree")).expect("removed");
    let host = &sysroot.host.host;
    let refused = host.deployments().await.expect_err("nobody to ask");
    assert!(
        matches!(refused, HostError::NotAvailable { .. }),
        "{refused}"
    );
    let refused = host.drift().await.expect_err("nobody to ask");
    assert!(refused.advice().contains("contains ostree"), "{refused}");
    // The files of the remotes can still be read.
    let remotes = host.remotes().await.expect("a list");
    assert_eq!((remotes.len(), &remotes[0].keys), (1, &None));
    sysroot.host.stop().await;
}
