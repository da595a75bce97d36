//! How numbers and dates are written, and in what unit.

use super::Work;
use super::answers::Change;
use crate::data::{DateOrder, Unit, UnitKind, country};
use crate::import::date_order::{Order, order_of};
use crate::import::number::{self, DecimalSign, SignEvidence, SignFound};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

/// Currencies that are called dollars by those whose they are.
pub(super) const DOLLARS: [(&str, &str); 7] =
    [("USA", "USD"), ("CAN", "CAD"), ("AUS", "AUD"), ("SGP", "SGD"), ("HKG", "HKD"), ("NZL", "NZD"), ("TWN", "TWD")];

/// The answer that all values are counted in a unit.
pub(super) fn counted_in(unit: &Unit) -> (String, Change) {
    let (label, unit) = (format!("They are {}", unit.words()), unit.clone());
    (label, Box::new(move |mapping: &mut Mapping| mapping.unit = Some(unit.clone())))
}

impl Work<'_> {
    /// The unit: named by value columns, a column of units, the title or the file's name, in that order.
    pub(super) fn units(&mut self) {
        let values: Vec<usize> =
            (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|r| r.is_value())).collect();
        let from_names = values.iter().find_map(|at| words::unit_text(&self.name(*at)));
        let of_rows = self.units_of_rows().or_else(|| self.units_of_labels());
        self.unit_is_of_rows = of_rows.is_some();
        if of_rows.is_none() {
            self.units_of_columns(&values);
        }
        let unit_columns = self.free(|p| p.hint == Some(Hint::Unit) && p.filled > 0);
        let mixed: Vec<usize> =
            unit_columns.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.distinct > 1)).collect();
        // Beside a column of quantities the unit is theirs.
        let quantities =
            self.columns.iter().any(|p| p.hint == Some(Hint::Other) && p.is_numeric() && words::is_no_money(&p.name));
        let told = of_rows.is_some() || from_names.is_some();
        if !told && !mixed.is_empty() && !quantities {
            let columns = self.quoted(&mixed);
            let answers = self.each_unit(&mixed);
            self.ask_with(format!("The rows are in different units (column {columns}). Which of them?"), answers);
        }
        let cell = |at: &usize| self.sniffed.column(*at).next().and_then(words::unit_text);
        // Of a currency and `EUR million` beside it the one that says more.
        let of_columns = || unit_columns.iter().filter(|at| !mixed.contains(at)).filter_map(cell);
        let from_column = of_columns().next().map(|first| {
            of_columns()
                .filter(|unit| unit.unit.kind == first.unit.kind)
                .max_by_key(|u| u.unit.exponent)
                .unwrap_or(first)
        });
        let from_flows = self.roles.iter().position(|role| *role == ColumnRole::Flow).as_ref().and_then(cell);
        // `Exports, mn USD` above the labels; the nearest word wins: header, sheet, title, file name.
        let heads = self.sniffed.header.iter().chain(self.sniffed.header_rows.iter().flatten());
        let from_heads = heads.filter(|name| !words::is_no_money(name)).find_map(|name| words::unit_text(name));
        let from_part = self.sniffed.part.as_deref().and_then(words::unit_text);
        // `EUR million` alone in a row below the header; what is longer is a remark.
        let is_unit = |note: &&String| note.chars().count() < 25 && country::recognise(note).is_none();
        let notes = self.sniffed.notes.iter().filter(is_unit);
        let from_title = self.sniffed.preamble.iter().chain(notes).find_map(|text| words::unit_text(text));
        let from_stem = words::unit_text(&self.sniffed.stem.replace('_', " "));
        let unit = of_rows.or(from_names).or(from_column).or(from_flows).or(from_heads).or(from_part);
        let unit = unit.or(from_title);
        if let (None, Some(stem)) = (&unit, &from_stem) {
            self.warn(format!("the numbers are {}, as the file name says", stem.unit.words()));
        }
        let unit = unit.or(from_stem).or_else(|| self.signs(&values));
        let unit = unit.or_else(|| if quantities { None } else { self.weight(&unit_columns, &values) });
        let unit = self.with_power_of_column(unit);
        let unit = unit.map(|unit| self.with_signs_of_cells(unit, &values));
        let unit = unit.map(|unit| self.with_power_of_title(unit));
        if let Some((unit, doubt)) = unit.as_ref().and_then(|unit| Some((&unit.unit, unit.not_understood.as_ref()?))) {
            self.doubt_factor(unit, doubt);
        }
        self.proposal.mapping.unit = unit.map(|unit| self.own_dollars(unit.unit));
        if self.proposal.mapping.unit.is_none() {
            self.bare_power(&values);
        }
    }

    /// What is said of a factor that is not understood; `mil` is a thousand to some and a million to others.
    fn doubt_factor(&mut self, unit: &Unit, doubt: &str) {
        let noun = unit.noun().to_owned();
        if doubt == "mil" {
            let answers = [3, 6].map(|exponent| counted_in(&Unit { exponent, ..unit.clone() }));
            self.ask_with(format!("Is `mil` beside {noun} a thousand or a million?"), answers.into());
            return;
        }
        self.warn(format!("{noun}, factor not understood: `{doubt}`; the numbers are shown as they stand"));
    }

    /// Cells with a factor of their own, `288m`, are counted in the currency itself, whatever the title says; and where
    /// they carry the sign of another currency than it says it is asked which is right.
    fn with_signs_of_cells(&mut self, mut unit: words::UnitText, values: &[usize]) -> words::UnitText {
        let cells: Vec<&str> = values.iter().flat_map(|at| self.sniffed.column(*at)).collect();
        let own = cells.iter().filter(|cell| number::has_power(cell)).count();
        let numbers = cells.iter().filter(|cell| cell.bytes().any(|b| b.is_ascii_digit())).count();
        if own > 0 && unit.unit.exponent > 0 {
            if own < numbers {
                let title = unit.unit.words();
                self.ask(format!("Some amounts carry a power of ten of their own and others none. Are these {title}?"));
                return unit;
            }
            unit.unit.exponent = 0;
            self.warn("the amounts carry their own powers of ten, and are taken as they stand".to_owned());
        }
        let signed = self.signs(values).filter(|sign| !super::scales::is_same_money(&sign.unit.kind, &unit.unit.kind));
        if let Some(sign) = signed {
            let other = Unit { exponent: unit.unit.exponent, ..sign.unit };
            let answers = vec![counted_in(&unit.unit), counted_in(&other)];
            let (stated, told) = (unit.unit.words(), other.noun().to_owned());
            self.ask_with(
                format!("The file says {stated}, and the amounts carry the sign of {told}. Which is right?"),
                answers,
            );
        }
        unit
    }

    /// `Exports (USD)` below `in millions`: a currency in no power of ten, in that which the title states.
    fn with_power_of_title(&mut self, mut unit: words::UnitText) -> words::UnitText {
        let titles = self.sniffed.preamble.iter().map(String::as_str).chain(self.sniffed.part.as_deref());
        let power = titles.filter(|text| words::unit_of(text).is_none()).find_map(words::power_text);
        if let Some(power) = power.filter(|_| unit.unit.exponent == 0 && unit.not_understood.is_none()) {
            self.power_of_title = power;
            unit.unit.exponent = power;
            self.warn(format!("the numbers are {}, as the title says", unit.unit.words()));
        }
        unit
    }

    /// Rows that count different things, as a text column says: those of the one currency are used, the quantities
    /// left out; two currencies are asked about.
    fn units_of_rows(&mut self) -> Option<words::UnitText> {
        let text = |p: &super::Profile| !p.is_numeric() && p.is_mostly_filled() && (2..=12).contains(&p.distinct);
        let candidates = self.free(text);
        if let Some(at) = candidates.iter().copied().find(|at| self.tells_quantities(*at)) {
            self.keep_amounts(at);
        }
        let at = candidates.into_iter().find(|at| self.tells_units(*at))?;
        let mut cells: Vec<String> = Vec::new();
        for cell in self.sniffed.column(at).filter(|cell| words::unit_of(cell).is_some()) {
            if !cells.iter().any(|known| known == cell) {
                cells.push(cell.to_owned());
            }
        }
        let mut units: Vec<Unit> = cells.iter().filter_map(|cell| words::unit_of(cell)).collect();
        units.dedup();
        let first = cells.first()?.clone();
        if let Some(finest) = self.finest_of(&cells) {
            self.proposal.mapping.keep.extend(cells.into_iter().map(|cell| (at, cell)));
            return Some(finest);
        }
        if units.len() > 1 {
            let answers = self.each_unit(&[at]);
            let name = self.name(at);
            self.ask_with(format!("The rows are in different units (column `{name}`). Which of them?"), answers);
            cells.truncate(1);
        }
        self.proposal.mapping.keep.extend(cells.into_iter().map(|cell| (at, cell)));
        words::unit_text(&first)
    }

    /// Whether some cells of a column say quantity or share, and others say none of it: `Value` beside `Share (%)`.
    pub(super) fn tells_quantities(&self, at: usize) -> bool {
        // Goods may be called by any word; what is counted has few names.
        let cells: std::collections::BTreeSet<&str> = self.sniffed.column(at).collect();
        let amount = |cell: &&str| words::is_no_money(cell) || matches!(words::hint(cell), Some((Hint::Value, _)));
        let names = self.profile(at).is_some_and(|p| matches!(p.hint, None | Some(Hint::Series | Hint::Unit)))
            || cells.iter().all(amount);
        let other = cells.iter().filter(|cell| words::is_no_money(cell)).count();
        names && other * 3 >= cells.len() && other < cells.len()
    }

    /// Only rows that count no quantity and no share are used.
    fn keep_amounts(&mut self, at: usize) {
        let amounts: std::collections::BTreeSet<String> =
            self.sniffed.column(at).filter(|cell| !words::is_no_money(cell)).map(str::to_owned).collect();
        let name = self.name(at);
        let told: Vec<&str> = amounts.iter().map(String::as_str).take(3).collect();
        self.warn(format!("of the column `{name}` only rows of {} are amounts and used", told.join(", ")));
        self.proposal.mapping.keep.extend(amounts.into_iter().map(|cell| (at, cell)));
    }

    /// Whether the cells of a column say what each row counts, and not all say the same.
    pub(super) fn tells_units(&self, at: usize) -> bool {
        let is_unit = self.profile(at).is_some_and(|p| p.hint == Some(Hint::Unit));
        let cells: std::collections::BTreeSet<&str> = self.sniffed.column(at).collect();
        let money = cells.iter().filter(|cell| words::unit_of(cell).is_some()).count();
        let other = |cell: &&&str| words::unit_of(cell).is_none();
        let quantities = cells.iter().filter(other).all(|cell| is_unit || words::is_no_money(cell));
        let units: std::collections::BTreeSet<String> =
            cells.iter().filter_map(|cell| words::unit_of(cell)).map(|unit| unit.words()).collect();
        money > 0 && quantities && (units.len() > 1 || money < cells.len())
    }

    /// The currency whose sign the values themselves carry: `$1,234`.
    fn signs(&self, values: &[usize]) -> Option<words::UnitText> {
        let cells = values.iter().flat_map(|at| self.sniffed.column(*at));
        let mut signed = cells.filter(|cell| cell.chars().any(words::is_sign));
        // A factor in a cell is the cell's own.
        let sign = |cell: &str| {
            let at = cell.find(words::is_sign)?;
            let before = cell.get(..at)?.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?;
            let sign = cell.get(at..)?.chars().next()?;
            words::unit_text(&format!("{before}{sign}"))
        };
        signed.find_map(sign)
    }

    /// The weight that a column of units or the names of the values state, all of them the same.
    fn weight(&self, unit_columns: &[usize], values: &[usize]) -> Option<words::UnitText> {
        let cells = unit_columns.iter().flat_map(|at| self.sniffed.column(*at));
        let names = values.iter().filter_map(|at| self.sniffed.header.get(*at)).map(String::as_str);
        let mut told: Vec<Option<Unit>> = cells.map(words::weight_text).collect();
        if told.is_empty() {
            told = names.map(words::weight_text).collect();
        }
        let unit = told.first().cloned().flatten()?;
        let same = told.iter().all(|other| other.as_ref() == Some(&unit));
        same.then_some(words::UnitText { unit, not_understood: None })
    }

    /// A power of ten without a currency: `Exports (millions)`.
    fn bare_power(&mut self, values: &[usize]) {
        let from_names = values.iter().find_map(|at| words::power_text(&self.name(*at)));
        let from_title = self.sniffed.preamble.iter().find_map(|text| words::power_text(text));
        let Some(power) = from_names.or(from_title) else { return };
        let unit = Unit::other("units (currency not stated)", power);
        self.warn(format!("the currency is not stated in the file: the numbers are {}", unit.words()));
        self.proposal.mapping.unit = Some(unit);
    }

    /// Rows of one unit only, for each unit of a column that is an amount of money.
    fn each_unit(&self, mixed: &[usize]) -> Vec<(String, Change)> {
        let Some(at) = mixed.first().copied() else { return Vec::new() };
        let mut seen: Vec<&str> = Vec::new();
        for cell in self.sniffed.column(at).filter(|cell| words::unit_of(cell).is_some()) {
            if !seen.contains(&cell) {
                seen.push(cell);
            }
        }
        let answer = |cell: &&str| -> (String, Change) {
            let (cell, unit) = ((*cell).to_owned(), words::unit_of(cell));
            let label = format!("Only rows in `{cell}`");
            let change = move |mapping: &mut Mapping| {
                mapping.keep.push((at, cell.clone()));
                mapping.unit.clone_from(&unit);
            };
            (label, Box::new(change))
        };
        seen.iter().map(answer).collect()
    }

    /// Dollars of a reporter whose currency is a dollar are that dollar.
    fn own_dollars(&mut self, unit: Unit) -> Unit {
        let reporter = self.proposal.mapping.default_reporter.clone().unwrap_or_default();
        let own = DOLLARS.iter().find(|(country, _)| *country == reporter).map(|(_, currency)| *currency);
        match (&unit.kind, own) {
            (UnitKind::Other(name), Some(currency)) if name.starts_with("dollars") => {
                let unit = Unit::currency(currency, unit.exponent);
                self.warn(format!("the file says dollars; they are taken as {}, the reporter's own", unit.noun()));
                unit
            }
            // Trade is counted in US dollars where the reporter has no dollar of its own.
            (UnitKind::Other(name), None) if name.starts_with("dollars") && self.has_known_reporter() => {
                let unit = Unit::currency("USD", unit.exponent);
                self.warn("the file says dollars; they are taken as US dollars, as the reporter has none of its own");
                unit
            }
            _ => unit,
        }
    }

    /// Whether all reporters are countries whose currency is no dollar.
    fn has_known_reporter(&self) -> bool {
        const OTHER_DOLLARS: [&str; 24] = [
            "USA", "CAN", "AUS", "SGP", "HKG", "NZL", "TWN", "JAM", "TTO", "BHS", "BRB", "BLZ", "FJI", "GUY", "LBR",
            "NAM", "SUR", "BMU", "CYM", "BRN", "KIR", "NRU", "TUV", "SLB",
        ];
        let foreign = |text: &str| {
            country::recognise(text)
                .is_some_and(|found| found.is_country() && !OTHER_DOLLARS.contains(&found.code.as_str()))
        };
        let column = [ColumnRole::Reporter, ColumnRole::ReporterName]
            .into_iter()
            .find_map(|role| self.roles.iter().position(|known| *known == role));
        match (&self.proposal.mapping.default_reporter, column) {
            (Some(reporter), _) => foreign(reporter),
            (None, Some(at)) => self.sniffed.column(at).all(foreign),
            (None, None) => false,
        }
    }

    /// Whether `03/04/2024` is in March or in April, decided for the column.
    pub(super) fn date_order(&mut self) {
        let Some(at) = self.roles.iter().position(|role| *role == ColumnRole::Period) else { return };
        let cells: Vec<&str> = self.sniffed.column(at).collect();
        match order_of(&cells) {
            Order::NotNeeded => {}
            Order::Known(order) => self.proposal.mapping.date_order = Some(order),
            Order::Likely(order, example) => {
                self.proposal.mapping.date_order = Some(order);
                let first = if order == DateOrder::DayFirst { "day" } else { "month" };
                self.warn(format!(
                    "dates such as {example} are taken for the first of a month: the {first} comes first"
                ));
            }
            Order::Open(example) => {
                let name = self.name(at);
                let order = |order: DateOrder| -> Change { Box::new(move |mapping| mapping.date_order = Some(order)) };
                let answers = vec![
                    ("The day comes first".to_owned(), order(DateOrder::DayFirst)),
                    ("The month comes first".to_owned(), order(DateOrder::MonthFirst)),
                ];
                let problem = format!("In the column `{name}`, does `{example}` begin with the day or with the month?");
                self.ask_with(problem, answers);
            }
        }
    }

    /// Whether a point or a comma begins the decimals, decided for all value columns together.
    pub(super) fn decimal_sign(&mut self) {
        let values = (0..).zip(&self.roles).filter(|(_, role)| role.is_value());
        let evidence = SignEvidence::of(values.map(|(at, _)| self.sniffed.column(at)));
        let (sign, found) = number::decide(self.sniffed.origin, evidence, self.sniffed.delimiter == b';');
        self.proposal.mapping.decimal_sign = sign;
        match found {
            SignFound::Told => {}
            SignFound::Mixed => {
                let read =
                    if sign == DecimalSign::Either { "each is read by itself" } else { "they are read as most are" };
                self.warn(format!(
                    "some numbers are written with a decimal point and some with a decimal comma; {read}"
                ));
            }
            SignFound::Assumed => {
                self.warn("numbers such as 1,234 are read with commas between thousands");
            }
            SignFound::Open => self.ask_decimal_sign(sign),
        }
    }

    /// Whether `1.234` is more than a thousand or little more than one.
    fn ask_decimal_sign(&mut self, likely: DecimalSign) {
        let values = (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|role| role.is_value()));
        let example = values.flat_map(|at| self.sniffed.column(at)).find(|cell| number::is_open(cell));
        let Some(example) = example.map(|cell| number::as_written(cell).to_owned()) else { return };
        let whole: String = example.chars().filter(|c| !matches!(c, '.' | ',')).collect();
        let point = example.contains('.');
        let answer = |sign: DecimalSign| -> (String, Change) {
            let decimals = (sign == DecimalSign::Point) == point;
            let told =
                if decimals { format!("`{example}` has three decimals") } else { format!("`{example}` is {whole}") };
            (told, Box::new(move |mapping: &mut Mapping| mapping.decimal_sign = sign))
        };
        let other = match likely {
            DecimalSign::Point => DecimalSign::Comma,
            DecimalSign::Comma | DecimalSign::Either => DecimalSign::Point,
        };
        let answers = vec![answer(likely), answer(other)];
        self.ask_with(format!("Does `{example}` have decimals, or is it {whole}?"), answers);
    }
}
