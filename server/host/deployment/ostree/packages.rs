//! The packages of a commit, from the list that its distribution put into it: dpkg's is a text that is read out of
//! the repository; rpm's takes the program `rpm`, and a deployment whose files lie there.

use std::{collections::BTreeMap, time::Duration};

use crate::{host::command, model::Deployment};

use super::{HostError, tool::Tool};

/// Version (epoch:version-release) by name and architecture.
pub(super) type Packages = BTreeMap<(String, String), String>;

/// Where images of Debian and its kin keep dpkg's list; `/var` is not in a commit.
const DPKG: [&str; 5] = [
    "/usr/share/dpkg/status",
    "/usr/share/dpkg/database/status",
    "/usr/lib/dpkg/status",
    "/usr/lib/dpkg-db/status",
    "/usr/lib/sysimage/dpkg/status",
];

/// Where images of Fedora and its kin keep rpm's.
const RPM: [&str; 2] = ["/usr/share/rpm", "/usr/lib/sysimage/rpm"];

/// Some hundred packages take a second.
const RPM_TIMEOUT: Duration = Duration::from_secs(60);

const FORMAT: &str = "--queryformat=%{NAME}\\t%{ARCH}\\t%{EPOCH}:%{VERSION}-%{RELEASE}\\n";

/// All packages of it, or why nobody can tell, in a sentence.
pub(super) async fn of(
    tool: &Tool,
    checksum: &str,
    deployed: Option<&Deployment>,
) -> Result<Result<Packages, String>, HostError> {
    for path in DPKG {
        if let Some(text) = tool.ask_perhaps(&["cat", "--", checksum, path]).await? {
            return Ok(Ok(dpkg(&text)));
        }
    }
    for path in RPM {
        let is_there = ["ls", "--dironly", "--", checksum, path];
        if tool.ask_perhaps(&is_there).await?.is_some() {
            return rpm(tool, path, deployed).await;
        }
    }
    Ok(Err(
        "the image has no list of its packages, neither dpkg's nor rpm's".to_owned(),
    ))
}

async fn rpm(
    tool: &Tool,
    path: &str,
    deployed: Option<&Deployment>,
) -> Result<Result<Packages, String>, HostError> {
    let Some(deployed) = deployed else {
        return Ok(Err(
            "the packages of the update can be told once it is staged".to_owned(),
        ));
    };
    let stateroot = &deployed.stateroot;
    let name = deployed.id.strip_prefix(&format!("{stateroot}-"));
    let name = name.unwrap_or(&deployed.checksum);
    let database = format!("--dbpath=/ostree/deploy/{stateroot}/deploy/{name}{path}");
    let argv = ["rpm", "--query", "--all", &database, FORMAT];
    match command::success(&tool.transport, "rpm", &argv, b"", RPM_TIMEOUT).await {
        Ok(text) => Ok(Ok(rpm_lines(&text))),
        Err(error @ HostError::NotAvailable { .. }) => {
            Ok(Err(format!("packages cannot be compared: {error}")))
        }
        Err(error) => Err(error),
    }
}

/// dpkg's status file: those that are installed.
fn dpkg(text: &str) -> Packages {
    let mut all = Packages::new();
    for paragraph in text.split("\n\n") {
        let field = |name: &str| {
            let mut lines = paragraph.lines().filter_map(|line| line.split_once(':'));
            let (_, value) = lines.find(|(key, _)| *key == name)?;
            Some(value.trim().to_owned())
        };
        let is_installed = field("Status").is_none_or(|status| status.ends_with(" installed"));
        if let (true, Some(name), Some(version)) =
            (is_installed, field("Package"), field("Version"))
        {
            all.insert((name, field("Architecture").unwrap_or_default()), version);
        }
    }
    all
}

/// Lines as [`FORMAT`] has them.
fn rpm_lines(text: &str) -> Packages {
    let package = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (name, architecture, version) = (parts.next()?, parts.next()?, parts.next()?);
        let version = version.strip_prefix("(none):").unwrap_or(version);
        Some((
            (name.to_owned(), architecture.to_owned()),
            version.to_owned(),
        ))
    };
    text.lines().filter_map(package).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(packages: Packages) -> Vec<String> {
        let all = packages.into_iter();
        all.map(|((name, architecture), version)| format!("{name} {architecture} {version}"))
            .collect()
    }

    #[test]
    fn dpkgs_list_has_what_is_installed() {
        let text = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b7\n\
                    Description: shell\n Version: of nothing\n\nPackage: gone\nStatus: deinstall ok config-files\n\
                    Version: 1\n\nPackage: zsh\nVersion: 1:5.9\n\nnonsense\n";
        assert_eq!(told(dpkg(text)), ["bash amd64 5.2.15-2+b7", "zsh  1:5.9"]);
    }

    #[test]
    fn rpms_lines_have_an_epoch_or_none() {
        let text =
            "bash\tx86_64\t(none):5.2.37-1.fc42\nNetworkManager\tx86_64\t1:1.52-1\nwarning: x\n";
        assert_eq!(
            told(rpm_lines(text)),
            [
                "NetworkManager x86_64 1:1.52-1",
                "bash x86_64 5.2.37-1.fc42"
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            drop((dpkg(&text), rpm_lines(&text)));
        }
    }
}
