//! The integration tests: one program, so that it links once and starts each daemon once.

mod api_access;
mod api_document;
mod api_guards;
mod api_link;
mod api_session;
mod channel_dbus;
mod channel_exec;
mod channel_flow;
mod channel_http_stream;
mod channel_kinds;
mod channel_logs;
mod channel_mux;
mod channel_stats;
mod cli;
mod deployment_contract;
mod harness;
mod real_containers;
mod real_create;
mod real_engines;
mod real_groups;
mod real_images;
mod real_prune;
mod real_storage;
mod real_timeline;
mod support;
mod tidy;
