//! `saldo query`: the trajectories as numbers.

use clap::{Args, ValueEnum};

use super::view::ViewOptions;
use super::{Failure, Reading, print};
use crate::import::Source;
use crate::query;

#[derive(Debug, Args)]
pub(crate) struct Query {
    #[command(flatten)]
    view: ViewOptions,
    #[command(flatten)]
    reading: Reading,
    /// How to print.
    #[arg(long, value_enum, default_value = "csv")]
    format: Form,
    /// Files, or library:NAME.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// `period,code,label,value,status`
    Csv,
    /// An array of objects.
    Json,
}

impl Query {
    pub(crate) fn run(self) -> Result<(), Failure> {
        for file in &self.files {
            let (dataset, ticket) = self.reading.open(&Source::parse(file))?;
            let view = self.view.view(&dataset)?;
            let answer = query::run(&dataset, &view).trajectories;
            for note in &answer.notes {
                eprintln!("saldo: {file}: {note}");
            }
            let text = match self.format {
                Form::Csv => query::to_csv(&answer),
                Form::Json => query::to_json(&answer) + "\n",
            };
            print(&text)?;
            if let Some(ticket) = &ticket {
                ticket.keep(&dataset);
            }
        }
        Ok(())
    }
}
