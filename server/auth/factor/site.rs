//! Where passkeys are made and used: the console's name as the browser has it.

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use super::passkey::failed;
use crate::auth::AuthError;

/// What the browser shows beside the name.
const CONSOLE: &str = "Atomdeck";

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
