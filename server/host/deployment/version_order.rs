//! Which of two versions of a package is the later one, by the rules that rpm and dpkg share: an epoch, then runs of
//! digits and of letters in turn, where `~` stands before the end and `^` behind it. Pure.

use std::cmp::Ordering;

/// Compares `epoch:version-release`.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one_epoch, one) = epoch(one);
    let (other_epoch, other) = epoch(other);
    number(one_epoch, other_epoch).then_with(|| {
        let (one, one_release) = one.rsplit_once('-').unwrap_or((one, ""));
        let (other, other_release) = other.rsplit_once('-').unwrap_or((other, ""));
        parts(one, other).then_with(|| parts(one_release, other_release))
    })
}

fn epoch(version: &str) -> (&str, &str) {
    match version.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => (epoch, rest),
        Some(_) | None => ("0", version),
    }
}

fn parts(mut one: &str, mut other: &str) -> Ordering {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '~' || c == '^';
    loop {
        one = one.trim_start_matches(|c| !is_part(c));
        other = other.trim_start_matches(|c| !is_part(c));
        let order = rank(one).cmp(&rank(other));
        if order.is_ne() || one.is_empty() {
            return order;
        }
        if one.starts_with(['~', '^']) {
            (one, other) = (&one[1..], &other[1..]);
            continue;
        }
        let is_number = one.starts_with(|c: char| c.is_ascii_digit());
        let (left, one_rest) = run(one, is_number);
        let (right, other_rest) = run(other, is_number);
        let order = if is_number {
            number(left, right)
        } else {
            left.cmp(right)
        };
        if order.is_ne() {
            return order;
        }
        (one, other) = (one_rest, other_rest);
    }
}

/// `~`, the end, `^`, letters, digits: in this order.
fn rank(text: &str) -> u8 {
    match text.bytes().next() {
        Some(b'~') => 0,
        None => 1,
        Some(b'^') => 2,
        Some(byte) if byte.is_ascii_digit() => 4,
        Some(_) => 3,
    }
}

fn run(text: &str, is_number: bool) -> (&str, &str) {
    let belongs = |c: char| {
        if is_number {
            c.is_ascii_digit()
        } else {
            c.is_ascii_alphabetic()
        }
    };
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// Digits of any length.
fn number(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_later_of_two_versions_is_known() {
        let later = [
            ("1.0", "1.1"),
            ("1.9", "1.10"),
            ("1.0", "1:0.1"),
            ("1.0~rc1", "1.0"),
            ("1.0", "1.0^git1"),
            ("1.0", "1.0.1"),
            ("1.0a", "1.0b"),
            ("1.0a", "1.01"),
            ("1.0^git1-1", "1.0.1-1"),
            ("1.0a-1", "1.0.1-1"),
            ("6.14.0-1.fc42", "6.14.10-1.fc42"),
            ("9:1.0-1", "10:0.1-1"),
            ("6.16.12-200.fc42", "6.17.7-300.fc43"),
            ("2.36-9+deb12u9", "2.36-9+deb12u14"),
            ("5.2.37-1.fc42", "5.2.37-2.fc42"),
        ];
        for (earlier, later) in later {
            assert_eq!(compare(earlier, later), Ordering::Less, "{earlier} {later}");
            assert_eq!(
                compare(later, earlier),
                Ordering::Greater,
                "{later} {earlier}"
            );
        }
        assert_eq!(compare("1.05", "1.5"), Ordering::Equal);
        assert_eq!(compare("0:1_0-1", "1.0-1"), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn the_order_is_the_same_from_both_sides(one in "[0-9a-z~^.:-]{0,12}", other in any::<String>()) {
            prop_assert_eq!(compare(&one, &other), compare(&other, &one).reverse());
            prop_assert_eq!(compare(&one, &one), Ordering::Equal);
        }
    }
}
