//! One shell as its browser sees it: the output it keeps, who reads it, and how it ended. A browser that
//! is slow holds the shell up; without one, the oldest output goes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::host::HostError;

use super::{ShellOwner, Typed, WindowSize};

/// Bytes of output that are kept for a browser that comes back.
const KEPT: usize = 256 * 1024;
/// Bytes that a shell may be ahead of its browser.
const AHEAD: u64 = 64 * 1024;
/// Bytes that are told at once.
const PIECE: usize = 16 * 1024;
/// Messages of a browser that wait for the container.
const TYPED: usize = 64;

/// Between the task that runs a shell and the browsers that show it.
#[derive(Debug)]
pub(super) struct Shell {
    pub(super) id: String,
    pub(super) owner: ShellOwner,
    /// What runs: the program's name.
    pub(super) program: String,
    screen: Mutex<Screen>,
    /// Output, a reader, its progress, the end.
    changed: Notify,
    typed: mpsc::Sender<Typed>,
    /// Its owner has closed it.
    pub(super) closed: CancellationToken,
}

#[derive(Debug, Default)]
struct Screen {
    kept: VecDeque<u8>,
    /// Bytes since the start; the last of `kept` is the last of them.
    written: u64,
    /// Browsers so far: the latest is the one that reads.
    readers: u64,
    /// Where that one is; `None` when it has left.
    position: Option<u64>,
    ended: Option<ShellEnd>,
}

/// How a shell ended.
#[derive(Debug, Clone)]
pub enum ShellEnd {
    /// By itself, with this status; from 128 on, less 128 is the signal that ended it.
    Exited(i64),
    /// The engine or the container went away.
    Lost(HostError),
    /// The server ended it, and why.
    HungUp(&'static str),
}

/// What a shell has for its browser.
#[derive(Debug)]
pub enum ShellOutput {
    Bytes(Bytes),
    Ended(ShellEnd),
    /// Another browser of the same session goes on with it.
    TakenOver,
}

/// A browser's hold of a shell. Dropped, the shell waits for another, unless it was dismissed.
#[derive(Debug)]
pub struct Attachment {
    shell: Arc<Shell>,
    number: u64,
    dismissed: CancellationToken,
}

/// What a browser types, and the size of its window.
#[derive(Debug, Clone)]
pub struct Keys(mpsc::Sender<Typed>);

impl Keys {
    /// Waits while the container does not read. What is typed after the end is lost.
    pub async fn press(&self, bytes: Bytes) {
        let _ended = self.0.send(Typed::Bytes(bytes)).await;
    }

    pub async fn resize(&self, size: WindowSize) {
        let _ended = self.0.send(Typed::Resized(size)).await;
    }
}

impl Shell {
    pub(super) fn new(
        id: String,
        owner: ShellOwner,
        program: String,
    ) -> (Arc<Self>, mpsc::Receiver<Typed>) {
        let (typed, keys) = mpsc::channel(TYPED);
        let shell = Self {
            id,
            owner,
            program,
            screen: Mutex::default(),
            changed: Notify::new(),
            typed,
            closed: CancellationToken::new(),
        };
        (Arc::new(shell), keys)
    }

    /// The browser before it, if it is still there, is told so.
    pub(super) fn attach(shell: &Arc<Self>, dismissed: CancellationToken) -> Attachment {
        let mut screen = shell.screen();
        screen.readers += 1;
        screen.position = Some(screen.written - screen.kept.len() as u64);
        let number = screen.readers;
        drop(screen);
        shell.changed.notify_waiters();
        Attachment {
            shell: Arc::clone(shell),
            number,
            dismissed,
        }
    }

    pub(super) fn write(&self, bytes: &[u8]) {
        let mut screen = self.screen();
        screen.written += bytes.len() as u64;
        screen.kept.extend(bytes);
        let too_many = screen.kept.len().saturating_sub(KEPT);
        screen.kept.drain(..too_many);
        drop(screen);
        self.changed.notify_waiters();
    }

    pub(super) fn end(&self, end: ShellEnd) {
        self.screen().ended.get_or_insert(end);
        self.changed.notify_waiters();
    }

    /// Until the browser has read most of it, or has left.
    pub(super) async fn room(&self) {
        let has_room = |screen: &mut Screen| {
            let position = screen.position.unwrap_or(screen.written);
            (screen.written.saturating_sub(position) < AHEAD).then_some(())
        };
        self.until(has_room).await;
    }

    /// Until a browser is there, or none is.
    pub(super) async fn attended(&self, wanted: bool) {
        self.until(|screen| (screen.position.is_some() == wanted).then_some(()))
            .await;
    }

    async fn until<T>(&self, mut found: impl FnMut(&mut Screen) -> Option<T>) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // From here on, no change is missed.
            changed.as_mut().enable();
            if let Some(found) = found(&mut self.screen()) {
                return found;
            }
            changed.await;
        }
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Screen {
    fn read(&mut self, number: u64) -> Option<ShellOutput> {
        if self.readers != number {
            return Some(ShellOutput::TakenOver);
        }
        let oldest = self.written - self.kept.len() as u64;
        let position = self.position.unwrap_or(oldest).max(oldest);
        let from = usize::try_from(position - oldest).unwrap_or(usize::MAX);
        let piece: Bytes = self.kept.iter().skip(from).take(PIECE).copied().collect();
        self.position = Some(position + piece.len() as u64);
        if !piece.is_empty() {
            return Some(ShellOutput::Bytes(piece));
        }
        self.ended.clone().map(ShellOutput::Ended)
    }
}

impl Attachment {
    /// What to resume it by.
    pub fn session(&self) -> &str {
        &self.shell.id
    }

    /// What runs in the terminal.
    pub fn program(&self) -> &str {
        &self.shell.program
    }

    pub fn keys(&self) -> Keys {
        Keys(self.shell.typed.clone())
    }

    /// What comes next; may be dropped and called again.
    pub async fn next(&self) -> ShellOutput {
        let output = self.shell.until(|screen| screen.read(self.number)).await;
        // There may be room now.
        self.shell.changed.notify_waiters();
        output
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        let mut screen = self.shell.screen();
        if screen.readers != self.number {
            return;
        }
        screen.position = None;
        drop(screen);
        if self.dismissed.is_cancelled() {
            self.shell.closed.cancel();
        }
        self.shell.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn shell() -> Arc<Shell> {
        let owner = ShellOwner {
            principal: "ada".to_owned(),
            session: [0; 32],
        };
        Shell::new("id".to_owned(), owner, "sh".to_owned()).0
    }

    async fn all(attachment: &Attachment) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(ShellOutput::Bytes(piece)) = attachment.next().now_or_never() {
            all.extend_from_slice(&piece);
        }
        all
    }

    #[tokio::test]
    async fn a_browser_that_returns_gets_the_last_output_again() {
        let shell = shell();
        let first = Shell::attach(&shell, CancellationToken::new());
        shell.write(b"hello");
        assert_eq!(all(&first).await, b"hello");
        drop(first);
        assert!(!shell.closed.is_cancelled());
        let long = vec![b'x'; KEPT];
        shell.write(b"lost");
        shell.write(&long);
        let second = Shell::attach(&shell, CancellationToken::new());
        assert_eq!(all(&second).await, long);
        let third = Shell::attach(&shell, CancellationToken::new());
        assert!(matches!(second.next().await, ShellOutput::TakenOver));
        drop(second);
        shell.attended(true).await;
        shell.end(ShellEnd::Exited(3));
        assert_eq!(all(&third).await, long);
        assert!(matches!(
            third.next().await,
            ShellOutput::Ended(ShellEnd::Exited(3))
        ));
    }

    #[tokio::test]
    async fn a_slow_browser_holds_the_shell_up_and_none_does_not() {
        let shell = shell();
        let attachment = Shell::attach(&shell, CancellationToken::new());
        shell.write(&[b'x'; 64 * 1024]);
        assert_eq!(shell.room().now_or_never(), None);
        assert_eq!(all(&attachment).await.len(), 64 * 1024);
        shell.room().await;
        shell.write(&[b'x'; 64 * 1024]);
        attachment.dismissed.cancel();
        drop(attachment);
        shell.room().await;
        assert!(shell.closed.is_cancelled());
    }
}
