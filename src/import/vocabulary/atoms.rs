//! A text of units cut into its smallest parts: runs of letters, figures with their powers, signs of currencies.

use super::units::is_sign;
use crate::data::words::{half_width, is_unspaced, push_plain};

/// A smallest part of a text, in plain letters.
#[derive(Debug, Clone, Default)]
pub(super) struct Atom {
    pub text: String,
    /// Whether a bracket, comma or the like stands before it.
    pub broken: bool,
    /// Whether nothing stands between it and the one before.
    pub glued: bool,
}

/// Letters that a sign of a currency may follow to say whose it is: `US$`, `MEX$`.
const OWNER: usize = 4;

/// The smallest parts of a text. `US$` is one, `10⁶` and `1e6` are `10^6`, `1,000` is `1000`.
pub(super) fn atoms(text: &str) -> Vec<Atom> {
    let letters: Vec<char> = text.chars().map(half_width).collect();
    let mut found: Vec<Atom> = Vec::new();
    let (mut at, mut broken, mut glued) = (0, false, false);
    while let Some(first) = letters.get(at).copied() {
        let rest = letters.get(at..).unwrap_or_default();
        let (text, length) = if first.is_ascii_digit() {
            figure(rest)
        } else if is_sign(first) {
            at += 1;
            let owner =
                |atom: &&mut Atom| atom.text.len() <= OWNER && atom.text.bytes().all(|b| b.is_ascii_lowercase());
            match found.last_mut().filter(|_| glued).filter(owner) {
                Some(atom) => atom.text.push(first),
                None => found.push(Atom { text: first.to_string(), broken, glued }),
            }
            (broken, glued) = (false, true);
            continue;
        } else if is_unspaced(first) {
            (first.to_string(), 1)
        } else if first.is_alphabetic() {
            word(rest)
        } else {
            broken |= matches!(first, '(' | ')' | '[' | ']' | ';' | ':' | ',' | '|' | '、');
            // An apostrophe stands for thousands or a vowel that is left out.
            glued &= matches!(first, '\'' | '\u{2019}' | '\u{2018}');
            at += 1;
            continue;
        };
        at += length;
        found.push(Atom { text, broken, glued });
        (broken, glued) = (false, true);
    }
    found
}

/// Atoms with blanks between them, letters of scripts without blanks with none.
pub(super) fn joined(atoms: &[Atom]) -> String {
    super::lexicon::joined(&atoms.iter().map(|atom| atom.text.as_str()).collect::<Vec<_>>())
}

/// A run of letters in plain form, and its length; full stops between single letters are left out (`U.S.`).
fn word(letters: &[char]) -> (String, usize) {
    let mut word = String::new();
    let mut at = 0;
    let mut run = 0;
    while let Some(letter) = letters.get(at).copied() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let goes_on = next.is_alphabetic() && !is_unspaced(next) || word.chars().count() > 1 && is_sign(next);
        if letter == '.' && run == 1 && goes_on {
            run = 0;
        } else if letter.is_alphabetic() && !is_unspaced(letter) || matches!(letter, '\u{300}'..='\u{36f}') {
            push_plain(&mut word, letter);
            run += 1;
        } else {
            break;
        }
        at += 1;
    }
    (word, at.max(1))
}

/// A figure without its separators, a power of ten as `10^6`, and its length.
fn figure(letters: &[char]) -> (String, usize) {
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut digits = String::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        if letter.is_ascii_digit() {
            digits.push(letter);
        } else {
            let group = matches!(letter, ',' | '.' | '\'' | '\u{2019}' | '_')
                && (at + 1..at + 4).all(is_digit)
                && !is_digit(at + 4);
            if !group {
                break;
            }
        }
        at += 1;
    }
    let power = |from: usize| -> (String, usize) {
        let digits = letters.iter().skip(from).map_while(|c| raised(*c).or(c.is_ascii_digit().then_some(*c)));
        let digits: String = digits.take(3).collect();
        let length = digits.len();
        (digits, from + length)
    };
    let next = letters.get(at).copied().unwrap_or(' ');
    if digits == "10" && raised(next).is_some() {
        let (digits, end) = power(at);
        return (format!("10^{digits}"), end);
    }
    if digits == "10" && (next == '^' || next == '*' && letters.get(at + 1) == Some(&'*')) {
        let (digits, end) = power(at + if next == '^' { 1 } else { 2 });
        return (format!("10^{digits}"), end);
    }
    let exponent = matches!(next, 'e' | 'E').then(|| if letters.get(at + 1) == Some(&'+') { at + 2 } else { at + 1 });
    if let Some(from) = exponent.filter(|from| is_digit(*from)) {
        let (power, end) = power(from);
        let power = power.trim_start_matches('0');
        return (if digits == "1" { format!("10^{power}") } else { format!("{digits}e{power}") }, end);
    }
    (digits, at)
}

/// The digit that a raised figure stands for.
const fn raised(letter: char) -> Option<char> {
    Some(match letter {
        '\u{b9}' => '1',
        '\u{b2}' => '2',
        '\u{b3}' => '3',
        '\u{2070}' => '0',
        '\u{2074}' => '4',
        '\u{2075}' => '5',
        '\u{2076}' => '6',
        '\u{2077}' => '7',
        '\u{2078}' => '8',
        '\u{2079}' => '9',
        _ => return None,
    })
}
