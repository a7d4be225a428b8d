//! Signing in when name and password are not all: what else is asked, and the answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a prompt is shown, and whether it takes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromptKind {
    /// Takes an answer that is not shown while it is typed.
    Secret,
    /// Takes an answer that may be seen.
    Visible,
    /// Takes none.
    Info,
    /// Takes none; something went wrong.
    Error,
}

impl PromptKind {
    /// Does it take an answer?
    pub fn is_question(self) -> bool {
        match self {
            Self::Secret | Self::Visible => true,
            Self::Info | Self::Error => false,
        }
    }
}

/// Something said or asked during a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Prompt {
    pub kind: PromptKind,
    /// In the words of who asks, e.g. "One-time password (OATH) for `ada': ".
    pub text: String,
}

impl Prompt {
    pub fn new(kind: PromptKind, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, text }
    }
}

/// The answer to `POST /session` and `POST /session/answers` where more is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInAsks {
    /// Good for one `POST /session/answers`, for two minutes after the sign-in began.
    #[schema(format = Password)]
    pub conversation: String,
    /// In order. Those of kind `secret` and `visible` take an answer.
    pub prompts: Vec<Prompt>,
    /// A passkey does instead of answers: `PublicKeyCredentialRequestOptions` of WebAuthn as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<serde_json::Value>,
}

/// The body of `POST /session/answers`.
#[derive(Clone, Default, Deserialize, ToSchema)]
pub struct SignInAnswers {
    pub conversation: String,
    /// One to each prompt of kind `secret` or `visible`, in their order; at most 1,024 bytes each.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Instead of them, where a passkey was asked for: its `PublicKeyCredential` as JSON.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<serde_json::Value>,
}
