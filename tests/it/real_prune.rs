//! Use of the disk and pruning on the real engines. Each test has an engine of its own, as it takes away what
//! nothing uses.

use std::path::Path;
use std::time::Duration;

use atomdeck::model::{Action, Operation, OperationState, PruneKind, StorageKind};

use crate::support::{Engine, Kind, TestHost, eventually};

const SOON: Duration = Duration::from_secs(60);

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

/// Waits for an operation's end.
async fn end_of(host: &TestHost, operation: &Operation) -> Operation {
    eventually("the operation ends", SOON, async || {
        let all = host.host.operations().list();
        let found = all.into_iter().find(|one| one.id == operation.id)?;
        (found.state != OperationState::Running).then_some(found)
    })
    .await
}

async fn what_the_preview_shows_is_what_goes(kind: Kind) {
    let Some(engine) = Engine::start(kind, None) else {
        return;
    };
    let image = &engine.daemon.image;
    let keeper = engine.container("prune-keeper", "exec sleep 1000");
    let run = |arguments: &[&str]| engine.cli(&[&["run"], arguments].concat());
    run(&[
        "--name",
        "prune-done",
        "-v",
        "prune-kept:/data",
        image,
        "sh",
        "-c",
        "echo x >/big",
    ]);
    engine.cli(&["create", "--name", "prune-never", image, "true"]);
    engine.cli(&["commit", "prune-done", "prune-image:1"]);
    engine.cli(&["tag", "prune-image:1", "prune-image:2"]);
    engine.cli(&["commit", "prune-done", "prune-dangling:1"]);
    engine.cli(&["commit", "prune-done", "prune-dangling:1"]);
    engine.cli(&["volume", "create", "prune-unused"]);
    run(&["--name", "prune-anonymous", "-v", "/data", image, "true"]);
    engine.cli(&["rm", "prune-anonymous"]);
    engine.cli(&["network", "create", "prune-net"]);

    let host = host_of(&engine);
    let storage = host.host.engine().storage().await.expect("it is measured");
    let kinds: Vec<_> = storage.shares.iter().map(|share| share.kind).collect();
    assert_eq!(
        kinds,
        [
            StorageKind::Images,
            StorageKind::Containers,
            StorageKind::Volumes,
            StorageKind::BuildCache
        ]
    );
    assert!(storage.shares[0].size > 0 && storage.shares[0].count >= 3);
    assert_eq!((storage.shares[1].count, storage.shares[1].in_use), (3, 1));
    assert!(storage.volume_sizes.contains_key("prune-unused"));

    let preview = host.host.engine().prune_preview().await.expect("a preview");
    let names = |kind: PruneKind| -> Vec<String> {
        let share = preview.kinds.iter().find(|share| share.kind == kind);
        let items = share.expect("one of each kind").items.iter();
        items.map(|item| item.name.clone()).collect()
    };
    assert_eq!(names(PruneKind::Containers), ["prune-done", "prune-never"]);
    assert_eq!(names(PruneKind::DanglingImages).len(), 1);
    assert_eq!(names(PruneKind::UnusedImages).len(), 3);
    assert_eq!(names(PruneKind::AnonymousVolumes).len(), 1);
    assert_eq!(names(PruneKind::UnusedVolumes).len(), 2);
    assert_eq!(names(PruneKind::Networks), ["prune-net"]);
    assert!(names(PruneKind::BuildCache).is_empty());

    // Only what was named goes.
    let prune = async |kinds: &[PruneKind]| {
        let permit = host.permit("ada", Action::Prune).await;
        let begun = host.host.engine().prune(permit, kinds).await;
        end_of(&host, &begun.expect("it begins")).await
    };
    let ended = prune(&[PruneKind::AnonymousVolumes]).await;
    assert_eq!(ended.state, OperationState::Succeeded, "{ended:?}");
    let left = engine.cli(&["volume", "ls", "--quiet"]);
    let mut left: Vec<_> = left.lines().collect();
    left.sort_unstable();
    assert_eq!(left, ["prune-kept", "prune-unused"]);
    assert!(!engine.cli(&["network", "ls"]).is_empty());

    let all = [
        PruneKind::BuildCache,
        PruneKind::Networks,
        PruneKind::UnusedVolumes,
        PruneKind::UnusedImages,
        PruneKind::DanglingImages,
        PruneKind::Containers,
    ];
    let ended = prune(&all).await;
    assert_eq!(ended.state, OperationState::Succeeded, "{ended:?}");
    let outcome = ended.outcome.expect("it says what came of it");
    for part in [
        "removed 2 containers",
        "1 image without a name",
        "2 images",
        "1 volume",
        "1 network",
        "freed",
    ] {
        assert!(outcome.contains(part), "{outcome}");
    }
    assert_eq!(engine.cli(&["ps", "--all", "--quiet"]).lines().count(), 1);
    assert_eq!(keeper.status(), "running");
    // What a container used that was there when the preview was made has stayed.
    assert_eq!(engine.cli(&["volume", "ls", "--quiet"]), "prune-kept");
    let images = engine.cli(&["images", "--quiet"]);
    assert_eq!(images.lines().count(), 1, "{images}");
    let networks = engine.cli(&["network", "ls"]);
    assert!(!networks.contains("prune-net"), "{networks}");
    let ended = prune(&[PruneKind::Containers]).await;
    assert_eq!(ended.outcome.as_deref(), Some("nothing was removed"));
    host.stop().await;
    drop(keeper);
}

#[tokio::test]
async fn what_the_preview_shows_is_what_docker_loses() {
    what_the_preview_shows_is_what_goes(Kind::Docker).await;
}

#[tokio::test]
async fn what_the_preview_shows_is_what_podman_loses() {
    what_the_preview_shows_is_what_goes(Kind::Podman).await;
}
