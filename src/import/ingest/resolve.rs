//! Resolves each distinct text: its period, its member, what becomes of rows with it.

use std::borrow::Cow;

use foldhash::HashSet;

use super::dictionary::{Dictionary, Entry};
use super::encoder::{Chunk, DictionaryEncoder, NAMED, SEPARATOR};
use super::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, TableLayout, ValueColumn};
use crate::data::country::{self, CodeSystem};
use crate::data::{Axis, CancelCheck, DatasetBuilder, FactStatus, Flow, Frequency, MemberId, Period, Role};
use crate::import::members::Members;
use crate::import::recipe::{Cells, MemberRule, NO_FLOW, NO_MONEY, Recipe, RowAttributes, RowDisposition};
use crate::import::{ColumnRole, vocabulary, words};

/// What the texts of a table mean, by their place in its dictionaries.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// Periods, or why a text is none.
    pub periods: Vec<Result<Period, &'static str>>,
    /// Members of each axis; none where the cell is empty, or stands in no row of figures.
    pub members: [Vec<Option<MemberId>>; 3],
    /// The texts of each axis that are no member because no row with them is a figure.
    idle: [Vec<bool>; 3],
    /// Of texts of each axis that are no member but a statistic or a flow: what they are.
    strange: [Vec<Option<String>>; 3],
    /// The member of rows without a column for the axis.
    pub defaults: [Option<MemberId>; 3],
    /// What becomes of rows.
    pub dispositions: Vec<RowDisposition>,
}

impl Resolved {
    /// Finds the meaning of everything that a table holds; means nothing where it is cancelled.
    pub(super) fn of(
        encoder: &DictionaryEncoder,
        layout: &TableLayout,
        recipe: &Recipe,
        members: &mut Members,
        builder: &mut DatasetBuilder,
        is_cancelled: CancelCheck<'_>,
    ) -> Self {
        let [periods, _, _, _, contexts] = &encoder.dictionaries;
        let of = |entry: &Entry| period_meaning(&entry.key, layout, recipe);
        let mut resolved = Self { periods: periods.entries().iter().map(of).collect(), ..Self::default() };
        resolved.dispositions = if layout.context.is_empty() {
            vec![no_context(layout, recipe)]
        } else {
            contexts.entries().iter().map(|entry| disposition(layout, recipe, &entry.key)).collect()
        };
        // A text that only stands in rows that are not used makes no member.
        let dated = layout.period == PeriodColumns::Header || resolved.periods.iter().all(Result::is_ok);
        let all =
            dated && resolved.dispositions.iter().all(|disposition| matches!(disposition, RowDisposition::Use(_)));
        let used = encoder.texts_of(all, |chunk, row| resolved.is_usable(encoder, layout, chunk, row), is_cancelled);
        let texts = Axis::ALL.map(|axis| {
            let slot = FIRST_AXIS + axis.index();
            let entries = encoder.dictionaries.get(slot).map(Dictionary::entries).unwrap_or_default();
            let used = used.get(slot).map(Vec::as_slice).unwrap_or_default();
            entries.iter().zip(used).map(|(entry, used)| raw_member(entry, *used)).collect::<Vec<_>>()
        });
        let numeric = numeric_system(&texts);
        let flow = flow_of_table(layout, recipe);
        for (axis, texts) in Axis::ALL.into_iter().zip(&texts) {
            let rule = recipe.members_of(axis).clone();
            let free = axis != Axis::Sector && rule.countries.is_none() && rule.make.is_none();
            let strange = if rule.make.is_none() && rule.countries.is_none() && axis != Axis::Reporter {
                strange(axis, texts, flow)
            } else {
                vec![None; texts.len()]
            };
            let rule = if free { MemberRule { countries: numeric, ..rule } } else { rule };
            if let Some(place) = resolved.strange.get_mut(axis.index()) {
                *place = strange;
            }
            resolved.settle_axis(axis, texts, (layout, &rule), (&mut *members, &mut *builder));
            resolved.head(axis, texts, flow, builder);
        }
        resolved
    }

    /// Whether a row is a figure, as far as its context and its period tell.
    fn is_usable(&self, encoder: &DictionaryEncoder, layout: &TableLayout, chunk: &Chunk, row: usize) -> bool {
        let code = |slot: usize| encoder.place(chunk, slot, row);
        let dated = layout.period == PeriodColumns::Header || matches!(self.periods.get(code(PERIOD)), Some(Ok(_)));
        dated && matches!(self.dispositions.get(code(CONTEXT)), Some(RowDisposition::Use(_)))
    }

    /// Names the members of an axis, or the one of all rows where no column tells.
    fn settle_axis(
        &mut self,
        axis: Axis,
        texts: &[RawMember<'_>],
        (layout, rule): (&TableLayout, &MemberRule),
        (members, builder): (&mut Members, &mut DatasetBuilder),
    ) {
        let columns = layout.axis(axis);
        let at = axis.index();
        let (Some(ids), Some(idle)) = (self.members.get_mut(at), self.idle.get_mut(at)) else { return };
        let strange = self.strange.get(at).map(Vec::as_slice).unwrap_or_default();
        let Some(default) = self.defaults.get_mut(at) else { return };
        if columns.code.is_none() && columns.name.is_none() {
            // Where every column of values names its own member there is no other.
            let names = |column: &ValueColumn| {
                let name = column.members.get(axis.index()).and_then(Option::as_deref);
                name.is_some_and(|name| !name.trim().is_empty())
            };
            let named = !layout.values.is_empty() && layout.values.iter().all(names);
            *default = Some(if named { 0 } else { members.default_member(builder, axis) });
            return;
        }
        idle.extend(texts.iter().map(|raw| !raw.used && !raw.code.trim().is_empty()));
        let member = |(RawMember { code, name, used }, strange): (&RawMember<'_>, &Option<String>)| {
            (*used && strange.is_none()).then(|| members.id(builder, axis, rule, code, name)).flatten()
        };
        ids.extend(texts.iter().zip(strange).map(member));
    }

    /// A row that is called by the flow of its table, `Exports` above goods, is all of it.
    fn head(&self, axis: Axis, texts: &[RawMember<'_>], flow: Option<Flow>, builder: &mut DatasetBuilder) {
        let ids = self.members.get(axis.index()).map(Vec::as_slice).unwrap_or_default();
        if axis == Axis::Reporter || flow.is_none() || ids.iter().flatten().count() < 2 {
            return;
        }
        for id in texts.iter().zip(ids).filter(|(raw, _)| Flow::parse(&raw.label()) == flow).filter_map(|(_, id)| *id) {
            builder.member_mut(axis, id).role = Role::Total;
        }
    }

    /// Why a text is no member although its rows are figures.
    pub(super) fn is_strange(&self, axis: Axis, code: usize) -> Option<&str> {
        self.strange.get(axis.index())?.get(code)?.as_deref()
    }

    /// Whether some rows tell the trade that others tell as well.
    pub(super) fn has_variants(&self) -> bool {
        let variants = self.dispositions.iter().filter_map(|disposition| match disposition {
            RowDisposition::Use(RowAttributes { variant: Some(variant), .. }) => Some(variant),
            _ => None,
        });
        variants.collect::<HashSet<_>>().len() > 1
    }

    /// Whether rows tell a flow.
    pub(super) fn tells(&self, flow: Flow) -> bool {
        self.dispositions
            .iter()
            .any(|disposition| matches!(disposition, RowDisposition::Use(attributes) if attributes.flow == Some(flow)))
    }

    /// The flow that a context tells.
    pub(super) fn flow(&self, context: usize) -> Option<Flow> {
        match self.dispositions.get(context)? {
            RowDisposition::Use(attributes) => attributes.flow,
            _ => None,
        }
    }

    /// The member of a row along an axis.
    pub(super) fn member(&self, axis: Axis, code: usize) -> Option<MemberId> {
        let default = self.defaults.get(axis.index()).copied().flatten();
        default.or_else(|| self.members.get(axis.index())?.get(code).copied().flatten())
    }

    /// Whether a text is no member because no row with it is a figure.
    pub(super) fn is_idle(&self, axis: Axis, code: usize) -> bool {
        self.idle.get(axis.index()).and_then(|idle| idle.get(code)).copied().unwrap_or(false)
    }
}

/// What a file tells of a member.
pub(super) struct RawMember<'a> {
    pub code: &'a str,
    pub name: &'a str,
    /// Whether it stands in a row that is a figure.
    used: bool,
}

impl RawMember<'_> {
    /// Its name, or its code where it has none.
    fn label(&self) -> String {
        let text = if self.name.trim().is_empty() { self.code } else { self.name };
        text.trim().to_owned()
    }
}

/// What a text of an axis tells of a member.
pub(super) fn raw_member(entry: &Entry, used: bool) -> RawMember<'_> {
    match entry.key.split_first() {
        Some((&NAMED, name)) => RawMember { code: text(name), name: "", used },
        _ => RawMember { code: text(&entry.key), name: text(&entry.label), used },
    }
}

/// The one flow of all figures of a table.
fn flow_of_table(layout: &TableLayout, recipe: &Recipe) -> Option<Flow> {
    if recipe.mapping.has(ColumnRole::Flow) {
        return None;
    }
    let first = layout.values.first()?.flow.or(recipe.mapping.default_flow)?;
    let same = |value: &ValueColumn| value.flow.or(recipe.mapping.default_flow) == Some(first);
    layout.values.iter().all(same).then_some(first)
}

/// Which texts are no partner and no sector: a statistic, or another flow than the table's one.
fn strange(axis: Axis, texts: &[RawMember<'_>], flow: Option<Flow>) -> Vec<Option<String>> {
    let told = |raw: &RawMember<'_>| {
        let label = raw.label();
        let said = Flow::parse(&label).filter(|flow| matches!(flow, Flow::Export | Flow::Import | Flow::Balance));
        let other = said.is_some_and(|said| flow.is_some_and(|flow| flow != said));
        if other {
            Some(format!("`{label}` is another flow, and no {}", axis.word()))
        } else if vocabulary::is_statistic(&label) {
            Some(format!("`{label}` is no {}: a share, rate, quantity, average or the like", axis.word()))
        } else {
            None
        }
    };
    texts.iter().map(|raw| if raw.used { told(raw) } else { None }).collect()
}

/// The system of country codes, where those of reporters and partners are numbers without names beside them.
fn numeric_system(texts: &[Vec<RawMember<'_>>; 3]) -> Option<CodeSystem> {
    let sides = [Axis::Reporter, Axis::Partner].into_iter().filter_map(|axis| texts.get(axis.index()));
    let used = sides.flatten().filter(|raw| raw.used && !raw.code.trim().is_empty());
    let pairs: Vec<(&str, &str)> = used.map(|raw| (raw.code.trim(), raw.name)).collect();
    let numbers = pairs.iter().filter(|(code, _)| code.bytes().all(|b| b.is_ascii_digit())).count();
    let named = pairs.iter().any(|(_, name)| !name.is_empty());
    // A few numbers say nothing.
    if named || numbers < 3 || numbers * 10 < pairs.len() * 9 { None } else { country::guess_system(&pairs) }
}

// The slots are taken apart in this order above.
const _: () = assert!(PERIOD == 0 && FIRST_AXIS == 1 && CONTEXT == 4);

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The period that a text of a table stands for, or why it stands for none.
pub(super) fn period_meaning(key: &[u8], layout: &TableLayout, recipe: &Recipe) -> Result<Period, &'static str> {
    let whole = text(key);
    let (first, part) = whole.split_once(char::from(SEPARATOR)).unwrap_or((whole, ""));
    let own = recipe.period.and_then(|read| read(&whole.replace(char::from(SEPARATOR), " ")));
    let found = own.or_else(|| match layout.period {
        PeriodColumns::Parts(_, _, frequency) => join_parts(first, part, frequency),
        // Of whichever year: the column tells it.
        PeriodColumns::Within(_, frequency) => join_parts("2000", first, frequency),
        _ => Period::parse_with(whole, recipe.mapping.date_order),
    });
    found.ok_or_else(|| no_period(first.trim()))
}

fn no_period(cell: &str) -> &'static str {
    if cell.is_empty() {
        "the period is empty"
    } else if out_of_range(cell) {
        "the period lies outside the years 1500 to 2200"
    } else {
        "the period is not understood (expected 2024, 2024Q1, 2024-04 or the like)"
    }
}

/// Whether a text holds a four-digit year that no statistics reach.
fn out_of_range(text: &str) -> bool {
    let year = |run: &str| run.len() == 4 && run.parse::<i32>().is_ok_and(|year| !(1500..=2200).contains(&year));
    text.split(|c: char| !c.is_ascii_digit()).any(year)
}

/// A year and a month or quarter beside it.
fn join_parts(year: &str, part: &str, frequency: Frequency) -> Option<Period> {
    let whole = Period::parse(year).filter(|period| period.frequency() == Frequency::Year)?;
    let first = whole.start_year();
    let part = part.trim();
    let lower = part.to_lowercase();
    if let Some(quarter) = ["first", "second", "third", "fourth"].iter().position(|word| lower.starts_with(word)) {
        return Some(Period::quarter(first, i32::try_from(quarter).ok()? + 1));
    }
    let digits = lower.trim_start_matches(['q', 'm']).trim_end_matches(['月', '期', '.']);
    let number: Option<i32> = digits.trim().parse().ok();
    match (lower.as_str(), number) {
        ("" | "a" | "annual" | "year" | "total" | "52" | "13" | "0", _) => Some(whole),
        (text, Some(n @ 1..=4)) if text.starts_with('q') || frequency == Frequency::Quarter => {
            Some(Period::quarter(first, n))
        }
        (_, Some(n @ 1..=12)) if frequency == Frequency::Month => Some(Period::month(first, n)),
        _ => Period::parse(&format!("{first} {part}")),
    }
}

/// What becomes of rows with these context cells.
pub(super) fn disposition(layout: &TableLayout, recipe: &Recipe, key: &[u8]) -> RowDisposition {
    let cells: Vec<&str> = text(key).split(char::from(SEPARATOR)).collect();
    mapped_and_classified(layout, recipe, &Cells { columns: &layout.context, cells: &cells })
}

/// What becomes of rows where no column tells.
pub(super) fn no_context(layout: &TableLayout, recipe: &Recipe) -> RowDisposition {
    mapped_and_classified(layout, recipe, &Cells { columns: &[], cells: &[] })
}

fn mapped_and_classified(layout: &TableLayout, recipe: &Recipe, cells: &Cells<'_>) -> RowDisposition {
    let mapped = by_mapping(layout, recipe, cells);
    match &recipe.classifier {
        Some(classify) => classify(cells, mapped),
        None => mapped,
    }
}

/// What the mapping alone says.
fn by_mapping(layout: &TableLayout, recipe: &Recipe, cells: &Cells<'_>) -> RowDisposition {
    let mapping = &recipe.mapping;
    let mut kept: Vec<usize> = mapping.keep.iter().map(|(at, _)| *at).collect();
    kept.dedup();
    // Several texts of one column are alternatives; several columns must all agree.
    let agrees = |at: &usize| mapping.keep.iter().any(|(column, text)| column == at && cells.get(Some(*at)) == text);
    if !kept.iter().all(agrees) {
        return RowDisposition::LeaveOut(Cow::Borrowed("another series than the one that was chosen"));
    }
    let status = mapping.column_of(ColumnRole::Status).map_or(FactStatus::OK, |at| status_of(cells.get(Some(at))));
    let attributes = RowAttributes { flow: mapping.default_flow, status, ..RowAttributes::default() };
    let Some(at) = mapping.column_of(ColumnRole::Flow) else { return RowDisposition::Use(attributes) };
    let cell = cells.get(Some(at));
    match flow_of(mapping.flow_words.as_slice(), cell) {
        Some(flow) => RowDisposition::Use(RowAttributes { flow: Some(flow), ..attributes }),
        None if layout.values.iter().all(|value| value.flow.is_some()) => RowDisposition::Use(attributes),
        None if vocabulary::claims_total(cell).is_some() => {
            RowDisposition::LeaveOut(Cow::Borrowed("exports and imports together: total trade"))
        }
        None if words::is_no_money(cell) => RowDisposition::LeaveOut(Cow::Borrowed(NO_MONEY)),
        None => RowDisposition::Reject(Cow::Borrowed(NO_FLOW)),
    }
}

fn flow_of(stated: &[(String, Flow)], cell: &str) -> Option<Flow> {
    let stated = stated.iter().find(|(word, _)| word == cell).map(|(_, flow)| *flow);
    stated.or_else(|| words::flow_of_phrase(cell).filter(|_| !words::is_no_money(cell)))
}

/// What a status cell says; flags that Saldo does not know say nothing.
pub(crate) fn status_of(text: &str) -> FactStatus {
    match text.trim().to_lowercase().as_str() {
        "estimated" | "estimate" | "e" | "est" | "p" | "provisional" | "preliminary" | "i" | "imputed" => {
            FactStatus::ESTIMATED
        }
        "missing" | "m" | "o" | "l" => FactStatus::MISSING,
        "confidential" | "c" | "x" | "s" | "suppressed" => FactStatus::CONFIDENTIAL,
        _ => FactStatus::OK,
    }
}
