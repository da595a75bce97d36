//! Chart kind: the trait by which one draws trajectories into a figure.

use super::layout::LayoutContext;
use super::{Rect, Request};
use crate::query::Point;

/// One way to draw: a file of its own, named in [`super::kinds::of`].
pub(super) trait Chart: Sync {
    /// The index of the period that it shows alone; none where it runs over time. The subtitle names it.
    fn period(&self, _request: &Request) -> Option<usize> {
        None
    }

    /// Places everything between header and footer. With `has_text_room` unset only the marks are drawn.
    fn draw(&self, cx: &mut LayoutContext, area: Rect, has_text_room: bool);

    /// The points that the figure shows, each with the index of its period: the key explains what is drawn of them.
    fn drawn<'a>(&self, cx: &'a LayoutContext<'_>) -> Vec<(usize, &'a Point)>;

    /// Whether the last and the largest of the numbers on its marks are bold, which the key must say.
    fn sets_records_in_bold(&self) -> bool {
        false
    }
}
