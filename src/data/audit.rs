//! The audit of a dataset: what its own published figures prove of how it was read.
//!
//! Publishers print totals beside their parts, balances beside exports and imports, years beside months. Each is a
//! second telling of the same trade, and a reading that is wrong contradicts one of them. The audit sets them side by
//! side and says one of three words; whoever shows a figure shows the word with it.

use serde::{Deserialize, Serialize};

use super::{Amount, Axis, Flow, Period, Role};

/// What the audit says of a dataset, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditState {
    /// Nothing is disputed, and on one axis at least the published whole agrees with what was made of its parts.
    Proved,
    /// Nothing is published that the whole could be checked against, or it has more than the parts that are listed.
    #[default]
    Unproved,
    /// Something contradicts something else: nothing is shown of it before a person has said so.
    Disputed,
}

impl AuditState {
    /// "proved", "unproved" or "disputed".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Unproved => "unproved",
            Self::Disputed => "disputed",
        }
    }
}

/// What kind of thing was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// A published total against the sum of its parts.
    Total,
    /// A group of countries against the sum of those members that are listed.
    Group,
    /// A member that says the same as another.
    Alias,
    /// A published balance against exports less imports.
    Balance,
    /// A year or quarter against the sum of its parts.
    Frequency,
    /// Rows that say different things of the same trade.
    Contradiction,
    /// Columns that nothing was made of.
    Column,
    /// What the numbers are counted in.
    Unit,
    /// What is shown first.
    OpeningView,
    /// Names that were not read as they were written.
    Label,
}

/// What came of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// Both tellings agree within the publisher's own rounding.
    Agrees,
    /// They differ in a way that has a usual reason, such as parts that the file does not list. Told, and no proof.
    Notes,
    /// One of them is wrong, or was read wrong.
    Disputes,
}

/// What would settle a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proposed {
    /// How a member would have to take part in sums.
    Member {
        /// The axis on which the member stands.
        axis: Axis,
        /// Its code.
        member: String,
        /// A total, a memo item beside its parts, or a part that is counted.
        role: Role,
    },
    /// That the figures of a flow are written with the other sign.
    OtherSign(Flow),
    /// That the figures end with a period, and noughts behind it stand for what is still to come; or that these are
    /// figures, and nothing was traded until the last one.
    EndsWith {
        /// The last period that has other figures than noughts.
        figures: Period,
        /// The last period of all.
        noughts: Period,
    },
}

/// One comparison, or one thing that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The kind of thing that was looked at.
    pub kind: CheckKind,
    /// What came of it.
    pub finding: Finding,
    /// What was compared: "World against the sum of 56 partners, exports".
    pub what: String,
    /// Where the figures given here stand: "Japan, all goods, 2024", or a line and a column; of several places the one
    /// that differs most.
    pub place: String,
    /// The publisher's figure, in the dataset's unit.
    pub published: Option<Amount>,
    /// What Saldo makes of the parts.
    pub computed: Option<Amount>,
    /// How many places were compared.
    pub compared: u64,
    /// In how many of them both agree.
    pub agreeing: u64,
    /// Whether the figure is one that is shown as the whole, and not one of a group or of a part: the published total of
    /// its axis, or the only member that is a part of no other. Of those that agree beside it the whole may be read
    /// wrong all the same.
    #[serde(default)]
    pub whole: bool,
    /// What would settle it, where one thing would.
    #[serde(default)]
    pub proposes: Option<Proposed>,
}

impl Check {
    /// The publisher's figure less what was made of the parts.
    #[must_use]
    pub fn difference(&self) -> Option<Amount> {
        Some(self.published? - self.computed?)
    }
}

/// The outcome of the audit: a state and the checks that it rests on, disputes first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audit {
    /// What it comes to.
    pub state: AuditState,
    /// What was looked at.
    pub checks: Vec<Check>,
}

impl Audit {
    /// The audit that some checks come to: one dispute disputes, one agreement of the whole without a dispute proves.
    /// Years that agree with their months prove it only where no total says that it has more than its parts.
    #[must_use]
    pub fn of(mut checks: Vec<Check>) -> Self {
        checks.sort_by_key(|check| (std::cmp::Reverse(check.finding), check.kind));
        let has = |finding: Finding| checks.iter().any(|check| check.finding == finding);
        let of_whole = |kind: CheckKind| checks.iter().filter(move |check| check.whole && check.kind == kind);
        let agrees = |kind: CheckKind| of_whole(kind).any(|check| check.finding == Finding::Agrees);
        let has_totals = of_whole(CheckKind::Total).next().is_some();
        let proves =
            agrees(CheckKind::Total) || agrees(CheckKind::Balance) || !has_totals && agrees(CheckKind::Frequency);
        let state = if has(Finding::Disputes) {
            AuditState::Disputed
        } else if proves {
            AuditState::Proved
        } else {
            AuditState::Unproved
        };
        Self { state, checks }
    }

    /// The checks that dispute the dataset.
    pub fn disputes(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.finding == Finding::Disputes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: CheckKind, finding: Finding) -> Check {
        Check {
            kind,
            finding,
            what: String::new(),
            place: String::new(),
            published: Some(Amount::new(1000, 1)),
            computed: Some(Amount::new(97, 0)),
            compared: 1,
            agreeing: 0,
            whole: true,
            proposes: None,
        }
    }

    #[test]
    fn one_dispute_outweighs_every_agreement() {
        let state =
            |findings: &[Finding]| Audit::of(findings.iter().map(|f| check(CheckKind::Total, *f)).collect()).state;
        assert_eq!(state(&[]), AuditState::Unproved);
        assert_eq!(state(&[Finding::Notes]), AuditState::Unproved);
        assert_eq!(state(&[Finding::Notes, Finding::Agrees]), AuditState::Proved);
        assert_eq!(state(&[Finding::Agrees, Finding::Disputes, Finding::Agrees]), AuditState::Disputed);
    }

    #[test]
    fn what_agrees_beside_the_whole_proves_nothing_of_it() {
        let of = |kind: CheckKind, finding: Finding, whole: bool| Check { whole, ..check(kind, finding) };
        let state = |checks: Vec<Check>| Audit::of(checks).state;
        let group = || of(CheckKind::Group, Finding::Agrees, false);
        let world = |finding: Finding| of(CheckKind::Total, finding, true);
        let years = || of(CheckKind::Frequency, Finding::Agrees, true);
        assert_eq!(state(vec![group()]), AuditState::Unproved);
        assert_eq!(state(vec![group(), world(Finding::Notes)]), AuditState::Unproved);
        assert_eq!(state(vec![group(), world(Finding::Agrees)]), AuditState::Proved);
        assert_eq!(state(vec![years()]), AuditState::Proved);
        assert_eq!(state(vec![years(), world(Finding::Notes)]), AuditState::Unproved);
        let balance = of(CheckKind::Balance, Finding::Agrees, true);
        assert_eq!(state(vec![balance, world(Finding::Notes)]), AuditState::Proved);
    }

    #[test]
    fn a_difference_is_published_less_computed() {
        assert_eq!(check(CheckKind::Balance, Finding::Disputes).difference(), Some(Amount::new(3, 0)));
    }
}
