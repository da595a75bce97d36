//! Labels that claim to be a sum: of everything or of a part.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::flow_of;
use super::lexicon::{Lexicon, Piece};
use crate::data::words::{FLOWS, plain};
use crate::data::{Role, country};

pub(super) const TOTALS: &str = include_str!("totals.txt");

/// Of what a label claims to be the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalClaim {
    /// Everything on its axis: `Total`, `Total exports`, `All countries`, `World`, `Ruritania's total trade`.
    Whole,
    /// Something that it names, or a block of the table: `Total goods`, `Total South Asia`, `Subtotal`, `北米計`.
    Part,
}

/// What the pieces of a label say.
struct Said {
    pieces: Vec<Piece>,
}

/// Longer labels describe a product in full; a `total` in them is a word like any other.
const LONGEST: usize = 160;
/// The most words besides those that a table knows that a label of a sum has.
const MOST_UNKNOWN: usize = 8;

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::of(&[TOTALS, FLOWS]))
}

/// Whether a label claims to be a sum, and of what. Whole words in any of the tables' languages count; that a label
/// claims something does not make it true.
pub(crate) fn claims_total(label: &str) -> Option<TotalClaim> {
    if label.len() > LONGEST {
        return None;
    }
    // `Ruritania's total exports` are the reporter's.
    let owned = ["'s ", "\u{2019}s "].iter().find_map(|mark| label.split_once(mark));
    if let Some((_, rest)) = owned {
        return Said { pieces: lexicon().cut(rest) }.claim().filter(|claim| *claim == TotalClaim::Whole);
    }
    Said { pieces: lexicon().cut(label) }.claim()
}

/// Whether a label claims to be exports and imports together: `Total trade`, `総額（輸出入計）`.
pub(crate) fn claims_trade(label: &str) -> bool {
    let trade = |piece: &Piece| is_flow(piece);
    claims_total(label) == Some(TotalClaim::Whole)
        && Said { pieces: lexicon().cut(label) }.pieces.iter().any(trade)
        && flow_of(label).is_none()
}

/// Whether a label claims to be the sum of goods or of services, each of which is everything in most files; `trade in`
/// them says no more.
pub(crate) fn is_half_of_trade(label: &str) -> bool {
    let said = Said { pieces: lexicon().cut(label) };
    let is_half = |sense: &str| sense == "named" || sense == "filler" || Said::sums(sense);
    let half = said.pieces.iter().all(|piece| piece.sense.is_some_and(is_half) || is_flow(piece));
    half && said.has("named") && said.pieces.iter().any(|piece| piece.sense.is_some_and(Said::sums))
}

/// Whether a label claims to be all on its axis, or all goods or services. Most labels are names that hold no word of a
/// sum at all.
pub(crate) fn claims_whole(label: &str) -> bool {
    let telling = lexicon().cut(label).iter().any(|piece| piece.sense.is_some());
    telling && (claims_total(label) == Some(TotalClaim::Whole) || is_half_of_trade(label))
}

/// Whether a piece's sense is a flow or trade as such.
fn is_flow(piece: &Piece) -> bool {
    let stem = piece.sense.is_none() && flow_stem(&piece.text);
    let flows = ["export", "import", "re-export", "re-import", "balance", "trade", "both"];
    stem || piece
        .sense
        .is_some_and(|sense| flows.iter().any(|flow| sense.strip_suffix("-word").unwrap_or(sense) == *flow))
}

/// Whether a word is a form of a flow's stem: `exports`, `экспорта`, `ihracatı`.
fn flow_stem(word: &str) -> bool {
    /// Stems by their first letters.
    type Stems = HashMap<char, Vec<String>>;
    static STEMS: OnceLock<Stems> = OnceLock::new();
    let stems = STEMS.get_or_init(|| {
        let senses = ["export", "import", "re-export", "re-import", "balance", "trade"];
        let words = crate::data::words::entries(FLOWS).filter(|entry| senses.contains(&entry.sense));
        let mut stems = Stems::default();
        for stem in words.map(|entry| plain(entry.text)).filter(|stem| stem.chars().count() > 3) {
            if let Some(first) = stem.chars().next() {
                stems.entry(first).or_default().push(stem);
            }
        }
        stems
    });
    let is_form = |stem: &String| word.strip_prefix(stem.as_str()).is_some_and(|ending| ending.chars().count() < 7);
    word.chars().next().and_then(|first| stems.get(&first)).is_some_and(|stems| stems.iter().any(is_form))
}

impl Said {
    fn has(&self, sense: &str) -> bool {
        self.pieces.iter().any(|piece| piece.sense == Some(sense))
    }

    fn sums(sense: &str) -> bool {
        matches!(sense, "total" | "all")
    }

    /// The words that name something: neither a sum, a flow, what is counted nor a filler.
    fn named(&self) -> Vec<&str> {
        let naming = |piece: &&Piece| match piece.sense {
            None => !is_flow(piece),
            Some(sense) => matches!(sense, "named" | "towards" | "other"),
        };
        self.pieces.iter().filter(naming).map(|piece| piece.text.as_str()).collect()
    }

    fn claim(&self) -> Option<TotalClaim> {
        let named = self.named();
        if self.pieces.is_empty() || self.has("not") || named.len() > MOST_UNKNOWN {
            return None;
        }
        if self.has("subtotal") {
            return Some(TotalClaim::Part);
        }
        if self.has("total") {
            return self.claim_of_total(&named);
        }
        if self.has("total-bare") && named.is_empty() {
            return Some(TotalClaim::Whole);
        }
        if self.pieces.last().is_some_and(|piece| piece.sense == Some("total-end")) {
            return Some(if named.is_empty() { TotalClaim::Whole } else { TotalClaim::Part });
        }
        if self.has("all") {
            return self.claim_of_all(&named);
        }
        (self.has("world") && named.is_empty()).then_some(TotalClaim::Whole)
    }

    fn claim_of_total(&self, named: &[&str]) -> Option<TotalClaim> {
        if named.is_empty() {
            return Some(TotalClaim::Whole);
        }
        let telling: Vec<&Piece> = self.pieces.iter().filter(|piece| piece.sense != Some("filler")).collect();
        let is_total = |piece: &&Piece| piece.sense == Some("total");
        let at = telling.iter().position(is_total)?;
        let behind = telling.get(at + 1..).unwrap_or_default();
        let says_nothing =
            |piece: &&Piece| is_flow(piece) || matches!(piece.sense, Some("everything" | "world" | "total"));
        if at > 0 && !behind.iter().all(says_nothing) {
            return None;
        }
        // A share `of the total` is none.
        if at > 0 && self.ends_in("of") {
            return None;
        }
        // `Total US exports` are all of that reporter.
        let owner = self.pieces.iter().any(is_flow) && !self.has("towards") && !self.has("other") && !self.has("named");
        let country = || country::recognise(&named.join(" ")).is_some_and(|found| found.role == Role::Leaf);
        Some(if owner && country() { TotalClaim::Whole } else { TotalClaim::Part })
    }

    fn ends_in(&self, preposition: &str) -> bool {
        let last = self.pieces.iter().rev().skip(1).take_while(|piece| piece.sense == Some("filler"));
        last.into_iter().any(|piece| piece.text == preposition)
    }

    fn claim_of_all(&self, named: &[&str]) -> Option<TotalClaim> {
        let counted = self.has("everything") || self.has("world") || self.pieces.iter().any(is_flow);
        if self.has("other") {
            None
        } else if named.is_empty() && (counted || self.pieces.len() == 1) {
            Some(TotalClaim::Whole)
        } else if self.has("named") && named.len() == 1 || counted && self.has("towards") {
            Some(TotalClaim::Part)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds all labels against the claim that each must make.
    fn check(labels: &[&str], expected: Option<TotalClaim>) {
        let wrong = labels.iter().map(|label| (label, claims_total(label))).filter(|(_, claim)| *claim != expected);
        let wrong: Vec<_> = wrong.collect();
        assert!(wrong.is_empty(), "not {expected:?}: {wrong:?}");
    }

    #[test]
    fn labels_of_everything() {
        check(
            &[
                "Total",
                "TOTAL",
                "Totals",
                "Grand total",
                "Total exports",
                "Exports, total",
                "Ruritania's Total Export",
                "Ruritania’s total trade",
                "Total exportaciones",
                "Total de exportaciones",
                "All countries",
                "All commodities",
                "All products",
                "Total - All products",
                "World",
                "World total",
                "Total, all countries",
                "Total Trade",
                "Total US exports",
                "Total exports (f.o.b.)",
                "Total (million USD)",
                "Insgesamt",
                "Gesamt",
                "Alle Länder",
                "Ausfuhr insgesamt",
                "Gesamtausfuhr",
                "Ensemble",
                "Tous pays",
                "Total général",
                "Totaal",
                "Totalt",
                "Yhteensä",
                "Celkem",
                "Összesen",
                "Ukupno",
                "Razem",
                "Ogółem",
                "Toplam",
                "Genel Toplam",
                "Toplam ihracat",
                "Всего",
                "Итого",
                "Экспорт - всего",
                "Всего по странам",
                "Σύνολο",
                "ΣΥΝΟΛΟ",
                "المجموع",
                "إجمالي الصادرات",
                "합계",
                "총계",
                "총수출",
                "수출 합계",
                "总额",
                "总计",
                "合计",
                "总值",
                "出口总额",
                "进出口总额",
                "總計",
                "総額",
                "輸出総額",
                "総輸出額",
                "地域別合計",
                "全世界",
                "計",
                "รวม",
                "Tổng",
                "Tổng số",
                "Jumlah",
                "Samtals",
                "Kokku",
                "Iš viso",
                "Kopā",
                "Всички страни",
                "Todos los países",
                "Tutti i paesi",
                "סך הכל",
            ],
            Some(TotalClaim::Whole),
        );
    }

    #[test]
    fn labels_of_a_part() {
        check(
            &[
                "Total goods",
                "Total services",
                "Total South Asia",
                "Subtotal",
                "Sub-total",
                "北米計",
                "Asia total",
                "Total exports to Asia",
                "Total excluding oil",
                "Zwischensumme",
                "小計",
                "소계",
                "Ara toplam",
                "All services",
                "アジア計",
                "Total Machinery",
                "Total Section XVI",
                "Sous-total",
                "Nahrungsmittel insgesamt",
                "亚洲合计",
                "Total goods and services",
                "Total other countries",
                "Всего услуги",
                "Toplam Avrupa",
                "Total merchandise",
            ],
            Some(TotalClaim::Part),
        );
    }

    #[test]
    fn labels_that_claim_nothing() {
        check(
            &[
                "TotalEnergies",
                "Total station instruments",
                "Total SE",
                "All terrain vehicles",
                "All other countries",
                "Other",
                "Exports",
                "Germany",
                "時計",
                "統計",
                "机械设计",
                "기계",
                "Overalls",
                "Summer clothing",
                "Ensembles",
                "World Bank",
                "Other products, share of the total",
                "Whole milk powder",
                "Instruments for total solids",
                "",
                "Paper with more than 10 % by weight of the total fibre content of fibres",
                "전자제품",
                "計算機",
                "Allgäu",
                "Countries",
                "Products",
                "시계",
                "全脂粉乳",
                "各種機械",
                "Rest of the world",
                "World excluding EU",
                "Totes",
            ],
            None,
        );
    }
}
