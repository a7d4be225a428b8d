//! Listens to a host's engine and bus, and says what changed, never what. Connects again after a loss,
//! more slowly each time, and then says that everything may have changed.

use std::{
    collections::HashSet,
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::{Stream, StreamExt, future::ready, stream, stream::BoxStream};
use tokio::{
    sync::broadcast,
    time::{sleep, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use zbus::{Connection, MatchRule, Message, MessageStream, fdo::NameOwnerChanged, message::Type};

use crate::model::{Event, HostId, Topic};

use super::{
    Host, HostError, container,
    container::Engines,
    dbus::{Bus, bus_error},
    deployment, power, systemd,
    systemd_dbus::SystemdProxy,
};

/// Changes within this time of the first are told as one.
const COALESCE: Duration = Duration::from_millis(200);

/// First and longest pause before connecting again.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(8));

/// A connection that lived for this long was a good one: the next loss starts from the first pause.
const SETTLED: Duration = Duration::from_secs(10);

/// What may have changed when the engine comes or goes.
const ENGINE_TOPICS: [Topic; 4] = [
    Topic::Containers,
    Topic::Images,
    Topic::Storage,
    Topic::Host,
];

/// The same for the bus.
const BUS_TOPICS: [Topic; 4] = [
    Topic::Deployments,
    Topic::Host,
    Topic::Power,
    Topic::UpdatePolicy,
];

/// Says what changed on one host.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    pub(super) host: HostId,
    pub(super) events: broadcast::Sender<Event>,
}

impl Voice {
    /// Nobody listening is fine: the page fetches when it opens.
    pub(super) fn say(&self, topic: Topic) {
        let host = Some(self.host.clone());
        let _listeners = self.events.send(Event { host, topic });
    }
}

/// Begins both watches; they end with `stop`.
pub(super) fn start(
    voice: &Voice,
    bus: &Arc<Bus>,
    engines: &Arc<Engines>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) {
    let (listener, engines) = (voice.clone(), Arc::clone(engines));
    let watching = keep(listener, &ENGINE_TOPICS, move || {
        let engines = Arc::clone(&engines);
        container::changes(engines)
    });
    tasks.spawn(stop.clone().run_until_cancelled_owned(watching));
    let (listener, bus) = (voice.clone(), Arc::clone(bus));
    let watching = keep(listener, &BUS_TOPICS, move || {
        let bus = Arc::clone(&bus);
        async move { system_bus(&bus).await }
    });
    tasks.spawn(stop.clone().run_until_cancelled_owned(watching));
}

/// Looks, whenever the deployments may have changed, whether somebody changes them outside the console: that becomes
/// an operation like those asked for here. Ends with the host.
pub(super) async fn adopt(host: Weak<Host>, mut events: broadcast::Receiver<Event>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(_)) => None,
            Err(broadcast::error::RecvError::Closed) => return,
        };
        let Some(host) = host.upgrade() else {
            return;
        };
        // One of those that were missed may have been it.
        let changed = event.is_none_or(|event| {
            event.topic == Topic::Deployments && event.host.as_ref() == Some(host.id())
        });
        if changed && let Err(error) = host.watch_foreign().await {
            // Mostly a host without deployments; the page that needs them says why.
            tracing::debug!(host.id = %host.id(), %error, "no change by others can be watched");
        }
    }
}

/// Listens, and listens again. After each connection and each loss, all of `topics` may have changed.
async fn keep<W, F, S>(voice: Voice, topics: &'static [Topic], connect: W)
where
    W: Fn() -> F,
    F: Future<Output = Result<S, HostError>>,
    S: Stream<Item = Topic>,
{
    let (first, longest) = BACKOFF;
    let mut pause = first;
    loop {
        match connect().await {
            Ok(changes) => {
                let since = tokio::time::Instant::now();
                topics.iter().for_each(|topic| voice.say(*topic));
                tell(&voice, changes).await;
                topics.iter().for_each(|topic| voice.say(*topic));
                if since.elapsed() > SETTLED {
                    pause = first;
                }
            }
            // Absent for now, or for ever; the page that needs it says why.
            Err(error) => tracing::debug!(host.id = %voice.host, %error, "nothing to watch"),
        }
        sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
}

/// Tells changes until they end, a burst of them once.
async fn tell(voice: &Voice, changes: impl Stream<Item = Topic>) {
    let mut changes = pin!(changes);
    while let Some(topic) = changes.next().await {
        let mut burst = HashSet::from([topic]);
        let end = tokio::time::Instant::now() + COALESCE;
        let mut open = true;
        while open {
            match timeout_at(end, changes.next()).await {
                Ok(Some(topic)) => {
                    burst.insert(topic);
                }
                Ok(None) | Err(_) => open = false,
            }
        }
        burst.into_iter().for_each(|topic| voice.say(topic));
    }
}

async fn system_bus(bus: &Bus) -> Result<impl Stream<Item = Topic> + use<>, HostError> {
    // Of its own: an unread stream of the shared one would stop everybody's answers.
    let connection = bus.own().await?;
    let failed = |error| bus_error("the system bus", &error);
    let deployments = signals(&connection, |rule| {
        rule.sender(deployment::BUS_NAME)
            .path_namespace(deployment::OBJECTS)
            .interface("org.freedesktop.DBus.Properties")
            .member("PropertiesChanged")
    });
    // systemd's own counters, of failed units above all; each unit's properties change too often.
    let counters = signals(&connection, |rule| {
        rule.sender(systemd::BUS_NAME)
            .path("/org/freedesktop/systemd1")
            .interface("org.freedesktop.DBus.Properties")
            .member("PropertiesChanged")
    });
    let jobs = signals(&connection, |rule| {
        rule.sender(systemd::BUS_NAME)
            .interface("org.freedesktop.systemd1.Manager")
            .member("JobRemoved")
    });
    let files = signals(&connection, |rule| {
        rule.sender(systemd::BUS_NAME)
            .interface("org.freedesktop.systemd1.Manager")
            .member("UnitFilesChanged")
    });
    // Its properties, sessions that come and go, and that the host goes down.
    let power = signals(&connection, |rule| {
        rule.sender(power::BUS_NAME).path(power::OBJECT)
    });
    let owners = signals(&connection, |rule| {
        rule.sender("org.freedesktop.DBus")
            .interface("org.freedesktop.DBus")
            .member("NameOwnerChanged")
    });
    let deployments = deployments.await.map_err(failed)?;
    let counters = counters.await.map_err(failed)?;
    let jobs = jobs.await.map_err(failed)?;
    let files = files.await.map_err(failed)?;
    let power = power.await.map_err(failed)?;
    let owners = owners.await.map_err(failed)?;
    let systemd = SystemdProxy::new(&connection).await.map_err(failed)?;
    if let Err(error) = systemd.subscribe().await {
        tracing::debug!(%error, "systemd sends no signals");
    }
    let jobs = jobs.flat_map(|message| stream::iter(job_topics(&message)));
    let host = stream::select(counters.map(|_| Topic::Host), jobs);
    let deployments = deployments.map(|_| Topic::Deployments);
    let owners = owners.filter_map(|message| ready(owner_topic(message)));
    let files = files.map(|_| Topic::UpdatePolicy);
    let power = power.map(|_| Topic::Power);
    let fewer = stream::select(files, power);
    let all = stream::select(
        stream::select(host, deployments),
        stream::select(fewer, owners),
    );
    // Closing is the one end that all of them share.
    let closed = async move { connection.closed().await };
    Ok(all.take_until(Box::pin(closed)))
}

type Rule = zbus::match_rule::Builder<'static>;

async fn signals(
    connection: &Connection,
    rule: impl FnOnce(Rule) -> Rule,
) -> zbus::Result<BoxStream<'static, Message>> {
    let rule = rule(MatchRule::builder().msg_type(Type::Signal)).build()?;
    let stream = MessageStream::for_match_rule(rule, connection, None).await?;
    Ok(stream.filter_map(|message| ready(message.ok())).boxed())
}

/// bootc has no signal of its own: its units run when what it keeps has changed.
const BOOTC_UNITS: &str = "bootc-";

/// What the end of one of systemd's jobs may have changed. `JobRemoved` says the job's id, its path, its unit and how
/// it ended.
fn job_topics(message: &Message) -> Vec<Topic> {
    let body = message.body();
    let unit = body.deserialize::<(u32, zbus::ObjectPath<'_>, String, String)>();
    match unit {
        Ok((_, _, unit, _)) if unit.starts_with(BOOTC_UNITS) => {
            vec![Topic::Host, Topic::Deployments]
        }
        Ok(_) | Err(_) => vec![Topic::Host],
    }
}

/// rpm-ostree ends itself when idle, and that is no change; its start may be one.
fn owner_topic(message: Message) -> Option<Topic> {
    let change = NameOwnerChanged::from_message(message)?;
    let change = change.args().ok()?;
    match change.name().as_str() {
        deployment::BUS_NAME if change.new_owner().is_some() => Some(Topic::Deployments),
        systemd::BUS_NAME | power::BUS_NAME => Some(Topic::Host),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_job_of_bootc_is_a_change_of_deployments() {
        let path = zbus::ObjectPath::try_from("/org/freedesktop/systemd1/job/7").expect("a path");
        for (unit, topics) in [
            ("sshd.service", &[Topic::Host][..]),
            (
                "bootc-status-updated.target",
                &[Topic::Host, Topic::Deployments][..],
            ),
        ] {
            let job = Message::signal("/", "org.freedesktop.systemd1.Manager", "JobRemoved")
                .build(&(7_u32, &path, unit, "done"))
                .expect("a message");
            assert_eq!(job_topics(&job), topics, "{unit}");
        }
    }

    #[tokio::test]
    async fn a_burst_is_told_once() {
        let (events, mut heard) = broadcast::channel(16);
        let host = "local".parse().expect("a host id");
        let voice = Voice { host, events };
        tell(&voice, stream::iter([Topic::Host; 100])).await;
        assert!(heard.try_recv().is_ok());
        assert!(heard.try_recv().is_err());
    }
}
