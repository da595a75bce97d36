//! `saldo render`: a figure without a display.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::filling::Filling;
use super::reading::{Reading, remark};
use super::view::ViewOptions;
use crate::chart::Theme;
use crate::data::Event;
use crate::disk::{self, Rights};
use crate::import::{self, CacheKey, Source};
use crate::query::View;
use crate::session::SessionFile;
use crate::story::{self, Document, EXPORTED, Form, Layout, evaluate_alone};

#[derive(Debug, Args)]
pub(crate) struct Render {
    #[command(flatten)]
    view: ViewOptions,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filling: Filling,
    /// Events beside the trajectory: a CSV or JSON file, `library`, or `none`. Without this the library's, or those of the
    /// session.
    #[arg(long, value_name = "FILE|library|none")]
    events: Option<OsString>,
    /// Width and height in pixels.
    #[arg(long, default_value = "1600x900", value_name = "WxH", value_parser = size)]
    size: (f32, f32),
    /// How many pixels of a PNG stand for one of the size: 1, and 2 of a session, as the window exports it.
    #[arg(long, value_name = "N", value_parser = scale)]
    scale: Option<f32>,
    /// Which scene of a session, from 1. Without this the one that was shown.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    scene: Option<u16>,
    /// Light or dark.
    #[arg(long, value_enum, default_value = "light")]
    theme: ThemeWord,
    /// Where to: the ending says what (svg, png, pdf).
    #[arg(long, short, value_name = "OUT.{svg,png,pdf}")]
    output: PathBuf,
    /// A file, a session (.saldo.json), or library:NAME.
    #[arg(value_name = "FILE")]
    file: OsString,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ThemeWord {
    Light,
    Dark,
}

fn size(text: &str) -> Result<(f32, f32), String> {
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or("write the size as 1600x900")?;
    let side = |text: &str| match text.trim().parse::<u16>() {
        Ok(side @ 50..=16_384) => Ok(f32::from(side)),
        _ => Err(format!("{text}: a side is 50 to 16384 pixels")),
    };
    Ok((side(width)?, side(height)?))
}

fn scale(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(scale) if (0.1..=8.0).contains(&scale) => Ok(scale),
        _ => Err(format!("{text}: write a number from 0.1 to 8")),
    }
}

impl Render {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let ending = Ending::of(&self.output)?;
        let session = match self.file_path() {
            Some(path) => SessionFile::load_if_one(path).map_err(|error| Failure::Data(error.to_string()))?,
            None => None,
        };
        let is_session = session.is_some();
        let (document, cache_key) = match session {
            Some(file) => (self.reopened(file)?, None),
            None => self.opened()?,
        };
        let evaluation = evaluate_alone(&document);
        let form = match ending {
            Ending::Svg => Form::Svg,
            Ending::Png => Form::Png(self.scale.unwrap_or(if is_session { EXPORTED } else { 1.0 })),
            Ending::Pdf => Form::Pdf,
        };
        let bytes = story::render(&evaluation, &self.layout(), form);
        let bytes = bytes.map_err(|error| Failure::Data(error.to_string()))?;
        write(&self.output, &bytes)?;
        if let Some(cache_key) = &cache_key {
            cache_key.store(&document.dataset);
        }
        Ok(())
    }

    fn layout(&self) -> Layout {
        let theme = match self.theme {
            ThemeWord::Light => Theme::Light,
            ThemeWord::Dark => Theme::Dark,
        };
        Layout { size: self.size, theme, ..Layout::default() }
    }

    /// The path of what is asked for, where it is a file that may be a session.
    fn file_path(&self) -> Option<&Path> {
        let path = Path::new(&self.file);
        SessionFile::may_be(path).then_some(path)
    }

    /// A dataset with the view that the options say, and what it is to be kept by.
    fn opened(&self) -> Result<(Document, Option<CacheKey>), Failure> {
        if let Some(scene) = self.scene {
            let file = self.file.display();
            return Err(Failure::Usage(format!("--scene {scene}: {file} is no session, and has no scenes")));
        }
        let source = Source::parse_os(&self.file);
        let (dataset, cache_key) = self.reading.open(&source, None)?;
        remark(&source.name(), &dataset);
        let cache_key = cache_key.filter(|_| self.filling.is_empty());
        let dataset = Arc::new(self.filling.apply(dataset, &self.reading.bounds())?);
        let events = Arc::new(events_of(self.events.as_deref().unwrap_or(OsStr::new("library")))?);
        let mut document = Document::open(Arc::clone(&dataset), source.name(), events);
        // Without an option the figure is the one that the window opens with.
        if !self.view.is_default() {
            *document.view_mut() = self.view.over(View { top: 12, ..View::default() }, &dataset)?;
        }
        Ok((document, cache_key))
    }

    /// The document of a session, as the window opens it, with the scene that is asked for.
    fn reopened(&self, file: SessionFile) -> Result<Document, Failure> {
        let current = self.scene.map_or(file.current, |scene| usize::from(scene) - 1);
        if let Some(scene) = self.scene.filter(|_| current >= file.scenes.len()) {
            return Err(Failure::Usage(format!("--scene {scene}: the session has {}", file.scenes.len())));
        }
        let source = Source::parse(&file.source);
        let dataset = self.reading.open_accepted(&source, &file.accepted)?;
        remark(&source.name(), &dataset);
        let filled = Filling::of(&file.fills).apply(dataset, &self.reading.bounds())?;
        let dataset = Arc::new(self.filling.apply(filled, &self.reading.bounds())?);
        let mut document = SessionFile { current, ..file }.document(Arc::clone(&dataset), source.name());
        if let Some(events) = &self.events {
            document.events = Arc::new(events_of(events)?);
            // Which of the session's events are not shown says nothing of these.
            document.view_mut().events.off.clear();
        }
        if !self.view.is_default() {
            *document.view_mut() = self.view.over(document.view().clone(), &dataset)?;
        }
        Ok(document)
    }
}

/// The events that are asked for, in the order of their dates.
fn events_of(which: &OsStr) -> Result<Vec<Event>, Failure> {
    let mut events = match which.to_str() {
        Some("none") => Vec::new(),
        Some("library") => import::library::events(),
        _ => import::events::read(&Source::Path(PathBuf::from(which)), &import::Progress::new())
            .map_err(|error| Failure::Data(error.one_line()))?,
    };
    events.sort_by_key(|event| event.date);
    for (id, event) in (1..).zip(&mut events) {
        event.id = id;
    }
    Ok(events)
}

#[derive(Debug, Clone, Copy)]
enum Ending {
    Svg,
    Png,
    Pdf,
}

impl Ending {
    fn of(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "svg" => Ok(Self::Svg),
            "png" => Ok(Self::Png),
            "pdf" => Ok(Self::Pdf),
            _ => Err(Failure::Usage(format!("--output {}: the ending must be svg, png or pdf", disk::text(path)))),
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    disk::save(path, Rights::Users, bytes)
        .map_err(|cause| Failure::Data(format!("{}: cannot be written ({cause})", disk::text(path))))
}
