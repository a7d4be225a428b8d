//! The certificate that the console shows: a given one, else a self-signed one of its own. It is looked
//! for again while the program runs; open connections go on with the one they began with.

mod given;
mod own;
mod pair;
mod validity;

#[cfg(test)]
mod tests;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::watch, task::spawn_blocking};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_util::sync::CancellationToken;

use given::Stamp;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(3);

/// Why there is no certificate to show; the message names the file.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{path} holds no certificate in PEM form that can be read")]
    Certificate { path: PathBuf },
    #[error(
        "there is no private key for the certificate {path}: put it into {key}, or into the same file"
    )]
    NoKey { path: PathBuf, key: PathBuf },
    #[error("the private key of the certificate {path} does not fit it")]
    KeyMismatch { path: PathBuf },
    #[error("the certificate {path} cannot be used")]
    Unusable {
        path: PathBuf,
        #[source]
        source: rustls::Error,
    },
    #[error("the certificate {path} expired at {until:.0}: replace it, or remove it")]
    Expired { path: PathBuf, until: Timestamp },
    #[error("the certificate {path} is not valid before {from:.0}: is the machine's clock right?")]
    Early { path: PathBuf, from: Timestamp },
    #[error("cannot make a self-signed certificate")]
    Make(#[from] rcgen::Error),
    #[error("cannot write the self-signed certificate {path}")]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of given certificates: NAME.crt, .cert or .pem with NAME.key; the last name in order is shown.
    pub directory: PathBuf,
    /// The folder of the self-signed one, made when it is needed.
    pub own: PathBuf,
    /// Host names and addresses that the self-signed one is for.
    pub names: Vec<String>,
}

/// Who vouches for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Whoever gave it.
    Given,
    /// Nobody: people compare its fingerprint.
    SelfSigned,
}

/// The certificate as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub origin: Origin,
    pub path: PathBuf,
    pub until: Timestamp,
    /// SHA-256 of the certificate: pairs of digits with colons, as browsers show it.
    pub fingerprint: String,
}

/// What a handshake is done with.
#[derive(Debug)]
pub struct Served {
    pub certificate: Certificate,
    /// SHA-256 of what was read: the whole chain and the key.
    pub(in crate::tls) content: [u8; 32],
    pub config: Arc<ServerConfig>,
}

/// The certificate in use.
#[derive(Debug)]
pub struct Tls {
    plan: Plan,
    current: watch::Sender<Arc<Served>>,
}

impl Tls {
    /// Reads the given certificate, or the own one, which is made if there is none.
    pub fn load(plan: Plan, now: Timestamp) -> Result<Self, TlsError> {
        let served = serve(&plan, now)?;
        Ok(Self {
            plan,
            current: watch::Sender::new(Arc::new(served)),
        })
    }

    /// For the next handshake.
    pub fn current(&self) -> Arc<Served> {
        Arc::clone(&self.current.borrow())
    }

    /// Reads again, and keeps what it has if that fails; the certificate if it, what stands between it and who vouches
    /// for it, or its key is another one now.
    pub fn reload(&self, now: Timestamp) -> Result<Option<Certificate>, TlsError> {
        let served = serve(&self.plan, now)?;
        let current = self.current();
        if served.certificate == current.certificate && served.content == current.content {
            return Ok(None);
        }
        let certificate = served.certificate.clone();
        self.current.send_replace(Arc::new(served));
        Ok(Some(certificate))
    }

    /// Reads again whenever the files changed, and the own one when it has to be renewed, until `stop`.
    pub async fn watch(self: Arc<Self>, now: impl Fn() -> Timestamp, stop: CancellationToken) {
        let mut seen = None;
        while stop
            .run_until_cancelled(tokio::time::sleep(LOOK))
            .await
            .is_some()
        {
            let (tls, at) = (Arc::clone(&self), now());
            let looked = spawn_blocking(move || tls.look(seen.as_ref(), at)).await;
            seen = looked.ok();
        }
    }

    /// Reads again if the files are others than `seen`, or the certificate is over or to be renewed.
    fn look(&self, seen: Option<&Seen>, now: Timestamp) -> Seen {
        let files = given::stamp(&self.plan.directory);
        let Certificate { origin, until, .. } = self.current().certificate;
        let is_due = match origin {
            Origin::SelfSigned => own::is_due(until, now),
            Origin::Given => until <= now,
        };
        if let Some(seen) = seen.filter(|seen| seen.files == files && !is_due) {
            return seen.clone();
        }
        let trouble = match self.reload(now) {
            Ok(None) => None,
            Ok(Some(Certificate { path, until, .. })) => {
                tracing::info!(
                    path = %path.display(), %until,
                    "another certificate or chain is shown from now on"
                );
                None
            }
            Err(error) => {
                let trouble = error.to_string();
                let told = seen.and_then(|seen| seen.trouble.as_ref());
                if told != Some(&trouble) {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the certificate was not replaced; the one from before stays in use"
                    );
                }
                Some(trouble)
            }
        };
        Seen { files, trouble }
    }
}

/// What was there at the last look.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    files: Stamp,
    /// Why nothing was replaced; told once.
    trouble: Option<String>,
}

/// What would be shown, changing nothing; `None` where a certificate would have to be made first.
pub fn preview(plan: &Plan, now: Timestamp) -> Result<Option<Certificate>, TlsError> {
    let found = match given::find(&plan.directory)? {
        Some(path) => Some(given::read(&path, now)?),
        None => own::read(plan, now),
    };
    Ok(found.map(|served| served.certificate))
}

fn serve(plan: &Plan, now: Timestamp) -> Result<Served, TlsError> {
    match given::find(&plan.directory)? {
        Some(path) => given::read(&path, now),
        None => match own::read(plan, now) {
            Some(served) => Ok(served),
            None => own::make(plan, now),
        },
    }
}

fn read_failed(path: &Path) -> impl FnOnce(io::Error) -> TlsError {
    let path = path.to_owned();
    |source| TlsError::Read { path, source }
}
