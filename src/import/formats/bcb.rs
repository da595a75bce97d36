//! Banco Central do Brasil, time series (SGS): `"data";"valor"` with days as `01/02/2024`. Only the file's name can say
//! which series it is; where it does not, that is asked.

use super::table::Table;
use super::{Format, Input, ReadPlan, generic};
use crate::data::{Basis, Subject, Unit};
use crate::import::ImportError;
use crate::import::sniff::Sniffed;

/// A series of the SGS.
pub(super) struct CentralBankOfBrazil;

impl Format for CentralBankOfBrazil {
    fn name(&self) -> &'static str {
        "Banco Central do Brasil (SGS)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let own = sniffed.header.len() == 2 && Table::new(sniffed).has(&["data", "valor"]);
        let dated = |cell: &str| {
            let parts: Vec<usize> = cell.split('/').map(str::len).collect();
            parts == [2, 2, 4]
        };
        if own && sniffed.delimiter == b';' && sniffed.column(0).all(dated) { 90 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        generic::published(input, self.name(), "BRA", |recipe, setup| {
            "Banco Central do Brasil".clone_into(&mut setup.meta.publisher);
            (setup.meta.basis, setup.meta.subject) = (Basis::BalanceOfPayments, Subject::Goods);
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
