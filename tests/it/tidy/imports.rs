//! The import table of ARCHITECTURE.md: which module may name which, and which foreign crates stay where they are.

use super::Source;
use super::rust::{Named, code, module, paths};

/// What a module may import of ours. `a::B` allows nothing else of `a`.
const TABLE: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("telemetry", &["model"]),
    ("config", &["model"]),
    ("store", &["model"]),
    ("transport", &["model"]),
    ("registry", &["model"]),
    ("tls", &[]),
    // It speaks D-Bus and Docker from the other side.
    ("demo", &["model"]),
    ("access", &["model", "store"]),
    // Signing in passes the gate, as every change does.
    ("auth", &["model", "store", "access"]),
    (
        "host",
        &["model", "transport", "registry", "access::Permit"],
    ),
    ("channels", &["model", "host", "access"]),
    (
        "app",
        &[
            "model",
            "telemetry",
            "config",
            "store",
            "transport",
            "registry",
            "demo",
            "access",
            "auth",
            "host",
            "channels",
        ],
    ),
    (
        "http",
        &[
            "model",
            "telemetry",
            "config",
            "store",
            "demo",
            "access",
            "auth",
            "host",
            "channels",
            "app",
            "tls",
        ],
    ),
];

/// They put the program together and may name everything.
const ROOTS: [&str; 3] = ["main", "cli", "build"];

/// Foreign crates a module must not know, and why.
const FOREIGN: [(&str, &[&str], &str); 5] = [
    (
        "model",
        &["axum", "bollard", "hyper", "rusqlite", "tokio", "zbus"],
        "it is plain data (invariant 1)",
    ),
    (
        "http",
        &["bollard", "zbus"],
        "it knows no D-Bus and no bollard (invariants 4 and 5)",
    ),
    (
        "host",
        &["axum", "askama", "rusqlite", "tower_http"],
        "it knows no HTTP and no session (invariant 4)",
    ),
    (
        "channels",
        &["axum", "rusqlite"],
        "it speaks frames; http carries them",
    ),
    (
        "transport",
        &["axum", "bollard", "zbus"],
        "it does four things only; formats are built on them",
    ),
];

pub(super) fn violations(source: &Source) -> Vec<String> {
    let Some(modules) = module(&source.path) else {
        return Vec::new();
    };
    let Some(&top) = modules.first() else {
        return Vec::new();
    };
    if ROOTS.contains(&top) {
        return Vec::new();
    }
    let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == top) else {
        return vec![format!(
            "{}: `{top}` is not in the import table; say in ARCHITECTURE.md and tests/it/tidy/imports.rs what it may import",
            source.path
        )];
    };
    let paths = paths(&code(&source.text));
    let ours = paths.iter().filter_map(|named| {
        let segments = from_root(&modules, &named.segments)?;
        let is_allowed = segments.first() == Some(&top)
            || !TABLE.iter().any(|(name, _)| segments.first() == Some(name))
            || allowed.iter().any(|entry| is_within(&segments, entry));
        (!is_allowed).then(|| {
            format!(
                "{}:{}: `{top}` must not import `{}`",
                source.path,
                named.line,
                segments.join("::")
            )
        })
    });
    ours.chain(foreign(top, &source.path, &paths)).collect()
}

fn foreign(top: &str, path: &str, paths: &[Named]) -> Vec<String> {
    let mut found = Vec::new();
    for (_, crates, reason) in FOREIGN.iter().filter(|(name, ..)| *name == top) {
        for named in paths
            .iter()
            .filter(|named| crates.contains(&named.segments[0].as_str()))
        {
            let line = named.line;
            found.push(format!(
                "{path}:{line}: `{top}` must not use `{}`: {reason}",
                named.segments[0]
            ));
        }
    }
    found
}

/// A path of ours as seen from the crate's root.
fn from_root<'a>(modules: &[&'a str], segments: &'a [String]) -> Option<Vec<&'a str>> {
    let named = segments.iter().map(String::as_str);
    if segments[0] == "crate" {
        return Some(named.skip(1).collect());
    }
    let ups = segments
        .iter()
        .take_while(|segment| *segment == "super")
        .count();
    let base = modules.get(..modules.len().checked_sub(ups)?)?;
    (ups > 0).then(|| base.iter().copied().chain(named.skip(ups)).collect())
}

fn is_within(segments: &[&str], entry: &str) -> bool {
    let entry: Vec<&str> = entry.split("::").collect();
    segments.starts_with(&entry)
}

#[test]
fn imports_against_the_table_are_found() {
    let cases = [
        ("server/model/host.rs", "use crate::host::Host;"),
        ("server/model/host.rs", "use super::super::{store::Store};"),
        ("server/host/mod.rs", "use crate::access::{Permit, Gate};"),
        ("server/host/mod.rs", "use crate::access::*;"),
        (
            "server/http/api/hosts.rs",
            "fn f() { crate::transport::connect(); }",
        ),
        ("server/http/mod.rs", "use zbus::Connection;"),
        (
            "server/http/error.rs",
            "impl From<bollard::errors::Error> for E {}",
        ),
        ("server/channels/mux.rs", "use axum::extract::ws::Message;"),
        ("server/demo/bus.rs", "use crate::host::Host;"),
        ("server/helpers.rs", "use std::io;"),
    ];
    for (path, text) in cases {
        assert_eq!(
            super::judge(violations, path, text).len(),
            1,
            "{path}: {text}"
        );
    }
}

#[test]
fn imports_within_the_table_pass() {
    let cases = [
        (
            "server/host/mod.rs",
            "use crate::{access::Permit, model::Host, transport};",
        ),
        (
            "server/host/container/mod.rs",
            "use super::super::host::Host; use super::Facts;",
        ),
        (
            "server/http/mod.rs",
            "use crate::app::App; // never crate::transport::Transport",
        ),
        ("server/cli.rs", "use crate::transport::Transport;"),
        (
            "server/model/id.rs",
            "#[cfg(test)] mod tests { use crate::store::Store; }",
        ),
        ("tests/it/main.rs", "use zbus::Connection;"),
    ];
    for (path, text) in cases {
        assert_eq!(
            super::judge(violations, path, text),
            [""; 0],
            "{path}: {text}"
        );
    }
}
