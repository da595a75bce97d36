//! Numbers with something written on them: flags, footnotes, the sign of a currency, a factor; the number stays.

use super::vocabulary;
use crate::data::CURRENCIES;

/// A number without its marks, and the power of ten that was written behind it.
pub(super) struct Bare {
    pub number: String,
    pub negative: bool,
    pub power: u8,
}

/// Takes the marks off. Nothing where there are none, or what is left does not begin and end like a number.
pub(super) fn bare(text: &str) -> Option<Bare> {
    if text.len() > 64 || !text.chars().any(char::is_numeric) {
        return None;
    }
    let letters: Vec<char> = text.chars().map(plain_sign).filter(|c| !is_small(*c)).collect();
    let plain: String = letters.into_iter().collect();
    let mut rest = plain.trim();
    let (mut negative, mut power, mut times) = (false, 0, 0);
    loop {
        let before = rest;
        rest = without_flag(without_lead(rest));
        rest = without_currency(rest);
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (negative, rest) = (!negative, inner.trim());
        }
        if let Some(inner) =
            rest.strip_prefix('-').map(str::trim_start).filter(|_| rest != before || !is_digit(rest.chars().nth(1)))
        {
            (negative, rest) = (!negative, inner);
        }
        if power == 0
            && let Some((number, found)) = factor(rest)
        {
            (rest, power) = (number, found);
        }
        times += 1;
        if rest == before || times > 6 {
            break;
        }
    }
    let body = rest.trim_start_matches('-');
    let number = is_digit(body.chars().next()) && is_digit(body.trim_end_matches('-').chars().next_back());
    let spaced = || {
        rest.chars().all(|c| {
            c.is_ascii_digit()
                || matches!(c, '-' | '.' | ',' | '\'' | ' ' | '\u{2019}' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '_')
        })
    };
    (number && spaced() && rest != text).then(|| Bare { number: rest.to_owned(), negative, power })
}

/// Whether a text ends like a number, perhaps one in brackets.
fn ends(text: &str) -> bool {
    let last = text.trim_end().chars().next_back();
    is_digit(last) || last == Some(')')
}

fn is_digit(letter: Option<char>) -> bool {
    letter.is_some_and(|c| c.is_ascii_digit())
}

/// Digits, minus signs and blanks of all kinds as the plain ones.
fn plain_sign(letter: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(letter) - zero, 10).unwrap_or(letter);
    match letter {
        '\u{ff10}'..='\u{ff19}' => digit(0xff10),
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{e50}'..='\u{e59}' => digit(0xe50),
        '\u{66b}' | '\u{ff0e}' => '.',
        '\u{66c}' | '\u{ff0c}' => ',',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{207b}' | '\u{fe63}' | '\u{ff0d}' | '\u{2796}' => '-',
        '\u{2000}'..='\u{200a}' | '\u{3000}' | '\u{205f}' | '\u{a0}' | '\u{202f}' => ' ',
        '\u{b4}' | '\u{2bc}' | '\u{2018}' => '\'',
        '（' => '(',
        '）' => ')',
        _ => letter,
    }
}

/// Raised figures and letters, and the signs of footnotes.
const fn is_small(letter: char) -> bool {
    matches!(letter, '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{2079}' | '\u{aa}' | '\u{ba}' | '\u{2b0}'..='\u{2b8}'
        | '\u{1d2c}'..='\u{1d6a}' | '*' | '†' | '‡' | '§' | '¶' | '#' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Whether a text is as short as a flag and made as one: `p`, `bep`, `r`, `1`, `12`.
fn is_flag(text: &str) -> bool {
    let letters = text.chars().all(|c| c.is_ascii_alphabetic()) && text.len() <= 3;
    let figures = text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 2;
    !text.is_empty() && (letters || figures)
}

/// Without what stands before a number: an apostrophe that keeps it text, a flag.
fn without_lead(text: &str) -> &str {
    let text = text.trim_start().trim_start_matches(['\'', '`', '\u{2019}', '~', '≈', '=', '"']).trim_start();
    let bracket = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((flag, rest)) = bracket
        .filter(|(flag, rest)| is_flag(flag) && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-'))
    {
        let letters = flag.bytes().all(|b| b.is_ascii_alphabetic());
        return if letters { rest.trim_start() } else { text };
    }
    let letter = text.split_once(' ').filter(|(flag, _)| matches!(*flag, "p" | "r" | "e" | "b" | "(p" | "rev" | "est"));
    letter.map_or(text, |(_, rest)| rest.trim_start())
}

/// Without what stands behind a number: `(r)`, `[1]`, ` p`, `1/`.
fn without_flag(text: &str) -> &str {
    let text = text.trim_end();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let inner = text.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((number, _)) = inner.filter(|(number, flag)| is_flag(flag) && ends(number)) {
            return number.trim_end();
        }
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let (flag, gap) = (text.get(number.len()..).unwrap_or_default(), number.ends_with(' '));
    // `0.288bn` is a billion.
    let known = flag.len() <= 3 && flag != "bn" && flag.bytes().all(|b| b"bcdefinprsuz".contains(&b));
    // `12p` may be a code; `1200p` is a number.
    let long = number.bytes().filter(u8::is_ascii_digit).count() > 2;
    if !flag.is_empty() && known && (gap || long && (flag != "e" || number.len() > 3)) && ends(number) {
        return number.trim_end();
    }
    let spaced = text.rsplit_once(' ').filter(|(number, flag)| {
        matches!(*flag, "P" | "R" | "E" | "A" | "F" | "U" | "1/" | "2/" | "a/" | "b/" | "p/" | "r/") && ends(number)
    });
    spaced.map_or(text, |(number, _)| number.trim_end())
}

/// Without the sign or code of a currency on either side.
fn without_currency(text: &str) -> &str {
    let signed = |c: char| vocabulary::is_sign(c);
    let owner = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let owned = text.len() - owner.len() <= 3;
    let begins = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '('));
    if let Some(rest) = owner.strip_prefix(signed).filter(|_| owned).map(str::trim_start).filter(begins) {
        return rest;
    }
    let code = |word: &str| CURRENCIES.contains(&word);
    let before = text.split_at_checked(3).filter(|(word, _)| code(word)).map(|(_, rest)| rest.trim_start());
    if let Some(rest) = before.filter(begins) {
        return rest;
    }
    let behind = text.strip_suffix(signed).or_else(|| text.strip_suffix(['円', '元', '원']));
    let behind = behind.or_else(|| {
        text.len()
            .checked_sub(3)
            .and_then(|at| text.split_at_checked(at))
            .filter(|(_, word)| code(word))
            .map(|(rest, _)| rest)
    });
    behind.map(str::trim_end).filter(|rest| is_digit(rest.chars().next_back()) || rest.ends_with(')')).unwrap_or(text)
}

/// A number and the power of ten behind it: `1.2M`, `3,4 Mrd`, `5 million`.
fn factor(text: &str) -> Option<(&str, u8)> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let word = text.get(number.len()..)?.trim_matches('.');
    let gap = number.ends_with(' ');
    let number = number.trim_end();
    if word.is_empty() || !is_digit(number.chars().next_back()) {
        return None;
    }
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let telling = gap || digits > 2 || number.contains(['.', ',']);
    let power = match word {
        "K" | "k" if telling => 3,
        "M" if telling => 6,
        "m" if telling && !gap => 6,
        "B" if telling => 9,
        "T" if telling && !gap => 12,
        _ if word.chars().nth(1).is_some() => vocabulary::power_word(word)?,
        _ => return None,
    };
    Some((number, power))
}
