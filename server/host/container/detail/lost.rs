//! What a container was made with that Podman does not tell of it, and that a new one in its place is therefore made
//! without. The command line it was made by is kept where Podman's own program made it. Pure.

use super::super::inspect::Config;

/// Options, and what they are in words.
const UNTOLD: [(&str, &str); 4] = [
    ("--sysctl", "its kernel parameter"),
    ("--ip", "its fixed address"),
    ("--ip6", "its fixed address"),
    ("--mac-address", "its fixed MAC address"),
];

/// Each in a few words: "its fixed address `10.0.0.2`". Empty also where nobody knows.
pub(in crate::host::container) fn lost(config: &Config) -> Vec<String> {
    let mut lost = Vec::new();
    let mut words = config.create_command.iter().map(String::as_str);
    while let Some(word) = words.next() {
        // What follows is the container's own command.
        if word == config.image {
            break;
        }
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (word, None),
        };
        if let Some((_, what)) = UNTOLD.iter().find(|(of, _)| *of == option) {
            let value = value.or_else(|| words.next()).unwrap_or_default();
            lost.push(format!("{what} `{value}`"));
        } else if matches!(option, "--network" | "--net") {
            let network = value.or_else(|| words.next()).unwrap_or_default();
            lost.extend(fixed_in(network));
        }
    }
    lost
}

/// `name:ip=10.0.0.2,alias=a`.
fn fixed_in(network: &str) -> Vec<String> {
    let options = network.split_once(':').map_or("", |(_, options)| options);
    let fixed = options.split(',').filter_map(|option| {
        let (name, value) = option.split_once('=')?;
        let what = match name {
            "ip" | "ip6" => "its fixed address",
            "mac" => "its fixed MAC address",
            _ => return None,
        };
        Some(format!("{what} `{value}`"))
    });
    fixed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Vec<String> {
        lost(&Config {
            image: "web:1".to_owned(),
            create_command: line.split(' ').map(str::to_owned).collect(),
            ..Config::default()
        })
    }

    #[test]
    fn what_podman_does_not_tell_is_named() {
        let line = "podman run -d --sysctl net.a=1 --ip=10.0.0.2 --network n:ip6=fd00::1,alias=x web:1 --ip 9";
        let expected = [
            "its kernel parameter `net.a=1`",
            "its fixed address `10.0.0.2`",
            "its fixed address `fd00::1`",
        ];
        assert_eq!(of(line), expected);
        assert_eq!(of("podman run --network host web:1"), [""; 0]);
        assert_eq!(of("podman run --sysctl"), ["its kernel parameter ``"]);
        assert_eq!(lost(&Config::default()), [""; 0]);
    }
}
