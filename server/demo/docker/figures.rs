//! What a running container uses, its processes and its changed files: plausible, varying with time, the
//! same for the same moment.

use std::{f64::consts::TAU, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    container::{Container, Process},
    engine::Engine,
    json::time,
    reply::{Answer, Query, fault, ok, streamed, unknown},
    volumes::MB,
};
use crate::demo::scenario::Container as Spec;

/// Between two documents of a stream.
const EVERY: Duration = Duration::from_secs(1);

/// The host's, in bytes and processors.
const MEMORY: u64 = 8_328_462_336;
const PROCESSORS: u32 = 4;

/// Seconds of one turn of the figures.
const TURN: f64 = 47.0;

/// Columns that may be asked for, and that of everybody who does not ask.
const COLUMNS: [&str; 8] = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"];

/// `GET /containers/{id}/stats`.
pub(super) fn stats(engine: &Arc<Engine>, id: &str, query: Query<'_>) -> Answer {
    let once = query.get("stream").is_some() && !query.flag("stream");
    let at = |engine: &Engine, id: &str| {
        engine.find(id, |container, spec| {
            document(container, spec, Timestamp::now())
        })
    };
    let first = at(engine, id).ok_or_else(|| unknown(id))?;
    if once {
        return Ok(ok(&first));
    }
    let (engine, id) = (Arc::clone(engine), id.to_owned());
    let chunks = stream::unfold(
        (engine, id, true),
        move |(engine, id, is_first)| async move {
            if !is_first {
                sleep(EVERY).await;
            }
            let document = at(&engine, &id)?;
            let chunk = Bytes::from(format!("{document}\n"));
            Some((chunk, (engine, id, false)))
        },
    );
    Ok(streamed("application/json", chunks))
}

fn document(container: &Container, spec: &Spec, now: Timestamp) -> Value {
    let running = matches!(container.process, Process::Running { .. });
    let head = json!({"id": container.id, "name": format!("/{}", spec.name), "read": time(now)});
    if !container.has_process() {
        let mut head = head;
        head["memory_stats"] = json!({});
        head["cpu_stats"] = json!({"cpu_usage": {"total_usage": 0}, "throttling_data": {}});
        head["precpu_stats"] = head["cpu_stats"].clone();
        return head;
    }
    let up = now.duration_since(container.started).as_secs_f64().max(0.0);
    let phase = as_f64(container.number) * 1.7;
    let before = (up - 1.0).max(0.0);
    let wave = if running {
        (up / TURN * TAU + phase).sin()
    } else {
        0.0
    };
    let limit = match spec.memory_limit_mb {
        0 => MEMORY,
        limit => limit * MB,
    };
    let usage = whole(spec.memory_mb * 1e6 * (1.0 + 0.08 * wave)).min(limit);
    let (received, sent) = (
        whole(up * 900.0 * spec.cpu_percent),
        whole(up * 2300.0 * spec.cpu_percent),
    );
    json!({
        "id": container.id,
        "name": format!("/{}", spec.name),
        "read": time(now),
        "preread": time(now - SignedDuration::from_secs(1)),
        "num_procs": 0,
        "pids_stats": {"current": 1 + container.number % 7, "limit": 9216},
        "cpu_stats": cpu(spec, up, phase),
        "precpu_stats": cpu(spec, before, phase),
        "memory_stats": {
            "usage": usage,
            "limit": limit,
            "stats": {"inactive_file": usage / 9, "anon": usage / 2, "file": usage / 4},
        },
        "networks": {"eth0": {
            "rx_bytes": received, "rx_packets": received / 600, "rx_errors": 0, "rx_dropped": 0,
            "tx_bytes": sent, "tx_packets": sent / 900, "tx_errors": 0, "tx_dropped": 0,
        }},
        "blkio_stats": {"io_service_bytes_recursive": [
            {"major": 252, "minor": 0, "op": "read", "value": whole(4.1e6 + up * 60.0)},
            {"major": 252, "minor": 0, "op": "write", "value": whole(up * 410.0 * spec.cpu_percent)},
        ]},
    })
}

/// Used since the start: never less than a moment before, and now more, now less.
fn cpu(spec: &Spec, up: f64, phase: f64) -> Value {
    let turns = up / TURN * TAU + phase;
    let even = up + 0.8 * TURN / TAU * (phase.cos() - turns.cos());
    let used = whole(even.max(0.0) * spec.cpu_percent * 1e7);
    json!({
        "cpu_usage": {"total_usage": used, "usage_in_kernelmode": used / 4, "usage_in_usermode": used / 4 * 3},
        "system_cpu_usage": whole((1e6 + up) * 1e9 * f64::from(PROCESSORS)),
        "online_cpus": PROCESSORS,
        "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures of the demo are positive and small"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

fn as_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(0.0, f64::from)
}

/// `GET /containers/{id}/top`.
pub(super) fn top(engine: &Engine, id: &str, query: Query<'_>) -> Answer {
    let found = engine.find(id, |container, spec| {
        container.has_process().then(|| processes(container, spec))
    });
    let rows = found.ok_or_else(|| unknown(id))?;
    let Some(rows) = rows else {
        let message = format!("Container {id} is not running");
        return fault(StatusCode::CONFLICT, message);
    };
    let asked = query.text("ps_args");
    let asked = asked
        .rsplit_once("o ")
        .map(|(_, columns)| columns.trim().to_uppercase());
    let titles: Vec<String> = match &asked {
        Some(columns) => columns
            .split(',')
            .map(|column| {
                column
                    .split(['=', ':'])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect(),
        None => COLUMNS.map(str::to_owned).to_vec(),
    };
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| titles.iter().map(|title| row.cell(title)).collect())
        .collect();
    Ok(ok(&json!({"Titles": titles, "Processes": rows})))
}

/// One process.
struct Row {
    pid: usize,
    parent: usize,
    since: Timestamp,
    memory: u64,
    command: String,
}

impl Row {
    fn cell(&self, title: &str) -> String {
        match title {
            "UID" | "USER" | "EUSER" => "root".to_owned(),
            "PID" => self.pid.to_string(),
            "PPID" => self.parent.to_string(),
            "C" | "%CPU" | "PCPU" => "0.3".to_owned(),
            "%MEM" | "PMEM" => "0.4".to_owned(),
            "RSS" => (self.memory / 1024).to_string(),
            "VSZ" => (self.memory / 256).to_string(),
            "STIME" | "START" => self.since.strftime("%H:%M").to_string(),
            "TTY" | "TT" => "?".to_owned(),
            "TIME" => "00:00:07".to_owned(),
            "STAT" | "S" => "S".to_owned(),
            "ELAPSED" | "ETIME" => {
                let seconds = Timestamp::now().duration_since(self.since).as_secs();
                format!(
                    "{:02}:{:02}:{:02}",
                    seconds / 3600,
                    seconds / 60 % 60,
                    seconds % 60
                )
            }
            "ETIMES" => Timestamp::now()
                .duration_since(self.since)
                .as_secs()
                .to_string(),
            "CMD" | "COMMAND" | "ARGS" | "COMM" => self.command.clone(),
            _ => "-".to_owned(),
        }
    }
}

fn processes(container: &Container, spec: &Spec) -> Vec<Row> {
    let first = pid(container);
    let memory = whole(spec.memory_mb * 1e6);
    let program = spec
        .command
        .first()
        .map_or("app", |command| command.as_str());
    let program = program.rsplit('/').next().unwrap_or(program);
    let worker = |number: usize| Row {
        pid: first + 21 + number,
        parent: first,
        since: container.started,
        memory: memory / 4,
        command: format!("{program}: worker process"),
    };
    let mut rows = vec![Row {
        pid: first,
        parent: first - 23,
        since: container.started,
        memory: memory / 2,
        command: spec.command.join(" "),
    }];
    rows.extend((0..container.number % 3 + 1).map(worker));
    rows
}

/// The first process' id on the host.
pub(super) fn pid(container: &Container) -> usize {
    1800 + 97 * container.number
}

/// `GET /containers/{id}/changes`.
pub(super) fn changes(engine: &Engine, id: &str) -> Answer {
    let found = engine.find(id, |container, _| container.run > 0);
    let ran = found.ok_or_else(|| unknown(id))?;
    let changed = |path: &str, kind: u8| json!({"Path": path, "Kind": kind});
    let all = json!([
        changed("/run", 0),
        changed("/run/app.pid", 1),
        changed("/tmp", 0),
        changed("/tmp/session-cache", 1),
        changed("/var/cache/app", 1),
        changed("/etc/motd", 2),
    ]);
    Ok(ok(&if ran { all } else { json!([]) }))
}
