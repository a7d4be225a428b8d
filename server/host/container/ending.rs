//! Why a container ended, in a sentence. Pure.

use super::{inspect::Inspected, trouble};

/// The signals that end programs, by their number, and what they tell.
const SIGNALS: [(i32, &str, &str); 11] = [
    (1, "SIGHUP", "its terminal or supervisor went away"),
    (2, "SIGINT", "it was interrupted"),
    (3, "SIGQUIT", "it was told to quit"),
    (
        4,
        "SIGILL",
        "it ran an instruction that this processor does not have",
    ),
    (
        6,
        "SIGABRT",
        "it gave up by itself, often for a failed check",
    ),
    (7, "SIGBUS", "it used memory that is not there"),
    (8, "SIGFPE", "it divided by zero or the like"),
    (9, "SIGKILL", "it was killed"),
    (
        11,
        "SIGSEGV",
        "it crashed: it used memory that is not its own",
    ),
    (13, "SIGPIPE", "it wrote to something that nobody reads"),
    (15, "SIGTERM", "it was asked to stop, and did"),
];

/// By adding this, shells and engines tell that a signal ended a program.
const BY_SIGNAL: i32 = 128;

/// A sentence; `None` while it runs, and where it never ran and nothing went wrong.
pub(super) fn because(found: &Inspected) -> Option<String> {
    let state = &found.state;
    if state.running {
        return None;
    }
    if !state.error.trim().is_empty() {
        let why = trouble::explain(500, &state.error, "the container");
        return Some(format!("it could not be started: {why}"));
    }
    state.started_at?;
    let limit = u64::try_from(found.host_config.memory).ok();
    let limit = limit.filter(|bytes| *bytes > 0).map(size);
    if state.out_of_memory {
        return Some(match limit {
            Some(limit) => format!("out of memory: it used more than its limit of {limit}"),
            None => "out of memory: the host had none left for it".to_owned(),
        });
    }
    let code = state.exit_code;
    Some(match code {
        0 => "it was done: exit code 0".to_owned(),
        125 => "the engine could not run it: exit code 125".to_owned(),
        126 => "its command could not be executed: exit code 126".to_owned(),
        127 => "its command was not found: exit code 127".to_owned(),
        137 => {
            let memory = match limit {
                Some(limit) => format!("its memory passed the limit of {limit}"),
                None => "the host ran out of memory".to_owned(),
            };
            format!(
                "it was killed (SIGKILL, exit code 137): by somebody, for not stopping in time, or because {memory}"
            )
        }
        _ => {
            let signal = SIGNALS
                .iter()
                .find(|(number, ..)| number + BY_SIGNAL == code);
            match signal {
                Some((_, name, meaning)) => format!("{meaning} ({name}, exit code {code})"),
                None => format!("it failed with exit code {code}; its log may say why"),
            }
        }
    })
}

/// Bytes in words: "64 MiB".
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut scale = 1;
    while bytes / scale >= 1024 && unit + 1 < UNITS.len() {
        scale *= 1024;
        unit += 1;
    }
    let tenths = bytes % scale * 10 / scale;
    match tenths {
        0 => format!("{} {}", bytes / scale, UNITS[unit]),
        _ => format!("{}.{tenths} {}", bytes / scale, UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::inspect::{HostConfig, State};
    use super::*;

    fn ended(exit_code: i32, memory: i64) -> Inspected {
        Inspected {
            state: State {
                exit_code,
                started_at: Some(jiff::Timestamp::now()),
                ..State::default()
            },
            host_config: HostConfig {
                memory,
                ..HostConfig::default()
            },
            ..Inspected::default()
        }
    }

    #[test]
    fn exit_codes_are_told_in_words() {
        for (code, words) in [
            (0, "it was done: exit code 0"),
            (3, "it failed with exit code 3; its log may say why"),
            (126, "its command could not be executed: exit code 126"),
            (127, "its command was not found: exit code 127"),
            (
                139,
                "it crashed: it used memory that is not its own (SIGSEGV, exit code 139)",
            ),
            (
                143,
                "it was asked to stop, and did (SIGTERM, exit code 143)",
            ),
            (255, "it failed with exit code 255; its log may say why"),
        ] {
            assert_eq!(because(&ended(code, 0)).as_deref(), Some(words));
        }
        let killed = because(&ended(137, 20 << 20)).expect("it ended");
        assert!(
            killed.ends_with("because its memory passed the limit of 20 MiB"),
            "{killed}"
        );
    }

    #[test]
    fn what_runs_or_never_ran_has_no_reason() {
        let mut runs = ended(0, 0);
        runs.state.running = true;
        assert_eq!(because(&runs), None);
        assert_eq!(because(&Inspected::default()), None);
    }

    #[test]
    fn sizes_are_told_as_they_were_given() {
        for (bytes, words) in [
            (512, "512 bytes"),
            (64 << 20, "64 MiB"),
            (3 << 29, "1.5 GiB"),
            (u64::MAX, "16777215.9 TiB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }
}
