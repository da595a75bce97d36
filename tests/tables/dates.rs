//! Periods as publishers spell them.

use crate::random::Random;
use crate::words::MONTHS;

const JA: usize = 6;
const ZH: usize = 7;
const RU: usize = 8;
const KO: usize = 10;

/// Chooses a spelling for a table.
pub(crate) fn spelling(random: &mut Random, language: usize, per_year: usize) -> usize {
    let east = matches!(language, JA | ZH | KO);
    match per_year {
        1 if east => random.weighed(&[(50, 0), (40, 1), (5, 2), (5, 4)]),
        1 => random.weighed(&[(72, 0), (6, 2), (5, 3), (4, 4), (3, 5), (4, 6), (3, 7), (3, 1)]),
        4 => random.within(0, if east { 9 } else { 8 }),
        _ => random.within(0, if east { 12 } else { 11 }),
    }
}

/// A period in a spelling.
pub(crate) fn spelled(spelling: usize, language: usize, per_year: usize, (year, sub): (i32, usize)) -> String {
    let last_day = |month: usize| match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let short = year.rem_euclid(100);
    match per_year {
        1 => match spelling {
            1 => match language {
                KO => format!("{year}년"),
                RU => format!("{year} г."),
                JA | ZH => format!("{year}年"),
                _ => format!("CY{year}"),
            },
            2 => format!("{year}-12-31"),
            3 => format!("31.12.{year}"),
            4 => format!("{year}-01-01"),
            5 => format!("{year}-{:02}", (year + 1).rem_euclid(100)),
            6 => format!("FY{year}"),
            7 => format!("X{year}"),
            _ => year.to_string(),
        },
        4 => {
            let month = sub * 3;
            match spelling {
                0 => format!("{year}Q{sub}"),
                1 => format!("{year}-Q{sub}"),
                2 => format!("Q{sub} {year}"),
                3 => format!("{sub}Q{short:02}"),
                4 => format!("{sub}Q{year}"),
                5 => match language {
                    2..=4 => format!("{year} T{sub}"),
                    1 => format!("{sub}. Quartal {year}"),
                    5 => format!("{} kw. {year}", ["I", "II", "III", "IV"][sub - 1]),
                    8 => format!("{} кв. {year}", ["I", "II", "III", "IV"][sub - 1]),
                    _ => format!("Q{sub}/{year}"),
                },
                6 => format!("{year}-{month:02}-{}", last_day(month)),
                7 => format!("{year}-{:02}-01", month - 2),
                9 => match language {
                    JA => format!("{year}年{}-{month}月", month - 2),
                    ZH => format!("{year}年第{}季度", ["一", "二", "三", "四"][sub - 1]),
                    _ => format!("{year}년 {sub}분기"),
                },
                _ => format!("{year} Q{sub}"),
            }
        }
        _ => {
            let name = MONTHS[language][sub - 1];
            let cut: String = name.chars().take(if language == 2 { 4 } else { 3 }).collect();
            let east = matches!(language, JA | ZH | KO);
            let cut = if east { MONTHS[0][sub - 1][..3].to_owned() } else { cut };
            match spelling {
                0 => format!("{year}-{sub:02}"),
                1 => format!("{cut}-{short:02}"),
                2 => format!("{cut} {year}"),
                3 => format!("{sub:02}/{year}"),
                4 => format!("{year}M{sub:02}"),
                5 => format!("{year}{sub:02}"),
                6 if !east => format!("{name} {year}"),
                7 => format!("{year}-{sub:02}-01"),
                8 => format!("{:02}.{sub:02}.{year}", last_day(sub)),
                9 => format!("{year}/{sub:02}"),
                10 => format!("{year}-{sub:02}-{}", last_day(sub)),
                12 => format!("{year}_{sub:02}"),
                11 if !east => format!("{year}_{sub:02}"),
                11 => match language {
                    KO => format!("{year}년 {sub}월"),
                    _ => format!("{year}年{sub}月"),
                },
                _ => format!("{year}.{sub:02}"),
            }
        }
    }
}

/// A month or quarter within its year.
pub(crate) fn part(language: usize, per_year: usize, style: usize, sub: usize) -> String {
    if per_year == 4 {
        return match style {
            0 | 1 => format!("Q{sub}"),
            2 => ["I", "II", "III", "IV"][sub - 1].to_owned(),
            _ => match language {
                JA => format!("第{sub}四半期"),
                KO => format!("{sub}분기"),
                ZH => format!("{sub}季度"),
                2..=4 => format!("T{sub}"),
                _ => format!("Q{sub}"),
            },
        };
    }
    match style {
        0 => MONTHS[language][sub - 1].to_owned(),
        1 => match language {
            JA | ZH | KO => MONTHS[language][sub - 1].to_owned(),
            _ => MONTHS[language][sub - 1].chars().take(if language == 2 { 4 } else { 3 }).collect(),
        },
        2 => sub.to_string(),
        _ => format!("{sub:02}"),
    }
}
