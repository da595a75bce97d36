//! SDMX-CSV 1.0 and 2.0, as OECD, Eurostat (also Comext), IMF and the World Bank's Data360 write it, and the older
//! OECD.Stat with its pairs of code and label columns.
//!
//! A table with `TIME_PERIOD` and `OBS_VALUE` is SDMX, whoever publishes it; the roles of the other columns follow
//! from their concepts' names. `UNIT_MULT` is a power of ten that values are multiplied by; the IMF's `SCALE` only
//! says how values are shown, and is not applied. Dimensions that are no axis of trade (adjustment, valuation ...)
//! tell the same trade again: their total is used, or else their first value.

use super::table::{About, Table, code_of};
use super::variants::{VariantColumn, rank};
use super::{Format, Input, ReadPlan};
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, FactStatus, Flow, Member, Period, Subject, Unit, capitalised};
use crate::import::ingest::status_of;
use crate::import::recipe::{Cells, MemberRule, NO_MONEY, Recipe, RowAttributes, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// SDMX-CSV and its kin.
pub(super) struct Sdmx;

const REPORTER: &[&str] = &[
    "refarea",
    "reporter",
    "geo",
    "declarant",
    "country",
    "location",
    "cou",
    "reportingcountry",
    "area",
    "referencearea",
    "reportingeconomy",
    "geopoliticalentityreporting",
    "geopoliticalentityreportingcountry",
    "region",
];
const PARTNER: &[&str] = &[
    "counterpartarea",
    "counterpartcountry",
    "partner",
    "par",
    "counterpart",
    "partnercountry",
    "vispartner",
    "geopoliticalentitypartner",
    "partnereconomy",
    "countrydest",
    "countryofdestination",
    "countryorigin",
    "countryoforigin",
];
const SECTOR: &[&str] = &[
    "product",
    "commodity",
    "commoditysitc",
    "commodityhs",
    "commoditybysitc",
    "standardinternationaltradeclassificationsitcrev42006",
    "sitc06",
    "sitc",
    "hs",
    "bopitem",
    "item",
    "service",
    "ser",
    "ebops",
    "ebopsitem",
    "cpa",
    "cpc",
    "bclassbec",
    "bec",
    "prodbrf",
    "productcode",
    "sector",
    "industry",
    "activity",
];
const FLOW: &[&str] = &[
    "tradeflow",
    "flow",
    "stkflow",
    "accountingentry",
    "exp",
    "flows",
    "expenditure",
    "indicet",
    "stockorflow",
    "accountingentries",
    "internationaltradeindicator",
];
const STATUS: &[&str] = &["obsstatus", "obsflag", "flagcodes", "confstatus", "obsconf"];
/// Columns that never tell trades apart.
const ATTRIBUTES: &[&str] = &[
    "dataflow",
    "structure",
    "structureid",
    "structurename",
    "action",
    "lastupdate",
    "freq",
    "frequency",
    "freqlabel",
    "unitmult",
    "unitmeasure",
    "unit",
    "decimals",
    "powercode",
    "powercodecode",
    "unitcode",
    "baseper",
    "referenceperiod",
    "referenceperiodcode",
    "scale",
    "precision",
    "decimalsdisplayed",
    "timeformat",
    "obscomment",
    "comment",
    "source",
    "timeperiod",
    "timefrequency",
    "observationvalue",
    "observationstatus",
    "time",
    "obsvalue",
    "value",
    "indicators",
    "unittype",
    "databaseid",
    "aggmethod",
    "period",
    "note",
];

impl Format for Sdmx {
    fn name(&self) -> &'static str {
        "SDMX-CSV"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::coded(sniffed);
        let old = table.has(&["time", "value", "powercodecode"]) && table.has_any(REPORTER);
        let own = table.has_any(&["timeperiod", "time"]) && table.has_any(&["obsvalue"]);
        let labels = table.has(&["timeperiod", "observationvalue"]);
        if own || labels || old { 90 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::coded(sniffed);
        let both = table.is_both();
        table.role(ColumnRole::Period, &["timeperiod", "time"]);
        table.role(ColumnRole::Value, &["obsvalue", "observationvalue", "value"]);
        let australian = is_australian(sniffed);
        let (reporters, partners) = if australian { (HOME, ABROAD) } else { (REPORTER, PARTNER) };
        let reporter = axis(&mut table, reporters, ColumnRole::Reporter, ColumnRole::ReporterName);
        axis(&mut table, partners, ColumnRole::Partner, ColumnRole::PartnerName);
        if australian && reporter.is_none() {
            table.mapping().default_reporter = Some("AUS".to_owned());
        }
        let sector = axis(&mut table, SECTOR, ColumnRole::Sector, ColumnRole::SectorName);
        let classifier = SdmxClassifier::of(&table, sniffed);
        let Some(classifier) = classifier else { return super::generic::Generic.plan(input) };
        if sector.is_none()
            && classifier.indicator_is_sector(&table)
            && let Some(at) = classifier.indicator
        {
            table.set(at, ColumnRole::Sector);
        }
        let comext = table.has(&["indicators"]);
        let system = if comext { CodeSystem::Eurostat } else { CodeSystem::Iso3 };
        let (unit, basis, subject) = (classifier.unit.clone(), classifier.basis, classifier.subject);
        let scope = if sector.is_none() { scope(&table) } else { None };
        let context = classifier.columns();
        let recipe: Recipe =
            table.recipe().classify_rows(context, move |cells, disposition| classifier.classify(cells, disposition));
        let european = comext || reporter == Some("geo") || publisher(sniffed) == "Eurostat";
        let countries = MemberRule::countries(if european { CodeSystem::Eurostat } else { system }).both(both);
        let period = if both { Some(coded_period as fn(&str) -> Option<Period>) } else { None };
        let recipe = Recipe { period, ..recipe }
            .rule(Axis::Reporter, countries.clone())
            .rule(Axis::Partner, countries)
            .rule(Axis::Sector, MemberRule::by(special).both(both));
        let publisher = publisher(sniffed);
        let about = About { publisher, basis, subject, valuation: "", unit };
        let mut setup = about.setup(&sniffed.stem, self.name());
        if let Some(scope) = scope {
            setup.meta.title = format!("{}, {}", capitalised(&scope), setup.meta.title);
            setup.meta.noun = scope;
        }
        Ok(ReadPlan::ready(recipe, setup))
    }
}

/// Gives the code and label columns of an axis their roles; gives the name that was found.
fn axis(table: &mut Table<'_>, names: &[&'static str], code: ColumnRole, label: ColumnRole) -> Option<&'static str> {
    let name = names.iter().copied().find(|name| table.role(code, &[name]))?;
    // `REF_AREA_LABEL`, the spelled-out name in the next column, or the capitalised twin of an old code column.
    let labelled = format!("{name}label");
    if !table.role(label, &[labelled.as_str()]) {
        let next = table.mapping().column_of(code).map(|at| at + 1);
        // The next column may be an axis of its own that happens to vary with this one.
        let other = |at: usize| {
            let lists = [REPORTER, PARTNER, SECTOR, FLOW, ATTRIBUTES];
            let own = |list: &[&str]| list.contains(&name);
            table
                .names()
                .any(|(place, next)| place == at && lists.iter().any(|list| list.contains(&next) && !own(list)))
        };
        let twin = next.filter(|at| table.is_label_of(*at, name) && !other(*at));
        if let Some(at) = twin {
            table.set(at, label);
        }
    }
    Some(name)
}

/// The columns of Australia's tables, whose `COUNTRY` is the other side.
const HOME: &[&str] = &["refarea", "region"];
const ABROAD: &[&str] =
    &["countrydest", "countryofdestination", "countryorigin", "countryoforigin", "country", "counterpartarea"];

/// Whether the Australian Bureau of Statistics wrote the table: `ABS:MERCH_EXP(1.0.0)`.
fn is_australian(sniffed: &Sniffed) -> bool {
    sniffed.column(0).next().is_some_and(|cell| cell.starts_with("ABS:"))
}

/// `2023: 2023` is a period with its label.
fn coded_period(cell: &str) -> Option<Period> {
    Period::parse(code_of(cell))
}

/// `_T` is the total, `_Z` means that the dimension does not apply.
fn special(code: &str, name: &str) -> Option<Member> {
    let total = matches!(code, "_T" | "TOTAL" | "TOT" | "T" | "_Z");
    total.then(|| Member {
        code: "TOTAL".to_owned(),
        label: if name.is_empty() || code == "_Z" { "All products".to_owned() } else { name.to_owned() },
        role: crate::data::Role::Total,
        ..Member::default()
    })
}

fn publisher(sniffed: &Sniffed) -> &'static str {
    let first: String = sniffed
        .sample
        .first()
        .map(|(_, row)| row.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(" "))
        .unwrap_or_default();
    let has = |text: &str| first.contains(text);
    match () {
        () if has("ESTAT") => "Eurostat",
        () if has("OECD") => "OECD",
        () if has("IMF") => "IMF",
        () if has("UNCTAD") => "UNCTAD through the World Bank's Data360",
        () if has("WB.") => "World Bank Data360",
        () if has("BIS") => "BIS",
        () if has("ECB") => "ECB",
        () => "an SDMX source",
    }
}

/// What is traded, where the labels of indicators say of exports and of imports the same: "digitally-deliverable services".
fn scope(table: &Table<'_>) -> Option<String> {
    let labels = table.labelled(table.at(&["indicatorlabel", "measurelabel", "subjectlabel"]));
    let mut scopes = labels.into_iter().filter(|label| words::flow_of_phrase(label).is_some()).map(traded);
    let first = scopes.next()??;
    scopes.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// What a label says is exported or imported, in a few words: `International exports in digitally-deliverable services`.
fn traded(label: &str) -> Option<String> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let flow = words.iter().position(|word| Flow::parse(word).is_some())?;
    let [link, what @ ..] = words.get(flow + 1..)? else { return None };
    let [.., last] = what else { return None };
    let is_kind = what.len() > 1 && what.len() <= 5 && matches!(*last, "goods" | "services");
    let is_plain = what.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || c == '-') && *word != "and");
    (matches!(*link, "in" | "of") && is_kind && is_plain).then(|| what.join(" "))
}

/// What decides what becomes of a row.
struct SdmxClassifier {
    flow: Option<usize>,
    comext_flow: bool,
    indicator: Option<usize>,
    /// Texts of the indicator column that are used, where it holds several measures.
    measures: Option<Vec<String>>,
    multiplier: Option<usize>,
    unit_column: Option<usize>,
    currency: Option<String>,
    statuses: Vec<usize>,
    attribute: Option<usize>,
    variants: Vec<VariantColumn>,
    /// Whether cells hold a code and its label.
    both: bool,
    /// The direction that the name of the whole table tells, where nothing else does.
    whole: Option<Flow>,
    /// The codes of flows and measures in one column: which of them are amounts of money.
    codes: Vec<String>,
    unit: Unit,
    basis: Basis,
    subject: Subject,
}

impl SdmxClassifier {
    /// None where the flow cannot be told: then the user is asked.
    fn of(table: &Table<'_>, sniffed: &Sniffed) -> Option<Self> {
        let comext = table.at(&["indicators"]);
        let indicator =
            table.at(&["indicator", "subject", "measure", "indicatorcode", "naitem", "variable", "dataitem"]);
        let flow = table.at(FLOW).filter(|at| !table.distinct(Some(*at)).is_empty());
        let phrased = |at: Option<usize>| table.labelled(at).iter().filter(|cell| flow_in(cell).is_some()).count();
        let whole = if flow.is_none() && phrased(indicator) == 0 { Some(flow_of_table(table)?) } else { None };
        let codes: Vec<String> = table.distinct(flow.or(indicator)).into_iter().map(str::to_owned).collect();
        let unit_column = table.at(&["unitmeasure", "currency", "unit"]);
        let units = table.distinct(unit_column);
        let currency = units.iter().copied().find(|text| currency_of(text).is_some());
        let multiplier = table.at(&["unitmult", "powercodecode"]);
        let exponent =
            table.distinct(multiplier).iter().filter_map(|cell| cell.parse::<u8>().ok()).filter(|e| *e <= 12).max();
        let measures = comext.map(|at| chosen_measures(&table.distinct(Some(at))));
        let unit = match (&measures, currency) {
            (Some(texts), _) => measure_unit(texts),
            (None, Some(text)) => {
                let stated = words::unit_of(text).or_else(|| words::unit_of(&text.replace('_', " ")));
                let own = stated.as_ref().map_or(0, |unit| unit.exponent);
                Unit::currency(currency_of(text).unwrap_or("USD"), exponent.unwrap_or(own))
            }
            (None, None) if codes.iter().any(|code| code.starts_with("MIO_")) => Unit::currency("EUR", 6),
            (None, None) => Unit::other("units (not stated)", exponent.unwrap_or(0)),
        };
        let services = table.has_any(&["bopitem", "service", "ser", "ebops", "ebopsitem", "accountingentry"])
            || table.distinct(indicator).iter().any(|text| text.contains("SERV"));
        Some(Self {
            flow,
            comext_flow: comext.is_some(),
            indicator: comext.or(indicator),
            measures,
            multiplier,
            unit_column,
            currency: currency.filter(|_| units.len() > 1).map(str::to_owned),
            statuses: STATUS.iter().filter_map(|name| table.at(&[name])).collect(),
            attribute: table.at(&["attribute"]),
            variants: variants(table, sniffed, comext.or(indicator)),
            both: table.is_both(),
            whole,
            codes,
            unit,
            basis: if services {
                Basis::BalanceOfPayments
            } else if comext.is_some() {
                Basis::Customs
            } else {
                Basis::Other
            },
            subject: if services {
                Subject::Services
            } else if comext.is_some() {
                Subject::Goods
            } else {
                Subject::All
            },
        })
    }

    /// Whether the indicator names goods or services rather than flows alone.
    fn indicator_is_sector(&self, table: &Table<'_>) -> bool {
        let texts = table.distinct(self.indicator);
        self.flow.is_some() && self.measures.is_none() && texts.len() > 1
    }

    fn columns(&self) -> Vec<Option<usize>> {
        let mut columns = vec![self.flow, self.indicator, self.multiplier, self.unit_column, self.attribute];
        columns.extend(self.statuses.iter().copied().map(Some));
        columns.extend(self.variants.iter().map(|variant| Some(variant.column)));
        columns
    }

    fn classify(&self, cells: &Cells<'_>, disposition: RowDisposition) -> RowDisposition {
        let cell = |at: Option<usize>| if self.both { code_of(cells.get(at)) } else { cells.get(at) };
        let indicator = cell(self.indicator);
        if self.measures.as_ref().is_some_and(|used| !used.iter().any(|text| text == indicator)) {
            return RowDisposition::LeaveOut("another measure (a quantity, or another unit)".into());
        }
        if !matches!(cell(self.attribute), "" | "Value") {
            return RowDisposition::LeaveOut("a remark on a figure, not a figure".into());
        }
        let unit = cell(self.unit_column);
        if self.unit_column.is_some()
            && self.measures.is_none()
            && currency_of(unit).is_none()
            && self.currency.is_some()
        {
            return RowDisposition::LeaveOut(NO_MONEY.into());
        }
        if self.currency.as_ref().is_some_and(|used| used != unit) {
            return RowDisposition::LeaveOut("another unit or currency than the one shown".into());
        }
        let variant = self.flow.or(self.indicator);
        if let Some(why) = self.no_amount(cell(variant)) {
            return RowDisposition::LeaveOut(why.into());
        }
        let named = || flow_in(cells.get(variant));
        let flow = match (self.whole, self.flow) {
            (Some(flow), _) => Some(flow),
            (None, Some(_)) => self.flow_of(cell(variant)).or_else(named),
            (None, None) => flow_in(indicator).or_else(named),
        };
        let disposition = match flow {
            None if self.flow.is_none() => RowDisposition::LeaveOut("an indicator that is no value of trade".into()),
            flow => disposition.flow(flow),
        };
        let exponent = cell(self.multiplier).parse::<i8>().ok();
        let status = self.statuses.iter().map(|at| cell(Some(*at))).map(status_of);
        let status = status.fold(FactStatus::OK, |all, one| FactStatus(all.0 | one.0));
        let disposition = disposition.map(|attributes| RowAttributes { status, ..attributes });
        rank(&self.variants, cells, disposition.scaled(exponent))
    }

    /// Why what a code of Eurostat counts is no amount, where amounts stand beside it: `CONT_EXP_EU`, `PC_IMP_GDP`,
    /// `IVOL_EXP`; or `MIO_EXP_VAL_SCA`, which tells `MIO_EXP_VAL` again.
    fn no_amount(&self, code: &str) -> Option<String> {
        let amount = |code: &str| code.starts_with("MIO_") || code.starts_with("THS_EUR");
        if !self.codes.iter().any(|code| amount(code)) {
            return None;
        }
        if !amount(code) {
            return Some(format!("`{code}`: a share, index or quantity, not an amount of money"));
        }
        let plain = ["_SCA", "_SWA", "_SA", "_CA"].iter().find_map(|end| code.strip_suffix(end))?;
        self.codes.iter().any(|other| other == plain).then(|| format!("`{code}`: the adjusted figures of `{plain}`"))
    }

    /// Comext's 1 is import and its 2 export.
    fn flow_of(&self, cell: &str) -> Option<Flow> {
        match cell {
            "1" if self.comext_flow => Some(Flow::Import),
            "2" if self.comext_flow => Some(Flow::Export),
            "C" => Some(Flow::Export),
            "D" => Some(Flow::Import),
            "B" => Some(Flow::Balance),
            other => flow_in(other),
        }
    }
}

/// The flow that the name of a table tells: `ABS:MERCH_EXP(1.0.0)`, `Merchandise imports by country`.
fn flow_of_table(table: &Table<'_>) -> Option<Flow> {
    let names = ["dataflow", "structureid", "structurename"].map(|name| table.labelled(table.at(&[name])));
    names.iter().flatten().find_map(|name| flow_of_words(name))
}

/// A flow in the words of a name or the parts of a code; none where there are several.
fn flow_of_words(name: &str) -> Option<Flow> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let mut flows = words.filter_map(|word| match word.as_str() {
        "exp" | "export" | "exports" => Some(Flow::Export),
        "imp" | "import" | "imports" => Some(Flow::Import),
        _ => None,
    });
    let first = flows.next()?;
    flows.all(|flow| flow == first).then_some(first)
}

/// A flow in a phrase, or at the end of a code such as `..._ANN_EXP`, `MG_CIF_USD`, `BAL_RT`.
fn flow_in(text: &str) -> Option<Flow> {
    if let Some(flow) = words::flow_of_phrase(text) {
        return Some(flow);
    }
    let first = text.split(['_', '-']).next().unwrap_or_default();
    match first {
        "XG" | "XS" | "TXG" | "CRE" | "X" => Some(Flow::Export),
        "MG" | "MS" | "TMG" | "DEB" | "M" => Some(Flow::Import),
        "TBG" | "BAL" => Some(Flow::Balance),
        _ => None,
    }
}

/// The ISO code of the currency that a unit names.
fn currency_of(unit: &str) -> Option<&'static str> {
    const CODES: [&str; 12] = ["USD", "EUR", "JPY", "GBP", "CNY", "KRW", "CHF", "CAD", "AUD", "INR", "BRL", "SGD"];
    let parts = |code: &&&str| unit.split(['_', ' ', '-']).any(|part| part == **code);
    CODES.iter().find(parts).copied().or_else(|| match words::unit_of(unit)?.kind {
        crate::data::UnitKind::Currency(code) => CODES.iter().find(|known| **known == code).copied(),
        crate::data::UnitKind::Other(_) => None,
    })
}

/// Of Comext's indicators the value; where there is none, the first quantity.
fn chosen_measures(texts: &[&str]) -> Vec<String> {
    let value = |text: &&&str| text.to_uppercase().contains("VALUE") || text.to_uppercase().contains("EUR");
    texts.iter().find(value).or(texts.first()).map(|text| (*text).to_owned()).into_iter().collect()
}

fn measure_unit(texts: &[String]) -> Unit {
    match texts.first().map(|text| text.to_uppercase()) {
        Some(text) if text.contains("EUR") || text.contains("VALUE") => Unit::currency("EUR", 0),
        Some(text) if text.contains("100") && text.contains("KG") => Unit::other("kilograms", 2),
        Some(text) if text.contains("KG") => Unit::other("kilograms", 0),
        _ => Unit::other("supplementary units", 0),
    }
}

/// Dimensions that are no axis of trade: the total of each is used, or its first value.
fn variants(table: &Table<'_>, sniffed: &Sniffed, indicator: Option<usize>) -> Vec<VariantColumn> {
    const TOTALS: [&str; 9] = ["_T", "_Z", "TOTAL", "TOT", "N", "NSA", "NRT", "W", "S1"];
    let taken = |at: usize, name: &str| {
        table.is_taken(at)
            || Some(at) == indicator
            || [FLOW, STATUS, ATTRIBUTES, REPORTER, PARTNER, SECTOR].iter().any(|list| list.contains(&name))
    };
    let mut all = Vec::new();
    for (at, name) in table.names() {
        let texts = table.labelled(Some(at));
        let label = name.ends_with("label") || table.at(&[name]).is_some_and(|first| first != at);
        let beside = at.checked_sub(1).is_some_and(|before| {
            table.is_label_of(at, &crate::import::mapping::fold(sniffed.header.get(before).map_or("", String::as_str)))
        });
        if texts.len() < 2 || texts.len() > 200 || taken(at, name) || label || beside {
            continue;
        }
        let code = |text: &str| if table.is_both() { code_of(text).to_owned() } else { text.to_owned() };
        let plain =
            |text: &str| ["Total", "Original", "Unadjusted", "Neither seasonally"].iter().any(|w| text.contains(w));
        let best = texts.iter().find(|text| TOTALS.contains(&code(text).as_str()));
        let best = best.or_else(|| texts.iter().find(|text| table.is_both() && plain(text))).or(texts.first());
        all.push(VariantColumn {
            column: at,
            what: "another series of",
            best: best.map(|text| (*text).to_owned()).into_iter().collect(),
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::traded;

    #[test]
    fn what_labels_of_indicators_say_is_traded() {
        for (label, expected) in [
            ("International exports in digitally-deliverable services", Some("digitally-deliverable services")),
            ("Imports of ICT goods", Some("ICT goods")),
            ("Exports of goods and services", None),
            ("Goods, Value of Exports, FOB, US Dollars", None),
            ("Exports", None),
        ] {
            assert_eq!(traded(label).as_deref(), expected, "{label}");
        }
    }
}
