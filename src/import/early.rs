//! What is read so far of a file that takes long, for whoever wants to see it before all is read.
//!
//! What is shown early is made of a copy of what was read, so the reading itself is the same whether or not
//! anybody looks. It is shown first when a while has passed, then each time about twice as much was read, and
//! only as far as all of it together costs little beside the reading.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::data::{Dataset, Unwanted};

/// Of the time that the readers take for the rows, showing takes at most one part in so many. Putting the facts in
/// order when all is read comes on top, so this is less than a quarter of the whole.
const PART: f64 = 4.0;
/// What the first showing is thought to cost of the time that each reader took until then. Later ones are measured.
const GUESS: f64 = 0.5;

/// Takes a dataset of the rows read so far.
type Show = dyn Fn(Dataset, Unwanted<'_>) + Send + Sync;

/// Who wants to see what is read so far, and from when on.
pub struct Early {
    first_after: Duration,
    show: Box<Show>,
    /// When the file was asked for.
    asked: Instant,
    spent: Mutex<Spent>,
}

impl fmt::Debug for Early {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Early").field("first_after", &self.first_after).finish_non_exhaustive()
    }
}

/// What showing has cost.
#[derive(Debug, Default)]
struct Spent {
    /// Whether something is being shown: one thing at a time.
    is_busy: bool,
    /// When the rows began to come.
    began: Option<Instant>,
    all: Duration,
    /// How long rows had come when something was shown last, and what that cost.
    last: Option<(Duration, Duration)>,
}

impl Early {
    /// How long a file may take before what is read of it is shown. The picture is seen a little later: after about a
    /// second.
    pub const FIRST_AFTER: Duration = Duration::from_millis(600);

    /// Shows first when so much time has passed from now on; after every block, down to the last, where that is zero,
    /// for tests.
    ///
    /// What is shown is never the end of a reading: it is of the first rows, whatever its report says.
    #[must_use]
    pub fn new(first_after: Duration, show: impl Fn(Dataset, Unwanted<'_>) + Send + Sync + 'static) -> Self {
        Self { first_after, show: Box::new(show), asked: Instant::now(), spent: Mutex::default() }
    }

    /// Leave to show something now, where `fraction` of the bytes were read by so many readers.
    pub(super) fn turn(&self, fraction: Option<f32>, readers: usize) -> Option<Turn<'_>> {
        let mut spent = self.spent();
        let at = spent.began.get_or_insert_with(Instant::now).elapsed();
        // What a file is unpacked from may have taken long by itself: then there should still be more than a few rows.
        let is_due = self.asked.elapsed() >= self.first_after && at >= self.first_after / 4;
        if spent.is_busy || !(self.first_after.is_zero() || is_due && spent.allows(at, fraction, readers)) {
            return None;
        }
        spent.is_busy = true;
        Some(Turn { early: self, at, began: Instant::now() })
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spent {
    /// Whether something may be shown when rows have come for so long.
    fn allows(&self, at: Duration, fraction: Option<f32>, readers: usize) -> bool {
        let readers = readers as f64;
        // What is shown grows with what was read, and so does its cost.
        let (due, share) = match self.last {
            None => (Duration::ZERO, GUESS * readers),
            Some((before, cost)) => (before * 2, cost.as_secs_f64() / before.as_secs_f64().max(1e-3)),
        };
        // Where it is not known how much is to come, as much again.
        let whole = at.as_secs_f64() / f64::from(fraction.unwrap_or(0.5).clamp(0.05, 1.0));
        let cost = self.all.as_secs_f64() + share * at.as_secs_f64();
        at >= due && cost <= whole * readers / PART
    }
}

/// Leave to show something; what it costs is counted until it is dropped.
pub(super) struct Turn<'a> {
    early: &'a Early,
    /// How long rows had come when it began.
    at: Duration,
    began: Instant,
}

impl Turn<'_> {
    /// Whether it is given up once all is read, since the whole comes anyway.
    pub(super) fn ends_with_reading(&self) -> bool {
        !self.early.first_after.is_zero()
    }

    /// Shows a dataset of the rows read so far.
    pub(super) fn show(&self, dataset: Dataset, unwanted: Unwanted<'_>) {
        (self.early.show)(dataset, unwanted);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let cost = self.began.elapsed();
        let mut spent = self.early.spent();
        spent.is_busy = false;
        spent.all += cost;
        spent.last = Some((self.at, cost));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn nothing_is_shown_of_what_is_read_soon_and_then_at_each_doubling() {
        let allows = |spent: &Spent, at: u64, fraction: f32| spent.allows(ms(at), Some(fraction), 2);
        let mut spent = Spent::default();
        assert!(!allows(&spent, 1000, 0.95), "all of it is there soon");
        assert!(allows(&spent, 1000, 0.2));
        (spent.all, spent.last) = (ms(400), Some((ms(1000), ms(400))));
        assert!(!allows(&spent, 1900, 0.2), "not twice as much yet");
        assert!(allows(&spent, 2000, 0.3));
    }

    #[test]
    fn nothing_is_shown_before_its_time() {
        let soon = Early::new(ms(60_000), |_, _| {});
        assert!(soon.turn(Some(0.0), 1).is_none());
        let now = Early::new(Duration::ZERO, |_, _| {});
        let turn = now.turn(None, 1);
        assert!(turn.is_some() && now.turn(None, 1).is_none(), "one at a time");
        drop(turn);
        assert!(now.turn(None, 1).is_some());
    }

    #[test]
    fn all_that_is_shown_costs_a_quarter_of_the_reading_at_most() {
        for (share, readers) in [(0.1, 1), (0.3, 1), (0.3, 2), (0.8, 2), (2.0, 1), (2.0, 8)] {
            for whole in [1500, 3000, 10_000, 100_000u32] {
                let mut spent = Spent::default();
                for at in (0..whole).step_by(50) {
                    let fraction = at as f32 / whole as f32;
                    if at >= 600 && spent.allows(ms(at.into()), Some(fraction), readers) {
                        let cost = ms(u64::from(at)).mul_f64(share);
                        spent.all += cost;
                        spent.last = Some((ms(at.into()), cost));
                    }
                }
                // The first is a guess that may be wrong.
                let most = f64::from(whole) * readers as f64 / PART + share * 600.0;
                assert!(spent.all.as_secs_f64() * 1e3 <= most, "{share} {readers} {whole}: {:?}", spent.all);
            }
        }
    }
}
