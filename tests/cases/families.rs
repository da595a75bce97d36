//! Publishers' formats: for each a small table in its layout, and the figures that must come out.

use saldo::data::{Axis, Dataset, Flow, Outcome, Role, Unit};
use saldo::import::{Options, Progress, open};

use crate::reading::{check, dataset as opened, figure, source};

fn refused(name: &str, text: &str) -> String {
    open(&source(name, text), &Options::default(), &Progress::new()).expect_err("a refusal").one_line()
}

fn left_out(dataset: &Dataset) -> Vec<(String, u64, u64)> {
    let left_out = dataset.report.reasons.iter().filter(|reason| reason.outcome == Outcome::LeftOut);
    left_out.map(|reason| (reason.reason.clone(), reason.count, reason.first_line)).collect()
}

#[test]
fn comtrade_of_today_counts_each_trade_once() {
    let header = "typeCode,freqCode,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,\
                  partnerCode,partnerISO,partnerDesc,partner2Code,classificationCode,cmdCode,cmdDesc,customsCode,\
                  motCode,primaryValue";
    let row =
        |flow: &str, partner: &str, partner2: &str, class: &str, code: &str, customs: &str, mot: &str, value: &str| {
            format!(
                "C,A,2022,52,2022,842,USA,USA,{flow},,{partner},{partner2},{class},{code},,{customs},{mot},{value},\n"
            )
        };
    let text = format!("{header}\n")
        + &row("X", "0,W00,World", "0", "H6", "TOTAL", "C00", "0", "100")
        + &row("X", "392,JPN,Japan", "0", "H6", "TOTAL", "C00", "0", "60")
        + &row("X", "392,JPN,Japan", "156", "H6", "TOTAL", "C00", "0", "20")
        + &row("X", "392,JPN,Japan", "0", "H6", "TOTAL", "C01", "0", "50")
        + &row("X", "392,JPN,Japan", "0", "H6", "TOTAL", "C00", "1000", "10")
        + &row("X", "392,JPN,Japan", "0", "H5", "TOTAL", "C00", "0", "59")
        + &row("RX", "392,JPN,Japan", "0", "H6", "TOTAL", "C00", "0", "5")
        + &row("M", "490,S19,\"Other Asia, nes\"", "0", "H6", "01", "C00", "0", "7");
    let dataset = opened("TradeData.csv", &text);
    check(
        &dataset,
        "UN Comtrade",
        &[
            "USA WLD TOTAL export 2022 100",
            "USA JPN TOTAL export 2022 60",
            "USA JPN TOTAL re-export 2022 5",
            "USA TWN 01 import 2022 7",
        ],
    );
    assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out), (4, 4), "{:?}", left_out(&dataset));
    assert!(
        left_out(&dataset).iter().any(|(reason, ..)| reason.contains("classification H5")),
        "{:?}",
        left_out(&dataset)
    );
}

#[test]
fn comtrade_of_old_with_columns_removed() {
    let text = "Classification,Year,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Partner Code,Partner,\
                Commodity Code,Commodity,Trade Value (US$),Flag\nH5,2017,1,Import,842,USA,156,China,1,Animals; live,36,4\n\
                H5,2017,2,Export,842,USA,156,China,101,Horses,16,4\nH5,2017,3,Re-Export,842,USA,156,China,1,Animals; live,2,0\n";
    check(
        &opened("old.csv", text),
        "UN Comtrade",
        &["USA CHN 01 import 2017 36", "USA CHN 0101 export 2017 16", "USA CHN 01 re-export 2017 2"],
    );
}

#[test]
fn baci_is_seen_from_both_sides() {
    let text = "t,i,j,k,v,q\n2023,842,156,090111,5000.5,100\n2023,156,842,10121,7,NA\n";
    let dataset = opened("BACI_HS17_Y2023.csv", text);
    check(
        &dataset,
        "CEPII BACI",
        &[
            "USA CHN 090111 export 2023 5000.5",
            "CHN USA 090111 import 2023 5000.5",
            "CHN USA 010121 export 2023 7",
            "USA CHN 010121 import 2023 7",
        ],
    );
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 3));
    assert_eq!(dataset.report.rows.used, 2);
}

#[test]
fn wits_bulk_and_summary() {
    let bulk = "\"Nomenclature\",\"ReporterISO3\",\"ProductCode\",\"ReporterName\",\"PartnerISO3\",\"PartnerName\",\"Year\",\
                \"TradeFlowName\",\"TradeFlowCode\",\"TradeValue in 1000 USD\",\"ProductDescription\"\n\
                \"S3\",\"MEX\",\"001\",\"Mexico\",\"WLD\",\" World\",1993,\"Export\",6,450.5,\"Live animals\"\n\
                \"S3\",\"MEX\",\"001\",\"Mexico\",\"USA\",\"United States\",1993,\"Import\",5,90,\"Live animals\"\n";
    let dataset = opened("DataJob.csv", bulk);
    check(&dataset, "WITS bulk download", &["MEX WLD 001 export 1993 450.5", "MEX USA 001 import 1993 90"]);
    let summary = "Reporter,Partner,Product categories,Indicator Type,Indicator,2021,2020,2019,2018,2017\n\
                   Singapore,World,All Products,Export,Export(US$ Mil),  100.5,  90,1,1,1\n\
                   Singapore,World,Capital goods,Export,Export(US$ Mil),  60,  50,1,1,1\n\
                   Singapore,World,Fuels,Export,Export Product share(%),  7,  8,1,1,1\n\
                   Singapore,World,All Products,Tariff,Simple Average (%),  0,  0,1,1,1\n\
                   Singapore,Japan,All Products,Import,Trade (US$ Mil)-Top 5 Import Partner,  5,  4,1,1,1\n";
    let dataset = opened("summary.csv", summary);
    assert_eq!(dataset.report.format, "WITS trade summary");
    assert_eq!(figure(&dataset, ["SGP", "JPN", "All Products"], Flow::Import, "2020").as_deref(), Some("4"));
    assert_eq!(figure(&dataset, ["SGP", "WLD", "All Products"], Flow::Export, "2021").as_deref(), Some("100.5"));
    let sectors = dataset.dimension(Axis::Sector);
    assert_eq!(sectors.get(sectors.id_of("Capital goods").expect("a stage")).role, Role::Memo);
    assert_eq!(dataset.report.rows.left_out, 2);
}

#[test]
fn wto_flat_pivot_and_metadata() {
    let header = "\"Indicator Category\",\"Indicator Code\",\"Indicator\",\"Reporting Economy Code\",\
                  \"Reporting Economy ISO3A Code\",\"Reporting Economy\",\"Partner Economy Code\",\
                  \"Partner Economy ISO3A Code\",\"Partner Economy\",\"Product/Sector Classification Code\",\
                  \"Product/Sector Classification\",\"Product/Sector Code\",\"Product/Sector\",\"Period Code\",\"Period\",\
                  \"Frequency Code\",\"Frequency\",\"Unit Code\",\"Unit\",\"Year\",\"Value Flag Code\",\"Value Flag\",\
                  \"Text Value\",\"Value\"\n";
    let row = |code: &str, name: &str, period: &str, unit: &str, value: &str| {
        format!(
            "\"Merchandise\",\"{code}\",\"{name}\",\"156\",\"CHN\",\"China\",\"000\",\"\",\"World\",\"SITC3\",\"\",\"TO\",\
             \"Total merchandise\",\"{period}\",\"\",\"\",\"\",\"{unit}\",\"\",\"2023\",\"\",\"\",\"\",\"{value}\"\n"
        )
    };
    let text = header.to_owned()
        + &row("ITS_MTV_AX", "Merchandise exports by product group", "A", "USM", "3379")
        + &row("ITS_MTV_QX", "Merchandise exports by product group", "Q1", "USM", "800")
        + &row("ITS_MTV_MM", "Merchandise imports by product group", "M05", "USM", "210")
        + &row("ITS_MTV_AX_GR", "Merchandise exports growth", "A", "PCT", "5");
    let dataset = opened("WtoData.csv", &text);
    check(
        &dataset,
        "WTO Stats",
        &["CHN WLD TO export 2023 3379", "CHN WLD TO export 2023Q1 800", "CHN WLD TO import 2023-05 210"],
    );
    assert_eq!(dataset.report.rows.left_out, 1);
    let pivot = "\u{feff}Indicator,  Merchandise exports by product group – annual (Million US dollar),,,,,\n,,,,,,\n\
                 Reporting Economy,Product/Sector,Partner Economy,2017,2018,2019,2020\nJapan,SI3_AGG - TO - Total merchandise,World,698,738,705.5,641\nChina,SI3_AGG - TO - Total merchandise,World,1,2,3,4\n";
    check(&opened("WtoData.csv", pivot), "WTO Stats pivot", &["JPN WLD TO export 2020 641"]);
    let metadata = "Indicator Code,Indicator,Reporting Economy Code,Reporting Economy,Category,Value\nITS_MTV_AX,x,818,Egypt,Coverage,2008 onwards\nITS_MTV_AX,x,484,Mexico,Coverage,5\n";
    let said = refused("WtoMetadata.csv", metadata);
    assert!(said.contains("remarks on figures") && said.contains("WtoData"), "{said}");
}

#[test]
fn sdmx_of_eurostat_tells_values_from_quantities() {
    let text = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE\n\
                ESTAT:DS-045409(1.0),17/02/25,A,DE,WORLD,3915,2,VALUE_IN_EUROS,2010,254618870,\n\
                ESTAT:DS-045409(1.0),17/02/25,A,DE,WORLD,3915,2,QUANTITY_IN_100KG,2010,14960878.06,\n\
                ESTAT:DS-045409(1.0),17/02/25,A,GR,US,3915,1,VALUE_IN_EUROS,2010,5,\n";
    let dataset = opened("comext.csv", text);
    check(&dataset, "SDMX-CSV", &["DEU WLD 3915 export 2010 254618870", "GRC USA 3915 import 2010 5"]);
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("EUR", 0)));
}

#[test]
fn sdmx_of_data360_tells_flows_in_indicators() {
    let header = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,REF_AREA_LABEL,INDICATOR,INDICATOR_LABEL,UNIT_MEASURE,\
                  TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS\n";
    let row = |indicator: &str, label: &str, unit: &str, value: &str, mult: &str, status: &str| {
        format!(
            "datastructure,WB.DATA360:DS(1.2),I,A,JPN,Japan,{indicator},{label},{unit},2023,{value},{mult},{status}\n"
        )
    };
    let text = header.to_owned()
        + &row("UNCTAD_DE_DIG_SERVTRADE_ANN_EXP", "International exports in services", "USD", "110.5", "6", "A")
        + &row("UNCTAD_DE_DIG_SERVTRADE_ANN_IMP", "International imports in services", "USD", "160", "6", "A")
        + &row("UNCTAD_DE_ICT_CORE_UBS", "Businesses", "PT_BS", "55", "0", "A");
    let dataset = opened("UNCTAD_DE.csv", &text);
    check(&dataset, "SDMX-CSV", &["JPN WLD TOTAL export 2023 110.5", "JPN WLD TOTAL import 2023 160"]);
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("USD", 6)));
}

#[test]
fn the_imfs_scale_is_not_applied_and_one_valuation_is_used() {
    let text = "STRUCTURE[;],STRUCTURE_ID,ACTION,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE\n\
                dataflow,IMF.STA:IMTS(1.0.0),R,FRA,MG_CIF_USD,USA,A,2022,56004917567,6\n\
                dataflow,IMF.STA:IMTS(1.0.0),R,FRA,XG_FOB_USD,USA,A,2022,50000000000,6\n";
    check(
        &opened("imts.csv", text),
        "SDMX-CSV",
        &["FRA USA TOTAL import 2022 56004917567", "FRA USA TOTAL export 2022 50000000000"],
    );
    let bulk = "\u{feff}\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"Counterpart Country Name\",\
                \"Counterpart Country Code\",Attribute,2001,2002,\n\
                \"Japan\",\"158\",\"Goods, Value of Exports, FOB, US Dollars\",\"TXG_FOB_USD\",\"United States\",\"111\",\"Value\",\"5\",\"6\",\n\
                \"Japan\",\"158\",\"Goods, Value of Imports, CIF, US Dollars\",\"TMG_CIF_USD\",\"United States\",\"111\",\"Value\",\"7\",\"8\",\n\
                \"Japan\",\"158\",\"Goods, Value of Imports, FOB, US Dollars\",\"TMG_FOB_USD\",\"United States\",\"111\",\"Value\",\"6\",\"7\",\n\
                \"Japan\",\"158\",\"Goods, Value of Imports, CIF, US Dollars\",\"TMG_CIF_USD\",\"United States\",\"111\",\"Status\",\"\",\"E\",\n";
    let dataset = opened("DOT.csv", bulk);
    check(&dataset, "IMF bulk time series", &["JPN USA TOTAL export 2002 6", "JPN USA TOTAL import 2002 8"]);
    assert_eq!(dataset.report.rows.left_out, 2, "{:?}", left_out(&dataset));
}

#[test]
fn eurostats_tsv_is_taken_apart() {
    let text = "freq,stk_flow,partner,sitc06,geo\\TIME_PERIOD\t2025-02 \t2025-01 \t2024-12 \t2024-11 \t2024-10 \nM,EXP,US,TOTAL,DE\t30 p\t: c\t1 \t1 \t1 \n\
                M,IMP,US,TOTAL,EL\t12.5 \t11 e\t1 \t1 \t1 \nM,BAL_RT,US,TOTAL,EL\t-12.5 \t: \t1 \t1 \t1 \n";
    let dataset = opened("ei_eteu27.tsv", text);
    check(
        &dataset,
        "Eurostat TSV",
        &["DEU USA TOTAL export 2025-02 30", "GRC USA TOTAL import 2025-01 11", "GRC USA TOTAL balance 2025-02 -12.5"],
    );
    assert_eq!(figure(&dataset, ["DEU", "USA", "TOTAL"], Flow::Export, "2025-01"), None);
}

#[test]
fn comext_bulk_sums_procedures_and_knows_month_52() {
    let text = "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_REGIME,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG\n\
                001,FR,0003,NL,I,01012100,1,1,200101,2580,600\n001,FR,0003,NL,I,01012100,1,2,200101,20,6\n001,FR,0003,NL,I,01012100,2,1,200152,9,1\n";
    check(
        &opened("full200101.dat", text),
        "Eurostat Comext bulk",
        &["FRA NLD 01012100 import 2001-01 2600", "FRA NLD 01012100 export 2001 9"],
    );
}

#[test]
fn world_bank_indicators() {
    let text = "\u{feff}\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2025-03-24\",\n\n\
                \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2022\",\"2023\",\n\
                \"Mexico\",\"MEX\",\"Merchandise exports (current US$)\",\"TX.VAL.MRCH.CD.WT\",\"578\",\"593.5\",\n\
                \"Mexico\",\"MEX\",\"Merchandise trade (% of GDP)\",\"TG.VAL.TOTL.GD.ZS\",\"82\",\"66\",\n\
                \"World\",\"WLD\",\"Imports of goods and services (current US$)\",\"NE.IMP.GNFS.CD\",\"30\",\"..\",\n";
    let dataset = opened("API_WDI.csv", text);
    check(&dataset, "World Bank indicators", &["MEX WLD merchandise export 2023 593.5"]);
    assert_eq!(dataset.report.rows.left_out, 1);
    let gdp = "Country Name,Country Code,Indicator Name,Indicator Code,2022,2023\nMexico,MEX,GDP (current US$),NY.GDP,1,2\nJapan,JPN,GDP (current US$),NY.GDP,1,2\n";
    assert!(refused("gdp.csv", gdp).contains("none of which is exports"));
}

#[test]
fn japans_customs_by_month_without_the_year_twice() {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let header: String =
        months.iter().fold(String::new(), |all, month| all + ",Quantity2-" + month + ",Value-" + month);
    let row = |start: &str, values: [u32; 2]| {
        let cells =
            (0..12).fold(String::new(), |all, month| all + ",0," + &values.get(month).unwrap_or(&0).to_string());
        format!("{start}{cells}\n")
    };
    let text = format!("Exp or Imp,Year,HS,Country,Unit1,Quantity2-Year,Value-Year{header}\n")
        + &row("1,2024,'860110000',304,NO,0,30", [10, 20])
        + &row("2,2024,'010121000',105,NO,0,5", [5, 0]);
    let dataset = opened("ik-100h2024e001.csv", &text);
    check(
        &dataset,
        "Japan Customs (e-Stat)",
        &[
            "JPN USA 860110000 export 2024-01 10",
            "JPN CHN 010121000 import 2024-01 5",
            "JPN CHN 010121000 import 2024-02 0",
        ],
    );
    // From March on everything is zero: not published yet.
    assert_eq!(dataset.periods.last().map(ToString::to_string).as_deref(), Some("2024-02"));
    assert_eq!(dataset.meta.unit, Unit::currency("JPY", 3));
}

#[test]
fn japans_series_and_payments() {
    let series = "《世界》  【月別】　（単位：千円） ,,\nWORLD  Monthly Data  (a thousand yen) ,,\nYears/Months,Exp-Total,Imp-Total\n,,\n\
                  2026/06,11509 ,12146\n2026/07,9 ,10\n2026/08,0 ,0\n";
    let dataset = opened("d41ma.csv", series);
    check(&dataset, "Japan Customs series", &["JPN WLD TOTAL export 2026-07 9", "JPN WLD TOTAL import 2026-06 12146"]);
    assert_eq!(dataset.periods.len(), 2);
    let payments = "\"Date\",\"経常収支:億円\",\"貿易・サービス収支:億円\",\"貿易収支/輸出:億円\",\"貿易収支/輸入:億円\",\"サービス/受取:億円\",\
                    \"サービス/支払:億円\",\"サービス/輸送/受取:億円\",\"サービス/輸送/支払:億円\"\n2015-01-01,9,-5,10,12,7,10,3,4\n2015-02-01,9,-6,10,13,7,10,,\n";
    let dataset = opened("bop.csv", payments);
    check(
        &dataset,
        "Japan's balance of payments",
        &[
            "JPN WLD 貿易収支 import 2015-02 13",
            "JPN WLD サービス/輸送 import 2015-01 4",
            "JPN WLD 貿易・サービス収支 balance 2015-01 -5",
        ],
    );
    let sectors = dataset.dimension(Axis::Sector);
    let transport = sectors.get(sectors.id_of("サービス/輸送").expect("transport"));
    assert_eq!((transport.label.as_str(), transport.parent), ("Transport", sectors.id_of("サービス")));
}

#[test]
fn the_census_table_by_country() {
    let text = "year,CTY_CODE,CTYNAME,IJAN,IFEB,IMAR,IYR,EJAN,EFEB,EMAR,EYR\n2025,0004,\"World, Seasonally Adjusted\",9,9,9,27,8,8,8,24\n\
                2025,0015,\"World, Not Seasonally Adjusted\",10,11,0,21,6,7,0,13\n2025,0003,European Union,4,5,0,9,2,2,0,4\n\
                2025,5880,Japan,3,3.5,0,6.5,1,1,0,2\n";
    let dataset = opened("country.csv", text);
    check(
        &dataset,
        "US Census trade by country",
        &["USA JPN TOTAL import 2025-02 3.5", "USA WLD TOTAL export 2025-01 6", "USA EU TOTAL import 2025-02 5"],
    );
    let partners = dataset.dimension(Axis::Partner);
    assert_eq!(partners.get(partners.id_of("EU").expect("the EU")).role, Role::Group);
    assert_eq!((dataset.periods.len(), dataset.report.rows.left_out), (2, 1));
}

#[test]
fn other_offices() {
    let ons = "commodity_code,commodity_name,commodity_level,country_code,country_name,flow,date,period_type,value_gbp\n\
               0,Food & live animals,0,AD,Andorra,export,2018-01-01,annual,160000\n00,Live animals,1,AD,Andorra,export,2018-04-01,quarterly,5\n\
               00,Live animals,1,AD,Andorra,import,2018-04-01,monthly,6\n";
    check(
        &opened("ons.csv", ons),
        "ONS UK trade (flattened)",
        &["GBR AND 0 export 2018 160000", "GBR AND 00 export 2018Q2 5", "GBR AND 00 import 2018-04 6"],
    );
    let fao = "Domain Code,Domain,Reporter Country Code (M49),Reporter Countries,Partner Country Code (M49),Partner Countries,\
               Element Code,Element,Item Code (CPC),Item,Year Code,Year,Unit,Value,Flag\n\
               TM,Trade,'392,Japan,'842,United States of America,5922,Export value,'0111,Wheat,2022,2022,1000 USD,12,A\n\
               TM,Trade,'392,Japan,'842,United States of America,5910,Export quantity,'0111,Wheat,2022,2022,t,99,A\n";
    let dataset = opened("fao.csv", fao);
    check(&dataset, "FAOSTAT trade", &["JPN USA 0111 export 2022 12"]);
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("USD", 3)));
    let canada = "REF_DATE,GEO,DGUID,Trade,Basis,Seasonal adjustment,Principal trading partners,UOM,SCALAR_FACTOR,SCALAR_ID,VECTOR,COORDINATE,VALUE,STATUS\n\
                  2024-01,Canada,x,Import,Customs,Unadjusted,United States,Dollars,millions,6,v1,1.1,30.5,\n\
                  2024-01,Canada,x,Import,Customs,Seasonally adjusted,United States,Dollars,millions,6,v2,1.2,31,\n\
                  2024-01,Canada,x,Export,Customs,Unadjusted,United States,Dollars,millions,6,v3,1.3,50,\n";
    let dataset = opened("12100011.csv", canada);
    check(&dataset, "Statistics Canada", &["CAN USA TOTAL import 2024-01 30.5", "CAN USA TOTAL export 2024-01 50"]);
    assert_eq!(dataset.report.rows.left_out, 1, "{:?}", left_out(&dataset));
    let brazil = "CO_ANO;CO_MES;CO_NCM;CO_UNID;CO_PAIS;SG_UF_NCM;CO_VIA;CO_URF;QT_ESTAT;KG_LIQUIDO;VL_FOB\n\
                  2023;01;12019000;10;160;MT;01;0817800;1;1;700\n2023;01;12019000;10;160;SP;01;0817800;1;1;50\n";
    let dataset = opened("EXP_2023.csv", brazil);
    check(&dataset, "Comex Stat (Brazil)", &["BRA 160 12019000 export 2023-01 750"]);
}

#[test]
fn bank_of_japan_by_api_and_site() {
    let row = |name: &str, unit: &str, frequency: &str, date: &str, value: &str| {
        format!("BP01'X,{name},{unit},{frequency},国際収支統計,20261110,{date},{value}\n")
    };
    let text = "STATUS,200\nMESSAGEID,M181000I\nMESSAGE,正常\nDATE,2026-11-01T10:00:00\nDB,BP01\n\
                SERIES_CODE,NAME_OF_TIME_SERIES_J,UNIT_J,FREQUENCY,CATEGORY_J,LAST_UPDATE,SURVEY_DATES,VALUES\n"
        .to_owned()
        + &row("サービス/受取", "億円", "MONTHLY", "202401", "1000")
        + &row("サービス/支払", "億円", "QUARTERLY", "202404", "3600")
        + &row("通信・コンピュータ・情報サービス/支払", "億円", "MONTHLY", "202401", "240")
        + &row("第一次所得収支/受取", "億円", "MONTHLY", "202401", "9")
        + &row("サービス/受取", "%", "MONTHLY", "202402", "9");
    let dataset = opened("boj_api.csv", &text);
    let digital = "サービス/その他サービス/通信・コンピュータ・情報サービス";
    check(
        &dataset,
        "Bank of Japan time series (API)",
        &[
            "JPN WLD サービス export 2024-01 1000",
            "JPN WLD サービス import 2024Q4 3600",
            &format!("JPN WLD {digital} import 2024-01 240"),
        ],
    );
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (2, Unit::currency("JPY", 8)));
    let sectors = dataset.dimension(Axis::Sector);
    assert_eq!(sectors.get(sectors.id_of(digital).expect("the item")).parent, sectors.id_of("サービス"));
    let site = "\"データコード\",\"BP01'A\",\"BP01'B\"\n\"系列名称\",\"サービス/受取\",\"サービス/支払\"\n\"期種\",\"月次\",\"月次\"\n\
                \"単位\",\"億円\",\"億円\"\n\"2024/01\",\"1000\",\"1200\"\n\"2024/02\",\"900\",\"1300\"\n\"2024/03\",\"1100\",\"1250\"\n";
    check(
        &opened("boj_site.csv", site),
        "Bank of Japan time series (site)",
        &["JPN WLD サービス export 2024-02 900", "JPN WLD サービス import 2024-03 1250"],
    );
}

#[test]
fn our_world_in_data_is_money_or_refused() {
    let text = "Entity,Code,Year,\"Exports of goods and services (constant 2015 US$)\",\"Imports of goods and services (constant 2015 US$)\",GDP growth (%)\n\
                Japan,JPN,2021,900,950,1\nJapan,JPN,2022,910.5,960,2\nWorld,OWID_WRL,2022,5000,5000,2\nEurope,,2022,2000,2100,1\n";
    let dataset = opened("trade.csv", text);
    check(&dataset, "Our World in Data", &["JPN WLD TOTAL export 2022 910.5", "JPN WLD TOTAL import 2021 950"]);
    assert_eq!(
        (dataset.meta.valuation.as_str(), dataset.meta.unit.clone()),
        ("constant 2015 US$", Unit::currency("USD", 0))
    );
    let shares = "Entity,Code,Year,Exports as share of GDP,Imports as share of GDP\nJapan,JPN,2021,18,19\nJapan,JPN,2022,20,21\n";
    assert!(refused("shares.csv", shares).contains("shares of GDP and indices are no amounts"));
}

#[test]
fn researchers_tables_are_seen_from_both_sides() {
    let gravity = "year,iso3_o,iso3_d,contig,dist,tradeflow_comtrade_o,tradeflow_comtrade_d\n2019,JPN,USA,0,9000,5,6\n\
                   2019,USA,JPN,0,9000,7,8\n2019,JPN,JPN,1,1,100,100\n";
    let dataset = opened("gravity.csv", gravity);
    check(&dataset, "gravity table", &["JPN USA TOTAL export 2019 5", "JPN USA TOTAL import 2019 7"]);
    assert_eq!(left_out(&dataset), [("trade within a country".to_owned(), 1, 4)]);
    let cow = "ccode1,ccode2,year,importer1,importer2,flow1,flow2\n2,740,2014,United States of America,Japan,137.5,67\n\
               2,365,1985,United States of America,Russia,-9,-9\n";
    let dataset = opened("Dyadic_COW_4.0.csv", cow);
    check(
        &dataset,
        "Correlates of War trade",
        &["USA JPN TOTAL import 2014 137.5", "USA JPN TOTAL export 2014 67", "JPN USA TOTAL export 2014 137.5"],
    );
    assert_eq!(dataset.report.rows.left_out, 1);
    let atlas = "country_id,country_iso3_code,product_id,product_hs92_code,year,export_value,import_value,global_market_share\n\
                 1,JPN,5,0101,2020,40,30,0.1\n1,JPN,6,8703,2020,400,30.5,0.1\n";
    check(&opened("hs92.csv", atlas), "Atlas of Economic Complexity", &["JPN WLD 8703 import 2020 30.5"]);
    let batis = "Reporter,Partner,Flow,Item_code,type_Reporter,type_Partner,Year,Reported_value,Final_value,Balanced_value\n\
                 JPN,USA,EXP,SI,c,c,2020,1,2,3.5\nJPN,WLD,EXP,SI,c,g,2020,1,2,9\nEU27,USA,EXP,SI,g,c,2020,1,2,9\n";
    let dataset = opened("batis.csv", batis);
    check(
        &dataset,
        "OECD-WTO balanced trade in services (BaTIS)",
        &["JPN USA SI export 2020 3.5", "JPN WLD SI export 2020 9"],
    );
    assert_eq!(dataset.report.rows.left_out, 1);
}

#[test]
fn headings_above_the_header_and_years_above_the_months() {
    let text = "\"U.S. International Trade in Goods and Services\",,,,,,,,,\n\"[In millions of dollars.]\",,,,,,,,,\n,,,,,,,,,\n\
                Period,Balance,,,Exports,,,Imports,,\n,Total,Goods (1),Services,Total,Goods (1),Services,Total,Goods (1),Services\n\
                2023,,,,,,,,,\nJan. - Dec.,-30,-50,20,170,100,70,200,150,50\nJanuary,-15,-25,10,80,50,30,95,75,20\n\
                February (R),-15,-25,10,90,50,40,105,75,30\n2024,,,,,,,,,\nJanuary,-10,-20,10,85,55,30,95,75,20\n\
                \"(1) Balance of Payments basis.\",,,,,,,,,\n";
    let dataset = opened("exhibit1.csv", text);
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 6));
    check(&dataset, "FT-900 exhibit", &["USA WLD Services import 2023-01 20"]);
    for (sector, flow, period, value) in [
        ("Services", Flow::Export, "2023-02", "40"),
        ("Goods", Flow::Import, "2024-01", "75"),
        ("Total", Flow::Balance, "2023-01", "-15"),
        ("Services", Flow::Export, "2023", "70"),
    ] {
        let reporter = dataset.dimension(Axis::Reporter).get(0).code.clone();
        assert_eq!(
            figure(&dataset, [&reporter, "WLD", sector], flow, period).as_deref(),
            Some(value),
            "{sector} {period}"
        );
    }
}

#[test]
fn time_series_of_the_ons_by_their_titles() {
    let text = "\"Title\",\"Trade in Goods: Germany: Exports: BOP: CP: SA\",\"Trade in Goods: WW: Imports: BOP: CP: NSA\",\"Trade in Goods: WW: Imports: BOP: CVM: SA\",\"Trade in Goods: WW: Imports: BOP: CP: SA\"\n\
                \"CDID\",\"LGKE\",\"BOKH\",\"BQBJ\",\"BOKI\"\n\"PreUnit\",\"£\",\"£\",\"£\",\"£\"\n\"Unit\",\"m\",\"m\",\"m\",\"m\"\n\
                \"Release Date\",\"14-11-2024\",\"14-11-2024\",\"14-11-2024\",\"14-11-2024\"\n\"Next release\",,,,\n\"Important Notes\",,,,\n\
                \"2023\",\"40\",\"580\",\"500\",\"581\"\n\"2023 Q4\",\"10\",\"142\",\"120\",\"143\"\n\"2023 DEC\",\"3\",\"47\",\"40\",\"48\"\n\"2024 JAN\",\"3.5\",\"48\",\"41\",\"49\"\n";
    let dataset = opened("mret.csv", text);
    check(&dataset, "ONS time series", &[]);
    let sector = "Trade in Goods";
    assert_eq!(figure(&dataset, ["GBR", "DEU", sector], Flow::Export, "2024-01").as_deref(), Some("3.5"));
    assert_eq!(figure(&dataset, ["GBR", "WLD", sector], Flow::Import, "2023Q4").as_deref(), Some("142"));
    assert_eq!(dataset.meta.unit, Unit::currency("GBP", 6));
    assert!(dataset.report.warnings.iter().any(|text| text.starts_with("1 series tell the same trade again")));
}

#[test]
fn what_is_published_is_set_beside_its_parts() {
    // The world after its countries and with a blank before it, as WITS writes it: above them, not below the last.
    let text = "Partner Name,Year,Export (US$ Thousand),Import (US$ Thousand)\nAruba,2021,5,6\nVanuatu,2021,7,8\n World,2021,12,15\n";
    let dataset = opened("34_years.csv", text);
    let partners = dataset.dimension(Axis::Partner);
    let world = partners.total().expect("the world");
    assert_eq!((partners.get(world).parent, partners.children(world).len()), (None, 2));
    let checks = |dataset: &Dataset| -> Vec<String> {
        let lines = dataset.report.reconciliations.iter();
        lines.map(|check| format!("{}: {} / {}", check.what, check.published, check.parts)).collect()
    };
    assert_eq!(
        checks(&dataset),
        ["World against 2 partners, exports 2021: 12 / 12", "World against 2 partners, imports 2021: 15 / 14"]
    );
    let payments = "\"Date\",\"貿易収支/仲介貿易商品/輸出:億円\",\"貿易収支/仲介貿易商品/仲介貿易取得財貨(負の輸出)/輸出:億円\",\
                    \"貿易収支/仲介貿易商品/仲介貿易売却財貨/輸出:億円\",\"サービス/受取:億円\",\"サービス/支払:億円\",\"サービス/ネット:億円\"\n\
                    2015-01-01,2,30,32,7,10,-3\n2015-02-01,3,30,33,7,10,-3\n";
    assert_eq!(
        checks(&opened("bop2.csv", payments)),
        [
            "仲介貿易商品 against 1 sector, exports 2015-02: 3 / 33",
            "Published balance against exports less imports, 2015-02: Services: -3 / -3"
        ]
    );
}

#[test]
fn states_of_the_us_and_titles_that_name_the_reporter() {
    let text = "statename,rank,countryd,val2016,val2017,share16,share17,change\nAlabama,0,World,22.5,23,1,1,6\n\
                Alabama,0,Top 25,20,21,92,91,8\nAlabama,1,\"Korea, South\",4,3.5,20,16,-14\n";
    let dataset = opened("imctyall.csv", text);
    check(
        &dataset,
        "US Census trade by state",
        &["USA KOR Alabama import 2017 3.5", "USA WLD Alabama import 2016 22.5"],
    );
    assert_eq!((dataset.report.rows.left_out, dataset.meta.unit.clone()), (1, Unit::currency("USD", 6)));
    let titled = "UK trade in goods annual exports to all countries (million pounds),,\n,,\nCountry,2023,2024\nJapan,5,6\nFrance,7,8\n";
    let dataset = opened("all.csv", titled);
    assert_eq!(figure(&dataset, ["GBR", "FRA", "TOTAL"], Flow::Export, "2024").as_deref(), Some("8"));
}

#[test]
fn trade_map_names_the_reporter_in_its_title() {
    let list = "List of importing markets for the product exported by Japan in 2021,,\nUnit : US Dollar thousand,,\n\
                Importers,Exported value in 2020,Exported value in 2021\nWorld,641283000,756166000\n\
                United States of America,118700000,135900000\nChina,141400000,163800000.5\n";
    check(
        &opened("Trade_Map.csv", list),
        "ITC Trade Map",
        &["JPN CHN TOTAL export 2021 163800000.5", "JPN WLD TOTAL export 2020 641283000"],
    );
    let bilateral = "Product code,Product label,\"Japan's exports to China, Value in 2021\",\"Japan's exports to China, Value in 2022\",\
                     \"Japan's imports from China, Value in 2022\"\n'84,Machinery,35,34,45\n'85,Electrical,40,39,55.5\n";
    let dataset = opened("Trade_Map_Bilateral.csv", bilateral);
    check(&dataset, "ITC Trade Map", &["JPN CHN 84 export 2021 35", "JPN CHN 85 import 2022 55.5"]);
    assert_eq!((dataset.dimension(Axis::Reporter).len(), dataset.dimension(Axis::Partner).len()), (1, 1));
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 3));
}

#[test]
fn usa_trade_online_is_the_trade_of_the_us() {
    let text = "Measures as of 2024,,,,\nCommodity,Country,Time,\"Customs Value (Gen) ($US)\",\"General CIF Imports Value ($US)\"\n\
                \"01 Live Animals\",Canada,January 2024,\"1,234,567\",\"1,300,000\"\n\
                \"0102 Bovine Animals, Live\",Mexico,February 2024,\"987,654\",\"1,000,000\"\n";
    check(
        &opened("state_imports.csv", text),
        "USA Trade Online",
        &["USA CAN 01 import 2024-01 1234567", "USA MEX 0102 import 2024-02 987654"],
    );
}

#[test]
fn units_below_the_header_short_tsv_and_chinese_customs() {
    let german = "Jahr;Land;Ausfuhr: Wert;Einfuhr: Wert\n;;Tsd. EUR;Tsd. EUR\n2022;Frankreich;118.193.123;69.966.000\n\
                  2022;Vereinigte Staaten;156.118.000;91.700.000\n2023;Frankreich;119.800.000;69.900.000\n";
    let dataset = opened("aussenhandel.csv", german);
    assert_eq!((dataset.meta.unit.clone(), dataset.report.rows.used), (Unit::currency("EUR", 3), 3));
    assert_eq!(figure(&dataset, ["FRA", "WLD", "TOTAL"], Flow::Export, "2022").as_deref(), Some("118193123"));
    let tsv = "freq,currency,bop_item,stk_flow,partner,geo\\TIME_PERIOD\t2023 \t2022 \nA,MIO_EUR,S,CRE,US,DE\t300.5 \t280 p\n\
               A,MIO_EUR,S,DEB,US,DE\t320 \t300 \n";
    check(&opened("bop_c6_a.tsv", tsv), "Eurostat TSV", &["DEU USA S export 2023 300.5", "DEU USA S import 2022 300"]);
    let customs = "商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,数据年月,美元,进出口\n01012100,马,116,日本,202401,140,出口\n\
                   01012100,马,502,美国,202402,300.5,进口\n";
    let dataset = opened("customs.csv", customs);
    assert_eq!((dataset.meta.unit.clone(), dataset.report.rows.used), (Unit::currency("USD", 0), 2));
    let sums: Vec<String> =
        dataset.facts.iter().map(|fact| dataset.amount(i128::from(fact.value)).trimmed().to_string()).collect();
    assert_eq!(sums, ["140", "300.5"]);
    assert_eq!(dataset.dimension(Axis::Sector).get(0).label, "马");
}

#[test]
fn singstat_and_the_central_bank_of_brazil() {
    let singstat = "Theme: Trade and Investment,,\nTitle: Merchandise Imports By Region (Million Dollars),,\n,,\nData Series,2025 Feb ,2025 Jan \n\
                    Total Merchandise Imports,9.5,9\n  Asia,6,5\n    China,2,1\n    Japan,2,2\n    Malaysia,1,1\n    Thailand,1,1\n  \
                    America,3.5,4\n    United States,3.5,4\n    Canada,na,na\n    Mexico,-,-\n";
    let dataset = opened("Import_data.csv", singstat);
    check(&dataset, "SingStat table builder", &["SGP JPN TOTAL import 2025-02 2", "SGP USA TOTAL import 2025-01 4"]);
    assert_eq!(dataset.meta.unit, Unit::currency("SGD", 6));
    let series = "\"data\";\"valor\"\n\"01/01/1995\";\"-398,7\"\n\"01/02/1995\";\"-1.143,5\"\n\"13/03/1995\";\"5\"\n";
    let dataset = opened("BCB_SGS_balanca_comercial.csv", series);
    check(&dataset, "Banco Central do Brasil (SGS)", &["BRA WLD TOTAL balance 1995-02 -1143.5"]);
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 6));
}
