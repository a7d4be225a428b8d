//! `docker run` and `podman run` lines, read into a specification and written from one. Nothing is run, and
//! nothing is expanded: what a shell would put in the place of `$NAME` is told instead.

mod mounts;
mod networks;
mod others;
mod parts;
mod shapes;
mod table;
mod words;

use crate::model::{ContainerSpec, EngineKind, ImageRef, ParsedRunCommand, RunCommand};

use super::spec;
use parts::Draft;
use table::{Act, TABLE};

/// Bytes of a line.
const LONGEST_LINE: usize = 48 * 1024;

/// An option as it stands in the line.
struct Given {
    act: Act,
    name: String,
    value: Option<String>,
}

/// What a line asks for; or why it cannot be read, in a sentence.
pub(super) fn parse(line: &str) -> Result<ParsedRunCommand, String> {
    if line.len() > LONGEST_LINE {
        return Err(format!(
            "the line is longer than {LONGEST_LINE} bytes; shorten it"
        ));
    }
    let mut words = words::split(line)?.into_iter();
    let start = program(&mut words)?;
    let mut given = Vec::new();
    let image = loop {
        let word = words.next().ok_or(
            "the line names no image; write it after the options, like `docker run nginx:1`",
        )?;
        if word == "--" {
            break words
                .next()
                .ok_or("the line names no image after `--`; add it")?;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            given.push(option(format!("--{name}"), value, &mut words)?);
        } else if let Some(cluster) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            shorts(&mut given, cluster, &mut words)?;
        } else {
            break word;
        }
    };
    let mut spec = ContainerSpec::of(image_of(&image)?);
    spec.start = start;
    let mut draft = Draft::new(spec);
    for option in &given {
        apply(&mut draft, option);
    }
    let command: Vec<String> = words.collect();
    if let Some(word) = command.iter().find(|word| words::has_expansion(word)) {
        draft.left_out(format!(
            "the command has `{}`, which the console does not expand: it stands there as it is written",
            words::expansion(word)
        ));
    }
    draft.spec.command = command.iter().map(|word| words::shown(word)).collect();
    Ok(draft.finish())
}

fn image_of(word: &str) -> Result<ImageRef, String> {
    if words::has_expansion(word) {
        return Err(format!(
            "the image is `{}`, and the console does not know what that stands for; write the \
             image itself",
            words::shown(word)
        ));
    }
    word.parse().map_err(|error| {
        format!(
            "`{}` stands where the image does: {error}",
            word.escape_debug()
        )
    })
}

/// Past `sudo`, the program and its verb; whether the container is to be started.
fn program(words: &mut impl Iterator<Item = String>) -> Result<bool, String> {
    let odd =
        || "the line is no `docker run` and no `podman run`; begin it with one of these".to_owned();
    let mut word = words.next().ok_or_else(odd)?;
    if word == "sudo" {
        // Its flags; one with a value names no container.
        word = words.find(|word| !word.starts_with('-')).ok_or_else(odd)?;
    }
    let name = word.rsplit('/').next().unwrap_or_default();
    if !matches!(name, "docker" | "podman") {
        return Err(odd());
    }
    let mut verb = words.next().ok_or_else(odd)?;
    if verb == "container" {
        verb = words.next().ok_or_else(odd)?;
    }
    match verb.as_str() {
        "run" => Ok(true),
        "create" => Ok(false),
        option if option.starts_with('-') => Err(format!(
            "`{}` stands before `run`: remove it, the console knows its engine",
            option.escape_debug()
        )),
        _ => Err(odd()),
    }
}

/// An option with its value, from behind `=` or from the next word.
fn option(
    name: String,
    value: Option<&str>,
    words: &mut impl Iterator<Item = String>,
) -> Result<Given, String> {
    let act = table::act(&name).ok_or_else(|| unknown(&name))?;
    let value = match (act.takes_value(), value) {
        (_, Some(value)) => Some(value.to_owned()),
        (false, None) => None,
        (true, None) => {
            let next = words.next();
            Some(next.ok_or_else(|| format!("`{name}` has no value; add it"))?)
        }
    };
    Ok(Given { act, name, value })
}

/// `-it`, `-p80:80`, `-dp 80:80`, `-t=false`.
fn shorts(
    given: &mut Vec<Given>,
    cluster: &str,
    words: &mut impl Iterator<Item = String>,
) -> Result<(), String> {
    let mut rest = cluster;
    while let Some(letter) = rest.chars().next() {
        let name = format!("-{letter}");
        rest = &rest[letter.len_utf8()..];
        let act = table::act(&name).ok_or_else(|| unknown(&name))?;
        let attached = rest.strip_prefix('=');
        if act.takes_value() {
            let attached = attached.or((!rest.is_empty()).then_some(rest));
            given.push(option(name, attached, words)?);
            return Ok(());
        }
        given.push(option(name, attached, words)?);
        if attached.is_some() {
            return Ok(());
        }
    }
    Ok(())
}

fn unknown(name: &str) -> String {
    format!(
        "`{}` is no option of `run` that the console knows; remove it, with its value",
        words::shown(name).escape_debug()
    )
}

/// A value that cannot be used costs its option, not the line.
fn apply(draft: &mut Draft, Given { act, name, value }: &Given) {
    let value = value.as_deref();
    let written = match value {
        Some(value) => format!("{name} {}", words::shown(value)),
        None => name.clone(),
    };
    if let Some(value) = value.filter(|value| words::has_expansion(value)) {
        draft.left_out(format!(
            "`{written}` was left out: the console does not expand `{}`; set it to what that stands for",
            words::expansion(value)
        ));
        return;
    }
    let done = match act {
        Act::Flag { read, .. } => shapes::truth(value).map(|on| read(&mut draft.spec, on)),
        Act::Value { read, .. } => read(draft, value.unwrap_or_default()),
        Act::Needless { .. } => Ok(()),
        Act::Outside { why, .. } => Err((*why).to_owned()),
    };
    if let Err(why) = done {
        draft.left_out(format!("`{written}` was left out: {why}"));
    }
}

/// The line that would make it with that engine's program, quoted for a POSIX shell.
pub(super) fn write(spec: &ContainerSpec, engine: EngineKind) -> Result<RunCommand, String> {
    spec::check(spec)?;
    let mut words = vec![
        match engine {
            EngineKind::Docker => "docker",
            EngineKind::Podman => "podman",
        }
        .to_owned(),
    ];
    if spec.start {
        words.extend(["run".to_owned(), "--detach".to_owned()]);
    } else {
        words.push("create".to_owned());
    }
    for row in TABLE {
        let name = row.names[0].to_owned();
        match row.act {
            Act::Flag { write, .. } if write(spec) => words.push(name),
            Act::Value { write, .. } => {
                let values = write(spec, engine);
                words.extend(values.into_iter().flat_map(|value| [name.clone(), value]));
            }
            Act::Flag { .. } | Act::Needless { .. } | Act::Outside { .. } => {}
        }
    }
    words.push(spec.image.to_string());
    // `--entrypoint` takes one word: the others go before the command, where they end up anyway.
    words.extend(spec.entrypoint.iter().skip(1).cloned());
    words.extend(spec.command.iter().cloned());
    Ok(RunCommand {
        line: words::join(&words)?,
    })
}

#[cfg(test)]
mod tests;
