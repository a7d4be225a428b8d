//! What handlers take from a request: who asks, which host it is for, and bodies, queries and paths
//! whose faults are told as problems.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Form, Json,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Query, RawPathParams, Request},
    http::{StatusCode, request::Parts},
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::{
    access::{Permit, Principal, Target, permissions},
    app::App,
    auth::{Session, SessionKey},
    host::Host,
    http::{cookie, error::no_such_path},
    model::{Action, AuditEntry, HostId, Problem, ProblemCode, Whoami},
};

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Caller {
    pub principal: Principal,
    pub whoami: Whoami,
    pub session: SessionKey,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Peer(address) = Peer::from_request_parts(parts, app).await?;
        let session = match cookie::find(&parts.headers) {
            Some(secret) => app.auth.sessions.find(secret).await?,
            None => None,
        };
        let session = session.ok_or_else(|| {
            Problem::new(ProblemCode::NotSignedIn, "nobody is signed in")
                .remedy("sign in; sessions end after a while without use")
        })?;
        Ok(Self {
            principal: Principal {
                name: session.user.name.to_string(),
                role: session.user.role,
                address: address.ip().to_string(),
            },
            session: session.key,
            whoami: whoami(session),
        })
    }
}

/// What is said to somebody signed in of themselves.
pub(super) fn whoami(session: Session) -> Whoami {
    Whoami {
        permissions: permissions(session.user.role),
        role: session.user.role,
        name: session.user.name,
        expires_at: session.expires_at,
    }
}

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub SocketAddr);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map(|ConnectInfo(address)| Self(*address))
            .ok_or_else(|| Problem::new(ProblemCode::Internal, "the connection has no address"))
    }
}

/// The host named in the path.
#[derive(Debug)]
pub(crate) struct Named(pub Arc<Host>);

impl FromRequestParts<Arc<App>> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| no_such_path())?;
        let named = params.iter().find(|(name, _)| *name == "host");
        let id = named.and_then(|(_, id)| id.parse::<HostId>().ok());
        id.and_then(|id| app.hosts.get(&id))
            .map(|host| Self(Arc::clone(host)))
            .ok_or_else(|| Problem::new(ProblemCode::NotFound, "there is no such host"))
    }
}

/// The host named in the path, for somebody who may see it; a refusal is recorded.
#[derive(Debug)]
pub(crate) struct Seen(pub Arc<Host>);

impl FromRequestParts<Arc<App>> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let Named(host) = Named::from_request_parts(parts, app).await?;
        let target = Target::host(host.id());
        app.gate
            .look(&caller.principal, Action::HostView, &target)
            .await?;
        Ok(Self(host))
    }
}

/// Somebody who asks for something of the host named in the path: what, the handler says and the gate
/// decides.
#[derive(Debug)]
pub(crate) struct Asked {
    pub app: Arc<App>,
    pub principal: Principal,
    pub host: Arc<Host>,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Caller { principal, .. } = Caller::from_request_parts(parts, app).await?;
        let Named(host) = Named::from_request_parts(parts, app).await?;
        Ok(Self {
            app: Arc::clone(app),
            principal,
            host,
        })
    }
}

impl Asked {
    /// Leave to change something on the host; `name` says what.
    pub(crate) async fn permit(
        &self,
        action: Action,
        name: impl Into<String>,
    ) -> Result<Permit, Problem> {
        let target = Target::on(self.host.id(), name);
        Ok(self
            .app
            .gate
            .check(&self.principal, action, &target)
            .await?)
    }

    /// Leave to change the host itself.
    pub(crate) async fn permit_host(&self, action: Action) -> Result<Permit, Problem> {
        let target = Target::host(self.host.id());
        Ok(self
            .app
            .gate
            .check(&self.principal, action, &target)
            .await?)
    }

    /// The audit log's lines of this host since then, newest first: who asked for what.
    pub(crate) async fn audit_since(&self, since: Timestamp) -> Result<Vec<AuditEntry>, Problem> {
        let host = self.host.id().clone();
        Ok(self.app.store.audit_since(host, since).await?)
    }

    /// May the host itself be looked at? Only a refusal is recorded.
    pub(crate) async fn look_host(&self, action: Action) -> Result<(), Problem> {
        let target = Target::host(self.host.id());
        Ok(self.app.gate.look(&self.principal, action, &target).await?)
    }

    /// May it be looked at? Only a refusal is recorded.
    pub(crate) async fn look(
        &self,
        action: Action,
        name: impl Into<String>,
    ) -> Result<(), Problem> {
        let target = Target::on(self.host.id(), name);
        Ok(self.app.gate.look(&self.principal, action, &target).await?)
    }
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(fault) => Err(refused(fault.status(), fault.body_text())),
        }
    }
}

/// The body of an HTML form.
#[derive(Debug)]
pub(crate) struct Fields<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Fields<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(fault) => Err(refused(fault.status(), fault.body_text())),
        }
    }
}

/// The query of the address.
#[derive(Debug)]
pub(crate) struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(fault) => Err(refused(fault.status(), fault.body_text())),
        }
    }
}

/// The variable parts of the path; what cannot be one of them is not found.
#[derive(Debug)]
pub(crate) struct Segments<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(variables)) => Ok(Self(variables)),
            Err(_) => Err(no_such_path()),
        }
    }
}

fn refused(status: StatusCode, why: String) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(ProblemCode::TooLarge, "the body is larger than 64 KiB");
    }
    Problem::new(ProblemCode::InvalidRequest, why)
}
