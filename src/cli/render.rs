//! `saldo render`: a figure without a display.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::filling::Filling;
use super::view::ViewOptions;
use super::{Failure, Reading, remark};
use crate::chart::{self, Parts, Theme};
use crate::data::{Dataset, Event};
use crate::disk::{self, Rights};
use crate::import::{self, Source};
use crate::insight;
use crate::query::{self, View};
use crate::session;

#[derive(Debug, Args)]
pub(crate) struct Render {
    #[command(flatten)]
    view: ViewOptions,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filling: Filling,
    /// Events beside the trajectory: a CSV or JSON file, `library`, or `none`.
    #[arg(long, default_value = "library", value_name = "FILE|library|none")]
    events: OsString,
    /// Width and height in pixels.
    #[arg(long, default_value = "1600x900", value_name = "WxH", value_parser = size)]
    size: (f32, f32),
    /// Light or dark.
    #[arg(long, value_enum, default_value = "light")]
    theme: ThemeWord,
    /// Where to: the ending says what (svg, png, pdf).
    #[arg(long, short, value_name = "OUT.{svg,png,pdf}")]
    output: PathBuf,
    /// A file, or library:NAME.
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

impl Render {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let form = Form::of(&self.output)?;
        let source = Source::parse_os(&self.file);
        let (dataset, ticket) = self.reading.open(&source, None)?;
        remark(&source.name(), &dataset);
        let ticket = ticket.filter(|_| self.filling.is_empty());
        let dataset = Arc::new(self.filling.apply(dataset, &self.reading.bounds())?);
        // Without an option the figure is the one that the window opens with.
        let own = session::opening_view(&dataset);
        let view =
            if self.view.is_default() { own } else { self.view.over(View { top: 12, ..View::default() }, &dataset)? }
                .drawn();
        let events = self.events()?;
        let figure = self.figure(&dataset, &view, &events);
        let bytes = match form {
            Form::Svg => chart::to_svg(&figure).map(String::into_bytes),
            Form::Png => chart::to_png(&figure, 1.0),
            Form::Pdf => chart::to_pdf(&figure),
        };
        let bytes = bytes.map_err(|error| Failure::Data(error.to_string()))?;
        write(&self.output, &bytes)?;
        if let Some(ticket) = &ticket {
            ticket.keep(&dataset);
        }
        Ok(())
    }

    fn figure(&self, dataset: &Dataset, view: &View, events: &[Event]) -> chart::Figure {
        let answer = query::lines(dataset, view).drawn();
        let headline = insight::headline(dataset, view, &answer);
        let in_scope = insight::in_scope(events, dataset, view);
        chart::build(&chart::Request {
            dataset,
            view,
            trajectories: &answer,
            events: &in_scope,
            title: &headline.title,
            subtitle: &headline.subtitle,
            pins: &[],
            colors: &[],
            size: self.size,
            theme: match self.theme {
                ThemeWord::Light => Theme::Light,
                ThemeWord::Dark => Theme::Dark,
            },
            text_scale: 1.0,
            parts: Parts::default(),
        })
    }

    fn events(&self) -> Result<Vec<Event>, Failure> {
        let mut events = match self.events.to_str() {
            Some("none") => Vec::new(),
            Some("library") => import::library::events(),
            _ => import::events::read(&Source::Path(PathBuf::from(&self.events)), &import::Progress::new())
                .map_err(|error| Failure::Data(error.one_line()))?,
        };
        events.sort_by_key(|event| event.date);
        for (id, event) in (1..).zip(&mut events) {
            event.id = id;
        }
        Ok(events)
    }
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Svg,
    Png,
    Pdf,
}

impl Form {
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
