//! Programs of the demo host. Each is the same small script (`assets/demo/program.sh`), which hands its words over
//! through a folder beneath the host's `/run` and a pipe there; what they say is worked out here.

mod drift;
mod ostree;
mod remotes;
#[cfg(test)]
mod tests;

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{CWD, Mode, mkfifoat};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::unix::pipe::{OpenOptions, Receiver},
};

use super::world::World;

const SCRIPT: &str = include_str!("../../../assets/demo/program.sh");

/// Their names. That `rpm-ostree` is there says what kind of host it is; its daemon answers on the bus.
const NAMES: [&str; 2] = ["ostree", "rpm-ostree"];

/// Beneath the host's root.
const FOLDER: &str = "run/programs";

/// Bytes of words and of input that are read.
const INPUT_LIMIT: u64 = 256 * 1024;

/// What a program says, and its exit code.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Said {
    out: String,
    err: String,
    code: u8,
}

impl Said {
    fn fine(out: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            ..Self::default()
        }
    }

    /// As ostree says it.
    fn error(why: impl AsRef<str>) -> Self {
        Self {
            err: format!("error: {}\n", why.as_ref()),
            code: 1,
            ..Self::default()
        }
    }
}

/// The other side of the programs, while the host is up; their folder goes with it.
#[derive(Debug)]
pub(super) struct Programs {
    asked: BufReader<Receiver>,
    root: PathBuf,
    world: Arc<World>,
}

/// Puts the programs where they belong.
pub(super) fn install(root: &Path) -> io::Result<()> {
    let folder = root.join("usr/bin");
    fs::create_dir_all(&folder)?;
    for name in NAMES {
        let path = folder.join(name);
        fs::write(&path, SCRIPT)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

impl Programs {
    pub(super) fn start(root: &Path, world: Arc<World>) -> io::Result<Self> {
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let asked = folder.join("asked");
        mkfifoat(CWD, &asked, Mode::RUSR | Mode::WUSR)?;
        // With a writer of our own it does not end with each program.
        let asked = OpenOptions::new().read_write(true).open_receiver(&asked)?;
        Ok(Self {
            asked: BufReader::new(asked),
            root: root.to_owned(),
            world,
        })
    }

    /// Answers one program after the other.
    pub(super) async fn serve(mut self) {
        let mut name = String::new();
        loop {
            name.clear();
            match self.asked.read_line(&mut name).await {
                Ok(length) if length > 0 => {}
                Ok(_) => return,
                Err(error) => {
                    tracing::error!(%error, "the demo host's programs cannot be heard any more");
                    return;
                }
            }
            if let Err(error) = self.answer(name.trim()) {
                // Its caller may have ended it.
                tracing::debug!(%error, "a program of the demo host got no answer");
            }
        }
    }

    fn answer(&self, name: &str) -> io::Result<()> {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(io::Error::other("the name of a folder was expected"));
        }
        let folder = self.root.join(FOLDER).join(name);
        let words = read(&folder.join("words"))?;
        let words: Vec<&str> = words.split_terminator('\0').collect();
        let input = read(&folder.join("input"))?;
        let said = match words.split_first() {
            Some((&"ostree", words)) => ostree::run(&self.root, &self.world, words, &input)?,
            Some((&"rpm-ostree", ["--version"])) => Said::fine("rpm-ostree:\n Version: '2025.9'\n"),
            Some(_) | None => Said::error("the demo host's program does not know this"),
        };
        fs::write(folder.join("stdout"), said.out)?;
        fs::write(folder.join("stderr"), said.err)?;
        let mut end = fs::OpenOptions::new();
        let mut end = end.read(true).write(true).open(folder.join("end"))?;
        writeln!(end, "{}", said.code)
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(self.root.join(FOLDER)) {
            tracing::debug!(%error, "the folder of the demo host's programs has gone already");
        }
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = Vec::new();
    fs::File::open(path)?
        .take(INPUT_LIMIT)
        .read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
