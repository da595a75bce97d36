//! Publishers' tables that were read wrong or not at all: for each a small table in its layout and what must come out.

use saldo::data::{Axis, Dataset, Flow, Outcome, Unit};
use saldo::import::{Opened, Options, Progress, open};

use crate::reading::{check, dataset as opened, figure, source};

/// Why rows were left out, together.
fn left_out(dataset: &Dataset) -> String {
    let reasons = dataset.report.reasons.iter().filter(|reason| reason.outcome == Outcome::LeftOut);
    reasons.map(|reason| format!("{} ({})", reason.reason, reason.count)).collect::<Vec<_>>().join("; ")
}

#[test]
fn sdmx_with_codes_and_labels_in_one_cell() {
    let text = "DATAFLOW,\"freq: Time frequency\",\"reporter: Reporting country\",\"partner: Partner\",\
                \"product: Product\",\"flow: Flow\",\"indicators: Indicator\",\"TIME_PERIOD: Time\",OBS_VALUE\n\
                ESTAT:DS-045409(1.0),A: Annual,BE: Belgium,US: United States,1806: Chocolate,2: EXPORT,VALUE_IN_EUROS: Value in euros,2022,2100\n\
                ESTAT:DS-045409(1.0),A: Annual,BE: Belgium,US: United States,1806: Chocolate,1: IMPORT,VALUE_IN_EUROS: Value in euros,2022,700\n\
                ESTAT:DS-045409(1.0),A: Annual,BE: Belgium,US: United States,1806: Chocolate,2: EXPORT,QUANTITY_IN_100KG: Quantity in 100 kg,2022,90\n";
    let dataset = opened("both.csv", text);
    check(&dataset, "SDMX-CSV", &["BEL USA 1806 export 2022 2100", "BEL USA 1806 import 2022 700"]);
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("EUR", 0)));
    let sectors = dataset.dimension(Axis::Sector);
    assert_eq!(sectors.get(sectors.id_of("1806").expect("chocolate")).label, "Chocolate");
}

#[test]
fn sdmx_with_labels_only() {
    let text = "DATAFLOW,LAST UPDATE,Time frequency,Reporting country,Partner,Product,Flow,Indicators,TIME_PERIOD,OBS_VALUE,Observation status\n\
                Eurostat trade,02/03/26,Annual,Belgium,Japan,Chocolate,EXPORT,Value in euros,2022,2100,\n\
                Eurostat trade,02/03/26,Annual,Belgium,Japan,Chocolate,IMPORT,Value in euros,2022,700,\n\
                Eurostat trade,02/03/26,Annual,Belgium,Japan,Chocolate,EXPORT,Quantity in 100 kg,2022,90,\n";
    let dataset = opened("labels.csv", text);
    check(&dataset, "SDMX-CSV", &["BEL JPN Chocolate export 2022 2100", "BEL JPN Chocolate import 2022 700"]);
    assert_eq!(dataset.report.rows.left_out, 1);
}

#[test]
fn sdmx_2_of_eurostat_leaves_shares_and_indices_out_by_name() {
    let row = |indicator: &str, value: &str| {
        format!(
            "dataflow,ESTAT:EXT_LT_INTERTRD(1.0),I,A: Annual,{indicator},TOTAL: Total,WORLD: World,FR: France,2023,{value}\n"
        )
    };
    let text = "STRUCTURE[;],STRUCTURE_ID,ACTION,freq: Time frequency,indic_et: International trade indicator,\
                sitc06: SITC,partner: Geopolitical entity (partner),geo: Geopolitical entity (reporting),TIME_PERIOD: Time,\
                OBS_VALUE: Observation value\n"
        .to_owned()
        + &row("PC_IMP_GDP: Share of imports", "31.5")
        + &row("MIO_EXP_VAL: Exports in million euro", "600")
        + &row("MIO_EXP_VAL_SCA: Exports in million euro - adjusted", "590")
        + &row("MIO_IMP_VAL: Imports in million euro", "700")
        + &row("MIO_BAL_VAL: Balance in million euro", "-100")
        + &row("IVOL_EXP: Volume index", "104");
    let dataset = opened("estat.csv", &text);
    check(&dataset, "SDMX-CSV", &["FRA WLD TOTAL export 2023 600", "FRA WLD TOTAL balance 2023 -100"]);
    assert_eq!(dataset.meta.unit, Unit::currency("EUR", 6));
    let said = left_out(&dataset);
    assert!(["PC_IMP_GDP", "IVOL_EXP", "adjusted figures of"].iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn a_share_before_the_amounts_is_no_amount() {
    let row = |indicator: &str, value: &str| {
        format!("ESTAT:EXT_LT_INTRATRD(1.0),02/03/26,A,{indicator},TOTAL,EXT_EU27_2020,AT,2022,{value},,\n")
    };
    let text = "DATAFLOW,LAST UPDATE,freq,indic_et,sitc06,partner,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        .to_owned()
        + &row("CONT_EXP_EU", "4.4")
        + &row("MIO_EXP_VAL", "61500")
        + &row("MIO_IMP_VAL", "48100");
    let dataset = opened("estat.csv", &text);
    check(&dataset, "SDMX-CSV", &["AUT EXT-EU TOTAL export 2022 61500", "AUT EXT-EU TOTAL import 2022 48100"]);
    assert!(left_out(&dataset).contains("CONT_EXP_EU"));
}

#[test]
fn the_australian_bureau_names_the_flow_in_the_dataflow() {
    let row = |country: &str, state: &str, value: &str| {
        format!(
            "ABS:MERCH_EXP(1.0.0),TOT: Total,{country},{state},M: Monthly,2024-01,{value},AUD: Australian Dollars,3: Thousands,,\n"
        )
    };
    let text = "DATAFLOW,COMMODITY_SITC: Commodity by SITC,COUNTRY_DEST: Country of Destination,STATE_ORIGIN: State of Origin,\
                FREQ: Frequency,TIME_PERIOD: Time Period,OBS_VALUE,UNIT_MEASURE: Unit of Measure,UNIT_MULT: Unit of Multiplier,\
                OBS_STATUS: Observation Status,OBS_COMMENT: Observation Comment\n"
        .to_owned()
        + &row("CHIN: China", "1: New South Wales", "300")
        + &row("CHIN: China", "TOT: Total", "900")
        + &row("JAPA: Japan", "TOT: Total", "500");
    let dataset = opened("abs.csv", &text);
    assert_eq!(
        (dataset.report.format.as_str(), dataset.report.rows.left_out),
        ("SDMX-CSV", 1),
        "{}",
        left_out(&dataset)
    );
    assert_eq!(dataset.meta.unit, Unit::currency("AUD", 3));
    assert_eq!(dataset.dimension(Axis::Reporter).iter().count(), 1);
    assert!(dataset.facts.iter().all(|fact| fact.flow == Flow::Export));
}

const SERIES: &str = r#"{"header":{"sender":{"id":"OECD"}},"dataSets":[{"action":"Information","series":{
    "0:0:0":{"attributes":[0,0],"observations":{"0":[12.5,null],"1":[14,0]}},
    "0:0:1":{"attributes":[0,0],"observations":{"0":[10,null],"1":[11,null]}}}}],
    "structure":{"name":"Balanced trade in services","dimensions":{
    "dataSet":[{"id":"FREQ","values":[{"id":"A","name":"Annual"}]}],
    "series":[{"id":"REF_AREA","values":[{"id":"DEU","name":"Germany"}]},
    {"id":"COUNTERPART_AREA","values":[{"id":"USA","name":"United States"}]},
    {"id":"TRADE_FLOW","values":[{"id":"X","name":"Exports"},{"id":"M","name":"Imports"}]}],
    "observation":[{"id":"TIME_PERIOD","role":"time","values":[{"id":"2021"},{"id":"2022"}]}]},
    "attributes":{"series":[{"id":"UNIT_MEASURE","values":[{"id":"USD","name":"US dollar"}]},
    {"id":"UNIT_MULT","values":[{"id":"6","name":"Millions"}]}],
    "observation":[{"id":"OBS_STATUS","values":[{"id":"E","name":"Estimated"}]}]}}}"#;

#[test]
fn sdmx_json_of_series() {
    let dataset = opened("oecd.json", SERIES);
    check(
        &dataset,
        "SDMX-CSV",
        &["DEU USA TOTAL export 2021 12.5", "DEU USA TOTAL import 2022 11", "DEU USA TOTAL export 2022 14"],
    );
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 6));
    assert_eq!(dataset.meta.publisher, "OECD");
}

#[test]
fn sdmx_json_2_of_flat_observations() {
    let text = r#"{"meta":{"sender":{"id":"ESTAT"}},"data":{"structures":[{"name":"Trade","dimensions":{"observation":[
        {"id":"FREQ","values":[{"id":"Q"}]},{"id":"reporter","values":[{"id":"NL","name":"Netherlands"}]},
        {"id":"partner","values":[{"id":"CN","name":"China"},{"id":"US","name":"US"}]},
        {"id":"flow","values":[{"id":"1","name":"Imports"},{"id":"2","name":"Exports"}]},
        {"id":"indicators","values":[{"id":"VALUE_IN_EUROS"},{"id":"QUANTITY_IN_100KG"}]},
        {"id":"TIME_PERIOD","values":[{"id":"2023-Q1"},{"id":"2023-Q2"}]}]},
        "measures":{"observation":[{"id":"OBS_VALUE"}]},"attributes":{"observation":[{"id":"OBS_FLAG","values":[{"id":"p"}]}]}}],
        "dataSets":[{"structure":0,"observations":{"0:0:0:0:0:0":[100,null],"0:0:0:1:0:0":[60],"0:0:0:1:1:0":[5],
        "0:0:1:1:0:1":[70,0]}}]}}"#;
    let dataset = opened("estat.json", text);
    check(
        &dataset,
        "SDMX-CSV",
        &["NLD CHN TOTAL import 2023Q1 100", "NLD CHN TOTAL export 2023Q1 60", "NLD USA TOTAL export 2023Q2 70"],
    );
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("EUR", 0)));
}

#[test]
fn sdmx_json_with_a_key_beyond_its_codes_is_damaged() {
    let text = SERIES.replace("\"0:0:1\":{", "\"0:4:1\":{");
    let error = open(&source("oecd.json", text.as_bytes()), &Options::default(), &Progress::new());
    let said = error.expect_err("damaged").one_line();
    assert!(said.contains("COUNTERPART_AREA"), "{said}");
}

#[test]
fn genesis_with_one_value_in_a_row() {
    let row = |month: &str, value: &str, unit: &str, variable: &str| {
        format!(
            "51000;Foreign trade;JAHR;Year;2023;DINSG;Germany;DG;Germany;STLAH;Countries;FR;France;MONAT;Months;{month};x;{value};{unit};W;{variable}\n"
        )
    };
    let text = "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;\
                1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;\
                2_variable_attribute_code;2_variable_attribute_label;3_variable_code;3_variable_label;\
                3_variable_attribute_code;3_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label\n"
        .to_owned()
        + &row("MONAT01", "3100", "Tsd. EUR", "Exports: Value")
        + &row("MONAT02", "3300,5", "Tsd. EUR", "Ausfuhr: Wert")
        + &row("MONAT02", "2200", "Tsd. EUR", "Einfuhr: Wert")
        + &row("MONAT02", "2500", "Tsd. USD", "Einfuhr: Wert (US-Dollar)")
        + &row("MONAT02", "12", "t", "Einfuhr: Gewicht");
    let dataset = opened("51000-0003.csv", &text);
    check(
        &dataset,
        "Destatis GENESIS (flat)",
        &[
            "DEU FRA TOTAL export 2023-01 3100",
            "DEU FRA TOTAL export 2023-02 3300.5",
            "DEU FRA TOTAL import 2023-02 2200",
        ],
    );
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (2, Unit::currency("EUR", 3)));
}

#[test]
fn wto_pivot_with_quarters_in_rows_and_years_in_columns() {
    let text = "Indicator,\"Commercial services imports by main sector – quarterly (Million US dollar)\",,,,\n,,,,,\n\
                Reporting Economy,Product/Sector,Partner Economy,Period,2019,2020\n\
                Japan,BOP6 - SOX - Commercial services,World,First Quarter,100,90\n\
                Japan,BOP6 - SOX - Commercial services,World,Second Quarter,110,80\n\
                Japan,BOP6 - SOX - Commercial services,World,Third Quarter,120,85\n\
                Japan,BOP6 - SOX - Commercial services,World,Fourth Quarter,130,95\n";
    let dataset = opened("WtoData.csv", text);
    check(
        &dataset,
        "WTO Stats pivot",
        &["JPN WLD SOX import 2019Q1 100", "JPN WLD SOX import 2019Q4 130", "JPN WLD SOX import 2020Q2 80"],
    );
    let text = text.replace("quarterly", "monthly").replace("First Quarter", "January");
    let text =
        text.replace("Second Quarter", "February").replace("Third Quarter", "Mar").replace("Fourth Quarter", "M12");
    let dataset = opened("WtoData.csv", &text);
    check(&dataset, "WTO Stats pivot", &["JPN WLD SOX import 2019-02 110", "JPN WLD SOX import 2020-03 85"]);
}

#[test]
fn wits_codes_get_their_lost_zeros_back() {
    let text = "nomenclature,reporteriso3,productcode,reportername,partneriso3,partnername,year,tradeflowname,tradevaluein1000usd\n\
                H3,TZA,71340,Tanzania,KEN,Kenya,2012,Export,5\nH3,TZA,710210,Tanzania,KEN,Kenya,2012,Export,7\n\
                H3,TZA,10110,Tanzania,KEN,Kenya,2012,Export,3\n";
    check(
        &opened("wits.csv", text),
        "WITS bulk download",
        &["TZA KEN 071340 export 2012 5", "TZA KEN 010110 export 2012 3", "TZA KEN 710210 export 2012 7"],
    );
}

#[test]
fn the_world_bank_on_net_trade_and_on_what_is_no_trade() {
    let header = "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n";
    let text = header.to_owned()
        + "Japan,JPN,\"Net trade in goods and services (BoP, current US$)\",BN.GSR.GNFS.CD,-160000000000,-70000000000\n\
           Japan,JPN,\"Foreign direct investment, net inflows (BoP, current US$)\",BX.KLT.DINV.CD.WD,100,200\n\
           Japan,JPN,Net official development assistance received (current US$),DT.ODA.ODAT.CD,5,6\n\
           Japan,JPN,\"Current account balance (BoP, current US$)\",BN.CAB.XOKA.CD,7,8\n";
    let dataset = opened("databank.csv", &text);
    let code = "goods and services";
    assert_eq!(figure(&dataset, ["JPN", "WLD", code], Flow::Balance, "2022").as_deref(), Some("-160000000000"));
    let said = left_out(&dataset);
    assert!(
        ["Foreign direct", "official development", "Current account"].iter().all(|name| said.contains(name)),
        "{said}"
    );
    assert_eq!(dataset.report.rows.left_out, 3);
}

#[test]
fn the_world_bank_on_goods_alone_is_not_empty() {
    let text = "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n\
                Chile,CHL,Merchandise exports (current US$),TX.VAL.MRCH.CD.WT,90,95\n\
                Chile,CHL,Merchandise imports (current US$),TM.VAL.MRCH.CD.WT,80,81\n";
    let dataset = opened("databank.csv", text);
    let sectors = dataset.dimension(Axis::Sector);
    let role = sectors.get(sectors.id_of("merchandise").expect("goods")).role;
    assert_eq!(role, saldo::data::Role::Leaf);
}

#[test]
fn japans_payments_by_region_and_quarter() {
    let text = "\"Date\",\"貿易・サービス収支/地域別合計:億円\",\"貿易収支/地域別合計/輸出:億円\",\"貿易収支/地域別合計/輸入:億円\",\
                \"貿易収支/アジア計/輸出:億円\",\"貿易収支/中華人民共和国/輸出:億円\",\"サービス/アメリカ合衆国/支払:億円\"\n\
                2014-03-01,-20,100,110,60,50,40\n2014-06-01,-21,101,111,61,51,41\n2014-09-01,-22,102,112,62,52,42\n\
                2014-12-01,-23,103,113,63,53,43\n";
    check(
        &opened("地域別.csv", text),
        "Japan's balance of payments",
        &[
            "JPN WLD 貿易・サービス収支 balance 2014Q1 -20",
            "JPN WLD 貿易収支 export 2014Q2 101",
            "JPN CHN 貿易収支 export 2014Q3 52",
            "JPN USA サービス import 2014Q4 43",
        ],
    );
}

#[test]
fn what_is_left_of_an_item_is_no_partner() {
    let text = "\"Date\",\"貿易収支/輸出:億円\",\"サービス/旅行/業務外/受取:億円\",\"サービス/旅行/業務外/その他/受取:億円\"\n\
                2016-01-01,10,5,3\n2016-02-01,11,6,4\n";
    let dataset = opened("国際収支.csv", text);
    check(&dataset, "Japan's balance of payments", &["JPN WLD サービス/旅行/業務外/その他 export 2016-02 4"]);
}

#[test]
fn japans_payments_with_colons_in_the_names() {
    let text = "\"Date\",\"経常収支\",\"経常収支:貿易収支\",\"経常収支:貿易収支:輸出\",\"経常収支:貿易収支:輸入\",\"経常収支:サービス収支\"\n\
                1996-01-01,342,2647,29260,26613,-5746\n1996-02-01,8609,8521,35089,26568,-4707\n";
    let dataset = opened("国際収支_億円.csv", text);
    check(
        &dataset,
        "Japan's balance of payments",
        &[
            "JPN WLD 貿易収支 export 1996-01 29260",
            "JPN WLD 貿易収支 balance 1996-02 8521",
            "JPN WLD サービス balance 1996-01 -5746",
        ],
    );
    assert_eq!(dataset.meta.unit, Unit::currency("JPY", 8));
    let account = dataset.report.columns.iter().find(|column| column.name == "経常収支").expect("a column");
    assert!(!account.used && account.reason.contains("no trade"), "{account:?}");
}

#[test]
fn what_r_keeps_is_refused_by_name() {
    for (name, bytes) in
        [("a.rds", &b"X\n\x00\x00\x00\x03\x00\x04\x01\x00"[..]), ("a.RData", b"RDX3\nX\n\x00\x00\x00\x03")]
    {
        let refused = open(&source(name, bytes), &Options::default(), &Progress::new());
        let said = refused.expect_err("a refusal").one_line();
        assert!(said.contains("an R ") && said.contains("write.csv"), "{said}");
    }
}

#[test]
fn a_series_of_brazils_central_bank_is_known_by_its_contents() {
    let text = "\"data\";\"valor\"\n\"01/01/2020\";\"100,5\"\n\"01/02/2020\";\"-3,5\"\n\"01/03/2020\";\"30,5\"\n";
    // Nothing says which series it is: that is asked.
    assert!(matches!(
        open(&source("serie.csv", text.as_bytes()), &Options::default(), &Progress::new()),
        Ok(Opened::Question(_))
    ));
    let dataset = opened("balanca comercial.csv", text);
    check(&dataset, "Banco Central do Brasil (SGS)", &["BRA WLD TOTAL balance 2020-02 -3.5"]);
}
