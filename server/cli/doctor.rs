//! `atomdeck doctor`: what this machine offers, what is missing and how to get it, as text for a
//! terminal. Changes nothing and needs no running server.

use std::fmt::Write as _;

use jiff::Timestamp;
use tokio::{net::TcpStream, sync::broadcast, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    host::{Host, HostSetup},
    model::{Availability, CapabilityKind, HostDetail},
    tls::{self, Certificate, Origin},
};

/// How long a listener on loopback may take to answer.
const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(1);

/// Looks at the machine; `state` describes the state directory.
pub(super) async fn report(config: &Config, host: HostSetup, state: String) -> String {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let detail = Host::new(host, broadcast::channel(1).0, &tasks, stop.clone())
        .detail()
        .await;
    stop.cancel();
    let in_use = timeout(CONNECT_TIMEOUT, TcpStream::connect(config.listen.address)).await;
    let listener = match in_use {
        Ok(Ok(_)) => "something listens there: a running atomdeck, or another server",
        Ok(Err(_)) | Err(_) => "free",
    };
    let mut out = text(&detail);
    heading(&mut out, "Console");
    row(&mut out, "state", &state);
    row(
        &mut out,
        "address",
        &format!("{} ({listener})", config.listen),
    );
    row(&mut out, "certificate", &certificate(config));
    out
}

/// Which one would be shown, and until when it is valid.
fn certificate(config: &Config) -> String {
    if !config.speaks_tls() {
        return "none: plain HTTP, on loopback only".to_owned();
    }
    match tls::preview(&super::certificate::plan(config), Timestamp::now()) {
        Ok(Some(Certificate {
            origin,
            path,
            until,
            fingerprint,
        })) => {
            let kind = match origin {
                Origin::Given => "",
                Origin::SelfSigned => "self-signed, ",
            };
            let path = path.display();
            format!(
                "{path} ({kind}valid until {until:.0})\n{:16}SHA-256 {fingerprint}",
                ""
            )
        }
        Ok(None) => format!(
            "self-signed, made at the next start; to give one, put NAME.crt and NAME.key into {}",
            config.tls_directory.display()
        ),
        Err(error) => format!("no: {:#}", anyhow::Error::new(error)),
    }
}

fn text(detail: &HostDetail) -> String {
    let mut out = String::new();
    let facts = &detail.facts;
    heading(&mut out, "This machine");
    let boot_time = facts.boot_time.map(|at| format!("{at:.0}"));
    for (name, value) in [
        ("name", facts.hostname.as_ref()),
        ("system", facts.os_name.as_ref()),
        ("kernel", facts.kernel.as_ref()),
        ("booted", boot_time.as_ref()),
    ] {
        row(&mut out, name, value.map_or("unknown", String::as_str));
    }
    if let Some(failed) = &detail.failed_units {
        let names: Vec<_> = failed.iter().map(|unit| unit.name.as_str()).collect();
        let names = match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(", "),
        };
        row(&mut out, "failed units", &names);
    }
    heading(&mut out, "Capabilities");
    for capability in &detail.capabilities {
        let name = name(capability.kind);
        match &capability.availability {
            Availability::Available { detail } => row(&mut out, name, &format!("yes  {detail}")),
            Availability::Absent { reason, remedy } => {
                row(&mut out, name, &format!("no   {reason}"));
                row(&mut out, "", &format!("     To get it: {remedy}"));
            }
        }
    }
    out
}

fn name(kind: CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::Engine => "containers",
        CapabilityKind::Deployments => "deployments",
        CapabilityKind::Dbus => "D-Bus",
        CapabilityKind::Systemd => "systemd",
        CapabilityKind::Power => "restarting",
        CapabilityKind::Journal => "journal",
    }
}

fn heading(out: &mut String, text: &str) {
    let gap = if out.is_empty() { "" } else { "\n" };
    writeln!(out, "{gap}{text}").expect("a String takes everything");
}

fn row(out: &mut String, name: &str, value: &str) {
    writeln!(out, "  {name:<14}{value}").expect("a String takes everything");
}
