//! A timer of systemd: whether it is on, and when it runs next.

use jiff::Timestamp;
use zbus::Connection;

use crate::{host::HostError, model::TimerSwitch};

use super::units::{self, Properties};

/// A timer that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timer {
    pub(super) switch: TimerSwitch,
    /// systemd's word, e.g. "active".
    pub(super) state: String,
    pub(super) next_run: Option<Timestamp>,
}

impl Timer {
    /// `None` where systemd knows no such timer.
    pub(super) async fn ask(
        connection: &Connection,
        name: &str,
    ) -> Result<Option<Self>, HostError> {
        let unit = units::unit(connection, name, None).await?;
        if !super::is_there(&unit) {
            return Ok(None);
        }
        let kind = Some("org.freedesktop.systemd1.Timer");
        let timer = units::unit(connection, name, kind).await?;
        let systemd = units::manager(connection).await?;
        let state = units::text(&unit, "ActiveState").unwrap_or_default();
        let is_on = state == "active" || units::comes(name, &unit).is_at_boot();
        Ok(Some(Self {
            switch: match is_on {
                true => TimerSwitch::On,
                false => TimerSwitch::Off,
            },
            next_run: next_run(&timer, &systemd),
            state,
        }))
    }
}

/// The earlier of what the calendar and the time since boot say.
fn next_run(timer: &Properties, systemd: &Properties) -> Option<Timestamp> {
    let of = |name: &str| {
        let micros = units::number(timer, name);
        micros.filter(|micros| *micros > 0 && *micros < u64::MAX)
    };
    // The two clocks of one moment tell the one from the other.
    let since_boot = of("NextElapseUSecMonotonic").and_then(|at| {
        let real = units::number(systemd, "UserspaceTimestamp")?;
        let monotonic = units::number(systemd, "UserspaceTimestampMonotonic")?;
        real.checked_sub(monotonic)?.checked_add(at)
    });
    let at = [of("NextElapseUSecRealtime"), since_boot];
    let at = at.into_iter().flatten().min()?;
    Timestamp::from_microsecond(i64::try_from(at).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zbus::{OwnedVariant, Variant};

    use super::*;

    fn of(numbers: &[(&str, u64)]) -> Properties {
        let own = |number: u64| OwnedVariant::try_from(Variant::from(number)).expect("a number");
        let all = numbers.iter();
        all.map(|(name, number)| ((*name).to_owned(), own(*number)))
            .collect()
    }

    #[test]
    fn both_clocks_count() {
        let systemd = of(&[
            ("UserspaceTimestamp", 1_000_000_000),
            ("UserspaceTimestampMonotonic", 5_000_000),
        ]);
        let seconds =
            |numbers: &[(&str, u64)]| next_run(&of(numbers), &systemd).map(|at| at.as_second());
        let (calendar, boot) = ("NextElapseUSecRealtime", "NextElapseUSecMonotonic");
        assert_eq!(seconds(&[(calendar, 1_200_000_000), (boot, 0)]), Some(1200));
        assert_eq!(seconds(&[(calendar, 0), (boot, 65_000_000)]), Some(1060));
        assert_eq!(
            seconds(&[(calendar, 1_200_000_000), (boot, 65_000_000)]),
            Some(1060)
        );
        assert_eq!(seconds(&[(calendar, u64::MAX), (boot, u64::MAX)]), None);
        assert_eq!(seconds(&[]), None);
    }

    proptest! {
        #[test]
        fn no_clock_makes_it_panic(real: u64, since: u64, user: u64, monotonic: u64) {
            next_run(
                &of(&[("NextElapseUSecRealtime", real), ("NextElapseUSecMonotonic", since)]),
                &of(&[("UserspaceTimestamp", user), ("UserspaceTimestampMonotonic", monotonic)]),
            );
        }
    }
}
