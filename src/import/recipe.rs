//! How a table becomes facts: the mapping of its columns, and what a publisher's format knows beyond it.
//!
//! A recipe judges *distinct* cells, never rows: each text that a column holds is given a meaning once,
//! and the rows are then counted by those meanings. So a format may be as particular as its publisher
//! without costing anything per row, and rows can be read in parallel.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Mapping;
use super::sidecar::Sidecar;
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, FactStatus, Flow, Member, Meta, Period};

/// How a table is to be read.
#[derive(Clone, Default)]
pub(crate) struct Recipe {
    /// What each column is.
    pub mapping: Mapping,
    /// Further columns (counted from 0) that the classifier looks at.
    pub context: Vec<usize>,
    /// Decides what becomes of rows with a given combination of context cells.
    pub classifier: Option<RowClassifier>,
    /// Reads a period where its spelling is the publisher's own; what it leaves undecided is read as usual.
    pub period: Option<fn(&str) -> Option<Period>>,
    /// How members are made of codes and names, by [`Axis::index`].
    pub members: [MemberRule; 3],
    /// Columns in which an empty cell repeats the cell above.
    pub fill_down: Vec<usize>,
    /// How many columns the first one is taken apart into; 0 where it is not.
    pub split_first_column: usize,
    /// Whether a row that only holds a year heads the months below it.
    pub year_headings: bool,
    /// Whether each row tells one trade twice: an export of the reporter and an import of the partner.
    pub emit_mirror_flow: bool,
    /// For what the best of several variants is chosen.
    pub variants_of: VariantsOf,
    /// Whether periods at the end in which every value is zero are not published yet.
    pub trailing_zeros_unpublished: bool,
    /// A number that stands for no value, as -9 at the Correlates of War.
    pub missing: Option<i64>,
    /// Why columns (counted from 0) that nothing is made of are left out, where the format or the proposal knows.
    pub unused: Vec<(usize, String)>,
    /// Rows with the same key are added up, and this is said where it happens.
    pub sum_note: Option<String>,
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recipe").field("mapping", &self.mapping).field("context", &self.context).finish_non_exhaustive()
    }
}

impl Recipe {
    /// A recipe of a mapping and nothing else.
    pub(crate) fn of(mapping: Mapping) -> Self {
        Self { mapping, ..Self::default() }
    }

    /// Sets how the members of an axis are made.
    pub(crate) fn rule(mut self, axis: Axis, rule: MemberRule) -> Self {
        if let Some(place) = self.members.get_mut(axis.index()) {
            *place = rule;
        }
        self
    }

    /// How the members of an axis are made.
    pub(crate) const fn members_of(&self, axis: Axis) -> &MemberRule {
        let [reporters, partners, sectors] = &self.members;
        match axis {
            Axis::Reporter => reporters,
            Axis::Partner => partners,
            Axis::Sector => sectors,
        }
    }

    /// Adds columns for the classifier and the classifier itself, behind one that is there already.
    pub(crate) fn classify_rows(
        mut self,
        context: impl IntoIterator<Item = Option<usize>>,
        classifier: impl Fn(&Cells<'_>, RowDisposition) -> RowDisposition + Send + Sync + 'static,
    ) -> Self {
        self.context.extend(context.into_iter().flatten());
        self.classifier = Some(match self.classifier.take() {
            Some(before) => Arc::new(move |cells: &Cells<'_>, row| classifier(cells, before(cells, row))),
            None => Arc::new(classifier),
        });
        self
    }

    /// Whether rows depend on the rows above them, so that they must be read in order.
    pub(crate) fn is_sequential(&self) -> bool {
        self.year_headings || self.split_first_column > 0 || !self.fill_down.is_empty()
    }
}

/// Decides what becomes of rows with a given combination of context cells. It is handed what the mapping alone
/// says of them, and may say otherwise.
pub(crate) type RowClassifier = Arc<dyn Fn(&Cells<'_>, RowDisposition) -> RowDisposition + Send + Sync>;

/// The context cells of a row, by the columns they stand in.
pub(crate) struct Cells<'a> {
    /// The columns, counted from 0.
    pub columns: &'a [usize],
    /// Their cells, in the same order.
    pub cells: &'a [&'a str],
}

impl Cells<'_> {
    /// The trimmed cell of a column; empty where the column is no context column.
    pub(crate) fn get(&self, column: Option<usize>) -> &str {
        let place = column.and_then(|wanted| self.columns.iter().position(|at| *at == wanted));
        place.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }
}

/// What becomes of rows with a given combination of context cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowDisposition {
    /// They are figures.
    Use(RowAttributes),
    /// They are left out on purpose.
    LeaveOut(Cow<'static, str>),
    /// They are not understood.
    Reject(Cow<'static, str>),
}

impl RowDisposition {
    /// Changes the attributes of rows that are used.
    pub(crate) fn map(self, change: impl FnOnce(RowAttributes) -> RowAttributes) -> Self {
        match self {
            Self::Use(attributes) => Self::Use(change(attributes)),
            other => other,
        }
    }

    /// Rows that would be used are left out where a condition holds.
    pub(crate) fn unless(self, leave_out: bool, reason: impl Into<Cow<'static, str>>) -> Self {
        match self {
            Self::Use(_) if leave_out => Self::LeaveOut(reason.into()),
            other => other,
        }
    }

    /// Sets the flow, or rejects the rows where there is none.
    pub(crate) fn flow(self, flow: Option<Flow>) -> Self {
        match (self, flow) {
            (Self::Use(attributes), Some(flow)) => Self::Use(RowAttributes { flow: Some(flow), ..attributes }),
            (Self::Use(_), None) => Self::Reject(Cow::Borrowed(NO_FLOW)),
            (other, _) => other,
        }
    }

    /// Values count in `10^exponent` of the currency, whatever the dataset's unit is.
    pub(crate) fn scaled(self, exponent: Option<i8>) -> Self {
        self.map(|attributes| RowAttributes { exponent: exponent.or(attributes.exponent), ..attributes })
    }

    /// Of several variants that tell the same trade, the one with the lowest rank is used.
    pub(crate) fn variant(self, rank: u32, name: impl Into<String>) -> Self {
        self.map(|attributes| RowAttributes { variant: Some(Variant { rank, name: name.into() }), ..attributes })
    }
}

/// Said of rows whose flow cell is not understood.
pub(crate) const NO_FLOW: &str = "the flow is neither exports, imports nor a balance";
/// Said of rows that count something else.
pub(crate) const NO_MONEY: &str = "a quantity, rate or share, not an amount of money";

/// How rows are used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RowAttributes {
    /// The direction; none where a value column tells.
    pub flow: Option<Flow>,
    /// The power of ten of the values, where the row tells.
    pub exponent: Option<i8>,
    /// Remarks.
    pub status: FactStatus,
    /// Which of several variants of the same trade the rows belong to.
    pub variant: Option<Variant>,
}

/// For what one of several variants is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VariantsOf {
    /// For all of a reporter's flow and period together: another classification tells other sectors.
    #[default]
    Flows,
    /// For each partner and sector of them: the variants are told by the same members.
    Figures,
}

/// One of several variants of the same trade: a classification, a valuation, a customs procedure.
///
/// For each reporter, flow and period only the variant with the lowest rank is used, or as
/// [`Recipe::variants_of`] says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Variant {
    /// Lower is better.
    pub rank: u32,
    /// What a person calls it: "HS 2022", "seasonally adjusted".
    pub name: String,
}

/// How the members of an axis are made.
#[derive(Clone, Default)]
pub(crate) struct MemberRule {
    /// Makes a member of a code and a name where the format knows better than the general rules; else none.
    pub make: Option<MakeMember>,
    /// Whether cells hold a code and its name: `BE: Belgium`.
    pub both: bool,
    /// How the tree is found once all members are known.
    pub tree: Tree,
    /// The system of country codes, where the format has one; else it is guessed from the codes and names.
    pub countries: Option<CodeSystem>,
    /// The classification of goods or services, where the format has one; else it is recognised from the codes.
    pub classes: Option<System>,
}

/// Makes a member of a code and a name.
pub(crate) type MakeMember = Arc<dyn Fn(&str, &str) -> Option<Member> + Send + Sync>;

impl MemberRule {
    /// Members made by a function, which gives none where the general rules should decide.
    pub(crate) fn by(make: impl Fn(&str, &str) -> Option<Member> + Send + Sync + 'static) -> Self {
        Self { make: Some(Arc::new(make)), ..Self::default() }
    }

    /// Countries in a system of codes.
    pub(crate) fn countries(system: CodeSystem) -> Self {
        Self { countries: Some(system), ..Self::default() }
    }

    /// Goods or services in a classification.
    pub(crate) fn classified(system: System) -> Self {
        Self { classes: Some(system), ..Self::default() }
    }

    /// The same where cells hold a code and its name.
    pub(crate) fn both(self, both: bool) -> Self {
        Self { both, ..self }
    }

    /// The same with another tree.
    pub(crate) fn tree(self, tree: Tree) -> Self {
        Self { tree, ..self }
    }
}

/// How the tree of an axis is found.
#[derive(Clone, Default)]
pub(crate) enum Tree {
    /// By the codes and names themselves, where they show one.
    #[default]
    Found,
    /// The code above a code; its own answer is asked again until it is a code that the file lists.
    Above(CodeAbove),
}

/// Gives the code above a code.
pub(crate) type CodeAbove = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What a reader knows of a dataset beyond its tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    /// What the dataset says of itself.
    pub meta: Meta,
    /// The sidecar beside it.
    pub sidecar: Option<Sidecar>,
    /// The format's name for the report.
    pub format: &'static str,
    /// What the user should know.
    pub warnings: Vec<String>,
}
