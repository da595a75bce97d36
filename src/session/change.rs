//! The changes that a person can make to a document, each with a name for "Undo: ...".

use std::sync::Arc;

use super::Document;
use crate::chart::Colors;
use crate::data::{Axis, Category, Event, EventId, Period};
use crate::query::{ChartKind, FrequencyChoice, GroupBy, Measure, Pinned, Selection, Transform, View};

/// An event as the editor holds it.
pub type EventDraft = Box<Event>;

/// One change to the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Switches a member.
    Toggle {
        /// Which list.
        axis: Axis,
        /// Which member.
        code: String,
    },
    /// Keeps only this member.
    Only {
        /// Which list.
        axis: Axis,
        /// Which member.
        code: String,
    },
    /// Keeps these members, under a name such as "G7".
    Select {
        /// Which list.
        axis: Axis,
        /// Which members.
        codes: Vec<String>,
        /// The preset's name.
        name: String,
    },
    /// Selects everything of a list.
    Everything(Axis),
    /// Selects nothing of a list.
    Nothing(Axis),
    /// Selected becomes unselected.
    Invert(Axis),
    /// Switches the members that a search lists; all others stay as they are.
    Listed {
        /// Which list.
        axis: Axis,
        /// Which members.
        codes: Vec<String>,
        /// On, off, or each the other way.
        on: Option<bool>,
    },
    /// What is computed.
    Measure(Measure),
    /// What each line stands for.
    By(GroupBy),
    /// How many lines stand alone.
    Top(usize),
    /// First and last period.
    Range {
        /// First period, or the beginning.
        from: Option<Period>,
        /// Last period, or the end.
        to: Option<Period>,
    },
    /// In which periods.
    Frequency(FrequencyChoice),
    /// What is done to each line.
    Transform(Transform),
    /// In which power of ten values are shown.
    Scale(Option<u8>),
    /// How it is drawn.
    Chart(ChartKind),
    /// The period of a ranked chart.
    RankedAt(Option<Period>),
    /// Events on or off.
    Events(bool),
    /// Events outside of the view's scope on or off.
    EventsOutOfScope(bool),
    /// A category of events on or off.
    EventCategory(Category),
    /// One event on or off.
    EventShown(EventId),
    /// Adds an event or replaces the one of the same id.
    PutEvent(EventDraft),
    /// Removes an event.
    DeleteEvent(EventId),
    /// Adds events from a file.
    ImportEvents(Vec<Event>),
    /// Pins a finding to the chart, or takes it off.
    Pin(Pinned),
    /// Own words for title and subtitle.
    Title {
        /// The title, or the computed one.
        title: Option<String>,
        /// The subtitle, or the computed one.
        subtitle: Option<String>,
    },
    /// The view that the dataset opens with.
    Reset,
    /// A whole view, from a session file.
    View(Box<View>),
}

impl Change {
    /// The name for "Undo: ...".
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Toggle { axis, code } => format!("{} {code}", axis.word()),
            Self::Only { axis, code } => format!("only {} {code}", axis.word()),
            Self::Select { name, .. } => name.clone(),
            Self::Everything(axis) => format!("all {}", axis.plural()),
            Self::Nothing(axis) => format!("no {}", axis.plural()),
            Self::Invert(axis) => format!("invert {}", axis.plural()),
            Self::Listed { axis, codes, .. } => format!("{} {} found", codes.len(), axis.plural()),
            Self::Measure(measure) => measure.label().to_lowercase(),
            Self::By(by) => by.label().to_owned(),
            Self::Top(_) => "number of lines".to_owned(),
            Self::Range { .. } => "period".to_owned(),
            Self::Frequency(choice) => choice.label().to_owned(),
            Self::Transform(transform) => transform.label().to_lowercase(),
            Self::Scale(_) => "unit".to_owned(),
            Self::Chart(chart) => chart.label().to_lowercase(),
            Self::RankedAt(_) => "ranked period".to_owned(),
            Self::Events(_) | Self::EventsOutOfScope(_) | Self::EventCategory(_) | Self::EventShown(_) => {
                "events shown".to_owned()
            }
            Self::PutEvent(event) => format!("event {}", event.flag_label()),
            Self::DeleteEvent(_) => "delete event".to_owned(),
            Self::ImportEvents(events) => format!("import {} events", events.len()),
            Self::Pin(_) => "pin".to_owned(),
            Self::Title { .. } => "title".to_owned(),
            Self::Reset => "reset view".to_owned(),
            Self::View(_) => "open session".to_owned(),
        }
    }

    /// Changes of the same kind that follow each other within one drag or one stretch of typing are one step.
    #[must_use]
    pub const fn joins(&self) -> Option<&'static str> {
        match self {
            Self::Range { .. } => Some("range"),
            Self::RankedAt(_) => Some("ranked period"),
            Self::Title { .. } => Some("title"),
            _ => None,
        }
    }

    /// Carries the change out.
    pub fn apply(&self, document: &mut Document) {
        match self {
            Self::Toggle { .. }
            | Self::Only { .. }
            | Self::Select { .. }
            | Self::Everything(_)
            | Self::Nothing(_)
            | Self::Invert(_)
            | Self::Listed { .. } => self.apply_to_selection(document),
            Self::PutEvent(_) | Self::DeleteEvent(_) | Self::ImportEvents(_) => self.apply_to_events(document),
            Self::Reset => {
                *document.view_mut() = super::opening_view(&document.dataset);
                // Colours begin anew as well.
                document.keep_colors(Colors::default());
            }
            _ => self.apply_to_view(document.view_mut()),
        }
    }

    fn apply_to_selection(&self, document: &mut Document) {
        let dataset = Arc::clone(&document.dataset);
        let mut set = |axis: Axis, change: &dyn Fn(&Selection) -> Selection| {
            let selection = document.view_mut().selection_mut(axis);
            *selection = change(selection);
        };
        match self {
            Self::Toggle { axis, code } => {
                let dimension = dataset.dimension(*axis);
                if let Some(id) = dimension.id_of(code) {
                    set(*axis, &|selection| selection.toggled(dimension, id));
                }
            }
            Self::Only { axis, code } => set(*axis, &|_| Selection::only([code.clone()])),
            Self::Select { axis, codes, .. } => set(*axis, &|_| Selection::only(codes.iter().cloned())),
            Self::Everything(axis) => set(*axis, &|_| Selection::all()),
            Self::Nothing(axis) => set(*axis, &|_| Selection::none()),
            Self::Invert(axis) => set(*axis, &|selection| selection.inverted(dataset.dimension(*axis))),
            Self::Listed { axis, codes, on } => {
                let dimension = dataset.dimension(*axis);
                let ids: Vec<_> = codes.iter().filter_map(|code| dimension.id_of(code)).collect();
                set(*axis, &|selection| {
                    let switched = |selection: Selection, id: &_| match on {
                        Some(on) => selection.with(dimension, *id, *on),
                        None => selection.toggled(dimension, *id),
                    };
                    ids.iter().fold(selection.clone(), switched)
                });
            }
            _ => {}
        }
    }

    fn apply_to_events(&self, document: &mut Document) {
        let next_id = document.events.iter().map(|event| event.id).max().unwrap_or(0) + 1;
        let events = Arc::make_mut(&mut document.events);
        match self {
            Self::PutEvent(event) => {
                if let Some(known) = events.iter_mut().find(|known| event.id != 0 && known.id == event.id) {
                    *known = (**event).clone();
                } else {
                    events.push(Event { id: next_id, ..(**event).clone() });
                }
            }
            Self::DeleteEvent(id) => events.retain(|event| event.id != *id),
            Self::ImportEvents(more) => {
                let fresh = more.iter().filter(|event| !events.iter().any(|known| known.is_same_entry(event)));
                let fresh: Vec<Event> =
                    (next_id..).zip(fresh).map(|(id, event)| Event { id, ..event.clone() }).collect();
                events.extend(fresh);
            }
            _ => {}
        }
        events.sort_by(|a, b| a.date.cmp(&b.date).then(a.id.cmp(&b.id)));
    }

    fn apply_to_view(&self, view: &mut View) {
        match self {
            Self::Measure(measure) => view.measure = *measure,
            Self::By(by) => view.by = *by,
            Self::Top(top) => view.top = *top,
            Self::Range { from, to } => (view.from, view.to) = (*from, *to),
            Self::Frequency(frequency) => view.frequency = *frequency,
            Self::Transform(transform) => view.transform = *transform,
            Self::Scale(scale) => view.scale = *scale,
            Self::Chart(chart) => view.chart = *chart,
            Self::RankedAt(period) => view.ranked_at = *period,
            Self::Events(shown) => view.events.shown = *shown,
            Self::EventsOutOfScope(shown) => view.events.out_of_scope = *shown,
            Self::EventCategory(category) => flip(&mut view.events.hidden, *category),
            Self::EventShown(id) => flip(&mut view.events.off, *id),
            Self::Pin(pinned) => flip(&mut view.pinned, pinned.clone()),
            Self::Title { title, subtitle } => (view.title, view.subtitle) = (title.clone(), subtitle.clone()),
            Self::View(new) => *view = (**new).clone(),
            _ => {}
        }
    }
}

/// Adds what is not in the list and removes what is.
fn flip<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if let Some(at) = list.iter().position(|known| *known == item) {
        list.remove(at);
    } else {
        list.push(item);
    }
}
