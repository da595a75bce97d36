//! The row filter of predicate push-down: rows that a question can be answered without are read and checked as all
//! others, but not kept.
//!
//! A row is skipped where it is a plain figure of a member that is not asked for. What such a row tells beside its
//! figure is told by rows that are kept: the first for each reporter, period and context (who reports when, and
//! which periods there are), for each member that is asked for the same, for each other member and context one (that
//! it has figures; one in each period where it counts when it has them), and each that is finer or larger than those
//! before it (the digits that all values need). How large its members are beside others, [`SizeSums`] sums.
//!
//! Whether a member is asked for, the [`MemberPredicate`] says.

use std::sync::Arc;

use super::predicate::{FILTERED, KEEP, MemberPredicate, UNSEEN};
use super::sizes::{Figures, SizeSums, SkippedSizes};
use crate::import::ingest::dictionary::Dictionary;
use crate::import::ingest::row_slices::NO_PLAIN;
use crate::import::ingest::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, SLOTS};

/// Said of rows that are not kept.
pub(in crate::import::ingest) const NOT_ASKED_FOR: &str = "not asked for";

/// The most combinations of which it is remembered whether they were met.
const MOST_SEEN: usize = 1 << 26;

/// Sorts the rows of one reader.
pub(in crate::import::ingest) struct RowFilter {
    predicate: Arc<MemberPredicate>,
    /// What is known of the texts that the reader knows, by slot.
    marks: [Vec<u8>; SLOTS],
    /// Whether no text of a slot says anything of its rows.
    is_silent: [bool; SLOTS],
    /// When kept rows tell that reporters have figures.
    reporters: SeenCombinations,
    /// What they tell of partners and sectors.
    others: [Others; 2],
    digits: Digits,
    sizes: SizeSums,
    of_rows: OfRows,
}

/// What kept rows tell of the members of an axis.
#[derive(Debug, Default)]
struct Others {
    /// For each text its number among those that are asked for, or among those that are not.
    numbers: Vec<u32>,
    /// How many are not asked for.
    count: usize,
    /// When members that are asked for have figures.
    asked: SeenCombinations,
    /// Whether others have any.
    filtered: SeenCombinations,
    /// Whether it counts when others have figures.
    with_periods: bool,
}

/// What is found out of the rows at hand.
#[derive(Default)]
struct OfRows {
    /// What all texts of a row mean together.
    marks: Vec<u8>,
    /// The place of what it tells of its reporter.
    places: Vec<u32>,
    kept: Vec<u32>,
}

/// Rows as they were coded: by slot, and their numbers.
pub(in crate::import::ingest) struct Coded<'a> {
    pub codes: &'a [Vec<u32>; SLOTS],
    pub units: &'a [i64],
    pub decimals: &'a [u8],
}

impl RowFilter {
    pub(in crate::import::ingest) fn new(predicate: &Arc<MemberPredicate>) -> Self {
        let (marks, digits, sizes, of_rows, reporters) = Default::default();
        let others = [(); 2].map(|()| Others { with_periods: predicate.with_periods(), ..Others::default() });
        let predicate = Arc::clone(predicate);
        Self { predicate, marks, is_silent: [true; SLOTS], reporters, others, digits, sizes, of_rows }
    }

    /// The texts of members that are not asked for, by slot and number.
    pub(in crate::import::ingest) fn filtered(&self) -> [Vec<bool>; SLOTS] {
        self.marks.each_ref().map(|marks| marks.iter().map(|mark| mark & FILTERED != 0).collect())
    }

    /// What the rows that are not kept add up to.
    pub(in crate::import::ingest) fn sizes(&self) -> SkippedSizes {
        self.sizes.sizes()
    }

    /// Which rows must be kept.
    pub(in crate::import::ingest) fn kept(&mut self, rows: &Coded<'_>, dictionaries: &[Dictionary; SLOTS]) -> &[u32] {
        self.learn(dictionaries);
        let mut of_rows = std::mem::take(&mut self.of_rows);
        of_rows.kept.clear();
        if self.reporters.fits() && self.others.iter().all(|others| others.asked.fits() && others.filtered.fits()) {
            self.mark(rows, &mut of_rows.marks);
            self.reporters.places(rows.codes, &mut of_rows.places);
            self.sort(rows, &mut of_rows);
            let [_, axes @ .., contexts] = rows.codes.each_ref().map(Vec::as_slice);
            let figures = Figures { texts: axes, contexts, units: rows.units, decimals: rows.decimals };
            self.sizes.add(&figures, &of_rows.kept);
        } else {
            of_rows.kept.extend(0..rows.units.len() as u32);
        }
        self.of_rows = of_rows;
        &self.of_rows.kept
    }

    /// Judges what is new in the dictionaries.
    fn learn(&mut self, dictionaries: &[Dictionary; SLOTS]) {
        let mut is_new = [false; SLOTS];
        let slots = self.marks.iter_mut().zip(&mut self.is_silent).zip(&mut is_new).zip(dictionaries);
        for (slot, (((marks, is_silent), is_new), dictionary)) in slots.enumerate() {
            let new = dictionary.entries().get(marks.len()..).unwrap_or_default();
            *is_new = !new.is_empty();
            marks.extend(new.iter().map(|entry| self.predicate.mark(slot, entry)));
            *is_silent &= marks.iter().rev().take(new.len()).all(|mark| *mark == 0);
        }
        // A thing that no column tells has one code.
        let [periods, axes @ .., contexts] = self.marks.each_ref().map(|marks| marks.len().max(1));
        let [reporters, ..] = axes;
        self.reporters.fit([reporters, periods, contexts]);
        self.sizes.fit(axes, contexts);
        let [.., has_new_contexts] = is_new;
        for (others, marks) in self.others.iter_mut().zip(self.marks.iter_mut().skip(FIRST_AXIS + 1)) {
            if others.learn(marks, periods, contexts) || has_new_contexts {
                for mark in marks {
                    *mark |= UNSEEN;
                }
            }
        }
    }

    /// What all texts of each row mean together.
    fn mark(&self, rows: &Coded<'_>, of_rows: &mut Vec<u8>) {
        of_rows.clear();
        of_rows.resize(rows.units.len(), 0);
        let slots = self.marks.iter().zip(rows.codes).zip(self.is_silent);
        for ((marks, codes), _) in slots.filter(|(_, is_silent)| !is_silent) {
            for (of_row, code) in of_rows.iter_mut().zip(codes) {
                *of_row |= marks.get(*code as usize).copied().unwrap_or(KEEP);
            }
        }
    }

    /// Finds the rows that must be kept.
    fn sort(&mut self, rows: &Coded<'_>, of_rows: &mut OfRows) {
        let OfRows { marks, places, kept } = of_rows;
        // Mostly no number of a batch is finer or larger than those before it.
        let are_digits_told = self.digits.are_told(rows.units, rows.decimals);
        let numbers = rows.units.iter().zip(rows.decimals);
        for ((row, mark), (place, (units, decimals))) in (0..).zip(marks.iter()).zip(places.iter().zip(numbers)) {
            if *mark & (KEEP | FILTERED) != FILTERED || (!are_digits_told && *decimals == NO_PLAIN) {
                kept.push(row);
                continue;
            }
            let mut is_new = self.reporters.is_new(*place as usize);
            is_new |= !are_digits_told && self.digits.is_new(*units, *decimals);
            is_new |= *mark & UNSEEN != 0 && self.tell(rows.codes, row as usize);
            if is_new {
                kept.push(row);
            }
        }
    }

    /// Remembers what a row tells of its partner and its sector; says whether something of that is new.
    #[inline(never)]
    fn tell(&mut self, codes: &[Vec<u32>; SLOTS], row: usize) -> bool {
        let [period, _, partner, sector, context] = text_numbers(codes, row);
        let [_, _, partners, sectors, contexts] = &mut self.marks;
        let contexts = contexts.len().max(1) as u32;
        let mut is_new = false;
        for ((others, marks), code) in self.others.iter_mut().zip([partners, sectors]).zip([partner, sector]) {
            match marks.get_mut(code as usize) {
                Some(mark) if *mark & UNSEEN == 0 => {}
                Some(mark) => is_new |= others.tell(mark, code, [period, context], contexts),
                // No column tells the axis.
                None => is_new |= others.asked.is_new(others.asked.place(0, period, context)),
            }
        }
        is_new
    }
}

/// The numbers of a row's texts by slot; a thing that no column tells has the number 0.
#[inline]
fn text_numbers(codes: &[Vec<u32>; SLOTS], row: usize) -> [u32; SLOTS] {
    codes.each_ref().map(|codes| codes.get(row).copied().unwrap_or(0))
}

impl Others {
    /// Makes room for texts. Says whether something that was told is forgotten for want of it.
    fn learn(&mut self, marks: &[u8], periods: usize, contexts: usize) -> bool {
        for (code, mark) in marks.iter().enumerate().skip(self.numbers.len()) {
            let is_filtered = mark & FILTERED != 0;
            self.numbers.push(if is_filtered { self.count } else { code - self.count } as u32);
            self.count += usize::from(is_filtered);
        }
        let asked = self.asked.fit([(marks.len() - self.count).max(1), periods, contexts]);
        let periods = if self.with_periods { periods } else { 1 };
        asked | self.filtered.fit([self.count.max(1), periods, contexts])
    }

    /// Remembers that a text stands in a row of a period and a context; says whether that is new. Once everything is
    /// told of a member that is not asked for, its mark says so.
    fn tell(&mut self, mark: &mut u8, code: u32, [period, context]: [u32; 2], contexts: u32) -> bool {
        let number = self.numbers.get(code as usize).copied().unwrap_or(u32::MAX);
        if *mark & FILTERED == 0 {
            // When a member has figures counts where it is asked for.
            return self.asked.is_new(self.asked.place(number, period, context));
        }
        if self.with_periods {
            return self.filtered.is_new(self.filtered.place(number, period, context));
        }
        let is_new = self.filtered.is_new(self.filtered.place(number, 0, context));
        if (0..contexts).all(|context| self.filtered.has(self.filtered.place(number, 0, context))) {
            *mark &= !UNSEEN;
        }
        is_new
    }
}

// Slots are taken apart in this order above.
const _: () = assert!(PERIOD == 0 && FIRST_AXIS == 1 && CONTEXT == 4);

/// Which combinations of a text, a period and a context some kept row has.
#[derive(Debug, Default)]
struct SeenCombinations {
    bits: Vec<u64>,
    /// How many texts, periods and contexts there is room for: powers of two.
    room: [usize; 3],
}

impl SeenCombinations {
    /// Makes room. What was met is forgotten where there was none, and some more rows are kept then.
    fn fit(&mut self, sizes: [usize; 3]) -> bool {
        let forgets = self.room.iter().zip(sizes).any(|(room, size)| *room < size);
        if forgets {
            self.room = sizes.map(usize::next_power_of_two);
            self.bits = vec![0; self.all().min(MOST_SEEN).div_ceil(64)];
        }
        forgets
    }

    fn all(&self) -> usize {
        self.room.iter().fold(1, |all: usize, room| all.saturating_mul(*room))
    }

    fn fits(&self) -> bool {
        self.all() <= MOST_SEEN
    }

    fn place(&self, code: u32, period: u32, context: u32) -> usize {
        let [_, periods, contexts] = self.room.map(usize::trailing_zeros);
        (((code as usize) << periods | period as usize) << contexts) | context as usize
    }

    /// The places of what rows tell of their reporters.
    fn places(&self, codes: &[Vec<u32>; SLOTS], places: &mut Vec<u32>) {
        let [periods, reporters, _, _, contexts] = codes;
        let rows = reporters.iter().zip(periods).zip(contexts);
        places.clear();
        places.extend(rows.map(|((reporter, period), context)| self.place(*reporter, *period, *context) as u32));
    }

    fn has(&self, place: usize) -> bool {
        self.bits.get(place / 64).is_none_or(|word| word & 1 << (place % 64) != 0)
    }

    /// Whether a combination is met for the first time.
    #[inline]
    fn is_new(&mut self, place: usize) -> bool {
        let bit = 1 << (place % 64);
        let Some(word) = self.bits.get_mut(place / 64) else { return true };
        let is_new = *word & bit == 0;
        if is_new {
            *word |= bit;
        }
        is_new
    }
}

/// The finest and the largest numbers of kept rows.
#[derive(Debug, Default)]
struct Digits {
    finest: u8,
    /// By how many decimals they are written with.
    largest: [u64; 20],
}

impl Digits {
    /// Whether all of these numbers are written with the same decimals, and are neither finer nor larger than kept ones.
    fn are_told(&self, units: &[i64], decimals: &[u8]) -> bool {
        let Some(first) = decimals.first() else { return true };
        let known = self.largest.get(usize::from(*first)).filter(|_| *first <= self.finest);
        let size = || units.iter().map(|units| units.unsigned_abs()).max().unwrap_or(0);
        known.is_some_and(|known| decimals.iter().all(|other| other == first) && size() <= *known)
    }

    /// Whether a number is finer than all, or larger than all that are written as finely.
    fn is_new(&mut self, units: i64, decimals: u8) -> bool {
        let size = units.unsigned_abs();
        let Some(largest) = self.largest.get_mut(usize::from(decimals)) else { return true };
        let is_larger = size > *largest;
        *largest = size.max(*largest);
        let finer = (decimals > self.finest).then(|| own_decimals(size, decimals)).filter(|own| *own > self.finest);
        self.finest = finer.unwrap_or(self.finest);
        is_larger || finer.is_some()
    }
}

/// The decimals of a number without zeros at its end.
fn own_decimals(mut size: u64, mut decimals: u8) -> u8 {
    while decimals > 0 && size.is_multiple_of(10) {
        (size, decimals) = (size / 10, decimals - 1);
    }
    decimals
}
