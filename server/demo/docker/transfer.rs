//! Images on their way: pulled with the progress of their layers, loaded, saved and built. Nothing is
//! fetched from anywhere; it takes a moment, and can be cut.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    engine::Engine,
    images::{self, Image, complete, split},
    reply::{Answer, Query, archive, fault, streamed},
    volumes::MB,
};
use crate::demo::world::digest;

/// Between two words of progress.
const STEP: Duration = Duration::from_millis(350);

/// Layers of every image, in millions of bytes.
const LAYERS: [u64; 4] = [29, 12, 47, 1];

/// Words of progress for one layer's download.
const PIECES: u64 = 5;

/// Names that no registry of the demo knows.
const MISSING: [&str; 3] = ["nothing", "missing", "nonesuch"];

/// Size of a tar archive's blocks.
const BLOCK: usize = 512;

/// What is told next, and what is stored at the end.
struct Telling {
    engine: Arc<Engine>,
    lines: std::vec::IntoIter<Value>,
    image: Option<Image>,
    action: &'static str,
}

impl Telling {
    /// A line at a time; the image is stored with the last, if somebody still listens.
    fn answer(self, pause: Duration) -> Answer {
        let chunks = stream::unfold(self, move |mut telling| async move {
            let line = telling.lines.next()?;
            sleep(pause).await;
            if telling.lines.len() == 0
                && let Some(image) = telling.image.take()
                && let Err((_, message)) = images::store(&telling.engine, image, telling.action)
            {
                let line = json!({"error": message, "errorDetail": {"message": message}});
                return Some((Bytes::from(format!("{line}\n")), telling));
            }
            Some((Bytes::from(format!("{line}\n")), telling))
        });
        Ok(streamed("application/json", chunks))
    }
}

/// `POST /images/create`.
pub(super) fn pull(engine: &Arc<Engine>, query: Query<'_>) -> Answer {
    let (name, tag) = (query.text("fromImage"), query.text("tag"));
    if name.is_empty() {
        return fault(
            StatusCode::BAD_REQUEST,
            "the demo imports no archives as images",
        );
    }
    let wanted = match (tag.as_str(), name.contains('@')) {
        ("", _) | (_, true) => complete(&name),
        (tag, false) if tag.starts_with("sha256:") => complete(&name),
        (tag, false) => complete(&format!("{name}:{tag}")),
    };
    let (repository, tag) = split(&wanted);
    let last = repository.rsplit('/').next().unwrap_or_default();
    if MISSING.iter().any(|missing| last.starts_with(missing)) {
        let message = format!(
            "pull access denied for {name}, repository does not exist or may require 'docker login'"
        );
        return fault(StatusCode::NOT_FOUND, message);
    }
    let path = repository
        .split_once('/')
        .map_or(&*repository, |(_, path)| path);
    let mut lines = vec![json!({"status": format!("Pulling from {path}"), "id": tag})];
    let layer = |number: usize| digest(&format!("layer/{wanted}/{number}"))[..12].to_owned();
    let said = |number: usize, text: &str| json!({"status": text, "progressDetail": {}, "id": layer(number)});
    let is = |number: usize, text: &str, now: u64, all: u64| {
        let detail = json!({"current": now * MB, "total": all * MB});
        json!({"status": text, "progressDetail": detail, "progress": format!("{now}MB/{all}MB"), "id": layer(number)})
    };
    lines.extend((0..LAYERS.len()).map(|number| said(number, "Pulling fs layer")));
    for piece in 1..=PIECES {
        for (number, size) in LAYERS.iter().enumerate() {
            lines.push(is(number, "Downloading", size * piece / PIECES, *size));
        }
    }
    for (number, size) in LAYERS.iter().enumerate() {
        lines.push(said(number, "Download complete"));
        lines.push(is(number, "Extracting", *size, *size));
        lines.push(said(number, "Pull complete"));
    }
    let size = LAYERS.iter().sum::<u64>() * MB;
    let tags = [wanted.clone()];
    let image = Image::named(&format!("pulled/{wanted}"), &tags, size, Timestamp::now());
    let digest = digest(&format!("manifest/{}", image.id));
    lines.push(json!({"status": format!("Digest: sha256:{digest}")}));
    lines.push(json!({"status": format!("Status: Downloaded newer image for {wanted}")}));
    let telling = Telling {
        engine: Arc::clone(engine),
        lines: lines.into_iter(),
        image: Some(image),
        action: "pull",
    };
    telling.answer(engine.pace(STEP / 3))
}

/// `POST /images/load`: an archive as `save` makes it.
pub(super) fn load(engine: &Arc<Engine>, body: &Bytes) -> Answer {
    if !is_archive(body) {
        return fault(StatusCode::BAD_REQUEST, "invalid archive: unexpected EOF");
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
    let tag = text.split("\"RepoTags\":[\"").nth(1);
    let tag = tag.and_then(|rest| rest.split('"').next());
    let tag = complete(tag.unwrap_or("localhost/loaded:latest"));
    let size = u64::try_from(body.len()).unwrap_or(0);
    let image = Image::named(
        &format!("loaded/{tag}"),
        std::slice::from_ref(&tag),
        size,
        Timestamp::now(),
    );
    let telling = Telling {
        engine: Arc::clone(engine),
        lines: vec![json!({"stream": format!("Loaded image: {tag}\n")})].into_iter(),
        image: Some(image),
        action: "load",
    };
    telling.answer(engine.pace(STEP))
}

/// `GET /images/{name}/get`: a small archive of the right form.
pub(super) fn save(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    let image = &state.images[images::find(&state, name)?];
    let config = json!({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}});
    let manifest = json!([{"Config": "config.json", "RepoTags": image.tags, "Layers": []}]);
    let mut tar = Vec::new();
    for (name, content) in [("manifest.json", manifest), ("config.json", config)] {
        entry(&mut tar, name, content.to_string().as_bytes());
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    engine
        .events
        .tell("image", "save", &image.id, &[("name", name)]);
    Ok(archive(tar))
}

/// `POST /build`: says what a build says, and makes an image of nothing.
pub(super) fn build(engine: &Arc<Engine>, query: Query<'_>, body: &Bytes) -> Answer {
    if !is_archive(body) {
        return fault(
            StatusCode::BAD_REQUEST,
            "cannot read the build context: unexpected EOF",
        );
    }
    let number = engine.state().number();
    let tags: Vec<_> = [query.text("t")]
        .into_iter()
        .filter(|tag| !tag.is_empty())
        .map(|tag| complete(&tag))
        .collect();
    let image = Image::named(&format!("built/{number}"), &tags, 61 * MB, Timestamp::now());
    let short = &image.id["sha256:".len()..][..12];
    let said = |text: String| json!({"stream": format!("{text}\n")});
    let mut lines = vec![
        said("Step 1/4 : FROM docker.io/library/alpine:3.22".to_owned()),
        said(format!(" ---> {}", &digest("alpine")[..12])),
        said("Step 2/4 : RUN apk add --no-cache curl".to_owned()),
        said(format!(" ---> Running in {}", &digest(short)[..12])),
        said("(1/2) Installing libcurl (8.14.1-r2)".to_owned()),
        said("(2/2) Installing curl (8.14.1-r2)".to_owned()),
        said("OK: 13 MiB in 24 packages".to_owned()),
        said("Step 3/4 : COPY . /app".to_owned()),
        said("Step 4/4 : CMD [\"/app/start\"]".to_owned()),
        json!({"aux": {"ID": image.id}}),
        said(format!("Successfully built {short}")),
    ];
    lines.extend(
        tags.iter()
            .map(|tag| said(format!("Successfully tagged {tag}"))),
    );
    let telling = Telling {
        engine: Arc::clone(engine),
        lines: lines.into_iter(),
        image: Some(image),
        action: "tag",
    };
    telling.answer(engine.pace(STEP))
}

/// A tar archive, or one compressed by gzip, bzip2, xz or zstd.
fn is_archive(body: &[u8]) -> bool {
    let compressed: [&[u8]; 4] = [b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"];
    compressed.iter().any(|magic| body.starts_with(magic))
        || body.get(257..262).is_some_and(|magic| magic == b"ustar")
}

/// A file of a tar archive, as POSIX has it.
fn entry(tar: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut header = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", content.len()));
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar");
    put(263, "00");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\0 ");
    header[148..156].copy_from_slice(sum.as_bytes());
    tar.extend_from_slice(&header);
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(BLOCK), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_told_from_nonsense() {
        let mut tar = Vec::new();
        entry(&mut tar, "manifest.json", b"{}");
        assert_eq!(tar.len(), 2 * BLOCK);
        assert!(is_archive(&tar));
        assert!(!is_archive(b"") && !is_archive(b"nonsense"));
    }
}
