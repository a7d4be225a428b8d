//! `serve` and `demo`: from the configuration to a running server, and its orderly end.

use std::sync::Arc;

use anyhow::{Context, bail};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use super::{certificate, print, state};
use crate::{
    app::{App, Setup},
    auth::{Clock, SessionLimits},
    config::Config,
    demo::{Demo, Pace},
    host::HostSetup,
    http::{self, Front},
    model::HostId,
    tls::{Origin, Tls},
    transport::{Local, Transport},
};

const NOTICE: &str = "This is a demo host: everything on it is simulated.";

/// Serves this machine until a signal.
pub(super) async fn serve(config: Config) -> anyhow::Result<()> {
    let hosts = vec![this_machine(&config)];
    run(config, hosts).await
}

/// Serves this machine and a demo host until a signal; `state` is the folder to use instead of the
/// configured one, removed at the end.
pub(super) async fn demo(mut config: Config, state: Option<TempDir>) -> anyhow::Result<()> {
    if let Some(folder) = &state {
        config.state_dir = folder.path().to_owned();
    }
    let demo = Demo::start(Pace::real())
        .await
        .context("cannot start the demo host")?;
    let host = HostSetup {
        id: id("demo"),
        name: None,
        notice: Some(NOTICE.to_owned()),
        transport: Transport::Local(Local {
            root: demo.root().to_owned(),
        }),
        engine_socket: None,
        system_bus: None,
    };
    let hosts = vec![this_machine(&config), host];
    let result = run(config, hosts).await;
    demo.stop().await;
    result
}

/// Host `local`, as configured.
pub(super) fn this_machine(config: &Config) -> HostSetup {
    let host = config.host.clone();
    HostSetup {
        id: id("local"),
        name: host.name,
        notice: None,
        transport: Transport::Local(Local { root: "/".into() }),
        engine_socket: host.engine_socket,
        system_bus: host.system_bus,
    }
}

async fn run(config: Config, hosts: Vec<HostSetup>) -> anyhow::Result<()> {
    let mut signals = Signals::new().context("cannot wait for signals")?;
    let listener = listen(&config).await?;
    let url = config.url(listener.local_addr()?.port());
    let database = state::database(&config.state_dir)?;
    let claim = state::claim(&config.state_dir)?;
    let clock = Clock::system();
    let front = match config.speaks_tls() {
        true => Front::Tls(Arc::new(Tls::load(
            certificate::plan(&config),
            clock.now(),
        )?)),
        false => Front::Plain,
    };
    let app = App::start(Setup {
        database: &database,
        hosts,
        sessions: SessionLimits {
            idle: config.session_idle,
            absolute: config.session_absolute,
        },
        origins: config.origins,
        proxies: config.proxies,
        clock: clock.clone(),
        roles: config.roles.into_iter().collect(),
    })
    .await?;
    greet(&app, &url, &front).await?;

    let stop = app.stop.clone();
    if let Front::Tls(tls) = &front {
        let (tls, stop) = (Arc::clone(tls), stop.clone());
        app.tasks
            .spawn(async move { tls.watch(|| clock.now(), stop).await });
    }
    let server = http::run(listener, front, Arc::clone(&app));
    let mut server = std::pin::pin!(server);
    let served = tokio::select! {
        served = server.as_mut() => served,
        () = signals.next() => {
            tracing::info!("stopping; a second signal stops at once");
            stop.cancel();
            tokio::select! {
                served = server => served,
                () = signals.next() => bail!("stopped at once by a second signal"),
            }
        }
    };
    app.shut_down().await;
    drop(claim);
    served.context("the server did not end well")
}

async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    TcpListener::bind(config.listen.address)
        .await
        .with_context(|| {
            format!(
                "cannot listen on {} (is another server there? choose another address with --listen)",
                config.listen
            )
        })
}

/// Tells where the console is and, before the first account, how to make it.
async fn greet(app: &App, url: &str, front: &Front) -> anyhow::Result<()> {
    print(&format!("Atomdeck is listening on {url}\n"))?;
    if let Front::Tls(tls) = front {
        let certificate = &tls.current().certificate;
        print(&match certificate.origin {
            Origin::Given => format!("Its certificate is {}.\n", certificate.path.display()),
            Origin::SelfSigned => format!(
                "Its certificate is self-signed, so browsers warn; compare its SHA-256 fingerprint:\n{}\n",
                certificate.fingerprint
            ),
        })?;
    }
    if let Some(token) = app.auth.first_start_link().await? {
        let token = token.expose();
        print(&format!(
            "Sign in: {url}/first-start?token={token}\n\
             This link creates the first administrator. It is valid once, for 10 minutes.\n"
        ))?;
    }
    Ok(())
}

fn id(id: &str) -> HostId {
    id.parse().expect("the two ids here are valid")
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
