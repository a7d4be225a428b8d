//! Accounts as they are managed, on the page and on the command line: add, change, remove, another password, one-time
//! links, each with its audit line. Nobody hands out, or gets at, more than they may do themselves.

use std::sync::Arc;

use crate::{
    access::{Gate, Permit, Principal, Target},
    model::{
        AccountChange, AccountSource, Action, NewAccount, ParseIdError, Problem, ProblemCode, Role,
        RoleName, User, UserName,
    },
    store::{AccountOutcome, SecretHash, Store, StoreError},
};

use super::{AuthError, Clock, Secret, password, password::Passwords};

/// Roles of one account.
const ROLES: usize = 20;

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is an account {0} already")]
    Taken(UserName),
    #[error("there is no account {0}")]
    NotFound(UserName),
    #[error("there is no role {0}; use viewer, operator, admin or one of your own")]
    NoRole(RoleName),
    #[error("an account has 1 to {ROLES} roles, each once")]
    Roles,
    /// It takes somebody who may do more.
    #[error("{0} may do more than you: ask an administrator")]
    Above(String),
    #[error("{0} is the last administrator; add another one first")]
    LastAdmin(UserName),
    #[error("{0} comes from {1}, which keeps its roles and password; change them there")]
    Elsewhere(UserName, &'static str),
    #[error("there are several accounts; say which one to sign in")]
    WhichOne,
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let detail = error.to_string();
        match error {
            AccountError::Taken(_) | AccountError::LastAdmin(_) | AccountError::Elsewhere(..) => {
                Self::new(ProblemCode::Conflict, detail)
            }
            AccountError::NotFound(_) => Self::new(ProblemCode::NotFound, detail),
            AccountError::NoRole(_) | AccountError::Roles | AccountError::WhichOne => {
                Self::new(ProblemCode::InvalidRequest, detail)
            }
            AccountError::Above(_) => Self::new(ProblemCode::Denied, detail),
            AccountError::Auth(error) => error.into(),
            AccountError::Store(error) => error.into(),
        }
    }
}

/// Changes accounts, for whoever asks.
#[derive(Debug)]
pub struct Accounts {
    store: Store,
    gate: Gate,
    clock: Clock,
    passwords: Arc<Passwords>,
}

impl Accounts {
    /// For the command line, beside a running server.
    pub fn new(store: Store, gate: Gate, clock: Clock) -> Result<Self, AuthError> {
        Ok(Self::hashing(
            store,
            gate,
            clock,
            Arc::new(Passwords::new()?),
        ))
    }

    pub(super) fn hashing(
        store: Store,
        gate: Gate,
        clock: Clock,
        passwords: Arc<Passwords>,
    ) -> Self {
        Self {
            store,
            gate,
            clock,
            passwords,
        }
    }

    /// Adds an account of the console's own.
    pub async fn add(&self, asker: &Principal, new: NewAccount) -> Result<User, AccountError> {
        let said = serde_json::json!({ "roles": new.roles });
        let permit = self
            .permit(asker, Action::AccountCreate, &new.name, Some(said))
            .await?;
        let adding = async {
            self.granted(asker, &new.roles)?;
            let phc = self.phc(&new.name, new.password).await?;
            let user = User {
                roles: new.roles,
                must_change_password: new.must_change_password,
                ..User::new(new.name, Role::Viewer.into(), self.clock.now())
            };
            match self.store.user_add(user.clone(), phc).await? {
                true => Ok(user),
                false => Err(AccountError::Taken(user.name)),
            }
        };
        permit.record(adding).await
    }

    /// All accounts by name.
    pub async fn list(&self) -> Result<Vec<User>, AccountError> {
        Ok(self.store.user_list().await?)
    }

    /// Changes roles, or whether it can be used.
    pub async fn change(
        &self,
        asker: &Principal,
        name: &UserName,
        change: AccountChange,
    ) -> Result<User, AccountError> {
        let said = serde_json::json!(change);
        let permit = self
            .permit(asker, Action::AccountChange, name, Some(said))
            .await?;
        let changing = async {
            let user = self.beneath(asker, name).await?;
            if let Some(roles) = &change.roles {
                self.granted(asker, roles)?;
            }
            let kept_elsewhere = change.roles.is_some() || change.must_change_password.is_some();
            if kept_elsewhere {
                of_console(&user)?;
            }
            done(
                name,
                self.store.user_change(name.clone(), change.clone()).await?,
            )?;
            self.found(name).await
        };
        permit.record(changing).await
    }

    /// Also ends the account's sessions.
    pub async fn set_password(
        &self,
        asker: &Principal,
        name: &UserName,
        password: String,
        must_change: bool,
    ) -> Result<(), AccountError> {
        let permit = self
            .permit(asker, Action::AccountPassword, name, None)
            .await?;
        let changing = async {
            of_console(&self.beneath(asker, name).await?)?;
            self.replace_password(name, password, must_change, None)
                .await
        };
        permit.record(changing).await
    }

    /// One's own, by whoever knows the present one; the session that asks goes on, others end.
    pub async fn set_own_password(
        &self,
        asker: &Principal,
        name: &UserName,
        (current, password): (String, String),
        kept: SecretHash,
    ) -> Result<(), AccountError> {
        let permit = self.permit(asker, Action::AccountOwn, name, None).await?;
        let changing = async {
            of_console(&self.found(name).await?)?;
            if !self.verify(name, current).await? {
                return Err(AuthError::WrongCredentials.into());
            }
            self.replace_password(name, password, false, Some(kept))
                .await
        };
        permit.record(changing).await
    }

    /// Is this the account's password?
    pub(super) async fn verify(
        &self,
        name: &UserName,
        password: String,
    ) -> Result<bool, AuthError> {
        let place = self.passwords.place().await?;
        let account = self.store.user_find(name.clone()).await?;
        let phc = account.map(|account| account.password);
        self.passwords.verify(place, password, phc).await
    }

    /// Also ends the account's sessions.
    pub async fn remove(&self, asker: &Principal, name: &UserName) -> Result<(), AccountError> {
        let permit = self
            .permit(asker, Action::AccountRemove, name, None)
            .await?;
        let removing = async {
            self.beneath(asker, name).await?;
            done(name, self.store.user_remove(name.clone()).await?)
        };
        permit.record(removing).await
    }

    /// Takes all second factors of an account away, for whoever has lost them.
    pub async fn remove_factors(
        &self,
        asker: &Principal,
        name: &UserName,
    ) -> Result<(), AccountError> {
        let said = serde_json::json!({ "second_factor": false });
        let permit = self
            .permit(asker, Action::AccountChange, name, Some(said))
            .await?;
        let removing = async {
            of_console(&self.beneath(asker, name).await?)?;
            Ok(self.store.factors_remove(name.clone()).await?)
        };
        permit.record(removing).await
    }

    /// A one-time link's path and query: it signs `name` in (the only account, if not given), or
    /// creates the first administrator where there is no account.
    pub async fn link(&self, name: Option<&str>) -> Result<String, AccountError> {
        let users = self.store.user_list().await?;
        let user = match (name, users.as_slice()) {
            (None, []) => None,
            (None, [only]) => Some(only.name.clone()),
            (None, _) => return Err(AccountError::WhichOne),
            (Some(name), _) => Some(self.found(&self::name(name)?).await?.name),
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

    async fn found(&self, name: &UserName) -> Result<User, AccountError> {
        let account = self.store.user_find(name.clone()).await?;
        let account = account.ok_or_else(|| AccountError::NotFound(name.clone()))?;
        Ok(account.user)
    }

    /// An account that may do no more than who asks.
    async fn beneath(&self, asker: &Principal, name: &UserName) -> Result<User, AccountError> {
        let user = self.found(name).await?;
        let mine = self.gate.grants(asker);
        let roles = user
            .roles
            .iter()
            .filter_map(|role| self.gate.roles().get(role));
        match roles.into_iter().all(|role| mine.covers(&role)) {
            true => Ok(user),
            false => Err(AccountError::Above(name.to_string())),
        }
    }

    /// Roles that are there, and allow no more than who asks may do.
    fn granted(&self, asker: &Principal, roles: &[RoleName]) -> Result<(), AccountError> {
        let mut once = roles.to_vec();
        once.sort_unstable();
        once.dedup();
        if !(1..=ROLES).contains(&roles.len()) || once.len() != roles.len() {
            return Err(AccountError::Roles);
        }
        let mine = self.gate.grants(asker);
        for name in roles {
            let role = self.gate.roles().get(name);
            let role = role.ok_or_else(|| AccountError::NoRole(name.clone()))?;
            if !mine.covers(&role) {
                return Err(AccountError::Above(format!(
                    "somebody with the role {name}"
                )));
            }
        }
        Ok(())
    }

    async fn replace_password(
        &self,
        name: &UserName,
        password: String,
        must_change: bool,
        kept: Option<SecretHash>,
    ) -> Result<(), AccountError> {
        let phc = self.phc(name, password).await?;
        let set = self
            .store
            .user_set_password(name.clone(), phc, must_change, kept);
        match set.await? {
            true => Ok(()),
            false => Err(AccountError::NotFound(name.clone())),
        }
    }

    async fn phc(&self, name: &UserName, password: String) -> Result<String, AuthError> {
        password::check(name.as_str(), &password)?;
        self.passwords
            .hash(self.passwords.place().await?, password)
            .await
    }

    async fn permit(
        &self,
        asker: &Principal,
        action: Action,
        name: &UserName,
        said: Option<serde_json::Value>,
    ) -> Result<Permit, AuthError> {
        let target = Target {
            parameters: said,
            ..target(name)
        };
        Ok(self.gate.check(asker, action, &target).await?)
    }
}

fn done(name: &UserName, outcome: AccountOutcome) -> Result<(), AccountError> {
    match outcome {
        AccountOutcome::Done => Ok(()),
        AccountOutcome::NotFound => Err(AccountError::NotFound(name.clone())),
        AccountOutcome::LastAdmin => Err(AccountError::LastAdmin(name.clone())),
    }
}

fn of_console(user: &User) -> Result<(), AccountError> {
    match user.source {
        AccountSource::Console => Ok(()),
        AccountSource::Host => Err(AccountError::Elsewhere(user.name.clone(), "the host")),
        AccountSource::Provider => Err(AccountError::Elsewhere(
            user.name.clone(),
            "the identity provider",
        )),
    }
}

pub(super) fn target(name: &UserName) -> Target {
    Target::of_console(name.as_str())
}

pub(super) fn name(name: &str) -> Result<UserName, AuthError> {
    name.parse()
        .map_err(|error: ParseIdError| AuthError::Unfit(error.to_string()))
}
