//! Fetching an image, for what needs it.

use std::time::Duration;

use futures_util::TryStreamExt;

use crate::{
    host::{HostError, operations::Running},
    model::{ImageRef, Progress},
};

use super::{ContainerEngine, Repeat};

/// How long a pull may take in all.
const PULL_TIMEOUT: Duration = Duration::from_hours(2);

/// Fetches it, and says how far that is.
pub(super) async fn pull(
    engine: &ContainerEngine,
    running: &Running,
    reference: &ImageRef,
) -> Result<(), HostError> {
    let what = format!("image `{reference}`");
    running.progress(Progress {
        task: format!("Pulling {reference}"),
        percent: None,
        bytes: None,
        bytes_per_second: None,
        parts: Vec::new(),
    });
    let options = bollard::query_parameters::CreateImageOptionsBuilder::new()
        .from_image(reference.as_str())
        .build();
    let options = &options;
    let request = move |client: std::sync::Arc<super::Client>| async move {
        let mut lines = client
            .docker
            .create_image(Some(options.clone()), None, None);
        while lines.try_next().await?.is_some() {}
        Ok(())
    };
    engine
        .engines
        .call(&what, Repeat::Yes, PULL_TIMEOUT, request)
        .await
}
