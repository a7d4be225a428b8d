//! What rpm-ostree says of errors, as sentences with a next step. Its words are those of its source and of ostree's;
//! what is not known keeps the daemon's words.

use super::{BACKEND, HostError};
use crate::host::dbus::bus_error;

/// What has gone wrong, and what to do about it.
struct Known {
    /// Any of these in the text, in small letters.
    signs: &'static [&'static str],
    /// Before the daemon's words.
    what: &'static str,
    remedy: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        signs: &[
            "no space left on device",
            "min-free-space",
            "disk quota exceeded",
        ],
        what: "the disk is full",
        remedy: "clean up deployments and images that are not needed, then try again",
    },
    Known {
        signs: &[
            "bad signature",
            "can't check signature",
            "no signatures found",
            "gpg signatures found",
            "signature made",
            "key not found",
            "signature verification",
        ],
        what: "the signature is not good",
        remedy: "do not install it until you know why; import the remote's key if it is only missing",
    },
    Known {
        signs: &[
            "containers-policy.json",
            "insecureacceptanything",
            "policy.json",
        ],
        what: "the host's policy for images verifies nothing, or refuses this one",
        remedy: "require a signature in /etc/containers/policy.json, or choose another verification",
    },
    Known {
        signs: &[
            "could not resolve",
            "couldn't resolve",
            "couldn't connect",
            "could not connect",
            "connection refused",
            "connection timed out",
            "timeout was reached",
            "network is unreachable",
            "cannot download",
            "curl error",
        ],
        what: "the server cannot be reached",
        remedy: "check the host's network, name resolution and proxy, then try again",
    },
    Known {
        signs: &["allow replacement to override"],
        what: "it would replace or remove packages that are in use",
        remedy: "restart the host into what is staged instead",
    },
    Known {
        signs: &[
            "packages not found",
            "no match for argument",
            "no matches for",
        ],
        what: "no enabled repository has it",
        remedy: "search for its name first, and enable its repository if it has one",
    },
    Known {
        signs: &[
            "could not depsolve",
            "conflicting requests",
            "nothing provides",
        ],
        what: "its dependencies cannot be satisfied",
        remedy: "take the update first, or choose another version of the package",
    },
    Known {
        signs: &["old and new refs are equal"],
        what: "this is what the host follows already",
        remedy: "upgrade instead, or choose another branch or image",
    },
    Known {
        signs: &[
            "no such branch",
            "refspec",
            "server returned http 404",
            "not found in remote",
        ],
        what: "there is no such branch or version",
        remedy: "look at what the remote has, and correct the name",
    },
    Known {
        signs: &[
            "manifest unknown",
            "name unknown",
            "requested access to the resource is denied",
            "unauthorized",
        ],
        what: "the registry does not give this image",
        remedy: "correct the image's name, or put credentials into /etc/ostree/auth.json on the host",
    },
    Known {
        signs: &["read-only file system"],
        what: "the host's files cannot be written",
        remedy: "look for errors of the disk in the host's journal",
    },
];

/// An error of a call.
pub(super) fn failed(error: impl Into<zbus::Error>) -> HostError {
    match bus_error(BACKEND, &error.into()) {
        HostError::Failed { reason, .. } | HostError::Conflict { reason } => refused(reason),
        other @ (HostError::NotAvailable { .. }
        | HostError::NotFound { .. }
        | HostError::Blocked { .. }
        | HostError::Invalid { .. }
        | HostError::Denied { .. }
        | HostError::Timeout { .. }) => other,
    }
}

/// What the daemon said, at the call or at the end of a transaction.
pub(super) fn refused(reason: String) -> HostError {
    if let Some(busy) = reason.strip_prefix("Transaction in progress:") {
        let title = busy.lines().next().unwrap_or_default().trim();
        return HostError::Conflict {
            reason: format!(
                "rpm-ostree is busy with \u{201c}{title}\u{201d}; wait for its end, or cancel it"
            ),
        };
    }
    let small = reason.to_lowercase();
    if small.contains("reboot initiated") {
        return HostError::Conflict {
            reason: "the host is about to restart; wait until it is back".to_owned(),
        };
    }
    if small.contains("operation was cancelled") {
        return HostError::Conflict {
            reason: "it was cancelled; nothing was changed".to_owned(),
        };
    }
    if small.contains("client disconnected before calling start") {
        return HostError::Conflict {
            reason: "it was given up before it began; ask for it again".to_owned(),
        };
    }
    let is_said = |known: &&Known| known.signs.iter().any(|sign| small.contains(sign));
    match KNOWN.iter().find(is_said) {
        Some(known) => HostError::Blocked {
            reason: format!("{}: {}", known.what, reason.trim_end_matches('.')),
            remedy: known.remedy.to_owned(),
        },
        None => HostError::Failed {
            backend: BACKEND,
            reason,
        },
    }
}

/// The connection to a transaction ended before it did.
pub(super) fn lost() -> HostError {
    HostError::Failed {
        backend: BACKEND,
        reason: "the connection was lost before the end; look at `rpm-ostree status` on the host"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_a_next_step() {
        for (said, sign) in [
            ("Packages not found: no-such-package", "search for its name"),
            (
                "Writing content: min-free-space-percent '3%' would be exceeded",
                "clean up",
            ),
            (
                "While fetching mirrorlist: Curl error (6): Couldn't resolve host name",
                "network",
            ),
            (
                "GPG signatures found, but none are in trusted keyring",
                "until you know why",
            ),
            (
                "packages would be changed: 3, allow replacement to override",
                "restart the host",
            ),
            ("Old and new refs are equal: fedora:x", "upgrade instead"),
        ] {
            let error = refused(said.to_owned());
            assert!(matches!(error, HostError::Blocked { .. }), "{error:?}");
            assert!(error.advice().contains(sign), "{}", error.advice());
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn a_busy_daemon_says_with_what() {
        let said = "Transaction in progress: upgrade\n You can cancel the current transaction with `rpm-ostree cancel`";
        let error = refused(said.to_owned());
        assert!(matches!(error, HostError::Conflict { .. }), "{error:?}");
        assert!(
            error.to_string().contains("\u{201c}upgrade\u{201d}"),
            "{error}"
        );
    }

    #[test]
    fn what_is_not_known_keeps_its_words() {
        let error = refused("Something new".to_owned());
        assert_eq!(error.to_string(), "rpm-ostree failed: Something new");
    }
}
