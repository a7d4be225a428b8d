//! What each of rpm-ostree's transactions does and says on the way, in the order and the words that
//! were recorded from real hosts.

use std::time::Duration;

use super::{
    daemon::Daemon,
    packages,
    transaction::{Download, Signal, Transaction},
};
use crate::demo::world::{Keep, Lock, Wanted};
use zbus::Connection;

/// The work of a transaction.
#[derive(Debug, Clone)]
pub(super) enum Job {
    Check,
    Stage(Staging),
    Rollback,
    Cleanup {
        pending: Keep,
        rollback: Keep,
    },
    Finalize {
        /// Of the staged deployment's image.
        checksum: Option<String>,
        /// Whatever is staged.
        unchecked: bool,
    },
    ApplyLive {
        /// Whether packages in use may be replaced.
        replace: bool,
    },
}

/// A new deployment.
#[derive(Debug, Clone)]
pub(super) struct Staging {
    /// Replaces "new-deployment".
    pub title: String,
    pub lock: Lock,
    pub wanted: Wanted,
}

impl Job {
    /// The title before `Start`.
    pub(super) fn first_title(&self) -> &str {
        match self {
            Self::Check => "new-deployment",
            Self::Stage(staging) => match staging.wanted {
                // These have theirs from the beginning.
                Wanted::KernelArguments(_) => &staging.title,
                Wanted::Newest | Wanted::Version(_) | Wanted::Refspec(_) | Wanted::Packages(_) => {
                    "new-deployment"
                }
            },
            Self::Rollback => "rollback",
            Self::Cleanup { .. } => "cleanup",
            Self::Finalize { .. } => "finalize-deployment",
            Self::ApplyLive { .. } => "apply-live",
        }
    }
}

/// One running job.
pub(super) struct Run<'a> {
    pub daemon: &'a Daemon,
    pub bus: &'a Connection,
    pub transaction: &'a Transaction,
}

const REPOSITORIES: [(&str, u32); 2] = [("fedora", 76_624), ("updates", 24_510)];

impl Run<'_> {
    /// Does the job; the error is the text of `Finished`.
    pub(super) async fn run(&self, job: &Job) -> Result<(), String> {
        match job {
            Job::Check => self.check().await,
            Job::Stage(staging) => self.stage(staging).await,
            Job::Rollback => self.roll_back().await,
            Job::Cleanup { pending, rollback } => {
                self.clean(*pending, *rollback).await;
                Ok(())
            }
            Job::Finalize {
                checksum,
                unchecked,
            } => self.finalize(checksum.as_deref(), *unchecked).await,
            Job::ApplyLive { replace } => self.apply_live(*replace).await,
        }
    }

    async fn check(&self) -> Result<(), String> {
        self.transaction.retitle("upgrade (check only)").await;
        self.pause(900).await;
        self.message("1 metadata, 0 content objects fetched; 763 B transferred in 0 seconds; 0 bytes content written")
            .await;
        self.say(Signal::ProgressEnd).await;
        if self.daemon.world.check() {
            self.load_repositories(600).await;
        } else {
            self.message("No upgrade available.").await;
        }
        self.daemon
            .tell_os(self.bus, &["CachedUpdate", "HasCachedUpdateRpmDiff"])
            .await;
        Ok(())
    }

    async fn stage(&self, staging: &Staging) -> Result<(), String> {
        let world = &self.daemon.world;
        self.transaction.retitle(&staging.title).await;
        let (pulls, nothing) = match &staging.wanted {
            Wanted::Newest => (true, "No upgrade available."),
            Wanted::Version(version) => {
                self.message(&format!("Resolving version '{version}'"))
                    .await;
                (true, "No change.")
            }
            Wanted::Refspec(refspec) => {
                self.message(&format!("Rebasing to {refspec}")).await;
                (true, "No change.")
            }
            Wanted::Packages(_) => (false, "No change."),
            Wanted::KernelArguments(_) => (false, "No changes."),
        };
        if !pulls {
            let tree = world.template().map(|one| one.image.base[..7].to_owned());
            let label = format!("Checking out tree {}", tree.unwrap_or_default());
            self.task(&label, 600, || ()).await;
        }
        self.pause(500).await;
        let target = world.plan(&staging.wanted)?;
        if !world.can_stage(&target) {
            if pulls {
                self.message("1 metadata, 0 content objects fetched; 670 B transferred in 0 seconds; 0 bytes content written")
                    .await;
                self.say(Signal::ProgressEnd).await;
            }
            self.message(nothing).await;
            return Ok(());
        }
        if pulls {
            self.pull().await;
            let label = format!("Checking out tree {}", &target.image.base[..7]);
            self.task(&label, 600, || ()).await;
        }
        if let Wanted::Newest = staging.wanted {
            world.check();
        }
        if !target.changes.is_empty() {
            self.assemble().await;
        }
        let lock = staging.lock;
        self.task("Staging deployment", 2400, || world.stage(target, lock))
            .await;
        self.pause(200).await;
        self.daemon
            .tell_os(self.bus, &["CachedUpdate", "HasCachedUpdateRpmDiff"])
            .await;
        Ok(())
    }

    async fn finalize(&self, checksum: Option<&str>, unchecked: bool) -> Result<(), String> {
        let world = &self.daemon.world;
        let staged = world.template().filter(|one| one.staged);
        let staged = staged.ok_or("No pending staged deployment found")?;
        match checksum {
            None if !unchecked => return Err("Missing expected checksum".to_owned()),
            Some(expected) if expected != staged.image.base => {
                let found = &staged.image.base;
                return Err(format!(
                    "Expected staged base checksum {expected}, but found {found}"
                ));
            }
            None | Some(_) => {}
        }
        world.unlock()?;
        self.daemon.tell_deployments(self.bus).await;
        self.daemon.restart();
        Ok(())
    }

    async fn apply_live(&self, replace: bool) -> Result<(), String> {
        let world = &self.daemon.world;
        let now = world.snapshot();
        let (Some(booted), Some(first)) = (now.booted(), now.deployments.first()) else {
            return Err("No deployments found".to_owned());
        };
        if first.booted {
            return Err("No target commit specified and no pending deployment".to_owned());
        }
        self.pause(400).await;
        let rows = packages::between(&world.scenario, booted, first);
        let (changed, removed) = packages::replaced_or_removed(&rows);
        for (what, count) in [("removed", removed), ("changed", changed)] {
            if count > 0 && !replace {
                return Err(format!(
                    "packages would be {what}: {count}, allow replacement to override"
                ));
            }
        }
        self.message("Computing /etc diff to preserve").await;
        self.task("Updating /usr", 900, || world.apply_live()).await;
        Ok(())
    }

    async fn roll_back(&self) -> Result<(), String> {
        let Some(target) = self.daemon.world.roll_back() else {
            return Err("No rollback deployment found".to_owned());
        };
        let (name, serial) = (target.checksum(), target.serial);
        self.message(&format!("Moving '{name}.{serial}' to be first deployment"))
            .await;
        self.pause(400).await;
        self.message("Transaction complete; bootconfig swap: yes; bootversion: boot.0.1, deployment count change: 0")
            .await;
        self.daemon.tell_deployments(self.bus).await;
        self.pause(150).await;
        Ok(())
    }

    async fn clean(&self, pending: Keep, rollback: Keep) {
        self.pause(200).await;
        let removed = self.daemon.world.clean(pending, rollback);
        self.daemon.tell_deployments(self.bus).await;
        self.pause(200).await;
        let megabytes = removed * 212;
        let freed = format!("Freed: {megabytes}.0\u{a0}MB (pkgcache branches: 0)");
        self.message(&freed).await;
    }

    /// Downloads the image.
    async fn pull(&self) {
        const STEPS: u32 = 12;
        const STEP_MS: u64 = 550;
        let (bytes, objects) = {
            let scenario = &self.daemon.world.scenario;
            (scenario.download_bytes, scenario.download_objects)
        };
        self.pause(700).await;
        for step in 1..=STEPS {
            self.pause(STEP_MS).await;
            let elapsed_ms = u64::from(step) * STEP_MS;
            let done = bytes * u64::from(step) / u64::from(STEPS);
            self.say(Signal::Download(Download {
                time: (105_003_358, elapsed_ms / 1000),
                outstanding: if step < STEPS { (8, 2) } else { (0, 0) },
                metadata: (objects / 2, 913, 0),
                content: (objects * step / STEPS, objects),
                transfer: (done, done * 1000 / elapsed_ms),
                ..Download::default()
            }))
            .await;
        }
        let (kibibytes, seconds) = (bytes / 1024, u64::from(STEPS) * STEP_MS / 1000);
        self.message(&format!(
            "913 metadata, {objects} content objects fetched; {kibibytes} KiB transferred in {seconds} seconds; 486.3\u{a0}MB content written"
        ))
        .await;
        self.say(Signal::ProgressEnd).await;
    }

    /// Puts packages on the image.
    async fn assemble(&self) {
        self.load_repositories(900).await;
        self.task("Resolving dependencies", 250, || ()).await;
        self.message("Will download: 1 package (212.4\u{a0}kB)")
            .await;
        self.percent("Downloading from 'updates'", 200).await;
        self.percent("Importing packages (1/1)", 100).await;
        self.percent("Checking out packages (1/1)", 100).await;
        for scripts in ["pre", "post", "posttrans"] {
            self.task(&format!("Running {scripts} scripts"), 50, || ())
                .await;
        }
        self.task("Writing rpmdb", 500, || ()).await;
        self.task("Writing OSTree commit", 1200, || ()).await;
    }

    async fn load_repositories(&self, ms: u64) {
        let names = REPOSITORIES.map(|(name, _)| name).join(" ");
        self.message(&format!("Enabled rpm-md repositories: {names}"))
            .await;
        for (name, _) in REPOSITORIES {
            let label = format!("Updating metadata for '{name}'");
            self.percent(&label, ms / 3).await;
        }
        self.percent("Importing rpm-md", ms / 3).await;
        let generated = self.daemon.world.snapshot().pulled.built;
        for (name, solvables) in REPOSITORIES {
            self.message(&format!(
                "rpm-md repo '{name}'; generated: {generated:.0} solvables: {solvables}"
            ))
            .await;
        }
    }

    /// A task that ends with `done`; `end` takes effect, and is told on the bus, before that.
    async fn task(&self, label: &str, ms: u64, end: impl FnOnce()) {
        self.say(Signal::TaskBegin(label.to_owned())).await;
        self.pause(ms).await;
        let before = self.daemon.world.snapshot().deployments;
        end();
        if self.daemon.world.snapshot().deployments != before {
            self.daemon.tell_deployments(self.bus).await;
        }
        self.say(Signal::TaskEnd("done".to_owned())).await;
    }

    async fn percent(&self, label: &str, ms: u64) {
        for percent in [0, 35, 70, 100] {
            self.say(Signal::Percent(label.to_owned(), percent)).await;
            if percent < 100 {
                self.pause(ms / 3).await;
            }
        }
        self.say(Signal::ProgressEnd).await;
    }

    async fn message(&self, text: &str) {
        self.say(Signal::Message(text.to_owned())).await;
    }

    async fn say(&self, signal: Signal) {
        self.transaction.say(signal).await;
    }

    async fn pause(&self, ms: u64) {
        tokio::time::sleep(self.daemon.pace.of(Duration::from_millis(ms))).await;
    }
}
