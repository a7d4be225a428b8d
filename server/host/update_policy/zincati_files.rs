//! Zincati's configuration: fragments of TOML in three folders, merged by the names of their files. Reading them is
//! lenient: a key of another type, or one that is not known, costs nothing else. Pure.

use toml::{Table, Value};

use crate::model::{UpdateWindow, Weekday, ZincatiStrategy, ZincatiWish};

/// A fragment: its path, and its text.
pub(super) type File = (String, String);

/// What all fragments say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) enabled: bool,
    /// Empty where none says.
    pub(super) word: String,
    pub(super) windows: Vec<UpdateWindow>,
    pub(super) time_zone: String,
    pub(super) base_url: Option<String>,
    /// The last file that says whether it is enabled, and with which strategy.
    pub(super) decided_by: Option<String>,
    /// Of files that are no TOML.
    pub(super) faults: Vec<String>,
}

impl Merged {
    pub(super) fn strategy(&self) -> ZincatiStrategy {
        match self.word.as_str() {
            "" | "immediate" => ZincatiStrategy::Immediate,
            "periodic" => ZincatiStrategy::Periodic,
            "fleet_lock" | "remote_http" => ZincatiStrategy::FleetLock,
            _ => ZincatiStrategy::Other,
        }
    }
}

/// Reads fragments in the order of their names: what a later one says counts; windows of all of them do.
pub(super) fn merge(files: &[File]) -> Merged {
    let mut merged = Merged {
        enabled: true,
        word: String::new(),
        windows: Vec::new(),
        time_zone: "UTC".to_owned(),
        base_url: None,
        decided_by: None,
        faults: Vec::new(),
    };
    for (path, text) in files {
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                merged
                    .faults
                    .push(format!("{path} is not TOML: {}.", error.message()));
                continue;
            }
        };
        let Some(updates) = table.get("updates").and_then(Value::as_table) else {
            continue;
        };
        if let Some(enabled) = updates.get("enabled").and_then(Value::as_bool) {
            merged.enabled = enabled;
            merged.decided_by = Some(path.clone());
        }
        if let Some(word) = updates.get("strategy").and_then(Value::as_str) {
            word.clone_into(&mut merged.word);
            merged.decided_by = Some(path.clone());
        }
        if let Some(url) = text_of(updates, "fleet_lock", "base_url") {
            merged.base_url = Some(url);
        }
        if let Some(zone) = text_of(updates, "periodic", "time_zone") {
            merged.time_zone = zone;
        }
        let periodic = updates.get("periodic").and_then(Value::as_table);
        let windows = periodic.and_then(|periodic| periodic.get("window"));
        let windows = windows.and_then(Value::as_array).into_iter().flatten();
        merged.windows.extend(windows.filter_map(window));
    }
    merged
}

/// A fragment of our own that says what is wished.
pub(super) fn written(wish: &ZincatiWish) -> String {
    let mut text = "# Written by Atomdeck, which replaces it as a whole.\n\n[updates]\n".to_owned();
    match wish {
        ZincatiWish::Off => text += "enabled = false\n",
        ZincatiWish::Immediate => text += "enabled = true\nstrategy = \"immediate\"\n",
        ZincatiWish::FleetLock { base_url } => {
            text += "enabled = true\nstrategy = \"fleet_lock\"\n\n";
            text += &format!("[updates.fleet_lock]\nbase_url = \"{base_url}\"\n");
        }
        ZincatiWish::Periodic { windows, time_zone } => {
            text += "enabled = true\nstrategy = \"periodic\"\n\n";
            text += &format!("[updates.periodic]\ntime_zone = \"{time_zone}\"\n");
            for window in windows {
                let days: Vec<_> = window.days.iter().map(|day| day.as_str()).collect();
                text += &format!(
                    "\n[[updates.periodic.window]]\ndays = [\"{}\"]\nstart_time = \"{}\"\nlength_minutes = {}\n",
                    days.join("\", \""),
                    window.start_time,
                    window.length_minutes
                );
            }
        }
    }
    text
}

fn text_of(updates: &Table, table: &str, key: &str) -> Option<String> {
    let value = updates.get(table)?.get(key)?.as_str()?;
    Some(value.to_owned())
}

fn window(value: &Value) -> Option<UpdateWindow> {
    let days = value.get("days")?.as_array()?.iter();
    let days = days.filter_map(|day| {
        // Its full name is taken as well.
        let day = day.as_str()?.to_ascii_lowercase();
        let of = |known: &Weekday| day.starts_with(&known.as_str().to_ascii_lowercase());
        Weekday::ALL.into_iter().find(of)
    });
    Some(UpdateWindow {
        days: days.collect(),
        start_time: value.get("start_time")?.as_str()?.to_owned(),
        length_minutes: value.get("length_minutes")?.as_integer()?.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(path: &str, text: &str) -> File {
        (path.to_owned(), text.to_owned())
    }

    #[test]
    fn a_later_file_counts_and_windows_add_up() {
        let merged = merge(&[
            file(
                "/usr/lib/zincati/config.d/10-a.toml",
                "[updates]\nstrategy = \"immediate\"\nnew = 1\n",
            ),
            file(
                "/etc/zincati/config.d/55-b.toml",
                "[updates]\nstrategy = \"periodic\"\n[updates.periodic]\ntime_zone = \"Europe/Berlin\"\n\
                 [[updates.periodic.window]]\ndays = [\"Sat\", \"Sunday\", \"Someday\"]\nstart_time = \"23:30\"\nlength_minutes = 60\n\
                 [[updates.periodic.window]]\ndays = 3\n",
            ),
            file("/etc/zincati/config.d/60-c.toml", "[updates\n"),
            file(
                "/etc/zincati/config.d/70-d.toml",
                "[updates]\nenabled = \"no\"\n",
            ),
        ]);
        assert_eq!(merged.strategy(), ZincatiStrategy::Periodic);
        assert_eq!(merged.windows.len(), 1);
        assert_eq!(merged.windows[0].days, [Weekday::Sat, Weekday::Sun]);
        assert_eq!(merged.time_zone, "Europe/Berlin");
        assert!(merged.enabled);
        assert_eq!(
            merged.decided_by.as_deref(),
            Some("/etc/zincati/config.d/55-b.toml")
        );
        assert_eq!(merged.faults.len(), 1);
        let other = merge(&[file("/a", "[updates]\nstrategy = \"moonlit\"\n")]);
        assert_eq!(other.strategy(), ZincatiStrategy::Other);
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let window = UpdateWindow {
            days: vec![Weekday::Mon, Weekday::Fri],
            start_time: "03:15".to_owned(),
            length_minutes: 90,
        };
        for (wish, strategy, enabled, windows) in [
            (ZincatiWish::Off, ZincatiStrategy::Immediate, false, 0),
            (ZincatiWish::Immediate, ZincatiStrategy::Immediate, true, 0),
            (
                ZincatiWish::FleetLock {
                    base_url: "https://lock.example.org/".to_owned(),
                },
                ZincatiStrategy::FleetLock,
                true,
                0,
            ),
            (
                ZincatiWish::Periodic {
                    windows: vec![window.clone(), window],
                    time_zone: "UTC".to_owned(),
                },
                ZincatiStrategy::Periodic,
                true,
                2,
            ),
        ] {
            let merged = merge(&[file("/etc/x.toml", &written(&wish))]);
            assert_eq!(merged.faults, [""; 0]);
            assert_eq!(merged.strategy(), strategy);
            assert_eq!((merged.enabled, merged.windows.len()), (enabled, windows));
            let is_lock = matches!(wish, ZincatiWish::FleetLock { .. });
            assert_eq!(merged.base_url.is_some(), is_lock);
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(text in "(\\PC|\n|\\[updates\\]\n|strategy = |\\[\\[updates.periodic.window\\]\\]\n|days = ){0,40}") {
            merge(&[file("/a", &text), file("/b", "[updates]\nenabled = false\n")]);
        }
    }
}
