//! Commands in containers: a shell that knows a few words, over the hijacked connection. No program is
//! started.

use std::{io, sync::Arc, time::Duration};

use hyper::{StatusCode, upgrade::OnUpgrade};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::{
    engine::Engine,
    reply::{Answer, Fault, empty, fault, ok, reply, unknown},
};
use crate::demo::world::digest;

/// Commands that are remembered; older ones go.
const MOST: usize = 64;

/// Bytes of a line that is typed.
const LINE: usize = 4096;

/// A shell that nobody types into ends after this long.
const IDLE: Duration = Duration::from_hours(1);

const SHELLS: [&str; 6] = ["sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"];

const HELP: &str =
    "The demo knows: cat, echo, env, exit, help, hostname, id, ls, ps, pwd, uname, whoami";

/// One command, begun or not.
#[derive(Debug, Clone)]
pub(super) struct Exec {
    id: String,
    container: String,
    terminal: bool,
    command: Vec<String>,
    running: bool,
    code: Option<i64>,
}

/// A connection that is about to be handed over, and what speaks on it.
pub(super) struct Session {
    pub upgrade: OnUpgrade,
    engine: Arc<Engine>,
    exec: Exec,
}

/// `POST /containers/{id}/exec`.
pub(super) fn create(engine: &Engine, reference: &str, request: &Value) -> Answer {
    let mut state = engine.state();
    let found = state
        .position(reference)
        .ok_or_else(|| unknown(reference))?;
    let container = &state.containers[found];
    if !container.has_process() {
        let message = format!("Container {} is not running", container.id);
        return fault(StatusCode::CONFLICT, message);
    }
    let id = container.id.clone();
    let command = request["Cmd"].as_array().into_iter().flatten();
    let command: Vec<String> = command
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect();
    if command.is_empty() {
        return fault(StatusCode::BAD_REQUEST, "No exec command specified");
    }
    let number = state.number();
    let exec = Exec {
        id: digest(&format!("exec/{id}/{number}")),
        container: id,
        terminal: request["Tty"].as_bool().unwrap_or_default(),
        command,
        running: false,
        code: None,
    };
    let made = json!({"Id": exec.id});
    if state.execs.len() == MOST {
        state.execs.remove(0);
    }
    state.execs.push(exec);
    Ok(reply(StatusCode::CREATED, &made))
}

/// `GET /exec/{id}/json`.
pub(super) fn inspect(engine: &Engine, id: &str) -> Answer {
    let exec = find(engine, id)?;
    let (entry, arguments) = exec
        .command
        .split_first()
        .map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    Ok(ok(&json!({
        "ID": exec.id,
        "ContainerID": exec.container,
        "Running": exec.running,
        "ExitCode": exec.code,
        "OpenStdin": true,
        "OpenStdout": true,
        "OpenStderr": true,
        "CanRemove": false,
        "Pid": if exec.running { 4242 } else { 0 },
        "DetachKeys": "",
        "ProcessConfig": {"tty": exec.terminal, "entrypoint": entry, "arguments": arguments, "privileged": false},
    })))
}

/// `POST /exec/{id}/resize`: the shell does not care.
pub(super) fn resize(engine: &Engine, id: &str) -> Answer {
    find(engine, id)?;
    Ok(empty(StatusCode::OK))
}

/// `POST /exec/{id}/start`: who speaks once the connection is handed over.
pub(super) fn start(engine: &Arc<Engine>, id: &str, upgrade: OnUpgrade) -> Result<Session, Fault> {
    let exec = find(engine, id)?;
    if exec.running || exec.code.is_some() {
        return fault(
            StatusCode::CONFLICT,
            format!("exec command {id} is already running"),
        );
    }
    Ok(Session {
        upgrade,
        engine: Arc::clone(engine),
        exec,
    })
}

fn find(engine: &Engine, id: &str) -> Result<Exec, Fault> {
    let state = engine.state();
    let found = state.execs.iter().find(|exec| exec.id == id);
    let missing = || {
        (
            StatusCode::NOT_FOUND,
            format!("No such exec instance: {id}"),
        )
    };
    found.cloned().ok_or_else(missing)
}

impl Session {
    /// Speaks until the command ends, or the client goes.
    pub(super) async fn run(self) {
        let Self {
            upgrade,
            engine,
            exec,
        } = self;
        let set = |running, code| {
            let mut state = engine.state();
            if let Some(found) = state.execs.iter_mut().find(|one| one.id == exec.id) {
                (found.running, found.code) = (running, code);
            }
        };
        set(true, None);
        let ended = match upgrade.await {
            Ok(connection) => speak(&engine, &exec, TokioIo::new(connection)).await,
            Err(error) => Err(io::Error::other(error)),
        };
        let code = ended.unwrap_or_else(|error| {
            tracing::debug!(%error, "a shell of the demo host was left");
            129
        });
        set(false, Some(code));
    }
}

async fn speak(
    engine: &Engine,
    exec: &Exec,
    mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin,
) -> io::Result<i64> {
    let name = engine.find(&exec.container, |_, spec| spec.name.clone());
    let name = name.unwrap_or_default();
    let first = exec.command.first().map_or("", |word| word.as_str());
    let script = exec.command.iter().position(|word| word == "-c");
    let script = script.and_then(|place| exec.command.get(place + 1));
    let is_shell = SHELLS.contains(&first);
    if !is_shell || script.is_some() {
        let line = script.cloned().unwrap_or_else(|| exec.command.join(" "));
        let (text, code) = answer(engine, exec, &line);
        say(&mut stream, exec, &text).await?;
        stream.shutdown().await?;
        return Ok(code.unwrap_or(0));
    }
    let prompt = format!("{name}:/# ");
    say(&mut stream, exec, &prompt).await?;
    let (mut line, mut piece, mut last) = (Vec::new(), [0; 256], 0);
    loop {
        let read = match timeout(IDLE, stream.read(&mut piece)).await {
            Ok(read) => read?,
            Err(_) => 0,
        };
        if read == 0 {
            return Ok(last);
        }
        for byte in &piece[..read] {
            match byte {
                b'\r' | b'\n' => {
                    if exec.terminal {
                        say(&mut stream, exec, "\n").await?;
                    }
                    let typed = String::from_utf8_lossy(&line).into_owned();
                    line.clear();
                    let (text, code) = answer(engine, exec, &typed);
                    say(&mut stream, exec, &text).await?;
                    if let Some(code) = code.filter(|_| typed.trim_start().starts_with("exit")) {
                        stream.shutdown().await?;
                        return Ok(code);
                    }
                    last = code.unwrap_or(0);
                    say(&mut stream, exec, &prompt).await?;
                }
                // End of input, on an empty line.
                4 if line.is_empty() => {
                    say(&mut stream, exec, "exit\n").await?;
                    stream.shutdown().await?;
                    return Ok(last);
                }
                3 => {
                    line.clear();
                    say(&mut stream, exec, &format!("^C\n{prompt}")).await?;
                }
                8 | 127 => {
                    let rubbed = line.pop().is_some() && exec.terminal;
                    let echo: &[u8] = if rubbed { b"\x08 \x08" } else { b"" };
                    stream.write_all(echo).await?;
                }
                byte if line.len() < LINE => {
                    line.push(*byte);
                    if exec.terminal && *byte >= b' ' {
                        stream.write_all(&[*byte]).await?;
                    }
                }
                _ => {}
            }
        }
        stream.flush().await?;
    }
}

/// As a terminal has it, or in a frame of standard output.
async fn say(stream: &mut (impl AsyncWriteExt + Unpin), exec: &Exec, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    if exec.terminal {
        stream
            .write_all(text.replace('\n', "\r\n").as_bytes())
            .await?;
    } else {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        stream.write_all(&[1, 0, 0, 0]).await?;
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(text.as_bytes()).await?;
    }
    stream.flush().await
}

/// What the command says, and its exit code where it matters.
fn answer(engine: &Engine, exec: &Exec, line: &str) -> (String, Option<i64>) {
    let mut words = line.split_whitespace();
    let Some(word) = words.next() else {
        return (String::new(), None);
    };
    let rest: Vec<&str> = words.collect();
    let spec = engine.find(&exec.container, |_, spec| spec.clone());
    let program = word.rsplit('/').next().unwrap_or(word);
    let text = match program {
        "echo" => rest.join(" ").replace(['"', '\''], ""),
        "help" => HELP.to_owned(),
        "ls" => "app\nbin\ndev\netc\nlib\nproc\nroot\nrun\nsys\ntmp\nusr\nvar".to_owned(),
        "pwd" => "/".to_owned(),
        "whoami" => "root".to_owned(),
        "id" => "uid=0(root) gid=0(root) groups=0(root)".to_owned(),
        "hostname" => exec.container.chars().take(12).collect(),
        "uname" => "Linux".to_owned(),
        "env" => {
            let mut env = spec.map(|spec| spec.env).unwrap_or_default();
            env.push(
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
            );
            env.join("\n")
        }
        "ps" => {
            let command = spec.map(|spec| spec.command.join(" ")).unwrap_or_default();
            format!(
                "PID   USER     TIME  COMMAND\n    1 root      0:07 {command}\n   42 root      0:00 sh\n   43 root      0:00 ps"
            )
        }
        "cat" if rest.first() == Some(&"/etc/os-release") => {
            "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.1".to_owned()
        }
        "cat" => {
            let file = rest.first().unwrap_or(&"-");
            return (
                format!("cat: can't open '{file}': No such file or directory\n"),
                Some(1),
            );
        }
        "exit" => {
            let code = rest.first().and_then(|code| code.parse().ok());
            return (String::new(), Some(code.unwrap_or(0)));
        }
        "true" | "test" | "sleep" | "stty" | "exec" | "command" => return (String::new(), Some(0)),
        "false" => return (String::new(), Some(1)),
        _ => return (format!("sh: {word}: not found\n"), Some(127)),
    };
    (format!("{text}\n"), Some(0))
}
