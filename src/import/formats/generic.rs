//! Any table of trade: long or wide, its columns recognised by name and by content, or set by the user.

use super::{Format, Input};
use crate::data::Meta;
use crate::import::propose::{self, Proposal};
use crate::import::read::{self, GUESSED, Setup};
use crate::import::sniff::Sniffed;
use crate::import::{ImportError, Mapping, Opened, Question};

/// The reader for everything that no publisher's format claims.
pub(super) struct Generic;

impl Format for Generic {
    fn name(&self) -> &'static str {
        "generic table"
    }

    fn score(&self, _: &Sniffed) -> u8 {
        1
    }

    fn read(&self, input: &Input<'_>) -> Result<Opened, ImportError> {
        let mut proposal = propose::propose(input.sniffed)?;
        if let Some(mapping) = &input.options.mapping {
            check(input.sniffed, mapping)?;
            // The user's mapping settles all questions; what was noticed about further columns stays.
            proposal = Proposal { mapping: mapping.clone(), problems: Vec::new(), warnings: Vec::new(), ..proposal };
        }
        if !proposal.problems.is_empty() {
            return Ok(question(input, proposal));
        }
        let setup = setup(input.sniffed, &proposal);
        let dataset = read::load(input, &proposal.mapping, &setup)?;
        Ok(Opened::Dataset(Box::new(dataset)))
    }
}

/// Asks the user, with the best proposal and further problems.
pub(super) fn ask(input: &Input<'_>, problems: &[String]) -> Result<Opened, ImportError> {
    let mut proposal = propose::propose(input.sniffed)?;
    proposal.problems.splice(0..0, problems.iter().cloned());
    Ok(question(input, proposal))
}

fn question(input: &Input<'_>, proposal: Proposal) -> Opened {
    Opened::Question(Box::new(Question::new(input.source.clone(), input.sniffed, proposal)))
}

/// A mapping must have one role per column.
fn check(sniffed: &Sniffed, mapping: &Mapping) -> Result<(), ImportError> {
    let (found, given) = (sniffed.header.len(), mapping.columns.len());
    if found == given {
        return Ok(());
    }
    let why = format!("the mapping has {given} columns and the table {found}");
    Err(ImportError::Mapping { file: sniffed.file.clone(), line: sniffed.header_line, why })
}

/// What the engine needs beside the mapping.
pub(in crate::import) fn setup(sniffed: &Sniffed, proposal: &Proposal) -> Setup {
    let mut warnings = proposal.warnings.clone();
    if sniffed.guessed_encoding && sniffed.encoding_name() == "windows-1252" {
        warnings.push(GUESSED.to_owned());
    }
    let further = propose::further_columns(sniffed, &proposal.mapping);
    let sum_note = (!further.is_empty()).then(|| {
        let names: Vec<String> = further.iter().map(|name| format!("`{name}`")).collect();
        format!("rows that differ only in {} are added up, because Saldo does not keep these columns", names.join(", "))
    });
    if proposal.mapping.unit.is_none() {
        warnings.push("the unit is not stated in the file: numbers are shown as they are".to_owned());
    }
    let titles =
        || sniffed.preamble.iter().map(|cell| cell.trim()).filter(|cell| (8..120).contains(&cell.chars().count()));
    let title = titles().find(|cell| cell.contains(' ')).or_else(|| titles().next());
    Setup {
        meta: Meta {
            id: sniffed.stem.clone(),
            title: title.unwrap_or(&sniffed.stem).to_owned(),
            notes: sniffed.preamble.iter().take(20).map(|cell| cell.trim().to_owned()).collect(),
            ..Meta::default()
        },
        sidecar: None,
        format: if proposal.wide { "generic wide table" } else { "generic long table" },
        sum_note,
        warnings,
    }
}
