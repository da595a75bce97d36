//! The answers that each question offers: whole mappings, the proposed one first.

use super::Work;
use crate::import::Mapping;
use crate::import::question::Answer;

/// More answers than this help nobody.
const MOST: usize = 12;

/// What an answer changes in the proposed mapping.
pub(super) type Change = Box<dyn Fn(&mut Mapping)>;

impl Work<'_> {
    /// Asks, with the answers that it may be given; the first is the proposed one.
    pub(super) fn ask_with(&mut self, problem: impl Into<String>, answers: Vec<(String, Change)>) {
        self.proposal.problems.push(problem.into());
        self.answers.push(answers);
    }
}

/// Every answer to all questions together, as a mapping that can be opened.
pub(super) fn choices(mapping: &Mapping, questions: &[Vec<(String, Change)>]) -> Vec<Answer> {
    let mut found = vec![Answer { label: String::new(), mapping: mapping.clone() }];
    for answers in questions.iter().filter(|answers| !answers.is_empty()) {
        let mut next = Vec::new();
        for before in &found {
            for (label, change) in answers {
                let mut mapping = before.mapping.clone();
                change(&mut mapping);
                let label = if before.label.is_empty() { label.clone() } else { format!("{}; {label}", before.label) };
                next.push(Answer { label, mapping });
            }
        }
        next.truncate(MOST);
        found = next;
    }
    let mut kept: Vec<Answer> = Vec::new();
    for answer in found.into_iter().filter(|answer| !answer.label.is_empty()) {
        if !kept.iter().any(|other| other.mapping == answer.mapping || other.label == answer.label) {
            kept.push(answer);
        }
    }
    kept
}
