//! Signing in: with name and password and what is asked after them, or with a passkey alone; and proving again who one
//! is. Wrong answers are counted wherever they are given.

use super::{
    Auth, AuthError, KNOWN, NAME_KEPT, Place, Secret, Session,
    conversation::{Asked, Pending, Step},
    factor::PasskeyAsked,
    session,
};
use crate::{
    model::{NewProof, Prompt, PromptKind, SignInAnswers, SignInAsks, User, UserName},
    store::StoreError,
};

const WRONG_CODE: &str = "That code is not right, or was used already. An app shows a new one \
    every 30 seconds.";

/// How far a sign-in has come.
#[derive(Debug)]
pub enum SignInStep {
    /// The secret is for the cookie.
    SignedIn { secret: Secret, session: Session },
    /// [`Auth::answer`] goes on.
    Asks(SignInAsks),
}

impl Auth {
    /// With name and password. An unknown name takes as long as a wrong password.
    pub async fn sign_in(
        &self,
        name: &str,
        password: String,
        place: Place,
    ) -> Result<SignInStep, AuthError> {
        let known = self.known(&place, name).await?;
        self.admit(name, &place, known)?;
        let turn = self.passwords.place().await?;
        // Again: others may have failed while this one waited.
        self.admit(name, &place, known)?;
        let account = match name.parse::<UserName>() {
            Ok(name) => self.store.user_find(name).await?,
            Err(_) => None,
        };
        let (user, phc) = account
            .map(|account| (account.user, account.password))
            .unzip();
        let right = self.passwords.verify(turn, password, phc.clone()).await?;
        let Some((user, phc)) = user.zip(phc).filter(|_| right) else {
            return self.fail(name, &place, AuthError::WrongCredentials).await;
        };
        if !user.second_factor || user.disabled {
            return self.enter(user, place).await;
        }
        let (asked, passkey) = self.second_factor(&user.name, &place, None).await?;
        let step = Step::SecondFactor {
            user: user.name,
            password: phc,
            passkey,
        };
        let asks = self.conversations.begin(name, step, asked)?;
        Ok(SignInStep::Asks(asks))
    }

    /// With a passkey alone: it says whose it is.
    pub fn sign_in_with_passkey(&self, place: &Place) -> Result<SignInAsks, AuthError> {
        let (options, asked) = self.factors.ask_any_passkey(place.origin.as_deref())?;
        self.conversations
            .begin("", Step::Passkey(asked), options.into())
    }

    /// Goes on with a sign-in that asked; each conversation is good for one answer.
    pub async fn answer(
        &self,
        given: SignInAnswers,
        place: Place,
    ) -> Result<SignInStep, AuthError> {
        let Pending {
            name, step, rounds, ..
        } = self.conversations.take(&given)?;
        let known = self.known(&place, &name).await?;
        self.admit(&name, &place, known)?;
        match step {
            Step::SecondFactor {
                user,
                password,
                passkey,
            } => {
                let right = match (given.passkey, passkey) {
                    (Some(given), Some(asked)) => {
                        self.factors.take_passkey(&user, asked, given).await?
                    }
                    (Some(_), None) => false,
                    (None, _) => {
                        let code = given.answers.first().map_or("", String::as_str);
                        self.factors.take_code(&user, code).await?
                    }
                };
                if right {
                    let account = self.store.user_find(user).await?;
                    // Another password since, or no such account any more: a new sign-in.
                    let same = account.filter(|account| account.password == password);
                    let account = same.ok_or(AuthError::ConversationOver)?;
                    return self.enter(account.user, place).await;
                }
                self.count(&name, &place, &AuthError::WrongCode).await?;
                let wrong = Prompt::new(PromptKind::Error, WRONG_CODE);
                let (asked, passkey) = self.second_factor(&user, &place, Some(wrong)).await?;
                let step = Step::SecondFactor {
                    user,
                    password,
                    passkey,
                };
                let asks = self.conversations.go_on((name, rounds), step, asked)?;
                Ok(SignInStep::Asks(asks))
            }
            Step::Passkey(asked) => {
                let given = given.passkey.ok_or(AuthError::ConversationOver)?;
                let Some(user) = self.factors.take_any_passkey(asked, given).await? else {
                    return self.fail("", &place, AuthError::UnknownPasskey).await;
                };
                let account = self.store.user_find(user).await?;
                let account = account.ok_or(AuthError::ConversationOver)?;
                self.enter(account.user, place).await
            }
            // Proofs are for a session.
            Step::Proof { .. } => Err(AuthError::ConversationOver),
        }
    }

    /// Asks for a passkey, to prove again who one is.
    pub async fn ask_proof(
        &self,
        session: &Session,
        place: &Place,
    ) -> Result<SignInAsks, AuthError> {
        let name = &session.user.name;
        let origin = place.origin.as_deref();
        let asked = self.factors.ask_passkey(name, origin).await?;
        let (options, passkey) = asked.ok_or(AuthError::NoFactor)?;
        let step = Step::Proof {
            user: name.clone(),
            passkey,
        };
        self.conversations
            .begin(name.as_str(), step, options.into())
    }

    /// Proves again who somebody is, for the riskiest actions; wrong ones are throttled like sign-ins.
    pub async fn prove(
        &self,
        session: &Session,
        proof: NewProof,
        place: Place,
    ) -> Result<(), AuthError> {
        let name = &session.user.name;
        // They are signed in here.
        self.admit(name.as_str(), &place, true)?;
        let (right, wrong) = match proof {
            NewProof::Password(password) => (
                self.accounts.verify(name, password).await?,
                AuthError::WrongCredentials,
            ),
            NewProof::Code(code) => (
                self.factors.take_code(name, &code).await?,
                AuthError::WrongCode,
            ),
            NewProof::Passkey(given) => (
                self.passkey_proves(name, given).await?,
                AuthError::UnknownPasskey,
            ),
        };
        if right {
            return Ok(self.sessions.prove(session).await?);
        }
        self.fail(name.as_str(), &place, wrong).await
    }

    async fn passkey_proves(
        &self,
        name: &UserName,
        given: SignInAnswers,
    ) -> Result<bool, AuthError> {
        match (self.conversations.take(&given)?.step, given.passkey) {
            (Step::Proof { user, passkey }, Some(given)) if user == *name => {
                self.factors.take_passkey(name, passkey, given).await
            }
            _ => Err(AuthError::ConversationOver),
        }
    }

    /// What is asked after the password, in the account's words.
    async fn second_factor(
        &self,
        user: &UserName,
        place: &Place,
        wrong: Option<Prompt>,
    ) -> Result<(Asked, Option<PasskeyAsked>), AuthError> {
        let origin = place.origin.as_deref();
        let passkey = self.factors.ask_passkey(user, origin).await?.unzip();
        let question = match self.factors.has_one_time_code(user).await? {
            true => "Code of your app, or a recovery code",
            false => "Recovery code",
        };
        let question = Prompt::new(PromptKind::Visible, question);
        let prompts = wrong.into_iter().chain([question]).collect();
        let asked = Asked {
            prompts,
            passkey: passkey.0,
        };
        Ok((asked, passkey.1))
    }

    /// Not where there were too many failures.
    fn admit(&self, name: &str, place: &Place, known: bool) -> Result<(), AuthError> {
        let admitted = self.throttle.admit(place.address, name, known);
        admitted.map_err(AuthError::Throttled)
    }

    /// Has the holder of the name signed in from there lately? Then only the address counts, as for a passkey, which
    /// comes without a name.
    async fn known(&self, place: &Place, name: &str) -> Result<bool, StoreError> {
        if name.is_empty() {
            return Ok(true);
        }
        let Ok(name) = name.parse::<UserName>() else {
            return Ok(false);
        };
        // As its holder writes it.
        let Some(account) = self.store.user_find(name).await? else {
            return Ok(false);
        };
        let (name, since) = (account.user.name, session::earlier(self.clock.now(), KNOWN));
        self.store
            .audit_signed_in(name.to_string(), place.address.to_string(), since)
            .await
    }

    /// Counts and records a failure, and gives it back.
    async fn fail<T>(&self, name: &str, place: &Place, why: AuthError) -> Result<T, AuthError> {
        self.count(name, place, &why).await?;
        Err(why)
    }

    async fn count(&self, name: &str, place: &Place, why: &AuthError) -> Result<(), StoreError> {
        self.throttle.failed(place.address, name);
        let tried = (!name.is_empty()).then(|| name.chars().take(NAME_KEPT).collect());
        self.deny(place.address, tried, why).await
    }

    async fn enter(&self, user: User, place: Place) -> Result<SignInStep, AuthError> {
        let (secret, session) = self.open(user, place).await?;
        Ok(SignInStep::SignedIn { secret, session })
    }
}
