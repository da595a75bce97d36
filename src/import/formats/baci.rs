//! CEPII BACI: `t,i,j,k,v,q`, reconciled bilateral trade by HS subheading, in thousand US dollars FOB.
//!
//! A row is one flow seen from nobody's side: it becomes an export of `i` to `j` and an import of `j` from `i`. The
//! names of products stand in a file of their own, beside the table or in the same archive; countries are known by
//! their numbers.

use std::path::{Path, PathBuf};

use foldhash::HashMap;

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::{self, System};
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Member, Role, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, Options, Progress, Source, cells, parts};

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

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["t"]);
        table.role(ColumnRole::Reporter, &["i"]);
        table.role(ColumnRole::Partner, &["j"]);
        table.role(ColumnRole::Sector, &["k"]);
        table.role(ColumnRole::Value, &["v"]);
        table.mapping().default_flow = Some(Flow::Export);
        let recipe = Recipe { emit_mirror_flow: true, ..table.recipe() }
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Baci))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Baci))
            .rule(Axis::Sector, products(input.source));
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
        Ok(ReadPlan::ready(recipe, setup))
    }
}

/// Products with the names of the file beside them, where there is one.
fn products(source: &Source) -> MemberRule {
    let names = product_file(source).and_then(|file| cells(&file).ok()).map(|table| {
        // `code, description`; the releases of 2023 lost the zero of the codes.
        let row = |row: &Vec<String>| Some((classification::canonical(System::Hs, row.first()?), row.get(1)?.clone()));
        table.rows.iter().filter_map(row).collect::<HashMap<String, String>>()
    });
    let names = names.unwrap_or_default();
    let make = move |code: &str, _: &str| {
        let code = classification::canonical(System::Hs, code);
        let label = names.get(&code)?.clone();
        Some(Member { code, label, role: Role::Leaf, ..Member::default() })
    };
    MemberRule { classes: Some(System::Hs), ..MemberRule::by(make) }
}

/// The file with the names of products: in the folder of the table, or in its archive.
fn product_file(source: &Source) -> Option<Source> {
    match source {
        Source::Path(path) => products_beside(path).map(Source::Path),
        Source::Part { .. } => {
            let whole = source.root();
            let listed = parts(whole, &Options::default(), &Progress::new()).ok()?;
            listed.into_iter().find(|part| names_products(&part.name)).map(|part| whole.part(&part.name))
        }
        _ => None,
    }
}

/// The file with the names of products in the folder of a table.
pub(in crate::import) fn products_beside(table: &Path) -> Option<PathBuf> {
    let stem = table.file_stem()?.to_string_lossy().into_owned();
    if !stem.to_uppercase().starts_with("BACI") {
        return None;
    }
    let entries = std::fs::read_dir(table.parent()?).ok()?.flatten();
    let mut found: Vec<_> = entries.filter(|entry| names_products(&entry.file_name().to_string_lossy())).collect();
    found.sort_by_key(std::fs::DirEntry::file_name);
    // Of several editions of the classification the one that the table's name tells.
    let edition = stem.split('_').find(|part| part.starts_with("HS"));
    let fits = |entry: &&std::fs::DirEntry| {
        edition.is_none_or(|edition| entry.file_name().to_string_lossy().contains(edition))
    };
    found.iter().find(fits).map(std::fs::DirEntry::path)
}

fn names_products(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|name| name.to_lowercase().starts_with("product_codes"))
}
