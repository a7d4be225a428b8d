//! A fake Docker engine: API 1.43 of containers, images, volumes, networks, the disk's use and the events
//! of all of them, in memory and bounded. It starts no program and fetches nothing; what it does not know
//! it answers as dockerd does, with 404 and "page not found".

mod change;
mod container;
mod create;
mod disk;
mod engine;
mod events;
mod exec;
mod figures;
mod http;
mod images;
mod json;
mod log;
mod logs;
mod networks;
mod reply;
mod state;
mod transfer;
mod volumes;

pub(super) use engine::Engine;
pub(super) use http::serve;
