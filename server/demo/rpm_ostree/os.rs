//! What the bus sees of rpm-ostreed at the object of the stateroot: every change answers with the address of its
//! transaction, every question at once.

use std::{collections::HashMap, sync::Arc};

use zbus::{Connection, OwnedVariant, message::Header};

use super::{
    daemon::Daemon,
    jobs::{Job, Staging},
    objects::{Refused, text},
    packages::{self, Row},
    request,
    transaction::Call,
    values::{self, Dict, dict},
};
use crate::demo::world::{Deployment, Keep, KernelArguments, Lock, Wanted};

/// Names that a search answers with, at most.
const MOST_FOUND: usize = 50;

pub(super) struct Os(pub Arc<Daemon>);

impl Os {
    /// Begins what stages a deployment.
    async fn stage(
        &self,
        header: &Header<'_>,
        bus: &Connection,
        call: Call,
        wanted: Wanted,
        options: &Dict,
        title: &str,
    ) -> Result<String, Refused> {
        let job = Job::Stage(Staging {
            title: text(options, "initiating-command-line").unwrap_or_else(|| title.to_owned()),
            lock: match flag(options, "lock-finalization") {
                true => Lock::Closed,
                false => Lock::Open,
            },
            wanted,
        });
        self.0.begin(header, bus, call, job).await
    }

    fn by_id(&self, id: &str) -> Result<Deployment, Refused> {
        let scenario = &self.0.world.scenario;
        let all = self.0.world.snapshot().deployments;
        let found = all.into_iter().find(|one| values::id(scenario, one) == id);
        found.ok_or_else(|| Refused::Failed(format!("Deployment with id '{id}' not found")))
    }
}

#[zbus::interface(name = "org.projectatomic.rpmostree1.OS")]
impl Os {
    #[zbus(out_args("enabled", "transaction_address"))]
    async fn automatic_update_trigger(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(bool, String), Refused> {
        match text(&options, "mode").as_deref() {
            // The policy is "none".
            None | Some("auto" | "none") => Ok((false, String::new())),
            Some("check") => {
                let call = call("AutomaticUpdateTrigger", [options]);
                let address = self.0.begin(&header, bus, call, Job::Check).await?;
                Ok((true, address))
            }
            Some(mode) => Err(Refused::Failed(format!("Invalid mode: {mode}"))),
        }
    }

    #[zbus(out_args("transaction_address"))]
    async fn update_deployment(
        &self,
        modifiers: Dict,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let (wanted, title) = request::wanted(&modifiers, &options).map_err(Refused::Failed)?;
        let call = call("UpdateDeployment", [modifiers, options.clone()]);
        self.stage(&header, bus, call, wanted, &options, title)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn upgrade(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let call = call("Upgrade", [options.clone()]);
        self.stage(&header, bus, call, Wanted::Newest, &options, "upgrade")
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn deploy(
        &self,
        revision: String,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let call = Call {
            elements: vec![revision.clone()],
            ..call("Deploy", [options.clone()])
        };
        let wanted = Wanted::Version(revision);
        self.stage(&header, bus, call, wanted, &options, "deploy")
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn rebase(
        &self,
        options: Dict,
        refspec: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        if !packages.is_empty() {
            return Err(Refused::Failed(
                "the demo host rebases without packages".to_owned(),
            ));
        }
        let call = Call {
            elements: vec![refspec.clone()],
            ..call("Rebase", [options.clone()])
        };
        let wanted = Wanted::Refspec(refspec);
        self.stage(&header, bus, call, wanted, &options, "rebase")
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn pkg_change(
        &self,
        options: Dict,
        added: Vec<String>,
        removed: Vec<String>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let call = Call {
            elements: [added.clone(), vec![String::new()], removed.clone()].concat(),
            ..call("PkgChange", [options.clone()])
        };
        let title = if added.is_empty() {
            "uninstall"
        } else {
            "install"
        };
        let wanted = request::packages(added, removed);
        self.stage(&header, bus, call, wanted, &options, title)
            .await
    }

    #[expect(clippy::too_many_arguments, reason = "the documented method")]
    #[zbus(out_args("transaction_address"))]
    async fn kernel_args(
        &self,
        existing: String,
        added: Vec<String>,
        replaced: Vec<String>,
        removed: Vec<String>,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let mark = || vec![String::new()];
        let call = Call {
            elements: [
                added.clone(),
                mark(),
                replaced.clone(),
                mark(),
                removed.clone(),
            ]
            .concat(),
            ..call("KernelArgs", [options.clone()])
        };
        let existing = existing.split_ascii_whitespace();
        let existing = existing.filter(|argument| !argument.starts_with("ostree="));
        let wanted = Wanted::KernelArguments(KernelArguments {
            existing: existing.map(str::to_owned).collect(),
            add: added,
            replace: replaced,
            delete: removed,
        });
        self.stage(&header, bus, call, wanted, &options, "kargs")
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn rollback(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let call = call("Rollback", [options]);
        self.0.begin(&header, bus, call, Job::Rollback).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn cleanup(
        &self,
        elements: Vec<String>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let keep = |name: &str| match elements.iter().any(|element| element == name) {
            true => Keep::No,
            false => Keep::Yes,
        };
        let job = Job::Cleanup {
            pending: keep("pending-deploy"),
            rollback: keep("rollback-deploy"),
        };
        let call = Call {
            elements,
            ..call("Cleanup", [])
        };
        self.0.begin(&header, bus, call, job).await
    }

    /// It always restarts the host, as everywhere.
    #[zbus(out_args("transaction_address"))]
    async fn finalize_deployment(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let job = Job::Finalize {
            checksum: text(&options, "checksum"),
            unchecked: flag(&options, "allow-missing-checksum"),
        };
        let call = call("FinalizeDeployment", [options]);
        self.0.begin(&header, bus, call, job).await
    }

    #[zbus(out_args("bootconfig"))]
    fn get_deployment_boot_config(&self, index: &str, _pending: bool) -> Result<Dict, Refused> {
        let all = self.0.world.snapshot().deployments;
        let place = match index {
            "" => 0,
            index => index.parse().map_err(|_| {
                let what = format!("Invalid deployment index {index}, must be a number and >= 0");
                Refused::Failed(what)
            })?,
        };
        let one: &Deployment = all.get(place).ok_or_else(|| {
            let count = all.len();
            Refused::Failed(format!(
                "Out of range deployment index {place}, expected < {count}"
            ))
        })?;
        Ok(values::boot_config(&self.0.world.scenario, one, place))
    }

    #[zbus(out_args("result"))]
    fn get_deployments_rpm_diff(&self, earlier: &str, later: &str) -> Result<Vec<Row>, Refused> {
        let (earlier, later) = (self.by_id(earlier)?, self.by_id(later)?);
        Ok(packages::between(&self.0.world.scenario, &earlier, &later))
    }

    #[zbus(out_args("result", "details"))]
    fn get_cached_update_rpm_diff(
        &self,
        deployment: &str,
    ) -> Result<(Vec<Row>, HashMap<String, OwnedVariant>), Refused> {
        let one = self.by_id(deployment)?;
        let now = self.0.world.snapshot();
        let rows = packages::to_image(&self.0.world.scenario, &one, &now.pulled);
        let details = dict([
            ("osname", self.0.world.scenario.stateroot.clone().into()),
            ("checksum", now.pulled.base.clone().into()),
            ("version", now.pulled.version.clone().into()),
        ]);
        Ok((rows, details.into_iter().collect()))
    }

    /// By parts of names and summaries.
    #[expect(clippy::needless_pass_by_value, reason = "the macro gives it so")]
    #[zbus(out_args("packages"))]
    fn search(&self, names: Vec<String>) -> Result<Vec<Dict>, Refused> {
        let Some(term) = names.first().map(|term| term.to_lowercase()) else {
            return Err(Refused::Failed("Must specify a term for search".to_owned()));
        };
        let offered = &self.0.world.scenario.offered;
        let fits = |text: &str| text.to_lowercase().contains(&term);
        let by_name = offered.iter().filter(|one| fits(&one.name));
        let by_summary = offered.iter().filter(|one| fits(&one.summary));
        let found = by_name
            .map(|one| packages::offered(one, "match_group_b"))
            .chain(by_summary.map(|one| packages::offered(one, "match_group_c")));
        Ok(found.take(MOST_FOUND).collect())
    }

    #[expect(clippy::needless_pass_by_value, reason = "the macro gives it so")]
    #[zbus(out_args("packages"))]
    fn get_packages(&self, names: Vec<String>) -> Vec<Dict> {
        let offered = &self.0.world.scenario.offered;
        let found = names.iter().flat_map(|name| {
            let fits = offered.iter().filter(move |one| one.name == *name);
            fits.map(move |one| packages::offered(one, name))
        });
        found.collect()
    }

    #[zbus(out_args("packages"))]
    fn what_provides(&self, provides: Vec<String>) -> Vec<Dict> {
        self.get_packages(provides)
    }

    #[zbus(property)]
    fn name(&self) -> String {
        self.0.world.scenario.stateroot.clone()
    }

    #[zbus(property)]
    fn booted_deployment(&self) -> Dict {
        self.0.os().booted
    }

    #[zbus(property)]
    fn default_deployment(&self) -> Dict {
        self.0.os().default
    }

    #[zbus(property)]
    fn rollback_deployment(&self) -> Dict {
        self.0.os().rollback
    }

    #[zbus(property)]
    fn cached_update(&self) -> Dict {
        self.0.os().update
    }

    #[zbus(property)]
    fn has_cached_update_rpm_diff(&self) -> bool {
        self.0.world.snapshot().update_known
    }
}

pub(super) struct OsExperimental(pub Arc<Daemon>);

#[zbus::interface(name = "org.projectatomic.rpmostree1.OSExperimental")]
impl OsExperimental {
    #[zbus(name = "LiveFs", out_args("transaction_address"))]
    async fn live_fs(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<String, Refused> {
        let job = Job::ApplyLive {
            replace: flag(&options, "replace"),
        };
        self.0
            .begin(&header, bus, call("LiveFs", [options]), job)
            .await
    }
}

fn call<const N: usize>(method: &'static str, parameters: [Dict; N]) -> Call {
    Call {
        method,
        parameters: parameters.into(),
        elements: Vec::new(),
    }
}

fn flag(options: &Dict, key: &str) -> bool {
    let value = options.get(key).map(|value| value.downcast_ref::<bool>());
    matches!(value, Some(Ok(true)))
}
