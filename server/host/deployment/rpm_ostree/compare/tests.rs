//! What of a difference does not need a daemon.

use zbus::{OwnedVariant, Variant};

use super::*;

fn row(name: &str, evr: &str) -> Properties {
    let fields = [
        ("name", name),
        ("evr", evr),
        ("summary", ""),
        ("reponame", "updates"),
    ];
    let owned =
        |text: &str| OwnedVariant::try_from(Variant::from(text.to_owned())).expect("no descriptor");
    fields
        .into_iter()
        .map(|(key, text)| (key.to_owned(), owned(text)))
        .collect()
}

#[test]
fn a_package_is_found_once_however_often_it_fits() {
    let rows = [
        row("htop", "3.4.1-1"),
        row("htop", "3.4.1-1"),
        row("htop-extras", "1-1"),
        Properties::new(),
    ];
    let found = found(&rows);
    let names: Vec<_> = found.packages.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["htop", "htop-extras"]);
    assert_eq!(found.packages[0].summary, None);
    assert_eq!(found.packages[0].repository.as_deref(), Some("updates"));
    assert!(!found.truncated);
}

#[test]
fn a_search_has_an_end() {
    let rows: Vec<_> = (0..=MOST_FOUND)
        .map(|n| row(&format!("p{n}"), "1-1"))
        .collect();
    let found = found(&rows);
    assert_eq!(found.packages.len(), MOST_FOUND);
    assert!(found.truncated);
}

#[test]
fn an_argument_that_stands_twice_counts_twice() {
    let all = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let before = all("console=tty0 quiet rw");
    let after = all("console=tty0 console=tty0 rw");
    assert_eq!(without(&after, &before), ["console=tty0"]);
    assert_eq!(without(&before, &after), ["quiet"]);
}
