//! The title: one sentence that states the finding of what is on screen.

use crate::data::{Axis, Dataset, Frequency, MemberId, capitalised, count_in_words};
use crate::query::{ChartKind, GroupBy, Line, LineRole, Measure, Reason, Trajectories, Transform, ValueKind, View};

use super::Kind;
use super::rules::{self, Crossing, crossing, extreme_of, first_of_season, last_turn, ratio};
use super::series::Series;
use super::subtitle::subtitle;
use super::transformed::{accumulated, changed, grew, indexed, quotient, shared};
use super::wording::{Chosen, Wording, decapitalised, multiple};

/// Longer titles break into a second line; what would pass this is left unsaid.
const FITS: usize = 90;

/// What stands above the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The finding in a sentence without a full stop.
    pub title: String,
    /// The definition in a line: what, how summed, in which unit, on which basis.
    pub subtitle: String,
}

/// The title and the subtitle of what is on screen; the view's own ones where a person wrote them.
///
/// A record is claimed only where no value of the range is missing and the file does not reach
/// further back than the range shown.
#[must_use]
pub fn headline(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Headline {
    headline_over(dataset, view, trajectories, None)
}

/// As [`headline`], with the same view over the whole file, so that a record can be claimed although
/// the range shown starts later than the file.
#[must_use]
pub fn headline_over(
    dataset: &Dataset,
    view: &View,
    trajectories: &Trajectories,
    loaded: Option<&Trajectories>,
) -> Headline {
    let words = Wording::new(dataset, view, trajectories);
    let written = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Headline {
        title: written(&view.title).unwrap_or_else(|| capitalised(&title(words.brief(), loaded))),
        subtitle: written(&view.subtitle).unwrap_or_else(|| subtitle(words)),
    }
}

/// The longest of a sentence's continuations that fits, or the bare sentence.
fn fitted(base: String, more: impl IntoIterator<Item = Option<String>>) -> String {
    let fits = |text: &String| text.chars().count() <= FITS;
    let longer = more.into_iter().flatten().map(|more| format!("{base}{more}")).find(fits);
    longer.unwrap_or(base)
}

fn title(words: Wording<'_>, loaded: Option<&Trajectories>) -> String {
    // Where there are definitions only, all of them are no sum of anything, and are shown all the same.
    let nothing = |axis: Axis| words.chosen(axis) == Chosen::Nothing && !words.view.selection(axis).is_all();
    if Axis::ALL.into_iter().any(nothing) {
        return "Nothing is selected".to_owned();
    }
    let any = || words.shown.lines.iter().any(|line| line.last().is_some());
    let sentence = || {
        added_together(words)
            .or_else(|| told_twice(words))
            .or_else(|| ranked(words))
            .or_else(|| race(words))
            .or_else(|| flows(words))
            .or_else(|| of_one_line(words, loaded))
    };
    // What is not on the chart is no headline over it.
    let sentence = if any() { sentence() } else { None };
    let points = || words.shown.lines.iter().flat_map(|line| &line.points);
    let is_mixed = || points().any(|point| words.shown.reason(point) == Some(&Reason::MixedSigns));
    let nothing = || match any() {
        true => "No complete figures for this selection",
        false if is_mixed() => "Surpluses beside deficits have no shares",
        false => "No figures for this selection",
    };
    sentence.unwrap_or_else(|| nothing().to_owned())
}

/// What several reporters add up to is nobody's balance: it is named, and no figure of it is a headline.
fn added_together(words: Wording<'_>) -> Option<String> {
    let line = lead(words)?.line;
    let count = words.summed_reporters(line)?;
    let two_flows = words.has_two_flows();
    let what = match words.view.measure {
        _ if two_flows => "exports and imports",
        Measure::Balance => "balances",
        Measure::Exports => "exports",
        Measure::Imports => "imports",
        Measure::Turnover => "exports and imports",
        Measure::Coverage => "coverage",
        Measure::Normalised => "normalised balances",
    };
    let noun = words.plain_noun(if two_flows { Measure::Exports } else { words.view.measure });
    let what = format!("{noun} {what}");
    // Beside others no line is named alone: what each stands for is told of all.
    let is_one_of_many = words.shown.lines.len() > 1;
    let each = |axis: Axis| format!("each {}", words.dataset.noun(axis).word());
    let partner = match words.view.by {
        GroupBy::Partner if is_one_of_many => format!(" {} {}", words.preposition(line), each(Axis::Partner)),
        _ => words.partner(line),
    };
    let sector = match words.view.by {
        GroupBy::Sector if is_one_of_many => format!(" in {}", each(Axis::Sector)),
        _ => words.sector(line),
    };
    let whom = format!("{partner}{sector}");
    Some(format!(
        "{} of {} {}{whom}, added together",
        capitalised(what.trim()),
        count_in_words(count),
        words.dataset.noun(Axis::Reporter).plural()
    ))
}

/// The world's exports and imports are one trade: how far its two tellings differ, and no surplus.
fn told_twice(words: Wording<'_>) -> Option<String> {
    let series = lead(words).filter(|series| words.is_worlds_balance(series.line) && words.is_level())?;
    let at = told_at(words, &series)?;
    let within = within(words, &series, at)?;
    let (amount, noun) = (words.size_at(&series, at), words.plain_noun(Measure::Exports));
    let what = format!("{noun} exports and imports").trim().to_owned();
    Some(format!("The world\u{2019}s {what}{} as reported differ by {amount} {within}", words.sector(series.line)))
}

/// Whether the lines are all there is, so that their sum is what people ask about first.
pub(super) fn shows_everything(words: Wording<'_>) -> bool {
    words.view.by.axis().is_some_and(|axis| words.chosen(axis) == Chosen::Everything)
}

/// Whether the title tells of the sum of several lines, which is none of them.
pub(super) fn tells_of_sum(words: Wording<'_>) -> bool {
    let is_ranked = words.view.chart == ChartKind::Ranked;
    !is_ranked && words.shown.lines.len() > 1 && lead(words).is_some_and(|lead| lead.line.role == LineRole::Whole)
}

/// One line that overtook another, among lines that a person picked.
fn race(words: Wording<'_>) -> Option<String> {
    let told_as_a_whole = shows_everything(words) && words.shown.whole.is_some();
    crossing(words).filter(|_| !told_as_a_whole).and_then(|crossing| overtaken(words, &crossing))
}

/// "The US deficit with Taiwan has overtaken the one with China"; nothing where either has no name.
fn overtaken(words: Wording<'_>, crossing: &Crossing<'_>) -> Option<String> {
    let (ahead, behind) = (crossing.ahead.line, crossing.behind.line);
    if ahead.label.trim().is_empty() || behind.label.trim().is_empty() {
        return None;
    }
    let head = words.head(ahead, crossing.ahead.number(crossing.last).unwrap_or(0.0));
    let plural = head.ends_with("ports");
    let (has, one) = if plural { ("have", "those") } else { ("has", "the one") };
    if words.view.by == GroupBy::Reporter {
        let that = if plural { "those" } else { "that" };
        return Some(format!("{} {has} overtaken {that} of {}", words.phrase(ahead, "", head), whom(words, behind)));
    }
    // Without the dataset's noun, which the subtitle has: a short sentence is for saying aloud.
    let owner = words.owner(ahead);
    let (own, other) = (own_tail(words, ahead, head), own_tail(words, behind, head));
    let tail = match words.view.by {
        GroupBy::Partner => tailed(own, words.sector_of(ahead, head)),
        _ => tailed(words.partner(ahead), own),
    };
    Some(format!("{owner} {head}{tail} {has} overtaken {one}{other}"))
}

/// With whom or in what a line is, of the two that it stands for itself: " with Taiwan", " of cars". What other sentences
/// leave unsaid or say before the head, as of an account or of a total, is said here all the same: " in secondary income".
fn own_tail(words: Wording<'_>, line: &Line, head: &str) -> String {
    let (said, preposition) = match words.view.by {
        GroupBy::Partner => (words.partner(line), "with"),
        _ => (words.sector_of(line, head), "in"),
    };
    if said.is_empty() { format!(" {preposition} {}", whom(words, line)) } else { said }
}

/// With whom and in what: what exports are of stands before whom they go to.
fn tailed(partner: String, sector: String) -> String {
    if sector.starts_with(" of ") { sector + &partner } else { partner + &sector }
}

/// The name of a line's own member inside a sentence.
pub(super) fn whom(words: Wording<'_>, line: &Line) -> String {
    words.fitted(match words.view.by {
        GroupBy::Sector => decapitalised(&line.label),
        GroupBy::Reporter => words.placed(Axis::Reporter, &line.code, &line.label),
        _ => words.placed(Axis::Partner, &line.code, &line.label),
    })
}

/// The title of a ranked chart: who is largest at its period.
fn ranked<'a>(words: Wording<'a>) -> Option<String> {
    let Wording { view, shown, .. } = words;
    if view.chart != ChartKind::Ranked || !words.is_level() || view.by.axis().is_none() {
        return None;
    }
    let axis = view.by.axis()?;
    let dimension = words.dataset.dimension(axis);
    let ids: Vec<MemberId> = shown.lines.iter().filter_map(|line| dimension.id_of(&line.code)).collect();
    // A total beside its own parts is larger than any of them, and no news.
    let holds_another = |line: &Line| {
        let own = dimension.id_of(&line.code);
        own.is_some_and(|own| ids.iter().any(|id| dimension.ancestors(*id).any(|above| above == own)))
    };
    let members = || shown.lines.iter().filter(|line| line.role == LineRole::Member && !holds_another(line));
    let series = |line: &'a Line| Series { line, periods: &shown.periods };
    let at = shown.ranked_at(view.ranked_at)?;
    let size = |line: &'a Line| series(line).number(at).map_or(-1.0, f64::abs);
    let line = members().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let value = series(line).number(at).filter(|value| *value != 0.0)?;
    // Of equals none is the largest.
    if members().count() < 2 || members().filter(|other| size(other) == size(line)).count() > 1 {
        return None;
    }
    let complete = members().all(|line| series(line).value(at).is_some());
    let within = words.within(*shown.periods.get(at)?);
    let head = words.head(line, value);
    let amount = words.size_at(&series(line), at);
    let among = match (view.selection(axis).is_all(), complete) {
        _ if !words.is_largest(value, at) => " of those listed",
        (false, true) => " of those selected",
        (false, false) => " of those selected that have a figure",
        (true, true) => "",
        (true, false) => " of those reported",
    };
    // A balance is the reporter's own: the partner or the sector has none. What is the same for all stands before it.
    let (with, fixed) = match view.by {
        GroupBy::Partner => (words.partner(line), words.sector_of(line, head)),
        GroupBy::Sector => (words.sector(line), words.partner(line)),
        GroupBy::None | GroupBy::Reporter | GroupBy::Flow => (String::new(), words.tail(line, head)),
    };
    let noun = words.noun(line);
    let what = if noun.is_empty() { head.to_owned() } else { format!("{noun} {head}") };
    if with.is_empty() {
        let whom = capitalised(&whom(words, line));
        return Some(format!("{whom}: the largest {what}{fixed}{among} {within}, {amount}"));
    }
    let was = if head.ends_with('s') && head != "surplus" { "were" } else { "was" };
    let owner = if head.ends_with("ports") { words.bare_owner(line) } else { words.owner(line) };
    let whose = capitalised(format!("{owner} {what}").trim());
    Some(format!("{whose}{fixed} {within} {was} largest{with}{among}, {amount}"))
}

/// The title of exports beside imports.
fn flows(words: Wording<'_>) -> Option<String> {
    if words.view.by != GroupBy::Flow || !words.is_level() {
        return None;
    }
    let series = |code| words.shown.line(code).map(|line| Series { line, periods: &words.shown.periods });
    let (exports, imports) = (series("export")?, series("import")?);
    let is_told = |at: &usize| words.view.chart != ChartKind::Ranked || told_at(words, &exports) == Some(*at);
    let at = exports.places().rev().filter(is_told).find(|at| imports.value(*at).is_some())?;
    // In a balance the imports stand below zero already.
    let signed = words.view.measure == Measure::Balance;
    let imported = if signed { -imports.number(at)? } else { imports.number(at)? };
    let difference = exports.number(at)? - imported;
    let within = within(words, &exports, at)?;
    let estimated = if exports.estimated(at) || imports.estimated(at) { "an estimated " } else { "" };
    let owner = words.bare_owner(exports.line);
    let noun = words.noun(exports.line);
    let tail = words.with_partner(exports.line);
    let sector = words.sector(exports.line);
    let what =
        [owner.as_str(), noun.as_str()].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let amount = words.long(difference.abs());
    let (more, less) = if difference >= 0.0 { ("exports", "imports") } else { ("imports", "exports") };
    let opening = |text: String| capitalised(text.trim_start());
    if words.is_worlds(exports.line) {
        // One trade told twice: neither exceeds the other.
        let text = format!("{what} exports and imports{sector} as reported differ by {estimated}{amount} {within}");
        return Some(opening(text));
    }
    if difference == 0.0 {
        return Some(opening(format!("{what} exports matched imports{sector}{tail} {within}")));
    }
    Some(opening(format!("{what} {more} exceeded {less}{sector}{tail} by {estimated}{amount} {within}")))
}

/// The line that the title speaks of: everything where all partners or sectors are shown, else the
/// first definition or the first member.
fn lead(words: Wording<'_>) -> Option<Series<'_>> {
    let shown = words.shown;
    let filled = |line: &&Line| told_at(words, &Series { line, periods: &shown.periods }).is_some();
    let summed = |line: &&Line| words.summed_reporters(line).is_some();
    // The whole has no share: it is the whole.
    let is_share = words.view.transform == Transform::Share;
    let whole =
        shown.whole.as_ref().filter(|line| shows_everything(words) && filled(line) && !summed(line) && !is_share);
    let own = |line: &&Line| !matches!(line.role, LineRole::Others | LineRole::NotListed);
    let sectors = words.dataset.dimension(Axis::Sector);
    // The file's first definition is the one that people quote, whichever is larger.
    let definitions = shown.lines.iter().filter(|line| line.role == LineRole::Definition).filter(filled);
    let line = whole
        .or_else(|| definitions.min_by_key(|line| sectors.id_of(&line.code)))
        .or_else(|| shown.lines.iter().filter(own).find(filled))
        .or_else(|| shown.lines.iter().find(filled));
    line.map(|line| Series { line, periods: &shown.periods })
}

/// The place of the value of a line that the title tells: of a ranked chart the one that is drawn, else the last; of a
/// definition the last that is no estimate.
fn told_at(words: Wording<'_>, series: &Series<'_>) -> Option<usize> {
    if words.view.chart == ChartKind::Ranked {
        return words.shown.ranked_at(words.view.ranked_at).filter(|at| series.value(*at).is_some());
    }
    let firm = if series.line.role == LineRole::Definition { series.last_firm() } else { None };
    firm.or_else(|| series.last())
}

/// "in 2024"; of a period long before the end of what is shown also why nothing newer is told: "in 2020 (the last complete
/// year)". Of a ranked chart the period was chosen.
pub(super) fn within(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let within = words.within(*series.periods.get(at)?);
    let last = words.last_of_its_kind(series, at).filter(|_| words.view.chart != ChartKind::Ranked);
    Some(last.map_or(within.clone(), |last| bracketed(&within, &last)))
}

/// A text with something in brackets behind it, within those that it ends with.
pub(super) fn bracketed(text: &str, more: &str) -> String {
    match text.strip_suffix(')') {
        Some(open) if text.contains('(') => format!("{open}; {more})"),
        _ => format!("{text} ({more})"),
    }
}

/// The sentence on one line.
fn of_one_line(words: Wording<'_>, loaded: Option<&Trajectories>) -> Option<String> {
    let series = lead(words)?;
    let at = told_at(words, &series)?;
    match (&words.shown.kind, words.view.transform) {
        (_, Transform::Change) => changed(words, &series, at),
        (_, Transform::Growth) => grew(words, &series, at),
        (_, Transform::Index) => indexed(words, &series, at),
        (_, Transform::Share) => shared(words, &series, at),
        (ValueKind::Money(_), Transform::Cumulative) => accumulated(words, &series, at),
        (ValueKind::Money(_), _) => level(words, &series, at, loaded),
        _ => quotient(words, &series, at),
    }
}

/// The value of a level: a turn of sign, a record, or the change on a year before.
fn level(words: Wording<'_>, series: &Series<'_>, at: usize, loaded: Option<&Trajectories>) -> Option<String> {
    turned(words, series, at)
        .or_else(|| reached_record(words, series, at, loaded))
        .or_else(|| against_year_before(words, series, at))
        .or_else(|| stood(words, series, at))
}

/// "Japan’s goods balance turned from a surplus into a deficit of 2.56 trillion yen in 2011".
fn turned(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let (before, after) = last_turn(series).filter(|_| words.is_balance(series.line))?;
    // A turn is news for a year, and single months turn too often to be a title.
    let seasonal = words.view.transform == Transform::Level && words.shown.frequency != Frequency::Year;
    if seasonal || after - before != 1 || after > at || at - after >= words.shown.frequency.per_year() {
        return None;
    }
    let (from, to) = if series.sign(after)? < 0 { ("surplus", "deficit") } else { ("deficit", "surplus") };
    let base = words.phrase(series.line, "", "balance");
    let within = within(words, series, at)?;
    let amount = words.size_at(series, at);
    if after == at {
        return Some(format!("{base} turned from a {from} into a {to} of {amount} {within}"));
    }
    // The title's figure is the newest, not that of the turn.
    let since = series.periods.get(after)?.words();
    Some(format!("{base} has been in {to} since {since}: {amount} {within}"))
}

/// "… reached a record 6.46 trillion yen in 2024 (data since 2014)", or what may be said instead.
fn reached_record(words: Wording<'_>, series: &Series<'_>, at: usize, loaded: Option<&Trajectories>) -> Option<String> {
    let record = Record::of(words, series, at, loaded)?;
    let start = record.start.as_str();
    let base = words.phrase(series.line, "", words.head(series.line, series.number(at)?));
    let amount = words.size_at(series, at);
    let within = within(words, series, at)?;
    let times = times(words, series, at);
    if record.sure {
        let claim = format!("{base} reached a record {amount} {within}");
        // A record always says since when, however long the title becomes.
        let since = bracketed(&claim, &format!("data since {start}"));
        let times = times.filter(|_| record.starts_here).map(|times| format!("{claim}{times}"));
        return Some(times.filter(|text| text.chars().count() <= FITS).unwrap_or(since));
    }
    let claim = format!("{base} reached {amount} {within}");
    let largest = if record.gap {
        format!(", the largest of the {} at hand", words.steps())
    } else {
        format!(", the largest since {start}")
    };
    Some(fitted(claim, [times, Some(largest)]))
}

/// What makes the last value a record in size.
struct Record {
    /// The first period that it was compared with.
    start: String,
    /// Whether nothing is missing since, and the file has nothing before.
    sure: bool,
    /// Whether something is missing since.
    gap: bool,
    /// Whether the comparison starts in the range shown.
    starts_here: bool,
}

impl Record {
    fn of(words: Wording<'_>, series: &Series<'_>, at: usize, loaded: Option<&Trajectories>) -> Option<Self> {
        let long = loaded.and_then(|loaded| rules::longer(series, loaded));
        let starts_here = long.is_none_or(|(_, offset)| offset == 0);
        let (long, offset) = long.unwrap_or((*series, 0));
        let deficit = words.is_balance(series.line) && series.sign(at)? < 0;
        let kind = if deficit { Kind::RecordLow } else { Kind::RecordHigh };
        let extreme = extreme_of(&long.until(at + offset), kind).filter(|extreme| extreme.at == at + offset)?;
        if words.is_balance(series.line) && series.sign(at)? == 0 {
            return None;
        }
        let cut = long.periods.first().is_some_and(|first| rules::reaches_before(words, *first));
        let start = long.periods.get(extreme.first)?.words();
        // What a person laid in from another file carries no record of the publisher's.
        let laid_in = long.has_laid_in(extreme.first, extreme.last);
        Some(Self { start, sure: !extreme.gap && !cut && !laid_in, gap: extreme.gap || laid_in, starts_here })
    }
}

/// ", 3.2 times that of 2014": against the first value shown of the same season.
fn times(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let per_year = words.shown.frequency.per_year();
    let from = first_of_season(series, at, per_year).filter(|from| !series.estimated(*from))?;
    let ratio = ratio(series, from, at).filter(|ratio| (1.5..=100.0).contains(ratio))?;
    let when = words.when(*series.periods.get(from)?);
    let the = if when.starts_with(|c: char| c.is_ascii_digit()) && when.contains(' ') { "the " } else { "" };
    Some(format!(", {} times that of {the}{when}", multiple(ratio)))
}

/// "… halved to 2.65 trillion yen in 2025, from 5.63 trillion in 2024".
fn against_year_before(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let before = at.checked_sub(words.shown.frequency.per_year())?;
    let ratio = ratio(series, before, at)?;
    let words = words.alike([series.number(at)?, series.number(before)?]);
    let (now, then) = (words.size_at(series, at), words.size_at(series, before));
    // What reads alike has not risen for the reader.
    let ratio = if now == then { 1.0 } else { ratio };
    let verb = movement(words.is_balance(series.line), series.sign(at)?, ratio);
    let base = words.phrase(series.line, "", words.head(series.line, series.number(at)?));
    let within = within(words, series, at)?;
    let head = words.head(series.line, series.number(at)?);
    let verb = if head.ends_with("ports") { verb.replacen("was ", "were ", 1) } else { verb.to_owned() };
    let (verb, to) = verb.rsplit_once(' ').unwrap_or((&verb, "at"));
    let claim = format!("{base} {verb} {to} {now} {within}");
    let ago = match words.shown.frequency {
        Frequency::Year => words.within(*series.periods.get(before)?),
        _ => "a year before".to_owned(),
    };
    let from = if now == then { format!(", as {ago}") } else { format!(", from {} {ago}", without_noun(words, then)) };
    // A change that rests on an estimate must say so, and one of a single month or quarter must say
    // that it is not against the month before, however long the title becomes.
    let single = words.shown.frequency != Frequency::Year && words.view.transform == Transform::Level;
    let must = series.estimated(before) || single;
    let whole = format!("{claim}{from}");
    // What has moved has moved from something: without its figure at least since when.
    let fits = must || whole.chars().count() <= FITS;
    Some(if fits { whole } else { format!("{base} {verb} on a year before, {to} {now} {within}") })
}

/// "5.63 trillion" of "5.63 trillion yen", where the sentence has named the currency already.
fn without_noun(words: Wording<'_>, amount: String) -> String {
    let ValueKind::Money(unit) = &words.shown.kind else { return amount };
    let noun = [unit.noun(), "dollars", "tonnes"].into_iter().find_map(|noun| amount.strip_suffix(noun));
    let bare = noun.map(str::trim_end);
    // A number alone would lose what it counts.
    bare.filter(|bare| bare.ends_with(char::is_alphabetic)).map_or(amount.clone(), str::to_owned)
}

/// The verb for a size that is now so many times what it was a year before.
fn movement(balance: bool, sign: i8, ratio: f64) -> &'static str {
    let (up, down) = match (balance, sign) {
        (true, -1) => ("widened to", "narrowed to"),
        _ => ("rose to", "fell to"),
    };
    if ratio >= 2.0 {
        "more than doubled to"
    } else if ratio >= 1.005 {
        up
    } else if ratio > 0.995 {
        "was little changed at"
    } else if ratio > 0.5 {
        down
    } else if ratio >= 0.4 {
        "halved to"
    } else {
        "fell by more than half to"
    }
}

/// "Japan’s goods deficit stood at 2.65 trillion yen in 2025".
fn stood(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = series.number(at)?;
    let within = within(words, series, at)?;
    let base = words.phrase(series.line, "", words.head(series.line, value));
    let one_sided = !words.is_balance(series.line);
    if value == 0.0 && !one_sided {
        return Some(format!("{base} was zero {within}"));
    }
    Some(format!("{base} stood at {} {within}", words.size_at(series, at)))
}

impl Series<'_> {
    /// The series as it was known up to a place.
    fn until(&self, at: usize) -> Self {
        Series { line: self.line, periods: &self.periods[..self.periods.len().min(at + 1)] }
    }
}
