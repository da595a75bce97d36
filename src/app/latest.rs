//! The latest job of a kind: whoever starts another one gives the older up, and what the older answers is dropped.

use super::Jobs;

/// The one job of a kind whose answer is awaited.
#[derive(Debug, Default)]
pub(super) struct Latest(Option<u64>);

impl Latest {
    /// Awaits a job from now on; an older one is cancelled.
    pub(super) fn replace<M: Send + 'static>(&mut self, jobs: &mut Jobs<M>, job: u64) {
        self.cancel(jobs);
        self.0 = Some(job);
    }

    /// Gives the awaited job up.
    pub(super) fn cancel<M: Send + 'static>(&mut self, jobs: &mut Jobs<M>) {
        if let Some(job) = self.0.take() {
            jobs.cancel(job);
        }
    }

    /// Whether the answer of a job is the awaited one; then none is awaited any more.
    pub(super) fn accepts(&mut self, job: u64) -> bool {
        self.0.take_if(|awaited| *awaited == job).is_some()
    }

    /// Whether an answer is awaited.
    pub(super) const fn is_awaited(&self) -> bool {
        self.0.is_some()
    }
}

/// The jobs of which only the latest of each kind counts.
#[derive(Debug, Default)]
pub(super) struct LatestJobs {
    /// Evaluates the open document.
    pub(super) query: Latest,
    /// Makes the next toggle cheap.
    pub(super) preparation: Latest,
    /// Reads the open file again.
    pub(super) reloading: Latest,
    /// Tries the answer about columns.
    pub(super) trial: Latest,
    /// Asks about columns anew.
    pub(super) asking: Latest,
    /// Reads rows which were not used.
    pub(super) rows: Latest,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn of_two_jobs_only_the_later_is_accepted_and_once() {
        let mut jobs: Jobs<()> = Jobs::new(Arc::new(|| {}));
        let mut latest = Latest::default();
        let waits = |jobs: &mut Jobs<()>| {
            jobs.start("Waiting", false, |progress| {
                while !progress.is_cancelled() {
                    std::thread::yield_now();
                }
            })
        };
        let (first, second) = (waits(&mut jobs), waits(&mut jobs));
        latest.replace(&mut jobs, first);
        latest.replace(&mut jobs, second);
        // The first was cancelled when the second came.
        assert_eq!(jobs.running().iter().map(|job| job.id).collect::<Vec<_>>(), [second]);
        assert!(!latest.accepts(first) && latest.is_awaited());
        assert!(latest.accepts(second) && !latest.accepts(second) && !latest.is_awaited());
        jobs.cancel(second);
        latest.cancel(&mut jobs);
    }
}
