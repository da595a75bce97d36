//! The words of publishers: column names in many languages, flows inside phrases, and units inside titles.

use super::mapping::fold;
use crate::data::{Flow, Role, Unit};

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
];
const NAME_ENDS: &[&str] = &["description", "desc", "names", "name", "label", "lab", "title", "nom", "名"];

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
            if let Some(hint) = folded.strip_suffix(end).and_then(exact) {
                return Some((hint, Some(code)));
            }
        }
    }
    // `Reporter Country Code (M49)`, `Trade Value (US$)`, `Value (million USD)`: the part before the bracket.
    if let Some((before, _)) = header.split_once(['(', '[', ',', ':', '（'])
        && !before.trim().is_empty()
    {
        return hint(before);
    }
    by_part(&folded).map(|hint| (hint, None))
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

/// The flow that a phrase names: `Imports CIF (millions of US dollars)`, `Exp-Total`, `貿易収支/輸出`.
/// None when it names no flow or several.
pub(crate) fn flow_of_phrase(text: &str) -> Option<Flow> {
    if let Some(flow) = Flow::parse(text) {
        return Some(flow);
    }
    let lower = text.to_lowercase();
    let squeezed: String = lower.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
    let has = |words: &[&str]| words.iter().any(|word| squeezed.contains(word));
    if has(&["reexport"]) || has(&["reimport"]) {
        return Some(if has(&["reexport"]) { Flow::ReExport } else { Flow::ReImport });
    }
    let word = |words: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|token| words.contains(&token));
    let balance = has(&[
        "balance",
        "saldo",
        "balança",
        "balanca",
        "balanza",
        "収支/ネット",
        "/ネット",
        "surplus",
        "貿易収支額",
        "差引",
    ]) || word(&["bal", "net", "solde", "balanza"]);
    // "Balance of payments" and "trade balance: exports" name statistics, not the balance.
    let balance = balance && !has(&["balanceofpayments"]);
    let export =
        has(&["export", "輸出", "受取", "ausfuhr", "exportac"]) || word(&["exp", "credit", "credits", "receipts"]);
    let import =
        has(&["import", "輸入", "支払", "einfuhr", "importac"]) || word(&["imp", "debit", "debits", "payments"]);
    // "Balance imports/exports" is a balance, though it names both.
    let leading =
        balance && ["balance", "trade balance", "net "].iter().any(|start| lower.trim_start().starts_with(start));
    match (export && !leading, import && !leading, balance) {
        (true, false, false) => Some(Flow::Export),
        (false, true, false) => Some(Flow::Import),
        (false, false, true) => Some(Flow::Balance),
        _ => None,
    }
}

/// Whether a phrase counts something other than money: weights, shares, rates.
pub(crate) fn is_no_money(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&[
        "quantity",
        "weight",
        "(kg",
        "tonnes",
        "percent",
        "% ",
        "(%",
        "share of",
        "growth",
        "index",
        "数量",
        "number of",
        "ratio",
        "netwgt",
        "qty",
    ]) || lower.ends_with('%')
        || lower.ends_with("ton")
        || lower.ends_with("kg")
}

/// The unit that a name, a title or a preamble states: `million US$`, `(US$ thousand)`, `億円`, `EUR`.
pub(crate) fn unit_of(text: &str) -> Option<Unit> {
    let lower = text.to_lowercase();
    let tokens: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '¥'))
        .filter(|t| !t.is_empty())
        .collect();
    if let Some(code) = currency(&lower, &tokens) {
        return Some(Unit::currency(code, power(&lower, &tokens)));
    }
    // Many countries have dollars.
    let dollars = tokens.iter().any(|token| matches!(*token, "dollar" | "dollars"));
    dollars.then(|| Unit::other("dollars (whose is not stated)", power(&lower, &tokens)))
}

fn currency(lower: &str, tokens: &[&str]) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 12] = [
        ("USD", &["usd", "us$", "kusd", "musd", "usdm", "u.s.$"]),
        ("EUR", &["eur", "euro", "euros", "€", "meur"]),
        ("JPY", &["jpy", "yen", "¥"]),
        ("GBP", &["gbp", "£", "£m", "£bn"]),
        ("CNY", &["cny", "rmb", "yuan"]),
        ("KRW", &["krw"]),
        ("CHF", &["chf"]),
        ("CAD", &["cad", "c$"]),
        ("AUD", &["aud", "a$"]),
        ("INR", &["inr", "rupees"]),
        ("SGD", &["sgd", "s$"]),
        ("BRL", &["brl", "reais", "r$"]),
    ];
    if lower.contains('円') {
        return Some("JPY");
    }
    if lower.contains("us$") || lower.contains("u.s. dollar") || lower.contains("us dollar") {
        return Some("USD");
    }
    let other_dollars = ["canadian", "australian", "singapore", "hong kong", "new zealand", "taiwan"];
    if other_dollars.iter().any(|country| lower.contains(country)) && lower.contains("dollar") {
        return other_dollars
            .iter()
            .zip(["CAD", "AUD", "SGD", "HKD", "NZD", "TWD"])
            .find(|(c, _)| lower.contains(**c))
            .map(|(_, code)| code);
    }
    let named = NAMES.iter().find(|(_, words)| tokens.iter().any(|token| words.contains(token)));
    named.map(|(code, _)| *code).or_else(|| {
        let glued = |token: &&str| {
            token.len() > 3 && token.is_ascii() && (token.ends_with("usd") || token.ends_with("ineuros"))
        };
        tokens.iter().find(|token| glued(token)).map(|token| if token.ends_with("usd") { "USD" } else { "EUR" })
    })
}

fn power(lower: &str, tokens: &[&str]) -> u8 {
    const JAPANESE: [(&str, u8); 8] =
        [("兆円", 12), ("十億円", 9), ("億円", 8), ("百万円", 6), ("万円", 4), ("千円", 3), ("億", 8), ("千", 3)];
    if let Some((_, power)) = JAPANESE.iter().find(|(word, _)| lower.contains(word)) {
        return *power;
    }
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(token));
    let hundred = if has(&["100", "hundred"]) { 2 } else { 0 };
    if has(&["trillion", "trillions", "trn", "tn"]) {
        12
    } else if has(&["billion", "billions", "bn", "bln", "mrd", "milliarden", "£bn"]) {
        9
    } else if has(&[
        "million",
        "millions",
        "mil",
        "mill",
        "mio",
        "mn",
        "mln",
        "millionen",
        "millones",
        "milhões",
        "musd",
        "usdm",
        "meur",
        "£m",
    ]) {
        6 + hundred
    } else if has(&["crore", "crores"]) {
        7
    } else if has(&["lakh", "lakhs"]) {
        5
    } else if has(&["thousand", "thousands", "000", "1000", "kusd", "tsd", "mille", "miles"])
        || lower.contains("1,000")
        || tokens.iter().any(|token| token.contains("1000usd") || token.ends_with("kusd"))
    {
        3
    } else {
        0
    }
}

/// How a sector takes part in sums, by its code or name.
pub(crate) fn sector_role(text: &str) -> Role {
    const TOTALS: &[&str] = &[
        "total",
        "totals",
        "allgoods",
        "allproducts",
        "allcommodities",
        "allsectors",
        "totalmerchandise",
        "totaltrade",
        "totalgoods",
        "alltrade",
        "grandtotal",
        "insgesamt",
        "gesamt",
        "totalgeneral",
        "総額",
        "総計",
        "合計",
        "全品目",
        "allitems",
        "tototal",
        "all",
        "totalallproducts",
        "totalservices",
        "allservices",
        "toutproduit",
    ];
    if TOTALS.contains(&fold(text).as_str()) { Role::Total } else { Role::Leaf }
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

    #[test]
    fn flows_inside_phrases() {
        for (text, expected) in [
            ("Imports CIF (millions of US dollars)", Some(Flow::Import)),
            ("Exp.Total", Some(Flow::Export)),
            ("ExportValueKUSD", Some(Flow::Export)),
            ("BalanceOfTradeKUSD", Some(Flow::Balance)),
            ("貿易収支/輸出:億円", Some(Flow::Export)),
            ("Re-Exports", Some(Flow::ReExport)),
            ("Exports and imports", None),
            ("GDP (current US$)", None),
            ("Expenditure", None),
        ] {
            assert_eq!(flow_of_phrase(text), expected, "{text}");
        }
    }

    #[test]
    fn units_inside_phrases() {
        for (text, expected) in [
            ("million US$", Some(("USD", 6))),
            ("(US$ thousand)", Some(("USD", 3))),
            ("貿易収支/輸出:億円", Some(("JPY", 8))),
            ("（単位：千円）", Some(("JPY", 3))),
            ("Value in EUR", Some(("EUR", 0))),
            ("ExportValueKUSD", Some(("USD", 3))),
            ("TradeValue in 1000 USD", Some(("USD", 3))),
            ("Imports CIF (millions of US dollars)", Some(("USD", 6))),
            ("European trade", None),
            ("100 million yen", Some(("JPY", 8))),
            ("Exports", None),
        ] {
            assert_eq!(unit_of(text), expected.map(|(code, power)| Unit::currency(code, power)), "{text}");
        }
    }
}
