//! Pages that work without the app, without JavaScript and before anybody is signed in: sign-in, first
//! start, one-time link. Under 30 kB with all they load. Only a passkey takes a script.

mod asks;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::{
    app::App,
    auth::{AuthError, Secret},
    http::{
        assets, cookie,
        error::no_such_path,
        extract::{Fields, From, Params},
    },
    model::{Problem, ProblemCode},
    store::LinkUse,
};

pub(super) use asks::answer;

use asks::Shown;

const NO_ACCOUNT: &str = "There is no account yet. Open the one-time link that the console printed \
    when it started, or run `atomdeck login-link` on the host for a new one.";

/// The pages' style sheet and script.
#[derive(RustEmbed)]
#[folder = "server/http/templates"]
#[include = "*.css"]
#[include = "*.js"]
struct Style;

/// The mark.
#[derive(RustEmbed)]
#[folder = "assets/brand"]
#[include = "mark.svg"]
struct Brand;

/// A title, what is wrong, a text, a form: whichever there are.
#[derive(Template, Default)]
#[template(path = "form.html")]
struct Page<'a> {
    title: &'a str,
    fault: Option<String>,
    text: Option<String>,
    form: Option<Form<'a>>,
}

impl Page<'_> {
    fn has_passkey(&self) -> bool {
        self.form
            .as_ref()
            .is_some_and(|form| form.passkey.is_some())
    }

    fn mark(&self) -> bool {
        Brand::get("mark.svg").is_some()
    }
}

struct Form<'a> {
    action: &'a str,
    hidden: Vec<(&'static str, String)>,
    ask: Option<Ask<'a>>,
    prompts: Vec<Shown>,
    passkey: Option<Passkey<'a>>,
    button: &'a str,
}

/// Asks for name and password.
struct Ask<'a> {
    /// As typed before.
    name: &'a str,
    /// Which password the browser should offer.
    password: &'a str,
}

/// A button for a passkey, which the script shows where the browser has such.
struct Passkey<'a> {
    /// WebAuthn's options as JSON; empty where they are to be asked for.
    options: String,
    /// Where to go then.
    next: &'a str,
}

/// What the forms send and the addresses hold; each page takes what it needs.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Input {
    name: String,
    password: String,
    /// Where to go once signed in.
    next: String,
    token: String,
}

/// `GET /login`
pub(super) async fn login(
    State(app): State<Arc<App>>,
    Params(input): Params<Input>,
) -> Result<Response, Problem> {
    let text = (!app.store.user_any().await?).then(|| NO_ACCOUNT.to_owned());
    Ok(render(
        StatusCode::OK,
        &sign_in_page(&input.name, &input.next, text, None),
    ))
}

/// `POST /login`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    From(place): From,
    Fields(input): Fields<Input>,
) -> Response {
    let password = input.password.clone();
    let step = app.auth.sign_in(&input.name, password, place).await;
    asks::stepped(step, &input.name, &input.next)
}

/// `GET /first-start`
pub(super) async fn first_start(
    State(app): State<Arc<App>>,
    Params(input): Params<Input>,
) -> Response {
    match app.auth.link(&input.token).await {
        Ok(LinkUse::FirstStart) => render(StatusCode::OK, &first_start_page(&input, None)),
        Ok(LinkUse::SignIn(_)) => failed(AuthError::LinkExpired, dead_link_page),
        Err(error) => failed(error, dead_link_page),
    }
}

/// `POST /first-start`
pub(super) async fn create_first(
    State(app): State<Arc<App>>,
    From(place): From,
    Fields(input): Fields<Input>,
) -> Response {
    let password = input.password.clone();
    let signed_in = app
        .auth
        .first_start(&input.token, &input.name, password, place);
    match signed_in.await {
        Ok((secret, _)) => enter(&secret, "/"),
        Err(AuthError::LinkExpired) => failed(AuthError::LinkExpired, dead_link_page),
        Err(error) => failed(error, |fault| first_start_page(&input, Some(fault))),
    }
}

/// `GET /login-link`: only shows a button, because mail and chat programs open links to preview them.
pub(super) async fn login_link(
    State(app): State<Arc<App>>,
    Params(input): Params<Input>,
) -> Response {
    match app.auth.link(&input.token).await {
        Ok(LinkUse::SignIn(user)) => {
            let page = Page {
                title: "Sign in",
                text: Some(format!("This link signs you in as {}, once.", user.name)),
                form: Some(Form {
                    action: "/login-link",
                    hidden: vec![("token", input.token.clone())],
                    ask: None,
                    prompts: Vec::new(),
                    passkey: None,
                    button: "Sign in",
                }),
                ..Page::default()
            };
            render(StatusCode::OK, &page)
        }
        Ok(LinkUse::FirstStart) => failed(AuthError::LinkExpired, dead_link_page),
        Err(error) => failed(error, dead_link_page),
    }
}

/// `POST /login-link`
pub(super) async fn follow_link(
    State(app): State<Arc<App>>,
    From(place): From,
    Fields(input): Fields<Input>,
) -> Response {
    match app.auth.follow_link(&input.token, place).await {
        Ok((secret, _)) => enter(&secret, "/"),
        Err(error) => failed(error, dead_link_page),
    }
}

/// `GET /pages/{file}`: what the pages load.
pub(super) async fn file(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let get = |name: &str| Style::get(name).or_else(|| Brand::get(name));
    assets::file(get, &name, assets::ASK_AGAIN, &headers).ok_or_else(no_such_path)
}

/// In place of the app where there is none.
pub(super) fn not_built() -> Response {
    let page = Page {
        title: "The web app is missing",
        text: Some(
            "This program was built without its web app. Run `make run` in the source tree, which \
             builds both. The API is there: /api/v1/openapi.json."
                .to_owned(),
        ),
        ..Page::default()
    };
    render(StatusCode::NOT_FOUND, &page)
}

fn sign_in_page<'a>(
    name: &'a str,
    next: &'a str,
    text: Option<String>,
    fault: Option<String>,
) -> Page<'a> {
    Page {
        title: "Sign in",
        fault,
        text,
        form: Some(Form {
            action: "/login",
            hidden: vec![("next", next.to_owned())],
            ask: Some(Ask {
                name,
                password: "current-password",
            }),
            prompts: Vec::new(),
            passkey: Some(Passkey {
                options: String::new(),
                next: local(next),
            }),
            button: "Sign in",
        }),
    }
}

fn first_start_page(input: &Input, fault: Option<String>) -> Page<'_> {
    Page {
        title: "Create the first administrator",
        fault,
        text: Some("Choose a name and a password of 8 characters or more.".to_owned()),
        form: Some(Form {
            action: "/first-start",
            hidden: vec![("token", input.token.clone())],
            ask: Some(Ask {
                name: &input.name,
                password: "new-password",
            }),
            prompts: Vec::new(),
            passkey: None,
            button: "Create administrator",
        }),
    }
}

fn dead_link_page(fault: String) -> Page<'static> {
    Page {
        title: "Sign in",
        fault: Some(fault),
        ..Page::default()
    }
}

/// The page again, with what is wrong.
fn failed<'a>(error: AuthError, page: impl FnOnce(String) -> Page<'a>) -> Response {
    let wait = error.retry_after();
    let problem = Problem::from(error);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = render(status, &page(sentence(&problem)));
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// "What went wrong. What to do."
fn sentence(problem: &Problem) -> String {
    [Some(&problem.detail), problem.remedy.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| {
            let mut letters = text.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            format!("{first}{}.", letters.as_str().trim_end_matches('.'))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn render(status: StatusCode, page: &Page<'_>) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Problem::new(ProblemCode::Internal, "the page cannot be rendered").into_response()
        }
    }
}

/// Signed in: on to the app.
fn enter(secret: &Secret, next: &str) -> Response {
    let set = [(header::SET_COOKIE, cookie::set(secret))];
    (set, Redirect::to(local(next))).into_response()
}

/// Only a path of this server; anything else could lead to another site.
fn local(next: &str) -> &str {
    let path = next.starts_with('/') && !next.starts_with("//");
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if path && plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        for good in ["/", "/hosts/local/containers?x=1#y"] {
            assert_eq!(local(good), good);
        }
        for bad in [
            "",
            "//evil",
            "/\\evil",
            "https://evil",
            "evil",
            "/\tevil",
            "/a\r\nb",
            "/\n/evil",
        ] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
    }
}
