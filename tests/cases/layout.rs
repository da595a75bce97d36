//! Tables that people laid out for the eye: each must give the right figures, or ask.

use std::io::{Cursor, Write as _};

use saldo::data::{Axis, Dataset, Flow, Period};
use saldo::import::{Opened, Options};

use crate::reading::{dataset, opened_with};

fn asks(name: &str, text: &str) -> String {
    match opened_with(name, text, &Options::default()) {
        Opened::Question(question) => question.problems.join(" "),
        other => panic!("{name} does not ask: {other:?}"),
    }
}

/// All figures of a flow and a period, as labels of the axis and values, in order.
fn figures(dataset: &Dataset, axis: Axis, flow: Flow, period: &str) -> Vec<(String, i128)> {
    let period = Period::parse(period).expect("a period");
    let at = dataset.periods.iter().position(|own| *own == period).expect("the period");
    let facts = dataset.facts.iter().filter(|fact| fact.flow == flow && usize::from(fact.period) == at);
    let label = |id| dataset.dimension(axis).get(id).label.clone();
    let scale = 10i64.pow(u32::from(dataset.decimals));
    let mut all: Vec<(String, i128)> =
        facts.map(|fact| (label(fact.member(axis)), i128::from(fact.value / scale))).collect();
    all.sort();
    all
}

fn is(dataset: &Dataset, axis: Axis, (flow, period): (Flow, &str), expected: &[(&str, i128)]) {
    let expected: Vec<(String, i128)> = expected.iter().map(|(label, value)| ((*label).to_owned(), *value)).collect();
    assert_eq!(figures(dataset, axis, flow, period), expected, "{flow:?} {period}");
}

/// The workbook of one sheet with some merged cells: the smallest that is read as one.
fn workbook(rows: &[&str], merged: &[&str]) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (row, cells) in rows.iter().enumerate() {
        sheet += &format!(r#"<row r="{}">"#, row + 1);
        for (column, cell) in cells.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("{}{}", char::from(b'A' + u8::try_from(column).expect("few columns")), row + 1);
            sheet += &match cell.parse::<f64>() {
                Ok(number) => format!(r#"<c r="{place}"><v>{number}</v></c>"#),
                Err(_) => format!(r#"<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            };
        }
        sheet += "</row>";
    }
    sheet += &format!(r#"</sheetData><mergeCells count="{}">"#, merged.len());
    for range in merged {
        sheet += &format!(r#"<mergeCell ref="{range}"/>"#);
    }
    sheet += "</mergeCells></worksheet>";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let members = [
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{relations}"><sheets><sheet name="Table" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// Exports 10 and 30, imports 20 and 40 in 2021, one more of each in 2022.
fn usual(name: &str, bytes: &[u8], axis: Axis, (one, other): (&str, &str)) {
    let dataset = dataset(name, bytes);
    is(&dataset, axis, (Flow::Export, "2021"), &[(one, 10), (other, 30)]);
    is(&dataset, axis, (Flow::Import, "2021"), &[(one, 20), (other, 40)]);
    is(&dataset, axis, (Flow::Export, "2022"), &[(one, 11), (other, 31)]);
    is(&dataset, axis, (Flow::Import, "2022"), &[(one, 21), (other, 41)]);
}

const COUNTRIES: (&str, &str) = ("France", "Germany");

#[test]
fn headings_over_two_rows_left_centred_and_repeated() {
    let below = "France,10,11,20,21\nGermany,30,31,40,41\n";
    for above in [
        "Country,Exports,,Imports,\n,2021,2022,2021,2022\n",
        ",Exports,,Imports,\nCountry,2021,2022,2021,2022\n",
        ",Exports,Exports,Imports,Imports\nCountry,2021,2022,2021,2022\n",
        "国名,輸出,,輸入,\n,2021年,2022年,2021年,2022年\n",
        "Foreign trade\nLand,Ausfuhr,,Einfuhr,\n,2021,2022,2021,2022\n,million USD,million USD,million USD,million USD\n",
    ] {
        usual("t.csv", (above.to_owned() + below).as_bytes(), Axis::Reporter, COUNTRIES);
    }
    let centred =
        ",,出口,,,进口,\n国家,2021,2022,2023,2021,2022,2023\n法国,10,11,12,20,21,22\n德国,30,31,32,40,41,42\n";
    usual("t.csv", centred.as_bytes(), Axis::Reporter, COUNTRIES);
    let year_first = "Land;2021;;2022;\n;Ausfuhr;Einfuhr;Ausfuhr;Einfuhr\nFrankreich;10;20;11;21\nDeutschland;30;40;31;41\nQuelle: Amt;;;;\n";
    usual("t.csv", year_first.as_bytes(), Axis::Reporter, COUNTRIES);
    let spacers = ",,,Exports,,,,,Imports,,\nCountry,,2021,2022,2023,,,2021,2022,2023,\nFrance,,10,11,12,,,20,21,22,\nGermany,,30,31,32,,,40,41,42,\n";
    usual("t.csv", spacers.as_bytes(), Axis::Reporter, COUNTRIES);
}

#[test]
fn headings_over_three_rows() {
    let text = ",France,,,,Germany,,,\n,Exports,,Imports,,Exports,,Imports,\nProduct,2021,2022,2021,2022,2021,2022,2021,2022\n\
        Food,10,11,20,21,30,31,40,41\n";
    usual("t.csv", text.as_bytes(), Axis::Reporter, COUNTRIES);
}

#[test]
fn headings_centred_over_totals_goods_and_services() {
    let text = "\"Trade in Goods and Services, 1992 - Present\",,,,,,,,,,,\nIn millions of dollars.,,,,,,,,,,,\n\
        ,,Balance,,,Exports,,, Imports,,Amount,\n\
        Period,Total,Goods (1),Services,Total,Goods (1),Services,Total,Goods (1),Services,Year,Amount\n1992,,,,,,,,,,,\n\
        1992,-39,-97,58,617,440,177,656,537,119,1992,11.13\nJanuary,-20,-50,30,300,220,80,320,270,50,,\nFebruary,-19,-47,28,317,220,97,336,267,69,,\n";
    let dataset = dataset("t.csv", text.as_bytes());
    is(&dataset, Axis::Sector, (Flow::Export, "1992-01"), &[("Goods", 220), ("Services", 80), ("Total", 300)]);
    is(&dataset, Axis::Sector, (Flow::Import, "1992-02"), &[("Goods", 267), ("Services", 69), ("Total", 336)]);
}

#[test]
fn merged_headings_and_labels_of_a_workbook() {
    let headings = workbook(
        &[
            "Foreign trade",
            "Country|Exports||Imports|",
            "|2021|2022|2021|2022",
            "France|10|11|20|21",
            "Germany|30|31|40|41",
        ],
        &["A1:E1", "A2:A3", "B2:C2", "D2:E2"],
    );
    usual("t.xlsx", &headings, Axis::Reporter, COUNTRIES);
    let labels = workbook(
        &[
            "Country|Flow|2021|2022",
            "France|Exports|10|11",
            "|Imports|20|21",
            "Germany|Exports|30|31",
            "|Imports|40|41",
        ],
        &["A2:A3", "A4:A5"],
    );
    usual("t.xlsx", &labels, Axis::Reporter, COUNTRIES);
    let flows = workbook(
        &["Flow|Partner|2021|2022", "Exports|France|10|11", "|Germany|30|31", "Imports|France|20|21", "|Germany|40|41"],
        &["A2:A3", "A4:A5"],
    );
    usual("t.xlsx", &flows, Axis::Partner, COUNTRIES);
}

#[test]
fn labels_stand_once_for_the_rows_below() {
    let text = "Country,Flow,2021,2022\nFrance,Exports,10,11\n,Imports,20,21\nGermany,Exports,30,31\n,Imports,40,41\n";
    usual("t.csv", text.as_bytes(), Axis::Reporter, COUNTRIES);
    let text = "Flow,Partner,2021,2022\nExports,France,10,11\n,Germany,30,31\nImports,France,20,21\n,Germany,40,41\n";
    usual("t.csv", text.as_bytes(), Axis::Partner, COUNTRIES);
    // A column that is now and then filled is no label of the rows below.
    let text = "Remark,Country,Flow,2021,2022\nrevised,France,Exports,10,11\n,France,Imports,20,21\n,Germany,Exports,30,31\nlate,Germany,Imports,40,41\n";
    usual("t.csv", text.as_bytes(), Axis::Reporter, COUNTRIES);
}

#[test]
fn sections_in_rows() {
    let flows = "Exhibit 10,,\nCountry,2021,2022\nExports,,\nFrance,10,11\nGermany,30,31\n\nImports,,\nFrance,20,21\nGermany,40,41\n* provisional,,\n";
    usual("t.csv", flows.as_bytes(), Axis::Reporter, COUNTRIES);
    let countries = "Flow,2021,2022\nFrance,,\nExports,10,11\nImports,20,21\nGermany,,\nExports,30,31\nImports,40,41\n";
    usual("t.csv", countries.as_bytes(), Axis::Reporter, COUNTRIES);
    let years = "Country,Exports,Imports\n2021,,\nFrance,10,20\nGermany,30,40\n2022,,\nFrance,11,21\nGermany,31,41\n";
    usual("t.csv", years.as_bytes(), Axis::Reporter, COUNTRIES);
    let spanish = "Comercio exterior;;\nCapítulo;2021;2022\nExportaciones;;\nAlimentos;10;11\nMaquinaria;30;31\nImportaciones;;\n\
        Alimentos;20;21\nMaquinaria;40;41\nFuente: Oficina de Estadística;;\n";
    usual("t.csv", spanish.as_bytes(), Axis::Sector, ("Alimentos", "Maquinaria"));
    let months = "Exhibit 10. Trade in Goods by Category,,,\nIn millions of dollars.,,,\nPeriod,Total,Foods,Capital Goods\n,Exports,,\n\
        2021,,,\nJanuary,145,45,100\nFebruary,138,38,100\n,Imports,,\n2021,,,\nJanuary,243,143,100\nFebruary,238,138,100\n";
    match opened_with("t.csv", months, &Options::default()) {
        Opened::Dataset(dataset) => {
            let sum = |flow| figures(&dataset, Axis::Sector, flow, "2021-01");
            let named = |label: &str, value| (label.to_owned(), value);
            assert!(sum(Flow::Export).contains(&named("Foods", 45)), "{:?}", sum(Flow::Export));
            assert!(sum(Flow::Import).contains(&named("Foods", 143)), "{:?}", sum(Flow::Import));
        }
        Opened::Question(question) => assert!(question.table.header.iter().any(|name| name == "flow")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn stacked_blocks_are_one_table_where_their_headings_are_the_same() {
    let text = "Exports (million USD),,\nCountry,2021,2022\nFrance,10,11\nGermany,30,31\n,,\n\
        Imports (million USD),,\nCountry,2021,2022\nFrance,20,21\nGermany,40,41\nNote: customs basis,,\n";
    usual("t.csv", text.as_bytes(), Axis::Reporter, COUNTRIES);
    let other = "Exports,,\nCountry,2021,2022\nFrance,10,11\nGermany,30,31\n\nImports,,\nCountry,2022,2023\nFrance,20,21\nGermany,40,41\n";
    assert!(asks("t.csv", other).contains("line 7"));
}

#[test]
fn a_second_block_of_years_is_asked_about() {
    let text = "Country,Flow,2021,2022,2021,2022\nFrance,Exports,10,11,20,21\nGermany,Exports,30,31,40,41\n";
    assert!(asks("t.csv", text).contains("same period"));
}

#[test]
fn remarks_below_and_rows_without_figures_disturb_nothing() {
    let text = "Flow,Partner,2022,2023\nExports,Kenya,10,11\nExports,Uganda,4,5\nImports,Kenya,20,21\nImports,Uganda,6,7\n\
        Source: Office of Statistics,,,\n";
    let dataset = dataset("t.csv", text.as_bytes());
    is(&dataset, Axis::Partner, (Flow::Import, "2023"), &[("Kenya", 21), ("Uganda", 7)]);
    assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out), (4, 1));
    assert_eq!(dataset.report.reasons.first().map(|reason| reason.first_line), Some(6));
    // A country without figures heads nothing.
    let text = "Country,Exports 2021,Exports 2022\nFrance,10,11\nKenya,,\nGermany,30,31\n";
    let dataset = self::dataset("t.csv", text.as_bytes());
    is(&dataset, Axis::Reporter, (Flow::Export, "2021"), &[("France", 10), ("Germany", 30)]);
}

#[test]
fn numbers_of_lines_and_labels_without_a_name() {
    let lines = dataset("imports.csv", b"Line,,2022,2023\nLine,,,\n1,Steel,100,110\n2,Wood,70,80\n3,Fish,40,50\n");
    is(&lines, Axis::Sector, (Flow::Import, "2022"), &[("Fish", 40), ("Steel", 100), ("Wood", 70)]);
    assert!(lines.report.columns.iter().any(|column| column.name == "Line" && !column.used));
    let nameless = dataset("imports.csv", b",2022,2023\nSteel,100,110\nWood,70,80\n,40,50\n");
    is(&nameless, Axis::Sector, (Flow::Import, "2022"), &[("(no name, line 4)", 40), ("Steel", 100), ("Wood", 70)]);
}

#[test]
fn a_row_that_numbers_the_columns_is_no_figure_where_labels_are_blank_below() {
    let blank =
        "Exports\nPartner,Product,2017,2016\n1,2,3,4\nJapan,Clothes,595,21\n,Cars,230,53\nGermany,Clothes,80,641\n";
    let codes = "Exports\nHS code,Product,2017,2016\n1,2,3,4\n87,Cars,595,21\n84,Machines,230,53\n10,Cereals,80,641\n";
    for text in [blank, codes] {
        let read = dataset("numbered.csv", text);
        let published = read.facts.iter().filter(|fact| fact.status.0 == 0);
        assert_eq!(published.map(|fact| fact.value).sum::<i64>(), 595 + 21 + 230 + 53 + 80 + 641, "{text}");
    }
}
