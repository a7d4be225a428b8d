//! `echo`: sends back whatever comes. Cockpit's own, and the example to copy for a new kind.

use serde::Deserialize;

use super::{ChannelIo, Context};
use crate::model::Problem;

/// No options of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Open {}

pub(super) async fn run(_open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    context.look_any().await?;
    io.output.ready().await;
    while let Some(message) = io.input.recv().await {
        io.output.send(&message).await;
    }
    io.output.done().await;
    Ok(())
}
