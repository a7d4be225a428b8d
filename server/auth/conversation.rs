//! Sign-ins that have asked something and wait for the answers: kept in memory, few and not for long, each known
//! by a secret that is good for one answer. What is asked next is the business of each [`Step`].

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    AuthError, Clock, Secret,
    factor::{PasskeyAsked, PasskeyLogin},
    secret,
};
use crate::{
    model::{Prompt, SignInAnswers, SignInAsks, UserName},
    store::SecretHash,
};

/// Waiting at once; the oldest end first. Those that begin with a passkey, and without any proof, are counted apart:
/// whoever begins many ends nobody's who has given their password.
const MOST: usize = 64;

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

/// A sign-in under way.
#[derive(Debug)]
pub(super) struct Pending {
    /// As typed.
    pub name: String,
    pub step: Step,
    /// How many answers it takes.
    questions: usize,
    pub rounds: u8,
    /// By the clock's elapsed time.
    ends: Duration,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Conversations {
    clock: Clock,
    waiting: Mutex<HashMap<SecretHash, Pending>>,
}

impl Conversations {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            waiting: Mutex::default(),
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
        let pending = Pending {
            name,
            step,
            questions: prompts.iter().filter(|p| p.kind.is_question()).count(),
            rounds: rounds.checked_sub(1).ok_or(AuthError::ConversationOver)?,
            ends: self.clock.elapsed() + LIFETIME,
        };
        let secret = Secret::random()?;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = |other: &Pending| other.name.is_empty() == pending.name.is_empty();
        let others = waiting.iter().filter(|(_, other)| alike(other));
        if others.clone().count() >= MOST {
            let oldest = others.min_by_key(|(_, other)| other.ends);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                waiting.remove(&oldest);
            }
        }
        waiting.insert(secret.hash(), pending);
        Ok(SignInAsks {
            conversation: secret.expose().to_owned(),
            prompts,
            passkey,
        })
    }

    /// The sign-in that these answer, to go on with; nobody else has it any more.
    pub(super) fn take(&self, given: &SignInAnswers) -> Result<Pending, AuthError> {
        let now = self.clock.elapsed();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = waiting.remove(&secret::hash(&given.conversation));
        drop(waiting);
        let pending = pending
            .filter(|pending| pending.ends > now)
            .ok_or(AuthError::ConversationOver)?;
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
        let now = self.clock.elapsed();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, pending| pending.ends > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PromptKind;

    fn conversations() -> (Conversations, Clock) {
        let clock = Clock::system();
        (Conversations::new(clock.clone()), clock)
    }

    fn begin(conversations: &Conversations) -> String {
        begin_as(conversations, "ada")
    }

    fn begin_as(conversations: &Conversations, name: &str) -> String {
        let step = Step::SecondFactor {
            user: "ada".parse().unwrap(),
            password: String::new(),
            passkey: None,
        };
        let prompts = vec![
            Prompt::new(PromptKind::Info, "hello"),
            Prompt::new(PromptKind::Visible, "code"),
        ];
        let asked = Asked {
            prompts,
            ..Asked::default()
        };
        conversations.begin(name, step, asked).unwrap().conversation
    }

    fn take(
        conversations: &Conversations,
        conversation: &str,
        answers: usize,
    ) -> Result<Pending, AuthError> {
        conversations.take(&SignInAnswers {
            conversation: conversation.to_owned(),
            answers: vec![String::new(); answers],
            passkey: None,
        })
    }

    fn go_on(conversations: &Conversations, pending: Pending) -> Result<SignInAsks, AuthError> {
        let Pending {
            name, rounds, step, ..
        } = pending;
        conversations.go_on((name, rounds), step, Asked::default())
    }

    fn is_over(taken: &Result<Pending, AuthError>) -> bool {
        matches!(taken, Err(AuthError::ConversationOver))
    }

    #[test]
    fn each_secret_is_good_once_and_not_for_long() {
        let (conversations, clock) = conversations();
        let secret = begin(&conversations);
        let pending = take(&conversations, &secret, 1).unwrap();
        assert!(is_over(&take(&conversations, &secret, 1)), "answered twice");
        let asks = go_on(&conversations, pending).unwrap();
        clock.advance(LIFETIME);
        let late = take(&conversations, &asks.conversation, 0);
        assert!(is_over(&late), "too late");
        begin(&conversations);
        clock.advance(LIFETIME);
        conversations.sweep();
        assert!(conversations.waiting.lock().unwrap().is_empty());
    }

    #[test]
    fn the_number_of_answers_is_the_number_of_questions() {
        let (conversations, _) = conversations();
        for answers in [0, 2] {
            let taken = take(&conversations, &begin(&conversations), answers);
            assert!(matches!(taken, Err(AuthError::Unfit(_))), "{taken:?}");
        }
    }

    #[test]
    fn they_are_bounded_in_number_and_rounds() {
        let (conversations, clock) = conversations();
        let oldest = begin(&conversations);
        clock.advance(Duration::from_secs(1));
        let newer = begin(&conversations);
        for _ in 1..MOST {
            begin(&conversations);
        }
        for _ in 0..MOST * 2 {
            begin_as(&conversations, "");
        }
        assert_eq!(conversations.waiting.lock().unwrap().len(), MOST * 2);
        assert!(is_over(&take(&conversations, &oldest, 1)));
        let mut pending = take(&conversations, &newer, 1).unwrap();
        for _ in 1..ROUNDS {
            let asks = go_on(&conversations, pending).unwrap();
            pending = take(&conversations, &asks.conversation, 0).unwrap();
        }
        let asked = go_on(&conversations, pending);
        assert!(matches!(asked, Err(AuthError::ConversationOver)));
    }
}
