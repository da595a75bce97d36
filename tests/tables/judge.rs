//! Holds what was read of a table against the cube that it was written from.

use std::sync::Arc;

use saldo::data::{Amount, Axis, Dataset, Frequency, Period, UnitKind};
use saldo::import::{Opened, Options, Progress, Source, open};
use saldo::query::{self, FrequencyChoice, GroupBy, Measure, Selection, View};

use crate::cube::{Cube, Member, PARTNER, REPORTER, SECTOR, Thing};
use crate::publish::Table;
use crate::words::COUNTRIES;

/// What came of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Read,
    Asked(String),
    Disputed(String),
    Refused(String),
    Wrong { kind: &'static str, what: String },
}

type Parts = Vec<(usize, i64)>;

struct Judge<'a> {
    table: &'a Table,
    dataset: &'a Dataset,
    /// What an amount of the cube is to be multiplied with to be one of the dataset, as a fraction.
    factor: (i128, i128),
}

pub(crate) fn judge(table: &Table) -> Verdict {
    let source = Source::Bytes { name: table.name.clone(), bytes: Arc::from(table.bytes.as_slice()) };
    match open(&source, &Options::default(), &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => match compare(table, &dataset) {
            Ok(()) => Verdict::Read,
            Err((kind, what)) => Verdict::Wrong { kind, what },
        },
        Ok(Opened::Question(question)) => Verdict::Asked(question.problems.join(" / ")),
        Ok(Opened::Choice(_)) => Verdict::Asked("which table?".into()),
        Ok(Opened::Disputed(disputed)) => {
            let checks: Vec<String> =
                disputed.dataset.audit.disputes().map(|check| format!("{:?}: {}", check.kind, check.what)).collect();
            Verdict::Disputed(checks.join(" / "))
        }
        Err(error) => Verdict::Refused(error.one_line()),
    }
}

fn compare(table: &Table, dataset: &Dataset) -> Result<(), (&'static str, String)> {
    let factor = factor(table, dataset)?;
    let judge = Judge { table, dataset, factor };
    judge.reporters()?;
    let cube = &table.cube;
    let all = |size: usize| -> Parts { (0..size).map(|at| (at, 1)).collect() };
    let whole = [all(cube.reporters.len()), all(cube.partners.len()), all(cube.sectors.len())];
    for (measure, export) in [(Measure::Exports, true), (Measure::Imports, false)] {
        let Some(flow) = cube.flows.iter().position(|flow| *flow == export) else {
            judge.nothing(measure)?;
            continue;
        };
        if cube.reporters.len() == 1 {
            judge.lines(measure, flow, GroupBy::None, &[Member::sum("all", "all", [0])], REPORTER, &whole)?;
        } else {
            // Countries that are told as partners; one reporter may be all that has figures.
            let told = dataset.dimension(Axis::Partner).iter().any(|(_, member)| member.code != "WLD");
            let by = if table.lies.either && dataset.dimension(Axis::Reporter).len() == 1 && told {
                GroupBy::Partner
            } else {
                GroupBy::Reporter
            };
            judge.lines(measure, flow, by, &table.lies.members[REPORTER], REPORTER, &whole)?;
        }
        if cube.partners != [Thing::Whole] {
            judge.lines(measure, flow, GroupBy::Partner, &table.lies.members[PARTNER], PARTNER, &whole)?;
        }
        if cube.sectors != [Thing::Whole] {
            judge.lines(measure, flow, GroupBy::Sector, &table.lies.members[SECTOR], SECTOR, &whole)?;
        }
    }
    Ok(())
}

fn factor(table: &Table, dataset: &Dataset) -> Result<(i128, i128), (&'static str, String)> {
    let unit = &dataset.meta.unit;
    let decimals = table.cube.decimals;
    let got = 10i128.pow(u32::from(unit.exponent));
    let scale = |exponent: u8, times: i128| Ok((10i128.pow(u32::from(exponent)) * times, got * 10i128.pow(decimals)));
    let UnitKind::Currency(currency) = &unit.kind else {
        return match &table.lies.unit {
            None if unit.exponent == 0 => scale(0, 1),
            Some(stated) if stated.bare_sign && unit.noun().starts_with("dollars (whose") => scale(stated.exponent, 1),
            None => Err(("unit", format!("{unit:?} where none is stated"))),
            Some(stated) => Err((
                "unit",
                format!("{unit:?} where {} {} is stated: {}", stated.currency, stated.exponent, stated.text),
            )),
        };
    };
    // A bare `$` over Australia's trade says no more than that, and the program says whose it takes it for.
    let own = dataset.report.warnings.iter().any(|text| text.contains("dollars, the reporter's own"));
    if let Some(stated) = table.lies.unit.as_ref().filter(|stated| stated.bare_sign && own) {
        return scale(stated.exponent, 1);
    }
    for (stated, times) in [(&table.lies.unit, 1), (&table.lies.second, 7)] {
        if let Some(stated) = stated
            && stated.currency == currency
        {
            // The same amounts in another power of ten are right as well.
            return scale(stated.exponent, times);
        }
    }
    Err(("unit", format!("{unit:?} where {:?} is stated", table.lies.unit)))
}

impl Judge<'_> {
    fn frequency(&self) -> (FrequencyChoice, Frequency) {
        match self.table.cube.per_year {
            1 => (FrequencyChoice::Year, Frequency::Year),
            4 => (FrequencyChoice::Quarter, Frequency::Quarter),
            _ => (FrequencyChoice::Month, Frequency::Month),
        }
    }

    /// A country that reports must be one that the table names as such.
    fn reporters(&self) -> Result<(), (&'static str, String)> {
        let cube = &self.table.cube;
        for (id, member) in self.dataset.dimension(Axis::Reporter).iter() {
            let known = COUNTRIES.iter().position(|country| country.iso3 == member.code);
            if let Some(country) = known
                && self.dataset.has_facts(Axis::Reporter, id)
                && !cube.reporters.contains(&country)
            {
                return Err(("reporter", format!("{} reports", member.label)));
            }
        }
        Ok(())
    }

    fn view(&self, measure: Measure, by: GroupBy) -> View {
        View { measure, by, frequency: self.frequency().0, ..View::default() }
    }

    fn nothing(&self, measure: Measure) -> Result<(), (&'static str, String)> {
        let answer = query::trajectories(self.dataset, &self.view(measure, GroupBy::None));
        let some = answer.lines.iter().flat_map(|line| &line.points).any(|point| point.value.is_some());
        if some { Err(("flow", format!("{} are shown", measure.label()))) } else { Ok(()) }
    }

    fn lines(
        &self,
        measure: Measure,
        flow: usize,
        by: GroupBy,
        members: &[Member],
        axis: usize,
        whole: &[Parts; 3],
    ) -> Result<(), (&'static str, String)> {
        let split = match by {
            GroupBy::Reporter => Some(Axis::Reporter),
            GroupBy::Partner => Some(Axis::Partner),
            GroupBy::Sector => Some(Axis::Sector),
            GroupBy::None | GroupBy::Flow => None,
        };
        for member in members.iter().filter(|member| member.real || by == GroupBy::None) {
            let mut view = self.view(measure, GroupBy::None);
            let mut parts = whole.clone();
            let mut found = true;
            if let Some(split) = split {
                parts[axis].clone_from(&member.parts);
                let all = self.dataset.dimension(split).members();
                let known = all.iter().find(|one| self.is(&one.code, &one.label, member, axis));
                found = known.is_some();
                // What a person gets who asks for this member alone, wherever it stands in the tree.
                *view.selection_mut(split) = Selection::only(known.map(|one| one.code.clone()));
            }
            let answer = query::trajectories(self.dataset, &view);
            let line = answer.lines.first().filter(|_| found);
            self.points(&answer, line, flow, &parts, &format!("{} {by:?} {}", measure.label(), member.label))?;
        }
        Ok(())
    }

    /// Whether a line is a member's: by its name as written, its code or its country.
    fn is(&self, code: &str, label: &str, member: &Member, axis: usize) -> bool {
        let country = |things: &[Thing], at: usize| match things.get(at) {
            Some(Thing::Named(index)) => Some(*index),
            _ => None,
        };
        let cube = &self.table.cube;
        let at = member.parts[0].0;
        let index = match axis {
            REPORTER => cube.reporters.get(at).copied(),
            PARTNER => country(&cube.partners, at),
            _ => None,
        };
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        same(code, &member.code)
            || same(code, &member.label)
            || same(label, &member.label)
            || (axis == SECTOR && code.trim_start_matches('0') == member.code.trim_start_matches('0'))
            || index.is_some_and(|index| code == COUNTRIES[index].iso3)
    }

    fn points(
        &self,
        answer: &query::Trajectories,
        line: Option<&query::Line>,
        flow: usize,
        parts: &[Parts; 3],
        what: &str,
    ) -> Result<(), (&'static str, String)> {
        let cube: &Cube = &self.table.cube;
        let frequency = self.frequency().1;
        let mut seen = vec![false; answer.periods.len()];
        for (at, (year, sub)) in cube.periods.iter().enumerate() {
            let same = |period: &Period| {
                period.frequency() == frequency
                    && match frequency {
                        Frequency::Year => period.start_year() == *year,
                        Frequency::Quarter => *period == Period::quarter(*year, *sub as i32),
                        Frequency::Month => *period == Period::month(*year, *sub as i32),
                    }
            };
            let slot = answer.periods.iter().position(same);
            let (expected, gap) = cube.sum([&parts[0], &parts[1], &parts[2], &[(flow, 1)], &[(at, 1)]], false);
            let point = slot.and_then(|slot| line?.points.get(slot));
            if let Some(slot) = slot {
                seen[slot] = true;
            }
            let got = point.and_then(|point| point.value?.exact());
            let say = |got: &str| format!("{what} {year}/{sub}: expected {expected:?}e-{}, got {got}", cube.decimals);
            match (expected, got) {
                (None, None) => {}
                (Some(expected), Some(got)) if self.equal(expected, got) => {}
                (_, None) if gap => {}
                (Some(_), None) if line.is_none() => return Err(("no line", say("no line"))),
                (Some(_), None) if slot.is_none() => return Err(("no period", say("no period"))),
                (Some(_), None) => return Err(("missing", say("missing"))),
                (_, Some(got)) => {
                    let ratio = expected.map(|expected| got.to_f64().abs().log10() - (expected as f64).abs().log10());
                    let power = ratio.is_some_and(|ratio| (ratio - ratio.round()).abs() < 1e-9);
                    let kind = if power {
                        "scale"
                    } else if what.contains("None") {
                        "sum"
                    } else {
                        "line"
                    };
                    return Err((kind, say(&format!("{got} ({:?})", point.map(|point| point.status)))));
                }
            }
        }
        for (slot, seen) in seen.iter().enumerate() {
            if !seen && let Some(value) = line.and_then(|line| line.points.get(slot)?.value) {
                return Err(("invented period", format!("{what}: {} at {}", value, answer.periods[slot].words())));
            }
        }
        Ok(())
    }

    fn equal(&self, expected: i64, got: Amount) -> bool {
        let (times, over) = self.factor;
        i128::from(expected) * times * 10i128.pow(u32::from(got.decimals)) == got.units * over
    }
}
