//! A D-Bus body as JSON, written straight from the wire by its signature: no tree in between. The
//! encoding is that of `dbus-json3`: variants are `{"t","v"}`, bytes are base64, 64-bit integers are JSON
//! numbers (a browser rounds those beyond 2^53). Never panics on any input.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "another crate's set: what is not named here is treated alike"
)]

use base64::{Engine, prelude::BASE64_STANDARD};
use zbus::{Message, Signature};

/// Containers within containers, variants included; D-Bus itself allows 64.
const MAX_DEPTH: u32 = 64;
/// Bytes of JSON that one body may become.
pub(super) const MAX_JSON: usize = 16 * 1024 * 1024;

/// Why a body cannot be told in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum DecodeError {
    #[error("the message ends too early")]
    Short,
    #[error("the message holds an invalid {0}")]
    Invalid(&'static str),
    #[error("the message is nested too deeply")]
    Deep,
    #[error("the message is longer than {MAX_JSON} bytes of JSON")]
    Long,
}

/// Appends the body as a JSON array of its arguments; `null` if it has none.
pub(super) fn body(message: &Message, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let body = message.body();
    let big_endian = matches!(
        message.primary_header().endian_sig(),
        zbus::message::EndianSig::Big
    );
    arguments(body.data().bytes(), big_endian, body.signature(), out)
}

fn arguments(
    data: &[u8],
    big_endian: bool,
    signature: &Signature,
    out: &mut Vec<u8>,
) -> Result<(), DecodeError> {
    let mut writer = Writer {
        data,
        at: 0,
        big_endian,
        depth: 0,
        limit: out.len() + MAX_JSON,
        out,
    };
    match signature {
        Signature::Unit => {
            writer.out.extend_from_slice(b"null");
            Ok(())
        }
        Signature::Structure(fields) => writer.list(fields.iter()),
        one => writer.list(std::iter::once(one)),
    }
}

struct Writer<'a> {
    data: &'a [u8],
    at: usize,
    big_endian: bool,
    depth: u32,
    out: &'a mut Vec<u8>,
    /// Bytes of `out`.
    limit: usize,
}

macro_rules! number {
    ($self:ident, $type:ty) => {{
        let bytes = $self.take(size_of::<$type>())?;
        let bytes = bytes.try_into().map_err(|_| DecodeError::Short)?;
        if $self.big_endian {
            <$type>::from_be_bytes(bytes)
        } else {
            <$type>::from_le_bytes(bytes)
        }
    }};
}

impl<'a> Writer<'a> {
    fn value(&mut self, signature: &Signature) -> Result<(), DecodeError> {
        self.align(signature.alignment_dbus())?;
        if self.out.len() > self.limit {
            return Err(DecodeError::Long);
        }
        match signature {
            Signature::Unit => Err(DecodeError::Invalid("signature")),
            Signature::U8 => {
                let number = number!(self, u8);
                self.json(&number)
            }
            Signature::Bool => match number!(self, u32) {
                0 => self.json(&false),
                1 => self.json(&true),
                _ => Err(DecodeError::Invalid("boolean")),
            },
            Signature::I16 => {
                let number = number!(self, i16);
                self.json(&number)
            }
            Signature::U16 => {
                let number = number!(self, u16);
                self.json(&number)
            }
            Signature::I32 => {
                let number = number!(self, i32);
                self.json(&number)
            }
            Signature::U32 => {
                let number = number!(self, u32);
                self.json(&number)
            }
            Signature::I64 => {
                let number = number!(self, i64);
                self.json(&number)
            }
            Signature::U64 => {
                let number = number!(self, u64);
                self.json(&number)
            }
            // JSON has no word for infinity and no number: they become null.
            Signature::F64 => {
                let number = number!(self, f64);
                self.json(&number)
            }
            Signature::Str | Signature::ObjectPath => {
                let text = self.string()?;
                self.json(text)
            }
            Signature::Signature => {
                let text = self.signature()?;
                self.json(text)
            }
            // Descriptors do not travel: the message was taken without them.
            Signature::Fd => {
                let _index = number!(self, u32);
                self.json(&())
            }
            Signature::Variant => self.nested(Self::variant),
            Signature::Array(child) => self.nested(|writer| writer.array(child)),
            Signature::Dict { key, value } => self.nested(|writer| writer.dict(key, value)),
            Signature::Structure(fields) => self.nested(|writer| writer.list(fields.iter())),
        }
    }

    fn nested(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::Deep);
        }
        self.depth += 1;
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn list<'s>(&mut self, items: impl Iterator<Item = &'s Signature>) -> Result<(), DecodeError> {
        let mut before = b'[';
        for item in items {
            self.out.push(before);
            self.value(item)?;
            before = b',';
        }
        self.out.push(b']');
        Ok(())
    }

    fn variant(&mut self) -> Result<(), DecodeError> {
        let text = self.signature()?;
        let signature = Signature::try_from(text).map_err(|_| DecodeError::Invalid("signature"))?;
        self.out.extend_from_slice(b"{\"t\":");
        self.json(text)?;
        self.out.extend_from_slice(b",\"v\":");
        self.value(&signature)?;
        self.out.push(b'}');
        Ok(())
    }

    fn array(&mut self, child: &Signature) -> Result<(), DecodeError> {
        let end = self.array_end(child.alignment_dbus())?;
        if matches!(child, Signature::U8) {
            let bytes = self.take(end - self.at)?;
            if bytes.len() > MAX_JSON / 2 {
                return Err(DecodeError::Long);
            }
            return self.json(&BASE64_STANDARD.encode(bytes));
        }
        let mut before = b'[';
        if self.at == end {
            self.out.push(before);
        }
        while self.at < end {
            self.out.push(before);
            self.value(child)?;
            before = b',';
        }
        self.out.push(b']');
        self.exactly(end)
    }

    fn dict(&mut self, key: &Signature, value: &Signature) -> Result<(), DecodeError> {
        let end = self.array_end(8)?;
        let mut before = b'{';
        if self.at == end {
            self.out.push(before);
        }
        while self.at < end {
            self.align(8)?;
            self.out.push(before);
            self.key(key)?;
            self.out.push(b':');
            self.value(value)?;
            before = b',';
        }
        self.out.push(b'}');
        self.exactly(end)
    }

    /// A property's name: text as it is, anything else as the text of its JSON.
    fn key(&mut self, key: &Signature) -> Result<(), DecodeError> {
        let start = self.out.len();
        self.value(key)?;
        if self.out.get(start) != Some(&b'"') {
            let json = self.out.split_off(start);
            let text = std::str::from_utf8(&json).map_err(|_| DecodeError::Invalid("key"))?;
            self.json(text)?;
        }
        Ok(())
    }

    /// Reads an array's length and moves to its first element; says where it ends.
    fn array_end(&mut self, alignment: usize) -> Result<usize, DecodeError> {
        let length = number!(self, u32) as usize;
        self.align(alignment)?;
        let end = self.at.checked_add(length).ok_or(DecodeError::Short)?;
        if end > self.data.len() {
            return Err(DecodeError::Short);
        }
        Ok(end)
    }

    fn exactly(&self, end: usize) -> Result<(), DecodeError> {
        if self.at == end {
            Ok(())
        } else {
            Err(DecodeError::Invalid("array length"))
        }
    }

    fn string(&mut self) -> Result<&'a str, DecodeError> {
        let length = number!(self, u32) as usize;
        self.text(length)
    }

    fn signature(&mut self) -> Result<&'a str, DecodeError> {
        let length = usize::from(number!(self, u8));
        self.text(length)
    }

    fn text(&mut self, length: usize) -> Result<&'a str, DecodeError> {
        let bytes = self.take(length)?;
        if self.take(1)? != [0] {
            return Err(DecodeError::Invalid("string"));
        }
        std::str::from_utf8(bytes).map_err(|_| DecodeError::Invalid("string"))
    }

    fn align(&mut self, alignment: usize) -> Result<(), DecodeError> {
        self.take(self.at.next_multiple_of(alignment) - self.at)?;
        Ok(())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.checked_add(length).ok_or(DecodeError::Short)?;
        let bytes = self.data.get(self.at..end).ok_or(DecodeError::Short)?;
        self.at = end;
        Ok(bytes)
    }

    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Result<(), DecodeError> {
        serde_json::to_writer(&mut *self.out, value).map_err(|_| DecodeError::Invalid("value"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_become_json_or_an_error(
            data in any::<Vec<u8>>(),
            big_endian in any::<bool>(),
            signature in prop::sample::select(vec!["v", "a{sv}", "aay", "(ybnqiuxtdsogh)", "a{uav}", "as"]),
        ) {
            let signature = Signature::try_from(signature).expect("a valid signature");
            let mut out = Vec::new();
            if arguments(&data, big_endian, &signature, &mut out).is_ok() {
                let json: Result<serde_json::Value, _> = serde_json::from_slice(&out);
                prop_assert!(json.is_ok(), "{}", String::from_utf8_lossy(&out));
            }
        }
    }

    #[test]
    fn variants_in_variants_come_to_an_end() {
        let data = b"\x01v\0".repeat(1000);
        let signature = Signature::Variant;
        let mut out = Vec::new();
        let result = arguments(&data, false, &signature, &mut out);
        assert_eq!(result, Err(DecodeError::Deep));
    }
}
