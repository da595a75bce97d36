//! Writes a cube as publishers do: titles, headings, stubs, sections, sheets, marks and footnotes.

use crate::cube::{AXES, Cube, FLOW, MEASURE, PARTNER, REPORTER, SECTOR, SUB, YEAR};
use crate::files::{self, Cell, Grid};
use crate::lies::{Lies, Measured, Naming, Place};
use crate::random::{Random, mixed};
use crate::words;

pub(crate) struct Table {
    pub cube: Cube,
    pub lies: Lies,
    pub name: String,
    pub bytes: Vec<u8>,
    /// What a person sees.
    pub text: String,
}

/// How numbers and gaps are written.
struct Style {
    group: &'static str,
    point: char,
    gap: &'static str,
    flags: u64,
    sign: &'static str,
    typed: bool,
}

/// What is told around the table, and where.
#[derive(Default)]
struct Told {
    title: Vec<String>,
    line: Option<String>,
    heading: Vec<String>,
    sheet: Vec<String>,
    file: Vec<String>,
    unit_column: Option<String>,
    /// A column of the power of ten beside that of the currency: its name and its cells.
    scale_column: Option<(&'static str, String)>,
    /// The unit in a row below the names, once for each column of figures.
    unit_row: Option<String>,
    /// Whether a row numbers the columns.
    numbered: bool,
}

struct Writer<'a> {
    random: &'a mut Random,
    cube: &'a Cube,
    lies: &'a Lies,
    style: Style,
    told: Told,
    blank_below: bool,
    merged: bool,
    /// filled, left-only, centred, merged, joined in one row.
    headings: usize,
    joint: &'static str,
    stub_low: bool,
}

fn style(random: &mut Random, lies: &mut Lies) -> Style {
    let comma = matches!(lies.language, 1..=5 | 8 | 9) && random.percent(50);
    let point = if comma { ',' } else { '.' };
    let own = match lies.language {
        1 | 3 | 4 | 9 if comma => ".",
        2 | 5 | 8 => random.pick(&[" ", "\u{a0}", "\u{202f}"]),
        0 | 6 | 7 | 10 => ",",
        _ => "",
    };
    let group = if random.percent(25) { own } else { "" };
    let flags = if random.percent(8) { 10 } else { 0 };
    let typed = lies.xlsx && random.percent(80);
    // A typed number keeps no sign, and would leave the unit untold.
    let sign = match &lies.unit {
        Some(unit) if unit.exponent == 0 && lies.second.is_none() && !typed && random.percent(30) => {
            match unit.currency {
                "USD" => "$",
                "EUR" => "€",
                "GBP" => "£",
                _ => "¥",
            }
        }
        _ => "",
    };
    let gap = random.weighed(&[(50, ""), (12, ".."), (12, "-"), (10, "n.a."), (6, ":"), (5, "…"), (5, "–")]);
    for (on, word) in [
        (comma, "decimal comma"),
        (!group.is_empty(), "thousands separated"),
        (flags > 0, "flags in cells"),
        (!sign.is_empty(), "currency sign in cells"),
    ] {
        if on {
            lies.features.push(word.into());
        }
    }
    lies.unit.iter_mut().for_each(|unit| unit.bare_sign = sign == "$");
    Style { group, point, gap, flags, sign, typed }
}

/// Decides where what has no column is told.
fn told(random: &mut Random, cube: &Cube, lies: &mut Lies, sign: &str) -> Told {
    let language = lies.language;
    let mut told = Told::default();
    // A corner belongs to one column of labels; the name of a year's column is not replaced.
    let one = lies.rows.len() == 1
        && lies.rows[0] != YEAR
        && matches!(lies.naming[lies.rows[0]], Naming::Names | Naming::Codes);
    let corner = (lies.long && lies.heads.is_empty()) || (!lies.long && one);
    let say = |told: &mut Told, random: &mut Random, text: String, what: &str, features: &mut Vec<String>| {
        let places: &[(usize, usize)] =
            if lies.xlsx { &[(50, 0), (20, 1), (15, 2), (15, 3)] } else { &[(45, 0), (30, 1), (25, 3)] };
        let first = random.weighed(places);
        let places = if random.percent(15) { vec![first, random.weighed(places)] } else { vec![first] };
        for (count, place) in places.iter().enumerate() {
            if count == 1 && places[0] == *place {
                continue;
            }
            let (list, word) = match place {
                // Sheets that are the flows have the flows' names.
                2 if lies.places.contains(&Place::Sheet) => (&mut told.title, "title"),
                // A workbook cuts longer names.
                2 if told.sheet.join(" ").chars().count() + text.chars().count() > 30 => (&mut told.title, "title"),
                1 if !corner || what == "reporter" => (&mut told.title, "title"),
                0 => (&mut told.title, "title"),
                1 => (&mut told.heading, "heading"),
                2 => (&mut told.sheet, "sheet name"),
                _ => (&mut told.file, "file name"),
            };
            list.push(text.clone());
            features.push(format!("{what} told in {word}: {text}"));
        }
    };
    let mut features = Vec::new();
    let country_heads = lies.heads.contains(&PARTNER);
    if lies.places[REPORTER] == Place::Told && (country_heads || random.percent(75)) {
        let name = lies.members[REPORTER][0].label.clone();
        say(&mut told, random, name, "reporter", &mut features);
    } else if lies.places[REPORTER] == Place::Told {
        features.push("reporter told nowhere".into());
    }
    if lies.places[FLOW] == Place::Told {
        let word = if cube.flows[0] { words::EXPORTS } else { words::IMPORTS };
        say(&mut told, random, word[language].into(), "flow", &mut features);
    } else if random.percent(25) {
        told.title.push(words::FOREIGN_TRADE[language].into());
    }
    if let (Some(unit), None, "") = (&lies.unit, &lies.second, sign) {
        let text = unit.text.clone();
        // Below sections the names have no row of their own.
        let below = if lies.long || lies.places.contains(&Place::Section) { 0 } else { 6 };
        let kind = random.weighed(&[(60, 0), (25, 1), (if lies.long { 15 } else { 0 }, 2), (below, 3)]);
        match kind {
            1 => {
                features.push(format!("unit told in a line: {text}"));
                told.line = Some(match random.below(3) {
                    0 => format!("{}: {text}", words::UNIT[language]),
                    1 => format!("({text})"),
                    _ => text,
                });
            }
            3 => {
                features.push(format!("unit told in a row below the names: {text}"));
                told.unit_row = Some(text);
            }
            2 if unit.exponent > 0 && random.percent(50) => {
                let name = random.pick(&["Multiplier", "UNIT_MULT", "Scale factor"]);
                let power = u32::from(unit.exponent);
                let cell = if name == "UNIT_MULT" { power.to_string() } else { 10u64.pow(power).to_string() };
                features.push(format!("unit told in two columns: {} and {name} {cell}", unit.currency));
                told.unit_column = Some(unit.currency.to_owned());
                told.scale_column = Some((name, cell));
            }
            2 => {
                features.push(format!("unit told in a column: {text}"));
                told.unit_column = Some(text);
            }
            _ => say(&mut told, random, text, "unit", &mut features),
        }
    }
    if lies.unit.is_none() {
        features.push("unit told nowhere".into());
    }
    if !told.title.is_empty() && random.percent(30) {
        let (from, to) = (cube.periods[0].0, cube.periods[cube.periods.len() - 1].0);
        told.title.push(if from == to { from.to_string() } else { format!("{from}-{to}") });
    }
    told.numbered = random.percent(4);
    if told.numbered {
        features.push("a row numbers the columns".into());
    }
    lies.features.append(&mut features);
    told
}

/// Writes a table of a seed.
pub(crate) fn publish(seed: u64) -> Table {
    let mut random = Random::new(seed);
    let (cube, mut lies) = crate::lies::lies(&mut random);
    let style = style(&mut random, &mut lies);
    let told = told(&mut random, &cube, &mut lies, style.sign);
    let many_rows = lies.rows.len() > 1 && !lies.long;
    let blank_below = many_rows && random.percent(25);
    let headings = if lies.heads.len() < 2 {
        0
    } else {
        random.weighed(&[(25, 0), (25, 1), (10, 2), (if lies.xlsx { 40 } else { 0 }, 3), (20, 4)])
    };
    let joint = random.pick(&[" ", " - ", ": ", " / ", "_", ", "]);
    if lies.heads.len() > 1 {
        let word = ["filled", "left-only", "centred", "merged", "joined"][headings];
        lies.features.push(format!(
            "headings over {} rows, {word}{}",
            lies.heads.len(),
            if headings == 4 { joint } else { "" }
        ));
    }
    if blank_below {
        lies.features.push("row labels blank below".into());
    }
    let mut sheets = Vec::new();
    let file_words = told.file.clone();
    let sheet_words = told.sheet.clone();
    {
        let merged = lies.xlsx && random.percent(50);
        let stub_low = random.percent(60);
        let mut writer = Writer {
            random: &mut random,
            cube: &cube,
            lies: &lies,
            style,
            told,
            blank_below,
            merged,
            headings,
            joint,
            stub_low,
        };
        let axis = (0..AXES).find(|axis| lies.places[*axis] == Place::Sheet);
        let count = axis.map_or(1, |axis| lies.members[axis].len());
        let notes = writer.random.percent(15);
        for at in 0..count {
            let mut chosen = [None; AXES];
            let mut name = format!("Sheet{}", at + 1);
            if let Some(axis) = axis {
                chosen[axis] = Some(at);
                name.clone_from(&lies.members[axis][at].label);
            } else if !sheet_words.is_empty() {
                name = sheet_words.join(" ");
            }
            sheets.push((name, writer.sheet(chosen, notes)));
        }
    }
    for (axis, word) in [(Place::Sheet, "sheets"), (Place::Section, "sections")] {
        if let Some(at) = (0..AXES).find(|at| lies.places[*at] == axis) {
            lies.features.push(format!("{word} for axis {at}"));
        }
    }
    let base = if file_words.is_empty() {
        random.pick(&["data", "trade", "table_3", "t1", "download"]).to_owned()
    } else {
        file_words.join(if random.percent(50) { "_" } else { " " }).replace(['/', ':', '\\'], "-")
    };
    let (name, bytes, text) = if lies.xlsx {
        let text: Vec<String> =
            sheets.iter().map(|(name, grid)| format!("=== {name}\n{}", files::text(grid, "|"))).collect();
        let text = text.concat();
        (base + ".xlsx", files::workbook(&sheets), text)
    } else {
        let mut grid = Grid::default();
        for (_, mut sheet) in sheets {
            grid.rows.append(&mut sheet.rows);
        }
        let comma = lies.features.iter().any(|word| word == "decimal comma");
        let delimiter = if random.percent(10) {
            "\t"
        } else if comma || random.percent(12) {
            ";"
        } else {
            ","
        };
        let text = files::text(&grid, delimiter);
        let bytes = files::encoded(&mut random, lies.language, &text, &mut lies.features);
        (base + random.pick(&[".csv", ".csv", ".csv", if delimiter == "\t" { ".tsv" } else { ".csv" }]), bytes, text)
    };
    Table { cube, lies, name, bytes, text }
}

impl Writer<'_> {
    fn sheet(&mut self, chosen: [Option<usize>; AXES], notes: bool) -> Grid {
        let mut grid = Grid::default();
        let lies = self.lies;
        if !self.told.title.is_empty() {
            let joint = self.random.pick(&[", ", ": ", " - ", " "]);
            let mut parts = self.told.title.clone();
            if self.random.percent(30) {
                self.random.shuffle(&mut parts);
            }
            grid.rows.push(vec![Cell::text(parts.join(joint))]);
        }
        if let Some(line) = &self.told.line {
            grid.rows.push(vec![Cell::text(line.clone())]);
        }
        if !grid.rows.is_empty() && self.random.percent(50) {
            grid.rows.push(Vec::new());
        }
        let sections = lies.places[FLOW] == Place::Section;
        if sections {
            let repeated = self.random.percent(25);
            for at in 0..lies.members[FLOW].len() {
                let mut chosen = chosen;
                chosen[FLOW] = Some(at);
                let label = vec![Cell::text(lies.members[FLOW][at].label.clone())];
                if repeated {
                    if at > 0 {
                        grid.rows.push(Vec::new());
                    }
                    grid.rows.push(label);
                    self.header(&mut grid);
                } else {
                    if at == 0 {
                        self.header(&mut grid);
                    }
                    grid.rows.push(label);
                }
                self.body(&mut grid, chosen);
            }
        } else {
            self.header(&mut grid);
            self.below_names(&mut grid);
            self.body(&mut grid, chosen);
        }
        if notes {
            if self.random.percent(50) {
                grid.rows.push(Vec::new());
            }
            if self.style.flags > 0 || self.random.percent(40) {
                grid.rows.push(vec![Cell::text(words::NOTE[lies.language])]);
            }
            grid.rows.push(vec![Cell::text(words::SOURCE[lies.language])]);
        }
        grid
    }

    /// Names of the columns before the values.
    fn stub(&self) -> Vec<String> {
        let mut names = Vec::new();
        for axis in &self.lies.rows {
            let name = self.lies.names[*axis].clone();
            let code = match *axis {
                SECTOR => "HS",
                _ => "ISO",
            };
            let code = format!("{code} {}", words::PRODUCT[0][0].get(..0).unwrap_or("")).trim().to_owned();
            let code =
                if *axis == SECTOR { format!("{code} code") } else { format!("{} {code}", self.lies.names[*axis]) };
            match self.lies.naming[*axis] {
                Naming::Names | Naming::Codes => names.push(name),
                Naming::CodeThenName => names.extend([code, name]),
                Naming::NameThenCode => names.extend([name, code]),
            }
        }
        if !self.lies.long && !self.told.heading.is_empty() {
            // Over a stub, what is told stands in its corner.
            let at = names.len() - 1;
            names[at] = self.told.heading.join(", ");
        }
        if self.told.unit_column.is_some() {
            names.push(words::UNIT[self.lies.language].into());
        }
        names.extend(self.told.scale_column.as_ref().map(|(name, _)| (*name).to_owned()));
        names
    }

    /// Rows between the names and the figures.
    fn below_names(&self, grid: &mut Grid) {
        let (stub, columns) = (self.stub().len(), self.columns().len());
        if let Some(unit) = &self.told.unit_row {
            let cell = |at: usize| Cell::text(if at < stub { String::new() } else { unit.clone() });
            grid.rows.push((0..stub + columns).map(cell).collect());
        }
        if self.told.numbered && stub + columns > 3 {
            grid.rows.push((1..=stub + columns).map(|at| Cell::text(at.to_string())).collect());
        }
    }

    fn columns(&self) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new()];
        for axis in &self.lies.heads {
            let count = self.lies.members[*axis].len();
            columns = columns
                .into_iter()
                .flat_map(|column: Vec<usize>| {
                    (0..count).map(move |at| column.iter().copied().chain([at]).collect::<Vec<usize>>())
                })
                .collect();
        }
        columns
    }

    fn header(&mut self, grid: &mut Grid) {
        let (stub, columns, heads) = (self.stub(), self.columns(), &self.lies.heads);
        let label = |level: usize, at: usize| self.lies.members[heads[level]][at].label.clone();
        if heads.is_empty() {
            let name = if self.told.heading.is_empty() {
                words::VALUE[self.lies.language].to_owned()
            } else {
                self.told.heading.join(", ")
            };
            grid.rows.push(stub.into_iter().chain([name]).map(Cell::text).collect());
            return;
        }
        if self.headings == 4 || heads.len() == 1 {
            let joined = columns.iter().map(|column| {
                let words: Vec<String> = column.iter().enumerate().map(|(level, at)| label(level, *at)).collect();
                words.join(self.joint)
            });
            let row = stub.into_iter().chain(joined).map(Cell::text).collect();
            grid.rows.push(row);
            return;
        }
        let levels = heads.len();
        let top = grid.rows.len();
        for level in 0..levels {
            let named = if self.stub_low { level + 1 == levels } else { level == 0 };
            let mut row: Vec<Cell> =
                stub.iter().map(|name| Cell::text(if named { name.as_str() } else { "" })).collect();
            let inner: usize = heads[level + 1..].iter().map(|axis| self.lies.members[*axis].len()).product();
            for (at, column) in columns.iter().enumerate() {
                let first = at % inner == 0;
                let shown = match self.headings {
                    0 => true,
                    2 => at % inner == (inner - 1) / 2,
                    _ => first,
                };
                row.push(Cell::text(if shown { label(level, column[level]) } else { String::new() }));
                if self.headings == 3 && first && inner > 1 {
                    let left = stub.len() + at;
                    grid.merges.push((top + level, left, top + level, left + inner - 1));
                }
            }
            grid.rows.push(row);
        }
        if self.headings == 3 && !self.stub_low {
            (0..stub.len()).for_each(|at| grid.merges.push((top, at, top + levels - 1, at)));
        }
    }

    fn body(&mut self, grid: &mut Grid, chosen: [Option<usize>; AXES]) {
        let lies = self.lies;
        let sizes: Vec<usize> = lies.rows.iter().map(|axis| lies.members[*axis].len()).collect();
        let count: usize = sizes.iter().product();
        let columns = self.columns();
        let drop = lies.long && self.random.percent(50);
        let blanks = !lies.long && self.random.percent(6);
        let mut before: Vec<usize> = Vec::new();
        for row in 0..count {
            let mut at = vec![0; sizes.len()];
            let mut left = row;
            for level in (0..sizes.len()).rev() {
                at[level] = left % sizes[level];
                left /= sizes[level];
            }
            let mut chosen = chosen;
            lies.rows.iter().zip(&at).for_each(|(axis, member)| chosen[*axis] = Some(*member));
            let mut cells = Vec::new();
            let mut any = false;
            for column in &columns {
                let mut chosen = chosen;
                lies.heads.iter().zip(column).for_each(|(axis, member)| chosen[*axis] = Some(*member));
                let cell = self.cell(chosen);
                any |= cell.is_some();
                cells.push(cell);
            }
            if !any && drop {
                continue;
            }
            if blanks && at[sizes.len() - 1] == 0 && row > 0 && sizes.len() > 1 {
                grid.rows.push(Vec::new());
            }
            let mut line = Vec::new();
            for (level, axis) in lies.rows.iter().enumerate() {
                let same = self.blank_below && level + 1 < sizes.len() && before.get(..=level) == at.get(..=level);
                let member = &lies.members[*axis][at[level]];
                let (name, code) = (member.label.as_str(), member.code.as_str());
                let texts = match lies.naming[*axis] {
                    Naming::Names => vec![name],
                    Naming::Codes => vec![code],
                    Naming::CodeThenName => vec![code, name],
                    Naming::NameThenCode => vec![name, code],
                };
                if !same && self.blank_below && self.merged && level + 1 < sizes.len() && !blanks {
                    let span: usize = sizes[level + 1..].iter().product();
                    let top = grid.rows.len();
                    (0..texts.len())
                        .for_each(|text| grid.merges.push((top, line.len() + text, top + span - 1, line.len() + text)));
                }
                line.extend(texts.into_iter().map(|text| Cell::text(if same { "" } else { text })));
            }
            if let Some(unit) = &self.told.unit_column {
                line.push(Cell::text(unit.clone()));
            }
            line.extend(self.told.scale_column.as_ref().map(|(_, cell)| Cell::text(cell.clone())));
            line.extend(cells.into_iter().map(|cell| cell.unwrap_or_else(|| Cell::text(self.style.gap))));
            grid.rows.push(line);
            before = at;
        }
    }

    /// The figure of chosen members, unless it is missing.
    fn cell(&mut self, chosen: [Option<usize>; AXES]) -> Option<Cell> {
        let lies = self.lies;
        let periods: Vec<usize> = (0..self.cube.periods.len()).collect();
        let parts = |axis: usize, size: usize| -> Vec<(usize, i64)> {
            match chosen[axis] {
                Some(at) => lies.members[axis][at].parts.clone(),
                None if lies.members[axis].len() == 1 => lies.members[axis][0].parts.clone(),
                None => (0..size).map(|at| (at, 1)).collect(),
            }
        };
        let cube = self.cube;
        let mut times = parts(YEAR, periods.len());
        if !lies.members[SUB].is_empty() {
            let within = parts(SUB, periods.len());
            times.retain(|time| within.contains(time));
        }
        let measure = lies.measures[chosen[MEASURE].unwrap_or(0)];
        if let ([(last, _)], Measured::Running) = (times.as_slice(), measure) {
            let (year, sub) = cube.periods[*last];
            let ran = |at: &usize| cube.periods[*at].0 == year && cube.periods[*at].1 <= sub;
            times = periods.iter().copied().filter(ran).map(|at| (at, 1)).collect();
        }
        let axes = [
            parts(REPORTER, cube.reporters.len()),
            parts(PARTNER, cube.partners.len()),
            parts(SECTOR, cube.sectors.len()),
            parts(FLOW, cube.flows.len()),
            times,
        ];
        let slices = [&axes[0][..], &axes[1], &axes[2], &axes[3], &axes[4]];
        let (sum, gap) = cube.sum(slices, measure == Measured::Tonnes);
        // No office prints exports alone as a balance.
        if gap && axes[3].len() > 1 {
            return None;
        }
        let (value, decimals) = match measure {
            Measured::Amount | Measured::Tonnes | Measured::Running => (sum?, cube.decimals),
            // A few per cent more or less than what was counted.
            Measured::Adjusted => (sum? * (97 + mixed(sum? as u64) as i64 % 4 + 1) / 100, cube.decimals),
            Measured::Second => (sum? * 7, cube.decimals),
            Measured::Share => {
                let partners: Vec<(usize, i64)> = (0..cube.partners.len()).map(|at| (at, 1)).collect();
                let sectors: Vec<(usize, i64)> = (0..cube.sectors.len()).map(|at| (at, 1)).collect();
                let whole = cube.sum([slices[0], &partners, &sectors, slices[3], slices[4]], false).0?;
                (sum? * 1000 / whole.abs().max(1), 1)
            }
        };
        Some(self.number(value, decimals, measure))
    }

    fn number(&mut self, value: i64, decimals: u32, measure: Measured) -> Cell {
        let plain = spelled(value, decimals, "", '.');
        let style = &self.style;
        let sign = if measure == Measured::Amount { style.sign } else { "" };
        let flag = if self.random.percent(style.flags) {
            self.random.pick(&[" p", "*", " (r)", " e", " (1)", "¹"])
        } else {
            ""
        };
        if self.style.typed && flag.is_empty() {
            return Cell { text: plain.clone(), number: Some(plain) };
        }
        let text = spelled(value, decimals, self.style.group, self.style.point);
        let text = match text.strip_prefix('-') {
            Some(rest) => format!("-{sign}{rest}{flag}"),
            None => format!("{sign}{text}{flag}"),
        };
        Cell::text(text)
    }
}

fn spelled(value: i64, decimals: u32, group: &str, point: char) -> String {
    let power = 10u64.pow(decimals);
    let whole = (value.unsigned_abs() / power).to_string();
    let mut text = if value < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text += group;
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(point);
        text += &format!("{:0width$}", value.unsigned_abs() % power, width = decimals as usize);
    }
    text
}
