//! Logs as Docker 20.10.24 and Podman 4.3.1 sent them, a terminal's cut into pieces in every way, and
//! bytes that no engine would send.

use proptest::prelude::*;

use super::*;

macro_rules! log {
    ($path:literal) => {
        include_bytes!(concat!("../../../../../tests/fixtures/", $path)).as_slice()
    };
}

fn decode(pieces: impl IntoIterator<Item = LogOutput>) -> Vec<LogLine> {
    let mut decoder = Decoder::default();
    let mut lines = Vec::new();
    for piece in pieces {
        lines.extend(decoder.push(&piece));
    }
    lines.extend(decoder.finish());
    lines
}

fn piece(stream: u8, bytes: &[u8]) -> LogOutput {
    let message = bytes.to_vec().into();
    match stream {
        0 => LogOutput::Console { message },
        1 => LogOutput::StdOut { message },
        _ => LogOutput::StdErr { message },
    }
}

/// A recorded log's frames: stream, three zeros, length, text.
fn frames(mut log: &[u8]) -> Vec<LogOutput> {
    let mut frames = Vec::new();
    while let Some(([stream, _, _, _, length @ ..], rest)) = log.split_first_chunk::<8>() {
        let (text, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        frames.push(piece(*stream, text));
        log = rest;
    }
    frames
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
        let lines = decode(frames(log));
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
    let lines = decode([piece(0, log!("docker/log-tty.bin"))]);
    let out = LogStream::Stdout;
    assert_eq!(texts(&lines), [(out, "one"), (out, "two"), (out, "three")]);
    assert!(lines.iter().all(|line| line.at.is_some()));
}

#[test]
fn a_line_in_several_frames_is_one_line_and_cut() {
    let lines = decode(frames(log!("docker/log-long.bin")));
    let lengths: Vec<usize> = lines.iter().map(|line| line.text.len()).collect();
    assert_eq!(lengths, [LINE_LIMIT, "next".len(), "unfinished".len()]);
    assert!(lines[0].text.bytes().all(|byte| byte == b'x'));
    // Within the limit, no part's time is left in the middle.
    let parts = [
        piece(1, b"2026-11-22T21:29:29Z one "),
        piece(2, b"2026-11-22T21:29:30Z between\n"),
        piece(1, b"2026-11-22T21:29:31Z two\n"),
    ];
    let lines = decode(parts);
    let expected = [
        (LogStream::Stderr, "between"),
        (LogStream::Stdout, "one two"),
    ];
    assert_eq!(texts(&lines), expected);
}

#[test]
fn empty_lines_stay_and_broken_text_is_replaced() {
    let lines = decode([piece(1, b"2026-11-22T21:29:29Z \n"), piece(1, b"a\xffb\n")]);
    let out = LogStream::Stdout;
    assert_eq!(texts(&lines), [(out, ""), (out, "a\u{fffd}b")]);
    assert_eq!(lines[1].at, None);
    // Not in the middle of a character.
    let long = format!("2026-11-22T21:29:29Z x{}\n", "ä".repeat(LINE_LIMIT));
    let lines = decode([piece(1, long.as_bytes())]);
    assert_eq!(lines[0].text.len(), LINE_LIMIT - 1);
    assert!(lines[0].text.ends_with('ä'));
}

proptest! {
    #[test]
    fn however_it_is_cut_a_terminals_log_reads_the_same(size in 1_usize..40) {
        let long = format!("2026-11-22T21:29:29Z {}\r\nnext", "x".repeat(LINE_LIMIT * 2));
        for log in [log!("docker/log-tty.bin"), log!("podman/log-tty.bin"), long.as_bytes()] {
            let pieces = log.chunks(size).map(|part| piece(0, part));
            prop_assert_eq!(decode(pieces), decode([piece(0, log)]));
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic_or_hoard(
        pieces in prop::collection::vec((0_u8..3, prop::collection::vec(any::<u8>(), 0..400)), 0..8),
    ) {
        let lines = decode(pieces.iter().map(|(stream, bytes)| piece(*stream, bytes)));
        prop_assert!(lines.iter().all(|line| line.text.len() <= LINE_LIMIT));
    }
}
