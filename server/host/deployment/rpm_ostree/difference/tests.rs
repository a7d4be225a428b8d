//! Recorded differences, and what no record has.

use zbus::OwnedVariant;

use super::*;
use crate::{
    host::deployment::rpm_ostree::{bus::Properties, tests::recorded},
    model::PackageGroup,
};

fn rows(text: &str) -> Vec<DifferenceRow> {
    let document = serde_json::from_str(text).expect("JSON");
    let value = recorded::value(&document);
    let [rows] = parts(&value) else {
        panic!("one answer: {value:?}");
    };
    let row = |row: &Variant<'_>| {
        let [name, how, sides] = parts(row) else {
            panic!("three fields: {row:?}");
        };
        let sides = Fields::of(sides).expect("a dictionary");
        let sides = sides.entries().map(|(key, value)| {
            let value = value.try_clone().expect("no descriptor");
            (key, OwnedVariant::try_from(value).expect("no descriptor"))
        });
        let how = u32::try_from(number(how).expect("a number")).expect("small");
        (
            string(name).expect("a name"),
            how,
            sides.collect::<Properties>(),
        )
    };
    parts(rows).iter().map(row).collect()
}

#[test]
fn two_deployments_packages_are_told_with_both_versions() {
    let recorded = recorded::text("02-staged-3.0.GetDeploymentsRpmDiff.json");
    // A method's answer has a list of results around it.
    let rows = rows(&recorded.replacen("a(sua{sv})", "(a(sua{sv}))", 1));
    let all = packages(&rows);
    let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["hello-web", "labhost-release", "libfoo"]);
    assert_eq!(
        all[2],
        PackageDifference {
            name: "libfoo".to_owned(),
            how: PackageHow::Upgraded,
            group: PackageGroup::Other,
            before: Some("2.0-1".to_owned()),
            after: Some("2.2-1".to_owned()),
            architecture: Some("noarch".to_owned()),
        }
    );
}

#[test]
fn the_update_on_offer_is_told_the_same_way() {
    let (_, os) = recorded::sides("08-cached-update-advisories");
    let cached = Fields::of(&os["CachedUpdate"]).expect("a dictionary");
    let diff = cached.dict("rpm-diff").expect("a difference");
    let all = cached_packages(&diff);
    let libfoo = all
        .iter()
        .find(|one| one.name == "libfoo")
        .expect("it is in it");
    assert_eq!(libfoo.how, PackageHow::Upgraded);
    assert_eq!(libfoo.before.as_deref(), Some("2.0-1"));
    assert_eq!(libfoo.after.as_deref(), Some("2.2-1"));

    let advisories = advisories(&cached);
    let [advisory] = advisories.as_slice() else {
        panic!("one: {advisories:?}");
    };
    assert_eq!(advisory.severity, AdvisorySeverity::Important);
    assert!(!advisory.packages.is_empty());
    assert!(
        advisory
            .references
            .iter()
            .any(|one| one.title.contains("CVE-"))
    );
}

#[test]
fn grave_packages_come_first_and_only_links_are_links() {
    let document = serde_json::json!({"type": "a{sv}", "data": {
        "added": {"type": "a(usss)", "data": [[0, "bash", "1-1", "x86_64"], [0, "kernel", "6-1", "x86_64"]]},
        "removed": {"type": "a(usss)", "data": [[0, "openssl-libs", "1:3-1", "x86_64"]]},
        "advisories": {"type": "a(suuasa{sv})", "data": [
            ["A", 1, 1, [], {"cve_references": {"type": "a(ss)", "data": [["javascript:alert(1)", "CVE-1"], ["https://x/CVE-2", "CVE-2"]]}}],
            ["B", 1, 4, ["x-1-1.noarch"], {}],
            ["C", 1, 9, [], {}],
        ]},
    }});
    let value = recorded::value(&document);
    let fields = Fields::of(&value).expect("a dictionary");
    let all = cached_packages(&fields);
    let told: Vec<_> = all.iter().map(|one| (one.name.as_str(), one.how)).collect();
    assert_eq!(
        told,
        [
            ("kernel", PackageHow::Added),
            ("openssl-libs", PackageHow::Removed),
            ("bash", PackageHow::Added),
        ]
    );
    assert_eq!(all[1].before.as_deref(), Some("1:3-1"));
    assert_eq!(counts(&fields).added, 2);
    let advisories = advisories(&fields);
    let ids: Vec<_> = advisories.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["B", "A", "C"]);
    let [reference] = advisories[1].references.as_slice() else {
        panic!("one link: {advisories:?}");
    };
    assert_eq!(reference.url, "https://x/CVE-2");
}
