//! The ostree remotes of a host and their keys, whichever backend pulls from them. They are read from their files,
//! and changed by `ostree remote`.

mod decode;

use std::time::Duration;

use super::{Host, HostError, command};
use crate::{
    access::Permit,
    model::{NewKeys, NewRemote, Origin, Remote, RemoteName, RemoteVerification},
    transport::{Transport, TransportError},
};

const BACKEND: &str = "ostree";

/// The repository's own file, and the folder of the rest.
const CONFIG: &str = "/ostree/repo/config";
const FOLDER: &str = "/etc/ostree/remotes.d";

/// Bytes of one file, and files in the folder.
const FILE_LIMIT: usize = 256 * 1024;
const FILES: usize = 256;

/// Each is a matter of a few files.
const TIMEOUT: Duration = Duration::from_secs(30);

impl Host {
    /// All remotes with their keys.
    pub async fn remotes(&self) -> Result<Vec<Remote>, HostError> {
        let transport = &self.setup.transport;
        let mut remotes = configured(transport).await?;
        for remote in &mut remotes {
            remote.keys = keys(transport, &remote.name).await?;
        }
        Ok(remotes)
    }

    /// Adds a remote; where its keys cannot be taken, nothing is added.
    pub async fn add_remote(&self, permit: Permit, new: NewRemote) -> Result<Remote, HostError> {
        let transport = self.setup.transport.clone();
        let add = async move { add(&transport, &new).await };
        self.operations.see_through(permit, add).await
    }

    /// Removes a remote that no deployment follows, and its keys.
    pub async fn remove_remote(&self, permit: Permit, name: RemoteName) -> Result<(), HostError> {
        let followed = self.follower(&name).await;
        let transport = self.setup.transport.clone();
        let remove = async move {
            if let Some(version) = followed? {
                return Err(HostError::Conflict {
                    reason: format!(
                        "deployment {version} follows the remote {name}: rebase it, or remove it first"
                    ),
                });
            }
            known(&transport, name.as_str()).await?;
            run(&transport, &["remote", "delete", name.as_str()], b"").await?;
            Ok(())
        };
        self.operations.see_through(permit, remove).await
    }

    /// Adds keys to those that a remote's commits may be signed with.
    pub async fn add_remote_keys(
        &self,
        permit: Permit,
        name: RemoteName,
        new: NewKeys,
    ) -> Result<Remote, HostError> {
        let transport = self.setup.transport.clone();
        let import = async move {
            let mut remote = known(&transport, name.as_str()).await?;
            let import = ["remote", "gpg-import", "--stdin", name.as_str()];
            let input = new.keys.as_bytes();
            run(&transport, &import, input).await.map_err(unsuitable)?;
            remote.keys = keys(&transport, name.as_str()).await?;
            Ok(remote)
        };
        self.operations.see_through(permit, import).await
    }

    /// Which deployment's branch is of the remote.
    async fn follower(&self, name: &RemoteName) -> Result<Option<String>, HostError> {
        let all = self.deployments().await?.deployments.into_iter();
        let mut following = all.filter(|deployment| match &deployment.origin {
            Origin::Ostree { refspec } => {
                let remote = refspec.split_once(':').map(|(remote, _)| remote);
                remote == Some(name.as_str())
            }
            Origin::Container { .. } | Origin::Unknown => false,
        });
        let found = following.next();
        Ok(found.map(|one| one.version.unwrap_or(one.id)))
    }
}

/// The remotes as they stand in their files, without their keys; by name.
pub(super) async fn configured(transport: &Transport) -> Result<Vec<Remote>, HostError> {
    let failed = |error: &TransportError| HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    };
    let config = match transport.read(CONFIG, FILE_LIMIT).await {
        Ok(bytes) => bytes,
        Err(TransportError::NotFound { .. }) => {
            return Err(HostError::NotAvailable {
                reason: "this host has no ostree repository, so it has no remotes".to_owned(),
                remedy: "use this on a host that is booted from an ostree image".to_owned(),
            });
        }
        Err(error) => return Err(failed(&error)),
    };
    let mut remotes = decode::remotes(&String::from_utf8_lossy(&config), CONFIG);
    let names = match transport.list(FOLDER, FILES).await {
        Ok(names) => names,
        Err(TransportError::NotFound { .. }) => Vec::new(),
        Err(error) => return Err(failed(&error)),
    };
    for name in names.iter().filter(|name| name.ends_with(".conf")) {
        let path = format!("{FOLDER}/{name}");
        match transport.read(&path, FILE_LIMIT).await {
            Ok(bytes) => remotes.extend(decode::remotes(&String::from_utf8_lossy(&bytes), &path)),
            // ostree passes over what it cannot read as well.
            Err(error) => tracing::warn!(%error, "a file of remotes is left out"),
        }
    }
    remotes.sort_by(|one, other| one.name.cmp(&other.name));
    remotes.dedup_by(|one, other| one.name == other.name);
    Ok(remotes)
}

/// One that is there.
async fn known(transport: &Transport, name: &str) -> Result<Remote, HostError> {
    let mut remotes = configured(transport).await?.into_iter();
    let found = remotes.find(|remote| remote.name == name);
    found.ok_or_else(|| HostError::NotFound {
        what: format!("remote {name}"),
    })
}

/// A remote's own keys; `None` where the host has no `ostree`, or one that cannot tell.
async fn keys(
    transport: &Transport,
    name: &str,
) -> Result<Option<Vec<crate::model::RemoteKey>>, HostError> {
    // The file may hold any name; one like an option is not asked for.
    if name.parse::<RemoteName>().is_err() {
        return Ok(None);
    }
    let argv = [BACKEND, "remote", "gpg-list-keys", name];
    match command::output(transport, BACKEND, &argv, b"", TIMEOUT).await {
        Ok(output) if output.code == Some(0) => Ok(Some(decode::keys(&output.stdout))),
        Ok(output) => {
            tracing::debug!(reason = output.reason(), "a remote's keys cannot be listed");
            Ok(None)
        }
        Err(HostError::NotAvailable { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn add(transport: &Transport, new: &NewRemote) -> Result<Remote, HostError> {
    let NewRemote {
        name,
        url,
        verification,
        keys,
    } = new;
    if known(transport, name.as_str()).await.is_ok() {
        return Err(HostError::Conflict {
            reason: format!(
                "there is a remote {name} already: choose another name, or remove it first"
            ),
        });
    }
    let mut arguments = vec!["remote", "add"];
    match verification {
        RemoteVerification::Gpg => {}
        RemoteVerification::None => arguments.push("--no-gpg-verify"),
    }
    if keys.is_some() {
        arguments.push("--gpg-import=/dev/stdin");
    }
    arguments.extend([name.as_str(), url.as_str()]);
    let input = keys.as_deref().unwrap_or_default();
    if let Err(error) = run(transport, &arguments, input.as_bytes()).await {
        // It has added the remote before it looked at the keys.
        let delete = ["remote", "delete", "--if-exists", name.as_str()];
        if let Err(error) = run(transport, &delete, b"").await {
            tracing::warn!(%error, remote = %name, "a remote without its keys is left behind");
        }
        return Err(if keys.is_some() {
            unsuitable(error)
        } else {
            error
        });
    }
    let mut remote = known(transport, name.as_str()).await?;
    remote.keys = self::keys(transport, name.as_str()).await?;
    Ok(remote)
}

/// Runs `ostree remote`. Its subcommands do not know `--`; the types of the names keep them from being options.
async fn run(transport: &Transport, arguments: &[&str], input: &[u8]) -> Result<String, HostError> {
    let argv = [&[BACKEND], arguments].concat();
    command::success(transport, BACKEND, &argv, input, TIMEOUT).await
}

/// What GPG says of a text that holds no keys.
fn unsuitable(error: HostError) -> HostError {
    if let HostError::Failed { reason, .. } = &error
        && reason.contains("GPG")
    {
        return HostError::Invalid {
            reason: format!(
                "the text holds no OpenPGP keys that can be taken ({reason}): paste the block from BEGIN to END"
            ),
        };
    }
    error
}
