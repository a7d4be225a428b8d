//! What an engine can do beyond the API that every engine has: found by asking it and its host.

mod criu;

use std::collections::HashMap;

use bollard::models::SystemVersion;
use bytes::Bytes;
use hyper::Method;
use serde::Deserialize;

use crate::{
    model::{Engine, EngineFeature},
    transport::Transport,
};

use super::{VERSION_TIMEOUT, request, within};
pub(super) use criu::{Criu, probe as criu};

/// Bytes of an answer about the engine itself.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// `version` is what the engine said of itself.
pub(super) async fn find(
    transport: &Transport,
    engine: &Engine,
    version: &SystemVersion,
) -> Vec<EngineFeature> {
    let mut features = Vec::new();
    let libpod = ask(transport, engine, "/libpod/_ping").await.is_some();
    if libpod {
        features.extend([EngineFeature::Libpod, EngineFeature::HealthRun]);
    }
    if criu(transport).await == Criu::Works {
        // Podman runs other programs to tell this, so it is not asked in vain.
        let can = if libpod {
            let info = ask(transport, engine, "/libpod/info").await;
            info.is_some_and(|info| is_root(&info))
        } else {
            is_experimental(version)
        };
        if can {
            features.push(EngineFeature::Checkpoint);
        }
    }
    features
}

async fn ask(transport: &Transport, engine: &Engine, path: &str) -> Option<Bytes> {
    let get = (Method::GET, path);
    let answer = request::ask(transport, engine, get, Bytes::new(), ANSWER_LIMIT);
    match within(VERSION_TIMEOUT, answer).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::debug!(path, %error, "the engine does not have this");
            None
        }
    }
}

/// Podman freezes root's containers only.
fn is_root(info: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Info {
        host: Host,
    }
    #[derive(Deserialize)]
    struct Host {
        security: Security,
    }
    #[derive(Deserialize)]
    struct Security {
        rootless: bool,
    }
    serde_json::from_slice::<Info>(info).is_ok_and(|info| !info.host.security.rootless)
}

/// Docker freezes containers where its experimental features are switched on.
fn is_experimental(version: &SystemVersion) -> bool {
    version
        .components
        .iter()
        .flatten()
        .filter_map(|component| component.details.as_ref())
        .any(says_experimental)
}

fn says_experimental(details: &HashMap<String, String>) -> bool {
    details
        .get("Experimental")
        .is_some_and(|word| word == "true")
}
