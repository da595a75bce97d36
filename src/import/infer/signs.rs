//! The sign of balances, and what exports hold: `Net imports` are imports less exports, and `Domestic exports` hold no
//! re-exports.

use super::Work;
use super::answers::Change;
use crate::data::Flow;
use crate::data::words::plain;
use crate::import::number::{self, Cell};
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::{AboveZero, above_zero, is_other_balance};
use crate::import::words;
use crate::import::{ColumnRole, Mapping, SeriesColumn};

/// One row of so many may contradict the sides beside it.
const SLIPS: usize = 10;

/// Which signs the figures of a sample have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Signs {
    above: usize,
    below: usize,
}

impl Signs {
    fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        cells.fold(Self::default(), |mut signs, cell| {
            if cell.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
                let is_below = cell.starts_with(['-', '\u{2212}', '\u{2013}', '(']) || cell.ends_with('-');
                *(if is_below { &mut signs.below } else { &mut signs.above }) += 1;
            }
            signs
        })
    }
}

/// A name under which balances stand, and the signs of its figures.
struct Balance {
    name: String,
    /// The column that it names; none for the cells of a flow column and for titles.
    column: Option<usize>,
    above: Option<AboveZero>,
    signs: Signs,
}

impl Balance {
    /// Whether its figures are imports less exports; none where a deficit is written with both signs.
    const fn is_turned(&self) -> Option<bool> {
        match (self.above, self.signs) {
            (Some(AboveZero::Deficit), _) | (Some(AboveZero::CalledDeficit), Signs { above: 1.., below: 0 }) => {
                Some(true)
            }
            (Some(AboveZero::CalledDeficit), Signs { above: 1.., below: 1.. }) => None,
            _ => Some(false),
        }
    }
}

/// The names under which a mapping reads balances.
fn balances(mapping: &Mapping, sniffed: &Sniffed) -> Vec<Balance> {
    let values = || (0..).zip(&mapping.columns).filter(|(_, role)| role.is_value()).map(|(at, _)| at);
    let name = |at: usize| sniffed.header.get(at).cloned().unwrap_or_default();
    let flow_of = |at: usize| match mapping.columns.get(at) {
        Some(ColumnRole::ValueFor(flow) | ColumnRole::FlowPeriodValue(flow, _)) => Some(*flow),
        Some(ColumnRole::Series) => mapping.series.iter().find(|series| series.column == at)?.flow,
        _ => None,
    };
    let called =
        |name: String, column: Option<usize>, signs: Signs| Balance { above: above_zero(&name), name, column, signs };
    let mut found: Vec<Balance> = values()
        .filter(|at| flow_of(*at) == Some(Flow::Balance))
        .map(|at| called(name(at), Some(at), Signs::of(sniffed.column(at))))
        .collect();
    let open: Vec<usize> = values().filter(|at| flow_of(*at).is_none()).collect();
    let cells = |rows: &dyn Fn(&[String]) -> bool| {
        let rows = sniffed.sample.iter().map(|(_, row)| row).filter(|row| rows(row));
        Signs::of(rows.flat_map(|row| open.iter().filter_map(|at| row.get(*at))).map(|cell| cell.trim()))
    };
    if let Some(at) = mapping.column_of(ColumnRole::Flow) {
        let mut words: Vec<&str> = sniffed.column(at).collect();
        words.sort_unstable();
        words.dedup();
        let stated = |word: &str| mapping.flow_words.iter().find(|(known, _)| known == word).map(|(_, flow)| *flow);
        words.retain(|word| stated(word).or_else(|| words::flow_of_phrase(word)) == Some(Flow::Balance));
        found.extend(words.into_iter().map(|word| {
            let signs = cells(&|row| row.get(at).is_some_and(|cell| cell.trim() == word));
            called(word.to_owned(), None, signs)
        }));
    } else if mapping.default_flow == Some(Flow::Balance) {
        let stem = sniffed.stem.replace(['_', '-', '.'], " ");
        let texts = sniffed.preamble.iter().cloned().chain(sniffed.part.clone()).chain([stem]);
        let values = texts.chain(open.iter().map(|at| name(*at)));
        let told = values.map(|text| called(text, None, cells(&|_| true))).find(|balance| balance.above.is_some());
        found.extend(told);
    }
    found
}

/// Turns the sign of balances that are imports less exports.
pub(super) fn turn(mapping: &mut Mapping, sniffed: &Sniffed) {
    let balances = balances(mapping, sniffed);
    let turned = |balance: &Balance| balance.is_turned() == Some(true);
    if balances.is_empty() || !balances.iter().any(turned) {
        return;
    }
    if balances.iter().all(turned) {
        mapping.other_sign = vec![Flow::Balance];
        return;
    }
    // A column of deficits beside one of surpluses.
    for at in balances.iter().filter(|balance| turned(balance)).filter_map(|balance| balance.column) {
        turn_column(mapping, at);
    }
}

/// Turns the sign of one column.
fn turn_column(mapping: &mut Mapping, at: usize) {
    let (flow, period) = match mapping.columns.get(at) {
        Some(ColumnRole::ValueFor(flow)) => (*flow, None),
        Some(ColumnRole::FlowPeriodValue(flow, period)) => (*flow, Some(*period)),
        _ => (Flow::Balance, None),
    };
    if mapping.columns.get(at) == Some(&ColumnRole::Series) {
        mapping.series.iter_mut().filter(|series| series.column == at).for_each(|series| series.other_sign = true);
        return;
    }
    super::values::give(mapping, at, ColumnRole::Series);
    let series = SeriesColumn { column: at, flow: Some(flow), period, other_sign: true, ..SeriesColumn::default() };
    mapping.series.push(series);
}

impl Work<'_> {
    /// Asks what a balance above zero says, where its name and its figures leave it open.
    pub(super) fn sign_of_balances(&mut self) {
        let mapping = Mapping { columns: self.roles.clone(), ..self.proposal.mapping.clone() };
        let balances = balances(&mapping, self.sniffed);
        if let Some(open) = balances.iter().find(|balance| balance.is_turned().is_none()) {
            if let Some(is_turned) = open.column.and_then(|at| self.told_by_sides(at)) {
                self.proposal.mapping.other_sign = if is_turned { vec![Flow::Balance] } else { Vec::new() };
                return;
            }
            let deficit: (String, Change) = (
                "Above zero is a deficit".to_owned(),
                Box::new(|mapping: &mut Mapping| mapping.other_sign = vec![Flow::Balance]),
            );
            let surplus: (String, Change) = (
                "Below zero is a deficit".to_owned(),
                Box::new(|mapping: &mut Mapping| mapping.other_sign = Vec::new()),
            );
            let mut answers = vec![deficit, surplus];
            if open.signs.below > open.signs.above {
                answers.reverse();
            } else {
                self.proposal.mapping.other_sign = vec![Flow::Balance];
            }
            let name = &open.name;
            self.ask_with(format!("`{name}` has figures above and below zero. Which of them are a deficit?"), answers);
            return;
        }
        let (turned, others): (Vec<&Balance>, Vec<&Balance>) =
            balances.iter().partition(|balance| balance.is_turned() == Some(true));
        let of_rows = |list: &[&Balance]| list.iter().find(|balance| balance.column.is_none()).map(|b| b.name.clone());
        if let (Some(turned), false) = (of_rows(&turned), others.is_empty()) {
            let others: Vec<String> = others.iter().map(|balance| format!("`{}`", balance.name)).collect();
            let others = others.join(", ");
            self.ask(format!(
                "Rows of `{turned}` are imports less exports, and those of {others} are not. Which of them are to be used?"
            ));
        }
    }

    /// Asks about balances whose names say that they are of more than trade, or of none.
    pub(super) fn balances_of_trade(&mut self) {
        let mapping = Mapping { columns: self.roles.clone(), ..self.proposal.mapping.clone() };
        let mut names: Vec<String> = balances(&mapping, self.sniffed).into_iter().map(|balance| balance.name).collect();
        if mapping.default_flow == Some(Flow::Balance) {
            let values = (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|role| role.is_value()));
            names.extend(values.map(|at| self.name(at)));
            // Of several lines above a table one may name the trade, and another only its source.
            let told = |line: &&String| words::flow_of_phrase(line) == Some(Flow::Balance);
            let titles: Vec<&String> = self.sniffed.preamble.iter().filter(told).collect();
            if titles.iter().all(|title| is_other_balance(title)) {
                names.extend(titles.into_iter().cloned());
            }
        }
        if let Some(name) = names.into_iter().find(|name| is_other_balance(name)) {
            let trade: (String, Change) = ("It is a balance of trade".to_owned(), Box::new(|_: &mut Mapping| ()));
            self.ask_with(
                format!("`{name}` is no balance of trade alone by its name. Is it the one that is meant?"),
                vec![trade],
            );
        }
    }

    /// Whether a column of balances is imports less exports, where columns of both stand beside it and say so nearly
    /// everywhere: a publisher's slip in one row of many leaves no doubt.
    fn told_by_sides(&self, at: usize) -> Option<bool> {
        let period = match self.roles.get(at) {
            Some(ColumnRole::FlowPeriodValue(_, period)) => Some(*period),
            _ => None,
        };
        let role = |flow: Flow| period.map_or(ColumnRole::ValueFor(flow), |at| ColumnRole::FlowPeriodValue(flow, at));
        let of = |flow: Flow| self.roles.iter().position(|known| *known == role(flow));
        let (exports, imports) = (of(Flow::Export)?, of(Flow::Import)?);
        let sign = self.proposal.mapping.decimal_sign;
        let read = |row: &[String], at: usize| match number::read(row.get(at)?, sign) {
            Cell::Value(amount) => Some(amount.to_f64()),
            _ => None,
        };
        let rows = self.sniffed.sample.iter();
        let sides = rows.filter_map(|(_, row)| Some((read(row, exports)?, read(row, imports)?, read(row, at)?)));
        let sides: Vec<(f64, f64, f64)> = sides.collect();
        let is_near = |one: f64, other: f64, size: f64| (one - other).abs() <= size.abs() * 0.005 + 1.5;
        let fits =
            |turned: f64| sides.iter().filter(|(x, m, balance)| is_near(turned * (x - m), *balance, x + m)).count();
        let (plain, turned) = (fits(1.0), fits(-1.0));
        let nearly_all = |count: usize| count > 0 && (sides.len() - count) * SLIPS <= sides.len();
        match (nearly_all(plain), nearly_all(turned)) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    /// Whether several columns of balances are one: of each figure one column holds a deficit or the other a surplus.
    pub(super) fn is_one_balance(&self, flows: &[(usize, Flow)]) -> bool {
        let columns: Vec<usize> = flows.iter().filter(|(_, flow)| *flow == Flow::Balance).map(|(at, _)| *at).collect();
        let [one, other] = *columns.as_slice() else { return false };
        let mut others: Vec<Flow> = flows.iter().map(|(_, flow)| *flow).filter(|flow| *flow != Flow::Balance).collect();
        let count = others.len();
        others.sort_unstable();
        others.dedup();
        let called = [one, other].map(|at| above_zero(&self.name(at)));
        let apart =
            called.contains(&Some(AboveZero::CalledDeficit)) && called.contains(&Some(AboveZero::CalledSurplus));
        let filled = |row: &[String], at: usize| {
            row.get(at).is_some_and(|cell| cell.bytes().any(|b| b.is_ascii_digit() && b != b'0'))
        };
        let both = |(_, row): &(u64, Vec<String>)| filled(row, one) && filled(row, other);
        others.len() == count && apart && !self.sniffed.sample.iter().any(both)
    }

    /// Exports that are called those of domestic goods, with re-exports beside them and no others.
    pub(super) fn domestic_exports(&mut self) {
        let mut names: Vec<String> = Vec::new();
        if let Some(at) = self.roles.iter().position(|role| *role == ColumnRole::Flow) {
            names.extend(self.sniffed.column(at).map(str::to_owned));
        }
        let columns = self.roles.iter().enumerate().filter(|(_, role)| role.is_value());
        names.extend(columns.map(|(at, _)| self.name(at)));
        names.sort_unstable();
        names.dedup();
        let of = |flow: Flow| names.iter().filter(move |name| words::flow_of_phrase(name) == Some(flow));
        let has_others = of(Flow::ReExport).next().is_some();
        let exports: Vec<&String> = of(Flow::Export).collect();
        if has_others && !exports.is_empty() && exports.iter().all(|name| is_domestic(name)) {
            self.proposal.mapping.domestic_exports = true;
        }
    }
}

/// Whether a name says that exports are without re-exports: `Domestic exports`, `Exports (excluding re-exports)`, but not
/// `International exports` or `Exports excl. gold`.
fn is_domestic(name: &str) -> bool {
    let plain = plain(name);
    let word = plain.split(' ').any(|word| matches!(word, "domestic" | "national"));
    let again = plain.contains("re export") || plain.contains("reexport");
    let without = ["excl", "without", "less", "net of", "other than"].iter().any(|word| plain.contains(word));
    word || again && without || ["国内", "本地", "港產", "地場"].iter().any(|word| name.contains(word))
}

/// What a reader of figures must know of signs that were turned.
pub(in crate::import) fn remarks(mapping: &Mapping) -> Vec<String> {
    let mut said = Vec::new();
    let of_columns = mapping.series.iter().any(|series| series.other_sign);
    if mapping.other_sign.contains(&Flow::Balance) || of_columns {
        let which = if of_columns { "a column of deficits is" } else { "its balance is imports less exports, and" };
        said.push(format!("{which} shown with the other sign: a deficit stands below zero"));
    }
    if mapping.other_sign.contains(&Flow::Import) {
        said.push("imports are written below zero, and are shown by their amount".to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_exports_without_re_exports() {
        for (name, expected) in [
            ("Domestic exports", true),
            ("Exports (excluding re-exports)", true),
            ("National exports", true),
            ("International exports", false),
            ("Exports excl. gold", false),
            ("Exports incl. re-exports", false),
            ("Total exports", false),
        ] {
            assert_eq!(is_domestic(name), expected, "{name}");
        }
    }
}
