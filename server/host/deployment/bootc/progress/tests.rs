//! Lines as bootc writes them, and others.

use proptest::prelude::*;

use super::*;

const LINES: &str = include_str!("../../../../../tests/fixtures/bootc/progress.jsonl");

fn heard(lines: &str) -> Vec<Step> {
    let mut told = Told::default();
    let lines = lines.lines().zip(0..);
    lines
        .flat_map(|(line, second)| told.hear(line, Duration::from_secs(second)))
        .collect()
}

fn progress(step: &Step) -> Option<&Progress> {
    if let Step::Progress(progress) = step {
        Some(progress)
    } else {
        None
    }
}

#[test]
fn a_download_is_told_in_bytes_with_its_layers() {
    let steps = heard(LINES);
    let last = steps
        .iter()
        .filter_map(progress)
        .rfind(|progress| progress.bytes.is_some());
    let last = last.expect("a download");
    assert!(last.task.starts_with("Pulling Image: sha256:"), "{last:?}");
    assert_eq!((last.percent, last.bytes), (Some(100), Some(3000)));
    // 500 bytes after one second, 3000 after four.
    assert_eq!(last.bytes_per_second, Some(833));
    let [chunk, layer] = last.parts.as_slice() else {
        panic!("{last:?}");
    };
    assert!(chunk.done && layer.done && chunk.name != layer.name);
    assert!(layer.task.starts_with("layer: sha256:"), "{layer:?}");
    assert_eq!((layer.bytes, layer.total_bytes), (Some(2000), Some(2000)));
}

#[test]
fn it_can_be_cancelled_until_it_deploys() {
    let steps = heard(LINES);
    let committed: Vec<_> = (0..steps.len())
        .filter(|index| steps[*index] == Step::Committed)
        .collect();
    let [committed] = committed.as_slice() else {
        panic!("once: {steps:?}");
    };
    let (before, after) = steps.split_at(*committed);
    assert!(before.contains(&Step::Said("Importing Image…".to_owned())));
    assert_eq!(
        before.last(),
        Some(&Step::Said("Deploying Image…".to_owned()))
    );
    let end = after.last().and_then(progress).expect("the end");
    assert_eq!(end.percent, Some(100));
    assert!(end.parts.iter().all(|part| part.done));
}

#[test]
fn what_nobody_knows_is_not_made_up() {
    let line = r#"{"type":"ProgressBytes","task":"pulling","bytes":7,"bytesTotal":0,"subtasks":[{"id":"a","bytes":0,"bytesTotal":0}],"mood":1}"#;
    let steps = heard(line);
    let progress = steps.iter().find_map(progress).expect("progress");
    assert_eq!((progress.percent, progress.bytes_per_second), (None, None));
    assert_eq!(progress.task, "pulling");
    assert_eq!(
        (progress.parts[0].total_bytes, progress.parts[0].done),
        (None, false)
    );
    assert!(heard("no JSON\n{}\n[]\n{\"type\":\"Later\",\"x\":{}}").is_empty());
}

#[test]
fn too_many_parts_leave_the_newest() {
    let part = |index: usize| format!(r#"{{"id":"{index}","bytes":1,"bytesTotal":2}}"#);
    let parts: Vec<_> = (0..PROGRESS_PARTS + 5).map(part).collect();
    let line = format!(
        r#"{{"type":"ProgressBytes","task":"pulling","subtasks":[{}]}}"#,
        parts.join(",")
    );
    let steps = heard(&line);
    let parts = &steps.iter().find_map(progress).expect("progress").parts;
    assert_eq!((parts.len(), parts[0].name.as_str()), (PROGRESS_PARTS, "5"));
}

proptest! {
    #[test]
    fn no_line_makes_it_panic(line in any::<String>(), end in 0_usize..600) {
        drop(heard(&line));
        for line in LINES.lines() {
            drop(heard(&line[..line.floor_char_boundary(end.min(line.len()))]));
        }
    }

    #[test]
    fn any_numbers_make_a_share(bytes in any::<u64>(), total in any::<u64>(), at in any::<u32>()) {
        let line = format!(r#"{{"type":"ProgressBytes","task":"pulling","bytes":{bytes},"bytesTotal":{total}}}"#);
        let mut told = Told::default();
        drop(told.hear(&line, Duration::ZERO));
        let steps = told.hear(&line, Duration::from_millis(u64::from(at)));
        let percent = steps.iter().find_map(progress).expect("progress").percent;
        prop_assert!(percent.is_none_or(|percent| percent <= 100));
    }
}
