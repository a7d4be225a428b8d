//! Accounts as the command line manages them: add, list, change the password, remove, and one-time
//! links, each with its audit line.

use crate::{
    access::{Gate, Permit, Principal, Target},
    model::{Action, ParseIdError, Role, RoleName, User, UserName},
    store::{Removal, Store, StoreError},
};

use super::{AuthError, Clock, Secret, password};

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is an account {0} already; use `atomdeck user passwd` for another password")]
    Taken(UserName),
    #[error("there is no account {0}; `atomdeck user list` shows them")]
    NotFound(UserName),
    #[error("there is no role {0}; use viewer, operator, admin or one of your own")]
    NoRole(RoleName),
    #[error("{0} is the last administrator; add another one first")]
    LastAdmin(UserName),
    #[error("there are several accounts; say which one to sign in")]
    WhichOne,
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes accounts on behalf of whoever can write the state directory.
#[derive(Debug)]
pub struct Accounts {
    store: Store,
    gate: Gate,
    clock: Clock,
}

impl Accounts {
    pub fn new(store: Store, gate: Gate, clock: Clock) -> Self {
        Self { store, gate, clock }
    }

    pub async fn add(
        &self,
        name: &str,
        role: RoleName,
        password: &str,
    ) -> Result<User, AccountError> {
        let phc = phc(name, password)?;
        if self.gate.roles().get(&role).is_none() {
            return Err(AccountError::NoRole(role));
        }
        let user = User::new(self::name(name)?, role, self.clock.now());
        let (adding, permit) = (user.clone(), self.permit(Action::AccountCreate, &user.name));
        permit
            .await?
            .record(async {
                match self.store.user_add(adding, phc).await? {
                    true => Ok(user),
                    false => Err(AccountError::Taken(user.name)),
                }
            })
            .await
    }

    /// All accounts by name.
    pub async fn list(&self) -> Result<Vec<User>, AccountError> {
        Ok(self.store.user_list().await?)
    }

    /// Also ends the account's sessions.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<(), AccountError> {
        let phc = phc(name, password)?;
        let name = self::name(name)?;
        let permit = self.permit(Action::AccountPassword, &name).await?;
        permit
            .record(async {
                match self.store.user_set_password(name.clone(), phc).await? {
                    true => Ok(()),
                    false => Err(AccountError::NotFound(name)),
                }
            })
            .await
    }

    /// Also ends the account's sessions.
    pub async fn remove(&self, name: &str) -> Result<(), AccountError> {
        let name = self::name(name)?;
        let permit = self.permit(Action::AccountRemove, &name).await?;
        permit
            .record(async {
                match self.store.user_remove(name.clone()).await? {
                    Removal::Removed => Ok(()),
                    Removal::NotFound => Err(AccountError::NotFound(name)),
                    Removal::LastAdmin => Err(AccountError::LastAdmin(name)),
                }
            })
            .await
    }

    /// A one-time link's path and query: it signs `name` in (the only account, if not given), or
    /// creates the first administrator where there is no account.
    pub async fn link(&self, name: Option<&str>) -> Result<String, AccountError> {
        let users = self.store.user_list().await?;
        let user = match (name, users.as_slice()) {
            (None, []) => None,
            (None, [only]) => Some(only.name.clone()),
            (None, _) => return Err(AccountError::WhichOne),
            (Some(name), _) => {
                let name = self::name(name)?;
                let Some(found) = self.store.user_find(name.clone()).await? else {
                    return Err(AccountError::NotFound(name));
                };
                Some(found.user.name)
            }
        };
        let path = match user {
            None => "/first-start",
            Some(_) => "/login-link",
        };
        let token = Secret::random().map_err(AuthError::from)?;
        self.store
            .link_add(token.hash(), user, self.clock.now())
            .await?;
        Ok(format!("{path}?token={}", token.expose()))
    }

    async fn permit(&self, action: Action, name: &UserName) -> Result<Permit, AuthError> {
        let roles = vec![Role::Admin.into()];
        let principal = Principal::standing("command line", roles, "-".to_owned());
        Ok(self.gate.check(&principal, action, &target(name)).await?)
    }
}

pub(super) fn target(name: &UserName) -> Target {
    Target::of_console(name.as_str())
}

pub(super) fn name(name: &str) -> Result<UserName, AuthError> {
    name.parse()
        .map_err(|error: ParseIdError| AuthError::Unfit(error.to_string()))
}

fn phc(name: &str, password: &str) -> Result<String, AuthError> {
    password::check(name, password)?;
    password::hash_now(password)
}
