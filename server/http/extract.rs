//! What handlers take from a request: who asks, and which host it is for.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use crate::{
    access::Principal,
    app::App,
    host::Host,
    model::{HostId, Problem, ProblemCode, Whoami},
};

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Caller {
    pub principal: Principal,
    pub whoami: Whoami,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        todo!()
    }
}

/// The host named in the path.
#[derive(Debug)]
pub struct Named(pub Arc<Host>);

impl FromRequestParts<Arc<App>> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        todo!()
    }
}
