//! The integration tests: one program, so that it links once and starts each daemon once.

mod deployment_contract;
mod harness;
mod real_engines;
mod support;
mod tidy;
