//! A shell's line taken apart into words, and put together again. What a shell would expand is marked, since nobody
//! here knows what it stands for; a line that is more than one command is refused.

/// Stands where a shell would have expanded something; no line can hold it.
const MARK: char = '\0';

/// The words of one command. Lines that go on after a backslash are one.
pub(super) fn split(line: &str) -> Result<Vec<String>, String> {
    if line.contains(MARK) {
        return Err("the line has a NUL byte; remove it".to_owned());
    }
    let marked = mark(without_prompt(line.trim()))?;
    let words = shlex::split(&marked)
        .ok_or("the line ends within quotes or after a backslash; complete it")?;
    Ok(words)
}

/// Quoted where need be. A control character in a line that somebody pastes into a terminal is a command to that.
pub(super) fn join(words: &[String]) -> Result<String, String> {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if words.iter().any(|word| word.contains(is_control)) {
        return Err(
            "a control character cannot stand in a command line; remove it from command, \
             environment or labels"
                .to_owned(),
        );
    }
    shlex::try_join(words.iter().map(String::as_str))
        .map_err(|error| format!("it cannot be written as a line: {error}"))
}

pub(super) fn has_expansion(word: &str) -> bool {
    word.contains(MARK)
}

/// As it was written, quotes aside.
pub(super) fn shown(word: &str) -> String {
    word.replace(MARK, "")
}

/// The first thing in it that a shell would have expanded, e.g. `$HOME` or `$(pwd)`.
pub(super) fn expansion(word: &str) -> String {
    let from = word.find(MARK).map_or("", |at| &word[at..]);
    let from = from.trim_start_matches(MARK);
    let end = match from.as_bytes() {
        [b'$', b'(', ..] => from.find(')').map(|at| at + 1),
        [b'$', b'{', ..] => from.find('}').map(|at| at + 1),
        [b'`', rest @ ..] => rest.iter().position(|b| *b == b'`').map(|at| at + 2),
        [_, rest @ ..] => rest
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || *b == b'_'))
            .map(|at| at + 1),
        [] => None,
    };
    shown(&from[..end.unwrap_or(from.len())])
}

/// `$ docker run` and `# docker run`, as instructions write it.
fn without_prompt(line: &str) -> &str {
    let prompt = line
        .strip_prefix("$ ")
        .or_else(|| line.strip_prefix("# "))
        .unwrap_or(line);
    prompt.trim_start()
}

/// Which quotes are open.
#[derive(Clone, Copy, PartialEq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// The same line, with a mark before everything that a shell would expand, and what is in `$(…)` and backticks
/// kept in one word.
fn mark(line: &str) -> Result<String, String> {
    let mut marked = String::with_capacity(line.len());
    let mut quotes = Quotes::None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quotes) {
            ('\\', Quotes::None | Quotes::Double) => {
                let blanks: String = lookahead(&chars);
                if quotes == Quotes::None && is_line_end(&blanks) {
                    // With blanks behind the backslash, too: it is what was meant.
                    while chars.next().is_some_and(|c| c != '\n') {}
                    marked.push(' ');
                } else {
                    marked.push(c);
                    marked.extend(chars.next());
                }
            }
            ('\'', Quotes::None) => toggle(&mut quotes, Quotes::Single, c, &mut marked),
            ('\'', Quotes::Single) => toggle(&mut quotes, Quotes::None, c, &mut marked),
            ('"', Quotes::None) => toggle(&mut quotes, Quotes::Double, c, &mut marked),
            ('"', Quotes::Double) => toggle(&mut quotes, Quotes::None, c, &mut marked),
            ('$', Quotes::None | Quotes::Double) if expands(chars.peek().copied(), quotes) => {
                marked.push(MARK);
                marked.push_str(&escaped("$", quotes));
                if chars.peek() == Some(&'(') {
                    let inner = until(&mut chars, ')')?;
                    marked.push_str(&escaped(&inner, quotes));
                }
            }
            ('`', Quotes::None | Quotes::Double) => {
                let inner = until(&mut chars, '`')?;
                marked.push(MARK);
                marked.push_str(&escaped(&format!("`{inner}"), quotes));
            }
            ('\n', Quotes::None) => {
                return Err(
                    "the line is more than one: end each but the last with a backslash".to_owned(),
                );
            }
            ('|' | '&' | ';' | '<' | '>' | '(' | ')', Quotes::None) => {
                return Err(format!(
                    "the line has `{c}` outside of quotes, which begins something else in a shell; \
                     keep the `run` command alone, or quote it"
                ));
            }
            ('\r', Quotes::None) => {}
            (c, Quotes::None | Quotes::Single | Quotes::Double) => marked.push(c),
        }
    }
    Ok(marked)
}

fn toggle(quotes: &mut Quotes, to: Quotes, mark: char, marked: &mut String) {
    *quotes = to;
    marked.push(mark);
}

/// What comes up to the end of this line.
fn lookahead(chars: &std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut rest = String::new();
    for c in chars.clone() {
        rest.push(c);
        if c == '\n' || !c.is_whitespace() {
            break;
        }
    }
    rest
}

fn is_line_end(blanks: &str) -> bool {
    blanks.ends_with('\n')
}

fn expands(next: Option<char>, quotes: Quotes) -> bool {
    next.is_some_and(|c| {
        c.is_ascii_alphanumeric()
            || "_{(@*#?$!-".contains(c)
            || (quotes == Quotes::None && matches!(c, '\'' | '"'))
    })
}

/// Through the closing mark.
fn until(chars: &mut impl Iterator<Item = char>, end: char) -> Result<String, String> {
    let mut inner = String::new();
    for c in chars {
        inner.push(c);
        if c == end {
            return Ok(inner);
        }
    }
    Err(format!("the line has no closing `{end}`; complete it"))
}

/// So that it stays one word of which nothing is taken away.
fn escaped(text: &str, quotes: Quotes) -> String {
    match quotes {
        Quotes::None => format!("'{}'", text.replace('\'', "'\\''")),
        Quotes::Single => text.to_owned(),
        Quotes::Double => text
            .chars()
            .flat_map(|c| {
                let escape = matches!(c, '"' | '\\' | '$' | '`').then_some('\\');
                escape.into_iter().chain([c])
            })
            .collect(),
    }
}
