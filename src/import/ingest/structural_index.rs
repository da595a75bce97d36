//! Structural index of a text: where the cells of rows end, found sixty-four bytes at a time, up to the first place
//! that no plain row has.
//!
//! Signs of 64 bytes become bits of an integer. A bit is within quotes where an odd number of quotes stands up to
//! it; a doubled quote closes and opens again, so it changes nothing. (The method is that of "Parsing gigabytes of
//! JSON per second", Langdale and Lemire, 2019.)

use wide::u8x16;

use crate::import::blocks::PADDING;

/// So many bytes are looked at together: as many as stand behind a block at least.
const STEP: usize = PADDING;

/// So many places are written at a time, the last of them perhaps of no meaning.
const GROUP: usize = 4;

/// The signs that cut a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs {
    pub delimiter: u8,
    /// None where the text has no quotes.
    pub quote: Option<u8>,
}

/// Where the cells of some rows end.
#[derive(Debug, Default)]
pub(super) struct StructuralIndex {
    /// The place before the first row, then the end of each cell, then room for more.
    ends: Vec<u32>,
    /// How many places there are.
    count: usize,
    /// How many of them are line ends.
    lines: usize,
    /// For each line end within quotes the number of its row.
    inner: Vec<u32>,
    /// The first place that is no part of a plain row.
    first_irregular: Option<usize>,
    /// Whether some cell may hold a doubled quote.
    pub has_doubled: bool,
    /// Whether some lines end with two signs.
    pub has_returns: bool,
    /// Whether some bytes are no ASCII.
    pub has_others: bool,
}

/// What the bytes before say of those at hand: bits as they stand at the lowest place.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// All bits where the bytes begin within quotes.
    inside: u64,
    separator: u64,
    close: u64,
    back: u64,
    /// All bytes in one: the upper bit of each place tells whether some byte there was no ASCII.
    all: u8x16,
}

/// What 64 bytes are.
struct Step {
    separators: u64,
    lines: u64,
    /// Line ends within quotes.
    inner: u64,
    /// Bytes that stand in no plain row.
    irregular: u64,
}

impl StructuralIndex {
    /// Looks for the ends of so many cells and rows of a text of `length` bytes, from the row that starts at `at` on.
    pub(super) fn find(&mut self, padded: &[u8], length: usize, at: usize, [width, rows]: [usize; 2], signs: Signs) {
        let wanted = width * rows;
        self.clear(at, wanted + width);
        let mut before = Before { separator: 1, ..Before::default() };
        self.find_after(&mut before, padded, length, (at, wanted), signs);
        self.has_others = before.all.to_bitmask() != 0;
    }

    fn find_after(
        &mut self,
        before: &mut Before,
        padded: &[u8],
        length: usize,
        (at, wanted): (usize, usize),
        signs: Signs,
    ) {
        for base in (at..length).step_by(STEP) {
            let Some(bytes) = padded.get(base..).and_then(|bytes| bytes.first_chunk()) else { return };
            let step = self.step(bytes, length - base, signs, before);
            self.put(base, step.separators);
            let mut inner = step.inner;
            while inner != 0 {
                let before = step.lines & (inner & inner.wrapping_neg()).wrapping_sub(1);
                self.inner.push(self.lines as u32 + before.count_ones());
                inner &= inner - 1;
            }
            self.lines += step.lines.count_ones() as usize;
            if step.irregular != 0 {
                self.first_irregular = Some(base + step.irregular.trailing_zeros() as usize);
                return;
            }
            if self.count > wanted {
                return;
            }
        }
    }

    /// Makes room for so many places.
    fn clear(&mut self, at: usize, room: usize) {
        self.ends.resize(self.ends.len().max(room + 2 * STEP), 0);
        self.ends.first_mut().into_iter().for_each(|first| *first = (at as u32).wrapping_sub(1));
        (self.count, self.lines) = (1, 0);
        self.inner.clear();
        (self.first_irregular, self.has_doubled, self.has_returns) = (None, false, false);
    }

    /// Adds the places of bits, counted from `base`.
    #[inline]
    fn put(&mut self, base: usize, mut bits: u64) {
        let Some(room) = self.ends.get_mut(self.count..).and_then(|room| room.first_chunk_mut::<STEP>()) else {
            return;
        };
        self.count += bits.count_ones() as usize;
        // Some at a time: how often this goes on is then easier to foresee.
        let (groups, _) = room.as_chunks_mut::<GROUP>();
        for group in groups {
            if bits == 0 {
                return;
            }
            for place in group {
                *place = base as u32 + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
    }

    /// What the first `length` of some bytes are.
    #[inline]
    fn step(&mut self, bytes: &[u8; STEP], length: usize, signs: Signs, before: &mut Before) -> Step {
        let bytes = Lanes::of(bytes);
        let kept = if length < STEP { (1 << length) - 1 } else { u64::MAX };
        let lines = bytes.equal(b'\n') & kept;
        let separators = (bytes.equal(signs.delimiter) | lines) & kept;
        let (nul, back) =
            if bytes.has_nul_or_return() { (bytes.equal(0) & kept, bytes.equal(b'\r') & kept) } else { (0, 0) };
        let quotes = signs.quote.map_or(0, |quote| bytes.equal(quote) & kept);
        let Before { inside, close, .. } = *before;
        let all = before.all | bytes.all();
        if quotes | back | inside | close | before.back == 0 {
            *before = Before { separator: separators >> 63, all, ..Before::default() };
            return Step { separators, lines, inner: 0, irregular: nul };
        }
        let inside = parity(quotes) ^ inside;
        let (open, close) = (quotes & inside, quotes & !inside);
        let (outer, outer_lines) = (separators & !inside, lines & !inside);
        let after_separator = outer << 1 | before.separator;
        let after_close = close << 1 | before.close;
        let after_back = back << 1 | before.back;
        // A quote opens a cell, or stands again what another closed; behind a closing one the cell ends.
        let stray = open & !(after_separator | after_close);
        let trailing = after_close & !(outer | open | back);
        let lone_back = after_back & !outer_lines | back & inside;
        self.has_doubled |= open & after_close != 0;
        self.has_returns |= back != 0;
        *before = Before {
            inside: (inside.cast_signed() >> 63).cast_unsigned(),
            separator: outer >> 63,
            close: close >> 63,
            back: back >> 63,
            all,
        };
        let irregular = nul | (stray | trailing | lone_back) & kept;
        Step { separators: outer, lines: outer_lines, inner: lines & inside, irregular }
    }

    /// How many of the first rows of a text, but no more than `most`, have as many cells as the table and nothing
    /// irregular.
    pub(super) fn rows(&self, padded: &[u8], width: usize, most: usize) -> usize {
        let ends = self.ends().get(1..).unwrap_or_default().chunks_exact(width.max(1));
        let is_line = |end: &u32| padded.get(*end as usize) == Some(&b'\n');
        let all = ends.len();
        if self.first_irregular.is_none()
            && self.lines == all
            && ends.clone().all(|row| row.last().is_some_and(is_line))
        {
            return all.min(most);
        }
        let irregular = self.first_irregular.map_or(u32::MAX, |irregular| irregular as u32);
        let fits = |row: &&[u32]| {
            let (last, others) = row.split_last().unwrap_or((&u32::MAX, &[]));
            *last < irregular && is_line(last) && !others.iter().any(is_line)
        };
        ends.take(most).take_while(fits).count()
    }

    /// The place before the first row, then the end of each cell.
    pub(super) fn ends(&self) -> &[u32] {
        self.ends.get(..self.count).unwrap_or_default()
    }

    /// As [`StructuralIndex::ends`], and behind them places of no meaning, at least one for each column.
    pub(super) fn ends_and_room(&self) -> &[u32] {
        &self.ends
    }

    /// The row of each line end within quotes, in order.
    pub(super) fn inner(&self) -> &[u32] {
        &self.inner
    }
}

/// Sixty-four bytes.
struct Lanes([u8x16; 4]);

impl Lanes {
    #[inline]
    fn of(bytes: &[u8; STEP]) -> Self {
        let (lanes, _) = bytes.as_chunks::<16>();
        let mut lanes = lanes.iter().map(|lane| u8x16::new(*lane));
        Self(std::array::from_fn(|_| lanes.next().unwrap_or_default()))
    }

    /// A bit for each byte that is the sign.
    #[inline]
    fn equal(&self, sign: u8) -> u64 {
        let sign = u8x16::splat(sign);
        let lanes = self.0.iter().enumerate();
        lanes.fold(0, |bits, (at, lane)| bits | u64::from(lane.simd_eq(sign).to_bitmask()) << (at * 16))
    }

    #[inline]
    fn all(&self) -> u8x16 {
        let [a, b, c, d] = self.0;
        a | b | c | d
    }

    #[inline]
    fn has_nul_or_return(&self) -> bool {
        let [a, b, c, d] = self.0.map(|lane| lane.min(lane ^ u8x16::splat(b'\r')));
        a.min(b).min(c.min(d)).simd_eq(u8x16::splat(0)).to_bitmask() != 0
    }
}

/// Each bit set where an odd number of bits is set up to it.
const fn parity(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ bits << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of the plain rows at the start of a text, as they are written, and the text after them.
    fn cut(text: &str, width: usize) -> (Vec<&str>, &str) {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, b'"');
        let mut index = StructuralIndex::default();
        let signs = Signs { delimiter: b',', quote: Some(b'"') };
        index.find(&padded, text.len(), 0, [width, 500], signs);
        let rows = index.rows(&padded, width, 500);
        let places: Vec<usize> = index.ends().iter().map(|end| end.wrapping_add(1) as usize).collect();
        let cells = places.windows(2).take(rows * width).map(|ends| &text[ends[0]..ends[1] - 1]).collect();
        (cells, &text[places[rows * width]..])
    }

    #[test]
    fn cells_end_at_separators_outside_of_quotes() {
        assert_eq!(cut("a,b\nc,d\n", 2), (vec!["a", "b", "c", "d"], ""));
        assert_eq!(cut("\"a,\nb\",\"\"\n", 2), (vec!["\"a,\nb\"", "\"\""], ""));
        assert_eq!(cut("\"a\"\"b\",\"\"\"\"\r\nc,d\r\n", 2), (vec!["\"a\"\"b\"", "\"\"\"\"\r", "c", "d\r"], ""));
        let long = format!("\"{}\",\"{}\"\n", "x,".repeat(100), "\"\"".repeat(70));
        assert_eq!(cut(&long, 2).0.len(), 2);
    }

    #[test]
    fn rows_that_are_not_plain_are_left() {
        for irregular in
            ["e\n", "e,f,g\n", "\n", "5\",f\n", "\"e\"x,f\n", "\"e\" ,f\n", "e\rf,g\n", "e,f\r\r\n", "e\0,f\n", "e,f"]
        {
            for plain in [0, 1, 40] {
                let text = "a,b\n".repeat(plain) + irregular + "c,d\n";
                let (cells, rest) = cut(&text, 2);
                assert_eq!(
                    (cells.len(), rest.starts_with(irregular)),
                    (plain * 2, true),
                    "{irregular:?} after {plain}"
                );
            }
        }
    }
}
