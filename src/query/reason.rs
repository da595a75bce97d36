//! Why a point is missing or incomplete: as a value that words and labels are made from.

use std::fmt;

use crate::data::{Frequency, Noun};

/// Why a point has no value, or one from which something is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Of a longer period only so many shorter ones have a figure.
    Steps {
        /// How many have one.
        found: usize,
        /// How many the longer period has.
        expected: usize,
        /// The shorter ones: months of a year.
        step: Frequency,
    },
    /// Members that are summed have no figure.
    Silent {
        /// How many have none.
        missing: usize,
        /// How many are summed.
        all: usize,
        /// What they are.
        noun: Noun,
    },
    /// What is not listed holds members that are listed elsewhere, because they have no figure of their own.
    Unlisted {
        /// How many.
        missing: usize,
        /// What they are.
        noun: Noun,
    },
    /// What is not listed would be less than nothing: the parts that are listed add up to more than the published total.
    Exceeded(Noun),
    /// Surpluses beside deficits: neither is a share of what is left of both.
    MixedSigns,
    /// Nothing is missing: which vintage the figure is of, or where it was laid in from.
    Vintage(String),
    /// Anything else, in a sentence without a full stop.
    Said(String),
}

impl Reason {
    /// The reason in a few words, for a label: "4 of 12 months"; nothing where only a sentence tells it.
    #[must_use]
    pub fn short(&self) -> Option<String> {
        match self {
            Self::Steps { found, expected, step } => Some(format!("{found} of {expected} {}", step.plural())),
            Self::Silent { missing, all, noun } => Some(format!("{} of {all} {}", all - missing, noun.plural())),
            Self::Unlisted { missing, noun } => Some(format!("with {} without a figure", noun.counted(*missing))),
            Self::Exceeded(_) | Self::MixedSigns | Self::Vintage(_) | Self::Said(_) => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps { found, expected, step } => {
                write!(f, "only {found} of {expected} {} {} a figure", step.plural(), have(*found))
            }
            Self::Silent { missing, all, noun } => {
                write!(f, "{missing} of {all} {} {} no figure here", noun.plural(), have(*missing))
            }
            Self::Unlisted { missing, noun } => {
                let its = if *missing == 1 { "its" } else { "their" };
                write!(f, "includes {} that {} no figure of {its} own here", noun.counted(*missing), have(*missing))
            }
            Self::Exceeded(noun) => {
                write!(f, "the listed {} add up to more than the published total", noun.plural())
            }
            Self::MixedSigns => f.write_str("surpluses and deficits are no shares of what is left of both"),
            Self::Vintage(text) | Self::Said(text) => f.write_str(text),
        }
    }
}

const fn have(count: usize) -> &'static str {
    if count == 1 { "has" } else { "have" }
}

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        Self::Said(text.to_owned())
    }
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        Self::Said(text)
    }
}
