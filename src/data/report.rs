//! What an import did with every row of its file.

use serde::{Deserialize, Serialize};

use super::Amount;

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Left out on purpose: a total beside its parts, another series, a duplicate, a period without a value.
    LeftOut,
    /// Not understood: a bad number, a missing period, too few cells.
    Rejected,
}

/// Why rows were left out or rejected, with how many and where the first stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Left out or rejected.
    pub outcome: Outcome,
    /// One sentence in plain words.
    pub reason: String,
    /// How many rows.
    pub count: u64,
    /// The first such row's line in the file, counted from 1.
    pub first_line: u64,
    /// Lines of the first rows, for "show those rows" (at most [`Reason::SHOWN`]).
    #[serde(skip)]
    pub lines: Vec<u64>,
}

impl Reason {
    /// How many line numbers are remembered for each reason.
    pub const SHOWN: usize = 200;
}

/// How many rows there were: read = used + left out + rejected, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowTally {
    /// Data rows found below the header.
    #[serde(rename = "rows_read")]
    pub read: u64,
    /// Rows that became facts.
    #[serde(rename = "rows_used")]
    pub used: u64,
    /// Rows left out on purpose.
    #[serde(rename = "rows_left_out")]
    pub left_out: u64,
    /// Rows that were not understood.
    #[serde(rename = "rows_rejected")]
    pub rejected: u64,
}

/// What became of a column: columns are accounted for like rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUse {
    /// The column's name, joined where its heading takes several rows.
    pub name: String,
    /// What it is taken for: "period", "value of exports"; "not used" where it is not.
    pub role: String,
    /// Whether anything is made of it.
    pub used: bool,
    /// Why not: "a quantity", "the same in words"; empty where it is used.
    pub reason: String,
}

/// A published total set beside the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// What was compared: "World against 56 partners, exports 2024".
    pub what: String,
    /// The publisher's total.
    pub published: Amount,
    /// The sum of the parts that the file lists.
    pub parts: Amount,
}

/// Rows of several figures that are used, though some of their figures contradict earlier rows and are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contradicted {
    /// How many rows.
    pub rows: u64,
    /// The line of the first, counted from 1; 0 where there is none.
    pub first_line: u64,
}

/// What was recognised in a file, and what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// The file's name or `library:NAME`.
    pub file: String,
    /// The family of format: "Saldo tidy CSV", "generic long table".
    pub format: String,
    /// "plain", later "gzip", "zip".
    pub container: String,
    /// The text encoding.
    pub encoding: String,
    /// The delimiter, as a word a person can read.
    pub delimiter: String,
    /// Rows by outcome.
    pub rows: RowTally,
    /// Why rows are not among those used.
    pub reasons: Vec<Reason>,
    /// Rows that are used but for some of their figures.
    pub contradicted: Contradicted,
    /// What became of each column: read = used + left out, each with its reason.
    pub columns: Vec<ColumnUse>,
    /// What the user should know: a guess that was made, a unit that was assumed.
    pub warnings: Vec<String>,
    /// Published totals against their parts.
    pub reconciliations: Vec<Reconciliation>,
}

impl ImportReport {
    /// Why a number is rejected that has no place beside the others.
    pub(super) const TOO_LARGE: &str = "number too large to be kept beside the decimals of the other rows";

    /// Counts one row that became at least one fact.
    pub fn use_row(&mut self) {
        self.rows.read += 1;
        self.rows.used += 1;
    }

    /// Counts one row that did not become a fact.
    pub fn exclude_row(&mut self, outcome: Outcome, line: u64, reason: &str) {
        self.exclude_rows(outcome, 1, line, reason);
    }

    /// Counts rows that did not become facts, the first of which stands on `line`.
    pub fn exclude_rows(&mut self, outcome: Outcome, rows: u64, line: u64, reason: &str) {
        if rows > 0 {
            self.rows.read += rows;
            self.note_dropped(outcome, rows, line, reason);
        }
    }

    /// Whether figures were rejected because they are too large beside the others.
    #[must_use]
    pub fn has_too_large(&self) -> bool {
        self.reasons.iter().any(|reason| reason.reason == Self::TOO_LARGE)
    }

    /// Takes back a row that had been counted as used.
    pub fn revoke_row(&mut self, outcome: Outcome, line: u64, reason: &str) {
        self.rows.used = self.rows.used.saturating_sub(1);
        self.note_dropped(outcome, 1, line, reason);
    }

    /// Counts a used row some of whose figures contradict an earlier row.
    pub(super) fn contradict_row(&mut self, line: u64) {
        let Contradicted { rows, first_line } = &mut self.contradicted;
        *first_line = if *rows == 0 { line } else { line.min(*first_line) };
        *rows += 1;
    }

    /// Takes over the rows and reasons of another report, as of a part of the same file.
    pub fn absorb(&mut self, other: Self) {
        let RowTally { read, used, left_out, rejected } = other.rows;
        self.rows.read += read;
        self.rows.used += used;
        self.rows.left_out += left_out;
        self.rows.rejected += rejected;
        for reason in other.reasons {
            let same = |known: &&mut Reason| known.outcome == reason.outcome && known.reason == reason.reason;
            match self.reasons.iter_mut().find(same) {
                Some(known) => {
                    known.count += reason.count;
                    known.first_line = known.first_line.min(reason.first_line);
                    let room = Reason::SHOWN.saturating_sub(known.lines.len());
                    known.lines.extend(reason.lines.into_iter().take(room));
                }
                None => self.reasons.push(reason),
            }
        }
    }

    /// Moves all lines down, as of a part of a file below another.
    pub fn shift_lines(&mut self, by: u64) {
        for reason in &mut self.reasons {
            reason.first_line += by;
            reason.lines.iter_mut().for_each(|line| *line += by);
        }
    }

    fn note_dropped(&mut self, outcome: Outcome, rows: u64, line: u64, reason: &str) {
        match outcome {
            Outcome::LeftOut => self.rows.left_out += rows,
            Outcome::Rejected => self.rows.rejected += rows,
        }
        if let Some(known) = self.reasons.iter_mut().find(|r| r.outcome == outcome && r.reason == reason) {
            known.count += rows;
            known.first_line = known.first_line.min(line);
            if known.lines.len() < Reason::SHOWN {
                known.lines.push(line);
            }
        } else {
            self.reasons.push(Reason {
                outcome,
                reason: reason.to_owned(),
                count: rows,
                first_line: line,
                lines: vec![line],
            });
        }
    }

    /// Whether every row is accounted for.
    #[must_use]
    pub fn balances(&self) -> bool {
        let listed = |outcome| self.reasons.iter().filter(|r| r.outcome == outcome).map(|r| r.count).sum::<u64>();
        let RowTally { read, used, left_out, rejected } = self.rows;
        read == used + left_out + rejected
            && listed(Outcome::LeftOut) == left_out
            && listed(Outcome::Rejected) == rejected
    }
}
