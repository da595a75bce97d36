//! Workbooks: their sheets as tables, alone, together and within archives.

use super::*;

#[test]
fn sheets_that_belong_together_are_one_dataset() {
    let of =
        |year: &str, value: &str| sheet(&[&["Country", year, "2024"], &["Japan", value, "2"], &["China", "3", "4"]]);
    let notes = sheet(&[&["Read me"], &["Unit: pounds million (£ million), current prices"]]);
    let book =
        xlsx(&[("Cover", &notes), ("1. Annual Exports", &of("2023", "7")), ("2. Annual Imports", &of("2023", "9"))]);
    let Ok(Opened::Dataset(dataset)) = read(&source("trade.xlsx", book)) else { panic!("no dataset") };
    assert_eq!((dataset.report.rows.read, dataset.report.rows.used), (4, 4));
    assert_eq!((dataset.facts.len(), dataset.flows().count_ones()), (8, 2));
    let mut values: Vec<(Flow, i64)> = dataset.facts.iter().map(|fact| (fact.flow, fact.value)).collect();
    values.sort_unstable();
    assert_eq!(values.iter().filter(|(flow, _)| *flow == Flow::Export).map(|(_, value)| value).sum::<i64>(), 16);
    assert_eq!(values.iter().filter(|(flow, _)| *flow == Flow::Import).map(|(_, value)| value).sum::<i64>(), 18);
    assert_eq!(dataset.meta.unit, Unit::currency("GBP", 6));
    let said = dataset.report.warnings.join(" ");
    assert!(said.contains("the unit is taken from “Cover”"), "{said}");
    assert!(said.contains("1. Annual Exports") && said.contains("2. Annual Imports"), "{said}");
    // Two sheets that tell the same thing are no halves of one.
    let twice = xlsx(&[("Exports", &of("2023", "7")), ("Exports again", &of("2023", "7"))]);
    assert_eq!(choice(&source("twice.xlsx", twice)).parts.len(), 2);
    // Whose imports from China and whose exports these are is not for Saldo to say.
    let one = |country: &str| sheet(&[&["Country", "2023", "2024"], &[country, "5", "6"], &[country, "7", "8"]]);
    let sides = xlsx(&[("Import", &one("China")), ("Export", &one("US"))]);
    assert_eq!(choice(&source("sides.xlsx", sides)).parts.len(), 2);
    // Nor is it where the file's name says whose trade it is: its exports may go anywhere.
    let goods = |country: &str| {
        sheet(&[&["Goods", "Country", "2023", "2024"], &["Cars", country, "5", "6"], &["Tea", country, "7", "8"]])
    };
    let named = source("US_TRADE.xlsx", xlsx(&[("Import", &goods("China")), ("Export", &goods("US"))]));
    let asked = choice(&named);
    let members = |name: &str, axis: Axis| -> Vec<String> {
        let part = asked.parts.iter().find(|part| part.name == name).expect("a sheet");
        let Ok(Opened::Dataset(dataset)) = read(&asked.source_of(part)) else { panic!("no dataset") };
        dataset.dimension(axis).members().iter().map(|member| member.code.clone()).collect()
    };
    assert_eq!(
        (members("Import", Axis::Reporter), members("Import", Axis::Partner)),
        (vec!["USA".into()], vec!["CHN".into()])
    );
    assert_eq!(
        (members("Export", Axis::Reporter), members("Export", Axis::Partner)),
        (vec!["USA".into()], vec!["WLD".into()])
    );
}

#[test]
fn sheets_within_archives_have_names_too() {
    let book = xlsx(&[("Notes", &sheet(&[&["Read me"]])), ("A", &tidy_sheet()), ("Q", &tidy_sheet())]);
    let archive = source("t.zip", zipped(&[("readme.txt", b"Hello\n"), ("book.xlsx", &book)]));
    let asked = choice(&archive);
    assert_eq!(
        asked.parts.iter().map(|part| part.likely).collect::<Vec<_>>(),
        [Likely::Notes, Likely::Data, Likely::Data]
    );
    for name in ["Q", "book.xlsx#Q"] {
        assert_eq!(used(&archive.part(name)).1, "zip: book.xlsx, Excel workbook: sheet Q");
    }
    assert_eq!(used(&asked.source_of(&asked.parts[1])).1, "zip: book.xlsx, Excel workbook: sheet A");
}

#[test]
fn cells_of_a_workbook_are_text_as_people_see_it() {
    let rows = [
        "<row r=\"3\">".to_owned(),
        cell("B3", "period"),
        cell("C3", "two&#10;lines"),
        cell("D3", "value"),
        cell("E3", "final"),
        "</row><row r=\"4\"><c r=\"B4\" s=\"1\"><v>45292</v></c>".to_owned(),
        cell("C4", "a, &quot;b&quot;"),
        "<c r=\"D4\"><v>1234567.0</v></c><c r=\"E4\" t=\"b\"><v>1</v></c></row>".to_owned(),
        "<row r=\"6\"><c r=\"B6\" s=\"1\"><v>45323.5</v></c><c r=\"C6\" t=\"e\"><v>#DIV/0!</v></c>".to_owned(),
        "<c r=\"D6\"><v>0.1</v></c><c r=\"E6\" t=\"b\"><v>0</v></c></row>".to_owned(),
    ]
    .concat();
    let mut ghosts = String::new();
    (7..4000).for_each(|row| ghosts += &format!("<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"/></row>"));
    let book = xlsx(&[("T", &format!("<dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}{ghosts}</sheetData>"))]);
    assert_eq!(
        text(&cells(&source("t.xlsx", &book)).expect("cells")),
        ",period,two lines,value,final\n,2024-01-01,\"a, \"\"b\"\"\",1234567,TRUE\n,2024-02-01 12:00:00,,0.1,FALSE\n"
    );
}

#[test]
fn old_workbooks_and_parquet_files_give_their_values() {
    let table = text(&cells(&fixture("small.xls")).expect("cells"));
    assert_eq!(
        table,
        "period,partner,flow,value,final\n2024-01-01,Côte d\u{2019}Ivoire,export,1250.5,TRUE\n\
         2024-02-01,USA,import,17,FALSE\n2024-03-01,two lines,export,0.1,TRUE\n"
    );
    let table = text(&cells(&fixture("small.parquet")).expect("cells"));
    assert_eq!(
        table,
        "period,partner,flow,value,share,amount,seen,month,n,u,final\n\
         2024-01-01,USA,export,1250.5,0.1,12.5,2024-05-01 12:30:00,2024-01-01,1,4000000000,TRUE\n\
         2024-02-01,\"China, Mainland\",import,17,0.25,-3.05,2024-05-01,2024-02-01,2,2,FALSE\n\
         2024-03-01,,export,,1,,,,3,,\n"
    );
    assert_eq!(used(&fixture("small.xls")).1, "Excel workbook: sheet Trade");
}

#[test]
fn opendocument_sheets_give_their_values() {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name=\"Notes\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>Read</text:p>\
        </table:table-cell></table:table-row></table:table>\
        <table:table table:name=\"Data &amp; more\">\
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>period</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><office:annotation><text:p>a remark</text:p></office:annotation>\
        <text:p>partner &lt;1&gt;</text:p><text:p>name</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>exports</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" \
        office:date-value=\"2024-01-01T00:00:00\"><text:p>01.01.24</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>U<text:s text:c=\"2\"/>S</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"currency\" office:value=\"1250.50\"><text:p>1.250,50 €</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    let book = zipped(&[("mimetype", kind), ("content.xml", content.as_bytes())]);
    let table = cells(&source("t.ods", &book)).expect("cells");
    assert_eq!(text(&table), "period,partner <1> name,exports\n2024-01-01,U  S,1250.5\n2024-01-01,U  S,1250.5\n");
    let all = parts(&source("t.ods", &book), &Options::default(), &Progress::new()).expect("parts");
    assert_eq!(all.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["Notes", "Data & more"]);
    let locked = zipped(&[
        ("mimetype", kind),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
    ]);
    refused(&source("t.ods", locked), &["is encrypted", "password"]);
}

/// What a program writes that does not compute: the formula, and no value beside it.
#[test]
fn formulas_without_values_are_no_blanks() {
    let with = |last: &str| tidy_sheet().replace("<c r=\"F3\"><v>7</v></c>", &format!("<c r=\"F3\">{last}</c>"));
    for (cell, used) in [
        ("<f>F2*2</f><v>10</v>", 2),
        ("<f>F2*2</f>", 1),
        ("<f>F2*2</f><v></v>", 1),
        ("<f t=\"shared\" ref=\"F3:F3\" si=\"0\">F2*2</f><v/>", 1),
        ("<f t=\"shared\" si=\"0\"/>", 1),
        ("<f t=\"shared\" si=\"0\"/><v>10</v>", 2),
        ("<x:f>F2*2</x:f>", 1),
        // No room is made for the formulas that a number promises.
        ("<f t=\"shared\" ref=\"F3:F3\" si=\"18446744073709551615\">F2*2</f>", 1),
    ] {
        let opened = read(&source("t.xlsx", xlsx(&[("T", &with(cell))])));
        let dataset = match opened {
            Ok(Opened::Dataset(dataset)) => *dataset,
            Ok(Opened::Disputed(disputed)) => disputed.dataset,
            other => panic!("{cell}: {other:?}"),
        };
        let reasons: Vec<&str> = dataset.report.reasons.iter().map(|reason| reason.reason.as_str()).collect();
        assert_eq!(dataset.report.rows.used, used, "{cell}: {reasons:?}");
        assert_eq!(
            reasons.iter().any(|reason| reason.contains("a formula without its result")),
            used == 1,
            "{cell}: {reasons:?}"
        );
    }
}
