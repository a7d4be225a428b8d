//! What stands in the way of doing something to a container, and containers that are not there.

use atomdeck::host::{HostError, Removal};
use atomdeck::model::{Action, ContainerState, ContainerVerb, Problem, RenameRequest, VerbOptions};

use super::{SOON, act, host_of, named, remove, state, told};
use crate::support::{Engine, eventually};

pub(super) async fn what_stands_in_the_way_is_told(engine: &Engine) {
    let host = host_of(engine);
    let ended = engine.container("life-ended", "true");
    let other = engine.container("life-other", "exec sleep 1000");
    eventually("it has ended", SOON, async || {
        (state(&host, &ended.name).await == Some(ContainerState::Exited)).then_some(())
    })
    .await;
    for verb in [ContainerVerb::Kill, ContainerVerb::Pause] {
        let told = told(act(&host, &ended.name, verb, VerbOptions::default()).await);
        let expected = (
            409,
            "container `life-ended` does not run".to_owned(),
            "start it first".to_owned(),
        );
        assert_eq!(told, expected);
    }
    let (status, detail, _) = told(
        act(
            &host,
            &other.name,
            ContainerVerb::Unpause,
            VerbOptions::default(),
        )
        .await,
    );
    assert_eq!(
        (status, detail.as_str()),
        (409, "container `life-other` is not paused")
    );
    let permit = host.permit("ada", Action::ContainerRename).await;
    let request = RenameRequest {
        name: named(&other.name),
    };
    let taken = host
        .host
        .engine()
        .rename(permit, &named(&ended.name), request)
        .await;
    let (status, detail, remedy) = told(taken);
    assert_eq!(
        (status, detail.as_str()),
        (409, "the name `life-other` is taken by another container")
    );
    assert!(!remedy.is_empty());
    let idle = host.host.engine().processes(&named(&ended.name)).await;
    assert!(matches!(idle, Err(HostError::Blocked { .. })), "{idle:?}");

    let image = &engine.daemon.image;
    let name = "life-no-command";
    engine.cli(&["create", "--name", name, image, "/no/such/command"]);
    let (status, detail, remedy) =
        told(act(&host, name, ContainerVerb::Start, VerbOptions::default()).await);
    assert_eq!(
        (status, detail.as_str()),
        (
            409,
            "the image of container `life-no-command` has no command `/no/such/command`"
        )
    );
    assert!(!remedy.is_empty());
    engine.cli(&["rm", "--force", name]);

    // The engine's network is not ours: the port is taken there.
    engine.cli(&[
        "run",
        "--detach",
        "--stop-signal",
        "KILL",
        "--publish",
        "127.0.0.1:18099:80",
        "--name",
        "life-port-a",
        image,
        "sleep",
        "1000",
    ]);
    engine.cli(&[
        "create",
        "--publish",
        "127.0.0.1:18099:80",
        "--name",
        "life-port-b",
        image,
        "sleep",
        "1000",
    ]);
    let (status, detail, remedy) = told(
        act(
            &host,
            "life-port-b",
            ContainerVerb::Start,
            VerbOptions::default(),
        )
        .await,
    );
    assert_eq!(
        (status, detail.as_str()),
        (409, "port 18099 of the host is taken by something else")
    );
    assert!(remedy.contains("ss --listening"), "{remedy}");
    engine.cli(&["rm", "--force", "life-port-a", "life-port-b"]);
    host.stop().await;
}

pub(super) async fn what_is_not_there_is_not_found(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-no-such";
    let gone = |failed: HostError| {
        let problem = Problem::from(failed);
        let expected = "there is no container `life-no-such` on this host";
        assert_eq!((problem.status, problem.detail.as_str()), (404, expected));
    };
    for verb in [
        ContainerVerb::Start,
        ContainerVerb::Stop,
        ContainerVerb::Restart,
        ContainerVerb::Kill,
        ContainerVerb::Pause,
        ContainerVerb::Unpause,
    ] {
        let done = act(&host, name, verb, VerbOptions::default()).await;
        gone(done.expect_err("there is none"));
    }
    let container = named(name);
    let console = host.host.engine();
    gone(console.show(&container).await.expect_err("there is none"));
    gone(
        console
            .processes(&container)
            .await
            .expect_err("there is none"),
    );
    gone(
        console
            .changes(&container)
            .await
            .expect_err("there is none"),
    );
    gone(
        remove(&host, name, Removal::default())
            .await
            .expect_err("there is none"),
    );
    let permit = host.permit("ada", Action::ContainerSecrets).await;
    gone(
        console
            .environment(permit, &container)
            .await
            .expect_err("there is none"),
    );
    let permit = host.permit("ada", Action::ContainerRename).await;
    let request = RenameRequest {
        name: named("life-other-name"),
    };
    gone(
        console
            .rename(permit, &container, request)
            .await
            .expect_err("there is none"),
    );
    host.stop().await;
}
