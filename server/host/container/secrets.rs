//! Which environment variables may hold secrets, by their names and by what they look like. Rather one too many.

use crate::model::EnvironmentVariable;

/// A variable whose name has one of these words may hold a secret.
const WORDS: [&str; 16] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
    "KEY",
    "CREDENTIAL",
    "CRED",
    "AUTH",
    "PRIVATE",
    "DSN",
    "COOKIE",
    "SALT",
    "SIGNATURE",
];

/// Names that have such a word and hold none.
const KNOWN: [&str; 3] = ["PWD", "OLDPWD", "SSH_AUTH_SOCK"];

/// All variables of `NAME=value` lines; those that may be secrets without their values.
pub(super) fn masked(lines: &[String]) -> Vec<EnvironmentVariable> {
    let all = plain(lines).into_iter();
    all.map(|mut variable| {
        let value = variable.value.as_deref().unwrap_or_default();
        if may_be_secret(&variable.name, value) {
            variable.value = None;
        }
        variable
    })
    .collect()
}

/// All variables with their values.
pub(super) fn plain(lines: &[String]) -> Vec<EnvironmentVariable> {
    let split = |line: &String| {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        EnvironmentVariable {
            name: name.to_owned(),
            value: Some(value.to_owned()),
        }
    };
    lines.iter().map(split).collect()
}

fn may_be_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_uppercase();
    if KNOWN.contains(&name.as_str()) {
        return false;
    }
    WORDS.iter().any(|word| name.contains(word))
        || has_userinfo(value)
        || value.contains("-----BEGIN ")
}

/// "postgres://ada:secret@db/shop", "ada:secret@tcp(db)/shop" or "…;Password=secret;…".
fn has_userinfo(value: &str) -> bool {
    let after_scheme = value.split_once("://").map_or(value, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#']).next();
    let user = authority.and_then(|text| text.rsplit_once('@'));
    let lower = value.to_ascii_lowercase();
    user.is_some_and(|(user, _)| user.contains(':'))
        // A secret with a slash in it cuts the authority short.
        || (value.contains("://") && after_scheme.contains('@') && after_scheme.contains(':'))
        || ["password=", "pwd=", "secret=", "token=", "apikey=", "accountkey="]
            .iter()
            .any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_has_no_value() {
        for (line, shown) in [
            ("PLAIN=one", true),
            ("PATH=/usr/bin:/bin", true),
            ("PWD=/srv", true),
            ("HOMEPAGE=https://example.org/a@b", true),
            ("EMPTY", true),
            ("ADDRESS=0.0.0.0:8080", true),
            ("DB_PASSWORD=hush", false),
            ("aws_secret_access_key=hush", false),
            ("MYSQL_PWD=hush", false),
            ("GITHUB_TOKEN=hush", false),
            ("DATABASE_URL=postgres://ada:hush@db/x", false),
            ("DATABASE=postgres://ada:hu/sh@db:5432/x", false),
            ("SENTRY=https://public:hush@sentry.example/1", false),
            ("CONNECTION=Server=db;User=ada;Password=hush", false),
            ("STORE=ada:hush@tcp(db:3306)/x", false),
            ("CERT=-----BEGIN PRIVATE KEY-----", false),
        ] {
            let found = masked(&[line.to_owned()]).remove(0);
            assert_eq!(found.value.is_some(), shown, "{line}");
        }
        let all = plain(&["A=b=c".to_owned()]);
        assert_eq!(all[0].value.as_deref(), Some("b=c"));
    }
}
