//! What a channel says: replies, errors, signals and owners, written as the JSON of `dbus-json3`.

use serde_json::{Value, json};
use zbus::{Message, message::EndianSig};

use super::{
    bus::CallError,
    decode::{self, DecodeError},
};
use crate::model::Problem;

const FAILED: &str = "org.freedesktop.DBus.Error.Failed";

/// What a call asked of its reply.
#[derive(Debug)]
pub(super) struct Wishes {
    pub(super) id: Value,
    pub(super) types: bool,
    pub(super) flags: bool,
}

/// `{"reply":[[…]],"id":…}`, or an error if the reply cannot be told.
pub(super) fn reply(message: &Message, wishes: &Wishes) -> Vec<u8> {
    let mut out = b"{\"reply\":[".to_vec();
    if let Err(error) = decode::body(message, &mut out) {
        return undecodable(error, &wishes.id);
    }
    out.push(b']');
    append(&mut out, "id", &wishes.id);
    if wishes.types {
        let types = message.body().signature().to_string_no_parens();
        append(&mut out, "type", &Value::String(types));
    }
    if wishes.flags {
        let order = match message.primary_header().endian_sig() {
            EndianSig::Big => ">",
            EndianSig::Little => "<",
        };
        append(&mut out, "flags", &order.into());
    }
    out.push(b'}');
    out
}

/// `{"error":[name,[…]],"id":…}`.
pub(super) fn error(name: &str, message: &str, id: &Value) -> Vec<u8> {
    json!({"error": [name, [message]], "id": id})
        .to_string()
        .into_bytes()
}

/// The same for a call that failed.
pub(super) fn call_error(failure: &CallError, id: &Value) -> Vec<u8> {
    let name = match failure {
        CallError::Remote(message) => return remote_error(message, id),
        CallError::Timeout => "org.freedesktop.DBus.Error.NoReply",
        CallError::Invalid(_) => "org.freedesktop.DBus.Error.InvalidArgs",
        CallError::UnknownMethod(_) => "org.freedesktop.DBus.Error.UnknownMethod",
        CallError::Lost => "org.freedesktop.DBus.Error.Disconnected",
    };
    error(name, &failure.to_string(), id)
}

/// The same for a call that the gate refused.
pub(super) fn denied(problem: &Problem, id: &Value) -> Vec<u8> {
    let sentence = match &problem.remedy {
        Some(remedy) => format!("{}; {remedy}", problem.detail),
        None => problem.detail.clone(),
    };
    let name = match problem.code.channel_problem() {
        "access-denied" => "org.freedesktop.DBus.Error.AccessDenied",
        _ => FAILED,
    };
    error(name, &sentence, id)
}

/// `{"signal":[path,interface,member,[…]]}`, with the sender's name if it is not the channel's own.
pub(super) fn signal(message: &Message, sender: Option<&str>) -> Result<Vec<u8>, DecodeError> {
    let header = message.header();
    let mut out = b"{\"signal\":[".to_vec();
    let head = [
        header.path().map(zbus::ObjectPath::as_str),
        header.interface().map(|interface| interface.as_str()),
        header.member().map(|member| member.as_str()),
    ];
    for text in head {
        out.extend_from_slice(json!(text).to_string().as_bytes());
        out.push(b',');
    }
    decode::body(message, &mut out)?;
    out.push(b']');
    if let Some(sender) = sender {
        append(&mut out, "name", &sender.into());
    }
    out.push(b'}');
    Ok(out)
}

/// Name and text of an error reply, for the audit log.
pub(super) fn remote_text(message: &Message) -> String {
    let header = message.header();
    let name = header.error_name().map_or(FAILED, |name| name.as_str());
    let text = message
        .body()
        .deserialize_ignore_signature::<&str>()
        .map(ToOwned::to_owned);
    match (message.body().is_empty(), text) {
        (false, Ok(text)) => format!("{name}: {text}"),
        (_, _) => name.to_owned(),
    }
}

fn remote_error(message: &Message, id: &Value) -> Vec<u8> {
    let header = message.header();
    let name = header.error_name().map_or(FAILED, |name| name.as_str());
    let mut out = b"{\"error\":[".to_vec();
    out.extend_from_slice(json!(name).to_string().as_bytes());
    out.push(b',');
    if message.body().is_empty() {
        out.extend_from_slice(b"[]");
    } else if let Err(error) = decode::body(message, &mut out) {
        return undecodable(error, id);
    }
    out.push(b']');
    append(&mut out, "id", id);
    out.push(b'}');
    out
}

fn undecodable(failure: DecodeError, id: &Value) -> Vec<u8> {
    let name = match failure {
        DecodeError::Long | DecodeError::Deep => "org.freedesktop.DBus.Error.LimitsExceeded",
        DecodeError::Short | DecodeError::Invalid(_) => {
            "org.freedesktop.DBus.Error.InconsistentMessage"
        }
    };
    error(name, &failure.to_string(), id)
}

fn append(out: &mut Vec<u8>, name: &str, value: &Value) {
    out.extend_from_slice(format!(",\"{name}\":{value}").as_bytes());
}
