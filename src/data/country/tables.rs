//! The text tables of names, areas, groups and publishers' codes, and how their lines are read.

/// Names of today's countries.
pub(super) const NAMES: &str = include_str!("tables/names.txt");
/// Special areas and states of the past.
pub(super) const AREAS: &str = include_str!("tables/areas.txt");
/// The world.
pub(super) const WORLD: &str = include_str!("tables/world.txt");
/// Groups of countries.
pub(super) const GROUPS: &str = include_str!("tables/groups.txt");
/// Publishers' codes, by section.
pub(super) const SYSTEMS: &str = include_str!("tables/systems.txt");

/// Lines that are neither empty nor a remark.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Up to four cells parted by `|`; those that a line has not are empty.
pub(super) fn cells(line: &'static str) -> [&'static str; 4] {
    let mut cells = line.splitn(4, '|').map(str::trim);
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// Names parted by semicolons.
pub(super) fn names(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty())
}

/// The pairs of one section of the table of codes.
pub(super) fn section(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut inside = false;
    lines(SYSTEMS)
        .filter(move |line| match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(title) => {
                inside = title == name;
                false
            }
            None => inside,
        })
        .flat_map(str::split_whitespace)
        .filter_map(|pair| pair.split_once('='))
}

/// Parts of countries by name.
pub(super) const PARTS: &str = include_str!("tables/parts.txt");
