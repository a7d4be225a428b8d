//! What the real engines answered, and anything else.

use proptest::prelude::*;

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/", $name))
    };
}

#[test]
fn both_engines_lists_read_alike() {
    for list in [
        &fixture!("docker/images.json")[..],
        &fixture!("podman/images.json")[..],
    ] {
        let users = format!(
            r#"[{{"Id":"1","Names":["/web"],"ImageID":"sha256:{ID}","State":"running"}},
                {{"Id":"2","Names":["/app"],"ImageID":"{ID}","State":"exited"}}]"#
        );
        let users = users_of(&users);
        let images = images(list, &users).expect("a list");
        let found = images.iter().find(|image| image.id == ID);
        let found = found.expect("both have pulled it");
        assert_eq!(found.tags, ["127.0.0.1:25281/app:2"]);
        assert!(found.digests[0].starts_with("127.0.0.1:25281/app@sha256:e52f1a"));
        assert_eq!(found.created_at.to_string(), "2026-11-23T00:08:23Z");
        assert_eq!(found.used_by, ["app", "web"]);
        assert!(found.size > 20_000_000);
        assert!(images.is_sorted_by_key(|image| image.tags.first().cloned()));
    }
}

const ID: &str = "d52c48d6a14af80a3ed12a3843d5be51935d9427f34b27370d3bd14bb7726f80";

fn users_of(list: &str) -> Users {
    users(list.as_bytes()).expect("a list")
}

#[test]
fn both_engines_descriptions_read_alike() {
    for (inspected, history) in [
        (
            &fixture!("docker/image.json")[..],
            &fixture!("docker/history.json")[..],
        ),
        (
            &fixture!("podman/image.json")[..],
            &fixture!("podman/history.json")[..],
        ),
    ] {
        let detail = detail(inspected, history, &Users::new()).expect("a description");
        assert_eq!(detail.image.id, ID);
        assert_eq!(id(inspected).expect("an id"), ID);
        assert_eq!(detail.platform, "linux/amd64");
        assert_eq!(detail.command, ["sh"]);
        assert_eq!(detail.environment, ["PATH"]);
        assert_eq!(detail.history.len(), 3);
        assert_eq!(detail.history[0].created_by, "/bin/sh -c echo hi > /f");
        assert_eq!(detail.history[2].comment, "Imported from -");
    }
}

#[test]
fn nameless_images_are_last_and_lost_names_are_no_names() {
    let list = br#"[{"Id":"sha256:b","RepoTags":["<none>:<none>"],"Created":1,"Size":-1},
        {"Id":"sha256:a","RepoTags":null,"RepoDigests":["x@<none>"]},
        {"Id":"c","RepoTags":["z:1"]}]"#;
    let images = images(list, &Users::new()).expect("a list");
    let ids: Vec<_> = images.iter().map(|image| image.id.as_str()).collect();
    assert_eq!(ids, ["c", "a", "b"]);
    assert!(images[2].tags.is_empty() && images[1].digests.is_empty());
}

#[test]
fn what_was_loaded_is_read_from_both_engines_sentences() {
    let docker = "Loaded image: b:1\nLoaded image ID: sha256:12ab\n";
    assert_eq!(loaded(docker).images, ["b:1", "sha256:12ab"]);
    assert_eq!(loaded("Loaded image: a:1,b:2\n").images, ["a:1", "b:2"]);
    assert!(loaded("something else\n").images.is_empty());
}

#[test]
fn official_images_are_found_first() {
    let answer = br#"[{"name":"a","star_count":900},{"name":"b","is_official":true,"star_count":5},
        {"Name":"c","Stars":1000}]"#;
    let found = found(answer).expect("a list");
    let names: Vec<_> = found.iter().map(|image| image.reference.as_str()).collect();
    assert_eq!(names, ["b", "c", "a"]);
}

proptest! {
    #[test]
    fn no_input_panics(bytes in any::<Vec<u8>>(), text in ".*") {
        drop(images(&bytes, &Users::new()));
        drop(users(&bytes));
        drop(detail(&bytes, &bytes, &Users::new()));
        drop(found(&bytes));
        drop(loaded(&text));
    }
}
