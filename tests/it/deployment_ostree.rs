//! The backend of plain ostree against the real one: a sysroot in a temporary folder that takes itself for booted.

mod remotes;
mod sysroot;
mod trouble;

use atomdeck::host::Side;
use atomdeck::model::{
    Availability, CapabilityKind, CleanUp, DeploymentChange, DeploymentVerb, KernelArgumentWish,
    Origin, PackageHow, RebaseTarget, SignatureState, Signatures,
};

use crate::deployment_contract::{Case, Restart};
use sysroot::Sysroot;

/// For what every backend must do; `None` as [`Sysroot::new`].
pub(crate) fn case() -> Option<Case> {
    let Sysroot { host, root, model } = Sysroot::new()?;
    Some(Case {
        backend: "ostree",
        host,
        restart: Restart::Impossible,
        end: Box::new(|| Box::pin(async move { drop((root, model)) })),
    })
}

fn arguments(append: &[&str], delete: &[&str]) -> DeploymentChange {
    let all = |texts: &[&str]| texts.iter().map(|text| text.parse().expect(text)).collect();
    DeploymentChange::KernelArguments(KernelArgumentWish {
        append: all(append),
        delete: all(delete),
        replace: Vec::new(),
    })
}

fn deploy(revision: &str) -> DeploymentChange {
    let revision = revision.parse().expect("a revision");
    DeploymentChange::Deploy { revision }
}

fn rebase(refspec: &str) -> DeploymentChange {
    let refspec = refspec.parse().expect("a branch");
    let to = RebaseTarget::Ostree { refspec };
    DeploymentChange::Rebase { to }
}

#[tokio::test]
async fn deployments_are_listed_as_they_are() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let all = sysroot.list().await;
    assert_eq!(all.backend, "ostree");
    let [booted, behind] = all.deployments.as_slice() else {
        panic!("two deployments: {all:?}");
    };
    assert_eq!(booted.version.as_deref(), Some("2.0"));
    assert!(booted.booted && booted.next_boot && !booted.staged && !booted.rollback);
    assert!(behind.rollback && !behind.booted && !behind.next_boot);
    assert!(!all.reboot_to_apply);
    assert_eq!(booted.stateroot, "testos");
    assert_eq!(booted.id, format!("testos-{}.0", booted.checksum));
    let made = booted.timestamp.expect("a time").to_string();
    assert_eq!(made, "2026-01-03T10:00:00Z");
    let refspec = "lab:test/stable".to_owned();
    assert_eq!(booted.origin, Origin::Ostree { refspec });
    let arguments = booted.kernel_arguments.as_deref().expect("its arguments");
    assert_eq!(arguments, ["root=LABEL=x", "quiet"]);
    let Some(Signatures::Checked { signatures }) = &booted.signatures else {
        panic!("its remote verifies: {:?}", booted.signatures);
    };
    assert_eq!(signatures[0].state, SignatureState::Valid);
    let user = signatures[0].user.as_deref();
    assert_eq!(user, Some("Test OS <test@example.org>"));
    assert_eq!(all.update, None, "nothing was asked yet");

    let verbs: Vec<_> = all.abilities.iter().map(|one| one.verb).collect();
    assert_eq!(verbs, DeploymentVerb::ALL);
    let cannot = all.abilities.iter().filter(|one| one.why_not.is_some());
    let cannot: Vec<_> = cannot.map(|one| one.verb).collect();
    assert_eq!(
        cannot,
        [
            DeploymentVerb::Finalize,
            DeploymentVerb::Unpin,
            DeploymentVerb::Reset,
            DeploymentVerb::Packages,
            DeploymentVerb::ApplyLive,
        ]
    );

    let detail = sysroot.host.host.detail().await;
    let mut capabilities = detail.capabilities.into_iter();
    let found = capabilities.find(|one| one.kind == CapabilityKind::Deployments);
    let detail = "ostree".to_owned();
    let expected = Availability::Available { detail };
    assert_eq!(found.expect("it is told").availability, expected);
    sysroot.host.stop().await;
}

#[tokio::test]
async fn a_check_finds_the_update_and_an_upgrade_stages_it() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let outcome = sysroot.done(DeploymentChange::Check).await;
    assert_eq!(outcome, "3.0 is the newest of test/stable.");
    let update = sysroot.list().await.update.expect("an update");
    assert_eq!(update.version.as_deref(), Some("3.0"));
    assert!(!update.staged);
    // Only its metadata is here.
    let why = sysroot.refused(DeploymentChange::Finalize).await;
    assert!(why.contains("download the update first"), "{why}");

    let outcome = sysroot.done(DeploymentChange::Upgrade).await;
    assert_eq!(outcome, "3.0 boots next.");
    let all = sysroot.list().await;
    assert!(all.reboot_to_apply);
    assert!(all.deployments[0].staged && all.deployments[0].next_boot);
    assert!(all.update.expect("still on offer").staged);
    let inherited = all.deployments[0].kernel_arguments.as_deref();
    assert_eq!(inherited.expect("arguments"), ["root=LABEL=x", "quiet"]);
    let outcome = sysroot.done(DeploymentChange::Upgrade).await;
    assert!(outcome.starts_with("3.0 boots next already"), "{outcome}");

    sysroot.restart();
    let all = sysroot.list().await;
    assert_eq!(sysroot.versions().await, ["3.0", "2.0"]);
    assert!(all.deployments[0].booted && all.deployments[1].rollback);
    assert_eq!(all.update, None);
    let outcome = sysroot.done(DeploymentChange::Check).await;
    assert_eq!(outcome, "There is nothing newer than what runs.");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn what_is_downloaded_waits_to_be_finalized() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    sysroot.done(DeploymentChange::Download).await;
    assert_eq!(sysroot.versions().await, ["2.0", "1.0"]);
    assert!(!sysroot.list().await.update.expect("an update").staged);
    let outcome = sysroot.done(DeploymentChange::Finalize).await;
    assert_eq!(outcome, "3.0 boots next.");
    assert_eq!(sysroot.versions().await[0], "3.0");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn a_rollback_boots_what_is_behind_and_keeps_the_rest() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let outcome = sysroot.done(DeploymentChange::Rollback).await;
    assert_eq!(outcome, "1.0 boots next.");
    let all = sysroot.list().await;
    assert!(all.reboot_to_apply && all.deployments[0].next_boot);
    sysroot.restart();
    let booted = sysroot.find("1.0").await;
    assert!(booted.booted);
    // It still follows its branch, from which the newer one comes.
    let refspec = "lab:test/stable".to_owned();
    assert_eq!(booted.origin, Origin::Ostree { refspec });
    assert!(!sysroot.find("2.0").await.booted);
    let outcome = sysroot.done(DeploymentChange::Upgrade).await;
    assert_eq!(outcome, "3.0 boots next.");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn a_pinned_deployment_is_kept() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let deployment = || async { sysroot.find("1.0").await.id.parse().expect("an id") };
    let (pin, unpin, remove) = (deployment().await, deployment().await, deployment().await);
    let outcome = sysroot
        .done(DeploymentChange::Pin { deployment: pin })
        .await;
    assert_eq!(outcome, "1.0 is kept until it is unpinned.");
    assert!(sysroot.find("1.0").await.pinned);
    let remove = DeploymentChange::Remove { deployment: remove };
    let why = sysroot.refused(remove.clone()).await;
    assert!(why.contains("unpin one first"), "{why}");
    let what = vec![CleanUp::Pending, CleanUp::Rollback, CleanUp::Base];
    let outcome = sysroot.done(DeploymentChange::CleanUp { what }).await;
    assert_eq!(outcome, "No deployment was in the way.");

    sysroot
        .done(DeploymentChange::Unpin { deployment: unpin })
        .await;
    assert!(!sysroot.find("1.0").await.pinned);
    let outcome = sysroot.done(remove).await;
    assert_eq!(outcome, "1.0 is removed.");
    assert_eq!(sysroot.versions().await, ["2.0"]);
    let why = sysroot.refused(DeploymentChange::Rollback).await;
    assert!(why.contains("no deployment behind"), "{why}");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn cleaning_up_takes_what_was_named_and_no_more() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    sysroot.done(DeploymentChange::Upgrade).await;
    assert_eq!(sysroot.versions().await, ["3.0", "2.0", "1.0"]);
    let pending = vec![CleanUp::Pending];
    let outcome = sysroot
        .done(DeploymentChange::CleanUp { what: pending })
        .await;
    assert_eq!(outcome, "3.0 is removed.");
    assert_eq!(sysroot.versions().await, ["2.0", "1.0"]);
    let rollback = vec![CleanUp::Rollback];
    sysroot
        .done(DeploymentChange::CleanUp { what: rollback })
        .await;
    assert_eq!(sysroot.versions().await, ["2.0"]);
    sysroot.host.stop().await;
}

#[tokio::test]
async fn an_older_version_is_deployed_by_its_number_or_its_checksum() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    // Its commit is not here yet, nor is its place in the branch known.
    let outcome = sysroot.done(deploy("0.9")).await;
    assert_eq!(outcome, "0.9 boots next.");
    let behind = sysroot.find("1.0").await.checksum;
    let outcome = sysroot.done(deploy(&behind)).await;
    assert_eq!(outcome, "1.0 boots next.");
    assert_eq!(
        sysroot.list().await.update,
        None,
        "older ones are no updates"
    );
    sysroot.host.stop().await;
}

#[tokio::test]
async fn another_branch_is_booted_after_a_rebase() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let outcome = sysroot.done(rebase("lab:test/next")).await;
    assert_eq!(outcome, "9.0 boots next.");
    sysroot.restart();
    let booted = sysroot.find("9.0").await;
    let refspec = "lab:test/next".to_owned();
    assert_eq!(booted.origin, Origin::Ostree { refspec });
    assert!(booted.booted);
    // A branch without a remote is one of the same.
    let outcome = sysroot.done(rebase("test/stable")).await;
    assert_eq!(outcome, "3.0 boots next.");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn kernel_arguments_change_one_after_the_other() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    sysroot
        .done(arguments(&["console=ttyS0", "debug"], &["quiet"]))
        .await;
    sysroot.done(arguments(&["console=tty0"], &["debug"])).await;
    let all = sysroot.list().await;
    let expected = ["root=LABEL=x", "console=ttyS0", "console=tty0"];
    let staged = all.deployments[0].kernel_arguments.as_deref();
    assert_eq!(staged.expect("arguments"), expected);
    let ids = [1, 0].map(|place: usize| all.deployments[place].id.parse().expect("an id"));
    let [earlier, later] = ids;
    let later = Side::Deployment(later);
    let difference = sysroot.host.host.difference(earlier, later).await;
    let difference = difference.expect("a difference");
    assert_eq!(difference.kernel_arguments_added, expected[1..]);
    assert_eq!(difference.kernel_arguments_removed, ["quiet"]);
    assert_eq!(difference.packages, Some(Vec::new()));

    sysroot.restart();
    let all = sysroot.list().await;
    let booted = all.deployments[0].kernel_arguments.as_deref();
    assert_eq!(booted.expect("arguments"), expected);
    let refspec = "lab:test/stable".to_owned();
    assert_eq!(all.deployments[0].origin, Origin::Ostree { refspec });
    let why = sysroot.refused(arguments(&[], &["nosmt"])).await;
    assert!(why.contains("nosmt"), "{why}");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn the_update_is_compared_once_it_is_here() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let booted = sysroot.find("2.0").await;
    let id = || booted.id.parse().expect("an id");
    let host = &sysroot.host.host;
    let none = host.difference(id(), Side::Update).await;
    assert!(none.is_err(), "nothing is on offer: {none:?}");
    sysroot.done(DeploymentChange::Check).await;
    let described = host.difference(id(), Side::Update).await.expect("a note");
    assert_eq!(described.packages, None);
    assert!(described.note.expect("a note").contains("download it"));

    sysroot.done(DeploymentChange::Download).await;
    let found = host.difference(id(), Side::Update).await.expect("a list");
    let packages = found.packages.expect("packages");
    let told: Vec<_> = packages
        .iter()
        .map(|one| (one.name.as_str(), one.how, one.after.as_deref()))
        .collect();
    assert_eq!(told.len(), 3);
    assert!(told.contains(&("linux-image", PackageHow::Upgraded, Some("6.1.12-1"))));
    assert!(told.contains(&("podman", PackageHow::Added, Some("5.4-1"))));
    assert!(told.contains(&("bash", PackageHow::Upgraded, Some("5.2-2"))));

    let behind = sysroot.find("1.0").await.id.parse().expect("an id");
    let back = host.difference(id(), Side::Deployment(behind)).await;
    let packages = back.expect("a list").packages.expect("packages");
    let told: Vec<_> = packages
        .iter()
        .map(|one| (one.name.as_str(), one.how))
        .collect();
    assert!(told.contains(&("linux-image", PackageHow::Downgraded)));
    assert!(told.contains(&("vim", PackageHow::Removed)));
    sysroot.host.stop().await;
}
