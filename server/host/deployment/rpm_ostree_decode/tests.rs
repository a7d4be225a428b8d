//! The decoders over what a real rpm-ostree 2025.1 said after each step of a host's life, as busctl
//! wrote it down, and over dictionaries that no daemon would send.

use proptest::prelude::*;
use serde_json::Value;
use zbus::{Array, OwnedVariant, Signature, Structure};

use super::*;

/// Decodes a step's records: each file holds one document a property, in the daemon's order.
fn step(name: &str) -> Deployments {
    let sysroot = recorded(
        name,
        "Sysroot",
        &[("Deployments", 0), ("ActiveTransaction", 2)],
    );
    let os = recorded(name, "OS", &[("CachedUpdate", 3)]);
    deployments(&sysroot, Some(&os)).expect("a real answer")
}

fn recorded(step: &str, interface: &str, wanted: &[(&str, usize)]) -> Properties {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rpm-ostree");
    let path = format!("{folder}/{step}.{interface}.busctl.json");
    let text = std::fs::read_to_string(path).expect("a fixture");
    let documents = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let documents: Vec<Value> = documents.map(|value| value.expect("JSON")).collect();
    let property = |(name, at): &(&str, usize)| {
        let value = OwnedVariant::try_from(typed(&documents[*at])).expect("no descriptor");
        ((*name).to_owned(), value)
    };
    wanted.iter().map(property).collect()
}

/// busctl's `{"type": signature, "data": …}`.
fn typed(document: &Value) -> Variant<'static> {
    let signature = document["type"].as_str().expect("a signature");
    let signature = Signature::try_from(signature).expect("a signature");
    variant(&signature, &document["data"])
}

fn variant(signature: &Signature, data: &Value) -> Variant<'static> {
    match signature {
        Signature::Str => Variant::from(data.as_str().expect("text").to_owned()),
        Signature::Bool => Variant::from(data.as_bool().expect("a boolean")),
        Signature::I32 => Variant::I32(data.as_i64().expect("a number") as i32),
        Signature::U32 => Variant::U32(data.as_u64().expect("a number") as u32),
        Signature::U64 => Variant::U64(data.as_u64().expect("a number")),
        Signature::Variant => Variant::Variant(Box::new(typed(data))),
        Signature::Array(child) => {
            let mut array = Array::new(child.signature());
            for element in data.as_array().expect("an array") {
                let element = variant(child.signature(), element);
                array.append(element).expect("of its type");
            }
            Variant::Array(array)
        }
        Signature::Dict { key, value } => {
            let mut dict = Dict::new(key.signature(), value.signature());
            for (name, field) in data.as_object().expect("an object") {
                let field = variant(value.signature(), field);
                dict.append(Variant::from(name.clone()), field)
                    .expect("of its type");
            }
            Variant::Dict(dict)
        }
        Signature::Structure(fields) => {
            let mut structure = Structure::builder();
            for (field, data) in fields.iter().zip(data.as_array().expect("an array")) {
                structure = structure.append_field(variant(field, data));
            }
            Variant::Structure(structure.build().expect("a structure"))
        }
        other => panic!("no record has a {other}"),
    }
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
        ("04-rolled-back", vec!["2.0 ----n", "3.0 b----"], true),
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
    assert_eq!(advised.expect("an update").advisories, 1);
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
        let keys = prop::sample::select(vec!["id", "osname", "checksum", "origin", "rpm-diff"]);
        let wrapped = |value| Variant::Variant(Box::new(value));
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(move |values| {
                let mut array = Array::new(&Signature::Variant);
                for value in values {
                    array.append(wrapped(value)).expect("a variant");
                }
                Variant::Array(array)
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
        let owned = |value| OwnedVariant::try_from(value).expect("no descriptor");
        let sysroot = Properties::from([
            ("Deployments".to_owned(), owned(Variant::Array(array))),
            ("ActiveTransaction".to_owned(), owned(active)),
        ]);
        let os = Properties::from([("CachedUpdate".to_owned(), owned(cached))]);
        let _ = (deployments(&sysroot, Some(&os)), booted_path(&sysroot));
    }
}
