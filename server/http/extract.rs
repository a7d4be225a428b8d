//! What handlers take from a request: who asks, which host it is for, and bodies, queries and paths
//! whose faults are told as problems.

mod caller;

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Path, Query, RawPathParams, Request},
    http::{StatusCode, request::Parts},
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::{
    access::{Permit, Principal, Target},
    app::App,
    host::Host,
    http::error::no_such_path,
    model::{Action, AuditEntry, Container, ContainerRef, HostId, Problem, ProblemCode},
};

pub(crate) use caller::{Caller, From};
pub(super) use caller::{bearer, principal};

/// Containers of the host named in the path, for somebody who may see any of them.
#[derive(Debug)]
pub(crate) struct SeenContainers {
    pub asked: Asked,
    /// All of them.
    whole: bool,
}

impl SeenContainers {
    /// May this one be seen?
    pub(crate) fn has(&self, container: &Container) -> bool {
        let Asked {
            app,
            principal,
            host,
        } = &self.asked;
        let target = || Target::container(host.id(), container.identity());
        self.whole || app.gate.may(principal, Action::ContainerView, &target())
    }
}

impl FromRequestParts<Arc<App>> for SeenContainers {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let asked = Asked::from_request_parts(parts, app).await?;
        asked.look_containers(Action::ContainerView).await?;
        let grants = asked.app.gate.grants(&asked.principal);
        let target = Target::host(asked.host.id());
        let whole = !grants.is_for_containers(Action::ContainerView, &target);
        Ok(Self { asked, whole })
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

    /// Leave to change a container, and the reference to change it by: where a role is for certain containers only,
    /// the id of what was decided on.
    pub(crate) async fn permit_container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<(Permit, ContainerRef), Problem> {
        self.permit_container_saying(action, container, |target| target)
            .await
    }

    /// The same; `said` adds to the target what is said with it.
    pub(crate) async fn permit_container_saying(
        &self,
        action: Action,
        container: ContainerRef,
        said: impl FnOnce(Target) -> Target,
    ) -> Result<(Permit, ContainerRef), Problem> {
        let (target, container) = self.container(action, container).await?;
        let gate = &self.app.gate;
        let permit = gate.check(&self.principal, action, &said(target)).await?;
        Ok((permit, container))
    }

    /// May the container be looked at? Likewise; only a refusal is recorded.
    pub(crate) async fn look_container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<ContainerRef, Problem> {
        let (target, container) = self.container(action, container).await?;
        self.app.gate.look(&self.principal, action, &target).await?;
        Ok(container)
    }

    /// May any of the host's containers be …? Only a refusal is recorded.
    pub(crate) async fn look_containers(&self, action: Action) -> Result<(), Problem> {
        let target = Target::containers(self.host.id());
        Ok(self.app.gate.look(&self.principal, action, &target).await?)
    }

    async fn container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<(Target, ContainerRef), Problem> {
        let engine = self.host.engine();
        let identify = async |container: &ContainerRef| engine.identify(container).await;
        let gate = &self.app.gate;
        Ok(gate
            .container(&self.principal, action, self.host.id(), container, identify)
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
