//! Chart kinds: which file draws each of them.

use super::bars::BarsOverTime;
use super::kind::Chart;
use super::lines::Lines;
use super::ranked::Ranking;
use crate::query::ChartKind;

/// Who draws a kind. Menus, commands, shortcuts and undo go through [`ChartKind::ALL`]; whatever the figure does
/// otherwise for one kind than for another is a function of [`Chart`].
pub(super) const fn of(kind: ChartKind) -> &'static dyn Chart {
    match kind {
        ChartKind::Lines => &Lines,
        ChartKind::Bars => &BarsOverTime,
        ChartKind::Ranked => &Ranking,
    }
}
