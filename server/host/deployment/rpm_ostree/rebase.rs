//! Where to rebase to, in rpm-ostree's words: a branch, or one of ostree's references to a container image, which
//! say first what must vouch for it, then where it lies. Pure.

use crate::model::{RebaseTarget, Verification};

pub(super) fn refspec(to: &RebaseTarget) -> String {
    match to {
        RebaseTarget::Ostree { refspec } => refspec.to_string(),
        // Written short, as people know them.
        RebaseTarget::Registry {
            image,
            verification: Verification::None,
        } => format!("ostree-unverified-registry:{image}"),
        RebaseTarget::Registry {
            image,
            verification: Verification::Remote { remote },
        } => format!("ostree-remote-registry:{remote}:{image}"),
        RebaseTarget::Registry {
            image,
            verification: Verification::Policy,
        } => format!("ostree-image-signed:docker://{image}"),
        RebaseTarget::ContainersStorage {
            image,
            verification,
        } => reference(verification, &format!("containers-storage:{image}")),
        RebaseTarget::Oci { path, verification } => reference(verification, &format!("oci:{path}")),
        RebaseTarget::OciArchive { path, verification } => {
            reference(verification, &format!("oci-archive:{path}"))
        }
    }
}

fn reference(verification: &Verification, place: &str) -> String {
    match verification {
        Verification::Policy => format!("ostree-image-signed:{place}"),
        Verification::Remote { remote } => format!("ostree-remote-image:{remote}:{place}"),
        Verification::None => format!("ostree-unverified-image:{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_has_its_reference() {
        for (target, told) in [
            (
                r#"{"kind":"ostree","refspec":"fedora:fedora/x86_64/coreos/next"}"#,
                "fedora:fedora/x86_64/coreos/next",
            ),
            (
                r#"{"kind":"registry","image":"quay.io/os:1"}"#,
                "ostree-image-signed:docker://quay.io/os:1",
            ),
            (
                r#"{"kind":"registry","image":"quay.io/os:1","verification":{"by":"none"}}"#,
                "ostree-unverified-registry:quay.io/os:1",
            ),
            (
                r#"{"kind":"registry","image":"quay.io/os:1","verification":{"by":"remote","remote":"fedora"}}"#,
                "ostree-remote-registry:fedora:quay.io/os:1",
            ),
            (
                r#"{"kind":"containers_storage","image":"localhost/os:1","verification":{"by":"none"}}"#,
                "ostree-unverified-image:containers-storage:localhost/os:1",
            ),
            (
                r#"{"kind":"oci","path":"/var/os"}"#,
                "ostree-image-signed:oci:/var/os",
            ),
            (
                r#"{"kind":"oci_archive","path":"/var/os.ociarchive","verification":{"by":"remote","remote":"lab"}}"#,
                "ostree-remote-image:lab:oci-archive:/var/os.ociarchive",
            ),
        ] {
            let target: RebaseTarget = serde_json::from_str(target).expect("a target");
            assert_eq!(refspec(&target), told);
        }
    }
}
