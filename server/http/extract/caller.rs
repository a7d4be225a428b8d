//! Who asks: by a session's cookie or an API token, and from where.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, MatchedPath},
    http::{HeaderMap, header, request::Parts},
};

use crate::{
    access::{Principal, Proof},
    app::App,
    auth::{Place, Session},
    http::cookie,
    model::{Problem, ProblemCode},
};

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Caller {
    pub principal: Principal,
    pub session: Session,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Peer(address) = Peer::from_request_parts(parts, app).await?;
        let sessions = &app.auth.sessions;
        // Who brings a token asks by that alone: no cookie counts beside it.
        let session = match (bearer(&parts.headers), cookie::find(&parts.headers)) {
            (Some(token), _) => sessions.find_token(token, address.ip()).await?,
            (None, Some(secret)) => {
                let attended = !parts.headers.contains_key(UNATTENDED);
                sessions.find(secret, attended).await?
            }
            (None, None) => None,
        };
        let session = session.ok_or_else(|| {
            Problem::new(ProblemCode::NotSignedIn, "nobody is signed in")
                .remedy("sign in; sessions end after a while without use")
        })?;
        let path = parts.extensions.get::<MatchedPath>();
        let is_own = path.is_some_and(|path| OWN.contains(&path.as_str()));
        if session.user.must_change_password && !is_own {
            let detail = "you must choose another password first";
            return Err(
                Problem::new(ProblemCode::Denied, detail).remedy("open the console in a browser")
            );
        }
        Ok(Self {
            principal: principal(&session, address.ip().to_string()),
            session,
        })
    }
}

impl Caller {
    /// The session, for what a token cannot do.
    pub(crate) fn own_session(&self) -> Result<&Session, Problem> {
        match self.session.bound {
            None => Ok(&self.session),
            Some(_) => Err(Problem::new(
                ProblemCode::Denied,
                "a token cannot do this; it takes its owner",
            )),
        }
    }
}

/// What is open to whoever must choose another password.
const OWN: [&str; 3] = [
    "/api/v1/session",
    "/api/v1/session/password",
    "/api/v1/session/proof",
];

/// The header by which a page says that nobody has used it for a while: what it fetches by itself does not keep the
/// session from ending.
const UNATTENDED: &str = "atomdeck-unattended";

/// The API token that a request brings.
pub(in crate::http) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whoever the session is of.
pub(in crate::http) fn principal(session: &Session, address: String) -> Principal {
    Principal {
        name: session.user.name.to_string(),
        roles: session.user.roles.clone(),
        bound: session.bound.clone(),
        address,
        proof: match session.bound {
            None => Proof::Proven(session.proven_at.clone()),
            Some(_) => Proof::Standing,
        },
    }
}

/// Where somebody signs in from.
#[derive(Debug, Clone)]
pub(crate) struct From(pub Place);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Peer(address) = Peer::from_request_parts(parts, state).await?;
        let said = |name| {
            let value = parts.headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        Ok(Self(Place {
            address: address.ip(),
            browser: said(header::USER_AGENT).unwrap_or_default(),
            origin: said(header::ORIGIN),
        }))
    }
}

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
struct Peer(SocketAddr);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map(|ConnectInfo(address)| Self(*address))
            .ok_or_else(|| Problem::new(ProblemCode::Internal, "the connection has no address"))
    }
}
