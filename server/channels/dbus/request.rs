//! What a client of `dbus-json3` may say, parsed.

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::model::{Problem, ProblemCode};

/// One message of the client.
#[derive(Debug)]
pub(super) enum Request {
    Call(Call),
    AddMatch(Match),
    RemoveMatch(Match),
    /// Of the protocol, but not offered here; answered by an error where it has an id.
    Unsupported {
        what: &'static str,
        id: Option<Value>,
    },
}

/// A method call.
#[derive(Debug)]
pub(super) struct Call {
    /// The bus name to call; the channel's own if absent.
    pub(super) name: Option<String>,
    pub(super) path: String,
    pub(super) interface: String,
    pub(super) member: String,
    pub(super) arguments: Vec<Value>,
    /// The arguments' signature; the reply says its own, then.
    pub(super) types: Option<String>,
    /// `i`: the callee may ask somebody; the reply says its own, then.
    pub(super) flags: Option<String>,
    /// Of the reply; without one, none is sent.
    pub(super) id: Option<Value>,
    /// Milliseconds.
    pub(super) timeout: Option<u64>,
}

/// Which signals to hear; an absent field matches all. There is no `eavesdrop`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Match {
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    pub(super) path_namespace: Option<String>,
    pub(super) interface: Option<String>,
    pub(super) member: Option<String>,
    pub(super) arg0: Option<String>,
}

/// Path, interface, member, arguments.
type CallParts = (String, Option<String>, String, Option<Vec<Value>>);

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Incoming {
    call: Option<CallParts>,
    add_match: Option<Match>,
    remove_match: Option<Match>,
    watch: Option<IgnoredAny>,
    unwatch: Option<IgnoredAny>,
    meta: Option<IgnoredAny>,
    publish: Option<IgnoredAny>,
    unpublish: Option<IgnoredAny>,
    signal: Option<IgnoredAny>,
    id: Option<Value>,
    name: Option<String>,
    r#type: Option<String>,
    flags: Option<String>,
    timeout: Option<u64>,
}

/// Reads one message.
pub(super) fn parse(message: &[u8]) -> Result<Request, Problem> {
    let invalid = |detail: String| Problem::new(ProblemCode::InvalidRequest, detail);
    let incoming: Incoming =
        serde_json::from_slice(message).map_err(|error| invalid(error.to_string()))?;
    if let Some((path, interface, member, arguments)) = incoming.call {
        return Ok(Request::Call(Call {
            name: incoming.name,
            path,
            interface: interface.unwrap_or_default(),
            member,
            arguments: arguments.unwrap_or_default(),
            types: incoming.r#type,
            flags: incoming.flags,
            id: incoming.id,
            timeout: incoming.timeout,
        }));
    }
    if let Some(rule) = incoming.add_match {
        return Ok(Request::AddMatch(rule));
    }
    if let Some(rule) = incoming.remove_match {
        return Ok(Request::RemoveMatch(rule));
    }
    let others = [
        ("watch", incoming.watch),
        ("unwatch", incoming.unwatch),
        ("meta", incoming.meta),
        ("publish", incoming.publish),
        ("unpublish", incoming.unpublish),
        ("signal", incoming.signal),
    ];
    match others.into_iter().find(|(_, given)| given.is_some()) {
        Some((what, _)) => Ok(Request::Unsupported {
            what,
            id: incoming.id,
        }),
        None => Err(invalid(
            "a message is `call`, `add-match` or `remove-match`".to_owned(),
        )),
    }
}
