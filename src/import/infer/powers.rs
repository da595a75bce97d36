//! Columns that tell the power of ten of each row's value: `Multiplier`, `UNIT_MULT`, `Scale`.

use foldhash::HashSet;

use super::Work;
use super::measure::counted_in;
use crate::data::{Unit, UnitKind};
use crate::import::ColumnRole;
use crate::import::mapping::fold;
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::{power_text, power_word};
use crate::import::words::{self, Hint, UnitText};

/// What columns of factors are called, folded: a figure below a thousand is an exponent there where it is a usual one.
const FACTORS: [&str; 31] = [
    "multiplier",
    "unitmultiplier",
    "mult",
    "scale",
    "scaling",
    "scalefactor",
    "scalarfactor",
    "scalar",
    "factor",
    "magnitude",
    "orderofmagnitude",
    "unitscale",
    "escala",
    "factoremultiplicador",
    "facteur",
    "echelle",
    "échelle",
    "multiplicateur",
    "multiplicador",
    "faktor",
    "skala",
    "skalierung",
    "einheitenfaktor",
    "moltiplicatore",
    "scala",
    "schaal",
    "mnożnik",
    "множитель",
    "倍率",
    "単位倍率",
    "单位倍数",
];
/// The most bytes of a cell that tells a power of ten.
const LONGEST: usize = 60;
/// What columns of exponents are called, folded.
const EXPONENTS: [&str; 10] = [
    "unitmult",
    "unitmultcode",
    "exponent",
    "powercodecode",
    "powercode",
    "power",
    "poweroften",
    "scalarid",
    "exposant",
    "potenz",
];

/// The power of ten that a cell of a column tells.
pub(super) fn power_of(name: &str, cell: &str) -> Option<u8> {
    // A word or two; of longer texts nobody asks.
    if cell.len() > LONGEST {
        return None;
    }
    let folded = fold(name);
    let is_exponent = EXPONENTS.contains(&folded.as_str());
    let is_named = is_exponent || FACTORS.contains(&folded.as_str());
    let bare: String = cell.trim().chars().filter(|c| !matches!(c, ',' | '\'' | ' ' | '\u{a0}')).collect();
    if let Ok(figure) = bare.trim_end_matches(".0").parse::<u64>() {
        let power = figure.checked_ilog10().filter(|power| 10u64.pow(*power) == figure && figure > 100);
        return match figure {
            _ if !is_named => None,
            _ if power.is_some() => power.and_then(|power| u8::try_from(power).ok()),
            0..=12 if is_exponent => u8::try_from(figure).ok(),
            0 | 1 => Some(0),
            3 | 6 | 9 | 12 => u8::try_from(figure).ok(),
            _ => None,
        };
    }
    if matches!(fold(cell).as_str(), "units" | "unit" | "ones" | "one" | "einheiten" | "unités" | "unidades") {
        return is_named.then_some(0);
    }
    let says = power_word(cell).or_else(|| power_text(cell));
    says.filter(|_| words::unit_of(cell).is_none() && cell.split_whitespace().count() < 4)
}

/// Whether the cells of a column tell powers of ten and nothing else.
pub(super) fn tells_powers<'a>(name: &str, mut cells: impl Iterator<Item = &'a str>) -> bool {
    let mut any = false;
    cells.all(|cell| {
        any = true;
        power_of(name, cell).is_some()
    }) && any
}

/// The column of powers of ten that a mapping does not use otherwise, and the powers in it.
pub(crate) fn column_of_powers(sniffed: &Sniffed, mapping: &[ColumnRole]) -> Option<(usize, Vec<u8>)> {
    let is_free = |at: &usize| mapping.get(*at) == Some(&ColumnRole::Ignore);
    (0..sniffed.header.len()).filter(is_free).find_map(|at| {
        let name = sniffed.header.get(at)?;
        let cells: HashSet<&str> = sniffed.column(at).collect();
        // Quantities and names of units are told by words as well.
        let named = FACTORS.contains(&fold(name).as_str()) || EXPONENTS.contains(&fold(name).as_str());
        let may = named || matches!(words::hint(name), None | Some((Hint::Unit, _)));
        if !may || cells.len() > 12 || !tells_powers(name, cells.iter().copied()) {
            return None;
        }
        let mut powers: Vec<u8> = cells.iter().filter_map(|cell| power_of(name, cell)).collect();
        powers.sort_unstable();
        powers.dedup();
        Some((at, powers))
    })
}

impl Work<'_> {
    /// The unit with the power of ten that a column tells beside it, of several the finest.
    pub(super) fn with_power_of_column(&mut self, unit: Option<UnitText>) -> Option<UnitText> {
        let Some((at, powers)) = column_of_powers(self.sniffed, &self.roles) else { return unit };
        let Some(finest) = powers.first().copied() else { return unit };
        let name = self.name(at);
        let Some(mut unit) = unit else {
            let unit = Unit::other("units (currency not stated)", finest);
            self.warn(format!("the currency is not stated in the file: the numbers are {}", unit.words()));
            return Some(UnitText { unit, not_understood: None });
        };
        if unit.unit.exponent > 0 && powers != [unit.unit.exponent] && powers != [0] {
            let [stated, other] = [unit.unit.clone(), Unit { exponent: finest, ..unit.unit.clone() }];
            let (one, two) = (stated.words(), power_words(finest));
            let problem = format!("The unit is stated as {one}, and the column `{name}` says {two}. Which is right?");
            self.ask_with(problem, vec![counted_in(&stated), counted_in(&other)]);
            return Some(unit);
        }
        if unit.unit.exponent == 0 && finest > 0 || powers.len() > 1 {
            unit.unit.exponent = finest;
            let each = if powers.len() > 1 { ", each row by its own" } else { "" };
            self.warn(format!("the numbers are {}, as the column `{name}` says{each}", unit.unit.words()));
        }
        Some(unit)
    }
}

/// "10^6".
fn power_words(power: u8) -> String {
    Unit { kind: UnitKind::Other("units".to_owned()), exponent: power }.words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_tell_a_power_of_ten() {
        for (name, cell, power) in [
            ("Multiplier", "Millions", Some(6)),
            ("Multiplier", "1000", Some(3)),
            ("Multiplier", "1,000,000", Some(6)),
            ("Multiplier", "1", Some(0)),
            ("Multiplier", "6", Some(6)),
            ("Multiplier", "5", None),
            ("UNIT_MULT", "6", Some(6)),
            ("UNIT_MULT", "0", Some(0)),
            ("SCALAR_FACTOR", "thousands", Some(3)),
            ("SCALAR_FACTOR", "units", Some(0)),
            ("Escala", "Miles", Some(3)),
            ("Unit", "Million", Some(6)),
            ("Unit", "Million USD", None),
            ("Value", "1000", None),
            ("Product", "Machinery", None),
        ] {
            assert_eq!(power_of(name, cell), power, "{name}: {cell}");
        }
    }
}
