//! A reading that is shown while it goes on.

use super::Reading;
use super::encoder::DictionaryEncoder;
use crate::data::{Dataset, Unwanted};
use crate::import::Progress;
use crate::import::early::Early;

/// Shows what is read so far of a reading, where somebody wants to see it.
pub(super) struct Showing<'a> {
    early: &'a Early,
    reading: &'a Reading,
    progress: &'a Progress,
}

impl<'a> Showing<'a> {
    /// Of a reading as it stands; none where nobody looks.
    pub(super) fn of(reading: &'a Reading, progress: &'a Progress) -> Option<Self> {
        progress.early().map(|early| Self { early, reading, progress })
    }

    /// Where it is time, shows a copy of the reading once `fill` has put the rows read so far into its last encoder.
    ///
    /// `fill` says whether there is anything to show; `ended` when all is read, and the whole comes anyway.
    pub(super) fn show(&self, readers: usize, ended: Unwanted<'_>, fill: impl FnOnce(&mut DictionaryEncoder) -> bool) {
        // Of several tables the others count as well, and how long they are is not known.
        let fraction = self.progress.fraction().filter(|_| self.reading.tables.len() == 1);
        let Some(turn) = self.early.turn(fraction, readers) else { return };
        let is_late = || turn.ends_with_reading() && ended();
        let unwanted = || is_late() || self.progress.is_cancelled();
        let mut reading = self.reading.clone();
        let filled = reading.tables.last_mut().is_some_and(|table| fill(&mut table.encoder));
        if let Some(dataset) = reading.finish_early(&unwanted).filter(|_| filled) {
            turn.show(dataset, &unwanted);
        }
    }
}

impl Reading {
    /// The dataset of the rows read so far; none where it is of no use.
    fn finish_early(mut self, unwanted: Unwanted<'_>) -> Option<Dataset> {
        if unwanted() {
            return None;
        }
        let size = self.assemble(unwanted);
        // What is wrong with the first rows may not be wrong with all of them: nothing is said of it here.
        if unwanted() { None } else { self.settled(&size, super::Look::Brief, unwanted).ok() }
    }
}
