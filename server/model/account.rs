//! Accounts as they are managed, and the sessions and tokens by which people and programs come in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Action, RoleName, SignInAnswers, User, UserName};

/// `GET /accounts`, by name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<User>,
}

/// The body of `POST /accounts`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    pub name: UserName,
    pub roles: Vec<RoleName>,
    /// At least 8 characters, at most 1,024 bytes, and not easily guessed.
    #[schema(format = Password)]
    pub password: String,
    /// The holder chooses another one when they first sign in.
    #[serde(default)]
    pub must_change_password: bool,
}

/// The body of `PATCH /accounts/{account}`; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccountChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<RoleName>>,
    /// Also ends the account's sessions, and its tokens work no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_change_password: Option<bool>,
}

/// The body of `PUT /accounts/{account}/password`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    #[schema(format = Password)]
    pub password: String,
    #[serde(default)]
    pub must_change_password: bool,
}

/// The body of `PUT /session/password`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    #[schema(format = Password)]
    pub current: String,
    #[schema(format = Password)]
    pub password: String,
}

/// The body of `POST /session/proof`: one of these.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewProof {
    #[schema(format = Password)]
    Password(String),
    /// A one-time code of one's app, or a recovery code.
    Code(String),
    /// To what `POST /session/proof/passkey` asked.
    Passkey(SignInAnswers),
}

/// Somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionInfo {
    /// 16 hexadecimal digits; good for ending it, not for using it.
    pub id: String,
    pub account: UserName,
    /// An IP address.
    pub address: String,
    /// What the browser calls itself, its `User-Agent`.
    pub browser: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// To half a minute.
    #[schema(value_type = String, format = DateTime)]
    pub used_at: Timestamp,
    /// The one that asks.
    pub is_this: bool,
}

/// `GET /sessions`, the last used first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionList {
    pub sessions: Vec<SessionInfo>,
}

/// An API token; what it stands for is told once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    pub id: i64,
    pub account: UserName,
    /// What it is for, in its owner's words.
    pub label: String,
    /// It may do what both this role and its owner's allow.
    pub role: RoleName,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// To half a minute; absent if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used_at: Option<Timestamp>,
    /// An IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_from: Option<String>,
}

/// `GET /tokens`, the newest first; those that have expired stay for 30 days.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenList {
    pub tokens: Vec<Token>,
}

/// The body of `POST /tokens`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// 1 to 64 characters.
    pub label: String,
    pub role: RoleName,
    /// How long it is good, 1 to 365.
    pub days: u16,
}

/// A token that was just made.
#[derive(Clone, Serialize, ToSchema)]
pub struct MadeToken {
    pub token: Token,
    /// For `Authorization: Bearer …`. It is told this once.
    pub secret: String,
}

/// `GET /roles`: the built-in ones from least to most, then the others by name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoleList {
    pub roles: Vec<super::RoleDefinition>,
}

/// One thing that somebody may do, and by which role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Allowed {
    pub account: UserName,
    pub action: Action,
    pub role: RoleName,
}

/// `GET /roles/answers`: who may do what, of what was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AllowedList {
    pub allowed: Vec<Allowed>,
}
