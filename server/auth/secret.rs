//! Secrets that are given out once and stored as hashes: session cookies and one-time links.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::store::SecretHash;

/// 256 random bits as 64 hexadecimal digits. Fast hashing is enough: there is nothing to guess.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one from the system's random source.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// What it is, for a cookie or a link; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the store knows it by.
    pub fn hash(&self) -> SecretHash {
        hash(&self.0)
    }
}

/// What the store knows a secret by, as it came from a client.
pub(super) fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
