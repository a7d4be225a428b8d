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
    (
        "DELETE",
        "/accounts/{account}/factors",
        "/accounts/nobody/factors",
        "",
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
    (
        "POST",
        "/session/proof/passkey",
        "/session/proof/passkey",
        "",
        [401, 404, 404, 404, 404],
    ),
    (
        "POST",
        "/session/answers",
        "/session/answers",
        "",
        [400, 400, 400, 400, 400],
    ),
    (
        "POST",
        "/session/passkey",
        "/session/passkey",
        "",
        [400, 400, 400, 400, 400],
    ),
    (
        "GET",
        "/session/factors",
        "/session/factors",
        "",
        [401, 200, 200, 200, 200],
    ),
    (
        "POST",
        "/session/one-time-code",
        "/session/one-time-code",
        "",
        [401, 200, 200, 200, 200],
    ),
    (
        "PUT",
        "/session/one-time-code",
        "/session/one-time-code",
        WRONG_CODE,
        [401, 401, 401, 401, 401],
    ),
    (
        "DELETE",
        "/session/one-time-code",
        "/session/one-time-code",
        "",
        [401, 404, 404, 404, 404],
    ),
    (
        "POST",
        "/session/recovery-codes",
        "/session/recovery-codes",
        "",
        [401, 404, 404, 404, 404],
    ),
    (
        "POST",
        "/session/passkeys/offers",
        "/session/passkeys/offers",
        "",
        [401, 400, 400, 400, 400],
    ),
    (
        "POST",
        "/session/passkeys",
        "/session/passkeys",
        PASSKEY,
        [401, 404, 404, 404, 404],
    ),
    (
        "DELETE",
        "/session/passkeys/{passkey}",
        "/session/passkeys/AAAA",
        "",
        [401, 404, 404, 404, 404],
    ),
];

const NEW: &str = r#"{"name":"viewer","roles":["viewer"],"password":"rather unusual words"}"#;
const PASSWORD: &str = r#"{"password":"rather unusual words"}"#;
const OWN: &str = r#"{"current":"wrong","password":"rather unusual words"}"#;
const ROLE: &str = r#"{"actions":["host_view"]}"#;
const TOKEN: &str = r#"{"label":"x","role":"viewer","days":0}"#;
const WRONG_CODE: &str = r#"{"secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","code":"0"}"#;
const PASSKEY: &str = r#"{"offer":"x","label":"key","credential":{}}"#;
