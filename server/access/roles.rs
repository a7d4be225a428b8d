//! The roles there are: built in, from files, and made on the page. What is decided is decided by these, as
//! they are at that moment.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::policy::{Reach, permissions, reach};
use crate::{
    model::{Action, Role, RoleDefinition, RoleName, RoleOrigin, RoleSpec},
    store::{Store, StoreError},
};

/// Roles beside the built-in ones.
const MOST: usize = 200;

/// Characters of a description.
const DESCRIPTION: usize = 200;

/// Patterns of one list of a scope.
const PATTERNS: usize = 50;

/// Why a role stays as it is; a whole sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    #[error("{0}")]
    Unfit(String),
    #[error("there is no role {0}")]
    NotFound(RoleName),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All roles. Clones go together.
#[derive(Debug, Clone)]
pub struct Roles {
    store: Store,
    held: Arc<RwLock<BTreeMap<RoleName, Arc<RoleDefinition>>>>,
}

impl Roles {
    /// The built-in ones, those of the store, and over them those of files.
    pub async fn load(store: Store, files: Vec<(RoleName, RoleSpec)>) -> Result<Self, RoleError> {
        let mut held = BTreeMap::new();
        let mut put = |role: RoleDefinition| held.insert(role.name.clone(), Arc::new(role));
        for (name, spec) in store.roles().await? {
            // Made by another version: nobody is let in by what this one does not understand.
            match checked(name, spec, RoleOrigin::Console) {
                Ok(role) => drop(put(role)),
                Err(error) => tracing::error!(%error, "a role of the database is left out"),
            }
        }
        for (name, spec) in files {
            if let Some(hidden) = put(checked(name, spec, RoleOrigin::File)?) {
                tracing::warn!(role = %hidden.name, "a file of roles.d stands over another role of that name");
            }
        }
        let roles = Self::built_in(store);
        roles.write().append(&mut held);
        Ok(roles)
    }

    /// The built-in ones alone.
    pub fn built_in(store: Store) -> Self {
        let held = Role::ALL.map(|role| (role.into(), Arc::new(built_in(role))));
        Self {
            store,
            held: Arc::new(RwLock::new(held.into())),
        }
    }

    /// All of them: the built-in ones from least to most, then the others by name.
    pub fn list(&self) -> Vec<Arc<RoleDefinition>> {
        let mut roles: Vec<_> = self.read().values().map(Arc::clone).collect();
        roles.sort_by_key(|role| (role.name.built_in().is_none(), role.name.built_in()));
        roles
    }

    pub fn get(&self, name: &RoleName) -> Option<Arc<RoleDefinition>> {
        self.read().get(name).map(Arc::clone)
    }

    /// Makes a role, or changes it, for everybody who has it, at once. Says what is wrong before anything is kept.
    pub async fn save(
        &self,
        name: RoleName,
        spec: RoleSpec,
    ) -> Result<Arc<RoleDefinition>, RoleError> {
        let role = Arc::new(self.check(name.clone(), spec.clone())?);
        self.store.role_save(name.clone(), spec).await?;
        self.write().insert(name, Arc::clone(&role));
        Ok(role)
    }

    /// Whoever has it may do nothing by it from now on.
    pub async fn remove(&self, name: &RoleName) -> Result<(), RoleError> {
        self.changeable(name)?;
        if !self.store.role_remove(name.clone()).await? {
            return Err(RoleError::NotFound(name.clone()));
        }
        self.write().remove(name);
        Ok(())
    }

    /// What the role would be, if it can be.
    pub fn check(&self, name: RoleName, spec: RoleSpec) -> Result<RoleDefinition, RoleError> {
        self.changeable(&name)?;
        if self.get(&name).is_none() && self.read().len() >= MOST {
            return Err(unfit(format!(
                "there are {MOST} roles already; remove one first"
            )));
        }
        checked(name, spec, RoleOrigin::Console)
    }

    fn changeable(&self, name: &RoleName) -> Result<(), RoleError> {
        match self.get(name).map(|role| role.origin) {
            None | Some(RoleOrigin::Console) => Ok(()),
            Some(RoleOrigin::BuiltIn) => Err(unfit(format!(
                "{name} is built in; make a role of another name"
            ))),
            Some(RoleOrigin::File) => Err(unfit(format!(
                "{name} comes from a file of roles.d; change it there, then restart the console"
            ))),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<RoleName, Arc<RoleDefinition>>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, BTreeMap<RoleName, Arc<RoleDefinition>>> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn built_in(role: Role) -> RoleDefinition {
    let description = match role {
        Role::Viewer => "May look at everything that holds no secret",
        Role::Operator => {
            "The helpdesk: may also start, stop and restart containers and read their logs"
        }
        Role::Admin => "May do everything",
    };
    RoleDefinition {
        name: role.into(),
        description: description.to_owned(),
        actions: permissions(role),
        scope: Default::default(),
        limits: Default::default(),
        origin: RoleOrigin::BuiltIn,
    }
}

fn unfit(why: impl Into<String>) -> RoleError {
    RoleError::Unfit(why.into())
}

/// The role, if its scope can hold what it allows.
fn checked(
    name: RoleName,
    spec: RoleSpec,
    origin: RoleOrigin,
) -> Result<RoleDefinition, RoleError> {
    let RoleSpec {
        description,
        mut actions,
        scope,
        limits,
    } = spec;
    if name.built_in().is_some() {
        return Err(unfit(format!(
            "{name} is built in; give the role another name"
        )));
    }
    if description.chars().count() > DESCRIPTION || description.chars().any(char::is_control) {
        return Err(unfit(format!(
            "the description of {name} has at most {DESCRIPTION} characters, on one line"
        )));
    }
    if actions.is_empty() {
        return Err(unfit(format!(
            "{name} allows nothing; give it at least one action"
        )));
    }
    actions.sort_unstable();
    actions.dedup();
    let most = match (&scope.containers, &scope.hosts) {
        (Some(_), _) => Some((Reach::Container, "certain containers")),
        (None, Some(_)) => Some((Reach::Host, "certain hosts")),
        (None, None) => None,
    };
    if let Some((most, what)) = most {
        let beyond: Vec<&str> = beyond(&actions, most).map(Action::as_str).collect();
        if !beyond.is_empty() {
            return Err(unfit(format!(
                "{name} is for {what}, but {} would reach beyond them; take that out, or the scope",
                beyond.join(", ")
            )));
        }
    }
    let lists = scope
        .hosts
        .iter()
        .map(Vec::len)
        .chain(scope.containers.iter().flat_map(|containers| {
            [
                containers.names.len(),
                containers.images.len(),
                containers.labels.len(),
            ]
        }));
    if lists.max().unwrap_or(0) > PATTERNS {
        return Err(unfit(format!(
            "a list of {name}'s scope has at most {PATTERNS} patterns"
        )));
    }
    let fits =
        |value: Option<u32>, most: u32| value.is_none_or(|value| (1..=most).contains(&value));
    if !fits(limits.cool_down_s, 86_400) || !fits(limits.per_hour, 1_000) {
        return Err(unfit(format!(
            "{name} waits 1 to 86400 seconds, and allows 1 to 1000 times within an hour"
        )));
    }
    Ok(RoleDefinition {
        name,
        description,
        actions,
        scope,
        limits,
        origin,
    })
}

fn beyond(actions: &[Action], most: Reach) -> impl Iterator<Item = Action> {
    actions
        .iter()
        .copied()
        .filter(move |action| reach(*action) > most)
}
