//! Passkeys (WebAuthn): made by a browser for one site, and proving then who somebody is, with their finger or PIN.
//! Alone, since they say themselves whose they are, or after the password.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Credential, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, WebauthnError,
};

use super::{Factors, Site};
use crate::{
    access::Principal,
    auth::AuthError,
    model::{NewPasskey, Passkey, PasskeyOffer, RecoveryCodes, UserName},
    store::KeptPasskey,
};

/// Passkeys of one account.
const MOST: usize = 20;

/// How long somebody may take to make one.
pub(super) const OFFERED: Duration = Duration::from_mins(5);

/// A passkey offered to be made, to one account in one browser.
#[derive(Debug)]
pub(super) struct Offer {
    of: UserName,
    site: Site,
    state: PasskeyRegistration,
}

/// Somebody's passkeys were asked for, after their password.
#[derive(Debug)]
pub(in crate::auth) struct PasskeyAsked {
    site: Site,
    state: PasskeyAuthentication,
}

/// Any passkey was asked for: it says whose it is.
#[derive(Debug)]
pub(in crate::auth) struct PasskeyLogin {
    site: Site,
    state: DiscoverableAuthentication,
}

impl Factors {
    /// For the browser to make a passkey of.
    pub async fn offer_passkey(
        &self,
        of: &UserName,
        site: Site,
    ) -> Result<PasskeyOffer, AuthError> {
        let kept = self.store.passkeys(of.clone()).await?;
        if kept.len() >= MOST {
            let most = format!("An account has {MOST} passkeys at most. Remove one first.");
            return Err(AuthError::Unfit(most));
        }
        let there = kept
            .iter()
            .map(|kept| credential(kept).map(|one| one.cred_id().clone()));
        let there = there.collect::<Result<_, _>>()?;
        let begun = site.webauthn()?.start_passkey_registration(
            handle(of),
            of.as_str(),
            of.as_str(),
            Some(there),
        );
        let (challenge, state) = begun.map_err(|error| failed(&error))?;
        let mut options = serde_json::json!(challenge.public_key);
        // Kept with its name, where the authenticator has room: then it signs in without typing one.
        options["authenticatorSelection"]["residentKey"] = "preferred".into();
        let of = of.clone();
        let offer = self.offers.keep(Offer { of, site, state })?;
        Ok(PasskeyOffer {
            offer: offer.expose().to_owned(),
            options,
        })
    }

    /// Keeps what the browser has made. Recovery codes, if there were none.
    pub async fn add_passkey(
        &self,
        asker: &Principal,
        of: &UserName,
        new: NewPasskey,
    ) -> Result<RecoveryCodes, AuthError> {
        let permit = self.permit(asker, of, "passkey").await?;
        let adding = async {
            let NewPasskey {
                offer,
                label,
                credential,
            } = new;
            let label = label.trim().to_owned();
            if !(1..=64).contains(&label.chars().count()) || label.contains(char::is_control) {
                let label = "Give the passkey a name of 1 to 64 characters.";
                return Err(AuthError::Unfit(label.to_owned()));
            }
            let offer = self.offers.take(&offer).filter(|offer| offer.of == *of);
            let offer = offer.ok_or(AuthError::ConversationOver)?;
            let made: RegisterPublicKeyCredential = parsed(credential)?;
            let made = offer
                .site
                .webauthn()?
                .finish_passkey_registration(&made, &offer.state);
            let made = made.map_err(|error| refused(&error))?;
            let kept = KeptPasskey {
                user: of.clone(),
                passkey: Passkey {
                    id: BASE64_URL_SAFE_NO_PAD.encode(made.cred_id()),
                    label,
                    site: offer.site.name().to_owned(),
                    added_at: self.clock.now(),
                    used_at: None,
                },
                credential: written(&made)?,
            };
            match self.store.passkey_add(kept).await? {
                true => self.first_recovery_codes(of).await,
                false => Err(AuthError::Unfit(
                    "This passkey is known already.".to_owned(),
                )),
            }
        };
        permit.record(adding).await
    }

    /// It proves nothing any more.
    pub async fn remove_passkey(
        &self,
        asker: &Principal,
        of: &UserName,
        id: &str,
    ) -> Result<(), AuthError> {
        let permit = self.permit(asker, of, "passkey").await?;
        let removing = async {
            match self.store.passkey_remove(of.clone(), id.to_owned()).await? {
                true => Ok(()),
                false => Err(AuthError::NoFactor),
            }
        };
        permit.record(removing).await
    }

    /// Asks for one of somebody's passkeys, where they have some for this site: WebAuthn's options.
    pub(in crate::auth) async fn ask_passkey(
        &self,
        of: &UserName,
        origin: Option<&str>,
    ) -> Result<Option<(serde_json::Value, PasskeyAsked)>, AuthError> {
        let Ok(site) = Site::of(origin) else {
            return Ok(None);
        };
        let kept = self.store.passkeys(of.clone()).await?.into_iter();
        let here = kept.filter(|kept| kept.passkey.site == site.name());
        let credentials = here
            .map(|kept| credential(&kept))
            .collect::<Result<Vec<_>, _>>()?;
        if credentials.is_empty() {
            return Ok(None);
        }
        let begun = site.webauthn()?.start_passkey_authentication(&credentials);
        let (challenge, state) = begun.map_err(|error| failed(&error))?;
        let options = serde_json::json!(challenge.public_key);
        Ok(Some((options, PasskeyAsked { site, state })))
    }

    /// Asks for any passkey of this site.
    pub(in crate::auth) fn ask_any_passkey(
        &self,
        origin: Option<&str>,
    ) -> Result<(serde_json::Value, PasskeyLogin), AuthError> {
        let site = Site::of(origin)?;
        let begun = site.webauthn()?.start_discoverable_authentication();
        let (challenge, state) = begun.map_err(|error| failed(&error))?;
        let options = serde_json::json!(challenge.public_key);
        Ok((options, PasskeyLogin { site, state }))
    }

    /// Is this the passkey that was asked of them?
    pub(in crate::auth) async fn take_passkey(
        &self,
        of: &UserName,
        asked: PasskeyAsked,
        given: serde_json::Value,
    ) -> Result<bool, AuthError> {
        let given: PublicKeyCredential = parsed(given)?;
        let Some(kept) = self.kept(&given).await?.filter(|kept| kept.user == *of) else {
            return Ok(false);
        };
        let webauthn = asked.site.webauthn()?;
        let taken = webauthn.finish_passkey_authentication(&given, &asked.state);
        self.note_use(kept, taken).await
    }

    /// Whose passkey is this, if it is a good one?
    pub(in crate::auth) async fn take_any_passkey(
        &self,
        asked: PasskeyLogin,
        given: serde_json::Value,
    ) -> Result<Option<UserName>, AuthError> {
        let given: PublicKeyCredential = parsed(given)?;
        let Some(kept) = self.kept(&given).await? else {
            return Ok(None);
        };
        let (of, key) = (kept.user.clone(), credential(&kept)?);
        let webauthn = asked.site.webauthn()?;
        let taken = webauthn.finish_discoverable_authentication_v2(&given, asked.state, &key);
        Ok(self.note_use(kept, taken).await?.then_some(of))
    }

    async fn kept(&self, given: &PublicKeyCredential) -> Result<Option<KeptPasskey>, AuthError> {
        let id = BASE64_URL_SAFE_NO_PAD.encode(given.get_credential_id());
        Ok(self.store.passkey_find(id).await?)
    }

    /// With its counter as it is now.
    async fn note_use(
        &self,
        kept: KeptPasskey,
        taken: Result<AuthenticationResult, WebauthnError>,
    ) -> Result<bool, AuthError> {
        let taken = match taken {
            Ok(taken) if taken.user_verified() => taken,
            Ok(_) => return Ok(false),
            Err(error) => {
                tracing::warn!(%error, "a passkey was not accepted");
                return Ok(false);
            }
        };
        let mut key = credential(&kept)?;
        key.update_credential(&taken);
        let used = self
            .store
            .passkey_used(kept.passkey.id, written(&key)?, self.clock.now());
        used.await?;
        Ok(true)
    }
}

/// Names the account to authenticators, which keep one passkey of a site for it.
fn handle(of: &UserName) -> Uuid {
    let digest = Sha256::digest(format!(
        "atomdeck account {}",
        of.as_str().to_ascii_lowercase()
    ));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

fn credential(kept: &KeptPasskey) -> Result<Credential, AuthError> {
    serde_json::from_str(&kept.credential).map_err(|_| {
        tracing::error!(
            passkey.id = kept.passkey.id,
            "a passkey in the database cannot be read"
        );
        AuthError::Passkey
    })
}

fn written(credential: &Credential) -> Result<String, AuthError> {
    serde_json::to_string(credential).map_err(|_| AuthError::Passkey)
}

fn parsed<T: serde::de::DeserializeOwned>(given: serde_json::Value) -> Result<T, AuthError> {
    serde_json::from_value(given)
        .map_err(|error| AuthError::Unfit(format!("The passkey's answer cannot be read: {error}.")))
}

pub(super) fn failed(error: &WebauthnError) -> AuthError {
    tracing::error!(%error, "passkeys failed");
    AuthError::Passkey
}

fn refused(error: &WebauthnError) -> AuthError {
    AuthError::Unfit(format!(
        "The passkey cannot be taken: {error}. Please try again."
    ))
}
