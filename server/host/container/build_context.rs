//! A build's context on its way to the engine, a tar archive that is never held. The engines look for a `Dockerfile`;
//! where the archive has only a `Containerfile`, a copy of it is added at the end under that name.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::archive::Upload;

const BLOCK: usize = 512;

/// Bytes of a `Containerfile`; a larger one is not copied, and the engine says that there is no `Dockerfile`.
const FILE_LIMIT: u64 = 1024 * 1024;

/// Where in the archive we are.
#[derive(Debug)]
enum Place {
    /// Before a header.
    Header,
    /// Within a file's content: so many bytes of it and of its padding are to come.
    Content { left: u64 },
    /// Within the content of the `Containerfile`.
    Kept { left: u64 },
    /// After the last file, or where it is not a plain archive: everything passes as it is.
    Rest,
}

#[derive(Debug)]
struct Context {
    place: Place,
    held: BytesMut,
    /// The `Containerfile` with its header, padded.
    kept: BytesMut,
    has_dockerfile: bool,
    ended: bool,
}

/// The same archive, with a `Dockerfile` if it has a `Containerfile` and no `Dockerfile`.
pub(super) fn with_dockerfile(archive: Upload) -> Upload {
    let context = Context {
        place: Place::Header,
        held: BytesMut::new(),
        kept: BytesMut::new(),
        has_dockerfile: false,
        ended: false,
    };
    let start = (archive, context);
    stream::try_unfold(start, |(mut archive, mut context)| async move {
        while !context.ended {
            let out = match archive.try_next().await? {
                Some(piece) => context.pass(piece),
                None => context.end(),
            };
            if !out.is_empty() {
                return Ok::<_, io::Error>(Some((out, (archive, context))));
            }
        }
        Ok(None)
    })
    .boxed()
}

impl Context {
    /// What may go on of what came.
    fn pass(&mut self, piece: Bytes) -> Bytes {
        if matches!(self.place, Place::Rest) {
            return piece;
        }
        self.held.extend_from_slice(&piece);
        let mut out = BytesMut::new();
        loop {
            match &mut self.place {
                Place::Header => {
                    if self.held.len() < BLOCK {
                        break;
                    }
                    let block = self.held.split_to(BLOCK);
                    let after = self.read(&block);
                    match after {
                        Some(place) => self.place = place,
                        None => {
                            // The end of the archive: before it is where the copy goes.
                            out.extend_from_slice(&self.copy());
                            self.place = Place::Rest;
                        }
                    }
                    out.extend_from_slice(&block);
                }
                Place::Content { left } | Place::Kept { left } if *left == 0 => {
                    self.place = Place::Header;
                }
                Place::Content { left } => {
                    let bytes = take(&mut self.held, left);
                    if bytes.is_empty() {
                        break;
                    }
                    out.extend_from_slice(&bytes);
                }
                Place::Kept { left } => {
                    let bytes = take(&mut self.held, left);
                    if bytes.is_empty() {
                        break;
                    }
                    self.kept.extend_from_slice(&bytes);
                    out.extend_from_slice(&bytes);
                }
                Place::Rest => {
                    out.extend_from_slice(&self.held.split());
                    break;
                }
            }
        }
        out.freeze()
    }

    /// What was held back, at the end of what came.
    fn end(&mut self) -> Bytes {
        self.ended = true;
        let mut out = self.copy();
        out.extend_from_slice(&self.held.split());
        out.freeze()
    }

    /// The copy, once; empty where there is none to make.
    fn copy(&mut self) -> BytesMut {
        let kept = std::mem::take(&mut self.kept);
        if self.has_dockerfile {
            BytesMut::new()
        } else {
            kept
        }
    }

    /// What follows this header; `None` for the block of zeros at the end.
    fn read(&mut self, block: &[u8]) -> Option<Place> {
        if block.iter().all(|byte| *byte == 0) {
            return None;
        }
        let (Some(size), true) = (
            octal(&block[124..136]),
            checksum(block) == octal(&block[148..156]),
        ) else {
            // Compressed, or no archive at all: the engine will say.
            return Some(Place::Rest);
        };
        let left = size.next_multiple_of(BLOCK as u64);
        let is_file = matches!(block[156], b'0' | 0);
        match name(block) {
            b"Dockerfile" => self.has_dockerfile = true,
            b"Containerfile" if is_file && left <= FILE_LIMIT && self.kept.is_empty() => {
                self.kept.extend_from_slice(&renamed(block));
                return Some(Place::Kept { left });
            }
            _ => {}
        }
        Some(Place::Content { left })
    }
}

fn take(held: &mut BytesMut, left: &mut u64) -> Bytes {
    let most = usize::try_from(*left).unwrap_or(usize::MAX);
    let bytes = held.split_to(held.len().min(most)).freeze();
    *left -= bytes.remaining() as u64;
    bytes
}

/// The entry's path, if it is in the archive's first folder.
fn name(block: &[u8]) -> &[u8] {
    let name = &block[..100];
    let end = name
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(name.len());
    let name = &name[..end];
    name.strip_prefix(b"./").unwrap_or(name)
}

fn renamed(block: &[u8]) -> Vec<u8> {
    let mut block = block.to_vec();
    block[..100].fill(0);
    block[..10].copy_from_slice(b"Dockerfile");
    if let Some(sum) = checksum(&block) {
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    block
}

/// The sum of a header's bytes, its own field read as blanks.
fn checksum(block: &[u8]) -> Option<u64> {
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    Some(sum(block.get(..148)?) + 8 * u64::from(b' ') + sum(block.get(156..)?))
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches(['\0', ' ']);
    u64::from_str_radix(digits, 8)
        .ok()
        .filter(|size| *size < 1 << 40)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;

    use super::*;

    fn entry(name: &str, content: &str) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        block[156] = b'0';
        let sum = checksum(&block).expect("a block");
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block.extend_from_slice(content.as_bytes());
        block.resize(block.len().next_multiple_of(BLOCK), 0);
        block
    }

    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut all: Vec<u8> = entries
            .iter()
            .flat_map(|(name, content)| entry(name, content))
            .collect();
        all.resize(all.len() + 2 * BLOCK, 0);
        all
    }

    fn passed(bytes: &[u8], step: usize) -> Vec<u8> {
        let pieces: Vec<_> = bytes
            .chunks(step)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)))
            .collect();
        let out = with_dockerfile(stream::iter(pieces).boxed());
        let out = out
            .try_collect::<Vec<_>>()
            .now_or_never()
            .expect("nothing waits");
        out.expect("no failure").concat()
    }

    #[test]
    fn a_containerfile_becomes_the_dockerfile_that_is_missing() {
        let other = "x".repeat(700);
        for step in [1, 511, 512, 100_000] {
            for name in ["Containerfile", "./Containerfile"] {
                let sent = archive(&[("a", &other), (name, "FROM b\n"), ("c", "")]);
                let expected = archive(&[
                    ("a", &other),
                    (name, "FROM b\n"),
                    ("c", ""),
                    ("Dockerfile", "FROM b\n"),
                ]);
                assert_eq!(passed(&sent, step), expected, "{name} {step}");
            }
            for entries in [
                &[("Containerfile", "FROM b\n"), ("./Dockerfile", "FROM c\n")][..],
                &[("sub/Containerfile", "FROM b\n")],
                &[],
            ] {
                let sent = archive(entries);
                assert_eq!(passed(&sent, step), sent, "{entries:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_no_archive_passes_as_it_is(bytes in proptest::collection::vec(any::<u8>(), 0..3000), step in 1_usize..1000) {
            prop_assert_eq!(passed(&bytes, step), bytes);
        }
    }
}
