//! What a deployment has otherwise than its image: packages layered, removed and replaced.

use std::collections::BTreeSet;

use zbus::Variant;

use super::super::fields::{Fields, number, parts, string};
use crate::model::ReplacedPackage;

/// As the daemon names a package, `(sstsss)`: all in one, name, epoch, version, release, architecture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Nevra {
    pub(in super::super) name: String,
    /// epoch:version-release; the epoch 0 is left out.
    pub(in super::super) evr: String,
}

impl Nevra {
    fn of(value: &Variant<'_>) -> Option<Self> {
        let [_, name, epoch, version, release, ..] = parts(value) else {
            return None;
        };
        let evr = format!("{}-{}", string(version)?, string(release)?);
        let evr = match number(epoch) {
            Some(0) | None => evr,
            Some(epoch) => format!("{epoch}:{evr}"),
        };
        Some(Self {
            name: string(name)?,
            evr,
        })
    }

    /// Of name-epoch:version-release.architecture.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let (rest, _architecture) = text.rsplit_once('.')?;
        let (rest, release) = rest.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        let version = version.strip_prefix("0:").unwrap_or(version);
        Some(Self {
            name: name.to_owned(),
            evr: format!("{version}-{release}"),
        })
        .filter(|nevra| !nevra.name.is_empty())
    }
}

/// As requested; those from files by their full names.
pub(super) fn layered(fields: &Fields<'_>) -> Vec<String> {
    [
        "requested-packages",
        "requested-local-packages",
        "requested-local-fileoverride-packages",
    ]
    .into_iter()
    .flat_map(|key| fields.strings(key))
    .collect()
}

/// Requested, and those that went with them.
pub(super) fn removed(fields: &Fields<'_>) -> Vec<String> {
    let mut names: BTreeSet<String> = fields
        .strings("requested-base-removals")
        .into_iter()
        .collect();
    let there = fields.list("base-removals").iter().filter_map(Nevra::of);
    names.extend(there.map(|nevra| nevra.name));
    names.into_iter().collect()
}

/// From files, `a(vv)` of new and old, and from repositories, the same for each. Those that are requested and not in
/// this deployment have no version before.
pub(super) fn replaced(fields: &Fields<'_>) -> Vec<ReplacedPackage> {
    let mut pairs: Vec<&Variant<'_>> = fields.list("base-local-replacements").iter().collect();
    if let Some(sources) = fields.dict("base-remote-replacements") {
        let rows = sources.entries().flat_map(|(_, rows)| parts(rows));
        pairs.extend(rows);
    }
    let mut all: Vec<ReplacedPackage> = pairs.into_iter().filter_map(pair).collect();
    let mut requested = fields.strings("requested-base-local-replacements");
    // `a(sas)`: the source, and packages by name or in full.
    for source in fields.list("requested-base-remote-replacements") {
        if let [_, packages] = parts(source) {
            requested.extend(parts(packages).iter().filter_map(string));
        }
    }
    for request in requested {
        let nevra = Nevra::parse(&request);
        let name = nevra.as_ref().map_or(&request, |nevra| &nevra.name);
        if !all.iter().any(|one| one.name == *name) {
            all.push(ReplacedPackage {
                name: name.clone(),
                before: None,
                after: nevra.map(|nevra| nevra.evr),
            });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn pair(row: &Variant<'_>) -> Option<ReplacedPackage> {
    let [new, old] = parts(row) else {
        return None;
    };
    let new = Nevra::of(new)?;
    Some(ReplacedPackage {
        name: new.name,
        before: Nevra::of(old).map(|old| old.evr),
        after: Some(new.evr),
    })
}
