//! Grids of cells as files: text in several encodings, and workbooks.

use std::io::{Cursor, Write as _};

use crate::random::Random;

#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub text: String,
    /// As a workbook keeps it, where it keeps it as a number.
    pub number: Option<String>,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: None }
    }
}

/// Rows of cells, with stretches that are merged: top, left, bottom, right.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub rows: Vec<Vec<Cell>>,
    pub merges: Vec<(usize, usize, usize, usize)>,
}

pub(crate) fn text(grid: &Grid, delimiter: &str) -> String {
    let quoted = |text: &str| {
        if text.contains(['"', '\n']) || text.contains(delimiter) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let width = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for row in &grid.rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&cell.text)).collect();
        out += &cells.join(delimiter);
        out += &delimiter.repeat(width - row.len().max(1));
        out.push('\n');
    }
    out
}

/// The bytes of a text in one of the encodings that are usual for its language.
pub(crate) fn encoded(random: &mut Random, language: usize, text: &str, features: &mut Vec<String>) -> Vec<u8> {
    let encoding = match language {
        0..=4 => encoding_rs::WINDOWS_1252,
        5 => encoding_rs::WINDOWS_1250,
        6 => encoding_rs::SHIFT_JIS,
        7 => encoding_rs::GBK,
        8 => encoding_rs::WINDOWS_1251,
        9 => encoding_rs::WINDOWS_1254,
        _ => encoding_rs::EUC_KR,
    };
    if random.percent(10) {
        let (bytes, _, lost) = encoding.encode(text);
        if !lost {
            features.push(format!("encoding: {}", encoding.name()));
            return bytes.into_owned();
        }
    }
    let mark: &[u8] = if random.percent(15) { "\u{feff}".as_bytes() } else { b"" };
    [mark, text.as_bytes()].concat()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn reference(row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut left = column + 1;
    while left > 0 {
        letters.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

fn sheet_xml(grid: &Grid) -> String {
    let mut rows = String::new();
    for (row, cells) in grid.rows.iter().enumerate() {
        rows += &format!("<row r=\"{}\">", row + 1);
        for (column, cell) in cells.iter().enumerate() {
            let at = reference(row, column);
            match &cell.number {
                Some(number) => rows += &format!("<c r=\"{at}\"><v>{number}</v></c>"),
                None if cell.text.is_empty() => {}
                None => {
                    let text = escaped(&cell.text);
                    rows += &format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
                }
            }
        }
        rows += "</row>";
    }
    let merges: Vec<String> = grid
        .merges
        .iter()
        .filter(|(top, left, bottom, right)| (top, left) != (bottom, right))
        .map(|(top, left, bottom, right)| {
            format!("<mergeCell ref=\"{}:{}\"/>", reference(*top, *left), reference(*bottom, *right))
        })
        .collect();
    let merges =
        if merges.is_empty() { String::new() } else { format!("<mergeCells>{}</mergeCells>", merges.concat()) };
    format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{rows}</sheetData>{merges}</worksheet>"
    )
}

/// A workbook of named sheets.
pub(crate) fn workbook(sheets: &[(String, Grid)]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let (mut list, mut links, mut kinds) = (String::new(), String::new(), String::new());
    let mut members: Vec<(String, String)> = Vec::new();
    for (at, (name, grid)) in (1..).zip(sheets) {
        let name: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
        list += &format!("<sheet name=\"{}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>", escaped(&name));
        links +=
            &format!("<Relationship Id=\"rId{at}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>");
        kinds += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{at}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        members.push((format!("xl/worksheets/sheet{at}.xml"), sheet_xml(grid)));
    }
    let head = "<?xml version=\"1.0\"?>";
    members.extend([
        ("[Content_Types].xml".into(), format!("{head}<Types xmlns=\"{PACKAGE}/content-types\">{kinds}</Types>")),
        (
            "_rels/.rels".into(),
            format!(
                "{head}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Target=\"xl/workbook.xml\" Type=\"{OFFICE}/officeDocument\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".into(),
            format!("{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".into(),
            format!("{head}<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>"),
        ),
    ]);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        out.write_all(text.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}
