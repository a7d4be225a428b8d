//! Roles: what their holders may do, to what, and how often. Three are built in, further ones are data.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Action, ContainerIdentity, HostId, ParseIdError, id::name_type};

/// The built-in roles, from least to most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May look.
    Viewer,
    /// May also start, stop and restart containers and read their logs: the helpdesk.
    Operator,
    /// May do everything.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Operator, Self::Admin];

    /// The name used in JSON, in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

name_type!(
    /// A role's name: `viewer`, `operator`, `admin`, or one that was defined.
    RoleName,
    "a role's name",
    "1 to 32 lower-case letters, digits and hyphens, starting with a letter",
    |text| {
        (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
);

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        role.as_str()
            .parse()
            .expect("a built-in role's name is one")
    }
}

impl RoleName {
    /// The built-in role of that name.
    pub fn built_in(&self) -> Option<Role> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == self.as_str())
    }
}

/// Where a role was defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleOrigin {
    BuiltIn,
    /// A file of `roles.d`; changed there only.
    File,
    /// On the page.
    Console,
}

/// What a role's holders may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleDefinition {
    pub name: RoleName,
    /// Whom it is for, in a few words; at most 200 characters.
    pub description: String,
    /// In order of declaration, each once.
    pub actions: Vec<Action>,
    pub scope: Scope,
    pub limits: RoleLimits,
    pub origin: RoleOrigin,
}

/// A role as it is made or changed: the body of `PUT /roles/{role}`, and a file `roles.d/NAME.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// Whom it is for, in a few words; at most 200 characters.
    #[serde(default)]
    pub description: String,
    pub actions: Vec<Action>,
    #[serde(default)]
    pub scope: Scope,
    #[serde(default)]
    pub limits: RoleLimits,
}

/// What a role is for; what is absent is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Host ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<Pattern>>,
    /// A role with this may hold only actions on containers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub containers: Option<ContainerScope>,
}

impl Scope {
    pub fn has_host(&self, host: &HostId) -> bool {
        let of = |patterns: &Vec<Pattern>| patterns.iter().any(|one| one.matches(host.as_str()));
        self.hosts.as_ref().is_none_or(of)
    }

    pub fn has_container(&self, container: &ContainerIdentity) -> bool {
        let of = |scope: &ContainerScope| scope.matches(container);
        self.containers.as_ref().is_none_or(of)
    }
}

/// Containers that match any of these; none, where there are none of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContainerScope {
    /// By name, e.g. `web-*`.
    pub names: Vec<Pattern>,
    /// By image as the container was created with it, e.g. `quay.io/team/*`.
    pub images: Vec<Pattern>,
    /// By label and its value, e.g. `team` → `web*`.
    pub labels: BTreeMap<String, Pattern>,
}

impl ContainerScope {
    pub fn matches(&self, container: &ContainerIdentity) -> bool {
        let name = |pattern: &Pattern| pattern.matches(&container.name);
        let image = |pattern: &Pattern| pattern.matches(&container.image);
        let label = |(key, pattern): (&String, &Pattern)| {
            let value = container.labels.get(key);
            value.is_some_and(|value| pattern.matches(value))
        };
        self.names.iter().any(name)
            || self.images.iter().any(image)
            || self.labels.iter().any(label)
    }
}

/// Guard rails for starting, stopping and restarting containers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoleLimits {
    /// A reason must be given; it stands in the audit log.
    pub reason: bool,
    /// Seconds after anybody's start, stop or restart of a container until the next one of it, 1 to 86400.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cool_down_s: Option<u32>,
    /// Starts, stops and restarts of one person within an hour, 1 to 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_hour: Option<u32>,
}

/// A text with `*` for any characters and `?` for one; the whole of what is compared must match.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct Pattern(wildmatch::WildMatch);

impl Eq for Pattern {}

impl Pattern {
    pub fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }
}

impl FromStr for Pattern {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let valid = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if valid {
            return Ok(Self(wildmatch::WildMatch::new(text)));
        }
        Err(ParseIdError {
            what: "a pattern",
            rule: "1 to 255 visible ASCII characters, with * for any and ? for one",
        })
    }
}

impl TryFrom<String> for Pattern {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, ParseIdError> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str, image: &str, labels: &[(&str, &str)]) -> ContainerIdentity {
        ContainerIdentity {
            id: "a".repeat(64),
            name: name.to_owned(),
            image: image.to_owned(),
            labels: labels
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_scope_has_what_matches_any_of_its_patterns() {
        let scope: ContainerScope = serde_json::from_str(
            r#"{"names":["web-?"],"images":["quay.io/team/*"],"labels":{"team":"w*"}}"#,
        )
        .expect("a scope");
        for (inside, given) in [
            (true, container("web-1", "x", &[])),
            (false, container("web-10", "x", &[])),
            (false, container("my-web-1", "x", &[])),
            (true, container("db", "quay.io/team/db:1", &[])),
            (false, container("db", "evil/quay.io/team/db:1", &[])),
            (true, container("db", "x", &[("team", "web")])),
            (false, container("db", "x", &[("team", "db")])),
            (false, container("db", "x", &[("other", "web")])),
        ] {
            assert_eq!(scope.matches(&given), inside, "{given:?}");
        }
        let nothing = ContainerScope::default();
        assert!(!nothing.matches(&container("web-1", "x", &[])));
        assert!(Scope::default().has_container(&container("web-1", "x", &[])));
    }

    #[test]
    fn patterns_are_short_visible_text() {
        for bad in ["", "a b", "ä", "a\n", &"a".repeat(256)] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad:?}");
        }
    }
}
