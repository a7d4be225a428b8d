//! What time it is, for everything that expires; a test may put it ahead.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;

/// The system's clock, and how far ahead of it this one is. Clones go together.
#[derive(Debug, Clone)]
pub struct Clock {
    started: Instant,
    ahead_ms: Arc<AtomicU64>,
}

impl Clock {
    /// Goes with the system's clock.
    pub fn system() -> Self {
        Self {
            started: Instant::now(),
            ahead_ms: Arc::default(),
        }
    }

    /// Puts it ahead by so much more, to the millisecond.
    pub fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        // Past the year 9999 the system's own time is as good as any.
        let now = Timestamp::now();
        now.checked_add(self.ahead()).unwrap_or(now)
    }

    /// Time since the clock was made; never goes back.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed() + self.ahead()
    }

    fn ahead(&self) -> Duration {
        Duration::from_millis(self.ahead_ms.load(Ordering::Relaxed))
    }
}

impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.elapsed()
    }
}
