//! What a real rpm-ostree 2025.1 said, as busctl wrote it down: read back for the tests of the decoders. A file of
//! properties holds one document each, in the daemon's order.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a record with another type fails the test that reads it"
)]

use serde_json::Value;
use zbus::{Array, Dict, OwnedVariant, Signature, Structure, Variant};

use super::super::bus::Properties;

/// The properties of Sysroot and OS after a step of a host's life.
pub(in super::super) fn sides(step: &str) -> (Properties, Properties) {
    let sysroot = recorded(
        step,
        "Sysroot",
        &[("Deployments", 0), ("ActiveTransaction", 2)],
    );
    (sysroot, recorded(step, "OS", &[("CachedUpdate", 3)]))
}

/// A fixture's text.
pub(in super::super) fn text(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rpm-ostree");
    std::fs::read_to_string(format!("{folder}/{name}")).expect("a fixture")
}

fn recorded(step: &str, interface: &str, wanted: &[(&str, usize)]) -> Properties {
    let text = text(&format!("{step}.{interface}.busctl.json"));
    let documents = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let documents: Vec<Value> = documents.map(|value| value.expect("JSON")).collect();
    let property = |(name, at): &(&str, usize)| {
        let value = OwnedVariant::try_from(value(&documents[*at])).expect("no descriptor");
        ((*name).to_owned(), value)
    };
    wanted.iter().map(property).collect()
}

/// busctl's `{"type": signature, "data": …}`.
pub(in super::super) fn value(document: &Value) -> Variant<'static> {
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
        Signature::I64 => Variant::I64(data.as_i64().expect("a number")),
        Signature::U64 => Variant::U64(data.as_u64().expect("a number")),
        Signature::Variant => Variant::Variant(Box::new(value(data))),
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
