//! The wire of Cockpit's protocol, version 1 (doc/protocol.md of cockpit-project/cockpit): what a
//! message is made of and what a control message says. Pure functions; `mux` gives them meaning.

use std::{fmt, sync::Arc};

use bytes::{BufMut, Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Bytes; a longer message from the client closes the socket with [`CLOSE_TOO_LARGE`].
pub const MAX_MESSAGE: usize = 128 * 1024;
/// Bytes of a channel's id.
pub(super) const MAX_ID: usize = 128;

/// WebSocket close codes, RFC 6455 section 7.4.1.
pub const CLOSE_NORMAL: u16 = 1000;
pub(super) const CLOSE_GOING_AWAY: u16 = 1001;
pub(super) const CLOSE_PROTOCOL: u16 = 1002;
pub(super) const CLOSE_POLICY: u16 = 1008;
pub(super) const CLOSE_TOO_LARGE: u16 = 1009;

/// What travels over the socket, whatever carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// UTF-8.
    Text(Bytes),
    Binary(Bytes),
    /// Asks the other side for a sign of life.
    Ping,
    Pong,
    /// The last message; `reason` is for people.
    Close {
        code: u16,
        reason: &'static str,
    },
}

impl Message {
    /// Bytes that it takes in a queue.
    pub fn size(&self) -> usize {
        match self {
            Self::Text(data) | Self::Binary(data) => data.len(),
            Self::Ping | Self::Pong | Self::Close { .. } => 0,
        }
    }

    /// A data frame of the channel.
    pub fn data(id: &ChannelId, encoding: Encoding, payload: &[u8]) -> Self {
        let frame = join(id.as_str(), payload);
        match encoding {
            Encoding::Text => Self::Text(frame),
            Encoding::Raw => Self::Binary(frame),
        }
    }

    /// A control message: `fields` and the `command`, and the `channel` if it is about one.
    pub fn control(
        command: &'static str,
        channel: Option<&ChannelId>,
        mut fields: Map<String, Value>,
    ) -> Self {
        fields.insert("command".to_owned(), command.into());
        if let Some(channel) = channel {
            fields.insert("channel".to_owned(), channel.as_str().into());
        }
        let json = Value::Object(fields).to_string();
        Self::Text(join("", json.as_bytes()))
    }
}

/// How a channel's data travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, in text messages.
    Text,
    /// `"binary": "raw"`: any bytes, in binary messages.
    Raw,
}

/// A channel's name, chosen by the client: not empty, one line, at most [`MAX_ID`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChannelId(Arc<str>);

impl ChannelId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChannelId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() || text.len() > MAX_ID || text.contains('\n') {
            return Err("a channel id is one line of 1 to 128 bytes");
        }
        Ok(Self(text.into()))
    }
}

impl From<ChannelId> for String {
    fn from(id: ChannelId) -> Self {
        id.as_str().to_owned()
    }
}

impl std::borrow::Borrow<str> for ChannelId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a client may say on the control channel. Commands that we do not know are ignored.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub(super) enum Control {
    Init {
        version: Value,
        problem: Option<String>,
    },
    Open {
        channel: ChannelId,
        #[serde(flatten)]
        options: Map<String, Value>,
    },
    Close {
        channel: ChannelId,
    },
    Done {
        channel: ChannelId,
    },
    Options {
        channel: ChannelId,
        #[serde(flatten)]
        options: Map<String, Value>,
    },
    Ping {
        channel: Option<ChannelId>,
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
    Pong {
        channel: Option<ChannelId>,
        sequence: Option<u64>,
    },
    Kill {
        host: Option<String>,
        group: Option<String>,
    },
    Logout,
    /// `hint`, `authorize`, `ready`, whatever comes later.
    #[serde(other)]
    Unknown,
}

/// The options of `open` that are the same for every payload.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Envelope {
    pub(super) payload: String,
    pub(super) host: Option<String>,
    binary: Option<Raw>,
    #[serde(default = "default_group")]
    pub(super) group: String,
    #[serde(default)]
    pub(super) flow_control: bool,
    send_acks: Option<Acks>,
    #[serde(default)]
    pub(super) capabilities: Vec<String>,
}

impl Envelope {
    pub(super) fn encoding(&self) -> Encoding {
        match self.binary {
            Some(Raw::Raw) => Encoding::Raw,
            None => Encoding::Text,
        }
    }

    pub(super) fn wants_acks(&self) -> bool {
        matches!(self.send_acks, Some(Acks::Bytes))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Raw {
    Raw,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Acks {
    Bytes,
}

fn default_group() -> String {
    "default".to_owned()
}

/// The channel's id (empty for control) and the payload; `None` without a UTF-8 line at the start.
pub(super) fn split(data: &Bytes) -> Option<(&str, Bytes)> {
    // An id is short: do not look for its end through the whole of a large message.
    let head = &data[..data.len().min(MAX_ID + 1)];
    let end = head.iter().position(|byte| *byte == b'\n')?;
    let id = std::str::from_utf8(&data[..end]).ok()?;
    Some((id, data.slice(end + 1..)))
}

/// One message: the id's line, then the payload.
pub(super) fn join(id: &str, payload: &[u8]) -> Bytes {
    let mut data = BytesMut::with_capacity(id.len() + 1 + payload.len());
    data.put_slice(id.as_bytes());
    data.put_u8(b'\n');
    data.put_slice(payload);
    data.freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_joined_is_split_again(id in "[^\n]{0,32}", payload in any::<Vec<u8>>()) {
            let data = join(&id, &payload);
            let (found, rest) = split(&data).expect("there is an id's line");
            prop_assert_eq!(found, id);
            prop_assert_eq!(&rest[..], &payload[..]);
        }

        #[test]
        fn any_bytes_are_split_or_refused(data in any::<Vec<u8>>()) {
            let data = Bytes::from(data);
            if let Some((id, rest)) = split(&data) {
                prop_assert_eq!(join(id, &rest), data);
            }
        }
    }

    #[test]
    fn an_id_is_one_short_line() {
        for bad in [String::new(), "a\nb".to_owned(), "a".repeat(MAX_ID + 1)] {
            assert!(ChannelId::try_from(bad).is_err());
        }
        assert!(ChannelId::try_from("a".repeat(MAX_ID)).is_ok());
        assert!(split(&Bytes::from("a".repeat(MAX_ID + 1) + "\n")).is_none());
    }

    #[test]
    fn unknown_commands_are_known_to_be_unknown() {
        let control: Control =
            serde_json::from_str(r#"{"command":"hint","x":1}"#).expect("it is a control message");
        assert!(matches!(control, Control::Unknown));
    }
}
