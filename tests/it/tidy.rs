//! Holds the tree to the invariants of ARCHITECTURE.md: who imports whom, who touches the outside, how files begin
//! and how long they are, what each dependency is for. Every rule is a function of a file's path and text, so that each
//! is also shown a sample that breaks it. The API document's own test is in `openapi.rs`.

mod crates;
mod dependencies;
mod files;
mod imports;
mod outside;
mod rust;

use std::fs;
use std::path::Path;

/// A file of the project; `path` is relative to its root.
struct Source {
    path: String,
    text: String,
}

#[test]
fn modules_import_only_what_the_table_allows() {
    check(imports::violations);
}

#[test]
fn only_transport_touches_a_managed_host() {
    check(outside::violations);
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    check(files::violations);
}

#[test]
fn every_dependency_says_what_for() {
    check(dependencies::violations);
}

/// Applies a rule to every file and panics with all that it found.
fn check(rule: fn(&Source) -> Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    collect(root, root, &mut sources);
    assert!(
        sources.iter().any(|source| source.path == "server/lib.rs"),
        "the sources were not found in {}",
        root.display()
    );
    let found: Vec<String> = sources.iter().flat_map(rule).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Everything that people write here: no build output, no packages, no recorded data, nothing that is not text.
fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    const NOT_OURS: [&str; 8] = [
        ".git",
        "target",
        "node_modules",
        "assets",
        "fixtures",
        "snapshots",
        "test-results",
        "playwright-report",
    ];
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().map(|name| name.to_string_lossy());
        if name.is_some_and(|name| NOT_OURS.contains(&name.as_ref())) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root).expect("it is below the root");
            sources.push(Source {
                path: path.to_string_lossy().into_owned(),
                text,
            });
        }
    }
}

/// What a rule says about a sample, for the rules' own tests.
fn judge(rule: fn(&Source) -> Vec<String>, path: &str, text: &str) -> Vec<String> {
    rule(&Source {
        path: path.to_owned(),
        text: text.to_owned(),
    })
}
