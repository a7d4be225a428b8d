//! The program as a person starts it: sub-commands, failures in one line, and what a killed server leaves.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    net::{SocketAddr, TcpListener},
    os::unix::net::UnixListener,
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{Client, eventually};

const SOON: Duration = Duration::from_secs(10);

/// The program with this state folder, and nothing of the caller's environment but `PATH`.
fn atomdeck(state: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atomdeck"));
    command
        .args(args)
        .arg("--state-dir")
        .arg(state)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs it to its end with this on standard input.
fn run(state: &Path, args: &[&str], input: &str) -> Output {
    let mut child = atomdeck(state, args).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    // It may end without having read it.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// Standard output of a success.
#[track_caller]
fn succeeds(state: &Path, args: &[&str], input: &str) -> String {
    let output = run(state, args, input);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).expect("text")
}

/// The one line that a failure leaves.
#[track_caller]
fn fails(state: &Path, args: &[&str], input: &str) -> String {
    let output = run(state, args, input);
    assert!(!output.status.success(), "{args:?} succeeded");
    one_line(&output)
}

#[track_caller]
fn one_line(output: &Output) -> String {
    let error = String::from_utf8(output.stderr.clone()).expect("text");
    let line = error.strip_suffix('\n').expect("a whole line");
    assert!(!line.contains('\n'), "more than one line: {error}");
    line.to_owned()
}

/// A running server; dropped, it is killed.
struct Server {
    child: Child,
    address: SocketAddr,
    output: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Waits until it listens.
    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::inherit()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        let mut line = || lines.next().expect("a line").expect("text");
        let listening = line();
        let url = listening.strip_prefix("Atomdeck is listening on http://");
        let authority = url.unwrap_or_else(|| panic!("{listening}"));
        let address = authority.replace("localhost", "127.0.0.1");
        Self {
            child,
            address: address.parse().expect("an address and a port"),
            output: lines,
        }
    }

    /// What it says next on standard output.
    fn line(&mut self) -> String {
        self.output.next().expect("a line").expect("text")
    }

    async fn signed_in(&self, name: &str, password: &str) -> Client {
        let client = Client::new(self.address);
        let credentials = json!({ "name": name, "password": password });
        let answer = client.post_json("/api/v1/session", &credentials).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        client.header("cookie", answer.cookie())
    }

    /// As a supervisor ends it.
    fn terminate(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the server was not killed: {error}");
        }
    }
}

const SERVE: [&str; 3] = ["serve", "--listen", "localhost:0"];

const ADD: [&str; 6] = ["user", "add", "ada", "--role", "admin", "--password-stdin"];

#[test]
fn accounts_are_added_listed_changed_and_removed() {
    let state = tempfile::tempdir().unwrap();
    let state = &state.path().join("made/by/it");
    assert_eq!(
        succeeds(state, &ADD, "correct horse\n"),
        "Added ada as admin.\n"
    );
    assert!(fails(state, &ADD, "correct horse").contains("there is an account ada already"));
    let short = ["user", "add", "bob", "--role", "viewer", "--password-stdin"];
    assert!(fails(state, &short, "pass123").contains("8 characters or more"));
    assert!(fails(state, &short, "").contains("holds no password"));
    succeeds(state, &short, "battery staple");

    let list = succeeds(state, &["user", "list"], "");
    let columns: Vec<Vec<&str>> = list
        .lines()
        .map(|line| line.split_whitespace().take(2).collect())
        .collect();
    assert_eq!(columns, [["ada", "admin"], ["bob", "viewer"]]);

    let passwd = ["user", "passwd", "bob", "--password-stdin"];
    succeeds(state, &passwd, "another staple");
    let nobody = ["user", "passwd", "eve", "--password-stdin"];
    assert!(fails(state, &nobody, "another staple").contains("there is no account eve"));

    assert!(fails(state, &["user", "rm", "ada"], "").contains("the last administrator"));
    succeeds(state, &["user", "rm", "bob"], "");
    assert!(fails(state, &["user", "rm", "bob"], "").contains("there is no account bob"));

    use std::os::unix::fs::MetadataExt;
    for (path, mode) in [(state.clone(), 0o700), (state.join("atomdeck.db"), 0o600)] {
        let metadata = path.metadata().unwrap();
        assert_eq!(metadata.mode() & 0o777, mode, "{}", path.display());
    }
}

#[test]
fn a_changed_audit_log_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let state = folder.path();
    succeeds(state, &ADD, "correct horse");
    let report = succeeds(state, &["audit", "verify"], "");
    assert!(
        report.starts_with("1 lines, all as they were written."),
        "{report}"
    );
    let database = rusqlite::Connection::open(state.join("atomdeck.db")).expect("the database");
    let changed = database.execute("UPDATE audit SET target = 'eve'", []);
    assert_eq!(changed.expect("changed"), 1);
    let error = fails(state, &["audit", "verify"], "");
    assert!(
        error.contains("the audit log is not as the console wrote it"),
        "{error}"
    );
}

#[test]
fn what_cannot_work_is_said_in_one_line() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let line = fails(state, &["serve", "--listen", &taken], "");
    assert!(
        line.contains(&format!("cannot listen on {taken}")),
        "{line}"
    );
    assert!(line.contains("--listen"), "{line}");

    let certificates = state.join("certs.d");
    std::fs::create_dir(&certificates).unwrap();
    std::fs::write(certificates.join("site.crt"), "no certificate").unwrap();
    let mut beyond = atomdeck(state, &["serve", "--listen", "0.0.0.0:0"]);
    beyond.env("ATOMDECK_TLS_DIRECTORY", &certificates);
    let output = beyond.output().unwrap();
    assert!(!output.status.success());
    let line = one_line(&output);
    assert!(line.contains("site.crt holds no certificate"), "{line}");

    let config = state.join("atomdeck.toml");
    std::fs::write(&config, "[session]\nidle = 3\n").unwrap();
    let config = config.to_str().unwrap();
    let line = fails(state, &["serve", "--config", config], "");
    assert!(line.contains(&format!("{config}, line 2: ")), "{line}");
    assert!(line.contains("unknown field `idle`"), "{line}");
    let line = fails(state, &["serve", "--config", "/nowhere.toml"], "");
    assert!(
        line.contains("cannot read the configuration /nowhere.toml"),
        "{line}"
    );

    let file = state.join("file");
    std::fs::write(&file, "").unwrap();
    let line = fails(&file, &SERVE, "");
    assert!(
        line.contains("cannot write to the state directory"),
        "{line}"
    );
    assert!(line.contains("--state-dir"), "{line}");

    let mut foreign = atomdeck(state, &SERVE);
    foreign.env("DOCKER_HOST", "tcp://192.0.2.1:2375");
    let output = foreign.output().unwrap();
    assert!(!output.status.success());
    let line = one_line(&output);
    assert!(
        line.contains("$DOCKER_HOST: `tcp://192.0.2.1:2375`"),
        "{line}"
    );
}

#[test]
fn a_database_of_a_newer_program_stops_it() {
    let state = tempfile::tempdir().unwrap();
    let newer = rusqlite::Connection::open(state.path().join("atomdeck.db")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    for args in [&SERVE[..], &["user", "list"]] {
        let line = fails(state.path(), args, "");
        assert!(
            line.contains("version 99, newer than this program's"),
            "{line}"
        );
    }
}

#[test]
fn doctor_says_what_is_there_and_how_to_get_the_rest() {
    let state = tempfile::tempdir().unwrap();
    let mut doctor = atomdeck(state.path(), &["doctor", "--listen", "localhost:1"]);
    doctor
        .env("DOCKER_HOST", "unix:///nowhere/docker.sock")
        .env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let output = doctor.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = String::from_utf8(output.stdout).unwrap();
    for says in [
        "kernel",
        "containers",
        "deployments",
        "To get it: ",
        "no database yet",
        "free",
    ] {
        assert!(report.contains(says), "{says}: {report}");
    }
    let left = std::fs::read_dir(state.path()).unwrap().count();
    assert_eq!(left, 0, "it only looks");
}

#[tokio::test]
async fn the_printed_link_makes_the_first_administrator() {
    let state = tempfile::tempdir().unwrap();
    let mut server = Server::start(atomdeck(state.path(), &SERVE));
    let line = server.line();
    let link = line.strip_prefix("Sign in: ").expect(&line).to_owned();
    assert!(server.line().contains("valid once, for 10 minutes"));
    let base = format!("http://localhost:{}/", server.address.port());
    let path = format!("/{}", link.strip_prefix(&base).expect(&link));
    let client = Client::new(server.address);
    assert_eq!(client.get(&path).await.status, 200);
    let (_, token) = path.split_once('=').unwrap();
    let form = format!("token={token}&name=ada&password=correct+horse");
    assert_eq!(client.post_form("/first-start", &form).await.status, 303);

    // By the command line, beside the running server.
    let printed = succeeds(state.path(), &["login-link", "ada"], "");
    let (_, token) = printed.lines().next().unwrap().split_once('=').unwrap();
    let answer = client
        .post_form("/login-link", &format!("token={token}"))
        .await;
    assert_eq!(answer.status, 303);
    let ada = client.clone().header("cookie", answer.cookie());
    assert_eq!(ada.get("/api/v1/session").await.status, 200);

    let passwd = ["user", "passwd", "ada", "--password-stdin"];
    succeeds(state.path(), &passwd, "another horse");
    ada.get("/api/v1/session")
        .await
        .problem(401, "not-signed-in");
    let ada = server.signed_in("ada", "another horse").await;
    let audit = ada.get("/api/v1/audit").await.json();
    let line = &audit["entries"][1];
    assert_eq!(line["action"], "account_password");
    assert_eq!(line["principal"], "command line");

    let second = fails(state.path(), &SERVE, "");
    assert!(
        second.contains("another atomdeck serves from the state directory"),
        "{second}"
    );
    server.terminate();
    let status = server.child.wait().unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn an_action_cut_off_by_a_kill_is_in_the_audit_log() {
    let state = tempfile::tempdir().unwrap();
    succeeds(state.path(), &ADD, "correct horse");
    // An engine that takes connections and never answers.
    let socket = state.path().join("engine.sock");
    let _engine = UnixListener::bind(&socket).unwrap();
    let serve = || {
        let mut command = atomdeck(state.path(), &SERVE);
        command.env("DOCKER_HOST", format!("unix://{}", socket.display()));
        Server::start(command)
    };
    let server = serve();
    let ada = server.signed_in("ada", "correct horse").await;
    let (cut_off, watching) = (ada.clone(), ada.clone());
    let restart = tokio::spawn(async move {
        cut_off
            .post("/api/v1/hosts/local/containers/web/restart")
            .await
    });
    let line = async |client: &Client| -> Option<Value> {
        let page = client.get("/api/v1/audit").await.json();
        let mut lines = page["entries"].as_array().unwrap().iter();
        lines
            .find(|line| line["action"] == "container_restart")
            .cloned()
    };
    let begun = eventually("it is begun", SOON, async || line(&watching).await).await;
    assert_eq!(begun["outcome"], "started");
    drop(server);
    assert!(restart.await.is_err(), "the connection broke");

    let server = serve();
    let ada = server.signed_in("ada", "correct horse").await;
    let ended = line(&ada).await.expect("the line is there");
    assert_eq!(ended["id"], begun["id"]);
    assert_eq!(ended["outcome"], "unknown");
    assert_eq!(ended["principal"], "ada");
    assert_eq!(ended["target"], "web");
}
