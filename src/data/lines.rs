//! The lines of the rows of a file: mostly one after another, and then they take no memory.

/// Tables of one dataset number their lines anew: so far apart stand the lines of two of them.
const OF_TABLE: u64 = 1 << 40;

/// A line as its table numbers it.
pub(super) const fn in_its_table(line: u64) -> u64 {
    line % OF_TABLE
}

/// The line of each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    first: u64,
    rows: usize,
    /// How far below the first each line stands, where they do not simply follow one another.
    below: Option<Vec<u32>>,
}

impl Lines {
    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The line of a row; 0 where there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> u64 {
        match &self.below {
            None if row >= self.rows => 0,
            None => self.first + row as u64,
            Some(below) => below.get(row).map_or(0, |below| self.first + u64::from(*below)),
        }
    }

    /// Whether it is seen that no two rows stand on one line: each stands below the one before.
    #[must_use]
    pub fn are_distinct(&self) -> bool {
        self.below.as_ref().is_none_or(|below| below.windows(2).all(|pair| matches!(pair, [one, next] if one < next)))
    }

    /// Adds a row.
    pub fn push(&mut self, line: u64) {
        if self.rows == 0 {
            self.first = line;
        }
        if line < self.first {
            self.count_from_zero();
        }
        let below = line - self.first;
        if self.below.is_none() && below != self.rows as u64 {
            self.below = Some((0..self.rows as u32).collect());
        }
        if let Some(list) = &mut self.below {
            list.push(u32::try_from(below).unwrap_or(u32::MAX));
        }
        self.rows += 1;
    }

    /// Adds rows that stand on so many lines one after another.
    pub fn extend(&mut self, first: u64, rows: usize) {
        let follows = self.rows == 0 || first == self.first + self.rows as u64;
        if self.below.is_none() && follows && rows > 0 {
            self.first = if self.rows == 0 { first } else { self.first };
            self.rows += rows;
        } else {
            (first..first + rows as u64).for_each(|line| self.push(line));
        }
    }

    fn count_from_zero(&mut self) {
        let lines = (0..self.rows).map(|row| u32::try_from(self.get(row)).unwrap_or(u32::MAX)).collect();
        (self.first, self.below) = (0, Some(lines));
    }

    /// Moves all of them down.
    pub fn shift(&mut self, by: u64) {
        self.first += by;
    }

    /// Makes them those of a table, so that they are not mistaken for those of another.
    pub fn of_table(&mut self, table: usize) {
        self.shift(table as u64 * OF_TABLE);
    }

    /// The rows in another order.
    #[must_use]
    pub fn permuted(&self, order: &[u32]) -> Self {
        let below = |row: &u32| match &self.below {
            None => *row,
            Some(below) => below.get(*row as usize).copied().unwrap_or(0),
        };
        Self { first: self.first, rows: order.len(), below: Some(order.iter().map(below).collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_they_were() {
        for lines in [vec![2, 3, 4], vec![2, 3, 7, 8, 8], vec![9, 5, 6], vec![5_000_000_000, 5_000_000_001], vec![]] {
            let mut kept = Lines::default();
            for line in &lines {
                kept.push(*line);
            }
            assert_eq!((0..kept.len()).map(|row| kept.get(row)).collect::<Vec<_>>(), lines);
            let order: Vec<u32> = (0..lines.len() as u32).rev().collect();
            let turned = kept.permuted(&order);
            assert!((0..lines.len()).rev().map(|row| turned.get(row)).eq(lines.iter().copied()));
            kept.of_table(3);
            assert!((0..lines.len()).all(|row| in_its_table(kept.get(row)) == lines[row] && kept.get(row) > 3 << 40));
            kept.shift(10);
            assert!(lines.iter().enumerate().all(|(row, line)| in_its_table(kept.get(row)) == line + 10));
        }
        let mut kept = Lines::default();
        kept.extend(3, 2);
        kept.extend(5, 1);
        assert_eq!(kept.below, None);
        kept.extend(9, 2);
        assert_eq!((0..kept.len()).map(|row| kept.get(row)).collect::<Vec<_>>(), [3, 4, 5, 9, 10]);
    }
}
