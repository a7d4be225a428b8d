//! `exec`: a terminal in a container, `binary: raw`. `ready` names the `session` by which the terminal is
//! resumed after its socket broke, and told again; `options` with a `window` changes its size; `close` has
//! the `exit-status`. A client that closes the channel ends the shell.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ChannelIo, Closing, Context, Input, Output, Received, frame::Encoding};
use crate::{
    host::{Attachment, Keys, ShellEnd, ShellOutput, ShellOwner, ShellRequest, WindowSize},
    model::{Action, ContainerRef, Problem, ProblemCode},
};

/// Words of a command.
const MOST_WORDS: usize = 64;
/// Bytes of a word.
const LONGEST_WORD: usize = 4096;
/// Bytes of `user`.
const LONGEST_USER: usize = 128;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    container: ContainerRef,
    /// The program and its arguments; absent: a shell of the image's. (`command` is the message's own.)
    spawn: Option<Vec<String>>,
    /// `name`, `uid`, or either with `:group`; absent: the container's own.
    user: Option<String>,
    #[serde(default = "default_rows")]
    rows: u16,
    #[serde(default = "default_columns")]
    columns: u16,
    /// Of an earlier `ready`: goes on with that terminal, and begins none.
    session: Option<String>,
}

fn default_rows() -> u16 {
    24
}

fn default_columns() -> u16 {
    80
}

/// The `options` message.
#[derive(Debug, Deserialize)]
struct Options {
    window: Option<Window>,
}

#[derive(Debug, Deserialize)]
struct Window {
    rows: u16,
    cols: u16,
}

pub(super) async fn run(
    open: Open,
    mut io: ChannelIo,
    context: &Context,
) -> Result<Closing, Problem> {
    let (engine, size) = (context.host.engine(), size(open.rows, open.columns));
    let owner = ShellOwner {
        principal: context.principal.name.clone(),
        session: context.session,
    };
    let dismissed = io.dismissed.clone();
    let attachment = match &open.session {
        Some(session) => {
            let container = open.container.clone();
            context
                .look_container(Action::ContainerExec, container)
                .await?;
            valid(&open, io.output.encoding())?;
            let resumed = engine.resume_shell(session, &owner, dismissed)?;
            resumed.keys().resize(size).await;
            resumed
        }
        None => {
            let container = open.container.clone();
            let permit = context.permit_container(Action::ContainerExec, container);
            let (permit, container) = permit.await?;
            if let Err(problem) = valid(&open, io.output.encoding()) {
                permit.settle(Some(&problem)).await;
                return Err(problem);
            }
            let request = ShellRequest {
                container,
                command: open.spawn,
                user: open.user,
                size,
                owner,
                ended: context.ended.clone(),
                dismissed,
            };
            engine.open_shell(permit, request).await?
        }
    };
    let mut fields = Map::new();
    fields.insert("session".to_owned(), attachment.session().into());
    fields.insert("program".to_owned(), attachment.program().into());
    io.output.control("ready", fields).await;
    let keys = attachment.keys();
    tokio::select! {
        problem = listen(&mut io.input, &keys) => Err(problem),
        result = show(&attachment, &io.output) => result,
    }
}

fn valid(open: &Open, encoding: Encoding) -> Result<(), Problem> {
    if encoding != Encoding::Raw {
        return Err(invalid("a terminal's channel is opened with `binary: raw`"));
    }
    if let Some(command) = &open.spawn {
        let fits = (1..=MOST_WORDS).contains(&command.len());
        let plain = |word: &String| word.len() <= LONGEST_WORD && !word.contains('\0');
        if !fits || !command.iter().all(plain) || command.first().is_some_and(String::is_empty) {
            return Err(invalid(&format!(
                "`spawn` is a program and its arguments: at most {MOST_WORDS} words of {LONGEST_WORD} bytes"
            )));
        }
    }
    if let Some(user) = &open.user {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-:@$".contains(c);
        if !(1..=LONGEST_USER).contains(&user.len()) || !user.chars().all(plain) {
            return Err(invalid(
                "`user` is a user's name or number, or `user:group`",
            ));
        }
    }
    Ok(())
}

/// Hands on what is typed; ends only if the client sends what cannot be understood.
async fn listen(input: &mut Input, keys: &Keys) -> Problem {
    while let Some(received) = input.next().await {
        match received {
            Received::Data(bytes) => keys.press(bytes).await,
            Received::Options(options) => match serde_json::from_value(Value::Object(options)) {
                Ok(Options {
                    window: Some(window),
                }) => keys.resize(size(window.rows, window.cols)).await,
                Ok(Options { window: None }) => {}
                Err(error) => return invalid(&format!("the options cannot be read: {error}")),
            },
        }
    }
    // `done`: nothing more is typed.
    std::future::pending().await
}

async fn show(attachment: &Attachment, output: &Output) -> Result<Closing, Problem> {
    let end = loop {
        match attachment.next().await {
            ShellOutput::Bytes(bytes) => output.send(&bytes).await,
            ShellOutput::Ended(end) => break end,
            ShellOutput::TakenOver => {
                return Err(Problem::new(
                    ProblemCode::Conflict,
                    "this terminal goes on in another window",
                ));
            }
        }
    };
    output.done().await;
    match end {
        ShellEnd::Exited(status) => {
            let mut fields = Map::new();
            fields.insert("exit-status".to_owned(), status.into());
            Ok(Closing(fields))
        }
        ShellEnd::Lost(error) => Err(error.into()),
        ShellEnd::HungUp(why) => Err(Problem::new(
            ProblemCode::Conflict,
            format!("the terminal was ended: {why}"),
        )),
    }
}

/// At least one of each: engines refuse none.
fn size(rows: u16, columns: u16) -> WindowSize {
    WindowSize {
        rows: rows.max(1),
        columns: columns.max(1),
    }
}

fn invalid(detail: &str) -> Problem {
    Problem::new(ProblemCode::InvalidRequest, detail)
}
