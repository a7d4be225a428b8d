//! Values of the engines' command lines: sizes, times, truths, words.

use crate::model::{PullPolicy, RestartPolicy, RestartPolicyKind};

const MIB: u64 = 1024 * 1024;

/// `--rm`, `--rm=true`, `--rm=0`.
pub(super) fn truth(value: Option<&str>) -> Result<bool, String> {
    match value {
        None | Some("true" | "TRUE" | "True" | "t" | "T" | "1") => Ok(true),
        Some("false" | "FALSE" | "False" | "f" | "F" | "0") => Ok(false),
        Some(_) => Err("it is `true` or `false`".to_owned()),
    }
}

pub(super) fn number(value: &str) -> Result<u32, String> {
    value
        .parse()
        .map_err(|_| "it is no whole number".to_owned())
}

/// Processes; 0 and -1 are no limit.
pub(super) fn processes(value: &str) -> Result<Option<u32>, String> {
    match value {
        "0" | "-1" => Ok(None),
        _ => number(value).map(Some),
    }
}

pub(super) fn cpus(value: &str) -> Result<Option<f64>, String> {
    let cores: f64 = value.parse().map_err(|_| "it is no number of cores")?;
    if !cores.is_finite() || cores < 0.0 {
        return Err("it is no number of cores".to_owned());
    }
    Ok((cores > 0.0).then_some(cores))
}

/// Bytes: `512m`, `1.5g`, `64MiB`, `1048576`; 0 is no limit.
pub(super) fn bytes(value: &str) -> Result<Option<u64>, String> {
    let odd = || "it is no size like `512m` or `2g`".to_owned();
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = value[digits.len()..].to_ascii_lowercase();
    let unit = match unit.trim_end_matches("ib").trim_end_matches('b') {
        "" => 1,
        "k" => 1 << 10,
        "m" => MIB,
        "g" => 1 << 30,
        "t" => 1 << 40,
        _ => return Err(odd()),
    };
    let bytes = match digits.parse::<u64>() {
        Ok(number) => number.checked_mul(unit).ok_or_else(odd)?,
        Err(_) => fraction(digits, unit).ok_or_else(odd)?,
    };
    Ok((bytes > 0).then_some(bytes))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "it is within the range that is tested for"
)]
fn fraction(digits: &str, unit: u64) -> Option<u64> {
    let number: f64 = digits.parse().ok()?;
    let bytes = number * unit as f64;
    (0.0..=(1_u64 << 50) as f64)
        .contains(&bytes)
        .then_some(bytes as u64)
}

pub(super) fn bytes_word(bytes: u64) -> String {
    if bytes.is_multiple_of(MIB) {
        format!("{}m", bytes / MIB)
    } else {
        bytes.to_string()
    }
}

/// Whole seconds: `30s`, `1m30s`, `1h`.
pub(super) fn seconds(value: &str) -> Result<u32, String> {
    const ODD: &str = "it is no time in whole seconds like `30s` or `1m30s`";
    if value == "0" {
        return Ok(0);
    }
    let mut rest = value;
    let mut total: u32 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or(ODD)?;
        let number: u32 = rest[..digits].parse().map_err(|_| ODD)?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit());
        let (unit, after) = rest.split_at(letters.unwrap_or(rest.len()));
        let unit = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "ms" if number.is_multiple_of(1000) => {
                total = total.checked_add(number / 1000).ok_or(ODD)?;
                0
            }
            _ => return Err(ODD.to_owned()),
        };
        let part = number.checked_mul(unit).ok_or(ODD)?;
        total = total.checked_add(part).ok_or(ODD)?;
        rest = after;
    }
    if value.is_empty() {
        return Err(ODD.to_owned());
    }
    Ok(total)
}

pub(super) fn pull(word: &str) -> Result<PullPolicy, String> {
    match word {
        "missing" | "" => Ok(PullPolicy::Missing),
        "always" | "newer" | "true" => Ok(PullPolicy::Always),
        "never" | "false" => Ok(PullPolicy::Never),
        _ => Err("it is `always`, `missing` or `never`".to_owned()),
    }
}

pub(super) fn pull_word(policy: PullPolicy) -> &'static str {
    match policy {
        PullPolicy::Missing => "missing",
        PullPolicy::Always => "always",
        PullPolicy::Never => "never",
    }
}

/// `on-failure:3`.
pub(super) fn restart(word: &str) -> Result<RestartPolicy, String> {
    let (word, attempts) = match word.split_once(':') {
        Some((word, attempts)) => (word, Some(number(attempts)?)),
        None => (word, None),
    };
    let kind = match word {
        "no" | "" => RestartPolicyKind::No,
        "on-failure" => RestartPolicyKind::OnFailure,
        "always" => RestartPolicyKind::Always,
        "unless-stopped" => RestartPolicyKind::UnlessStopped,
        _ => {
            return Err("it is `no`, `on-failure`, `always` or `unless-stopped`".to_owned());
        }
    };
    // 0 is without end.
    let attempts = attempts.filter(|attempts| *attempts > 0);
    Ok(RestartPolicy { kind, attempts })
}

pub(super) fn restart_word(policy: &RestartPolicy) -> Option<String> {
    let word = match policy.kind {
        RestartPolicyKind::No => return None,
        RestartPolicyKind::OnFailure => "on-failure",
        RestartPolicyKind::Always => "always",
        RestartPolicyKind::UnlessStopped => "unless-stopped",
    };
    Some(match policy.attempts {
        Some(attempts) => format!("{word}:{attempts}"),
        None => word.to_owned(),
    })
}
