//! Which certificate is shown, and what is said of one that cannot be.

use std::{fs, os::unix::fs::PermissionsExt as _};

use tempfile::TempDir;

use super::*;

const NOW: &str = "2026-06-01T00:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Certificate and key in PEM, valid until the first of July of `year`.
fn pair(year: i32) -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["deck.example".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(year - 1, 1, 1);
    params.not_after = rcgen::date_time_ymd(year, 7, 1);
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn plan() -> (TempDir, Plan) {
    let root = tempfile::tempdir().unwrap();
    let plan = Plan {
        directory: root.path().join("certs.d"),
        own: root.path().join("state/tls"),
        names: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
    };
    (root, plan)
}

fn write(plan: &Plan, name: &str, text: &str) {
    fs::create_dir_all(&plan.directory).unwrap();
    fs::write(plan.directory.join(name), text).unwrap();
}

fn shown(plan: &Plan) -> String {
    let tls = Tls::load(plan.clone(), now()).unwrap();
    let path = tls.current().certificate.path.clone();
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn the_last_name_wins_whatever_its_form() {
    let (_root, plan) = plan();
    assert_eq!(shown(&plan), "self-signed.pem");
    for name in ["10-a.crt", "20-b.cert", "30-c.pem"] {
        let (certificate, key) = pair(2027);
        write(&plan, name, &certificate);
        let stem = name.split_once('.').unwrap().0;
        write(&plan, &format!("{stem}.key"), &key);
        assert_eq!(shown(&plan), name);
    }
    let (certificate, key) = pair(2027);
    write(&plan, "40-both.pem", &format!("{key}{certificate}"));
    assert_eq!(shown(&plan), "40-both.pem");
    write(&plan, "50-other.txt", "");
    write(&plan, ".99-hidden.crt", "");
    assert_eq!(shown(&plan), "40-both.pem");
}

#[test]
fn what_cannot_be_shown_is_told_with_its_file() {
    let (certificate, key) = pair(2027);
    let (_, other) = pair(2027);
    let (old, old_key) = pair(2026 - 1);
    let (early, early_key) = pair(2026 + 2);
    for (certificate, key, says) in [
        (&certificate, Some(&other), "does not fit it"),
        (&certificate, None, "there is no private key"),
        (
            &certificate,
            Some(&"text".to_owned()),
            "there is no private key",
        ),
        (&"text".to_owned(), Some(&key), "holds no certificate"),
        (&old, Some(&old_key), "expired at 2025-07-01T00:00:00Z"),
        (
            &early,
            Some(&early_key),
            "not valid before 2027-01-01T00:00:00Z",
        ),
    ] {
        let (_root, plan) = plan();
        write(&plan, "a.crt", certificate);
        if let Some(key) = key {
            write(&plan, "a.key", key);
        }
        let error = Tls::load(plan.clone(), now()).unwrap_err().to_string();
        let path = plan.directory.join("a.crt");
        assert!(error.contains(path.to_str().unwrap()), "{error}");
        assert!(error.contains(says), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn a_bad_one_does_not_replace_the_one_in_use() {
    let (_root, plan) = plan();
    let (certificate, key) = pair(2027);
    write(&plan, "a.crt", &certificate);
    write(&plan, "a.key", &key);
    let tls = Tls::load(plan.clone(), now()).unwrap();
    let first = tls.current().certificate.clone();
    assert_eq!(first.origin, Origin::Given);
    assert_eq!(tls.reload(now()).unwrap(), None);

    let seen = tls.look(None, now());
    let (certificate, key) = pair(2028 - 1);
    write(&plan, "a.crt", &certificate);
    assert!(tls.reload(now()).is_err());
    let seen_bad = tls.look(Some(&seen), now());
    assert_ne!(seen_bad, seen);
    assert_eq!(tls.current().certificate, first);

    write(&plan, "a.key", &key);
    write(&plan, "a.crt", &certificate);
    tls.look(Some(&seen_bad), now());
    assert_ne!(tls.current().certificate.fingerprint, first.fingerprint);
}

#[test]
fn another_chain_with_the_same_leaf_is_shown() {
    let (_root, plan) = plan();
    let (certificate, key) = pair(2027);
    write(&plan, "a.crt", &certificate);
    write(&plan, "a.key", &key);
    let tls = Tls::load(plan.clone(), now()).unwrap();
    let first = tls.current();
    let (between, _) = pair(2027);
    write(&plan, "a.crt", &format!("{certificate}{between}"));
    tls.look(None, now());
    let second = tls.current();
    assert_eq!(second.certificate, first.certificate);
    assert!(!Arc::ptr_eq(&second, &first), "handshakes bring the chain");
    assert_eq!(tls.reload(now()).unwrap(), None);
}

#[test]
fn one_that_is_over_is_told_and_the_next_one_taken() {
    let (_root, plan) = plan();
    let (certificate, key) = pair(2027);
    write(&plan, "a.crt", &certificate);
    write(&plan, "a.key", &key);
    let tls = Tls::load(plan.clone(), now()).unwrap();
    let seen = tls.look(None, now());
    assert_eq!(seen.trouble, None);
    let later: Timestamp = "2027-08-01T00:00:00Z".parse().unwrap();
    let over = tls.look(Some(&seen), later);
    let trouble = over.trouble.as_ref().unwrap();
    assert!(trouble.contains("expired"), "{trouble}");
    assert_eq!(tls.look(Some(&over), later), over);
    let (certificate, key) = pair(2028);
    write(&plan, "b.crt", &certificate);
    write(&plan, "b.key", &key);
    assert_eq!(tls.look(Some(&over), later).trouble, None);
    assert!(tls.current().certificate.path.ends_with("b.crt"));
}

#[test]
fn the_own_one_stays_until_it_is_due_or_for_other_names() {
    let (_root, mut plan) = plan();
    assert_eq!(preview(&plan, now()).unwrap(), None);
    let load = |plan: &Plan, at: Timestamp| {
        let tls = Tls::load(plan.clone(), at).unwrap();
        tls.current().certificate.clone()
    };
    let days = |days: i64| now() + jiff::SignedDuration::from_hours(days * 24);
    let first = load(&plan, now());
    assert_eq!(first.origin, Origin::SelfSigned);
    let mode = first.path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(load(&plan, days(300)), first);
    assert_eq!(preview(&plan, days(300)).unwrap(), Some(first.clone()));

    let renewed = load(&plan, days(370));
    assert_ne!(renewed.fingerprint, first.fingerprint);
    assert!(renewed.until > days(370 + 390));

    // What is no longer asked for does no harm.
    let all = plan.names.clone();
    plan.names.truncate(1);
    assert_eq!(load(&plan, days(370)), renewed);
    plan.names = all;
    plan.names.push("new.example".to_owned());
    let named = load(&plan, days(370));
    assert_ne!(named.fingerprint, renewed.fingerprint);
    assert_eq!(load(&plan, days(370)), named);

    // While it runs, too.
    let tls = Tls::load(plan.clone(), days(370)).unwrap();
    let seen = tls.look(None, days(370));
    assert_eq!(tls.look(Some(&seen), days(371)), seen);
    assert_eq!(tls.current().certificate, named);
    tls.look(Some(&seen), days(800 - 60));
    assert_ne!(tls.current().certificate, named);
}
