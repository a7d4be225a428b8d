//! One-time links: the first administrator's, and those that sign an account in.

use std::time::Duration;

use atomdeck::auth::LINK_LIFETIME;

use crate::support::{Answer, TestApp};

async fn first_start_token(console: &TestApp) -> String {
    let link = console.app.auth.first_start_link().await;
    let token = link.expect("the store answers").expect("no account yet");
    token.expose().to_owned()
}

async fn create(console: &TestApp, token: &str, name: &str, password: &str) -> Answer {
    let form = format!("token={token}&name={name}&password={password}");
    console.anonymous().post_form("/first-start", &form).await
}

#[tokio::test]
async fn the_first_start_link_creates_one_administrator_once() {
    let console = TestApp::fresh(Vec::new()).await;
    let client = console.anonymous();
    assert!(
        client
            .get("/login")
            .await
            .text()
            .contains("There is no account yet")
    );
    let token = first_start_token(&console).await;
    let path = format!("/first-start?token={token}");
    for _ in 0..2 {
        let page = client.get(&path).await;
        assert_eq!(page.status, 200, "looking does not use it up");
        assert!(page.text().contains("autocomplete=\"new-password\""));
    }
    for (name, password, says) in [
        ("ada", "pass123", "use 8 characters or more"),
        ("adalovelace", "AdaLovelace", "must not be the name"),
        ("ada", "password1234", "is easy to guess"),
        ("-rf", "long+enough", "A user name must be"),
    ] {
        let unfit = create(&console, &token, name, password).await;
        assert_eq!(unfit.status, 400);
        assert!(unfit.text().contains(says), "{}", unfit.text());
        assert!(!unfit.text().contains(password), "{}", unfit.text());
    }

    let made = create(&console, &token, "ada", "rather unusual words").await;
    assert_eq!(made.status, 303, "{}", made.text());
    let ada = console.with_cookie(made.cookie());
    let whoami = ada.get("/api/v1/session").await.json();
    assert_eq!(
        (&whoami["name"], &whoami["roles"][0]),
        (&"ada".into(), &"admin".into())
    );

    assert_eq!(
        create(&console, &token, "eve", "rather unusual words")
            .await
            .status,
        410
    );
    assert_eq!(client.get(&path).await.status, 410);
    assert!(console.app.auth.first_start_link().await.unwrap().is_none());
    assert!(
        !client
            .get("/login")
            .await
            .text()
            .contains("There is no account yet")
    );

    let audit = ada.get("/api/v1/audit").await.json();
    let actions: Vec<_> = audit["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["session_open", "account_create"]);
    console.stop().await;
}

#[tokio::test]
async fn a_first_start_link_is_void_when_old_replaced_or_overtaken() {
    let console = TestApp::fresh(Vec::new()).await;
    let old = first_start_token(&console).await;
    let new = first_start_token(&console).await;
    let ask = async |token: &str| {
        create(&console, token, "eve", "rather unusual words")
            .await
            .status
    };
    assert_eq!(ask(&old).await, 410, "replaced");
    assert_eq!(ask("").await, 410);
    assert_eq!(ask("0123").await, 410);
    console.clock.advance(LINK_LIFETIME);
    assert_eq!(ask(&new).await, 410, "10 minutes old");

    let last = first_start_token(&console).await;
    let ada = atomdeck::model::User::new(
        "ada".parse().unwrap(),
        atomdeck::model::Role::Admin.into(),
        console.clock.now(),
    );
    assert!(
        console
            .app
            .store
            .user_add(ada, String::new())
            .await
            .unwrap()
    );
    assert_eq!(ask(&last).await, 410, "somebody was faster");
    assert_eq!(console.app.store.user_list().await.unwrap().len(), 1);
    console.stop().await;
}

#[tokio::test]
async fn a_sign_in_link_works_once_and_previews_do_not_use_it_up() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let token = "a".repeat(64);
    let hash: [u8; 32] = sha2::Digest::finalize(sha2::Digest::chain_update(
        <sha2::Sha256 as sha2::Digest>::new(),
        &token,
    ))
    .into();
    let operator = Some("operator".parse().unwrap());
    let now = console.clock.now();
    console
        .app
        .store
        .link_add(hash, operator.clone(), now)
        .await
        .unwrap();

    let client = console.anonymous();
    let (path, form) = (
        format!("/login-link?token={token}"),
        format!("token={token}"),
    );
    for _ in 0..2 {
        let page = client.get(&path).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("set-cookie"), "");
        assert!(
            page.text().contains("signs you in as operator"),
            "{}",
            page.text()
        );
    }
    assert_eq!(
        client.post_form("/first-start", &form).await.status,
        410,
        "the wrong page"
    );
    let answer = client.post_form("/login-link", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let signed_in = console.with_cookie(answer.cookie());
    assert_eq!(
        signed_in.get("/api/v1/session").await.json()["name"],
        "operator"
    );
    assert_eq!(client.post_form("/login-link", &form).await.status, 410);
    assert_eq!(client.get(&path).await.status, 410);

    console
        .app
        .store
        .link_add(hash, operator, now)
        .await
        .unwrap();
    console
        .clock
        .advance(LINK_LIFETIME + Duration::from_secs(1));
    assert_eq!(
        client.post_form("/login-link", &form).await.status,
        410,
        "too old"
    );
    console.stop().await;
}
