//! Classifications by name and by codes, their titles, and trees of the shapes that publishers use.

use foldhash::HashSet;
use proptest::prelude::*;

use super::super::Role;
use super::*;

const ALL: [System; 13] = [
    System::Hs,
    System::Cn8,
    System::NationalHs,
    System::Sitc,
    System::Ebops,
    System::Ebops2002,
    System::Bec,
    System::Isic,
    System::Naics,
    System::Cpa,
    System::Cpc,
    System::WtoGroups,
    System::Names,
];

#[test]
fn columns_and_their_codes_tell_the_classification() {
    for (codes, column, expected) in [
        (&["TOTAL", "01", "0101", "010121"][..], "cmdCode", Some(System::Hs)),
        (&["101", "20110", "90111"], "k", Some(System::Hs)),
        (&["'860110000'", "'010121000'"], "HS", Some(System::NationalHs)),
        (&["0104.10", "0709.70"], "Commodity", Some(System::Hs)),
        (&["01012100", "99302400", "27090090"], "product", Some(System::Cn8)),
        (&["0101210000", "8703230000"], "I_COMMODITY", Some(System::NationalHs)),
        (&["001", "011", "0111", "78"], "ProductCode", Some(System::Sitc)),
        (&["0", "1", "2", "7", "78", "784"], "commodity_code", Some(System::Sitc)),
        (&["00", "01", "02", "77", "89"], "Commodity Code", Some(System::Sitc)),
        // 00 may be live animals, or the total of chapters.
        (&["00", "01", "02", "71", "89"], "Commodity Code", None),
        (&["00151", "0", "33"], "PRODUCT_SITC", Some(System::Sitc)),
        (&["S", "SC", "SC1", "SH", "SOX"], "Product/Sector Code", Some(System::Ebops)),
        (&["200", "205", "236", "266", "268"], "code", Some(System::Ebops2002)),
        (&["TO", "AG", "AGFO", "MA", "MAMTOF"], "Product/Sector Code", Some(System::WtoGroups)),
        (&["1", "111", "112", "41", "42", "51", "7"], "code", Some(System::Bec)),
        (&["A", "B", "C", "C10", "C11", "D35"], "industry", Some(System::Isic)),
        (&["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11"], "sector", None),
        (&["111", "112", "325", "334", "336", "339"], "NAICS", Some(System::Naics)),
        (&["Food", "Machinery"], "HS", None),
        (&["Food", "Machinery"], "Product", None),
        (&["7701", "7702"], "product", None),
        (&[], "HS", None),
        (&["TOTAL"], "cmdCode", None),
    ] {
        assert_eq!(recognise(codes, column), expected, "{codes:?} {column}");
    }
    for (text, expected) in [
        ("H6", Some(System::Hs)),
        ("HS17", Some(System::Hs)),
        ("S4", Some(System::Sitc)),
        ("SITC3", Some(System::Sitc)),
        ("SITC3_AGG", Some(System::WtoGroups)),
        ("EB10S", Some(System::Ebops)),
        ("BOP6", Some(System::Ebops)),
        ("PRODUCT_BEC", Some(System::Bec)),
        ("PRODUCT_cpa2008", Some(System::Cpa)),
        ("Item Code (CPC)", Some(System::Cpc)),
        ("CO_NCM", Some(System::Cn8)),
        ("Country", None),
        ("became", None),
    ] {
        assert_eq!(named(text), expected, "{text}");
    }
    for (text, expected) in
        [("H6", Some(2022)), ("BACI_HS17_Y2020", Some(2017)), ("HS92", Some(1988)), ("HS", None), ("S4", None)]
    {
        assert_eq!(hs_revision(text), expected, "{text}");
    }
}

#[test]
fn codes_know_what_contains_them() {
    for (system, code, expected) in [
        (System::Hs, "010121", &["0101", "01", "I"][..]),
        (System::Hs, "101", &["01", "I"]),
        (System::Hs, "85", &["XVI"]),
        (System::NationalHs, "860110000", &["86011000", "860110", "8601", "86", "XVII"]),
        (System::Sitc, "0111", &["011", "01", "0"]),
        (System::Ebops, "SC11", &["SC1", "SC", "S"]),
        (System::Ebops2002, "275", &["274", "273", "268", "200"]),
        (System::Naics, "3361", &["336", "33", "31-33"]),
        (System::Isic, "1011", &["101", "10", "C"]),
        (System::Isic, "C101", &["C10", "C1", "C"]),
        (System::Cpa, "C10.11", &["C10.1", "C10", "C"]),
        (System::WtoGroups, "MAMTOTIC", &["MAMTOF", "MAMT", "MA"]),
        (System::WtoGroups, "AGFO", &["AG"]),
        (System::Names, "1.2.3", &["1.2", "1"]),
        (System::Names, "Food", &[]),
    ] {
        assert_eq!(parents(system, code), expected, "{system:?} {code}");
    }
}

#[test]
fn totals_and_items_that_overlap() {
    for (system, code) in [
        (System::Hs, "TOTAL"),
        (System::Hs, "00"),
        (System::Ebops, "S"),
        (System::Ebops2002, "200"),
        (System::WtoGroups, "TO"),
        (System::Names, "_T"),
    ] {
        assert!(is_total(system, code), "{system:?} {code}");
    }
    for (system, code) in [(System::Sitc, "0"), (System::Sitc, "00"), (System::Hs, "01"), (System::Ebops, "SA")] {
        assert!(!is_total(system, code), "{system:?} {code}");
    }
    for code in ["SCA", "SCB", "SCC", "SCA1", "SOX", "GSOX", "SPX1", "SD1"] {
        assert!(is_cross_cut(System::Ebops, code), "{code}");
    }
    for code in ["SC", "SC1", "SDA", "SDB1", "SH", "S"] {
        assert!(!is_cross_cut(System::Ebops, code), "{code}");
    }
}

#[test]
fn titles_are_short_and_complete() {
    for system in ALL {
        for (code, title) in titles::all(system) {
            assert!((2..=60).contains(&title.chars().count()), "{code} {title}");
            assert_eq!(canonical(system, code), code);
        }
    }
    let hs = titles::all(System::Hs);
    let chapters: HashSet<&str> = hs.iter().map(|(code, _)| *code).filter(|code| code.len() == 2).collect();
    let headings: Vec<&str> = hs.iter().map(|(code, _)| *code).filter(|code| code.len() == 4).collect();
    // Chapters 1 to 97 without 77, and the two for national use.
    assert_eq!(chapters.len(), 98);
    assert!(headings.len() > 1228);
    assert!(headings.iter().all(|code| chapters.contains(&code[..2])));
    assert!(chapters.iter().all(|code| hs_section(code).is_some_and(|section| title(System::Hs, section).is_some())));
    for (system, code, expected) in [
        (System::Hs, "8542", "Integrated circuits"),
        (System::Hs, "101", "Live horses, asses, mules"),
        (System::Hs, "XXI", "Works of art; goods not classified by kind"),
        (System::Sitc, "33", "Petroleum"),
        (System::Ebops, "SI", "Telecommunications, computer, information"),
        (System::Bec, "51", "Passenger cars"),
    ] {
        assert_eq!(title(system, code), Some(expected));
    }
    let sitc = titles::all(System::Sitc);
    assert_eq!(sitc.iter().filter(|(code, _)| code.len() == 1).count(), 10);
    assert_eq!(sitc.iter().filter(|(code, _)| code.len() == 2).count(), 67);
}

/// What each item hangs on, and its role, as one line: `code<parent`, `*` for a total, `~` for a memo item, `#` for a
/// group.
fn shape(system: System, items: &[(&str, &str)]) -> String {
    let name = |at: usize| items.get(at).map_or("", |(code, label)| if code.is_empty() { label.trim() } else { code });
    let placed = place(system, items);
    let one = |(at, item): (usize, &Placed)| {
        let mark = match item.role {
            Role::Total => "*",
            Role::Memo => "~",
            Role::Group => "#",
            _ => "",
        };
        let parent = item.parent.map(|parent| format!("<{}", name(parent))).unwrap_or_default();
        format!("{}{mark}{parent}", name(at))
    };
    placed.iter().enumerate().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_of_codes_become_trees() {
    for (system, codes, expected) in [
        (
            System::Hs,
            &["TOTAL", "01", "0101", "010121", "010129", "8703"][..],
            "TOTAL* 01 0101<01 010121<0101 010129<0101 8703",
        ),
        (System::Hs, &["1", "101", "10121", "I"], "1<I 101<1 10121<101 I"),
        (System::Sitc, &["0", "01", "011", "0111", "7"], "0 01<0 011<01 0111<011 7"),
        (
            System::Ebops,
            &["S", "SC", "SC1", "SC11", "SCA", "SD", "SDB1", "SOX"],
            "S* SC SC1<SC SC11<SC1 SCA~ SD SDB1<SD SOX~",
        ),
        (System::Ebops, &["SOX", "SC", "SD", "SOX1"], "SOX* SC SD SOX1"),
        (System::Ebops, &["SOX", "SC", "SD", "SOX1", "SE", "SI"], "SOX* SC SD SOX1~ SE SI"),
        (System::Ebops2002, &["200", "268", "275", "262", "263"], "200* 268 275<268 262 263<262"),
        (System::WtoGroups, &["TO", "MA", "MAMT", "MAMTOTIC", "MAMTOF"], "TO* MA MAMT<MA MAMTOTIC<MAMTOF MAMTOF<MAMT"),
        (System::Naics, &["31-33", "336", "3361"], "31-33 336<31-33 3361<336"),
        (System::Names, &["1", "1.1", "1.1.2", "2"], "1 1.1<1 1.1.2<1.1 2"),
        (System::Names, &["1", "11", "113", "2", "21"], "1 11<1 113<11 2 21<2"),
        (System::Names, &["10", "20", "30"], "10 20 30"),
    ] {
        let items: Vec<(&str, &str)> = codes.iter().map(|code| (*code, "")).collect();
        assert_eq!(shape(system, &items), expected);
    }
}

#[test]
fn a_statistical_office_s_own_letters_hang_on_its_numbers() {
    let items = [
        ("T", "Total"),
        ("7", "Machinery"),
        ("7E", "Electrical machinery"),
        ("7EK", "Electrical machinery (capital)"),
        ("79", "Other transport equipment"),
        ("792", "Aircraft"),
        ("793", "Ships"),
        ("792/3", "Ships & aircraft"),
        ("33", "Oil"),
        ("33O", "Crude oil"),
        ("33R", "Refined oil"),
    ];
    assert_eq!(shape(System::Names, &items), "T* 7 7E<7 7EK<7E 79<7 792<79 793<79 792/3# 33 33O<33 33R<33");
    assert_eq!(shape(System::Hs, &[("00", "Live animals"), ("01", "Meat")]), "00 01");
    assert_eq!(shape(System::Hs, &[("00", ""), ("01", "")]), "00* 01");
}

#[test]
fn lists_of_labels_become_trees() {
    for (labels, expected) in [
        (
            &["Total", "Services > Transport", "Services", "Services > Transport > Sea"][..],
            "Total* Services > Transport<Services Services Services > Transport > Sea<Services > Transport",
        ),
        (
            &["サービス", "サービス/輸送", "サービス/輸送/海上輸送"],
            "サービス サービス/輸送<サービス サービス/輸送/海上輸送<サービス/輸送",
        ),
        (&["Iron and/or steel", "Pulp/paper", "Cars"], "Iron and/or steel Pulp/paper Cars"),
        // In the order of the tree.
        (
            &["Total All Markets", "  Asia", "    Japan", "    Korea", "  Europe", "    Spain"],
            "Total All Markets* Asia Japan<Asia Korea<Asia Europe Spain<Europe",
        ),
        // Sorted by name, as one table builder does: the regions overlap their markets.
        (
            &["    Spain", "  Europe", "    Japan", "Total All Markets", "  Asia"],
            "Spain Europe# Japan Total All Markets* Asia#",
        ),
        (&["Food", "Cars"], "Food Cars"),
    ] {
        let items: Vec<(&str, &str)> = labels.iter().map(|label| ("", *label)).collect();
        assert_eq!(shape(System::Names, &items), expected);
    }
}

#[test]
fn a_title_is_given_where_the_list_has_none() {
    let placed = place(System::Hs, &[("8542", ""), ("8541", "8541"), ("8703", "Motor cars")]);
    let titles: Vec<Option<&str>> = placed.iter().map(|item| item.title).collect();
    assert_eq!(titles, [Some("Integrated circuits"), Some("Semiconductor devices, solar cells"), None]);
}

proptest! {
    #[test]
    fn no_list_breaks_it(items in prop::collection::vec((".{0,12}", "\\PC{0,20}"), 0..12), column in ".{0,20}") {
        let pairs: Vec<(&str, &str)> = items.iter().map(|(code, label)| (code.as_str(), label.as_str())).collect();
        let codes: Vec<&str> = items.iter().map(|(code, _)| code.as_str()).collect();
        let _ = recognise(&codes, &column);
        let _ = hs_revision(&column);
        for system in ALL {
            let placed = place(system, &pairs);
            prop_assert_eq!(placed.len(), pairs.len());
            for (at, item) in placed.iter().enumerate() {
                prop_assert!(item.parent.is_none_or(|parent| parent < pairs.len() && parent != at));
            }
        }
    }

    #[test]
    fn trees_have_no_circles(codes in prop::collection::vec("[0-9SCA.]{1,6}", 1..30)) {
        let pairs: Vec<(&str, &str)> = codes.iter().map(|code| (code.as_str(), "")).collect();
        for system in ALL {
            let placed = place(system, &pairs);
            for start in 0..placed.len() {
                let mut at = Some(start);
                for _ in 0..=placed.len() {
                    at = at.and_then(|at| placed[at].parent);
                }
                prop_assert_eq!(at, None);
            }
        }
    }
}
