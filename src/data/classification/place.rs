//! Lists of codes and labels made into trees: by codes, by paths in labels, by indentation, by numbers with dots.

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::super::Role;
use super::system::{System, canonical, is_cross_cut, is_total, parents};
use super::titles::title;

/// So many items are placed by one thread.
const FEW: usize = 512;

/// Where one item of a list stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// The item that contains this one, by its place in the list. Never a total, whose parts are the whole tree.
    pub parent: Option<usize>,
    /// How the item takes part in sums.
    pub role: Role,
    /// A title where the list gives a code only.
    pub title: Option<&'static str>,
}

/// Places every item of a list of codes and labels; either may be empty, and labels keep their leading blanks.
#[must_use]
pub fn place(system: System, items: &[(&str, &str)]) -> Vec<Placed> {
    let alone = |(code, label): &(&str, &str)| alone(system, code, label);
    let mut placed: Vec<Placed> = items.par_iter().with_min_len(FEW).map(alone).collect();
    if system == System::Ebops {
        goods_beside_services(items, &mut placed);
    }
    let links = links(system, items);
    for (at, parent) in links.into_iter().enumerate() {
        let fits = parent.filter(|parent| placed.get(*parent).is_some_and(|above| above.role == Role::Leaf));
        if let Some(item) = placed.get_mut(at).filter(|item| item.role == Role::Leaf) {
            item.parent = fits.filter(|parent| *parent != at);
        }
    }
    spans(items, &mut placed);
    if system == System::Ebops {
        commercial_services(items, &mut placed);
    }
    if system == System::Names {
        unordered_levels(items, &mut placed);
    }
    placed
}

/// An item by itself: total, memo item or part of the tree.
fn alone(system: System, code: &str, label: &str) -> Placed {
    let bare = label.trim();
    let known = if bare.is_empty() || bare == code.trim() { title(system, code) } else { None };
    let names_total = says_total(bare) || (bare.is_empty() && says_total(code));
    // `00` is no chapter of HS; with a name of its own it is no total either.
    let named = !bare.is_empty() && bare != code.trim() && code.bytes().all(|b| matches!(b, b'0' | b'\''));
    let role = match () {
        () if names_total || (is_total(system, code) && !named) => Role::Total,
        () if is_cross_cut(system, code) => Role::Memo,
        () => Role::Leaf,
    };
    Placed { parent: None, role, title: known }
}

/// Words that mean everything, in a list of goods or services or of partners.
fn says_total(label: &str) -> bool {
    const WORDS: [&str; 38] = [
        "total",
        "totals",
        "grandtotal",
        "allproducts",
        "allcommodities",
        "allgoods",
        "totaltrade",
        "totalgoods",
        "goodstotal",
        "totalallproducts",
        "totalmerchandise",
        "merchandisetotal",
        "totalofallhscommodities",
        "alltrade",
        "allsectors",
        "totalallcommodities",
        "allitems",
        "allindustries",
        "totalallindustries",
        "totalallsections",
        "totalallmarkets",
        "totalcommodities",
        "totalallmerchandise",
        "totalofallcommodities",
        "totalebopsservices",
        "totalservices",
        "insgesamt",
        "gesamt",
        "ensemble",
        "tousproduits",
        "todoslosproductos",
        "todososprodutos",
        "総額",
        "合計",
        "総計",
        "総合計",
        "全品目",
        "計",
    ];
    let folded: String = label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    WORDS.contains(&folded.as_str())
}

/// The parent of each item by whatever the list shows.
fn links(system: System, items: &[(&str, &str)]) -> Vec<Option<usize>> {
    if system != System::Names {
        return by_codes(system, items);
    }
    by_paths(items)
        .or_else(|| by_indentation(items))
        .or_else(|| by_dots(items))
        .or_else(|| by_beginnings(items))
        .unwrap_or_else(|| vec![None; items.len()])
}

fn by_codes(system: System, items: &[(&str, &str)]) -> Vec<Option<usize>> {
    let mut places: HashMap<String, usize> = HashMap::default();
    for (at, (code, _)) in items.iter().enumerate() {
        places.entry(canonical(system, code)).or_insert(at);
    }
    let nearest = |code: &str| parents(system, code).iter().find_map(|parent| places.get(parent).copied());
    items.par_iter().with_min_len(FEW).map(|(code, _)| nearest(code)).collect()
}

/// `Services > Transport > Sea`, in the label or in the code.
fn by_paths(items: &[(&str, &str)]) -> Option<Vec<Option<usize>>> {
    let texts =
        |label: bool| items.iter().map(move |(code, text)| if label { *text } else { *code }).collect::<Vec<&str>>();
    for separator in ['>', '|', '\\', '/'] {
        for label in [true, false] {
            let texts = texts(label);
            let split = texts.iter().filter(|text| text.contains(separator)).count();
            if split == 0 {
                continue;
            }
            let paths: Vec<Vec<&str>> =
                texts.iter().map(|text| text.split(separator).map(str::trim).collect()).collect();
            let places: HashMap<&[&str], usize> =
                paths.iter().enumerate().rev().map(|(at, path)| (path.as_slice(), at)).collect();
            let above =
                |path: &Vec<&str>| (1..path.len()).rev().find_map(|length| places.get(path.get(..length)?).copied());
            let found: Vec<Option<usize>> = paths.iter().map(above).collect();
            let linked = found.iter().flatten().count();
            // A bar or a stroke stands in plain names too: `iron and/or steel`.
            let usual = split * 2 >= items.len() && linked * 2 > split;
            if usual || (separator == '>' && linked > 0) {
                return Some(found);
            }
        }
    }
    None
}

/// Blanks before a label; a tab counts four, a full-width blank two.
fn depth(label: &str) -> usize {
    let blanks = label.chars().take_while(|c| c.is_whitespace());
    blanks
        .map(|blank| match blank {
            '\t' => 4,
            '\u{3000}' => 2,
            _ => 1,
        })
        .sum()
}

/// The depths of labels, where there are several.
fn depths(items: &[(&str, &str)]) -> Option<Vec<usize>> {
    let of = |(code, label): &(&str, &str)| if label.trim().is_empty() { depth(code) } else { depth(label) };
    let depths: Vec<usize> = items.iter().map(of).collect();
    let distinct: HashSet<usize> = depths.iter().copied().collect();
    (distinct.len() > 1).then_some(depths)
}

/// Indented labels in the order of the tree: the parent is the last label before that stands further left.
fn by_indentation(items: &[(&str, &str)]) -> Option<Vec<Option<usize>>> {
    let depths = depths(items)?;
    let least = depths.iter().min().copied()?;
    // A list that does not begin at the left is sorted by something else.
    if depths.first() != Some(&least) {
        return None;
    }
    let mut above: Vec<(usize, usize)> = Vec::new();
    let mut found = Vec::with_capacity(depths.len());
    for (at, depth) in depths.iter().enumerate() {
        while above.last().is_some_and(|(left, _)| left >= depth) {
            above.pop();
        }
        found.push(above.last().map(|(_, parent)| *parent));
        above.push((*depth, at));
    }
    Some(found)
}

/// `1`, `1.1`, `1.1.2`.
fn by_dots(items: &[(&str, &str)]) -> Option<Vec<Option<usize>>> {
    let number =
        |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit() || b == b'.') && code.contains('.');
    if !items.iter().any(|(code, _)| number(code.trim())) {
        return None;
    }
    let found = by_codes(System::Names, items);
    found.iter().any(Option::is_some).then_some(found)
}

/// Codes that begin with a digit, of several lengths, of which nearly every longer one begins like a shorter one.
fn by_beginnings(items: &[(&str, &str)]) -> Option<Vec<Option<usize>>> {
    let numbered =
        |code: &str| code.starts_with(|c: char| c.is_ascii_digit()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut places: HashMap<&str, usize> = HashMap::default();
    for (at, (code, _)) in items.iter().enumerate().filter(|(_, (code, _))| numbered(code.trim())) {
        places.entry(code.trim()).or_insert(at);
    }
    let shortest = places.keys().map(|code| code.len()).min()?;
    let nearest = |code: &str| (1..code.len()).rev().find_map(|length| places.get(code.get(..length)?).copied());
    let found: Vec<Option<usize>> =
        items.iter().map(|(code, _)| nearest(code.trim()).filter(|_| numbered(code.trim()))).collect();
    // A total and `792/3` are codes of no such list.
    let other = |code: &str, label: &str| says_total(label) || says_total(code) || span(code).is_some();
    let listed = items.iter().filter(|(code, label)| numbered(code.trim()) || !other(code, label)).count();
    let longer = places.keys().filter(|code| code.len() > shortest).count();
    let linked = found.iter().flatten().count();
    (longer > 0 && places.len() * 10 >= listed * 8 && linked * 10 >= longer * 8).then_some(found)
}

/// Where goods are listed too, services are no total but a part as goods are, and both together are the total.
fn goods_beside_services(items: &[(&str, &str)], placed: &mut [Placed]) {
    let codes: Vec<String> = items.iter().map(|(code, _)| canonical(System::Ebops, code)).collect();
    if !codes.iter().any(|code| matches!(code.as_str(), "G" | "GS")) {
        return;
    }
    for (code, item) in codes.iter().zip(placed) {
        match code.as_str() {
            "GS" => item.role = Role::Total,
            "G" | "S" => item.role = Role::Leaf,
            _ => {}
        }
    }
}

/// Where services are listed without their sum, commercial services are the total and its remainder is a part.
fn commercial_services(items: &[(&str, &str)], placed: &mut [Placed]) {
    let has = |wanted: &str| items.iter().any(|(code, _)| canonical(System::Ebops, code) == wanted);
    let parts = ["SE", "SF", "SG", "SH", "SI", "SJ", "SK"].iter().any(|code| has(code));
    // Two remainders beside each other overlap.
    let split = parts || (has("SPX1") && has("SPX4"));
    let whole = has("S");
    for ((code, _), item) in items.iter().zip(placed) {
        match canonical(System::Ebops, code).as_str() {
            "SOX" if !whole && items.len() > 1 => item.role = Role::Total,
            "SOX1" | "SPX1" | "SPX4" if !split => item.role = Role::Leaf,
            _ => {}
        }
    }
}

/// The two codes of a span: `792` and `793` of `792/3`.
fn span(code: &str) -> Option<(&str, String)> {
    let (first, last) = code.trim().split_once('/')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let start = first.get(..first.len().checked_sub(last.len())?)?;
    (digits(first) && digits(last)).then(|| (first, format!("{start}{last}")))
}

/// `792/3` beside `792` and `793` is their sum.
fn spans(items: &[(&str, &str)], placed: &mut [Placed]) {
    let codes: HashSet<&str> = items.iter().map(|(code, _)| code.trim()).collect();
    for ((code, _), item) in items.iter().zip(placed) {
        let Some((first, second)) = span(code) else { continue };
        if codes.contains(first) && codes.contains(second.as_str()) && item.role == Role::Leaf {
            item.role = Role::Group;
            item.parent = None;
        }
    }
}

/// Indented labels in another order than the tree's: the deepest are leaves, those between overlap them.
fn unordered_levels(items: &[(&str, &str)], placed: &mut [Placed]) {
    let Some(depths) = depths(items) else { return };
    let (least, most) = (depths.iter().min().copied(), depths.iter().max().copied());
    if depths.first().copied() == least || placed.iter().any(|item| item.parent.is_some()) {
        return;
    }
    for (depth, item) in depths.iter().zip(placed) {
        if Some(*depth) != most && item.role == Role::Leaf {
            item.role = Role::Group;
        }
    }
}
