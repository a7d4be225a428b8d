//! Hosts, and what they are.

use proptest::prelude::*;

use super::*;
use crate::model::Deployment;

fn host(backend: &str, origin: &Origin) -> Deployments {
    let booted: Deployment = serde_json::from_value(serde_json::json!({
        "id": "a", "stateroot": "default", "origin": origin, "checksum": "", "booted": true,
        "staged": false, "rollback": false, "pinned": false, "next_boot": true, "locked": false,
        "layered_packages": [], "removed_packages": [], "replaced_packages": [], "live": false,
    }))
    .expect("a deployment");
    Deployments {
        backend: backend.to_owned(),
        family: None,
        abilities: Vec::new(),
        deployments: vec![booted],
        update: None,
        reboot_to_apply: false,
        busy: None,
    }
}

fn branch(refspec: &str) -> Origin {
    Origin::Ostree {
        refspec: refspec.to_owned(),
    }
}

fn image(image: &str) -> Origin {
    Origin::Container {
        image: image.to_owned(),
        digest: None,
    }
}

fn release(id: &str, variant: &str, version: &str) -> Release {
    let set = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Release {
        id: set(id),
        variant_id: set(variant),
        version_id: set(version),
    }
}

#[test]
fn a_host_is_told_by_its_release_and_its_origin() {
    for (release, backend, origin, name, stream, cycle) in [
        (
            release("fedora", "coreos", "42"),
            "rpm-ostree",
            branch("fedora:fedora/x86_64/coreos/testing"),
            "Fedora CoreOS",
            Some("testing"),
            "two weeks later",
        ),
        (
            release("fedora", "coreos", "42"),
            "bootc",
            image("quay.io/fedora/fedora-coreos:next"),
            "Fedora CoreOS",
            Some("next"),
            "next Fedora",
        ),
        (
            release("fedora", "silverblue", "42"),
            "rpm-ostree",
            branch("fedora:fedora/42/x86_64/silverblue"),
            "Fedora Silverblue",
            Some("42"),
            "six months",
        ),
        (
            release("fedora", "iot", "42"),
            "rpm-ostree",
            branch("fedora-iot:fedora/stable/x86_64/iot"),
            "Fedora IoT",
            Some("42"),
            "thirteen months",
        ),
        (
            release("fedora", "", "42"),
            "bootc",
            image("quay.io/fedora/fedora-bootc:42"),
            "Fedora bootc",
            Some("42"),
            "six months",
        ),
        (
            release("centos", "", "10"),
            "bootc",
            image("quay.io/centos-bootc/centos-bootc:stream10"),
            "CentOS Stream bootc",
            Some("10"),
            "five years",
        ),
        (
            release("rhel", "", "9.6"),
            "bootc",
            image("registry.redhat.io/rhel9/rhel-bootc:9.6"),
            "RHEL image mode",
            Some("9.6"),
            "ten years",
        ),
        (
            release("rhel", "", "9.6"),
            "rpm-ostree",
            branch("edge:rhel/9/x86_64/edge"),
            "RHEL for Edge",
            Some("9.6"),
            "ten years",
        ),
        (
            release("fedora", "silverblue", "42"),
            "rpm-ostree",
            image("ostree-image-signed:docker://ghcr.io/ublue-os/bluefin:stable"),
            "Bluefin",
            Some("42"),
            "every day",
        ),
    ] {
        let told = family(&release, &host(backend, &origin)).expect(name);
        assert_eq!((told.name.as_str(), told.stream.as_deref()), (name, stream));
        assert!(told.release_cycle.contains(cycle), "{told:?}");
    }
}

#[test]
fn a_host_of_another_kind_is_told_as_none() {
    let labos = host("rpm-ostree", &branch("lab:labos/x86_64/stable"));
    assert_eq!(family(&release("labos", "", "1"), &labos), None);
    assert_eq!(family(&Release::default(), &labos), None);
    let debian = host("ostree", &branch("lab:debian/stable"));
    assert_eq!(family(&release("debian", "", "13"), &debian), None);
}

proptest! {
    #[test]
    fn no_words_make_it_panic(id in any::<String>(), variant in any::<String>(), origin in any::<String>()) {
        let release = release(&id, &variant, &id);
        drop(family(&release, &host("bootc", &image(&origin))));
        drop(family(&release, &host("rpm-ostree", &branch(&origin))));
    }
}
