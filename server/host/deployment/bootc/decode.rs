//! What `bootc status --json` says, in our words. Pure, and lenient: a field that is missing, of another type or
//! unknown costs nothing else, and what is not understood is kept under its own name. The fields are those of
//! `org.containers.bootc/v1` and of `v1alpha1` before it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::model::Signatures;

/// What an answer that is none says.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("its status cannot be understood: {0}")]
pub(super) struct Undecodable(String);

/// `status` of a host.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Status {
    pub(super) booted: Option<Entry>,
    pub(super) staged: Option<Entry>,
    pub(super) rollback: Option<Entry>,
    /// Pinned ones, mostly; since 1.2.
    pub(super) other: Vec<Entry>,
    /// The rollback entry boots next.
    pub(super) rollback_queued: bool,
    /// Booted from a medium that cannot be written to.
    pub(super) read_only: bool,
    /// What lies over `/usr`, in ostree's words: "development", "hotfix" or "transient".
    pub(super) overlay: Option<String>,
    /// `spec.image`: where updates come from.
    pub(super) source: Option<Reference>,
    /// Whether this bootc can download without staging (since 1.12): it says of each entry whether that was done.
    pub(super) knows_download_only: bool,
    pub(super) further: BTreeMap<String, Value>,
}

/// A bootable entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entry {
    /// Absent where it was not made from an image.
    pub(super) image: Option<Image>,
    /// What the last check found.
    pub(super) cached_update: Option<Image>,
    /// It has changes that bootc does not understand, such as layered packages.
    pub(super) incompatible: bool,
    pub(super) pinned: bool,
    /// Staged so that no reboot applies it.
    pub(super) download_only: bool,
    pub(super) ostree: Option<Ostree>,
    pub(super) further: BTreeMap<String, Value>,
}

/// Where ostree keeps an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ostree {
    /// Before 1.2 bootc did not say it.
    pub(super) stateroot: Option<String>,
    pub(super) checksum: String,
    pub(super) serial: Option<u64>,
}

/// An image as it was fetched, or as the registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) reference: Reference,
    /// "sha256:…".
    pub(super) digest: Option<String>,
    pub(super) version: Option<String>,
    pub(super) timestamp: Option<Timestamp>,
}

/// Where an image comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) image: String,
    /// "registry", "oci", "oci-archive", "containers-storage" …
    pub(super) transport: String,
    /// Absent where bootc says none: the host's policy applies, and may accept anything.
    pub(super) signature: Option<Signature>,
}

/// What must sign an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signature {
    /// The host's policy, which must not accept anything.
    Policy,
    /// The ostree commit in it, by the keys of this remote.
    Remote(String),
    /// Nothing.
    Insecure,
}

pub(super) fn status(text: &str) -> Result<Status, Undecodable> {
    let host: Value = serde_json::from_str(text).map_err(|error| Undecodable(error.to_string()))?;
    let mut host = Fields::of(host).ok_or_else(|| Undecodable("it is no object".to_owned()))?;
    let mut status = host
        .fields("status")
        .ok_or_else(|| Undecodable("it has no `status`".to_owned()))?;
    let mut spec = host.fields("spec").unwrap_or_default();
    let mut slot = |name| status.fields(name);
    let slots = [slot("booted"), slot("staged"), slot("rollback")];
    let knows_download_only = slots
        .iter()
        .flatten()
        .any(|entry| entry.0.contains_key("downloadOnly"));
    let [booted, staged, rollback] = slots.map(|fields| fields.map(entry));
    let other = status.list("otherDeployments");
    // v1alpha1 said this of itself.
    let _in_a_container = status.is("isContainer");
    // "bootcHost" where the booted entry has an image, which is seen there.
    let _kind = status.text("type");
    Ok(Status {
        booted,
        staged,
        rollback,
        other: other.into_iter().map(entry).collect(),
        rollback_queued: status.is("rollbackQueued"),
        read_only: status.is("readOnly"),
        overlay: status.fields("usrOverlay").map(overlay),
        source: spec.fields("image").and_then(reference),
        knows_download_only,
        further: status.rest(),
    })
}

fn entry(mut fields: Fields) -> Entry {
    Entry {
        image: fields.fields("image").and_then(image),
        cached_update: fields.fields("cachedUpdate").and_then(image),
        incompatible: fields.is("incompatible"),
        pinned: fields.is("pinned"),
        download_only: fields.is("downloadOnly"),
        ostree: fields.fields("ostree").and_then(ostree),
        further: fields.rest(),
    }
}

fn ostree(mut fields: Fields) -> Option<Ostree> {
    Some(Ostree {
        stateroot: fields.text("stateroot"),
        checksum: fields.text("checksum")?,
        serial: fields.0.get("deploySerial").and_then(Value::as_u64),
    })
}

fn image(mut fields: Fields) -> Option<Image> {
    Some(Image {
        reference: reference(fields.fields("image")?)?,
        digest: fields.text("imageDigest"),
        version: fields.text("version"),
        timestamp: fields.text("timestamp").and_then(|time| time.parse().ok()),
    })
}

fn reference(mut fields: Fields) -> Option<Reference> {
    let signature = fields.0.remove("signature").and_then(signature);
    Some(Reference {
        image: fields.text("image")?,
        transport: fields
            .text("transport")
            .unwrap_or_else(|| REGISTRY.to_owned()),
        signature,
    })
}

/// A rule with a name of a later version counts as none: nobody knows what it asks for.
fn signature(value: Value) -> Option<Signature> {
    match value.as_str() {
        Some("containerPolicy") => return Some(Signature::Policy),
        Some("insecure") => return Some(Signature::Insecure),
        Some(_) | None => {}
    }
    let remote = Fields::of(value)?.text("ostreeRemote")?;
    Some(Signature::Remote(remote))
}

/// ostree's word for the overlay, or bootc's own where ostree has none.
fn overlay(mut fields: Fields) -> String {
    let access = fields.text("accessMode").unwrap_or_default();
    let persistence = fields.text("persistence").unwrap_or_default();
    match (access.as_str(), persistence.as_str()) {
        (_, "persistent") => "hotfix".to_owned(),
        ("readWrite", "transient") => "development".to_owned(),
        ("readOnly", "transient") => "transient".to_owned(),
        _ => format!("{access} {persistence}").trim().to_owned(),
    }
}

/// The transport that every image has unless it says another.
pub(super) const REGISTRY: &str = "registry";

impl Signature {
    pub(super) fn in_words(&self) -> Signatures {
        match self {
            Self::Policy => Signatures::Enforced {
                by: "containerPolicy".to_owned(),
            },
            Self::Remote(remote) => Signatures::Enforced {
                by: format!("ostreeRemote {remote}"),
            },
            Self::Insecure => Signatures::NotChecked,
        }
    }
}

impl Reference {
    /// With its transport where that is not a registry.
    pub(super) fn in_words(&self) -> String {
        if self.transport == REGISTRY {
            self.image.clone()
        } else {
            format!("{}:{}", self.transport, self.image)
        }
    }
}

/// An object whose known fields are taken out, so that the unknown ones are left. One of another type than expected
/// stays in it.
#[derive(Debug, Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn of(value: Value) -> Option<Self> {
        if let Value::Object(fields) = value {
            Some(Self(fields))
        } else {
            None
        }
    }

    fn fields(&mut self, name: &str) -> Option<Self> {
        self.take(name, Value::is_object).and_then(Self::of)
    }

    /// Empty strings count as absent.
    fn text(&mut self, name: &str) -> Option<String> {
        let value = self.take(name, Value::is_string)?;
        value
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    fn is(&mut self, name: &str) -> bool {
        self.take(name, Value::is_boolean) == Some(Value::Bool(true))
    }

    fn list(&mut self, name: &str) -> Vec<Self> {
        if let Some(Value::Array(values)) = self.take(name, Value::is_array) {
            values.into_iter().filter_map(Self::of).collect()
        } else {
            Vec::new()
        }
    }

    fn take(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        if self.0.get(name).is_some_and(fits) {
            self.0.remove(name)
        } else {
            None
        }
    }

    /// What nobody took; null and "no" say nothing.
    fn rest(self) -> BTreeMap<String, Value> {
        let says = |value: &Value| !value.is_null() && *value != Value::Bool(false);
        self.0
            .into_iter()
            .filter(|(_, value)| says(value))
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests;
