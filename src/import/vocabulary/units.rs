//! The unit that a text states: the currency, the power of ten in any wording, and what beside it is not understood.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use super::atoms::{Atom, atoms, joined};
use super::lexicon::Lexicon;
use crate::data::words::{entries, plain};
use crate::data::{Flow, Period, Unit, country};

const UNITS: &str = include_str!("units.txt");

/// What a text says of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnitText {
    /// The currency, and the power of ten as far as it is understood.
    pub unit: Unit,
    /// What stands beside the currency, looks like a factor and is not understood.
    pub not_understood: Option<String>,
}

/// The unit that a name, a title or a preamble states: `million US$`, `(US$ thousand)`, `億円`, `mil milhões de euros`.
pub(crate) fn unit_text(text: &str) -> Option<UnitText> {
    if text.len() > 600 || !text.chars().any(|c| c.is_alphabetic() || is_sign(c)) {
        return None;
    }
    // `2020M10 / US dollars` and `2020-10 / million US dollars` are no ten millions.
    let bare = without_months(text);
    let text = bare.as_str();
    let said = Said::of(text);
    let at = said.currency()?;
    let (power, doubt) = match said.power(at, text) {
        Ok(Some(power)) => (power, None),
        Ok(None) => (0, said.factor_like(at)),
        Err(doubt) => (0, Some(doubt)),
    };
    // `$1,234` is a value, no unit.
    let signed = said.parts.get(at).is_some_and(|part| part.text.contains(is_sign));
    if doubt.is_some() && signed && said.parts.iter().all(|part| part.is_currency() || part.is_number()) {
        return None;
    }
    Some(UnitText { unit: said.unit(at, power), not_understood: doubt })
}

/// A text without the periods in it that stand on a level of their own, and the months and quarters that are written with
/// letters: `2020M10`.
fn without_months(text: &str) -> String {
    let is_month = |level: &str| level.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
    // `T1` and `Q1` are quarters, and no thousand.
    let is_quarter = |level: &str| matches!(level.as_bytes(), [letter, b'1'..=b'4'] if letter.is_ascii_alphabetic());
    let is_part = |level: &str| is_month(level) || is_quarter(level);
    let is_period = |level: &&str| Period::parse(level.trim()).is_some() || is_part(level.trim());
    // `M` above a currency is imports; below one it is millions.
    let is_flow = |level: &&str| matches!(level.trim(), "M" | "X");
    let levels: Vec<&str> = text.split(" / ").collect();
    if levels.len() > 1 && (levels.iter().any(is_period) || levels.first().is_some_and(is_flow)) {
        let others =
            levels.into_iter().enumerate().filter(|(at, level)| !(is_period(level) || *at == 0 && is_flow(level)));
        return without_months(&others.map(|(_, level)| level).collect::<Vec<_>>().join(" / "));
    }
    let is_month = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let like = bare.len() > 5 && bare.bytes().take(4).all(|b| b.is_ascii_digit());
        like && bare.bytes().any(|b| b.is_ascii_alphabetic()) && Period::parse(bare).is_some()
    };
    if text.split(' ').any(|word| is_month(&word)) {
        return text.split(' ').filter(|word| !is_month(word)).collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

/// The power of ten that a text states without a currency: `(millions)`, `in tausend`.
pub(crate) fn power_text(text: &str) -> Option<u8> {
    if text.len() > 600 {
        return None;
    }
    let said = Said::of(text);
    if said.parts.iter().any(|part| part.sense == Some("not")) {
        return None;
    }
    let at = said.parts.iter().position(|part| part.power().is_some_and(|(_, strong)| strong))?;
    said.chain(at, text).ok().flatten().filter(|power| *power > 2)
}

/// The power of ten that a word stands for by itself: `million`, `Mrd`, `тыс`.
pub(crate) fn power_word(word: &str) -> Option<u8> {
    let sense = lexicon().sense(&joined(&atoms(word)))?;
    sense.strip_prefix("10^").and_then(|power| power.parse().ok())
}

/// Whether a sign stands for a currency.
pub(crate) const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '$' | '€'
            | '£'
            | '¥'
            | '₩'
            | '₹'
            | '₽'
            | '₺'
            | '₴'
            | '₦'
            | '₱'
            | '₪'
            | '₫'
            | '฿'
            | '₸'
            | '৳'
            | '￥'
    )
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let words = entries(UNITS).filter(|entry| !matches!(entry.sense, "weak" | "short"));
        // What shows how a bare `mil` is read may mean something of its own as well, which goes before.
        let (shows, means): (Vec<_>, Vec<_>) = words.partition(|entry| entry.sense.ends_with("-mil"));
        Lexicon::with(means.into_iter().chain(shows).map(|entry| (joined(&atoms(entry.text)), entry.sense)))
    })
}

/// Currencies that are common words.
fn is_weak(word: &str) -> bool {
    static WEAK: OnceLock<HashSet<String>> = OnceLock::new();
    let words = || entries(UNITS).filter(|entry| entry.sense == "weak").map(|entry| plain(entry.text)).collect();
    WEAK.get_or_init(words).contains(word)
}

/// A word or phrase of a text.
#[derive(Debug, Clone)]
struct Part {
    sense: Option<&'static str>,
    text: String,
    /// Whether a bracket or comma stands before it.
    broken: bool,
    /// Whether nothing stands between it and the one before.
    glued: bool,
}

impl Part {
    fn is_currency(&self) -> bool {
        self.code().is_some()
    }

    fn code(&self) -> Option<&'static str> {
        let code = |sense: &str| sense.len() == 3 && sense.bytes().all(|b| b.is_ascii_uppercase());
        self.sense.filter(|sense| code(sense) || sense.starts_with("some "))
    }

    /// A currency only beside a power.
    fn half_code(&self) -> Option<&'static str> {
        self.sense.and_then(|sense| sense.strip_suffix('?')).filter(|code| !code.starts_with("10^"))
    }

    fn is_number(&self) -> bool {
        self.sense.is_none() && self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// The power of ten, and whether it counts away from a currency.
    fn power(&self) -> Option<(u8, bool)> {
        if let Some(power) = self.sense.and_then(|sense| sense.strip_prefix("10^")) {
            let (digits, strong) = power.strip_suffix('?').map_or((power, true), |digits| (digits, false));
            return digits.parse().ok().map(|power| (power, strong && self.text.chars().nth(1).is_some()));
        }
        if let Some(power) = self.text.strip_prefix("10^") {
            return power.parse().ok().filter(|power| *power <= 15).map(|power| (power, true));
        }
        if !self.is_number() {
            return None;
        }
        let zeros = self.text.trim_start_matches('1').bytes().filter(|b| *b == b'0').count();
        let ten = self.text.strip_prefix('1').unwrap_or(&self.text).bytes().all(|b| b == b'0');
        let whole = self.text.starts_with('1') || zeros % 3 == 0;
        u8::try_from(zeros).ok().filter(|zeros| ten && whole && *zeros <= 12).map(|zeros| (zeros, false))
    }

    /// Whether it is one letter: `k`, `m`, `b`.
    fn is_letter(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    }

    fn is_between(&self) -> bool {
        self.sense == Some("between")
    }
}

/// The parts of a text.
struct Said {
    parts: Vec<Part>,
}

impl Said {
    fn of(text: &str) -> Self {
        let atoms = atoms(text);
        let mut parts: Vec<Part> = Vec::new();
        let texts: Vec<&str> = atoms.iter().map(|atom| atom.text.as_str()).collect();
        for piece in lexicon().cut_atoms(&texts) {
            let first: Option<&Atom> = atoms.get(piece.at);
            let (broken, glued) = first.map_or((false, false), |atom| (atom.broken, atom.glued));
            let part = Part { sense: piece.sense, text: piece.text, broken, glued };
            match part.sense {
                None => parts.extend(taken_apart(part)),
                Some(_) => parts.push(part),
            }
        }
        Self { parts }
    }

    /// The place of the currency: the first that is surely one.
    fn currency(&self) -> Option<usize> {
        let told = |at: usize| self.beside(at).is_some();
        let alone = self.parts.iter().all(|part| part.sense.is_some());
        let counts = |(at, part): (usize, &Part)| match (part.code(), part.half_code()) {
            (Some(_), _) => (!is_weak(&part.text) || told(at) || alone).then_some(at),
            (None, Some(_)) => told(at).then_some(at),
            _ => None,
        };
        let mut places = self.parts.iter().enumerate().filter_map(counts);
        let first = places.next()?;
        // `dollars ... (US$)`: the one that says whose.
        let vague = |at: usize| self.parts.get(at).and_then(Part::code).is_some_and(|code| code.starts_with("some "));
        Some(if vague(first) { places.find(|at| !vague(*at)).unwrap_or(first) } else { first })
    }

    /// The place of a power beside a place, with at most small words between.
    fn beside(&self, at: usize) -> Option<usize> {
        let powerful =
            |at: usize| self.parts.get(at).is_some_and(|part| part.power().is_some() || part.sense == Some("mil"));
        let small = |at: &usize| self.parts.get(*at).is_some_and(Part::is_between);
        let before = (0..at).rev().find(|at| !small(at)).filter(|at| powerful(*at));
        let behind = (at + 1..self.parts.len()).find(|at| !small(at)).filter(|at| powerful(*at));
        // `Exports (million) US$ 1,000`? What is told as a word goes before bare figures.
        let gives_way = |at: usize| self.parts.get(at).is_some_and(|part| part.is_number() || part.is_letter());
        match (before, behind) {
            // `B$ million` are no billions.
            (Some(before), Some(behind)) if gives_way(before) => Some(behind),
            (before, behind) => before.or(behind),
        }
    }

    /// The power of ten of the currency at a place. An error is a word that may mean two powers.
    fn power(&self, at: usize, text: &str) -> Result<Option<u8>, String> {
        if let Some(stated) = self.stated_power() {
            return stated.map(Some);
        }
        if let Some(beside) = self.beside(at) {
            return self.chain(beside, text);
        }
        let strong = |part: &Part| part.power().is_some_and(|(_, strong)| strong);
        let Some(far) = self.parts.iter().position(strong) else { return Ok(None) };
        self.chain(far, text)
    }

    /// `scale 6`, `Unit multiplier: 6`, `scale: 1000`: the power of ten as a figure. A one may be ten or nothing.
    fn stated_power(&self) -> Option<Result<u8, String>> {
        let pair = |pair: &[Part]| match pair {
            [word, figure] if word.sense == Some("exponent") && figure.is_number() => Some(figure.clone()),
            _ => None,
        };
        let figure = self.parts.windows(2).find_map(pair)?;
        let digits = figure.text.parse::<u64>().ok();
        Some(match (digits, figure.power()) {
            (Some(power @ (0 | 2..=12)), _) => Ok(power as u8),
            (_, Some((power, _))) if power > 1 => Ok(power),
            _ => Err(figure.text),
        })
    }

    /// The product of the powers that stand together at a place: `thousand million`, `100 million`, `mil milhões`.
    fn chain(&self, at: usize, text: &str) -> Result<Option<u8>, String> {
        let linked = |part: &Part| part.power().is_some() || part.sense == Some("mil") || part.is_between();
        let mut first = at;
        while first > 0
            && self.parts.get(first).is_some_and(|part| !part.broken)
            && self.parts.get(first - 1).is_some_and(linked)
        {
            first -= 1;
        }
        // `half million`.
        let fraction = first.checked_sub(1).and_then(|before| self.parts.get(before));
        if let (Some(fraction), Some(power)) =
            (fraction.filter(|part| part.sense == Some("fraction")), self.parts.get(at))
        {
            return Err(format!("{} {}", fraction.text, power.text));
        }
        // `K million`: a letter before a word is a currency, or says nothing; `miles de M€` are thousands of millions.
        let run = |(place, part): &(usize, &Part)| !(*place > first && part.broken) && linked(part);
        let words = self.parts.iter().enumerate().skip(first).take_while(run);
        let words = words.filter(|(_, part)| part.power().is_some() && !part.is_letter() && !part.is_number());
        let last_word = words.last().map_or(0, |(place, _)| place);
        let mut sum = 0;
        let mut any = false;
        for (place, part) in self.parts.iter().enumerate().skip(first) {
            if place > first && part.broken || !linked(part) {
                break;
            }
            if part.is_between() || place < last_word && part.is_letter() {
                continue;
            }
            let power = match part.power() {
                Some((power, _)) => power,
                None => self.mil(place, text)?,
            };
            (sum, any) = (sum + power, true);
        }
        Ok(any.then_some(sum).filter(|sum| *sum <= 18))
    }

    /// A bare `mil`: a thousand in Spanish and Portuguese, short for million elsewhere.
    fn mil(&self, at: usize, text: &str) -> Result<u8, String> {
        if self.parts.get(at + 1).is_some_and(|part| !part.broken && part.power().is_some_and(|(power, _)| power >= 6))
        {
            return Ok(3);
        }
        let plain = plain(text);
        let says = |wanted: &str| {
            entries(UNITS)
                .filter(|entry| entry.sense == wanted)
                .any(|entry| plain.split(' ').any(|word| word == entry.text))
        };
        // Only Brazil has these, and counts in thousands.
        let in_reais = self.parts.iter().any(|part| part.sense == Some("BRL"));
        match (in_reais || says("thousand-mil"), says("million-mil") || text.to_lowercase().contains("mil.")) {
            (true, false) => Ok(3),
            (false, true) => Ok(6),
            _ => Err("mil".to_owned()),
        }
    }

    /// What stands beside the currency and looks like a factor.
    fn factor_like(&self, at: usize) -> Option<String> {
        let mine = self.parts.get(at)?;
        let next = self.parts.get(at + 1).filter(|part| !part.broken).map(|part| (part, part.glued));
        let before = at.checked_sub(1).and_then(|at| self.parts.get(at)).filter(|_| !mine.broken);
        let neighbours = [before.map(|part| (part, mine.glued)), next];
        let pair = |at: usize| self.parts.get(at).is_none_or(|part| part.broken);
        let mut found = neighbours.into_iter().flatten().filter(|(part, glued)| {
            let starts = if before.is_some_and(|before| std::ptr::eq(before, *part)) { at - 1 } else { at };
            let pair = pair(starts + 2) && (starts == 0 || self.parts.get(starts).is_some_and(|part| part.broken));
            part.is_factor_like(*glued, pair)
        });
        found.next().map(|(part, _)| part.text.clone())
    }

    fn unit(&self, at: usize, power: u8) -> Unit {
        let part = self.parts.get(at);
        let code = part.and_then(|part| part.code().or_else(|| part.half_code())).unwrap_or_default();
        match code.strip_prefix("some ") {
            // Only India counts in these.
            Some("rupees") if power == 5 || power == 7 || power == 12 && self.has_indian() => {
                Unit::currency("INR", power)
            }
            Some(noun) => Unit::other(&format!("{noun} (whose is not stated)"), power),
            None => Unit::currency(code, power),
        }
    }

    fn has_indian(&self) -> bool {
        self.parts.iter().any(|part| part.sense == Some("10^7") || part.sense == Some("10^5"))
    }
}

impl Part {
    fn is_factor_like(&self, glued: bool, pair: bool) -> bool {
        if self.sense.is_some() {
            return false;
        }
        let text = self.text.as_str();
        if self.is_number() {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            let year =
                digits && text.len() == 4 && matches!(text.as_bytes(), [b'1', b'8' | b'9', ..] | [b'2', b'0', ..]);
            return !(year || digits && matches!(text.len(), 1 | 2 | 6 | 8)) || text.starts_with("10e");
        }
        let letters = text.chars().count();
        let vowels = text.chars().any(|c| "aeiouyаеиоуыэюяαεηιουω".contains(c));
        let starts =
            ["mil", "mill", "bill", "trill", "thou", "thsd", "taus", "mio", "mrd", "mld", "тыс", "мил", "мль", "млр"];
        glued && letters < 6
            || starts.iter().any(|start| text.starts_with(start))
            || letters < 6 && !vowels && !text.chars().any(crate::data::words::is_unspaced)
            || pair
                && letters < 12
                && Flow::parse(text).is_none()
                && country::recognise(text).is_none()
                && !text.is_ascii()
            || pair && letters < 12 && text.is_ascii() && text.ends_with(['n', 's', 'd']) && text.contains("illi")
    }
}

/// The words that one is short for: `mdd` is millions of dollars in Mexico.
fn written_out(word: &str) -> Option<&'static [&'static str]> {
    static SHORT: OnceLock<HashMap<&str, Vec<&str>>> = OnceLock::new();
    let short = SHORT.get_or_init(|| {
        let entries = entries(UNITS).filter(|entry| entry.sense == "short");
        entries
            .filter_map(|entry| entry.text.split_once(' '))
            .map(|(word, long)| (word, long.split(' ').collect()))
            .collect()
    });
    short.get(word).map(Vec::as_slice)
}

/// A run of letters that holds a currency and a power: `usdm`, `kusd`, `meur`, `exportvaluekusd`, `ineuros`.
fn taken_apart(part: Part) -> Vec<Part> {
    let text = part.text.as_str();
    let sense = |word: &str| lexicon().sense(word);
    let piece = |text: &str, glued, broken| Part { sense: sense(text), text: text.to_owned(), broken, glued };
    if let Some(words) = written_out(text) {
        return words.iter().map(|word| piece(word, false, part.broken)).collect();
    }
    let is_code = |word: &str| {
        let code = |sense: &str| sense.len() == 3 && sense.bytes().all(|b| b.is_ascii_uppercase());
        word.len() > 2 && sense(word).is_some_and(code) && !is_weak(word)
    };
    let is_power = |word: &str| sense(word).is_some_and(|sense| sense.starts_with("10^"));
    let splits = text.char_indices().skip(1).filter_map(|(at, _)| text.split_at_checked(at));
    let known = splits.into_iter().find(|(a, b)| is_code(a) && is_power(b) || is_power(a) && is_code(b));
    let glued = || {
        let long = text.is_ascii() && text.len() > 4;
        let usd = text.strip_suffix("usd").filter(|_| long);
        let eur = text.strip_suffix("ineuros").or_else(|| text.strip_suffix("ineur")).filter(|_| long);
        match (usd, eur) {
            (Some(before), _) => Some((before.strip_suffix('k').map_or("value", |_| "k"), "usd")),
            (_, Some(_)) => Some(("value", "eur")),
            _ => None,
        }
    };
    let sign = || text.char_indices().find(|(at, c)| *at > 0 && is_sign(*c)).map(|(at, _)| text.split_at(at));
    let Some((a, b)) = known.or_else(sign).or_else(glued) else { return vec![part] };
    vec![piece(a, part.glued, part.broken), piece(b, true, false)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = include_str!("tests/units.txt");

    #[test]
    fn units_and_powers_in_every_wording() {
        let lines = LINES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut wrong = Vec::new();
        for line in lines {
            let (text, expected) = line.split_once(" => ").expect(line);
            let found = unit_text(text).map_or("none".to_owned(), |found| {
                let code = match &found.unit.kind {
                    crate::data::UnitKind::Currency(code) => code.clone(),
                    crate::data::UnitKind::Other(name) => name.split(' ').next().unwrap_or_default().to_owned(),
                };
                let doubt = found.not_understood.map_or(String::new(), |doubt| format!(" ? {doubt}"));
                format!("{code} {}{doubt}", found.unit.exponent)
            });
            if found != expected.trim() {
                wrong.push(format!("{text}: {found}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
