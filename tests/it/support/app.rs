//! The whole console on a port of its own, over a state folder of its own: with the three accounts, a
//! session of each, and a clock that a test can put ahead. A test asks it as a browser would.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use argon2::{Argon2, password_hash::PasswordHasher};
use atomdeck::{
    app::{App, Setup},
    auth::{Clock, Place, SessionLimits},
    config::Network,
    demo::{Demo, Pace},
    host::HostSetup,
    http,
    model::{Role, User},
    transport::{Local, Transport},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

use super::client::Client;

pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) const LIMITS: SessionLimits = SessionLimits {
    idle: std::time::Duration::from_mins(30),
    absolute: std::time::Duration::from_hours(12),
};

/// Hashed once for all tests.
static PHC: LazyLock<String> = LazyLock::new(|| {
    let phc = Argon2::default().hash_password(PASSWORD.as_bytes());
    phc.expect("it can be hashed").to_string()
});

/// A running console. End it with [`TestApp::stop`]; dropped, it is aborted with its runtime.
pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    /// Cookies of viewer, operator and admin.
    sessions: Vec<(Role, String)>,
    server: JoinHandle<std::io::Result<()>>,
    demo: Option<Demo>,
    /// Holds the database.
    _state: TempDir,
}

impl TestApp {
    /// With a demo host, `demo`.
    pub(crate) async fn start() -> Self {
        let demo = Demo::start(Pace::fast()).await.expect("a demo host");
        let host = host("demo", demo.root());
        Self {
            demo: Some(demo),
            ..Self::with_hosts(vec![host]).await
        }
    }

    /// With these hosts and the accounts viewer, operator and admin.
    pub(crate) async fn with_hosts(hosts: Vec<HostSetup>) -> Self {
        Self::fresh(hosts).await.with_accounts().await
    }

    /// Behind a reverse proxy on loopback, with the three accounts.
    pub(crate) async fn behind_proxy() -> Self {
        let proxy = "127.0.0.1".parse().expect("an address");
        let console = Self::trusting(Vec::new(), vec![proxy]).await;
        console.with_accounts().await
    }

    async fn with_accounts(mut self) -> Self {
        let console = &mut self;
        for role in [Role::Viewer, Role::Operator, Role::Admin] {
            let name = role.as_str().parse().expect("a role's name is a user name");
            let user = User::new(name, role.into(), console.clock.now());
            let added = console.app.store.user_add(user.clone(), PHC.clone()).await;
            assert!(added.expect("the store answers"), "a fresh database");
            let cookie = console.sign_in(user).await;
            console.sessions.push((role, cookie));
        }
        self
    }

    /// With these hosts and no account.
    pub(crate) async fn fresh(hosts: Vec<HostSetup>) -> Self {
        Self::trusting(hosts, Vec::new()).await
    }

    async fn trusting(hosts: Vec<HostSetup>, proxies: Vec<Network>) -> Self {
        let state = tempfile::tempdir().expect("a folder");
        let clock = Clock::system();
        let app = App::start(Setup {
            database: &state.path().join("atomdeck.db"),
            hosts,
            sessions: LIMITS,
            origins: vec!["https://deck.example".to_owned()],
            proxies,
            clock: clock.clone(),
            roles: Vec::new(),
        })
        .await
        .expect("the console starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let server = tokio::spawn(http::run(listener, http::Front::Plain, Arc::clone(&app)));
        Self {
            app,
            address,
            clock,
            sessions: Vec::new(),
            server,
            demo: None,
            _state: state,
        }
    }

    /// The folder that is the demo host's `/`.
    pub(crate) fn demo_root(&self) -> &std::path::Path {
        self.demo.as_ref().expect("a demo host").root()
    }

    /// Asks as somebody with that role.
    pub(crate) fn as_role(&self, role: Role) -> Client {
        self.with_cookie(&self.cookie(role))
    }

    /// The cookie of somebody with that role, `name=value`.
    pub(crate) fn cookie(&self, role: Role) -> String {
        let session = self.sessions.iter().find(|(of, _)| *of == role);
        let (_, cookie) = session.expect("every role has a session");
        cookie.clone()
    }

    /// Asks without a session.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(self.address)
    }

    /// Asks with this cookie, `name=value`.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Client {
        self.anonymous().header("cookie", cookie)
    }

    /// A further session of the account; its cookie.
    pub(crate) async fn sign_in(&self, user: User) -> String {
        let opened = self.app.auth.sessions.open(user, place()).await;
        let (secret, _) = opened.expect("a session");
        format!("__Host-atomdeck={}", secret.expose())
    }

    /// Ends everything; panics if something does not end.
    pub(crate) async fn stop(self) {
        self.app.stop.cancel();
        let served = self.server.await.expect("the server does not panic");
        served.expect("connections end");
        self.app.shut_down().await;
        assert!(self.app.tasks.is_empty(), "a task has not ended");
        if let Some(demo) = self.demo {
            demo.stop().await;
        }
    }
}

/// Where sessions of tests come from.
pub(crate) fn place() -> Place {
    Place {
        address: [127, 0, 0, 1].into(),
        browser: "Tests/1.0".to_owned(),
        origin: None,
    }
}

/// A host whose tree lies at `root`.
pub(crate) fn host(id: &str, root: &std::path::Path) -> HostSetup {
    HostSetup {
        id: id.parse().expect("a host id"),
        name: None,
        notice: None,
        transport: Transport::Local(Local {
            root: root.to_owned(),
        }),
        engine_socket: None,
        system_bus: None,
    }
}
