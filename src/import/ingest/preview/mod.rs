//! Preview of a file that takes long: its first rows as a dataset, published while the others are still read.

mod schedule;

pub use schedule::PreviewSchedule;

use crate::data::{CancelCheck, Dataset};
use crate::import::Progress;
use crate::import::ingest::Reading;
use crate::import::ingest::encoder::DictionaryEncoder;

/// Shows what is read so far of a reading, where somebody wants to see it.
pub(super) struct PreviewPublisher<'a> {
    schedule: &'a PreviewSchedule,
    reading: &'a Reading,
    progress: &'a Progress,
}

impl<'a> PreviewPublisher<'a> {
    /// Of a reading as it stands; none where nobody looks.
    pub(super) fn of(reading: &'a Reading, progress: &'a Progress) -> Option<Self> {
        progress.preview().map(|schedule| Self { schedule, reading, progress })
    }

    /// Where it is time, shows a copy of the reading once `fill` has put the rows read so far into its last encoder.
    ///
    /// `fill` says whether there is anything to show; `ended` when all is read, and the whole comes anyway.
    pub(super) fn show(
        &self,
        readers: usize,
        ended: CancelCheck<'_>,
        fill: impl FnOnce(&mut DictionaryEncoder) -> bool,
    ) {
        // Of several tables the others count as well, and how long they are is not known.
        let fraction = self.progress.fraction().filter(|_| self.reading.tables.len() == 1);
        let Some(permit) = self.schedule.permit(fraction, readers) else { return };
        let is_late = || permit.ends_with_reading() && ended();
        let is_cancelled = || is_late() || self.progress.is_cancelled();
        let mut reading = self.reading.clone();
        let filled = reading.tables.last_mut().is_some_and(|table| fill(&mut table.encoder));
        if let Some(dataset) = reading.finish_preview(&is_cancelled).filter(|_| filled) {
            permit.show(dataset, &is_cancelled);
        }
    }
}

impl Reading {
    /// The dataset of the rows read so far; none where it is of no use.
    fn finish_preview(mut self, is_cancelled: CancelCheck<'_>) -> Option<Dataset> {
        if is_cancelled() {
            return None;
        }
        let size = self.assemble(is_cancelled);
        // What is wrong with the first rows may not be wrong with all of them: nothing is said of it here.
        if is_cancelled() { None } else { self.settled(&size, crate::import::audit::Look::Brief, is_cancelled).ok() }
    }
}
