//! Members that say that they are a part of another one: by a word, a dash or a number before their names.

use foldhash::HashMap;

use super::vocabulary::{self, Beside};
use crate::data::{Axis, DatasetBuilder, Member, MemberId, Role, country};

/// What is said of a memo item.
const MEMO: &str = "told for memory beside the others: in no sum";
/// So many of a hundred names are numbered where numbers tell how deep they stand.
const MOST: usize = 80;

/// Hangs the members of an axis below those that they say to be a part of; what has a place already keeps it.
pub(crate) fn hang(builder: &mut DatasetBuilder, axis: Axis) {
    let members = builder.members(axis).to_vec();
    let labels: Vec<&str> = members.iter().map(|member| member.label.trim()).collect();
    let told = of_words(&labels);
    for (id, told) in (0..).zip(&told) {
        if let Some(Told::Memo) = told {
            let member = builder.member_mut(axis, id);
            // What a classification knows to be the whole of its list is that, though another list tells it for memory.
            let is_classified = axis == Axis::Sector && member.role == Role::Total && member.code != member.label;
            if !is_classified {
                (member.role, member.parent, member.note) = (Role::Memo, None, Some(MEMO.to_owned()));
            }
        }
    }
    // Codes beside the names tell it better.
    let is_coded = members.iter().any(|member| member.code != member.label && member.role != Role::Total);
    let dashes = if is_coded { None } else { of_dashes(&labels) };
    let parents = dashes.or_else(|| of_numbers(&members)).unwrap_or_else(|| vec![None; labels.len()]);
    for (at, (told, parent)) in told.iter().zip(parents).enumerate() {
        let above = match told {
            Some(Told::Below(above)) => Some(*above),
            Some(Told::Memo) => None,
            None => parent.or_else(|| of_country(&members, at).filter(|_| axis == Axis::Partner)),
        };
        let (Some(above), Ok(id)) = (above, MemberId::try_from(at)) else { continue };
        let Some(over) = MemberId::try_from(above).ok().zip(members.get(above)) else { continue };
        // The whole of a list is above all of it.
        let is_total = over.1.role == Role::Total || vocabulary::claims_total(&over.1.label).is_some();
        let member = builder.member_mut(axis, id);
        if member.parent.is_some() || member.role == Role::Total {
            continue;
        }
        if is_total {
            if told.is_some() {
                (member.role, member.note) = (Role::Memo, Some(format!("a part of {}: counted in it", over.1.label)));
            }
            continue;
        }
        member.parent = Some(over.0);
        if member.role == Role::Group {
            member.role = Role::Leaf;
        }
    }
}

/// The country of a list that a member is a part of: California below the United States.
fn of_country(members: &[Member], at: usize) -> Option<usize> {
    let country = country::part_of(&members.get(at)?.label)?;
    members.iter().position(|member| member.code == country)
}

/// Signs before names that stand below others.
const BULLETS: [char; 18] = ['-', '–', '—', '•', '·', '*', '‐', '−', '・', '>', '»', '›', '▪', '■', '●', '○', '◦', '→'];

/// What a name says of itself.
enum Told {
    /// It is a part of the member at a place.
    Below(usize),
    /// It is in no sum.
    Memo,
}

/// `of which: meat`: a part of the last name before that does not begin so; `Fish (included in Food)`.
fn of_words(labels: &[&str]) -> Vec<Option<Told>> {
    let mut above = None;
    let mut told = Vec::with_capacity(labels.len());
    for (at, label) in labels.iter().enumerate() {
        let inside = vocabulary::included_in(label);
        let named = inside.and_then(|whole| labels.iter().position(|other| other.eq_ignore_ascii_case(whole.trim())));
        told.push(match (vocabulary::beside(label), named.filter(|whole| *whole != at)) {
            (Some(Beside::Memo), _) => Some(Told::Memo),
            (Some(Beside::PartOfAbove), _) => above.map(Told::Below),
            (None, Some(whole)) => Some(Told::Below(whole)),
            (None, None) => {
                above = Some(at);
                None
            }
        });
    }
    let includes: Vec<(usize, Vec<String>)> = (0..)
        .zip(labels)
        .map(|(at, label)| (at, parts_included(label)))
        .filter(|(_, parts)| !parts.is_empty())
        .collect();
    if includes.is_empty() {
        return told;
    }
    let places: HashMap<String, usize> =
        (0..).zip(labels).map(|(at, label)| (label.trim().to_lowercase(), at)).collect();
    for (at, parts) in includes {
        for part in parts {
            let free = places
                .get(&part)
                .copied()
                .filter(|place| *place != at && told.get(*place).is_some_and(Option::is_none));
            if let Some(told) = free.and_then(|place| told.get_mut(place)) {
                *told = Some(Told::Below(at));
            }
        }
    }
    told
}

/// What `Machinery, incl. vehicles` contains: machinery and vehicles.
fn parts_included(label: &str) -> Vec<String> {
    let lower = label.to_lowercase();
    let Some(at) = lower.find("incl") else { return Vec::new() };
    let (before, behind) = lower.split_at(at);
    let base = before.trim_end_matches([' ', ',', '(', '[', ';']);
    let word = behind.find([' ', '.']).unwrap_or(behind.len());
    let inside = behind.get(word..).unwrap_or_default().trim_matches(['.', ' ', ')', ']']);
    if base.is_empty() || before.len() == base.len() {
        return Vec::new();
    }
    [base, inside].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `Food`, `- meat`, `-- beef`: below the last name before with fewer dashes.
fn of_dashes(labels: &[&str]) -> Option<Vec<Option<usize>>> {
    let is_dash = |c: char| BULLETS.contains(&c);
    let depth = |label: &&str| {
        let marks = label.chars().take_while(|c| is_dash(*c) || *c == ' ').filter(|c| is_dash(*c)).count();
        // `>250 employees` is a size, and no part of the size above it.
        let name = label.trim_start_matches(|c: char| is_dash(c) || c == ' ');
        let is_bound = label.trim_start().starts_with(['>', '\u{203a}']) && !name.starts_with(char::is_alphabetic);
        if is_bound { 0 } else { marks }
    };
    let depths: Vec<usize> = labels.iter().map(depth).collect();
    if depths.first() != Some(&0) || depths.iter().all(|depth| *depth == 0) {
        return None;
    }
    let above = |at: usize, own: usize| (0..at).rev().find(|before| depths.get(*before).is_some_and(|d| *d < own));
    Some(depths.iter().enumerate().map(|(at, depth)| above(at, *depth)).collect())
}

/// `1. Food`, `1.1 Meat`; `A. Food`, `A.1 Meat`; `I. Food`, `1. Meat`, `II. Fuel`.
fn of_numbers(members: &[Member]) -> Option<Vec<Option<usize>>> {
    // Codes beside the names are a classification's.
    let named = |member: &&Member| member.code == member.label;
    let numbers: Vec<Option<Vec<&str>>> = members
        .iter()
        .map(|member| Some(member).filter(named).and_then(|member| number(member.label.trim())))
        .collect();
    let numbered = numbers.iter().flatten().count();
    if numbered < 3 {
        return None;
    }
    let other = |member: &&Member| {
        member.role == Role::Total
            || vocabulary::claims_total(&member.label).is_some()
            || vocabulary::beside(&member.label).is_some()
    };
    let listed = members.len() - members.iter().filter(other).count();
    if numbered * 100 < listed * MOST {
        return None;
    }
    if numbers.iter().flatten().any(|path| path.len() > 1) {
        let find = |path: &[&str]| numbers.iter().position(|other| other.as_deref() == Some(path));
        let above = |path: &Vec<&str>| (1..path.len()).rev().find_map(|length| find(path.get(..length)?));
        return Some(numbers.iter().map(|path| path.as_ref().and_then(above)).collect());
    }
    outline(&numbers.iter().map(|path| path.as_ref().and_then(|path| path.first().copied())).collect::<Vec<_>>())
}

/// The parts of the number before a name: `1.1 Meat`, `A.1 Meat`, `II. Fuel`, `a) Meat`.
fn number(label: &str) -> Option<Vec<&str>> {
    let (first, rest) = label.split_once(char::is_whitespace)?;
    let bare = first.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let path: Vec<&str> = bare.split('.').collect();
    let is_mark = |part: &&str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit()) && part.len() < 4;
        let letter = part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic());
        !part.is_empty() && (digits || letter || roman(part).is_some())
    };
    let is_marked = bare.len() < first.len() || path.len() > 1;
    (is_marked && !rest.trim().is_empty() && path.iter().all(is_mark)).then_some(path)
}

/// How a place in a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Digits,
    Roman(bool),
    Letter(bool),
}

/// Numbers of one part in several styles: the first style is the highest, and a new one begins with its first number
/// below the entry before it. None where the numbers are in no such order.
fn outline(marks: &[Option<&str>]) -> Option<Vec<Option<usize>>> {
    // For each level its style, its last number and its last entry.
    let mut levels: Vec<(Style, u32, usize)> = Vec::new();
    let mut found = vec![None; marks.len()];
    // A lone `I` may as well be the letter behind H.
    let has_roman = marks.iter().flatten().any(|mark| mark.len() > 1 && roman(mark).is_some());
    for (at, mark) in marks.iter().enumerate() {
        let Some(mark) = mark else { continue };
        let mut readings = readings(mark);
        readings.retain(|(style, _)| has_roman || !matches!(style, Style::Roman(_)));
        let next = |(style, last, _): &(Style, u32, usize)| readings.contains(&(*style, last + 1));
        if let Some(level) = levels.iter().rposition(next) {
            levels.truncate(level + 1);
            let (_, last, entry) = levels.last_mut()?;
            (*last, *entry) = (*last + 1, at);
        } else {
            let (style, _) = readings
                .iter()
                .find(|(style, number)| *number == 1 && !levels.iter().any(|(known, ..)| known == style))?;
            levels.push((*style, 1, at));
        }
        if let Some((_, _, above)) = levels.len().checked_sub(2).and_then(|level| levels.get(level))
            && let Some(place) = found.get_mut(at)
        {
            *place = Some(*above);
        }
    }
    found.iter().any(Option::is_some).then_some(found)
}

/// What a mark may say; `I` is a Roman one before it is a letter.
fn readings(mark: &str) -> Vec<(Style, u32)> {
    let upper = mark.bytes().all(|b| b.is_ascii_uppercase());
    let letter = || mark.bytes().next().filter(|b| mark.len() == 1 && b.is_ascii_alphabetic());
    let digits = mark.parse().ok().map(|number| (Style::Digits, number));
    let roman = roman(mark).map(|number| (Style::Roman(upper), number));
    let letter = letter().map(|b| (Style::Letter(upper), u32::from(b.to_ascii_lowercase() - b'a') + 1));
    [digits, roman, letter].into_iter().flatten().collect()
}

fn roman(text: &str) -> Option<u32> {
    const FIGURES: [&str; 24] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
        "xviii", "xix", "xx", "xxi", "xxii", "xxiii", "xxiv",
    ];
    let lower = text.to_ascii_lowercase();
    let one_case = text == lower || text == text.to_ascii_uppercase();
    (1..).zip(FIGURES).find(|(_, figure)| one_case && *figure == lower).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parents(labels: &[&str]) -> Option<Vec<Option<usize>>> {
        let member =
            |label: &&str| Member { code: (*label).to_owned(), label: (*label).to_owned(), ..Member::default() };
        of_numbers(&labels.iter().map(member).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_tell_what_stands_below_what() {
        let below = Some(vec![None, Some(0), Some(0), None]);
        assert_eq!(parents(&["1. Food", "1.1 Meat", "1.2 Fish", "2. Fuel"]), below);
        assert_eq!(parents(&["A. Food", "A.1 Meat", "A.2 Fish", "B. Fuel"]), below);
        assert_eq!(parents(&["I. Food", "1. Meat", "2. Fish", "II. Fuel"]), below);
        assert_eq!(parents(&["1. Food", "a) Meat", "b) Fish", "2. Fuel"]), below);
        assert_eq!(parents(&["1. Food", "2. Fuel", "3. Cars"]), None);
        assert_eq!(parents(&["A. Food", "B. Fuel", "C. Cars", "I. Other"]), None);
        assert_eq!(parents(&["Food", "Fuel", "1. Cars"]), None);
    }

    #[test]
    fn what_a_name_includes_is_below_it() {
        assert_eq!(parts_included("Machinery, incl. vehicles"), ["machinery", "vehicles"]);
        assert_eq!(parts_included("Food (including drinks)"), ["food", "drinks"]);
        assert_eq!(parts_included("Incline benches"), Vec::<String>::new());
        assert_eq!(parts_included("Machinery"), Vec::<String>::new());
    }

    #[test]
    fn dashes_tell_what_stands_below_what() {
        assert_eq!(
            of_dashes(&["Food", "- meat", "-- beef", "- fish", "Fuel"]),
            Some(vec![None, Some(0), Some(1), Some(0), None])
        );
        assert_eq!(of_dashes(&["- meat", "Food"]), None);
        assert_eq!(of_dashes(&["meat", "Food"]), None);
    }
}
