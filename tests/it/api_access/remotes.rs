//! Rows of the table of [`super`] about ostree's remotes and what differs from the image.

/// As [`super::routes::ROUTES`].
pub(super) const ROUTES: &[(&str, &str, &str, &str, [u16; 5])] = &[
    (
        "GET",
        "/hosts/{host}/deployments/drift",
        "/hosts/demo/deployments/drift",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "GET",
        "/hosts/{host}/remotes",
        "/hosts/demo/remotes",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "POST",
        "/hosts/{host}/remotes",
        "/hosts/demo/remotes",
        r#"{"name":"lab","url":"https://example.org/repo","verification":"none"}"#,
        [401, 403, 403, 201, 403],
    ),
    (
        "POST",
        "/hosts/{host}/remotes/{remote}/keys",
        "/hosts/demo/remotes/nobody/keys",
        r#"{"keys":"none"}"#,
        [401, 403, 403, 404, 403],
    ),
    (
        "DELETE",
        "/hosts/{host}/remotes/{remote}",
        "/hosts/demo/remotes/lab",
        "",
        [401, 403, 403, 204, 403],
    ),
];
