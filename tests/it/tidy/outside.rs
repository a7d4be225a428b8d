//! Only `transport` opens a socket, spawns a process or reads a file of a managed host (invariant 2). The others that
//! touch the outside at all are listed, each with what it touches.

use super::Source;
use super::rust::{code, module, paths};

/// Modules that may, and what for.
const MAY: [(&str, &str); 9] = [
    ("transport", "the four verbs on a managed host"),
    ("store", "its own database and the key of its secrets"),
    ("registry", "image registries, which are no managed host"),
    ("tls", "the console's own certificates"),
    ("config", "the program's own configuration files"),
    (
        "demo",
        "the demo host is on the other side: it lays out the tree and listens on the sockets",
    ),
    (
        "cli",
        "the program's own state folder and the address it listens on",
    ),
    ("main", "the same"),
    ("build", "it runs when the program is built"),
];

/// Modules of foreign crates whose whole purpose is the outside.
const MODULES: [&str; 6] = [
    "std::fs",
    "tokio::fs",
    "rustix::fs",
    "rustix::net",
    "pty_process",
    "tempfile",
];

/// Functions of types that otherwise are harmless to name.
const CALLS: [&str; 11] = [
    "UnixStream::connect",
    "UnixListener::bind",
    "UnixDatagram::bind",
    "UnixDatagram::unbound",
    "TcpStream::connect",
    "TcpListener::bind",
    "TcpSocket::new_v4",
    "UdpSocket::bind",
    "Command::new",
    "File::open",
    "OpenOptions::new",
];

/// Methods of `Path` that ask the file system of the machine the server runs on.
const METHODS: [&str; 5] = [
    ".exists()",
    ".try_exists()",
    ".is_file()",
    ".is_dir()",
    ".read_dir()",
];

pub(super) fn violations(source: &Source) -> Vec<String> {
    let Some(modules) = module(&source.path) else {
        return Vec::new();
    };
    if modules
        .first()
        .is_some_and(|top| MAY.iter().any(|(name, _)| name == top))
    {
        return Vec::new();
    }
    let code = code(&source.text);
    let mut found = Vec::new();
    for named in paths(&code) {
        let path = named.segments.join("::");
        let is_outside = MODULES
            .iter()
            .any(|module| path == *module || path.starts_with(&format!("{module}::")))
            || CALLS
                .iter()
                .any(|call| path == *call || path.ends_with(&format!("::{call}")));
        if is_outside {
            found.push((named.line, path));
        }
    }
    for (index, line) in code.lines().enumerate() {
        found.extend(
            METHODS
                .iter()
                .filter(|method| line.contains(**method))
                .map(|method| (index + 1, (*method).to_owned())),
        );
    }
    found
        .into_iter()
        .map(|(line, what)| {
            format!(
                "{}:{line}: `{what}` touches the outside; only `transport` may (invariant 2)",
                source.path
            )
        })
        .collect()
}

#[test]
fn touching_the_outside_is_found() {
    let cases = [
        "use std::{fs, io};",
        "use tokio::fs::read_to_string;",
        "let s = tokio::net::UnixStream::connect(path).await?;",
        "let s = TcpStream::connect(address);",
        "let c = tokio::process::Command::new(\"ls\");",
        "let f = std::fs::File::open(path)?;",
        "if Path::new(\"/run/docker.sock\").exists() {}",
    ];
    for text in cases {
        assert_eq!(
            super::judge(violations, "server/host/facts.rs", text).len(),
            1,
            "{text}"
        );
        assert_eq!(
            super::judge(violations, "server/transport/local.rs", text),
            [""; 0],
            "{text}"
        );
    }
}

#[test]
fn what_only_looks_like_it_passes() {
    let cases = [
        "use tokio::net::{TcpListener, UnixStream};",
        "/// Reads what `std::fs` cannot.",
        "let text = \"Command::new\";",
        "#[cfg(test)] mod tests { use std::fs; }",
        "let (a, b) = UnixStream::pair()?; std::process::exit(1);",
    ];
    for text in cases {
        assert_eq!(
            super::judge(violations, "server/host/facts.rs", text),
            [""; 0],
            "{text}"
        );
    }
}
