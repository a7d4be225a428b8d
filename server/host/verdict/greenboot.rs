//! greenboot's word on a boot, from its unit and from what it writes for those who sign in. Pure.

use crate::model::{Greenboot, GreenbootStatus};

use super::units::{self, Properties};

/// Runs the checks; it stays active after they passed.
pub(super) const UNIT: &str = "greenboot-healthcheck.service";

/// Characters of its text that are kept.
const TEXT: usize = 200;

/// Absent where there is neither unit nor text.
pub(super) fn decode(unit: &Properties, text: &str) -> Option<Greenboot> {
    let text: String = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(TEXT)
        .collect();
    let is_there = units::text(unit, "LoadState").is_some_and(|word| word == "loaded");
    if !is_there && text.is_empty() {
        return None;
    }
    let active = units::text(unit, "ActiveState").unwrap_or_default();
    let status = match active.as_str() {
        "activating" | "reloading" => GreenbootStatus::Checking,
        "failed" => GreenbootStatus::Red,
        "active" => GreenbootStatus::Green,
        _ if text.contains("GREEN") => GreenbootStatus::Green,
        _ if text.contains("RED") => GreenbootStatus::Red,
        _ => GreenbootStatus::Unknown,
    };
    Some(Greenboot { status, text })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zbus::{OwnedVariant, Variant};

    use super::*;

    fn unit(load: &'static str, active: &'static str) -> Properties {
        let of = |text| OwnedVariant::try_from(Variant::from(text)).expect("a text");
        Properties::from([
            ("LoadState".to_owned(), of(load)),
            ("ActiveState".to_owned(), of(active)),
        ])
    }

    #[test]
    fn its_unit_counts_and_else_its_text() {
        let green = "Boot Status is GREEN - Health Check SUCCESS\n";
        let red = "\nBoot Status is RED - Health Check FAILURE!\n";
        for (load, active, text, expected) in [
            ("loaded", "active", green, Some(GreenbootStatus::Green)),
            ("loaded", "failed", green, Some(GreenbootStatus::Red)),
            ("loaded", "activating", "", Some(GreenbootStatus::Checking)),
            ("loaded", "inactive", red, Some(GreenbootStatus::Red)),
            ("loaded", "inactive", "", Some(GreenbootStatus::Unknown)),
            ("not-found", "inactive", green, Some(GreenbootStatus::Green)),
            ("not-found", "inactive", "", None),
        ] {
            let found = decode(&unit(load, active), text);
            assert_eq!(
                found.map(|one| one.status),
                expected,
                "{load} {active} {text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let found = decode(&Properties::new(), &text);
            prop_assert!(found.is_none_or(|one| !one.text.is_empty()));
        }
    }
}
