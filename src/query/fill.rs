//! Closing a gap from a published file: the figures that are missing are laid in from it, and nothing else.
//!
//! What a dataset says can be [closed](Closing) names the published items by the names that publishers give them. Only
//! complete figures are taken, no estimates, with the world and not with some partners, of the same currency and basis;
//! where the file does not state its flow or its basis, figures that both have must agree. What the file calls by
//! another name is left out and said, and a definition is made only of items that all come from the file.

use super::{Measure, Selection, Status, View};
use crate::data::{
    Amount, Axis, Basis, Closing, ClosingMember, Dataset, DatasetBuilder, FactStatus, Flow, MemberId, Period, Role,
    RowKey, UnitKind, Vintage, country,
};

/// Figures that the file and the dataset both have may differ by this share: revisions do. Beyond it they are not the
/// same item.
const REVISION: f64 = 0.1;

/// What was laid in, and what was not.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The dataset with the gap closed as far as the file goes.
    pub dataset: Dataset,
    /// How many figures were laid in.
    pub figures: usize,
    /// A sentence for each sector: what was laid in, what differs, what was left out and why.
    pub told: Vec<String>,
}

/// Lays into the gap of a dataset what a file has. Where it was taken for granted that its values are balances, only
/// items are taken whose figures can be held against the dataset's own.
///
/// # Errors
/// A sentence on why nothing can be laid in.
pub fn fill(base: &Dataset, file: &Dataset, name: &str, assumed: bool) -> Result<Filled, String> {
    let title = &base.meta.title;
    let closing = base.meta.closing.as_ref().ok_or_else(|| format!("{title} has no gap that a file closes"))?;
    let exponent = comparable(base, file, name)?;
    let unchecked = match assumed {
        true => Some("does not say what flow it is"),
        false if file.meta.basis == Basis::Other => Some("does not state its basis"),
        false => None,
    };
    let filler = Filler { base, file, name, closing, exponent, unchecked };
    let mut laid: Vec<Laid> = Vec::new();
    let mut told = Vec::new();
    for member in &closing.members {
        match filler.member(member, &laid) {
            Ok(new) => {
                told.push(new.sentence(name));
                laid.push(new);
            }
            Err(why) => told.push(why),
        }
    }
    let figures = laid.iter().map(|laid| laid.missing.len()).sum();
    if figures == 0 {
        return Err(format!("{name} closes nothing of the gap in {title}: {}", told.join("; ")));
    }
    let dataset = filler.dataset(&laid, &told).map_err(|error| error.to_string())?;
    Ok(Filled { dataset, figures, told })
}

/// Whether figures of the two may stand side by side; by how many powers of ten the file's unit is larger.
fn comparable(base: &Dataset, file: &Dataset, name: &str) -> Result<i32, String> {
    let (ours, theirs) = (&base.meta, &file.meta);
    if !matches!(theirs.unit.kind, UnitKind::Currency(_)) || ours.unit.kind != theirs.unit.kind {
        let (their, our) = (theirs.unit.words(), ours.unit.words());
        return Err(format!("{name} is in {their}, {} in {our}: nothing is converted", ours.title));
    }
    let stated = |basis: Basis| basis != Basis::Other;
    if stated(theirs.basis) && stated(ours.basis) && theirs.basis != ours.basis {
        let (their, our) = (theirs.basis.words(), ours.basis.words());
        return Err(format!("{name} is on {their}, {} on {our}: two bases are never mixed", ours.title));
    }
    let partners = file.dimension(Axis::Partner);
    if partners.total().is_none_or(|world| !file.has_facts(Axis::Partner, world)) {
        return Err(format!("{name} has figures with some partners only, {} with the world", ours.title));
    }
    let reporters = file.dimension(Axis::Reporter);
    let foreign = |code: &str| country::name(code).is_some() && base.dimension(Axis::Reporter).id_of(code).is_none();
    if let Some((_, other)) = reporters.iter().find(|(_, member)| foreign(&member.code)) {
        return Err(format!("{name} has figures of {}, which is not who reports in {}", other.label, ours.title));
    }
    Ok(i32::from(theirs.unit.exponent) - i32::from(ours.unit.exponent))
}

/// The figures of one sector that the file gives.
struct Laid {
    code: String,
    label: String,
    /// Every complete figure of the file, in the dataset's unit.
    all: Vec<(Period, Amount)>,
    /// Those that the dataset lacks.
    missing: Vec<(Period, Amount)>,
    /// Whether it is the sum of sectors laid in.
    is_sum: bool,
    /// By how much figures differ that both have, at most; none where there are none.
    differs: Option<f64>,
}

impl Laid {
    fn sentence(&self, name: &str) -> String {
        let Self { label, missing, differs, .. } = self;
        if missing.is_empty() {
            return format!("{label}: {name} has nothing that is missing");
        }
        let differs = match differs {
            None => String::new(),
            Some(share) if *share < 0.0005 => ", the same where both have figures".to_owned(),
            Some(share) => format!(", up to {:.1} % apart where both have figures", share * 100.0),
        };
        let sum = if self.is_sum { " as the sum of its items" } else { "" };
        format!("{label}: {} laid in{sum}{differs}", years(missing.iter().map(|(period, _)| *period)))
    }
}

/// "2017–2019, 2021".
fn years(periods: impl Iterator<Item = Period>) -> String {
    let runs = runs(periods);
    let word = |(from, to): &(Period, Period)| {
        if from == to { from.words() } else { format!("{}–{}", from.words(), to.words()) }
    };
    runs.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Stretches of periods that follow each other.
fn runs(periods: impl Iterator<Item = Period>) -> Vec<(Period, Period)> {
    let mut runs: Vec<(Period, Period)> = Vec::new();
    for period in periods {
        match runs.last_mut().filter(|(_, last)| last.shifted(1) == period) {
            Some((_, last)) => *last = period,
            None => runs.push((period, period)),
        }
    }
    runs
}

struct Filler<'a> {
    base: &'a Dataset,
    file: &'a Dataset,
    name: &'a str,
    closing: &'a Closing,
    exponent: i32,
    /// What the file leaves open, so that its figures count only where they can be held against the dataset's own.
    unchecked: Option<&'static str>,
}

impl Filler<'_> {
    /// What the file has of a sector.
    fn member(&self, member: &ClosingMember, laid: &[Laid]) -> Result<Laid, String> {
        let sectors = self.base.dimension(Axis::Sector);
        let id = sectors.id_of(&member.sector).ok_or_else(|| format!("{}: no such sector", member.sector))?;
        let label = sectors.get(id).label.clone();
        let left_out = |why: String| format!("{label} left out: {why}");
        let parts: Vec<Vec<(Period, Amount)>> = if member.sum.is_empty() {
            member.items.iter().map(|names| self.item(names)).collect::<Result<_, _>>().map_err(left_out)?
        } else {
            let part = |code: &String| {
                let known = laid.iter().find(|laid| laid.code == *code);
                known.map(|known| known.all.clone()).ok_or_else(|| left_out(format!("it needs {code}")))
            };
            member.sum.iter().map(part).collect::<Result<_, _>>()?
        };
        let all = sums(&parts);
        let own = self.balances(self.base, &member.sector);
        let differs = differs(&all, &own);
        if differs.is_some_and(|share| share > REVISION) {
            let share = differs.unwrap_or_default() * 100.0;
            return Err(left_out(format!(
                "its figures in {} differ by up to {share:.0} %, not the same item",
                self.name
            )));
        }
        if let Some(open) = self.unchecked.filter(|_| differs.is_none() && member.sum.is_empty()) {
            return Err(left_out(format!("{} {open}, and no figure here checks it", self.name)));
        }
        let is_missing = |period: Period| !own.iter().any(|(known, ..)| *known == period);
        // A fiscal year lies within the gap and is no year of it.
        let is_aligned = |period: Period| {
            (period.start_month() - self.closing.from.start_month()) % period.frequency().months() == 0
        };
        let in_gap = |period: Period| period.lies_within(self.closing.from, self.closing.to) && is_aligned(period);
        let missing = all.iter().copied().filter(|(period, _)| in_gap(*period) && is_missing(*period)).collect();
        Ok(Laid { code: member.sector.clone(), label, all, missing, is_sum: !member.sum.is_empty(), differs })
    }

    /// The complete balances of an item that the file calls by one of some names.
    fn item(&self, names: &[String]) -> Result<Vec<(Period, Amount)>, String> {
        let sectors = self.file.dimension(Axis::Sector);
        let wanted: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let is_named = |text: &str| wanted.contains(&folded(text));
        let last = |code: &str| code.rsplit(['/', ':']).next().map(str::trim).map(str::to_owned).unwrap_or_default();
        let named = |id: MemberId| {
            let member = sectors.get(id);
            let japanese = member.label_ja.as_deref().is_some_and(is_named);
            japanese || is_named(&member.label) || is_named(&last(&member.code))
        };
        let found: Vec<MemberId> = sectors.iter().map(|(id, _)| id).filter(|id| named(*id)).collect();
        match found.as_slice() {
            [] => Err(format!("{} has nothing called {}", self.name, names.join(" or "))),
            [id] => {
                let all = self.balances(self.file, &sectors.get(*id).code);
                let complete = |(period, amount, status): (Period, Amount, Status)| {
                    let own = status == Status::Ok;
                    own.then(|| scaled(amount, self.exponent)).flatten().map(|amount| (period, amount))
                };
                Ok(all.into_iter().filter_map(complete).collect())
            }
            several => {
                let names: Vec<&str> = several.iter().map(|id| sectors.get(*id).code.as_str()).collect();
                Err(format!("{} has several: {}", self.name, names.join(", ")))
            }
        }
    }

    /// The balances of a sector with the world, at the frequency of the base: of shorter periods only where each of them
    /// has a value. What is missing of an item that does not report regularly is no zero here.
    fn balances(&self, dataset: &Dataset, sector: &str) -> Vec<(Period, Amount, Status)> {
        let view = View { sectors: Selection::only([sector]), measure: Measure::Balance, top: 0, ..View::default() };
        let answer = super::lines(dataset, &view);
        let frequency = self.base.finest();
        let parts = usize::try_from(frequency.months() / answer.frequency.months()).unwrap_or_default();
        let points = answer.lines.first().map(|line| line.points.as_slice()).unwrap_or_default();
        let known: Vec<(Period, Amount, Status)> = { answer.periods.iter().zip(points) }
            .filter_map(|(period, point)| {
                let period = if parts == 1 { *period } else { period.rolled_up(frequency) };
                Some((period, point.value?.exact()?, point.status))
            })
            .collect();
        let whole = |run: &[(Period, Amount, Status)]| {
            let (period, ..) = *run.first().filter(|_| run.len() == parts)?;
            let amount = run.iter().map(|(_, amount, _)| *amount).reduce(|sum, amount| sum + amount)?;
            Some((period, amount, run.iter().map(|(.., status)| *status).max_by_key(|status| status.rank())?))
        };
        known.chunk_by(|(a, ..), (b, ..)| a == b).filter_map(whole).collect()
    }

    /// The dataset with what was laid in, and everything that it says of itself.
    fn dataset(&self, laid: &[Laid], told: &[String]) -> Result<Dataset, crate::data::RowError> {
        let base = self.base;
        let mut builder = DatasetBuilder::new(base.meta.clone());
        builder.report = base.report.clone();
        for axis in Axis::ALL {
            for member in base.dimension(axis).members() {
                builder.declare(axis, member.clone());
            }
        }
        base.gaps.iter().for_each(|gap| builder.gap(gap.clone()));
        // What was completed from parts is completed again.
        for fact in base.facts.iter().filter(|fact| !fact.status.has(FactStatus::DERIVED)) {
            let [reporter, partner, sector] = fact.members;
            let key =
                RowKey { reporter, partner, sector, flow: fact.flow, period: base.periods[usize::from(fact.period)] };
            builder.push(key, base.amount(fact.value.into()), fact.status.as_published(), 0);
        }
        let whole = |axis: Axis| {
            let dimension = base.dimension(axis);
            dimension.total().or_else(|| dimension.iter().find(|(_, m)| m.role == Role::Leaf).map(|(id, _)| id))
        };
        for laid in laid {
            let ids = (whole(Axis::Reporter), whole(Axis::Partner), builder.id_of(Axis::Sector, &laid.code));
            let (Some(reporter), Some(partner), Some(sector)) = ids else { continue };
            for (period, amount) in &laid.missing {
                let key = RowKey { reporter, partner, sector, flow: Flow::Balance, period: *period };
                builder.push(key, *amount, FactStatus::OK, 0);
            }
            let periods = laid.missing.iter().map(|(period, _)| *period);
            for (from, to) in runs(periods) {
                let text = self.vintage(laid, from, to);
                // Before the dataset's own, so that the first that fits is this.
                let sectors = vec![laid.code.clone()];
                builder.meta.vintages.insert(0, Vintage { from, to, sectors, text, laid_in: true });
            }
        }
        builder.meta.notes.push(format!("Laid in from {}. {}.", self.name, told.join(". ")));
        builder.meta.sources.push(self.source());
        let mut dataset = builder.finish()?;
        dataset.audit = base.audit.clone();
        Ok(dataset)
    }

    /// The publisher and the vintage of the file, as far as it states them.
    fn source(&self) -> String {
        let meta = &self.file.meta;
        let newest = self.file.periods.iter().max_by_key(|period| period.end_month());
        let until = newest.map(|period| format!("figures to {}", period.words())).unwrap_or_default();
        let vintage = if meta.vintage.is_empty() { until } else { meta.vintage.clone() };
        let parts = [self.name, meta.publisher.as_str(), vintage.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn vintage(&self, laid: &Laid, from: Period, to: Period) -> String {
        let sum = if laid.is_sum { ", sum of its items there" } else { "" };
        let stretch = if from == to { from.words() } else { format!("{}–{}", from.words(), to.words()) };
        format!("{} {stretch} laid in from {}{sum}", laid.label, self.source())
    }
}

/// Sums over all parts, for the periods that all of them have.
fn sums(parts: &[Vec<(Period, Amount)>]) -> Vec<(Period, Amount)> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let sum = |(period, amount): &(Period, Amount)| {
        let others = rest.iter().map(|part| part.iter().find(|(known, _)| known == period).map(|(_, amount)| *amount));
        let others: Option<Vec<Amount>> = others.collect();
        Some((*period, others?.into_iter().fold(*amount, |sum, amount| sum + amount)))
    };
    first.iter().filter_map(sum).collect()
}

/// By which share figures differ that both have and that are no estimates, at most.
fn differs(file: &[(Period, Amount)], own: &[(Period, Amount, Status)]) -> Option<f64> {
    let share = |(period, amount): &(Period, Amount)| {
        let (_, own, _) = own.iter().find(|(known, _, status)| known == period && *status == Status::Ok)?;
        let (ours, theirs) = (own.to_f64(), amount.to_f64());
        (ours != 0.0).then(|| ((theirs - ours) / ours).abs())
    };
    file.iter().filter_map(share).max_by(f64::total_cmp)
}

/// The amount in a unit that is smaller by some powers of ten, exactly.
fn scaled(amount: Amount, powers: i32) -> Option<Amount> {
    let decimals = i32::from(amount.decimals) - powers;
    if decimals >= 0 {
        let decimals = u8::try_from(decimals).ok().filter(|decimals| *decimals <= Amount::MAX_DECIMALS)?;
        return Some(Amount::new(amount.units, decimals));
    }
    let factor = 10i128.checked_pow(decimals.unsigned_abs())?;
    Some(Amount::new(amount.units.checked_mul(factor)?, 0))
}

/// A name without what its spellings differ in.
fn folded(name: &str) -> String {
    let plain = name.to_lowercase();
    let words =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !matches!(*word, "" | "services" | "and" | "etc"));
    words.collect()
}
