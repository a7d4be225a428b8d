//! A boot against the one before, a line each; and when a rule acts.

use crate::model::{
    BootState, BootedDeployment, Decision, DecisionKind, Greenboot, GreenbootStatus, Returns,
    RunningContainer,
};

use super::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

/// Booted at 0.
fn state(deployment: &str, failed: &[&str], containers: &[(&str, Returns)]) -> BootState {
    let containers = containers.iter().map(|(name, returns)| RunningContainer {
        name: (*name).to_owned(),
        returns: *returns,
    });
    BootState {
        boot_id: deployment.to_owned(),
        booted_at: Some(at(0)),
        system_state: Some("running".to_owned()),
        deployment: Some(BootedDeployment {
            id: deployment.to_owned(),
            key: deployment.to_owned(),
            version: None,
        }),
        failed_units: Some(failed.iter().map(|name| (*name).to_owned()).collect()),
        containers: Some(containers.collect()),
        ..BootState::default()
    }
}

fn stored(state: BootState) -> StoredBoot {
    StoredBoot {
        state,
        first_seen: at(0),
        last_seen: at(0),
        decision: None,
        rule: RuleUse::Unused,
    }
}

#[test]
fn a_boot_is_worse_by_what_failed_and_by_what_is_lost() {
    use VerdictState::{AsBefore, Better, Worse};
    let web = ("web", Returns::Yes);
    let by_hand = ("by-hand", Returns::No);
    let before = state("1", &["a.service"], &[web, by_hand]);
    let red = BootState {
        greenboot: Some(Greenboot {
            status: GreenbootStatus::Red,
            text: String::new(),
        }),
        ..state("2", &["a.service"], &[web])
    };
    let silent = BootState {
        containers: None,
        ..state("2", &["a.service"], &[])
    };
    let unknown = BootState {
        failed_units: None,
        ..state("2", &[], &[web])
    };
    for (now, expected) in [
        (state("2", &["a.service"], &[web]), AsBefore),
        (state("2", &[], &[web]), Better),
        (state("2", &["b.service"], &[web]), Worse),
        (state("2", &[], &[]), Worse),
        (
            state("2", &["a.service"], &[web, ("new", Returns::No)]),
            AsBefore,
        ),
        (red, Worse),
        (silent, Worse),
        (unknown, AsBefore),
    ] {
        let found = Comparison::of(&now, &[stored(before.clone())], at(4));
        assert_eq!(found.state, expected, "{now:?}");
        assert!(found.deployment_changed && !found.is_return);
        let early = Comparison::of(&now, &[stored(before.clone())], at(2));
        assert_eq!(early.state, VerdictState::Settling);
    }
    let alone = Comparison::of(&before, &[], at(4));
    assert_eq!(alone.state, VerdictState::FirstSeen);
}

#[test]
fn what_has_run_before_is_a_return() {
    let now = state("1", &[], &[]);
    let (tried, first) = (state("2", &[], &[]), state("1", &[], &[]));
    let found = Comparison::of(&now, &[stored(tried.clone()), stored(first)], at(4));
    assert!(found.is_return);
    let mut rolled_back = stored(tried.clone());
    rolled_back.decision = Some(Decision {
        kind: DecisionKind::RolledBack,
        by: "ada".to_owned(),
        at: at(1),
    });
    assert!(Comparison::of(&now, &[rolled_back], at(4)).is_return);
    assert!(!Comparison::of(&now, &[stored(tried)], at(4)).is_return);
}

#[test]
fn a_rule_acts_once_on_a_new_deployment_after_its_wait() {
    let rule = |rule| {
        Some(StoredRule {
            rule,
            wait_minutes: 10,
            set_by: "ada".to_owned(),
            set_at: at(0),
        })
    };
    let before = [stored(state("1", &[], &[]))];
    let acts = |of: VerdictRule, now: &StoredBoot, before: &[StoredBoot]| {
        let comparison = Comparison::of(&now.state, before, at(20));
        told(rule(of), now, &comparison).acts_at
    };
    let good = stored(state("2", &[], &[]));
    let bad = stored(state("2", &["b.service"], &[]));
    assert_eq!(
        acts(VerdictRule::KeepWhenGood, &good, &before),
        Some(at(10))
    );
    assert_eq!(acts(VerdictRule::KeepWhenGood, &bad, &before), None);
    assert_eq!(
        acts(VerdictRule::RollBackWhenWorse, &bad, &before),
        Some(at(10))
    );
    assert_eq!(acts(VerdictRule::RollBackWhenWorse, &good, &before), None);
    assert_eq!(acts(VerdictRule::Ask, &bad, &before), None);
    assert_eq!(acts(VerdictRule::RollBackWhenWorse, &bad, &[]), None);
    let same = [stored(state("2", &[], &[]))];
    assert_eq!(acts(VerdictRule::RollBackWhenWorse, &bad, &same), None);
    let mut used = bad.clone();
    used.rule = RuleUse::Acted;
    assert_eq!(acts(VerdictRule::RollBackWhenWorse, &used, &before), None);
    let mut decided = bad.clone();
    decided.decision = Some(Decision {
        kind: DecisionKind::Kept,
        by: "ada".to_owned(),
        at: at(1),
    });
    assert_eq!(
        acts(VerdictRule::RollBackWhenWorse, &decided, &before),
        None
    );
    let mut rolled_back = before.clone();
    rolled_back[0].decision = Some(Decision {
        kind: DecisionKind::RolledBack,
        by: "rule of ada".to_owned(),
        at: at(1),
    });
    assert_eq!(
        acts(VerdictRule::RollBackWhenWorse, &bad, &rolled_back),
        None
    );
}
