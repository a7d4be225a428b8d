//! Recovery codes: ten secrets on paper for whoever has lost the app or the key, each good once.

use totp_rs::Secret as Base32;

use crate::{
    auth::{AuthError, secret},
    store::SecretHash,
};

/// How many somebody gets.
pub(super) const CODES: usize = 10;

/// 80 random bits: as 16 letters and digits.
const BYTES: usize = 10;

/// New ones, e.g. "k3vd-9x2m-aaq5-70rt", in small letters.
pub(super) fn make() -> Result<Vec<String>, AuthError> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        let mut code = Base32::from(bytes).to_base32().to_ascii_lowercase();
        for at in [12, 8, 4] {
            code.insert(at, '-');
        }
        codes.push(code);
    }
    Ok(codes)
}

/// What the store knows a code by, however it was typed.
pub(super) fn hash(code: &str) -> SecretHash {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    secret::hash(&letters.collect::<String>().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_differ_and_may_be_typed_in_any_manner() {
        let mut codes = make().unwrap();
        for code in &codes {
            assert_eq!(code.len(), 19, "{code}");
            let typed = code.to_uppercase().replace('-', " ");
            assert_eq!(hash(&typed), hash(code));
        }
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), CODES);
    }
}
