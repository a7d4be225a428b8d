//! Each change as the words that bootc gets.

use super::super::decode::{status, tests as fixtures};
use super::*;

fn asked(json: &str) -> DeploymentChange {
    serde_json::from_str(json).expect(json)
}

fn words(json: &str, text: &str) -> Result<String, HostError> {
    let status = status(text).expect("a status");
    let arguments = arguments(&asked(json), &status)?;
    let work = match arguments.work {
        Work::Asks => " (asks)",
        Work::Fetches => " (fetches)",
        Work::Writes => "",
    };
    let rest = arguments.rest.join(" ");
    Ok(format!("{} {rest}{work}", arguments.subcommand))
}

#[test]
fn changes_become_arguments_and_none_restarts_the_host() {
    let digest = "0f".repeat(32);
    let by_digest = format!(r#"{{"verb":"deploy","revision":"{digest}"}}"#);
    let switched = format!(
        "switch --transport registry --enforce-container-sigpolicy -- registry.example.com/os/base@sha256:{digest} (fetches)"
    );
    let table = [
        (
            r#"{"verb":"check"}"#,
            fixtures::STAGED,
            "upgrade --check (asks)",
        ),
        (
            r#"{"verb":"upgrade"}"#,
            fixtures::STAGED,
            "upgrade  (fetches)",
        ),
        (
            r#"{"verb":"download"}"#,
            fixtures::DOWNLOADED,
            "upgrade --download-only (fetches)",
        ),
        (
            r#"{"verb":"finalize"}"#,
            fixtures::DOWNLOADED,
            "upgrade --from-downloaded",
        ),
        (r#"{"verb":"rollback"}"#, fixtures::STAGED, "rollback "),
        (
            r#"{"verb":"clean_up","what":["pending"]}"#,
            fixtures::QUEUED,
            "rollback ",
        ),
        (
            r#"{"verb":"deploy","revision":"42.1"}"#,
            fixtures::DOWNLOADED,
            "switch --transport registry -- registry.example.com/os/base:42.1 (fetches)",
        ),
        (by_digest.as_str(), fixtures::STAGED, switched.as_str()),
        (
            r#"{"verb":"rebase","to":{"kind":"registry","image":"quay.io/a/b:1"}}"#,
            fixtures::STAGED,
            "switch --transport registry --enforce-container-sigpolicy -- quay.io/a/b:1 (fetches)",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"containers_storage","image":"localhost/os","verification":{"by":"none"}}}"#,
            fixtures::STAGED,
            "switch --transport containers-storage -- localhost/os (fetches)",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"oci_archive","path":"/var/os.ociarchive","verification":{"by":"none"}}}"#,
            fixtures::STAGED,
            "switch --transport oci-archive -- /var/os.ociarchive (fetches)",
        ),
    ];
    for (json, text, expected) in table {
        let words = words(json, text).expect(json);
        assert_eq!(words, expected, "{json}");
        assert!(!words.contains("--apply") && !words.contains("--soft-reboot"));
    }
}

#[test]
fn what_cannot_be_asked_for_says_why() {
    for (json, text, word) in [
        (
            r#"{"verb":"packages","install":["htop"]}"#,
            fixtures::STAGED,
            "build them",
        ),
        (r#"{"verb":"apply_live"}"#, fixtures::STAGED, "restart"),
        (r#"{"verb":"reset"}"#, fixtures::STAGED, "rebase"),
        (
            r#"{"verb":"clean_up","what":["base"]}"#,
            fixtures::QUEUED,
            "pending",
        ),
        (
            r#"{"verb":"upgrade"}"#,
            fixtures::LAYERED,
            "rpm-ostree reset",
        ),
        (r#"{"verb":"rollback"}"#, fixtures::QUEUED, "already"),
        (
            r#"{"verb":"rebase","to":{"kind":"ostree","refspec":"fedora:fedora/stable"}}"#,
            fixtures::STAGED,
            "image instead",
        ),
        (
            r#"{"verb":"rebase","to":{"kind":"registry","image":"quay.io/a/b:1","verification":{"by":"remote","remote":"fedora"}}}"#,
            fixtures::STAGED,
            "policy.json",
        ),
    ] {
        let error = words(json, text).expect_err(json);
        assert!(error.advice().contains(word), "{json}: {}", error.advice());
    }
}
