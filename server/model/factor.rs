//! What proves who somebody is beside their password: one-time codes of an app, recovery codes, passkeys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /session/factors`: one's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Factors {
    /// Since when codes of an app are asked for; absent if they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub one_time_code: Option<Timestamp>,
    /// Recovery codes that are left, of 10.
    pub recovery_codes: u32,
    /// In order of their addition.
    pub passkeys: Vec<Passkey>,
}

/// A passkey; its private part never leaves its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Passkey {
    /// The credential's id, in URL-safe base64.
    pub id: String,
    /// In its holder's words.
    pub label: String,
    /// The name of the console that it was made for: it works under that one only.
    pub site: String,
    #[schema(value_type = String, format = DateTime)]
    pub added_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used_at: Option<Timestamp>,
}

/// `POST /session/one-time-code`: what an app needs; nothing is kept of it before `PUT` confirms it.
#[derive(Clone, Serialize, ToSchema)]
pub struct OneTimeSecret {
    /// 160 bits in base32, to type in.
    #[schema(format = Password)]
    pub secret: String,
    /// The same as an `otpauth:` address.
    #[schema(format = Password)]
    pub uri: String,
    pub qr: QrCode,
}

/// The address as a picture.
#[derive(Clone, Serialize, ToSchema)]
pub struct QrCode {
    /// Squares of each side, without the margin of four that it needs.
    pub size: u16,
    /// The dark ones, as the data of an SVG path in units of a square.
    pub path: String,
}

/// The body of `PUT /session/one-time-code`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmOneTimeCode {
    /// As given by `POST`.
    #[schema(format = Password)]
    pub secret: String,
    /// What the app shows now, 6 digits.
    pub code: String,
}

/// Each signs in once in place of another factor.
#[derive(Clone, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// 10, told this once; none where there were some before.
    pub codes: Vec<String>,
}

/// `POST /session/passkeys/offers`: for the browser to make a passkey of.
#[derive(Clone, Serialize, ToSchema)]
pub struct PasskeyOffer {
    /// Good for one `POST /session/passkeys`, for five minutes.
    pub offer: String,
    /// `PublicKeyCredentialCreationOptions` of WebAuthn as JSON.
    #[schema(value_type = Object)]
    pub options: serde_json::Value,
}

/// The body of `POST /session/passkeys`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    pub offer: String,
    /// 1 to 64 characters.
    pub label: String,
    /// What the browser has made, a `PublicKeyCredential` as JSON.
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
}
