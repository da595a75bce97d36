//! Parts of countries that stand beside them in lists of partners: states, provinces, the countries of a kingdom.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::fold::fold;
use super::tables;

static PARTS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = tables::PARTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('|'));
    lines.flat_map(|(code, names)| names.split(';').map(move |name| (fold(name.trim()), code.trim()))).collect()
});

/// The country that a name is a part of.
pub(crate) fn part_of(name: &str) -> Option<&'static str> {
    PARTS.get(&fold(name.trim())).copied()
}
