//! `stats`: what containers use, once a second: messages are JSON arrays of `model::ContainerSample`, of
//! those that run. A slow client misses samples, and always gets the newest.

use serde::Deserialize;

use super::{ChannelIo, Context, Output};
use crate::{
    host::Samples,
    model::{Action, ContainerRef, Problem, ProblemCode},
};

/// Containers of one channel.
const MOST: usize = 64;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    /// 1 to [`MOST`].
    containers: Vec<ContainerRef>,
}

pub(super) async fn run(open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    if !(1..=MOST).contains(&open.containers.len()) {
        return Err(Problem::new(
            ProblemCode::InvalidRequest,
            format!("`containers` has 1 to {MOST} names"),
        ));
    }
    let mut containers = Vec::with_capacity(open.containers.len());
    for container in open.containers {
        containers.push(
            context
                .look_container(Action::ContainerView, container)
                .await?,
        );
    }
    let samples = context.host.engine().samples(containers);
    io.output.ready().await;
    tokio::select! {
        problem = io.input.refuse() => Err(problem),
        result = tell(samples, &io.output) => result,
    }
}

async fn tell(mut samples: Samples, output: &Output) -> Result<(), Problem> {
    loop {
        let now = samples.next().await?;
        output.send_json(&now).await?;
    }
}
