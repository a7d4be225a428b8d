//! One-time codes by time (RFC 6238) as apps make them: SHA-1, 6 digits, a new one every 30 s, and the one before or
//! after it for clocks that are off. The address that apps take, and its picture.

use fast_qr::QRBuilder;
use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::{
    auth::AuthError,
    model::{OneTimeSecret, QrCode, UserName},
};

/// RFC 4226 recommends 160 bits.
const SECRET_BYTES: usize = 20;

/// What apps show beside the code.
const ISSUER: &str = "Atomdeck";

/// A new secret with all that an app may want.
pub(super) fn offer(of: &UserName) -> Result<OneTimeSecret, AuthError> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    let secret = Secret::from(bytes);
    let uri = codes(secret.clone(), of)?.to_url();
    let uri = uri.map_err(|error| unfit(&error))?;
    Ok(OneTimeSecret {
        secret: secret.to_base32(),
        qr: picture(&uri)?,
        uri,
    })
}

/// The step of 30 s that the code is of, if it is one of this secret's now.
pub(super) fn step(
    secret: &str,
    of: &UserName,
    code: &str,
    now: Timestamp,
) -> Result<Option<i64>, AuthError> {
    let secret = Secret::try_from_base32(secret).map_err(|error| unfit(&error))?;
    let now = u64::try_from(now.as_second()).unwrap_or_default();
    let step = codes(secret, of)?.check(code, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn codes(secret: Secret, of: &UserName) -> Result<Totp, AuthError> {
    let codes = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(of.as_str())
        .build();
    codes.map_err(|error| unfit(&error))
}

fn unfit(error: &impl std::fmt::Display) -> AuthError {
    AuthError::Unfit(format!("The secret cannot be used: {error}."))
}

/// A square for each dark one.
fn picture(text: &str) -> Result<QrCode, AuthError> {
    let qr = QRBuilder::new(text).build();
    let qr = qr.map_err(|error| unfit(&error))?;
    let dark = |(row, column): &(usize, usize)| qr[*row][*column].value();
    let squares = (0..qr.size).flat_map(|row| (0..qr.size).map(move |column| (row, column)));
    let path = squares.filter(dark);
    Ok(QrCode {
        size: u16::try_from(qr.size).unwrap_or(u16::MAX),
        path: path
            .map(|(row, column)| format!("M{column} {row}h1v1h-1z"))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> UserName {
        "ada".parse().unwrap()
    }

    /// RFC 6238, appendix B, its last six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        for (at, code) in [
            (59_i64, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = |offset: i64| Timestamp::from_second(at + offset).unwrap();
            let step = |offset| step(&secret, &ada(), code, at(offset)).unwrap();
            assert_eq!(step(0), Some(at(0).as_second() / 30));
            assert_eq!(step(30), step(0), "the one before");
            assert_eq!(step(60), None, "too late");
        }
        let before = Timestamp::from_second(1_234_567_890 - 60).unwrap();
        assert_eq!(step(&secret, &ada(), "005924", before).unwrap(), None);
    }

    #[test]
    fn an_offer_holds_one_secret_three_times() {
        let offered = offer(&ada()).unwrap();
        assert_eq!(offered.secret.len(), 32);
        let uri = &offered.uri;
        assert!(uri.starts_with("otpauth://totp/Atomdeck:ada?"), "{uri}");
        assert!(uri.contains(&offered.secret), "{uri}");
        assert!(offered.qr.size >= 21);
        assert!(offered.qr.path.starts_with("M0 0h1v1h-1z"), "a corner");
        assert_ne!(offer(&ada()).unwrap().secret, offered.secret);
    }

    #[test]
    fn what_is_no_code_is_none() {
        let offered = offer(&ada()).unwrap();
        for code in ["", "12345", "abcdef", "１２３４５６", "1234567"] {
            let step = step(&offered.secret, &ada(), code, Timestamp::UNIX_EPOCH);
            assert_eq!(step.unwrap(), None, "{code}");
        }
        let short = step("AAAA", &ada(), "123456", Timestamp::UNIX_EPOCH);
        assert!(matches!(short, Err(AuthError::Unfit(_))), "{short:?}");
    }
}
