//! The arguments that the program is given, and what it is not asked for.

use super::*;
use crate::host::deployment::rpm_ostree::tests::recorded;

fn step(name: &str) -> Deployments {
    let (sysroot, os) = recorded::sides(name);
    decode::deployments(&sysroot, Some(&os)).expect("a real answer")
}

fn id(all: &Deployments, place: usize) -> DeploymentId {
    all.deployments[place].id.parse().expect("an id")
}

#[test]
fn a_deployment_is_named_by_its_place() {
    let all = step("02-staged-3.0");
    let arguments = |task: Task| task.arguments(&all).map(|words| words.join(" "));
    assert_eq!(
        arguments(Task::Pin(id(&all, 1))),
        Ok("admin pin 1".to_owned())
    );
    assert_eq!(
        arguments(Task::Remove(id(&all, 2))),
        Ok("admin undeploy 2".to_owned())
    );
    assert_eq!(
        arguments(Task::Finalize),
        Ok("admin lock-finalization --unlock".to_owned())
    );
    let pinned = step("12-pinned-unlocked");
    let unpin = Task::Unpin(id(&pinned, 0)).arguments(&pinned);
    assert_eq!(
        unpin.map(|words| words.join(" ")),
        Ok("admin pin --unpin 0".to_owned())
    );
}

#[test]
fn what_does_not_fit_is_refused_with_the_reason() {
    let staged = step("02-staged-3.0");
    let pinned = step("12-pinned-unlocked");
    for (task, all, reason) in [
        (Task::Pin(id(&staged, 0)), &staged, "is staged"),
        (Task::Pin(id(&pinned, 0)), &pinned, "is pinned already"),
        (Task::Unpin(id(&staged, 1)), &staged, "is not pinned"),
        (Task::Remove(id(&staged, 1)), &staged, "runs now"),
    ] {
        let refused = task.arguments(all);
        let error = refused.expect_err("it does not fit");
        assert!(matches!(error, HostError::Conflict { .. }), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
    }
    let gone = Task::Pin("os-00.0".parse().expect("an id")).arguments(&staged);
    assert!(matches!(gone, Err(HostError::NotFound { .. })), "{gone:?}");
}

#[test]
fn an_old_ostree_says_what_to_do_instead() {
    let said = || HostError::Failed {
        backend: PROGRAM,
        reason: "Unknown command 'lock-finalization'".to_owned(),
    };
    let error = too_old(&Task::Finalize, said());
    assert!(
        error.advice().contains("rpm-ostree finalize-deployment"),
        "{}",
        error.advice()
    );
    let other = Task::Remove("os-00.0".parse().expect("an id"));
    assert_eq!(too_old(&other, said()), said());
}
