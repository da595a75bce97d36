//! Banco Central do Brasil, time series (SGS): `"data";"valor"`, of which only the file's name says what they are.

use super::table::Table;
use super::{Approach, Format, Input, generic};
use crate::data::{Basis, Subject, Unit};
use crate::import::ImportError;
use crate::import::mapping::fold;
use crate::import::sniff::Sniffed;

/// A series of the SGS.
pub(super) struct CentralBankOfBrazil;

impl Format for CentralBankOfBrazil {
    fn name(&self) -> &'static str {
        "Banco Central do Brasil (SGS)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let stem = fold(&sniffed.stem);
        let own = sniffed.header.len() == 2 && Table::new(sniffed).has(&["data", "valor"]);
        if own && (stem.contains("bcb") || stem.contains("sgs")) { 90 } else { 0 }
    }

    fn approach(&self, input: &Input<'_>) -> Result<Approach, ImportError> {
        generic::published(input, self.name(), |recipe, setup| {
            "Banco Central do Brasil".clone_into(&mut setup.meta.publisher);
            (setup.meta.basis, setup.meta.subject) = (Basis::BalanceOfPayments, Subject::Goods);
            generic::trade_of(recipe, "BRA");
            if recipe.mapping.unit.is_none() {
                recipe.mapping.unit = Some(Unit::currency("USD", 6));
                setup.warnings.retain(|warning| warning != generic::NO_UNIT);
                setup.warnings.push(
                    "the unit is not stated in the file: million US dollars are taken, as the bank publishes trade"
                        .to_owned(),
                );
            }
        })
    }
}
