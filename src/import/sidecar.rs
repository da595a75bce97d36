//! The JSON beside a tidy table: what the numbers are, their dimensions, gaps and the opening view.

use foldhash::HashMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::ImportError;
use crate::data::{
    Axis, Basis, Closing, DatasetBuilder, Definition, Dimension, Frequency, Gap, LeftOutPeriod, Member, MemberId, Meta,
    Period, Role, Subject, Unit, Vintage,
};

/// A sidecar is no longer than this.
pub(crate) const MOST: u64 = 64 << 20;

/// A sidecar as written; every key may be absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sidecar {
    id: String,
    title: String,
    subject: Option<Subject>,
    noun: Option<String>,
    publisher: String,
    vintage: String,
    basis: Option<Basis>,
    unit: Option<UnitEntry>,
    /// Rows of another frequency are left out.
    pub frequency: Option<Frequency>,
    valuation: String,
    sources: Vec<String>,
    definitions: Vec<Definition>,
    notes: Vec<String>,
    reporters: Vec<MemberEntry>,
    partners: Vec<MemberEntry>,
    sectors: Vec<MemberEntry>,
    gaps: Vec<GapEntry>,
    /// Periods left out on purpose, with reasons.
    pub left_out: Vec<LeftOutPeriod>,
    vintages: Vec<Vintage>,
    closing: Option<Closing>,
    view: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Deserialize)]
struct UnitEntry {
    currency: Option<String>,
    name: Option<String>,
    /// The power of ten that the multiplier is.
    #[serde(default, rename = "multiplier", deserialize_with = "exponent")]
    exponent: u8,
}

/// The exponent of a multiplier; what is no power of ten is refused where it stands.
fn exponent<'de, D: Deserializer<'de>>(value: D) -> Result<u8, D::Error> {
    let multiplier = f64::deserialize(value)?;
    let found = (0u8..=15).find(|power| (10f64.powi(i32::from(*power)) - multiplier).abs() < 1e-6);
    let why = || format!("the unit's multiplier is {multiplier}, expected a power of ten such as 1000000");
    found.ok_or_else(|| D::Error::custom(why()))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct MemberEntry {
    code: String,
    label: String,
    label_ja: Option<String>,
    parent: Option<String>,
    role: Option<Role>,
    members: Vec<String>,
    note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct GapEntry {
    from: Period,
    to: Period,
    #[serde(default)]
    partners: Vec<String>,
    #[serde(default)]
    sectors: Vec<String>,
    reason: String,
}

impl Sidecar {
    /// Reads a sidecar called `file`.
    pub(crate) fn parse(file: &str, text: &[u8]) -> Result<Self, ImportError> {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let sidecar: Self = serde_json::from_slice(text).map_err(|error| ImportError::Sidecar {
            file: file.to_owned(),
            line: error.line(),
            column: error.column(),
            why: error.to_string(),
        })?;
        for (axis, entries) in sidecar.axes() {
            if let Some(code) = too_deep(entries) {
                let levels = Dimension::LEVELS;
                let why = format!("the {} {code} stands below more than {levels} others, or below itself", axis.word());
                return Err(ImportError::Sidecar { file: file.to_owned(), line: 0, column: 0, why });
            }
        }
        Ok(sidecar)
    }

    fn axes(&self) -> [(Axis, &[MemberEntry]); 3] {
        [(Axis::Reporter, &self.reporters), (Axis::Partner, &self.partners), (Axis::Sector, &self.sectors)]
    }

    fn unit(&self) -> Option<Unit> {
        let unit = self.unit.as_ref()?;
        match (&unit.currency, &unit.name) {
            (Some(code), _) => Some(Unit::currency(code, unit.exponent)),
            (None, Some(name)) => Some(Unit::other(name, unit.exponent)),
            (None, None) => None,
        }
    }

    /// What the sidecar says of the dataset; `stem` names it where the sidecar does not.
    pub(crate) fn meta(&self, stem: &str) -> Meta {
        let or_stem = |text: &str| if text.is_empty() { stem.to_owned() } else { text.to_owned() };
        let defaults = Meta::default();
        Meta {
            id: or_stem(&self.id),
            title: or_stem(&self.title),
            noun: self.noun.clone().unwrap_or(defaults.noun),
            nouns: defaults.nouns,
            subject: self.subject.unwrap_or_default(),
            publisher: self.publisher.clone(),
            vintage: self.vintage.clone(),
            basis: self.basis.unwrap_or_default(),
            unit: self.unit().unwrap_or(defaults.unit),
            valuation: self.valuation.clone(),
            sources: self.sources.clone(),
            definitions: self.definitions.clone(),
            notes: self.notes.clone(),
            left_out: self.left_out.clone(),
            vintages: self.vintages.clone(),
            closing: self.closing.clone(),
            default_view: self.view.clone(),
        }
    }

    /// Whether it states the unit.
    pub(crate) fn has_unit(&self) -> bool {
        self.unit().is_some()
    }

    /// Declares the members of all axes, with parents and groups, and the gaps.
    pub(crate) fn declare(&self, builder: &mut DatasetBuilder) {
        for (axis, entries) in self.axes() {
            declare_axis(builder, axis, entries);
        }
        for gap in &self.gaps {
            if let Some(gap) = gap.resolve(builder) {
                builder.gap(gap);
            }
        }
    }
}

/// The first member that stands below more levels than a tree has.
fn too_deep(entries: &[MemberEntry]) -> Option<&str> {
    let above: HashMap<&str, &str> =
        entries.iter().filter_map(|entry| Some((entry.code.as_str(), entry.parent.as_deref()?))).collect();
    let levels = |code| std::iter::successors(Some(code), |code| above.get(code).copied()).take(Dimension::LEVELS + 1);
    entries.iter().map(|entry| entry.code.as_str()).find(|code| levels(*code).count() > Dimension::LEVELS)
}

fn declare_axis(builder: &mut DatasetBuilder, axis: Axis, entries: &[MemberEntry]) {
    for entry in entries.iter().filter(|entry| !entry.code.is_empty()) {
        let label = if entry.label.is_empty() { &entry.code } else { &entry.label };
        builder.declare(
            axis,
            Member {
                code: entry.code.clone(),
                label: label.clone(),
                label_ja: entry.label_ja.clone(),
                role: entry.role.unwrap_or_default(),
                note: entry.note.clone(),
                ..Member::default()
            },
        );
    }
    // Parents and groups once all codes are known.
    for entry in entries {
        let Some(id) = builder.id_of(axis, &entry.code) else { continue };
        let parent = entry.parent.as_deref().and_then(|code| builder.id_of(axis, code));
        let contains: Vec<MemberId> = entry.members.iter().filter_map(|code| builder.id_of(axis, code)).collect();
        let member = builder.member_mut(axis, id);
        member.parent = parent;
        member.contains = contains;
    }
}

impl GapEntry {
    /// The gap with ids; none when it names members and none of them is known.
    fn resolve(&self, builder: &DatasetBuilder) -> Option<Gap> {
        let ids = |axis, codes: &[String]| -> Option<Vec<MemberId>> {
            let ids: Vec<MemberId> = codes.iter().filter_map(|code| builder.id_of(axis, code)).collect();
            (codes.is_empty() || !ids.is_empty()).then_some(ids)
        };
        Some(Gap {
            from: self.from,
            to: self.to,
            partners: ids(Axis::Partner, &self.partners)?,
            sectors: ids(Axis::Sector, &self.sectors)?,
            reason: self.reason.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_library_is_honoured() {
        for entry in crate::import::library::list() {
            let text = crate::import::library::sidecar(entry.name).expect("a sidecar");
            let sidecar = Sidecar::parse(entry.name, text.as_bytes()).expect(entry.name);
            let mut builder = DatasetBuilder::new(sidecar.meta("x"));
            sidecar.declare(&mut builder);
            assert!(sidecar.has_unit() && sidecar.frequency.is_some());
            assert!(builder.meta.default_view.is_some());
            assert_ne!(builder.meta.basis, Basis::Other);
            assert!(!builder.members(Axis::Sector).is_empty());
        }
    }

    #[test]
    fn a_broken_sidecar_names_its_place() {
        let error = Sidecar::parse("x.json", b"{\n \"title\": 5\n}").expect_err("an error");
        assert!(matches!(error, ImportError::Sidecar { line: 2, .. }), "{error}");
        let error =
            Sidecar::parse("x.json", b"{\"unit\": {\"currency\": \"JPY\", \"multiplier\": 7}}").expect_err("an error");
        assert!(error.one_line().contains("power of ten"), "{error}");
        assert!(matches!(error, ImportError::Sidecar { line: 1, column: 43.., .. }), "{error}");
        let chain = |length: usize| {
            let entry = |at| format!("{{\"code\": \"S{at}\", \"parent\": \"S{}\"}}", at + 1);
            format!("{{\"sectors\": [{}]}}", (0..length).map(entry).collect::<Vec<_>>().join(", "))
        };
        assert!(Sidecar::parse("x.json", chain(20).as_bytes()).is_ok());
        let error = Sidecar::parse("x.json", chain(100_000).as_bytes()).expect_err("an error").one_line();
        assert!(error.contains("x.json: the sector S0 stands below more than 64 others"), "{error}");
    }
}
