//! Groups of containers: the pods of Podman and the projects of Compose, started and stopped as a whole.

use axum::{Json, http::StatusCode};

use super::HostPath;
use crate::{
    host::HostError,
    http::extract::{Asked, Params, Segments},
    model::{Action, GroupKind, GroupOptions, GroupVerb, Operation, Problem},
};

/// Does it to every container of the group, in the order of their dependencies; each is recorded.
#[utoipa::path(post, path = "/hosts/{host}/groups/{kind}/{name}/{verb}", operation_id = "group_act", tag = "groups",
    params(HostPath, ("kind" = GroupKind, Path), ("name" = String, Path), ("verb" = GroupVerb, Path), GroupOptions),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn act(
    asked: Asked,
    path: Segments<(String, GroupKind, String, GroupVerb)>,
    Params(options): Params<GroupOptions>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let Segments((_, kind, name, verb)) = path;
    let action = match verb {
        GroupVerb::Start => Action::ContainerStart,
        GroupVerb::Stop => Action::ContainerStop,
        GroupVerb::Restart => Action::ContainerRestart,
    };
    // Who may do it to no container at all need not know which groups there are.
    asked.look_containers(action).await?;
    let engine = asked.host.engine();
    let mut allowed = Vec::new();
    let members = match engine.group(kind, &name).await {
        Err(error @ HostError::NotFound { .. }) => {
            // Nor whoever may do it to certain containers only.
            asked.look(action, name.as_str()).await?;
            return Err(error.into());
        }
        found => found?,
    };
    for member in members {
        let reason = options.reason.clone();
        let permit = asked.permit_container_saying(action, member.reference.clone(), |target| {
            target.because(reason)
        });
        match permit.await {
            Ok((permit, _)) => allowed.push((member, permit)),
            Err(refusal) => {
                let why = "nothing was done: another container of the group was refused";
                for (_, permit) in allowed {
                    permit.settle(Some(&why)).await;
                }
                return Err(refusal);
            }
        }
    }
    let operation = engine.act_group((kind, &name), verb, allowed).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}
