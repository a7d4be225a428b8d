//! Slows down guessing: failed sign-ins are counted by address and by name; past a burst, further
//! attempts wait. Successful ones are not counted, so a busy helpdesk is not slowed down. Whoever guesses at a name from
//! many addresses locks nobody out: where its holder signed in from lately, only the address counts.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use governor::{Quota, RateLimiter, middleware::NoOpMiddleware, state::keyed::DashMapStateStore};

use super::Clock;

/// Failures from one address: a burst, then one each …
const ADDRESS: (NonZeroU32, Duration) = (burst(20), Duration::from_secs(5));

/// Failures for one name.
const NAME: (NonZeroU32, Duration) = (burst(10), Duration::from_secs(15));

/// Keys remembered before those with nothing against them are forgotten.
const KEYS: usize = 1000;

/// Counts failures. Each has cost a password hash, which bounds how many keys there can be.
#[derive(Debug)]
pub(super) struct Throttle {
    addresses: Counter<IpAddr>,
    names: Counter<String>,
}

impl Throttle {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            addresses: Counter::new(ADDRESS, clock.clone()),
            names: Counter::new(NAME, clock.clone()),
        }
    }

    /// May there be an attempt now? Otherwise, how long to wait. `known`: the name's holder signed in from the address.
    pub(super) fn admit(&self, address: IpAddr, name: &str, known: bool) -> Result<(), Duration> {
        let address = self.addresses.wait(&address);
        let name = self.names.wait(&key(name)).filter(|_| !known);
        address.max(name).map_or(Ok(()), Err)
    }

    /// An attempt has failed.
    pub(super) fn failed(&self, address: IpAddr, name: &str) {
        self.addresses.count(address);
        self.names.count(key(name));
    }
}

#[derive(Debug)]
struct Counter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, Clock, NoOpMiddleware<Duration>>,
    clock: Clock,
    /// Until when, by the clock's elapsed time.
    blocked: Mutex<HashMap<K, Duration>>,
}

impl<K: Hash + Eq + Clone> Counter<K> {
    fn new((burst, each): (NonZeroU32, Duration), clock: Clock) -> Self {
        let quota = Quota::with_period(each)
            .expect("the periods above are not zero")
            .allow_burst(burst);
        Self {
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            clock,
            blocked: Mutex::default(),
        }
    }

    fn wait(&self, key: &K) -> Option<Duration> {
        let blocked = self.blocked.lock().unwrap_or_else(PoisonError::into_inner);
        blocked
            .get(key)
            .and_then(|until| until.checked_sub(self.clock.elapsed()))
            .filter(|wait| !wait.is_zero())
    }

    fn count(&self, key: K) {
        if self.limiter.len() > KEYS {
            self.limiter.retain_recent();
        }
        let Err(until) = self.limiter.check_key(&key) else {
            return;
        };
        let now = self.clock.elapsed();
        let mut blocked = self.blocked.lock().unwrap_or_else(PoisonError::into_inner);
        blocked.retain(|_, until| *until > now);
        blocked.insert(key, until.earliest_possible());
    }
}

/// Names differ by more than case, and longer ones belong to nobody.
fn key(name: &str) -> String {
    name.to_ascii_lowercase().chars().take(33).collect()
}

const fn burst(failures: u32) -> NonZeroU32 {
    NonZeroU32::new(failures).expect("a burst is not zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_one_name_is_slowed_down_and_forgiven() {
        let clock = Clock::system();
        let throttle = Throttle::new(&clock);
        let (here, there) = ([127, 0, 0, 1].into(), [127, 0, 0, 2].into());
        for _ in 0..=NAME.0.get() {
            throttle
                .admit(here, "Ada", false)
                .expect("within the burst");
            throttle.failed(here, "ada");
        }
        let wait = throttle
            .admit(there, "aDa", false)
            .expect_err("past the burst");
        assert!(wait <= NAME.1, "{wait:?}");
        throttle.admit(here, "grace", false).expect("another name");
        throttle.admit(there, "ada", true).expect("known there");
        clock.advance(wait + Duration::from_millis(1));
        throttle.admit(there, "ada", false).expect("after the wait");
    }

    #[test]
    fn guessing_many_names_from_one_address_is_slowed_down() {
        let throttle = Throttle::new(&Clock::system());
        let (here, there) = ([127, 0, 0, 1].into(), [127, 0, 0, 2].into());
        for guess in 0..=ADDRESS.0.get() {
            throttle.failed(here, &format!("user{guess}"));
        }
        throttle
            .admit(here, "ada", true)
            .expect_err("past the burst");
        throttle
            .admit(there, "ada", false)
            .expect("another address");
    }
}
