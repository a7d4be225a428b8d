//! Which verbs a recorded host can be asked for at each step of its life.

use super::*;
use crate::host::deployment::rpm_ostree::{decode, tests::recorded};

fn step(name: &str) -> Deployments {
    let (sysroot, os) = recorded::sides(name);
    decode::deployments(&sysroot, Some(&os)).expect("a real answer")
}

/// Those that cannot be asked for.
fn refused(all: &Deployments, ostree: OstreeProgram) -> Vec<DeploymentVerb> {
    let abilities = abilities(all, ostree);
    assert_eq!(abilities.len(), DeploymentVerb::ALL.len());
    let refused = abilities.iter().filter(|ability| ability.why_not.is_some());
    refused.map(|ability| ability.verb).collect()
}

#[test]
fn each_step_of_a_hosts_life_allows_what_makes_sense() {
    use DeploymentVerb::{ApplyLive, Finalize, Reset, Rollback, Unpin};
    for (name, expected) in [
        ("00-booted-2.0", vec![Finalize, Unpin, Reset, ApplyLive]),
        ("02-staged-3.0", vec![Finalize, Unpin, Reset]),
        // Rolling back again is undoing it: the booted one becomes the next.
        ("04-rolled-back", vec![Finalize, Unpin, Reset]),
        ("07-layered-booted", vec![Finalize, Unpin, ApplyLive]),
        ("12-pinned-unlocked", vec![Finalize, ApplyLive]),
    ] {
        assert_eq!(
            refused(&step(name), OstreeProgram::There),
            expected,
            "{name}"
        );
    }
    let mut alone = step("00-booted-2.0");
    alone.deployments.truncate(1);
    alone.deployments[0].rollback = false;
    assert!(refused(&alone, OstreeProgram::There).contains(&Rollback));
}

#[test]
fn what_needs_the_program_says_so_where_it_is_missing() {
    use DeploymentVerb::{Finalize, Pin, Remove, Unpin};
    let mut all = step("02-staged-3.0");
    decode::lock_staged(&mut all);
    all.deployments[2].pinned = true;
    for verb in [Finalize, Pin, Remove, Unpin] {
        assert_eq!(why_not(verb, &all, OstreeProgram::There), None, "{verb:?}");
        let why = why_not(verb, &all, OstreeProgram::Missing).expect("a reason");
        assert!(why.contains("the program ostree"), "{why}");
    }
}

#[test]
fn an_image_has_no_versions_and_a_commit_no_updates() {
    use DeploymentVerb::{Deploy, Rebase, Upgrade};
    let mut all = step("00-booted-2.0");
    all.deployments[0].origin = Origin::Container {
        image: "ostree-unverified-registry:quay.io/os:1".to_owned(),
        digest: None,
    };
    assert!(why_not(Deploy, &all, OstreeProgram::There).is_some());
    assert_eq!(why_not(Upgrade, &all, OstreeProgram::There), None);
    all.deployments[0].origin = Origin::Unknown;
    assert!(why_not(Upgrade, &all, OstreeProgram::There).is_some());
    assert_eq!(why_not(Rebase, &all, OstreeProgram::There), None);
}

#[test]
fn a_host_that_was_not_booted_from_a_deployment_can_do_nothing() {
    let mut all = step("00-booted-2.0");
    all.deployments[0].booted = false;
    assert_eq!(refused(&all, OstreeProgram::There), DeploymentVerb::ALL);
}
