//! Periods: in a column, in a year's column with a month or quarter beside it, or in the names of columns.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::answers::Change;
use super::profile::years_in;
use super::series::{ROMAN, within};
use super::told::is_amount;
use super::{Profile, Work};
use crate::data::{Frequency, Period, country, is_part_of_year, names_quarter, tells_part, tells_running};
use crate::import::dated::{self, Step};
use crate::import::vocabulary::claims_total;
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

/// Trade of years behind it was never recorded: no figures but plans, and the years of other calendars.
const LAST_YEAR_OF_TRADE: i32 = 2050;

impl Work<'_> {
    /// Columns that are named after periods.
    pub(super) fn wide_periods(&mut self) {
        if self.sniffed.headless {
            return;
        }
        let found: Vec<(usize, ColumnRole)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, p)| p.is_empty() || p.is_numeric() || p.mostly(p.marks, 90))
            .filter(|(_, p)| !words::is_no_money(&p.name) && !p.is_part)
            .filter_map(|(at, p)| period_role(&p.name).map(|role| (at, role)))
            .collect();
        let found = self.steps_of(found);
        let numeric: HashSet<ColumnRole> = found
            .iter()
            .filter(|(at, _)| self.profile(*at).is_some_and(Profile::is_numeric))
            .filter_map(|(_, role)| match role {
                ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => {
                    Some(ColumnRole::PeriodValue(*period))
                }
                _ => None,
            })
            .collect();
        // `Exports (constant 2015 US$)` is a column of many periods, and one period is no table of periods.
        let hinted = |p: &Profile| matches!(p.hint, Some(Hint::Period | Hint::Year)) && p.mostly(p.periods, 80);
        let dated = |p: &Profile| p.hint.is_none() && p.mostly(p.periods, 95) && p.distinct > 2;
        let long = self.columns.iter().any(hinted) || self.columns.first().is_some_and(dated);
        if numeric.is_empty() || (numeric.len() < 2 && long) {
            return;
        }
        self.strangers_among(&found);
        for (at, role) in found {
            self.set(at, role);
        }
        self.proposal.wide = true;
    }

    /// Columns that are named after days: years or quarters, where they are so far apart.
    fn steps_of(&self, found: Vec<(usize, ColumnRole)>) -> Vec<(usize, ColumnRole)> {
        let days: Option<Vec<(Period, i32)>> = found.iter().map(|(at, _)| day_of_name(&self.name(*at))).collect();
        let Some(step) = days.and_then(|days| Step::of(&days, false)) else { return found };
        let stepped = |role| match role {
            ColumnRole::PeriodValue(month) => ColumnRole::PeriodValue(step.period(month)),
            ColumnRole::FlowPeriodValue(flow, month) => ColumnRole::FlowPeriodValue(flow, step.period(month)),
            role => role,
        };
        found.into_iter().map(|(at, role)| (at, stepped(role))).collect()
    }

    /// Columns of figures of a part of a year are nothing that Saldo keeps, and said.
    pub(super) fn leave_out_parts(&mut self) {
        let (running, parts): (Vec<usize>, Vec<usize>) = self.free(|p| p.is_part).into_iter().partition(|at| {
            let name = self.name(*at);
            tells_running(&name) && !is_part_of_year(&name)
        });
        if !parts.is_empty() {
            let names = self.quoted(&parts);
            self.warn(format!("{names}: figures of a part of a year, which is no period here; left out"));
        }
        if !running.is_empty() {
            let names = self.quoted(&running);
            self.warn(format!("{names}: figures that run over several periods; left out"));
        }
    }

    /// Months or quarters in rows, below columns of years.
    pub(super) fn parts_of_years(&mut self) {
        let yearly = |role: &ColumnRole| match role {
            ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => {
                period.frequency() == Frequency::Year
            }
            _ => false,
        };
        let values: Vec<&ColumnRole> = self.roles.iter().filter(|role| role.is_value()).collect();
        if values.is_empty() || !values.into_iter().all(yearly) {
            return;
        }
        let is_part = |cell: &str| within(cell).is_some() || claims_total(cell).is_some();
        // `I` to `IV`, all four of them and nothing else but a total.
        let is_roman = |at: usize| {
            let cells = || self.sniffed.column(at);
            ROMAN.iter().all(|figure| cells().any(|cell| cell == *figure))
                && cells().all(|cell| ROMAN.contains(&cell) || claims_total(cell).is_some())
        };
        let parts = |p: &Profile| matches!(p.hint, None | Some(Hint::SubPeriod | Hint::Period)) && p.distinct > 1;
        let columns = self.free(parts);
        let part = columns.into_iter().find(|at| {
            let named = self.profile(*at).is_some_and(|p| p.hint == Some(Hint::SubPeriod));
            let cells = || self.sniffed.column(*at);
            named || is_roman(*at) || cells().all(is_part) && cells().any(|cell| within(cell).is_some())
        });
        if let Some(part) = part {
            self.set(part, ColumnRole::SubPeriod);
        }
    }

    /// A column of figures among those of periods whose name is not understood: it may be a period, too.
    fn strangers_among(&mut self, found: &[(usize, ColumnRole)]) {
        let dated: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        let with_flows = found.iter().any(|(_, role)| matches!(role, ColumnRole::FlowPeriodValue(..)));
        let (Some(first), Some(last)) = (dated.first(), dated.last()) else { return };
        let is_stranger = |at: &usize| {
            let strange = |p: &Profile| {
                let told = words::is_no_money(&p.name) || words::unit_of(&p.name).is_some();
                p.is_numeric() && p.hint.is_none() && !told && !p.name.trim().is_empty()
            };
            !dated.contains(at)
                && self.profile(*at).is_some_and(strange)
                && claims_total(&self.name(*at)).is_none()
                && (with_flows || words::flow_of_phrase(&self.name(*at)).is_none())
        };
        let strangers: Vec<usize> = (*first..*last).filter(is_stranger).collect();
        if !strangers.is_empty() {
            let names = self.quoted(&strangers);
            let without: (String, Change) = ("Without them".to_owned(), Box::new(|_: &mut Mapping| ()));
            self.ask_with(format!("{names} stand among columns of periods. Are they to be left out?"), vec![without]);
        }
    }

    /// The one period that title, sheet or file name state, and where.
    pub(super) fn period_of_names(&self) -> Option<(Period, &'static str)> {
        // Of what has neither a flow nor a value among its columns no title says when it was.
        let telling = |p: &Profile| p.hint == Some(Hint::Value) || words::flow_of_phrase(&p.name).is_some();
        if !self.columns.iter().any(|p| p.is_numeric() && telling(p)) {
            return None;
        }
        // A row of another delimiter is no title.
        let row = |text: &&String| text.matches([',', ';', '\t', '|']).count() > 2 && !text.contains(", ");
        // `January to June 2022` is not 2022.
        let titles = self.sniffed.preamble.iter().filter(|text| !row(text) && !is_part_of_year(text));
        let titles: Vec<Period> = titles.flat_map(|text| periods_in(text)).collect();
        let part = self.sniffed.part.as_deref().map(periods_in).unwrap_or_default();
        let stem = periods_in(&self.sniffed.stem.replace(['-', '.'], " "));
        let named = [(part, "sheet's name"), (titles, "title"), (stem, "file name")];
        named.into_iter().find_map(|(mut periods, place)| {
            periods.dedup();
            if let [only] = *periods.as_slice() { Some((only, place)) } else { None }
        })
    }

    /// Asks whether years are whole where a title speaks of a part of a year, and of no year among several.
    pub(super) fn parts_of_all_years(&mut self) {
        let titles = self.sniffed.preamble.iter().chain(&self.sniffed.part);
        let of_all = |title: &&String| tells_part(title) && years_in(title).len() < 2;
        let Some(title) = titles.map(|title| title.trim().to_owned()).find(|title| of_all(&title)) else { return };
        let is_year = |period: &Period| period.frequency() == Frequency::Year;
        let of_columns = self.roles.iter().any(|role| match role {
            ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => is_year(period),
            _ => false,
        });
        let column = [ColumnRole::Period, ColumnRole::Year]
            .into_iter()
            .find_map(|role| self.roles.iter().position(|own| *own == role));
        let of_cells = column.is_some_and(|at| {
            let mut periods = self.sniffed.column(at).filter_map(Period::parse).peekable();
            periods.peek().is_some() && periods.all(|period| is_year(&period))
        });
        if !(of_columns || of_cells) || self.has(ColumnRole::SubPeriod) {
            return;
        }
        let whole: (String, Change) = ("They are of whole years".to_owned(), Box::new(|_: &mut Mapping| ()));
        let problem = format!("The title says `{title}`. Are the figures of whole years, or of a part of each?");
        self.ask_with(problem, vec![whole]);
    }

    /// Asks what months are that are only some of a year's: numbers 1 to 4 may be quarters, Decembers the years.
    pub(super) fn some_months_of_years(&mut self) {
        let Some((frequency, example)) = self.months_in_columns().or_else(|| self.months_in_rows()) else { return };
        let (word, words) = match frequency {
            Frequency::Quarter => ("a quarter", "They are quarters"),
            _ => ("a year", "They are years"),
        };
        let others: (String, Change) = (words.to_owned(), Box::new(move |mapping| stand_for(mapping, frequency)));
        let months: (String, Change) = ("They are months".to_owned(), Box::new(|_: &mut Mapping| ()));
        self.takes_first_answer = true;
        self.ask_with(format!("Does `{example}` stand for {word} or for a month?"), vec![others, months]);
    }

    /// Asks of which calendar years are that all lie far ahead: in Nepal 2076 began in 2019.
    pub(super) fn years_to_come(&mut self) {
        let place = |role| self.roles.iter().position(|own| *own == role);
        let column = place(ColumnRole::Period).or_else(|| place(ColumnRole::Year));
        let cells = column.into_iter().flat_map(|at| self.sniffed.column(at)).filter_map(Period::parse);
        let named = self.periods_of_columns().into_iter().map(|(_, period)| period);
        let Some((first, last)) = named.chain(cells).fold(None, |found: Option<(Period, Period)>, period| {
            Some(found.map_or((period, period), |(first, last)| (first.min(period), last.max(period))))
        }) else {
            return;
        };
        if first.start_year() > LAST_YEAR_OF_TRADE {
            let as_they_stand: (String, Change) =
                ("They are of the common calendar".to_owned(), Box::new(|_: &mut Mapping| ()));
            let problem = format!("The periods {first} to {last} are yet to come. Are they of another calendar?");
            self.ask_with(problem, vec![as_they_stand]);
        }
    }

    /// The columns that are named after periods.
    fn periods_of_columns(&self) -> Vec<(usize, Period)> {
        let of_series = |at: usize| self.proposal.mapping.series.iter().find(|one| one.column == at)?.period;
        let period = |(at, role): (usize, &ColumnRole)| match role {
            ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => Some((at, *period)),
            ColumnRole::Series => Some((at, of_series(at)?)),
            _ => None,
        };
        self.roles.iter().enumerate().filter_map(period).collect()
    }

    /// What the months that columns are named after may stand for, with one of the names.
    fn months_in_columns(&self) -> Option<(Frequency, String)> {
        let months = self.periods_of_columns();
        let names: Vec<(Period, &str)> =
            months.iter().filter_map(|(at, period)| Some((*period, self.sniffed.header.get(*at)?.as_str()))).collect();
        let (_, example) = names.last()?;
        Some((dated::may_stand_for(&names)?, (*example).to_owned()))
    }

    /// What the months of rows may stand for, with one of the cells.
    fn months_in_rows(&self) -> Option<(Frequency, String)> {
        let place = |role| self.roles.iter().position(|own| *own == role);
        let (column, part) =
            (place(ColumnRole::Period).or_else(|| place(ColumnRole::Year))?, place(ColumnRole::SubPeriod));
        // What is called a month or a quarter is one.
        let name = self.name(part.unwrap_or(column));
        let of_months = |word: &str| matches!(words::hint(word), Some((Hint::SubPeriod, _)));
        if of_months(&name) || name.split([' ', '_', '-']).any(of_months) || names_quarter(&name) {
            return None;
        }
        let cell = |(_, row): &(u64, Vec<String>)| {
            let of_row = |at: usize| row.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            Some(match part {
                Some(part) => format!("{}-{}", of_row(column)?, of_row(part)?),
                None => of_row(column)?.to_owned(),
            })
        };
        let mut cells: Vec<String> = self.sniffed.sample.iter().filter_map(cell).collect();
        cells.sort_unstable();
        cells.dedup();
        let months: Option<Vec<(Period, &str)>> =
            cells.iter().map(|cell| Some((Period::parse(cell)?, cell.as_str()))).collect();
        let months = months.filter(|months| !months.is_empty())?;
        // Where rows of the first months are all that was seen, more may follow.
        let years: BTreeSet<i32> = months.iter().map(|(month, _)| month.start_year()).collect();
        if !self.sniffed.whole && years.len() < 2 {
            return None;
        }
        let example = cells
            .last()
            .map(|cell| cell.rsplit_once('-').filter(|_| part.is_some()).map_or(cell.as_str(), |(_, part)| part));
        Some((dated::may_stand_for(&months)?, example?.to_owned()))
    }

    /// Months in rows below a title that states their year.
    pub(super) fn months_of_names(&mut self) {
        if self.period_of_names().is_none_or(|(period, _)| period.frequency() != Frequency::Year) {
            return;
        }
        let is_part = |cell: &str| within(cell).is_some() || claims_total(cell).is_some();
        let parts = |p: &Profile| {
            matches!(p.hint, None | Some(Hint::SubPeriod | Hint::Period)) && p.distinct > 1 && p.distinct == p.filled
        };
        let columns = self.free(parts);
        let of_months = columns.into_iter().find(|at| {
            let cells = || self.sniffed.column(*at);
            cells().all(is_part) && cells().filter(|cell| within(cell).is_some()).count() > 1
        });
        if let Some(at) = of_months {
            self.set(at, ColumnRole::SubPeriod);
        }
    }

    /// A table without a period in it is of one: what its names say is proposed, and asked.
    pub(super) fn one_period(&mut self) {
        let Some((period, place)) = self.period_of_names() else { return };
        for role in &mut self.roles {
            *role = match *role {
                ColumnRole::ValueFor(flow) => ColumnRole::FlowPeriodValue(flow, period),
                ColumnRole::Value => ColumnRole::PeriodValue(period),
                role => role,
            };
        }
        self.proposal.mapping.series.iter_mut().for_each(|series| series.period = series.period.or(Some(period)));
        self.proposal.wide = true;
        if self.has(ColumnRole::SubPeriod) {
            self.warn(format!("the months are those of {period}, as the {place} says"));
            return;
        }
        let answer: (String, Change) = (format!("All of it is {period}"), Box::new(|_: &mut Mapping| ()));
        self.ask_with(format!("Of which period are these figures? The {place} says {period}."), vec![answer]);
    }

    /// A column of periods, or a year with a month or quarter beside it.
    pub(super) fn long_periods(&mut self) -> bool {
        let hinted =
            |wanted: Hint| self.free(|p| p.hint == Some(wanted) && p.periods > 0 && p.mostly(p.periods + p.months, 80));
        // Of several, the plainest name: `period` before `refPeriodId`.
        if let Some(at) = hinted(Hint::Period).into_iter().min_by_key(|at| self.name(*at).len()) {
            self.set(at, ColumnRole::Period);
            return true;
        }
        if let Some(at) = hinted(Hint::Year).first().copied() {
            self.set(at, ColumnRole::Year);
            let parts = self.free(|p| {
                let is_of_months = p.hint.is_none() && p.distinct > 2 && p.mostly(p.months, 95) && !p.is_numeric();
                // A column called `Q1` holds figures of it.
                let is_one = within(&p.name).is_some();
                p.filled > 0 && !is_one && (matches!(p.hint, Some(Hint::SubPeriod | Hint::Period)) || is_of_months)
            });
            let part = parts.iter().copied().find(|at| {
                self.sniffed.column(*at).take(50).all(|cell| cell.chars().count() <= 14)
                    && self.profile(*at).is_some_and(|p| p.distinct > 1 || p.hint == Some(Hint::SubPeriod))
            });
            if let Some(part) = part {
                self.set(part, ColumnRole::SubPeriod);
            }
            return true;
        }
        // By content: the first column that is all periods, and not by chance all numbers of years' size: imports, a
        // total and a country's column hold figures, also where all of them are like `1829.8` or `1647`.
        let is_of_figures = |name: &str| {
            words::flow_of_phrase(name).is_some() || claims_total(name).is_some() || country::recognise(name).is_some()
        };
        let by_content = self.free(|p| {
            let other = matches!(p.hint, Some(Hint::Value | Hint::Sector | Hint::Other));
            p.mostly(p.periods, 95) && !other && !is_of_figures(&p.name)
        });
        let Some(at) = by_content.first().copied() else { return false };
        self.set(at, ColumnRole::Period);
        let name = self.name(at);
        self.warn(format!("the column `{name}` is taken as the period, by what it holds"));
        true
    }
}

/// Takes months for the years or quarters that they stand for.
fn stand_for(mapping: &mut Mapping, frequency: Frequency) {
    let stands = |month: &mut Period| {
        let period = if frequency == Frequency::Year { Some(dated::in_year(*month)) } else { dated::by_number(*month) };
        *month = period.unwrap_or(*month);
    };
    mapping.months_are = Some(frequency);
    for role in &mut mapping.columns {
        if let ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) = role {
            stands(period);
        }
    }
    mapping.series.iter_mut().filter_map(|series| series.period.as_mut()).for_each(stands);
}

/// Periods that a text names, each once.
fn periods_in(text: &str) -> Vec<Period> {
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        Period::parse(bare).filter(|_| bare.bytes().filter(u8::is_ascii_digit).count() >= 4)
    };
    // `April 2023` is no year.
    let whole = |words: &[&str]| {
        let joined = words.join(" ");
        word(&joined).filter(|_| words.len() == 1 || joined.chars().any(char::is_alphabetic))
    };
    let words: Vec<&str> = text.split([' ', '_', ',', '(', ')', ':', ';']).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Period> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=3).rev().find_map(|length| Some((length, whole(words.get(at..at + length)?)?)));
        found.extend(longest.map(|(_, period)| period));
        at += longest.map_or(1, |(length, _)| length);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The role of a column that is named after a period, perhaps with a flow: `2024`, `1960 [YR1960]`, `Export 2024`.
pub(super) fn period_role(name: &str) -> Option<ColumnRole> {
    // `2017 ($US)`, `val2014`: the unit or the word "value" beside the period.
    let bare = name.split(['(', '[']).next().unwrap_or(name).trim();
    if let Some(period) = finer_in_brackets(name) {
        return Some(ColumnRole::PeriodValue(period));
    }
    // `2020 / EUR million`: the unit below the period.
    let is_unit = |level: &str| words::unit_of(level).is_some() && words::flow_of_phrase(level).is_none();
    let levels: Vec<&str> = name.split(" / ").filter(|level| !is_unit(level)).collect();
    if let ([level], true) = (levels.as_slice(), name.contains(" / "))
        && let Some(period) = Period::parse(level)
    {
        return Some(ColumnRole::PeriodValue(period));
    }
    // `2022_01 Wert`: the word behind it.
    let before_value = bare.rsplit_once([' ', '_']).filter(|(_, word)| is_amount(word));
    if let Some(period) = before_value.and_then(|(period, _)| Period::parse(period)) {
        return Some(ColumnRole::PeriodValue(period));
    }
    let bare = ["val", "value", "fy"].iter().find_map(|start| strip_word(bare, start)).unwrap_or(bare);
    if let Some(period) = Period::parse(name).or_else(|| Period::parse(bare)) {
        return Some(ColumnRole::PeriodValue(period));
    }
    let flow = words::flow_of_phrase(name)?;
    if let Some(period) = beside_flow(name) {
        return Some(ColumnRole::FlowPeriodValue(flow, period));
    }
    let parts = name.split([' ', '/', '_', ':', '(', ')', ',']).map(str::trim);
    let mut periods = parts.filter_map(Period::parse);
    match (periods.next(), periods.next()) {
        (Some(period), None) => Some(ColumnRole::FlowPeriodValue(flow, period)),
        _ => None,
    }
}

/// The period of a name that is a flow and a period: `exp_2022_01`, `2022-03 imports`.
fn beside_flow(name: &str) -> Option<Period> {
    const LONGEST: usize = 120;
    if name.len() > LONGEST {
        return None;
    }
    let places = name.char_indices().filter(|(_, c)| matches!(c, '_' | ' ' | '-' | ':' | '/'));
    let is_flow = |text: &str| words::flow_of_phrase(text).is_some() && !text.bytes().any(|b| b.is_ascii_digit());
    places.into_iter().find_map(|(at, mark)| {
        let (first, last) = (name.get(..at)?, name.get(at + mark.len_utf8()..)?);
        let of = |flow: &str, period: &str| is_flow(flow).then(|| Period::parse(period.trim())).flatten();
        of(first, last).or_else(|| of(last, first))
    })
}

/// `2022 (Q1)`, `2022 (Jan-Mar)`: a year, and in brackets which part of it.
fn finer_in_brackets(name: &str) -> Option<Period> {
    let (year, rest) = name.split_once('(')?;
    let part = rest.split(')').next()?;
    Period::parse(year.trim())?;
    Period::parse(&format!("{} {}", year.trim(), part.trim())).filter(|period| period.frequency() != Frequency::Year)
}

/// The month and the day that a name is, perhaps beside a unit in brackets.
fn day_of_name(name: &str) -> Option<(Period, i32)> {
    let bare = name.split(['(', '[']).next().unwrap_or(name).trim();
    Period::parse_day(name, None).or_else(|| Period::parse_day(bare, None))
}

/// What follows a word at the start of a name.
fn strip_word<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(word.len())?;
    let rest = rest.trim_start_matches(['_', '-', ' ']);
    (start.eq_ignore_ascii_case(word) && rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}
