//! The demo host's programs, run as its transport would.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use super::super::{Demo, Pace};

async fn run(demo: &Demo, words: &[&str]) -> Output {
    let mut command = Command::new(demo.root().join("usr/bin/ostree"));
    command.args(words).stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    ended.unwrap().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn pinning_and_removing_change_what_is_listed() {
    let demo = Demo::start(Pace::fast()).await.unwrap();
    let status = async || text(&run(&demo, &["admin", "status"]).await.stdout);
    let before = status().await;
    assert!(before.starts_with("* fedora-coreos "), "{before}");
    assert_eq!(before.matches("Pinned: yes").count(), 1);
    let pinned = run(&demo, &["admin", "pin", "1"]).await;
    assert_eq!(text(&pinned.stdout), "Deployment 1 is now pinned\n");
    assert_eq!(status().await.matches("Pinned: yes").count(), 2);
    run(&demo, &["admin", "pin", "--unpin", "1"]).await;
    assert!(
        run(&demo, &["admin", "undeploy", "1"])
            .await
            .status
            .success()
    );
    assert_eq!(status().await.matches("Version: ").count(), 2);
    let refused = run(&demo, &["admin", "undeploy", "0"]).await;
    assert_eq!(refused.status.code(), Some(1));
    let why = text(&refused.stderr);
    assert_eq!(why, "error: Cannot undeploy currently booted deployment\n");
    demo.stop().await;
}

#[tokio::test]
async fn what_is_changed_beneath_etc_is_compared_with_the_image() {
    let demo = Demo::start(Pace::fast()).await.unwrap();
    let drift = async || text(&run(&demo, &["admin", "config-diff"]).await.stdout);
    let before = drift().await;
    assert!(before.contains("A    hostname\n"), "{before}");
    assert!(!before.contains("zincati"), "{before}");
    let folder = demo.root().join("etc/zincati/config.d");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("90-x.toml"), "x = 1\n").unwrap();
    let after = drift().await;
    assert!(
        after.contains("A    zincati/config.d/90-x.toml\n"),
        "{after}"
    );
    demo.stop().await;
}

#[tokio::test]
async fn without_a_running_host_a_program_fails() {
    let demo = Demo::start(Pace::fast()).await.unwrap();
    fs::remove_dir_all(demo.root().join("run/programs")).unwrap();
    let ended = run(&demo, &["admin", "status"]).await;
    assert_eq!(text(&ended.stderr), "error: the demo host is down\n");
    assert_eq!(ended.status.code(), Some(1));
    demo.stop().await;
}
