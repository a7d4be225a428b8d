//! A change of kernel arguments, worked out here: ostree's own options for it start from what runs, and would lose
//! what was changed since and waits for its reboot. Pure.

use crate::model::{KernelArgument, KernelArgumentWish};

use super::HostError;

/// The arguments that the wish leaves of these.
pub(super) fn changed(
    present: &[String],
    wish: &KernelArgumentWish,
) -> Result<Vec<String>, HostError> {
    let mut arguments = present.to_vec();
    for argument in &wish.delete {
        arguments.remove(place(&arguments, argument)?);
    }
    for swap in &wish.replace {
        let place = place(&arguments, &swap.from)?;
        arguments[place] = swap.to.to_string();
    }
    arguments.extend(wish.append.iter().map(ToString::to_string));
    if arguments == present {
        return Err(HostError::Conflict {
            reason: "the kernel's arguments are so already".to_owned(),
        });
    }
    Ok(arguments)
}

/// Where it stands: as it is written, or the only one with that key.
fn place(arguments: &[String], wanted: &KernelArgument) -> Result<usize, HostError> {
    let text = wanted.as_str();
    if let Some(place) = arguments.iter().position(|one| one == text) {
        return Ok(place);
    }
    let with_key = arguments.iter().enumerate().filter(|(_, one)| {
        let key = one.split_once('=').map_or(one.as_str(), |(key, _)| key);
        text == key
    });
    let places: Vec<usize> = with_key.map(|(place, _)| place).collect();
    match places.as_slice() {
        [place] => Ok(*place),
        [] => Err(HostError::NotFound {
            what: format!("kernel argument {text} in what boots next"),
        }),
        [_, _, ..] => Err(HostError::Invalid {
            reason: format!("{text} stands there more than once: name its value as well"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::KernelArgumentReplacement;

    fn argument(text: &str) -> KernelArgument {
        text.parse().expect("an argument")
    }

    fn present() -> Vec<String> {
        let words = "root=LABEL=x console=tty0 console=ttyS0 quiet mitigations=auto";
        words.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_is_appended_deleted_and_replaced_is_so_afterwards() {
        let wish = KernelArgumentWish {
            append: vec![argument("debug")],
            delete: vec![argument("console=tty0"), argument("quiet")],
            replace: vec![KernelArgumentReplacement {
                from: argument("mitigations"),
                to: argument("mitigations=off"),
            }],
        };
        let after = changed(&present(), &wish).expect("possible");
        assert_eq!(
            after,
            ["root=LABEL=x", "console=ttyS0", "mitigations=off", "debug"]
        );
    }

    #[test]
    fn what_is_not_there_or_not_clear_is_refused() {
        let delete = |text: &str| {
            let delete = vec![argument(text)];
            let wish = KernelArgumentWish {
                delete,
                ..KernelArgumentWish::default()
            };
            changed(&present(), &wish).expect_err("refused").to_string()
        };
        assert!(delete("nosmt").contains("nosmt"));
        assert!(delete("quiet=1").contains("quiet=1"));
        assert!(delete("console").contains("name its value"));
        let nothing = KernelArgumentWish::default();
        assert!(changed(&present(), &nothing).is_err());
    }
}
