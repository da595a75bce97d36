//! Everything the program can be told to do. One definition gives each command its menu text, tooltip, shortcut and palette entry.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::event_form::EventForm;
use super::model::{Dialog, Tab, ThemeChoice};
use super::refusal::NextStep;
use crate::data::{Axis, Category, EventId, country};
use crate::import::{self, Mapping, Source};
use crate::query::{ChartKind, FrequencyChoice, GroupBy, Measure, Transform};
use crate::session::Change;

/// What a figure or table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// Scalable picture.
    Svg,
    /// Picture at twice the size on the screen.
    Png,
    /// Page.
    Pdf,
    /// The numbers shown.
    Csv,
    /// All events as CSV.
    EventsCsv,
    /// All events as JSON.
    EventsJson,
}

impl ExportKind {
    /// The file ending.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Csv | Self::EventsCsv => "csv",
            Self::EventsJson => "json",
        }
    }
}

/// A set of members by a common name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset {
    /// A group of countries by its code.
    Group(&'static str),
    /// The ten largest under the current filters.
    TopTen,
}

/// Something the program is told to do. Commands are applied in the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Ask for files with the desktop's dialog.
    Open,
    /// Open these files.
    OpenFiles(Vec<PathBuf>),
    /// Open a dataset of the library.
    OpenLibrary(String),
    /// Open what was shown when the program was last left.
    RestoreLast,
    /// Open what a window left that did not end as it should, or leave it for later.
    LeftOver(bool),
    /// Show a file that was read when another one had been opened, or let it go.
    Late(bool),
    /// Read the file again.
    Reload,
    /// Keep the figures although the file changed.
    DismissReload,
    /// Save what is shown as a session file.
    SaveSession,
    /// Write the figure or the table to a file.
    Export(ExportKind),
    /// Stop a background job.
    CancelJob(u64),
    /// Change the document.
    Change(Change),
    /// A drag or a stretch of typing ended.
    EndGesture,
    /// Select a preset of partners.
    Preset(Preset),
    /// Take the last change back.
    Undo,
    /// Bring it back again.
    Redo,
    /// The next grouping.
    CycleGroup,
    /// Open or close the palette.
    Palette(bool),
    /// What is typed in the palette.
    PaletteText(String),
    /// The marked row of the palette.
    PaletteRow(usize),
    /// Show a dialog.
    Show(Dialog),
    /// Close the dialog.
    CloseDialog,
    /// Show a tab of the right panel.
    Tab(Tab),
    /// What is typed in a filter list's search.
    Search(Axis, String),
    /// Open or close a branch of a filter tree.
    Unfold(Axis, String),
    /// Open an event's card, or close it.
    SelectEvent(Option<EventId>),
    /// Open the list of a folded flag's events, or close it.
    OpenCrowd(Vec<EventId>),
    /// What is typed in the search of the list of events.
    SearchEvents(String),
    /// Light, dark or the desktop's.
    Theme(ThemeChoice),
    /// Keep what is read of large files for the next time, or no longer.
    KeepLarge(bool),
    /// Forget what was kept of large files.
    ClearKept,
    /// Fill the screen with the chart.
    Present(bool),
    /// Show or hide what frames and queries cost.
    ToggleTiming,
    /// All facts, or the best of them.
    AllFacts(bool),
    /// Show or hide the filters.
    ToggleFilters,
    /// Show or hide the right panel.
    ToggleSide,
    /// The window became too narrow for both panels, or wide enough again.
    Narrow(bool),
    /// Change the mapping that is asked for.
    EditMapping(Box<Mapping>),
    /// Mark a table of a file that holds several.
    MarkPart(usize),
    /// Open the marked table.
    OpenPart,
    /// Ask what the columns of the open file mean, although they were recognised.
    AskColumns,
    /// Go back to the choice between the tables of the file in question.
    OtherTables,
    /// Show the rows that were not used, by the place of the reason in the report.
    ShowRows(usize),
    /// Copy the rows that are shown.
    CopyRows,
    /// Open a file that unpacks to more than the limit.
    OpenLarge(Source),
    /// Do what was offered about a file that was not opened.
    TakeStep(NextStep),
    /// Show the figures in question although they are disputed.
    OpenDisputed,
    /// Read the file with the mapping as it stands.
    UseMapping,
    /// Write the mapping as it stands to a file, for the command line.
    SaveMapping,
    /// Change what is typed in the form of an event.
    EditEvent(Box<EventForm>),
    /// Put the edited event into the document.
    SaveEvent,
    /// Read events from a file.
    ImportEvents,
    /// Change the path that is typed.
    EditPath(String),
    /// Use the path that is typed.
    UsePath,
    /// Lay what a published file has into the gap that the dataset declares.
    FillGap,
    /// Sort the table by a column; 0 is the period.
    SortTable(usize),
    /// Copy the table as tab-separated text.
    CopyTable,
    /// Close a message.
    DismissToast,
    /// Leave the program.
    Quit,
}

/// How a command appears to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Menu text and palette entry.
    pub text: String,
    /// One sentence for the tooltip.
    pub tooltip: String,
    /// The key that gives the command.
    pub shortcut: Option<KeyboardShortcut>,
}

#[expect(clippy::unnecessary_wraps, reason = "definitions say Some or None key")]
const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

#[expect(clippy::unnecessary_wraps, reason = "definitions say Some or None key")]
const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

#[expect(clippy::unnecessary_wraps, reason = "definitions say Some or None key")]
const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

fn define(text: &str, tooltip: &str, shortcut: Option<KeyboardShortcut>) -> Definition {
    Definition { text: text.to_owned(), tooltip: tooltip.to_owned(), shortcut }
}

impl Command {
    /// The one definition of the command.
    #[must_use]
    pub fn definition(&self) -> Definition {
        match self {
            Self::Open => define("Open files…", "Open trade data from disk", ctrl(Key::O)),
            Self::OpenLibrary(name) => {
                define(&format!("Open library: {name}"), "A dataset that comes with Saldo", None)
            }
            Self::RestoreLast => define("Where I left off", "What was shown when Saldo was last closed", None),
            Self::LeftOver(_) => define("Open it", "What was shown when Saldo ended without being closed", None),
            Self::Late(_) => define("Show it", "A file that was read when another one had been opened", None),
            Self::Reload => define("Reload file", "Read the file again from disk", ctrl(Key::R)),
            Self::DismissReload => define("Keep", "Keep the figures that are shown", None),
            Self::SaveSession => {
                define("Save session…", "Save dataset, view and events as a session file", ctrl(Key::S))
            }
            Self::SaveMapping => {
                define("Save columns…", "Write what the columns mean to a file that --mapping takes", None)
            }
            Self::AskColumns => {
                define("Columns of the file…", "Say what the columns mean, and how the file is written", None)
            }
            Self::TakeStep(step) => define(step.label(), "What can be done about the file", None),
            Self::OpenDisputed => {
                define("Open as it is", "Show the figures; the word disputed stays beside them", None)
            }
            Self::OtherTables => define("Other tables…", "Choose another sheet or member of the file", None),
            Self::ShowRows(_) => define("Show those rows", "The rows as they stand in the file", None),
            Self::CopyRows => define("Copy rows", "The rows shown, tab-separated", None),
            Self::Export(kind) => export_definition(*kind),
            Self::Undo => define("Undo", "Take the last change back", ctrl(Key::Z)),
            Self::Redo => define("Redo", "Bring the change back", ctrl_shift(Key::Z)),
            Self::CycleGroup => define("Next grouping", "One line, by partner, by sector, …", plain(Key::G)),
            Self::Palette(_) => define("Command palette", "Everything, by typing", ctrl(Key::K)),
            Self::Present(_) => define("Present", "Fill the screen with the chart; Esc leaves", plain(Key::F5)),
            Self::ToggleTiming => define("Show or hide timing", "What a frame and a query cost", plain(Key::F12)),
            Self::ToggleFilters => define("Show or hide filters", "More room for the chart", ctrl(Key::B)),
            Self::ToggleSide => define("Show or hide facts", "More room for the chart", ctrl(Key::J)),
            Self::Theme(choice) => {
                define(&format!("Theme: {}", choice.label()), "Light, dark, or as the desktop says", None)
            }
            Self::KeepLarge(true) => define("Keep large files for quicker opening", "In the user's cache folder", None),
            Self::KeepLarge(false) => define("Do not keep large files", "Each is read anew; nothing is written", None),
            Self::ClearKept => define("Clear kept files", "Forget what was kept for quicker opening", None),
            Self::Tab(tab) => define(&format!("Show {}", tab.label()), "The right panel", None),
            Self::Show(dialog) => define(dialog.menu_text(), "", dialog.shortcut()),
            Self::ImportEvents => define("Import events…", "Add events from a CSV or JSON file", None),
            Self::FillGap => define(
                "Fill this gap from a file…",
                "Lay in what a published file has of what is missing here; it is marked with its source",
                None,
            ),
            Self::CopyTable => define("Copy table", "The numbers shown, tab-separated", ctrl_shift(Key::C)),
            Self::Preset(preset) => define(&format!("Partners: {}", preset.label()), "Select these partners", None),
            Self::Quit => define("Quit", "Leave Saldo", ctrl(Key::Q)),
            Self::Change(change) => change_definition(change),
            other => define(&format!("{other:?}"), "", None),
        }
    }

    /// Whether it is about figures, and so about all of them: not about the first rows of a file that is being read.
    #[must_use]
    pub fn needs_all(&self) -> bool {
        match self {
            Self::Reload
            | Self::SaveSession
            | Self::Export(_)
            | Self::Change(_)
            | Self::Preset(_)
            | Self::Undo
            | Self::Redo
            | Self::CycleGroup
            | Self::SelectEvent(Some(_))
            | Self::AskColumns
            | Self::ShowRows(_)
            | Self::EditEvent(_)
            | Self::SaveEvent
            | Self::ImportEvents
            | Self::FillGap
            | Self::CopyTable => true,
            Self::OpenCrowd(events) => !events.is_empty(),
            Self::Show(dialog) => matches!(dialog, Dialog::NewEvent | Dialog::Event(_) | Dialog::Title),
            _ => false,
        }
    }

    /// Whether it is about the figures of the chosen view, and has to wait until they are shown.
    #[must_use]
    pub const fn needs_picture(&self) -> bool {
        match self {
            Self::Export(kind) => !matches!(kind, ExportKind::EventsCsv | ExportKind::EventsJson),
            Self::CopyTable | Self::Preset(Preset::TopTen) => true,
            _ => false,
        }
    }

    /// Every command without an argument that only a click can give, for the palette and the shortcuts.
    #[must_use]
    pub fn catalogue() -> Vec<Self> {
        let mut all = vec![
            Self::Open,
            Self::Reload,
            Self::AskColumns,
            Self::SaveSession,
            Self::Undo,
            Self::Redo,
            Self::CycleGroup,
        ];
        all.extend(Measure::ALL.map(|m| Self::Change(Change::Measure(m))));
        all.extend(GroupBy::ALL.map(|g| Self::Change(Change::By(g))));
        all.extend(ChartKind::ALL.map(|c| Self::Change(Change::Chart(c))));
        all.extend(Transform::ALL.map(|t| Self::Change(Change::Transform(t))));
        all.extend(FrequencyChoice::ALL.map(|f| Self::Change(Change::Frequency(f))));
        all.extend([3, 5, 8, 12, 20, 0].map(|n| Self::Change(Change::Top(n))));
        all.push(Self::Change(Change::Range { from: None, to: None }));
        all.push(Self::Change(Change::Reset));
        for axis in Axis::ALL {
            all.extend([Change::Everything(axis), Change::Nothing(axis), Change::Invert(axis)].map(Self::Change));
        }
        all.extend(country::GROUPS.iter().map(|group| Self::Preset(Preset::Group(group.code))));
        all.push(Self::Preset(Preset::TopTen));
        all.extend([true, false].map(|on| Self::Change(Change::Events(on))));
        all.extend([true, false].map(|on| Self::Change(Change::EventsOutOfScope(on))));
        all.extend(Category::ALL.map(|c| Self::Change(Change::EventCategory(c))));
        all.extend([Self::Show(Dialog::NewEvent), Self::ImportEvents, Self::FillGap]);
        all.extend(
            [
                ExportKind::Svg,
                ExportKind::Png,
                ExportKind::Pdf,
                ExportKind::Csv,
                ExportKind::EventsCsv,
                ExportKind::EventsJson,
            ]
            .map(Self::Export),
        );
        all.extend([Self::CopyTable, Self::Present(true), Self::ToggleFilters, Self::ToggleSide, Self::ToggleTiming]);
        all.extend(Tab::ALL.map(Self::Tab));
        all.extend(ThemeChoice::ALL.map(Self::Theme));
        all.extend([Self::KeepLarge(true), Self::KeepLarge(false), Self::ClearKept]);
        all.extend([Self::Show(Dialog::Title), Self::Show(Dialog::Shortcuts), Self::Palette(true)]);
        all.extend(import::library::list().into_iter().map(|entry| Self::OpenLibrary(entry.name.to_owned())));
        all.extend([Self::RestoreLast, Self::Quit]);
        all
    }
}

impl Preset {
    /// What a person reads.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Group(code) => country::group(code).map_or(code, |group| group.label),
            Self::TopTen => "ten largest",
        }
    }
}

fn export_definition(kind: ExportKind) -> Definition {
    match kind {
        ExportKind::Svg => define("Export figure as SVG…", "A picture that scales without loss", ctrl(Key::E)),
        ExportKind::Png => define("Export figure as PNG…", "A picture at twice the size shown", ctrl_shift(Key::E)),
        ExportKind::Pdf => define("Export figure as PDF…", "A page for print", None),
        ExportKind::Csv => define("Export numbers as CSV…", "The values shown, with their status", None),
        ExportKind::EventsCsv => define("Export events as CSV…", "All events with source and confidence", None),
        ExportKind::EventsJson => define("Export events as JSON…", "All events with source and confidence", None),
    }
}

/// The keys of chart kinds, in the order of menus.
const DIGITS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

fn change_definition(change: &Change) -> Definition {
    match change {
        Change::Measure(measure) => {
            let key = match measure {
                Measure::Balance => plain(Key::B),
                Measure::Exports => plain(Key::X),
                Measure::Imports => plain(Key::M),
                _ => None,
            };
            define(&format!("Measure: {}", measure.label()), measure.definition(), key)
        }
        Change::By(by) => define(&format!("Group {}", by.label()), "What each line stands for", None),
        Change::Chart(chart) => {
            let place = ChartKind::ALL.iter().position(|known| known == chart);
            let key = place.and_then(|place| DIGITS.get(place)).and_then(|digit| plain(*digit));
            define(&format!("Chart: {}", chart.label()), "How the figure is drawn", key)
        }
        Change::Transform(transform) => define(&format!("Show: {}", transform.label()), transform.definition(), None),
        Change::Frequency(choice) => define(&format!("Periods: {}", choice.label()), "How long a period is", None),
        Change::Top(0) => define("All lines, up to 100", "The rest become \u{201c}others\u{201d}", None),
        Change::Top(top) => define(&format!("{top} largest and others"), "How many lines stand alone", None),
        Change::Range { from: None, to: None } => {
            define("Whole period", "From the first figure to the last", plain(Key::Home))
        }
        Change::Reset => define("Reset view", "As the dataset opens", ctrl(Key::Num9)),
        Change::Everything(axis) => define(&format!("All {}", axis.plural()), "Select everything", None),
        Change::Nothing(axis) => define(&format!("No {}", axis.plural()), "Select nothing", None),
        Change::Invert(axis) => define(&format!("Invert {}", axis.plural()), "Selected becomes unselected", None),
        Change::Events(on) => {
            define(if *on { "Show events" } else { "Hide events" }, "Flags above the chart", plain(Key::E))
        }
        Change::EventsOutOfScope(on) => define(
            if *on { "Events: all countries and sectors" } else { "Events: only those in scope" },
            "Events that concern what is shown, or all of them",
            None,
        ),
        Change::EventCategory(category) => {
            define(&format!("Events: toggle {}", category.word()), "Show or hide a kind of event", None)
        }
        other => define(&other.label(), "", None),
    }
}

/// The commands that keys give, in the order in which they are tried. Those with more modifiers come
/// first, so that Ctrl+Shift+Z is not taken for Ctrl+Z.
#[must_use]
pub fn shortcuts() -> Vec<(KeyboardShortcut, Command)> {
    let mut keys: Vec<(KeyboardShortcut, Command)> = Vec::new();
    for command in Command::catalogue() {
        if let Some(shortcut) = command.definition().shortcut
            && !keys.iter().any(|(known, _)| *known == shortcut)
        {
            keys.push((shortcut, command));
        }
    }
    keys.sort_by_key(|(shortcut, _)| std::cmp::Reverse(usize::from(shortcut.modifiers.shift)));
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_command_of_the_palette_has_words_of_its_own() {
        let mut seen: HashMap<String, Command> = HashMap::new();
        for command in Command::catalogue() {
            let text = command.definition().text;
            assert!(!text.contains('{') && !text.contains("::"), "{text}");
            if let Some(other) = seen.insert(text.clone(), command.clone()) {
                panic!("{text}: {other:?} and {command:?}");
            }
        }
    }

    #[test]
    fn no_key_gives_two_commands() {
        let mut seen: HashMap<String, String> = HashMap::new();
        for command in Command::catalogue() {
            let Definition { text, shortcut: Some(shortcut), .. } = command.definition() else { continue };
            // Events on and events off share a key, which toggles.
            if matches!(command, Command::Change(Change::Events(false))) {
                continue;
            }
            if let Some(other) = seen.insert(format!("{shortcut:?}"), text.clone()) {
                panic!("{shortcut:?}: {other} and {text}");
            }
        }
    }
}
