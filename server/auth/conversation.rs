//! Sign-ins that have asked something and wait for the answers. What is asked next is the business of each [`Step`].

use std::time::Duration;

use super::{
    AuthError, Clock,
    factor::{PasskeyAsked, PasskeyLogin},
    waiting::Waiting,
};
use crate::model::{Prompt, SignInAnswers, SignInAsks, UserName};

/// From a prompt to its answer.
const LIFETIME: Duration = Duration::from_mins(2);

/// Answers in one sign-in, at most: it may ask again after a slip of the keyboard.
const ROUNDS: u8 = 10;

/// What a sign-in waits for.
#[derive(Debug)]
pub(super) enum Step {
    /// A one-time code or a recovery code of an account whose password was right.
    SecondFactor {
        user: UserName,
        /// The password's PHC string then: another one ends the sign-in.
        password: String,
        /// A passkey of theirs does instead.
        passkey: Option<PasskeyAsked>,
    },
    /// Any passkey.
    Passkey(PasskeyLogin),
    /// A passkey of somebody who is signed in, and proves again who they are.
    Proof {
        user: UserName,
        passkey: PasskeyAsked,
    },
}

/// What is asked next.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub prompts: Vec<Prompt>,
    /// WebAuthn's options as JSON.
    pub passkey: Option<serde_json::Value>,
}

impl From<serde_json::Value> for Asked {
    fn from(passkey: serde_json::Value) -> Self {
        Self {
            prompts: Vec::new(),
            passkey: Some(passkey),
        }
    }
}

/// A sign-in under way.
#[derive(Debug)]
pub(super) struct Pending {
    /// As typed.
    pub name: String,
    pub step: Step,
    /// How many answers it takes.
    questions: usize,
    pub rounds: u8,
}

/// All of them. Those without a name, which begin with a passkey and before any proof, are apart: whoever begins many
/// of these ends nobody's who has given their password.
#[derive(Debug)]
pub(super) struct Conversations {
    named: Waiting<Pending>,
    nameless: Waiting<Pending>,
}

impl Conversations {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            named: Waiting::new(clock.clone(), LIFETIME),
            nameless: Waiting::new(clock.clone(), LIFETIME),
        }
    }

    /// A sign-in of this name begins to ask.
    pub(super) fn begin(
        &self,
        name: &str,
        step: Step,
        asked: Asked,
    ) -> Result<SignInAsks, AuthError> {
        self.go_on((name.to_owned(), ROUNDS), step, asked)
    }

    /// It asks on; so many times more.
    pub(super) fn go_on(
        &self,
        (name, rounds): (String, u8),
        step: Step,
        asked: Asked,
    ) -> Result<SignInAsks, AuthError> {
        let Asked { prompts, passkey } = asked;
        let waiting = match name.is_empty() {
            true => &self.nameless,
            false => &self.named,
        };
        let secret = waiting.keep(Pending {
            name,
            step,
            questions: prompts.iter().filter(|p| p.kind.is_question()).count(),
            rounds: rounds.checked_sub(1).ok_or(AuthError::ConversationOver)?,
        })?;
        Ok(SignInAsks {
            conversation: secret.expose().to_owned(),
            prompts,
            passkey,
        })
    }

    /// The sign-in that these answer, to go on with; nobody else has it any more.
    pub(super) fn take(&self, given: &SignInAnswers) -> Result<Pending, AuthError> {
        let of = |waiting: &Waiting<Pending>| waiting.take(&given.conversation);
        let pending = of(&self.named).or_else(|| of(&self.nameless));
        let pending = pending.ok_or(AuthError::ConversationOver)?;
        let answers = given.answers.len();
        match given.passkey.is_some() || pending.questions == answers {
            true => Ok(pending),
            false => Err(AuthError::Unfit(format!(
                "{} answers are needed, not {answers}. Please sign in again.",
                pending.questions
            ))),
        }
    }

    /// Ends those that nobody has answered in time.
    pub(super) fn sweep(&self) {
        self.named.sweep();
        self.nameless.sweep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{auth::waiting, model::PromptKind};

    fn begin(conversations: &Conversations, name: &str) -> String {
        let step = Step::SecondFactor {
            user: "ada".parse().unwrap(),
            password: String::new(),
            passkey: None,
        };
        let asked = Asked {
            prompts: vec![
                Prompt::new(PromptKind::Info, "hello"),
                Prompt::new(PromptKind::Visible, "code"),
            ],
            ..Asked::default()
        };
        conversations.begin(name, step, asked).unwrap().conversation
    }

    fn take(
        conversations: &Conversations,
        conversation: String,
        answers: usize,
    ) -> Result<Pending, AuthError> {
        conversations.take(&SignInAnswers {
            conversation,
            answers: vec![String::new(); answers],
            passkey: None,
        })
    }

    #[test]
    fn the_number_of_answers_is_the_number_of_questions() {
        let conversations = Conversations::new(&Clock::system());
        for answers in [0, 2] {
            let taken = take(&conversations, begin(&conversations, "ada"), answers);
            assert!(matches!(taken, Err(AuthError::Unfit(_))), "{taken:?}");
        }
    }

    #[test]
    fn whoever_begins_without_a_name_ends_nobody_elses() {
        let conversations = Conversations::new(&Clock::system());
        let ada = begin(&conversations, "ada");
        for _ in 0..waiting::MOST * 2 {
            begin(&conversations, "");
        }
        assert!(take(&conversations, ada, 1).is_ok());
    }

    #[test]
    fn it_does_not_ask_for_ever() {
        let conversations = Conversations::new(&Clock::system());
        let mut conversation = begin(&conversations, "ada");
        let mut questions = 1;
        for _ in 1..ROUNDS {
            let Pending {
                name, rounds, step, ..
            } = take(&conversations, conversation, questions).unwrap();
            let asks = conversations.go_on((name, rounds), step, Asked::default());
            (conversation, questions) = (asks.unwrap().conversation, 0);
        }
        let Pending {
            name, rounds, step, ..
        } = take(&conversations, conversation, 0).unwrap();
        let asked = conversations.go_on((name, rounds), step, Asked::default());
        assert!(matches!(asked, Err(AuthError::ConversationOver)));
    }
}
