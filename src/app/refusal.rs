//! Why a file was not opened, and what can be done about it next.

use super::open::short_name;
use super::{App, Dialog, ErrorReport, Message, Unfilled};
use crate::import::{self, ImportError, Options, Progress, Source};

/// What can be done about a file that was not opened.
#[derive(Debug, Clone, PartialEq)]
pub enum NextStep {
    /// Let it unpack to any size.
    WithoutLimit(Source),
    /// Say what its columns are.
    Columns(Source),
    /// Read it as a list of events.
    Events(Source),
    /// Leave out the description beside it.
    WithoutSidecar(Source),
    /// Choose another sheet or member of it.
    OtherTable(Source),
    /// Say where the file is now from which a session's gap was filled.
    FindFill(Box<Unfilled>),
    /// Open a session without what was laid in from that file.
    LeaveGap(Box<Unfilled>),
}

impl NextStep {
    /// The words on its button.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::WithoutLimit(_) => "Open without the limit",
            Self::Columns(_) => "Say what the columns are",
            Self::Events(_) => "Open it as events",
            Self::WithoutSidecar(_) => "Open without the sidecar",
            Self::OtherTable(_) => "Choose another table",
            Self::FindFill(_) => "Find the file…",
            Self::LeaveGap(_) => "Open with the gap",
        }
    }
}

/// Why a file was not opened.
pub(super) struct Refusal {
    pub(super) detail: String,
    /// Whether they are several files that are no parts of one dataset.
    pub(super) apart: bool,
    pub(super) steps: Vec<NextStep>,
}

impl Refusal {
    /// A refusal about which nothing can be done here.
    pub(super) const fn plain(detail: String) -> Self {
        Self { detail, apart: false, steps: Vec::new() }
    }

    /// A session whose gap cannot be filled again: its file may be elsewhere now.
    pub(super) fn unfilled(detail: String, unfilled: Unfilled) -> Self {
        let unfilled = Box::new(unfilled);
        let steps = vec![NextStep::FindFill(unfilled.clone()), NextStep::LeaveGap(unfilled)];
        Self { detail, apart: false, steps }
    }

    /// What an error leaves to do. Looks into the file where it may hold other tables.
    pub(super) fn of(error: &ImportError, source: &Source, options: &Options) -> Self {
        let whole = || source.clone();
        let mut steps = match error {
            ImportError::TooLarge { .. } | ImportError::TooMuchMemory { .. } => vec![NextStep::WithoutLimit(whole())],
            ImportError::Binary { kind, .. } if kind == "a list of events" => vec![NextStep::Events(whole())],
            ImportError::Sidecar { .. } => vec![NextStep::WithoutSidecar(whole())],
            ImportError::NoPart { .. } => vec![NextStep::OtherTable(source.root().clone())],
            ImportError::NoNumericColumn { .. }
            | ImportError::NoPeriod { .. }
            | ImportError::NoRows { .. }
            | ImportError::TooManyPeriods { .. }
            | ImportError::Mapping { .. }
                if !matches!(source, Source::Several(_)) =>
            {
                vec![NextStep::Columns(whole())]
            }
            _ => Vec::new(),
        };
        if steps.is_empty() || matches!(steps.as_slice(), [NextStep::Columns(_)]) {
            let other = matches!(source, Source::Part { .. } | Source::Path(_)) && has_other_tables(source, options);
            steps.extend(other.then(|| NextStep::OtherTable(source.clone())));
        }
        Self { detail: error.one_line(), apart: matches!(error, ImportError::Apart { .. }), steps }
    }
}

/// Whether the file is a workbook or an archive with several tables.
fn has_other_tables(source: &Source, options: &Options) -> bool {
    let packed =
        |ending: &str| ["xlsx", "xlsm", "xls", "ods", "zip"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    let ending = source.path().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    ending.is_some_and(packed)
        && matches!(import::tables(source, options, &Progress::new()), Ok(Some(choice)) if choice.parts.len() > 1)
}

impl App {
    /// Says why a file was not opened, with what can be done about it.
    pub(super) fn refuse_file(&mut self, source: &Source, refusal: Refusal) {
        let title = format!("{} was not opened", short_name(source));
        self.put(Dialog::Error(ErrorReport::new(&title, refusal.detail, refusal.steps)));
    }

    /// Does what was offered.
    pub(super) fn take_step(&mut self, step: NextStep) {
        self.take_dialog();
        match step {
            NextStep::WithoutLimit(source) => self.open_large(source),
            NextStep::Columns(source) => self.ask_about(source, false),
            NextStep::OtherTable(source) => self.tables_of(source, true),
            NextStep::WithoutSidecar(source) => {
                self.start_opening(source, Options { no_sidecar: true, ..Options::default() });
            }
            NextStep::Events(source) => {
                self.start(&format!("Opening {}", short_name(&source)), true, move |progress| {
                    Message::Events(import::events::read(&source, progress).map_err(|error| error.one_line()))
                });
            }
            NextStep::FindFill(unfilled) => self.find_fill(*unfilled),
            NextStep::LeaveGap(unfilled) => {
                let Unfilled { path, mut file, at } = *unfilled;
                file.fills.truncate(at);
                self.open_session(path, file);
            }
        }
    }
}
