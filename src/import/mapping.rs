//! What each column of a table means: recognised by the reader, corrected by the user, remembered by fingerprint.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{DecimalSign, ImportError};
use crate::data::{Axis, DateOrder, Flow, Frequency, Period, Role, Unit};
use crate::disk;

/// A description of columns is no longer than this.
const MOST_BYTES: u64 = 16 << 20;

/// The meaning of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnRole {
    /// Not used.
    #[default]
    Ignore,
    /// A whole period: `2024`, `2024Q1`, `2024-04`.
    Period,
    /// The year, beside a column with the month or quarter, or alone.
    Year,
    /// The month or quarter within the year: a number, `Q1`, `M05`, a month's name.
    SubPeriod,
    /// The reporter's code.
    Reporter,
    /// The reporter's name.
    ReporterName,
    /// The partner's code.
    Partner,
    /// The partner's name.
    PartnerName,
    /// The sector's code.
    Sector,
    /// The sector's name.
    SectorName,
    /// The direction of trade.
    Flow,
    /// The values.
    Value,
    /// Values of one direction (a table with a column per flow).
    ValueFor(Flow),
    /// Values of one period (a table with a column per period).
    PeriodValue(Period),
    /// Values of one direction in one period.
    FlowPeriodValue(Flow, Period),
    /// Remarks on the value: estimated, confidential, missing.
    Status,
    /// Values of one series, which [`Mapping::series`] describes.
    Series,
}

/// A month or a quarter of a year that the row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", try_from = "Written")]
pub enum WithinYear {
    /// 1 to 12.
    Month(u8),
    /// 1 to 4.
    Quarter(u8),
}

/// The same as a file writes it, where any number may stand.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Written {
    Month(u8),
    Quarter(u8),
}

impl TryFrom<Written> for WithinYear {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Month(month @ 1..=12) => Ok(Self::Month(month)),
            Written::Quarter(quarter @ 1..=4) => Ok(Self::Quarter(quarter)),
            Written::Month(month) => Err(format!("there is no month {month}, expected 1 to 12")),
            Written::Quarter(quarter) => Err(format!("there is no quarter {quarter}, expected 1 to 4")),
        }
    }
}

/// What the name of a column of values says of them; what it leaves open, the row says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesColumn {
    /// The column, counted from 0.
    pub column: usize,
    /// The direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// The whole period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The month or quarter of the row's year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<WithinYear>,
    /// The reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporter: Option<String>,
    /// The partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The sector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The power of ten of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exponent: Option<i8>,
    /// Whether the values are written with the other sign, as deficits in a column of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_sign: bool,
}

/// How a member takes part in sums, where its code and name do not tell it or tell it wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedMember {
    /// The axis on which it stands.
    pub axis: Axis,
    /// Its code or its name, as the file or as Saldo writes it.
    pub member: String,
    /// A total, a group beside its parts, or a part that is counted.
    pub role: Role,
}

impl ColumnRole {
    /// Whether the column holds values.
    #[must_use]
    pub const fn is_value(self) -> bool {
        matches!(
            self,
            Self::Value | Self::ValueFor(_) | Self::PeriodValue(_) | Self::FlowPeriodValue(..) | Self::Series
        )
    }

    /// "the period", "exports": for messages and menus.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Ignore => "not used".to_owned(),
            Self::Period => "period".to_owned(),
            Self::Year => "year".to_owned(),
            Self::SubPeriod => "month or quarter".to_owned(),
            Self::Reporter => "reporter (code)".to_owned(),
            Self::ReporterName => "reporter (name)".to_owned(),
            Self::Partner => "partner (code)".to_owned(),
            Self::PartnerName => "partner (name)".to_owned(),
            Self::Sector => "sector (code)".to_owned(),
            Self::SectorName => "sector (name)".to_owned(),
            Self::Flow => "flow".to_owned(),
            Self::Value => "value".to_owned(),
            Self::ValueFor(flow) => format!("value of {}", flow.word()),
            Self::PeriodValue(period) => format!("value of {period}"),
            Self::FlowPeriodValue(flow, period) => format!("value of {} in {period}", flow.word()),
            Self::Status => "status".to_owned(),
            Self::Series => "values of a series".to_owned(),
        }
    }
}

/// What the columns of a table mean and how its cells are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Mapping {
    /// One role per column of the header.
    pub columns: Vec<ColumnRole>,
    /// What the columns of values tell, where they are a series.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesColumn>,
    /// How numbers are written.
    pub decimal_sign: DecimalSign,
    /// Whether how numbers are written was left out, so that it is recognised.
    #[serde(skip)]
    pub sign_left_out: bool,
    /// How `03/04/2024` is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What months stand for that are only some of a year's, and are no months: `2022-1` to `2022-4`, or Decembers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months_are: Option<Frequency>,
    /// The flow of every row, where no column tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_flow: Option<Flow>,
    /// What the file's own words or numbers in the flow column mean.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flow_words: Vec<(String, Flow)>,
    /// The reporter of every row (a code or name), where no column tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_reporter: Option<String>,
    /// Only rows in which the column (counted from 0) holds the text (or one of its texts) are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<(usize, String)>,
    /// Flows that are written with the other sign: imports below zero, a balance that is imports less exports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_sign: Vec<Flow>,
    /// The last period that has figures, where noughts behind it stand for what is still to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<Period>,
    /// Whether exports are those of domestic goods, and re-exports are added to them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub domestic_exports: bool,
    /// Members that are totals, groups or parts whatever their names say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<StatedMember>,
    /// What values are counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The text encoding, as `encoding_rs` and browsers name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The delimiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The header's place among the records, from 0, where it should not be searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<usize>,
}

impl Mapping {
    /// The first column with a role.
    #[must_use]
    pub fn column_of(&self, role: ColumnRole) -> Option<usize> {
        self.columns.iter().position(|column| *column == role)
    }

    /// The same, with what it leaves out as it was recognised.
    pub(crate) fn completed_by(&self, recognised: &Self) -> Self {
        let mut whole = self.clone();
        if self.sign_left_out {
            whole.decimal_sign = recognised.decimal_sign;
        }
        whole.date_order = self.date_order.or(recognised.date_order);
        whole
    }

    /// Takes over how the text is written: what must be known before the columns can be seen.
    pub(crate) fn written_as(&mut self, other: &Self) {
        self.encoding.clone_from(&other.encoding);
        self.delimiter = other.delimiter;
        self.header_row = other.header_row;
    }

    /// Whether the text is taken apart in the same way: encoding, delimiter, place of the header.
    #[must_use]
    pub fn is_written_as(&self, other: &Self) -> bool {
        (&self.encoding, self.delimiter, self.header_row) == (&other.encoding, other.delimiter, other.header_row)
    }

    /// Takes the figures of a flow with the other sign than so far.
    pub fn turn_sign(&mut self, flow: Flow) {
        match self.other_sign.iter().position(|turned| *turned == flow) {
            Some(at) => drop(self.other_sign.remove(at)),
            None => self.other_sign.push(flow),
        }
    }

    /// Whether any column has the role.
    #[must_use]
    pub fn has(&self, role: ColumnRole) -> bool {
        self.column_of(role).is_some()
    }
}

/// Reads a mapping from a JSON file, as the window's dialog for columns writes it.
///
/// # Errors
/// When the file cannot be read or is no mapping; the error names the place.
pub fn read_mapping(path: &Path) -> Result<Mapping, ImportError> {
    let file = disk::text(path);
    let bytes = disk::read(path, MOST_BYTES).map_err(|error| ImportError::from_io(&file, &error))?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mapping = serde_json::from_slice::<Mapping>(text).map(|mapping| {
        let keys: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(text).ok();
        Mapping { sign_left_out: keys.is_some_and(|keys| !keys.contains_key("decimal_sign")), ..mapping }
    });
    mapping.map_err(|error| ImportError::Mapping {
        line: error.line() as u64,
        why: format!("it is no description of columns ({error}). Write one with the window's dialog for columns"),
        file,
    })
}

/// Lower case, letters and digits only: `Reporter Code`, `reporter_code` and `ReporterCode` are one.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A stable hash of a header, to find the mapping that a user chose for the same layout before.
#[must_use]
pub fn fingerprint(header: &[String]) -> u64 {
    // FNV-1a: the same on every machine and in every version.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for name in header {
        fold(name).bytes().for_each(&mut eat);
        eat(0x1f);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_ignore_case_and_spaces_only() {
        let header = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            fingerprint(&header(&["Reporter Code", "Value"])),
            fingerprint(&header(&["reporter_code", "VALUE"]))
        );
        assert_ne!(fingerprint(&header(&["a", "b"])), fingerprint(&header(&["b", "a"])));
        assert_ne!(fingerprint(&header(&["ab"])), fingerprint(&header(&["a", "b"])));
        assert_eq!(fingerprint(&[]), 0xcbf2_9ce4_8422_2325);
    }

    #[test]
    fn no_year_has_more_months_than_twelve() {
        let read = |within: &str| {
            serde_json::from_str::<Mapping>(&format!("{{\"series\": [{{\"column\": 5, \"within\": {within}}}]}}"))
                .map(|mapping| mapping.series.first().and_then(|series| series.within))
                .map_err(|error| error.to_string())
        };
        assert_eq!(read("{\"month\": 12}"), Ok(Some(WithinYear::Month(12))));
        assert_eq!(read("{\"quarter\": 4}"), Ok(Some(WithinYear::Quarter(4))));
        assert!(read("{\"month\": 99}").is_err_and(|error| error.contains("no month 99") && error.contains("line 1")));
        assert!(read("{\"quarter\": 0}").is_err_and(|error| error.contains("no quarter 0")));
    }

    #[test]
    fn a_mapping_survives_json() {
        let mapping = Mapping {
            columns: vec![
                ColumnRole::Period,
                ColumnRole::ValueFor(Flow::Export),
                ColumnRole::FlowPeriodValue(Flow::Import, Period::quarter(2024, 1)),
            ],
            unit: Some(Unit::currency("USD", 6)),
            keep: vec![(3, "USD".to_owned())],
            other_sign: vec![Flow::Balance],
            ends_with: Some(Period::month(2024, 7)),
            members: vec![StatedMember { axis: Axis::Partner, member: "Alle".to_owned(), role: Role::Total }],
            decimal_sign: DecimalSign::Comma,
            date_order: Some(DateOrder::MonthFirst),
            months_are: Some(Frequency::Quarter),
            default_reporter: Some("BGD".to_owned()),
            encoding: Some("Shift_JIS".to_owned()),
            delimiter: Some(';'),
            header_row: Some(2),
            ..Mapping::default()
        };
        let text = serde_json::to_string(&mapping).expect("JSON");
        assert_eq!(serde_json::from_str::<Mapping>(&text).expect("a mapping"), mapping);
    }
}
