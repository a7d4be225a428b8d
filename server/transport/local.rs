//! A host whose files lie beneath `root` here: `/` on a real host, `/host` inside a container, a
//! temporary tree for the demo host and the tests. Paths beneath another root than `/` are resolved
//! by the kernel (`openat2`), so that no link of the host leads into this machine's own tree.

use std::{
    fs::File,
    io::{self, Read},
    os::fd::AsRawFd,
    path::{Path, PathBuf},
};

use rustix::{
    fd::OwnedFd,
    fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2},
    io::Errno,
};

use super::{SocketPath, TransportError};

/// `sockaddr_un.sun_path` without its closing zero.
const SUN_PATH: usize = 107;

/// `openat2` says EAGAIN where a rename races with it; so often it is tried.
const ATTEMPTS: usize = 16;

/// The root of a host's tree on this machine.
#[derive(Debug, Clone)]
pub struct Local {
    pub root: PathBuf,
}

impl Local {
    /// Is it this machine itself?
    pub(super) fn is_this_machine(&self) -> bool {
        self.root == Path::new("/")
    }

    pub(super) fn socket(&self, host_path: &str) -> Result<SocketPath, TransportError> {
        if self.is_this_machine() && host_path.len() <= SUN_PATH {
            return Ok(SocketPath {
                path: PathBuf::from(host_path),
                _held: None,
            });
        }
        // The kernel follows this link to the socket itself, however deep the root lies.
        let held = self.open(host_path, OFlags::PATH)?;
        Ok(SocketPath {
            path: PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd())),
            _held: Some(held),
        })
    }

    /// Where a file of the host really lies here, all links followed beneath the root.
    pub(super) fn locate(&self, host_path: &str) -> Result<PathBuf, TransportError> {
        let held = self.open(host_path, OFlags::PATH)?;
        std::fs::read_link(format!("/proc/self/fd/{}", held.as_raw_fd()))
            .map_err(|error| TransportError::of(host_path, error))
    }

    pub(super) async fn read(
        &self,
        host_path: &str,
        limit: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let local = self.clone();
        let path = host_path.to_owned();
        let read = tokio::task::spawn_blocking(move || local.read_blocking(&path, limit)).await;
        read.map_err(|error| TransportError::of(host_path, io::Error::other(error)))?
    }

    fn read_blocking(&self, host_path: &str, limit: usize) -> Result<Vec<u8>, TransportError> {
        let failed = |error| TransportError::of(host_path, error);
        // Without NONBLOCK, opening a named pipe would wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = File::from(self.open(host_path, flags)?);
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(TransportError::Unsuitable {
                what: host_path.to_owned(),
                problem: "is not a regular file",
            });
        }
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() > limit {
            return Err(TransportError::TooLarge {
                what: host_path.to_owned(),
                limit,
            });
        }
        Ok(bytes)
    }

    pub(super) fn open(&self, host_path: &str, flags: OFlags) -> Result<OwnedFd, TransportError> {
        let failed = |errno: Errno| TransportError::of(host_path, errno.into());
        let flags = flags | OFlags::CLOEXEC;
        if self.is_this_machine() {
            return openat(CWD, host_path, flags, Mode::empty()).map_err(failed);
        }
        let folder = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = openat(CWD, &self.root, folder, Mode::empty()).map_err(failed)?;
        let mut opened = Err(Errno::AGAIN);
        for _ in 0..ATTEMPTS {
            opened = openat2(
                &root,
                host_path,
                flags,
                Mode::empty(),
                ResolveFlags::IN_ROOT,
            );
            if !matches!(opened, Err(Errno::AGAIN)) {
                break;
            }
        }
        opened.map_err(|errno| match errno {
            Errno::NOSYS => TransportError::Unsuitable {
                what: host_path.to_owned(),
                problem: "cannot be opened safely: it takes openat2, of Linux 5.6 or newer",
            },
            errno => failed(errno),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use super::super::Transport;
    use super::*;

    fn tree() -> (tempfile::TempDir, Transport) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().to_owned();
        (folder, Transport::Local(Local { root }))
    }

    #[tokio::test]
    async fn links_are_followed_beneath_the_root_only() {
        let (folder, transport) = tree();
        let outside = tempfile::NamedTempFile::new().expect("a file outside");
        std::fs::create_dir_all(folder.path().join("usr/lib")).expect("folders");
        std::fs::create_dir(folder.path().join("etc")).expect("a folder");
        std::fs::write(folder.path().join("usr/lib/os-release"), "ID=demo").expect("a file");
        symlink("/usr/lib/os-release", folder.path().join("etc/os-release")).expect("a link");
        symlink(outside.path(), folder.path().join("etc/out")).expect("a link");
        symlink("../../../../../../etc/passwd", folder.path().join("etc/up")).expect("a link");

        let text = transport.read("/etc/os-release", 100).await;
        assert_eq!(text.expect("within the root"), b"ID=demo");
        for path in ["/etc/out", "/etc/up", "/../../../etc/passwd"] {
            let error = transport.read(path, 100).await.expect_err(path);
            assert!(matches!(error, TransportError::NotFound { .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn a_file_is_read_up_to_its_limit() {
        let (folder, transport) = tree();
        std::fs::write(folder.path().join("five"), "12345").expect("a file");
        assert_eq!(transport.read("/five", 5).await.expect("fits"), b"12345");
        let error = transport.read("/five", 4).await.expect_err("too large");
        assert!(matches!(error, TransportError::TooLarge { limit: 4, .. }));
        let error = transport.read("/", 4).await.expect_err("a folder");
        assert!(matches!(error, TransportError::Unsuitable { .. }));
    }

    #[tokio::test]
    async fn a_pipe_is_refused_without_waiting_for_its_writer() {
        let (folder, transport) = tree();
        let path = folder.path().join("pipe");
        rustix::fs::mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR).expect("a pipe");
        let error = transport.read("/pipe", 4).await.expect_err("a pipe");
        assert!(matches!(error, TransportError::Unsuitable { .. }));
    }

    #[tokio::test]
    async fn a_socket_is_reached_however_deep_the_root_lies() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("deep".repeat(40));
        std::fs::create_dir_all(root.join("run")).expect("folders");
        symlink("/run", root.join("var-run")).expect("a link");
        // Too long to bind by its own path: by way of the folder's descriptor.
        let run = File::open(root.join("run")).expect("a folder");
        let path = format!("/proc/self/fd/{}/a.sock", run.as_raw_fd());
        let listener = UnixListener::bind(path).expect("a socket");
        let transport = Transport::Local(Local { root });

        for path in ["/run/a.sock", "/var-run/a.sock"] {
            transport.connect(path).await.expect(path);
        }
        drop(listener);
        let error = transport.connect("/run/a.sock").await.expect_err("no one");
        assert!(matches!(error, TransportError::Refused { .. }), "{error:?}");
        let error = transport.connect("/run/b.sock").await.expect_err("no file");
        assert!(
            matches!(error, TransportError::NotFound { .. }),
            "{error:?}"
        );
    }
}
