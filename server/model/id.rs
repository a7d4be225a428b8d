//! Names that come from outside, parsed once at the edge: whoever holds one of these types need not
//! check it again. None can stand in an option's place, hold a path separator or a control character.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a name was refused; the message says what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {rule}")]
pub struct ParseIdError {
    pub(super) what: &'static str,
    pub(super) rule: &'static str,
}

/// Makes a type of a name: a text that was checked.
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::model::ParseIdError { what: $what, rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::model::ParseIdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(super) use name_type;

name_type!(
    /// A managed host, as in the path of the API; this machine is `local`.
    HostId,
    "a host id",
    "1 to 63 lower-case letters, digits and hyphens, starting with a letter or digit",
    |text| {
        (1..=63).contains(&text.len())
            && !text.starts_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
);

name_type!(
    /// A container's name, id or unambiguous id prefix, as the engines accept it.
    ContainerRef,
    "a container name or id",
    "1 to 255 letters, digits, `_`, `.` and `-`, starting with a letter or digit",
    |text| {
        (1..=255).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
    }
);

name_type!(
    /// A console account's name.
    UserName,
    "a user name",
    "1 to 32 letters, digits, `_`, `.`, `@` and `-`, starting with a letter or digit",
    |text| {
        (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.@-".contains(&b))
    }
);

name_type!(
    /// One operation; made by the server, unique within its process and across restarts.
    OperationId,
    "an operation id",
    "16 to 40 lower-case hexadecimal digits",
    |text| {
        (16..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    }
);

name_type!(
    /// An image reference: `[registry[:port]/]path[:tag][@sha256:…]`, or an image's id.
    ImageRef,
    "an image reference",
    "like `registry.example.org/app/web:1.2`: up to 512 letters, digits, `.`, `_`, `-`, `/`, `:` and one `@`, starting with a letter or digit, without `..` or `//`",
    |text| {
        (1..=512).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:@".contains(&b))
            && text.matches('@').count() <= 1
            && !text.contains("..")
            && !text.contains("//")
            && !text.ends_with(['/', ':', '@'])
    }
);

name_type!(
    /// A volume's or a network's name (or a network's id), as the engines accept it.
    ResourceName,
    "a volume or network name",
    "1 to 255 letters, digits, `_`, `.` and `-`, starting with a letter or digit",
    |text| {
        (1..=255).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
    }
);

name_type!(
    /// A registry's host name and port, e.g. "quay.io" or "127.0.0.1:5000".
    RegistryName,
    "a registry",
    "a host name with an optional port, like `registry.example.org:5000`",
    |text| {
        (1..=255).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    }
);

name_type!(
    /// A signal by its name, with or without `SIG`, or its number.
    Signal,
    "a signal",
    "a name like `TERM` or `SIGUSR1`, or a number from 1 to 64",
    |text| match text.parse::<u8>() {
        Ok(number) => (1..=64).contains(&number),
        Err(_) => {
            (1..=12).contains(&text.len())
                && text.starts_with(|c: char| c.is_ascii_uppercase())
                && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"+-".contains(&b))
        }
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_be_options_or_paths_are_refused() {
        for bad in ["", "-rf", "../etc", "a/b", "a b", "a\n", "é"] {
            assert!(bad.parse::<HostId>().is_err(), "{bad:?}");
            assert!(bad.parse::<ContainerRef>().is_err(), "{bad:?}");
            assert!(bad.parse::<UserName>().is_err(), "{bad:?}");
        }
        assert!("web-1_a.b".parse::<ContainerRef>().is_ok());
        assert!("local".parse::<HostId>().is_ok());
    }
}
