//! Second factors over the API and on the page: one-time codes, recovery codes, and what is asked for them. Passkeys
//! are in the browser's specs.

use std::time::Duration;

use atomdeck::model::Role;
use hyper::Method;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

use crate::support::{Answer, Client, PASSWORD, TestApp};

const SESSION: &str = "/api/v1/session";
const ANSWERS: &str = "/api/v1/session/answers";
const CODE: &str = "/api/v1/session/one-time-code";
const FACTORS: &str = "/api/v1/session/factors";

/// What an app with that secret shows at the console's time.
fn code(console: &TestApp, secret: &str) -> String {
    let codes = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(Secret::try_from_base32(secret).expect("base32"))
        .with_account_name("operator")
        .build();
    let now = console.clock.now().as_second().unsigned_abs();
    codes
        .expect("a secret of 160 bits")
        .generate(now)
        .to_string()
}

/// The operator adds an app; its secret, and the recovery codes.
async fn add_app(console: &TestApp) -> (String, Vec<String>) {
    let client = console.as_role(Role::Operator);
    let offered = client.post(CODE).await.json();
    let secret = offered["secret"].as_str().expect("a secret").to_owned();
    let uri = offered["uri"].as_str().expect("an address");
    assert!(uri.contains(&secret));
    let confirm = json!({ "secret": secret, "code": code(console, &secret) });
    let done = send(&client, Method::PUT, CODE, &confirm).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let codes = done.json()["codes"].clone();
    (secret, serde_json::from_value(codes).expect("codes"))
}

async fn send(client: &Client, method: Method, path: &str, body: &Value) -> Answer {
    let json = client.clone().header("content-type", "application/json");
    json.send(method, path, body.to_string()).await
}

async fn sign_in(console: &TestApp) -> Answer {
    let credentials = json!({ "name": "operator", "password": PASSWORD });
    console.anonymous().post_json(SESSION, &credentials).await
}

async fn answer(console: &TestApp, asked: &Answer, code: &str) -> Answer {
    let given = json!({ "conversation": asked.json()["conversation"], "answers": [code] });
    console.anonymous().post_json(ANSWERS, &given).await
}

fn next_code(console: &TestApp) {
    console.clock.advance(Duration::from_secs(30));
}

#[tokio::test]
async fn a_code_is_asked_after_the_password_and_taken_once() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let operator = console.as_role(Role::Operator);
    let before = operator.get(FACTORS).await.json();
    assert_eq!(before, json!({ "recovery_codes": 0, "passkeys": [] }));

    let offered = operator.post(CODE).await.json();
    let wrong = json!({ "secret": offered["secret"], "code": "000000" });
    let refused = send(&operator, Method::PUT, CODE, &wrong).await;
    refused.problem(401, "wrong-credentials");
    assert_eq!(sign_in(&console).await.status, 200, "nothing is asked yet");

    let (secret, recovery) = add_app(&console).await;
    assert_eq!(recovery.len(), 10);
    let whoami = operator.get(SESSION).await.json();
    assert_eq!(whoami["second_factor"], true);
    let used = code(&console, &secret);

    let asked = sign_in(&console).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    assert_eq!(asked.header("set-cookie"), "");
    assert_eq!(asked.json()["prompts"][0]["kind"], "visible");
    assert_eq!(asked.json()["passkey"], Value::Null);
    let again = answer(&console, &asked, &used).await;
    assert_eq!(again.status, 202, "the code that confirmed is used");
    assert_eq!(again.json()["prompts"][0]["kind"], "error");
    answer(&console, &asked, "x")
        .await
        .problem(404, "not-found");

    next_code(&console);
    let fresh = code(&console, &secret);
    let (other, typed) = (
        sign_in(&console).await,
        format!("{} {}", &fresh[..3], &fresh[3..]),
    );
    let entered = answer(&console, &again, &typed).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let signed_in = console.with_cookie(entered.cookie());
    assert_eq!(signed_in.get(SESSION).await.json()["name"], "operator");
    let replayed = answer(&console, &other, &fresh).await;
    assert_eq!(replayed.status, 202, "{}", replayed.text());

    let admin = console.as_role(Role::Admin);
    let lines = admin.get("/api/v1/audit").await.json().to_string();
    assert!(lines.contains("that code is not right"), "{lines}");
    assert!(!lines.contains(&secret) && !lines.contains(&fresh));
    console.stop().await;
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_new_ones_end_the_old() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let (_, recovery) = add_app(&console).await;
    let typed = recovery[3].to_uppercase().replace('-', " ");
    let entered = answer(&console, &sign_in(&console).await, &typed).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let asked = answer(&console, &sign_in(&console).await, &recovery[3]).await;
    assert_eq!(asked.status, 202, "used up");

    let client = console.with_cookie(entered.cookie());
    assert_eq!(client.get(FACTORS).await.json()["recovery_codes"], 9);
    let renewed = client.post("/api/v1/session/recovery-codes").await.json();
    assert_eq!(renewed["codes"].as_array().unwrap().len(), 10);
    let old = answer(&console, &asked, &recovery[4]).await;
    assert_eq!(old.status, 202, "{}", old.text());
    let new = answer(&console, &old, renewed["codes"][0].as_str().unwrap()).await;
    assert_eq!(new.status, 200, "{}", new.text());

    let removed = client.send(Method::DELETE, CODE, "").await;
    assert_eq!(removed.status, 204);
    assert_eq!(client.get(FACTORS).await.json()["recovery_codes"], 0);
    let none = client.post("/api/v1/session/recovery-codes").await;
    none.problem(404, "not-found");
    assert_eq!(sign_in(&console).await.status, 200);
    console.stop().await;
}

#[tokio::test]
async fn guessing_codes_is_throttled_and_ends() {
    let console = TestApp::with_hosts(Vec::new()).await;
    add_app(&console).await;
    let mut asked = sign_in(&console).await;
    let mut guesses = 0;
    while asked.status == 202 {
        guesses += 1;
        asked = answer(&console, &asked, "000000").await;
    }
    assert!((5..=10).contains(&guesses), "{guesses}");
    assert!(
        [404, 429].contains(&asked.status.as_u16()),
        "{}",
        asked.text()
    );

    let late = loop {
        let asked = sign_in(&console).await;
        if asked.status == 202 {
            break asked;
        }
        asked.problem(429, "throttled");
        next_code(&console);
    };
    console.clock.advance(Duration::from_mins(2));
    answer(&console, &late, "x").await.problem(404, "not-found");
    let mut short = json!({ "conversation": "x", "answers": [] });
    let asked = sign_in(&console).await.json();
    short["conversation"] = asked["conversation"].clone();
    let refused = console.anonymous().post_json(ANSWERS, &short).await;
    refused.problem(400, "invalid-request");
    console.stop().await;
}

#[tokio::test]
async fn another_password_or_a_disabled_account_ends_a_sign_in_under_way() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let (_, recovery) = add_app(&console).await;
    let admin = console.as_role(Role::Admin);
    let asked = sign_in(&console).await;
    let new = json!({ "password": "rather unusual words" });
    let path = "/api/v1/accounts/operator/password";
    let set = send(&admin, Method::PUT, path, &new).await;
    assert_eq!(set.status, 204);
    let over = answer(&console, &asked, &recovery[0]).await;
    over.problem(404, "not-found");

    let credentials = json!({ "name": "operator", "password": "rather unusual words" });
    let asked = console.anonymous().post_json(SESSION, &credentials).await;
    let disabled = json!({ "disabled": true });
    let path = "/api/v1/accounts/operator";
    let set = send(&admin, Method::PATCH, path, &disabled).await;
    assert_eq!(set.status, 200);
    let over = answer(&console, &asked, &recovery[1]).await;
    over.problem(403, "denied");
    console.stop().await;
}

#[tokio::test]
async fn the_page_asks_without_javascript() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let (secret, _) = add_app(&console).await;
    let client = console.anonymous();
    let form = "name=operator&password=correct+horse&next=%2Faudit";
    let page = client.post_form("/login", form).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("set-cookie"), "");
    let conversation = |page: &Answer| {
        let html = page.text();
        assert!(html.contains("name=\"next\" value=\"/audit\""), "{html}");
        assert!(html.contains("autocomplete=\"one-time-code\""), "{html}");
        let (_, rest) = html.split_once("name=\"conversation\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let fields = |page: &Answer, code: &str| {
        format!(
            "conversation={}&next=%2Faudit&answer={code}",
            conversation(page)
        )
    };
    let again = client
        .post_form("/login/answers", &fields(&page, "1"))
        .await;
    assert!(again.text().contains("not right"), "{}", again.text());
    next_code(&console);
    let right = fields(&again, &code(&console, &secret));
    let entered = client.post_form("/login/answers", &right).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    assert_eq!(entered.header("location"), "/audit");
    let over = client.post_form("/login/answers", &right).await;
    assert_eq!(over.status, 404);
    assert!(over.text().contains("Begin again."), "{}", over.text());
    console.stop().await;
}

#[tokio::test]
async fn a_code_proves_again_who_one_is_and_an_administrator_takes_factors_away() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let (secret, recovery) = add_app(&console).await;
    let operator = console.as_role(Role::Operator);
    console.clock.advance(Duration::from_mins(11));
    let path = "/api/v1/session/recovery-codes";
    operator.post(path).await.problem(403, "proof-needed");
    let prove = async |code: &str| {
        let proof = json!({ "code": code });
        operator.post_json("/api/v1/session/proof", &proof).await
    };
    prove("nonsense").await.problem(401, "wrong-credentials");
    assert_eq!(prove(&code(&console, &secret)).await.status, 204);
    assert_eq!(operator.post(path).await.status, 200);
    let old = prove(&recovery[0]).await;
    old.problem(401, "wrong-credentials");
    let none = operator.post("/api/v1/session/proof/passkey").await;
    none.problem(404, "not-found");

    let path = "/api/v1/accounts/operator/factors";
    let admin = console.as_role(Role::Admin);
    let needed = admin.send(Method::DELETE, path, "").await;
    needed.problem(403, "proof-needed");
    let proof = json!({ "password": PASSWORD });
    admin.post_json("/api/v1/session/proof", &proof).await;
    assert_eq!(admin.send(Method::DELETE, path, "").await.status, 204);
    assert_eq!(sign_in(&console).await.status, 200);
    console.stop().await;
}

#[tokio::test]
async fn passkeys_take_a_name_and_tls_or_localhost() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let operator = console.as_role(Role::Operator);
    let offers = "/api/v1/session/passkeys/offers";
    let refused = operator.post(offers).await;
    refused.problem(400, "invalid-request");
    let port = console.address.port();
    let local = |client: Client| {
        let host = format!("localhost:{port}");
        client
            .header("origin", format!("http://{host}"))
            .header("host", host)
    };
    let offered = local(console.as_role(Role::Operator)).post(offers).await;
    assert_eq!(offered.status, 200, "{}", offered.text());
    let options = &offered.json()["options"];
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    let bad = json!({ "offer": offered.json()["offer"], "label": "key", "credential": {} });
    let refused = operator.post_json("/api/v1/session/passkeys", &bad).await;
    refused.problem(400, "invalid-request");
    let refused = operator.post_json("/api/v1/session/passkeys", &bad).await;
    refused.problem(404, "not-found");

    let asked = local(console.anonymous())
        .post("/api/v1/session/passkey")
        .await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let given = json!({ "conversation": asked.json()["conversation"], "passkey": {
        "id": "AAAA", "rawId": "AAAA", "type": "public-key",
        "response": { "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA" },
    } });
    let unknown = console.anonymous().post_json(ANSWERS, &given).await;
    unknown.problem(401, "wrong-credentials");
    console.stop().await;
}
