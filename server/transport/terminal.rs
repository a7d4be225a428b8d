//! A command in a pseudo-terminal on a host: its output, its input, its size and its end, each apart,
//! so that they can be used side by side.

use std::io;

use pty_process::{OwnedReadPty, OwnedWritePty, Size};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Child,
};

use super::{Local, TransportError, process};

/// Rows and columns, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    pub rows: u16,
    pub columns: u16,
}

/// A running command and both ends of its terminal.
#[derive(Debug)]
pub struct Terminal {
    pub output: TerminalOutput,
    pub input: TerminalInput,
    /// Killed when dropped.
    pub process: Child,
}

/// What the command writes.
#[derive(Debug)]
pub struct TerminalOutput(OwnedReadPty);

/// What the command reads, and the size it sees.
#[derive(Debug)]
pub struct TerminalInput(OwnedWritePty);

impl TerminalOutput {
    /// Bytes as they come; 0 when the command and all it started have let go of the terminal.
    pub async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer).await {
            // Linux' way to say that the other side is closed.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                Ok(0)
            }
            read => read,
        }
    }
}

impl TerminalInput {
    /// Types the bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await
    }

    /// Tells the command its new size.
    pub fn resize(&self, size: TerminalSize) -> io::Result<()> {
        self.0.resize(size.into()).map_err(io_error)
    }
}

impl From<TerminalSize> for Size {
    fn from(size: TerminalSize) -> Self {
        Self::new(size.rows, size.columns)
    }
}

pub(super) fn open(
    local: &Local,
    argv: &[&str],
    size: TerminalSize,
) -> Result<Terminal, TransportError> {
    let failed = |error| TransportError::of("a terminal", io_error(error));
    let (pty, pts) = pty_process::open().map_err(failed)?;
    pty.resize(size.into()).map_err(failed)?;
    let mut command = process::command(local, argv)?;
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
    let name = argv.first().copied().unwrap_or_default();
    let process = pty_process::Command::from(command)
        .spawn(pts)
        .map_err(|error| TransportError::of(name, io_error(error)))?;
    let (output, input) = pty.into_split();
    Ok(Terminal {
        output: TerminalOutput(output),
        input: TerminalInput(input),
        process,
    })
}

fn io_error(error: pty_process::Error) -> io::Error {
    match error {
        pty_process::Error::Io(error) => error,
        pty_process::Error::Rustix(errno) => errno.into(),
        error @ (pty_process::Error::TokioAsyncFd(_) | pty_process::Error::Unsplit(..)) => {
            io::Error::other(error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    async fn until(output: &mut TerminalOutput, seen: &mut String, wanted: &str) {
        let mut buffer = [0; 1024];
        let read = async {
            while !seen.contains(wanted) {
                let length = output.read(&mut buffer).await.expect("readable");
                assert_ne!(length, 0, "ended before {wanted:?}: {seen:?}");
                seen.push_str(&String::from_utf8_lossy(&buffer[..length]));
            }
        };
        let limit = std::time::Duration::from_secs(10);
        assert!(
            tokio::time::timeout(limit, read).await.is_ok(),
            "no {wanted:?} in {seen:?}"
        );
    }

    #[tokio::test]
    async fn a_terminal_takes_input_resizes_and_tells_how_it_ended() {
        let local = Local {
            root: PathBuf::from("/"),
        };
        let small = TerminalSize {
            rows: 10,
            columns: 20,
        };
        let script = "stty size; read word; stty size; echo got $word; exit 7";
        let mut terminal = open(&local, &["sh", "-c", script], small).expect("a terminal");
        let mut seen = String::new();
        until(&mut terminal.output, &mut seen, "10 20").await;
        let large = TerminalSize {
            rows: 33,
            columns: 44,
        };
        terminal.input.resize(large).expect("resized");
        terminal.input.write(b"hello\n").await.expect("written");
        until(&mut terminal.output, &mut seen, "33 44").await;
        until(&mut terminal.output, &mut seen, "got hello").await;
        let mut rest = [0; 64];
        while terminal.output.read(&mut rest).await.expect("readable") > 0 {}
        let status = terminal.process.wait().await.expect("ended");
        assert_eq!(status.code(), Some(7));
    }
}
