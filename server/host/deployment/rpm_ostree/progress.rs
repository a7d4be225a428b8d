//! The signals of an rpm-ostree transaction, turned into steps of an operation. Pure.

use zbus::{Message, OwnedVariant, message::Type};

use super::{Step, decode::signature};
use crate::model::{Progress, Signature, SignatureState};

/// What one message of the transaction's connection means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Not for us.
    Nothing,
    Steps(Vec<Step>),
    /// It ended well.
    Done,
    /// It ended, for this reason.
    Failed(String),
}

/// `DownloadProgress`: (start, elapsed) (outstanding fetches, writes) (metadata scanned, fetched,
/// outstanding) (delta …) (content fetched, requested) (bytes, bytes a second).
type Download = (
    (u64, u64),
    (u32, u32),
    (u32, u32, u32),
    (u32, u32, u32, u64),
    (u32, u32),
    (u64, u64),
);

/// Understands a message; an error if a signal does not have its documented arguments.
pub(super) fn hear(message: &Message) -> zbus::Result<Heard> {
    if message.message_type() != Type::Signal {
        return Ok(Heard::Nothing);
    }
    let header = message.header();
    let body = message.body();
    let heard = match header
        .member()
        .map(|member| member.as_str())
        .unwrap_or_default()
    {
        "Message" => Heard::Steps(vec![Step::Said(body.deserialize()?)]),
        "TaskBegin" => {
            let task: String = body.deserialize()?;
            Heard::Steps(vec![Step::Said(format!("{task}…")), at(task, None)])
        }
        // Its argument is "done", and the next task or the end follows.
        "TaskEnd" => Heard::Nothing,
        "PercentProgress" => {
            let (task, percent): (String, u32) = body.deserialize()?;
            Heard::Steps(vec![at(task, Some(percent))])
        }
        "DownloadProgress" => Heard::Steps(vec![download(body.deserialize()?)]),
        "SignatureProgress" => {
            let (signatures, commit): (Vec<OwnedVariant>, String) = body.deserialize()?;
            let signatures = signatures.iter().filter_map(|one| signature(one));
            let told: Vec<_> = signatures.map(|one| told(&one)).collect();
            Heard::Steps(vec![Step::Said(match told.as_slice() {
                [] => format!("No signature of {commit} was found"),
                told => format!("Signatures of {commit}: {}", told.join("; ")),
            })])
        }
        "Finished" => match body.deserialize()? {
            (true, _) => Heard::Done,
            (false, reason) => Heard::Failed(reason),
        },
        // ProgressEnd, PropertiesChanged of the title, and whatever a later version adds.
        _ => Heard::Nothing,
    };
    Ok(heard)
}

/// One signature in words.
fn told(signature: &Signature) -> String {
    let state = match signature.state {
        SignatureState::Valid => "good",
        SignatureState::Invalid => "BAD",
        SignatureState::SignatureExpired => "expired",
        SignatureState::KeyExpired => "by an expired key",
        SignatureState::KeyRevoked => "by a revoked key",
        SignatureState::KeyMissing => "by a key that the host does not have",
    };
    let who = signature.user.as_ref().unwrap_or(&signature.fingerprint);
    format!("{state}, {who}")
}

fn at(task: String, percent: Option<u32>) -> Step {
    Step::Progress(Progress {
        task,
        percent: percent.map(|percent| u8::try_from(percent.min(100)).unwrap_or(100)),
        bytes: None,
        bytes_per_second: None,
        parts: Vec::new(),
    })
}

fn download(numbers: Download) -> Step {
    let (_, _, (_, _, outstanding), _, (fetched, requested), (bytes, rate)) = numbers;
    // While metadata is outstanding, nobody knows how much content there will be.
    let share = u64::from(fetched) * 100 / u64::from(requested.max(1));
    let known = outstanding == 0 && requested > 0;
    Step::Progress(Progress {
        task: "Downloading".to_owned(),
        percent: known.then(|| u8::try_from(share.min(100)).unwrap_or(100)),
        bytes: Some(bytes),
        bytes_per_second: Some(rate),
        parts: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use zbus::DynamicType;

    use super::*;

    const TRANSACTION: &str = "org.projectatomic.rpmostree1.Transaction";

    fn signal(member: &str, body: &(impl serde::Serialize + DynamicType)) -> zbus::Result<Heard> {
        let message = Message::signal("/", TRANSACTION, member)
            .build(body)
            .expect("a message");
        hear(&message)
    }

    /// The numbers of a recorded upgrade.
    #[test]
    fn a_download_is_told_in_bytes_and_content_objects() {
        let recorded: Download = (
            (105_003_358, 1),
            (0, 0),
            (99, 7, 0),
            (0, 0, 0, 0),
            (11, 12),
            (30_889, 30_889),
        );
        let step = Step::Progress(Progress {
            task: "Downloading".to_owned(),
            percent: Some(91),
            bytes: Some(30_889),
            bytes_per_second: Some(30_889),
            parts: Vec::new(),
        });
        let heard = signal("DownloadProgress", &recorded).expect("understood");
        assert_eq!(heard, Heard::Steps(vec![step]));
    }

    #[test]
    fn each_signal_has_its_meaning() {
        let message = signal("Message", &"No upgrade available.").expect("understood");
        let said = Step::Said("No upgrade available.".to_owned());
        assert_eq!(message, Heard::Steps(vec![said]));
        let percent = signal("PercentProgress", &("Importing rpm-md", 250_u32));
        let step = at("Importing rpm-md".to_owned(), Some(100));
        assert_eq!(percent.expect("understood"), Heard::Steps(vec![step]));
        assert_eq!(
            signal("Finished", &(true, "")).expect("understood"),
            Heard::Done
        );
        let failed = signal("Finished", &(false, "Packages not found: x"));
        let reason = "Packages not found: x".to_owned();
        assert_eq!(failed.expect("understood"), Heard::Failed(reason));
        assert_eq!(signal("ProgressEnd", &()).expect("fine"), Heard::Nothing);
        assert!(signal("Finished", &"no").is_err());
    }
}
