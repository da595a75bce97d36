//! The mapping dialog: asking about a file's columns, trying the answer as it stands, and using it.

use std::sync::Arc;

use super::mapping_preview::Trial;
use super::open::short_name;
use super::request::Request;
use super::{App, Dialog, Dispute, Edit, MappingDialog, Message};
use crate::import::{self, Choice, Mapping, Opened, Options, Progress, Question, Source};

/// What came of asking anew.
pub(super) enum Asked {
    /// The same table, its text read in another way, as the mapping says.
    Again(Box<Question>, Box<Mapping>),
    /// The columns of a file; whether it is the open one.
    Open(Box<Opened>, bool),
    /// The tables of the file in question, and the one at hand.
    Tables(Option<Box<Choice>>, String, bool),
    /// The text cannot be read like that.
    Refused(String),
}

impl App {
    /// Asks what the columns of the open file mean, although they were recognised.
    pub(super) fn ask_columns(&mut self) {
        let source = Source::parse(&self.model.session.document().source);
        if matches!(source.root(), Source::Library(_)) {
            self.say("The columns of the library's datasets are known".to_owned());
            return;
        }
        if let Source::Several(_) = source {
            let name = short_name(&source);
            let why =
                format!("{name} are one dataset of several files: open one of them by itself to say what it holds.");
            self.fail("The columns cannot be asked about", why);
            return;
        }
        self.ask_about(source, true);
    }

    /// Asks what the columns of a source mean.
    pub(super) fn ask_about(&mut self, source: Source, is_open: bool) {
        let remembered = Arc::new(self.model.settings.answers());
        let options = Options { remembered, no_size_limit: true, ..Options::default() };
        self.start_asking(&format!("Opening {}", short_name(&source)), true, move |progress| {
            match import::ask(&source, &options, progress) {
                Ok(opened) => Asked::Open(Box::new(opened), is_open),
                Err(error) => Asked::Refused(error.one_line()),
            }
        });
    }

    /// Goes back to the choice between the tables of the file in question.
    pub(super) fn other_tables(&mut self) {
        let Some(Dialog::Mapping(dialog)) = &self.model.dialog else { return };
        let (source, no_size_limit) = (dialog.question.source.clone(), dialog.no_size_limit);
        self.tables_of(source, no_size_limit);
    }

    /// Asks which of the tables of a file to open, with the one at hand marked.
    pub(super) fn tables_of(&mut self, source: Source, no_size_limit: bool) {
        let options = Options { no_size_limit, ..Options::default() };
        self.start_asking("Looking at the tables", true, move |progress| {
            match import::tables(&source, &options, progress) {
                Ok(choice) => Asked::Tables(choice, source.part_name(), no_size_limit),
                Err(error) => Asked::Refused(error.one_line()),
            }
        });
    }

    fn start_asking(&mut self, name: &str, listed: bool, work: impl FnOnce(&Progress) -> Asked + Send + 'static) {
        let job = self.start(name, listed, move |progress| Message::Asked(Box::new(work(progress))));
        self.latest.asking.replace(&mut self.jobs, job);
    }

    pub(super) fn take_asked(&mut self, id: u64, request: Request, asked: Asked) {
        if !self.latest.asking.accepts(id) {
            return;
        }
        match asked {
            // Nobody looks at it any more.
            Asked::Open(_, true) if self.is_too_late(request, "The columns were not asked about") => {}
            Asked::Open(opened, _) => match *opened {
                Opened::Question(question) => self.ask(*question, true),
                Opened::Choice(choice) => self.choose_part(*choice, true),
                Opened::Dataset(_) | Opened::Disputed(_) => {}
            },
            Asked::Tables(Some(choice), part, no_size_limit) => {
                let marked = choice.parts.iter().position(|known| known.name == part).unwrap_or(0);
                // The question about one of its tables gives way to the choice among them.
                if matches!(self.model.dialog, Some(Dialog::Mapping(_))) {
                    self.take_dialog();
                }
                self.choose_from(*choice, marked, no_size_limit);
            }
            Asked::Tables(None, ..) => self.refuse("The file holds this table only".to_owned()),
            Asked::Again(question, mapping) => self.ask_again(*question, *mapping),
            Asked::Refused(why) => self.refuse(why),
        }
    }

    /// Says in the dialog why something was not done; without one, in a dialog of its own.
    fn refuse(&mut self, why: String) {
        let Some(dialog) = self.mapping_dialog() else {
            self.fail("The columns cannot be asked about", why);
            return;
        };
        let written = dialog.question.mapping.clone();
        dialog.mapping.encoding = written.encoding;
        (dialog.mapping.delimiter, dialog.mapping.header_row) = (written.delimiter, written.header_row);
        dialog.refused = Some(why);
    }

    /// Shows the question about a file's columns.
    pub(super) fn ask(&mut self, question: Question, no_size_limit: bool) {
        let mapping = question.mapping.clone();
        let first_header = import::fingerprint(&question.table.header);
        let outcome = outcome(&question, &mapping);
        self.put(Dialog::Mapping(Box::new(MappingDialog {
            question: Arc::new(question),
            mapping,
            outcome,
            trial: None,
            trying: false,
            dispute: None,
            refused: None,
            first_header,
            no_size_limit,
        })));
        self.start_trial();
    }

    /// The text was read in another way: the answer is for the columns that it has now.
    fn ask_again(&mut self, question: Question, said: Mapping) {
        let Some(dialog) = self.mapping_dialog() else { return };
        // What was said meanwhile stays, where it still fits.
        let latest = if dialog.mapping.is_written_as(&said) { dialog.mapping.clone() } else { said };
        let fits = latest.columns.len() == question.mapping.columns.len();
        dialog.mapping = if fits { latest } else { question.mapping.clone() };
        dialog.outcome = outcome(&question, &dialog.mapping);
        dialog.question = Arc::new(question);
        dialog.refused = None;
        self.start_trial();
    }

    pub(super) fn edit_mapping(&mut self, mapping: Mapping) {
        let Some(Dialog::Mapping(dialog)) = &mut self.model.dialog else { return };
        let rewritten = !mapping.is_written_as(&dialog.mapping);
        dialog.mapping = mapping.clone();
        dialog.refused = None;
        if rewritten {
            let question = Arc::clone(&dialog.question);
            self.start_asking("Reading anew", false, move |progress| match question.again(&mapping, progress) {
                Ok(again) => Asked::Again(Box::new(again), Box::new(mapping)),
                Err(error) => Asked::Refused(error.one_line()),
            });
            return;
        }
        dialog.outcome = outcome(&dialog.question, &mapping);
        self.start_trial();
    }

    /// Reads the first rows of the file with the answer as it stands, in the background.
    pub(super) fn start_trial(&mut self) {
        self.latest.trial.cancel(&mut self.jobs);
        let Some(dialog) = self.mapping_dialog() else { return };
        dialog.trying = dialog.outcome.is_ok();
        if let Err(missing) = &dialog.outcome {
            dialog.trial = Some(Err(missing.clone()));
            return;
        }
        let (question, mapping) = (Arc::clone(&dialog.question), dialog.mapping.clone());
        let job = self.start("Trying", false, move |progress| {
            Message::Tried(Trial::of(&question, &mapping, progress).map(Box::new))
        });
        self.latest.trial.replace(&mut self.jobs, job);
    }

    pub(super) fn take_tried(&mut self, id: u64, trial: Result<Box<Trial>, String>) {
        if !self.latest.trial.accepts(id) {
            return;
        }
        if let Some(dialog) = self.mapping_dialog() {
            dialog.trying = false;
            dialog.trial = Some(trial.map(|trial| Arc::new(*trial)));
        }
    }

    /// Remembers the answer for this header and reads the whole file with it.
    pub(super) fn use_mapping(&mut self) {
        let waits = self.latest.asking.is_awaited();
        let ready = matches!(&self.model.dialog, Some(Dialog::Mapping(dialog)) if dialog.outcome.is_ok());
        if waits || !ready {
            return;
        }
        let Some(Dialog::Mapping(dialog)) = self.take_dialog() else { return };
        // Also under the header as it was first read: the next time the file is read like that at first.
        for header in [import::fingerprint(&dialog.question.table.header), dialog.first_header] {
            self.edit_settings(Edit::Answer(header, Box::new(dialog.mapping.clone())));
        }
        let options =
            Options { mapping: Some(dialog.mapping), no_size_limit: dialog.no_size_limit, ..Options::default() };
        // Where another document was opened while it was asked, the file is opened beside it.
        let is_of_open = |dispute: &Dispute| dispute.reload && self.is_for_open(dispute.request);
        let reload = dialog.dispute.is_some_and(|dispute| is_of_open(&dispute));
        let request = self.request();
        self.start_reading(request, dialog.question.source.clone(), options, reload);
    }
}

/// An error without the file's name, which stands above it in the dialog.
pub(super) fn in_dialog(question: &Question, error: import::ImportError) -> String {
    let said = match error {
        import::ImportError::Mapping { why, .. } => why,
        error => error.one_line(),
    };
    let name = question.source.name();
    let bare = said.strip_prefix(&name).map_or(said.as_str(), |rest| rest.trim_start_matches([',', ':', ' ']));
    let mut letters = bare.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether the first rows can be read with a mapping: in a sentence, or what is missing.
fn outcome(question: &Question, mapping: &Mapping) -> Result<String, String> {
    let dataset = question.try_mapping(mapping).map_err(|error| in_dialog(question, error))?;
    let rows = dataset.report.rows;
    Ok(format!("{} of the first {} rows are used", rows.used, rows.read))
}
