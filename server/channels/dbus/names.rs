//! Who owns the channel's name, and the signals it asked for.

use serde_json::json;
use zbus::Message;

use super::{
    Channel,
    bus::{CallError, DBUS, Reply},
    matches::{self, Owner},
    request::Match,
    text,
};
use crate::model::{Action, Problem, ProblemCode};

impl Channel<'_> {
    /// Says who owns the channel's name, and starts the service if nobody does.
    pub(super) async fn start(&self, name: &str) -> Result<String, Problem> {
        let not_found = |error: CallError| {
            let detail = format!("there is no `{name}` on the host's bus: {}", text(&error));
            Problem::new(ProblemCode::NotFound, detail)
        };
        if let Some(asked) = self.ask_owner(name).await.map_err(not_found)? {
            self.answer_owner(name, asked).await;
        }
        if let Some(Owner::Nobody) = self.owner(name) {
            let started = match self.bus.ask("StartServiceByName", &(name, 0_u32)).await {
                Ok(reply) => reply.soon().await,
                Err(error) => Err(error),
            };
            if let Err(error) = started {
                self.tell_owner(&Owner::Nobody).await;
                return Err(not_found(error));
            }
        }
        match self.owner(name) {
            Some(Owner::Is(owner)) => Ok(owner),
            Some(Owner::Nobody | Owner::Asked) | None => {
                let detail = format!("nobody owns `{name}` on the host's bus");
                Err(Problem::new(ProblemCode::NotFound, detail))
            }
        }
    }

    fn owner(&self, name: &str) -> Option<Owner> {
        self.matches().owner(name).cloned()
    }

    /// Begins to follow a name's owner; `None` if that was begun before.
    async fn ask_owner(&self, name: &str) -> Result<Option<Reply<'_>>, CallError> {
        if name.starts_with(':') || !self.matches().begin(name) {
            return Ok(None);
        }
        let changes = matches::rule(&Match {
            name: Some(DBUS.to_owned()),
            path: None,
            path_namespace: None,
            interface: Some(DBUS.to_owned()),
            member: Some("NameOwnerChanged".to_owned()),
            arg0: Some(name.to_owned()),
        })?;
        // Its reply, should it be an error, is that of the next one too.
        drop(self.bus.ask("AddMatch", &changes).await?);
        self.bus.ask("GetNameOwner", &name).await.map(Some)
    }

    async fn answer_owner(&self, name: &str, asked: Reply<'_>) {
        let owner = match asked.soon().await {
            Ok(message) => match message.body().deserialize::<String>() {
                Ok(owner) => Owner::Is(owner),
                Err(_) => Owner::Nobody,
            },
            Err(_) => Owner::Nobody,
        };
        let news = self.matches().answer(name, owner.clone());
        if news && owner != Owner::Nobody && self.name.as_deref() == Some(name) {
            self.tell_owner(&owner).await;
        }
    }

    pub(super) async fn tell_owner(&self, owner: &Owner) {
        let owner = match owner {
            Owner::Is(owner) => Some(owner),
            Owner::Nobody | Owner::Asked => None,
        };
        let said = json!({"owner": owner}).to_string();
        self.output.send(said.as_bytes()).await;
    }

    pub(super) async fn add_match(&self, rule: Match) -> Result<(), Problem> {
        let rule = self.complete(rule);
        self.context
            .look(Action::DbusRead, rule.name.clone())
            .await?;
        let text = matches::rule(&rule).map_err(|error| invalid(&error))?;
        let owner = match &rule.name {
            Some(name) => self
                .ask_owner(name)
                .await
                .map_err(|error| lost(&error))?
                .map(|asked| (name, asked)),
            None => None,
        };
        if !self.matches().add(rule.clone()) {
            let detail = "the channel has too many matches";
            return Err(Problem::new(ProblemCode::Conflict, detail));
        }
        let added = self
            .bus
            .ask("AddMatch", &text)
            .await
            .map_err(|error| lost(&error))?;
        if let Some((name, asked)) = owner {
            self.answer_owner(name, asked).await;
        }
        added.soon().await.map_err(|error| lost(&error))?;
        Ok(())
    }

    pub(super) async fn remove_match(&self, rule: Match) -> Result<(), Problem> {
        let rule = self.complete(rule);
        let text = matches::rule(&rule).map_err(|error| invalid(&error))?;
        if self.matches().remove(&rule) {
            let removed = self
                .bus
                .ask("RemoveMatch", &text)
                .await
                .map_err(|error| lost(&error))?;
            removed.soon().await.map_err(|error| lost(&error))?;
        }
        Ok(())
    }

    /// The rule for the channel's own name, if it says none.
    fn complete(&self, rule: Match) -> Match {
        Match {
            name: rule.name.or_else(|| self.name.clone()),
            ..rule
        }
    }
}

/// The name and its new owner, if this is the bus saying so.
pub(super) fn owner_change(message: &Message) -> Option<(String, Owner)> {
    let header = message.header();
    if header.sender()?.as_str() != DBUS || header.member()?.as_str() != "NameOwnerChanged" {
        return None;
    }
    let (name, _old, new): (String, String, String) = message.body().deserialize().ok()?;
    let owner = if new.is_empty() {
        Owner::Nobody
    } else {
        Owner::Is(new)
    };
    Some((name, owner))
}

fn invalid(error: &zbus::Error) -> Problem {
    Problem::new(
        ProblemCode::InvalidRequest,
        format!("the match is not valid: {error}"),
    )
}

fn lost(error: &CallError) -> Problem {
    let detail = format!("the bus did not take a match: {}", text(error));
    Problem::new(ProblemCode::BackendFailed, detail)
}
