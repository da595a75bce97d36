//! What the members of an axis are called: partners and sectors, or what a file says that they are.

use serde::{Deserialize, Serialize};

use super::Axis;

/// A word for the members of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Noun {
    /// Who reports.
    Reporter,
    /// With whom.
    Partner,
    /// In what.
    Sector,
    /// A part of a federation: of the United States, Mexico, Germany, India.
    State,
    /// A part of a country: of Canada, China, Spain.
    Province,
    /// A part of Japan.
    Prefecture,
    /// A part of Switzerland.
    Canton,
    /// A part of a country or of its customs.
    District,
    /// Where goods cross the border.
    Port,
}

impl Noun {
    /// The word for an axis of which a file says nothing else.
    #[must_use]
    pub const fn of(axis: Axis) -> Self {
        match axis {
            Axis::Reporter => Self::Reporter,
            Axis::Partner => Self::Partner,
            Axis::Sector => Self::Sector,
        }
    }

    /// "state".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Partner => "partner",
            Self::Sector => "sector",
            Self::State => "state",
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::Canton => "canton",
            Self::District => "district",
            Self::Port => "port",
        }
    }

    /// "states".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Reporter => "reporters",
            Self::Partner => "partners",
            Self::Sector => "sectors",
            Self::State => "states",
            Self::Province => "provinces",
            Self::Prefecture => "prefectures",
            Self::Canton => "cantons",
            Self::District => "districts",
            Self::Port => "ports",
        }
    }

    /// Of so many: "1 state", "43 states".
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.word() } else { self.plural() })
    }
}
