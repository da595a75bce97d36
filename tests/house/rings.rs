//! Rings of files: those that use one another, each by way of the others, so that none can be read alone.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::{Path, paths};

/// Which module each file is, what it names of others, and where that is defined.
pub(crate) struct Files<'a> {
    /// By its path in modules: `["chart", "svg"]`.
    modules: BTreeMap<Vec<String>, &'a Source>,
    /// What a module hands on under its own name: `(chart, Figure)` is at `chart::figure::Figure`.
    handed_on: BTreeMap<(Vec<String>, String), Vec<String>>,
}

impl<'a> Files<'a> {
    /// The files of rooms, without tests.
    pub(crate) fn new(sources: &'a [Source]) -> Self {
        let in_room = |source: &&Source| source.is_rust() && source.room().is_some() && !source.is_test();
        let modules = sources.iter().filter(in_room).map(|source| (module_of(&source.path), source)).collect();
        let mut files = Self { modules, handed_on: BTreeMap::new() };
        for (module, source) in &files.modules {
            for path in used(source) {
                let named = files.absolute(module, &path);
                if let (Some(item), true) = (named.last().cloned(), path.words.len() > 1) {
                    files.handed_on.entry((module.clone(), item)).or_insert(named);
                }
            }
        }
        files
    }

    /// The rings of files, the largest first, each in the order of its names.
    pub(crate) fn rings(&self) -> Vec<Vec<String>> {
        let uses: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> =
            self.modules.iter().map(|(module, source)| (module, self.uses(module, source))).collect();
        let reached: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> =
            uses.keys().map(|start| (*start, reach(start, &uses))).collect();
        let mut rings: BTreeSet<Vec<String>> = BTreeSet::new();
        for (start, there) in &reached {
            let ring = there.iter().filter(|other| reached[**other].contains(start));
            let ring: BTreeSet<&Vec<String>> = ring.copied().collect();
            if ring.len() > 1 {
                rings.insert(ring.into_iter().map(|module| self.modules[module].path.clone()).collect());
            }
        }
        let mut rings: Vec<Vec<String>> = rings.into_iter().collect();
        rings.sort_by_key(|ring| std::cmp::Reverse(ring.len()));
        rings
    }

    /// What ties a ring: each of its files, and which others of it that uses.
    pub(crate) fn ties(&self, ring: &[String]) -> String {
        let inside: Vec<(&Vec<String>, &Source)> =
            self.modules.iter().filter(|(_, source)| ring.contains(&source.path)).map(|(m, s)| (m, *s)).collect();
        let line = |(module, source): &(&Vec<String>, &Source)| {
            let used = self.uses(module, source).into_iter().map(|other| &self.modules[other].path);
            let used: Vec<&str> = used.filter(|path| ring.contains(path)).map(String::as_str).collect();
            format!("  {} uses {}\n", source.path, used.join(", "))
        };
        inside.iter().map(line).collect()
    }

    /// The other files that a file uses.
    fn uses(&self, module: &Vec<String>, source: &Source) -> BTreeSet<&Vec<String>> {
        let named = used(source).into_iter().map(|path| self.absolute(module, &path));
        // A module around the file says who may see something: `pub(in crate::chart)`.
        let named = named.filter(|path| !module.starts_with(path));
        named.filter_map(|path| self.file_of(path)).filter(|other| *other != module).collect()
    }

    /// A path from the root of the crate.
    fn absolute(&self, module: &[String], path: &Path) -> Vec<String> {
        let ups = path.words.iter().take_while(|word| *word == "super").count();
        let (from, words): (&[String], &[String]) = match path.words[0].as_str() {
            "crate" => (&[], &path.words[1..]),
            "self" => (module, &path.words[1..]),
            "super" => (&module[..module.len().saturating_sub(ups)], &path.words[ups..]),
            first => {
                let child: Vec<String> = module.iter().cloned().chain([first.to_owned()]).collect();
                if !self.modules.contains_key(&child) {
                    return Vec::new();
                }
                (module, &path.words)
            }
        };
        from.iter().chain(words).cloned().collect()
    }

    /// The file in which that what a path names is defined.
    fn file_of(&self, mut path: Vec<String>) -> Option<&Vec<String>> {
        for _ in 0..8 {
            let deepest = (1..=path.len()).rev().find(|end| self.modules.contains_key(&path[..*end]))?;
            let (module, _) = self.modules.get_key_value(&path[..deepest])?;
            let handed_on = path.get(deepest).and_then(|item| self.handed_on.get(&(module.clone(), item.clone())));
            match handed_on.filter(|there| **there != path[..=deepest]) {
                Some(there) => path = there.iter().chain(&path[deepest + 1..]).cloned().collect(),
                None => return Some(module),
            }
        }
        None
    }
}

/// What can be reached from a file, itself included.
fn reach<'a>(
    start: &'a Vec<String>,
    uses: &BTreeMap<&'a Vec<String>, BTreeSet<&'a Vec<String>>>,
) -> BTreeSet<&'a Vec<String>> {
    let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(next) = open.pop().and_then(|module| uses.get(module)) {
        open.extend(next.iter().filter(|other| seen.insert(**other)).copied().collect::<Vec<_>>());
    }
    seen
}

/// `src/chart/svg.rs` is `["chart", "svg"]`, `src/chart/mod.rs` is `["chart"]`.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').map(str::to_owned).collect()
}

/// The paths of a file, without those of its tests and of modules within it.
fn used(source: &Source) -> Vec<Path> {
    paths(&source.tokens()).into_iter().filter(|path| path.modules == 0 && !path.words.is_empty()).collect()
}
