//! Whether somebody may do something: a pure function of their roles, the action and the target.

use std::sync::Arc;

use super::{
    Refusal, Resource, Target,
    policy::{Reach, least_role, reach},
};
use crate::model::{Action, RoleDefinition, RoleName, Scope};

/// The roles that somebody has at this moment; those that are gone are left out.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    pub roles: Vec<Arc<RoleDefinition>>,
    /// What a token is bound to; `Some(None)` if that role is gone.
    pub bound: Option<Option<Arc<RoleDefinition>>>,
}

impl Grants {
    /// The role that allows it; of several, the one with the fewest guard rails.
    pub fn decide(&self, action: Action, target: &Target) -> Result<&RoleDefinition, Refusal> {
        let bound = match &self.bound {
            None => None,
            // A token is not its owner: it makes no tokens and changes no passwords.
            Some(_) if reach(action) == Reach::Own => return Err(self.denied(action)),
            Some(None) => return Err(self.denied(action)),
            Some(Some(bound)) => match allows(bound, action, target) {
                Allowed::Yes => Some(bound.as_ref()),
                Allowed::Elsewhere => return Err(self.outside(action)),
                Allowed::No => return Err(self.denied(action)),
            },
        };
        let mut elsewhere = false;
        let mut allowing = Vec::new();
        for role in &self.roles {
            match allows(role, action, target) {
                Allowed::Yes => allowing.push(role.as_ref()),
                Allowed::Elsewhere => elsewhere = true,
                Allowed::No => {}
            }
        }
        let rails = |role: &&RoleDefinition| {
            let limits = &role.limits;
            usize::from(limits.reason)
                + usize::from(limits.cool_down_s.is_some())
                + usize::from(limits.per_hour.is_some())
        };
        match (allowing.into_iter().min_by_key(rails), bound) {
            (Some(own), None) => Ok(own),
            // Both bind; the stricter guard rails hold.
            (Some(own), Some(bound)) => Ok(if rails(&bound) > rails(&own) {
                bound
            } else {
                own
            }),
            (None, _) if elsewhere => Err(self.outside(action)),
            (None, _) => Err(self.denied(action)),
        }
    }

    /// Is it allowed for certain containers of the host only?
    pub fn is_for_containers(&self, action: Action, target: &Target) -> bool {
        let any = Target {
            resource: Resource::Containers,
            ..target.clone()
        };
        let whole = Target {
            resource: Resource::Whole,
            ..target.clone()
        };
        self.decide(action, &any).is_ok() && self.decide(action, &whole).is_err()
    }

    /// Do they allow all that the role does? What a token is bound to counts too.
    pub fn covers(&self, role: &RoleDefinition) -> bool {
        let has = |held: &RoleDefinition, action: &Action| {
            let hosts = held.scope.hosts.is_none() || held.scope.hosts == role.scope.hosts;
            let containers =
                held.scope.containers.is_none() || held.scope.containers == role.scope.containers;
            held.actions.contains(action) && hosts && containers
        };
        role.actions
            .iter()
            .filter(|action| reach(**action) != Reach::Own)
            .all(|action| {
                let bound = self
                    .bound
                    .as_ref()
                    .is_none_or(|bound| bound.as_ref().is_some_and(|bound| has(bound, action)));
                bound && self.roles.iter().any(|held| has(held, action))
            })
    }

    /// Whatever they allow, to something at least.
    pub fn permissions(&self) -> Vec<Action> {
        let held = |role: &RoleDefinition, action| {
            reach(action) == Reach::Own || role.actions.contains(&action)
        };
        let bound = |action| match &self.bound {
            None => true,
            Some(bound) => {
                let holds = |role: &Arc<RoleDefinition>| role.actions.contains(&action);
                reach(action) != Reach::Own && bound.as_ref().is_some_and(holds)
            }
        };
        let any = |action| self.roles.iter().any(|role| held(role, action));
        Action::ALL
            .into_iter()
            .filter(|action| any(*action) && bound(*action))
            .collect()
    }

    /// Is every role for certain hosts or containers only?
    pub fn is_scoped(&self) -> bool {
        let scoped = |role: &Arc<RoleDefinition>| role.scope != Scope::default();
        let bound = self.bound.iter().flatten().any(scoped);
        bound || self.roles.iter().all(scoped)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.roles.iter().map(|role| role.name.as_str()).collect();
        let bound = self.bound.as_ref().map(|bound| {
            bound
                .as_ref()
                .map_or("a role that is gone", |role| role.name.as_str())
        });
        match (names.as_slice(), bound) {
            ([], _) => "an account without a role".to_owned(),
            (_, Some(bound)) => format!("a token with the role {bound}"),
            ([one], None) => format!("the role {one}"),
            (several, None) => format!("the roles {}", several.join(" and ")),
        }
    }

    fn denied(&self, action: Action) -> Refusal {
        Refusal::Denied {
            roles: self.names(),
            action,
            least: least_role(action),
        }
    }

    fn outside(&self, action: Action) -> Refusal {
        Refusal::Outside {
            roles: self.names(),
            action,
        }
    }
}

enum Allowed {
    Yes,
    /// The role has the action, for something else.
    Elsewhere,
    No,
}

fn allows(role: &RoleDefinition, action: Action, target: &Target) -> Allowed {
    if reach(action) == Reach::Own {
        return Allowed::Yes;
    }
    if !role.actions.contains(&action) {
        return Allowed::No;
    }
    let host = target.host.as_ref();
    let here = match (&role.scope.hosts, host) {
        (None, _) => true,
        (Some(_), Some(host)) => role.scope.has_host(host),
        (Some(_), None) => false,
    };
    let this = match (&role.scope.containers, &target.resource) {
        (None, _) | (Some(_), Resource::Containers) => true,
        (Some(_), Resource::Container(container)) => role.scope.has_container(container),
        (Some(_), Resource::Whole) => false,
    };
    if here && this {
        Allowed::Yes
    } else {
        Allowed::Elsewhere
    }
}

/// The roles of these names, as they are now.
pub(super) fn grants(roles: &super::Roles, names: &[RoleName], bound: Option<&RoleName>) -> Grants {
    Grants {
        roles: names.iter().filter_map(|name| roles.get(name)).collect(),
        bound: bound.map(|name| roles.get(name)),
    }
}

#[cfg(test)]
mod tests;
