//! Words as publishers use them: units in every wording, marks on numbers, spellings of periods, encodings.

use saldo::data::{Dataset, Fact, Flow, Period, Unit};

use crate::reading::dataset;

/// The figures of a flow in a period as text, in the order of the dataset.
fn figures(dataset: &Dataset, flow: Flow, period: &str) -> Vec<String> {
    let period = Period::parse(period).expect(period);
    let of =
        |fact: &Fact| fact.flow == flow && dataset.periods[usize::from(fact.period)] == period && !fact.status.is_gap();
    dataset.facts.iter().filter(of).map(|fact| dataset.amount(i128::from(fact.value)).to_string()).collect()
}

fn warned(dataset: &Dataset, part: &str) -> bool {
    dataset.report.warnings.iter().any(|warning| warning.contains(part))
}

#[test]
fn units_in_titles() {
    for (title, code, power) in [
        ("Exports and imports, US$m", "USD", 6),
        ("Exports and imports, mil milhões de euros", "EUR", 9),
        ("Exports and imports, 10^6 USD", "USD", 6),
        ("Trade, Thsd. USD", "USD", 3),
        ("Comercio exterior, miles de millones de euros", "EUR", 9),
        ("Handel zagraniczny, mln zł", "PLN", 6),
        ("Внешняя торговля, млн долл. США", "USD", 6),
        ("Dış ticaret, bin ABD doları", "USD", 3),
        ("进出口，亿美元", "USD", 8),
        ("무역, 백만 달러", "USD", 6),
        ("Foreign trade, Rs. crore", "INR", 7),
        ("Trade, thousand million euros", "EUR", 9),
        ("Trade, US$ 10,000", "USD", 4),
        ("R$ mil", "BRL", 3),
        ("Außenhandel in TEUR", "EUR", 3),
    ] {
        let text = format!("\"{title}\"\nYear,Partner,Exports,Imports\n2022,Kenya,40,50\n2023,Kenya,45,52\n");
        let dataset = dataset("t.csv", text.as_bytes());
        assert_eq!(dataset.meta.unit, Unit::currency(code, power), "{title}");
        assert_eq!(figures(&dataset, Flow::Export, "2022"), ["40"], "{title}");
    }
}

#[test]
fn what_is_not_understood_beside_a_currency_is_said() {
    for title in ["Trade, zillion USD", "Trade, USD mlld", "Trade (106 USD)"] {
        let text = format!("\"{title}\"\nYear,Partner,Exports,Imports\n2022,Kenya,40,50\n2023,Kenya,45,52\n");
        let dataset = dataset("t.csv", text.as_bytes());
        assert!(warned(&dataset, "factor not understood"), "{title}: {:?}", dataset.report.warnings);
    }
    let text = "Year,Partner,Exports (millions),Imports (millions)\n2022,Kenya,40,50\n2023,Kenya,45,52\n";
    let dataset = dataset("t.csv", text.as_bytes());
    assert_eq!(dataset.meta.unit.exponent, 6);
    assert!(warned(&dataset, "currency is not stated"), "{:?}", dataset.report.warnings);
}

#[test]
fn weights_are_units_and_no_currency_that_is_not_stated() {
    for (unit, exponent) in [("thousand tonnes", 3), ("1000 MT", 3), ("Million tonnes", 6), ("kt", 3), ("tonnes", 0)] {
        let text = format!(
            "Country,Year,Flow,Unit,Value\nIndonesia,2019,Exports,{unit},26874\nIndonesia,2020,Exports,{unit},22321\n\
             Malaysia,2019,Exports,{unit},17212\nMalaysia,2020,Exports,{unit},15878\n"
        );
        let dataset = dataset("palm_oil.csv", text.as_bytes());
        assert_eq!(dataset.meta.unit, Unit::other("tonnes", exponent), "{unit}");
        assert!(!warned(&dataset, "not stated"), "{unit}: {:?}", dataset.report.warnings);
    }
}

#[test]
fn titles_and_sources_are_those_that_a_file_states() {
    let table = "Year,Partner,Exports,Imports\n2022,Kenya,40,50\n2023,Kenya,45,52\n";
    let preamble = "Theme: Trade & Investment,,,\nSubject: Merchandise Trade,,,\nTable Title: Trade By Market,,,\n\
                    Source: CUSTOMS AUTHORITY.,,,\n";
    let stated = dataset("t.csv", format!("{preamble}{table}").as_bytes());
    assert_eq!((stated.meta.title.as_str(), stated.meta.publisher.as_str()), ("Trade By Market", "CUSTOMS AUTHORITY"));
    let of_column = |other: &str| {
        let text = format!(
            "Year,Partner,Exports,Imports,Source\n2022,Kenya,40,50,\"Statistics Division, last accessed 2025.\"\n\
             2023,Kenya,45,52,\"{other}\"\n"
        );
        dataset("t.csv", text.as_bytes())
    };
    let column = |other: &str| of_column(other).meta.publisher.clone();
    assert_eq!(column("Statistics Division, last accessed 2025."), "Statistics Division, last accessed 2025");
    assert_eq!(column("Another office"), "", "of two sources neither is that of all figures");
    let uses = of_column("An office").report.columns;
    let source = uses.iter().find(|used| used.name == "Source").expect("the column");
    assert_eq!(source.reason, "who published the figures");
}

#[test]
fn months_in_short_and_in_other_languages() {
    for (january, february) in [
        ("Jan-15", "Feb-15"),
        ("ene-15", "feb-15"),
        ("Jan'15", "Feb'15"),
        ("janv. 2015", "févr. 2015"),
        ("янв.2015", "фев.2015"),
        ("31-Jan-2015", "28-Feb-2015"),
        ("01/2015", "02/2015"),
        ("Ocak 2015", "Şubat 2015"),
        ("2015년 1월", "2015년 2월"),
    ] {
        let text = format!(
            "Country,Period,Exports\nFiji,{january},100\nFiji,{february},110\nSamoa,{january},20\nSamoa,{february},30\n"
        );
        let dataset = dataset("t.csv", text.as_bytes());
        assert_eq!(figures(&dataset, Flow::Export, "2015-01"), ["100", "20"], "{january}");
        assert_eq!(figures(&dataset, Flow::Export, "2015-02"), ["110", "30"], "{january}");
    }
}

#[test]
fn years_with_flags_and_footnotes() {
    for year in
        ["2023(1)", "2023*", "2023p", "2023 г.", "2023ʳ", "2023 (p)", "2023年", "X2023", "Año 2023", "2023 prel."]
    {
        let text = format!(
            "Year,Flow,Value\n2021,Exports,100\n2022,Exports,110\n{year},Exports,115\n2021,Imports,130\n2022,Imports,140\n{year},Imports,150\n"
        );
        let dataset = dataset("t.csv", text.as_bytes());
        assert_eq!(figures(&dataset, Flow::Export, "2023"), ["115"], "{year}");
        assert_eq!(figures(&dataset, Flow::Import, "2023"), ["150"], "{year}");
    }
}

#[test]
fn split_years_and_quarters_in_headings() {
    let text = "Partner,2021-22,2022-23\nKenya,10,11\nGhana,5,6\n";
    let dataset_of_years = dataset("exports.csv", text.as_bytes());
    assert_eq!(figures(&dataset_of_years, Flow::Export, "FY2022"), ["11", "6"]);
    let text = "Partner,1Q22,2Q22\nKenya,10,11\nGhana,5,6\n";
    assert_eq!(figures(&dataset("exports.csv", text.as_bytes()), Flow::Export, "2022Q2"), ["11", "6"]);
}

#[test]
fn values_with_signs_flags_and_factors() {
    let values = [
        ("\"$1,234\"", "\"$2,000\"", "1234", "2000"),
        ("'1234", "'2000", "1234", "2000"),
        ("$1.2M", "$2.5M", "1200000", "2500000"),
        ("1234 p", "2000", "1234", "2000"),
        ("\"1,234*\"", "\"2,000\"", "1234", "2000"),
        ("1234 (r)", "2000", "1234", "2000"),
        ("1234¹", "2000", "1234", "2000"),
        ("\"(1,234)\"", "\"(2,000)\"", "-1234", "-2000"),
        ("−1 234", "2 000", "-1234", "2000"),
    ];
    for (first, second, read, next) in values {
        let text = format!("Year,Partner,Exports,Imports\n2022,Kenya,{first},500\n2023,Kenya,{second},300\n");
        let dataset = dataset("t.csv", text.as_bytes());
        assert_eq!(figures(&dataset, Flow::Export, "2022"), [read], "{first}");
        assert_eq!(figures(&dataset, Flow::Export, "2023"), [next], "{second}");
        if first.contains('$') {
            assert!(dataset.meta.unit.noun().contains("dollars"), "{first}: {:?}", dataset.meta.unit);
        }
    }
}

#[test]
fn few_accents_are_western() {
    for word in ["Façade panels", "Curaçao", "Türkiye", "México", "São Tomé", "Bélgica"] {
        let text =
            format!("year,reporter,sector,exports (USD)\n2023,USA,{word},10\n2024,USA,{word},12\n2024,USA,Wood,5\n");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        let dataset = dataset("t.csv", &latin);
        let sectors = dataset.dimension(saldo::data::Axis::Sector);
        assert!(sectors.members().iter().any(|member| member.label == word), "{word}: {:?}", sectors.members());
    }
}
