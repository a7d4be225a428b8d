//! Images on the real engines, from a real registry with a password: one table of behaviour, over dockerd and podman.

use std::path::Path;
use std::time::Duration;

use atomdeck::host::{HostError, ImageRemoval as Removal};
use atomdeck::model::{
    Action, Image, ImageRef, Operation, OperationState, Progress, RegistryCredentials,
};

use crate::support::{self, Engine, REGISTRY_PASSWORD, Registry, TestHost, USERNAME, eventually};

const SOON: Duration = Duration::from_secs(120);

/// Bytes of a layer whose pull takes a while.
const LARGE: usize = 200_000_000;

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

fn reference(text: &str) -> ImageRef {
    text.parse().expect("a reference")
}

fn credentials(password: &str) -> Option<RegistryCredentials> {
    Some(RegistryCredentials {
        username: USERNAME.to_owned(),
        password: password.to_owned(),
    })
}

async fn pull(host: &TestHost, image: &str, credentials: Option<RegistryCredentials>) -> Operation {
    let permit = host.permit("ada", Action::ImagePull).await;
    let engine = host.host.engine();
    let image = reference(image);
    let begun = engine.pull_image(permit, &image, credentials);
    begun.await.expect("it begins")
}

async fn ended(host: &TestHost, operation: &Operation) -> Operation {
    let mut watch = host
        .host
        .operations()
        .watch(&operation.id)
        .expect("it is known");
    let end = watch.wait_for(|operation| operation.state != OperationState::Running);
    let end = tokio::time::timeout(SOON, end).await.expect("it ends");
    end.expect("it is kept").clone()
}

/// What is told of the layers before the end. A small pull may end before anybody sees it.
async fn progress_told(host: &TestHost, operation: &Operation) -> Option<Progress> {
    let mut watch = host
        .host
        .operations()
        .watch(&operation.id)
        .expect("it is known");
    let told = watch.wait_for(|operation| match &operation.progress {
        Some(progress) => !progress.parts.is_empty(),
        None => operation.state != OperationState::Running,
    });
    let told = tokio::time::timeout(SOON, told).await.expect("in time");
    told.expect("it is kept").progress.clone()
}

/// The image with that tag in the console's list.
async fn listed(host: &TestHost, tag: &str) -> Option<Image> {
    let list = host.host.engine().images().await.expect("a list");
    let has = |image: &Image| image.tags.iter().any(|of| of == tag);
    list.images.into_iter().find(has)
}

async fn an_image_is_pulled_with_credentials(engine: &Engine, registry: &Registry, name: &str) {
    let host = host_of(engine);
    let image = registry.publish(engine, &format!("{name}:1"), 20_000_000);

    for (with, words) in [
        (None, "give a user name and a password"),
        (credentials("wrong"), "check user name and password"),
    ] {
        let refused = ended(&host, &pull(&host, &image, with).await).await;
        let error = refused.error.expect("it fails");
        assert!(error.contains(words) && !error.contains("wrong"), "{error}");
    }
    let unknown = format!("{}/{name}:nope", registry.address());
    let unknown = pull(&host, &unknown, credentials(REGISTRY_PASSWORD)).await;
    let error = ended(&host, &unknown).await.error.expect("it fails");
    assert!(error.contains("check the name and the tag"), "{error}");
    assert_eq!(listed(&host, &image).await, None);

    let begun = pull(&host, &image, credentials(REGISTRY_PASSWORD)).await;
    assert_eq!(begun.target.as_deref(), Some(image.as_str()));
    let done = ended(&host, &begun).await;
    assert_eq!(
        done.outcome,
        Some(format!("{image} was pulled")),
        "{done:?}"
    );
    let found = listed(&host, &image).await.expect("it is listed");
    assert!(found.digests[0].starts_with(image.rsplit_once(':').expect("a tag").0));
    let again = pull(&host, &image, credentials(REGISTRY_PASSWORD)).await;
    let again = ended(&host, &again).await.outcome;
    assert_eq!(again, Some(format!("{image} was up to date already")));
    let audit = format!("{:?}", host.audit().await);
    assert!(!audit.contains(REGISTRY_PASSWORD), "{audit}");
    engine.cli(&["rmi", &image]);
    host.stop().await;
}

async fn a_pull_is_cancelled(engine: &Engine, registry: &Registry, name: &str) {
    let host = host_of(engine);
    let image = registry.publish(engine, &format!("{name}:1"), LARGE);
    let begun = pull(&host, &image, credentials(REGISTRY_PASSWORD)).await;
    let joined = pull(&host, &image, None).await;
    assert_eq!(joined.id, begun.id);
    assert!(begun.cancellable);
    let progress = progress_told(&host, &begun).await;
    assert!(progress.is_some_and(|progress| progress.percent.is_some()));
    let permit = host.permit("bob", Action::OperationCancel).await;
    let end = host.host.operations().cancel(permit, &begun.id).await;
    assert_eq!(end.expect("it ends").state, OperationState::Cancelled);
    // It is not there later either, and can be had again.
    let again = pull(&host, &image, credentials(REGISTRY_PASSWORD)).await;
    let again = ended(&host, &again).await;
    assert_eq!(again.state, OperationState::Succeeded, "{again:?}");
    engine.cli(&["rmi", &image]);
    host.stop().await;
}

async fn images_are_named_described_and_removed(engine: &Engine, name: &str) {
    let host = host_of(engine);
    let console = host.host.engine();
    let base = reference(&engine.daemon.image);
    let (first, second) = (format!("localhost/{name}:1"), format!("localhost/{name}:2"));
    let maker = engine.container(name, "echo hi >/f");
    eventually("it ended", SOON, async || {
        (maker.status() == "exited").then_some(())
    })
    .await;
    engine.cli(&["commit", &maker.name, &first]);
    drop(maker);

    let permit = host.permit("ada", Action::ImageTag).await;
    let (of, name_two) = (reference(&first), reference(&second));
    let tagged = console.tag_image(permit, &of, &name_two).await;
    tagged.expect("tagged");
    let found = listed(&host, &second).await.expect("it is listed");
    assert_eq!(found.tags, [first.clone(), second.clone()]);

    let detail = console.image(&reference(&first)).await.expect("described");
    assert_eq!(detail.image.id, found.id);
    assert!(detail.platform.starts_with("linux/"), "{detail:?}");
    assert!(detail.history.len() >= 2, "{detail:?}");

    let run = ["run", "--detach", "--name", name, &first, "sleep", "1000"];
    engine.cli(&run);
    let used = listed(&host, &first).await.expect("it is listed").used_by;
    assert_eq!(used, [name]);
    let remove = async |image: &str, removal: Removal| {
        let permit = host.permit("ada", Action::ImageRemove).await;
        console
            .remove_image(permit, &reference(image), removal)
            .await
    };
    for removal in [Removal::Whole, Removal::Forced] {
        let refused = remove(&first, removal).await;
        let Err(HostError::Conflict { reason }) = refused else {
            panic!("{refused:?}");
        };
        assert!(reason.contains(&format!("used by {name}")), "{reason}");
    }
    let status = [
        "container",
        "inspect",
        "--format",
        "{{.State.Status}}",
        name,
    ];
    assert_eq!(engine.cli(&status), "running");
    let named = remove(&first, Removal::Name(reference(&second))).await;
    named.expect("the image keeps a name");
    let last = remove(&first, Removal::Name(reference(&first))).await;
    assert!(matches!(last, Err(HostError::Conflict { .. })), "{last:?}");
    engine.cli(&["rm", "--force", name]);
    remove(&first, Removal::Whole)
        .await
        .expect("nothing uses it");
    assert_eq!(listed(&host, &first).await, None);
    let missing = remove(&first, Removal::Whole).await;
    assert!(
        matches!(missing, Err(HostError::NotFound { .. })),
        "{missing:?}"
    );
    let missing = console.image(&reference(&first)).await;
    assert!(
        matches!(missing, Err(HostError::NotFound { .. })),
        "{missing:?}"
    );
    assert!(console.image(&base).await.is_ok());

    // There is no network here.
    let Err(HostError::Conflict { reason }) = console.search_images("a b").await else {
        panic!("no registry answers here");
    };
    assert!(reason.contains("check the host's network"), "{reason}");
    host.stop().await;
}

macro_rules! over_both {
    ($docker:ident, $podman:ident, $test:ident($name:literal) with registry) => {
        #[tokio::test]
        async fn $docker() {
            let (Some(engine), Some(registry)) = (support::docker(), support::registry()) else {
                return;
            };
            $test(engine, registry, concat!($name, "-docker")).await;
        }

        #[tokio::test]
        async fn $podman() {
            let (Some(engine), Some(registry)) = (support::podman(), support::registry()) else {
                return;
            };
            $test(engine, registry, concat!($name, "-podman")).await;
        }
    };
    ($docker:ident, $podman:ident, $test:ident($name:literal)) => {
        #[tokio::test]
        async fn $docker() {
            let Some(engine) = support::docker() else {
                return;
            };
            $test(engine, $name).await;
        }

        #[tokio::test]
        async fn $podman() {
            let Some(engine) = support::podman() else {
                return;
            };
            $test(engine, $name).await;
        }
    };
}

mod console;

over_both!(
    docker_pulls_with_credentials,
    podman_pulls_with_credentials,
    an_image_is_pulled_with_credentials("pulled") with registry
);
over_both!(
    a_docker_pull_is_cancelled,
    a_podman_pull_is_cancelled,
    a_pull_is_cancelled("cancelled") with registry
);
over_both!(
    docker_images_are_named_described_and_removed,
    podman_images_are_named_described_and_removed,
    images_are_named_described_and_removed("named")
);
