//! The truth: a small cube of trade, and the members under which it can be told.

use crate::random::{Random, mixed};
use crate::words::{COUNTRIES, SECTORS};

/// The axes of a table, the last one for what is measured.
pub(crate) const REPORTER: usize = 0;
pub(crate) const PARTNER: usize = 1;
pub(crate) const SECTOR: usize = 2;
pub(crate) const FLOW: usize = 3;
pub(crate) const YEAR: usize = 4;
pub(crate) const SUB: usize = 5;
pub(crate) const MEASURE: usize = 6;
pub(crate) const AXES: usize = 7;

/// What stands at a place of the partner or sector axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A country or sector by its place in the words.
    Named(usize),
    /// Trade that the table does not list, with the group (by its place) that contains it; `None`: in the total only.
    Hidden(Option<usize>),
    /// The table does not split this axis.
    Whole,
}

#[derive(Debug, Clone)]
pub(crate) struct Cube {
    pub reporters: Vec<usize>,
    pub partners: Vec<Thing>,
    pub sectors: Vec<Thing>,
    /// True for exports.
    pub flows: Vec<bool>,
    /// Year and part of the year from 1.
    pub periods: Vec<(i32, usize)>,
    /// Parts of a year: 1, 4 or 12.
    pub per_year: usize,
    pub decimals: u32,
    values: Vec<Option<i64>>,
}

impl Cube {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut countries: Vec<usize> = (0..COUNTRIES.len()).collect();
        random.shuffle(&mut countries);
        let reporters = random.weighed(&[(80, 1), (12, 2), (8, 3)]);
        let partners = random.weighed(&[(20, 0), (8, 2), (22, 3), (20, 4), (15, 5), (10, 7), (5, 10)]);
        let sectors = random.weighed(&[(50, 0), (12, 2), (16, 3), (12, 4), (6, 6), (4, 8)]);
        let per_year = random.weighed(&[(68, 1), (14, 4), (18, 12)]);
        let years = match per_year {
            1 => random.weighed(&[(6, 1), (14, 2), (30, 3), (25, 4), (15, 6), (10, 9)]),
            4 => random.within(1, 3),
            _ => random.within(1, 2),
        };
        let flows = random.weighed(&[(62, &[true, false][..]), (22, &[true][..]), (16, &[false][..])]).to_vec();
        let first = random.within(1996, 2024 - years) as i32;
        let whole_years = random.percent(70);
        let mut periods: Vec<(i32, usize)> =
            (0..years as i32).flat_map(|at| (1..=per_year).map(move |sub| (first + at, sub))).collect();
        if !whole_years && per_year > 1 {
            periods.truncate(periods.len() - random.below(per_year));
        }
        let mut sector_list: Vec<usize> = (0..SECTORS.len()).collect();
        random.shuffle(&mut sector_list);
        sector_list.truncate(sectors);
        if random.percent(70) {
            sector_list.sort_unstable();
        }
        let named = |list: &[usize]| -> Vec<Thing> {
            if list.is_empty() { vec![Thing::Whole] } else { list.iter().map(|at| Thing::Named(*at)).collect() }
        };
        let partner_list = &countries[reporters..reporters + partners];
        Self {
            reporters: countries[..reporters].to_vec(),
            partners: named(partner_list),
            sectors: named(&sector_list),
            flows,
            periods,
            per_year,
            decimals: random.weighed(&[(60, 0), (25, 1), (15, 2)]),
            values: Vec::new(),
        }
    }

    /// Draws the amounts; called once the hidden things are known.
    pub(crate) fn fill(&mut self, random: &mut Random) {
        let missing = random.weighed(&[(60, 0), (25, 2), (15, 10)]);
        let count =
            self.reporters.len() * self.partners.len() * self.sectors.len() * self.flows.len() * self.periods.len();
        let size = random.within(2, 5) as u32;
        self.values = (0..count)
            .map(|_| {
                let digits = random.within(size.saturating_sub(1).max(1) as usize, size as usize + 1) as u32;
                let value = 1 + (random.next() % 10u64.pow(digits)) as i64;
                if random.percent(missing) { None } else { Some(value) }
            })
            .collect();
    }

    pub(crate) fn value(&self, at: [usize; 5]) -> Option<i64> {
        self.values[self.place(at)]
    }

    /// The tonnes of a cell: no multiple of its amount.
    pub(crate) fn tonnes(&self, at: [usize; 5]) -> Option<i64> {
        let place = self.place(at);
        self.values[place].map(|value| 1 + (mixed(place as u64 ^ 0xABCD) % (value as u64 + 50)) as i64)
    }

    fn place(&self, at: [usize; 5]) -> usize {
        let [reporter, partner, sector, flow, period] = at;
        (((reporter * self.partners.len() + partner) * self.sectors.len() + sector) * self.flows.len() + flow)
            * self.periods.len()
            + period
    }

    /// The sum over parts of each axis with their signs, and whether an addend is missing.
    pub(crate) fn sum(&self, parts: [&[(usize, i64)]; 5], tonnes: bool) -> (Option<i64>, bool) {
        let (mut sum, mut gap) = (None, false);
        for (r, rs) in parts[0] {
            for (p, ps) in parts[1] {
                for (s, ss) in parts[2] {
                    for (f, fs) in parts[3] {
                        for (t, ts) in parts[4] {
                            let at = [*r, *p, *s, *f, *t];
                            match if tonnes { self.tonnes(at) } else { self.value(at) } {
                                Some(value) => sum = Some(sum.unwrap_or(0) + value * rs * ps * ss * fs * ts),
                                None => gap = true,
                            }
                        }
                    }
                }
            }
        }
        (sum, gap)
    }
}

/// What a row or column is called and what it stands for along its axis.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub label: String,
    pub code: String,
    pub parts: Vec<(usize, i64)>,
    /// Whether it is a place of the cube rather than a sum of places.
    pub real: bool,
}

impl Member {
    pub(crate) fn real(label: impl Into<String>, code: impl Into<String>, at: usize) -> Self {
        Self { label: label.into(), code: code.into(), parts: vec![(at, 1)], real: true }
    }

    pub(crate) fn sum(
        label: impl Into<String>,
        code: impl Into<String>,
        parts: impl IntoIterator<Item = usize>,
    ) -> Self {
        let parts = parts.into_iter().map(|at| (at, 1)).collect();
        Self { label: label.into(), code: code.into(), parts, real: false }
    }
}
