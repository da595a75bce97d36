//! How far a reading job is, how much memory it may hold, and the way to stop it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::PreviewSchedule;
use super::memory::Memory;

/// Progress of one job, shared between the worker and the window by `Arc`.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
    preview: OnceLock<PreviewSchedule>,
    memory: Arc<Memory>,
}

impl Progress {
    /// Nothing done, total unknown, not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes read so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Bytes to read; 0 while unknown.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Done of total, 0 to 1; nothing while the total is unknown.
    #[must_use]
    pub fn fraction(&self) -> Option<f32> {
        let total = self.total();
        (total > 0).then(|| (self.done() as f64 / total as f64).min(1.0) as f32)
    }

    /// Asks the job to stop. It answers with [`super::ImportError::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the job was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Shows what is read before all of it is. Who asked first is shown it.
    pub fn show_preview(&self, preview: PreviewSchedule) {
        let _ = self.preview.set(preview);
    }

    /// Who wants to see what is read so far.
    pub(crate) fn preview(&self) -> Option<&PreviewSchedule> {
        self.preview.get()
    }

    /// The memory that the job may hold.
    pub(crate) const fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    /// Starts a pass over `total` bytes.
    pub(crate) fn start(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    /// So many bytes are done of so many, as another process says.
    pub(crate) fn set(&self, done: u64, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    /// Counts bytes.
    pub(crate) fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}
