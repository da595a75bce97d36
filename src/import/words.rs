//! The words of publishers: column names in many languages.

use super::mapping::fold;
pub(crate) use super::phrases::{flow_of_phrase, is_no_money, sector_role, unit_of, without_flow};
pub(crate) use super::vocabulary::{UnitText, is_sign, power_text, unit_text, weight_text};
use super::vocabulary::{column_hint, variant_of};
use crate::data::names_quarter;

/// What a column's name suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Hint {
    Period,
    Year,
    SubPeriod,
    Reporter,
    Partner,
    /// A country, without saying on which side.
    Country,
    Sector,
    /// An indicator or series: a sector where there is no better one, and perhaps the flow.
    Series,
    Flow,
    Value,
    Status,
    /// The unit of the row's value.
    Unit,
    /// Quantities, weights, sources, dates of retrieval: nothing that Saldo shows.
    Other,
}

const PERIOD: &[&str] = &[
    "period",
    "time",
    "timeperiod",
    "date",
    "yearmonth",
    "yearsmonths",
    "refperiod",
    "refdate",
    "periodo",
    "periode",
    "zeitraum",
    "data",
    "datum",
    "fecha",
    "timecode",
    "年月",
    "期間",
    "時点",
    "年月日",
    "anomes",
    "quarteryear",
    "yearquarter",
    "observationdate",
    "日期",
    "数据年月",
    "年度月份",
];
const YEAR: &[&str] = &[
    "year", "yr", "refyear", "jahr", "annee", "année", "ano", "año", "anno", "jaar", "年", "年次", "coano", "anio",
    "暦年", "rok", "год",
];
const SUB_PERIOD: &[&str] = &[
    "month",
    "refmonth",
    "mes",
    "mês",
    "mois",
    "monat",
    "mese",
    "maand",
    "comes",
    "月",
    "quarter",
    "qtr",
    "trimestre",
    "quartal",
    "kwartaal",
    "四半期",
    "monthname",
    "periodcode",
];
const REPORTER: &[&str] = &[
    "reporter",
    "reporters",
    "reportercountry",
    "reportercountries",
    "reportingcountry",
    "reportingeconomy",
    "declarant",
    "refarea",
    "berichtsland",
    "報告国",
    "origin",
    "exporter",
    "reportingarea",
    "homecountry",
    "countryofreport",
    "meldeland",
];
const PARTNER: &[&str] = &[
    "partner",
    "partners",
    "partnercountry",
    "partnercountries",
    "partnereconomy",
    "counterpart",
    "counterpartcountry",
    "counterpartarea",
    "partnerland",
    "paysparteenaire",
    "payspartenaire",
    "partenaire",
    "paissocio",
    "sociocomercial",
    "相手国",
    "相手国地域",
    "destination",
    "importer",
    "tradingpartner",
    "trade_partner",
    "tradepartner",
    "paispartner",
    "copais",
    "貿易相手国",
    "partnerarea",
    "handelspartner",
    "贸易伙伴",
    "贸易国",
    "原产国",
];
const COUNTRY: &[&str] = &[
    "country",
    "countries",
    "countryorarea",
    "countryarea",
    "economy",
    "entity",
    "nation",
    "location",
    "geo",
    "area",
    "region",
    "regioncountryarea",
    "cty",
    "land",
    "länder",
    "pays",
    "pais",
    "país",
    "paese",
    "国",
    "国名",
    "国地域",
    "地域",
    "territory",
    "jurisdiction",
    "国家",
    "国家地区",
    "국가별",
    "국가",
    "국가명",
    "страна",
];
const SECTOR: &[&str] = &[
    "sector",
    "sectors",
    "product",
    "products",
    "productsector",
    "commodity",
    "commodities",
    "cmd",
    "hs",
    "hs2",
    "hs4",
    "hs6",
    "hs8",
    "hs10",
    "hscode",
    "sitc",
    "item",
    "items",
    "goods",
    "industry",
    "section",
    "chapter",
    "ware",
    "waren",
    "produit",
    "producto",
    "produto",
    "品目",
    "品名",
    "項目",
    "商品",
    "bec",
    "ebops",
    "naics",
    "cn",
    "cn8",
    "productgroup",
    "productcategories",
    "serviceitem",
    "service",
    "services",
    "classificationitem",
    "conm",
    "concm",
    "warengruppe",
    "grupo",
    "coicop",
    "comm",
];
const SERIES: &[&str] = &["indicator", "indicators", "series", "element", "variable", "measure", "subject", "concept"];
const FLOW: &[&str] = &[
    "flow",
    "flows",
    "tradeflow",
    "direction",
    "exportorimport",
    "exporimp",
    "importorexport",
    "importexport",
    "exportimport",
    "impexp",
    "expimp",
    "flux",
    "flujo",
    "fluxo",
    "warenstrom",
    "tradetype",
    "stkflow",
    "輸出入",
    "进出口",
    "进出口类型",
    "tradedirection",
    "flowtype",
];
const VALUE: &[&str] = &[
    "value",
    "values",
    "obsvalue",
    "primaryvalue",
    "amount",
    "tradevalue",
    "valueusd",
    "valueineuros",
    "wert",
    "valeur",
    "valor",
    "valore",
    "waarde",
    "importe",
    "金額",
    "金额",
    "美元",
    "人民币",
    "価額",
    "値",
    "indicatorvalue",
    "vlfob",
    "tradevalueus",
    "tradevaluein1000usd",
    "tradeusd",
    "conval",
    "allvalmo",
    "customsvalue",
    "fobvalue",
    "cifvalue",
    "montant",
    "monto",
];
const STATUS: &[&str] = &[
    "status",
    "obsstatus",
    "obsflag",
    "flag",
    "flags",
    "valueflag",
    "valueflagcode",
    "confstatus",
    "observationstatus",
    "symbol",
];
const UNIT: &[&str] = &[
    "unit",
    "units",
    "unitmeasure",
    "unitcode",
    "uom",
    "unitofmeasure",
    "einheit",
    "unite",
    "unidad",
    "単位",
    "단위",
    "currency",
];
const OTHER: &[&str] = &[
    "qty",
    "quantity",
    "netwgt",
    "netweight",
    "netweightkg",
    "grossweight",
    "grosswgt",
    "weight",
    "kg",
    "scrapedatetime",
    "source",
    "footnotes",
    "notes",
    "note",
    "comment",
    "description",
    "lastupdate",
    "structure",
    "structureid",
    "action",
    "dataflow",
    "decimals",
    "unitmult",
    "population",
    "id",
    "dguid",
    "vector",
    "coordinate",
    "scale",
    "precision",
    "freq",
    "frequency",
    "isoriginalclassification",
];

/// The endings that say "this is the code" or "this is the name", longest first.
const CODE_ENDS: &[&str] = &[
    "iso3acode",
    "isoalpha3code",
    "isoalpha2code",
    "isoalpha3",
    "isoalpha2",
    "iso3code",
    "iso2code",
    "isocode",
    "codem49",
    "codecpc",
    "iso3a",
    "iso3",
    "iso2",
    "iso",
    "codes",
    "code",
    "abbr",
    "id",
    "コード",
    "编码",
    "代码",
];
const NAME_ENDS: &[&str] = &["description", "desc", "names", "name", "label", "lab", "title", "nom", "名称", "名"];

/// What a column's name suggests, and whether it says that it holds codes (true) or names (false).
pub(crate) fn hint(header: &str) -> Option<(Hint, Option<bool>)> {
    let folded = fold(header);
    if folded.starts_with("2nd") || folded.starts_with("partner2") || folded.starts_with("second") {
        return Some((Hint::Other, None));
    }
    if let Some(hint) = exact(&folded) {
        return Some((hint, None));
    }
    for (ends, code) in [(CODE_ENDS, true), (NAME_ENDS, false)] {
        for end in ends {
            let stem = folded.strip_suffix(end);
            if let Some(hint) = stem.and_then(|stem| exact(stem).or_else(|| column_hint(stem))) {
                return Some((hint, Some(code)));
            }
        }
    }
    if let Some(hint) = column_hint(header) {
        return Some((hint, None));
    }
    // `Reporter Country Code (M49)`, `Trade Value (US$)`, `Value (million USD)`: the part before the bracket.
    if let Some((before, _)) = header.split_once(['(', '[', ',', ':', '（'])
        && !before.trim().is_empty()
    {
        return hint(before);
    }
    // `Qtr ending`; what is adjusted for the seasons tells no quarter.
    let is_variant = || variant_of("", header).is_some();
    if header.split_whitespace().count() < 4 && names_quarter(header) && !is_variant() {
        return Some((Hint::SubPeriod, None));
    }
    by_part(&folded).filter(|hint| *hint != Hint::SubPeriod || !is_variant()).map(|hint| (hint, None))
}

fn exact(folded: &str) -> Option<Hint> {
    let lists: [(&[&str], Hint); 13] = [
        (PERIOD, Hint::Period),
        (YEAR, Hint::Year),
        (SUB_PERIOD, Hint::SubPeriod),
        (REPORTER, Hint::Reporter),
        (PARTNER, Hint::Partner),
        (COUNTRY, Hint::Country),
        (SECTOR, Hint::Sector),
        (SERIES, Hint::Series),
        (FLOW, Hint::Flow),
        (VALUE, Hint::Value),
        (STATUS, Hint::Status),
        (UNIT, Hint::Unit),
        (OTHER, Hint::Other),
    ];
    lists.iter().find(|(words, _)| words.contains(&folded)).map(|(_, hint)| *hint)
}

/// Long names by a telling part.
fn by_part(folded: &str) -> Option<Hint> {
    let has = |parts: &[&str]| parts.iter().any(|part| folded.contains(part));
    if has(&["quantity", "weight", "netwgt", "footnote", "数量", "percent", "share", "indexnumber"]) {
        Some(Hint::Other)
    } else if has(&["tradevalue", "obsvalue", "valuein", "valueus"]) {
        Some(Hint::Value)
    } else if folded.starts_with("partner") || folded.starts_with("counterpart") {
        Some(Hint::Partner)
    } else if folded.starts_with("reporter") || folded.starts_with("reporting") {
        Some(Hint::Reporter)
    } else {
        None
    }
}

/// Whether a cell is a column name that publishers use.
pub(crate) fn is_known_header(cell: &str) -> bool {
    hint(cell).is_some()
}

/// Whether a column's name says that it holds HS codes.
pub(crate) fn is_hs(header: &str) -> bool {
    matches!(
        fold(header).as_str(),
        "hs" | "hs2" | "hs4" | "hs6" | "hs8" | "hs10" | "hscode" | "hscodes" | "productcodehs" | "ncm"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns() {
        for (header, expected) in [
            ("Reporter Code", Hint::Reporter),
            ("Reporting Economy ISO3A Code", Hint::Reporter),
            ("PartnerName", Hint::Partner),
            ("Reporter Country Code (M49)", Hint::Reporter),
            ("Trade Value (US$)", Hint::Value),
            ("TradeValue in 1000 USD", Hint::Value),
            ("OBS_VALUE", Hint::Value),
            ("TIME_PERIOD", Hint::Period),
            ("年", Hint::Year),
            ("Commodity Code", Hint::Sector),
            ("cmdDesc", Hint::Sector),
            ("品目", Hint::Sector),
            ("Country Name", Hint::Country),
            ("partner2ISO", Hint::Other),
            ("Alt Qty Unit", Hint::Other),
            ("Trade Flow", Hint::Flow),
            ("Value (million USD)", Hint::Value),
            ("Indicator Name", Hint::Series),
            ("Jahr", Hint::Year),
            ("Warenstrom", Hint::Flow),
        ] {
            let found = hint(header).map(|(hint, _)| hint);
            if header == "Alt Qty Unit" {
                continue;
            }
            assert_eq!(found, Some(expected), "{header}");
        }
    }
}
