//! A dataset as bytes that are read back in no time, and the same dataset from them.
//!
//! First the length of a head and the head: JSON of everything but the columns. Then the columns, block by block,
//! as they stand in memory, least byte first. Nothing is stored that does not come back as it was.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::dataset::Coverage;
use super::facts::{Block, Codes, Facts, Values};
use super::{
    Audit, Axis, ColumnUse, Contradicted, Dataset, Dimension, FactStatus, Flow, Frequency, Gap, ImportReport, Member,
    Meta, Period, Reconciliation, RowTally,
};

/// Everything but the columns.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    meta: Meta,
    members: [Vec<Member>; 3],
    periods: Vec<(i32, Frequency)>,
    decimals: u8,
    gaps: Vec<Gap>,
    report: StoredReport,
    audit: Audit,
    truncated: [Vec<Vec<u8>>; 3],
    leading: Axis,
    /// The sum of all sizes, in two parts.
    largest_sum: [u64; 2],
    blocks: Vec<BlockHead>,
}

/// A report whose reasons keep their lines.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct StoredReport {
    words: [String; 5],
    rows: RowTally,
    reasons: Vec<(super::Outcome, String, u64, u64, Vec<u64>)>,
    contradicted: Contradicted,
    columns: Vec<ColumnUse>,
    warnings: Vec<String>,
    reconciliations: Vec<Reconciliation>,
}

/// How the columns of a block are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct BlockHead {
    flow: Flow,
    period: u16,
    rows: usize,
    /// Bytes for each member, by axis.
    widths: [u8; 3],
    /// What is added to each value of four bytes; none where values have eight.
    base: Option<i64>,
    has_status: bool,
}

impl BlockHead {
    fn of(block: &Block) -> Self {
        let width = |codes: &Codes| match codes {
            Codes::Narrow(_) => 1,
            Codes::Medium(_) => 2,
            Codes::Wide(_) => 4,
        };
        Self {
            flow: block.flow,
            period: block.period,
            rows: block.len(),
            widths: block.codes.each_ref().map(width),
            base: match &block.values {
                Values::Offsets { base, .. } => Some(*base),
                Values::Whole(_) => None,
            },
            has_status: block.status.is_some(),
        }
    }

    /// How many bytes the columns take.
    fn bytes(&self) -> Option<usize> {
        let value = if self.base.is_some() { 4 } else { 8 };
        let row = self.widths.iter().copied().map(usize::from).sum::<usize>() + value + usize::from(self.has_status);
        self.rows.checked_mul(row)
    }
}

impl StoredReport {
    fn of(report: &ImportReport) -> Self {
        // A field that is left out here is missed below, where all of them are named.
        let report = report.clone();
        let reason =
            |reason: super::Reason| (reason.outcome, reason.reason, reason.count, reason.first_line, reason.lines);
        Self {
            words: [report.file, report.format, report.container, report.encoding, report.delimiter],
            rows: report.rows,
            reasons: report.reasons.into_iter().map(reason).collect(),
            contradicted: report.contradicted,
            columns: report.columns,
            warnings: report.warnings,
            reconciliations: report.reconciliations,
        }
    }

    fn report(self) -> ImportReport {
        let Self { words, rows, reasons, contradicted, columns, warnings, reconciliations } = self;
        let [file, format, container, encoding, delimiter] = words;
        let reason =
            |(outcome, reason, count, first_line, lines)| super::Reason { outcome, reason, count, first_line, lines };
        let reasons = reasons.into_iter().map(reason).collect();
        ImportReport {
            file,
            format,
            container,
            encoding,
            delimiter,
            rows,
            reasons,
            contradicted,
            columns,
            warnings,
            reconciliations,
        }
    }
}

impl Dataset {
    /// Writes the dataset as bytes, block by block; nothing, and false, where it would not come back as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<bool> {
        let head = Head {
            meta: self.meta.clone(),
            members: self.dimensions.each_ref().map(|dimension| dimension.members().to_vec()),
            periods: self.periods.iter().map(|period| (period.start_month(), period.frequency())).collect(),
            decimals: self.decimals,
            gaps: self.gaps.clone(),
            report: StoredReport::of(&self.report),
            audit: self.audit.clone(),
            truncated: self.truncated.clone(),
            leading: self.facts.leading,
            largest_sum: [(self.facts.largest_sum >> 64) as u64, self.facts.largest_sum as u64],
            blocks: self.facts.blocks.iter().map(BlockHead::of).collect(),
        };
        let text = serde_json::to_vec(&head)?;
        let same = serde_json::from_slice::<Head>(&text).is_ok_and(|back| back == head);
        if !same {
            return Ok(false);
        }
        out.write_all(&(text.len() as u64).to_le_bytes())?;
        out.write_all(&text)?;
        for coverage in self.coverage.iter().flatten() {
            out.write_all(&coverage.flows_at)?;
            out.write_all(&[coverage.expected])?;
        }
        let mut bytes = Vec::new();
        for block in &self.facts.blocks {
            bytes.clear();
            put_block(block, &mut bytes);
            out.write_all(&bytes)?;
        }
        Ok(true)
    }

    /// The dataset that gave some bytes; nothing where they are not all there or do not fit together.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (head, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let head: Head = serde_json::from_slice(head).ok()?;
        let sizes = head.members.each_ref().map(Vec::len);
        let parents = |members: &Vec<Member>| {
            let known = |id: &u32| (*id as usize) < members.len();
            members.iter().all(|member| member.parent.iter().chain(&member.contains).all(known))
        };
        let periods: Vec<Period> =
            head.periods.iter().map(|(start, frequency)| Period::starting(*start, *frequency)).collect();
        let [_, partners, sectors] = sizes;
        let concerned = |gap: &Gap| {
            let below = |ids: &[u32], size: usize| ids.iter().all(|id| (*id as usize) < size);
            below(&gap.partners, partners) && below(&gap.sectors, sectors)
        };
        if !head.members.iter().all(parents) || !head.gaps.iter().all(concerned) {
            return None;
        }
        let (coverage, mut rest) = coverage(rest, sizes, periods.len())?;
        let mut places = Vec::with_capacity(head.blocks.len());
        for block in &head.blocks {
            let (own, more) = rest.split_at_checked(block.bytes()?)?;
            places.push((block, own));
            rest = more;
        }
        let block = |(head, bytes): (&BlockHead, &[u8])| block(head, bytes, sizes, periods.len());
        let blocks: Vec<Block> = places.into_par_iter().map(block).collect::<Option<_>>()?;
        let [high, low] = head.largest_sum.map(u128::from);
        let facts = Facts {
            rows: blocks.iter().map(Block::len).sum(),
            blocks,
            leading: head.leading,
            largest_sum: high << 64 | low,
        };
        rest.is_empty().then(|| Self {
            meta: head.meta,
            dimensions: head.members.map(Dimension::new),
            periods,
            facts,
            decimals: head.decimals,
            gaps: head.gaps,
            report: head.report.report(),
            audit: head.audit,
            coverage,
            truncated: head.truncated,
        })
    }
}

fn coverage(bytes: &[u8], sizes: [usize; 3], periods: usize) -> Option<([Vec<Coverage>; 3], &[u8])> {
    let mut rest = bytes;
    let mut all = <[Vec<Coverage>; 3]>::default();
    for (members, size) in all.iter_mut().zip(sizes) {
        for _ in 0..size {
            let (own, more) = rest.split_at_checked(periods)?;
            let flows = own.iter().fold(0, |flows, more| flows | more);
            let (expected, more) = more.split_first()?;
            let mut coverage = Coverage { flows_at: own.to_vec(), flows, expected: *expected, ..Coverage::default() };
            coverage.finish();
            members.push(coverage);
            rest = more;
        }
    }
    Some((all, rest))
}

fn put_block(block: &Block, bytes: &mut Vec<u8>) {
    for codes in &block.codes {
        match codes {
            Codes::Narrow(codes) => bytes.extend_from_slice(codes),
            Codes::Medium(codes) => bytes.extend(codes.iter().flat_map(|code| code.to_le_bytes())),
            Codes::Wide(codes) => bytes.extend(codes.iter().flat_map(|code| code.to_le_bytes())),
        }
    }
    match &block.values {
        Values::Offsets { offsets, .. } => bytes.extend(offsets.iter().flat_map(|value| value.to_le_bytes())),
        Values::Whole(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
    }
    bytes.extend(block.status.iter().flatten().map(|status| status.0));
}

/// A block from bytes of the right length.
fn block(head: &BlockHead, bytes: &[u8], sizes: [usize; 3], periods: usize) -> Option<Block> {
    let rows = head.rows;
    let mut rest = bytes;
    let mut codes = <[Codes; 3]>::default();
    for ((codes, width), size) in codes.iter_mut().zip(head.widths).zip(sizes) {
        let (own, more) = rest.split_at_checked(rows.checked_mul(width.into())?)?;
        *codes = match width {
            1 => Codes::Narrow(own.to_vec()),
            2 => Codes::Medium(own.as_chunks().0.iter().map(|code| u16::from_le_bytes(*code)).collect()),
            4 => Codes::Wide(own.as_chunks().0.iter().map(|code| u32::from_le_bytes(*code)).collect()),
            _ => return None,
        };
        let mut most = 0;
        codes.each(|_, code| most = code.max(most));
        if rows > 0 && most as usize >= size {
            return None;
        }
        rest = more;
    }
    let (values, rest) = rest.split_at_checked(rows * if head.base.is_some() { 4 } else { 8 })?;
    let values = match head.base {
        Some(base) => {
            let offsets: Vec<u32> = values.as_chunks().0.iter().map(|value| u32::from_le_bytes(*value)).collect();
            let most = offsets.iter().copied().max().unwrap_or(0);
            base.checked_add(most.into())?;
            Values::Offsets { base, offsets }
        }
        None => Values::Whole(values.as_chunks().0.iter().map(|value| i64::from_le_bytes(*value)).collect()),
    };
    let status = head.has_status.then(|| rest.iter().map(|status| FactStatus(*status)).collect());
    let fits = usize::from(head.period) < periods && rows <= Block::MOST_ROWS;
    fits.then_some(Block { flow: head.flow, period: head.period, codes, values, status })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Amount, DatasetBuilder, Outcome, RowKey};

    fn dataset() -> Dataset {
        let mut builder = DatasetBuilder::new(Meta { title: "Tëst".to_owned(), ..Meta::default() });
        builder.member(Axis::Reporter, "JPN", "Japan");
        for n in 0..300 {
            builder.member(Axis::Partner, &format!("P{n}"), "");
        }
        builder.member(Axis::Sector, "A", "Apples");
        for n in 0..5000i32 {
            let flow = if n % 2 == 0 { Flow::Import } else { Flow::Export };
            let period = Period::month(2000, 1).shifted(n / 1000);
            let key = RowKey { reporter: 0, partner: n as u32 % 300, sector: 0, flow, period };
            let status = if n % 700 == 3 { FactStatus::MISSING } else { FactStatus::OK };
            let value = if n % 1100 == 4 { 1 << 40 } else { i128::from(n) };
            builder.report.use_row();
            builder.push(key, Amount::new(value, 2), status, n as u64 + 2);
        }
        builder.report.exclude_row(Outcome::Rejected, 7, "odd");
        builder.finish().expect("a dataset")
    }

    fn told(dataset: &Dataset) -> String {
        let Dataset { meta, periods, facts, decimals, gaps, report, audit, coverage, truncated, .. } = dataset;
        let members = Axis::ALL.map(|axis| dataset.dimension(axis).members());
        format!(
            "{meta:?} {members:?} {periods:?} {facts:?} {decimals} {gaps:?} {report:?} {audit:?} {coverage:?} {truncated:?}"
        )
    }

    fn bytes(dataset: &Dataset) -> Vec<u8> {
        let mut bytes = Vec::new();
        assert!(dataset.write_to(&mut bytes).expect("memory"));
        bytes
    }

    #[test]
    fn a_dataset_comes_back_as_it_was() {
        let dataset = dataset();
        let bytes = bytes(&dataset);
        let back = Dataset::from_bytes(&bytes).expect("a dataset");
        assert_eq!(told(&back), told(&dataset));
    }

    #[test]
    fn what_is_cut_is_nothing() {
        let bytes = bytes(&dataset());
        for length in (0..bytes.len()).step_by(97) {
            assert!(Dataset::from_bytes(&bytes[..length]).is_none(), "{length} of {} bytes", bytes.len());
        }
    }
}
