//! Images of the demo host: what is stored, by whatever name it is asked for.

use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    engine::Engine,
    json::time,
    reply::{Answer, Fault, Query, empty, fault, ok, reply},
    state::{State, room},
    volumes::MB,
};
use crate::demo::{scenario::StoredImage, world::digest};

/// What images are said to have been built by, from the base up, and each step's share of the size.
const STEPS: [(&str, u64); 4] = [
    ("ADD rootfs.tar.xz / # buildkit", 45),
    ("RUN /bin/sh -c install-packages # buildkit", 40),
    ("COPY . /app # buildkit", 15),
    ("CMD [\"/app/start\"]", 0),
];

#[derive(Debug, Clone)]
pub(super) struct Image {
    /// `sha256:` and 64 hexadecimal digits.
    pub id: String,
    pub tags: Vec<String>,
    pub created: Timestamp,
    pub size: u64,
    pub outdated: bool,
}

impl Image {
    pub(super) fn new(spec: &StoredImage, created: Timestamp) -> Self {
        let name = match spec.tags.first() {
            Some(tag) => tag.clone(),
            None => format!("dangling/{}", spec.created_days),
        };
        Self {
            outdated: spec.outdated,
            ..Self::named(&name, &spec.tags, spec.size_mb * MB, created)
        }
    }

    /// One that is the same each time that it is made of this name.
    pub(super) fn named(name: &str, tags: &[String], size: u64, created: Timestamp) -> Self {
        Self {
            id: format!("sha256:{}", digest(&format!("image/{name}"))),
            tags: tags.to_vec(),
            created,
            size,
            outdated: false,
        }
    }

    fn digests(&self) -> Vec<String> {
        let repository = |tag: &String| split(tag).0;
        let mut all: Vec<_> = self.tags.iter().map(repository).collect();
        all.dedup();
        let digest = self.local_digest();
        all.iter().map(|one| format!("{one}@{digest}")).collect()
    }

    fn local_digest(&self) -> String {
        format!("sha256:{}", digest(&format!("manifest/{}", self.id)))
    }

    fn row(&self, containers: usize) -> Value {
        json!({
            "Id": self.id,
            "ParentId": "",
            "RepoTags": self.tags,
            "RepoDigests": self.digests(),
            "Created": self.created.as_second(),
            "Size": self.size,
            "SharedSize": 0,
            "VirtualSize": self.size,
            "Labels": null,
            "Containers": containers,
        })
    }

    fn document(&self) -> Value {
        let layer =
            |step: &(&str, u64)| format!("sha256:{}", digest(&format!("{}{}", step.0, self.id)));
        let layers = STEPS.iter().filter(|(_, share)| *share > 0).map(layer);
        json!({
            "Id": self.id,
            "RepoTags": self.tags,
            "RepoDigests": self.digests(),
            "Parent": "",
            "Comment": "buildkit.dockerfile.v0",
            "Created": time(self.created),
            "DockerVersion": "",
            "Author": "",
            "Architecture": "amd64",
            "Os": "linux",
            "Size": self.size,
            "VirtualSize": self.size,
            "Config": {
                "User": "",
                "ExposedPorts": {"80/tcp": {}},
                "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                "Cmd": ["/app/start"],
                "Entrypoint": null,
                "WorkingDir": "/app",
                "Volumes": null,
                "Labels": {"org.opencontainers.image.title": self.tags.first().map_or("", |tag| tag.as_str())},
            },
            "RootFS": {"Type": "layers", "Layers": layers.collect::<Vec<_>>()},
            "Metadata": {"LastTagTime": time(self.created)},
        })
    }

    fn tell(&self, engine: &Engine, action: &str, name: &str) {
        engine
            .events
            .tell("image", action, &self.id, &[("name", name)]);
    }
}

/// A reference's repository and tag, complete.
pub(super) fn split(reference: &str) -> (String, String) {
    let reference = reference.split('@').next().unwrap_or_default();
    let (repository, tag) = match reference.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        Some(_) | None => (reference, "latest"),
    };
    let first = repository.split('/').next().unwrap_or_default();
    let has_registry =
        repository.contains('/') && (first.contains(['.', ':']) || first == "localhost");
    let repository = match (has_registry, repository.contains('/')) {
        (true, _) => repository.to_owned(),
        (false, true) => format!("docker.io/{repository}"),
        (false, false) => format!("docker.io/library/{repository}"),
    };
    (repository, tag.to_owned())
}

/// The same in one.
pub(super) fn complete(reference: &str) -> String {
    let (repository, tag) = split(reference);
    format!("{repository}:{tag}")
}

/// The place of the image of this id, start of an id, tag or digest.
pub(super) fn find(state: &State, reference: &str) -> Result<usize, Fault> {
    let bare = reference.strip_prefix("sha256:").unwrap_or(reference);
    let tag = complete(reference);
    let is = |one: &Image| {
        let by_id = bare.len() >= 4 && one.id["sha256:".len()..].starts_with(bare);
        let by_digest = reference.contains('@') && one.digests().iter().any(|own| own == reference);
        by_id || by_digest || one.tags.contains(&tag)
    };
    let found = state.images.iter().position(is);
    found.ok_or_else(|| (StatusCode::NOT_FOUND, format!("No such image: {reference}")))
}

fn users(state: &State, image: &Image) -> Vec<(String, bool)> {
    let containers = state.containers.iter();
    let made = containers.filter(|one| super::json::image_id(state, &one.spec) == image.id);
    made.map(|one| (one.spec.name.clone(), one.is_live()))
        .collect()
}

pub(super) fn list(engine: &Engine, query: Query<'_>) -> Answer {
    let state = engine.state();
    let dangling = query.filter("dangling");
    let references = query.filter("reference");
    let wanted = |one: &&Image| {
        let named = references
            .iter()
            .any(|name| one.tags.contains(&complete(name)));
        (dangling.is_empty() || dangling.contains(&one.tags.is_empty().to_string()))
            && (references.is_empty() || named)
    };
    Ok(ok(&rows(&state, wanted).into()))
}

/// Rows of the list, as `system df` has them too.
pub(super) fn rows(state: &State, wanted: impl Fn(&&Image) -> bool) -> Vec<Value> {
    let images = state.images.iter().filter(wanted);
    images.map(|one| one.row(users(state, one).len())).collect()
}

pub(super) fn inspect(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    Ok(ok(&state.images[find(&state, name)?].document()))
}

pub(super) fn history(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    let image = &state.images[find(&state, name)?];
    let steps = STEPS.iter().enumerate().rev().map(|(place, (by, share))| {
        let newest = place + 1 == STEPS.len();
        json!({
            "Id": if newest { image.id.as_str() } else { "<missing>" },
            "Created": (image.created - SignedDuration::from_mins(4 - i64::try_from(place).unwrap_or(0))).as_second(),
            "CreatedBy": by,
            "Tags": if newest { image.tags.clone() } else { Vec::new() },
            "Size": image.size * share / 100,
            "Comment": "buildkit.dockerfile.v0",
        })
    });
    Ok(ok(&steps.collect::<Vec<_>>().into()))
}

/// What its registry has of this name: another one, if the scenario says so.
pub(super) fn distribution(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    let found = find(&state, name).ok().map(|found| &state.images[found]);
    let digest = match found {
        Some(image) if !image.outdated => image.local_digest(),
        Some(_) => format!("sha256:{}", digest(&format!("newer/{name}"))),
        None => {
            let message = format!("no such manifest: {}", complete(name));
            return fault(StatusCode::NOT_FOUND, message);
        }
    };
    let kind = "application/vnd.oci.image.index.v1+json";
    Ok(ok(&json!({
        "Descriptor": {"mediaType": kind, "digest": digest, "size": 1609},
        "Platforms": [{"architecture": "amd64", "os": "linux"}],
    })))
}

pub(super) fn search(query: Query<'_>) -> Answer {
    let term = query.text("term");
    let known = [
        ("nginx", "Official build of Nginx.", 20_940, true),
        ("httpd", "The Apache HTTP Server Project", 4_870, true),
        (
            "postgres",
            "The PostgreSQL object-relational database system",
            14_410,
            true,
        ),
        (
            "valkey/valkey",
            "An open source high-performance key/value store",
            160,
            false,
        ),
        (
            "caddy",
            "Caddy 2 is a powerful web server with automatic HTTPS",
            820,
            true,
        ),
        (
            "prom/node-exporter",
            "Exporter for machine metrics: web endpoint",
            310,
            false,
        ),
        (
            "grafana/grafana",
            "The official Grafana docker container, web dashboards",
            3_580,
            false,
        ),
    ];
    let found = known.iter().filter(|(name, about, ..)| {
        let wanted = term.to_lowercase();
        name.contains(&wanted) || about.to_lowercase().contains(&wanted)
    });
    let found = found.map(|(name, about, stars, official)| {
        json!({"name": name, "description": about, "star_count": stars, "is_official": official, "is_automated": false})
    });
    Ok(ok(&found.collect::<Vec<_>>().into()))
}

pub(super) fn tag(engine: &Engine, name: &str, query: Query<'_>) -> Answer {
    let mut state = engine.state();
    let found = find(&state, name)?;
    let tag = Some(query.text("tag")).filter(|tag| !tag.is_empty());
    let wanted = format!(
        "{}:{}",
        query.text("repo"),
        tag.unwrap_or("latest".to_owned())
    );
    give(&mut state, found, &complete(&wanted));
    state.images[found].tell(engine, "tag", &wanted);
    Ok(empty(StatusCode::CREATED))
}

/// A tag is on one image only.
fn give(state: &mut State, place: usize, tag: &str) {
    for image in &mut state.images {
        image.tags.retain(|own| own != tag);
    }
    state.images[place].tags.push(tag.to_owned());
}

/// Stores an image, in the place of one with the same id, and gives it its tags alone.
pub(super) fn store(engine: &Engine, image: Image, action: &str) -> Result<(), Fault> {
    let mut state = engine.state();
    room(&state.images)?;
    let tags = image.tags.clone();
    let named = tags.first().cloned().unwrap_or_default();
    image.tell(engine, action, &named);
    let place = state.images.iter().position(|one| one.id == image.id);
    let place = place.unwrap_or(state.images.len());
    if place == state.images.len() {
        state.images.push(image);
    } else {
        state.images[place] = image;
    }
    for tag in tags {
        give(&mut state, place, &tag);
    }
    Ok(())
}

pub(super) fn remove(engine: &Engine, name: &str, query: Query<'_>) -> Answer {
    let mut state = engine.state();
    let found = find(&state, name)?;
    let force = query.flag("force");
    let image = state.images[found].clone();
    let users = users(&state, &image);
    let tag = complete(name);
    let by_tag = image.tags.contains(&tag);
    let last = !by_tag || image.tags.len() == 1;
    let conflict = |why: String| {
        let short = &image.id[7..19];
        let message = format!("conflict: unable to delete {short} (must be forced) - {why}");
        fault(StatusCode::CONFLICT, message)
    };
    if !by_tag && image.tags.len() > 1 && !force {
        return conflict("image is referenced in multiple repositories".to_owned());
    }
    if let Some((user, live)) = users.first().filter(|(_, live)| last && (*live || !force)) {
        let how = if *live { "running" } else { "stopped" };
        return conflict(format!("image is being used by {how} container {user}"));
    }
    let mut done = Vec::new();
    if by_tag {
        state.images[found].tags.retain(|own| *own != tag);
        image.tell(engine, "untag", &image.id);
        done.push(json!({"Untagged": tag}));
    }
    if last {
        state.images.remove(found);
        image.tell(engine, "delete", &image.id);
        done.push(json!({"Deleted": image.id}));
    }
    Ok(ok(&done.into()))
}

/// `POST /commit`: a container's files as an image.
pub(super) fn commit(engine: &Engine, query: Query<'_>) -> Answer {
    let name = query.text("container");
    let (spec, number) = {
        let mut state = engine.state();
        let found = state
            .position(&name)
            .ok_or_else(|| super::reply::unknown(&name))?;
        (state.containers[found].spec.clone(), state.number())
    };
    let repository = query.text("repo");
    let tag = Some(query.text("tag")).filter(|tag| !tag.is_empty());
    let tag = format!("{repository}:{}", tag.unwrap_or("latest".to_owned()));
    let tags = if repository.is_empty() {
        Vec::new()
    } else {
        vec![complete(&tag)]
    };
    let image = Image::named(
        &format!("commit/{}/{number}", spec.name),
        &tags,
        40 * MB,
        Timestamp::now(),
    );
    let id = image.id.clone();
    store(engine, image, "tag")?;
    Ok(reply(StatusCode::CREATED, &json!({"Id": id})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_completed() {
        for (short, full) in [
            ("nginx", "docker.io/library/nginx:latest"),
            ("valkey/valkey:8", "docker.io/valkey/valkey:8"),
            ("localhost/a:1", "localhost/a:1"),
            ("127.0.0.1:5000/a", "127.0.0.1:5000/a:latest"),
            ("quay.io/a/b:c@sha256:12", "quay.io/a/b:c"),
        ] {
            assert_eq!(complete(short), full);
        }
    }
}
