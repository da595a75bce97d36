//! Saldo's own tidy CSV, with or without a JSON sidecar beside it.

use super::{Format, Input, ReadPlan};
use crate::data::{DateOrder, Meta, Period};
use crate::disk;
use crate::import::number::{self, Cell};
use crate::import::recipe::{Recipe, Setup};
use crate::import::sidecar::{self, Sidecar};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, DecimalSign, ImportError, Mapping, Source, library};

/// The header, in any order; `status` may be absent.
const COLUMNS: [(&str, ColumnRole); 7] = [
    ("period", ColumnRole::Period),
    ("reporter", ColumnRole::Reporter),
    ("partner", ColumnRole::Partner),
    ("sector", ColumnRole::Sector),
    ("flow", ColumnRole::Flow),
    ("value", ColumnRole::Value),
    ("status", ColumnRole::Status),
];

/// `period,reporter,partner,sector,flow,value[,status]`
pub(super) struct Tidy;

impl Format for Tidy {
    fn name(&self) -> &'static str {
        "Saldo tidy CSV"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let mapping = mapping(&sniffed.header);
        let complete = COLUMNS.iter().take(6).all(|(_, role)| mapping.has(*role));
        let known = mapping.columns.iter().filter(|role| **role != ColumnRole::Ignore).count();
        let named = complete && known == sniffed.header.len();
        if named && is_written_so(sniffed, &mapping) { 100 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let stem = &input.sniffed.stem;
        let sidecar = if input.options.no_sidecar { None } else { find_sidecar(input.source)? };
        let mut warnings = Vec::new();
        let meta = match &sidecar {
            Some(sidecar) => sidecar.meta(stem),
            None => Meta { id: stem.clone(), title: stem.clone(), ..Meta::default() },
        };
        if !sidecar.as_ref().is_some_and(Sidecar::has_unit) {
            warnings.push(format!("the unit is not stated: write it into {stem}.json beside the file, or choose it"));
        }
        let mapping = mapping(&input.sniffed.header);
        let setup = Setup { meta, sidecar, format: self.name(), warnings };
        Ok(ReadPlan::ready(Recipe::of(mapping), setup))
    }
}

fn mapping(header: &[String]) -> Mapping {
    let role = |name: &String| {
        let name = name.trim().to_lowercase();
        COLUMNS.iter().find(|(column, _)| *column == name).map_or(ColumnRole::Ignore, |(_, role)| *role)
    };
    Mapping { columns: header.iter().map(role).collect(), ..Mapping::default() }
}

/// Whether most periods and values are written as in the tidy form. Days and decimal commas under these names are
/// another table, whose date order and decimal sign must be found out.
fn is_written_so(sniffed: &Sniffed, mapping: &Mapping) -> bool {
    let mostly = |role: ColumnRole, is_read: fn(&str) -> bool| {
        let Some(at) = mapping.columns.iter().position(|known| *known == role) else { return true };
        let (mut read, mut other) = (0, 0);
        sniffed.column(at).for_each(|cell| if is_read(cell) { read += 1 } else { other += 1 });
        read >= other
    };
    mostly(ColumnRole::Period, |cell| {
        Period::parse(cell).is_some() || Period::parse_with(cell, Some(DateOrder::DayFirst)).is_none()
    }) && mostly(ColumnRole::Value, |cell| {
        let number = |sign| matches!(number::read(cell, sign), Cell::Value(_));
        number(DecimalSign::Point) || !number(DecimalSign::Comma)
    })
}

/// The sidecar of a library dataset, or `NAME.json` beside `NAME.csv`.
fn find_sidecar(source: &Source) -> Result<Option<Sidecar>, ImportError> {
    match source {
        Source::Library(name) => library::sidecar(name)
            .map(|text| Sidecar::parse(&format!("library:{name}.json"), text.as_bytes()))
            .transpose(),
        Source::Path(path) => {
            let beside = disk::beside(path, "json");
            let file = disk::text(&beside);
            match disk::read(&beside, sidecar::MOST) {
                // The same table in another format describes nothing.
                Ok(text) if is_list(&text) => Ok(None),
                Ok(text) => Sidecar::parse(&file, &text).map(Some),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(ImportError::from_io(&file, &error)),
            }
        }
        Source::Bytes { .. } | Source::Part { .. } | Source::Several(_) => Ok(None),
    }
}

/// Whether a JSON text is a list, as tables are; a description has names.
fn is_list(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    text.trim_ascii_start().starts_with(b"[")
}
