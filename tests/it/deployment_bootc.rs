//! A bootc host as the console sees and changes it, with a scripted `bootc` that says what the real one says.

mod failures;
mod machine;

use atomdeck::host::{HostError, Side};
use atomdeck::model::{
    Action, DeploymentChange, DeploymentVerb, Deployments, OperationState, Origin, Outcome,
    PackageHow,
};

use crate::deployment_contract::{Case, Restart};
use crate::support::eventually;
use machine::{Machine, SOON};

/// For what every backend must do.
pub(crate) fn case() -> Case {
    let Machine { host, root } = Machine::new();
    Case {
        backend: "bootc",
        host,
        restart: Restart::Impossible,
        end: Box::new(|| Box::pin(async move { drop(root) })),
    }
}

fn versions(all: &Deployments) -> Vec<&str> {
    let version = |one: &'_ atomdeck::model::Deployment| one.version.is_some();
    assert!(all.deployments.iter().all(version));
    all.deployments
        .iter()
        .filter_map(|one| one.version.as_deref())
        .collect()
}

fn rebase(json: &str) -> DeploymentChange {
    serde_json::from_str(json).expect(json)
}

#[tokio::test]
async fn a_bootc_host_lists_its_slots_in_boot_order() {
    let machine = Machine::new();
    let running = "quiet ostree=/ostree/boot.1/default/a/0";
    machine.put("proc/cmdline", running);
    for (version, starts) in [(2, "a"), (1, "b")] {
        let entry = format!(
            "version {version}\noptions {starts}=1 ostree=/ostree/boot.1/default/{starts}/0\n"
        );
        machine.put(
            &format!("boot/loader/entries/ostree-{version}.conf"),
            &entry,
        );
    }
    let all = machine.host.host.deployments().await.expect("a list");
    assert_eq!(all.backend, "bootc");
    assert_eq!(versions(&all), ["42.1", "42.0"]);
    assert!(all.deployments[0].booted && all.deployments[0].next_boot);
    assert!(all.deployments[1].rollback && !all.reboot_to_apply);
    assert_eq!(all.abilities.len(), DeploymentVerb::ALL.len());
    let family = all.family.expect("a family");
    assert_eq!(family.name, "CentOS Stream bootc");
    let arguments = |index: usize| all.deployments[index].kernel_arguments.clone();
    assert_eq!(arguments(0), Some(vec!["a=1".to_owned()]));
    assert_eq!(arguments(1), Some(vec!["b=1".to_owned()]));
    machine.host.stop().await;
}

#[tokio::test]
async fn a_check_finds_the_update_and_an_upgrade_stages_it() {
    let machine = Machine::new();
    let check = machine.changed(DeploymentChange::Check).await;
    assert_eq!(check.state, OperationState::Succeeded, "{check:?}");
    assert_eq!(check.outcome.as_deref(), Some("Version 42.2 is on offer."));
    let update = machine
        .host
        .host
        .deployments()
        .await
        .expect("a list")
        .update;
    assert!(!update.expect("an update").staged);

    let upgrade = machine.changed(DeploymentChange::Upgrade).await;
    assert_eq!(upgrade.state, OperationState::Succeeded, "{upgrade:?}");
    assert_eq!(upgrade.outcome.as_deref(), Some("Version 42.2 boots next."));
    for line in ["Importing Image…", "Deploying Image…", "a warning", "done"] {
        assert!(
            upgrade.log.iter().any(|said| said == line),
            "{:?}",
            upgrade.log
        );
    }
    let after = machine.host.host.deployments().await.expect("a list");
    assert_eq!(versions(&after), ["42.2", "42.1", "42.0"]);
    assert!(after.reboot_to_apply && after.deployments[0].staged);
    assert!(after.update.expect("still on offer").staged);
    assert_eq!(
        machine.asked(),
        ["upgrade --check", "upgrade --progress-fd 3"]
    );
    let ends = machine.host.audit().await;
    assert!(ends.iter().all(|line| line.outcome == Outcome::Succeeded));
    machine.host.stop().await;
}

#[tokio::test]
async fn a_second_request_joins_and_another_kind_must_wait() {
    let machine = Machine::new();
    machine.hold("fetching");
    let first = machine.change("ada", DeploymentChange::Upgrade).await;
    let first = first.expect("accepted");
    let second = machine.change("bob", DeploymentChange::Upgrade).await;
    assert_eq!(second.expect("joined").id, first.id);
    let refused = machine.change("bob", DeploymentChange::Check).await;
    assert!(
        matches!(refused, Err(HostError::Conflict { .. })),
        "{refused:?}"
    );
    let fetching = |operation: &atomdeck::model::Operation| {
        let progress = operation.progress.as_ref();
        progress.is_some_and(|progress| progress.bytes == Some(3000))
    };
    let now = machine.until(&first.id, fetching).await;
    assert!(now.cancellable, "{now:?}");
    machine.release("fetching").await;
    let end = machine.ended(&first.id).await;
    assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
    assert_eq!(machine.asked().len(), 1);
    machine.host.stop().await;
}

#[tokio::test]
async fn it_is_cancelled_while_it_fetches_and_not_while_it_deploys() {
    let machine = Machine::new();
    machine.hold("fetching");
    machine.hold("deploying");
    let operations = machine.host.host.operations();
    let first = machine.change("ada", DeploymentChange::Upgrade).await;
    let first = first.expect("accepted");
    machine
        .until(&first.id, |operation| operation.progress.is_some())
        .await;
    let permit = machine.host.permit("ada", Action::DeploymentUpgrade).await;
    let end = operations
        .cancel(permit, &first.id)
        .await
        .expect("cancelled");
    assert_eq!(end.state, OperationState::Cancelled, "{end:?}");
    let after = machine.host.host.deployments().await.expect("a list");
    assert_eq!(versions(&after), ["42.1", "42.0"]);

    let second = machine.change("ada", DeploymentChange::Upgrade).await;
    let second = second.expect("nothing is under way");
    machine.release("fetching").await;
    machine
        .until(&second.id, |operation| !operation.cancellable)
        .await;
    let permit = machine.host.permit("ada", Action::DeploymentUpgrade).await;
    let refused = operations.cancel(permit, &second.id).await;
    assert!(
        matches!(refused, Err(HostError::Conflict { .. })),
        "{refused:?}"
    );
    machine.release("deploying").await;
    let end = machine.ended(&second.id).await;
    assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
    machine.host.stop().await;
}

#[tokio::test]
async fn a_rollback_boots_next_and_can_be_taken_back() {
    let machine = Machine::new();
    let back = machine.changed(DeploymentChange::Rollback).await;
    assert_eq!(
        back.outcome.as_deref(),
        Some("Version 42.0 boots next."),
        "{back:?}"
    );
    let all = machine.host.host.deployments().await.expect("a list");
    assert_eq!(versions(&all), ["42.0", "42.1"]);
    assert!(all.reboot_to_apply && all.deployments[0].next_boot);
    // A second `bootc rollback` would undo the first.
    let again = machine.change("ada", DeploymentChange::Rollback).await;
    let error = again.expect_err("it is queued already");
    assert!(error.to_string().contains("boots next already"), "{error}");

    let before = machine::status(&[
        ("booted", machine::entry("42.1")),
        ("rollback", machine::entry("42.0")),
    ]);
    machine.becomes("after-rollback.json", &before);
    let undo = rebase(r#"{"verb":"clean_up","what":["pending"]}"#);
    let undone = machine.changed(undo).await;
    assert_eq!(
        undone.outcome.as_deref(),
        Some("What runs boots next."),
        "{undone:?}"
    );
    assert_eq!(machine.asked(), ["rollback", "rollback"]);
    machine.host.stop().await;
}

#[tokio::test]
async fn what_is_downloaded_boots_when_it_is_finalized() {
    let machine = Machine::new();
    let download = machine.changed(DeploymentChange::Download).await;
    assert_eq!(download.state, OperationState::Succeeded, "{download:?}");
    assert!(
        download
            .outcome
            .expect("one")
            .contains("42.2 is downloaded")
    );
    let all = machine.host.host.deployments().await.expect("a list");
    assert!(!all.reboot_to_apply && all.deployments[0].booted);
    assert!(all.deployments[1].locked && !all.update.expect("one").staged);
    let finalize = machine.changed(DeploymentChange::Finalize).await;
    assert_eq!(
        finalize.outcome.as_deref(),
        Some("Version 42.2 boots next.")
    );
    assert_eq!(
        machine.asked(),
        [
            "upgrade --download-only".replace("upgrade", "upgrade --progress-fd 3"),
            "upgrade --from-downloaded".to_owned()
        ]
    );
    machine.host.stop().await;
}

#[tokio::test]
async fn a_rebase_names_the_image_its_transport_and_what_must_sign_it() {
    let machine = Machine::new();
    for (json, words) in [
        (
            r#"{"verb":"rebase","to":{"kind":"registry","image":"quay.io/a/os:43"}}"#,
            "switch --progress-fd 3 --transport registry --enforce-container-sigpolicy -- quay.io/a/os:43",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"oci","path":"/var/images/os","verification":{"by":"none"}}}"#,
            "switch --progress-fd 3 --transport oci -- /var/images/os",
        ),
        (
            r#"{"verb":"deploy","revision":"42.0"}"#,
            "switch --progress-fd 3 --transport registry -- registry.example.com/os/base:42.0",
        ),
    ] {
        let end = machine.changed(rebase(json)).await;
        assert_eq!(
            end.outcome.as_deref(),
            Some("Version 43.0 boots next."),
            "{end:?}"
        );
        assert_eq!(machine.asked().last().map(String::as_str), Some(words));
    }
    machine.host.stop().await;
}

#[tokio::test]
async fn a_difference_is_of_the_packages_on_the_disk() {
    let machine = Machine::new();
    let host = &machine.host.host;
    machine.changed(DeploymentChange::Check).await;
    let all = host.deployments().await.expect("a list");
    let booted = all.deployments[0].id.parse().expect("an id");
    let offered = host
        .difference(booted, Side::Update)
        .await
        .expect("an answer");
    assert_eq!(offered.packages, None);
    assert!(offered.note.expect("why").contains("download it"));

    machine.changed(DeploymentChange::Upgrade).await;
    let all = host.deployments().await.expect("a list");
    for (index, version) in [(0, "6.15.1-1"), (1, "6.14.9-1")] {
        let one = &all.deployments[index];
        assert!(matches!(one.origin, Origin::Container { .. }));
        let database = format!(
            "ostree/deploy/default/deploy/{}.0/usr/share/rpm/list",
            one.checksum
        );
        let list = format!("bash\t0:5.2-1\tx86_64\nkernel\t0:{version}\tx86_64\n");
        machine.put(&database, &list);
    }
    let id = |index: usize| all.deployments[index].id.parse().expect("an id");
    let told = host
        .difference(id(1), Side::Update)
        .await
        .expect("an answer");
    let packages = told.packages.expect("packages");
    let [kernel] = packages.as_slice() else {
        panic!("{packages:?}");
    };
    assert_eq!(
        (kernel.name.as_str(), kernel.how),
        ("kernel", PackageHow::Upgraded)
    );
    // The one behind has no database here.
    let dark = host
        .difference(id(2), Side::Deployment(id(1)))
        .await
        .expect("an answer");
    assert!(dark.packages.is_none() && dark.note.is_some());
    let nothing = "nothing".parse().expect("an id");
    let missing = host.difference(nothing, Side::Update).await;
    assert!(
        matches!(missing, Err(HostError::NotFound { .. })),
        "{missing:?}"
    );
    machine.host.stop().await;
}

#[tokio::test]
async fn bootc_ends_with_the_console() {
    let machine = Machine::new();
    machine.hold("fetching");
    let begun = machine.change("ada", DeploymentChange::Upgrade).await;
    let begun = begun.expect("accepted");
    machine
        .until(&begun.id, |operation| operation.progress.is_some())
        .await;
    let program = machine.program();
    machine.host.stop().await;
    let own = std::process::id().to_string();
    eventually("its process is gone", SOON, async || {
        let is_left = |entry: std::fs::DirEntry| {
            let text = |name| std::fs::read_to_string(entry.path().join(name)).unwrap_or_default();
            let stat = text("stat");
            let parent = stat
                .rsplit(") ")
                .next()
                .and_then(|rest| rest.split(' ').nth(1));
            parent == Some(own.as_str()) && text("cmdline").contains(&program)
        };
        let mut all = std::fs::read_dir("/proc").expect("processes").flatten();
        (!all.any(is_left)).then_some(())
    })
    .await;
}
