//! Asks rpm-ostree for what is between two deployments, and for packages that could be layered.

use zbus::{Connection, proxy::CacheProperties};

use super::{
    HostError, RpmOstree,
    bus::{DifferenceRow, OS, OsProxy, Properties, SYSROOT, SYSROOT_PATH, properties},
    decode, difference,
    fields::{Fields, string},
    trouble::failed,
};
use crate::{
    host::deployment::Side,
    model::{
        Deployment, DeploymentId, Deployments, Difference, FoundPackage, FoundPackages, Origin,
        PackageName,
    },
};

/// Packages that a search answers with.
const MOST_FOUND: usize = 100;

impl RpmOstree {
    pub(super) async fn compare(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> Result<Difference, HostError> {
        let connection = self.bus.shared().await?;
        let sysroot = properties(&connection, SYSROOT_PATH, SYSROOT).await?;
        let path = decode::booted_path(&sysroot).ok_or_else(not_booted)?;
        let os = properties(&connection, &path, OS).await?;
        let all = self
            .complete(&connection, &sysroot, Some((&path, &os)))
            .await?;
        let earlier = find(&all, &earlier)?;
        let os_object = os_object(&connection, &path).await?;
        let cached = os.get("CachedUpdate").and_then(|value| Fields::of(value));
        match later {
            Side::Update => to_update(&os_object, earlier, &all, cached).await,
            Side::Deployment(later) => {
                let later = find(&all, &later)?;
                let rows = os_object.get_deployments_rpm_diff(&earlier.id, &later.id);
                let mut difference = of_rows(&rows.await.map_err(failed)?);
                (
                    difference.kernel_arguments_added,
                    difference.kernel_arguments_removed,
                ) = kernel_arguments(earlier, later, &mut difference.note);
                // What the update resolves, the deployment resolves that was made of it.
                if let Some(cached) = cached.filter(|_| earlier.booted)
                    && cached.string("deployment").as_deref() == Some(later.id.as_str())
                {
                    difference.advisories = difference::advisories(&cached);
                }
                Ok(difference)
            }
        }
    }

    pub(super) async fn find_packages(
        &self,
        term: PackageName,
    ) -> Result<FoundPackages, HostError> {
        let connection = self.bus.shared().await?;
        let sysroot = properties(&connection, SYSROOT_PATH, SYSROOT).await?;
        let path = decode::booted_path(&sysroot).ok_or_else(not_booted)?;
        let os = os_object(&connection, &path).await?;
        let rows = os.search(&[term.as_str()]).await.map_err(failed)?;
        Ok(found(&rows))
    }
}

/// Each once: the daemon lists a package again for each way in which it fits.
fn found(rows: &[Properties]) -> FoundPackages {
    let mut packages: Vec<FoundPackage> = Vec::new();
    let mut truncated = false;
    for package in rows.iter().filter_map(found_package) {
        if packages.contains(&package) {
            continue;
        }
        if packages.len() == MOST_FOUND {
            truncated = true;
            break;
        }
        packages.push(package);
    }
    FoundPackages {
        packages,
        truncated,
    }
}

fn found_package(row: &Properties) -> Option<FoundPackage> {
    let text = |key: &str| {
        let text = string(row.get(key)?);
        text.filter(|text| !text.is_empty())
    };
    Some(FoundPackage {
        name: text("name")?,
        version: text("evr"),
        summary: text("summary"),
        repository: text("reponame"),
    })
}

/// The last check says what the update has otherwise than what runs; for another deployment the daemon is asked.
async fn to_update(
    os: &OsProxy<'_>,
    earlier: &Deployment,
    all: &Deployments,
    cached: Option<Fields<'_>>,
) -> Result<Difference, HostError> {
    let (Some(cached), Some(_)) = (cached, &all.update) else {
        return Err(HostError::Conflict {
            reason: "no update is on offer: check for updates first".to_owned(),
        });
    };
    if let Origin::Container { .. } = &earlier.origin {
        let size = cached.dict("manifest-diff");
        let size = size.and_then(|diff| diff.number("added-size"));
        let note = "a container image's packages are known once it is downloaded";
        return Ok(Difference {
            download_bytes: size.and_then(|bytes| u64::try_from(bytes).ok()),
            note: Some(note.to_owned()),
            ..Difference::default()
        });
    }
    let packages = match cached.dict("rpm-diff") {
        Some(diff) if earlier.booted => Ok(difference::cached_packages(&diff)),
        Some(_) | None => {
            let asked = os.get_cached_update_rpm_diff(&earlier.id).await;
            let asked = asked.map_err(failed);
            asked.map(|(rows, _)| difference::packages(&rows))
        }
    };
    let (packages, note) = match packages {
        Ok(packages) => (Some(packages), None),
        Err(error) => {
            let note = format!("its packages cannot be compared: {}", error.advice());
            (None, Some(note))
        }
    };
    Ok(Difference {
        packages,
        note,
        advisories: difference::advisories(&cached),
        ..Difference::default()
    })
}

fn of_rows(rows: &[DifferenceRow]) -> Difference {
    Difference {
        packages: Some(difference::packages(rows)),
        ..Difference::default()
    }
}

/// In the later one only, and in the earlier one only; each as often as it stands there more often.
fn kernel_arguments(
    earlier: &Deployment,
    later: &Deployment,
    note: &mut Option<String>,
) -> (Vec<String>, Vec<String>) {
    let (Some(before), Some(after)) = (&earlier.kernel_arguments, &later.kernel_arguments) else {
        *note = Some("the kernel arguments of one of them cannot be read".to_owned());
        return <_>::default();
    };
    (without(after, before), without(before, after))
}

fn without(all: &[String], others: &[String]) -> Vec<String> {
    let mut others: Vec<_> = others.iter().collect();
    let differs = |argument: &&String| {
        let place = others.iter().position(|other| other == argument);
        place.map(|place| others.swap_remove(place)).is_none()
    };
    all.iter().filter(differs).cloned().collect()
}

pub(super) fn find<'a>(
    all: &'a Deployments,
    id: &DeploymentId,
) -> Result<&'a Deployment, HostError> {
    let found = all.deployments.iter().find(|one| one.id == id.as_str());
    found.ok_or_else(|| HostError::NotFound {
        what: format!("deployment {id}"),
    })
}

pub(super) async fn os_object(
    connection: &Connection,
    path: &str,
) -> Result<OsProxy<'static>, HostError> {
    let os = OsProxy::builder(connection)
        .path(path.to_owned())
        .cache_properties(CacheProperties::No)
        .build();
    os.await.map_err(failed)
}

pub(super) fn not_booted() -> HostError {
    HostError::Conflict {
        reason: "this host was not booted from one of its deployments".to_owned(),
    }
}

#[cfg(test)]
mod tests;
