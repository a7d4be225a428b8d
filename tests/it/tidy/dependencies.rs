//! Every dependency in Cargo.toml has a comment right above it that says what for.

use super::Source;

pub(super) fn violations(source: &Source) -> Vec<String> {
    if source.path != "Cargo.toml" {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut is_listing, mut before) = (false, "");
    for (index, line) in source.text.lines().enumerate() {
        if line.starts_with('[') {
            is_listing = line.ends_with("dependencies]");
        } else if is_listing && line.starts_with(char::is_alphabetic) && !before.starts_with("# ") {
            let name = line.split(['.', ' ', '=']).next().unwrap_or(line);
            found.push(format!(
                "Cargo.toml:{}: the line above `{name}` does not say what it is for",
                index + 1
            ));
        }
        before = line;
    }
    found
}

#[test]
fn a_dependency_without_a_purpose_is_found() {
    let text = "[dependencies]\n# the web server\naxum = \"1\"\nserde = \"1\"\n\n[dev-dependencies]\ninsta = \"1\"\n\n[lints.rust]\nunsafe_code = \"forbid\"\n";
    let found = super::judge(violations, "Cargo.toml", text);
    assert_eq!(
        found,
        [
            "Cargo.toml:4: the line above `serde` does not say what it is for",
            "Cargo.toml:7: the line above `insta` does not say what it is for",
        ]
    );
}
