//! Languages that the program speaks.

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// All languages in the order of menus.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its code in BCP 47, which is the name of its folder under `assets/words/`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}
