//! What the daemon is asked, as far as it needs none.

use super::*;

fn wish(json: &str) -> KernelArgumentWish {
    serde_json::from_str(json).expect("a wish")
}

#[test]
fn kernel_arguments_are_replaced_where_the_daemon_can_tell_old_from_new() {
    let patch = Patch::of(&wish(
        r#"{"append":["quiet"],"delete":["rhgb"],"replace":[
            {"from":"console=tty0","to":"console=ttyS0"},
            {"from":"root=UUID=1","to":"root=UUID=2"},
            {"from":"debug","to":"debug=1"}]}"#,
    ));
    let expected = Patch {
        added: texts(&["quiet", "root=UUID=2", "debug=1"]),
        replaced: texts(&["console=tty0=ttyS0"]),
        removed: texts(&["rhgb", "root=UUID=1", "debug"]),
    };
    assert_eq!(patch, Ok(expected));
}

#[test]
fn ostrees_own_argument_is_left_alone() {
    for json in [r#"{"append":["ostree=/x"]}"#, r#"{"delete":["ostree=/x"]}"#] {
        let refused = Patch::of(&wish(json));
        assert!(matches!(refused, Err(HostError::Invalid { .. })), "{json}");
    }
}

#[test]
fn what_is_cleaned_up_is_named_once() {
    let what = [CleanUp::Metadata, CleanUp::Pending, CleanUp::Metadata];
    assert_eq!(elements(&what), ["pending-deploy", "repomd"]);
}
