//! Predicate push-down: the one question that a file is read for, and which rows its answer needs.

pub(super) mod filter;
pub(super) mod predicate;
pub(super) mod sizes;

use std::fmt;
use std::sync::{Arc, OnceLock};

use foldhash::HashSet;

use crate::data::country;
use crate::data::{Axis, Dataset, Member, MemberId};

/// Members of which some facts were not kept, by [`Axis::index`].
pub type SkippedMembers = [Vec<MemberId>; 3];

/// One question that a file is read for: facts that it can be answered without are read and checked, but not kept.
///
/// The report of such a reading says how many rows were not kept. Where too much was left away after all, the file
/// is read again as a whole, so the names may be a guess of what the question is about.
#[derive(Clone)]
pub struct Pushdown {
    /// What is asked for along each axis by [`Axis::index`]; none where all of it is.
    names: [Option<Names>; 3],
    with_periods: bool,
    is_enough: Arc<IsEnough>,
}

/// Says whether a dataset answers a question although facts of some members are not in it.
type IsEnough = dyn Fn(&Dataset, &SkippedMembers) -> bool + Send + Sync;

/// Names of members as a person writes them.
#[derive(Debug, Clone, Default)]
struct Names {
    written: Vec<String>,
    /// In lower case.
    lower: HashSet<String>,
    /// The codes of countries among them, looked for when the first member is asked about.
    countries: OnceLock<HashSet<String>>,
}

impl Names {
    fn new(written: Vec<String>) -> Self {
        let lower = written.iter().map(|name| name.to_lowercase()).collect();
        Self { written, lower, countries: OnceLock::new() }
    }

    fn are_for_country(&self, code: &str) -> bool {
        let countries = || self.written.iter().filter_map(|name| country::recognise(name)).map(|found| found.code);
        self.countries.get_or_init(|| countries().collect()).contains(code)
    }
}

impl Pushdown {
    /// A question about the members of these names along each axis (all where there are none). `with_periods` where
    /// it counts in which periods other members have figures, and not only that they have some. `is_enough` tells
    /// whether a dataset answers it as the whole file would, although facts of some members are not in it.
    pub fn new(
        names: [Vec<String>; 3],
        with_periods: bool,
        is_enough: impl Fn(&Dataset, &SkippedMembers) -> bool + Send + Sync + 'static,
    ) -> Self {
        let names = names.map(|names| (!names.is_empty()).then(|| Names::new(names)));
        Self { names, with_periods, is_enough: Arc::new(is_enough) }
    }

    /// Whether it counts in which periods members that are not asked for have figures.
    pub(super) const fn with_periods(&self) -> bool {
        self.with_periods
    }

    /// The names that are asked for along an axis; none where all of it is.
    pub(super) fn names(&self, axis: Axis) -> Option<&[String]> {
        self.of(axis).map(|names| names.written.as_slice())
    }

    fn of(&self, axis: Axis) -> Option<&Names> {
        self.names.get(axis.index()).and_then(Option::as_ref)
    }

    /// Whether a member is perhaps asked for: by name, or as a part of a heading whose code its own begins with.
    pub(super) fn asks_for(&self, axis: Axis, member: &Member) -> bool {
        let Some(names) = self.of(axis) else { return true };
        let (code, label) = (member.code.to_lowercase(), member.label.to_lowercase());
        let begins = |end: (usize, char)| {
            axis == Axis::Sector && code.get(..end.0).is_some_and(|start| names.lower.contains(start))
        };
        names.lower.contains(&code)
            || names.lower.contains(&label)
            || code.char_indices().any(begins)
            || names.are_for_country(&member.code)
            || member.label_ja.as_ref().is_some_and(|label| names.written.contains(label))
    }

    /// Whether a dataset answers the question although facts of some members were not kept.
    pub(super) fn is_met_by(&self, dataset: &Dataset, skipped: &SkippedMembers) -> bool {
        (self.is_enough)(dataset, skipped)
    }
}

impl fmt::Debug for Pushdown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Pushdown").field("names", &self.names).finish_non_exhaustive()
    }
}
