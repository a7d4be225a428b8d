//! Remotes and their keys, on a real repository.

use atomdeck::host::HostError;
use atomdeck::model::{
    Action, DeploymentChange, NewKeys, NewRemote, Outcome, Remote, RemoteVerification,
};

use super::rebase;
use super::sysroot::Sysroot;

impl Sysroot {
    async fn add(
        &self,
        name: &str,
        verification: RemoteVerification,
        keys: Option<String>,
    ) -> Result<Remote, HostError> {
        let permit = self.host.permit("ada", Action::RemoteChange).await;
        let new = NewRemote {
            name: name.parse().expect("a name"),
            url: "file:///var/remote".parse().expect("an address"),
            verification,
            keys,
        };
        self.host.host.add_remote(permit, new).await
    }

    async fn remove(&self, name: &str) -> Result<(), HostError> {
        let permit = self.host.permit("ada", Action::RemoteChange).await;
        let name = name.parse().expect("a name");
        self.host.host.remove_remote(permit, name).await
    }

    async fn names(&self) -> Vec<String> {
        let all = self.host.host.remotes().await.expect("a list");
        all.into_iter().map(|remote| remote.name).collect()
    }
}

#[tokio::test]
async fn a_remote_is_added_with_its_key_used_and_removed() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let added = sysroot
        .add("other", RemoteVerification::Gpg, Some(sysroot.key()))
        .await;
    let added = added.expect("added");
    assert_eq!(added.url.as_deref(), Some("file:///var/remote"));
    assert_eq!(added.verification, RemoteVerification::Gpg);
    let keys = added.keys.as_deref().expect("keys");
    assert_eq!(keys[0].users, ["Test OS <test@example.org>"]);
    assert_eq!(keys[0].fingerprint.len(), 40);
    assert_eq!(sysroot.names().await, ["lab", "other"]);
    let again = sysroot.add("other", RemoteVerification::None, None).await;
    assert!(
        matches!(again, Err(HostError::Conflict { .. })),
        "{again:?}"
    );

    let outcome = sysroot.done(rebase("other:test/next")).await;
    assert_eq!(outcome, "9.0 boots next.");
    let followed = sysroot.remove("other").await.expect_err("it is followed");
    assert!(followed.to_string().contains("9.0"), "{followed}");
    let deployment = sysroot.find("9.0").await.id.parse().expect("an id");
    sysroot.done(DeploymentChange::Remove { deployment }).await;
    sysroot.remove("other").await.expect("removed");
    assert_eq!(sysroot.names().await, ["lab"]);
    let gone = sysroot.remove("other").await;
    assert!(matches!(gone, Err(HostError::NotFound { .. })), "{gone:?}");
    sysroot.host.stop().await;
}

#[tokio::test]
async fn a_text_that_holds_no_key_adds_nothing() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let text = Some("these are no keys".to_owned());
    let refused = sysroot.add("bad", RemoteVerification::Gpg, text).await;
    assert!(
        matches!(refused, Err(HostError::Invalid { .. })),
        "{refused:?}"
    );
    assert_eq!(sysroot.names().await, ["lab"]);
    assert_eq!(sysroot.host.audit().await[0].outcome, Outcome::Failed);
    sysroot.host.stop().await;
}

#[tokio::test]
async fn a_key_that_comes_later_lets_its_commits_in() {
    let Some(sysroot) = Sysroot::new() else {
        return;
    };
    let added = sysroot.add("late", RemoteVerification::Gpg, None).await;
    assert_eq!(added.expect("added").keys, Some(Vec::new()));
    let begun = sysroot
        .begin(rebase("late:test/next"))
        .await
        .expect("accepted");
    let error = sysroot.ended(&begun.id).await.error;
    assert!(error.is_some(), "nobody vouches for it");
    let host = &sysroot.host.host;
    let add = async |keys: String| {
        let permit = sysroot.host.permit("ada", Action::RemoteChange).await;
        let name = "late".parse().expect("a name");
        host.add_remote_keys(permit, name, NewKeys { keys }).await
    };
    let refused = add("nothing".to_owned()).await;
    assert!(
        matches!(refused, Err(HostError::Invalid { .. })),
        "{refused:?}"
    );
    let remote = add(sysroot.key()).await.expect("taken");
    assert_eq!(remote.keys.expect("keys").len(), 1);
    let outcome = sysroot.done(rebase("late:test/next")).await;
    assert_eq!(outcome, "9.0 boots next.");
    sysroot.host.stop().await;
}
