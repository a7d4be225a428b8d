//! The API document: what is checked in is what the code says, and it says all that the web app needs.

use std::{fs, path::Path};

use crate::support::TestApp;

#[test]
fn the_document_in_the_tree_is_the_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    let stored = fs::read_to_string(path).unwrap();
    let generated = atomdeck::http::openapi().to_pretty_json().unwrap();
    assert!(
        stored.trim_end() == generated,
        "web/openapi.json is not what the code generates; run `make api`"
    );
}

#[tokio::test]
async fn the_server_gives_it_to_everybody() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let answer = console.anonymous().get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert_eq!(
        document,
        serde_json::to_value(atomdeck::http::openapi()).unwrap()
    );
    // Channels carry these, which no HTTP answer does.
    for schema in ["Event", "LogLine"] {
        assert!(
            document["components"]["schemas"][schema].is_object(),
            "{schema}"
        );
    }
    console.stop().await;
}
