//! CEPII BACI: `t,i,j,k,v,q`, reconciled bilateral trade by HS subheading, in thousand US dollars FOB.
//!
//! A row is one flow seen from nobody's side: it becomes an export of `i` to `j` and an import of `j` from `i`.

use super::table::{About, Table};
use super::{Approach, Format, Input};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError};

/// CEPII BACI.
pub(super) struct Baci;

impl Format for Baci {
    fn name(&self) -> &'static str {
        "CEPII BACI"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["t", "i", "j", "k", "v"]) && sniffed.header.len() <= 7 { 97 } else { 0 }
    }

    fn approach(&self, input: &Input<'_>) -> Result<Approach, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["t"]);
        table.role(ColumnRole::Reporter, &["i"]);
        table.role(ColumnRole::Partner, &["j"]);
        table.role(ColumnRole::Sector, &["k"]);
        table.role(ColumnRole::Value, &["v"]);
        table.mapping().default_flow = Some(Flow::Export);
        let recipe = Recipe { mirror: true, ..table.recipe() }
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Baci))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Baci))
            .rule(Axis::Sector, MemberRule::classified(System::Hs));
        let about = About {
            publisher: "CEPII BACI",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "FOB on both sides, reconciled from both countries' reports",
            unit: Unit::currency("USD", 3),
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        setup.meta.notes.push(
            "Each row is one flow: it is shown as an export of the exporter and as an import of the importer"
                .to_owned(),
        );
        Ok(Approach::read(recipe, setup))
    }
}
