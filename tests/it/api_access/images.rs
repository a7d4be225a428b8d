//! Images and registries; see the table of `routes`.

use super::Row;

pub(super) const ROUTES: &[Row] = &[
    (
        "GET",
        "/hosts/{host}/images",
        "/hosts/demo/images",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "GET",
        "/hosts/{host}/images/{image}",
        "/hosts/demo/images/nothing",
        "",
        [401, 404, 404, 404, 403],
    ),
    (
        "DELETE",
        "/hosts/{host}/images/{image}",
        "/hosts/demo/images/nothing",
        "",
        [401, 403, 403, 404, 403],
    ),
    (
        "GET",
        "/hosts/{host}/images/{image}/archive",
        "/hosts/demo/images/nothing/archive",
        "",
        [401, 403, 403, 404, 403],
    ),
    (
        "POST",
        "/hosts/{host}/images/{image}/tag",
        "/hosts/demo/images/nothing/tag",
        r#"{"reference":"kept:1"}"#,
        [401, 403, 403, 404, 403],
    ),
    (
        "POST",
        "/hosts/{host}/images/pull",
        "/hosts/demo/images/pull",
        r#"{"reference":"nothing:1"}"#,
        [401, 403, 403, 202, 403],
    ),
    (
        "POST",
        "/hosts/{host}/images/check",
        "/hosts/demo/images/check",
        "{}",
        [401, 403, 403, 202, 403],
    ),
    (
        "GET",
        "/hosts/{host}/images/search",
        "/hosts/demo/images/search?term=web",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "POST",
        "/hosts/{host}/images/load",
        "/hosts/demo/images/load",
        "",
        [401, 403, 403, 400, 403],
    ),
    (
        "POST",
        "/hosts/{host}/images/build",
        "/hosts/demo/images/build?tag=made:1",
        "",
        [401, 403, 403, 400, 403],
    ),
    (
        "GET",
        "/registries",
        "/registries",
        "",
        [401, 403, 403, 200, 403],
    ),
    (
        "PUT",
        "/registries/{registry}",
        "/registries/quay.example",
        r#"{"username":"ada","password":"lovelace"}"#,
        [401, 403, 403, 204, 403],
    ),
    (
        "DELETE",
        "/registries/{registry}",
        "/registries/quay.example",
        "",
        [401, 403, 403, 204, 403],
    ),
];
