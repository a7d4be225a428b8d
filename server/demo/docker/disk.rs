//! What takes the demo host's disk, and the engine's own prune requests.

use serde_json::{Value, json};

use super::{
    container::Container,
    engine::Engine,
    images, json as documents,
    reply::{Answer, Query, ok},
    state::State,
    volumes::MB,
};
use crate::demo::world::digest;

/// What a container has written into its own files.
fn written(container: &Container) -> u64 {
    u64::try_from(container.number % 9).unwrap_or(0) * 3 * MB + 41_000
}

/// `GET /system/df`.
pub(super) fn usage(engine: &Engine) -> Answer {
    let now = jiff::Timestamp::now();
    let state = engine.state();
    let containers = state.containers.iter().map(|container| {
        let mut row = documents::row(&state, container, now);
        row["SizeRw"] = written(container).into();
        row
    });
    let volumes = state.volumes.iter();
    let volumes = volumes.map(|volume| volume.measured(state.users(&volume.name).len()));
    let layers: u64 = state.images.iter().map(|image| image.size).sum();
    Ok(ok(&json!({
        "LayersSize": layers,
        "Images": images::rows(&state, |_| true),
        "Containers": containers.collect::<Vec<_>>(),
        "Volumes": volumes.collect::<Vec<_>>(),
        "BuildCache": cache(&state),
    })))
}

fn cache(state: &State) -> Vec<Value> {
    let entries = state.cache.iter();
    entries
        .map(|entry| {
            json!({
                "ID": &digest(&entry.what)[..25],
                "Type": "regular",
                "Description": entry.what,
                "InUse": false,
                "Shared": false,
                "Size": entry.size_mb * MB,
                "CreatedAt": "2026-01-01T00:00:00Z",
                "UsageCount": 1,
            })
        })
        .collect()
}

/// `POST /build/prune`.
pub(super) fn prune_cache(engine: &Engine) -> Answer {
    let mut state = engine.state();
    let deleted: Vec<_> = cache(&state)
        .iter()
        .map(|entry| entry["ID"].clone())
        .collect();
    let freed: u64 = state.cache.iter().map(|entry| entry.size_mb * MB).sum();
    state.cache.clear();
    Ok(ok(
        &json!({"CachesDeleted": deleted, "SpaceReclaimed": freed}),
    ))
}

/// `POST /containers/prune`.
pub(super) fn prune_containers(engine: &Engine) -> Answer {
    let (stopped, freed) = {
        let state = engine.state();
        let stopped = state.containers.iter().filter(|one| !one.is_live());
        let ids: Vec<_> = stopped.clone().map(|one| one.id.clone()).collect();
        (ids, stopped.map(written).sum::<u64>())
    };
    for id in &stopped {
        engine.remove(id, Query(""))?;
    }
    Ok(ok(
        &json!({"ContainersDeleted": stopped, "SpaceReclaimed": freed}),
    ))
}

/// `POST /volumes/prune`: those without a name, or all.
pub(super) fn prune_volumes(engine: &Engine, query: Query<'_>) -> Answer {
    let all = query
        .filter("all")
        .iter()
        .any(|value| value == "true" || value == "1");
    let unused: Vec<(String, u64)> = {
        let state = engine.state();
        let unused = state.volumes.iter().filter(|one| {
            let unnamed = one.labels.contains_key("com.docker.volume.anonymous");
            (all || unnamed) && state.users(&one.name).is_empty()
        });
        unused.map(|one| (one.name.clone(), one.size)).collect()
    };
    let (mut names, mut freed) = (Vec::new(), 0);
    for (name, size) in unused {
        super::volumes::remove(engine, &name)?;
        names.push(name);
        freed += size;
    }
    Ok(ok(
        &json!({"VolumesDeleted": names, "SpaceReclaimed": freed}),
    ))
}

/// `POST /images/prune`: those without a name, or all that no container uses.
pub(super) fn prune_images(engine: &Engine, query: Query<'_>) -> Answer {
    let all = query
        .filter("dangling")
        .iter()
        .any(|value| value == "false" || value == "0");
    let unused: Vec<(String, Vec<String>, u64)> = {
        let state = engine.state();
        let used: Vec<_> = state
            .containers
            .iter()
            .map(|one| documents::image_id(&state, &one.spec))
            .collect();
        let unused = state.images.iter().filter(|one| !used.contains(&one.id));
        unused
            .filter(|one| all || one.tags.is_empty())
            .map(|one| (one.id.clone(), one.tags.clone(), one.size))
            .collect()
    };
    let (mut deleted, mut freed) = (Vec::new(), 0);
    for (id, tags, size) in unused {
        for name in if tags.is_empty() {
            vec![id.clone()]
        } else {
            tags
        } {
            images::remove(engine, &name, Query(""))?;
        }
        deleted.push(json!({"Deleted": id}));
        freed += size;
    }
    Ok(ok(
        &json!({"ImagesDeleted": deleted, "SpaceReclaimed": freed}),
    ))
}

/// `POST /networks/prune`.
pub(super) fn prune_networks(engine: &Engine) -> Answer {
    let unused: Vec<String> = {
        let state = engine.state();
        let unused = state.networks.iter().filter(|network| {
            let mut containers = state.containers.iter();
            let own = network.range.is_empty() || network.name == "bridge";
            !own && !containers.any(|one| one.networks.contains_key(&network.name))
        });
        unused.map(|one| one.name.clone()).collect()
    };
    for name in &unused {
        super::networks::remove(engine, name)?;
    }
    Ok(ok(&json!({"NetworksDeleted": unused})))
}
