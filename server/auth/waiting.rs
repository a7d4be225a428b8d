//! What waits in memory for somebody to come back with a secret: few, not for long, and each is taken once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{AuthError, Clock, Secret, secret};
use crate::store::SecretHash;

/// At once; the oldest end first.
pub(super) const MOST: usize = 64;

/// All that wait for the same kind of answer.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    clock: Clock,
    lifetime: Duration,
    /// With when each ends, by the clock's elapsed time.
    all: Mutex<HashMap<SecretHash, (Duration, T)>>,
}

impl<T> Waiting<T> {
    pub(super) fn new(clock: Clock, lifetime: Duration) -> Self {
        Self {
            clock,
            lifetime,
            all: Mutex::default(),
        }
    }

    /// Keeps it for whoever has the secret.
    pub(super) fn keep(&self, what: T) -> Result<Secret, AuthError> {
        let (now, secret) = (self.clock.elapsed(), Secret::random()?);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (ends, _)| *ends > now);
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, (ends, _))| *ends);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                all.remove(&oldest);
            }
        }
        all.insert(secret.hash(), (now + self.lifetime, what));
        Ok(secret)
    }

    /// What waits for that secret; nobody else has it any more.
    pub(super) fn take(&self, secret: &str) -> Option<T> {
        let now = self.clock.elapsed();
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (ends, what) = all.remove(&secret::hash(secret))?;
        (ends > now).then_some(what)
    }

    /// Forgets what nobody came back for in time.
    pub(super) fn sweep(&self) {
        let now = self.clock.elapsed();
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (ends, _)| *ends > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_mins(2);

    #[test]
    fn each_secret_is_good_once_and_not_for_long() {
        let clock = Clock::system();
        let waiting = Waiting::new(clock.clone(), LIFETIME);
        let keep = |what| waiting.keep(what).unwrap().expose().to_owned();
        let secret = keep(1);
        assert_eq!(waiting.take(&secret), Some(1));
        assert_eq!(waiting.take(&secret), None, "twice");
        let late = keep(2);
        clock.advance(LIFETIME);
        assert_eq!(waiting.take(&late), None, "too late");
        keep(3);
        clock.advance(LIFETIME);
        waiting.sweep();
        assert!(waiting.all.lock().unwrap().is_empty());
    }

    #[test]
    fn they_are_bounded_in_number() {
        let clock = Clock::system();
        let waiting = Waiting::new(clock.clone(), LIFETIME);
        let keep = |what| waiting.keep(what).unwrap().expose().to_owned();
        let oldest = keep(0);
        clock.advance(Duration::from_secs(1));
        let newest = (1..=MOST).map(keep).last().unwrap();
        assert_eq!(waiting.all.lock().unwrap().len(), MOST);
        assert_eq!(waiting.take(&oldest), None);
        assert_eq!(waiting.take(&newest), Some(MOST));
    }
}
