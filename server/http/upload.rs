//! Bodies too large to be held: archives that come in and go out piece by piece, as fast as the slower side.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::timeout;

use crate::{
    host::{HostError, Upload},
    model::{ImageRef, Problem, ProblemCode},
};

/// Bytes of an archive that comes in, at most.
const LIMIT: u64 = 16 * 1024 * 1024 * 1024;

/// How long a client may send nothing.
const SILENCE_TIMEOUT: Duration = Duration::from_mins(5);

/// A request's body; an empty one is refused.
pub(super) async fn take(body: Body) -> Result<Upload, Problem> {
    let mut pieces = body.into_data_stream().map_err(io::Error::other);
    let first = loop {
        match timeout(SILENCE_TIMEOUT, pieces.try_next()).await {
            Ok(Ok(Some(piece))) if piece.is_empty() => {}
            Ok(Ok(Some(piece))) => break piece,
            Ok(Ok(None)) => {
                return Err(Problem::new(
                    ProblemCode::InvalidRequest,
                    "the request has no body; send a tar archive",
                ));
            }
            Ok(Err(_)) | Err(_) => {
                return Err(Problem::new(ProblemCode::InvalidRequest, BROKEN));
            }
        }
    };
    let rest = stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        match timeout(SILENCE_TIMEOUT, pieces.try_next()).await {
            Ok(Ok(Some(piece))) => Some((Ok(piece), Some(pieces))),
            Ok(Ok(None)) => None,
            Ok(Err(_)) | Err(_) => Some((Err(io::Error::other(BROKEN)), None)),
        }
    });
    let all = stream::once(async { Ok(first) }).chain(rest);
    Ok(bounded(all).boxed())
}

const BROKEN: &str = "the upload broke off before its end";

fn bounded(
    pieces: impl stream::Stream<Item = io::Result<Bytes>>,
) -> impl stream::Stream<Item = io::Result<Bytes>> {
    let mut left = LIMIT;
    pieces.map(move |piece| {
        let piece = piece?;
        let bytes = piece.len() as u64;
        left = left.checked_sub(bytes).ok_or_else(|| {
            io::Error::other(format!("the archive is larger than {} GiB", LIMIT >> 30))
        })?;
        Ok(piece)
    })
}

/// An answer with the image's archive, to be kept as a file.
pub(super) fn download(
    image: &ImageRef,
    archive: impl stream::Stream<Item = Result<Bytes, HostError>> + Send + 'static,
) -> Response {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '-'
        }
    };
    let name: String = image.as_str().chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/x-tar".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.tar\""),
        ),
    ];
    (headers, Body::from_stream(archive)).into_response()
}
