//! `bootc` at work: its progress, output and errors as steps, in the order in which they come, until it ends.
//! Dropping the steps, or cancelling before it deploys, ends it: what it fetched stays for the next time.

use std::{
    io,
    process::ExitStatus,
    time::{Duration, Instant},
};

use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Child,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::transport::{PROGRESS_FD, Transport};

use super::{
    BACKEND, Cancel, Change, HostError, PROGRAM, Step,
    arguments::{Arguments, Work},
    failure::{failure, is_unknown_option},
    progress::Told,
};
use crate::host::command::absent;

/// How long it may say nothing: one that knows no `--progress-fd` says nothing while it downloads.
const SILENCE: Duration = Duration::from_secs(60 * 60);

/// How long its pipes may stay open after its end, held by what it started.
const LEFT_OPEN: Duration = Duration::from_secs(2);

/// Bytes of one line that are kept.
const LINE: usize = 256 * 1024;

/// The option after which the number of the pipe stands.
const PROGRESS_OPTION: &str = "--progress-fd";

/// Whether it is asked to say how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Progress,
    Nothing,
}

/// What it says.
enum Heard {
    Progress(String),
    Output(String),
    Error(String),
}

/// One `bootc` under way.
struct Run {
    child: Child,
    lines: BoxStream<'static, io::Result<Heard>>,
    exited: Option<ExitStatus>,
    told: Told,
    began: Instant,
    /// What it said of errors last: the reason if it fails.
    last_error: String,
    /// Errors that are told with whatever comes next, as they may be about the option alone.
    held: Vec<Step>,
    cancel: CancellationToken,
    is_killed: bool,
    /// To run it again without the option that it may not know.
    again: Option<(Transport, Arguments)>,
}

/// Starts it. Its last step is what `outcome` says after a good end.
pub(super) fn run(
    transport: &Transport,
    arguments: Arguments,
    outcome: impl Future<Output = Step> + Send + 'static,
) -> Result<Change, HostError> {
    let cancel = CancellationToken::new();
    let (can_end, telling) = match arguments.work {
        Work::Asks => (true, Telling::Nothing),
        Work::Fetches => (true, Telling::Progress),
        Work::Writes => (false, Telling::Nothing),
    };
    let run = Run::start(transport, arguments, telling, cancel.clone())?;
    let steps = stream::try_unfold(Some(run), |run| async move {
        let Some(mut run) = run else {
            return Ok(None);
        };
        match run.next().await? {
            Some(steps) => Ok::<_, HostError>(Some((steps, Some(run)))),
            None => Ok(Some((std::mem::take(&mut run.held), None))),
        }
    });
    let steps = steps
        .map_ok(|steps| stream::iter(steps.into_iter().map(Ok)))
        .try_flatten();
    let outcome = stream::once(outcome.map(Ok));
    // After an error, nothing came of it.
    let mut has_failed = false;
    let steps = steps.chain(outcome).take_while(move |step| {
        let go_on = !has_failed;
        has_failed |= step.is_err();
        ready(go_on)
    });
    let cancel: Cancel = Box::new(move || {
        cancel.cancel();
        ready(Ok(())).boxed()
    });
    Ok(Change {
        steps: steps.boxed(),
        cancel: can_end.then_some(cancel),
    })
}

impl Run {
    fn start(
        transport: &Transport,
        arguments: Arguments,
        telling: Telling,
        cancel: CancellationToken,
    ) -> Result<Self, HostError> {
        let number = PROGRESS_FD.to_string();
        let mut argv = vec![PROGRAM, arguments.subcommand];
        if telling == Telling::Progress {
            argv.extend([PROGRESS_OPTION, number.as_str()]);
        }
        argv.extend(arguments.rest.iter().map(String::as_str));
        let failed = |error| absent(BACKEND, &argv, &error);
        let (mut child, progress) = match telling {
            Telling::Progress => {
                let (child, progress) = transport.spawn_with_progress(&argv).map_err(failed)?;
                (child, Some(progress))
            }
            Telling::Nothing => (transport.spawn(&argv).map_err(failed)?, None),
        };
        // It reads nothing.
        drop(child.stdin.take());
        let lines = [
            progress.map(|pipe| lines(pipe, Heard::Progress)),
            child.stdout.take().map(|pipe| lines(pipe, Heard::Output)),
            child.stderr.take().map(|pipe| lines(pipe, Heard::Error)),
        ];
        Ok(Self {
            child,
            lines: stream::select_all(lines.into_iter().flatten()).boxed(),
            exited: None,
            told: Told::default(),
            began: Instant::now(),
            last_error: String::new(),
            held: Vec::new(),
            cancel,
            is_killed: false,
            again: match telling {
                Telling::Progress => Some((transport.clone(), arguments)),
                Telling::Nothing => None,
            },
        })
    }

    /// The next steps; `None` when it has ended well.
    async fn next(&mut self) -> Result<Option<Vec<Step>>, HostError> {
        loop {
            let heard = self.hear().await?;
            let step = match heard {
                Some(Heard::Error(line)) => {
                    if !line.trim().is_empty() {
                        self.held.push(Step::Said(line.clone()));
                        self.remember(line);
                    }
                    if self.again.is_some() {
                        continue;
                    }
                    Vec::new()
                }
                Some(Heard::Output(line)) if line.is_empty() => Vec::new(),
                Some(Heard::Output(line)) => vec![Step::Said(line)],
                Some(Heard::Progress(line)) => self.told.hear(&line, self.began.elapsed()),
                None => {
                    let is_old = is_unknown_option(&self.last_error, PROGRESS_OPTION);
                    let comes_again = is_old && self.again.is_some();
                    if !self.held.is_empty() && !comes_again {
                        // What it said of errors is told before it fails.
                        Vec::new()
                    } else if self.end().await? {
                        return Ok(None);
                    } else {
                        Vec::new()
                    }
                }
            };
            // It has begun its work, so it knows the option.
            self.again = None;
            let mut steps = std::mem::take(&mut self.held);
            steps.extend(step);
            if !steps.is_empty() {
                return Ok(Some(steps));
            }
        }
    }

    /// The first line of an error that clap explains in further ones, else the last.
    fn remember(&mut self, line: String) {
        if !self.last_error.contains("unexpected argument") {
            self.last_error = line;
        }
    }

    /// What it says next; `None` when it says no more.
    async fn hear(&mut self) -> Result<Option<Heard>, HostError> {
        loop {
            if self.cancel.is_cancelled() && !self.is_killed {
                self.is_killed = true;
                // It may have ended by itself.
                drop(self.child.start_kill());
            }
            let patience = match self.exited {
                Some(_) => LEFT_OPEN,
                None => SILENCE,
            };
            let line = tokio::select! {
                biased;
                () = self.cancel.cancelled(), if !self.is_killed => continue,
                line = timeout(patience, self.lines.next()) => line,
                exited = self.child.wait(), if self.exited.is_none() => {
                    self.exited = Some(exited.map_err(|error| broken(&error))?);
                    continue;
                }
            };
            return match line {
                Ok(Some(line)) => line.map(Some).map_err(|error| broken(&error)),
                Ok(None) => Ok(None),
                Err(_) if self.exited.is_some() => Ok(None),
                Err(_) => Err(HostError::Timeout {
                    backend: BACKEND,
                    seconds: SILENCE.as_secs(),
                }),
            };
        }
    }

    /// Whether it ended well; `false` where it began again.
    async fn end(&mut self) -> Result<bool, HostError> {
        let status = match self.exited {
            Some(status) => status,
            None => match timeout(SILENCE, self.child.wait()).await {
                Ok(status) => status.map_err(|error| broken(&error))?,
                Err(_) => {
                    return Err(HostError::Timeout {
                        backend: BACKEND,
                        seconds: SILENCE.as_secs(),
                    });
                }
            },
        };
        if status.success() {
            return Ok(true);
        }
        if self.is_killed {
            return Err(HostError::Conflict {
                reason: "it was cancelled".to_owned(),
            });
        }
        if is_unknown_option(&self.last_error, PROGRESS_OPTION)
            && let Some((transport, arguments)) = self.again.take()
        {
            *self = Self::start(&transport, arguments, Telling::Nothing, self.cancel.clone())?;
            // Nobody will hear when it deploys.
            self.held.push(Step::Committed);
            return Ok(false);
        }
        if self.last_error.is_empty() {
            self.last_error = format!("it ended with {status}");
        }
        Err(failure(&self.last_error))
    }
}

fn broken(error: &io::Error) -> HostError {
    HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    }
}

/// A pipe's lines, each cut at [`LINE`].
fn lines(
    pipe: impl AsyncRead + Send + Unpin + 'static,
    of: impl Fn(String) -> Heard + Copy + Send + 'static,
) -> BoxStream<'static, io::Result<Heard>> {
    let start = (pipe, Vec::new(), false);
    let chunks = stream::try_unfold(start, |(mut pipe, mut rest, over)| async move {
        if over {
            return Ok::<_, io::Error>(None);
        }
        let mut chunk = [0; 8192];
        let read = pipe.read(&mut chunk).await?;
        rest.extend_from_slice(&chunk[..read]);
        let mut whole: Vec<String> = Vec::new();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=end).collect();
            whole.push(text(&line));
        }
        let is_over = read == 0;
        if rest.len() >= LINE || (is_over && !rest.is_empty()) {
            whole.push(text(&rest));
            rest.clear();
        }
        Ok(Some((whole, (pipe, rest, is_over))))
    });
    chunks
        .map_ok(move |whole| stream::iter(whole.into_iter().map(move |line| Ok(of(line)))))
        .try_flatten()
        .boxed()
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end().to_owned()
}
