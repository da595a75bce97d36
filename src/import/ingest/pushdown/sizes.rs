//! What rows add up to that predicate push-down does not keep: how large a member is shows beside all others.

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
    /// Adds the figure of a row with these texts.
    #[inline]
    pub(super) fn add(&mut self, context: u32, texts: [u32; 3], units: i64, decimals: u8) {
        let Some(power) = POWERS.get(usize::from(decimals)) else {
            self.is_unknown = true;
            return;
        };
        let size = u128::from(units.unsigned_abs()) * u128::from(*power);
        let [reporter, partner, sector] = texts.map(|text| text as usize);
        // Nearly all texts are known: one look at each.
        if let Some([reporters, partners, sectors]) = self.by_context.get_mut(context as usize)
            && let (Some(reporter), Some(partner), Some(sector)) =
                (reporters.get_mut(reporter), partners.get_mut(partner), sectors.get_mut(sector))
        {
            *reporter += size;
            *partner += size;
            *sector += size;
        } else {
            self.add_new(context as usize, [reporter, partner, sector], size);
        }
    }

    #[cold]
    fn add_new(&mut self, context: usize, texts: [usize; 3], size: u128) {
        for (axis, text) in texts.into_iter().enumerate() {
            self.add_to(context, axis, text, size);
        }
    }

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

    #[test]
    fn sizes_of_several_readers_are_those_of_all_rows() {
        let mut all = SkippedSizes::default();
        for numbers in [[0, 1], [1, 0]] {
            let mut one = SkippedSizes::default();
            one.add(0, [0, 0, 0], -25, 1);
            one.add(0, [0, 1, 0], 3, 0);
            all.absorb(&one, &[], [&[], &numbers, &[]]);
        }
        let sizes: Vec<(Axis, usize, u128)> = all.each().map(|(_, axis, text, size)| (axis, text, size)).collect();
        let unit = 10u128.pow(SKIPPED_DECIMALS.into()) / 10;
        let expected =
            [(Axis::Reporter, 0, 110), (Axis::Partner, 0, 55), (Axis::Partner, 1, 55), (Axis::Sector, 0, 110)];
        assert_eq!(sizes, expected.map(|(axis, text, tenths)| (axis, text, tenths * unit)));
        assert!(all.is_known());
        all.add(0, [0; 3], 1, SKIPPED_DECIMALS + 1);
        assert!(!all.is_known());
    }

    #[test]
    fn more_texts_than_there_is_room_for_are_not_summed() {
        let mut all = SkippedSizes::default();
        all.add(0, [0; 3], 1, 0);
        all.add(0, [0, u32::MAX, 0], 1, 0);
        assert!(!all.is_known());
        let mut all = SkippedSizes::default();
        all.add(u32::MAX, [0; 3], 1, 0);
        assert!(!all.is_known() && all.each().next().is_none());
    }
}
