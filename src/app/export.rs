//! Writing what is shown: figures, numbers, events, sessions. Files appear whole or not at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, Dialog, ExportKind, Message, Model};
use crate::data::{Event, neutralised};
use crate::disk::{self, Rights};
use crate::import::{self, Mapping};
use crate::query::{Line, Status, Trajectories};
use crate::session::SessionFile;
use crate::story::{Document, EXPORTED, Evaluation, Form, Layout, render};

/// What is written, captured when the command was given.
pub struct Target {
    kind: Kind,
    document: Document,
    evaluation: Arc<Evaluation>,
}

enum Kind {
    Export(ExportKind),
    Session,
    Mapping(Box<Mapping>),
}

impl Target {
    /// A figure, a table or events.
    #[must_use]
    pub fn new(kind: ExportKind, model: &Model) -> Self {
        let document = model.session.document().clone();
        Self { kind: Kind::Export(kind), document, evaluation: Arc::clone(&model.evaluation) }
    }

    /// The session.
    #[must_use]
    pub fn session(model: &Model) -> Self {
        let document = model.session.document().clone();
        Self { kind: Kind::Session, document, evaluation: Arc::clone(&model.evaluation) }
    }

    /// What the columns of the file in question mean; none where no dialog asks for it.
    #[must_use]
    pub fn mapping(model: &Model) -> Option<Self> {
        let Some(Dialog::Mapping(dialog)) = &model.dialog else { return None };
        let document = model.session.document().clone();
        let kind = Kind::Mapping(Box::new(dialog.mapping.clone()));
        Some(Self { kind, document, evaluation: Arc::clone(&model.evaluation) })
    }

    /// The file ending.
    #[must_use]
    pub fn ending(&self) -> &'static str {
        match self.kind {
            Kind::Export(kind) => kind.ending(),
            Kind::Session | Kind::Mapping(_) => "json",
        }
    }

    /// The events that are in the file, where it holds them.
    #[must_use]
    pub fn events(&self) -> Option<Arc<Vec<Event>>> {
        let holds = matches!(self.kind, Kind::Session | Kind::Export(ExportKind::EventsCsv | ExportKind::EventsJson));
        holds.then(|| Arc::clone(&self.document.events))
    }

    /// A name to offer.
    #[must_use]
    pub fn file_name(&self) -> String {
        let id = &self.document.dataset.meta.id;
        let id = if id.is_empty() { "saldo" } else { id };
        match self.kind {
            Kind::Export(ExportKind::EventsCsv | ExportKind::EventsJson) => format!("events.{}", self.ending()),
            Kind::Export(_) => format!("{id}.{}", self.ending()),
            Kind::Session => format!("{id}.saldo.json"),
            Kind::Mapping(_) => "columns.json".to_owned(),
        }
    }

    /// Writes to the chosen place.
    ///
    /// # Errors
    /// In words: what could not be drawn or written. The old file is intact then.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let bytes = match &self.kind {
            Kind::Session => {
                return SessionFile::of(&self.document).save(path, Rights::Users).map_err(|error| error.to_string());
            }
            Kind::Export(kind) => self.bytes(*kind)?,
            Kind::Mapping(mapping) => serde_json::to_vec_pretty(mapping).map_err(|error| error.to_string())?,
        };
        disk::save(path, Rights::Users, &bytes)
            .map_err(|cause| format!("{}: cannot be written ({cause})", disk::text(path)))
    }

    fn bytes(&self, kind: ExportKind) -> Result<Vec<u8>, String> {
        let drawn = |form| render(&self.evaluation, &Layout::default(), form).map_err(|error| error.to_string());
        match kind {
            ExportKind::Svg => drawn(Form::Svg),
            ExportKind::Png => drawn(Form::Png(EXPORTED)),
            ExportKind::Pdf => drawn(Form::Pdf),
            ExportKind::Csv => Ok(csv_of(&self.evaluation.answer.trajectories).into_bytes()),
            ExportKind::EventsCsv => events_with(&self.document, |events, out| import::events::write_csv(events, out)),
            ExportKind::EventsJson => {
                events_with(&self.document, |events, out| import::events::write_json(events, out))
            }
        }
    }
}

fn events_with<E: std::fmt::Display>(
    document: &Document,
    write: impl Fn(&[Event], &mut Vec<u8>) -> Result<(), E>,
) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    write(&document.events, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The numbers as `period,code,label,value,status`, exact, and their unit.
#[must_use]
pub fn csv_of(trajectories: &Trajectories) -> String {
    crate::query::to_csv(trajectories)
}

/// The table that is shown, separated by `separator`, for the clipboard. Beside a line with figures that are not complete
/// or not published as such stands a column that says of which: the figures themselves stay numbers.
#[must_use]
pub fn table_text(trajectories: &Trajectories, separator: char) -> String {
    let all: Vec<(&Line, bool)> =
        trajectories.lines.iter().chain(&trajectories.whole).map(|line| (line, has_remarks(line))).collect();
    let mut text = String::from("Period");
    for (line, remarks) in &all {
        let label = neutralised(&line.label);
        text.push_str(&format!("{separator}{label}"));
        if *remarks {
            text.push_str(&format!("{separator}{label}: status"));
        }
    }
    text.push('\n');
    for (at, period) in trajectories.periods.iter().enumerate() {
        text.push_str(&period.to_string());
        for (line, remarks) in &all {
            let point = &line.points[at];
            text.push(separator);
            if let Some(value) = point.value {
                text.push_str(&value.to_string());
            }
            if *remarks {
                text.push(separator);
                text.push_str(if point.status == Status::Ok { "" } else { point.status.word() });
            }
        }
        text.push('\n');
    }
    text
}

/// Whether anything is to be said of a line's figures, or of why one is withheld. A gap says itself that it is one.
fn has_remarks(line: &Line) -> bool {
    line.points.iter().any(|point| !matches!(point.status, Status::Ok | Status::Missing))
}

impl App {
    pub(super) fn start_export(&mut self, target: Target) {
        let (chooser, target) = (Arc::clone(&self.chooser), Arc::new(target));
        self.start("Choosing a place", false, move |_| {
            let place = chooser.save(&target.file_name(), target.ending());
            Message::SaveTo(target, place)
        });
    }

    /// Writes to the place that was chosen.
    pub(super) fn save(&mut self, target: Arc<Target>, path: PathBuf) {
        self.start("Saving", true, move |_| Message::Saved(target.write(&path).map(|()| path), target.events()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{self, Opened, Options, Progress, Source};
    use crate::query::{self, FrequencyChoice, GroupBy, Measure, View};

    #[test]
    fn a_copied_table_says_which_figures_are_not_complete() {
        // Of the last year the file has two months.
        let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
        for month in 1..=14 {
            let (year, month) = (2022 + (month - 1) / 12, (month - 1) % 12 + 1);
            for (partner, value) in [("CHN", "5"), ("USA", if year == 2022 { "7" } else { "" })] {
                text.push_str(&format!("{year}-{month:02},JPN,{partner},goods,export,{value}\n"));
            }
        }
        let source = Source::Bytes { name: "months.csv".to_owned(), bytes: text.as_bytes().into() };
        let Ok(Opened::Dataset(dataset)) = import::open(&source, &Options::default(), &Progress::new()) else {
            panic!("a dataset")
        };
        let view = View {
            measure: Measure::Exports,
            by: GroupBy::Partner,
            frequency: FrequencyChoice::Year,
            ..View::default()
        };
        let mut answer = query::lines(&dataset, &view);
        answer.whole = None;
        let copied = table_text(&answer, '\t');
        assert_eq!(copied, "Period\tUnited States\tChina\tChina: status\n2022\t84\t60\t\n2023\t\t10\tpartial\n");
    }
}
