//! Over which columns a heading stands: left of them, in their middle, or in each.

use foldhash::{HashMap, HashMapExt as _};

/// For each of the columns below, which of the headings stands over it. Headings come with their places among the
/// columns; `lower` are the names below them, and `is_filled` is whether one is repeated in each of its columns.
pub(super) fn spans(heads: &[usize], lower: &[String], is_filled: bool) -> Vec<Option<usize>> {
    let count = lower.len();
    if heads.len() == count {
        return (0..count).map(Some).collect();
    }
    let in_middle = || if is_filled { None } else { equal(heads, count).or_else(|| centred(heads, count)) };
    repeating(heads, lower).or_else(in_middle).unwrap_or_else(|| from_left(heads, count))
}

/// Each heading stands over one repetition of the same names (`Total, Goods, Services`), or over as many.
fn repeating(heads: &[usize], lower: &[String]) -> Option<Vec<Option<usize>>> {
    let (start, length, times) = blocks(lower)?;
    let end = start + length * times;
    let inside = heads.iter().filter(|at| (start..end).contains(*at)).count();
    if inside == 0 || times % inside != 0 {
        return None;
    }
    // `2019, 2020, 2021` of amounts beside `2020, 2021` of rates: the heading before stands up to the next one.
    let first = heads.iter().copied().find(|at| (start..end).contains(at))?;
    if first > start && (first - start) % length == 0 && heads.iter().any(|at| *at < start) {
        return None;
    }
    let each = length * (times / inside);
    let mut over = vec![None; lower.len()];
    let mut nth = 0;
    for (head, at) in heads.iter().enumerate() {
        if !(start..end).contains(at) {
            // A heading of a column of its own, or of all columns up to the next one.
            let next = heads.get(head + 1).copied().unwrap_or(lower.len());
            let next = if *at < start { next.min(start) } else { next };
            over.iter_mut().take(next).skip(*at).for_each(|place| *place = Some(head));
            continue;
        }
        let (from, to) = (start + nth * each, start + (nth + 1) * each);
        if !(from..to).contains(at) {
            return None;
        }
        over.iter_mut().take(to).skip(from).for_each(|place| *place = Some(head));
        nth += 1;
    }
    Some(over)
}

/// Where names repeat: the place at which that begins, the length of a repetition and how often; the longest such stretch.
fn blocks(names: &[String]) -> Option<(usize, usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    let distinct = distinct(names);
    for length in 2..=names.len() / 2 {
        for start in 0..=names.len() - 2 * length {
            if distinct.get(start).is_none_or(|distinct| *distinct < length) {
                continue;
            }
            let block = names.get(start..start + length)?;
            let rest = names.get(start..)?;
            let times = rest.chunks_exact(length).take_while(|chunk| *chunk == block).count();
            if times > 1 && best.is_none_or(|(_, l, t)| length * times > l * t) {
                best = Some((start, length, times));
            }
        }
    }
    best
}

/// How many names from each place on are all different.
fn distinct(names: &[String]) -> Vec<usize> {
    let mut next: HashMap<&str, usize> = HashMap::new();
    let mut counts = vec![0; names.len()];
    let mut end = names.len();
    for (at, (name, count)) in names.iter().zip(&mut counts).enumerate().rev() {
        end = end.min(next.insert(name, at).unwrap_or(end));
        *count = end - at;
    }
    counts
}

/// Headings of equally many columns that do not all stand over the first of theirs.
fn equal(heads: &[usize], count: usize) -> Option<Vec<Option<usize>>> {
    let each = count.checked_div(heads.len()).filter(|each| each * heads.len() == count && *each > 1)?;
    let within = heads.iter().enumerate().all(|(nth, at)| at / each == nth);
    let left = heads.first() == Some(&0);
    (within && !left).then(|| (0..count).map(|at| Some(at / each)).collect())
}

/// Headings each in the middle of theirs, from the first column to the last.
fn centred(heads: &[usize], count: usize) -> Option<Vec<Option<usize>>> {
    fn search(heads: &[usize], from: usize, count: usize) -> Option<Vec<usize>> {
        let Some((at, rest)) = heads.split_first() else { return (from == count).then(Vec::new) };
        let middle = (2 * at + 1).checked_sub(from)?;
        for end in [middle, middle + 1, middle.saturating_sub(1)] {
            if end <= *at || end > count {
                continue;
            }
            if let Some(mut ends) = search(rest, end, count) {
                ends.insert(0, end);
                return Some(ends);
            }
        }
        None
    }
    if heads.first() == Some(&0) || heads.len() > 12 {
        return None;
    }
    let ends = search(heads, 0, count)?;
    Some((0..count).map(|at| ends.iter().position(|end| at < *end)).collect())
}

/// Headings each over the columns from theirs to the next one's.
fn from_left(heads: &[usize], count: usize) -> Vec<Option<usize>> {
    (0..count).map(|at| heads.iter().rposition(|head| *head <= at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(heads: &[usize], lower: &[&str]) -> String {
        let lower: Vec<String> = lower.iter().map(|name| (*name).to_owned()).collect();
        let letter = |head: Option<usize>| head.map_or("-".to_owned(), |head| head.to_string());
        spans(heads, &lower, false).into_iter().map(letter).collect()
    }

    #[test]
    fn names_that_are_all_different_are_counted() {
        let names = ["a", "b", "a", "c", "c", "d"].map(str::to_owned);
        assert_eq!(distinct(&names), [2, 3, 2, 1, 2, 1]);
    }

    #[test]
    fn headings_stand_over_their_groups() {
        let groups = ["T", "G", "S", "T", "G", "S", "T", "G", "S"];
        assert_eq!(over(&[1, 4, 7], &groups), "000111222");
        assert_eq!(over(&[0, 3, 6], &groups), "000111222");
        assert_eq!(over(&[2, 5, 8], &groups), "000111222");
        let tail = ["T", "G", "S", "T", "G", "S", "Year", "Amount"];
        assert_eq!(over(&[1, 4, 6], &tail), "00011122");
        assert_eq!(over(&[1, 3], &["All", "21", "22", "21", "22"]), "-0011");
        assert_eq!(over(&[0, 1, 3], &["All", "21", "22", "21", "22"]), "01122");
        let rates = ["2019", "2020", "2021", "2022", "2020", "2021", "2022"];
        assert_eq!(over(&[0, 4], &rates), "0000111");
        assert_eq!(over(&[0, 4], &["E", "I", "E", "I", "E", "I", "E", "I"]), "00001111");
        assert_eq!(over(&[1, 4], &["a", "b", "c", "d", "e", "f"]), "000111");
        assert_eq!(over(&[1, 3], &["a", "b", "c", "d", "e"]), "00011");
        assert_eq!(over(&[0, 3], &["a", "b", "c", "d", "e"]), "00011");
    }

    #[test]
    fn headings_that_are_repeated_stand_where_they_are() {
        let lower = ["Year", "Value", "Share"].map(str::to_owned);
        assert_eq!(spans(&[1, 2], &lower, true), [None, Some(0), Some(1)]);
    }
}
