//! Images on the real engines, from a real registry with a password: one table of behaviour, over dockerd and podman.

use std::path::Path;
use std::time::Duration;

use atomdeck::host::{HostError, Removal};
use atomdeck::model::{
    Action, Image, ImageRef, Operation, OperationState, RegistryCredentials, Role,
};
use bytes::Bytes;
use hyper::Method;
use serde_json::{Value, json};

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
    let mut watch = host
        .host
        .operations()
        .watch(&begun.id)
        .expect("it is known");
    let told = watch.wait_for(|operation| match &operation.progress {
        Some(progress) => !progress.parts.is_empty(),
        None => operation.state != OperationState::Running,
    });
    let told = tokio::time::timeout(SOON, told).await.expect("in time");
    let told = told.expect("it is kept").progress.clone();
    assert!(told.is_some_and(|progress| progress.percent.is_some()));
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

/// A console with this engine's host, `local`.
async fn console_of(engine: &Engine) -> TestApp {
    let mut setup = support::host("local", Path::new("/"));
    setup.engine_socket = Some(engine.daemon.socket.display().to_string());
    TestApp::with_hosts(vec![setup]).await
}

/// Asks for an operation and waits for its end.
async fn operated(admin: &Client, path: &str, body: impl Into<Bytes>, kind: &'static str) -> Value {
    let client = admin.clone().header("content-type", kind);
    let path = format!("/api/v1/hosts/local{path}");
    let begun = client.send(Method::POST, &path, body).await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let id = begun.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/hosts/local/operations/{id}");
    eventually("the operation ends", SOON, async || {
        let operation = admin.get(&path).await.json();
        (operation["state"] != "running").then_some(operation)
    })
    .await
}

async fn operated_json(admin: &Client, path: &str, body: Value) -> Value {
    operated(admin, path, body.to_string(), "application/json").await
}

/// What the console knows of a tag, `current`, `newer`, …
async fn newer(admin: &Client, tag: &str) -> Value {
    let list = admin.get("/api/v1/hosts/local/images").await.json();
    let images = list["images"].as_array().expect("a list");
    let has = |image: &&Value| {
        image["tags"]
            .as_array()
            .expect("tags")
            .contains(&tag.into())
    };
    let image = images.iter().find(has).expect("it is listed");
    image["newer"][0]["answer"]["kind"].clone()
}

async fn kept_credentials_pull_and_find_newer_images(
    engine: &Engine,
    registry: &Registry,
    name: &str,
) {
    let console = console_of(engine).await;
    let admin = console.as_role(Role::Admin);
    let tag = format!("{name}:1");
    let image = registry.publish(engine, &tag, 1000);
    let path = format!("/api/v1/registries/{}", registry.address());
    let account = json!({ "username": USERNAME, "password": REGISTRY_PASSWORD });
    let json_of = |body: &Value| Bytes::from(body.to_string());
    let typed = admin.clone().header("content-type", "application/json");
    let bad = json!({ "username": "a:b", "password": "x" });
    let refused = typed.send(Method::PUT, &path, json_of(&bad)).await;
    refused.problem(400, "invalid-request");
    let kept = typed.send(Method::PUT, &path, json_of(&account)).await;
    assert_eq!(kept.status, 204, "{}", kept.text());
    let list = admin.get("/api/v1/registries").await;
    assert_eq!(list.json()["registries"][0]["username"], USERNAME);
    assert!(!list.text().contains(REGISTRY_PASSWORD));

    let pulled = operated_json(&admin, "/images/pull", json!({ "reference": image })).await;
    assert_eq!(pulled["outcome"], format!("{image} was pulled"), "{pulled}");
    let check = json!({ "references": [image, engine.daemon.image] });
    let checked = operated_json(&admin, "/images/check", check.clone()).await;
    assert_eq!(
        checked["outcome"], "0 of 2 tags have a newer image",
        "{checked}"
    );
    assert_eq!(newer(&admin, &image).await, "current");
    assert_eq!(newer(&admin, &engine.daemon.image).await, "local");

    // Somebody puts another one there.
    let id = engine.cli(&["image", "inspect", "--format", "{{.Id}}", &image]);
    let aside = format!("localhost/{name}:aside");
    engine.cli(&["tag", &image, &aside]);
    registry.publish(engine, &tag, 1000);
    engine.cli(&["tag", &aside, &image]);
    engine.cli(&["rmi", &aside]);
    let checked = operated_json(&admin, "/images/check", check).await;
    assert_eq!(
        checked["outcome"], "1 of 2 tags have a newer image",
        "{checked}"
    );
    assert_eq!(newer(&admin, &image).await, "newer");
    let pulled = operated_json(&admin, "/images/pull", json!({ "reference": image })).await;
    assert_eq!(pulled["outcome"], format!("{image} was pulled"), "{pulled}");
    let inspect = ["image", "inspect", "--format", "{{.Id}}", &image];
    assert_ne!(engine.cli(&inspect), id);
    // It is settled without another question.
    assert_eq!(newer(&admin, &image).await, "current");
    engine.cli(&["rmi", "--force", &id]);

    let gone = typed.send(Method::DELETE, &path, "").await;
    assert_eq!(gone.status, 204);
    typed
        .send(Method::DELETE, &path, "")
        .await
        .problem(404, "not-found");
    let audit = admin.get("/api/v1/audit").await;
    assert!(
        audit.text().contains("registry_credentials"),
        "{}",
        audit.text()
    );
    assert!(!audit.text().contains(REGISTRY_PASSWORD));
    engine.cli(&["rmi", &image]);
    console.stop().await;
}

async fn an_archive_goes_out_and_comes_in(engine: &Engine, name: &str) {
    let console = console_of(engine).await;
    let admin = console.as_role(Role::Admin);
    let image = format!("localhost/{name}:1");
    // Larger than what any other body may be.
    let script = "head -c 3000000 /dev/urandom >/layer";
    engine.cli(&[
        "run",
        "--name",
        name,
        &engine.daemon.image,
        "sh",
        "-c",
        script,
    ]);
    engine.cli(&["commit", name, &image]);
    engine.cli(&["rm", name]);
    let path = |rest: &str| format!("/api/v1/hosts/local/images/{rest}");
    let escaped = image.replace('/', "%2F");
    let archive = admin.get(&path(&format!("{escaped}/archive"))).await;
    assert_eq!(archive.status, 200, "{}", archive.text());
    assert_eq!(archive.header("content-type"), "application/x-tar");
    let file = format!("attachment; filename=\"localhost-{name}-1.tar\"");
    assert_eq!(archive.header("content-disposition"), file);
    assert!(archive.body.len() > 3_000_000);
    engine.cli(&["rmi", &image]);

    let tar = admin.clone().header("content-type", "application/x-tar");
    tar.post(&path("load"))
        .await
        .problem(400, "invalid-request");
    let loaded = tar.send(Method::POST, &path("load"), archive.body).await;
    assert_eq!(loaded.status, 200, "{}", loaded.text());
    assert_eq!(loaded.json()["images"], json!([image]));
    engine.cli(&["rmi", &image]);
    let nonsense = tar.send(Method::POST, &path("load"), "no archive").await;
    let detail = nonsense.problem(409, "conflict");
    assert!(detail.contains("did not take the archive"), "{detail}");
    let missing = admin.get(&path("localhost%2Fno-such:1/archive")).await;
    missing.problem(404, "not-found");
    let audit = admin.get("/api/v1/audit").await.json();
    let outcome = |action: &str| {
        let lines = audit["entries"].as_array().expect("lines");
        let of = lines.iter().filter(|line| line["action"] == action);
        of.map(|line| line["outcome"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(outcome("image_save"), ["failed", "succeeded"]);
    assert_eq!(outcome("image_load"), ["failed", "succeeded"]);
    console.stop().await;
}

/// A tar archive of files.
fn context(files: &[(&str, &str)]) -> Bytes {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("written");
    }
    let tar = std::process::Command::new("tar")
        .arg("-C")
        .arg(folder.path())
        .args(["-cf", "-", "."])
        .output();
    tar.expect("tar runs").stdout.into()
}

async fn an_image_is_built(engine: &Engine, name: &str) {
    let console = console_of(engine).await;
    let admin = console.as_role(Role::Admin);
    let base = &engine.daemon.image;
    let build = async |tag: &str, recipe: &str, steps: &str| {
        let recipe_text = format!("FROM {base}\n{steps}\n");
        let body = context(&[(recipe, &recipe_text), ("file", "content\n")]);
        let path = format!("/images/build?tag={tag}");
        operated(&admin, &path, body, "application/x-tar").await
    };
    for recipe in ["Dockerfile", "Containerfile"] {
        let tag = format!("localhost/{name}:{}", recipe.to_lowercase());
        let steps = format!("COPY file /file\nRUN echo hello-{recipe}");
        let built = build(&tag, recipe, &steps).await;
        assert_eq!(built["outcome"], format!("{tag} was built"), "{built}");
        let log = built["log"].to_string();
        assert!(log.contains(&format!("hello-{recipe}")), "{log}");
        engine.cli(&["rmi", &tag]);
    }
    let tag = format!("localhost/{name}:failing");
    let failed = build(&tag, "Dockerfile", "RUN echo before; exit 3").await;
    let error = failed["error"].as_str().expect("it fails");
    assert!(
        error.contains("was not built") && error.contains('3'),
        "{error}"
    );
    assert!(failed["log"].to_string().contains("before"), "{failed}");
    let path = format!("/images/build?tag={tag}");
    let none = operated(
        &admin,
        &path,
        context(&[("file", "x")]),
        "application/x-tar",
    )
    .await;
    let error = none["error"].as_str().expect("it fails");
    assert!(error.contains("no Dockerfile or Containerfile"), "{error}");
    let tar = admin.clone().header("content-type", "application/x-tar");
    let api = format!("/api/v1/hosts/local{path}");
    tar.post(&api).await.problem(400, "invalid-request");

    // Cancelled, it ends; and another may begin.
    let endless = format!("FROM {base}\nRUN echo waiting; sleep 1000\n");
    let endless = context(&[("Dockerfile", &endless)]);
    let begun = tar.send(Method::POST, &api, endless.clone()).await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let id = begun.json()["id"].as_str().expect("an id").to_owned();
    let operation = format!("/api/v1/hosts/local/operations/{id}");
    eventually("the step runs", SOON, async || {
        let log = admin.get(&operation).await.json()["log"].to_string();
        log.contains("sleep 1000").then_some(())
    })
    .await;
    tar.send(Method::POST, &api, endless)
        .await
        .problem(409, "conflict");
    let cancelled = admin.send(Method::DELETE, &operation, "").await;
    assert!(cancelled.status.is_success(), "{}", cancelled.text());
    assert_eq!(admin.get(&operation).await.json()["state"], "cancelled");
    console.stop().await;
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
over_both!(
    docker_pulls_with_kept_credentials_and_finds_newer_images,
    podman_pulls_with_kept_credentials_and_finds_newer_images,
    kept_credentials_pull_and_find_newer_images("kept") with registry
);
over_both!(
    a_docker_archive_goes_out_and_comes_in,
    a_podman_archive_goes_out_and_comes_in,
    an_archive_goes_out_and_comes_in("archived")
);
over_both!(
    docker_builds_an_image,
    podman_builds_an_image,
    an_image_is_built("built")
);
