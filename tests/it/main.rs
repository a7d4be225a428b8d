//! The integration tests: one program, so that it links once and starts each daemon once.

mod harness;
mod support;
mod tidy;
