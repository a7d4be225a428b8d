//! What a change would stage, or why it cannot be made, in rpm-ostree's words.

use std::sync::Arc;

use super::{Deployment, Replaced, World};
use crate::demo::scenario::Offered;

/// What is asked for.
#[derive(Debug, Clone)]
pub(in crate::demo) enum Wanted {
    /// The newest of what is followed.
    Newest,
    /// A version, or a commit's checksum.
    Version(String),
    /// Another branch or image.
    Refspec(String),
    Packages(Packages),
    KernelArguments(KernelArguments),
}

#[derive(Debug, Clone, Default)]
pub(in crate::demo) struct Packages {
    pub install: Vec<String>,
    pub uninstall: Vec<String>,
    pub remove: Vec<String>,
    /// By name or in full, with the repository.
    pub replace: Vec<(String, String)>,
    pub restore: Vec<String>,
    /// Drop all that is layered first.
    pub unlayer_all: bool,
    /// Drop all that is removed and replaced first.
    pub restore_all: bool,
}

#[derive(Debug, Clone, Default)]
pub(in crate::demo) struct KernelArguments {
    /// What is changed.
    pub existing: Vec<String>,
    pub add: Vec<String>,
    /// "key=new" or "key=old=new".
    pub replace: Vec<String>,
    pub delete: Vec<String>,
}

/// Streams that the demo host's remote has.
const STREAMS: [&str; 3] = ["stable", "testing", "next"];

impl World {
    /// What would be staged.
    pub(in crate::demo) fn plan(&self, wanted: &Wanted) -> Result<Deployment, String> {
        let mut target = self.template().ok_or("No deployments found")?;
        match wanted {
            Wanted::Newest => target.image = Arc::clone(&self.newest),
            Wanted::Version(revision) => {
                let found = self
                    .images
                    .iter()
                    .find(|image| image.version == *revision || image.base == *revision);
                let branch = &self.scenario.branch;
                target.image = found
                    .cloned()
                    .ok_or_else(|| format!("Version {revision} not found in {branch}"))?;
            }
            Wanted::Refspec(refspec) => {
                if *refspec == target.origin {
                    return Err(format!("Old and new refs are equal: {refspec}"));
                }
                self.reachable(refspec)?;
                target.origin.clone_from(refspec);
                target.image = Arc::clone(&self.newest);
            }
            Wanted::Packages(wish) => self.change_packages(&mut target, wish)?,
            Wanted::KernelArguments(wish) => {
                target.kernel_arguments = change_arguments(wish)?;
            }
        }
        Ok(target)
    }

    /// A branch of the remote, or an image of a registry.
    fn reachable(&self, refspec: &str) -> Result<(), String> {
        let (kind, rest) = refspec.split_once(':').unwrap_or(("", refspec));
        if let "ostree-unverified-registry" | "ostree-remote-registry" = kind {
            return Ok(());
        }
        if rest.starts_with("docker://") {
            return Ok(());
        }
        if kind.starts_with("ostree-") {
            return Err(format!("Failed to open {rest}: No such file or directory"));
        }
        let base = self
            .scenario
            .branch
            .rsplit_once('/')
            .map_or("", |(base, _)| base);
        let known = |stream| rest == format!("{base}/{stream}");
        if kind == self.scenario.remote && STREAMS.into_iter().any(known) {
            return Ok(());
        }
        Err(format!("No such branch '{rest}' in repository summary"))
    }

    fn change_packages(&self, target: &mut Deployment, wish: &Packages) -> Result<(), String> {
        let changes = &mut target.changes;
        if wish.unlayer_all {
            changes.layered.clear();
        }
        if wish.restore_all {
            changes.removed.clear();
            changes.replaced.clear();
        }
        for name in &wish.uninstall {
            let before = changes.layered.len();
            changes.layered.retain(|one| one != name);
            if changes.layered.len() == before {
                return Err(format!(
                    "Package/capability '{name}' is not currently requested"
                ));
            }
        }
        let missing: Vec<&str> = wish
            .install
            .iter()
            .filter(|name| self.offered(name).is_none())
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            return Err(format!("Packages not found: {}", missing.join(", ")));
        }
        for name in &wish.install {
            if changes.layered.contains(name) {
                return Err(format!("Package/capability '{name}' is already requested"));
            }
            changes.layered.push(name.clone());
        }
        let index = target.image.index;
        let in_image = |name: &str| {
            let mut packages = self.scenario.packages.iter();
            let found = packages.find(|one| one.name == name);
            found
                .and_then(|one| one.evr.get(index))
                .is_some_and(|evr| !evr.is_empty())
        };
        for name in &wish.restore {
            let before = changes.removed.len() + changes.replaced.len();
            changes.removed.retain(|one| one != name);
            changes.replaced.retain(|one| one.name != *name);
            if changes.removed.len() + changes.replaced.len() == before {
                return Err(format!("No overrides for package '{name}'"));
            }
        }
        for name in &wish.remove {
            if !in_image(name) {
                return Err(format!("Package '{name}' is not in the base"));
            }
            changes.removed.push(name.clone());
        }
        for (package, repository) in &wish.replace {
            let offered = self
                .offered(package)
                .filter(|one| one.repository == *repository);
            let offered = offered.ok_or_else(|| format!("No matches for '{package}'"))?;
            if !in_image(&offered.name) {
                return Err(format!("Package '{}' is not in the base", offered.name));
            }
            changes.replaced.retain(|one| one.name != offered.name);
            changes.replaced.push(Replaced {
                name: offered.name.clone(),
                evr: offered.evr.clone(),
                repository: repository.clone(),
            });
        }
        Ok(())
    }

    /// A package of the repositories, by its name or in full.
    pub(in crate::demo) fn offered(&self, package: &str) -> Option<&Offered> {
        let mut all = self.scenario.offered.iter();
        all.find(|one| one.name == package || one.nevra() == package)
    }
}

/// First removes, then replaces, then adds.
fn change_arguments(wish: &KernelArguments) -> Result<Vec<String>, String> {
    let mut all = wish.existing.clone();
    for argument in &wish.delete {
        let fits = |one: &String| one == argument || key(one) == argument;
        let place = all.iter().position(fits);
        all.remove(place.ok_or_else(|| format!("No karg '{argument}' found"))?);
    }
    for argument in &wish.replace {
        let name = key(argument);
        let values = argument.strip_prefix(name).unwrap_or_default();
        let values = values.trim_start_matches('=');
        let (old, new) = match values.split_once('=') {
            Some((old, new)) => (Some(format!("{name}={old}")), new),
            None => (None, values),
        };
        let fits = |one: &String| match &old {
            Some(old) => one == old,
            None => key(one) == name,
        };
        let place = all.iter().position(fits);
        let place = place.ok_or_else(|| format!("No karg '{argument}' found"))?;
        all[place] = format!("{name}={new}");
    }
    all.extend(wish.add.iter().cloned());
    Ok(all)
}

fn key(argument: &str) -> &str {
    argument.split_once('=').map_or(argument, |(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernel_arguments_are_removed_replaced_and_added() {
        let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        let wish = KernelArguments {
            existing: texts(&["rw", "console=tty0", "console=ttyS0", "quiet"]),
            add: texts(&["debug"]),
            replace: texts(&["console=ttyS0=ttyS1"]),
            delete: texts(&["quiet"]),
        };
        let after = change_arguments(&wish).unwrap();
        assert_eq!(after, ["rw", "console=tty0", "console=ttyS1", "debug"]);
        let missing = KernelArguments {
            delete: texts(&["rhgb"]),
            ..wish
        };
        assert_eq!(
            change_arguments(&missing).unwrap_err(),
            "No karg 'rhgb' found"
        );
    }
}
