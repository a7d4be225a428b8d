//! Statuses of several versions, and of none.

use proptest::prelude::*;

use super::super::{BootcSays, deployments::deployments};
use super::*;
use crate::model::{DeploymentVerb, Deployments, Origin};

pub(in super::super) const STAGED: &str =
    include_str!("../../../../../tests/fixtures/bootc/1.4-staged.json");
pub(in super::super) const DOWNLOADED: &str =
    include_str!("../../../../../tests/fixtures/bootc/1.12-download-only.json");
pub(in super::super) const QUEUED: &str =
    include_str!("../../../../../tests/fixtures/bootc/1.4-rollback-queued.json");
pub(in super::super) const LAYERED: &str =
    include_str!("../../../../../tests/fixtures/bootc/1.4-layered.json");
pub(in super::super) const OLD: &str =
    include_str!("../../../../../tests/fixtures/bootc/v1alpha1-remote.json");
const BRANCH: &str = include_str!("../../../../../tests/fixtures/bootc/1.4-ostree-branch.json");
const FIRST: &str = include_str!("../../../../../tests/fixtures/bootc/1.1-update-known.json");
const UNKNOWN: &str = include_str!("../../../../../tests/fixtures/bootc/newer-unknown-fields.json");
const COMPOSEFS: &str = include_str!("../../../../../tests/fixtures/bootc/newer-composefs.json");
const PACKAGES: &str = include_str!("../../../../../tests/fixtures/bootc/1.4-package-based.json");

fn told(text: &str) -> Deployments {
    deployments(&status(text).expect("a status"))
}

/// Version and state of each, in boot order: `b`ooted, `s`taged, `r`ollback, `p`inned, `n`ext, `l`ocked.
fn order(all: &Deployments) -> Vec<String> {
    let state = |one: &crate::model::Deployment| {
        let states = [
            (one.booted, 'b'),
            (one.staged, 's'),
            (one.rollback, 'r'),
            (one.pinned, 'p'),
            (one.next_boot, 'n'),
            (one.locked, 'l'),
        ];
        let letters: String = states
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, letter)| *letter)
            .collect();
        format!("{} {letters}", one.version.as_deref().unwrap_or("?"))
    };
    all.deployments.iter().map(state).collect()
}

fn why_not(all: &Deployments, verb: DeploymentVerb) -> Option<&str> {
    let ability = all.abilities.iter().find(|ability| ability.verb == verb);
    ability.expect("one of each verb").why_not.as_deref()
}

#[test]
fn slots_are_put_in_boot_order() {
    for (text, expected, reboot) in [
        (FIRST, &["42.1 bn", "42.0 r"][..], false),
        (STAGED, &["42.2 sn", "42.1 b", "42.0 r", "41.9 p"][..], true),
        (DOWNLOADED, &["42.1 bn", "42.2 sl"][..], false),
        (QUEUED, &["42.0 n", "42.1 b"][..], true),
        (COMPOSEFS, &["42.1 bn", "42.0 r"][..], false),
        (LAYERED, &["? bn"][..], false),
        (PACKAGES, &[][..], false),
    ] {
        let all = told(text);
        assert_eq!(order(&all), expected);
        assert_eq!(all.reboot_to_apply, reboot, "{expected:?}");
        assert_eq!(all.abilities.len(), DeploymentVerb::ALL.len());
    }
}

#[test]
fn a_deployment_says_what_it_is_made_of() {
    let all = told(STAGED);
    let other = &all.deployments[3];
    assert_eq!(other.id, format!("default-{}.1", other.checksum));
    assert_eq!(other.stateroot, "default");
    let Origin::Container { image, digest } = &other.origin else {
        panic!("{other:?}");
    };
    assert_eq!(image, "registry.example.com/os/base:42");
    assert!(
        digest
            .as_deref()
            .is_some_and(|digest| digest.starts_with("sha256:"))
    );
    let policy = Signatures::Enforced {
        by: "containerPolicy".to_owned(),
    };
    assert_eq!(other.signatures, Some(policy));
    let staged = all.deployments[0].timestamp.map(|time| time.to_string());
    assert_eq!(staged.as_deref(), Some("2026-11-02T08:30:00.25Z"));
    // Before 1.2 there is no stateroot, and the slot is the name.
    assert_eq!(told(FIRST).deployments[1].id, "rollback");
    let remote = Signatures::Enforced {
        by: "ostreeRemote fedora".to_owned(),
    };
    assert_eq!(told(OLD).deployments[0].signatures, Some(remote));
    assert!(told(OLD).deployments[0].further.is_empty());
    assert_eq!(told(COMPOSEFS).deployments[0].id, "booted");
}

#[test]
fn the_update_is_what_the_last_check_found_or_what_is_staged() {
    let update = told(FIRST).update.expect("known");
    assert_eq!(update.version.as_deref(), Some("42.2"));
    assert!(update.checksum.starts_with("sha256:") && !update.staged);
    assert!(told(STAGED).update.expect("staged").staged);
    assert!(!told(DOWNLOADED).update.expect("downloaded").staged);
    assert_eq!(told(QUEUED).update, None);
    // What runs already is no update.
    let same = FIRST.replace("\"42.2\"", "\"42.1\"");
    let mut host: Value = serde_json::from_str(&same).expect("JSON");
    host["status"]["booted"]["cachedUpdate"] = host["status"]["booted"]["image"].clone();
    assert_eq!(told(&host.to_string()).update, None);
}

#[test]
fn what_is_unknown_is_kept_and_costs_nothing_else() {
    let all = told(UNKNOWN);
    let [staged, booted] = all.deployments.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(staged.further["softRebootCapable"], Value::Bool(true));
    assert!(staged.further.contains_key("futureEntry"));
    assert_eq!((staged.timestamp, &staged.signatures), (None, &None));
    // A word in the place of yes or no is neither, and is shown.
    assert!(!booted.pinned);
    assert_eq!(booted.further["pinned"], Value::from("perhaps"));
    assert_eq!(
        booted.further["status.futureState"],
        Value::from("warming up")
    );
    assert_eq!(booted.signatures, Some(Signatures::NotChecked));
    assert_eq!(booted.unlocked.as_deref(), Some("development"));
    assert!(
        matches!(&booted.origin, Origin::Container { image, .. } if image == "oci:/var/images/os")
    );
    assert!(
        told(COMPOSEFS).deployments[0]
            .further
            .contains_key("composefs")
    );
}

#[test]
fn a_host_says_what_it_cannot_be_asked_for() {
    let ready = told(STAGED);
    for verb in [
        DeploymentVerb::Check,
        DeploymentVerb::Upgrade,
        DeploymentVerb::Rollback,
        DeploymentVerb::Rebase,
        DeploymentVerb::Deploy,
    ] {
        assert_eq!(why_not(&ready, verb), None, "{verb:?}");
    }
    for (text, verb, word) in [
        (STAGED, DeploymentVerb::Download, "older than 1.12"),
        (STAGED, DeploymentVerb::Finalize, "boots next already"),
        (
            STAGED,
            DeploymentVerb::Packages,
            "build them into the image",
        ),
        (STAGED, DeploymentVerb::KernelArguments, "kargs.d"),
        (STAGED, DeploymentVerb::CleanUp, "by itself"),
        (FIRST, DeploymentVerb::Finalize, "nothing is downloaded"),
        (QUEUED, DeploymentVerb::Rollback, "restart the host"),
        (DOWNLOADED, DeploymentVerb::Rollback, "nothing to roll back"),
        (LAYERED, DeploymentVerb::Upgrade, "rpm-ostree reset"),
        (COMPOSEFS, DeploymentVerb::Upgrade, "cannot be written to"),
        (OLD, DeploymentVerb::Deploy, "rebase instead"),
        (UNKNOWN, DeploymentVerb::Deploy, "no registry"),
        (PACKAGES, DeploymentVerb::Upgrade, "not booted from"),
    ] {
        let all = told(text);
        let why = why_not(&all, verb).expect("a reason");
        assert!(why.contains(word), "{verb:?}: {why}");
    }
    assert_eq!(why_not(&told(DOWNLOADED), DeploymentVerb::Finalize), None);
    assert_eq!(why_not(&told(DOWNLOADED), DeploymentVerb::Download), None);
    assert_eq!(why_not(&told(QUEUED), DeploymentVerb::CleanUp), None);
}

#[test]
fn what_runs_is_an_image_a_changed_one_or_something_else() {
    for (text, says) in [
        (STAGED, BootcSays::Image),
        (COMPOSEFS, BootcSays::Image),
        (LAYERED, BootcSays::Layered),
        (BRANCH, BootcSays::Other),
        (PACKAGES, BootcSays::Other),
    ] {
        let status = status(text).expect("a status");
        assert_eq!(super::super::what_runs(&status), says, "{text}");
    }
}

#[test]
fn what_is_no_status_is_an_error() {
    for text in ["", "null", "[]", "{}", "{\"status\":3}", "error: no"] {
        assert!(status(text).is_err(), "{text}");
    }
    assert_eq!(status("{\"status\":{}}"), Ok(Status::default()));
}

proptest! {
    #[test]
    fn a_truncated_status_is_an_error_and_no_panic(end in 0_usize..2000) {
        for text in [STAGED, UNKNOWN, COMPOSEFS] {
            let end = end.min(text.trim_end().len() - 1);
            prop_assert!(status(&text[..text.floor_char_boundary(end)]).is_err());
        }
    }

    #[test]
    fn any_value_in_the_place_of_another_costs_no_more_than_itself(
        at in 0_usize..200,
        with in prop::sample::select(vec!["null", "3", "-1.5", "\"x\"", "[]", "[3]", "{}", "true"]),
    ) {
        let mut host: Value = serde_json::from_str(UNKNOWN).expect("JSON");
        let with = serde_json::from_str(with).expect("JSON");
        put(&mut host["status"], &mut { at }, &with);
        let status = status(&host.to_string());
        if host["status"].is_object() {
            let all = deployments(&status.expect("still a status"));
            // In the place of what is absent it is one more.
            prop_assert!(all.deployments.len() <= 3);
        } else {
            prop_assert!(status.is_err());
        }
    }
}

/// Replaces the value that comes as the `at`-th.
fn put(value: &mut Value, at: &mut usize, with: &Value) {
    if *at == 0 {
        *value = with.clone();
    }
    *at = at.wrapping_sub(1);
    if let Some(fields) = value.as_object_mut() {
        fields.values_mut().for_each(|value| put(value, at, with));
    } else if let Some(values) = value.as_array_mut() {
        values.iter_mut().for_each(|value| put(value, at, with));
    }
}
