//! Work that says how it goes, as the steps of a change: whoever takes the steps does the work.

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tokio::sync::mpsc;

use super::{HostError, Step};

/// Steps that may wait to be taken.
const QUEUE: usize = 64;

/// Where work says how it goes.
#[derive(Debug, Clone)]
pub(super) struct Steps(mpsc::Sender<Step>);

impl Steps {
    /// Waits until there is room. Nobody may be there to hear it: then the work is about to be dropped.
    pub(super) async fn send(&self, step: Step) {
        if self.0.send(step).await.is_err() {
            tracing::debug!("nobody hears how a change of deployments goes");
        }
    }
}

struct Under {
    heard: mpsc::Receiver<Step>,
    /// `None` once it has ended.
    work: Option<BoxFuture<'static, Result<(), HostError>>>,
    end: Result<(), HostError>,
}

/// The steps that `work` sends, then its error if it fails. Dropping them drops the work.
pub(super) fn of<F>(work: impl FnOnce(Steps) -> F) -> BoxStream<'static, Result<Step, HostError>>
where
    F: Future<Output = Result<(), HostError>> + Send + 'static,
{
    let (sender, heard) = mpsc::channel(QUEUE);
    let under = Under {
        heard,
        work: Some(work(Steps(sender)).boxed()),
        end: Ok(()),
    };
    stream::unfold(under, next).boxed()
}

async fn next(mut under: Under) -> Option<(Result<Step, HostError>, Under)> {
    loop {
        let Some(work) = &mut under.work else {
            // The work's end comes after all that it said.
            let step = match under.heard.recv().await {
                Some(step) => Ok(step),
                None => Err(std::mem::replace(&mut under.end, Ok(())).err()?),
            };
            return Some((step, under));
        };
        tokio::select! {
            biased;
            Some(step) = under.heard.recv() => return Some((Ok(step), under)),
            end = work => {
                under.end = end;
                under.work = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_comes_after_everything_that_was_said() {
        let said = |number: usize| Step::Said(number.to_string());
        let steps = of(|steps| async move {
            for number in 0..QUEUE * 2 {
                steps.send(said(number)).await;
            }
            Err(HostError::Conflict {
                reason: "enough".to_owned(),
            })
        });
        let all: Vec<_> = steps.collect().await;
        assert_eq!(all.len(), QUEUE * 2 + 1);
        assert_eq!(all[QUEUE], Ok(said(QUEUE)));
        assert!(all.last().is_some_and(Result::is_err));
    }

    #[tokio::test]
    async fn work_that_says_nothing_ends_as_well() {
        assert_eq!(of(|_| async { Ok(()) }).count().await, 0);
    }
}
