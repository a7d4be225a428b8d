//! Who vouches for a deployment: ostree's verdicts on the signatures of its commit, or the rule that its image was
//! pulled by.

use zbus::Variant;

use super::super::fields::{Fields, is, parts, string, time};
use crate::model::{Origin, Signature, SignatureState, Signatures};

/// What pulled an image by `/etc/containers/policy.json`; bootc's word.
const BY_POLICY: &str = "containerPolicy";

/// Nothing where the daemon does not say.
pub(super) fn of(fields: &Fields<'_>, origin: &Origin) -> Option<Signatures> {
    match origin {
        Origin::Container { image, .. } => of_image(image),
        Origin::Ostree { .. } | Origin::Unknown => {
            // The key is missing where the origin's remote is.
            fields.get("gpg-enabled")?;
            if !fields.is("gpg-enabled") {
                return Some(Signatures::NotChecked);
            }
            let signatures = fields.list("signatures").iter().filter_map(signature);
            Some(Signatures::Checked {
                signatures: signatures.collect(),
            })
        }
    }
}

/// By the prefix of ostree's reference to a container image.
fn of_image(image: &str) -> Option<Signatures> {
    let (how, rest) = image.split_once(':')?;
    match how {
        "ostree-unverified-image" | "ostree-unverified-registry" => Some(Signatures::NotChecked),
        "ostree-image-signed" => Some(Signatures::Enforced {
            by: BY_POLICY.to_owned(),
        }),
        "ostree-remote-image" | "ostree-remote-registry" => {
            let (remote, _) = rest.split_once(':')?;
            Some(Signatures::Enforced {
                by: format!("keys of the remote {remote}"),
            })
        }
        _ => None,
    }
}

/// One of `ostree_gpg_verify_result_get_all`, `(bbbbbsxxsssssxx)`: valid, signature expired, key expired, key
/// revoked, key missing, fingerprint, time, its end, algorithms of key and hash, the owner's name and address, …
pub(in super::super) fn signature(value: &Variant<'_>) -> Option<Signature> {
    let fields = parts(value);
    let fingerprint = string(fields.get(5)?)?;
    let set = |place: usize| fields.get(place).is_some_and(is);
    let text = |place: usize| {
        let text = string(fields.get(place)?);
        text.filter(|text| !text.is_empty())
    };
    let bad = [
        (4, SignatureState::KeyMissing),
        (3, SignatureState::KeyRevoked),
        (2, SignatureState::KeyExpired),
        (1, SignatureState::SignatureExpired),
    ];
    let state = if set(0) {
        SignatureState::Valid
    } else {
        let found = bad.into_iter().find(|(place, _)| set(*place));
        found.map_or(SignatureState::Invalid, |(_, state)| state)
    };
    let user = match (text(10), text(11)) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => name.or(address),
    };
    Some(Signature {
        state,
        fingerprint,
        user,
        timestamp: fields.get(6).and_then(time),
    })
}
