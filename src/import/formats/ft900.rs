//! The exhibits of FT-900: headings above the header, years above their months, marks of footnotes.

use super::{Format, Input, ReadPlan, generic};
use crate::data::Subject;
use crate::import::ImportError;
use crate::import::sniff::Sniffed;

/// An exhibit of the US international trade release.
pub(super) struct Ft900;

impl Format for Ft900 {
    fn name(&self) -> &'static str {
        "FT-900 exhibit"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let title =
            |cell: &String| cell.contains("U.S. International Trade in Goods and Services") || cell.contains("FT-900");
        if sniffed.preamble.iter().any(title) { 85 } else { 0 }
    }

    fn lays_out(&self) -> bool {
        true
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        generic::published(input, self.name(), "USA", |recipe, setup| {
            "US Census Bureau and Bureau of Economic Analysis".clone_into(&mut setup.meta.publisher);
            setup.meta.subject = Subject::All;
            generic::own_dollars(recipe, "USD");
        })
    }
}
