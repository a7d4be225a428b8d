//! What changes of the demo host leave behind.

use super::*;

fn world() -> World {
    let now = "2026-11-22T20:00:00Z".parse().unwrap();
    World::new(Scenario::coreos().unwrap(), now).unwrap()
}

fn stage_newest(world: &World) {
    world.stage(world.plan(&Wanted::Newest).unwrap(), Lock::Open);
}

fn order(world: &World) -> Vec<(u32, bool, bool)> {
    let snapshot = world.snapshot();
    let rows = snapshot.deployments.iter();
    rows.map(|one| (one.image.release, one.booted, one.staged))
        .collect()
}

#[test]
fn an_upgrade_is_staged_and_then_booted() {
    let world = world();
    assert!(world.check());
    stage_newest(&world);
    assert!(!world.can_stage(&world.plan(&Wanted::Newest).unwrap()));
    assert_eq!(order(&world)[..2], [(43, false, true), (42, true, false)]);
    world.boot(Timestamp::now());
    // The former rollback has gone, the pinned one has stayed.
    assert_eq!(
        order(&world),
        [(43, true, false), (42, false, false), (41, false, false)]
    );
    assert!(!world.check(), "nothing newer is on offer");
}

#[test]
fn a_rollback_swaps_the_first_two_and_back() {
    let world = world();
    let before = world.snapshot().deployments;
    let target = world.roll_back().unwrap();
    assert_eq!(target, before[1]);
    assert_eq!(world.roll_back().unwrap(), before[0]);
    assert_eq!(world.snapshot().deployments, before);
}

#[test]
fn what_was_rolled_back_can_be_staged_again() {
    let world = world();
    stage_newest(&world);
    world.boot(Timestamp::now());
    world.roll_back().unwrap();
    world.boot(Timestamp::now());
    assert!(world.check() && world.can_stage(&world.plan(&Wanted::Newest).unwrap()));
    stage_newest(&world);
    let serials: Vec<_> = world.snapshot().deployments;
    assert_eq!((serials[0].serial, serials[2].serial), (1, 0));
    world.boot(Timestamp::now());
    assert_eq!(
        order(&world),
        [(43, true, false), (42, false, false), (41, false, false)]
    );
}

#[test]
fn cleaning_spares_the_booted_and_the_pinned() {
    let world = world();
    stage_newest(&world);
    assert_eq!(world.clean(Keep::No, Keep::No), 2);
    assert_eq!(order(&world), [(42, true, false), (41, false, false)]);
}

#[test]
fn what_is_locked_boots_only_once_it_is_unlocked() {
    let world = world();
    let target = world.plan(&Wanted::Newest).unwrap();
    world.stage(target.clone(), Lock::Closed);
    world.boot(Timestamp::now());
    assert_eq!(order(&world)[0], (42, true, false));
    assert!(world.unlock().is_err());
    world.stage(target, Lock::Closed);
    world.unlock().unwrap();
    world.boot(Timestamp::now());
    assert_eq!(order(&world)[0], (43, true, false));
}

#[test]
fn pinning_keeps_and_undeploying_spares_what_is_kept() {
    let world = world();
    stage_newest(&world);
    assert!(world.pin(0, Keep::Yes).is_err(), "staged");
    assert!(world.undeploy(1).is_err(), "booted");
    assert!(world.undeploy(3).is_err(), "pinned");
    world.pin(3, Keep::No).unwrap();
    world.undeploy(3).unwrap();
    world.pin(2, Keep::Yes).unwrap();
    world.boot(Timestamp::now());
    let kept = world.snapshot().deployments;
    assert_eq!(kept.len(), 3);
    assert!(kept[2].pinned && world.undeploy(9).is_err());
}
