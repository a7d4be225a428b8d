//! `operation`: the whole `model::Operation`, now and each time it changes, until it has ended. A slow
//! client misses states between, never the last one.

use serde::Deserialize;
use tokio::sync::watch::Receiver;

use super::{ChannelIo, Context, Output};
use crate::model::{Action, Operation, OperationId, OperationState, Problem, ProblemCode};

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    id: OperationId,
}

pub(super) async fn run(open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    let watch = context.host.operations().watch(&open.id);
    // One's own may be seen whatever one may.
    let own = watch
        .as_ref()
        .is_some_and(|watch| watch.borrow().started_by == context.principal.name);
    if !own {
        context.look(Action::HostView, None).await?;
    }
    let watch = watch.ok_or_else(|| {
        Problem::new(
            ProblemCode::NotFound,
            format!("there is no operation {} on this host", open.id),
        )
    })?;
    io.output.ready().await;
    tokio::select! {
        problem = io.input.refuse() => Err(problem),
        result = follow(watch, &io.output) => result,
    }
}

async fn follow(mut watch: Receiver<Operation>, output: &Output) -> Result<(), Problem> {
    loop {
        let operation = watch.borrow_and_update().clone();
        output.send_json(&operation).await?;
        match operation.state {
            OperationState::Succeeded | OperationState::Failed | OperationState::Cancelled => break,
            OperationState::Running => {}
        }
        if watch.changed().await.is_err() {
            break;
        }
    }
    output.done().await;
    Ok(())
}
