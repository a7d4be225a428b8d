//! From when until when a certificate is valid, read from its DER (RFC 5280, 4.1): what lies before the
//! validity is skipped, what comes after it is not looked at.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
/// `[0]`, explicit.
const VERSION: u8 = 0xa0;

/// Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// `None` if it is no certificate.
pub(super) fn of(der: &[u8]) -> Option<Validity> {
    let (certificate, _) = of_tag(der, SEQUENCE)?;
    let (signed, _) = of_tag(certificate, SEQUENCE)?;
    let rest = match element(signed)? {
        (VERSION, _, rest) => rest,
        _ => signed,
    };
    let (_serial, rest) = of_tag(rest, INTEGER)?;
    let (_algorithm, rest) = of_tag(rest, SEQUENCE)?;
    let (_issuer, rest) = of_tag(rest, SEQUENCE)?;
    let (validity, _) = of_tag(rest, SEQUENCE)?;
    let (from, rest) = time(validity)?;
    let (until, _) = time(rest)?;
    Some(Validity { from, until })
}

/// The content and what follows.
fn of_tag(input: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = element(input)?;
    (tag == wanted).then_some((content, rest))
}

/// Tag, content and what follows.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, length], rest) = input.split_first_chunk::<2>()?;
    let (length, rest) = match length {
        0..0x80 => (usize::from(length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            let value = digits.iter().try_fold(0_usize, |value, &digit| {
                value.checked_mul(256)?.checked_add(digit.into())
            })?;
            (value, rest)
        }
        0x80 | 0x85.. => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn time(input: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (tag, content, rest) = element(input)?;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (year, text) = match tag {
        UTC_TIME => {
            let (year, text) = text.split_at_checked(2)?;
            let year: i16 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text)
        }
        GENERALIZED_TIME => {
            let (year, text) = text.split_at_checked(4)?;
            (year.parse().ok()?, text)
        }
        _ => return None,
    };
    if text.len() != 10 {
        return None;
    }
    let part = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    let at = DateTime::new(year, part(0)?, part(2)?, part(4)?, part(6)?, part(8)?, 0).ok()?;
    // The last moment that can be told, 9999-12-31 23:59:59, is beyond what a timestamp holds.
    let at = at
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::MAX, |at| at.timestamp());
    Some((at, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_forms_of_time_are_read() {
        for (tag, text, at) in [
            (UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (UTC_TIME, "500101000000Z", Some("1950-01-01T00:00:00Z")),
            (
                GENERALIZED_TIME,
                "20500101000000Z",
                Some("2050-01-01T00:00:00Z"),
            ),
            (UTC_TIME, "491331235959Z", None),
            (UTC_TIME, "4912312359Z", None),
            (UTC_TIME, "491231235959", None),
            (INTEGER, "491231235959Z", None),
        ] {
            let length = u8::try_from(text.len()).unwrap();
            let der = [&[tag, length], text.as_bytes()].concat();
            let read = time(&der).map(|(at, _)| at);
            assert_eq!(read, at.map(|at| at.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_was_made_is_read() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2026, 1, 2);
        params.not_after = rcgen::date_time_ymd(2051, 3, 4);
        let der = params.self_signed(&key).unwrap();
        let validity = of(der.der()).unwrap();
        assert_eq!(validity.from, "2026-01-02T00:00:00Z".parse().unwrap());
        assert_eq!(validity.until, "2051-03-04T00:00:00Z".parse().unwrap());
        for end in 0..100 {
            assert_eq!(of(&der.der()[..end]), None, "{end}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(der in proptest::collection::vec(any::<u8>(), 0..64)) {
            of(&der);
            time(&der);
        }
    }
}
