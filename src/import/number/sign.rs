//! Which sign begins the decimals of a column: what its cells tell, and how sure that is.

use serde::{Deserialize, Serialize};

use super::{Cell, TEXT_MARK, read};
use crate::import::container::Origin;

/// Which sign separates the decimals of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalSign {
    /// `1,234.5`
    #[default]
    Point,
    /// `1.234,5`
    Comma,
    /// `1234.5` in some cells and `1234,5` in others, each of which tells by itself; in a workbook numbers have the point
    /// and texts the comma.
    Either,
}

/// What the cells of a column say of its decimal sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SignEvidence {
    /// Cells that can only be read with a point.
    point: usize,
    /// Cells that can only be read with a comma.
    comma: usize,
    /// Cells such as `1.234` that both readings allow, with another result.
    open_points: usize,
    /// Cells such as `1,234` that both readings allow, with another result.
    open_commas: usize,
    /// Texts such as `1.234` in a file that also has cells of numbers.
    open_texts: usize,
    /// Whole numbers from 1 to 999: who separates thousands writes them without a sign, who writes three decimals
    /// hardly ever.
    small: usize,
    /// Whole numbers of five digits or more without a sign: nobody who separates thousands writes them.
    large: usize,
}

/// How the decimal sign of a column was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignFound {
    /// The cells tell it, or none needs it.
    Told,
    /// Most cells say so, and some say otherwise.
    Mixed,
    /// `1,234` may as well be decimals, but hardly is.
    Assumed,
    /// Both readings are as likely.
    Open,
}

impl SignEvidence {
    /// What the cells of some columns say, each of which is written in one way.
    pub(crate) fn of<'a>(columns: impl Iterator<Item = impl Iterator<Item = &'a str>>) -> Self {
        columns.fold(Self::default(), |all, cells| {
            let mut one = Self::default();
            cells.for_each(|cell| one.see(cell));
            all.and(one)
        })
    }

    /// This and what another column says.
    const fn and(self, other: Self) -> Self {
        // Whole numbers tell how others of their own column are written: beside amounts may stand pieces.
        let is_open = other.open_points + other.open_commas + other.open_texts > 0;
        let (small, large) = if is_open { (other.small, other.large) } else { (0, 0) };
        Self {
            point: self.point + other.point,
            comma: self.comma + other.comma,
            open_points: self.open_points + other.open_points,
            open_commas: self.open_commas + other.open_commas,
            open_texts: self.open_texts + other.open_texts,
            small: self.small + small,
            large: self.large + large,
        }
    }

    /// Counts one cell.
    fn see(&mut self, text: &str) {
        let text = text.trim();
        if !text.contains(['.', ',']) {
            let digits = text.trim_start_matches('-');
            let whole = digits.bytes().all(|b| b.is_ascii_digit()) && digits.bytes().any(|b| b != b'0');
            self.small += usize::from(whole && digits.len() < 4);
            self.large += usize::from(whole && digits.len() > 4);
            return;
        }
        if let Some(text) = text.strip_prefix(TEXT_MARK) {
            // `1,234` hardly has decimals.
            self.open_texts += usize::from(text.contains('.'));
            return;
        }
        let by = |sign| match read(text, sign) {
            Cell::Value(amount) => Some(amount),
            _ => None,
        };
        // No thousands begin with a nought.
        let leads = |start: &str| text.trim_start_matches('-').starts_with(start);
        match (by(DecimalSign::Point), by(DecimalSign::Comma)) {
            (Some(_), None) => self.point += 1,
            (None, Some(_)) => self.comma += 1,
            (Some(a), Some(b)) if a != b => match text.contains('.') {
                true if leads("0.") => self.point += 1,
                false if leads("0,") => self.comma += 1,
                true => self.open_points += 1,
                false => self.open_commas += 1,
            },
            _ => {}
        }
    }

    /// For cells that somebody wrote; `semicolons` where commas are free for decimals.
    const fn written(self, semicolons: bool) -> (DecimalSign, SignFound) {
        if self.comma > 0 || self.point > 0 {
            let sign = if self.comma > self.point { DecimalSign::Comma } else { DecimalSign::Point };
            return match (self.comma > 0 && self.point > 0, self.open_points + self.open_commas) {
                (false, _) => (sign, SignFound::Told),
                (true, 0) => (DecimalSign::Either, SignFound::Mixed),
                (true, _) => (sign, SignFound::Mixed),
            };
        }
        match (self.open_points, self.open_commas) {
            (0, 0) => (DecimalSign::Point, SignFound::Told),
            (_, 0) if self.large > 0 => (DecimalSign::Point, SignFound::Told),
            // Of numbers with three decimals one of a thousand is whole.
            (2.., 0) if self.small > 0 => (DecimalSign::Comma, SignFound::Told),
            (_, 0) => (DecimalSign::Point, SignFound::Open),
            (0, _) if self.large > 0 => (DecimalSign::Comma, SignFound::Open),
            (0, _) if self.small > 0 || !semicolons => (DecimalSign::Point, SignFound::Assumed),
            _ => (DecimalSign::Point, SignFound::Open),
        }
    }

    /// For cells that hold numbers, which are written out with a point, and texts among them.
    const fn cells(self) -> (DecimalSign, SignFound) {
        match (self.comma, self.open_texts) {
            (0, 0) => (DecimalSign::Point, SignFound::Told),
            (0, _) => (DecimalSign::Either, SignFound::Open),
            (_, _) if self.point > 0 => (DecimalSign::Either, SignFound::Mixed),
            _ => (DecimalSign::Either, SignFound::Told),
        }
    }
}

/// The sign to read with, and how sure that is, by where the cells are from; `semicolons` where commas are free for
/// decimals.
pub(crate) const fn decide(origin: Origin, evidence: SignEvidence, semicolons: bool) -> (DecimalSign, SignFound) {
    match origin {
        Origin::File => evidence.written(semicolons),
        Origin::Workbook => evidence.cells(),
        // Programs begin decimals with a point; somebody's commas may have gone through.
        Origin::Records if evidence.comma > 0 || evidence.point == 0 => evidence.cells(),
        Origin::Records => (DecimalSign::Point, SignFound::Told),
    }
}

/// Whether both readings allow a cell, with another result.
pub(crate) fn is_open(text: &str) -> bool {
    let mut one = SignEvidence::default();
    one.see(text);
    one.open_points + one.open_commas + one.open_texts > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::number::of_text_cell;

    /// What is decided for columns; a quote stands before what is a text among numbers.
    fn decided(origin: Origin, columns: &[&[&str]]) -> (DecimalSign, SignFound) {
        let cell = |text: &&str| match text.strip_prefix('\'') {
            Some(text) => of_text_cell(text).into_owned(),
            None => (*text).to_owned(),
        };
        let columns: Vec<Vec<String>> = columns.iter().map(|cells| cells.iter().map(cell).collect()).collect();
        let evidence = SignEvidence::of(columns.iter().map(|cells| cells.iter().map(String::as_str)));
        decide(origin, evidence, false)
    }

    #[test]
    fn what_somebody_wrote_tells_the_sign() {
        for (columns, sign, found) in [
            (&[&["1,234", "1,5"][..]][..], DecimalSign::Comma, SignFound::Told),
            (&[&["1,234", "2.5"]], DecimalSign::Point, SignFound::Told),
            (&[&["1,234,567"]], DecimalSign::Point, SignFound::Told),
            (&[&["1,234"]], DecimalSign::Point, SignFound::Assumed),
            (&[&["1.234"]], DecimalSign::Point, SignFound::Open),
            (&[&["1.234", "12.501", "485"]], DecimalSign::Comma, SignFound::Told),
            (&[&["1.234", "485"]], DecimalSign::Point, SignFound::Open),
            (&[&["1.234", "12.501", "0"]], DecimalSign::Point, SignFound::Open),
            (&[&["1.234", "12.501"], &["12", "485"]], DecimalSign::Point, SignFound::Open),
            (&[&["1.234", "0.501", "485"]], DecimalSign::Point, SignFound::Told),
            (&[&["1.234", "12.501", "48512"]], DecimalSign::Point, SignFound::Told),
            (&[&["1,234", "48512"]], DecimalSign::Comma, SignFound::Open),
            (&[&["1.5", "2,5"]], DecimalSign::Either, SignFound::Mixed),
            (&[&["1.5", "2,5", "1,234"]], DecimalSign::Point, SignFound::Mixed),
        ] {
            assert_eq!(decided(Origin::File, columns), (sign, found), "{columns:?}");
        }
    }

    #[test]
    fn numbers_of_a_workbook_have_points_and_its_texts_say_what_they_are() {
        for (cells, sign, found) in [
            (&["12.5", "'0,9 e"][..], DecimalSign::Either, SignFound::Mixed),
            (&["197755", "'163.469 p"], DecimalSign::Either, SignFound::Open),
            (&["197755", "12.5"], DecimalSign::Point, SignFound::Told),
            (&["1.234", "485", "12.501"], DecimalSign::Point, SignFound::Told),
        ] {
            assert_eq!(decided(Origin::Workbook, &[cells]), (sign, found), "{cells:?}");
        }
        assert_eq!(read(&of_text_cell("163.469 p"), DecimalSign::Either), read("163469", DecimalSign::Point));
        assert_eq!(read("163.469", DecimalSign::Either), read("163.469", DecimalSign::Point));
    }

    #[test]
    fn programs_begin_decimals_with_a_point_unless_commas_tell() {
        for (cells, sign, found) in [
            (&["1.234", "12.501", "485"][..], DecimalSign::Point, SignFound::Told),
            (&["'1.234", "'12.5", "'485"], DecimalSign::Point, SignFound::Told),
            (&["'1.234", "'0,9"], DecimalSign::Either, SignFound::Told),
            (&["1.234", "'0,9"], DecimalSign::Either, SignFound::Told),
            (&["'1.234", "'12.501"], DecimalSign::Either, SignFound::Open),
        ] {
            assert_eq!(decided(Origin::Records, &[cells]), (sign, found), "{cells:?}");
        }
        assert_eq!(read(&of_text_cell("1.234"), DecimalSign::Either), read("1234", DecimalSign::Point));
        assert_eq!(of_text_cell("Fruit, 2 kg. and more"), "Fruit, 2 kg. and more");
    }
}
