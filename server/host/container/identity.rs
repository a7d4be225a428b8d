//! Which container it is that a name, an id or a row of the engine means: what a role's scope goes by.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    host::HostError,
    model::{ContainerIdentity, ContainerRef},
};

use super::{ContainerEngine, convert};

impl ContainerEngine {
    /// The container that the engine takes the reference for; `None` if there is none.
    pub async fn identify(
        &self,
        container: &ContainerRef,
    ) -> Result<Option<ContainerIdentity>, HostError> {
        match self.engines.inspected(container).await {
            Ok(found) => Ok(Some(ContainerIdentity {
                name: found.name.trim_start_matches('/').to_owned(),
                id: found.id,
                image: found.config.image,
                labels: found.config.labels,
            })),
            Err(HostError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A row of `GET /containers/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    names: Option<Vec<String>>,
    #[serde(default)]
    image: String,
    labels: Option<BTreeMap<String, String>>,
}

/// An event of `GET /events`; of a container, its `Actor` has the name and image among its labels.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    #[serde(default, rename = "Type")]
    kind: String,
    #[serde(default)]
    actor: Actor,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Actor {
    #[serde(rename = "ID")]
    id: String,
    attributes: BTreeMap<String, String>,
}

/// The engine's own list without the rows that `keep` does not want; the others as they were.
pub fn filter_list(
    list: &[u8],
    keep: impl Fn(&ContainerIdentity) -> bool,
) -> serde_json::Result<Vec<u8>> {
    let rows: Vec<&RawValue> = serde_json::from_slice(list)?;
    let mut kept = Vec::new();
    for row in rows {
        let Row {
            id,
            names,
            image,
            labels,
        } = serde_json::from_str(row.get())?;
        let identity = ContainerIdentity {
            name: convert::name(names.unwrap_or_default(), &id),
            id,
            image,
            labels: labels.unwrap_or_default(),
        };
        if keep(&identity) {
            kept.push(row);
        }
    }
    serde_json::to_vec(&kept)
}

/// Whether an event, a line of JSON, is of a container that `keep` wants. What cannot be read is not.
fn is_event_of(line: &[u8], keep: impl Fn(&ContainerIdentity) -> bool) -> bool {
    let Ok(Event { kind, actor }) = serde_json::from_slice::<Event>(line) else {
        return false;
    };
    let attribute = |key: &str| actor.attributes.get(key).cloned().unwrap_or_default();
    kind == "container"
        && keep(&ContainerIdentity {
            name: attribute("name"),
            image: attribute("image"),
            id: actor.id,
            labels: actor.attributes,
        })
}

/// The lines of a body that comes in pieces of any size.
#[derive(Debug, Default)]
pub struct EventLines {
    rest: Vec<u8>,
}

impl EventLines {
    /// The whole lines that `keep` wants of what has come; `Err` where a line is too long to be one.
    pub fn push(
        &mut self,
        data: &[u8],
        keep: impl Fn(&ContainerIdentity) -> bool,
    ) -> Result<Vec<u8>, &'static str> {
        const LINE: usize = 1024 * 1024;
        let mut kept = Vec::new();
        for piece in data.split_inclusive(|byte| *byte == b'\n') {
            if self.rest.len() + piece.len() > LINE {
                return Err("the engine told an event of more than 1 MiB");
            }
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                if is_event_of(&self.rest, &keep) {
                    kept.extend_from_slice(&self.rest);
                }
                self.rest.clear();
            }
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"[{"Id":"a1","Names":["/web"],"Image":"x:1","Labels":{"team":"web"},"State":"running"},
        {"Id":"b2","Names":["/db"],"Image":"y","Labels":null,"Extra":[1]}]"#;

    #[test]
    fn a_list_is_cut_to_what_may_be_seen_and_else_unchanged() {
        let kept = filter_list(LIST.as_bytes(), |one| one.name == "db").expect("a list");
        let expected = r#"[{"Id":"b2","Names":["/db"],"Image":"y","Labels":null,"Extra":[1]}]"#;
        assert_eq!(String::from_utf8(kept).expect("text"), expected);
        let kept = filter_list(LIST.as_bytes(), |one| {
            one.labels.get("team").is_some_and(|team| team == "web") && one.image == "x:1"
        });
        assert!(
            String::from_utf8(kept.expect("a list"))
                .expect("text")
                .contains("a1")
        );
        assert!(filter_list(b"{}", |_| true).is_err());
    }

    #[test]
    fn events_of_others_are_left_out_wherever_they_are_cut() {
        let of = |name: &str| {
            format!(
                r#"{{"Type":"container","Action":"start","Actor":{{"ID":"1","Attributes":{{"name":"{name}","image":"x"}}}}}}"#
            )
        };
        let network = r#"{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{"name":"web"}}}"#;
        let all = format!(
            "{}\n{network}\n{}\nno json\n{}",
            of("web"),
            of("db"),
            of("web")
        );
        for cut in 0..all.len() {
            let (first, second) = all.as_bytes().split_at(cut);
            let mut lines = EventLines::default();
            let mut kept = lines
                .push(first, |one| one.name == "web")
                .expect("short lines");
            kept.extend(
                lines
                    .push(second, |one| one.name == "web")
                    .expect("short lines"),
            );
            assert_eq!(
                String::from_utf8(kept).expect("text"),
                format!("{}\n", of("web"))
            );
        }
    }
}
