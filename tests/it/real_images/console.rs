//! What takes the whole console: credentials that are kept, newer images, archives and builds.

use std::path::Path;

use atomdeck::model::Role;
use bytes::Bytes;
use hyper::Method;
use serde_json::{Value, json};

use super::SOON;
use crate::support::{
    self, Client, Engine, REGISTRY_PASSWORD, Registry, TestApp, USERNAME, eventually,
};

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
