//! Background jobs: each has a name, progress, a cancel button, and an id by which a stale answer is dropped.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::import::Progress;

/// Wakes the window when a job has something to say.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A running job as the status bar shows it.
#[derive(Clone)]
pub struct JobView {
    /// Its id.
    pub id: u64,
    /// What it does: "Opening japan.csv".
    pub name: String,
    /// How far it is, and whether it was cancelled.
    pub progress: Arc<Progress>,
    /// Whether the status bar lists it (queries and watching do not need a button).
    pub listed: bool,
}

/// Starts jobs and collects their answers.
pub struct Jobs<Message> {
    next: u64,
    running: Vec<JobView>,
    sender: Sender<(u64, Message)>,
    receiver: Receiver<(u64, Message)>,
    wake: Wake,
    /// A job that the system gave no thread for.
    refused: Option<String>,
}

impl<Message: Send + 'static> Jobs<Message> {
    /// No jobs yet.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self { next: 1, running: Vec::new(), sender, receiver, wake, refused: None }
    }

    /// Wakes the window.
    #[must_use]
    pub fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// Runs `work` off the window's thread. Its message arrives by [`Jobs::take`] with the id returned here.
    pub fn start(
        &mut self,
        name: &str,
        listed: bool,
        work: impl FnOnce(&Arc<Progress>) -> Message + Send + 'static,
    ) -> u64 {
        let id = self.next;
        self.next += 1;
        let progress = Arc::new(Progress::new());
        self.running.push(JobView { id, name: name.to_owned(), progress: Arc::clone(&progress), listed });
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        // A thread of its own and not the pool: a job may wait for a dialog or a slow disk, and the pool's
        // threads are for adding up.
        let spawned = std::thread::Builder::new().name(format!("saldo job {id}")).spawn(move || {
            let message = work(&progress);
            // The window may be gone by now; then nobody needs the answer.
            let _ = sender.send((id, message));
            wake();
        });
        if let Err(error) = spawned {
            self.running.retain(|job| job.id != id);
            self.refused = Some(format!(
                "{name}: the system gives no more threads ({error}). End other programs, or raise the limit on processes"
            ));
        }
        id
    }

    /// The answers that have arrived. Those of cancelled jobs are dropped.
    pub fn take(&mut self) -> Vec<(u64, Message)> {
        let mut arrived = Vec::new();
        while let Ok((id, message)) = self.receiver.try_recv() {
            let Some(at) = self.running.iter().position(|job| job.id == id) else { continue };
            let job = self.running.remove(at);
            if !job.progress.is_cancelled() {
                arrived.push((id, message));
            }
        }
        arrived
    }

    /// Why a job was not started, once.
    pub fn take_refused(&mut self) -> Option<String> {
        self.refused.take()
    }

    /// Asks a job to stop.
    pub fn cancel(&mut self, id: u64) {
        if let Some(job) = self.running.iter().find(|job| job.id == id) {
            job.progress.cancel();
        }
    }

    /// Jobs that run, without those cancelled.
    #[must_use]
    pub fn running(&self) -> Vec<JobView> {
        self.running.iter().filter(|job| !job.progress.is_cancelled()).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn wait_for(jobs: &mut Jobs<u32>, count: usize) -> Vec<(u64, u32)> {
        let start = Instant::now();
        let mut all = Vec::new();
        while all.len() < count && start.elapsed() < Duration::from_secs(10) {
            all.extend(jobs.take());
            std::thread::sleep(Duration::from_millis(1));
        }
        all
    }

    #[test]
    fn answers_arrive_once_and_cancelled_ones_never() {
        let mut jobs: Jobs<u32> = Jobs::new(Arc::new(|| {}));
        let first = jobs.start("first", true, |_| 1);
        assert_eq!(wait_for(&mut jobs, 1), [(first, 1)]);
        let slow = jobs.start("slow", true, |progress| {
            while !progress.is_cancelled() {
                std::thread::sleep(Duration::from_millis(1));
            }
            2
        });
        assert_eq!(jobs.running().len(), 1);
        jobs.cancel(slow);
        assert!(jobs.running().is_empty());
        let third = jobs.start("third", true, |_| 3);
        assert_eq!(wait_for(&mut jobs, 1), [(third, 3)]);
        std::thread::sleep(Duration::from_millis(20));
        assert!(jobs.take().is_empty());
    }
}
