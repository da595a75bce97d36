//! Opening a table of balances for their names alone: where it must be asked what its columns are, each is an item.
//!
//! Tables of the balance of payments often write no flow anywhere, since everything in them is a balance. Who closes a
//! gap with one knows that it is, and figures that both have are held against each other.

use super::{Answer, Opened, Options, Progress, Source};
use crate::data::{Dataset, Flow};

/// A dataset of balances.
#[derive(Debug)]
pub struct Balances {
    /// The figures.
    pub dataset: Dataset,
    /// Whether it was taken for granted that every value is a balance.
    pub assumed: bool,
}

/// Opens a file for its balances.
///
/// # Errors
/// A sentence on why its figures cannot be used.
pub fn open_balances(source: &Source, name: &str, options: &Options, progress: &Progress) -> Result<Balances, String> {
    let opened = super::open(source, options, progress).map_err(|error| error.one_line())?;
    match opened {
        Opened::Dataset(dataset) => Ok(Balances { dataset: *dataset, assumed: false }),
        Opened::Question(question) => {
            let problems = question.problems.join(" ");
            let answer = all_balances(&question.choices);
            let answer = answer.ok_or_else(|| format!("what the columns of {name} mean is not clear: {problems}"))?;
            let options = Options { mapping: Some(answer.mapping.clone()), part: None, ..options.clone() };
            match super::open(&question.source, &options, progress).map_err(|error| error.one_line())? {
                Opened::Dataset(dataset) => Ok(Balances { dataset: *dataset, assumed: true }),
                Opened::Question(_) | Opened::Choice(_) | Opened::Disputed(_) => {
                    Err(format!("what the columns of {name} mean is not clear: {problems}"))
                }
            }
        }
        Opened::Choice(choice) => Err(format!(
            "{name} holds several tables ({}): save the one that has the items as a file of its own",
            choice.names()
        )),
        Opened::Disputed(_) => Err(format!("the figures of {name} contradict each other: open it by itself")),
    }
}

/// The answer by which the most columns are read, all of them as balances.
fn all_balances(choices: &[Answer]) -> Option<&Answer> {
    let balances = choices.iter().filter(|answer| answer.mapping.default_flow == Some(Flow::Balance));
    balances.max_by_key(|answer| answer.mapping.columns.iter().filter(|role| role.is_value()).count())
}
