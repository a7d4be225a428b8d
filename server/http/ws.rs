//! `GET /hosts/{host}/channels`: brings a WebSocket to `channels`, for somebody who is signed in and a
//! page of our own. What is said on it is not known here.

use std::{
    collections::HashMap,
    future::ready,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension,
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message as Carried, Utf8Bytes},
    },
    http::HeaderMap,
    response::Response,
};
use bytes::Bytes;
use futures_util::{SinkExt, TryStreamExt};

use super::{
    extract::{Caller, Named},
    guard,
    proxy::Scheme,
};
use crate::{
    app::App,
    auth::SessionKey,
    channels::{self, Context, MAX_MESSAGE, Message},
    model::{Problem, ProblemCode},
};

/// Sockets of one session.
const SOCKETS: usize = 8;
/// Messages up to this are read, so that one over [`MAX_MESSAGE`] is told why the socket closes; beyond
/// it, the socket just breaks.
const READ_LIMIT: usize = 8 * MAX_MESSAGE;

/// The sockets that are open, by session.
#[derive(Debug, Clone, Default)]
pub(super) struct Sockets(Arc<Mutex<HashMap<SessionKey, usize>>>);

/// Leave for one socket, given back when it is dropped.
struct Place {
    sockets: Sockets,
    session: SessionKey,
}

impl Sockets {
    fn take(&self, session: SessionKey) -> Result<Place, Problem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session).or_default();
        if *count >= SOCKETS {
            let detail = format!("a session has at most {SOCKETS} sockets");
            return Err(Problem::new(ProblemCode::Throttled, detail)
                .remedy("close the console in some other tab"));
        }
        *count += 1;
        Ok(Place {
            sockets: self.clone(),
            session,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .sockets
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
            }
        }
    }
}

/// Upgrades, and serves the channels until either side closes.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Extension(sockets): Extension<Sockets>,
    caller: Caller,
    Named(host): Named,
    scheme: Scheme,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    if caller.session.bound.is_none() {
        guard::own_origin(&headers, scheme, &app.origins)?;
    }
    let session = caller.session.key;
    let place = sockets.take(session)?;
    let context = Context {
        host,
        gate: app.gate.clone(),
        principal: caller.principal,
        session: session.bytes(),
        events: app.events.clone(),
        ended: app.auth.sessions.ended(&caller.session),
        stop: app.stop.clone(),
    };
    let tasks = app.tasks.clone();
    Ok(upgrade
        .max_message_size(READ_LIMIT)
        .max_frame_size(READ_LIMIT)
        .on_upgrade(move |socket| {
            let socket = socket.map_ok(received).with(|message| ready(sent(message)));
            tasks.track_future(async move {
                channels::serve(socket, context).await;
                drop(place);
            })
        }))
}

fn received(message: Carried) -> Message {
    match message {
        Carried::Text(text) => Message::Text(text.into()),
        Carried::Binary(data) => Message::Binary(data),
        // The carrier answers it by itself.
        Carried::Ping(_) => Message::Ping,
        Carried::Pong(_) => Message::Pong,
        Carried::Close(_) => Message::Close {
            code: channels::CLOSE_NORMAL,
            reason: "",
        },
    }
}

fn sent(message: Message) -> Result<Carried, axum::Error> {
    Ok(match message {
        Message::Text(data) => Carried::Text(Utf8Bytes::try_from(data).map_err(axum::Error::new)?),
        Message::Binary(data) => Carried::Binary(data),
        Message::Ping => Carried::Ping(Bytes::new()),
        Message::Pong => Carried::Pong(Bytes::new()),
        Message::Close { code, reason } => Carried::Close(Some(CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        })),
    })
}
