//! Accounts, roles, sessions and tokens; see the table of `routes`.

use super::Row;

pub(super) const ROUTES: &[Row] = &[
    (
        "GET",
        "/accounts",
        "/accounts",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "POST",
        "/accounts",
        "/accounts",
        NEW,
        [401, 403, 403, 409, 403],
    ),
    (
        "PATCH",
        "/accounts/{account}",
        "/accounts/nobody",
        "{}",
        [401, 403, 403, 404, 403],
    ),
    (
        "DELETE",
        "/accounts/{account}",
        "/accounts/nobody",
        "",
        [401, 403, 403, 404, 403],
    ),
    (
        "PUT",
        "/accounts/{account}/password",
        "/accounts/nobody/password",
        PASSWORD,
        [401, 403, 403, 404, 403],
    ),
    ("GET", "/roles", "/roles", "", [401, 403, 403, 200, 403]),
    (
        "GET",
        "/roles/answers",
        "/roles/answers",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "PUT",
        "/roles/{role}",
        "/roles/admin",
        ROLE,
        [401, 403, 403, 400, 403],
    ),
    (
        "DELETE",
        "/roles/{role}",
        "/roles/nobody",
        "",
        [401, 403, 403, 404, 403],
    ),
    (
        "GET",
        "/sessions",
        "/sessions",
        "",
        [401, 200, 200, 200, 200],
    ),
    (
        "GET",
        "/sessions",
        "/sessions?all=true",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "DELETE",
        "/sessions/{session}",
        "/sessions/0123456789abcdef",
        "",
        [401, 403, 403, 404, 403],
    ),
    ("GET", "/tokens", "/tokens", "", [401, 200, 200, 200, 200]),
    (
        "GET",
        "/tokens",
        "/tokens?all=true",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "POST",
        "/tokens",
        "/tokens",
        TOKEN,
        [401, 400, 400, 400, 400],
    ),
    (
        "DELETE",
        "/tokens/{token}",
        "/tokens/7777",
        "",
        [401, 403, 403, 404, 403],
    ),
    (
        "POST",
        "/session/proof",
        "/session/proof",
        PASSWORD,
        [401, 401, 401, 401, 401],
    ),
    (
        "PUT",
        "/session/password",
        "/session/password",
        OWN,
        [401, 401, 401, 401, 401],
    ),
];

const NEW: &str = r#"{"name":"viewer","roles":["viewer"],"password":"rather unusual words"}"#;
const PASSWORD: &str = r#"{"password":"rather unusual words"}"#;
const OWN: &str = r#"{"current":"wrong","password":"rather unusual words"}"#;
const ROLE: &str = r#"{"actions":["host_view"]}"#;
const TOKEN: &str = r#"{"label":"x","role":"viewer","days":0}"#;
