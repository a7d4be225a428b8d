//! A certificate with its key, from PEM to what handshakes are done with.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio_rustls::rustls::{
    self, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::{
    Certificate, Origin, Served, TlsError,
    validity::{self, Validity},
};

/// Reads both; whether the certificate is valid now is another question.
pub(super) fn served(
    origin: Origin,
    path: &Path,
    certificate: &[u8],
    key: &[u8],
) -> Result<(Served, Validity), TlsError> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate)
        .collect::<Result<_, _>>()
        .map_err(|_| unreadable(path))?;
    let first = chain.first().ok_or_else(|| unreadable(path))?;
    let validity = validity::of(first).ok_or_else(|| unreadable(path))?;
    let fingerprint = fingerprint(first);
    let content = Sha256::new()
        .chain_update(certificate)
        .chain_update(key)
        .finalize()
        .into();
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey {
        path: path.to_owned(),
        key: path.with_extension("key"),
    })?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|source| {
            let path = path.to_owned();
            if let rustls::Error::InconsistentKeys(_) = source {
                TlsError::KeyMismatch { path }
            } else {
                TlsError::Unusable { path, source }
            }
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let certificate = Certificate {
        origin,
        path: path.to_owned(),
        until: validity.until,
        fingerprint,
    };
    let config = Arc::new(config);
    Ok((
        Served {
            certificate,
            content,
            config,
        },
        validity,
    ))
}

/// Whether browsers would take it now.
pub(super) fn is_valid(
    (served, validity): &(Served, Validity),
    now: Timestamp,
) -> Result<(), TlsError> {
    let path = || served.certificate.path.clone();
    if validity.until <= now {
        return Err(TlsError::Expired {
            path: path(),
            until: validity.until,
        });
    }
    if now < validity.from {
        return Err(TlsError::Early {
            path: path(),
            from: validity.from,
        });
    }
    Ok(())
}

fn unreadable(path: &Path) -> TlsError {
    TlsError::Certificate {
        path: path.to_owned(),
    }
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let hash = Sha256::digest(certificate);
    let pairs: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
