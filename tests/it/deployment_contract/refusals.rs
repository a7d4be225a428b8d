//! What a host cannot be asked for now: its abilities say why, and asking is refused with the same words.

use std::collections::HashSet;

use atomdeck::host::HostError;
use atomdeck::model::{
    CleanUp, DeploymentChange, DeploymentId, DeploymentVerb, Deployments, KernelArgumentWish,
    OperationState, Outcome, PackageWish, RebaseTarget,
};

use super::{booted, cases};

/// A change that stands for its verb.
fn example(verb: DeploymentVerb, all: &Deployments) -> DeploymentChange {
    let id = |place: usize| -> DeploymentId {
        let last = all.deployments.len() - 1;
        let id = &all.deployments[place.min(last)].id;
        id.parse().expect("an id")
    };
    match verb {
        DeploymentVerb::Check => DeploymentChange::Check,
        DeploymentVerb::Download => DeploymentChange::Download,
        DeploymentVerb::Upgrade => DeploymentChange::Upgrade,
        DeploymentVerb::Finalize => DeploymentChange::Finalize,
        DeploymentVerb::Rollback => DeploymentChange::Rollback,
        DeploymentVerb::Deploy => DeploymentChange::Deploy {
            revision: "1.0".parse().expect("a version"),
        },
        DeploymentVerb::Rebase => DeploymentChange::Rebase {
            to: RebaseTarget::Ostree {
                refspec: "a:b".parse().expect("a branch"),
            },
        },
        DeploymentVerb::Pin => DeploymentChange::Pin { deployment: id(1) },
        DeploymentVerb::Unpin => DeploymentChange::Unpin { deployment: id(1) },
        DeploymentVerb::Remove => DeploymentChange::Remove { deployment: id(1) },
        DeploymentVerb::CleanUp => DeploymentChange::CleanUp {
            what: vec![CleanUp::Pending],
        },
        DeploymentVerb::Reset => DeploymentChange::Reset,
        DeploymentVerb::Packages => DeploymentChange::Packages(PackageWish {
            install: vec!["htop".parse().expect("a package")],
            ..PackageWish::default()
        }),
        DeploymentVerb::KernelArguments => DeploymentChange::KernelArguments(KernelArgumentWish {
            append: vec!["quiet".parse().expect("an argument")],
            ..KernelArgumentWish::default()
        }),
        DeploymentVerb::ApplyLive => DeploymentChange::ApplyLive,
    }
}

#[tokio::test]
async fn what_is_refused_says_why_before_and_after_asking() {
    for case in cases().await {
        let all = case.all().await;
        let verbs: HashSet<_> = all.abilities.iter().map(|one| one.verb).collect();
        assert_eq!(verbs.len(), DeploymentVerb::ALL.len(), "one of each");
        assert_eq!(all.abilities.len(), verbs.len());
        let refused = all.abilities.iter().filter(|one| one.why_not.is_some());
        let mut asked = 0;
        for ability in refused {
            let change = example(ability.verb, &all);
            let error = case.ask("ada", change).await.expect_err("it says why not");
            let why = ability.why_not.clone().expect("a reason");
            assert!(!why.is_empty() && !why.ends_with('.'), "{why}");
            let told = error.advice();
            assert!(told.contains(&why), "{:?}: {told} / {why}", ability.verb);
            asked += 1;
        }
        let lines = case.host.audit().await;
        assert_eq!(lines.len(), asked);
        assert!(lines.iter().all(|line| line.outcome == Outcome::Failed));
        assert_eq!(case.all().await.deployments, all.deployments);
        let operations = case.host.host.operations().list();
        assert!(
            operations
                .iter()
                .all(|one| one.state == OperationState::Failed)
        );
        case.end().await;
    }
}

#[tokio::test]
async fn a_deployment_that_is_gone_or_runs_is_not_touched() {
    for case in cases().await {
        if !case.can(DeploymentVerb::Remove).await {
            case.end().await;
            continue;
        }
        let all = case.all().await;
        let running: DeploymentId = booted(&all).id.parse().expect("an id");
        let refused = case
            .ask(
                "ada",
                DeploymentChange::Remove {
                    deployment: running,
                },
            )
            .await;
        assert!(
            matches!(refused, Err(HostError::Conflict { .. })),
            "{refused:?}"
        );
        let gone: DeploymentId = "nothing-00.0".parse().expect("an id");
        let refused = case
            .ask("ada", DeploymentChange::Pin { deployment: gone })
            .await;
        assert!(
            matches!(refused, Err(HostError::NotFound { .. })),
            "{refused:?}"
        );
        assert_eq!(case.all().await.deployments, all.deployments);
        case.end().await;
    }
}
