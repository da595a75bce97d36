//! The narrator of English.
//!
//! Whole sentences are messages; what goes into them is put together here, as English does: genitives and articles
//! ("Japan’s", "the US"), exports *of* cars but a balance *in* them, deficits that widen and surpluses that rise.

mod definition;
mod event;
mod fact;
mod names;
mod numbers;
mod phrase;
mod time;
mod title;

use super::messages::Messages;
use super::{Caption, Comparison, Fact, Language, Narrator};
use crate::data::{Dataset, Subject};
use crate::insight::{BeforeAfter, Finding, Headline, LineName, NoFindings, Scope, Traded, When};

/// Tells of a dataset in English.
#[derive(Clone, Copy)]
pub(super) struct English<'a> {
    dataset: &'a Dataset,
    messages: &'static Messages,
    /// Whether long names are told by their beginning: in a title, which must have room for its figure.
    is_brief: bool,
    /// Whether the only reporter is the United States: their dollars need no second "US".
    is_of_us: bool,
}

impl<'a> English<'a> {
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, messages: Messages::of(Language::English), is_brief: false, is_of_us: false }
    }

    const fn messages(&self) -> &'static Messages {
        self.messages
    }
}

impl Narrator for English<'_> {
    fn caption(&self, headline: &Headline) -> Caption {
        Caption { title: self.title(&headline.title), subtitle: self.definition(&headline.definition) }
    }

    fn fact(&self, finding: &Finding) -> Fact {
        self.told_fact(finding)
    }

    fn no_findings(&self, why: NoFindings) -> String {
        match why {
            NoFindings::NoFigure => say!(self, "no-facts-without-figures"),
            NoFindings::AddedTogether => say!(self, "no-facts-of-several-reporters"),
            NoFindings::OwnShare => say!(self, "no-facts-of-own-share"),
            NoFindings::OnlyRest => say!(self, "no-facts-of-rest"),
            NoFindings::FewFigures => say!(self, "no-facts-of-few-figures"),
            NoFindings::NothingAtPeriod => say!(self, "no-facts-at-period"),
            NoFindings::Nothing => say!(self, "no-facts"),
        }
    }

    fn line_name(&self, name: &LineName) -> String {
        self.named(name)
    }

    fn when(&self, when: When) -> String {
        self.covered(when)
    }

    fn comparison(&self, pair: &BeforeAfter) -> Comparison {
        self.compared(pair)
    }

    fn out_of_scope(&self, scope: Scope) -> Option<String> {
        self.reason_of_scope(scope)
    }

    fn other_subject(&self, concerned: Subject, shown: Traded) -> String {
        let concerned = concerned.words();
        say!(self, "event-of-other-subject", concerned = concerned, shown = self.traded(shown))
    }
}
