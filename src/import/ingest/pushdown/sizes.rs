//! What rows add up to that predicate push-down does not keep: how large a member is shows beside all others.

use std::ops::AddAssign;

use crate::data::{Axis, SKIPPED_DECIMALS};

/// By the decimals of a figure: what makes it one with [`SKIPPED_DECIMALS`].
const POWERS: [u64; SKIPPED_DECIMALS as usize + 1] = {
    let mut powers = [1; SKIPPED_DECIMALS as usize + 1];
    let mut at = SKIPPED_DECIMALS as usize;
    while at > 0 {
        powers[at - 1] = powers[at] * 10;
        at -= 1;
    }
    powers
};

/// So many sums take 16 MB; of more texts and contexts than that the sizes are not known.
const MOST: usize = 1 << 20;

/// What the rows add up to that one reader does not keep, summed axis by axis over all rows of a batch.
///
/// The texts of an axis add up to the same for each context as those of any other: an axis of a single text is not
/// summed but told by another. Batches whose figures all have the same decimals, as nearly all do, are added in 64
/// bits; now and then these sums are moved to those of 128 bits, which other batches are added to at once.
#[derive(Debug, Default)]
pub(super) struct SizeSums {
    by_axis: [AxisSums; 3],
    /// A place ends with so many binary digits for the context.
    context_bits: u32,
    /// The texts and contexts that there is room for.
    room: ([usize; 3], usize),
    /// The decimals of the narrow sums.
    decimals: u8,
    /// No narrow sum is larger.
    bound: u64,
    /// How many rows the narrow sums hold.
    rows: usize,
    is_unknown: bool,
    /// Of the rows at hand; nothing for those that are kept.
    sizes: Vec<u64>,
}

/// The figures of rows, column by column, with the numbers of their texts and contexts.
pub(super) struct Figures<'a> {
    /// By axis.
    pub(super) texts: [&'a [u32]; 3],
    pub(super) contexts: &'a [u32],
    pub(super) units: &'a [i64],
    pub(super) decimals: &'a [u8],
}

/// The sums of an axis by the number of the text and then that of the context; empty where it is not summed.
#[derive(Debug, Default)]
struct AxisSums {
    narrow: Vec<u64>,
    /// With [`SKIPPED_DECIMALS`]; nothing beyond its end.
    wide: Vec<u128>,
}

impl AxisSums {
    const fn is_empty(&self) -> bool {
        self.narrow.is_empty()
    }

    /// The sum at each place, where the narrow sums are of so many.
    fn each(&self, power: u64) -> impl Iterator<Item = u128> {
        let wide = self.wide.iter().copied().chain(std::iter::repeat(0));
        self.narrow.iter().zip(wide).map(move |(narrow, wide)| wide + u128::from(*narrow) * u128::from(power))
    }
}

impl SizeSums {
    /// Makes room for so many texts of each axis and so many contexts.
    pub(super) fn fit(&mut self, texts: [usize; 3], contexts: usize) {
        if self.is_unknown || self.room == (texts, contexts) {
            return;
        }
        self.room = (texts, contexts);
        let bits = contexts.next_power_of_two().trailing_zeros();
        if texts.into_iter().fold(0, |all: usize, texts| all.saturating_add(texts)) > MOST >> bits {
            self.give_up();
            return;
        }
        if bits > self.context_bits {
            let (before, after) = (1 << self.context_bits, 1 << bits);
            for AxisSums { narrow, wide } in &mut self.by_axis {
                (*narrow, *wide) = (respaced(narrow, before, after), respaced(wide, before, after));
            }
            self.context_bits = bits;
        }
        let are_all_single = texts.iter().all(|texts| *texts <= 1);
        let of_contexts = self.of_contexts();
        for (at, (sums, texts)) in self.by_axis.iter_mut().zip(texts).enumerate() {
            let is_new = sums.is_empty() && (texts > 1 || (are_all_single && at == 0));
            if is_new {
                sums.wide.clone_from(&of_contexts);
            }
            if is_new || !sums.is_empty() {
                sums.narrow.resize(texts.max(1) << bits, 0);
            }
        }
    }

    /// Adds those rows that are not kept.
    pub(super) fn add(&mut self, rows: &Figures<'_>, kept: &[u32]) {
        if self.is_unknown || kept.len() == rows.units.len() {
            return;
        }
        self.sizes.clear();
        self.sizes.extend(rows.units.iter().map(|units| units.unsigned_abs()));
        for row in kept {
            self.sizes.get_mut(*row as usize).into_iter().for_each(|size| *size = 0);
        }
        if !self.add_narrow(rows) {
            self.add_wide(rows);
        }
    }

    /// Adds rows of the same decimals in 64 bits, where they fit.
    fn add_narrow(&mut self, rows: &Figures<'_>) -> bool {
        let Some(decimals) = rows.decimals.first().copied().filter(|decimals| *decimals <= SKIPPED_DECIMALS) else {
            return false;
        };
        let largest = self.sizes.iter().copied().max().unwrap_or(0);
        let Some(more) = largest.checked_mul(self.sizes.len() as u64) else { return false };
        if rows.decimals.iter().any(|other| *other != decimals) {
            return false;
        }
        let fits = decimals == self.decimals && self.bound.checked_add(more).is_some();
        if !fits && self.rows > 0 {
            // Moving the sums takes as long as adding some rows: it is done only after so many.
            if self.rows < self.by_axis.iter().map(|sums| sums.narrow.len()).sum() {
                return false;
            }
            self.widen();
        }
        (self.decimals, self.bound, self.rows) = (decimals, self.bound + more, self.rows + self.sizes.len());
        let (sizes, bits) = (&self.sizes, self.context_bits);
        for (sums, texts) in summed(&mut self.by_axis, rows) {
            add_to(&mut sums.narrow, places(texts, rows, bits), sizes.iter().copied());
        }
        true
    }

    /// Adds rows of whatever decimals in 128 bits.
    fn add_wide(&mut self, rows: &Figures<'_>) {
        let power = |decimals: u8| POWERS.get(usize::from(decimals)).copied();
        let mut figures = self.sizes.iter().zip(rows.decimals).filter(|(size, _)| **size > 0);
        if figures.any(|(_, decimals)| power(*decimals).is_none()) {
            self.give_up();
            return;
        }
        let (sizes, bits) = (&self.sizes, self.context_bits);
        for (sums, texts) in summed(&mut self.by_axis, rows) {
            sums.wide.resize(sums.narrow.len(), 0);
            let sizes = sizes.iter().zip(rows.decimals);
            let sizes = sizes.map(|(size, decimals)| u128::from(*size) * u128::from(power(*decimals).unwrap_or(0)));
            add_to(&mut sums.wide, places(texts, rows, bits), sizes);
        }
    }

    /// Moves the narrow sums to the wide ones.
    fn widen(&mut self) {
        let power = self.power();
        for sums in &mut self.by_axis {
            sums.wide = sums.each(power).collect();
            sums.narrow.fill(0);
        }
        (self.bound, self.rows) = (0, 0);
    }

    /// What makes a narrow sum a wide one.
    fn power(&self) -> u64 {
        POWERS.get(usize::from(self.decimals)).copied().unwrap_or(0)
    }

    fn give_up(&mut self) {
        (self.is_unknown, self.by_axis) = (true, Default::default());
    }

    /// What is summed of each context.
    fn of_contexts(&self) -> Vec<u128> {
        let mut all = vec![0; 1 << self.context_bits];
        let summed = self.by_axis.iter().find(|sums| !sums.is_empty());
        for (place, size) in summed.into_iter().flat_map(|sums| sums.each(self.power())).enumerate() {
            all[place & ((1 << self.context_bits) - 1)] += size;
        }
        all
    }

    /// All that was added.
    pub(super) fn sizes(&self) -> SkippedSizes {
        let mut all = SkippedSizes { is_unknown: self.is_unknown, ..SkippedSizes::default() };
        for (axis, sums) in self.by_axis.iter().enumerate() {
            let sizes = if sums.is_empty() { self.of_contexts() } else { sums.each(self.power()).collect() };
            for (place, size) in sizes.into_iter().enumerate().filter(|(_, size)| *size > 0) {
                let text = place >> self.context_bits;
                all.add_to(place - (text << self.context_bits), axis, text, size);
            }
        }
        all
    }
}

/// The axes that are summed, each with the texts of the rows.
fn summed<'a>(
    by_axis: &'a mut [AxisSums; 3],
    rows: &Figures<'a>,
) -> impl Iterator<Item = (&'a mut AxisSums, &'a [u32])> {
    by_axis.iter_mut().zip(rows.texts).filter(|(sums, _)| !sums.is_empty())
}

/// Where the rows of these texts are summed.
fn places(texts: &[u32], rows: &Figures<'_>, context_bits: u32) -> impl Iterator<Item = usize> {
    let place = move |(text, context): (&u32, &u32)| ((*text as usize) << context_bits) | *context as usize;
    texts.iter().zip(rows.contexts).map(place)
}

fn add_to<T: AddAssign>(sums: &mut [T], places: impl Iterator<Item = usize>, sizes: impl Iterator<Item = T>) {
    for (place, size) in places.zip(sizes) {
        if let Some(sum) = sums.get_mut(place) {
            *sum += size;
        }
    }
}

/// Sums of which each text has more contexts than before.
fn respaced<T: Copy + Default>(sums: &[T], before: usize, after: usize) -> Vec<T> {
    let none = std::iter::repeat_n(T::default(), after - before);
    sums.chunks(before).flat_map(|of_text| of_text.iter().copied().chain(none.clone())).collect()
}

/// The sizes of the figures of rows that are not kept, exact.
#[derive(Debug, Clone, Default)]
pub(in crate::import::ingest) struct SkippedSizes {
    /// By the number of the context, the axis and the number of the text, with [`SKIPPED_DECIMALS`].
    by_context: Vec<[Vec<u128>; 3]>,
    /// How many sums there is room for in all.
    room: usize,
    /// Whether some figure is in no sum: it has more decimals than are summed, or there are too many texts.
    is_unknown: bool,
}

impl SkippedSizes {
    fn add_to(&mut self, context: usize, axis: usize, text: usize, size: u128) {
        let known = self.by_context.get(context).map_or(0, |axes| axes[axis].len());
        let wanted = if text < known { known } else { (text + 1).next_power_of_two() };
        let room = self.room + wanted - known + (context + 1).saturating_sub(self.by_context.len());
        if room > MOST {
            self.is_unknown = true;
            return;
        }
        self.room = room;
        if self.by_context.len() <= context {
            self.by_context.resize(context + 1, Default::default());
        }
        let sizes = &mut self.by_context[context][axis];
        sizes.resize(wanted, 0);
        sizes[text] += size;
    }

    /// Adds those of a reader whose contexts and texts have other numbers here.
    pub(in crate::import::ingest) fn absorb(&mut self, other: &Self, contexts: &[u32], texts: [&[u32]; 3]) {
        self.is_unknown |= other.is_unknown;
        // What no column tells has one number everywhere.
        let here = |numbers: &[u32], number: usize| numbers.get(number).map_or(number, |number| *number as usize);
        for (context, axis, text, size) in other.each() {
            self.add_to(here(contexts, context), axis.index(), here(texts[axis.index()], text), size);
        }
    }

    /// Each size that is not nothing, beside the numbers of its context and its text.
    pub(in crate::import::ingest) fn each(&self) -> impl Iterator<Item = (usize, Axis, usize, u128)> {
        self.by_context.iter().enumerate().flat_map(|(context, axes)| {
            Axis::ALL.into_iter().zip(axes).flat_map(move |(axis, sizes)| {
                let sizes = sizes.iter().enumerate().filter(|(_, size)| **size > 0);
                sizes.map(move |(text, size)| (context, axis, text, *size))
            })
        })
    }

    /// Whether all figures are summed to their last decimal.
    pub(in crate::import::ingest) const fn is_known(&self) -> bool {
        !self.is_unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the axes, the context, the figure and its decimals; the last says whether the row is kept.
    type Row = ([u32; 3], u32, i64, u8, bool);

    fn add(sums: &mut SizeSums, rows: &[Row]) {
        let column = |code: fn(&Row) -> u32| rows.iter().map(code).collect::<Vec<_>>();
        let axes = [column(|row| row.0[0]), column(|row| row.0[1]), column(|row| row.0[2])];
        let (texts, contexts) = (axes.each_ref().map(Vec::as_slice), &column(|row| row.1));
        let (units, decimals): (Vec<i64>, Vec<u8>) = rows.iter().map(|row| (row.2, row.3)).unzip();
        let kept: Vec<u32> = (0..).zip(rows).filter(|(_, row)| row.4).map(|(at, _)| at).collect();
        sums.add(&Figures { texts, contexts, units: &units, decimals: &decimals }, &kept);
    }

    fn listed(sizes: &SkippedSizes) -> Vec<(usize, Axis, usize, u128)> {
        let unit = 10u128.pow(SKIPPED_DECIMALS.into()) / 10;
        sizes.each().map(|(context, axis, text, size)| (context, axis, text, size / unit)).collect()
    }

    #[test]
    fn rows_are_summed_whatever_texts_and_contexts_come_later() {
        let mut sums = SizeSums::default();
        sums.fit([0, 1, 1], 1);
        add(&mut sums, &[([0, 0, 0], 0, -25, 1, false), ([0, 0, 0], 0, 1000, 0, true)]);
        sums.fit([0, 2, 1], 1);
        add(&mut sums, &[([0, 1, 0], 0, 3, 0, false)]);
        sums.fit([0, 2, 3], 3);
        add(&mut sums, &[([0, 1, 2], 2, 1, 0, false), ([0, 0, 1], 0, 2, 0, false)]);
        let (reporter, partner, sector) = (Axis::Reporter, Axis::Partner, Axis::Sector);
        let expected = [
            (0, reporter, 0, 75),
            (0, partner, 0, 45),
            (0, partner, 1, 30),
            (0, sector, 0, 55),
            (0, sector, 1, 20),
            (2, reporter, 0, 10),
            (2, partner, 1, 10),
            (2, sector, 2, 10),
        ];
        assert_eq!(listed(&sums.sizes()), expected);
    }

    #[test]
    fn figures_of_any_decimals_and_sizes_add_up() {
        let mut sums = SizeSums::default();
        sums.fit([1, 2, 1], 1);
        for batch in [
            &[([0, 0, 0], 0, 15, 1, false), ([0, 1, 0], 0, 1, 1, false)][..],
            &[([0, 0, 0], 0, 25, 2, false), ([0, 0, 0], 0, 1, 0, false)],
            &[([0, 0, 0], 0, 7, 0, false); 3],
            &[([0, 1, 0], 0, i64::MIN, 0, false); 2],
            &[([0, 1, 0], 0, i64::MIN / 4, 0, false); 2],
            &[([0, 1, 0], 0, i64::MIN / 4, 0, false); 2],
            &[([0, 0, 0], 0, 5, 1, false); 4],
        ] {
            add(&mut sums, batch);
        }
        // 25.75, and three times 2 to the 63rd beside 0.1.
        let hundredth = 10u128.pow(SKIPPED_DECIMALS.into()) / 100;
        let expected = [2575 * hundredth, (300 * (1 << 63) + 10) * hundredth];
        let partners: Vec<u128> = sums.sizes().each().filter(|sum| sum.1 == Axis::Partner).map(|sum| sum.3).collect();
        assert_eq!(partners, expected);
    }

    #[test]
    fn sizes_of_several_readers_are_those_of_all_rows() {
        let mut all = SkippedSizes::default();
        for numbers in [[0, 1], [1, 0]] {
            let mut one = SizeSums::default();
            one.fit([1, 2, 1], 1);
            add(&mut one, &[([0, 0, 0], 0, -25, 1, false), ([0, 1, 0], 0, 3, 0, false)]);
            all.absorb(&one.sizes(), &[], [&[], &numbers, &[]]);
        }
        let expected = [
            (0, Axis::Reporter, 0, 110),
            (0, Axis::Partner, 0, 55),
            (0, Axis::Partner, 1, 55),
            (0, Axis::Sector, 0, 110),
        ];
        assert_eq!(listed(&all), expected);
        assert!(all.is_known());
    }

    #[test]
    fn finer_figures_than_are_summed_make_sizes_unknown_where_they_are_not_kept() {
        for is_kept in [true, false] {
            let mut sums = SizeSums::default();
            sums.fit([1; 3], 1);
            add(&mut sums, &[([0; 3], 0, 1, SKIPPED_DECIMALS + 1, is_kept), ([0; 3], 0, 1, 0, false)]);
            assert_eq!(sums.sizes().is_known(), is_kept);
        }
    }

    #[test]
    fn more_texts_than_there_is_room_for_are_not_summed() {
        for (texts, contexts) in
            [([1, MOST, 1], 1), ([1; 3], MOST), ([MOST / 4; 3], 2), ([usize::MAX; 3], usize::MAX / 2)]
        {
            let mut sums = SizeSums::default();
            sums.fit(texts, contexts);
            add(&mut sums, &[([0; 3], 0, 1, 0, false)]);
            assert!(!sums.sizes().is_known() && sums.sizes().each().next().is_none());
        }
        let mut all = SkippedSizes::default();
        all.add_to(0, 1, u32::MAX as usize, 1);
        assert!(!all.is_known());
    }
}
