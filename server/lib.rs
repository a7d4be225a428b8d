//! Atomdeck: a web console for atomic hosts. ARCHITECTURE.md is the map.

pub mod demo;
pub mod model;
