//! The frames of a log without a terminal: eight bytes of head (stream, three zeros, length), then a
//! message; Docker API, `POST /containers/{id}/attach`.

use bollard::container::LogOutput;
use bytes::{Bytes, BytesMut};

/// Bytes of a message that are handed on at once; the next part of a longer one has no time in front.
const PART: usize = 64 * 1024;

/// Takes frames out of pieces that are cut anywhere.
#[derive(Debug, Default)]
pub(super) struct Frames {
    held: BytesMut,
}

impl Frames {
    /// The messages that are complete now. Holds no more than one.
    pub(super) fn push(&mut self, piece: &[u8]) -> Vec<LogOutput> {
        self.held.extend_from_slice(piece);
        let mut found = Vec::new();
        while let Some(message) = self.next() {
            found.push(message);
        }
        found
    }

    fn next(&mut self) -> Option<LogOutput> {
        let head: [u8; 8] = self.held.get(..8)?.try_into().ok()?;
        let [stream, _, _, _, length @ ..] = head;
        let length = u32::from_be_bytes(length) as usize;
        let now = length.min(PART);
        if self.held.len() < 8 + now {
            return None;
        }
        let mut message = self.held.split_to(8 + now);
        let message = message.split_off(8).freeze();
        if now < length {
            // The rest of it, as a message of its own.
            let mut rest = BytesMut::with_capacity(8 + self.held.len());
            let left = u32::try_from(length - now).unwrap_or(u32::MAX);
            rest.extend_from_slice(&[stream, 0, 0, 0]);
            rest.extend_from_slice(&left.to_be_bytes());
            rest.extend_from_slice(&self.held);
            self.held = rest;
        }
        Some(output(stream, message))
    }
}

fn output(stream: u8, message: Bytes) -> LogOutput {
    if stream == 2 {
        LogOutput::StdErr { message }
    } else {
        LogOutput::StdOut { message }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(stream: u8, text: &[u8]) -> Vec<u8> {
        let length = u32::try_from(text.len()).expect("short").to_be_bytes();
        [&[stream, 0, 0, 0], length.as_slice(), text].concat()
    }

    #[test]
    fn a_long_message_comes_in_parts() {
        let text = vec![b'x'; 3 * PART + 7];
        let mut frames = Frames::default();
        let mut found = Vec::new();
        for piece in [frame(2, &text), frame(1, b"next")].concat().chunks(1000) {
            found.extend(frames.push(piece));
            assert!(frames.held.len() < PART + 1008);
        }
        let sizes: Vec<_> = found.iter().map(|part| part.as_ref().len()).collect();
        assert_eq!(sizes, [PART, PART, PART, 7, 4]);
        assert!(matches!(found[3], LogOutput::StdErr { .. }));
    }

    proptest! {
        #[test]
        fn however_they_are_cut_frames_are_the_same(
            texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..6),
            size in 1_usize..30,
        ) {
            let all: Vec<u8> = texts.iter().flat_map(|text| frame(1, text)).collect();
            let mut frames = Frames::default();
            let found: Vec<Vec<u8>> = all
                .chunks(size)
                .flat_map(|piece| frames.push(piece))
                .map(|part| part.as_ref().to_vec())
                .collect();
            prop_assert_eq!(found, texts);
        }
    }
}
