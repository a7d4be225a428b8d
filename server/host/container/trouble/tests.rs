//! What Docker 20.10.24, later ones, and Podman 4.3.1 said, and what is made of it.

use proptest::prelude::*;

use super::*;
use crate::model::{Problem, ProblemCode};

const ID: &str = "95aa81a59b384dd16c94cbe8928350b67e53d8b24329cfcb2c20e20a6bdc1dfc";

#[test]
fn the_same_trouble_is_told_in_the_same_words() {
    use ProblemCode::{Conflict, InvalidRequest, NotAvailable, NotFound};
    let table: &[(u16, &str, ProblemCode, &str)] = &[
        (
            404,
            "No such container: web",
            NotFound,
            "there is no container `web` on this host",
        ),
        (
            404,
            "no container with name or ID \"web\" found: no such container",
            NotFound,
            "there is no container `web` on this host",
        ),
        (
            404,
            "Cannot kill container: web: No such container: web",
            NotFound,
            "there is no container `web` on this host",
        ),
        (
            500,
            "web not found: layer not known",
            NotFound,
            "there is no container `web` on this host",
        ),
        (
            409,
            "Error when allocating new name: Conflict. The container name \"/full\" is already in use by container \"{ID}\". You have to remove (or rename) that container to be able to reuse that name.",
            Conflict,
            "the name `full` is taken by another container",
        ),
        (
            409,
            "renaming container {ID}: name full already in use, cannot rename container {ID}: container already exists",
            Conflict,
            "the name `full` is taken by another container",
        ),
        (
            500,
            "creating container storage: the container name \"full\" is already in use by {ID}. You have to remove that container to be able to reuse that name: that name is already in use",
            Conflict,
            "the name `full` is taken by another container",
        ),
        (
            409,
            "Cannot kill container: web: Container {ID} is not running",
            Conflict,
            "container `web` does not run",
        ),
        (
            500,
            "can only kill running containers. {ID} is in state exited: container state improper",
            Conflict,
            "container `web` does not run",
        ),
        (
            500,
            "\"exited\" is not running, can't pause: container state improper",
            Conflict,
            "container `web` does not run",
        ),
        (
            500,
            "Container {ID} is not paused",
            Conflict,
            "container `web` is not paused",
        ),
        (
            409,
            "You cannot remove a running container {ID}. Stop the container before attempting removal or force remove",
            Conflict,
            "container `web` is running",
        ),
        (
            409,
            "cannot remove container \"/web\": container is running: stop the container before removing or force remove",
            Conflict,
            "container `web` is running",
        ),
        (
            500,
            "cannot remove container {ID} as it is running - running or paused containers cannot be removed without force: container state improper",
            Conflict,
            "container `web` is running",
        ),
        (
            500,
            "driver failed programming external connectivity on endpoint pa ({ID}): Error starting userland proxy: listen tcp4 0.0.0.0:18080: bind: address already in use",
            Conflict,
            "port 18080 of the host is taken by something else",
        ),
        (
            500,
            "driver failed programming external connectivity on endpoint pa: Bind for 0.0.0.0:8080 failed: port is already allocated",
            Conflict,
            "port 8080 of the host is taken by something else",
        ),
        (
            500,
            "cannot listen on the TCP port: listen tcp4 127.0.0.1:18080: bind: address already in use",
            Conflict,
            "port 18080 of the host is taken by something else",
        ),
        (
            400,
            "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/no/such/cmd\": stat /no/such/cmd: no such file or directory: unknown",
            Conflict,
            "the image of container `web` has no command `/no/such/cmd`",
        ),
        (
            500,
            "runc: runc create failed: unable to start container process: exec: \"/no/such/cmd\": stat /no/such/cmd: no such file or directory: OCI runtime attempted to invoke a command that was not found",
            Conflict,
            "the image of container `web` has no command `/no/such/cmd`",
        ),
        (
            500,
            "write /var/lib/docker/x: no space left on device",
            Conflict,
            "the host's disk is full",
        ),
        (
            400,
            "Minimum memory limit allowed is 6MB",
            InvalidRequest,
            "the container engine refused it: Minimum memory limit allowed is 6MB",
        ),
        (
            404,
            "Not Found",
            NotAvailable,
            "this version of the container engine cannot do that to container `web`",
        ),
        (
            404,
            "page not found",
            NotAvailable,
            "this version of the container engine cannot do that to container `web`",
        ),
        (
            500,
            "checkpoint/restore requires at least CRIU 31100",
            NotAvailable,
            "the container engine cannot do that: checkpoint/restore requires at least CRIU 31100",
        ),
        (
            501,
            "This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.",
            NotAvailable,
            "the container engine cannot do that: This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.",
        ),
        (
            404,
            "network shop_default not found",
            Conflict,
            "a network of container `web` is gone",
        ),
        (
            500,
            "it is tired",
            ProblemCode::BackendFailed,
            "the container engine failed: it is tired",
        ),
        (
            500,
            "",
            ProblemCode::BackendFailed,
            "the container engine failed: it answered with status 500 and no reason",
        ),
    ];
    for (status, message, code, sentence) in table {
        let message = message.replace("{ID}", ID);
        let problem = Problem::from(explain(*status, &message, "container `web`"));
        assert_eq!(
            (problem.code, problem.detail.as_str()),
            (*code, *sentence),
            "{message}"
        );
        assert!(!problem.detail.contains(ID));
    }
}

#[test]
fn ids_are_shortened_and_lines_joined() {
    let message = format!("container {ID}\nis (at {ID})");
    assert_eq!(
        shorten(&message),
        "container 95aa81a59b38 is (at 95aa81a59b38)"
    );
    assert!(shorten(&"ä ".repeat(WORDS)).len() <= WORDS);
}

proptest! {
    #[test]
    fn no_message_makes_it_panic(status in any::<u16>(), message in "\\PC*(name |exec: \"|:[0-9]*: bind:)\\PC*") {
        drop(explain(status, &message, "container `web`"));
    }
}
