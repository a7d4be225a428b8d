//! What the engines say while they pull, load and build: JSON documents, one a line, of the same form for all
//! three. Lenient: what is no document is text.

use bytes::{Buf, BytesMut};
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use serde::Deserialize;

use super::request::{Pieces, RequestError};

/// Bytes of one message.
const MESSAGE_LIMIT: usize = 1024 * 1024;

/// One message; which parts it has depends on what is being done.
#[derive(Debug, Default, PartialEq, Deserialize)]
pub(super) struct Message {
    /// What is done to the part `id`, or to the whole.
    pub(super) status: Option<String>,
    pub(super) id: Option<String>,
    #[serde(rename = "progressDetail")]
    pub(super) progress: Option<Amount>,
    /// Output, with its line ends.
    pub(super) stream: Option<String>,
    /// The last one: it has failed.
    pub(super) error: Option<String>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
pub(super) struct Amount {
    pub(super) current: Option<u64>,
    pub(super) total: Option<u64>,
}

/// The messages of an answer's body.
pub(super) fn messages(pieces: Pieces) -> BoxStream<'static, Result<Message, RequestError>> {
    let start = (pieces, BytesMut::new());
    stream::try_unfold(start, |(mut pieces, mut held)| async move {
        loop {
            if let Some(message) = next(&mut held) {
                return Ok(Some((message, (pieces, held))));
            }
            match pieces.try_next().await? {
                Some(piece) if held.len() + piece.len() <= MESSAGE_LIMIT => {
                    held.extend_from_slice(&piece);
                }
                Some(_) => {
                    let reason = format!("a message of more than {MESSAGE_LIMIT} bytes");
                    return Err(RequestError::Answer(reason));
                }
                None if held.is_empty() => return Ok(None),
                None => held.extend_from_slice(b"\n"),
            }
        }
    })
    .boxed()
}

/// Takes the first whole line, leaving out empty ones.
fn next(held: &mut BytesMut) -> Option<Message> {
    loop {
        let end = held.iter().position(|byte| *byte == b'\n')?;
        let line = held.split_to(end);
        held.advance(1);
        let line = line.trim_ascii();
        if !line.is_empty() {
            return Some(decode(line));
        }
    }
}

fn decode(line: &[u8]) -> Message {
    serde_json::from_slice(line).unwrap_or_else(|_| Message {
        stream: Some(String::from_utf8_lossy(line).into_owned()),
        ..Message::default()
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: Vec<Bytes>) -> Vec<Message> {
        let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
        let all = messages(pieces).map(|message| message.expect("a message"));
        futures_util::FutureExt::now_or_never(all.collect()).expect("nothing waits")
    }

    #[test]
    fn messages_are_found_whatever_pieces_they_come_in() {
        let text =
            b"{\"status\":\"Pulling\",\"id\":\"a\"}\r\n\n{\"stream\":\"x\\n\"}\n{\"error\":\"no\"}";
        let whole = read(vec![Bytes::from_static(text)]);
        assert_eq!(whole.len(), 3);
        assert_eq!(whole[0].status.as_deref(), Some("Pulling"));
        assert_eq!(whole[1].stream.as_deref(), Some("x\n"));
        assert_eq!(whole[2].error.as_deref(), Some("no"));
        let bytes = text.iter().map(|byte| Bytes::copy_from_slice(&[*byte]));
        assert_eq!(read(bytes.collect()), whole);
    }

    proptest! {
        #[test]
        fn no_input_panics(pieces in proptest::collection::vec(any::<Vec<u8>>(), 0..8)) {
            read(pieces.into_iter().map(Bytes::from).collect());
        }
    }
}
