//! The table builder of Singapore's statistics (`SingStat`): ten lines above the header, months newest first, regions and markets told by their depth.

use super::{Format, Input, ReadPlan, generic};
use crate::data::{Basis, Subject};
use crate::import::ImportError;
use crate::import::sniff::Sniffed;

/// Singapore's table builder.
pub(super) struct SingStat;

impl Format for SingStat {
    fn name(&self) -> &'static str {
        "SingStat table builder"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let series = sniffed.header.first().is_some_and(|name| name.trim() == "Data Series");
        let own = sniffed.preamble.iter().any(|cell| cell.contains("Theme") || cell.contains("SingStat"));
        if series && own { 90 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        generic::published(input, self.name(), "SGP", |recipe, setup| {
            "Singapore Department of Statistics".clone_into(&mut setup.meta.publisher);
            (setup.meta.basis, setup.meta.subject) = (Basis::Customs, Subject::Goods);
            generic::own_dollars(recipe, "SGD");
        })
    }
}
