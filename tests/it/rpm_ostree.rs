//! What only rpm-ostree has, and what an administrator meets with it: packages, kernel arguments, other branches and
//! images, changes by others, and trouble. Against the demo host, whose service speaks as the recorded ones did.

mod others;
mod trouble;

use atomdeck::demo::{Demo, Pace};
use atomdeck::host::{HostError, Side};
use atomdeck::model::{
    AdvisorySeverity, DeploymentChange, Deployments, Difference, Operation, OperationState, Origin,
    PackageGroup, PackageHow, SignatureState, Signatures,
};

use crate::deployment_contract::SOON;
use crate::support::TestHost;

struct Lab {
    demo: Demo,
    test: TestHost,
}

impl Lab {
    async fn start() -> Self {
        Self::paced(Pace::fast()).await
    }

    async fn paced(pace: Pace) -> Self {
        let demo = Demo::start(pace).await.expect("the demo host");
        let test = TestHost::new(demo.root(), None);
        Self { demo, test }
    }

    async fn end(self) {
        self.test.stop().await;
        self.demo.stop().await;
    }

    async fn all(&self) -> Deployments {
        self.test.host.deployments().await.expect("a list")
    }

    /// `change` as the API takes it.
    async fn ask(&self, change: &str) -> Result<Operation, HostError> {
        let change: DeploymentChange = serde_json::from_str(change).expect("a change");
        let permit = self.test.permit("ada", change.action()).await;
        self.test.host.change(permit, change, None).await
    }

    async fn end_of(&self, operation: &Operation) -> Operation {
        let watched = self.test.host.operations().watch(&operation.id);
        let mut watched = watched.expect("it is known");
        let end = watched.wait_for(|operation| operation.state != OperationState::Running);
        let end = tokio::time::timeout(SOON, end).await;
        end.expect("it ends").expect("it is kept").clone()
    }

    /// Its outcome.
    async fn succeed(&self, change: &str) -> String {
        let begun = self.ask(change).await.expect("accepted");
        let end = self.end_of(&begun).await;
        assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
        end.outcome.expect("an outcome")
    }

    /// Its error.
    async fn fail(&self, change: &str) -> String {
        let begun = self.ask(change).await.expect("accepted");
        let end = self.end_of(&begun).await;
        assert_eq!(end.state, OperationState::Failed, "{end:?}");
        end.error.expect("an error")
    }

    async fn difference(&self, from: &str, later: Side) -> Difference {
        let from = from.parse().expect("an id");
        let difference = self.test.host.difference(from, later).await;
        difference.expect("a difference")
    }
}

#[tokio::test]
async fn everything_about_a_deployment_is_told() {
    let lab = Lab::start().await;
    let all = lab.all().await;
    let booted = &all.deployments[0];
    assert_eq!(booted.layered_packages, ["htop"]);
    let arguments = booted.kernel_arguments.as_deref().expect("they are read");
    assert!(arguments.contains(&"rw".to_owned()), "{arguments:?}");
    assert!(!arguments.iter().any(|one| one.starts_with("ostree=")));
    let Some(Signatures::Checked { signatures }) = &booted.signatures else {
        panic!("{:?}", booted.signatures);
    };
    assert_eq!(signatures[0].state, SignatureState::Valid);
    assert!(
        signatures[0]
            .user
            .as_deref()
            .expect("a user")
            .contains("Fedora")
    );
    lab.end().await;
}

#[tokio::test]
async fn a_download_waits_until_it_is_finalized() {
    let lab = Lab::start().await;
    let outcome = lab.succeed(r#"{"verb":"download"}"#).await;
    assert!(outcome.contains("once it is finalized"), "{outcome}");
    let all = lab.all().await;
    assert!(all.deployments[0].staged && all.deployments[0].locked);
    assert!(!all.reboot_to_apply && all.deployments[1].next_boot);
    lab.end().await;
}

#[tokio::test]
async fn packages_change_in_one_deployment_and_reset_drops_them() {
    let lab = Lab::start().await;
    let booted = lab.all().await.deployments[0].id.clone();
    let outcome = lab
        .succeed(
            r#"{"verb":"packages","install":["tmux"],"uninstall":["htop"],"remove":["zincati"],"replace":["podman"]}"#,
        )
        .await;
    assert!(outcome.contains("is staged"), "{outcome}");
    let all = lab.all().await;
    let staged = &all.deployments[0];
    assert_eq!(staged.layered_packages, ["tmux"]);
    assert_eq!(staged.removed_packages, ["zincati"]);
    let [replaced] = staged.replaced_packages.as_slice() else {
        panic!("{:?}", staged.replaced_packages);
    };
    assert_eq!(replaced.name, "podman");
    assert_eq!(replaced.before.as_deref(), Some("5:5.6.2-1.fc42"));
    assert_eq!(replaced.after.as_deref(), Some("5:5.7.0-1.fc42"));

    let later = Side::Deployment(staged.id.parse().expect("an id"));
    let difference = lab.difference(&booted, later).await;
    let packages = difference.packages.expect("they are known");
    let told: Vec<_> = packages
        .iter()
        .map(|one| (one.name.as_str(), one.how, one.group))
        .collect();
    assert_eq!(
        told,
        [
            ("zincati", PackageHow::Removed, PackageGroup::Boot),
            ("podman", PackageHow::Upgraded, PackageGroup::Engine),
            ("htop", PackageHow::Removed, PackageGroup::Other),
            ("tmux", PackageHow::Added, PackageGroup::Other),
        ]
    );

    lab.succeed(r#"{"verb":"packages","restore":["podman"]}"#)
        .await;
    assert!(lab.all().await.deployments[0].replaced_packages.is_empty());
    lab.succeed(r#"{"verb":"reset"}"#).await;
    let all = lab.all().await;
    assert!(all.deployments[0].layered_packages.is_empty());
    assert!(all.deployments[0].removed_packages.is_empty());
    lab.end().await;
}

#[tokio::test]
async fn kernel_arguments_are_changed_and_the_difference_shows_them() {
    let lab = Lab::start().await;
    let booted = lab.all().await.deployments[0].id.clone();
    lab.succeed(
        r#"{"verb":"kernel_arguments","append":["quiet"],"delete":["mitigations=auto,nosmt"],
            "replace":[{"from":"console=tty0","to":"console=tty1"}]}"#,
    )
    .await;
    let all = lab.all().await;
    let staged = all.deployments[0].kernel_arguments.clone();
    let staged = staged.expect("they are read");
    // Those that were there are still there.
    assert!(staged.iter().any(|one| one.starts_with("root=UUID=")));
    assert!(staged.contains(&"console=ttyS0,115200n8".to_owned()));
    let later = Side::Deployment(all.deployments[0].id.parse().expect("an id"));
    let difference = lab.difference(&booted, later).await;
    assert_eq!(difference.kernel_arguments_added, ["console=tty1", "quiet"]);
    assert_eq!(
        difference.kernel_arguments_removed,
        ["mitigations=auto,nosmt", "console=tty0"]
    );
    let error = lab
        .fail(r#"{"verb":"kernel_arguments","delete":["no_such_thing"]}"#)
        .await;
    assert!(error.contains("no_such_thing"), "{error}");
    lab.end().await;
}

#[tokio::test]
async fn another_version_branch_and_image_can_be_followed() {
    let lab = Lab::start().await;
    let old = lab.all().await.deployments[2].version.clone();
    let old = old.expect("a version");
    let deploy = format!(r#"{{"verb":"deploy","revision":"{old}"}}"#);
    let outcome = lab.succeed(&deploy).await;
    assert!(outcome.contains(&old), "{outcome}");
    assert_eq!(lab.all().await.deployments[0].version, Some(old));

    lab.succeed(
        r#"{"verb":"rebase","to":{"kind":"ostree","refspec":"fedora:fedora/x86_64/coreos/testing"}}"#,
    )
    .await;
    let refspec = "fedora:fedora/x86_64/coreos/testing".to_owned();
    assert_eq!(
        lab.all().await.deployments[0].origin,
        Origin::Ostree { refspec }
    );

    lab.succeed(
        r#"{"verb":"rebase","to":{"kind":"registry","image":"quay.io/fedora/fedora-coreos:stable"}}"#,
    )
    .await;
    let all = lab.all().await;
    let staged = &all.deployments[0];
    assert!(staged.staged);
    let Origin::Container { image, digest } = &staged.origin else {
        panic!("{:?}", staged.origin);
    };
    assert_eq!(
        image,
        "ostree-image-signed:docker://quay.io/fedora/fedora-coreos:stable"
    );
    assert!(digest.as_deref().expect("a digest").starts_with("sha256:"));
    assert!(matches!(
        &staged.signatures,
        Some(Signatures::Enforced { .. })
    ));
    // What it follows now has no versions.
    let refused = lab.ask(&deploy).await.expect_err("an image");
    assert!(refused.to_string().contains("container image"), "{refused}");
    lab.end().await;
}

#[tokio::test]
async fn the_update_on_offer_is_compared_with_any_deployment() {
    let lab = Lab::start().await;
    let all = lab.all().await;
    let none = lab
        .test
        .host
        .difference(all.deployments[0].id.parse().expect("an id"), Side::Update)
        .await;
    assert!(matches!(none, Err(HostError::Conflict { .. })), "{none:?}");
    let outcome = lab.succeed(r#"{"verb":"check"}"#).await;
    assert!(outcome.contains("is on offer"), "{outcome}");
    let update = lab.all().await.update.expect("an update");
    assert_eq!(update.severity, Some(AdvisorySeverity::Critical));
    assert_eq!(update.advisories, 3);

    let difference = lab.difference(&all.deployments[0].id, Side::Update).await;
    let packages = difference.packages.expect("they are known");
    let counts = update.packages.expect("they are counted");
    let counted = counts.added + counts.removed + counts.upgraded + counts.downgraded;
    assert_eq!(packages.len(), counted);
    assert_eq!(packages[0].group, PackageGroup::Kernel);
    for name in ["systemd", "podman", "selinux-policy", "openssl-libs"] {
        assert!(packages.iter().any(|one| one.name == name), "{name}");
    }
    let gravest = &difference.advisories[0];
    assert_eq!(gravest.severity, AdvisorySeverity::Critical);
    assert!(
        gravest
            .references
            .iter()
            .all(|one| one.url.starts_with("https://"))
    );
    assert!(gravest.references[0].title.starts_with("CVE-"));

    let older = lab.difference(&all.deployments[2].id, Side::Update).await;
    let older = older.packages.expect("the service is asked");
    assert!(older.len() >= packages.len(), "{}", older.len());
    lab.end().await;
}

#[tokio::test]
async fn packages_are_searched_by_a_part_of_their_name() {
    let lab = Lab::start().await;
    let term = "wireguard".parse().expect("a term");
    let found = lab
        .test
        .host
        .search_packages(term)
        .await
        .expect("an answer");
    let names: Vec<_> = found.packages.iter().map(|one| one.name.as_str()).collect();
    // The second has it in its summary.
    assert_eq!(names, ["wireguard-tools", "tailscale"]);
    assert_eq!(found.packages[0].repository.as_deref(), Some("updates"));
    assert!(!found.truncated);
    lab.end().await;
}

#[tokio::test]
async fn what_only_adds_is_applied_to_the_running_system() {
    let lab = Lab::start().await;
    lab.succeed(r#"{"verb":"packages","install":["tmux"]}"#)
        .await;
    lab.succeed(r#"{"verb":"apply_live"}"#).await;
    let all = lab.all().await;
    let booted = all.deployments.iter().find(|one| one.booted);
    assert!(booted.expect("one is booted").live);

    lab.succeed(r#"{"verb":"upgrade"}"#).await;
    let error = lab.fail(r#"{"verb":"apply_live"}"#).await;
    assert!(error.contains("restart the host"), "{error}");
    lab.end().await;
}

#[tokio::test]
async fn cleaning_up_removes_what_it_names() {
    let lab = Lab::start().await;
    lab.succeed(r#"{"verb":"upgrade"}"#).await;
    let outcome = lab
        .succeed(r#"{"verb":"clean_up","what":["pending","metadata"]}"#)
        .await;
    assert_eq!(outcome, "One deployment was removed.");
    let all = lab.all().await;
    assert!(all.deployments[0].booted && all.deployments.len() == 3);
    lab.end().await;
}
