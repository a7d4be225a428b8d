//! What deny.toml says, of the crates that are really built: their licences, where they come from, and those that must not
//! come in. cargo-deny itself says more (advisories), but is not on every machine.

use std::process::Command;

use serde_json::Value as Json;
use toml::{Table, Value as Toml};

/// How the source of a crate from a registry begins; a fork in git has another.
const REGISTRY: &str = "registry+";

#[test]
fn crates_are_what_deny_toml_allows() {
    let policy: Table = include_str!("../../../deny.toml")
        .parse()
        .expect("deny.toml is TOML");
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            &platform,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    // Of the packages named in the lock, those that this platform builds.
    let built = metadata["resolve"]["nodes"]
        .as_array()
        .expect("cargo lists what it builds");
    let built: Vec<&Json> = built.iter().map(|node| &node["id"]).collect();
    let packages = metadata["packages"]
        .as_array()
        .expect("cargo lists packages");
    let found: Vec<String> = packages
        .iter()
        .filter(|package| built.contains(&&package["id"]))
        .flat_map(|package| violations(&policy, package))
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn violations(policy: &Table, package: &Json) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let mut found = Vec::new();
    let licence = package["license"].as_str().unwrap_or("none");
    if !is_allowed(&texts(&policy["licenses"]["allow"]), licence) {
        found.push(format!("{name}: its licence, {licence}, is not allowed"));
    }
    // Without a source it is our own.
    if let Some(source) = package["source"]
        .as_str()
        .filter(|source| !source.starts_with(REGISTRY))
    {
        found.push(format!(
            "{name}: comes from {source}, not from the registry"
        ));
    }
    let banned = policy["bans"]["deny"].as_array().expect("a list");
    if banned
        .iter()
        .any(|entry| entry["crate"].as_str() == Some(name))
    {
        found.push(format!("{name}: is banned"));
    }
    found
}

fn texts(list: &Toml) -> Vec<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Toml::as_str)
        .collect()
}

/// An SPDX expression, or the old `A/B`: one choice of every part has to be allowed.
fn is_allowed(allowed: &[&str], licence: &str) -> bool {
    let licence = licence.replace('/', " OR ").replace(['(', ')'], "");
    licence.split(" AND ").all(|part| {
        part.split(" OR ")
            .any(|choice| allowed.contains(&choice.trim()))
    })
}

#[test]
fn what_is_not_allowed_is_found() {
    let policy: Table = include_str!("../../../deny.toml")
        .parse()
        .expect("deny.toml is TOML");
    let cases = [
        (r#"{"name": "a", "license": "GPL-3.0"}"#, "licence"),
        (r#"{"name": "a", "license": null}"#, "licence"),
        (r#"{"name": "a", "license": "MIT AND GPL-2.0"}"#, "licence"),
        (
            r#"{"name": "a", "license": "MIT", "source": "git+https://example.org/a"}"#,
            "the registry",
        ),
        (r#"{"name": "native-tls", "license": "MIT"}"#, "banned"),
    ];
    for (package, word) in cases {
        let package = serde_json::from_str(package).expect("the sample is JSON");
        let found = violations(&policy, &package);
        assert!(
            matches!(&found[..], [one] if one.contains(word)),
            "{package}: {found:?}"
        );
    }
    for licence in [
        "MIT",
        "GPL-2.0 OR MIT",
        "MIT/Unlicense",
        "(MIT OR GPL-2.0) AND Unicode-3.0",
    ] {
        let package = serde_json::json!({ "name": "a", "license": licence, "source": "registry+https://registry.example/index" });
        assert_eq!(violations(&policy, &package), [""; 0], "{licence}");
    }
}
