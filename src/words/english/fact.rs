//! Facts on cards: a heading in small capitals, the fact, a grey line, and how it is computed.

use super::English;
use super::numbers::{multiple, whole};
use super::phrase::joined;
use crate::data::count_in_words;
use crate::insight::{
    self, Against, Direction, Extreme, Extremum, Finding, Head, LargestChange, LineName, Multiple, Overtaken, Part,
    Rank, Reservation, Share, ShareOf, SignChange, Since, Streak, Turn,
};
use crate::words::Fact;

/// The four texts of a card.
struct Card {
    heading: String,
    fact: String,
    rule: String,
    explanation: String,
}

impl English<'_> {
    /// A finding as a card tells it; one on the newest figure of a line that ended long ago says why it ends there.
    pub(super) fn told_fact(&self, finding: &Finding) -> Fact {
        let Card { heading, fact, rule, explanation } = match &finding.fact {
            insight::Fact::Record(extreme) => self.extreme(extreme),
            insight::Fact::Since(since) => self.since(since),
            insight::Fact::Streak(streak) => self.streak(streak),
            insight::Fact::Multiple(multiple) => self.multiple(multiple),
            insight::Fact::SignChange(change) => self.sign_change(change),
            insight::Fact::LargestChange(change) => self.largest_change(change),
            insight::Fact::Overtaken(overtaken) => self.lead(overtaken),
            insight::Fact::Share(share) => self.share(share),
        };
        let rule = match finding.newer {
            Some((newer, figure)) => format!("{rule}; {}", self.nothing_newer(newer, figure)),
            None => rule,
        };
        let Finding { kind, at, weight, .. } = *finding;
        Fact { kind, line: finding.line.clone(), at, weight, heading, fact, rule, explanation }
    }

    fn subject(&self, name: &LineName) -> String {
        self.briefly(&self.named(name))
    }

    fn extreme(&self, extreme: &Extreme) -> Card {
        let what = self.extremum(extreme.extremum);
        let heading = match extreme.rank {
            Rank::Record => say!(self, "record-heading", what = what),
            Rank::Peak => say!(self, "peak-heading", what = what),
            Rank::Lowest => say!(self, "lowest-heading", what = what),
        };
        let (first, last) = (extreme.range.0.words(), extreme.range.1.words());
        let steps = extreme.step.plural();
        let range = match (extreme.open.contains(&Reservation::Gap), extreme.is_now) {
            (true, true) => say!(self, "range-at-hand-since", steps = steps, first = first),
            (true, false) => say!(self, "range-at-hand", steps = steps, first = first, last = last),
            (false, true) => say!(self, "range-since", first = first),
            (false, false) => say!(self, "range", first = first, last = last),
        };
        let rule = say!(self, "fact-rule", when = self.covered(extreme.when), rule = range);
        let fact = joined(&[&self.subject(&extreme.name), &self.marked_card(&extreme.size)]);
        Card { heading, fact, rule, explanation: self.explained(extreme, &first, &last) }
    }

    fn extremum(&self, extremum: Extremum) -> String {
        match extremum {
            Extremum::Fall => say!(self, "extremum-fall"),
            Extremum::Rise => say!(self, "extremum-rise"),
            Extremum::Decline => say!(self, "extremum-decline"),
            Extremum::Growth => say!(self, "extremum-growth"),
            Extremum::Share => say!(self, "extremum-share"),
            Extremum::Index => say!(self, "extremum-index"),
            Extremum::Of(Head::Turnover) => say!(self, "extremum-turnover"),
            Extremum::Of(Head::Coverage) => say!(self, "extremum-coverage"),
            Extremum::Of(Head::Normalised) => say!(self, "extremum-normalised"),
            Extremum::Of(head) => self.capitals(head),
        }
    }

    /// What a value is called, in capitals: "DEFICIT".
    fn capitals(&self, head: Head) -> String {
        self.head(head).to_uppercase()
    }

    /// How an extreme is found, and all that it leaves open.
    fn explained(&self, extreme: &Extreme, first: &str, last: &str) -> String {
        let count = extreme.count;
        let told = if extreme.is_lowest {
            say!(self, "lowest-explained", count = count, first = first, last = last)
        } else {
            say!(self, "highest-explained", count = count, first = first, last = last)
        };
        let open = extreme.open.iter().map(|reservation| self.reservation(*reservation));
        std::iter::once(told).chain(open).collect::<Vec<_>>().join(" ")
    }

    fn reservation(&self, reservation: Reservation) -> String {
        match reservation {
            Reservation::Gap => say!(self, "open-gap"),
            Reservation::Cut => say!(self, "open-cut"),
            Reservation::LaidIn => say!(self, "open-laid-in"),
            Reservation::Estimates => say!(self, "open-estimates"),
        }
    }

    fn since(&self, since: &Since) -> Card {
        let (start, end) = (since.range.0.words(), since.range.1.words());
        let capitals = start.to_uppercase();
        let has_gap = since.open.contains(&Reservation::Gap);
        let heading = match (since.is_small, since.has_equal && !has_gap) {
            (true, true) => say!(self, "smallest-since-heading", start = capitals),
            (false, true) => say!(self, "largest-since-heading", start = capitals),
            (true, false) => say!(self, "smallest-heading", what = self.capitals(since.head)),
            (false, false) => say!(self, "peak-heading", what = self.capitals(since.head)),
        };
        let when = self.covered(since.when);
        let range = match (has_gap, since.has_equal) {
            (true, _) => Some(say!(self, "range-at-hand-since", steps = since.step.plural(), first = start)),
            (false, true) => None,
            (false, false) => Some(say!(self, "range-since", first = start)),
        };
        let rule = range.map_or(when.clone(), |range| say!(self, "fact-rule", when = when, rule = range));
        let told = if since.is_small {
            say!(self, "smallest-explained", start = start, end = end)
        } else {
            say!(self, "largest-explained", start = start, end = end)
        };
        let estimates = since.open.iter().filter(|open| **open == Reservation::Estimates);
        let estimates: String = estimates.map(|open| self.reservation(*open)).collect();
        let fact = joined(&[&self.subject(&since.name), &self.marked_card(&since.size)]);
        Card { heading, fact, rule, explanation: joined(&[&told, &estimates]) }
    }

    fn streak(&self, streak: &Streak) -> Card {
        let (name, count, step, steps) =
            (self.subject(&streak.name), streak.count.to_string(), streak.step.word(), streak.step.plural());
        let direction = self.direction(streak.direction);
        let fact = say!(self, "streak", name = name, direction = direction, count = count, steps = steps);
        let rule = say!(self, "streak-rule", step = step, last = streak.last.words());
        let rule = match (streak.of_sums, streak.step.per_year()) {
            (true, 12) => say!(self, "streak-of-months", rule = rule),
            (true, _) => say!(self, "streak-of-quarters", rule = rule),
            (false, _) => rule,
        };
        let rule = if streak.estimates { say!(self, "with-estimates", rule = rule) } else { rule };
        let explanation =
            say!(self, "streak-explained", count = count, steps = steps, step = step, direction = direction);
        Card { heading: say!(self, "streak-heading"), fact, rule, explanation }
    }

    fn direction(&self, direction: Direction) -> String {
        match direction {
            Direction::Wider => say!(self, "direction-wider"),
            Direction::Narrower => say!(self, "direction-narrower"),
            Direction::Larger => say!(self, "direction-larger"),
            Direction::Smaller => say!(self, "direction-smaller"),
            Direction::Higher => say!(self, "direction-higher"),
            Direction::Lower => say!(self, "direction-lower"),
            Direction::FurtherBelowZero => say!(self, "direction-further-below"),
            Direction::CloserToZero => say!(self, "direction-closer"),
        }
    }

    fn multiple(&self, told: &Multiple) -> Card {
        let (is_down, against) = (told.ratio < 1.0, told.against);
        let heading = match against {
            Against::First if is_down => say!(self, "change-heading"),
            Against::First => say!(self, "multiple-heading"),
            Against::TenYearsBefore => say!(self, "ten-years-heading"),
        };
        let head = told.head.map_or_else(String::new, |head| self.head(head));
        let name = joined(&[&self.subject(&told.name), &head]);
        let (start, times) = (told.from.1.period.words(), multiple(told.ratio));
        let fact = match against {
            // "0.44 times" takes a moment to understand; a fall is said in percent.
            _ if is_down => {
                say!(self, "down-since", name = name, percent = whole(100.0 * (1.0 - told.ratio)), start = start)
            }
            Against::First => say!(self, "times-since", name = name, times = times, start = start),
            Against::TenYearsBefore => say!(self, "times-of", name = name, times = times, start = start),
        };
        let (from, to) = (self.marked_card(&told.from.0), self.marked_card(&told.to.0));
        let (then, now) = (self.covered(told.from.1), self.covered(told.to.1));
        let rule = say!(self, "multiple-rule", from = from, to = to, when = now);
        let explanation = match against {
            Against::First => say!(self, "multiple-explained", now = now, to = to, then = then, from = from),
            Against::TenYearsBefore => say!(self, "ten-years-explained", now = now, to = to, then = then, from = from),
        };
        Card { heading, fact, rule, explanation }
    }

    fn sign_change(&self, change: &SignChange) -> Card {
        let (before, after) = (change.periods.0.words(), change.periods.1.words());
        let when = match change.turn {
            Turn::Within(when) => self.within_when(when),
            Turn::Between(first, last) => say!(self, "between", first = first.words(), last = last.words()),
        };
        let (name, to) = (self.subject(&change.name), self.head(change.to));
        let (from_size, to_size) = (self.marked_card(&change.sizes.0), self.marked_card(&change.sizes.1));
        Card {
            heading: say!(self, "sign-change-heading"),
            fact: say!(self, "sign-change", name = name, side = to, when = when),
            rule: say!(self, "sign-change-rule", from = from_size, to = to_size),
            explanation: say!(self, "sign-change-explained", before = before, after = after),
        }
    }

    fn largest_change(&self, change: &LargestChange) -> Card {
        let when = self.covered(change.when);
        let fact = joined(&[&self.subject(&change.name), &self.card(&change.change)]);
        let (now, before) = (self.marked_card(&change.sizes.0), self.marked_card(&change.sizes.1));
        let told = say!(self, "largest-change-explained", count = change.count, now = now, before = before);
        let adds_up = if change.adds_up { say!(self, "largest-change-adds-up") } else { String::new() };
        let rule = change.most.as_ref().map_or_else(|| say!(self, "on-year-before"), |most| self.part(most));
        Card {
            heading: say!(self, "largest-change-heading"),
            fact: if change.change.estimated { say!(self, "with-an-estimate", fact = fact) } else { fact },
            rule: say!(self, "fact-rule", when = when, rule = rule),
            explanation: joined(&[&told, &adds_up]),
        }
    }

    /// "largest part China −12 bn"; of imports "largest part Imports down 12 bn".
    fn part(&self, part: &Part) -> String {
        let label = self.briefly(&part.label);
        let size = self.card(&part.change.clone().magnitude().unsigned());
        match (part.is_flow, part.change.value < 0.0) {
            (true, true) => say!(self, "part-down", label = label, size = size),
            (true, false) => say!(self, "part-up", label = label, size = size),
            (false, _) => say!(self, "part", label = label, size = self.card(&part.change)),
        }
    }

    fn lead(&self, overtaken: &Overtaken) -> Card {
        let [ahead, behind] = [&overtaken.ahead, &overtaken.behind];
        let what = self.capitals(overtaken.head);
        let heading = if overtaken.is_largest {
            say!(self, "now-largest-heading", what = what)
        } else {
            say!(self, "now-larger-heading", what = what)
        };
        let (first, second) = (self.marked_card(&ahead.1), self.marked_card(&behind.1));
        Card {
            heading,
            fact: say!(self, "ahead-of", ahead = self.briefly(&ahead.0), behind = self.briefly(&behind.0)),
            rule: say!(self, "ahead-since", since = overtaken.since.words(), first = first, second = second),
            explanation: say!(self, "ahead-explained"),
        }
    }

    fn share(&self, share: &Share) -> Card {
        let (label, percent) = (self.briefly(&share.label), whole(share.share));
        let what = share.noun.map_or_else(|| say!(self, "share-line"), |noun| noun.word().to_uppercase());
        let heading = match share.unlisted {
            None => say!(self, "largest-heading", what = what),
            Some(_) => say!(self, "largest-listed-heading", what = what),
        };
        let fact = match share.of {
            ShareOf::Listed => say!(self, "share-of-listed", label = label, percent = percent),
            ShareOf::Whole => say!(self, "share-of-whole", label = label, percent = percent),
            ShareOf::Lines(count) => {
                let lines = self.the_lines(count);
                say!(self, "share-of-lines", label = label, percent = percent, lines = lines)
            }
        };
        let when = self.covered(share.when);
        let rule = share.before.map_or(when.clone(), |(percent, start)| {
            say!(self, "share-was", when = when, percent = whole(percent), start = start.words())
        });
        let rule = if share.estimates { say!(self, "with-estimates", rule = rule) } else { rule };
        let rule = share
            .unlisted
            .map_or(rule.clone(), |unlisted| say!(self, "share-unlisted", rule = rule, percent = whole(unlisted)));
        let explanation = match share.of {
            ShareOf::Listed => say!(self, "share-explained-listed", when = when),
            ShareOf::Whole | ShareOf::Lines(_) => say!(self, "share-explained", when = when),
        };
        Card { heading, fact, rule, explanation }
    }

    /// "the five", "the 33 shown".
    fn the_lines(&self, count: usize) -> String {
        let lines = count_in_words(count);
        if count > 12 { say!(self, "lines-shown", lines = lines) } else { say!(self, "lines", lines = lines) }
    }
}
