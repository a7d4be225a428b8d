//! Accounts, roles and who one is.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Action, UserName};

/// The built-in roles, from least to most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May look.
    Viewer,
    /// May also start, stop and restart containers and read their logs: the helpdesk.
    Operator,
    /// May do everything.
    Admin,
}

impl Role {
    /// The name used in JSON, in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Viewer, Self::Operator, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no role; use viewer, operator or admin"))
    }
}

/// A local account, as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub name: UserName,
    pub role: Role,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
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
    pub role: Role,
    /// What the role allows; the page offers nothing else.
    pub permissions: Vec<Action>,
    /// When the session ends however much it is used.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}
