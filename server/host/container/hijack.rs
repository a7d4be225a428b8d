//! A request whose connection becomes a stream of bytes in both directions, as `POST /exec/{id}/start`
//! does. Bollard does that too, but takes some of a terminal's bytes for the head of a frame.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, StatusCode, client::conn::http1, header, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use tokio_util::task::AbortOnDropHandle;

use crate::{model::Engine, transport::Transport};

use super::request::{RequestError, message};

/// Bytes of an error message.
const ERROR_LIMIT: usize = 64 * 1024;

/// Posts `body`, JSON, and takes the connection over. Dropping the stream closes it.
pub(super) async fn post(
    transport: &Transport,
    engine: &Engine,
    path: &str,
    body: &serde_json::Value,
) -> Result<TokioIo<Upgraded>, RequestError> {
    let stream = transport.connect(&engine.socket).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends by itself once the connection is taken over.
    let _driver = AbortOnDropHandle::new(tokio::spawn(connection.with_upgrades()));
    let request = Request::post(format!("/v{}{path}", engine.api_version))
        .header(header::HOST, "engine")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "tcp")
        .body(Full::<Bytes>::from(body.to_string()))
        .map_err(|error| RequestError::Answer(error.to_string()))?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    if status == StatusCode::SWITCHING_PROTOCOLS {
        return Ok(TokioIo::new(hyper::upgrade::on(answer).await?));
    }
    let text = match Limited::new(answer.into_body(), ERROR_LIMIT)
        .collect()
        .await
    {
        Ok(text) => message(&text.to_bytes()),
        Err(error) => error.to_string(),
    };
    Err(RequestError::Status {
        status: status.as_u16(),
        message: text,
    })
}
