//! The definition under the title: what is shown, how it is summed, in which unit, on which basis.

use super::claim::{Members, Name, Quantity, Trade};
use super::reading::{Chosen, Reading};
use crate::data::{Axis, Basis, Frequency, Period, Role};
use crate::query::{GroupBy, Line, LineRole, Measure, Transform};

/// What stands under the title.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// What a person wrote.
    Written(String),
    /// What is shown.
    Told(Box<Defined>),
}

/// What is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Defined {
    /// What is traded.
    pub trade: Trade,
    /// What is computed of it.
    pub measure: Measure,
    /// Whether exports and imports stand beside one another.
    pub two_flows: bool,
    /// What the lines are of, where there are lines.
    pub lines: Option<Lines>,
    /// How values follow each other, and what is done to them.
    pub course: Course,
    /// In what they are told.
    pub quantity: Quantity,
    /// On which basis they were recorded.
    pub basis: Basis,
}

/// What the lines of a figure are of.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// What each is a line of.
    pub by: GroupBy,
    /// The measure of the first one.
    pub of: Measure,
    /// With whom all are.
    pub partners: Members,
    /// In what all are.
    pub sectors: Members,
    /// By sector, definitions of the same thing instead of sectors.
    pub definitions: Vec<Name>,
    /// The definition of the one line where there are several.
    pub definition: Option<Name>,
    /// The members that are left out of the whole.
    pub except: Vec<Name>,
    /// Whether the file does not state whose trade it is.
    pub is_of_nobody: bool,
}

/// How values follow each other, and what is done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// How they follow each other.
    pub frequency: Frequency,
    /// The first period.
    pub first: Option<Period>,
    /// What is done to them.
    pub transform: Transform,
    /// Whether they are a balance, whose size counts on either side.
    pub is_balance: bool,
}

/// The definition of what is on screen.
pub(super) fn definition(reading: Reading<'_>) -> Definition {
    let Reading { view, shown, .. } = reading;
    let two_flows = reading.has_two_flows();
    let account = shown.lines.first().filter(|_| view.by != GroupBy::Sector).and_then(|line| reading.account(line));
    let plain = reading.plain_trade(if two_flows { Measure::Exports } else { view.measure });
    Definition::Told(Box::new(Defined {
        trade: account.map_or(plain, Trade::Account),
        measure: view.measure,
        two_flows,
        lines: shown.lines.first().map(|line| lines(reading, line)),
        course: Course {
            frequency: shown.frequency,
            first: shown.periods.first().copied(),
            transform: view.transform,
            // Of exports and imports side by side more is no larger deficit.
            is_balance: view.measure == Measure::Balance && view.by != GroupBy::Flow,
        },
        quantity: reading.axis_quantity(),
        basis: reading.dataset.meta.basis,
    }))
}

fn lines(reading: Reading<'_>, first: &Line) -> Lines {
    let Reading { view, .. } = reading;
    let by_sector = view.by == GroupBy::Sector;
    let except = view.by.axis().map_or_else(Vec::new, |axis| match reading.chosen(axis) {
        Chosen::Except(ids) => reading.names(axis, &ids),
        _ => Vec::new(),
    });
    Lines {
        by: view.by,
        of: reading.measure(first),
        // The line's own member is what "each" stands for; the other axes are named.
        partners: if view.by == GroupBy::Partner { Members::Whole } else { reading.partners(first) },
        sectors: if by_sector { Members::Whole } else { reading.sectors(first) },
        definitions: if by_sector && first.role == LineRole::Definition { definitions(reading) } else { Vec::new() },
        definition: if by_sector { None } else { one_definition(reading) },
        except,
        is_of_nobody: reading.is_unstated(first),
    }
}

/// All lines in the order of the file's sectors.
fn definitions(reading: Reading<'_>) -> Vec<Name> {
    let mut lines: Vec<&Line> = reading.shown.lines.iter().collect();
    lines.sort_by_key(|line| reading.dataset.dimension(Axis::Sector).id_of(&line.code));
    lines.into_iter().map(|line| reading.own_name(line)).collect()
}

/// The definition where one line can show only one.
fn one_definition(reading: Reading<'_>) -> Option<Name> {
    let sectors = reading.dataset.dimension(Axis::Sector);
    let ids = reading.view.sectors.marked().filter_map(|code| sectors.id_of(code));
    let first = ids.filter(|id| sectors.get(*id).role == Role::Definition).min()?;
    reading.names(Axis::Sector, &[first]).pop()
}
