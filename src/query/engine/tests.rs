//! Whatever was toggled before, the engine answers as the plain definition does, at any number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::*;
use crate::data::{Amount, BlockLayout, DatasetBuilder, FactStatus, Member, Meta, Period, Role, RowKey, Unit};
use crate::query::{FrequencyChoice, GroupBy, Measure, Selection, Transform};

/// Values of which those of a period fit into 64 bits, and not those of all.
const LARGE: i64 = 8_000_000_000_000_000;

/// Blocks so small that a flow and period has several.
const BLOCKS: BlockLayout = BlockLayout { most_rows: 500, rows_of_each: 2 };

/// Every way of a large dataset is taken by a small one.
const LARGE_WAYS: Tuning = Tuning {
    looked_up_cost: 0,
    followed_alone: 128,
    added_alone: 64,
    read_alone: 64,
    entry_rows: 1,
    copied_run: 4,
    fewest_in_lanes: 1,
};

/// A dataset's table of numbers: density, remarks, reporters that give one side only, totals, decimals.
#[derive(Debug, Clone)]
struct Recipe {
    seed: u64,
    density: u32,
    remarks: u32,
    one_sided: u32,
    totals: bool,
    definitions: bool,
    size: i64,
    sectors: u32,
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let size = prop_oneof![Just(9i64), Just(1_000_000), Just(90_000_000_000), Just(LARGE)];
    let sectors = prop_oneof![8 => 3u32..9, 1 => 300u32..310];
    (any::<u64>(), 5u32..100, 0u32..12, 0u32..12, any::<(bool, bool)>(), size, sectors).prop_map(
        |(seed, density, remarks, one_sided, (totals, definitions), size, sectors)| Recipe {
            seed,
            density,
            remarks,
            one_sided,
            totals,
            definitions,
            size,
            sectors,
        },
    )
}

struct Random(u64);

impl Random {
    /// Below 2^53.
    fn wide(&mut self) -> i64 {
        i64::from(self.below(1 << 30)) << 23 | i64::from(self.below(1 << 23))
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as u32 % limit.max(1)
    }
}

impl Recipe {
    fn declare(&self, builder: &mut DatasetBuilder) {
        let mut add = |axis, code: String, role, parent, contains: Vec<MemberId>| {
            let label = format!("{code} in words");
            builder.declare(axis, Member { code, label, parent, role, contains, ..Member::default() });
        };
        for code in ["JPN", "DEU", "USA"] {
            add(Axis::Reporter, code.to_owned(), Role::Leaf, None, Vec::new());
        }
        let total = if self.totals { Role::Total } else { Role::Leaf };
        for (code, role) in [("WLD", total), ("AUS", Role::Leaf), ("CHN", Role::Leaf), ("FRA", Role::Unknown)] {
            add(Axis::Partner, code.to_owned(), role, None, Vec::new());
        }
        add(Axis::Partner, "EU".to_owned(), Role::Group, None, vec![3]);
        add(Axis::Sector, "ALL".to_owned(), if self.definitions { Role::Definition } else { total }, None, Vec::new());
        for sector in 1..self.sectors {
            let parent = if self.totals { Some(sector / 3) } else { None };
            let role = if self.definitions && sector == 1 { Role::Definition } else { Role::Leaf };
            add(Axis::Sector, format!("S{sector}"), role, parent.filter(|_| role == Role::Leaf), Vec::new());
        }
    }

    /// Four of five; the others are as the program has them.
    const fn has_large_ways(&self) -> bool {
        !self.seed.is_multiple_of(5)
    }

    fn dataset(&self) -> Dataset {
        let mut builder = DatasetBuilder::new(Meta { unit: Unit::currency("USD", 6), ..Meta::default() });
        builder.layout = if self.has_large_ways() { BLOCKS } else { BlockLayout::default() };
        self.declare(&mut builder);
        let mut random = Random(self.seed | 1);
        for month in 0..15 {
            for reporter in 0..3 {
                let lone = random.below(100) < self.one_sided;
                for flow in [Flow::Export, Flow::Import, Flow::ReExport, Flow::Balance] {
                    let left_out = flow == Flow::Balance && !self.seed.is_multiple_of(3);
                    if left_out || lone && flow == Flow::Import {
                        continue;
                    }
                    for partner in 0..5 {
                        for sector in 0..self.sectors {
                            if random.below(100) >= self.density.min(4000 / self.sectors) {
                                continue;
                            }
                            let period = Period::month(2020, 1).shifted(month);
                            let key = RowKey { reporter, partner, sector, flow, period };
                            let status = match random.below(100) {
                                drawn if drawn >= self.remarks => FactStatus::OK,
                                drawn => FactStatus(1 << (drawn % 4)),
                            };
                            let value = i128::from(random.wide() % self.size - self.size / 4);
                            let value = if status.is_gap() { 0 } else { value };
                            builder.push(key, Amount::new(value, 1), status, 2);
                        }
                    }
                }
            }
        }
        builder.finish().expect("a dataset")
    }
}

/// Changes a view as a person does, mostly by a toggle.
fn step(view: &mut View, dataset: &Dataset, random: &mut Random) -> usize {
    let axis = Axis::ALL[random.below(3) as usize];
    let dimension = dataset.dimension(axis);
    let member = random.below(dimension.len() as u32);
    let pick = random.below(40) as usize;
    match pick {
        0 => *view.selection_mut(axis) = Selection::all(),
        1 => *view.selection_mut(axis) = Selection::none(),
        2 => *view.selection_mut(axis) = Selection::only([dimension.get(member).code.clone()]),
        3 => *view.selection_mut(axis) = view.selection(axis).inverted(dimension),
        4 => view.measure = Measure::ALL[random.below(6) as usize],
        5 => view.by = GroupBy::ALL[random.below(5) as usize],
        6 => view.top = random.below(4) as usize,
        7 => view.frequency = FrequencyChoice::ALL[random.below(4) as usize],
        8 => view.transform = Transform::ALL[random.below(7) as usize],
        9 => view.from = Some(Period::month(2020, 1).shifted(random.below(15).cast_signed())),
        10 => view.to = Some(Period::month(2020, 1).shifted(random.below(15).cast_signed())),
        11 => (view.from, view.to) = (None, None),
        _ => {
            *view.selection_mut(axis) = view.selection(axis).toggled(dimension, member);
            return 1;
        }
    }
    0
}

/// The answers of the plain definition at each step of a walk: one of the view, two of those beside it.
type Plain = (Answer, [Trajectories; 2]);

/// Takes so many steps; says how many of them were toggles. The plain answers are those of `plain` as far as it goes, and
/// are kept there: the same walk at another number of threads has the same.
fn walk(recipe: &Recipe, threads: usize, steps: usize, plain: &mut Vec<Plain>) -> usize {
    let dataset = Arc::new(recipe.dataset());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let tuning = if recipe.has_large_ways() { LARGE_WAYS } else { Tuning::default() };
    let mut engine = Engine::tuned(Arc::clone(&dataset), tuning);
    let mut view = View { by: GroupBy::Partner, ..View::default() };
    let mut random = Random(recipe.seed.rotate_left(7) | 1);
    let mut toggles = 0;
    for at in 0..steps {
        toggles += step(&mut view, &dataset, &mut random);
        let one = View { by: GroupBy::None, from: None, to: None, ..view.clone() };
        let wider = View { from: None, to: None, ..view.clone() };
        let beside = [one, wider];
        if at % 16 == 9 {
            // A request that is given up on the way leaves nothing wrong behind.
            let asked = AtomicUsize::new(0);
            let cancelled = || asked.fetch_add(1, Ordering::Relaxed) > 3;
            let _ = pool.install(|| engine.run(&view, &cancelled));
        }
        if at % 5 == 3 {
            pool.install(|| engine.prepare_toggles(&view, &|| at % 10 == 3));
        }
        let found = pool.install(|| engine.run_beside(&view, &beside, &|| false)).expect("an answer");
        if plain.len() == at {
            let beside = beside.each_ref().map(|view| crate::query::trajectories(&dataset, view));
            plain.push((crate::query::run(&dataset, &view), beside));
        }
        let (answer, lines) = &plain[at];
        assert_eq!(found.0, *answer, "{view:?}");
        for ((found, lines), view) in found.1.iter().zip(lines).zip(&beside) {
            assert_eq!(found, lines, "{view:?}");
        }
    }
    toggles
}

#[test]
fn ten_thousand_toggles_equal_fresh_answers_at_one_two_and_eight_threads() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRunner};
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let mut toggles = [0; 3];
    for case in 0..160 {
        let recipe = recipe().new_tree(&mut runner).expect("a recipe").current();
        let steps = if recipe.sectors > 100 { 40 } else { 100 + case % 7 };
        let mut plain = Vec::with_capacity(steps);
        for (toggles, threads) in toggles.iter_mut().zip([1, 2, 8]) {
            *toggles += walk(&recipe, threads, steps, &mut plain);
        }
    }
    assert!(toggles.iter().all(|toggles| *toggles >= 10_000), "{toggles:?}");
}

#[test]
fn sums_of_a_period_may_be_as_large_as_64_bits() {
    let recipe = Recipe {
        seed: 7,
        density: 90,
        remarks: 3,
        one_sided: 3,
        totals: false,
        definitions: false,
        size: LARGE,
        sectors: 8,
    };
    // Fewer periods at a time than bars are of.
    let fitting = recipe.dataset().facts.periods_fitting_i64();
    assert!((2..12).contains(&fitting), "{fitting}");
    assert!(walk(&recipe, 2, 60, &mut Vec::new()) > 30);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_walk_equals_fresh_answers(recipe in recipe()) {
        walk(&recipe, 2, 24, &mut Vec::new());
    }
}

#[test]
fn sums_beyond_64_bits_are_answered_by_the_plain_definition() {
    let mut builder = DatasetBuilder::new(Meta::default());
    builder.member(Axis::Reporter, "JPN", "Japan");
    builder.member(Axis::Sector, "A", "Apples");
    for partner in 0..3 {
        let partner = builder.member(Axis::Partner, &format!("P{partner}"), "A partner");
        let key = RowKey { reporter: 0, partner, sector: 0, flow: Flow::Export, period: Period::year(2020) };
        builder.push(key, Amount::new(i128::from(i64::MAX), 0), FactStatus::OK, 2);
    }
    let dataset = Arc::new(builder.finish().expect("a dataset"));
    let view = View { measure: Measure::Exports, ..View::default() };
    let answer = Engine::new(Arc::clone(&dataset)).run(&view, &|| false).expect("an answer");
    assert_eq!(answer, crate::query::run(&dataset, &view));
    let value = answer.trajectories.lines[0].points[0].value.expect("a value");
    assert_eq!(value.to_string(), (3 * i128::from(i64::MAX)).to_string());
}
