//! A narrator: what a language must be able to tell.

use super::english::English;
use super::{Caption, Comparison, Fact, Language};
use crate::data::{Dataset, Subject};
use crate::insight::{BeforeAfter, Finding, Headline, LineName, NoFindings, Scope, Traded, When};

/// Tells what was found of a dataset, in one language.
pub trait Narrator {
    /// The title and the definition under it.
    fn caption(&self, headline: &Headline) -> Caption;

    /// A finding as a card tells it.
    fn fact(&self, finding: &Finding) -> Fact;

    /// Why there is no finding, in a sentence.
    fn no_findings(&self, why: NoFindings) -> String;

    /// What a line is called: "The eight partners selected".
    fn line_name(&self, name: &LineName) -> String;

    /// What a value covers: "12 months to Apr 2026".
    fn when(&self, when: When) -> String;

    /// The values before and after an event.
    fn comparison(&self, pair: &BeforeAfter) -> Comparison;

    /// Why an event does not concern what is shown, in a few words; nothing where it does.
    fn out_of_scope(&self, scope: Scope) -> Option<String>;

    /// That an event is about goods where services are shown, or the reverse.
    fn other_subject(&self, concerned: Subject, shown: Traded) -> String;
}

/// The narrator of a language, who tells of a dataset.
#[must_use]
pub fn narrator(language: Language, dataset: &Dataset) -> Box<dyn Narrator + '_> {
    match language {
        Language::English => Box::new(English::new(dataset)),
    }
}
