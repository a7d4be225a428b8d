//! The demo host's `ostree`: of its commands those that rpm-ostree's daemon has no word for, in its own words.

use std::{fmt::Write as _, io, path::Path};

use super::{Said, drift, remotes};
use crate::demo::world::{Keep, Snapshot, World};

pub(super) fn run(root: &Path, world: &World, words: &[&str], input: &str) -> io::Result<Said> {
    Ok(match words {
        ["--version"] => Said::fine("libostree:\n Version: '2025.6'\n"),
        ["admin", "status"] => Said::fine(status(world, &world.snapshot())),
        ["admin", "pin", "-u" | "--unpin", place] => told(pin(world, place, Keep::No)),
        ["admin", "pin", place] => told(pin(world, place, Keep::Yes)),
        ["admin", "undeploy", place] => told(undeploy(world, place)),
        ["admin", "lock-finalization", "--unlock"] => told(unlock(world)),
        ["admin", "config-diff"] => Said::fine(drift::compare(root)?),
        ["remote", rest @ ..] => remotes::run(root, rest, input)?,
        _ => Said::error(format!("Unknown command '{}'", words.join(" "))),
    })
}

fn told(result: Result<String, String>) -> Said {
    match result {
        Ok(text) => Said::fine(text),
        Err(why) => Said::error(why),
    }
}

fn pin(world: &World, place: &str, keep: Keep) -> Result<String, String> {
    world.pin(index(place)?, keep)?;
    let word = match keep {
        Keep::Yes => "pinned",
        Keep::No => "unpinned",
    };
    Ok(format!("Deployment {place} is now {word}\n"))
}

fn undeploy(world: &World, place: &str) -> Result<String, String> {
    let index = index(place)?;
    let gone = world.snapshot().deployments.into_iter().nth(index);
    world.undeploy(index)?;
    let gone = gone.map(|one| format!("Deleted deployment {}.{}\n", one.checksum(), one.serial));
    Ok(gone.unwrap_or_default())
}

fn unlock(world: &World) -> Result<String, String> {
    world.unlock()?;
    Ok("Staged deployment is now queued to apply on shutdown\n".to_owned())
}

fn index(place: &str) -> Result<usize, String> {
    let index = place.parse();
    index.map_err(|_| format!("Invalid index: {place}"))
}

fn status(world: &World, now: &Snapshot) -> String {
    let scenario = &world.scenario;
    let booted = now.deployments.iter().position(|one| one.booted);
    let mut text = String::new();
    for (place, one) in now.deployments.iter().enumerate() {
        let mark = if one.booted { '*' } else { ' ' };
        let word = match booted {
            _ if one.staged => " (staged)",
            Some(booted) if place < booted => " (pending)",
            Some(booted) if place == booted + 1 => " (rollback)",
            Some(_) | None => "",
        };
        let (stateroot, checksum, serial) = (&scenario.stateroot, one.checksum(), one.serial);
        let pinned = if one.pinned { "    Pinned: yes\n" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{mark} {stateroot} {checksum}.{serial}{word}\n    Version: {}\n{pinned}    \
             origin: <unknown origin type>\n",
            one.image.version
        );
    }
    text
}
