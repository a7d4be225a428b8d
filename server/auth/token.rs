//! API tokens: made by their owners, with a role that narrows what the owner may do, for programs that sign in with
//! `Authorization: Bearer`. A token is found like a session, and what is held open for it ends like one.

use crate::{
    access::{Gate, Principal, Target},
    model::{Action, MadeToken, NewToken, Problem, ProblemCode, RoleName, Token, UserName},
    store::{Store, StoreError},
};

use super::{AuthError, Clock, Secret, account::target};

/// Tokens of one account, those that have expired included.
const MOST: u32 = 50;

/// Characters of a label.
const LABEL: usize = 64;

/// Days that a token can be good.
const DAYS: u16 = 365;

/// Before the secret itself, so that whoever finds one knows what it is.
const PREFIX: &str = "atomdeck_";

/// Why there is no token, or still one.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("a label has 1 to {LABEL} characters, on one line")]
    Label,
    #[error("a token is good for 1 to {DAYS} days")]
    Days,
    #[error("there is no role {0}")]
    NoRole(RoleName),
    #[error("the role {0} allows more than you may; choose one that allows no more")]
    Wider(RoleName),
    #[error("there are {MOST} tokens already; take one back first")]
    TooMany,
    #[error("there is no such token")]
    NotFound,
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        let detail = error.to_string();
        match error {
            TokenError::Label | TokenError::Days | TokenError::NoRole(_) => {
                Self::new(ProblemCode::InvalidRequest, detail)
            }
            TokenError::Wider(_) => Self::new(ProblemCode::Denied, detail),
            TokenError::TooMany => Self::new(ProblemCode::Conflict, detail),
            TokenError::NotFound => Self::new(ProblemCode::NotFound, detail),
            TokenError::Auth(error) => error.into(),
            TokenError::Store(error) => error.into(),
        }
    }
}

/// Makes tokens and takes them back.
#[derive(Debug)]
pub struct Tokens {
    pub(super) store: Store,
    pub(super) gate: Gate,
    pub(super) clock: Clock,
}

impl Tokens {
    /// For the one who asks.
    pub async fn make(
        &self,
        asker: &Principal,
        owner: &UserName,
        new: NewToken,
    ) -> Result<MadeToken, TokenError> {
        let said = serde_json::json!(new);
        let permit = self
            .gate
            .check(asker, Action::TokenCreate, &target(owner).with(said))
            .await
            .map_err(AuthError::from)?;
        permit.record(self.made(asker, owner, new)).await
    }

    async fn made(
        &self,
        asker: &Principal,
        owner: &UserName,
        new: NewToken,
    ) -> Result<MadeToken, TokenError> {
        let label = new.label.trim();
        let characters = label.chars().count();
        if !(1..=LABEL).contains(&characters) || label.chars().any(char::is_control) {
            return Err(TokenError::Label);
        }
        if !(1..=DAYS).contains(&new.days) {
            return Err(TokenError::Days);
        }
        let role = self.gate.roles().get(&new.role);
        let role = role.ok_or_else(|| TokenError::NoRole(new.role.clone()))?;
        if !self.gate.grants(asker).covers(&role) {
            return Err(TokenError::Wider(new.role));
        }
        let secret = Secret::random().map_err(AuthError::from)?;
        let secret = format!("{PREFIX}{}", secret.expose());
        let now = self.clock.now();
        let good = std::time::Duration::from_hours(24 * u64::from(new.days));
        let token = Token {
            id: 0,
            account: owner.clone(),
            label: label.to_owned(),
            role: new.role,
            created_at: now,
            expires_at: super::session::later(now, good),
            used_at: None,
            used_from: None,
        };
        let hash = super::secret::hash(&secret);
        let kept = self.store.token_add(hash, token, MOST).await?;
        let token = kept.ok_or(TokenError::TooMany)?;
        Ok(MadeToken { token, secret })
    }

    /// Takes one back: one's own, or somebody else's for those who may change accounts. What is held open for it ends
    /// within seconds.
    pub async fn revoke(
        &self,
        asker: &Principal,
        own: &UserName,
        id: i64,
    ) -> Result<(), TokenError> {
        let all = self.store.tokens(None).await?;
        let token = all.into_iter().find(|token| token.id == id);
        let is_own = token.as_ref().is_some_and(|token| token.account == *own);
        let action = match is_own {
            true => Action::TokenRevoke,
            // Which there are of others is not told to everybody.
            false => Action::AccountChange,
        };
        let what = match &token {
            Some(token) => format!("{} of {}", token.label, token.account),
            None => format!("token {id}"),
        };
        let permit = self
            .gate
            .check(asker, action, &Target::of_console(what))
            .await;
        let permit = permit.map_err(AuthError::from)?;
        let revoking = async {
            match self.store.token_remove(id).await? {
                Some(_) => Ok(()),
                None => Err(TokenError::NotFound),
            }
        };
        permit.record(revoking).await
    }
}
