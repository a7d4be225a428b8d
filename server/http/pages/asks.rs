//! The page of a sign-in that asks for more than name and password: a code, or a passkey.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};

use super::{Form, Page, Passkey, enter, failed, local, render, sign_in_page};
use crate::{
    app::App,
    auth::{AuthError, SignInStep},
    http::extract::{Fields, From},
    model::{Prompt, PromptKind, SignInAnswers, SignInAsks},
};

/// A prompt with what the page makes of it.
pub(super) struct Shown {
    pub text: String,
    pub kind: PromptKind,
}

impl Shown {
    pub(super) fn is_fault(&self) -> bool {
        self.kind == PromptKind::Error
    }

    /// What the browser may fill in.
    pub(super) fn fills(&self) -> &'static str {
        match self.kind {
            PromptKind::Visible => "one-time-code",
            PromptKind::Secret | PromptKind::Info | PromptKind::Error => "off",
        }
    }

    /// The type of its field; `None` where nothing is asked.
    pub(super) fn input(&self) -> Option<&'static str> {
        match self.kind {
            PromptKind::Secret => Some("password"),
            PromptKind::Visible => Some("text"),
            PromptKind::Info | PromptKind::Error => None,
        }
    }
}

impl std::convert::From<Prompt> for Shown {
    /// PAM's modules end a question as on a terminal: "Password: ".
    fn from(prompt: Prompt) -> Self {
        let text = prompt.text.trim();
        let text = match prompt.kind.is_question() {
            true => text.trim_end_matches(':').trim_end(),
            false => text,
        };
        Self {
            text: text.to_owned(),
            kind: prompt.kind,
        }
    }
}

/// `POST /login/answers`: `conversation`, `next` and, in the order of the prompts, an `answer` to each.
pub(in crate::http) async fn answer(
    State(app): State<Arc<App>>,
    From(place): From,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let (mut given, mut next) = (SignInAnswers::default(), String::new());
    for (name, value) in fields {
        match name.as_str() {
            "conversation" => given.conversation = value,
            "next" => next = value,
            "answer" => given.answers.push(value),
            _ => {}
        }
    }
    let step = app.auth.answer(given, place).await;
    stepped(step, "", &next)
}

/// On to the app, on to the next prompts, or back to the start with what is wrong.
pub(super) fn stepped(step: Result<SignInStep, AuthError>, name: &str, next: &str) -> Response {
    match step {
        Ok(SignInStep::SignedIn { secret, .. }) => enter(&secret, next),
        Ok(SignInStep::Asks(asks)) => render(StatusCode::OK, &page(asks, next)),
        Err(error) => failed(error, |fault| sign_in_page(name, next, None, Some(fault))),
    }
}

fn page(asks: SignInAsks, next: &str) -> Page<'_> {
    Page {
        title: "One more thing",
        form: Some(Form {
            action: "/login/answers",
            hidden: vec![
                ("conversation", asks.conversation),
                ("next", next.to_owned()),
            ],
            ask: None,
            prompts: asks.prompts.into_iter().map(Shown::from).collect(),
            passkey: asks.passkey.map(|options| Passkey {
                options: options.to_string(),
                next: local(next),
            }),
            button: "Continue",
        }),
        ..Page::default()
    }
}
