//! Small tables in memory, and what they become.

use std::sync::Arc;

use saldo::data::{Axis, Dataset, Flow, Period};
use saldo::import::{Opened, Options, Progress, Source, open};

pub(crate) fn source(name: &str, bytes: impl AsRef<[u8]>) -> Source {
    Source::Bytes { name: name.to_owned(), bytes: Arc::from(bytes.as_ref()) }
}

/// What a file becomes; it is no fault if something is asked.
pub(crate) fn opened_with(name: &str, bytes: &(impl AsRef<[u8]> + ?Sized), options: &Options) -> Opened {
    let opened = open(&source(name, bytes), options, &Progress::new());
    opened.unwrap_or_else(|error| panic!("{name}: {}", error.one_line()))
}

/// The dataset that a file becomes without a question, with every row accounted for.
pub(crate) fn dataset(name: &str, bytes: &(impl AsRef<[u8]> + ?Sized)) -> Dataset {
    match opened_with(name, bytes, &Options::default()) {
        Opened::Dataset(dataset) => {
            assert!(dataset.report.balances(), "{name}: {:?}", dataset.report);
            *dataset
        }
        Opened::Question(question) => panic!("{name}: asked: {:?}", question.problems),
        Opened::Disputed(disputed) => panic!("{name}: disputed: {:?}", disputed.dataset.audit.checks),
        Opened::Choice(_) => panic!("{name}: a choice"),
    }
}

/// What is asked about a file, and the answers.
pub(crate) fn asked(name: &str, text: &str) -> (String, Vec<String>) {
    match opened_with(name, text, &Options::default()) {
        Opened::Question(question) => {
            (question.problems.join(" "), question.choices.into_iter().map(|choice| choice.label).collect())
        }
        other => panic!("{name}: nothing is asked, but: {other:?}"),
    }
}

/// The one figure of a reporter, partner, sector, flow and period.
pub(crate) fn figure(dataset: &Dataset, key: [&str; 3], flow: Flow, period: &str) -> Option<String> {
    let period = Period::parse(period).expect("a period");
    let mut ids = [0; 3];
    for (axis, (code, id)) in Axis::ALL.into_iter().zip(key.iter().zip(&mut ids)) {
        *id = dataset.dimension(axis).id_of(code)?;
    }
    let fact = dataset.facts.iter().find(|fact| {
        Axis::ALL.into_iter().zip(ids).all(|(axis, id)| fact.member(axis) == id)
            && fact.flow == flow
            && dataset.periods[usize::from(fact.period)] == period
    })?;
    (!fact.status.is_gap()).then(|| dataset.amount(i128::from(fact.value)).to_string())
}

/// Format, and figures as `reporter partner sector flow period value`.
pub(crate) fn check(dataset: &Dataset, format: &str, figures: &[&str]) {
    assert_eq!(dataset.report.format, format);
    for line in figures {
        let [reporter, partner, sector, flow, period, value] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("six words: {line}")
        };
        let flow = Flow::parse(flow).expect("a flow");
        assert_eq!(figure(dataset, [reporter, partner, sector], flow, period).as_deref(), Some(value), "{line}");
    }
}
