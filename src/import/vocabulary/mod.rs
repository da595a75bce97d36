//! The words of publishers as tables, a language a column, and what they say in labels, headings and cells.

mod areas;
mod atoms;
mod balances;
mod columns;
mod contains;
mod flows;
mod headings;
mod languages;
mod lexicon;
mod measures;
mod parts;
mod prices;
mod statistics;
mod subjects;
mod titles;
mod totals;
mod units;
mod variants;
mod weights;

pub(crate) use areas::{Called, noun_of, trades};
pub(crate) use balances::{AboveZero, above_zero, is_other_balance};
pub(crate) use columns::column_hint;
pub(crate) use contains::{Holds, may_hold};
pub(crate) use flows::flow_of;
pub(crate) use headings::{is_heading, may_be_everything};
pub(crate) use languages::languages_of;
pub(crate) use measures::no_money;
pub(crate) use parts::{Beside, beside, included_in};
pub(crate) use prices::is_at_constant_prices;
pub(crate) use statistics::is_statistic;
pub(crate) use subjects::{is_beside_goods, subject_of};
pub(crate) use titles::{
    begins_with_money, counts_money, is_behind_other_side, is_beside, is_of_trade, is_short_country, is_source,
    is_toward, joins_money, stated_source, stated_title,
};
pub(crate) use totals::{TotalClaim, claims_total, claims_trade, claims_whole, is_half_of_trade};
pub(crate) use units::{UnitText, is_sign, power_text, power_word, unit_text};
pub(crate) use variants::{PRICES, RELEASE, SCENARIO, SPAN, Variant, is_of_alternatives, is_release, variant_of};
pub(crate) use weights::weight_text;
