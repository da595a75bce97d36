//! The audit of what was read: published totals, balances and years set beside what is made of their parts.
//!
//! It sees the facts, the members and the report, and nothing of the format or of how a column was recognised, so that
//! a fault there cannot hide here. First [`settle`] finds by arithmetic which members are totals, aliases and groups
//! of others, before anything is summed; then [`audit`] checks the finished dataset and says *proved*, *unproved* or
//! *disputed*.

mod aliases;
mod candidates;
mod cells;
mod checks;
mod claims;
mod contained;
mod doubt;
mod evidence;
mod groups;
mod halves;
mod memos;
mod retellings;
mod signs;
mod structure;
mod uncompared;

use rayon::prelude::*;

use super::recipe::NO_FLOW;
use crate::data::{Audit, Axis, Check, CheckKind, Dataset, Facts, Fill, Finding, Member, MemberId, Outcome, Role};
use cells::Cells;
pub(crate) use cells::Look;
use structure::Structure;

/// More than one row in so many that contradicts an earlier one is no accident: a column was missed.
const CONTRADICTIONS: u64 = 50;
/// More than one row in so many that is not understood leaves no whole.
const REJECTED: u64 = 20;
/// Fewer rows than this may lack a label by accident.
const FEW: u64 = 2;

/// What was found of the members before anything is summed.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What was found, and what must be asked.
    pub(crate) checks: Vec<Check>,
    /// Members whose missing figures others tell.
    pub(crate) filled: Vec<Fill>,
}

/// Finds totals, subtotals, aliases and groups among the members of each axis by what their figures add up to, and
/// gives them their roles and parents. What a person has stated is not touched.
pub(crate) fn settle(
    facts: &Facts,
    members: &mut [Vec<Member>; 3],
    stated: &(dyn Fn(Axis, MemberId) -> bool + Sync),
    look: Look,
) -> Settled {
    let axes: Vec<(Axis, &mut Vec<Member>)> = Axis::ALL.into_iter().zip(members.iter_mut()).collect();
    let found: Vec<Settled> = axes
        .into_par_iter()
        .map(|(axis, members)| {
            if members.len() < 2 {
                lone(members);
                return Settled::default();
            }
            let cells = Cells::along(axis, facts, look);
            let stated = |id: MemberId| stated(axis, id);
            let mut structure = Structure::new(axis, members, &cells, &stated);
            structure.find();
            let groups = groups::settle(&mut structure).into_iter().map(|member| Fill { axis, member, alias: None });
            let mut filled: Vec<Fill> = groups.collect();
            halves::settle(&mut structure);
            contained::settle(&mut structure);
            memos::ask(&mut structure);
            filled.append(&mut structure.filled);
            Settled { checks: structure.checks, filled }
        })
        .collect();
    let mut all = Settled::default();
    for one in found {
        all.checks.extend(one.checks);
        all.filled.extend(one.filled);
    }
    all
}

/// A group that stands alone on its axis counts.
fn lone(members: &mut [Member]) {
    for member in members.iter_mut().filter(|member| member.role == Role::Group) {
        member.role = Role::Leaf;
    }
}

/// What a person has said of a dataset, so that it is asked no more.
pub(crate) struct Said<'a> {
    /// Whether an axis' member was said to be a total, a part or beside its parts.
    pub(crate) member: &'a dyn Fn(Axis, MemberId) -> bool,
    /// Whether it was said which noughts are figures.
    pub(crate) noughts: bool,
}

/// Fills in [`Dataset::audit`]: what was found before, and how the finished dataset stands up to its own totals.
pub(crate) fn audit(dataset: &mut Dataset, settled: Vec<Check>, look: Look, said: &Said<'_>) {
    let mut checks = settled;
    checks.extend(checks::all(dataset, look));
    checks.extend(contradictions(dataset));
    checks.extend(retellings::all(dataset, said.member));
    checks.extend(signs::reversed(dataset));
    checks.extend(signs::markers(dataset));
    if !said.noughts {
        checks.extend(signs::prefilled(dataset));
    }
    checks.extend(rejected(dataset));
    dataset.audit = Audit::of(checks);
}

/// Rows that lack a label: where they are many, it stands above them and was not filled down.
fn rejected(dataset: &Dataset) -> Option<Check> {
    let reasons = dataset.report.reasons.iter().filter(|reason| reason.outcome == Outcome::Rejected);
    // A cell that is no number is a gap, and says so; a row whose label or period is not known is lost from its sum.
    let others = reasons.filter(|reason| {
        let lacks = Axis::ALL.map(|axis| format!("the {} is empty", axis.word()));
        let unknown = reason.reason.starts_with("the period ") || reason.reason == NO_FLOW;
        unknown || lacks.contains(&reason.reason)
    });
    let (count, first) =
        others.fold((0, None), |(count, first), reason| (count + reason.count, first.or(Some(reason))));
    let (rows, first) = (dataset.report.rows.read, first?);
    Some(Check {
        kind: CheckKind::Column,
        finding: if count >= FEW && count * REJECTED > rows { Finding::Disputes } else { Finding::Notes },
        what: format!("{count} of {rows} rows were not understood: {}", first.reason),
        place: format!("line {}", first.first_line),
        published: None,
        computed: None,
        compared: rows,
        agreeing: rows.saturating_sub(count),
        whole: false,
        proposes: None,
    })
}

/// Rows that say another thing than an earlier row of the same trade.
fn contradictions(dataset: &Dataset) -> Option<Check> {
    let reasons = dataset.report.reasons.iter();
    let of_rows = |reason: &&crate::data::Reason| reason.reason.starts_with("contradicts an earlier row");
    let whole = reasons.filter(of_rows).max_by_key(|reason| reason.count);
    // Of other rows only some figures contradict.
    let partly = dataset.report.contradicted;
    let count = whole.map_or(0, |reason| reason.count) + partly.rows;
    let lines = whole.map(|reason| reason.first_line).into_iter().chain((partly.rows > 0).then_some(partly.first_line));
    let first = lines.min()?;
    let rows = dataset.report.rows.read;
    let many = count * CONTRADICTIONS > rows;
    let what = format!("{count} of {rows} rows contradict an earlier row: a column that tells them apart was not seen");
    Some(Check {
        kind: CheckKind::Contradiction,
        finding: if many { Finding::Disputes } else { Finding::Notes },
        what,
        place: format!("line {first}"),
        published: None,
        computed: None,
        compared: rows,
        agreeing: rows.saturating_sub(count),
        whole: false,
        proposes: None,
    })
}
