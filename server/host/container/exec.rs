//! Terminals in containers. A shell belongs to a session of the console, outlives its browser's socket
//! for a while and can then be resumed; each is a task of the host's, which leaves no process behind.

mod hang_up;
mod life;
mod probe;
mod shell;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::{access::Permit, host::operations, model::ContainerRef};

use super::{ContainerEngine, HostError};
pub use shell::{Attachment, Keys, ShellEnd, ShellOutput};

use shell::Shell;

/// Shells of one host, all people's together.
const MOST: usize = 16;

/// Rows and columns, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSize {
    pub rows: u16,
    pub columns: u16,
}

/// Whose a shell is: nobody else resumes it.
#[derive(Clone, PartialEq, Eq)]
pub struct ShellOwner {
    /// The account's name.
    pub principal: String,
    /// Tells the sessions of an account apart.
    pub session: [u8; 32],
}

/// Which terminal is wanted.
#[derive(Debug, Clone)]
pub struct ShellRequest {
    pub container: ContainerRef,
    /// The program and its arguments; absent: a shell of the image's.
    pub command: Option<Vec<String>>,
    /// `name`, `uid`, or either with `:group`; absent: the container's own.
    pub user: Option<String>,
    pub size: WindowSize,
    pub owner: ShellOwner,
    /// The owner's session is over: the shell ends.
    pub ended: CancellationToken,
    /// The owner has no more use for it: it ends. Otherwise, it goes on for a while without a browser.
    pub dismissed: CancellationToken,
}

/// The shells of one host; `None` for one that is being opened.
#[derive(Debug, Default)]
pub(super) struct Shells(Mutex<HashMap<String, Option<Arc<Shell>>>>);

/// Room for one shell, given back when it is dropped.
#[derive(Debug)]
struct Place {
    shells: Arc<Shells>,
    id: String,
}

impl ContainerEngine {
    /// Opens a terminal. The permit is settled when it ends, whoever leaves meanwhile.
    pub async fn open_shell(
        &self,
        permit: Permit,
        request: ShellRequest,
    ) -> Result<Attachment, HostError> {
        let place = match self.shells.take() {
            Ok(place) => place,
            Err(error) => {
                permit.settle(Some(&error)).await;
                return Err(error);
            }
        };
        let (opened, answer) = oneshot::channel();
        let (engines, stop) = (Arc::clone(&self.engines), self.operations.stop().clone());
        self.operations
            .track(life::run(engines, permit, request, place, stop, opened));
        answer.await.unwrap_or_else(|_| Err(operations::stopping()))
    }

    /// Goes on with a shell of the owner's: everything it keeps is told again. Takes it from the browser
    /// that had it.
    pub fn resume_shell(
        &self,
        session: &str,
        owner: &ShellOwner,
        dismissed: CancellationToken,
    ) -> Result<Attachment, HostError> {
        let shells = self.shells.all();
        let shell = shells.get(session).and_then(Option::as_ref);
        match shell.filter(|shell| shell.owner == *owner) {
            Some(shell) => Ok(Shell::attach(shell, dismissed)),
            None => Err(HostError::NotFound {
                what: "such terminal any more".to_owned(),
            }),
        }
    }
}

impl Shells {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Option<Arc<Shell>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(self: &Arc<Self>) -> Result<Place, HostError> {
        let mut all = self.all();
        if all.len() >= MOST {
            return Err(HostError::Conflict {
                reason: format!("{MOST} terminals are open on this host; close one of them"),
            });
        }
        let id = operations::random_hex();
        all.insert(id.clone(), None);
        Ok(Place {
            shells: Arc::clone(self),
            id,
        })
    }
}

impl Place {
    fn fill(&self, shell: Arc<Shell>) {
        self.shells.all().insert(self.id.clone(), Some(shell));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shells.all().remove(&self.id);
    }
}

impl fmt::Debug for ShellOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShellOwner")
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

/// What a browser has for its shell.
#[derive(Debug)]
enum Typed {
    Bytes(Bytes),
    Resized(WindowSize),
}
