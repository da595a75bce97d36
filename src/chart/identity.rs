//! Identity: what a mark or a text stands for, by which it is found again in another figure.

use crate::data::{EventId, Period};

/// What something on a figure stands for. Lines are named by the codes of their trajectories.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Key {
    /// Nothing but what it says.
    #[default]
    Words,
    /// A tick of the horizontal axis, by what it says.
    XTick,
    /// A tick of the vertical axis, by what it says.
    YTick,
    /// A line over time, or a group in a ranking.
    Line(String),
    /// The dot at the end of a line.
    End(String),
    /// The name of a line, beside it.
    Name(String),
    /// The value of a line that stands with its name.
    Last(String),
    /// Of when that value is.
    When(String),
    /// The value of a line at a period.
    Value(String, Period),
    /// A finding that is pinned to a line at a period.
    Pin(String, Period),
    /// A stretch without figures, by its last period.
    Gap(Period),
    /// A period of which something was laid in.
    LaidIn(Period),
    /// The time from announcement to effect of an event.
    Span(EventId),
    /// The tinted deficit side.
    Deficit,
}
