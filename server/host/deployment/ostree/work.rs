//! The work of each change of a plain ostree host: the commands, in order, and what came of them.

use tokio_util::sync::CancellationToken;

use super::{
    HostError, Step,
    abilities::Branch,
    change::{Plan, Sweep},
    commit,
    status::{Listed, is_checksum},
    steps::Steps,
    tool::Tool,
};

/// Commits back from a branch's newest among which a version is looked for.
const DEPTH: &str = "--depth=200";

/// What is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fetch {
    pub(super) remote: String,
    pub(super) branch: String,
}

pub(super) struct Work {
    pub(super) tool: Tool,
    /// "--os=" and the booted stateroot.
    pub(super) os: String,
    pub(super) cancelled: CancellationToken,
    /// As they were when it was asked for.
    pub(super) before: Vec<Listed>,
}

impl Work {
    pub(super) async fn run(self, plan: Plan, steps: Steps) -> Result<(), HostError> {
        let outcome = match plan {
            Plan::Check(fetch) => self.check(&fetch, &steps).await?,
            Plan::Download => self.download(&steps).await?,
            Plan::Upgrade(branch) => {
                if matches!(branch, Branch::Remote { .. }) {
                    self.pull(&["admin", "upgrade", &self.os, "--pull-only"], &steps)
                        .await?;
                }
                self.upgrade(&branch, &steps).await?
            }
            Plan::Finalize(branch) => self.upgrade(&branch, &steps).await?,
            Plan::Rollback(place) => self.roll_back(place, &steps).await?,
            Plan::Deploy { revision, branch } => self.deploy(revision, branch, &steps).await?,
            Plan::Rebase { refspec, fetch } => self.rebase(&refspec, fetch, &steps).await?,
            Plan::Pin(place) => {
                self.at(&["pin"], place, &steps).await?;
                format!(
                    "{} is kept until it is unpinned.",
                    name(&self.before[place])
                )
            }
            Plan::Unpin(place) => {
                self.at(&["pin", "--unpin"], place, &steps).await?;
                format!("{} is not pinned any more.", name(&self.before[place]))
            }
            Plan::Remove { places, sweep } => self.remove(&places, sweep, &steps).await?,
            Plan::KernelArguments { place, arguments } => {
                self.kernel_arguments(place, &arguments, &steps).await?
            }
        };
        steps.send(Step::Outcome(outcome)).await;
        Ok(())
    }

    async fn pull(&self, arguments: &[&str], steps: &Steps) -> Result<(), HostError> {
        self.tool.pull(arguments, steps, &self.cancelled).await
    }

    /// Writes a deployment, staged where this version of ostree can, and says what boots next.
    async fn stage(&self, arguments: &[&str], steps: &Steps) -> Result<String, HostError> {
        steps.send(Step::Committed).await;
        let mut arguments = arguments.to_vec();
        if self.tool.knows(&["admin", "deploy"], "--stage").await? {
            // Before what may be a name.
            arguments.insert(2, "--stage");
        }
        self.tool.write(&arguments, steps).await?;
        self.boots_next().await
    }

    /// Stages the branch's newest commit that is here. ostree itself would write what boots next once more.
    async fn upgrade(&self, branch: &Branch, steps: &Steps) -> Result<String, HostError> {
        let refspec = branch.refspec().unwrap_or_default();
        let tip = self.tool.tip(&refspec).await?;
        let first = self.before.first();
        if first.is_some_and(|first| tip.as_ref() == Some(&first.checksum)) {
            return self.boots_next().await;
        }
        let upgrade = ["admin", "upgrade", &self.os, "--deploy-only"];
        self.stage(&upgrade, steps).await
    }

    async fn boots_next(&self) -> Result<String, HostError> {
        let after = self.tool.status().await?;
        let Some(first) = after.first() else {
            return Err(HostError::Failed {
                backend: super::BACKEND,
                reason: "it lists no deployments any more".to_owned(),
            });
        };
        let is_new = self.before.iter().all(|one| one.id() != first.id());
        let name = name(first);
        Ok(match (is_new, first.booted) {
            (_, true) => format!("{name} runs already: there is nothing newer."),
            (false, false) if self.before.first().map(Listed::id) == Some(first.id()) => {
                format!("{name} boots next already: there is nothing newer.")
            }
            (true | false, false) => format!("{name} boots next."),
        })
    }

    async fn check(&self, fetch: &Fetch, steps: &Steps) -> Result<String, HostError> {
        let Fetch { remote, branch } = fetch;
        let pull = ["pull", "--commit-metadata-only", "--", remote, branch];
        self.pull(&pull, steps).await?;
        let tip = self.tool.tip(&format!("{remote}:{branch}")).await?;
        let booted = self.before.iter().find(|one| one.booted);
        let newest = match tip {
            Some(tip) if booted.is_some_and(|one| one.checksum != tip) => {
                self.tool.commit(&tip, None).await?
            }
            Some(_) | None => None,
        };
        Ok(match newest {
            Some(commit) => format!(
                "{} is the newest of {branch}.",
                commit.version.unwrap_or_else(|| short(&commit.checksum))
            ),
            None => "There is nothing newer than what runs.".to_owned(),
        })
    }

    async fn download(&self, steps: &Steps) -> Result<String, HostError> {
        self.pull(&["admin", "upgrade", &self.os, "--pull-only"], steps)
            .await?;
        Ok("The newest version is downloaded, and not staged.".to_owned())
    }

    async fn roll_back(&self, place: usize, steps: &Steps) -> Result<String, HostError> {
        let target = &self.before[place];
        if self.tool.knows(&["admin"], "set-default").await? {
            steps.send(Step::Committed).await;
            self.at(&["set-default"], place, steps).await?;
            return self.boots_next().await;
        }
        // Older ones cannot change the order: the same commit is deployed once more, and takes over `/etc` of what
        // runs now.
        let text = "This ostree cannot reorder deployments: the same version is deployed again, with /etc as it is now.";
        steps.send(Step::Said(text.to_owned())).await;
        let origin = origin_file(target);
        self.stage(
            &[
                "admin",
                "deploy",
                &self.os,
                "--retain",
                &origin,
                &target.checksum,
            ],
            steps,
        )
        .await
    }

    async fn deploy(
        &self,
        revision: String,
        branch: Branch,
        steps: &Steps,
    ) -> Result<String, HostError> {
        let checksum = if is_checksum(&revision) {
            revision
        } else {
            self.find(&revision, branch, steps).await?
        };
        let wanted = format!("--override-commit={checksum}");
        let upgrade = ["admin", "upgrade", &self.os, "--allow-downgrade", &wanted];
        self.pull(&[&upgrade[..], &["--pull-only"]].concat(), steps)
            .await?;
        self.stage(&[&upgrade[..], &["--deploy-only"]].concat(), steps)
            .await
    }

    /// The commit of a version: among the deployments, in what is here of the branch, or after fetching its history.
    async fn find(
        &self,
        version: &str,
        branch: Branch,
        steps: &Steps,
    ) -> Result<String, HostError> {
        let is_it = |one: &&Listed| one.version.as_deref() == Some(version);
        if let Some(deployed) = self.before.iter().find(is_it) {
            return Ok(deployed.checksum.clone());
        }
        let refspec = branch.refspec().unwrap_or_default();
        if let Some(found) = self.logged(version, &refspec).await? {
            return Ok(found);
        }
        if let Branch::Remote { remote, branch } = &branch {
            let pull = [
                "pull",
                "--commit-metadata-only",
                DEPTH,
                "--",
                remote,
                branch,
            ];
            self.pull(&pull, steps).await?;
        }
        let found = self.logged(version, &refspec).await?;
        found.ok_or_else(|| HostError::NotFound {
            what: format!(
                "version {version} among the last 200 commits of {refspec}, to be deployed"
            ),
        })
    }

    async fn logged(&self, version: &str, refspec: &str) -> Result<Option<String>, HostError> {
        let log = self.tool.ask_perhaps(&["log", "--", refspec]).await?;
        let commits = commit::decode(&log.unwrap_or_default());
        let mut commits = commits.into_iter();
        let found = commits.find(|one| one.version.as_deref() == Some(version));
        Ok(found.map(|one| one.checksum))
    }

    async fn rebase(
        &self,
        refspec: &str,
        fetch: Option<Fetch>,
        steps: &Steps,
    ) -> Result<String, HostError> {
        if let Some(Fetch { remote, branch }) = &fetch {
            self.pull(&["pull", "--", remote, branch], steps).await?;
        }
        steps.send(Step::Committed).await;
        // It stages nothing, but it keeps the origin's other words, and lets go of the former branch.
        let switch = ["admin", "switch", &self.os, refspec];
        self.tool.write(&switch, steps).await?;
        self.boots_next().await
    }

    async fn remove(
        &self,
        places: &[usize],
        sweep: Sweep,
        steps: &Steps,
    ) -> Result<String, HostError> {
        for place in places {
            self.at(&["undeploy"], *place, steps).await?;
        }
        if sweep == Sweep::Yes {
            self.tool.write(&["admin", "cleanup"], steps).await?;
        }
        Ok(match places {
            [] => "No deployment was in the way.".to_owned(),
            [place] => format!("{} is removed.", name(&self.before[*place])),
            [_, _, ..] => format!("{} deployments are removed.", places.len()),
        })
    }

    /// Its subcommand about the deployment at a place, if that one still stands there.
    async fn at(&self, words: &[&str], place: usize, steps: &Steps) -> Result<(), HostError> {
        let now = self.tool.status().await?;
        let wanted = self.before[place].id();
        let place = now.iter().position(|one| one.id() == wanted);
        let place = place.ok_or_else(|| HostError::Conflict {
            reason: "the deployments have changed meanwhile: look at the list and try again"
                .to_owned(),
        })?;
        let place = place.to_string();
        let arguments = [&["admin"], words, &[place.as_str()]].concat();
        self.tool.write(&arguments, steps).await
    }

    async fn kernel_arguments(
        &self,
        place: usize,
        arguments: &[String],
        steps: &Steps,
    ) -> Result<String, HostError> {
        let base = &self.before[place];
        let appended: Vec<String> = arguments
            .iter()
            .map(|argument| format!("--karg-append={argument}"))
            .collect();
        let origin = origin_file(base);
        let mut deploy = vec!["admin", "deploy", &self.os, "--karg-none", &origin];
        deploy.extend(appended.iter().map(String::as_str));
        deploy.push(&base.checksum);
        self.stage(&deploy, steps).await
    }
}

/// Keeps what a deployment follows: of a bare checksum, ostree would make the origin.
fn origin_file(listed: &Listed) -> String {
    let (stateroot, name) = (&listed.stateroot, listed.name());
    format!("--origin-file=/ostree/deploy/{stateroot}/deploy/{name}.origin")
}

/// What people call it.
fn name(listed: &Listed) -> String {
    let version = listed.version.clone();
    version.unwrap_or_else(|| short(&listed.checksum))
}

fn short(checksum: &str) -> String {
    checksum.chars().take(12).collect()
}
