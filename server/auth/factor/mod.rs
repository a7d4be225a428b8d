//! Second factors of the console's own accounts: one-time codes, recovery codes, passkeys. Each change is their
//! holder's, or an administrator's who takes them away; [`super::sign_in`] asks for them.

mod one_time_code;
mod passkey;
mod recovery;
mod site;

use crate::{
    access::{Gate, Permit, Principal, Target},
    model::{Action, ConfirmOneTimeCode, Factors as Told, OneTimeSecret, RecoveryCodes, UserName},
    store::Store,
};

pub(super) use passkey::{PasskeyAsked, PasskeyLogin};
pub use site::Site;

use super::{AuthError, Clock, account, waiting::Waiting};

/// Adds, checks and takes away second factors.
#[derive(Debug)]
pub struct Factors {
    store: Store,
    gate: Gate,
    clock: Clock,
    offers: Waiting<passkey::Offer>,
}

impl Factors {
    pub(super) fn new(store: Store, gate: Gate, clock: Clock) -> Self {
        Self {
            store,
            gate,
            offers: Waiting::new(clock.clone(), passkey::OFFERED),
            clock,
        }
    }

    /// One's own.
    pub async fn list(&self, of: &UserName) -> Result<Told, AuthError> {
        let secret = self.store.one_time_secret(of.clone()).await?;
        let passkeys = self.store.passkeys(of.clone()).await?;
        Ok(Told {
            one_time_code: secret.map(|secret| secret.added_at),
            recovery_codes: self.store.recovery_codes(of.clone()).await?,
            passkeys: passkeys.into_iter().map(|kept| kept.passkey).collect(),
        })
    }

    /// A secret for an app. Nothing is kept before [`Self::confirm_one_time_code`].
    pub fn offer_one_time_code(&self, of: &UserName) -> Result<OneTimeSecret, AuthError> {
        one_time_code::offer(of)
    }

    /// From now on codes of this secret are asked for. Recovery codes, if there were none.
    pub async fn confirm_one_time_code(
        &self,
        asker: &Principal,
        of: &UserName,
        given: ConfirmOneTimeCode,
    ) -> Result<RecoveryCodes, AuthError> {
        let permit = self.permit(asker, of, "one_time_code").await?;
        let confirming = async {
            let ConfirmOneTimeCode { secret, code } = given;
            let now = self.clock.now();
            let step = one_time_code::step(&secret, of, &digits(&code), now)?;
            let step = step.ok_or(AuthError::WrongCode)?;
            self.store
                .one_time_secret_set(of.clone(), secret, step, now)
                .await?;
            self.first_recovery_codes(of).await
        };
        permit.record(confirming).await
    }

    /// One-time codes are asked for no more.
    pub async fn remove_one_time_code(
        &self,
        asker: &Principal,
        of: &UserName,
    ) -> Result<(), AuthError> {
        let permit = self.permit(asker, of, "one_time_code").await?;
        let removing = async {
            match self.store.one_time_secret_remove(of.clone()).await? {
                true => Ok(()),
                false => Err(AuthError::NoFactor),
            }
        };
        permit.record(removing).await
    }

    /// Ten new ones in place of those there were.
    pub async fn renew_recovery_codes(
        &self,
        asker: &Principal,
        of: &UserName,
    ) -> Result<RecoveryCodes, AuthError> {
        let permit = self.permit(asker, of, "recovery_codes").await?;
        let renewing = async {
            match self.has_any(of).await? {
                true => self.make_recovery_codes(of).await,
                false => Err(AuthError::NoFactor),
            }
        };
        permit.record(renewing).await
    }

    /// Is this a one-time code or a recovery code of theirs? It is used up then.
    pub(super) async fn take_code(&self, of: &UserName, code: &str) -> Result<bool, AuthError> {
        let typed = digits(code);
        if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            let hash = recovery::hash(code);
            return Ok(self.store.recovery_code_take(of.clone(), hash).await?);
        }
        let Some(kept) = self.store.one_time_secret(of.clone()).await? else {
            return Ok(false);
        };
        match one_time_code::step(&kept.secret, of, &typed, self.clock.now())? {
            Some(step) => Ok(self.store.one_time_code_take(of.clone(), step).await?),
            None => Ok(false),
        }
    }

    /// Does signing in take codes of an app?
    pub(super) async fn has_one_time_code(&self, of: &UserName) -> Result<bool, AuthError> {
        Ok(self.store.one_time_secret(of.clone()).await?.is_some())
    }

    async fn has_any(&self, of: &UserName) -> Result<bool, AuthError> {
        let found = self.store.user_find(of.clone()).await?;
        Ok(found.is_some_and(|account| account.user.second_factor))
    }

    async fn first_recovery_codes(&self, of: &UserName) -> Result<RecoveryCodes, AuthError> {
        match self.store.recovery_codes(of.clone()).await? {
            0 => self.make_recovery_codes(of).await,
            _ => Ok(RecoveryCodes { codes: Vec::new() }),
        }
    }

    async fn make_recovery_codes(&self, of: &UserName) -> Result<RecoveryCodes, AuthError> {
        let codes = recovery::make()?;
        let hashes = codes.iter().map(|code| recovery::hash(code)).collect();
        self.store.recovery_codes_set(of.clone(), hashes).await?;
        Ok(RecoveryCodes { codes })
    }

    /// The console's own accounts only: others' second factors are where the account is.
    async fn permit(
        &self,
        asker: &Principal,
        of: &UserName,
        factor: &str,
    ) -> Result<Permit, AuthError> {
        let target = Target {
            parameters: Some(serde_json::json!({ "factor": factor })),
            ..account::target(of)
        };
        Ok(self.gate.check(asker, Action::AccountOwn, &target).await?)
    }
}

/// As an app shows it, "123 456".
fn digits(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}
