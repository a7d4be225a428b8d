//! Units of systemd one by one: their properties, whether something starts them at boot, switching them on and off.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a D-Bus type other than the one that is documented counts as absent"
)]

use std::collections::HashMap;

use zbus::{Connection, OwnedVariant, Variant, names::InterfaceName};

use super::{
    HostError,
    dbus::bus_error,
    systemd::{BACKEND, BUS_NAME},
    systemd_dbus::SystemdProxy,
};

/// `a{sv}`.
pub(super) type Properties = HashMap<String, OwnedVariant>;

const UNIT: &str = "org.freedesktop.systemd1.Unit";

/// All properties of one interface of an object.
pub(super) async fn properties(
    connection: &Connection,
    backend: &'static str,
    (name, path, interface): (&str, &str, &'static str),
) -> Result<Properties, HostError> {
    let failed = |error| bus_error(backend, &error);
    let proxy = zbus::fdo::PropertiesProxy::builder(connection)
        .destination(name.to_owned())
        .path(path.to_owned())
        .build()
        .await
        .map_err(failed)?;
    let interface = InterfaceName::try_from(interface).map_err(failed)?;
    let all = proxy.get_all(interface).await;
    all.map_err(|error| failed(error.into()))
}

/// systemd's own.
pub(super) async fn manager(connection: &Connection) -> Result<Properties, HostError> {
    let object = (
        BUS_NAME,
        "/org/freedesktop/systemd1",
        "org.freedesktop.systemd1.Manager",
    );
    properties(connection, BACKEND, object).await
}

/// A unit's, whether it is loaded or not; `LoadState` says whether it is there. `interface`: of a kind of units.
pub(super) async fn unit(
    connection: &Connection,
    name: &str,
    interface: Option<&'static str>,
) -> Result<Properties, HostError> {
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(connection).await.map_err(failed)?;
    let path = systemd.load_unit(name).await.map_err(failed)?;
    let object = (BUS_NAME, path.as_str(), interface.unwrap_or(UNIT));
    properties(connection, BACKEND, object).await
}

/// Whether something starts a unit at the next boot, and why so, in a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Comes {
    Yes(String),
    No(String),
    /// When something asks for it.
    OnDemand(String),
    Unknown(String),
}

impl Comes {
    pub(super) fn is_at_boot(&self) -> bool {
        match self {
            Self::Yes(_) => true,
            Self::No(_) | Self::OnDemand(_) | Self::Unknown(_) => false,
        }
    }
}

/// From the properties of `…Unit`.
pub(super) fn comes(name: &str, unit: &Properties) -> Comes {
    let listed = |names: &[&str]| {
        let lists = names.iter().flat_map(|name| texts(unit, name));
        lists.filter(|text| !text.is_empty()).min()
    };
    if text(unit, "LoadState").as_deref() == Some("not-found") {
        return Comes::No(format!("there is no {name}"));
    }
    let wanted = listed(&["WantedBy", "RequiredBy", "UpheldBy"]);
    let state = text(unit, "UnitFileState").unwrap_or_default();
    match (state.as_str(), wanted) {
        ("transient", _) => Comes::No(format!(
            "{name} was made while the host ran, and is gone after a restart"
        )),
        ("masked" | "masked-runtime", _) => Comes::No(format!("{name} is masked")),
        ("enabled-runtime", _) => Comes::No(format!("{name} is enabled until the restart only")),
        ("enabled", _) => Comes::Yes(format!("{name} is enabled")),
        ("static" | "indirect" | "disabled" | "generated" | "linked" | "", Some(wanted)) => {
            Comes::Yes(format!("{wanted} starts {name}"))
        }
        ("generated", None) => Comes::No(format!(
            "nothing starts {name} at boot: it has no [Install] section"
        )),
        ("static" | "indirect" | "disabled" | "linked" | "", None) => {
            match listed(&["TriggeredBy"]) {
                Some(trigger) => Comes::OnDemand(format!(
                    "{name} is not enabled: {trigger} starts it when it is needed"
                )),
                None => Comes::No(format!("{name} is not enabled")),
            }
        }
        (other, _) => Comes::Unknown(format!("systemd calls {name} `{other}`")),
    }
}

/// Starts a unit at each boot from now on, and now.
pub(super) async fn switch_on(connection: &Connection, name: &str) -> Result<(), HostError> {
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(connection).await.map_err(failed)?;
    let enabled = systemd.enable_unit_files(&[name], false, true).await;
    enabled.map_err(failed)?;
    systemd.reload().await.map_err(failed)?;
    systemd.start_unit(name, "replace").await.map_err(failed)?;
    Ok(())
}

/// Starts it no more, and ends it.
pub(super) async fn switch_off(connection: &Connection, name: &str) -> Result<(), HostError> {
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(connection).await.map_err(failed)?;
    let disabled = systemd.disable_unit_files(&[name], false).await;
    disabled.map_err(failed)?;
    systemd.reload().await.map_err(failed)?;
    systemd.stop_unit(name, "replace").await.map_err(failed)?;
    Ok(())
}

/// Starts it, ending it first where it runs.
pub(super) async fn restart(connection: &Connection, name: &str) -> Result<(), HostError> {
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(connection).await.map_err(failed)?;
    let restarted = systemd.restart_unit(name, "replace").await;
    restarted.map_err(failed)?;
    Ok(())
}

/// A text; an empty one counts as absent.
pub(super) fn text(properties: &Properties, name: &str) -> Option<String> {
    string(properties.get(name)?).filter(|text| !text.is_empty())
}

pub(super) fn texts(properties: &Properties, name: &str) -> Vec<String> {
    match properties.get(name).map(|value| &**value) {
        Some(Variant::Array(items)) => items.inner().iter().filter_map(string).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn number(properties: &Properties, name: &str) -> Option<u64> {
    whole(properties.get(name)?)
}

pub(super) fn flag(properties: &Properties, name: &str) -> bool {
    matches!(
        properties.get(name).map(|value| &**value),
        Some(Variant::Bool(true))
    )
}

/// The first two parts of a structure.
pub(super) fn pair(properties: &Properties, name: &str) -> Option<(String, u64)> {
    match properties.get(name).map(|value| &**value) {
        Some(Variant::Structure(parts)) => match parts.fields() {
            [first, second, ..] => Some((string(first)?, whole(second)?)),
            _ => None,
        },
        _ => None,
    }
}

fn string(value: &Variant<'_>) -> Option<String> {
    match value {
        Variant::Str(text) => Some(text.to_string()),
        Variant::Variant(inner) => string(inner),
        _ => None,
    }
}

fn whole(value: &Variant<'_>) -> Option<u64> {
    match value {
        Variant::U64(number) => Some(*number),
        Variant::U32(number) => Some(u64::from(*number)),
        Variant::Variant(inner) => whole(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(state: &'static str, lists: &[(&str, &'static str)]) -> Properties {
        let mut all = Properties::new();
        let mut put = |name: &str, value: Variant<'static>| {
            let value = OwnedVariant::try_from(value).expect("no file descriptor");
            all.insert(name.to_owned(), value);
        };
        put("UnitFileState", Variant::from(state));
        put("LoadState", Variant::from("loaded"));
        for (name, one) in lists {
            put(name, Variant::from(vec![*one]));
        }
        all
    }

    #[test]
    fn what_starts_at_boot_is_told_from_what_does_not() {
        let of = |state, lists: &[_]| comes("a.service", &unit(state, lists));
        let wanted = ("WantedBy", "multi-user.target");
        assert!(matches!(of("enabled", &[]), Comes::Yes(_)));
        assert!(matches!(of("static", &[wanted]), Comes::Yes(_)));
        assert!(matches!(of("generated", &[wanted]), Comes::Yes(_)));
        for state in ["disabled", "static", "generated", "transient", "masked"] {
            assert!(matches!(of(state, &[]), Comes::No(_)), "{state}");
        }
        assert!(matches!(of("transient", &[wanted]), Comes::No(_)));
        let socket = ("TriggeredBy", "a.socket");
        let Comes::OnDemand(why) = of("disabled", &[socket]) else {
            panic!("a socket starts it");
        };
        assert!(why.contains("a.socket"), "{why}");
        assert!(matches!(of("tomorrow", &[]), Comes::Unknown(_)));
        let absent = HashMap::from([(
            "LoadState".to_owned(),
            OwnedVariant::try_from(Variant::from("not-found")).expect("a text"),
        )]);
        assert!(matches!(comes("a.service", &absent), Comes::No(_)));
    }

    #[test]
    fn properties_of_other_types_count_as_absent() {
        let wrong = unit("enabled", &[("Id", "x")]);
        assert_eq!(text(&wrong, "Id"), None);
        assert_eq!(number(&wrong, "UnitFileState"), None);
        assert_eq!(pair(&wrong, "UnitFileState"), None);
        assert!(!flag(&wrong, "UnitFileState"));
        assert_eq!(texts(&wrong, "UnitFileState"), [""; 0]);
    }
}
