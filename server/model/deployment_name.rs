//! The names that changes of deployments are made of, parsed at the edge like those in `id`: none can stand in an
//! option's place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::name_type;

/// What packages, remotes and branches are made of.
fn is_word(text: &str, further: &[u8]) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || further.contains(&b))
}

name_type!(
    /// A deployment's id, as `Deployment::id`.
    DeploymentId,
    "a deployment's id",
    "1 to 255 letters, digits, `_`, `.`, `:` and `-`, starting with a letter or digit",
    |text| (1..=255).contains(&text.len()) && is_word(text, b"_.:-")
);

name_type!(
    /// An ostree branch, with its remote before a colon or without.
    Refspec,
    "a branch",
    "like `fedora:fedora/x86_64/coreos/stable`: an optional remote and a colon, then letters, digits, `_`, `.`, `+`, `-` and `/`, without `..` or `//`",
    |text| {
        let branch = match text.split_once(':') {
            Some((remote, branch)) if is_word(remote, b"_.-") => branch,
            Some(_) => return false,
            None => text,
        };
        (1..=512).contains(&text.len())
            && is_word(branch, b"_.+-/")
            && !branch.contains("..")
            && !branch.contains("//")
            && !branch.ends_with('/')
    }
);

name_type!(
    /// A version or a commit's checksum.
    Revision,
    "a version",
    "a version like `42.20261108.3.0`, or a checksum of 64 hexadecimal digits",
    |text| (1..=128).contains(&text.len()) && is_word(text, b"_.+-~^")
);

name_type!(
    /// A package, with its version and architecture or without.
    PackageName,
    "a package",
    "1 to 255 letters, digits, `_`, `.`, `+`, `:`, `~`, `^` and `-`, starting with a letter or digit",
    |text| (1..=255).contains(&text.len()) && is_word(text, b"_.+:~^-")
);

name_type!(
    /// One argument for the kernel, e.g. "console=ttyS0,115200n8".
    KernelArgument,
    "a kernel argument",
    "1 to 1024 visible ASCII characters without a space or quotes, not beginning with `-` or `=`",
    |text| {
        (1..=1024).contains(&text.len())
            && !text.starts_with(['-', '='])
            && text
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\'')
    }
);

name_type!(
    /// A remote that commits are pulled from.
    RemoteName,
    "a remote's name",
    "1 to 63 letters, digits, `_`, `.` and `-`, starting with a letter or digit",
    |text| (1..=63).contains(&text.len()) && is_word(text, b"_.-")
);

name_type!(
    /// Where a file or folder lies on the host.
    HostPath,
    "a path on the host",
    "an absolute path like `/var/images/os.ociarchive`, without spaces, `:`, `,`, `//` and `..`",
    |text| {
        (2..=1024).contains(&text.len())
            && text.starts_with('/')
            && !text.contains("..")
            && !text.contains("//")
            && text
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"\"'`\\:,".contains(&b))
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_an_option_or_another_argument_is_refused() {
        for bad in ["", "-rf", "--help", "a b", "a\n", "é"] {
            assert!(bad.parse::<DeploymentId>().is_err(), "{bad:?}");
            assert!(bad.parse::<Refspec>().is_err(), "{bad:?}");
            assert!(bad.parse::<Revision>().is_err(), "{bad:?}");
            assert!(bad.parse::<PackageName>().is_err(), "{bad:?}");
            assert!(bad.parse::<KernelArgument>().is_err(), "{bad:?}");
            assert!(bad.parse::<RemoteName>().is_err(), "{bad:?}");
            assert!(bad.parse::<HostPath>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_hosts_use_is_accepted() {
        assert!(
            "fedora:fedora/x86_64/coreos/stable"
                .parse::<Refspec>()
                .is_ok()
        );
        assert!("labos/x86_64/stable".parse::<Refspec>().is_ok());
        assert!("a:b:c".parse::<Refspec>().is_err());
        assert!("../../etc".parse::<Refspec>().is_err());
        assert!("console=ttyS0,115200n8".parse::<KernelArgument>().is_ok());
        assert!(
            "gcc-c++-14.2.1-3.fc42.x86_64"
                .parse::<PackageName>()
                .is_ok()
        );
        assert!("/var/images/os.ociarchive".parse::<HostPath>().is_ok());
    }
}
