//! The task that looks at a host for as long as the program runs: when it changes, and else once a minute. It carries
//! out the rule when its time has come.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{sleep, timeout},
};

use crate::{
    access::Principal,
    host::Host,
    model::{Event, Topic, Verdict, VerdictDecision, VerdictRule, VerdictState},
};

use super::{VerdictError, Verdicts};

/// How often the host is looked at where nothing changes.
const EVERY: Duration = Duration::from_mins(1);

/// What changes within this time is looked at once.
const COALESCE: Duration = Duration::from_secs(2);

impl Verdicts {
    /// Begins to look at the host; ends with the program.
    pub(in crate::app) fn keep(&self, host: Arc<Host>) {
        let keeper = self.clone();
        let stop = self.stop.clone();
        let work = async move { keeper.watch(&host).await };
        self.tasks.spawn(stop.run_until_cancelled_owned(work));
    }

    async fn watch(&self, host: &Arc<Host>) {
        let mut heard = self.events.subscribe();
        let mut last = None;
        loop {
            match self.verdict(host).await {
                Ok(verdict) => {
                    self.follow_rule(host, &verdict).await;
                    if last.as_ref().is_some_and(|last| *last != verdict) {
                        self.say(host);
                    }
                    last = Some(verdict);
                }
                // It is down, or has no systemd; the page that needs it says why.
                Err(error) => tracing::debug!(host.id = %host.id(), %error, "no verdict"),
            }
            let _late = timeout(EVERY, concerning(&mut heard, host)).await;
            sleep(COALESCE).await;
            heard = heard.resubscribe();
        }
    }

    /// Does what the rule says, once a boot.
    async fn follow_rule(&self, host: &Arc<Host>, verdict: &Verdict) {
        let Some(acts_at) = verdict.rule.acts_at else {
            return;
        };
        if verdict.state == VerdictState::Settling || self.clock.now() < acts_at {
            return;
        }
        let decision = match verdict.rule.rule {
            VerdictRule::Ask => return,
            VerdictRule::KeepWhenGood => VerdictDecision::Keep,
            VerdictRule::RollBackWhenWorse => VerdictDecision::RollBack { reboot: true },
        };
        let boot = verdict.now.boot_id.clone();
        let acted = async {
            let (id, now) = (host.id().clone(), self.clock.now());
            if !self.store.rule_acts(id, boot.clone(), now).await? {
                return Ok(());
            }
            let principal = self.principal_of(verdict.rule.set_by.as_deref()).await?;
            tracing::info!(host.id = %host.id(), rule = verdict.rule.rule.as_str(), "a rule acts");
            self.decide(&principal, host, &decision).await
        };
        let Err(error) = acted.await else {
            return;
        };
        tracing::warn!(host.id = %host.id(), %error, "a rule could not do what it says");
        let noted = self
            .store
            .rule_failed(host.id().clone(), boot, error.to_string());
        if let Err(error) = noted.await {
            tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        }
    }

    /// The rule in the name of who set it, with the rights that they have now; without an account, with none.
    async fn principal_of(&self, set_by: Option<&str>) -> Result<Principal, VerdictError> {
        let name = set_by.unwrap_or("nobody");
        let account = match name.parse() {
            Ok(name) => self.store.user_find(name).await?,
            Err(_) => None,
        };
        let roles = account.map_or_else(Vec::new, |account| account.user.roles);
        let name = format!("rule of {name}");
        Ok(Principal::standing(name, roles, "-".to_owned()))
    }
}

/// Waits for word of what a verdict is made of.
async fn concerning(heard: &mut Receiver<Event>, host: &Host) {
    loop {
        match heard.recv().await {
            Ok(event) if event.host.as_ref() == Some(host.id()) && counts(event.topic) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_) | RecvError::Closed) => return,
        }
    }
}

fn counts(topic: Topic) -> bool {
    match topic {
        Topic::Host | Topic::Containers | Topic::Deployments | Topic::Power => true,
        Topic::Images
        | Topic::Storage
        | Topic::Verdict
        | Topic::UpdatePolicy
        | Topic::Operations
        | Topic::Audit => false,
    }
}
