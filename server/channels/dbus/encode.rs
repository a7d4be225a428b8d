//! JSON as a D-Bus body: a value that serialises itself by a signature. The inverse of `decode`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "another crate's set: what is not named here is treated alike"
)]

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap, SerializeSeq, SerializeStruct},
};
use serde_json::Value;
use zbus::{ObjectPath, Signature, wire::DynamicType};

/// The arguments of a call, and their types.
#[derive(Debug)]
pub(super) struct Arguments {
    signature: Signature,
    values: Value,
}

impl Arguments {
    /// `types` is a signature without the outer parentheses, e.g. "sa{sv}".
    pub(super) fn new(types: &str, values: Vec<Value>) -> Result<Self, String> {
        let invalid = || format!("`{types}` is no D-Bus signature");
        let signature = if types.is_empty() {
            Signature::structure(Vec::new())
        } else {
            Signature::try_from(format!("({types})").as_str()).map_err(|_| invalid())?
        };
        let Signature::Structure(fields) = &signature else {
            return Err(invalid());
        };
        if fields.len() != values.len() {
            return Err(format!(
                "`{types}` takes {} arguments, not {}",
                fields.len(),
                values.len()
            ));
        }
        Ok(Self {
            signature,
            values: Value::Array(values),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.as_array().is_none_or(Vec::is_empty)
    }
}

impl DynamicType for Arguments {
    fn signature(&self) -> Signature {
        self.signature.clone()
    }
}

impl Serialize for Arguments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Typed(&self.signature, &self.values).serialize(serializer)
    }
}

/// A JSON value to be written as a D-Bus type.
struct Typed<'a>(&'a Signature, &'a Value);

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(signature, value) = self;
        match signature {
            Signature::Unit => Err(wrong::<S>("nothing", value)),
            Signature::U8 => serializer.serialize_u8(integer::<S, _>(value)?),
            Signature::I16 => serializer.serialize_i16(integer::<S, _>(value)?),
            Signature::U16 => serializer.serialize_u16(integer::<S, _>(value)?),
            Signature::I32 => serializer.serialize_i32(integer::<S, _>(value)?),
            Signature::U32 => serializer.serialize_u32(integer::<S, _>(value)?),
            Signature::I64 => serializer.serialize_i64(integer::<S, _>(value)?),
            Signature::U64 => serializer.serialize_u64(integer::<S, _>(value)?),
            Signature::Bool => match value {
                Value::Bool(truth) => serializer.serialize_bool(*truth),
                _ => Err(wrong::<S>("a boolean", value)),
            },
            Signature::F64 => match value.as_f64() {
                Some(number) => serializer.serialize_f64(number),
                None => Err(wrong::<S>("a number", value)),
            },
            Signature::Str => serializer.serialize_str(text::<S>(value)?),
            Signature::ObjectPath => match ObjectPath::try_from(text::<S>(value)?) {
                Ok(path) => path.serialize(serializer),
                Err(_) => Err(wrong::<S>("an object path", value)),
            },
            Signature::Signature => match Signature::try_from(text::<S>(value)?) {
                Ok(signature) => signature.serialize(serializer),
                Err(_) => Err(wrong::<S>("a signature", value)),
            },
            Signature::Fd => Err(S::Error::custom("a file descriptor cannot be sent")),
            Signature::Variant => variant(serializer, value),
            Signature::Array(child) => array(serializer, child, value),
            Signature::Dict { key, value: kind } => dict(serializer, key, kind, value),
            Signature::Structure(fields) => match value {
                Value::Array(items) if items.len() == fields.len() => {
                    let mut structure = serializer.serialize_struct("", items.len())?;
                    for (kind, item) in fields.iter().zip(items) {
                        structure.serialize_field("", &Typed(kind, item))?;
                    }
                    structure.end()
                }
                _ => Err(wrong::<S>(
                    &format!("an array of {} items", fields.len()),
                    value,
                )),
            },
        }
    }
}

fn variant<S: Serializer>(serializer: S, value: &Value) -> Result<S::Ok, S::Error> {
    let (Some(Value::String(kind)), Some(inner)) = (value.get("t"), value.get("v")) else {
        return Err(wrong::<S>("a variant `{\"t\",\"v\"}`", value));
    };
    let kind = Signature::try_from(kind.as_str())
        .map_err(|_| S::Error::custom(format!("`{kind}` is no D-Bus signature")))?;
    // The names by which zbus knows a variant.
    let mut variant = serializer.serialize_struct("Variant", 2)?;
    variant.serialize_field("signature", &kind)?;
    variant.serialize_field("value", &Typed(&kind, inner))?;
    variant.end()
}

fn array<S: Serializer>(
    serializer: S,
    child: &Signature,
    value: &Value,
) -> Result<S::Ok, S::Error> {
    match value {
        Value::String(base64) if matches!(child, Signature::U8) => {
            let bytes = BASE64_STANDARD
                .decode(base64)
                .map_err(|_| wrong::<S>("base64", value))?;
            let mut seq = serializer.serialize_seq(Some(bytes.len()))?;
            for byte in &bytes {
                seq.serialize_element(byte)?;
            }
            seq.end()
        }
        Value::Array(items) => {
            let mut seq = serializer.serialize_seq(Some(items.len()))?;
            for item in items {
                seq.serialize_element(&Typed(child, item))?;
            }
            seq.end()
        }
        _ => Err(wrong::<S>("an array", value)),
    }
}

fn dict<S: Serializer>(
    serializer: S,
    key: &Signature,
    kind: &Signature,
    value: &Value,
) -> Result<S::Ok, S::Error> {
    let Value::Object(entries) = value else {
        return Err(wrong::<S>("an object", value));
    };
    let textual = matches!(
        key,
        Signature::Str | Signature::ObjectPath | Signature::Signature
    );
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (name, item) in entries {
        let name = if textual {
            Value::String(name.clone())
        } else {
            serde_json::from_str(name)
                .map_err(|_| S::Error::custom(format!("`{name}` is no key")))?
        };
        map.serialize_entry(&Typed(key, &name), &Typed(kind, item))?;
    }
    map.end()
}

fn integer<S: Serializer, T: TryFrom<i128>>(value: &Value) -> Result<T, S::Error> {
    let number = value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from));
    number
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| wrong::<S>("an integer of the type's range", value))
}

fn text<S: Serializer>(value: &Value) -> Result<&str, S::Error> {
    value.as_str().ok_or_else(|| wrong::<S>("a string", value))
}

fn wrong<S: Serializer>(wanted: &str, value: &Value) -> S::Error {
    let mut found = value.to_string();
    if found.len() > 80 {
        found = format!("{}…", found.chars().take(79).collect::<String>());
    }
    S::Error::custom(format!("expected {wanted}, found {found}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use zbus::Message;

    use super::*;
    use crate::channels::dbus::decode;

    fn round_trip(types: &str, values: &Value) -> Result<Value, String> {
        let values = values.as_array().cloned().unwrap_or_default();
        let arguments = Arguments::new(types, values)?;
        let message = Message::method_call("/", "Test")
            .build(&arguments)
            .map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        decode::body(&message, &mut out).map_err(|error| error.to_string())?;
        serde_json::from_slice(&out).map_err(|error| error.to_string())
    }

    #[test]
    fn every_type_survives_the_way_there_and_back() {
        for (types, values) in [
            (
                "ybnqiuxt",
                json!([255, true, -1, 65535, -7, 7, i64::MIN, u64::MAX]),
            ),
            ("dsog", json!([1.5, "ä\"\n", "/a/b", "a{sv}"])),
            ("ay", json!(["AAEC/w=="])),
            ("aay", json!([["AAE=", ""]])),
            ("as", json!([[]])),
            ("a(iis)", json!([[[1, 2, "x"], [3, 4, "y"]]])),
            (
                "a{sv}",
                json!([{"a": {"t": "au", "v": [1, 2]}, "b": {"t": "v", "v": {"t": "s", "v": "x"}}}]),
            ),
            ("a{us}", json!([{"1": "x", "20": "y"}])),
            ("a{ya{sx}}", json!([{"7": {}}])),
            ("v", json!([{"t": "(ya{oas})", "v": [1, {"/x": ["y"]}]}])),
            ("s", json!(["x"])),
        ] {
            assert_eq!(round_trip(types, &values), Ok(values), "{types}");
        }
        assert_eq!(round_trip("", &json!([])), Ok(Value::Null));
    }

    #[test]
    fn a_wrong_value_is_told() {
        for (types, values) in [
            ("y", json!([256])),
            ("u", json!([-1])),
            ("i", json!([1.5])),
            ("s", json!([1])),
            ("o", json!(["no path"])),
            ("ay", json!(["no base64!"])),
            ("v", json!(["untyped"])),
            ("(ss)", json!([["one"]])),
            ("h", json!([0])),
            ("a{ss}", json!([[]])),
            ("s)(s", json!(["a", "b"])),
            ("ss", json!(["a"])),
        ] {
            assert!(round_trip(types, &values).is_err(), "{types}");
        }
    }
}
