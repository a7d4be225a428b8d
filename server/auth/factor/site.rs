//! Where passkeys are made and used: the console's name as the browser has it, and the offers to make one.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use webauthn_rs::prelude::{PasskeyRegistration, Url, Webauthn, WebauthnBuilder};

use super::passkey::failed;
use crate::{
    auth::{AuthError, Clock, Secret, secret},
    model::UserName,
    store::SecretHash,
};

/// What the browser shows beside the name.
const CONSOLE: &str = "Atomdeck";

/// How long somebody may take to make one.
const OFFERED: Duration = Duration::from_mins(5);

/// Offers at once; the oldest end first.
const OFFERS: usize = 64;

/// Where the browser is: a passkey is bound to it.
#[derive(Debug, Clone)]
pub struct Site(Url);

impl Site {
    /// From an origin as browsers send it. Browsers allow passkeys under a name only, over TLS or to localhost.
    pub fn of(origin: Option<&str>) -> Result<Self, AuthError> {
        let url = origin.and_then(|origin| Url::parse(origin).ok());
        let url = url.ok_or(AuthError::NoPasskeys("open the console in a browser"))?;
        match url.domain() {
            None => Err(AuthError::NoPasskeys(
                "open the console by its name instead of its IP address",
            )),
            Some(name) if url.scheme() != "https" && name != "localhost" => {
                Err(AuthError::NoPasskeys("open the console by https"))
            }
            Some(_) => Ok(Self(url)),
        }
    }

    pub(super) fn name(&self) -> &str {
        self.0.domain().unwrap_or_default()
    }

    pub(super) fn webauthn(&self) -> Result<Webauthn, AuthError> {
        let builder = WebauthnBuilder::new(self.name(), &self.0);
        let builder = builder.map_err(|error| failed(&error))?.rp_name(CONSOLE);
        builder.build().map_err(|error| failed(&error))
    }
}

/// Passkeys offered to be made, each for one account and browser.
#[derive(Debug)]
pub(super) struct Offers {
    clock: Clock,
    waiting: Mutex<HashMap<SecretHash, Offer>>,
}

#[derive(Debug)]
pub(super) struct Offer {
    of: UserName,
    pub site: Site,
    pub state: PasskeyRegistration,
    /// By the clock's elapsed time.
    ends: Duration,
}

impl Offers {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            waiting: Mutex::default(),
        }
    }

    pub(super) fn keep(
        &self,
        of: UserName,
        site: Site,
        state: PasskeyRegistration,
    ) -> Result<Secret, AuthError> {
        let (now, secret) = (self.clock.elapsed(), Secret::random()?);
        let offer = Offer {
            of,
            site,
            state,
            ends: now + OFFERED,
        };
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, offer| offer.ends > now);
        if waiting.len() >= OFFERS {
            let oldest = waiting.iter().min_by_key(|(_, offer)| offer.ends);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                waiting.remove(&oldest);
            }
        }
        waiting.insert(secret.hash(), offer);
        Ok(secret)
    }

    /// The offer, for whom it was made; nobody has it any more.
    pub(super) fn take(&self, offer: &str, of: &UserName) -> Option<Offer> {
        let now = self.clock.elapsed();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let offer = waiting.remove(&secret::hash(offer))?;
        (offer.of == *of && offer.ends > now).then_some(offer)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::passkey::handle, *};

    #[test]
    fn passkeys_are_for_names_over_tls_and_localhost() {
        for good in ["https://deck.example:8443", "http://localhost:9090"] {
            assert!(Site::of(Some(good)).is_ok(), "{good}");
        }
        for (bad, says) in [
            ("http://deck.example", "https"),
            ("https://192.0.2.1", "name"),
            ("http://[::1]:80", "name"),
            ("null", "browser"),
        ] {
            let why = Site::of(Some(bad)).unwrap_err().to_string();
            assert!(why.contains(says), "{bad}: {why}");
        }
        assert!(Site::of(None).is_err());
    }

    #[test]
    fn an_offer_is_good_once_for_its_account_and_not_for_long() {
        let clock = Clock::system();
        let offers = Offers::new(clock.clone());
        let site = Site::of(Some("http://localhost")).unwrap();
        let (ada, bob): (UserName, UserName) = ("ada".parse().unwrap(), "bob".parse().unwrap());
        let keep = || {
            let webauthn = site.webauthn().unwrap();
            let begun = webauthn.start_passkey_registration(handle(&ada), "ada", "ada", None);
            let kept = offers.keep(ada.clone(), site.clone(), begun.unwrap().1);
            kept.unwrap().expose().to_owned()
        };
        let offer = keep();
        assert!(offers.take(&offer, &ada).is_some());
        assert!(offers.take(&offer, &ada).is_none(), "twice");
        assert!(offers.take(&keep(), &bob).is_none(), "another's");
        let late = keep();
        clock.advance(OFFERED);
        assert!(offers.take(&late, &ada).is_none(), "too late");
        for _ in 0..OFFERS * 2 {
            keep();
        }
        assert_eq!(offers.waiting.lock().unwrap().len(), OFFERS);
    }
}
