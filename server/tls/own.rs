//! The self-signed certificate, kept with its key in one file that says in its first line what it is for.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};

use super::{Origin, Plan, Served, TlsError, pair};

const FILE: &str = "self-signed.pem";
const HEAD: &str = "# self-signed for: ";

/// Browsers take certificates of up to 398 days.
const LIFE: SignedDuration = SignedDuration::from_hours(397 * 24);

/// It is renewed when less than this is left.
const LEFT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The clocks of those who look may be behind.
const BEFORE: SignedDuration = SignedDuration::from_hours(48);

/// Whether one that ends at `until` has to be renewed.
pub(super) fn is_due(until: Timestamp, now: Timestamp) -> bool {
    until.duration_since(now) < LEFT
}

/// The one from before, if it still is good: readable, not about to end, and for all names.
pub(super) fn read(plan: &Plan, now: Timestamp) -> Option<Served> {
    let path = path(plan);
    let text = fs::read_to_string(&path).ok()?;
    let names: Vec<&str> = text
        .lines()
        .next()?
        .strip_prefix(HEAD)?
        .split_whitespace()
        .collect();
    if !plan.names.iter().all(|name| names.contains(&name.as_str())) {
        return None;
    }
    let pem = text.as_bytes();
    let served = pair::served(Origin::SelfSigned, &path, pem, pem).ok()?;
    pair::is_valid(&served, now).ok()?;
    let (served, validity) = served;
    (!is_due(validity.until, now)).then_some(served)
}

/// Makes one with a new key, and keeps it in place of the one before.
pub(super) fn make(plan: &Plan, now: Timestamp) -> Result<Served, TlsError> {
    let path = path(plan);
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(plan.names.clone())?;
    params.distinguished_name.remove(DnType::CommonName);
    params
        .distinguished_name
        .push(DnType::CommonName, "Atomdeck, self-signed");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let ((from_year, from_month, from_day), (year, month, day)) =
        (day(now - BEFORE), day(now + LIFE));
    params.not_before = rcgen::date_time_ymd(from_year, from_month, from_day);
    params.not_after = rcgen::date_time_ymd(year, month, day);
    let certificate = params.self_signed(&key)?;
    let pem = format!(
        "{HEAD}{}\n{}{}",
        plan.names.join(" "),
        certificate.pem(),
        key.serialize_pem()
    );
    keep(&path, &pem).map_err(|source| TlsError::Write {
        path: path.clone(),
        source,
    })?;
    let (served, _) = pair::served(Origin::SelfSigned, &path, pem.as_bytes(), pem.as_bytes())?;
    Ok(served)
}

fn path(plan: &Plan) -> PathBuf {
    plan.own.join(FILE)
}

/// Year, month and day, in UTC.
fn day(at: Timestamp) -> (i32, u8, u8) {
    let date = at.to_zoned(TimeZone::UTC).date();
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    (date.year().into(), month, day)
}

/// Readable for the owner only from the first byte on, and whole or not there.
fn keep(path: &std::path::Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
