//! A fake Docker engine: the part of API 1.43 that lists containers, looks at one, starts, stops and
//! restarts it, follows its log and the engine's events. It shares no image, volume or network, and
//! starts no program; what it does not know it answers as dockerd does, with 404 and "page not found".

mod container;
mod engine;
mod http;
mod json;
mod log;

pub(super) use engine::Engine;
pub(super) use http::serve;
