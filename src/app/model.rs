//! What the window shows: the session, what it evaluates to, and the state of panels and dialogs. The ui room only reads it.

use std::path::PathBuf;
use std::sync::Arc;

use egui::KeyboardShortcut;
use foldhash::HashSet;

use super::disputed::Dispute;
use super::event_form::EventForm;
use super::jobs::JobView;
use super::mapping_preview::Trial;
use super::preview::Loading;
use super::refusal::NextStep;
use super::request::Late;
use super::saver::LeftOver;
use super::settings::Settings;
use super::typed::PathDialog;
use crate::data::{Axis, Dataset, EventId, Reason, limited, shortened};
use crate::import::{Choice, Mapping, Question, SomeRows};
use crate::session::Session;
use crate::story::{Document, Evaluation};

/// The tabs of the right panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// Findings.
    #[default]
    Facts,
    /// Events and their cards.
    Events,
    /// The numbers.
    Table,
    /// Publisher, definitions, what the import left out.
    About,
}

impl Tab {
    /// All tabs in order.
    pub const ALL: [Self; 4] = [Self::Facts, Self::Events, Self::Table, Self::About];

    /// What a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Facts => "Facts",
            Self::Events => "Events",
            Self::Table => "Table",
            Self::About => "About",
        }
    }
}

/// Light, dark, or as the desktop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl ThemeChoice {
    /// All choices in order.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// What a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "as the desktop",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What stands over the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// A file could not be used.
    Error(ErrorReport),
    /// A file's columns cannot be told apart without help.
    Mapping(Box<MappingDialog>),
    /// A file holds several tables.
    Choice(Box<ChoiceDialog>),
    /// Figures that contradict each other, of a file whose columns cannot be asked about.
    Disputed(Arc<Dispute>),
    /// Rows of the file that were left out or rejected.
    Rows(Box<RowsDialog>),
    /// An event is written.
    NewEvent,
    /// An event is written or edited.
    Event(Box<EventForm>),
    /// Title and subtitle in own words.
    Title,
    /// All shortcuts.
    Shortcuts,
    /// A path is typed: the desktop has no dialog for files.
    Path(PathDialog),
}

impl Dialog {
    /// The menu text of the command that shows it.
    #[must_use]
    pub const fn menu_text(&self) -> &'static str {
        match self {
            Self::Error(_) => "Show error",
            Self::Mapping(_) => "Columns of the file",
            Self::Choice(_) => "Tables of the file",
            Self::Disputed(_) => "What is disputed",
            Self::Rows(_) => "Rows that were not used",
            Self::NewEvent => "New event…",
            Self::Event(_) => "Edit event…",
            Self::Title => "Edit title…",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::Path(_) => "Type a path",
        }
    }

    /// The key of the command that shows it.
    #[must_use]
    pub const fn shortcut(&self) -> Option<KeyboardShortcut> {
        match self {
            Self::Shortcuts => Some(KeyboardShortcut::new(egui::Modifiers::NONE, egui::Key::F1)),
            Self::NewEvent => Some(KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::N)),
            _ => None,
        }
    }
}

/// Why a file could not be used, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorReport {
    /// What was tried: "japan.csv could not be opened".
    pub title: String,
    /// File, line, column, what was found and what to do.
    pub detail: String,
    /// What can be done about it.
    pub steps: Vec<NextStep>,
}

impl ErrorReport {
    /// So many letters a title and a detail have at most.
    const MOST: (usize, usize) = (160, 4000);

    /// A report that fits into a window, however long the names in it are.
    #[must_use]
    pub fn new(title: &str, detail: String, steps: Vec<NextStep>) -> Self {
        Self { title: shortened(title, Self::MOST.0).into_owned(), detail: limited(detail, Self::MOST.1), steps }
    }
}

/// The tables of a file, and the one that is marked.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceDialog {
    /// What there is.
    pub choice: Arc<Choice>,
    /// The place of the marked table.
    pub marked: usize,
    /// Whether what is packed may unpack to any size.
    pub no_size_limit: bool,
}

/// The question about a file's columns, with the answer as it stands.
#[derive(Debug, Clone)]
pub struct MappingDialog {
    /// The file's first rows and what could not be decided.
    pub question: Arc<Question>,
    /// The answer as it stands.
    pub mapping: Mapping,
    /// Whether the first rows can be read with it: a sentence, or what is still missing.
    pub outcome: Result<String, String>,
    /// What the file becomes with it, or with the answer before while that is worked out; the reason where it is
    /// nothing.
    pub trial: Option<Result<Arc<Trial>, String>>,
    /// Whether a newer trial is under way.
    pub trying: bool,
    /// The figures that are held back because they are disputed, where that is why it is asked.
    pub dispute: Option<Arc<Dispute>>,
    /// Why the text could not be read in another way than before.
    pub refused: Option<String>,
    /// The fingerprint of the header as it was first read.
    pub first_header: u64,
    /// Whether what is packed may unpack to any size.
    pub no_size_limit: bool,
}

impl PartialEq for MappingDialog {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.question, &other.question) && self.mapping == other.mapping
    }
}

/// Rows of the open file that were left out or rejected, as they stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsDialog {
    /// Why, and how many there are.
    pub reason: Reason,
    /// The first of them, once they are read, or why they cannot be.
    pub rows: Option<Result<Arc<SomeRows>, String>>,
}

/// The state of the panels that is not part of the document.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Panels {
    /// The tab of the right panel.
    pub tab: Tab,
    /// Whether all facts are listed.
    pub all_facts: bool,
    /// Whether the filters are hidden.
    pub filters_hidden: bool,
    /// Whether the right panel is hidden.
    pub side_hidden: bool,
    /// Whether the window is too narrow for both panels beside the chart.
    pub narrow: bool,
    /// Which of the panels was asked for last: in a narrow window the other one gives way.
    pub side_last: bool,
    /// What is typed in the search of each filter list, by [`Axis::index`].
    pub search: [String; 3],
    /// Branches of the filter trees that are open.
    pub unfolded: HashSet<(Axis, String)>,
    /// The event whose card is open.
    pub event: Option<EventId>,
    /// The events of a folded flag whose list is open.
    pub crowd: Vec<EventId>,
    /// What is typed in the search of the list of events.
    pub event_search: String,
    /// The column by which the table is sorted, and whether downwards.
    pub sort: (usize, bool),
    /// The palette's text and marked row, while it is open.
    pub palette: Option<(String, usize)>,
    /// Whether the chart fills the screen.
    pub presenting: bool,
    /// Whether it is shown what frames and queries cost.
    pub timing: bool,
}

impl Panels {
    /// Whether the filters stand beside the chart.
    #[must_use]
    pub const fn shows_filters(&self) -> bool {
        let gives_way = self.narrow && self.side_last && !self.side_hidden;
        !self.filters_hidden && !gives_way
    }

    /// Whether the right panel stands beside the chart.
    #[must_use]
    pub const fn shows_side(&self) -> bool {
        let gives_way = self.narrow && !self.side_last && !self.filters_hidden;
        !self.side_hidden && !gives_way
    }

    /// Hides the filters where they are shown, else shows them.
    pub(super) const fn toggle_filters(&mut self) {
        (self.filters_hidden, self.side_last) = (self.shows_filters(), false);
    }

    /// Hides the right panel where it is shown, else shows it.
    pub(super) const fn toggle_side(&mut self) {
        self.side_hidden = self.shows_side();
        self.side_last = !self.side_hidden;
    }

    /// Shows a tab of the right panel.
    pub(super) const fn show_tab(&mut self, tab: Tab) {
        (self.tab, self.side_hidden, self.side_last) = (tab, false, true);
    }
}

/// A short message that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
}

/// Everything that the window shows.
pub struct Model {
    /// The open document and its history.
    pub session: Session,
    /// The answer to the open document's view, with findings and title.
    pub evaluation: Arc<Evaluation>,
    /// Grows with every new evaluation, so that figures built from it can be kept.
    pub version: u64,
    /// Whether a newer evaluation is being computed.
    pub updating: bool,
    /// The first rows of a file that is being opened, which are shown before the document meanwhile.
    pub loading: Option<Box<Loading>>,
    /// Panels.
    pub panels: Panels,
    /// What stands over the window.
    pub dialog: Option<Dialog>,
    /// What stands behind it and waits, the lowest first.
    pub below: Vec<Dialog>,
    /// Running jobs.
    pub jobs: Vec<JobView>,
    /// A message.
    pub toast: Option<Toast>,
    /// Whether the open file changed on disk.
    pub changed_on_disk: bool,
    /// What is kept between runs.
    pub settings: Settings,
    /// Where what is shown is kept when the window closes; none keeps nothing.
    pub last_work: Option<PathBuf>,
    /// What a window that did not end as it should has left, while that is offered.
    pub left_over: Option<LeftOver>,
    /// A file that was read when another one had been opened, while that is offered.
    pub late: Option<Late>,
}

impl Model {
    /// What is drawn: the open document, or the first rows of a file that is being opened.
    #[must_use]
    pub fn document(&self) -> &Document {
        self.loading.as_ref().map_or_else(|| self.session.document(), |loading| &loading.document)
    }

    /// The evaluation of what is drawn.
    #[must_use]
    pub fn drawn(&self) -> &Arc<Evaluation> {
        self.loading.as_ref().map_or(&self.evaluation, |loading| &loading.evaluation)
    }

    /// The dataset of what is drawn.
    #[must_use]
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.document().dataset
    }
}
