//! Atomdeck: a web console for atomic hosts. ARCHITECTURE.md is the map.

pub mod access;
pub mod app;
pub mod auth;
pub mod channels;
pub mod cli;
pub mod config;
pub mod demo;
pub mod host;
pub mod http;
pub mod model;
pub mod registry;
pub mod store;
pub mod telemetry;
pub mod tls;
pub mod transport;
