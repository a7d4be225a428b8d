//! What the modifiers and options of `UpdateDeployment` ask for.

use serde::Deserialize;

use super::{objects::text, values::Dict};
use crate::demo::world::{Packages, Wanted};

/// Those that the demo host knows.
const MODIFIERS: [&str; 7] = [
    "set-refspec",
    "set-revision",
    "install-packages",
    "uninstall-packages",
    "override-remove-packages",
    "override-reset-packages",
    "treefile",
];

/// The part of a treefile that replaces packages.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Treefile {
    ex_override_replace: Vec<Replacement>,
}

#[derive(Debug, Deserialize)]
struct Replacement {
    from: Source,
    packages: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Source {
    repo: String,
}

/// And the transaction's title where the caller gives none.
pub(super) fn wanted(modifiers: &Dict, options: &Dict) -> Result<(Wanted, &'static str), String> {
    let mut names = modifiers.keys();
    if let Some(unknown) = names.find(|name| !MODIFIERS.contains(&name.as_str())) {
        return Err(format!("the demo host cannot do `{unknown}`"));
    }
    if let Some(refspec) = text(modifiers, "set-refspec") {
        return Ok((Wanted::Refspec(refspec), "rebase"));
    }
    if let Some(revision) = text(modifiers, "set-revision") {
        return Ok((Wanted::Version(revision), "deploy"));
    }
    let set = |key: &str| {
        let value = options.get(key).map(|value| value.downcast_ref::<bool>());
        matches!(value, Some(Ok(true)))
    };
    if !set("no-pull-base") {
        return Ok((Wanted::Newest, "upgrade"));
    }
    let texts = |key: &str| -> Vec<String> {
        let value = modifiers.get(key).cloned();
        value
            .and_then(|value| value.try_into().ok())
            .unwrap_or_default()
    };
    let mut replace = Vec::new();
    if let Some(treefile) = text(modifiers, "treefile") {
        let treefile: Treefile = serde_json::from_str(&treefile)
            .map_err(|error| format!("Failed to parse treefile: {error}"))?;
        for Replacement { from, packages } in treefile.ex_override_replace {
            replace.extend(packages.into_iter().map(|one| (one, from.repo.clone())));
        }
    }
    let packages = Packages {
        install: texts("install-packages"),
        uninstall: texts("uninstall-packages"),
        remove: texts("override-remove-packages"),
        restore: texts("override-reset-packages"),
        replace,
        unlayer_all: set("no-layering"),
        restore_all: set("no-overrides"),
    };
    let is_override =
        packages.restore_all || !(packages.remove.is_empty() && packages.restore.is_empty());
    let title = if is_override || !packages.replace.is_empty() {
        "override"
    } else if packages.install.is_empty() {
        "uninstall"
    } else {
        "install"
    };
    Ok((Wanted::Packages(packages), title))
}

/// What `PkgChange` asks for.
pub(super) fn packages(install: Vec<String>, uninstall: Vec<String>) -> Wanted {
    Wanted::Packages(Packages {
        install,
        uninstall,
        ..Packages::default()
    })
}
