//! What ostree keeps of the staged deployment until shutdown: a file in GVariant's own form, which ostree itself
//! prints as text.

use crate::model::Deployment;

use super::{HostError, tool::Tool};

const FILE: &str = "/run/ostree/staged-deployment";

/// What is known of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Staged {
    arguments: Option<Vec<String>>,
    /// The name of the deployment whose configuration and arguments it takes over.
    merged: Option<String>,
}

/// Writes the staged deployment's kernel arguments into it.
pub(super) async fn arguments(
    tool: &Tool,
    deployments: &mut [Deployment],
) -> Result<(), HostError> {
    let Some(at) = deployments.iter().position(|one| one.staged) else {
        return Ok(());
    };
    let ask = ["show", "--print-variant-type=a{sv}", "--", FILE];
    let Some(text) = tool.ask_perhaps(&ask).await? else {
        return Ok(());
    };
    let Staged { arguments, merged } = decode(&text);
    let merged = || {
        let id = format!("{}-{}", deployments[at].stateroot, merged?);
        let merged = deployments.iter().find(|one| one.id == id)?;
        merged.kernel_arguments.clone()
    };
    deployments[at].kernel_arguments = arguments.or_else(merged);
    Ok(())
}

/// Decodes GVariant's text; keys in any order, of which we look for two.
fn decode(text: &str) -> Staged {
    let arguments = text.split_once("'kargs': <").map(|(_, rest)| {
        let mut arguments = strings(rest);
        arguments.retain(|argument| !argument.starts_with("ostree="));
        arguments
    });
    let merged = text
        .split_once("'merge-deployment': <{")
        .and_then(|(_, rest)| {
            let (_, rest) = rest.split_once("'name': <")?;
            quoted(rest).map(|(name, _)| name)
        });
    Staged { arguments, merged }
}

/// "['a', 'b']", or "@as []".
fn strings(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = text.split_once('[').map_or("", |(_, rest)| rest);
    while let Some((string, after)) = quoted(rest) {
        all.push(string);
        match after.strip_prefix(", ") {
            Some(more) => rest = more,
            None => break,
        }
    }
    all
}

/// A string in either kind of quotes, unescaped, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut string = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            c if escaped => {
                escaped = false;
                string.push(c);
            }
            '\\' => escaped = true,
            c if c == quote => return Some((string, &text[at + 1..])),
            c => string.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn its_arguments_are_its_own_or_those_of_the_one_it_follows() {
        let text = "{'target': <{'name': <'aa.0'>, 'osname': <'testos'>}>, 'merge-deployment': <{'name': <'bb.1'>, \
                    'osname': <'testos'>}>}\n";
        let staged = decode(text);
        assert_eq!(
            (staged.arguments, staged.merged.as_deref()),
            (None, Some("bb.1"))
        );
        let text = r#"{'kargs': <['quiet', "it's", 'a\'b', 'ostree=/x']>, 'target': <{'name': <'aa.0'>}>}"#;
        let staged = decode(text);
        let arguments = staged.arguments.expect("its own");
        assert_eq!(arguments, ["quiet", "it's", "a'b"]);
        assert_eq!(staged.merged, None);
        assert_eq!(decode("{'kargs': <@as []>}").arguments, Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), list in "'kargs': <\\PC*") {
            drop(decode(&text));
            drop(decode(&list));
        }
    }
}
