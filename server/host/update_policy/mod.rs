//! What updates the host by itself: rpm-ostree's timer, bootc's timer, Zincati. Each is shown as its files and systemd
//! say, and set where that is a documented setting or a file of our own.

mod rpm_ostreed;
mod timer;
mod zincati;
mod zincati_files;

use zbus::Connection;

use crate::{
    access::Permit,
    model::{
        TimerSwitch, Topic, UpdateAgent, UpdateAgentKind, UpdatePolicy, UpdatePolicyRequest,
        UpdateSetting,
    },
    transport::Transport,
};

use super::{
    Host, HostError,
    systemd_units::{self as units, Properties},
};

use timer::Timer;

/// Downloads, stages and restarts.
const BOOTC_TIMER: &str = "bootc-fetch-apply-updates.timer";

impl Host {
    /// The agents that are there.
    pub async fn update_policy(&self) -> Result<UpdatePolicy, HostError> {
        let connection = self.bus.shared().await?;
        let transport = &self.setup.transport;
        let (rpm_ostreed, bootc, zincati) = tokio::join!(
            rpm_ostreed::show(transport, &connection),
            bootc(&connection),
            zincati::show(transport, &connection),
        );
        let agents = [rpm_ostreed?, bootc?, zincati?];
        Ok(UpdatePolicy {
            agents: agents.into_iter().flatten().collect(),
        })
    }

    /// Sets one agent; the request was checked.
    pub async fn set_update_policy(
        &self,
        permit: Permit,
        request: UpdatePolicyRequest,
    ) -> Result<(), HostError> {
        let (bus, voice) = (self.bus.clone(), self.voice.clone());
        let transport = self.setup.transport.clone();
        let set = async move {
            let connection = bus.shared().await?;
            let done = set(&transport, &connection, &request).await;
            voice.say(Topic::UpdatePolicy);
            done
        };
        self.operations.see_through(permit, set).await
    }
}

async fn set(
    transport: &Transport,
    connection: &Connection,
    request: &UpdatePolicyRequest,
) -> Result<(), HostError> {
    match request {
        UpdatePolicyRequest::RpmOstreed { policy } => {
            rpm_ostreed::set(transport, connection, *policy).await
        }
        UpdatePolicyRequest::Bootc { timer } => {
            there(connection, BOOTC_TIMER, "bootc").await?;
            switch(connection, BOOTC_TIMER, *timer).await
        }
        UpdatePolicyRequest::Zincati(wish) => zincati::set(transport, connection, wish).await,
    }
}

async fn bootc(connection: &Connection) -> Result<Option<UpdateAgent>, HostError> {
    let Some(timer) = Timer::ask(connection, BOOTC_TIMER).await? else {
        return Ok(None);
    };
    let (active, words) = match timer.switch {
        TimerSwitch::On => (
            true,
            "downloads updates when its timer runs, and restarts the host into them at once",
        ),
        TimerSwitch::Off => (false, "does nothing by itself: its timer is off"),
    };
    Ok(Some(UpdateAgent {
        kind: UpdateAgentKind::Bootc,
        active,
        reboots: active,
        words: format!("bootc {words}."),
        unit: BOOTC_TIMER.to_owned(),
        unit_state: timer.state,
        next_run: timer.next_run,
        setting: UpdateSetting::Bootc {
            timer: timer.switch,
        },
        faults: Vec::new(),
    }))
}

async fn switch(
    connection: &Connection,
    timer: &str,
    switch: TimerSwitch,
) -> Result<(), HostError> {
    match switch {
        TimerSwitch::On => units::switch_on(connection, timer).await,
        TimerSwitch::Off => units::switch_off(connection, timer).await,
    }
}

/// The unit's properties, or that there is none.
async fn there(connection: &Connection, name: &str, agent: &str) -> Result<Properties, HostError> {
    let unit = units::unit(connection, name, None).await?;
    match is_there(&unit) {
        true => Ok(unit),
        false => Err(HostError::NotAvailable {
            reason: format!("this host has no {name}"),
            remedy: format!("use an image that contains {agent}, or set another agent"),
        }),
    }
}

/// systemd knows a file of it.
fn is_there(unit: &Properties) -> bool {
    units::text(unit, "LoadState").is_some_and(|word| word != "not-found")
}
