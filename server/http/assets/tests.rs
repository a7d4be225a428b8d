//! Serving a built web app: encodings, validators, caching, and what is the app's page.

use std::{fs, path::Path};

use axum::http::HeaderName;

use super::*;

/// A small web build.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("assets")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>"),
        ("favicon.svg", "<svg/>"),
        ("assets/app-1a2b.js", "plain"),
        ("assets/app-1a2b.js.br", "brotli"),
        ("assets/app-1a2b.js.gz", "gzip"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn ask(root: &Path, path: &str, headers: &[(HeaderName, &'static str)]) -> Option<Response> {
    let get = |name: &str| rust_embed::utils::read_file_from_fs(&root.join(name)).ok();
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
        .collect();
    answer(get, path, &headers)
}

fn header(response: &Response, name: HeaderName) -> &str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

async fn body(response: Response) -> Bytes {
    axum::body::to_bytes(response.into_body(), 1024)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_best_encoding_that_the_client_takes_is_sent() {
    let web = built();
    for (accepted, encoding, content) in [
        ("gzip, deflate, br", "br", "brotli"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("br;q=0.0, gzip;q=x", "", "plain"),
        ("identity", "", "plain"),
    ] {
        let headers = [(header::ACCEPT_ENCODING, accepted)];
        let response = ask(web.path(), "/assets/app-1a2b.js", &headers).unwrap();
        assert_eq!(header(&response, header::CONTENT_ENCODING), encoding);
        assert_eq!(header(&response, header::VARY), "accept-encoding");
        assert!(header(&response, header::CONTENT_TYPE).contains("javascript"));
        assert_eq!(body(response).await, content, "{accepted}");
    }
}

#[test]
fn hashed_files_are_kept_for_ever_and_the_page_is_asked_for_again() {
    let web = built();
    for (path, caching) in [
        ("/assets/app-1a2b.js", FOREVER),
        ("/", ASK_AGAIN),
        ("/favicon.svg", ASK_AGAIN),
    ] {
        let response = ask(web.path(), path, &[]).unwrap();
        assert_eq!(header(&response, header::CACHE_CONTROL), caching);
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let web = built();
    let response = ask(web.path(), "/", &[]).unwrap();
    let etag: &'static str = header(&response, header::ETAG).to_owned().leak();
    let response = ask(web.path(), "/", &[(header::IF_NONE_MATCH, etag)]).unwrap();
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&response, header::ETAG), etag);
    assert!(body(response).await.is_empty());
    let other = [(header::IF_NONE_MATCH, "\"other\"")];
    assert_eq!(
        ask(web.path(), "/", &other).unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn paths_of_the_app_are_answered_with_its_page() {
    let web = built();
    for path in ["/", "/index.html", "/hosts/local/containers", "/audit"] {
        let response = ask(web.path(), path, &[]).unwrap();
        assert_eq!(body(response).await, "<!doctype html>", "{path}");
    }
    assert!(ask(web.path(), "/assets/gone-9z.js", &[]).is_none());
    assert!(ask(Path::new("/nowhere"), "/", &[]).is_none());
}
