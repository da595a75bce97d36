//! The rules of the house, read from the sources. Each complaint names a file and a line.
//!
//! Every check is a function from a source to complaints, so that each test can also show it a sample that
//! breaks the rule and see it complain.

#[path = "house/rings.rs"]
mod rings;
#[path = "house/source.rs"]
mod source;
#[path = "house/words.rs"]
mod words;

use std::collections::{BTreeMap, BTreeSet};

use saldo::query::View;
use source::{Source, Token, project};

/// The rooms from top to bottom; one may use those before it.
const ROOMS: [&str; 12] =
    ["disk", "data", "import", "query", "insight", "words", "chart", "story", "session", "app", "ui", "cli"];
/// Rooms that know nothing of windows and threads.
const PURE: [&str; 9] = ["disk", "data", "import", "query", "insight", "words", "chart", "story", "session"];
/// Lines of a file without its tests; 600 are wanted.
const MOST_LINES: usize = 700;

type Check = fn(&Source) -> Vec<String>;

/// Holds a check against the whole project, after the samples have shown that it can fail.
fn hold(check: Check, bad: &[(&str, &str)], good: &[(&str, &str)]) {
    for (path, text) in bad {
        let complaints = check(&Source::sample(path, text));
        let named = complaints.first().is_some_and(|complaint| {
            let line = complaint.strip_prefix(path).and_then(|rest| rest.strip_prefix(':'));
            line.is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
        });
        assert!(named, "the check does not see, with file and line, what is wrong with {text:?}: {complaints:?}");
    }
    for (path, text) in good {
        let complaints = check(&Source::sample(path, text));
        assert!(complaints.is_empty(), "the check complains of {text:?}: {complaints:?}");
    }
    let complaints: Vec<String> = project().iter().flat_map(check).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn only_the_window_names_egui_and_only_the_program_names_rfd() {
    let bad = [
        ("src/data/a.rs", "//! A.\nuse egui::Color32;\n"),
        ("src/chart/a.rs", "//! A.\nfn a() { egui_plot::line() }\n"),
        ("src/session/a.rs", "//! A.\nfn a() { eframe::run() }\n"),
        ("src/import/a.rs", "//! A.\nuse {std::io, rfd};\n"),
        ("src/ui/a.rs", "//! A.\nuse rfd::FileDialog;\n"),
        ("src/cli/a.rs", "//! A.\nuse egui::Ui;\n"),
        ("src/main.rs", "//! A.\nuse eframe::App;\n"),
    ];
    let good = [
        ("src/data/a.rs", "//! Not egui, rfd or eframe.\n/* use egui; */ fn a() -> &str { \"egui\" } // rfd\n"),
        ("src/data/b.rs", "//! B.\nfn a<'a>(_: &'a str) -> char { '\"' } fn b() { r#\"egui \" egui\"#; }\n"),
        ("src/ui/a.rs", "//! A.\nuse egui::Ui;\nuse eframe::App;\n"),
        ("src/app/a.rs", "//! A.\nuse rfd::FileDialog;\nuse egui::Key;\n"),
    ];
    hold(toolkits, &bad, &good);
}

fn toolkits(source: &Source) -> Vec<String> {
    if !source.path.starts_with("src/") || !source.is_rust() {
        return Vec::new();
    }
    let room = source.room().unwrap_or_default();
    let forbidden = |word: &str| match word {
        "rfd" => room != "app",
        "eframe" => room != "ui",
        "egui" => room != "ui" && room != "app",
        other => other.starts_with("egui_") && room != "ui",
    };
    let words = source.tokens().into_iter().filter(|token| forbidden(&token.text));
    words.map(|token| source.at(token.line, &format!("{} has no place in {}", token.text, place(source)))).collect()
}

fn place(source: &Source) -> String {
    source.room().map_or_else(|| source.path.clone(), |room| format!("the room `{room}`"))
}

#[test]
fn rooms_without_a_window_start_no_threads() {
    let bad = [
        ("src/query/a.rs", "//! A.\nfn a() {\n    std::thread::spawn(|| {});\n}\n"),
        ("src/import/a.rs", "//! A.\nuse std::thread::Builder;\n"),
        ("src/chart/a.rs", "//! A.\nuse std::thread::{self, scope};\n"),
        ("src/data/a.rs", "//! A.\nuse std::{io, thread};\nfn a() { thread::Builder::new(); }\n"),
    ];
    let good = [
        ("src/query/a.rs", "//! A.\nfn a() { rayon::spawn(|| {}); std::thread::sleep(b); }\n"),
        ("src/app/a.rs", "//! A.\nfn a() { std::thread::spawn(|| {}); }\n"),
    ];
    hold(threads, &bad, &good);
}

fn threads(source: &Source) -> Vec<String> {
    if !source.room().is_some_and(|room| PURE.contains(&room)) {
        return Vec::new();
    }
    let starts = |words: &[String]| {
        let after = words.iter().position(|word| word == "thread").map(|at| &words[at + 1..]);
        after.and_then(<[String]>::first).is_some_and(|word| ["spawn", "Builder", "scope"].contains(&word.as_str()))
    };
    let paths = paths(&source.tokens());
    let started = paths.into_iter().filter(|path| starts(&path.words));
    started.map(|path| source.at(path.line, &format!("{}: only rayon starts threads here", path.text()))).collect()
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let bad = [
        ("src/data/a.rs", "//! A.\nuse crate::query::View;\n"),
        ("src/import/formats/a.rs", "//! A.\nuse crate::{data::Dataset, session};\n"),
        ("src/query/a.rs", "//! A.\nuse super::super::insight::Finding;\n"),
        ("src/query/mod.rs", "//! A.\nfn a() { super::chart::build() }\n"),
        ("src/chart/a.rs", "//! A.\nfn a() {}\nmod b { fn c() -> super::super::super::session::Session {} }\n"),
        ("src/app/mod.rs", "//! A.\nuse crate::ui;\n"),
        ("src/cli/mod.rs", "//! A.\nuse crate::app::App;\n"),
        ("src/cli/a.rs", "//! A.\nfn a() { crate::ui::run() }\n"),
    ];
    let good = [
        ("src/query/a.rs", "//! A.\nuse crate::{data::{Axis, Period}, import};\nuse crate::query::View;\n"),
        ("src/import/formats/a.rs", "//! A.\nuse super::super::query; // crate::ui\n"),
        ("src/import/a.rs", "//! A.\nmod tests { use super::super::session; }\n"),
        ("src/cli/a.rs", "//! A.\nuse crate::session;\n"),
        ("src/main.rs", "//! A.\nfn main() { saldo::cli::run(saldo::ui::run) }\n"),
    ];
    hold(rooms_above, &bad, &good);
}

fn rooms_above(source: &Source) -> Vec<String> {
    let Some(room) = source.room().filter(|_| source.is_rust()) else { return Vec::new() };
    let Some(rank) = ROOMS.iter().position(|known| *known == room) else {
        return vec![source.at(1, &format!("`{room}` is no room of the house"))];
    };
    let allowed = |other: &str| {
        let above = ROOMS.iter().position(|known| *known == other).is_none_or(|place| place <= rank);
        // The command line is handed the window as a function.
        above && !(room == "cli" && (other == "app" || other == "ui"))
    };
    let depth = source.path.split('/').count() - 1 - usize::from(source.path.ends_with("/mod.rs"));
    let mut complaints = Vec::new();
    for path in paths(&source.tokens()) {
        let ups = path.words.iter().take_while(|word| *word == "super").count();
        let used = match path.words.first().map(String::as_str) {
            Some("crate") => path.words.get(1),
            Some("super") if ups == depth + path.modules => path.words.get(ups),
            _ => None,
        };
        if let Some(used) = used.filter(|used| !allowed(used)) {
            complaints.push(source.at(path.line, &format!("`{room}` uses `{used}`, which is not above it")));
        }
    }
    complaints
}

/// A path of the code, with the groups of `use` resolved: `a::{b, c::d}` gives `a::b` and `a::c::d`.
struct Path {
    words: Vec<String>,
    line: usize,
    /// How many modules within the file are around it.
    modules: usize,
}

impl Path {
    fn text(&self) -> String {
        self.words.join("::")
    }
}

fn paths(tokens: &[Token]) -> Vec<Path> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let is_word = |at: usize| word(at).starts_with(|first: char| first.is_alphabetic() || first == '_');
    // What each open brace is: a module, the group of a path, or anything else.
    let mut braces: Vec<(bool, Option<Vec<String>>)> = Vec::new();
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match word(at) {
            "{" => {
                braces.push((at > 1 && word(at - 2) == "mod", None));
                at += 1;
            }
            "}" => {
                braces.pop();
                at += 1;
            }
            _ if is_word(at) && (at == 0 || word(at - 1) != "::") => {
                let line = tokens[at].line;
                let mut words: Vec<String> = braces.last().and_then(|(_, group)| group.clone()).unwrap_or_default();
                let prefixed = words.len();
                words.push(word(at).to_owned());
                while word(at + 1) == "::" && is_word(at + 2) {
                    words.push(word(at + 2).to_owned());
                    at += 2;
                }
                let modules = braces.iter().filter(|(module, _)| *module).count();
                if word(at + 1) == "::" && word(at + 2) == "{" {
                    braces.push((false, Some(words)));
                    at += 3;
                    continue;
                }
                if words.len() > 1 || prefixed > 0 {
                    paths.push(Path { words, line, modules });
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    paths
}

/// The rooms in which more than three files use one another in a ring, with the size of the largest: each is to become
/// smaller.
const RINGS: [(&str, usize); 3] = [("import", 127), ("app", 23), ("data", 10)];

#[test]
fn few_files_of_a_room_use_one_another_in_a_ring() {
    let sample = |texts: &[(&str, &str)]| -> Vec<Source> {
        texts.iter().map(|(path, text)| Source::sample(path, text)).collect()
    };
    let ring = sample(&[
        ("src/chart/mod.rs", "mod a; mod b; mod c; mod d;\npub use a::A;\npub use d::D;\n"),
        ("src/chart/a.rs", "use super::b::B;\n"),
        ("src/chart/b.rs", "fn b() { super::c::c() }\n"),
        ("src/chart/c.rs", "use super::{D, b};\nmod tests { use super::super::a::A; }\n"),
        ("src/chart/d.rs", "use crate::chart::A;\n"),
    ]);
    let expected: Vec<String> = ["a", "b", "c", "d"].map(|name| format!("src/chart/{name}.rs")).into();
    assert_eq!(rings::Files::new(&ring).rings(), [expected], "the check does not see a ring through what is handed on");
    let sources = project();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut complaints = String::new();
    let files = rings::Files::new(&sources);
    for ring in files.rings().iter().filter(|ring| ring.len() > 3) {
        let room = Source::sample(&ring[0], "").room().unwrap_or_default().to_owned();
        let largest = known.entry(room.clone()).or_default();
        *largest = ring.len().max(*largest);
        if RINGS.iter().all(|(known, size)| *known != room || ring.len() > *size) {
            complaints += &format!("{} files of {room} in a ring:\n{}", ring.len(), files.ties(ring));
        }
    }
    for (room, size) in RINGS {
        assert_eq!(known.get(room), Some(&size), "the largest ring of {room} is another one now: say so");
    }
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn files_are_written_and_read_whole_in_one_room() {
    let bad = [
        ("src/app/a.rs", "//! A.\nfn a() { std::fs::write(b, c); }\n"),
        ("src/import/a.rs", "//! A.\nuse std::fs;\nfn a() { fs::read(b); }\n"),
        ("src/session/a.rs", "//! A.\nfn a() { std::fs::read_to_string(b); }\n"),
        ("src/cli/a.rs", "//! A.\nfn a() { File::create(b); }\n"),
        ("src/cli/b.rs", "//! A.\nuse std::fs::{OpenOptions, read_dir};\n"),
        ("src/import/b.rs", "//! A.\nfn a() { File::options().append(true); }\n"),
        ("src/app/b.rs", "//! A.\nfn a() { std::fs::File::create_new(b); }\n"),
        ("src/app/c.rs", "//! A.\nfn a() { std::fs::remove_file(b); }\n"),
        ("src/app/d.rs", "//! A.\nuse std::fs::remove_dir_all;\n"),
    ];
    let good = [
        ("src/disk/a.rs", "//! A.\nfn a() { std::fs::read(b); fs::rename(c, d); }\n"),
        ("src/import/a.rs", "//! A.\nfn a() { fs::metadata(b); File::open(b); }\n"),
        ("src/app/a.rs", "//! A.\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn a() { std::fs::write(b, c); }\n}\n"),
    ];
    hold(whole_files, &bad, &good);
}

/// `disk` follows links, keeps rights, and neither waits for a pipe nor reads what has no end.
fn whole_files(source: &Source) -> Vec<String> {
    let room = source.room().unwrap_or_default();
    if !source.path.starts_with("src/") || room == "disk" || source.is_test() || !source.is_rust() {
        return Vec::new();
    }
    let (code, _) = source.text.split_once("#[cfg(test)]\nmod tests {").unwrap_or((&source.text, ""));
    let code = Source::sample(&source.path, code);
    let forbidden = |words: &[String]| {
        let whole =
            ["read", "read_to_string", "write", "rename", "copy", "hard_link", "set_permissions", "OpenOptions"];
        let changes = |word: &str| word.starts_with("create_dir") || word.starts_with("remove_");
        words.windows(2).any(|two| match two[0].as_str() {
            "fs" => whole.contains(&two[1].as_str()) || changes(&two[1]),
            "File" => two[1].starts_with("create") || two[1] == "options",
            _ => false,
        })
    };
    let found = paths(&code.tokens()).into_iter().filter(|path| forbidden(&path.words));
    found.map(|path| source.at(path.line, &format!("{}: the room `disk` does that", path.text()))).collect()
}

#[test]
fn drawing_changes_nothing() {
    let bad =
        [("src/ui/a.rs", "//! A.\nfn a(model: &mut Model) {}\n"), ("src/ui/a.rs", "//! A.\nfn a(b: &mut App) {}\n")];
    let good = [("src/ui/a.rs", "//! A.\nfn a(model: &Model, scene: &mut Scene) {}\n")];
    hold(borrows, &bad, &good);
}

fn borrows(source: &Source) -> Vec<String> {
    if source.room() != Some("ui") {
        return Vec::new();
    }
    let tokens = source.tokens();
    let state = |name: &str| ["App", "Model", "Session", "Document", "View"].contains(&name);
    let taken =
        tokens.windows(3).filter(|three| three[0].text == "&" && three[1].text == "mut" && state(&three[2].text));
    taken
        .map(|three| source.at(three[2].line, &format!("ui takes &mut {}; it gives commands", three[2].text)))
        .collect()
}

#[test]
fn every_source_opens_with_a_sentence() {
    let bad = [
        ("src/data/a.rs", "use std::io;\n//! A.\n"),
        ("tests/a.rs", "//! no sentence\n"),
        ("src/ui/a.rs", "//!\n//! A.\n"),
        ("src/ui/b.rs", ""),
    ];
    let good =
        [("src/ui/a.rs", "//! The left panel:\n//! a list.\n\nuse a;\n"), ("src/a.rs", "//! A.\n//!\n//! * b\n")];
    hold(opening, &bad, &good);
}

fn opening(source: &Source) -> Vec<String> {
    if !source.is_rust() {
        return Vec::new();
    }
    let words = source.text.lines().map_while(|line| line.strip_prefix("//! "));
    let paragraph: Vec<&str> = words.collect();
    let whole = paragraph.last().is_some_and(|line| line.trim_end().ends_with(['.', ':', '?', '!']));
    if whole { Vec::new() } else { vec![source.at(1, "open the file with a `//!` sentence that says what is in it")] }
}

#[test]
fn no_source_is_too_long_to_read() {
    let long = format!("//! A.\n{}", "fn a() {}\n".repeat(MOST_LINES));
    let tested = format!("//! A.\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn a() {}\n".repeat(MOST_LINES));
    let bad = [("src/data/a.rs", long.as_str())];
    let good = [("src/data/a.rs", tested.as_str()), ("src/data/tests.rs", &long), ("tests/a.rs", &long)];
    hold(length, &bad, &good);
}

fn length(source: &Source) -> Vec<String> {
    if !source.is_rust() || source.is_test() {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let tests = lines.windows(2).position(|two| two[0] == "#[cfg(test)]" && two[1].starts_with("mod tests {"));
    let count = tests.unwrap_or(lines.len());
    if count <= MOST_LINES {
        return Vec::new();
    }
    vec![source.at(MOST_LINES + 1, &format!("{count} lines without tests; at most {MOST_LINES}: split it"))]
}

#[test]
fn no_file_names_a_place_on_a_developers_machine() {
    // In pieces, so that this file does not name them itself.
    let (home, shared, work) =
        (["/ho", "me/ann/a.csv"].concat(), ["../sha", "red/a"].concat(), ["`/wo", "rk/a`"].concat());
    let (windows, mac) = (["C:\\Us", "ers\\ann"].concat(), ["(/Us", "ers/ann)"].concat());
    let temporary = ["\"/t", "mp/a\""].concat();
    let texts = [home, shared, work, windows, mac, temporary];
    let bad: Vec<(&str, &str)> = texts.iter().map(|text| ("a.md", text.as_str())).collect();
    let address = ["https://example.org/ho", "me/ann"].concat();
    hold(machines, &bad, &[("a.md", address.as_str()), ("a.md", "src/../sample_data")]);
}

fn machines(source: &Source) -> Vec<String> {
    let roots = ["ho_me/", "Us_ers/", "ro_ot/", "wo_rk/", "t_mp/"].map(|root| format!("/{}", root.replace('_', "")));
    let anywhere = [["../sha", "red"].concat(), ["C:\\Us", "ers"].concat()];
    let names = |line: &str| {
        let part_of_more =
            |at: usize| line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-~}$/".contains(before));
        let rooted = |root: &String| line.match_indices(root.as_str()).any(|(at, _)| !part_of_more(at));
        roots.iter().any(rooted) || anywhere.iter().any(|place| line.contains(place.as_str()))
    };
    let lines = (1..).zip(source.text.lines()).filter(|(_, line)| names(line));
    lines.map(|(line, _)| source.at(line, "names a place on a developer's machine")).collect()
}

#[test]
fn colours_are_mixed_in_one_place() {
    let bad = [
        ("src/ui/a.rs", "//! A.\nfn a() { Color32::from_rgb(1, 2, 3); }\n"),
        ("src/ui/a.rs", "//! A.\nfn a() { egui::Color32::from_black_alpha(3); }\n"),
        ("src/ui/a.rs", "//! A.\nconst A: Color32 = Color32::LIGHT_BLUE;\n"),
        ("src/chart/a.rs", "//! A.\nconst A: u32 = 0xaa_bb_cc;\n"),
        ("src/chart/a.rs", "//! A.\nconst A: &str = \"fill='#aabbcc'\";\n"),
    ];
    let good = [
        ("src/ui/theme.rs", "//! A.\nfn a() { Color32::from_rgb(1, 2, 3); }\n"),
        ("src/chart/palette.rs", "//! A.\nconst A: u32 = 0xaabbcc;\n"),
        ("src/chart/a.rs", "//! A.\nfn a() { format!(\"#{:02x}\", 1); } // #aabbcc\n"),
        ("src/ui/a.rs", "//! A.\nfn a() { Color32::TRANSPARENT; 0xff; }\n"),
    ];
    hold(colours, &bad, &good);
}

fn colours(source: &Source) -> Vec<String> {
    let mixed_here = ["src/ui/theme.rs", "src/chart/palette.rs"].contains(&source.path.as_str());
    if !source.room().is_some_and(|room| room == "ui" || room == "chart") || mixed_here || source.is_test() {
        return Vec::new();
    }
    let tokens = source.tokens();
    // Black and nothing are not chosen: text is measured in one and hidden marks are drawn in the other.
    let plain = ["TRANSPARENT", "BLACK", "PLACEHOLDER"];
    let chosen = |name: &str| name.starts_with("from_") || (name.to_uppercase() == name && !plain.contains(&name));
    let made =
        tokens.windows(3).filter(|three| three[0].text == "Color32" && three[1].text == "::" && chosen(&three[2].text));
    let hex = |text: &str| {
        let digits = text.strip_prefix("0x").map(|digits| digits.replace('_', ""));
        digits.is_some_and(|digits| digits.len() == 6 || digits.len() == 8)
    };
    let numbers = tokens.iter().filter(|token| hex(&token.text));
    let places: BTreeSet<usize> = made.map(|three| three[2].line).chain(numbers.map(|token| token.line)).collect();
    let written = (1..).zip(source.text.lines()).filter(|(_, line)| {
        let code = line.split("//").next().unwrap_or_default();
        let six = |rest: &str| rest.len() >= 6 && rest.bytes().take(6).all(|digit| digit.is_ascii_hexdigit());
        code.match_indices('#').any(|(at, _)| code.get(at + 1..).is_some_and(six))
    });
    let places: BTreeSet<usize> = places.into_iter().chain(written.map(|(line, _)| line)).collect();
    places.into_iter().map(|line| source.at(line, "a colour outside of ui/theme.rs and chart/palette.rs")).collect()
}

#[test]
fn the_map_shows_the_rooms_that_exist() {
    let library = project().into_iter().find(|source| source.path == "src/lib.rs").expect("src/lib.rs");
    let folders: Vec<String> = project()
        .iter()
        .filter_map(|source| source.room().map(str::to_owned))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let short = Source::sample("src/lib.rs", "//! | [`data`] | a |\n\npub mod data;\n");
    assert!(
        map(&short, &folders).iter().any(|complaint| complaint.starts_with("src/lib.rs:1: ")),
        "rooms may be missing"
    );
    let extra = Source::sample("src/lib.rs", "//! A.\n//! | [`attic`] | a |\n\npub mod data;\n");
    assert!(
        map(&extra, &["data".to_owned()]).iter().any(|complaint| complaint.contains("attic")),
        "rooms may be invented"
    );
    let complaints = map(&library, &folders);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn map(library: &Source, folders: &[String]) -> Vec<String> {
    let row = |line: &str| Some(line.strip_prefix("//! | [`")?.split_once('`')?.0.to_owned());
    let rows: Vec<(usize, String)> =
        (1..).zip(library.text.lines()).filter_map(|(at, line)| Some((at, row(line)?))).collect();
    let mapped: Vec<&str> = rows.iter().map(|(_, room)| room.as_str()).collect();
    let mut complaints = Vec::new();
    for (line, room) in &rows {
        if !folders.contains(room) {
            complaints.push(library.at(*line, &format!("the map shows `{room}`, and src/{room} does not exist")));
        }
    }
    for room in folders.iter().filter(|room| !mapped.contains(&room.as_str())) {
        complaints.push(library.at(1, &format!("src/{room} is not on the map")));
    }
    if complaints.is_empty() && mapped != ROOMS {
        complaints.push(library.at(rows[0].0, &format!("the map's order is not {ROOMS:?}")));
    }
    complaints
}

#[test]
fn the_tests_that_hold_the_invariants_exist() {
    let all: Vec<String> = project().into_iter().map(|source| source.path).collect();
    let lost = Source::sample("src/lib.rs", "//! # Invariants\n//! Sums are exact (`query/nowhere.rs`).\n");
    assert_eq!(holders(&lost, &all).len(), 1, "a test that does not exist may be named");
    let library = project().into_iter().find(|source| source.path == "src/lib.rs").expect("src/lib.rs");
    let complaints = holders(&library, &all);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Files that the invariants name in backticks: `tests/a.rs`, or `room/a.rs` in the sources.
fn holders(library: &Source, all: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (at, line) in (1..).zip(library.text.lines()) {
        let named = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| name.contains('/') && name.split('.').next_back() == Some("rs"));
        for name in named {
            let in_sources = format!("src/{name}");
            let folder = format!("src/{}/mod.rs", name.trim_end_matches(".rs"));
            if ![name, &in_sources, &folder].iter().any(|path| all.iter().any(|known| known == path)) {
                complaints.push(library.at(at, &format!("`{name}` does not exist")));
            }
        }
    }
    complaints
}

/// Compiles for plain values only.
fn plain_value<T: Clone + PartialEq + serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static>() {}

#[test]
fn a_view_is_a_plain_value_and_survives_writing() {
    plain_value::<View>();
    let mut views = vec![View::default()];
    for entry in saldo::import::library::list() {
        let source = saldo::import::Source::Library(entry.name.to_owned());
        let opened = saldo::import::open(&source, &saldo::import::Options::default(), &saldo::import::Progress::new());
        let Ok(saldo::import::Opened::Dataset(dataset)) = opened else {
            panic!("library:{} cannot be read", entry.name)
        };
        let opening = saldo::story::opening_view(&dataset);
        let mut full = opening.clone();
        full.from = dataset.periods.first().copied();
        full.to = dataset.periods.last().copied();
        full.ranked_at = full.to;
        full.scale = Some(9);
        full.title = Some("Ein \"Titel\"\n— 日本".to_owned());
        full.subtitle = Some(String::new());
        full.measure = saldo::query::Measure::Normalised;
        full.transform = saldo::query::Transform::Rolling;
        full.chart = saldo::query::ChartKind::Ranked;
        full.events.shown = !full.events.shown;
        full.pinned = vec![saldo::query::Pinned { kind: "record".to_owned(), line: "all".to_owned() }];
        views.extend([opening, full]);
    }
    for view in views {
        let written = serde_json::to_string(&view).expect("a view can be written");
        let read: View = serde_json::from_str(&written).expect("a view can be read");
        assert_eq!(read, view, "{written}");
    }
}
