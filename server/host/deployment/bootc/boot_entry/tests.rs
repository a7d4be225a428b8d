//! Entries as ostree writes them.

use proptest::prelude::*;

use super::super::{
    decode::{status, tests as fixtures},
    deployments::deployments,
};
use super::*;

fn entry(version: u32, starts: &str, arguments: &str) -> String {
    format!(
        "title Base 42 (ostree:0)\nversion {version}\noptions root=UUID=1 {arguments} ostree={starts}\nlinux /boot/ostree/vmlinuz\n"
    )
}

fn listed(text: &str) -> Vec<Deployment> {
    deployments(&status(text).expect("a status")).deployments
}

#[test]
fn each_deployment_on_the_disk_has_the_arguments_of_its_entry() {
    let running = "BOOT_IMAGE=(hd0)/vmlinuz root=UUID=1 quiet ostree=/ostree/boot.1/default/a/0";
    let entries = || {
        let texts = [
            entry(1, "/ostree/boot.1/default/c/0", "old"),
            entry(3, "/ostree/boot.1/default/a/0", "quiet"),
            entry(2, "/ostree/boot.1/default/b/0", "rw"),
        ];
        texts
            .iter()
            .filter_map(|text| decode(text))
            .collect::<Vec<_>>()
    };
    let mut all = listed(fixtures::STAGED);
    assign(entries(), running, &mut all);
    let told: Vec<_> = all
        .iter()
        .map(|one| one.kernel_arguments.as_ref().map(|words| words.join(" ")))
        .collect();
    let expected = [
        None,
        Some("root=UUID=1 quiet"),
        Some("root=UUID=1 rw"),
        Some("root=UUID=1 old"),
    ];
    assert_eq!(told, expected.map(|words| words.map(str::to_owned)));

    // Entries of something else: only what runs is known.
    let mut other = listed(fixtures::STAGED);
    assign(
        entries(),
        "root=UUID=1 ro ostree=/ostree/boot.0/x/y/0",
        &mut other,
    );
    let known: Vec<_> = other
        .iter()
        .filter_map(|one| one.kernel_arguments.clone())
        .collect();
    assert_eq!(known, [["root=UUID=1".to_owned(), "ro".to_owned()]]);
    let mut dark = listed(fixtures::STAGED);
    assign(Vec::new(), "", &mut dark);
    assert!(dark.iter().all(|one| one.kernel_arguments.is_none()));
}

#[test]
fn what_is_no_entry_of_ostree_is_none() {
    for text in [
        "",
        "version 1\n",
        "version x\noptions ostree=/a\n",
        "version 1\noptions quiet\n",
    ] {
        assert_eq!(decode(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        drop((decode(&text), arguments(&text)));
    }
}
