//! What holds of every decision, whatever the roles are.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};

use super::*;
use crate::model::{ContainerIdentity, ContainerScope, Pattern, Role, RoleLimits, RoleOrigin};
use crate::{access::permissions, model::HostId};

fn names() -> impl Strategy<Value = String> {
    "(web|db|shop)(-[12])?"
}

fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
    prop::collection::vec("(web|db|shop|\\*|w\\*)(-[12?]|-\\*)?", 0..3).prop_map(|texts| {
        let parsed = texts.iter().map(|text| text.parse().expect("a pattern"));
        parsed.collect()
    })
}

fn scopes() -> impl Strategy<Value = Scope> {
    let containers = (patterns(), patterns(), prop::option::of(patterns())).prop_map(
        |(names, images, labels)| ContainerScope {
            names,
            images,
            labels: labels
                .into_iter()
                .flatten()
                .map(|pattern| ("team".to_owned(), pattern))
                .collect(),
        },
    );
    (prop::option::of(patterns()), prop::option::of(containers))
        .prop_map(|(hosts, containers)| Scope { hosts, containers })
}

fn role(scope: Scope, actions: Vec<Action>) -> Arc<RoleDefinition> {
    Arc::new(RoleDefinition {
        name: "some".parse().expect("a name"),
        description: String::new(),
        actions,
        scope,
        limits: RoleLimits::default(),
        origin: RoleOrigin::Console,
    })
}

fn roles() -> impl Strategy<Value = Arc<RoleDefinition>> {
    let actions = prop::collection::vec(select(Action::ALL.to_vec()), 0..20);
    (scopes(), actions).prop_map(|(scope, actions)| role(scope, actions))
}

fn targets() -> impl Strategy<Value = Target> {
    let container =
        (names(), names(), prop::option::of(names())).prop_map(|(name, image, team)| {
            Resource::Container(ContainerIdentity {
                id: "0".repeat(64),
                name,
                image,
                labels: team
                    .into_iter()
                    .map(|team| ("team".to_owned(), team))
                    .collect::<BTreeMap<_, _>>(),
            })
        });
    let resource = prop_oneof![Just(Resource::Whole), Just(Resource::Containers), container];
    let host = prop::option::of(names().prop_map(|name| name.parse::<HostId>().expect("a host")));
    (host, resource).prop_map(|(host, resource)| Target {
        host,
        resource,
        ..Target::default()
    })
}

fn actions() -> impl Strategy<Value = Action> {
    select(Action::ALL.to_vec())
}

fn grants(roles: Vec<Arc<RoleDefinition>>) -> Grants {
    Grants { roles, bound: None }
}

fn may(grants: &Grants, action: Action, target: &Target) -> bool {
    grants.decide(action, target).is_ok()
}

/// The scope, wider: one limit less, or one pattern more.
fn wider(scope: &Scope, how: u8, more: &[Pattern]) -> Scope {
    let mut wider = scope.clone();
    match how % 4 {
        0 => wider.hosts = None,
        1 => wider.containers = None,
        2 => wider
            .hosts
            .iter_mut()
            .for_each(|hosts| hosts.extend_from_slice(more)),
        _ => wider
            .containers
            .iter_mut()
            .for_each(|containers| containers.names.extend_from_slice(more)),
    }
    wider
}

proptest! {
    #[test]
    fn admin_may_all_that_operator_may_and_operator_all_that_viewer_may(
        action in actions(), target in targets(),
    ) {
        let of = |built_in| {
            let held = role(Scope::default(), permissions(built_in));
            may(&grants(vec![held]), action, &target)
        };
        let (viewer, operator, admin) = (of(Role::Viewer), of(Role::Operator), of(Role::Admin));
        prop_assert!(viewer <= operator && operator <= admin);
    }

    #[test]
    fn widening_a_scope_never_denies(
        held in roles(), how in any::<u8>(), more in patterns(),
        action in actions(), target in targets(),
    ) {
        let wide = role(wider(&held.scope, how, &more), held.actions.clone());
        prop_assert!(may(&grants(vec![held]), action, &target) <= may(&grants(vec![wide]), action, &target));
    }

    #[test]
    fn a_further_role_never_denies_and_a_token_never_allows_more(
        first in roles(), second in roles(), action in actions(), target in targets(),
    ) {
        let one = grants(vec![Arc::clone(&first)]);
        let both = grants(vec![Arc::clone(&first), Arc::clone(&second)]);
        prop_assert!(may(&one, action, &target) <= may(&both, action, &target));
        let token = Grants { bound: Some(Some(second)), ..one.clone() };
        prop_assert!(may(&token, action, &target) <= may(&one, action, &target));
        let gone = Grants { bound: Some(None), ..one };
        prop_assert!(!may(&gone, action, &target));
    }

    #[test]
    fn who_covers_a_role_may_all_that_it_allows(
        first in roles(), second in roles(), keep in any::<u64>(), scope in prop::option::of(scopes()),
        action in actions(), target in targets(),
    ) {
        let mine = grants(vec![Arc::clone(&first), second]);
        // Some of what the first allows, for the same or for something else.
        let some = first.actions.iter().enumerate().filter(|(index, _)| keep >> (index % 64) & 1 == 1);
        let some = some.map(|(_, action)| *action).collect();
        let other = role(scope.unwrap_or_else(|| first.scope.clone()), some);
        if mine.covers(&other) && reach(action) != Reach::Own {
            prop_assert!(may(&grants(vec![other]), action, &target) <= may(&mine, action, &target));
        }
    }

    #[test]
    fn whoever_is_for_certain_containers_never_gets_the_whole(
        held in roles(), action in actions(), target in targets(),
    ) {
        prop_assume!(held.scope.containers.is_some() && reach(action) != Reach::Own);
        let whole = Target { resource: Resource::Whole, ..target };
        prop_assert!(!may(&grants(vec![held]), action, &whole));
    }
}
