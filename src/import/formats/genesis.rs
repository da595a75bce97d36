//! Destatis GENESIS in its flat forms: the older one with the values of each flow in a column, and the newer one with
//! one value in a row and its variable beside it, in German or English.
//!
//! In both, characteristics stand in groups of columns: what they are, and which one it is. Months are a
//! characteristic beside the year (`MONAT01`).

use super::offices::goods;
use super::table::Table;
use super::variants::{VariantColumn, rank};
use super::{Format, Input, ReadPlan};
use crate::data::{Period, Unit, UnitKind};
use crate::import::recipe::{NO_MONEY, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, DecimalSign, ImportError, words};

/// The older flat form: values by flow in columns, characteristics in pairs of code and label.
pub(super) struct Genesis;

impl Format for Genesis {
    fn name(&self) -> &'static str {
        "Destatis GENESIS"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if Table::new(sniffed).has(&["statistikcode", "zeit"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Period, &["zeit"]);
        table.mapping().default_reporter = Some("DEU".to_owned());
        let label = |n: usize| format!("{n}auspraegunglabel");
        for n in 1..6 {
            let (Some(kind), Some(at)) = (table.at(&[&format!("{n}merkmallabel")]), table.at(&[&label(n)])) else {
                continue;
            };
            let role = match table.distinct(Some(kind)).first() {
                Some(text) if text.contains("Länder") || text.contains("Land") => ColumnRole::PartnerName,
                Some(text) if text.contains("Waren") || text.contains("SITC") || text.contains("Güter") => {
                    ColumnRole::SectorName
                }
                Some(text) if text.contains("Monat") => ColumnRole::SubPeriod,
                _ => continue,
            };
            table.set(at, role);
        }
        let mut unit = None;
        for (at, name) in sniffed.header.iter().enumerate() {
            let lower = name.to_lowercase();
            let flow = words::flow_of_phrase(&lower.replace('_', " "));
            let money =
                lower.contains("euro") || lower.contains("eur") || lower.contains("us_d") || lower.contains("wert");
            if let (Some(flow), true, false) = (flow, money, words::is_no_money(name)) {
                table.set(at, ColumnRole::ValueFor(flow));
                unit = unit.or_else(|| words::unit_of(&name.replace('_', " ")));
            }
        }
        if unit.is_none() && !table.mapping().columns.iter().any(|role| role.is_value()) {
            return super::generic::Generic.plan(input);
        }
        table.mapping().decimal_sign = DecimalSign::Comma;
        let about = goods(PUBLISHER, unit.unwrap_or_else(|| Unit::currency("EUR", 3)));
        Ok(ReadPlan::ready(table.recipe(), about.setup(&sniffed.stem, self.name())))
    }
}

/// The newer flat form.
pub(super) struct GenesisFlat;

/// What a characteristic is, by its code or its label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Partner,
    Sector,
    Within,
    /// The whole of Germany.
    Home,
    Other,
}

impl Kind {
    fn of(code: &str, label: &str) -> Self {
        let lower = label.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if code.starts_with("DINSG")
            || says(&["deutschland insgesamt", "germany", "bundesl\u{e4}nder", "federal state"])
        {
            return if code.starts_with("DINSG") || says(&["insgesamt", "germany"]) { Self::Home } else { Self::Other };
        }
        match () {
            () if code.starts_with("STLA") || says(&["l\u{e4}nder", "land", "countr"]) => Self::Partner,
            () if says(&["monat", "month", "quartal", "quarter"]) => Self::Within,
            () if says(&["waren", "sitc", "g\u{fc}ter", "goods", "product", "commodit", "egw", "wirtschaftszweig"]) => {
                Self::Sector
            }
            () => Self::Other,
        }
    }
}

impl Format for GenesisFlat {
    fn name(&self) -> &'static str {
        "Destatis GENESIS (flat)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let own = Table::new(sniffed).has(&["statisticscode", "time", "value", "valuevariablelabel"]);
        if own { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Value, &["value"]);
        table.mapping().default_reporter = Some("DEU".to_owned());
        let (variants, unused, parted) = characteristics(&mut table);
        table.role(if parted { ColumnRole::Year } else { ColumnRole::Period }, &["time"]);
        let written: Vec<&str> = table.distinct(table.at(&["value"]));
        let comma = written.iter().any(|cell| cell.contains(',')) && !written.iter().any(|cell| cell.contains('.'));
        table.mapping().decimal_sign = if comma { DecimalSign::Comma } else { DecimalSign::Point };
        let (unit, variable) = (table.at(&["valueunit"]), table.at(&["valuevariablelabel"]));
        let units = table.distinct(unit);
        let Some(shown) = units.iter().find_map(|text| money(text)) else {
            return super::generic::Generic.plan(input);
        };
        let kind = shown.kind.clone();
        let context: Vec<Option<usize>> =
            variants.iter().map(|variant| Some(variant.column)).chain([unit, variable]).collect();
        let recipe = table.recipe().classify_rows(context, move |cells, disposition| {
            let Some(own) = money(cells.get(unit)) else { return RowDisposition::LeaveOut(NO_MONEY.into()) };
            if own.kind != kind {
                return RowDisposition::LeaveOut("another currency than the one shown".into());
            }
            let label = cells.get(variable);
            if words::is_no_money(label) {
                return RowDisposition::LeaveOut(NO_MONEY.into());
            }
            let disposition = disposition.flow(words::flow_of_phrase(label)).scaled(Some(own.exponent.cast_signed()));
            rank(&variants, cells, disposition)
        });
        let recipe = Recipe { period: Some(within_year), unused, ..recipe };
        Ok(ReadPlan::ready(recipe, goods(PUBLISHER, shown).setup(&sniffed.stem, self.name())))
    }
}

const PUBLISHER: &str = "Statistisches Bundesamt (GENESIS)";

/// Gives the columns of characteristics their roles: those that tell the same trade again, those that say nothing, and
/// whether months or quarters are among them.
fn characteristics(table: &mut Table<'_>) -> (Vec<VariantColumn>, Vec<(usize, String)>, bool) {
    const WHOLE: [&str; 4] = ["Insgesamt", "Total", "Deutschland", "Germany"];
    let (mut variants, mut unused, mut parted) = (Vec::new(), Vec::new(), false);
    for n in 1..9 {
        let at = |what: &str| table.at(&[&format!("{n}variable{what}")]);
        let (Some(code), Some(label)) = (at("attributecode"), at("attributelabel")) else { continue };
        let first = |at: Option<usize>| table.distinct(at).first().copied().unwrap_or_default();
        match Kind::of(first(at("code")), first(at("label"))) {
            Kind::Partner => _ = table.set(label, ColumnRole::PartnerName),
            Kind::Sector => _ = table.set(code, ColumnRole::Sector) && table.set(label, ColumnRole::SectorName),
            Kind::Within => parted = table.set(code, ColumnRole::SubPeriod),
            Kind::Home => unused.push((label, "the whole country, which is the reporter".to_owned())),
            Kind::Other => {
                let texts = table.distinct(Some(label));
                let best = texts.iter().find(|text| WHOLE.contains(text)).or(texts.first()).copied();
                variants.push(VariantColumn::new(label, "another series of", &best.into_iter().collect::<Vec<_>>()));
            }
        }
    }
    (variants, unused, parted)
}

/// The currency and power of ten that a unit names.
fn money(text: &str) -> Option<Unit> {
    words::unit_of(text).filter(|unit| matches!(unit.kind, UnitKind::Currency(_)))
}

/// `2023 MONAT05`, `2023 QUART2`: the year and the code of its part.
fn within_year(cell: &str) -> Option<Period> {
    let (year, part) = cell.trim().split_once(' ')?;
    let year = year.trim().parse().ok()?;
    let number = |name: &str| part.trim().strip_prefix(name)?.trim_start_matches('G').parse::<i32>().ok();
    match (number("MONAT"), number("QUART")) {
        (Some(month @ 1..=12), _) => Some(Period::month(year, month)),
        (None, Some(quarter @ 1..=4)) => Some(Period::quarter(year, quarter)),
        _ => None,
    }
}
