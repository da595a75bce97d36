//! What a table says and where: members, places of the axes, units and the words for all of them.

use crate::cube::{AXES, Cube, FLOW, MEASURE, Member, PARTNER, REPORTER, SECTOR, SUB, Thing, YEAR};
use crate::dates;
use crate::random::Random;
use crate::words::{self, COUNTRIES, CURRENCIES, FACTORS, GROUPS, SECTORS};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Has one member, and at most the words around the table tell it.
    Told,
    Sheet,
    Section,
    Row,
    Head,
}

/// How the names of an axis of countries or products are written in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    Names,
    Codes,
    CodeThenName,
    NameThenCode,
}

/// What a measure's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    Amount,
    Tonnes,
    Share,
    Second,
    /// The same trade with the season taken out.
    Adjusted,
    /// The sum since the year began.
    Running,
}

#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub currency: &'static str,
    pub exponent: u8,
    /// As it is written.
    pub text: String,
    /// Whether `$` in the cells is all that is said of it: whose dollars it are nobody can tell.
    pub bare_sign: bool,
}

pub(crate) struct Lies {
    pub language: usize,
    pub members: Vec<Vec<Member>>,
    pub places: [Place; AXES],
    /// Axes in rows and headings, outermost first.
    pub rows: Vec<usize>,
    pub heads: Vec<usize>,
    pub naming: [Naming; AXES],
    /// Column names of the axes in rows.
    pub names: [String; AXES],
    pub measures: Vec<Measured>,
    /// The unit, where the table states one.
    pub unit: Option<Unit>,
    pub second: Option<Unit>,
    pub long: bool,
    pub xlsx: bool,
    /// Whether the country column may be read as the reporter's or the partner's.
    pub either: bool,
    /// In words, for what goes wrong.
    pub features: Vec<String>,
}

/// How a currency and its power of ten are written.
fn unit(random: &mut Random, language: usize) -> Unit {
    let (currency, names) = &CURRENCIES[match language {
        6 => random.weighed(&[(80, 2), (20, 0)]),
        1..=3 => random.weighed(&[(70, 1), (30, 0)]),
        0 => random.weighed(&[(70, 0), (20, 1), (10, 3)]),
        _ => random.weighed(&[(75, 0), (25, 1)]),
    }];
    let name = names[language];
    let east = matches!(language, 6 | 7 | 10);
    let (exponent, factor) = loop {
        let (exponent, row) = &FACTORS[random.weighed(&[
            (30, 0),
            (45, 1),
            (10, 2),
            (if east { 30 } else { 0 }, 3),
            (if east { 10 } else { 0 }, 4),
        ])];
        if !row[language].is_empty() {
            break (*exponent, row[language]);
        }
    };
    let sign = match *currency {
        "USD" => "US$",
        "EUR" => "€",
        "GBP" => "£",
        _ => "¥",
    };
    let plain = random.percent(15);
    let text = if plain {
        random.pick(&[name, *currency, name]).to_owned()
    } else if east {
        match random.below(5) {
            0 if *currency == "USD" => format!("{factor}{}", if language == 10 { "달러" } else { "美元" })
                .replace("美元", if language == 6 { "ドル" } else { "美元" }),
            _ => format!("{factor}{name}"),
        }
    } else {
        let short = match (exponent, random.below(3)) {
            (3, 0) => "thousand",
            (6, 0) => "million",
            (9, 0) => "billion",
            (3, _) => "Thsd.",
            (6, 1) => "mn",
            (6, _) => "m",
            (9, _) => "bn",
            _ => "",
        };
        let local = match (language, exponent) {
            (1, 3) => "Tsd.",
            (1, 6) => "Mio.",
            (1, 9) => "Mrd.",
            (2, 3) => "milliers",
            (2, 6) => "M",
            (2, 9) => "Md",
            (5, 3) => "tys.",
            (5, 6) => "mln",
            (5, 9) => "mld",
            _ => short,
        };
        match random.below(10) {
            0 if language == 0 => format!("{sign}{short}"),
            1 if language == 0 => format!("{currency} {short}"),
            2 if language == 0 => format!("{short} {currency}"),
            3 if exponent == 3 => format!("1 000 {currency}"),
            4 if exponent == 3 => format!("{sign} '000"),
            5 if exponent == 6 => format!("10^6 {currency}"),
            6 | 7 if matches!(language, 1 | 2 | 5) => format!("{local} {}", random.pick(&[sign, currency])),
            8 if language == 0 => format!("{} of {name}", factor.to_lowercase() + "s"),
            _ => format!("{factor} {name}"),
        }
    };
    Unit { currency, exponent: if plain { 0 } else { exponent }, text, bare_sign: false }
}

fn country(language: usize, at: usize, codes: usize) -> (String, String) {
    let country = &COUNTRIES[at];
    (country.names[language].to_owned(), [country.iso3, country.iso2, country.m49][codes].to_owned())
}

/// Puts a total among the members: first, last or in the middle.
fn insert(random: &mut Random, members: &mut Vec<Member>, member: Member) {
    let at = random.weighed(&[(45, 0), (50, members.len()), (5, members.len() / 2)]);
    members.insert(at, member);
}

/// Draws the axes of things, with groups, subtotals, aliases and totals; hides some of the cube.
fn things(random: &mut Random, cube: &mut Cube, language: usize, features: &mut Vec<String>) -> [Vec<Member>; 3] {
    let codes = random.weighed(&[(70, 0), (20, 1), (10, 2)]);
    let reporters = cube.reporters.iter().enumerate();
    let reporters = reporters.map(|(at, index)| {
        let (name, code) = country(language, *index, codes);
        Member::real(name, code, at)
    });
    let reporters = reporters.collect();
    let split = cube.partners != [Thing::Whole];
    let mut partners = Vec::new();
    let mut group_rows = Vec::new();
    if split {
        for at in 0..cube.partners.len() {
            if let Thing::Named(index) = cube.partners[at] {
                let (name, code) = country(language, index, codes);
                partners.push(Member::real(name, code, at));
            }
        }
        if random.percent(10) {
            let group = random.below(GROUPS.len());
            let inside = |thing: &Thing| matches!(thing, Thing::Named(at) if GROUPS[group].members.contains(&COUNTRIES[*at].iso3));
            let mut parts: Vec<usize> = (0..cube.partners.len()).filter(|at| inside(&cube.partners[*at])).collect();
            let listed = parts.len();
            if listed < 2 || random.percent(50) {
                parts.push(cube.partners.len());
                cube.partners.push(Thing::Hidden(Some(group)));
            }
            features.push(format!("group: {listed} members listed of {}", parts.len()));
            group_rows.push(Member::sum(GROUPS[group].names[language], "", parts));
        }
    }
    let total = split && random.percent(50);
    if total && random.percent(25) {
        cube.partners.push(Thing::Hidden(None));
        features.push("total: partners beyond those listed".into());
    }
    let all = cube.partners.len();
    for group in group_rows {
        insert(random, &mut partners, group);
    }
    if total {
        let words = if random.percent(50) { &words::WORLDS[random.below(2)] } else { &words::TOTALS[random.below(4)] };
        features.push(format!("total of partners: {}", words[language]));
        // A bare zero is known for a total by its figures only.
        let exact = !cube.partners.contains(&Thing::Hidden(None));
        let code = if exact { random.pick(&["WLD", "W00", "0", "TOTAL"]) } else { "WLD" };
        insert(random, &mut partners, Member::sum(words[language], code, 0..all));
        if random.percent(8) {
            let alias = words::WORLDS[usize::from(words[language] == words::WORLDS[0][language])][language];
            features.push(format!("alias of the total of partners: {alias}"));
            insert(random, &mut partners, Member::sum(alias, "ALL", 0..all));
        }
    }
    let mut sectors = Vec::new();
    if cube.sectors != [Thing::Whole] {
        for at in 0..cube.sectors.len() {
            if let Thing::Named(index) = cube.sectors[at] {
                sectors.push(Member::real(SECTORS[index].names[language], SECTORS[index].hs, at));
            }
        }
        let count = sectors.len();
        if count >= 4 && random.percent(20) {
            let (from, to) = (random.below(2), random.within(3, count - 1));
            let words = random.pick(words::SUBTOTALS)[language];
            let above = random.percent(60);
            features.push(format!("subtotal of sectors: {words}, {}", if above { "above" } else { "below" }));
            sectors.insert(if above { from } else { to }, Member::sum(words, "S1", from..to));
        }
        if random.percent(50) {
            if random.percent(20) {
                cube.sectors.push(Thing::Hidden(None));
                features.push("total: sectors beyond those listed".into());
            }
            let all = cube.sectors.len();
            let words =
                if random.percent(50) { &words::ALL_GOODS[random.below(2)] } else { &words::TOTALS[random.below(4)] };
            features.push(format!("total of sectors: {}", words[language]));
            let code = random.pick(&["TOTAL", "00", "T", "_T"]);
            insert(random, &mut sectors, Member::sum(words[language], code, 0..all));
            if random.percent(5) {
                let words = random.pick(words::TOTALS)[language];
                if sectors.iter().all(|member| member.label != words) {
                    features.push(format!("alias of the total of sectors: {words}"));
                    insert(random, &mut sectors, Member::sum(words, "AG", 0..all));
                }
            }
        }
    }
    [reporters, partners, sectors]
}

fn flows(random: &mut Random, cube: &Cube, language: usize, features: &mut Vec<String>) -> Vec<Member> {
    let codes = random.pick(words::FLOW_CODES);
    let coded = random.percent(12);
    let mut members: Vec<Member> = Vec::new();
    for (at, export) in cube.flows.iter().enumerate() {
        let word = if *export { words::EXPORTS } else { words::IMPORTS }[language];
        let code = codes[usize::from(!export)];
        members.push(Member::real(if coded { code } else { word }, code, at));
    }
    if members.len() == 2 {
        if random.percent(20) {
            members.reverse();
        }
        let (export, import) = (0, 1);
        if random.percent(18) && !coded {
            features.push("published balance".into());
            let parts = vec![(export, 1), (import, -1)];
            members.push(Member { label: words::BALANCE[language].into(), code: "B".into(), parts, real: false });
        }
        if random.percent(6) && !coded {
            features.push("published total trade".into());
            members.insert(random.below(2) * 2, Member::sum(words::TRADE[language], "T", [export, import]));
        }
    }
    members
}

/// Members of the period, whole or split into year and part of the year.
fn periods(
    random: &mut Random,
    cube: &Cube,
    language: usize,
    split: bool,
    features: &mut Vec<String>,
) -> [Vec<Member>; 2] {
    let years: Vec<i32> = {
        let mut years: Vec<i32> = cube.periods.iter().map(|(year, _)| *year).collect();
        years.dedup();
        years
    };
    let of_year =
        |year: i32| -> Vec<usize> { (0..cube.periods.len()).filter(|at| cube.periods[*at].0 == year).collect() };
    if split {
        let style = random.below(4);
        let years = years.iter().map(|year| Member::sum(year.to_string(), year.to_string(), of_year(*year))).collect();
        let part = |sub: usize| {
            let parts = (0..cube.periods.len()).filter(|at| cube.periods[*at].1 == sub);
            let label = dates::part(language, cube.per_year, style, sub);
            Member { real: true, ..Member::sum(label.clone(), label, parts) }
        };
        let mut subs: Vec<Member> = (1..=cube.per_year).map(part).collect();
        if cube.periods.len().is_multiple_of(cube.per_year) && random.percent(25) {
            features.push("year's total beside its parts".into());
            let words = words::TOTALS[0][language];
            let total = Member::sum(words, words, 0..cube.periods.len());
            subs.insert(if random.percent(30) { 0 } else { subs.len() }, total);
        }
        features.push(format!("year and part of the year apart, part like {}", subs[0].label));
        return [years, subs];
    }
    let mut spelling = dates::spelling(random, language, cube.per_year);
    if cube.per_year == 1 && spelling == 5 && cube.periods[0].0 < 2013 {
        spelling = 0;
    }
    let spelled = |at: usize| dates::spelled(spelling, language, cube.per_year, cube.periods[at]);
    let mut members: Vec<Member> =
        (0..cube.periods.len()).map(|at| Member::real(spelled(at), spelled(at), at)).collect();
    features.push(format!("periods like {}", members[0].label));
    if cube.per_year > 1 && cube.periods.len().is_multiple_of(cube.per_year) && random.percent(12) && spelling != 5 {
        features.push("years beside their parts".into());
        let first = random.percent(30);
        for (count, year) in years.iter().enumerate() {
            let at = count * (cube.per_year + 1) + if first { 0 } else { cube.per_year };
            members.insert(at, Member::sum(year.to_string(), year.to_string(), of_year(*year)));
        }
    } else if random.percent(10) {
        features.push("newest period first".into());
        members.reverse();
    }
    [members, Vec::new()]
}

/// Where each axis stands.
fn arrange(random: &mut Random, lies: &mut Lies, features: &mut Vec<String>) {
    let many = |lies: &Lies, axis: usize| lies.members[axis].len() > 1;
    let form = random.weighed(&[
        (42, "long"),
        (27, "years across"),
        (10, "flows across"),
        (4, "countries across"),
        (4, "products across"),
        (10, "two heads"),
        (3, "three heads"),
    ]);
    let places = &mut lies.places;
    for (axis, place) in places.iter_mut().enumerate() {
        *place = if lies.members[axis].len() > 1 || axis == YEAR { Place::Row } else { Place::Told };
    }
    if lies.members[SUB].is_empty() {
        places[SUB] = Place::Told;
    }
    let country = if lies.members[PARTNER].len() > 1 { PARTNER } else { REPORTER };
    let across: Vec<usize> = match form {
        "years across" if lies.members[SUB].len() > 1 => vec![SUB],
        "years across" => vec![YEAR],
        "flows across" => vec![FLOW],
        "countries across" => vec![country],
        "products across" => vec![SECTOR],
        "two heads" => vec![random.pick(&[FLOW, FLOW, country, SECTOR]), YEAR],
        "three heads" => vec![FLOW, random.pick(&[country, SECTOR]), YEAR],
        _ => vec![],
    };
    lies.long = across.is_empty();
    let mut heads: Vec<usize> = across.into_iter().filter(|axis| many(lies, *axis)).collect();
    if heads.len() >= 2 && lies.members[SUB].len() > 1 {
        heads.push(SUB);
    }
    if heads.len() >= 2 && random.percent(25) {
        heads.swap(0, 1);
    }
    for axis in &heads {
        lies.places[*axis] = Place::Head;
    }
    if heads.is_empty() {
        lies.long = true;
    }
    if many(lies, MEASURE) {
        lies.places[MEASURE] = if random.percent(75) { Place::Head } else { Place::Row };
        if lies.places[MEASURE] == Place::Head {
            heads.push(MEASURE);
        }
    }
    if !lies.long && many(lies, FLOW) && lies.places[FLOW] == Place::Row {
        let sheet = if lies.xlsx { 25 } else { 0 };
        lies.places[FLOW] = random.weighed(&[(50, Place::Row), (25, Place::Section), (sheet, Place::Sheet)]);
    } else if lies.xlsx
        && many(lies, YEAR)
        && lies.places[YEAR] == Place::Row
        && lies.members[YEAR][0].label.len() < 8
        && random.percent(6)
    {
        lies.places[YEAR] = Place::Sheet;
    }
    // One member can stand in a column all the same.
    for axis in [REPORTER, FLOW] {
        if lies.long && lies.members[axis].len() == 1 && random.percent(50) {
            lies.places[axis] = Place::Row;
        }
    }
    let mut rows: Vec<usize> = (0..AXES).filter(|axis| lies.places[*axis] == Place::Row).collect();
    if rows.is_empty() {
        let axis = match lies.places[FLOW] {
            Place::Told => FLOW,
            _ if heads.contains(&REPORTER) => heads.remove(0),
            _ => REPORTER,
        };
        lies.places[axis] = Place::Row;
        rows.push(axis);
    }
    if random.percent(40) {
        random.shuffle(&mut rows);
    }
    features.push(format!("form: {form}"));
    lies.rows = rows;
    lies.heads = heads;
}

/// Draws everything about a table but its decoration.
pub(crate) fn lies(random: &mut Random) -> (Cube, Lies) {
    let mut cube = Cube::new(random);
    let language =
        random.weighed(&[(45, 0), (8, 1), (7, 2), (8, 3), (5, 4), (5, 5), (7, 6), (6, 7), (4, 8), (3, 9), (2, 10)]);
    let mut features = Vec::new();
    let [reporters, partners, sectors] = things(random, &mut cube, language, &mut features);
    let split = cube.per_year > 1 && random.percent(18);
    let [years, subs] = periods(random, &cube, language, split, &mut features);
    let flows = flows(random, &cube, language, &mut features);
    cube.fill(random);
    let stated = random.percent(85);
    let first = unit(random, language);
    let mut measures = vec![Measured::Amount];
    if random.percent(12) {
        measures.push(random.weighed(&[(45, Measured::Tonnes), (35, Measured::Share), (20, Measured::Second)]));
    }
    let mut beside = random.apart();
    if measures.len() == 1 && beside.percent(6) {
        let running = cube.per_year == 12 && !split && beside.percent(60);
        measures.push(if running { Measured::Running } else { Measured::Adjusted });
    }
    let again = match measures.last() {
        Some(Measured::Adjusted) => Some(&words::ADJUSTED),
        Some(Measured::Running) => Some(&words::RUNNING),
        _ => None,
    };
    if let Some([own, other]) = again {
        features.push(format!("two tellings: {}, {}", own[language], other[language]));
    }
    let second = measures.contains(&Measured::Second).then(|| {
        let mut other = unit(random, language);
        while other.currency == first.currency {
            other = unit(random, language);
        }
        other
    });
    let unit = (stated || second.is_some()).then_some(first);
    let members = measures.iter().map(|measure| {
        let value = words::VALUE[language];
        let label = match measure {
            Measured::Amount => match &unit {
                Some(unit) if second.is_some() => format!("{value} ({})", unit.text),
                _ => again.map_or(value, |[own, _]| own[language]).to_owned(),
            },
            Measured::Tonnes => words::QUANTITY[language].to_owned(),
            Measured::Share => words::SHARE[language].to_owned(),
            Measured::Second => format!("{value} ({})", second.as_ref().map_or("", |unit| &unit.text)),
            Measured::Adjusted | Measured::Running => again.map_or(value, |[_, other]| other[language]).to_owned(),
        };
        Member::real(label.clone(), label, 0)
    });
    let members = vec![reporters, partners, sectors, flows, years, subs, members.collect()];
    let naming = random.weighed(&[
        (65, Naming::Names),
        (12, Naming::Codes),
        (15, Naming::CodeThenName),
        (8, Naming::NameThenCode),
    ]);
    let xlsx = random.percent(30);
    let mut lies = Lies {
        language,
        members,
        places: [Place::Told; AXES],
        rows: Vec::new(),
        heads: Vec::new(),
        naming: [Naming::Names; AXES],
        names: Default::default(),
        measures,
        unit,
        second,
        long: false,
        xlsx,
        either: false,
        features: Vec::new(),
    };
    arrange(random, &mut lies, &mut features);
    let coded = |axis: usize, lies: &Lies| lies.members[axis].iter().all(|member| !member.code.is_empty());
    for axis in [REPORTER, PARTNER, SECTOR] {
        if coded(axis, &lies)
            && (lies.long || axis == SECTOR || naming != Naming::Codes)
            && lies.places[axis] == Place::Row
        {
            lies.naming[axis] = naming;
        }
    }
    let whole = cube.partners == [Thing::Whole];
    lies.either = whole;
    let reporter = if whole && random.percent(40) { words::COUNTRY } else { words::REPORTER };
    lies.names = [
        reporter[language].into(),
        random.pick(words::PARTNER)[language].into(),
        random.pick(words::PRODUCT)[language].into(),
        words::FLOW[language].into(),
        if cube.per_year == 1 || split { words::YEAR } else { words::PERIOD }[language].into(),
        if cube.per_year == 4 { words::QUARTER } else { words::MONTH }[language].into(),
        words::INDICATOR[language].into(),
    ];
    lies.features = features;
    (cube, lies)
}
