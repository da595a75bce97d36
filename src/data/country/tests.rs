//! Countries by name and by publishers' codes, and the tables' own order.

use foldhash::HashSet;
use proptest::prelude::*;

use super::names::INDEX;
use super::*;

fn code(text: &str) -> Option<String> {
    recognise_in(CodeSystem::Names, text, "").map(|found| found.code)
}

#[test]
fn names_and_codes_of_publishers() {
    for (text, expected) in [
        ("JP", "JPN"),
        ("jpn", "JPN"),
        ("日本", "JPN"),
        ("Japon", "JPN"),
        ("United States of America", "USA"),
        ("米国", "USA"),
        ("アメリカ合衆国", "USA"),
        ("EE.UU.", "USA"),
        ("Korea, Rep.", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("Korea, South", "KOR"),
        ("Rep. of Korea", "KOR"),
        ("大韓民国", "KOR"),
        ("Korea (Democratic People's Republic of)", "PRK"),
        ("Korea, Dem. People's Rep.", "PRK"),
        ("EL", "GRC"),
        ("Deutschland", "DEU"),
        ("NA", "NAM"),
        ("Türkiye", "TUR"),
        ("Turkey/Türkiye", "TUR"),
        ("World", "WLD"),
        (" World", "WLD"),
        ("Total", "WLD"),
        ("All countries of the world", "WLD"),
        ("Total, all countries or areas", "WLD"),
        ("地域別合計", "WLD"),
        ("世界計", "WLD"),
        ("EU", "EU"),
        ("Taiwan, China", "TWN"),
        ("Other Asia, nes", "TWN"),
        ("Vietnam", "VNM"),
        ("Viet Nam", "VNM"),
        ("Allemagne", "DEU"),
        ("Alemania", "DEU"),
        ("Germany (incl. German Democratic Republic 'DD' from 1991)", "DEU"),
        ("China, mainland", "CHN"),
        ("中華人民共和国", "CHN"),
        ("China, Hong Kong SAR", "HKG"),
        ("Côte d'Ivoire", "CIV"),
        ("Cote D'ivoire", "CIV"),
        ("U.K.", "GBR"),
        ("イギリス", "GBR"),
        ("Czechia", "CZE"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Congo (Kinshasa)", "COD"),
        ("Congo, Dem Rep Of", "COD"),
        ("Congo, Rep.", "COG"),
        ("Congo", "COG"),
        ("Guinea Bissau", "GNB"),
        ("Guinea", "GIN"),
        ("Bahrain, Kingdom of", "BHR"),
        ("Egypt, Arab Rep. of", "EGY"),
        ("Netherlands, The", "NLD"),
        ("Virgin Islands (British)", "VGB"),
        ("Sudan [former]", "SDN-2011"),
        ("South Sudan, Rep. of", "SSD"),
        ("Germany, Fed. Rep. of", "FRG"),
        ("East Asia & Pacific", "EAS"),
        ("High income", "HIC"),
        ("South America", "S-AMERICA"),
        ("South Africa", "ZAF"),
        ("Southern Africa", "S-AFRICA"),
        ("Pacific Rim", "PACIFIC-RIM"),
        ("Sub Saharan Africa", "SS-AFRICA"),
        ("Euro Area", "EA"),
        ("World (seasonally adjusted)", "WLD-SA"),
        ("Total EU27 [note 2]", "EU"),
        ("European Union (AT-01/1995, BE-01/1958, GB-01/1973->01/2020)", "EU"),
        ("Total Non EU [note 3]", "EXT-EU"),
        ("Areas, nes", "X-NES"),
        ("Free Zones", "X-FREE"),
        ("Other countries", "X-NES"),
        ("Other Markets Asia", "X-NES-ASIA"),
        ("US United States", "USA"),
        ("JP - Japan", "JPN"),
        ("304 アメリカ合衆国", "USA"),
        ("日本/Japan", "JPN"),
    ] {
        assert_eq!(code(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn other_words_are_no_country() {
    for text in [
        "",
        "Apples",
        "ZZ",
        "2024",
        "Total imports of goods",
        "Japan and Korea",
        "Exports to Japan",
        "Chinaware",
        "Turkey meat",
        "Germany (...1990)",
        "Germany (East Berlin)",
        "Other European countries than Spain",
        "I.S.",
        "...",
        "(World)x",
        "Japan/China",
        "JP China",
        "Total exports",
    ] {
        assert_eq!(code(text), None, "{text}");
    }
}

#[test]
fn outside_a_column_of_countries_only_countries_the_world_and_presets_count() {
    for text in ["Japan", "jp", "Taiwan", "Kosovo", "World", "Total", "EU", "EU-27", "Group of Seven", "USMCA"] {
        assert!(recognise(text).is_some(), "{text}");
    }
    for text in ["Others", "Secret", "Areas, nes", "Asia", "High income", "Soviet Union", "World, Seasonally Adjusted"]
    {
        assert!(recognise(text).is_none(), "{text}");
        assert!(code(text).is_some(), "{text}");
    }
    assert!(recognise("Japan").is_some_and(|found| found.is_country()));
    assert!(!recognise("EU").is_some_and(|found| found.is_country()));
}

#[test]
fn codes_of_publishers() {
    use CodeSystem as S;
    for (system, given, label, expected) in [
        (S::Iso2, "NA", "", "NAM"),
        (S::Iso2, "UK", "", "GBR"),
        (S::Iso2, "XK", "", "XKX"),
        (S::Iso2, "W1", "Total", "WLD"),
        (S::Iso3, "COD", "Congo", "COD"),
        (S::Iso3, "ROM", "", "ROU"),
        (S::Iso3, "LAC", "", "LCX"),
        (S::Iso3, "OWID_WRL", "", "WLD"),
        (S::Iso3, "SPE", "", "X-SPECIAL"),
        (S::IsoNumeric, "004", "", "AFG"),
        (S::IsoNumeric, "840", "", "USA"),
        (S::IsoNumeric, "57", "Micronesia", "MICRONESIA"),
        (S::IsoNumeric, "583", "Micronesia (Fed. States of)", "FSM"),
        (S::IsoNumeric, "158", "Other non-specified areas", "TWN"),
        (S::IsoNumeric, "736", "Sudan [former]", "SDN-2011"),
        (S::Comtrade, "842", "", "USA"),
        (S::Comtrade, "251", "", "FRA"),
        (S::Comtrade, "381", "", "ITA"),
        (S::Comtrade, "757", "", "CHE"),
        (S::Comtrade, "579", "", "NOR"),
        (S::Comtrade, "699", "", "IND"),
        (S::Comtrade, "490", "", "TWN"),
        (S::Comtrade, "0", "", "WLD"),
        (S::Comtrade, "W00", "", "WLD"),
        (S::Comtrade, "97", "", "EU"),
        (S::Comtrade, "58", "", "BLX"),
        (S::Comtrade, "280", "", "FRG"),
        (S::Comtrade, "276", "", "DEU"),
        (S::Comtrade, "736", "", "SDN-2011"),
        (S::Comtrade, "729", "", "SDN"),
        (S::Comtrade, "X1 ", "Bunkers", "X-BUNKERS"),
        (S::Comtrade, "_X", "Areas, nes", "X-NES"),
        (S::Comtrade, "356", "India", "IND"),
        (S::Baci, "356", "", "IND"),
        (S::Baci, "4", "", "AFG"),
        (S::Eurostat, "EL", "", "GRC"),
        (S::Eurostat, "GR", "", "GRC"),
        (S::Eurostat, "EU27_2020", "", "EU"),
        (S::Eurostat, "EU28", "", "EU28"),
        (S::Eurostat, "EA20", "", "EA20"),
        (S::Eurostat, "EXT_EU27_2020", "", "EXT-EU"),
        (S::Eurostat, "EU27_2020_INTRA", "", "INTRA-EU"),
        (S::Eurostat, "EU_EXTRA", "", "EXT-EU"),
        (S::Eurostat, "0001", "", "FRA"),
        (S::Eurostat, "001", "", "FRA"),
        (S::Eurostat, "0400", "", "USA"),
        (S::Eurostat, "WORLD", "", "WLD"),
        (S::Eurostat, "XS", "", "SRB"),
        (S::Census, "5880", "Japan", "JPN"),
        (S::Census, "0003", "European Union", "EU"),
        (S::Census, "0004", "World, Seasonally Adjusted", "WLD-SA"),
        (S::Census, "0015", "World, Not Seasonally Adjusted", "WLD"),
        (S::Census, "0022", "OECD", "OECD"),
        (S::Census, "7320", "Sudan", "SDN-2011"),
        (S::Census, "7321", "Sudan", "SDN"),
        (S::Census, "-", "", ""),
        (S::JapanMof, "304", "", "USA"),
        (S::JapanMof, "103", "", "KOR"),
        (S::JapanMof, "106", "", "TWN"),
        (S::Imf, "111", "", "USA"),
        (S::Imf, "001", "", "WLD"),
        (S::Imf, "G001", "", "WLD"),
        (S::Imf, "FRA", "", "FRA"),
        (S::Imf, "924", "China, P.R.: Mainland", "CHN"),
        (S::Wto, "C156", "", "CHN"),
        (S::Wto, "000", "World", "WLD"),
        (S::Wto, "158", "Chinese Taipei", "TWN"),
        (S::Wto, "201", "Czech and Slovak Federal Republic", "CSK"),
        (S::Fao, "351", "China", "CHN-ALL"),
        (S::Fao, "41", "China, mainland", "CHN"),
        (S::Fao, "'840", "", "USA"),
        (S::Fao, "231", "", "USA"),
        (S::Cow, "740", "", "JPN"),
        (S::Cow, "2", "", "USA"),
        (S::Names, "Côte d'Ivoire", "", "CIV"),
        (S::Names, "Others", "", "X-NES"),
        (S::Names, "NA", "", "NAM"),
    ] {
        let found = recognise_in(system, given, label).map(|found| found.code).unwrap_or_default();
        assert_eq!(found, expected, "{system:?} {given} {label}");
    }
}

#[test]
fn states_of_the_past_never_become_todays() {
    for past in ["SUN", "YUG", "SCG", "CSK", "DDR", "FRG", "BLX", "SDN-2011", "ANT"] {
        let known = names::describe(past).unwrap_or_else(|| panic!("{past}"));
        assert_eq!(known.role, Role::Leaf);
        assert!(known.note.is_some(), "{past}");
        assert_eq!(code(&known.label).as_deref(), Some(past));
    }
    let role = |text: &str| recognise_in(CodeSystem::Names, text, "").map(|found| found.role);
    assert_eq!(role("World"), Some(Role::Total));
    assert_eq!(role("Asia"), Some(Role::Group));
    assert_eq!(role("World, Seasonally Adjusted"), Some(Role::Memo));
    assert!(recognise("Taiwan").and_then(|found| found.note).is_some());
}

#[test]
fn no_name_means_two_members() {
    let own: Vec<&String> = INDEX.clashes.iter().filter(|clash| !clash.ends_with("(crate)")).collect();
    assert!(own.is_empty(), "{own:#?}");
    // What the crate's lists say otherwise, and the tables overrule.
    let crates: Vec<&str> = INDEX.clashes.iter().filter_map(|clash| clash.strip_suffix(" (crate)")).collect();
    assert_eq!(crates, OVERRULED, "{crates:#?}");
}

const OVERRULED: [&str; 2] = ["The Federal Republic of Germany: FRG, DEU", "Sint-Maarten: SXM, MAF"];

#[test]
fn every_code_of_the_tables_is_known_once() {
    let sections = ["m49", "comtrade", "alpha2", "alpha3", "eurostat", "census", "japan", "imf", "wto", "fao", "cow"];
    for section in sections {
        let mut seen = HashSet::default();
        let mut count = 0;
        for (code, member) in tables::section(section) {
            count += 1;
            assert!(seen.insert(code), "{code} stands twice in {section}");
            assert!(names::describe(member).is_some(), "{code}={member} in {section}");
            let leading = code.len() > 1 && code.starts_with('0');
            assert!(!leading, "{code} in {section}: write numbers without leading zeros");
        }
        assert!(count > 5, "{section}");
    }
    // Alpha-3 codes of others never hide those of ISO.
    for (code, member) in tables::section("alpha3") {
        assert!(!INDEX.iso.contains_key(code) || INDEX.iso.get(code) == Some(&member), "{code}");
    }
}

#[test]
fn groups_hold_known_countries_only() {
    let mut codes = HashSet::default();
    for group in groups() {
        assert!(codes.insert(group.code), "{} stands twice", group.code);
        assert!(name(group.code).is_none(), "{} is a country's code", group.code);
        let mut members = HashSet::default();
        for member in group.members {
            assert!(names::describe(member).is_some(), "{member} of {}", group.label);
            assert!(members.insert(member), "{member} stands twice in {}", group.label);
        }
    }
    let size = |code: &str| group(code).map_or(0, |group| group.members.len());
    assert_eq!(
        [size("EU"), size("EU28"), size("EU15"), size("EA20"), size("OECD"), size("CPTPP"), size("APEC"), size("GCC")],
        [27, 28, 15, 20, 38, 12, 21, 6]
    );
    assert_eq!(size("ASIA") + size("AFRICA") + size("EUROPE") + size("AMERICAS") + size("OCEANIA"), 250);
}

#[test]
fn systems_are_told_apart_by_codes_and_labels() {
    for (pairs, expected) in [
        (&[("842", "USA"), ("251", "France"), ("156", "China")][..], Some(CodeSystem::Comtrade)),
        (&[("840", "United States"), ("250", "France"), ("156", "China")], Some(CodeSystem::IsoNumeric)),
        (&[("111", "United States"), ("132", "France"), ("924", "China, P.R.: Mainland")], Some(CodeSystem::Imf)),
        (&[("304", ""), ("103", ""), ("105", ""), ("601", ""), ("213", "")], Some(CodeSystem::JapanMof)),
        (&[("5880", ""), ("1220", ""), ("0003", "")], Some(CodeSystem::Census)),
        (&[("JPN", ""), ("USA", ""), ("WLD", "")], Some(CodeSystem::Iso3)),
        (&[("JP", ""), ("US", ""), ("DE", "")], Some(CodeSystem::Iso2)),
        (&[("EL", ""), ("EU27_2020", ""), ("DE", ""), ("EA20", "")], Some(CodeSystem::Eurostat)),
        (&[("Japan", ""), ("Korea, Rep.", ""), ("World", "")], Some(CodeSystem::Names)),
        (&[("0101", "Horses"), ("0102", "Cattle")], None),
        (&[], None),
    ] {
        assert_eq!(guess_system(pairs), expected, "{pairs:?}");
    }
}

#[test]
fn genitives() {
    assert_eq!(genitive("Japan"), "Japan\u{2019}s");
    assert_eq!(genitive(&in_sentence("United States")), "the United States\u{2019}");
}

#[test]
fn names_within_a_sentence_have_capitals_only_where_they_are_names() {
    for (label, expected) in [
        ("China", "China"),
        ("Netherlands", "the Netherlands"),
        ("European Union", "the European Union"),
        ("Outside the EU", "countries outside the EU"),
        ("Inside the euro area", "countries inside the euro area"),
        ("Euro area", "the euro area"),
        ("Other Asia", "other Asia"),
        ("Lower middle income", "lower middle income"),
        ("High income", "high income"),
        ("Small states", "small states"),
        ("Lower Saxony", "Lower Saxony"),
        ("Upper Austria", "Upper Austria"),
        ("High Peak", "High Peak"),
        ("Rest of the world", "the rest of the world"),
        ("Areas not elsewhere specified", "areas not elsewhere specified"),
        ("Middle income", "middle income"),
        ("Middle East", "the Middle East"),
        ("South Africa", "South Africa"),
        ("", ""),
    ] {
        assert_eq!(in_sentence(label), expected);
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(code in ".{0,40}", label in "\\PC{0,60}") {
        let _ = recognise(&code);
        let _ = recognise(&label);
        for system in CodeSystem::ALL {
            let _ = recognise_in(system, &code, &label);
        }
        let _ = guess_system(&[(&code, &label)]);
    }

    #[test]
    fn case_and_blanks_do_not_matter(at in 0..250_usize) {
        if let Some((code, country)) = INDEX.countries().nth(at) {
            let shouted = format!("  {}  ", country.to_uppercase());
            prop_assert_eq!(recognise(&shouted).map(|found| found.code), Some(code.to_owned()));
        }
    }
}
