//! Several logs as one, in order of their times. Holds one line of each. When following, a log that has
//! nothing to say holds the others up for a moment only.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{host::HostError, model::LogLine};

use super::LogLines;

/// How long the others wait for the next line of one, when following.
const WINDOW: Duration = Duration::from_millis(200);

/// The first lines take longer: the engines open each log then.
const FIRST: Duration = Duration::from_secs(2);

/// All lines of `logs`, which are in order each.
pub(super) fn by_time(
    logs: Vec<LogLines>,
    follow: bool,
) -> impl Stream<Item = Result<LogLine, HostError>> {
    let now = Instant::now();
    let logs = logs.into_iter().map(|lines| Log {
        lines: Some(lines),
        next: None,
        // Without following, each is waited for.
        awaited_until: follow.then(|| now + FIRST),
    });
    Merge {
        logs: logs.collect(),
        follow,
        alarm: Box::pin(sleep_until(now)),
    }
}

struct Log {
    /// `None` once it has ended.
    lines: Option<LogLines>,
    next: Option<LogLine>,
    /// Until then, the others wait for its next line.
    awaited_until: Option<Instant>,
}

struct Merge {
    logs: Vec<Log>,
    follow: bool,
    alarm: Pin<Box<Sleep>>,
}

impl Stream for Merge {
    type Item = Result<LogLine, HostError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let now = Instant::now();
        let (mut waits, mut wait_until) = (false, None::<Instant>);
        for log in &mut this.logs {
            if log.next.is_some() {
                continue;
            }
            let Some(lines) = &mut log.lines else {
                continue;
            };
            match lines.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(line))) => log.next = Some(line),
                Poll::Ready(Some(Err(error))) => {
                    log.lines = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => log.lines = None,
                Poll::Pending => match log.awaited_until {
                    None => waits = true,
                    Some(until) if until > now => {
                        waits = true;
                        wait_until = Some(wait_until.map_or(until, |other| other.max(until)));
                    }
                    Some(_) => {}
                },
            }
        }
        if waits {
            if let Some(until) = wait_until {
                this.alarm.as_mut().reset(until);
                if this.alarm.as_mut().poll(context).is_ready() {
                    context.waker().wake_by_ref();
                }
            }
            return Poll::Pending;
        }
        // A line without a time goes at once.
        let earliest = this.logs.iter_mut().filter(|log| log.next.is_some());
        let earliest = earliest.min_by_key(|log| log.next.as_ref().and_then(|line| line.at));
        if let Some(log) = earliest {
            log.awaited_until = this.follow.then(|| now + WINDOW);
            return Poll::Ready(log.next.take().map(Ok));
        }
        if this.logs.iter().all(|log| log.lines.is_none()) {
            return Poll::Ready(None);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{TryStreamExt, stream};

    use super::*;
    use crate::model::LogStream;

    fn line(second: i64) -> Result<LogLine, HostError> {
        Ok(LogLine {
            stream: LogStream::Stdout,
            at: jiff::Timestamp::from_second(second).ok(),
            text: second.to_string(),
            container: None,
            skipped: 0,
        })
    }

    fn log(seconds: &[i64]) -> LogLines {
        stream::iter(
            seconds
                .iter()
                .map(|second| line(*second))
                .collect::<Vec<_>>(),
        )
        .boxed()
    }

    #[tokio::test]
    async fn lines_come_in_order_of_their_times() {
        for follow in [false, true] {
            let logs = vec![log(&[1, 4, 6]), log(&[]), log(&[2, 3, 5, 9]), log(&[7])];
            let lines: Vec<LogLine> = by_time(logs, follow).try_collect().await.expect("lines");
            let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "7", "9"]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_log_holds_the_others_up_for_a_moment_only() {
        let silent = stream::pending().boxed();
        let merged = by_time(vec![log(&[1, 2]), silent], true);
        let lines: Vec<LogLine> = merged.take(2).try_collect().await.expect("lines");
        assert_eq!(lines[1].text, "2");
        // One that speaks late is still put in its place.
        let late = stream::once(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            line(2)
        });
        let merged = by_time(vec![log(&[1, 3]), late.boxed()], true);
        let lines: Vec<LogLine> = merged.try_collect().await.expect("lines");
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["1", "2", "3"]);
    }
}
