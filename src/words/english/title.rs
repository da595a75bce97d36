//! Titles: one sentence without a full stop.

use std::cmp::Ordering;

use super::English;
use super::names::decapitalised;
use super::numbers::multiple;
use super::phrase::{bracketed, joined};
use crate::data::{Axis, Period, capitalised, count_in_words};
use crate::insight::{
    Among, Claim, Covers, Each, Head, Members, Movement, Name, Nothing, Record, Size, Subject, Title, Told, Trade,
    When, Within,
};
use crate::query::{GroupBy, Measure};

/// Longer titles break into a second line; what would pass this is left unsaid.
const FITS: usize = 90;

fn fits(text: &str) -> bool {
    text.chars().count() <= FITS
}

/// Above, at or below zero.
fn side(size: &Size) -> Ordering {
    size.value.partial_cmp(&0.0).unwrap_or(Ordering::Equal)
}

impl English<'_> {
    pub(super) fn title(&self, title: &Title) -> String {
        match title {
            Title::Written(text) => text.clone(),
            Title::Nothing(Nothing::Selected) => say!(self, "title-nothing-selected"),
            Title::Nothing(Nothing::Complete) => say!(self, "title-nothing-complete"),
            Title::Nothing(Nothing::Shared) => say!(self, "title-nothing-shared"),
            Title::Nothing(Nothing::Known) => say!(self, "title-nothing-known"),
            Title::Told { reporter, claim } => {
                let told = Self { is_brief: true, is_of_us: reporter.as_deref() == Some("USA"), ..*self };
                capitalised(&told.claim(claim))
            }
        }
    }

    fn claim(&self, claim: &Claim) -> String {
        match claim {
            Claim::AddedTogether { trade, measure, count, of, partners, sectors } => {
                let what = self.added(trade, *measure);
                let partners = self.partners_of_all(*of, partners);
                let what = joined(&[
                    &capitalised(&what),
                    &say!(self, "of-members", count = count_in_words(*count), members = self.plural(Axis::Reporter)),
                    &partners,
                    &self.sectors_of_all(sectors),
                ]);
                say!(self, "title-added-together", what = what)
            }
            Claim::ToldTwice { trade, sectors, amount, within } => {
                let flows = joined(&[&self.noun(trade), &say!(self, "flows-both"), &self.sectors(sectors)]);
                let (amount, within) = (self.sentence(amount), self.within(within));
                say!(self, "title-told-twice", flows = flows, amount = amount, within = within)
            }
            Claim::Largest { subject, name, head, by, among, amount, when } => {
                let ranked = Ranked { subject, name, head: *head, by: *by, among: *among };
                self.largest(&ranked, &self.sentence(amount), &self.within_when(*when))
            }
            Claim::Overtaken { ahead, behind, names, head, by } => self.overtaken(ahead, behind, names, *head, *by),
            Claim::Flows { subject, difference, within } => self.flows(subject, difference, within),
            Claim::Value { subject, head, told, within } => {
                let base = match told {
                    Told::Normalised(_) => self.qualified(subject, &say!(self, "adjective-normalised"), *head),
                    _ => self.phrase(subject, *head),
                };
                self.value(subject, *head, told, &base, &self.within(within))
            }
        }
    }

    /// "goods balances", "exports and imports": what of several reporters is added together.
    fn added(&self, trade: &Trade, measure: Measure) -> String {
        let what = match measure {
            Measure::Balance => say!(self, "added-balances"),
            Measure::Exports => say!(self, "head-exports"),
            Measure::Imports => say!(self, "head-imports"),
            Measure::Turnover => say!(self, "flows-both"),
            Measure::Coverage => say!(self, "added-coverage"),
            Measure::Normalised => say!(self, "added-normalised"),
        };
        joined(&[&self.noun(trade), &what])
    }

    fn partners_of_all(&self, measure: Measure, partners: &Each) -> String {
        match partners {
            Each::Each => self.preposed(measure, &self.each(Axis::Partner)),
            Each::All(members) => self.beside(measure, members),
        }
    }

    fn sectors_of_all(&self, sectors: &Each) -> String {
        match sectors {
            Each::Each => self.in_sector(&self.each(Axis::Sector)),
            Each::All(members) => self.sectors(members),
        }
    }

    /// "each partner".
    pub(super) fn each(&self, axis: Axis) -> String {
        say!(self, "each", member = self.dataset.noun(axis).word())
    }

    /// Who is largest at the period of a ranked chart.
    fn largest(&self, ranked: &Ranked<'_>, amount: &str, within: &str) -> String {
        let Ranked { subject, head, .. } = *ranked;
        let (is_trade, among) = (head.is_trade(), self.among(ranked.among));
        // A balance is the reporter's own: the partner or the sector has none. What is the same for all stands before it.
        let (with, fixed) = match ranked.by {
            GroupBy::Partner => (self.partners(subject), self.sector_of(&subject.sectors, is_trade)),
            GroupBy::Sector => (self.sectors(&subject.sectors), self.partners(subject)),
            GroupBy::None | GroupBy::Reporter | GroupBy::Flow => (String::new(), self.tail(subject, is_trade)),
        };
        let what = joined(&[&self.noun(&subject.trade), &self.head(head)]);
        if with.is_empty() {
            let (name, what) = (capitalised(&self.whom(ranked.name)), joined(&[&what, &fixed, &among]));
            return say!(self, "title-largest", name = name, what = what, within = within, amount = amount);
        }
        let owner = if is_trade { self.bare_owner(&subject.owner) } else { self.owner(&subject.owner) };
        let whose = joined(&[&capitalised(&joined(&[&owner, &what])), &fixed, within]);
        let with = joined(&[&with, &among]);
        if is_trade {
            say!(self, "title-were-largest", whose = whose, with = with, amount = amount)
        } else {
            say!(self, "title-was-largest", whose = whose, with = with, amount = amount)
        }
    }

    fn among(&self, among: Among) -> String {
        match among {
            Among::All => String::new(),
            Among::Listed => say!(self, "among-listed"),
            Among::Selected => say!(self, "among-selected"),
            Among::SelectedWithFigure => say!(self, "among-selected-with-figure"),
            Among::Reported => say!(self, "among-reported"),
        }
    }

    /// "The US deficit with Taiwan has overtaken the one with China".
    fn overtaken(&self, ahead: &Subject, behind: &Subject, names: &[Name; 2], head: Head, by: GroupBy) -> String {
        let (is_trade, [first, second]) = (head.is_trade(), names);
        if by == GroupBy::Reporter {
            let (ahead, behind) = (self.phrase(ahead, head), self.whom(second));
            return if is_trade {
                say!(self, "title-have-overtaken-of", ahead = ahead, behind = behind)
            } else {
                say!(self, "title-has-overtaken-of", ahead = ahead, behind = behind)
            };
        }
        // Without the dataset's noun, which the definition has: a short sentence is for saying aloud.
        let (own, other) = (self.own_tail(ahead, first, head, by), self.own_tail(behind, second, head, by));
        let tail = match by {
            GroupBy::Partner => self.tailed(ahead, is_trade, &own, &self.sector_of(&ahead.sectors, is_trade)),
            _ => self.tailed(ahead, is_trade, &self.partners(ahead), &own),
        };
        let ahead = joined(&[&self.owner(&ahead.owner), &self.head(head), &tail]);
        if is_trade {
            say!(self, "title-have-overtaken", ahead = ahead, behind = other)
        } else {
            say!(self, "title-has-overtaken", ahead = ahead, behind = other)
        }
    }

    /// With whom or in what a line is, of the two that it stands for itself: "with Taiwan", "of cars". What other
    /// sentences leave unsaid or say before the head, as of an account or of a total, is said here all the same: "in
    /// secondary income".
    fn own_tail(&self, subject: &Subject, name: &Name, head: Head, by: GroupBy) -> String {
        let is_said = |members: &Members| *members != Members::Whole;
        match by {
            GroupBy::Partner if is_said(&subject.partners) => self.partners(subject),
            GroupBy::Partner => self.preposed(Measure::Balance, &self.whom(name)),
            _ if is_said(&subject.sectors) => self.sector_of(&subject.sectors, head.is_trade()),
            _ => self.in_sector(&self.whom(name)),
        }
    }

    /// Exports beside imports.
    fn flows(&self, subject: &Subject, difference: &Size, within: &Within) -> String {
        let whose = joined(&[&self.bare_owner(&subject.owner), &self.noun(&subject.trade)]);
        let tail = joined(&[&self.sectors(&subject.sectors), &self.beside(Measure::Balance, &subject.partners)]);
        let (exports, imports) = (say!(self, "head-exports"), say!(self, "head-imports"));
        let (amount, within) = (self.sentence(&difference.clone().magnitude()), self.within(within));
        let (more, less) = if side(difference).is_lt() { (&imports, &exports) } else { (&exports, &imports) };
        let (what, than) = (joined(&[&whose, more]), joined(&[less, &tail]));
        match side(difference) {
            Ordering::Equal => say!(self, "title-matched", what = what, than = than, within = within),
            _ => say!(self, "title-exceeded", what = what, than = than, amount = amount, within = within),
        }
    }

    /// What is claimed of a value of one line.
    fn value(&self, subject: &Subject, head: Head, told: &Told, base: &str, within: &str) -> String {
        match told {
            Told::Changed(size) => self.changed(size, base, within),
            Told::Grew(size) => self.grew(size, head == Head::Balance, base, within),
            Told::Indexed { value, start } => {
                let value = self.card_in_sentence(value);
                let claim = say!(self, "title-stood", base = base, amount = value, within = within);
                start.map_or(claim.clone(), |start| {
                    bracketed(&claim, &say!(self, "index-start", period = start.words()))
                })
            }
            Told::WholeShare => say!(self, "title-whole-share", base = base, within = within),
            Told::Shared { share, name, by, trade, of_everything } => {
                let name = capitalised(&self.whom(name));
                let whole = self.whole(subject, head, *by, trade);
                let share = self.card_in_sentence(share);
                if *of_everything {
                    say!(self, "title-share", name = name, share = share, whole = whole, within = within)
                } else {
                    say!(self, "title-share-of-selected", name = name, share = share, whole = whole, within = within)
                }
            }
            Told::Accumulated { side, amount } => self.accumulated(head, *side, amount, base, within),
            Told::Covered(value) => self.coverage(subject, value, within),
            Told::Normalised(value) => {
                say!(self, "title-stood", base = base, amount = self.card_in_sentence(value), within = within)
            }
            Told::Turned { side, since, amount } => {
                let amount = self.sentence(amount);
                match (*side == Head::Deficit, since.map(Period::words)) {
                    (true, None) => say!(self, "title-turned-deficit", base = base, amount = amount, within = within),
                    (false, None) => say!(self, "title-turned-surplus", base = base, amount = amount, within = within),
                    (true, Some(since)) => {
                        say!(self, "title-in-deficit", base = base, since = since, amount = amount, within = within)
                    }
                    (false, Some(since)) => {
                        say!(self, "title-in-surplus", base = base, since = since, amount = amount, within = within)
                    }
                }
            }
            Told::Record(record) => self.record(record, base, within),
            Told::Moved { movement, now, then, ago, must } => {
                let moved = Moved { head, base, within, movement: *movement, must: *must };
                self.moved(&moved, now, then, *ago)
            }
            Told::Zero => say!(self, "title-zero", base = base, within = within),
            Told::Stood(amount) => {
                say!(self, "title-stood", base = base, amount = self.sentence(amount), within = within)
            }
        }
    }

    fn changed(&self, size: &Size, base: &str, within: &str) -> String {
        let amount = self.sentence(&size.clone().magnitude());
        match side(size) {
            Ordering::Equal => say!(self, "title-did-not-change", base = base, within = within),
            Ordering::Greater => say!(self, "title-changed-up", base = base, amount = amount, within = within),
            Ordering::Less => say!(self, "title-changed-down", base = base, amount = amount, within = within),
        }
    }

    /// Of a balance it is the size that grows, on either side of zero.
    fn grew(&self, size: &Size, is_balance: bool, base: &str, within: &str) -> String {
        let growth = self.card_in_sentence(&size.clone().magnitude());
        let growth = if is_balance { say!(self, "growth-in-size", growth = growth) } else { growth };
        match side(size) {
            Ordering::Equal => say!(self, "title-did-not-grow", base = base, within = within),
            Ordering::Greater => say!(self, "title-grew", base = base, growth = growth, within = within),
            Ordering::Less => say!(self, "title-shrank", base = base, growth = growth, within = within),
        }
    }

    /// Whose whole a share is of: "the US goods balance", "Japan’s goods exports of cars".
    fn whole(&self, subject: &Subject, head: Head, by: GroupBy, trade: &Trade) -> String {
        let is_trade = head.is_trade();
        let whose = || {
            let owner = if is_trade { self.bare_owner(&subject.owner) } else { self.owner(&subject.owner) };
            let owner = if owner.starts_with("The ") { decapitalised(&owner) } else { owner };
            joined(&[&owner, &self.noun(trade), &self.head(head)])
        };
        match by {
            GroupBy::Partner => joined(&[&whose(), &self.sector_of(&subject.sectors, is_trade)]),
            GroupBy::Sector => joined(&[&whose(), &self.partners(subject)]),
            _ => say!(self, "whole", what = joined(&[&self.head(head), &self.tail(subject, is_trade)])),
        }
    }

    fn accumulated(&self, head: Head, side: Head, amount: &Size, base: &str, within: &str) -> String {
        let amount = self.sentence(amount);
        match (side, head.is_trade()) {
            (Head::Deficit, _) => say!(self, "title-adds-to-deficit", base = base, amount = amount, within = within),
            (Head::Surplus, _) => say!(self, "title-adds-to-surplus", base = base, amount = amount, within = within),
            (_, true) => say!(self, "title-add-up", base = base, amount = amount, within = within),
            (_, false) => say!(self, "title-adds-up", base = base, amount = amount, within = within),
        }
    }

    fn coverage(&self, subject: &Subject, value: &Size, within: &str) -> String {
        let noun = self.noun(&subject.trade);
        let trade = if noun.ends_with("trade") { noun } else { say!(self, "noun-trade", noun = noun) };
        let owner = self.owner(&subject.owner);
        let small = decapitalised(&owner);
        let owner = if small.starts_with("the ") { small } else { owner };
        let whose = joined(&[&owner, trade.trim(), &self.partners(subject), &self.sectors(&subject.sectors)]);
        say!(self, "title-coverage", whose = whose, value = self.card_in_sentence(value), within = within)
    }

    /// "… reached a record 6.46 trillion yen in 2024 (data since 2014)", or what may be said instead.
    fn record(&self, record: &Record, base: &str, within: &str) -> String {
        let (amount, start) = (self.sentence(&record.amount), record.start.words());
        let times = record.times.map(|(ratio, when)| self.times(ratio, when));
        if record.sure {
            let claim = say!(self, "title-record", base = base, amount = amount, within = within);
            // A record always says since when, however long the title becomes.
            let since = || bracketed(&claim, &say!(self, "record-since", start = start));
            let times = times.map(|times| format!("{claim}{times}"));
            return times.filter(|text| fits(text)).unwrap_or_else(since);
        }
        let claim = say!(self, "title-reached", base = base, amount = amount, within = within);
        let largest = if record.gap {
            say!(self, "largest-at-hand", steps = record.step.plural())
        } else {
            say!(self, "largest-since", start = start)
        };
        let longer = [times, Some(largest)].into_iter().flatten().map(|more| format!("{claim}{more}"));
        longer.into_iter().find(|text| fits(text)).unwrap_or(claim)
    }

    /// ", 3.2 times that of 2014": against the first value shown of the same season.
    fn times(&self, ratio: f64, when: When) -> String {
        let (times, told) = (multiple(ratio), self.covered(when));
        match when.covers {
            Covers::Year => say!(self, "times-that-of-year", times = times, when = told),
            Covers::Period | Covers::Since(_) => say!(self, "times-that-of", times = times, when = told),
        }
    }

    /// "… halved to 2.65 trillion yen in 2025, from 5.63 trillion in 2024".
    fn moved(&self, moved: &Moved<'_>, now: &Size, then: &Size, ago: Option<When>) -> String {
        let Moved { base, within, .. } = *moved;
        let is_alike = self.sentence(now) == self.sentence(then);
        let verb = self.verb(moved, is_alike);
        let now = self.sentence(now);
        let claim = match verb.1 {
            At::To => say!(self, "title-moved-to", base = base, verb = verb.0, amount = now, within = within),
            At::At => say!(self, "title-moved-at", base = base, verb = verb.0, amount = now, within = within),
        };
        let ago = ago.map_or_else(|| say!(self, "year-before"), |ago| self.within_when(ago));
        let from = if is_alike {
            say!(self, "moved-as", ago = ago)
        } else {
            say!(self, "moved-from", amount = self.without_noun(then), ago = ago)
        };
        let whole = format!("{claim}{from}");
        // What has moved has moved from something: without its figure at least since when.
        if moved.must || fits(&whole) {
            return whole;
        }
        match verb.1 {
            At::To => say!(self, "title-moved-on-year-to", base = base, verb = verb.0, amount = now, within = within),
            At::At => say!(self, "title-moved-on-year-at", base = base, verb = verb.0, amount = now, within = within),
        }
    }

    /// How it moved. What reads alike has not risen for the reader.
    fn verb(&self, moved: &Moved<'_>, is_alike: bool) -> (String, At) {
        let (is_deficit, is_trade) = (moved.head == Head::Deficit, moved.head.is_trade());
        let to = match (moved.movement, is_deficit) {
            (Movement::LittleChanged, _) => return (self.little_changed(is_trade), At::At),
            _ if is_alike => return (self.little_changed(is_trade), At::At),
            (Movement::Doubled, _) => say!(self, "moved-doubled"),
            (Movement::Rose, true) => say!(self, "moved-widened"),
            (Movement::Rose, false) => say!(self, "moved-rose"),
            (Movement::Fell, true) => say!(self, "moved-narrowed"),
            (Movement::Fell, false) => say!(self, "moved-fell"),
            (Movement::Halved, _) => say!(self, "moved-halved"),
            (Movement::FellByMoreThanHalf, _) => say!(self, "moved-fell-by-half"),
        };
        (to, At::To)
    }

    fn little_changed(&self, is_trade: bool) -> String {
        if is_trade { say!(self, "moved-were-little") } else { say!(self, "moved-was-little") }
    }
}

/// What is ranked, and who is largest.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    subject: &'a Subject,
    name: &'a Name,
    head: Head,
    by: GroupBy,
    among: Among,
}

/// What moved, and how.
#[derive(Clone, Copy)]
struct Moved<'a> {
    head: Head,
    base: &'a str,
    within: &'a str,
    movement: Movement,
    must: bool,
}

/// Whether a value moved to an amount or stands at it.
#[derive(Clone, Copy)]
enum At {
    To,
    At,
}
