//! Asks for a change: the method and the options that stand for it, as `rpm-ostree` itself would give them, but
//! never the one that restarts the host.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use zbus::{Connection, Variant, proxy::CacheProperties};

use super::{
    BACKEND, Change, HostError, RpmOstree, Step,
    admin::{self, Task},
    bus::{OS, Options, OsExperimentalProxy, OsProxy, SYSROOT, SYSROOT_PATH, properties},
    compare::{not_booted, os_object},
    decode::{self, Nevra},
    fields::string,
    outcome::outcome,
    rebase, register,
    transaction::{Watched, canceller},
    trouble::failed,
};
use crate::model::{
    CleanUp, DeploymentChange, DeploymentVerb, Deployments, KernelArgument, KernelArgumentWish,
    PackageName, PackageWish,
};

/// Refuses what the host cannot do now; the answer is that the daemon has accepted it. The console holds a bus
/// connection of its own until the end.
pub(super) async fn begin(
    host: RpmOstree,
    change: DeploymentChange,
    by: String,
) -> Result<Change, HostError> {
    let verb = change.verb();
    let system = host.bus.own().await?;
    register(&system).await?;
    let sysroot = properties(&system, SYSROOT_PATH, SYSROOT).await?;
    let path = decode::booted_path(&sysroot).ok_or_else(not_booted)?;
    let os = properties(&system, &path, OS).await?;
    let before = host.complete(&system, &sysroot, Some((&path, &os))).await?;
    refuse(verb, &before)?;
    let task = match change {
        DeploymentChange::Pin { deployment } => Task::Pin(deployment),
        DeploymentChange::Unpin { deployment } => Task::Unpin(deployment),
        DeploymentChange::Remove { deployment } => Task::Remove(deployment),
        DeploymentChange::Finalize => Task::Finalize,
        DeploymentChange::Check
        | DeploymentChange::Download
        | DeploymentChange::Upgrade
        | DeploymentChange::Rollback
        | DeploymentChange::Deploy { .. }
        | DeploymentChange::Rebase { .. }
        | DeploymentChange::CleanUp { .. }
        | DeploymentChange::Reset
        | DeploymentChange::Packages(_)
        | DeploymentChange::KernelArguments(_)
        | DeploymentChange::ApplyLive => {
            let asked = Asked {
                os: os_object(&system, &path).await?,
                system: &system,
                path: &path,
                title: format!("atomdeck {} by {by}", word(verb)),
            };
            let address = asked.call(change).await?;
            let cancel = is_cancellable(verb).then(|| canceller(&host.bus, &address));
            let watched = Watched::connect(&host.bus, system, &address).await?;
            let end = stream::once(end(host, verb, before));
            return Ok(Change {
                steps: watched.steps().chain(end).boxed(),
                cancel,
            });
        }
    };
    admin::begin(host, system, task, before)
}

/// What came of it. That it is done is true even where nobody can say what came of it.
async fn end(
    host: RpmOstree,
    verb: DeploymentVerb,
    before: Deployments,
) -> Result<Step, HostError> {
    Ok(Step::Outcome(match host.read().await {
        Ok(after) => outcome(verb, &before, &after),
        Err(error) => {
            format!(
                "It is done; how it stands now cannot be read: {}.",
                error.advice()
            )
        }
    }))
}

fn refuse(verb: DeploymentVerb, before: &Deployments) -> Result<(), HostError> {
    let ability = before.abilities.iter().find(|ability| ability.verb == verb);
    match ability.and_then(|ability| ability.why_not.clone()) {
        Some(reason) => Err(HostError::Conflict { reason }),
        None => Ok(()),
    }
}

/// Rewriting boot entries or the running system is not left half-way.
fn is_cancellable(verb: DeploymentVerb) -> bool {
    match verb {
        DeploymentVerb::Check
        | DeploymentVerb::Download
        | DeploymentVerb::Upgrade
        | DeploymentVerb::Deploy
        | DeploymentVerb::Rebase
        | DeploymentVerb::Reset
        | DeploymentVerb::Packages
        | DeploymentVerb::KernelArguments => true,
        DeploymentVerb::Finalize
        | DeploymentVerb::Rollback
        | DeploymentVerb::Pin
        | DeploymentVerb::Unpin
        | DeploymentVerb::Remove
        | DeploymentVerb::CleanUp
        | DeploymentVerb::ApplyLive => false,
    }
}

/// In rpm-ostree's title, for whoever looks at the host.
fn word(verb: DeploymentVerb) -> &'static str {
    match verb {
        DeploymentVerb::Check => "check",
        DeploymentVerb::Download => "download",
        DeploymentVerb::Upgrade => "upgrade",
        DeploymentVerb::Finalize => "finalize",
        DeploymentVerb::Rollback => "rollback",
        DeploymentVerb::Deploy => "deploy",
        DeploymentVerb::Rebase => "rebase",
        DeploymentVerb::Pin => "pin",
        DeploymentVerb::Unpin => "unpin",
        DeploymentVerb::Remove => "remove",
        DeploymentVerb::CleanUp => "cleanup",
        DeploymentVerb::Reset => "reset",
        DeploymentVerb::Packages => "packages",
        DeploymentVerb::KernelArguments => "kargs",
        DeploymentVerb::ApplyLive => "apply-live",
    }
}

/// A change on its way to the daemon.
struct Asked<'a> {
    os: OsProxy<'static>,
    system: &'a Connection,
    path: &'a str,
    title: String,
}

impl Asked<'_> {
    /// The address of its transaction.
    async fn call(&self, change: DeploymentChange) -> Result<String, HostError> {
        let os = &self.os;
        let none = Options::new();
        let asked = match change {
            DeploymentChange::Check => {
                let mut options = self.options(["mode"], "check");
                options.insert("output-to-self", Variant::from(false));
                let asked = os.automatic_update_trigger(options).await;
                asked.map(|(_enabled, address)| address)
            }
            DeploymentChange::Download => {
                os.update_deployment(none, self.options(["lock-finalization"], true))
                    .await
            }
            DeploymentChange::Upgrade => os.update_deployment(none, self.options([], true)).await,
            DeploymentChange::Rollback => os.rollback(self.options([], true)).await,
            DeploymentChange::Deploy { revision } => {
                os.deploy(revision.as_str(), self.options([], true)).await
            }
            DeploymentChange::Rebase { to } => {
                let to = Options::from([("set-refspec", Variant::from(rebase::refspec(&to)))]);
                os.update_deployment(to, self.options([], true)).await
            }
            DeploymentChange::CleanUp { what } => os.cleanup(&elements(&what)).await,
            DeploymentChange::Reset => {
                let all = ["no-pull-base", "no-layering", "no-overrides"];
                os.update_deployment(none, self.options(all, true)).await
            }
            DeploymentChange::Packages(wish) => {
                let modifiers = self.modifiers(&wish).await?;
                os.update_deployment(modifiers, self.options(["no-pull-base"], true))
                    .await
            }
            DeploymentChange::KernelArguments(wish) => return self.kernel_arguments(&wish).await,
            DeploymentChange::ApplyLive => {
                let live = OsExperimentalProxy::builder(self.system)
                    .path(self.path.to_owned())
                    .cache_properties(CacheProperties::No)
                    .build();
                live.await.map_err(failed)?.live_fs(none).await
            }
            DeploymentChange::Finalize
            | DeploymentChange::Pin { .. }
            | DeploymentChange::Unpin { .. }
            | DeploymentChange::Remove { .. } => {
                return Err(super::super::not_offered(
                    BACKEND,
                    "do this by itself",
                    "use ostree on the host",
                ));
            }
        };
        asked.map_err(failed)
    }

    /// With the title, and these set to `value`.
    fn options<'o, const N: usize>(
        &self,
        names: [&'o str; N],
        value: impl Into<Variant<'o>> + Copy,
    ) -> Options<'o> {
        let title = ("initiating-command-line", self.title.clone().into());
        let names = names.into_iter().map(|name| (name, value.into()));
        names.chain([title]).collect()
    }

    async fn modifiers(&self, wish: &PackageWish) -> Result<Options<'static>, HostError> {
        let lists = [
            ("install-packages", &wish.install),
            ("uninstall-packages", &wish.uninstall),
            ("override-remove-packages", &wish.remove),
            ("override-reset-packages", &wish.restore),
        ];
        let named = lists.into_iter().filter(|(_, names)| !names.is_empty());
        let mut modifiers: Options<'static> = named
            .map(|(key, names)| (key, Variant::from(texts(names))))
            .collect();
        if !wish.replace.is_empty() {
            let replacements = self.replacements(&wish.replace).await?;
            modifiers.insert("treefile", Variant::from(replacements));
        }
        Ok(modifiers)
    }

    /// The part of a treefile that replaces packages from repositories, which is how `rpm-ostree override replace
    /// --from` asks for it: `override-replace-packages` is documented, and refused by every version. Each package
    /// must be the newest of its repository, for only those are listed.
    async fn replacements(&self, wanted: &[PackageName]) -> Result<String, HostError> {
        let parsed = |package: &PackageName| Nevra::parse(package.as_str());
        let names: Vec<String> = wanted
            .iter()
            .flat_map(|package| {
                let name = parsed(package).map(|nevra| nevra.name);
                name.into_iter().chain([package.to_string()])
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let offered = self.os.get_packages(&names).await.map_err(failed)?;
        let mut by_repository: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for package in wanted {
            let text = package.as_str();
            let repository = offered.iter().find_map(|row| {
                let of = |key: &str| string(row.get(key)?);
                let is_it = of("name").as_deref() == Some(text)
                    || of("nevra").is_some_and(|nevra| Nevra::parse(&nevra) == parsed(package));
                is_it.then(|| of("reponame")).flatten()
            });
            let repository = repository.ok_or_else(|| HostError::Blocked {
                reason: format!("no enabled repository has {text} as its newest"),
                remedy: "search for it, and name the version that is found".to_owned(),
            })?;
            by_repository.entry(repository).or_default().push(text);
        }
        let replacements: Vec<_> = by_repository
            .into_iter()
            .map(|(repository, packages)| {
                serde_json::json!({ "from": { "repo": repository }, "packages": packages })
            })
            .collect();
        Ok(serde_json::json!({ "ex-override-replace": replacements }).to_string())
    }

    /// The daemon changes the arguments that it is given, not those that it knows: those that the next change would
    /// start from are asked for first.
    async fn kernel_arguments(&self, wish: &KernelArgumentWish) -> Result<String, HostError> {
        let patch = Patch::of(wish)?;
        let config = self.os.get_deployment_boot_config("", true).await;
        let config = config.map_err(failed)?;
        let options = config.get("options").and_then(|value| string(value));
        let existing = options.ok_or_else(|| HostError::Failed {
            backend: BACKEND,
            reason: "it does not say which kernel arguments there are".to_owned(),
        })?;
        let Patch {
            added,
            replaced,
            removed,
        } = patch;
        let options = self.options([], true);
        let asked = self
            .os
            .kernel_args(&existing, &added, &replaced, &removed, options);
        asked.await.map_err(failed)
    }
}

/// Changes of kernel arguments as the daemon takes them; it removes first, then replaces, then adds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Patch {
    added: Vec<String>,
    /// "key=old=new".
    replaced: Vec<String>,
    removed: Vec<String>,
}

impl Patch {
    fn of(wish: &KernelArgumentWish) -> Result<Self, HostError> {
        let swapped = wish.replace.iter().flat_map(|swap| [&swap.from, &swap.to]);
        let mut all = wish.append.iter().chain(&wish.delete).chain(swapped);
        if all.any(|argument| argument.key() == "ostree") {
            return Err(HostError::Invalid {
                reason: "the kernel argument `ostree` names the deployment and is ostree's own"
                    .to_owned(),
            });
        }
        let mut patch = Self {
            added: texts(&wish.append),
            replaced: Vec::new(),
            removed: texts(&wish.delete),
        };
        for swap in &wish.replace {
            match (value(&swap.from), value(&swap.to)) {
                // One more `=` would be taken for the border between old and new.
                (Some(old), Some(new)) if !old.contains('=') && !new.contains('=') => {
                    let key = swap.from.key();
                    patch.replaced.push(format!("{key}={old}={new}"));
                }
                _ => {
                    patch.removed.push(swap.from.to_string());
                    patch.added.push(swap.to.to_string());
                }
            }
        }
        Ok(patch)
    }
}

fn value(argument: &KernelArgument) -> Option<&str> {
    argument.as_str().split_once('=').map(|(_, value)| value)
}

fn elements(what: &[CleanUp]) -> Vec<&'static str> {
    let mut what = what.to_vec();
    what.sort_unstable();
    what.dedup();
    let element = |part| match part {
        CleanUp::Pending => "pending-deploy",
        CleanUp::Rollback => "rollback-deploy",
        CleanUp::Base => "base",
        CleanUp::Metadata => "repomd",
    };
    what.into_iter().map(element).collect()
}

fn texts(names: &[impl ToString]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests;
