//! `saldo inspect`: what was recognised in files, what was left out and why.

use std::ffi::{OsStr, OsString};

use clap::Args;
use serde::Serialize;

use super::account::{Audited, audit_lines, audited, column_line};
use super::failure::Failure;
use super::print::{line, print, say, written_out};
use super::reading::{Reading, disputed_words, open};
use crate::data::{AuditState, Axis, ColumnUse, Dataset, Flow, Outcome, Reason, RowTally};
use crate::import::{self, Options, Source};

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Print an array with one object for each file.
    #[arg(long, conflicts_with = "cells")]
    json: bool,
    /// Print the table as read, before any meaning is given to it, as plain CSV.
    #[arg(long)]
    cells: bool,
    #[command(flatten)]
    reading: Reading,
    /// Files, or library:NAME.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<OsString>,
}

/// What `--json` prints for a file.
#[derive(Serialize)]
struct Inspected<'a> {
    audit: Audited<'a>,
    columns: &'a [ColumnUse],
    file: &'a str,
    format: &'a str,
    container: &'a str,
    encoding: &'a str,
    delimiter: &'a str,
    #[serde(flatten)]
    rows: RowTally,
    reasons: &'a [Reason],
    reporters: usize,
    partners: usize,
    sectors: usize,
    flows: Vec<&'static str>,
    first_period: Option<String>,
    last_period: Option<String>,
    frequency: Vec<&'static str>,
    unit: String,
    basis: &'static str,
    warnings: &'a [String],
}

impl Inspect {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let options = self.reading.options()?;
        if self.cells {
            return self.files.iter().try_for_each(|file| cells(file, &options));
        }
        // What is disputed is told whole, and then it is a failure unless a person has accepted it.
        let all = Options { accept_disputed: true, ..options };
        let opened = self.files.iter().map(|file| open(&Source::parse_os(file), &all));
        let datasets = opened.collect::<Result<Vec<_>, _>>()?;
        if self.json {
            let all: Vec<Inspected> = datasets.iter().map(inspected).collect();
            let text = serde_json::to_string_pretty(&all).map_err(|error| Failure::Data(error.to_string()))?;
            print(&written_out(&(text + "\n")))?;
        } else {
            datasets.iter().try_for_each(|dataset| print(&words(dataset)))?;
        }
        let disputed =
            |dataset: &&Dataset| dataset.audit.state == AuditState::Disputed && !self.reading.accept_disputed;
        let disputes = datasets.iter().filter(disputed);
        let lines: Vec<String> = disputes.map(|dataset| disputed_words(&dataset.report.file, &dataset.audit)).collect();
        if lines.is_empty() { Ok(()) } else { Err(Failure::Data(lines.join("; "))) }
    }
}

fn cells(file: &OsStr, options: &Options) -> Result<(), Failure> {
    let source = Source::parse_os(file);
    let (found, file) = (import::cells_with_remarks(&source, options), source.name());
    let (table, remarks) = found.map_err(|error| Failure::Data(error.one_line()))?;
    for remark in remarks {
        say(&format!("{file}: {remark}"));
    }
    let mut bytes = Vec::new();
    import::write_csv(&table, &mut bytes).map_err(|error| Failure::Data(format!("{file}: {error}")))?;
    print(&String::from_utf8_lossy(&bytes))
}

fn inspected(dataset: &Dataset) -> Inspected<'_> {
    let report = &dataset.report;
    let flows = dataset.flows();
    Inspected {
        audit: audited(&dataset.audit),
        columns: &report.columns,
        file: &report.file,
        format: &report.format,
        container: &report.container,
        encoding: &report.encoding,
        delimiter: &report.delimiter,
        rows: report.rows,
        reasons: &report.reasons,
        reporters: dataset.dimension(Axis::Reporter).len(),
        partners: dataset.dimension(Axis::Partner).len(),
        sectors: dataset.dimension(Axis::Sector).len(),
        flows: Flow::ALL.into_iter().filter(|flow| flows & flow.bit() != 0).map(Flow::word).collect(),
        first_period: dataset.periods.first().map(ToString::to_string),
        last_period: dataset.periods.last().map(ToString::to_string),
        frequency: dataset.frequencies().into_iter().map(crate::data::Frequency::word).collect(),
        unit: dataset.meta.unit.words(),
        basis: dataset.meta.basis.words(),
        warnings: &report.warnings,
    }
}

fn words(dataset: &Dataset) -> String {
    let seen = inspected(dataset);
    let rows = seen.rows;
    let mut form = vec![seen.format, seen.container, seen.encoding, seen.delimiter];
    form.retain(|part| *part != "plain");
    let mut lines = vec![
        seen.file.to_owned(),
        format!("  format     {}", form.join(", ")),
        format!(
            "  rows       {} read = {} used + {} left out + {} rejected",
            rows.read, rows.used, rows.left_out, rows.rejected
        ),
        format!(
            "  holds      {}; {}",
            Axis::ALL.map(|axis| dataset.noun(axis).counted(dataset.dimension(axis).len())).join(", "),
            seen.flows.join(", ")
        ),
        format!(
            "  periods    {} to {} ({})",
            seen.first_period.as_deref().unwrap_or("-"),
            seen.last_period.as_deref().unwrap_or("-"),
            seen.frequency.join(", ")
        ),
        format!("  unit       {}; {}", seen.unit, seen.basis),
    ];
    lines.extend(audit_lines(&dataset.audit));
    lines.extend(column_line(seen.columns));
    for Reason { outcome, reason, count, first_line, .. } in seen.reasons {
        let word = if *outcome == Outcome::LeftOut { "left out" } else { "rejected" };
        lines.push(format!("  {word:<10} {count}: {reason} (first in line {first_line})"));
    }
    lines.extend(seen.warnings.iter().map(|warning| format!("  remark     {warning}")));
    for check in &dataset.report.reconciliations {
        let difference = check.published - check.parts;
        lines.push(format!(
            "  check      {}: published {}, parts {}, difference {difference}",
            check.what, check.published, check.parts
        ));
    }
    // Names in it are a file's: each line stays one, and does nothing to a terminal.
    lines.iter().map(|text| line(text) + "\n").collect()
}
