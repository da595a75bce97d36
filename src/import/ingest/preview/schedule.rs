//! The preview schedule of a file that takes long: when what is read so far is shown before all is read.
//!
//! What is shown early is made of a copy of what was read, so the reading itself is the same whether or not
//! anybody looks. It is shown first when a while has passed, then each time about twice as much was read, and
//! only as far as all of it together costs little beside the reading.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::data::{CancelCheck, Dataset};

/// Of the time that the readers take for the rows, showing takes at most one part in so many. Putting the facts in
/// order when all is read comes on top, so this is less than a quarter of the whole.
const PART: f64 = 4.0;
/// What the first showing is thought to cost of the time that each reader took until then. Later ones are measured.
const GUESS: f64 = 0.5;

/// Takes a dataset of the rows read so far.
type Show = dyn Fn(Dataset, CancelCheck<'_>) + Send + Sync;

/// Who wants to see what is read so far, and from when on.
pub struct PreviewSchedule {
    first_after: Duration,
    show: Box<Show>,
    /// When the file was asked for.
    asked: Instant,
    budget: Mutex<Budget>,
}

impl fmt::Debug for PreviewSchedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PreviewSchedule").field("first_after", &self.first_after).finish_non_exhaustive()
    }
}

/// What showing has cost.
#[derive(Debug, Default)]
struct Budget {
    /// Whether something is being shown: one thing at a time.
    is_busy: bool,
    /// When the rows began to come.
    began: Option<Instant>,
    all: Duration,
    /// How long rows had come when something was shown last, and what that cost.
    last: Option<(Duration, Duration)>,
}

impl PreviewSchedule {
    /// How long a file may take before what is read of it is shown. The picture is seen a little later: after about a
    /// second.
    pub const FIRST_AFTER: Duration = Duration::from_millis(600);

    /// Shows first when so much time has passed from now on; after every block, down to the last, where that is zero,
    /// for tests.
    ///
    /// What is shown is never the end of a reading: it is of the first rows, whatever its report says.
    #[must_use]
    pub fn new(first_after: Duration, show: impl Fn(Dataset, CancelCheck<'_>) + Send + Sync + 'static) -> Self {
        Self { first_after, show: Box::new(show), asked: Instant::now(), budget: Mutex::default() }
    }

    /// Leave to show something now, where `fraction` of the bytes were read by so many readers.
    pub(super) fn permit(&self, fraction: Option<f32>, readers: usize) -> Option<Permit<'_>> {
        let mut budget = self.budget();
        let at = budget.began.get_or_insert_with(Instant::now).elapsed();
        // What a file is unpacked from may have taken long by itself: then there should still be more than a few rows.
        let is_due = self.asked.elapsed() >= self.first_after && at >= self.first_after / 4;
        if budget.is_busy || !(self.first_after.is_zero() || is_due && budget.allows(at, fraction, readers)) {
            return None;
        }
        budget.is_busy = true;
        Some(Permit { schedule: self, at, began: Instant::now() })
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Budget {
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
pub(super) struct Permit<'a> {
    schedule: &'a PreviewSchedule,
    /// How long rows had come when it began.
    at: Duration,
    began: Instant,
}

impl Permit<'_> {
    /// Whether it is given up once all is read, since the whole comes anyway.
    pub(super) fn ends_with_reading(&self) -> bool {
        !self.schedule.first_after.is_zero()
    }

    /// Shows a dataset of the rows read so far.
    pub(super) fn show(&self, dataset: Dataset, is_cancelled: CancelCheck<'_>) {
        (self.schedule.show)(dataset, is_cancelled);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let cost = self.began.elapsed();
        let mut budget = self.schedule.budget();
        budget.is_busy = false;
        budget.all += cost;
        budget.last = Some((self.at, cost));
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
        let allows = |budget: &Budget, at: u64, fraction: f32| budget.allows(ms(at), Some(fraction), 2);
        let mut budget = Budget::default();
        assert!(!allows(&budget, 1000, 0.95), "all of it is there soon");
        assert!(allows(&budget, 1000, 0.2));
        (budget.all, budget.last) = (ms(400), Some((ms(1000), ms(400))));
        assert!(!allows(&budget, 1900, 0.2), "not twice as much yet");
        assert!(allows(&budget, 2000, 0.3));
    }

    #[test]
    fn nothing_is_shown_before_its_time() {
        let soon = PreviewSchedule::new(ms(60_000), |_, _| {});
        assert!(soon.permit(Some(0.0), 1).is_none());
        let now = PreviewSchedule::new(Duration::ZERO, |_, _| {});
        let permit = now.permit(None, 1);
        assert!(permit.is_some() && now.permit(None, 1).is_none(), "one at a time");
        drop(permit);
        assert!(now.permit(None, 1).is_some());
    }

    #[test]
    fn all_that_is_shown_costs_a_quarter_of_the_reading_at_most() {
        for (share, readers) in [(0.1, 1), (0.3, 1), (0.3, 2), (0.8, 2), (2.0, 1), (2.0, 8)] {
            for whole in [1500, 3000, 10_000, 100_000u32] {
                let mut budget = Budget::default();
                for at in (0..whole).step_by(50) {
                    let fraction = at as f32 / whole as f32;
                    if at >= 600 && budget.allows(ms(at.into()), Some(fraction), readers) {
                        let cost = ms(u64::from(at)).mul_f64(share);
                        budget.all += cost;
                        budget.last = Some((ms(at.into()), cost));
                    }
                }
                // The first is a guess that may be wrong.
                let most = f64::from(whole) * readers as f64 / PART + share * 600.0;
                assert!(budget.all.as_secs_f64() * 1e3 <= most, "{share} {readers} {whole}: {:?}", budget.all);
            }
        }
    }
}
