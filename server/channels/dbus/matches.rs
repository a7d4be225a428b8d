//! Which signals a channel asked for, and who owns the names they come from. The bus sends each signal
//! once however many rules it matches, so that the rules are looked at here again.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "another crate's set: what is not named here is treated alike"
)]

use std::collections::HashMap;

use zbus::{MatchRule, Message, Signature, message::Type};

use super::request::Match;

/// Rules of one channel, duplicates included.
const MAX_MATCHES: usize = 256;

/// The rules, and the owners of the well-known names in them.
#[derive(Debug, Default)]
pub(super) struct Matches {
    rules: Vec<Match>,
    owners: HashMap<String, Owner>,
}

/// What is known of a name's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// The bus was asked.
    Asked,
    Nobody,
    /// Its unique name.
    Is(String),
}

impl Matches {
    /// False if there are too many.
    pub(super) fn add(&mut self, rule: Match) -> bool {
        let room = self.rules.len() < MAX_MATCHES;
        if room {
            self.rules.push(rule);
        }
        room
    }

    /// False if there is no such rule.
    pub(super) fn remove(&mut self, rule: &Match) -> bool {
        let found = self.rules.iter().position(|known| known == rule);
        found.map(|at| self.rules.swap_remove(at)).is_some()
    }

    /// True if nobody asked about this name before.
    pub(super) fn begin(&mut self, name: &str) -> bool {
        let new = !self.owners.contains_key(name);
        if new {
            self.owners.insert(name.to_owned(), Owner::Asked);
        }
        new
    }

    /// The answer to the first question; a change heard meanwhile is newer. True if it is news.
    pub(super) fn answer(&mut self, name: &str, owner: Owner) -> bool {
        let news = self.owner(name) == Some(&Owner::Asked);
        if news {
            self.owners.insert(name.to_owned(), owner);
        }
        news
    }

    /// `NameOwnerChanged`. True if it is news.
    pub(super) fn change(&mut self, name: &str, owner: Owner) -> bool {
        match self.owners.get_mut(name) {
            Some(known) if *known != owner => {
                *known = owner;
                true
            }
            Some(_) | None => false,
        }
    }

    pub(super) fn owner(&self, name: &str) -> Option<&Owner> {
        self.owners.get(name)
    }

    /// Did the channel ask for this signal?
    pub(super) fn wanted(&self, signal: &Message) -> bool {
        self.rules.iter().any(|rule| self.matches(rule, signal))
    }

    fn matches(&self, rule: &Match, signal: &Message) -> bool {
        let header = signal.header();
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
        };
        let path = header.path().map(zbus::ObjectPath::as_str);
        self.sent_by(rule, header.sender().map(|sender| sender.as_str()))
            && is(&rule.path, path)
            && is(&rule.interface, header.interface().map(|i| i.as_str()))
            && is(&rule.member, header.member().map(|m| m.as_str()))
            && rule
                .path_namespace
                .as_deref()
                .is_none_or(|space| within(space, path))
            && rule
                .arg0
                .as_deref()
                .is_none_or(|wanted| first_is(signal, wanted))
    }

    fn sent_by(&self, rule: &Match, sender: Option<&str>) -> bool {
        let Some(name) = rule.name.as_deref() else {
            return true;
        };
        match self.owner(name) {
            Some(Owner::Is(owner)) => sender == Some(owner),
            // Whoever it is, the bus has let it through; the answer is under way.
            Some(Owner::Asked) => true,
            Some(Owner::Nobody) => false,
            None => sender == Some(name),
        }
    }
}

fn within(space: &str, path: Option<&str>) -> bool {
    let rest = path.and_then(|path| path.strip_prefix(space));
    rest.is_some_and(|rest| space == "/" || rest.is_empty() || rest.starts_with('/'))
}

fn first_is(signal: &Message, wanted: &str) -> bool {
    let body = signal.body();
    let first = match body.signature() {
        Signature::Structure(fields) => fields.get(0),
        one => Some(one),
    };
    matches!(first, Some(Signature::Str))
        && body
            .deserialize_ignore_signature::<&str>()
            .is_ok_and(|first| first == wanted)
}

/// The rule in the bus' words; an error names the field that is not valid.
pub(super) fn rule(rule: &Match) -> Result<String, zbus::Error> {
    let mut builder = MatchRule::builder().msg_type(Type::Signal);
    if let Some(name) = rule.name.as_deref() {
        builder = builder.sender(name);
    }
    if let Some(path) = rule.path.as_deref() {
        builder = builder.path(path);
    }
    // The whole tree is no restriction, and dbus-broker takes it for none of it (bus1/dbus-broker#309).
    if let Some(space) = rule.path_namespace.as_deref().filter(|space| *space != "/") {
        builder = builder.path_namespace(space);
    }
    if let Some(interface) = rule.interface.as_deref() {
        builder = builder.interface(interface);
    }
    if let Some(member) = rule.member.as_deref() {
        builder = builder.member(member);
    }
    if let Some(arg0) = rule.arg0.as_deref() {
        builder = builder.arg(0, arg0);
    }
    Ok(builder.build()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any() -> Match {
        Match {
            name: None,
            path: None,
            path_namespace: None,
            interface: None,
            member: None,
            arg0: None,
        }
    }

    #[test]
    fn a_rule_cannot_be_widened_from_within() {
        let evil = Match {
            arg0: Some("x',eavesdrop='true".to_owned()),
            ..any()
        };
        let text = rule(&evil).expect("any text may be an argument");
        let parsed = MatchRule::try_from(text.as_str()).expect("it is a rule");
        assert!(!parsed.eavesdrop(), "{text}");
        for bad in [
            Match {
                name: Some("no name'".to_owned()),
                ..any()
            },
            Match {
                path: Some("no path".to_owned()),
                ..any()
            },
            Match {
                interface: Some("no".to_owned()),
                ..any()
            },
            Match {
                member: Some("n.o".to_owned()),
                ..any()
            },
        ] {
            assert!(rule(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn signals_are_matched_by_every_field() {
        let signal = Message::signal("/a/b", "c.D", "Changed")
            .sender(":1.5")
            .build(&("x", 1_u32))
            .expect("a signal");
        let text = |text: &str| Some(text.to_owned());
        for (rule, wanted) in [
            (any(), true),
            (
                Match {
                    path: text("/a/b"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    path: text("/a"),
                    ..any()
                },
                false,
            ),
            (
                Match {
                    path_namespace: text("/a"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    path_namespace: text("/"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    path_namespace: text("/a/bc"),
                    ..any()
                },
                false,
            ),
            (
                Match {
                    interface: text("c.D"),
                    member: text("Changed"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    member: text("Other"),
                    ..any()
                },
                false,
            ),
            (
                Match {
                    arg0: text("x"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    arg0: text("y"),
                    ..any()
                },
                false,
            ),
            (
                Match {
                    name: text(":1.5"),
                    ..any()
                },
                true,
            ),
            (
                Match {
                    name: text(":1.6"),
                    ..any()
                },
                false,
            ),
        ] {
            let mut matches = Matches::default();
            assert!(matches.add(rule.clone()));
            assert_eq!(matches.wanted(&signal), wanted, "{rule:?}");
            assert!(matches.remove(&rule));
            assert!(!matches.wanted(&signal));
        }
    }
}
