//! Just enough of Rust for the rules: the code without comments, texts and tests, and the paths named in it.

/// A path as it is written, `use` groups taken apart, and the line it begins on (from 1).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
}

/// The modules that `path` stands for: `server/host/facts.rs` is `host::facts`; empty for the crate's root, `None`
/// for what is not part of the server or exists for its tests only.
pub(super) fn module(path: &str) -> Option<Vec<&str>> {
    let path = path.strip_prefix("server/")?.strip_suffix(".rs")?;
    let mut modules: Vec<&str> = path.split('/').collect();
    if modules.contains(&"tests") {
        return None;
    }
    if matches!(modules.last(), Some(&("mod" | "lib"))) {
        modules.pop();
    }
    Some(modules)
}

/// The same text with everything blanked that is not code of the product: comments, the inside of texts, and items under
/// `#[cfg(test)]`. Lines keep their numbers.
pub(super) fn code(text: &str) -> String {
    without_tests(&without_texts(text))
}

/// Every path in `code` that has at least two segments, or one in a `use`.
pub(super) fn paths(code: &str) -> Vec<Named> {
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let starts_path = is_word(chars[at]) && !preceded_by_path(&chars[..at]);
        if !starts_path {
            line += usize::from(chars[at] == '\n');
            at += 1;
            continue;
        }
        let mut trees = Vec::new();
        let end = tree(&chars, at, &mut Vec::new(), &mut trees);
        found.extend(
            trees
                .into_iter()
                .filter(|segments| segments.len() > 1)
                .map(|segments| Named { segments, line }),
        );
        line += chars[at..end].iter().filter(|&&c| c == '\n').count();
        at = end;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn preceded_by_path(before: &[char]) -> bool {
    matches!(before, [.., ':', ':'] | [.., '\'' | '.'])
        || before.last().is_some_and(|&c| is_word(c))
}

/// Reads one path or `use` tree from `at`; returns where it ends.
fn tree(
    chars: &[char],
    mut at: usize,
    prefix: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    let depth = prefix.len();
    loop {
        at = skip_space(chars, at);
        match chars.get(at) {
            Some('{') if !prefix.is_empty() => {
                at += 1;
                while let Some(&c) = chars.get(at) {
                    match c {
                        '}' => {
                            at += 1;
                            break;
                        }
                        c if c == ',' || c.is_whitespace() => at += 1,
                        _ => {
                            let end = tree(chars, at, prefix, found);
                            at = end.max(at + 1);
                        }
                    }
                }
                break;
            }
            Some(&c) if is_word(c) => {
                let length = chars[at..].iter().take_while(|&&c| is_word(c)).count();
                prefix.push(chars[at..at + length].iter().collect());
                at += length;
                let next = skip_space(chars, at);
                if chars.get(next..next + 2) != Some(&[':', ':']) {
                    found.push(prefix.clone());
                    at = after_alias(chars, at);
                    break;
                }
                at = next + 2;
            }
            Some('*') => {
                prefix.push("*".to_owned());
                found.push(prefix.clone());
                at += 1;
                break;
            }
            // `::<` of a generic call, or the end of the file
            _ => {
                found.push(prefix.clone());
                break;
            }
        }
    }
    prefix.truncate(depth);
    at
}

/// Past an ` as Name`, if there is one.
fn after_alias(chars: &[char], at: usize) -> usize {
    let word = skip_space(chars, at);
    if word == at || chars.get(word..word + 3) != Some(&['a', 's', ' ']) {
        return at;
    }
    let name = skip_space(chars, word + 3);
    name + chars[name..].iter().take_while(|&&c| is_word(c)).count()
}

fn skip_space(chars: &[char], at: usize) -> usize {
    at + chars[at.min(chars.len())..]
        .iter()
        .take_while(|c| c.is_whitespace())
        .count()
}

fn without_texts(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let skipped = match rest {
            ['/', '/', ..] => rest.iter().take_while(|&&c| c != '\n').count(),
            ['/', '*', ..] => block_comment(rest),
            ['"', ..] => quoted(rest),
            ['r', '"' | '#', ..]
                if !chars[..at].last().is_some_and(|&c| is_word(c) && c != 'b') =>
            {
                raw(rest)
            }
            // a character, not a lifetime
            ['\'', '\\', ..] => 3 + rest[3..].iter().take_while(|&&c| c != '\'').count(),
            ['\'', _, '\'', ..] => 3,
            _ => 0,
        };
        if skipped == 0 {
            out.push(rest[0]);
            at += 1;
        } else {
            let skipped = skipped.min(rest.len());
            out.extend(
                rest[..skipped]
                    .iter()
                    .map(|&c| if c == '\n' { c } else { ' ' }),
            );
            at += skipped;
        }
    }
    out
}

fn block_comment(chars: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < chars.len() {
        match chars[at..] {
            ['/', '*', ..] => depth += 1,
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    at
}

/// The length of the text that begins at a quote.
fn quoted(chars: &[char]) -> usize {
    let mut at = 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The length of the raw text that begins at its `r`; 0 for a name such as `r#type`.
fn raw(chars: &[char]) -> usize {
    let hashes = chars[1..].iter().take_while(|&&c| c == '#').count();
    if chars.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let first = 2 + hashes;
    let end = (first..chars.len()).find(|&at| {
        chars[at] == '"'
            && chars[at + 1..]
                .iter()
                .take(hashes)
                .filter(|&&c| c == '#')
                .count()
                == hashes
    });
    end.map_or(chars.len(), |at| at + 1 + hashes)
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        out.push_str(&rest[..start]);
        let end = start + item_end(&rest[start..]);
        out.extend(rest[start..end].chars().filter(|&c| c == '\n'));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where the item at the beginning of `code` ends: at its `;`, or at the brace that closes its first one.
fn item_end(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn a_file_stands_for_its_module() {
    assert_eq!(module("server/host/facts.rs"), Some(vec!["host", "facts"]));
    assert_eq!(module("server/host/mod.rs"), Some(vec!["host"]));
    assert_eq!(module("server/lib.rs"), Some(vec![]));
    assert_eq!(module("server/host/facts/tests.rs"), None);
    assert_eq!(module("tests/it/main.rs"), None);
}

#[test]
fn code_is_what_the_product_runs() {
    let text = r##"
        // crate::a
        /* crate::b /* nested */ crate::c */
        let text = "crate::d \" crate::e"; let raw = r#"crate::f " crate::g"#; let c = '"'; fn f<'a>() {}
        #[cfg(test)]
        mod tests { fn g() { crate::h::i() } }
        #[cfg(test)]
        use crate::j;
        let last = crate::k::l;
    "##;
    let code = code(text);
    assert_eq!(code.lines().count(), text.lines().count());
    let found = paths(&code);
    assert_eq!(
        found,
        [Named {
            segments: ["crate", "k", "l"].map(str::to_owned).to_vec(),
            line: 9
        }]
    );
}

#[test]
fn use_trees_are_taken_apart() {
    let code = "use crate::{\n  a::{self, B as C},\n  d::*,\n  e,\n};\nfn f() { super::g::<T>(std::h::i); }";
    let named: Vec<_> = paths(code)
        .iter()
        .map(|named| (named.segments.join("::"), named.line))
        .collect();
    let expected = [
        ("crate::a::self", 1),
        ("crate::a::B", 1),
        ("crate::d::*", 1),
        ("crate::e", 1),
        ("super::g", 6),
        ("std::h::i", 6),
    ];
    assert_eq!(named, expected.map(|(path, line)| (path.to_owned(), line)));
}
