//! Values of D-Bus, read leniently: what has another type than the documented one counts as absent. Pure, and never
//! panics, whatever the value.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a D-Bus type other than the one that is documented counts as absent"
)]

use jiff::Timestamp;
use serde_json::{Map, Value};
use zbus::{Dict, Variant};

/// Beneath a dictionary's value, in JSON.
const DEEPEST: usize = 4;

/// Elements of a list or a dictionary, in JSON.
const MOST_ELEMENTS: usize = 50;

/// Bytes of a text, in JSON.
const LONGEST: usize = 500;

/// What a variant holds.
fn plain<'v, 'a>(value: &'v Variant<'a>) -> &'v Variant<'a> {
    match value {
        Variant::Variant(inner) => plain(inner),
        other => other,
    }
}

pub(super) fn string(value: &Variant<'_>) -> Option<String> {
    match plain(value) {
        Variant::Str(text) => Some(text.to_string()),
        _ => None,
    }
}

pub(super) fn is(value: &Variant<'_>) -> bool {
    matches!(plain(value), Variant::Bool(true))
}

/// Any whole number.
pub(super) fn number(value: &Variant<'_>) -> Option<i64> {
    match plain(value) {
        Variant::U8(number) => Some(i64::from(*number)),
        Variant::I16(number) => Some(i64::from(*number)),
        Variant::U16(number) => Some(i64::from(*number)),
        Variant::I32(number) => Some(i64::from(*number)),
        Variant::U32(number) => Some(i64::from(*number)),
        Variant::I64(number) => Some(*number),
        Variant::U64(number) => i64::try_from(*number).ok(),
        _ => None,
    }
}

/// Seconds since the epoch; 0 stands for "not known".
pub(super) fn time(value: &Variant<'_>) -> Option<Timestamp> {
    let seconds = number(value).filter(|seconds| *seconds > 0)?;
    Timestamp::from_second(seconds).ok()
}

/// The elements of an array or the fields of a structure.
pub(super) fn parts<'v, 'a>(value: &'v Variant<'a>) -> &'v [Variant<'a>] {
    match plain(value) {
        Variant::Array(values) => values.inner(),
        Variant::Structure(fields) => fields.fields(),
        _ => &[],
    }
}

/// For what the console does not know: bounded in depth and width.
pub(super) fn json(value: &Variant<'_>) -> Value {
    json_within(value, DEEPEST)
}

fn json_within(value: &Variant<'_>, depth: usize) -> Value {
    let value = plain(value);
    if let Some(number) = number(value) {
        return Value::from(number);
    }
    match value {
        Variant::Bool(set) => Value::from(*set),
        Variant::U64(number) => Value::from(*number),
        Variant::F64(number) => Value::from(*number),
        Variant::Str(text) => Value::from(short(text.as_str())),
        Variant::ObjectPath(path) => Value::from(short(path.as_str())),
        Variant::Array(_) | Variant::Structure(_) if depth > 0 => parts(value)
            .iter()
            .take(MOST_ELEMENTS)
            .map(|part| json_within(part, depth - 1))
            .collect(),
        Variant::Dict(entries) if depth > 0 => {
            let entries = entries.iter().take(MOST_ELEMENTS).map(|(key, value)| {
                let key = string(key).unwrap_or_else(|| json_within(key, 0).to_string());
                (short(&key).to_owned(), json_within(value, depth - 1))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        // Descriptors, signatures, and what is too deep.
        _ => Value::Null,
    }
}

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// An `a{sv}` by its keys.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a Dict<'a, 'a>);

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Variant<'a>) -> Option<Self> {
        match plain(value) {
            Variant::Dict(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Variant<'a>> {
        let (_, value) = self
            .0
            .iter()
            .find(|(key, _)| matches!(key, Variant::Str(key) if key.as_str() == name))?;
        Some(plain(value))
    }

    /// Those with a text as their key.
    pub(super) fn entries(&self) -> impl Iterator<Item = (String, &'a Variant<'a>)> {
        let entries = self.0.iter();
        entries.filter_map(|(key, value)| Some((string(key)?, plain(value))))
    }

    /// Empty strings count as absent.
    pub(super) fn string(&self, name: &str) -> Option<String> {
        string(self.get(name)?).filter(|text| !text.is_empty())
    }

    pub(super) fn strings(&self, name: &str) -> Vec<String> {
        self.list(name).iter().filter_map(string).collect()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(is)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(number)
    }

    pub(super) fn time(&self, name: &str) -> Option<Timestamp> {
        self.get(name).and_then(time)
    }

    pub(super) fn dict(&self, name: &str) -> Option<Fields<'a>> {
        self.get(name).and_then(Fields::of)
    }

    /// Empty where it is absent or no list.
    pub(super) fn list(&self, name: &str) -> &'a [Variant<'a>] {
        self.get(name).map(parts).unwrap_or_default()
    }
}
