//! Accounts and who one is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Action, RoleName, UserName};

/// Who says that somebody is who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountSource {
    /// The console: it keeps the password.
    Console,
    /// The host, through PAM; roles follow from its groups at each sign-in.
    Host,
    /// An OpenID Connect provider; roles follow from its claims at each sign-in.
    Provider,
}

impl AccountSource {
    /// The name used in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Host => "host",
            Self::Provider => "provider",
        }
    }
}

/// An account, as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub name: UserName,
    pub source: AccountSource,
    /// What its holder may do: whatever any of them allows.
    pub roles: Vec<RoleName>,
    /// Nobody can sign in with it.
    pub disabled: bool,
    /// Its holder can do nothing before they have chosen another one.
    pub must_change_password: bool,
    /// Signing in takes more than the password: a one-time code or a passkey.
    pub second_factor: bool,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl User {
    /// A new account of the console's own.
    pub fn new(name: UserName, role: RoleName, created_at: Timestamp) -> Self {
        Self {
            name,
            source: AccountSource::Console,
            roles: vec![role],
            disabled: false,
            must_change_password: false,
            second_factor: false,
            created_at,
        }
    }
}

/// The body of `POST /session`.
#[derive(Clone, Deserialize, ToSchema)]
pub struct SignIn {
    /// At most 32 characters.
    pub name: String,
    /// At most 1,024 bytes.
    #[schema(format = Password)]
    pub password: String,
}

/// `GET /session`: who one is and what one may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Whoami {
    pub name: UserName,
    pub source: AccountSource,
    pub roles: Vec<RoleName>,
    /// What the roles allow, to something at least; the page offers nothing else.
    pub permissions: Vec<Action>,
    /// The roles are for certain hosts or containers only.
    pub scoped: bool,
    /// Starting, stopping and restarting containers takes a reason.
    pub reason_required: bool,
    /// Nothing else can be done before one has chosen another password.
    pub must_change_password: bool,
    /// Signing in takes more than the password.
    pub second_factor: bool,
    /// When the session ends however much it is used.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// When it ends unless it is used before; to half a minute.
    #[schema(value_type = String, format = DateTime)]
    pub idle_at: Timestamp,
}
