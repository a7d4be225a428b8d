//! A `Problem` as an HTTP answer: RFC 9457, `application/problem+json`.

use std::any::Any;

use axum::{
    Json,
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    auth::AuthError,
    model::{Problem, ProblemCode},
};

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, kind, Json(self)).into_response()
    }
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        let wait = self.retry_after();
        let mut response = Problem::from(self).into_response();
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// There is such a path, but not with this method; axum adds `Allow`.
pub(super) async fn wrong_method(method: Method, uri: Uri) -> Problem {
    let mut problem = Problem::new(
        ProblemCode::InvalidRequest,
        format!("{} does not take {method}", uri.path()),
    );
    problem.status = StatusCode::METHOD_NOT_ALLOWED.as_u16();
    problem
}

/// There is no such path.
pub(super) fn no_such_path() -> Problem {
    Problem::new(ProblemCode::NotFound, "there is nothing at this path")
}

/// A handler panicked; the panic's text is for the log only.
#[expect(
    clippy::needless_pass_by_value,
    reason = "tower-http gives it by value"
)]
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(panic = text, "a request handler panicked");
    Problem::new(ProblemCode::Internal, "the console has a fault")
        .remedy("report it with the server's log")
        .into_response()
}
