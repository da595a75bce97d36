//! The direction of trade that a fact records.

use serde::{Deserialize, Serialize};

/// The direction of trade, as seen from the reporter.
///
/// Credit and debit of services are `Export` and `Import`. Re-exports and re-imports are
/// *inside* exports and imports in most publishers' totals, so they are kept apart and not
/// added to them, but where published balances tell otherwise (`re_exports.rs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Goods or services sold abroad (credit).
    Export,
    /// Goods or services bought abroad (debit).
    Import,
    /// Exports of goods that had been imported before: a part of `Export`.
    ReExport,
    /// Imports of goods that had been exported before: a part of `Import`.
    ReImport,
    /// A published balance. Never added to exports less imports; it stands in where they are missing.
    Balance,
}

impl Flow {
    /// Every flow, in the order of [`Flow::index`].
    pub const ALL: [Self; 5] = [Self::Export, Self::Import, Self::ReExport, Self::ReImport, Self::Balance];

    /// A dense index below `Flow::ALL.len()`.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its bit in a set of flows.
    #[must_use]
    pub const fn bit(self) -> u8 {
        1 << self.index()
    }

    /// Exports and imports as a set: the two sides of a balance.
    pub const BOTH: u8 = Self::Export.bit() | Self::Import.bit();

    /// The word in files and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Import => "import",
            Self::ReExport => "re-export",
            Self::ReImport => "re-import",
            Self::Balance => "balance",
        }
    }

    /// Reads the words that publishers and people use for a flow. Bare numbers are left to the
    /// publisher's reader: 1 means export in Japan and import at Eurostat.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '_' | '.' | '/'))
            .flat_map(char::to_lowercase)
            .collect();
        Some(match folded.as_str() {
            "export" | "exports" | "exp" | "ex" | "x" | "credit" | "credits" | "cre" | "receipts" | "exportation"
            | "exportations" | "ausfuhr" | "exportaciones" | "exportacoes" | "輸出" | "受取" => Self::Export,
            "import" | "imports" | "imp" | "im" | "m" | "debit" | "debits" | "deb" | "payments" | "importation"
            | "importations" | "einfuhr" | "importaciones" | "importacoes" | "輸入" | "支払" => Self::Import,
            "reexport" | "reexports" | "rx" => Self::ReExport,
            "reimport" | "reimports" | "rm" => Self::ReImport,
            "balance" | "bal" | "net" | "netexports" | "tradebalance" | "saldo" | "solde" | "収支" | "ネット" => {
                Self::Balance
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_publishers() {
        for (text, flow) in [
            ("Export", Flow::Export),
            (" IMPORTS ", Flow::Import),
            ("Re-Export", Flow::ReExport),
            ("RM", Flow::ReImport),
            ("受取", Flow::Export),
            ("支払", Flow::Import),
            ("Ausfuhr", Flow::Export),
            ("ネット", Flow::Balance),
        ] {
            assert_eq!(Flow::parse(text), Some(flow), "{text}");
        }
        for text in ["1", "2", "", "exporter", "tariff"] {
            assert_eq!(Flow::parse(text), None, "{text}");
        }
    }

    #[test]
    fn index_is_dense() {
        for (index, flow) in Flow::ALL.into_iter().enumerate() {
            assert_eq!(flow.index(), index);
            assert_eq!(Flow::parse(flow.word()), Some(flow));
        }
    }
}
