//! What of goods, services and income a view shows, for the scope of events and for what titles may claim.

use crate::data::{Axis, Dataset, MemberId, Subject};
use crate::query::View;

/// Which of the three are among what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traded {
    /// Merchandise.
    pub goods: bool,
    /// Services.
    pub services: bool,
    /// Primary or secondary income, which nobody ships or serves.
    pub income: bool,
}

impl Traded {
    const GOODS: Self = Self { goods: true, services: false, income: false };
    const SERVICES: Self = Self { goods: false, services: true, income: false };
    const INCOME: Self = Self { goods: false, services: false, income: true };
    const CURRENT_ACCOUNT: Self = Self { goods: true, services: true, income: true };

    const fn and(self, other: Self) -> Self {
        Self {
            goods: self.goods || other.goods,
            services: self.services || other.services,
            income: self.income || other.income,
        }
    }

    /// What a label names, where it names any.
    fn named_by(label: &str) -> Option<Self> {
        let label = label.to_lowercase();
        let (goods, services) = (label.contains("goods"), label.contains("services"));
        if goods || services {
            return Some(Self { goods, services, income: false });
        }
        if label.contains("current account") {
            return Some(Self::CURRENT_ACCOUNT);
        }
        let is_income = label.split(|c: char| !c.is_alphanumeric()).any(|word| word == "income");
        is_income.then_some(Self::INCOME)
    }
}

/// What is shown of a dataset: of one that holds more than goods or services what all selected sectors say by their
/// name or by that of what is above them. A sector that says nothing may be of either.
#[must_use]
pub fn traded(dataset: &Dataset, view: &View) -> Traded {
    match dataset.meta.subject {
        Subject::Goods => Traded::GOODS,
        Subject::Services => Traded::SERVICES,
        Subject::All => match named(dataset, view) {
            (named, false) if named != Traded::default() => named,
            (named, _) => named.and(Traded::GOODS).and(Traded::SERVICES),
        },
    }
}

/// What the selected sectors name, and whether some name nothing.
fn named(dataset: &Dataset, view: &View) -> (Traded, bool) {
    let sectors = dataset.dimension(Axis::Sector);
    let states = view.sectors.states(sectors);
    let of = |id: MemberId| {
        let mut lineage = std::iter::once(id).chain(sectors.ancestors(id));
        lineage.find_map(|id| Traded::named_by(&sectors.get(id).label))
    };
    let selected = sectors.iter().filter(|(id, _)| states[*id as usize]);
    selected.fold((Traded::default(), false), |(all, any_unknown), (id, _)| match of(id) {
        Some(named) => (all.and(named), any_unknown),
        None => (all, true),
    })
}

/// Whether a noun claims goods alone or services alone where a selected sector names something else: primary income is
/// no "services balance".
pub(super) fn is_belied(noun: &str, dataset: &Dataset, view: &View) -> bool {
    let Some(claimed) = Traded::named_by(noun).filter(|_| dataset.meta.subject == Subject::All) else { return false };
    let (shown, _) = named(dataset, view);
    shown.and(claimed) != claimed
}
