//! The formats that are recognised: one file each, and one line in [`ALL`].

mod baci;
mod bcb;
mod bilateral;
mod boj;
mod census;
mod comtrade;
mod eurostat;
mod ft900;
pub(in crate::import) mod generic;
mod genesis;
mod imf;
mod japan;
mod japan_payments;
mod offices;
mod owid;
mod sdmx;
mod singstat;
mod table;
mod tidy;
mod trade_map;
mod variants;
mod wits;
mod world_bank;
mod wto;

pub(in crate::import) use baci::products_beside;
pub(in crate::import) use generic::setup;

use encoding_rs::Encoding;

use super::decode::Decoded;
use super::infer::Proposal;
use super::ingest::{self, SourceRecords};
use super::recipe::{Recipe, Setup};
use super::record::{Record, Records};
use super::sniff::Sniffed;
use super::{ImportError, Limits, Opened, Options, Progress, Question, Source};

/// A table to be read: where it is, what its head shows, and what the user asked for.
pub(super) struct Input<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// What its head shows.
    pub sniffed: &'a Sniffed,
    /// What the user asked for.
    pub options: &'a Options,
    /// Progress and cancellation.
    pub progress: &'a Progress,
    /// Bounds.
    pub(crate) limits: &'a Limits,
}

impl<'a> Input<'a> {
    /// The records below the header, decoded from `encoding`.
    pub(crate) fn records(&self, encoding: &'static Encoding) -> Result<SourceRecords<'a>, ImportError> {
        let bytes = self.source.open(self.progress)?;
        let decoded = Decoded::new(bytes, encoding);
        let mut records = Records::new(decoded, self.sniffed.dialect, self.limits.record, self.limits.chunk);
        records.expect_width(self.sniffed.width);
        let mut record = Record::default();
        let mut above = self.sniffed.skip;
        while above > 0 && ingest::next(&mut records, &mut record, self)? {
            above -= 1;
        }
        Ok(records)
    }
}

/// A family of files: how it is recognised and how its tables are read.
pub(crate) trait Format: Sync {
    /// The name for reports, such as "Saldo tidy CSV".
    fn name(&self) -> &'static str;

    /// How sure the format is that the table is its own: 0 not at all, 100 certain.
    fn score(&self, sniffed: &Sniffed) -> u8;

    /// Whether tables that are laid out for the eye are written again as regular ones before they are read.
    fn lays_out(&self) -> bool {
        false
    }

    /// How the table is to be read.
    ///
    /// # Errors
    /// When the table is the format's own and cannot be used; the error says why and what to do.
    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError>;
}

/// How a table is to be read.
pub(crate) enum ReadPlan {
    /// By a recipe.
    Ready(Box<Recipe>, Box<Setup>),
    /// The user must be asked first.
    NeedsUser(Box<Proposal>),
}

impl ReadPlan {
    /// By a recipe.
    pub(crate) fn ready(recipe: Recipe, setup: Setup) -> Self {
        Self::Ready(Box::new(recipe), Box::new(setup))
    }
}

/// All formats. Where two are equally sure, the user is asked.
const ALL: &[&dyn Format] = &[
    &tidy::Tidy,
    &comtrade::Comtrade,
    &baci::Baci,
    &wits::WitsBulk,
    &wits::WitsSummary,
    &wto::WtoFlat,
    &wto::WtoPivot,
    &trade_map::TradeMap,
    &sdmx::Sdmx,
    &eurostat::EurostatTsv,
    &eurostat::ComextBulk,
    &eurostat::Prodcom,
    &world_bank::WorldBank,
    &imf::ImfBulk,
    &japan::JapanCustoms,
    &japan::JapanTotals,
    &japan_payments::JapanPayments,
    &boj::BojApi,
    &boj::BojSite,
    &census::CensusCountries,
    &census::CensusApi,
    &census::CensusStates,
    &census::UsaTrade,
    &offices::OnsFlat,
    &offices::OnsSeries,
    &offices::Faostat,
    &offices::StatCan,
    &offices::ComexStat,
    &genesis::Genesis,
    &genesis::GenesisFlat,
    &owid::OurWorldInData,
    &bilateral::Gravity,
    &bilateral::CorrelatesOfWar,
    &bilateral::Atlas,
    &bilateral::Batis,
    &singstat::SingStat,
    &ft900::Ft900,
    &bcb::CentralBankOfBrazil,
    &generic::Generic,
];

/// Whether the format that is surest of a table wants it to be regular.
pub(crate) fn lays_out(sniffed: &Sniffed) -> bool {
    ALL.iter().max_by_key(|format| format.score(sniffed)).is_some_and(|format| format.lays_out())
}

/// Reads with the format that is surest of the table.
pub(crate) fn read(input: &Input<'_>) -> Result<Opened, ImportError> {
    match plan(input)? {
        ReadPlan::Ready(recipe, setup) => {
            let dataset = ingest::load(input, &recipe, &setup)?;
            Ok(Opened::Dataset(Box::new(dataset)))
        }
        ReadPlan::NeedsUser(proposal) => {
            Ok(Opened::Question(Box::new(Question::new(input.source.clone(), input.sniffed, *proposal))))
        }
    }
}

/// The plan of the format that is surest of the table.
pub(crate) fn plan(input: &Input<'_>) -> Result<ReadPlan, ImportError> {
    let scored: Vec<(u8, &dyn Format)> = ALL.iter().map(|format| (format.score(input.sniffed), *format)).collect();
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
    let mut surest = scored.iter().filter(|(score, _)| *score == best).map(|(_, format)| *format);
    match (surest.next(), surest.next()) {
        // A mapping by hand is always applied by the generic reader.
        (Some(format), None) if input.options.mapping.is_none() => format.plan(input),
        (Some(one), Some(other)) if input.options.mapping.is_none() => {
            let problem = format!("Which format is this: {} or {}?", one.name(), other.name());
            generic::ask(input, &[problem])
        }
        _ => generic::Generic.plan(input),
    }
}
