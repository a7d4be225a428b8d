//! Logs as Docker 20.10.24 and Podman 4.3.1 sent them, cut into pieces in every way, and bytes that no
//! engine would send.

use proptest::prelude::*;

use super::*;

macro_rules! log {
    ($path:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/", $path)).as_slice()
    };
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<LogLine> {
    let mut decoder = Decoder::default();
    let mut lines = Vec::new();
    for piece in pieces {
        lines.extend(decoder.push(piece));
    }
    lines.extend(decoder.finish());
    lines
}

fn frame(stream: u8, text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).expect("short").to_be_bytes();
    [&[stream, 0, 0, 0], length.as_slice(), text.as_bytes()].concat()
}

fn texts(lines: &[LogLine]) -> Vec<(LogStream, &str)> {
    lines
        .iter()
        .map(|line| (line.stream, line.text.as_str()))
        .collect()
}

#[test]
fn both_outputs_come_with_their_times() {
    for (log, second) in [
        (log!("docker/log-web.bin"), "2026-11-22T21:29:29"),
        (log!("podman/log-web.bin"), "2026-11-22T21:29:42"),
    ] {
        let lines = decode([log]);
        let mut seen = texts(&lines);
        seen.sort_by_key(|(_, text)| *text);
        assert_eq!(
            seen,
            [(LogStream::Stderr, "err"), (LogStream::Stdout, "out")]
        );
        for line in &lines {
            let at = line.at.expect("a time").to_string();
            assert!(at.starts_with(second), "{at}");
        }
    }
}

#[test]
fn a_terminals_plain_stream_is_read_too() {
    let lines = decode([log!("docker/log-tty.bin")]);
    let out = LogStream::Stdout;
    assert_eq!(texts(&lines), [(out, "one"), (out, "two"), (out, "three")]);
    assert!(lines.iter().all(|line| line.at.is_some()));
}

#[test]
fn a_line_in_several_frames_is_one_line_and_cut() {
    let lines = decode([log!("docker/log-long.bin")]);
    let lengths: Vec<usize> = lines.iter().map(|line| line.text.len()).collect();
    assert_eq!(lengths, [LINE_LIMIT, "next".len(), "unfinished".len()]);
    assert!(lines[0].text.bytes().all(|byte| byte == b'x'));
    // Within the limit, no part's time is left in the middle.
    let parts = [
        frame(1, "2026-11-22T21:29:29Z one "),
        frame(2, "2026-11-22T21:29:30Z between\n"),
        frame(1, "2026-11-22T21:29:31Z two\n"),
    ]
    .concat();
    let lines = decode([parts.as_slice()]);
    let expected = [
        (LogStream::Stderr, "between"),
        (LogStream::Stdout, "one two"),
    ];
    assert_eq!(texts(&lines), expected);
}

#[test]
fn empty_lines_stay_and_broken_text_is_replaced() {
    let log = [
        frame(1, "2026-11-22T21:29:29Z \n"),
        [&[1, 0, 0, 0, 0, 0, 0, 4][..], b"a\xffb\n"].concat(),
    ]
    .concat();
    let lines = decode([log.as_slice()]);
    let out = LogStream::Stdout;
    assert_eq!(texts(&lines), [(out, ""), (out, "a\u{fffd}b")]);
    assert_eq!(lines[1].at, None);
    // Not in the middle of a character.
    let long = frame(
        1,
        &format!("2026-11-22T21:29:29Z x{}\n", "ä".repeat(LINE_LIMIT)),
    );
    let lines = decode([long.as_slice()]);
    assert_eq!(lines[0].text.len(), LINE_LIMIT - 1);
    assert!(lines[0].text.ends_with('ä'));
}

proptest! {
    #[test]
    fn however_it_is_cut_a_log_reads_the_same(size in 1_usize..40) {
        for log in [
            log!("docker/log-web.bin"),
            log!("docker/log-tty.bin"),
            log!("docker/log-long.bin"),
            log!("podman/log-long.bin"),
        ] {
            prop_assert_eq!(decode(log.chunks(size)), decode([log]));
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic_or_hoard(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        kind in 0_u8..4,
    ) {
        let mut log = vec![kind, 0, 0, 0, 0, 0, 1, 0];
        log.extend(&bytes);
        for lines in [decode([log.as_slice()]), decode([bytes.as_slice()])] {
            prop_assert!(lines.iter().all(|line| line.text.len() <= LINE_LIMIT));
        }
    }
}
