//! A transaction that somebody else asked for, on the command line or by a timer: found by the daemon's properties,
//! and watched like one's own.

use futures_util::{StreamExt, stream};

use super::{
    CLIENT_ID, Change, ForeignChange, HostError, RpmOstree, Step,
    bus::{BUS_NAME, Properties, SYSROOT, SYSROOT_PATH, properties},
    decode,
    fields::string,
    outcome, register,
    transaction::{Watched, canceller},
};
use crate::host::dbus::Offer;

/// Nothing where nothing runs, or where it is our own.
pub(super) async fn under_way(host: &RpmOstree) -> Result<Option<ForeignChange>, HostError> {
    // Where the daemon does not run, nothing of it does; asking would start it.
    if host.bus.offers(BUS_NAME).await? != Offer::Owned {
        return Ok(None);
    }
    let shared = host.bus.shared().await?;
    let sysroot = properties(&shared, SYSROOT_PATH, SYSROOT).await?;
    let Some(address) = decode::active_address(&sysroot) else {
        return Ok(None);
    };
    let before = host.read().await?;
    let system = host.bus.own().await?;
    register(&system).await?;
    let mut watched = match Watched::connect(&host.bus, system, &address).await {
        Ok(watched) => watched,
        Err(error) => {
            let now = properties(&shared, SYSROOT_PATH, SYSROOT).await?;
            // It may have ended meanwhile.
            return match decode::active_address(&now) {
                None => Ok(None),
                Some(_) => Err(error),
            };
        }
    };
    let who = watched.properties().await?;
    let client = text(&who, "InitiatingClientDescription");
    let client = Client::of(&client);
    if client.id == Some(CLIENT_ID) {
        watched.close().await;
        return Ok(None);
    }
    let cancel = Some(canceller(&host.bus, &address));
    let host = host.clone();
    let end = stream::once(async move {
        let after = host.read().await?;
        let told = outcome::next(&before, &after);
        Ok(Step::Outcome(
            told.unwrap_or_else(|| "It is done.".to_owned()),
        ))
    });
    Ok(Some(ForeignChange {
        title: text(&who, "Title"),
        by: client.told(),
        change: Change {
            steps: watched.steps().chain(end).boxed(),
            cancel,
        },
    }))
}

fn text(properties: &Properties, key: &str) -> String {
    let text = properties.get(key).and_then(|value| string(value));
    text.unwrap_or_default()
}

/// The daemon's description of a client, "client(id:cli dbus:1.45 unit:session-1.scope uid:0)"; all but the word
/// before the parenthesis may be missing.
#[derive(Debug, PartialEq, Eq)]
struct Client<'a> {
    id: Option<&'a str>,
    uid: Option<&'a str>,
}

impl<'a> Client<'a> {
    fn of(description: &'a str) -> Self {
        let inner = description.split_once('(').map_or("", |(_, inner)| inner);
        let words = || inner.trim_end_matches(')').split(' ');
        let of = |key: &str| words().find_map(|word| word.strip_prefix(key));
        Self {
            id: of("id:"),
            uid: of("uid:"),
        }
    }

    fn told(&self) -> String {
        let user = match self.uid {
            Some("0") => "root".to_owned(),
            Some(uid) => format!("uid {uid}"),
            None => "somebody".to_owned(),
        };
        match self.id {
            Some(id) => format!("rpm-ostree: {user} ({id})"),
            None => format!("rpm-ostree: {user}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_description_says_who_asked() {
        for (description, told) in [
            (
                "client(id:cli dbus:1.45 unit:session-1.scope uid:0)",
                "rpm-ostree: root (cli)",
            ),
            ("client(dbus:1.45 uid:1000)", "rpm-ostree: uid 1000"),
            ("", "rpm-ostree: somebody"),
        ] {
            assert_eq!(Client::of(description).told(), told);
        }
        let ours = Client::of("client(id:atomdeck dbus:1.7 uid:0)");
        assert_eq!(ours.id, Some(CLIENT_ID));
    }
}
