//! Commands on a host: found, given a bare environment, and killed when dropped.

use std::{ffi::OsString, io, path::PathBuf, process::Stdio};

use command_fds::{CommandFdExt, FdMapping};
use tokio::{
    net::unix::pipe,
    process::{Child, Command},
};

use super::{Local, TransportError};

/// Where programs lie, in order; beneath another root than `/` nothing else is tried.
const PROGRAM_FOLDERS: [&str; 6] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
];

/// Where a command of [`spawn_with_progress`] finds the pipe to write to.
pub const PROGRESS_FD: i32 = 3;

pub(super) fn spawn(local: &Local, argv: &[&str]) -> Result<Child, TransportError> {
    start(piped(local, argv)?, argv)
}

/// The same with a fourth pipe, which the command has as [`PROGRESS_FD`]: no other process inherits it, so that it
/// ends with the command.
pub(super) fn spawn_with_progress(
    local: &Local,
    argv: &[&str],
) -> Result<(Child, pipe::Receiver), TransportError> {
    let mut command = piped(local, argv)?;
    let failed = |error: io::Error| TransportError::of("a pipe", error);
    let (reader, writer) = io::pipe().map_err(failed)?;
    let mapping = FdMapping {
        parent_fd: writer.into(),
        child_fd: PROGRESS_FD,
    };
    command
        .fd_mappings(vec![mapping])
        .map_err(|error| failed(io::Error::other(error)))?;
    let reader = pipe::Receiver::from_owned_fd(reader.into()).map_err(failed)?;
    Ok((start(command, argv)?, reader))
}

fn piped(local: &Local, argv: &[&str]) -> Result<Command, TransportError> {
    let mut command = command(local, argv)?;
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command)
}

fn start(mut command: Command, argv: &[&str]) -> Result<Child, TransportError> {
    let name = argv.first().copied().unwrap_or_default();
    command
        .spawn()
        .map_err(|error| TransportError::of(name, error))
}

/// The command with its program found and nothing of this server's environment but `PATH`, which
/// cannot carry a secret.
pub(super) fn command(local: &Local, argv: &[&str]) -> Result<Command, TransportError> {
    let Some((name, arguments)) = argv.split_first() else {
        return Err(TransportError::Unsuitable {
            what: "an empty command".to_owned(),
            problem: "names no program",
        });
    };
    let mut command = Command::new(program(local, name)?);
    command
        .args(arguments)
        .env_clear()
        .env("PATH", search_path())
        .kill_on_drop(true);
    Ok(command)
}

fn program(local: &Local, name: &str) -> Result<PathBuf, TransportError> {
    if local.is_this_machine() {
        return Ok(PathBuf::from(name));
    }
    if name.starts_with('/') {
        return local.locate(name);
    }
    let found = PROGRAM_FOLDERS
        .into_iter()
        .find_map(|folder| local.locate(&format!("{folder}/{name}")).ok());
    found.ok_or_else(|| TransportError::NotFound {
        what: format!("the program {name}"),
    })
}

fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_else(|| PROGRAM_FOLDERS.join(":").into())
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, path::Path};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::super::Transport;
    use super::*;

    fn this_machine() -> Transport {
        Transport::Local(Local {
            root: PathBuf::from("/"),
        })
    }

    #[tokio::test]
    async fn arguments_reach_the_program_as_they_are() {
        let child = this_machine().spawn(&["printf", "%s|", "a b", "$(id)", ";ls"]);
        let output = child.expect("started").wait_with_output().await;
        assert_eq!(output.expect("ended").stdout, b"a b|$(id)|;ls|");
    }

    #[tokio::test]
    async fn the_environment_is_bare_and_all_streams_are_piped() {
        let mut child = this_machine().spawn(&["sh", "-c", "env; cat >&2; exit 3"]);
        let child = child.as_mut().expect("started");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(b"through").await.expect("written");
        drop(input);
        let (mut out, mut err) = (String::new(), String::new());
        let mut stdout = child.stdout.take().expect("piped");
        let mut stderr = child.stderr.take().expect("piped");
        stdout.read_to_string(&mut out).await.expect("text");
        stderr.read_to_string(&mut err).await.expect("text");
        assert!(out.contains("LC_ALL=C\n"), "{out}");
        assert!(!out.contains("HOME=") && !out.contains("CARGO"), "{out}");
        assert_eq!(err, "through");
        assert_eq!(child.wait().await.expect("ended").code(), Some(3));
    }

    #[tokio::test]
    async fn a_fourth_pipe_carries_progress_and_ends_with_the_command() {
        let script = "echo said; echo told >&3; [ -e /proc/self/fd/4 ] && echo more >&3; exit 0";
        let spawned = this_machine().spawn_with_progress(&["sh", "-c", script]);
        let (child, mut progress) = spawned.expect("started");
        let mut told = String::new();
        progress.read_to_string(&mut told).await.expect("text");
        assert_eq!(told, "told\n");
        let output = child.wait_with_output().await.expect("ended");
        assert_eq!(output.stdout, b"said\n");
    }

    #[tokio::test]
    async fn dropping_a_child_kills_it() {
        let child = this_machine().spawn(&["sleep", "1000"]).expect("started");
        let proc = format!("/proc/{}", child.id().expect("running"));
        assert!(Path::new(&proc).exists());
        drop(child);
        let ended = async {
            while Path::new(&proc).exists() {
                tokio::task::yield_now().await;
            }
        };
        let limit = std::time::Duration::from_secs(10);
        tokio::time::timeout(limit, ended).await.expect("killed");
    }

    #[tokio::test]
    async fn beneath_another_root_only_its_own_programs_are_found() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bin = folder.path().join("usr/bin");
        std::fs::create_dir_all(&bin).expect("folders");
        std::fs::write(bin.join("hello"), "#!/bin/sh\necho hello from beneath\n").expect("a file");
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(bin.join("hello"), executable).expect("permissions");
        let root = folder.path().to_owned();
        let transport = Transport::Local(Local { root });

        let child = transport.spawn(&["hello"]).expect("found");
        let output = child.wait_with_output().await.expect("ended");
        assert_eq!(output.stdout, b"hello from beneath\n");
        let error = transport.spawn(&["sh"]).expect_err("this machine's own");
        assert!(matches!(error, TransportError::NotFound { .. }), "{error}");
    }
}
