//! Which of two versions of a package is the newer one, by the rules of rpm: epoch, version and release in turn, each
//! by its runs of digits and letters; `~` comes before everything and `^` after the end. Pure.

use std::cmp::Ordering;

/// Compares `epoch:version-release`; a missing epoch is 0.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (split(a), split(b));
    segments(a.0, b.0)
        .then_with(|| segments(a.1, b.1))
        .then_with(|| segments(a.2, b.2))
}

fn split(text: &str) -> (&str, &str, &str) {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (epoch, version, release)
}

fn segments(mut a: &str, mut b: &str) -> Ordering {
    let separator = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
    loop {
        a = a.trim_start_matches(separator);
        b = b.trim_start_matches(separator);
        match (a.strip_prefix('~'), b.strip_prefix('~')) {
            (Some(after_a), Some(after_b)) => {
                (a, b) = (after_a, after_b);
                continue;
            }
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        match (a.strip_prefix('^'), b.strip_prefix('^')) {
            (Some(after_a), Some(after_b)) => {
                (a, b) = (after_a, after_b);
                continue;
            }
            // It is more than nothing, and less than anything else.
            (Some(_), None) if b.is_empty() => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) if a.is_empty() => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        if a.is_empty() || b.is_empty() {
            return a.len().min(1).cmp(&b.len().min(1));
        }
        let kind = if a.starts_with(|c: char| c.is_ascii_digit()) {
            Kind::Digits
        } else {
            Kind::Letters
        };
        let (run_a, rest_a) = run(a, kind);
        let (run_b, rest_b) = run(b, kind);
        let order = match kind {
            // Digits are newer than letters.
            Kind::Digits if run_b.is_empty() => Ordering::Greater,
            Kind::Letters if run_b.is_empty() => Ordering::Less,
            Kind::Digits => {
                let (run_a, run_b) = (run_a.trim_start_matches('0'), run_b.trim_start_matches('0'));
                run_a.len().cmp(&run_b.len()).then_with(|| run_a.cmp(run_b))
            }
            Kind::Letters => run_a.cmp(run_b),
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Digits,
    Letters,
}

fn run(text: &str, kind: Kind) -> (&str, &str) {
    let end = text.find(|c: char| match kind {
        Kind::Digits => !c.is_ascii_digit(),
        Kind::Letters => !c.is_ascii_alphabetic(),
    });
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_are_ordered_as_rpm_orders_them() {
        for (older, newer) in [
            ("1.0-1", "1.0-2"),
            ("1.9-1", "1.10-1"),
            ("6.14.0-1.fc42", "6.14.10-1.fc42"),
            ("9:1.0-1", "10:0.1-1"),
            ("2.0-1", "1:1.0-1"),
            ("1.0~rc1-1", "1.0-1"),
            ("1.0-1", "1.0^git1-1"),
            ("1.0^git1-1", "1.0.1-1"),
            ("1.0a-1", "1.0.1-1"),
            ("1.0-1", "1.0a-1"),
        ] {
            assert_eq!(compare(older, newer), Ordering::Less, "{older} {newer}");
            assert_eq!(compare(newer, older), Ordering::Greater, "{older} {newer}");
        }
        assert_eq!(compare("1.00-1", "1.0-1"), Ordering::Equal);
        assert_eq!(compare("0:1_0-1", "1.0-1"), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn any_two_texts_have_an_order(a in "[0-9a-c.~^:-]{0,12}", b in any::<String>()) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &a), Ordering::Equal);
        }
    }
}
