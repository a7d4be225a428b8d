//! Removing what nothing uses. What goes is worked out here, from the lists and `system df`, for the
//! preview and for the work alike, and removed one by one: the engines' own prune requests take more or
//! less of one kind, by version, and never say before what.

mod plan;

use std::sync::Arc;

use bollard::query_parameters::{
    PruneBuildOptionsBuilder, RemoveContainerOptions, RemoveImageOptions,
};

use crate::{
    access::Permit,
    model::{
        Operation, OperationKind, Progress, ProgressPart, PruneKind, PrunePreview, PruneShare,
        StorageItem,
    },
};

use super::{Client, ContainerEngine, Engines, HostError, Repeat};
use crate::host::operations::{Cancel, Running, Task};
use plan::{Share, Thing};

/// How long one removal may take.
const REMOVE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(120);

/// All kinds, in the order of their removal.
const KINDS: [PruneKind; 7] = [
    PruneKind::Containers,
    PruneKind::DanglingImages,
    PruneKind::UnusedImages,
    PruneKind::AnonymousVolumes,
    PruneKind::UnusedVolumes,
    PruneKind::Networks,
    PruneKind::BuildCache,
];

impl ContainerEngine {
    /// What pruning would remove, of every kind.
    pub async fn prune_preview(&self) -> Result<PrunePreview, HostError> {
        let inventory = self.engines.inventory().await?;
        let kinds = KINDS.map(|kind| {
            let Share { items, frees, .. } = plan::share(&inventory, kind);
            let items = items.into_iter().map(|item| StorageItem {
                name: item.name,
                size: item.size,
                in_use: false,
            });
            PruneShare {
                kind,
                items: items.collect(),
                frees,
            }
        });
        Ok(PrunePreview {
            kinds: kinds.into(),
        })
    }

    /// Removes what the preview of these kinds shows, as it stands when the work begins: what only these
    /// removals leave unused stays.
    pub async fn prune(&self, permit: Permit, kinds: &[PruneKind]) -> Result<Operation, HostError> {
        let kinds: Vec<_> = KINDS
            .into_iter()
            .filter(|kind| kinds.contains(kind))
            .collect();
        let words: Vec<_> = kinds.iter().map(|kind| plan::words(*kind)).collect();
        let task = Task {
            kind: OperationKind::Prune,
            target: Some(words.join(", ")),
            cancel: Cancel::Possible,
        };
        let engines = Arc::clone(&self.engines);
        let work = |running: Arc<Running>| async move {
            let inventory = engines.inventory().await?;
            prune(&engines, plan::of(&inventory, &kinds), &running).await
        };
        self.operations.run(task, permit, work).await
    }
}

/// What came of all removals so far.
#[derive(Debug, Default)]
struct Outcome {
    /// How many went, in words.
    removed: Vec<String>,
    freed: u64,
    /// In use meanwhile.
    kept: u64,
    failed: Vec<String>,
}

async fn prune(
    engines: &Engines,
    shares: Vec<Share>,
    running: &Running,
) -> Result<String, HostError> {
    let mut outcome = Outcome::default();
    let mut parts: Vec<ProgressPart> = shares.iter().map(|share| part(share, 0)).collect();
    for (index, share) in shares.iter().enumerate() {
        let mut count = 0;
        for (number, item) in share.items.iter().enumerate() {
            running.progress(Progress {
                task: format!("Removing {}", item.name),
                percent: None,
                bytes: None,
                bytes_per_second: None,
                parts: parts.clone(),
            });
            match engines.take_away(&item.thing).await {
                Ok(()) => {
                    running.log(&format!("removed {}", item.name));
                    count += 1;
                    outcome.freed += item.size;
                }
                // It went by itself.
                Err(HostError::NotFound { .. }) => {}
                Err(HostError::Conflict { reason } | HostError::Blocked { reason, .. }) => {
                    running.log(&format!("kept {}: {reason}", item.name));
                    outcome.kept += 1;
                }
                // One more than the engine that went away.
                Err(error @ HostError::NotAvailable { .. }) => return Err(error),
                Err(
                    error @ (HostError::Denied { .. }
                    | HostError::Invalid { .. }
                    | HostError::Timeout { .. }
                    | HostError::Failed { .. }),
                ) => {
                    running.log(&format!("could not remove {}: {error}", item.name));
                    outcome.failed.push(format!("{}: {error}", item.name));
                }
            }
            parts[index] = part(share, number + 1);
        }
        if count > 0 {
            outcome.removed.push(plan::counted(share.kind, count));
        }
    }
    outcome.tell()
}

fn part(share: &Share, done: usize) -> ProgressPart {
    let all = share.items.len();
    ProgressPart {
        name: plan::words(share.kind).to_owned(),
        task: format!("{done} of {all}"),
        bytes: None,
        total_bytes: None,
        done: done == all,
    }
}

impl Outcome {
    /// "removed 3 containers, 2 images; 1.2 GB freed", or what could not be removed.
    fn tell(self) -> Result<String, HostError> {
        let mut text = if self.removed.is_empty() {
            "nothing was removed".to_owned()
        } else {
            let removed = self.removed.join(", ");
            format!("removed {removed}; {} freed", plan::bytes(self.freed))
        };
        if self.kept > 0 {
            text = format!("{text}; {} in use meanwhile and kept", self.kept);
        }
        match self.failed.first() {
            None => Ok(text),
            Some(first) => Err(HostError::Failed {
                backend: super::BACKEND,
                reason: format!(
                    "{} could not be removed, first {first} ({text})",
                    self.failed.len()
                ),
            }),
        }
    }
}

impl Engines {
    /// Removes one thing, never by force.
    async fn take_away(&self, thing: &Thing) -> Result<(), HostError> {
        match thing {
            Thing::Container(id) => self.drop_container(id).await,
            Thing::Image(references) => {
                for reference in references {
                    self.drop_image(reference).await?;
                }
                Ok(())
            }
            Thing::Volume(name) => self.drop_volume(name).await,
            Thing::Network(network) => self.drop_network(network).await,
            Thing::Cache => self.drop_cache().await,
        }
    }

    async fn drop_container(&self, id: &str) -> Result<(), HostError> {
        let remove = move |client: Arc<Client>| async move {
            let removed = client
                .docker
                .remove_container(id, None::<RemoveContainerOptions>)
                .await;
            Ok(removed?)
        };
        let what = format!("container `{id}`");
        self.call(&what, Repeat::No, REMOVE_TIMEOUT, remove).await
    }

    async fn drop_image(&self, reference: &str) -> Result<(), HostError> {
        let remove = move |client: Arc<Client>| async move {
            let removed = client
                .docker
                .remove_image(reference, None::<RemoveImageOptions>, None);
            removed.await?;
            Ok(())
        };
        let what = format!("image `{reference}`");
        self.call(&what, Repeat::No, REMOVE_TIMEOUT, remove).await
    }

    async fn drop_cache(&self) -> Result<(), HostError> {
        let remove = move |client: Arc<Client>| async move {
            let all = PruneBuildOptionsBuilder::default().all(true).build();
            client.docker.prune_build(Some(all)).await?;
            Ok(())
        };
        self.call("build cache", Repeat::No, REMOVE_TIMEOUT, remove)
            .await
    }
}
