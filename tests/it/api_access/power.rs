//! The same for a host's power, what became of its boots, and what updates it by itself. The restart comes last.

/// As [`super::routes::ROUTES`].
pub(super) const ROUTES: &[(&str, &str, &str, &str, [u16; 5])] = &[
    (
        "GET",
        "/hosts/{host}/power",
        "/hosts/demo/power",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "GET",
        "/hosts/{host}/power/impact",
        "/hosts/demo/power/impact",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "DELETE",
        "/hosts/{host}/power",
        "/hosts/demo/power",
        "",
        [401, 403, 403, 409, 403],
    ),
    (
        "POST",
        "/hosts/{host}/power",
        "/hosts/demo/power",
        r#"{"action":"power_off"}"#,
        [401, 403, 403, 503, 403],
    ),
    (
        "GET",
        "/hosts/{host}/verdict",
        "/hosts/demo/verdict",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "POST",
        "/hosts/{host}/verdict",
        "/hosts/demo/verdict",
        r#"{"decision":"keep"}"#,
        [401, 403, 403, 200, 403],
    ),
    (
        "PUT",
        "/hosts/{host}/verdict/rule",
        "/hosts/demo/verdict/rule",
        r#"{"rule":"ask","wait_minutes":10}"#,
        [401, 403, 403, 200, 403],
    ),
    (
        "GET",
        "/hosts/{host}/update-policy",
        "/hosts/demo/update-policy",
        "",
        [401, 200, 200, 200, 403],
    ),
    (
        "PUT",
        "/hosts/{host}/update-policy",
        "/hosts/demo/update-policy",
        r#"{"agent":"rpm_ostreed","policy":"check"}"#,
        [401, 403, 403, 200, 403],
    ),
    (
        "POST",
        "/hosts/{host}/power",
        "/hosts/demo/power",
        r#"{"action":"reboot"}"#,
        [401, 403, 403, 202, 403],
    ),
];
