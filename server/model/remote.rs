//! Remotes of ostree: where commits are pulled from, and whose signatures are taken for good.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{RemoteName, id::name_type};

name_type!(
    /// Where a remote's repository lies.
    RemoteUrl,
    "a remote's address",
    "`https://`, `http://` or `file:///` and at most 2048 visible ASCII characters, without quotes, `\\`, and a name or password before `@`",
    |text| {
        let rest = ["https://", "http://", "file://"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let authority = rest.map(|rest| rest.split('/').next().unwrap_or(rest));
        let is_file = text.starts_with("file://");
        text.len() <= 2048
            && text
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"\"'`\\".contains(&b))
            // A host for the web, none for a file.
            && authority.is_some_and(|host| host.is_empty() == is_file && !host.contains('@'))
    }
);

/// What a remote's commits must be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemoteVerification {
    /// A key of the remote, or one that the host trusts for all.
    Gpg,
    /// Nothing.
    None,
}

/// One remote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Remote {
    pub name: String,
    /// Without a name and a password; absent where its file has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub verification: RemoteVerification,
    /// Its own keys; absent where they cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<RemoteKey>>,
    /// The file that it stands in, on the host.
    pub file: String,
}

/// A key that a remote's commits may be signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemoteKey {
    pub fingerprint: String,
    /// Its owners, as it says itself.
    pub users: Vec<String>,
}

/// `GET /hosts/{host}/remotes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemoteList {
    /// By name.
    pub remotes: Vec<Remote>,
}

/// `POST /hosts/{host}/remotes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewRemote {
    pub name: RemoteName,
    pub url: RemoteUrl,
    pub verification: RemoteVerification,
    /// OpenPGP public keys as text ("-----BEGIN PGP PUBLIC KEY BLOCK-----").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
}

/// `POST /hosts/{host}/remotes/{remote}/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewKeys {
    /// OpenPGP public keys as text.
    pub keys: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_host_or_a_file_and_no_password() {
        for good in [
            "https://example.org/repo",
            "http://127.0.0.1:8080",
            "file:///var/repo",
        ] {
            assert!(good.parse::<RemoteUrl>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "-x",
            "ftp://example.org",
            "https://",
            "https:///repo",
            "file://host/repo",
            "file:repo",
            "https://ada:secret@example.org",
            "https://a b",
            "https://example.org/\n[x]",
            "metalink=https://x",
        ] {
            assert!(bad.parse::<RemoteUrl>().is_err(), "{bad}");
        }
    }
}
