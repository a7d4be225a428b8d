//! Which containers belong to a Compose project or a pod, read from the engines' lists, and how deep each stands in
//! their dependencies. Pure.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::model::ContainerRef;

/// Labels of a Compose project, of its service, and of what that depends on; Docker's and Podman's.
const PROJECTS: [&str; 2] = ["com.docker.compose.project", "io.podman.compose.project"];
const SERVICES: [&str; 2] = ["com.docker.compose.service", "io.podman.compose.service"];
const DEPENDS_ON: &str = "com.docker.compose.depends_on";

/// `True` for what `compose run` made, which is no part of the project's services.
const ONE_OFF: &str = "com.docker.compose.oneoff";

/// A container of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Its name.
    pub reference: ContainerRef,
    /// 0 depends on nobody; each of the others depends on one of the level below.
    pub(super) level: usize,
    /// Another one starts only once this one is healthy.
    pub(super) awaited: bool,
}

/// A row of `GET /containers/json` or of `GET /libpod/containers/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    names: Option<Vec<String>>,
    labels: Option<HashMap<String, String>>,
    #[serde(default)]
    pod: String,
    #[serde(default)]
    pod_name: String,
    #[serde(default)]
    is_infra: bool,
}

impl Row {
    fn label(&self, names: &[&str]) -> Option<&str> {
        let labels = self.labels.as_ref()?;
        names
            .iter()
            .find_map(|name| labels.get(*name))
            .map(String::as_str)
    }

    /// By its own name, else by its id: links of others to it have a second slash.
    fn member(&self, level: usize, awaited: bool) -> Option<GroupMember> {
        let names = self.names.iter().flatten();
        let mut own = names.map(|name| name.trim_start_matches('/'));
        let name = own.find_map(|name| name.parse().ok());
        Some(GroupMember {
            reference: name.or_else(|| self.id.parse().ok())?,
            level,
            awaited,
        })
    }
}

/// The services of a project; empty where there is no such project.
pub(super) fn of_project(list: &[u8], project: &str) -> serde_json::Result<Vec<GroupMember>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let mut rows: Vec<Row> = rows
        .into_iter()
        .filter(|row| row.label(&PROJECTS) == Some(project))
        .filter(|row| row.label(&[ONE_OFF]).is_none_or(|word| word != "True"))
        .collect();
    rows.sort_by(|a, b| a.names.cmp(&b.names));
    let needs: HashMap<&str, Vec<&str>> = rows
        .iter()
        .map(|row| {
            let needs = row.label(&[DEPENDS_ON]).unwrap_or_default();
            (row.label(&SERVICES).unwrap_or_default(), services(needs))
        })
        .collect();
    let levels = levels(&needs);
    let needs = rows.iter().filter_map(|row| row.label(&[DEPENDS_ON]));
    let awaited: HashSet<&str> = needs.flat_map(awaited).collect();
    let members = rows.iter().filter_map(|row| {
        let service = row.label(&SERVICES).unwrap_or_default();
        let level = levels.get(service).copied().unwrap_or_default();
        row.member(level, awaited.contains(service))
    });
    Ok(ordered(members))
}

/// The containers of a pod, by its name or id: first the one that holds its namespaces.
pub(super) fn of_pod(list: &[u8], pod: &str) -> serde_json::Result<Vec<GroupMember>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let members = rows
        .iter()
        .filter(|row| !row.pod.is_empty() && (row.pod_name == pod || row.pod == pod))
        .filter_map(|row| row.member(usize::from(!row.is_infra), false));
    Ok(ordered(members))
}

fn ordered(members: impl Iterator<Item = GroupMember>) -> Vec<GroupMember> {
    let mut members: Vec<GroupMember> = members.collect();
    members.sort_by(|a, b| (a.level, &a.reference).cmp(&(b.level, &b.reference)));
    members
}

/// The services of "db:service_started:false,cache:service_healthy:true".
fn services(needs: &str) -> Vec<&str> {
    let names = needs
        .split(',')
        .map(|one| one.split_once(':').map_or(one, |(name, _)| name).trim());
    names.filter(|name| !name.is_empty()).collect()
}

/// Of those, the ones that have to be healthy first.
fn awaited(needs: &str) -> impl Iterator<Item = &str> {
    needs.split(',').filter_map(|one| {
        let mut parts = one.trim().split(':');
        let name = parts.next()?;
        (parts.next() == Some("service_healthy")).then_some(name)
    })
}

/// One more than the deepest that it needs. Where they need each other in a circle, nobody can say who is first.
fn levels<'a>(needs: &HashMap<&'a str, Vec<&'a str>>) -> HashMap<&'a str, usize> {
    let mut levels: HashMap<&str, usize> = needs.keys().map(|service| (*service, 0)).collect();
    // The longest way through all of them has as many steps as there are services.
    for _ in 0..needs.len() {
        let mut settled = true;
        for (service, needed) in needs {
            let below = needed.iter().filter_map(|name| levels.get(name)).max();
            let level = below.map_or(0, |below| below + 1).min(needs.len());
            if levels.insert(service, level) != Some(level) {
                settled = false;
            }
        }
        if settled {
            break;
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(name: &str, service: &str, needs: &str) -> serde_json::Value {
        serde_json::json!({
            "Id": "0123", "Names": [format!("/{name}")],
            "Labels": { PROJECTS[0]: "shop", SERVICES[0]: service, DEPENDS_ON: needs },
        })
    }

    fn of(rows: &[serde_json::Value]) -> Vec<(String, usize)> {
        let list = serde_json::to_vec(rows).expect("JSON");
        let members = of_project(&list, "shop").expect("a list").into_iter();
        members
            .map(|one| (one.reference.to_string(), one.level))
            .collect()
    }

    #[test]
    fn what_others_depend_on_comes_first() {
        let rows = [
            row(
                "web-2",
                "web",
                "api:service_started:false,cache:service_healthy:true",
            ),
            row(
                "web-1",
                "web",
                "api:service_started:false,cache:service_healthy:true",
            ),
            row("api", "api", "db:service_healthy:false"),
            row("cache", "cache", ""),
            row("db", "db", ""),
            serde_json::json!({"Id": "a", "Names": ["/other"], "Labels": null}),
            serde_json::json!({"Id": "b", "Names": ["/once"], "Labels": {PROJECTS[0]: "shop", ONE_OFF: "True"}}),
        ];
        let named = |name: &str, level| (name.to_owned(), level);
        let expected = [
            named("cache", 0),
            named("db", 0),
            named("api", 1),
            named("web-1", 2),
            named("web-2", 2),
        ];
        assert_eq!(of(&rows), expected);
        let list = serde_json::to_vec(&rows).expect("JSON");
        let members = of_project(&list, "shop").expect("a list").into_iter();
        let awaited = members.filter(|one| one.awaited);
        let awaited: Vec<_> = awaited.map(|one| one.reference.to_string()).collect();
        assert_eq!(awaited, ["cache", "db"]);
        assert_eq!(of(&rows[5..6]), []);
    }

    #[test]
    fn a_circle_ends() {
        let rows = [
            row("a", "a", "b"),
            row("b", "b", "a"),
            row("c", "c", "missing"),
        ];
        assert_eq!(of(&rows).len(), 3);
    }

    #[test]
    fn a_pods_own_container_comes_first() {
        let list = include_bytes!("../../../../tests/fixtures/podman/libpod-containers.json");
        let members = of_pod(list, "podtwo").expect("a list");
        assert_eq!(members.len(), 2);
        assert!(members[0].reference.as_str().ends_with("-infra"));
        assert_eq!(members[1].reference.as_str(), "podtwo-a");
        assert_eq!(of_pod(list, "").expect("a list"), []);
    }

    proptest! {
        #[test]
        fn no_list_makes_it_panic(text in "\\PC*", needs in "[a-d,: ]{0,12}") {
            drop((of_project(text.as_bytes(), "shop"), of_pod(text.as_bytes(), "p")));
            of(&[row("a", "a", &needs), row("b", "b", &needs), row("c", "c", "a")]);
        }
    }
}
