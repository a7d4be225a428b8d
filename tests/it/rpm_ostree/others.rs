//! Changes that somebody asked for on the command line: they are operations here too, and can be cancelled.

use std::collections::HashMap;

use atomdeck::demo::Pace;
use atomdeck::host::HostError;
use atomdeck::model::{Action, Operation, OperationKind, OperationState};
use zbus::{Connection, Variant, connection::Builder};

use super::{Lab, SOON};
use crate::support::eventually;

const NAME: &str = "org.projectatomic.rpmostree1";
const OS: &str = "/org/projectatomic/rpmostree1/fedora_2dcoreos";

/// What `rpm-ostree upgrade` on the host does until its transaction runs; it stays on both connections.
async fn upgrade_by_another(lab: &Lab) -> (Connection, Connection) {
    let at = |path: &str| format!("unix:path={}", lab.demo.root().join(path).display());
    let bus = at("run/dbus/system_bus_socket");
    let bus = Builder::address(bus.as_str())
        .build()
        .await
        .expect("the bus");
    let client = HashMap::from([("id", Variant::from("cli"))]);
    let interface = Some("org.projectatomic.rpmostree1.Sysroot");
    let sysroot = "/org/projectatomic/rpmostree1/Sysroot";
    bus.call_method(Some(NAME), sysroot, interface, "RegisterClient", &(client,))
        .await
        .expect("registered");
    let none = HashMap::<&str, Variant<'_>>::new();
    let title = HashMap::from([(
        "initiating-command-line",
        Variant::from("rpm-ostree upgrade"),
    )]);
    let interface = Some("org.projectatomic.rpmostree1.OS");
    bus.call_method(
        Some(NAME),
        OS,
        interface,
        "UpdateDeployment",
        &(none, title),
    )
    .await
    .expect("accepted");
    let peer = at("run/rpm-ostree-transaction.sock");
    let peer = Builder::address(peer.as_str()).p2p().build().await;
    let peer = peer.expect("the transaction");
    let interface = Some("org.projectatomic.rpmostree1.Transaction");
    peer.call_method(None::<&str>, "/", interface, "Start", &())
        .await
        .expect("started");
    (bus, peer)
}

async fn seen(lab: &Lab) -> Operation {
    eventually("it is an operation here", SOON, async || {
        let all = lab.test.host.operations().list();
        all.into_iter()
            .find(|one| one.kind == OperationKind::DeploymentForeign)
    })
    .await
}

#[tokio::test]
async fn an_upgrade_on_the_command_line_is_an_operation_here() {
    // Slow enough to be seen while it runs.
    let mut lab = Lab::paced(Pace::real()).await;
    lab.test.told(atomdeck::model::Topic::Deployments).await;
    let theirs = upgrade_by_another(&lab).await;
    let operation = seen(&lab).await;
    assert_eq!(operation.target.as_deref(), Some("rpm-ostree upgrade"));
    assert!(
        operation.started_by.starts_with("rpm-ostree: "),
        "{operation:?}"
    );
    assert!(operation.started_by.contains("(cli)"), "{operation:?}");
    let refused = lab.ask(r#"{"verb":"check"}"#).await;
    assert!(
        matches!(refused, Err(HostError::Conflict { .. })),
        "{refused:?}"
    );
    // The service counts it as over once everybody has gone.
    let end = lab.end_of(&operation).await;
    drop(theirs);
    assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
    assert!(end.outcome.expect("an outcome").contains("is staged"));
    assert!(lab.all().await.deployments[0].staged);
    lab.end().await;
}

#[tokio::test]
async fn it_can_be_cancelled_from_here() {
    // Slow enough to be seen while it runs.
    let mut lab = Lab::paced(Pace::real()).await;
    lab.test.told(atomdeck::model::Topic::Deployments).await;
    let theirs = upgrade_by_another(&lab).await;
    let operation = seen(&lab).await;
    let running = eventually("it is followed", SOON, async || {
        let watched = lab.test.host.operations().watch(&operation.id)?;
        let now = watched.borrow().clone();
        now.cancellable.then_some(now)
    })
    .await;
    let permit = lab.test.permit("ada", Action::OperationCancel).await;
    let end = lab.test.host.operations().cancel(permit, &running.id).await;
    assert_eq!(end.expect("cancelled").state, OperationState::Cancelled);
    drop(theirs);
    assert!(lab.all().await.deployments[0].booted);
    lab.end().await;
}

#[tokio::test]
async fn ones_own_change_is_not_taken_for_anothers() {
    let lab = Lab::start().await;
    lab.succeed(r#"{"verb":"upgrade"}"#).await;
    lab.test.host.watch_foreign().await.expect("it looks");
    let all = lab.test.host.operations().list();
    assert_eq!(all.len(), 1, "{all:?}");
    lab.end().await;
}
