//! Why `bootc` failed, by the words that it and the tools behind it use, and what to do about it. Pure. Words that
//! are not known here are passed on as they are.

use super::{BACKEND, HostError};

/// Words of a failure, any of which tells it, and what to do about it.
const KNOWN: [(&[&str], &str); 6] = [
    (
        &[
            "No space left on device",
            "Insufficient free space",
            "min-free-space",
        ],
        "free space beneath /sysroot and /var, for instance by removing container images, and try again",
    ),
    (
        &[
            "Source image rejected",
            "signature",
            "insecureAcceptAnything",
            "policy.json",
        ],
        "let the image be signed by a key that /etc/containers/policy.json on the host names, or choose an image that is",
    ),
    (
        &[
            "unauthorized",
            "authentication required",
            "invalid username/password",
        ],
        "put the registry's credentials into /etc/ostree/auth.json on the host",
    ),
    (
        &["manifest unknown", "name unknown", "not found in registry"],
        "look for the image's name and tag at its registry",
    ),
    (
        &[
            "dial tcp",
            "no such host",
            "name resolution",
            "Network is unreachable",
            "network is unreachable",
            "Connection refused",
            "connection refused",
            "i/o timeout",
            "TLS handshake",
        ],
        "look at the host's network, name resolution and proxy, and try again",
    ),
    (
        &["unexpected argument", "unrecognized subcommand"],
        "use an image with a newer bootc",
    ),
];

/// What clap says of an option that it does not know.
pub(super) fn is_unknown_option(reason: &str, option: &str) -> bool {
    reason.contains("unexpected argument") && reason.contains(option)
}

pub(super) fn failure(reason: &str) -> HostError {
    let reason = reason.trim();
    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
    if reason.contains("as the root user") || reason.contains("Permission denied") {
        return HostError::Denied {
            backend: BACKEND,
            reason: reason.to_owned(),
        };
    }
    if reason.contains("sysroot lock") || reason.contains("already in progress") {
        return HostError::Conflict {
            reason: format!("something else changes the deployments: {reason}"),
        };
    }
    let remedy = KNOWN
        .iter()
        .find(|(words, _)| words.iter().any(|word| reason.contains(word)));
    match remedy {
        Some((_, remedy)) => HostError::Blocked {
            reason: format!("{BACKEND} failed: {reason}"),
            remedy: (*remedy).to_owned(),
        },
        None => HostError::Failed {
            backend: BACKEND,
            reason: reason.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_to_do() {
        let table = [
            (
                "error: Upgrading: Creating importer: failed to invoke method OpenImage: pinging container registry quay.io: Get \"https://quay.io/v2/\": dial tcp: lookup quay.io: no such host",
                "network",
            ),
            (
                "error: Switching: Pulling: failed to invoke method OpenImage: Source image rejected: A signature was required, but no signature exists",
                "policy.json",
            ),
            (
                "error: Upgrading: Importing: Writing content object: write: No space left on device",
                "free space",
            ),
            (
                "error: Upgrading: reading manifest 9 in quay.io/a/b: unauthorized: access to the requested resource is not authorized",
                "auth.json",
            ),
            (
                "error: unexpected argument '--download-only' found",
                "newer bootc",
            ),
        ];
        for (said, remedy) in table {
            let HostError::Blocked {
                reason,
                remedy: told,
            } = failure(said)
            else {
                panic!("{said}");
            };
            assert!(told.contains(remedy), "{told}");
            assert!(!reason.contains("error: "), "{reason}");
        }
        let root = "error: Status: This command must be executed as the root user";
        assert!(matches!(failure(root), HostError::Denied { .. }));
        let other = HostError::Failed {
            backend: BACKEND,
            reason: "the moon is in the wrong place".to_owned(),
        };
        assert_eq!(failure("error: the moon is in the wrong place"), other);
    }

    #[test]
    fn an_option_that_is_not_known_is_told_from_others() {
        let said = "error: unexpected argument '--progress-fd' found";
        assert!(is_unknown_option(said, "--progress-fd"));
        assert!(!is_unknown_option(said, "--format-version"));
    }
}
