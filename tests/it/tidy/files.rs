//! Every source file opens by saying what it is for, and none is longer than a person reads (invariant 6).

use super::Source;

const MAX_LINES: usize = 400;

/// Written by tools, from sources that these rules hold for.
const GENERATED: [&str; 1] = ["web/src/api/schema.ts"];

pub(super) fn violations(source: &Source) -> Vec<String> {
    let Source { path, text } = source;
    let Some(openings) = openings(path, text) else {
        return Vec::new();
    };
    if GENERATED.contains(&path.as_str()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // The interpreter's line has to be the first of a script.
    let body = if text.starts_with("#!/") {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        text
    };
    if !openings.iter().any(|opening| says_something(body, opening)) {
        found.push(format!(
            "{path}:1: does not open with a comment that says what the file is for (`{}`)",
            openings[0]
        ));
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        found.push(format!(
            "{path}:{MAX_LINES}: {lines} lines; split it by what it is about (at most {MAX_LINES})"
        ));
    }
    found
}

/// How a header comment of such a file begins; `None` for what is not source code.
fn openings(path: &str, text: &str) -> Option<&'static [&'static str]> {
    if text.starts_with("#!/") {
        return Some(if text.lines().next()?.contains("node") {
            &["//", "/*"]
        } else {
            &["#"]
        });
    }
    match path.rsplit_once('.')?.1 {
        "rs" => Some(&["//!"]),
        "ts" | "tsx" | "mts" | "js" | "mjs" => Some(&["//", "/*"]),
        "css" => Some(&["/*"]),
        "sql" => Some(&["--"]),
        _ => None,
    }
}

fn says_something(body: &str, opening: &str) -> bool {
    let Some(rest) = body.strip_prefix(opening) else {
        return false;
    };
    rest.lines()
        .next()
        .is_some_and(|line| line.chars().filter(|c| c.is_alphabetic()).count() >= 10)
        || (opening == "/*"
            && rest
                .split("*/")
                .next()
                .is_some_and(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 10))
}

#[test]
fn silent_and_endless_files_are_found() {
    let endless = format!("//! What this file is for.\n{}", "fn f() {}\n".repeat(400));
    let cases = [
        ("server/host/facts.rs", "use std::io;\n"),
        ("server/host/facts.rs", "//!\nuse std::io;\n"),
        ("server/host/facts.rs", "// not a document comment\n"),
        ("server/host/facts.rs", endless.as_str()),
        ("web/src/main.tsx", "import React from \"react\";\n"),
        ("web/src/base.css", "body { margin: 0 }\n"),
        ("tests/setup.sh", "#!/bin/bash\nset -e\n"),
        (".ci/run", "#!/bin/bash\nmake test\n"),
        (
            "server/store/migrations/0001_start.sql",
            "CREATE TABLE a (b);\n",
        ),
    ];
    for (path, text) in cases {
        assert_eq!(
            super::judge(violations, path, text).len(),
            1,
            "{path}: {text:.40}"
        );
    }
}

#[test]
fn files_that_say_what_they_are_for_pass() {
    let cases = [
        (
            "server/host/facts.rs",
            "//! What the host says about itself.\n",
        ),
        ("web/src/main.tsx", "// Starts the app in the page.\n"),
        (
            "web/src/base.css",
            "/*\n * What PatternFly leaves to us.\n */\n",
        ),
        (
            "tests/setup.sh",
            "#!/bin/bash\n# Installs what the tests need.\n",
        ),
        ("web/src/api/schema.ts", "export interface paths {}\n"),
        ("README.md", "# Atomdeck\n"),
    ];
    for (path, text) in cases {
        assert_eq!(super::judge(violations, path, text), [""; 0], "{path}");
    }
}
