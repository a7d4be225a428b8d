//! The decoders over what a real rpm-ostree 2025.1 said after each step of a host's life, as busctl
//! wrote it down, and over dictionaries that no daemon would send.

use proptest::prelude::*;
use zbus::{Array, Dict, OwnedVariant, Signature, Structure};

use super::{
    super::tests::recorded::{sides, value},
    *,
};
use crate::model::{
    AdvisorySeverity, PackageCounts, Signature as Vouch, SignatureState, Signatures,
};

/// Decodes a step's records.
fn step(name: &str) -> Deployments {
    let (sysroot, os) = sides(name);
    deployments(&sysroot, Some(&os)).expect("a real answer")
}

/// Versions in boot order with their marks: booted, staged, rollback, pinned, next boot.
fn marks(all: &Deployments) -> Vec<String> {
    let mark = |set: bool, letter: char| if set { letter } else { '-' };
    all.deployments
        .iter()
        .map(|one| {
            let marks: String = [
                mark(one.booted, 'b'),
                mark(one.staged, 's'),
                mark(one.rollback, 'r'),
                mark(one.pinned, 'p'),
                mark(one.next_boot, 'n'),
            ]
            .into_iter()
            .collect();
            format!("{} {marks}", one.version.as_deref().unwrap_or("?"))
        })
        .collect()
}

#[test]
fn each_step_of_a_hosts_life_is_told() {
    for (name, expected, reboot_to_apply) in [
        ("00-booted-2.0", vec!["2.0 b---n", "1.0 --r--"], false),
        (
            "02-staged-3.0",
            vec!["3.0 -s--n", "2.0 b----", "1.0 --r--"],
            true,
        ),
        ("03-booted-3.0", vec!["3.0 b---n", "2.0 --r--"], false),
        ("04-rolled-back", vec!["2.0 ----n", "3.0 b----"], true),
        ("05-booted-2.0-again", vec!["2.0 b---n", "3.0 --r--"], false),
        (
            "06-layered-staged",
            vec!["2.0 -s--n", "2.0 b----", "3.0 --r--"],
            true,
        ),
        (
            "10-deploy-1.0",
            vec!["1.0 -s--n", "2.0 b----", "2.0 --r--"],
            true,
        ),
        ("11-cleaned", vec!["2.0 b---n", "2.0 --r--"], false),
        ("12-pinned-unlocked", vec!["2.0 b--pn", "2.0 --r--"], false),
    ] {
        let all = step(name);
        assert_eq!(marks(&all), expected, "{name}");
        assert_eq!(all.reboot_to_apply, reboot_to_apply, "{name}");
        assert_eq!(all.busy, None, "{name}");
    }
}

#[test]
fn an_update_counts_its_packages_until_it_runs() {
    let offered = step("01-cached-update-3.0").update.expect("an update");
    assert_eq!(offered.version.as_deref(), Some("3.0"));
    assert!(!offered.staged);
    let packages = PackageCounts {
        upgraded: 3,
        ..PackageCounts::default()
    };
    assert_eq!(offered.packages, Some(packages));
    assert_eq!(offered.advisories, 0);
    assert!(step("02-staged-3.0").update.expect("an update").staged);
    assert_eq!(step("00-booted-2.0").update, None);
    let advised = step("08-cached-update-advisories").update;
    let advised = advised.expect("an update");
    assert_eq!(advised.advisories, 1);
    assert_eq!(advised.severity, Some(AdvisorySeverity::Important));
}

#[test]
fn layers_origins_and_unlocking_are_told() {
    let layered = step("07-layered-booted").deployments;
    assert_eq!(layered[0].layered_packages, ["layer-me"]);
    let refspec = "lab:lab/x86_64/host".to_owned();
    assert_eq!(layered[0].origin, Origin::Ostree { refspec });
    assert_eq!(layered[0].unlocked, None);
    let unlocked = step("12-pinned-unlocked").deployments;
    assert_eq!(unlocked[0].unlocked.as_deref(), Some("development"));
    for one in layered.iter().chain(&unlocked) {
        assert_eq!(one.signatures, Some(Signatures::NotChecked));
        assert!(one.further.is_empty(), "{:?}", one.further);
        assert!(one.removed_packages.is_empty() && one.replaced_packages.is_empty());
    }
}

/// busctl's notation of one deployment with what no record has: signed, from an image, with other packages, live,
/// and a word of a later version.
fn rich() -> serde_json::Value {
    serde_json::json!({
        "type": "aa{sv}",
        "data": [{
            "id": {"type": "s", "data": "os-aa.0"},
            "osname": {"type": "s", "data": "os"},
            "checksum": {"type": "s", "data": "aa"},
            "booted": {"type": "b", "data": true},
            "gpg-enabled": {"type": "b", "data": true},
            "origin": {"type": "s", "data": "fedora:fedora/x86_64/coreos/stable"},
            "signatures": {"type": "av", "data": [
                {"type": "(bbbbbsxxsssssxx)", "data": [true, false, false, false, false,
                    "B0F4950458F69E1150C6C5EDC8AC4916105EF944", 1762300800, 0, "RSA", "SHA256",
                    "Fedora", "fedora-42-primary@fedoraproject.org", "", 0, 0]},
                {"type": "(bbbbbsxxsssssxx)", "data": [false, false, true, false, false,
                    "00", 0, 0, "RSA", "SHA256", "", "", "", 0, 0]},
            ]},
            "base-removals": {"type": "av", "data": [
                {"type": "(sstsss)", "data": ["nano-8.3-2.fc42.x86_64", "nano", 0, "8.3", "2.fc42", "x86_64"]},
            ]},
            "requested-base-removals": {"type": "as", "data": ["nano", "vim-minimal"]},
            "base-local-replacements": {"type": "a(vv)", "data": [[
                {"type": "(sstsss)", "data": ["podman-5:5.7.0-1.fc42.x86_64", "podman", 5, "5.7.0", "1.fc42", "x86_64"]},
                {"type": "(sstsss)", "data": ["podman-5:5.6.2-1.fc42.x86_64", "podman", 5, "5.6.2", "1.fc42", "x86_64"]},
            ]]},
            "base-remote-replacements": {"type": "a{sv}", "data": {"repo=updates": {"type": "a(vv)", "data": [[
                {"type": "(sstsss)", "data": ["bash-5.3-2.fc42.x86_64", "bash", 0, "5.3", "2.fc42", "x86_64"]},
                {"type": "(sstsss)", "data": ["bash-5.2-1.fc42.x86_64", "bash", 0, "5.2", "1.fc42", "x86_64"]},
            ]]}}},
            "requested-base-local-replacements": {"type": "as", "data": ["podman-5:5.7.0-1.fc42.x86_64", "curl-8.1-1.fc42.x86_64"]},
            "live-replaced": {"type": "s", "data": "bb"},
            "endoflife": {"type": "s", "data": "use another branch"},
            "soft-reboot-target": {"type": "b", "data": true},
            "later": {"type": "a{sv}", "data": {"word": {"type": "as", "data": ["x"]}}},
            "cliwrap": {"type": "b", "data": false},
        }],
    })
}

#[test]
fn everything_else_about_a_deployment_is_told() {
    let rows = OwnedVariant::try_from(value(&rich())).expect("no descriptor");
    let sysroot = Properties::from([("Deployments".to_owned(), rows)]);
    let all = deployments(&sysroot, None).expect("an answer");
    let [one] = all.deployments.as_slice() else {
        panic!("{all:?}");
    };
    let good = Vouch {
        state: SignatureState::Valid,
        fingerprint: "B0F4950458F69E1150C6C5EDC8AC4916105EF944".to_owned(),
        user: Some("Fedora <fedora-42-primary@fedoraproject.org>".to_owned()),
        timestamp: jiff::Timestamp::from_second(1_762_300_800).ok(),
    };
    let expired = Vouch {
        state: SignatureState::KeyExpired,
        fingerprint: "00".to_owned(),
        user: None,
        timestamp: None,
    };
    let signatures = vec![good, expired];
    assert_eq!(one.signatures, Some(Signatures::Checked { signatures }));
    assert_eq!(one.removed_packages, ["nano", "vim-minimal"]);
    let replaced: Vec<_> = one
        .replaced_packages
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.before.as_deref(),
                one.after.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        replaced,
        [
            ("bash", Some("5.2-1.fc42"), Some("5.3-2.fc42")),
            ("curl", None, Some("8.1-1.fc42")),
            ("podman", Some("5:5.6.2-1.fc42"), Some("5:5.7.0-1.fc42")),
        ]
    );
    assert!(one.live);
    assert_eq!(one.end_of_life.as_deref(), Some("use another branch"));
    let further = serde_json::json!({"later": {"word": ["x"]}, "soft-reboot-target": true});
    assert_eq!(serde_json::json!(one.further), further);
}

#[test]
fn who_vouches_for_an_image_is_in_its_reference() {
    for (image, expected) in [
        (
            "ostree-unverified-registry:quay.io/os:1",
            Some(Signatures::NotChecked),
        ),
        (
            "ostree-image-signed:docker://quay.io/os:1",
            Some(Signatures::Enforced {
                by: "containerPolicy".to_owned(),
            }),
        ),
        (
            "ostree-remote-image:fedora:docker://quay.io/os:1",
            Some(Signatures::Enforced {
                by: "keys of the remote fedora".to_owned(),
            }),
        ),
        ("something-new:quay.io/os:1", None),
    ] {
        let rows = serde_json::json!({"type": "aa{sv}", "data": [{
            "id": {"type": "s", "data": "os-aa.0"},
            "osname": {"type": "s", "data": "os"},
            "checksum": {"type": "s", "data": "aa"},
            "container-image-reference": {"type": "s", "data": image},
        }]});
        let rows = OwnedVariant::try_from(value(&rows)).expect("no descriptor");
        let sysroot = Properties::from([("Deployments".to_owned(), rows)]);
        let all = deployments(&sysroot, None).expect("an answer");
        assert_eq!(all.deployments[0].signatures, expected, "{image}");
    }
}

#[test]
fn what_is_staged_and_locked_does_not_boot_next() {
    let mut all = step("02-staged-3.0");
    lock_staged(&mut all);
    assert!(all.deployments[0].locked && !all.deployments[0].next_boot);
    assert!(all.deployments[1].booted && all.deployments[1].next_boot);
    assert!(!all.reboot_to_apply);
}

/// The bytes that `g_variant_builder_add (…, "{sv}", "locked", g_variant_new_boolean (…))` gives within an `a{sv}`.
#[test]
fn ostrees_note_says_whether_what_is_staged_is_locked() {
    let note = |value: u8| {
        [
            b"target\0\0".as_slice(),
            b"locked\0\0",
            &[value],
            b"\0b\x07",
        ]
        .concat()
    };
    assert!(says_locked(&note(1)));
    assert!(!says_locked(&note(0)));
    assert!(!says_locked(b""));
}

#[test]
fn ostrees_own_kernel_argument_is_left_out() {
    let options = "root=LABEL=x rw  ostree=/ostree/boot.1/os/aa/0 console=ttyS0";
    assert_eq!(
        kernel_arguments(options),
        ["root=LABEL=x", "rw", "console=ttyS0"]
    );
}

#[test]
fn a_packages_full_name_is_taken_apart() {
    for (text, expected) in [
        (
            "podman-5:5.6.2-1.fc42.x86_64",
            Some(("podman", "5:5.6.2-1.fc42")),
        ),
        (
            "gcc-c++-0:14.2.1-3.fc42.x86_64",
            Some(("gcc-c++", "14.2.1-3.fc42")),
        ),
        ("bash", None),
        ("-1-2.x", None),
    ] {
        let parsed = Nevra::parse(text);
        let parsed = parsed
            .as_ref()
            .map(|nevra| (nevra.name.as_str(), nevra.evr.as_str()));
        assert_eq!(parsed, expected, "{text}");
    }
}

#[test]
fn an_answer_without_deployments_is_an_error() {
    let nothing = Properties::new();
    let error = deployments(&nothing, None).expect_err("nothing to decode");
    assert_eq!(error, Undecodable("Deployments"));
}

/// Any value of D-Bus, a few levels deep.
fn anything() -> impl Strategy<Value = Variant<'static>> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Variant::from),
        any::<u64>().prop_map(Variant::from),
        any::<i32>().prop_map(Variant::from),
        "[a-z/]{0,8}".prop_map(Variant::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let keys = prop::sample::select(vec![
            "id",
            "osname",
            "checksum",
            "origin",
            "rpm-diff",
            "upgraded",
            "added",
            "advisories",
            "cve_references",
            "signatures",
            "gpg-enabled",
            "base-removals",
            "base-local-replacements",
            "base-remote-replacements",
            "requested-base-remote-replacements",
            "something-new",
        ]);
        let wrapped = |value| Variant::Variant(Box::new(value));
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(move |values| {
                let mut array = Array::new(&Signature::Variant);
                for value in values {
                    array.append(wrapped(value)).expect("a variant");
                }
                Variant::Array(array)
            }),
            prop::collection::vec(inner.clone(), 1..6).prop_map(move |values| {
                let mut structure = Structure::builder();
                for value in values {
                    structure = structure.append_field(value);
                }
                Variant::Structure(structure.build().expect("not empty"))
            }),
            prop::collection::vec((keys, inner), 0..6).prop_map(move |fields| {
                let mut dict = Dict::new(&Signature::Str, &Signature::Variant);
                for (key, value) in fields {
                    dict.append(Variant::from(key), wrapped(value))
                        .expect("a variant");
                }
                Variant::Dict(dict)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_dictionary_makes_the_decoders_panic(
        listed in prop::collection::vec(anything(), 0..4),
        cached in anything(),
        active in anything(),
    ) {
        let mut array = Array::new(&Signature::Variant);
        for value in listed {
            array.append(Variant::Variant(Box::new(value))).expect("a variant");
        }
        if let Some(fields) = Fields::of(&cached) {
            let _ = (advisories(&fields), super::super::difference::cached_packages(&fields));
        }
        let owned = |value| OwnedVariant::try_from(value).expect("no descriptor");
        let sysroot = Properties::from([
            ("Deployments".to_owned(), owned(Variant::Array(array))),
            ("ActiveTransaction".to_owned(), owned(active)),
        ]);
        let os = Properties::from([("CachedUpdate".to_owned(), owned(cached))]);
        let _ = (deployments(&sysroot, Some(&os)), booted_path(&sysroot));
    }
}
