//! What rows add up to that predicate push-down does not keep: how large a member is shows beside all others.

use super::filter::Coded;
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
/// Of a figure that has more decimals than are summed.
const UNKNOWN: u128 = u128::MAX;

/// What the rows add up to that one reader does not keep, summed axis by axis over all rows of a batch.
///
/// The texts of an axis add up to the same for each context as those of any other: an axis of a single text is not
/// summed but told by another.
#[derive(Debug, Default)]
pub(super) struct SizeSums {
    /// By the number of the text and then that of the context; empty where an axis is not summed.
    by_axis: [Vec<u128>; 3],
    /// A place ends with so many binary digits for the context.
    context_bits: u32,
    /// The texts and contexts that there is room for.
    room: ([usize; 3], usize),
    is_unknown: bool,
    /// Of the rows at hand.
    sizes: Vec<u128>,
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
            (self.is_unknown, self.by_axis) = (true, Default::default());
            return;
        }
        if bits > self.context_bits {
            let (before, after) = (1 << self.context_bits, 1 << bits);
            self.by_axis.iter_mut().for_each(|sums| *sums = respaced(sums, before, after));
            self.context_bits = bits;
        }
        let are_all_single = texts.iter().all(|texts| *texts <= 1);
        let of_contexts = self.of_contexts();
        for (at, (sums, texts)) in self.by_axis.iter_mut().zip(texts).enumerate() {
            if sums.is_empty() && (texts > 1 || (are_all_single && at == 0)) {
                sums.clone_from(&of_contexts);
            }
            if !sums.is_empty() {
                sums.resize(texts.max(1) << bits, 0);
            }
        }
    }

    /// Adds those rows that are not kept.
    pub(super) fn add(&mut self, rows: &Coded<'_>, kept: &[u32]) {
        if self.is_unknown || kept.len() == rows.units.len() {
            return;
        }
        let size = |(units, decimals): (&i64, &u8)| {
            let power = POWERS.get(usize::from(*decimals));
            power.map_or(UNKNOWN, |power| u128::from(units.unsigned_abs()) * u128::from(*power))
        };
        self.sizes.clear();
        self.sizes.extend(rows.units.iter().zip(rows.decimals).map(size));
        for row in kept {
            self.sizes.get_mut(*row as usize).into_iter().for_each(|size| *size = 0);
        }
        if self.sizes.contains(&UNKNOWN) {
            (self.is_unknown, self.by_axis) = (true, Default::default());
            return;
        }
        let [_, reporters, partners, sectors, contexts] = rows.codes;
        for (sums, texts) in self.by_axis.iter_mut().zip([reporters, partners, sectors]) {
            if sums.is_empty() {
                continue;
            }
            for ((text, context), size) in texts.iter().zip(contexts).zip(&self.sizes) {
                if let Some(sum) = sums.get_mut(((*text as usize) << self.context_bits) | *context as usize) {
                    *sum += size;
                }
            }
        }
    }

    /// What is summed of each context.
    fn of_contexts(&self) -> Vec<u128> {
        let mut all = vec![0; 1 << self.context_bits];
        let summed = self.by_axis.iter().find(|sums| !sums.is_empty()).map_or(&[][..], Vec::as_slice);
        for of_text in summed.chunks(all.len()) {
            all.iter_mut().zip(of_text).for_each(|(all, size)| *all += size);
        }
        all
    }

    /// All that was added.
    pub(super) fn sizes(&self) -> SkippedSizes {
        let mut all = SkippedSizes { is_unknown: self.is_unknown, ..SkippedSizes::default() };
        let of_contexts = self.of_contexts();
        for (axis, sums) in self.by_axis.iter().enumerate() {
            let sums = if sums.is_empty() { &of_contexts } else { sums };
            for (place, size) in sums.iter().enumerate().filter(|(_, size)| **size > 0) {
                let text = place >> self.context_bits;
                all.add_to(place - (text << self.context_bits), axis, text, *size);
            }
        }
        all
    }
}

/// Sums of which each text has more contexts than before.
fn respaced(sums: &[u128], before: usize, after: usize) -> Vec<u128> {
    let none = std::iter::repeat_n(&0, after - before);
    sums.chunks(before).flat_map(|of_text| of_text.iter().chain(none.clone())).copied().collect()
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

    /// Rows of the texts of the axes, the context, the figure and its decimals; the last says whether it is kept.
    type Rows<'a> = &'a [([u32; 3], u32, i64, u8, bool)];

    fn add(sums: &mut SizeSums, rows: Rows<'_>) {
        let column = |code: fn(&([u32; 3], u32, i64, u8, bool)) -> u32| rows.iter().map(code).collect::<Vec<_>>();
        let codes = [
            vec![0; rows.len()],
            column(|row| row.0[0]),
            column(|row| row.0[1]),
            column(|row| row.0[2]),
            column(|row| row.1),
        ];
        let (units, decimals): (Vec<i64>, Vec<u8>) = rows.iter().map(|row| (row.2, row.3)).unzip();
        let kept: Vec<u32> = (0..).zip(rows).filter(|(_, row)| row.4).map(|(at, _)| at).collect();
        sums.add(&Coded { codes: &codes, units: &units, decimals: &decimals }, &kept);
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
