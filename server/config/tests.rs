//! Merging and the texts of faults.

use std::{collections::BTreeMap, fs, path::Path};

use super::*;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn load(root: &Path, environment: &[(&str, &str)], flags: Layer) -> Result<Config, ConfigError> {
    Config::load(Sources {
        root,
        file: None,
        environment: |name: &str| {
            let set = environment.iter().find(|(set, _)| *set == name);
            set.map(|(_, value)| OsString::from(value))
        },
        flags,
    })
}

#[test]
fn the_later_layer_wins_key_by_key() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    write(
        root,
        VENDOR,
        "listen = 'localhost:1'\nstate_dir = '/vendor'\n[session]\nidle_minutes = 1\nabsolute_hours = 1\n[log]\nformat = 'json'\n[tls]\nloopback = false\n[proxy]\ntrusted = ['10.0.0.0/8']\n[host]\nname = 'vendor'",
    );
    write(
        root,
        LOCAL,
        "[session]\nidle_minutes = 2\nabsolute_hours = 2\n[host]\nname = 'local'",
    );
    write(root, &format!("{PARTS}/20-b.toml"), "[host]\nname = 'b'");
    write(
        root,
        &format!("{PARTS}/10-a.toml"),
        "[host]\nname = 'a'\nengine_socket = '/a.sock'",
    );
    write(root, &format!("{PARTS}/30-c.conf"), "not even TOML");
    let flags = Layer {
        listen: Some("localhost:3".parse().unwrap()),
        ..Layer::default()
    };
    let environment = [
        ("ATOMDECK_LISTEN", "localhost:2"),
        ("ATOMDECK_SESSION_ABSOLUTE_HOURS", "3"),
        ("ATOMDECK_ORIGINS", "https://a.example, https://b.example"),
        ("ATOMDECK_TLS_DIRECTORY", "/certs"),
        ("ATOMDECK_TLS_LOOPBACK", "true"),
        ("ATOMDECK_PROXY_TRUSTED", "127.0.0.1, fd00::/8"),
        ("DOCKER_HOST", "unix:///docker.sock"),
        ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/bus"),
    ];
    let config = load(root, &environment, flags).unwrap();
    assert_eq!(
        config,
        Config {
            roles: BTreeMap::new(),
            listen: "localhost:3".parse().unwrap(),
            state_dir: "/vendor".into(),
            origins: vec![
                "https://a.example".to_owned(),
                "https://b.example".to_owned()
            ],
            tls_directory: "/certs".into(),
            tls_loopback: true,
            proxies: vec!["127.0.0.1".parse().unwrap(), "fd00::/8".parse().unwrap()],
            host: HostConfig {
                name: Some("b".to_owned()),
                engine_socket: Some("/a.sock".to_owned()),
                system_bus: Some("unix:path=/bus".to_owned()),
            },
            session_idle: Duration::from_mins(2),
            session_absolute: Duration::from_hours(3),
            log_format: LogFormat::Json,
        }
    );
}

#[test]
fn nothing_given_means_the_defaults() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let environment = [("ATOMDECK_STATE_DIR", state.to_str().unwrap())];
    let config = load(root.path(), &environment, Layer::default()).unwrap();
    assert_eq!(config.url(2866), "http://localhost:2866");
    assert_eq!(config.tls_directory, root.path().join(CERTIFICATES));
    assert_eq!(config.proxies, []);
    assert_eq!(config.host, HostConfig::default());
    assert_eq!(config.state_dir, state);
}

#[test]
fn beyond_loopback_there_is_only_tls() {
    let root = tempfile::tempdir().unwrap();
    for (listen, loopback, url) in [
        ("localhost:0", "false", "http://localhost:7"),
        ("127.0.0.1", "true", "https://127.0.0.1:7"),
        ("192.0.2.1:80", "false", "https://192.0.2.1:7"),
        ("[2001:db8::1]:80", "true", "https://[2001:db8::1]:7"),
    ] {
        let environment = [
            ("ATOMDECK_STATE_DIR", "/state"),
            ("ATOMDECK_LISTEN", listen),
            ("ATOMDECK_TLS_LOOPBACK", loopback),
        ];
        let config = load(root.path(), &environment, Layer::default()).unwrap();
        assert_eq!(config.url(7), url, "{listen}");
    }
}

#[test]
fn a_fault_names_file_line_and_key() {
    for (text, line, says) in [
        (
            "\nlisten = 'localhost:1'\nport = 5\n",
            3,
            "unknown field `port`",
        ),
        ("[session]\nidle_minutes = 0\n", 2, "idle_minutes: "),
        (
            "[session]\nidle_minutes = 'long'\n",
            2,
            "idle_minutes: invalid type",
        ),
        (
            "[proxy]\ntrusted = ['10.0.0.0/99']\n",
            2,
            "trusted: `10.0.0.0/99` is no network",
        ),
        ("listen = 'here'\n", 1, "listen: `here` is no address"),
        (
            "[log]\n\nformat = 'xml'\n",
            3,
            "format: unknown variant `xml`",
        ),
        ("listen\n", 1, ""),
        ("[host]\nname = \"a\n", 2, "name: "),
    ] {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), LOCAL, text);
        let error = load(root.path(), &[], Layer::default())
            .unwrap_err()
            .to_string();
        let place = format!("etc/atomdeck/atomdeck.toml, line {line}: ");
        assert!(error.contains(&place), "{text:?}: {error}");
        assert!(error.contains(says), "{text:?}: {error}");
        assert!(!error.contains('\n'), "{text:?}: {error}");
    }
}

#[test]
fn a_fault_in_the_environment_names_the_variable() {
    for (variable, value) in [
        ("ATOMDECK_LISTEN", "somewhere:80"),
        ("ATOMDECK_TLS_LOOPBACK", "yes"),
        ("ATOMDECK_PROXY_TRUSTED", "127.0.0.1,all"),
        ("ATOMDECK_SESSION_IDLE_MINUTES", "-1"),
        ("ATOMDECK_LOG_FORMAT", "xml"),
        ("DOCKER_HOST", "tcp://192.0.2.1:2375"),
        ("DOCKER_HOST", "unix://relative.sock"),
    ] {
        let root = tempfile::tempdir().unwrap();
        let error = load(root.path(), &[(variable, value)], Layer::default()).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("${variable}: ")),
            "{error}"
        );
    }
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let root = tempfile::tempdir().unwrap();
    let asked = root.path().join("mine.toml");
    let error = Config::load(Sources {
        root: root.path(),
        file: Some(&asked),
        environment: |_: &str| None,
        flags: Layer::default(),
    })
    .unwrap_err();
    assert!(matches!(error, ConfigError::Read { path, .. } if path == asked));
}
