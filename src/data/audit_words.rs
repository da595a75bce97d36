//! The audit in words: one line that says what it comes to, and one line for each check.

use super::{Audit, AuditState, Check, CheckKind, Finding, minus_signed};

impl Finding {
    /// "agrees", "differs" or "disputed".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Notes => "differs",
            Self::Disputes => "disputed",
        }
    }
}

impl Check {
    /// What was compared and where: "World against the sum of 56 partners, exports (Japan, 2024)".
    #[must_use]
    pub fn subject(&self) -> String {
        if self.place.is_empty() { self.what.clone() } else { format!("{} ({})", self.what, self.place) }
    }

    /// What a dispute says in plain words: "World is not the sum of 56 partners, exports".
    #[must_use]
    pub fn plainly(&self) -> String {
        let (against, is_not) = match self.kind {
            CheckKind::Total | CheckKind::Group => (" against the sum of ", " is not the sum of "),
            CheckKind::Balance | CheckKind::Frequency => (" against ", " are not "),
            _ => return self.what.clone(),
        };
        self.what.replacen(against, is_not, 1)
    }

    /// The figures in digits that a program can read back: "published 100, computed 97, difference 3".
    #[must_use]
    pub fn figures(&self) -> Option<String> {
        let (published, computed, difference) = (self.published?, self.computed?, self.difference()?);
        Some(format!("published {published}, computed {computed}, difference {difference}"))
    }

    /// The figures as a person reads them, with thousands set apart.
    #[must_use]
    pub fn read_figures(&self) -> Option<[(&'static str, String); 3]> {
        let read = |amount: super::Amount| minus_signed(&amount.to_string());
        Some([
            ("published", read(self.published?)),
            ("computed", read(self.computed?)),
            ("difference", read(self.difference()?)),
        ])
    }

    /// All of it in one line as a person reads it.
    #[must_use]
    pub fn read_line(&self) -> String {
        let figures =
            self.read_figures().map(|figures| figures.map(|(name, figure)| format!("{name} {figure}")).join(", "));
        [Some(self.subject()), figures].into_iter().flatten().collect::<Vec<_>>().join(": ")
    }

    /// "14 of 15 agree"; nothing where nothing was counted.
    #[must_use]
    pub fn tally(&self) -> Option<String> {
        let read = |count: u64| minus_signed(&count.to_string());
        (self.compared > 0).then(|| format!("{} of {} agree", read(self.agreeing), read(self.compared)))
    }

    /// All of it in one line.
    #[must_use]
    pub fn line(&self) -> String {
        [Some(self.subject()), self.figures()].into_iter().flatten().collect::<Vec<_>>().join(": ")
    }
}

impl Audit {
    /// What it comes to, without the word itself: "14 published totals agree", "nothing to check against".
    #[must_use]
    pub fn reason(&self) -> String {
        let of = |finding: Finding| self.checks.iter().filter(move |check| check.finding == finding);
        match self.state {
            AuditState::Proved => {
                // What agrees beside the whole is listed, and proves nothing of it.
                let of_whole = || of(Finding::Agrees).filter(|check| check.whole);
                let agreeing: u64 = of_whole().map(|check| check.agreeing).sum();
                let noun = if of_whole().all(|check| check.kind == CheckKind::Total) { "total" } else { "figure" };
                let (ending, verb) = if agreeing == 1 { ("", "agrees") } else { ("s", "agree") };
                format!("{} published {noun}{ending} {verb}", minus_signed(&agreeing.to_string()))
            }
            AuditState::Unproved => self.why_unproved().to_owned(),
            AuditState::Disputed => {
                let first = self.disputes().next().map(Check::line).unwrap_or_default();
                match self.disputes().count() {
                    0 | 1 => first,
                    count => format!("{first}; and {} more", count - 1),
                }
            }
        }
    }

    /// What is disputed, for the word beside a title: what the first dispute says, and where.
    #[must_use]
    pub fn disputed(&self) -> Option<String> {
        let first = self.disputes().next()?;
        let place = if first.place.is_empty() { String::new() } else { format!(" ({})", first.place) };
        Some(first.plainly() + &place)
    }

    /// Why nothing is proved although figures may have been compared.
    fn why_unproved(&self) -> &'static str {
        let has = |is: &dyn Fn(&Check) -> bool| self.checks.iter().any(is);
        let differs = |check: &Check| check.whole && check.kind == CheckKind::Total && check.finding == Finding::Notes;
        match (has(&differs), has(&|check| check.finding == Finding::Agrees)) {
            (true, true) => "the total differs from the sum of its parts; other figures agree",
            (true, false) => "the total differs from the sum of its parts",
            (false, true) => "nothing to check the total against; other figures agree",
            (false, false) => "nothing to check against",
        }
    }

    /// The checks as a person reads them: disputes, what agrees, and last what differs for a usual reason.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Check> {
        let mut checks: Vec<&Check> = self.checks.iter().collect();
        checks.sort_by_key(|check| match check.finding {
            Finding::Disputes => 0,
            Finding::Agrees => 1,
            Finding::Notes => 2,
        });
        checks
    }

    /// "proved: 14 published totals agree".
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}: {}", self.state.word(), self.reason())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Amount;
    use super::*;

    fn check(kind: CheckKind, finding: Finding, agreeing: u64) -> Check {
        Check {
            kind,
            finding,
            what: "World against the sum of 2 partners".to_owned(),
            place: "Japan, 2024".to_owned(),
            published: Some(Amount::new(12005, 1)),
            computed: Some(Amount::new(-3, 0)),
            compared: 1500,
            agreeing,
            whole: true,
            proposes: None,
        }
    }

    #[test]
    fn the_audit_is_one_line() {
        let said = |checks: Vec<Check>| Audit::of(checks).sentence();
        assert_eq!(said(Vec::new()), "unproved: nothing to check against");
        assert_eq!(said(vec![check(CheckKind::Total, Finding::Agrees, 1)]), "proved: 1 published total agrees");
        let differs = |more: Vec<Check>| {
            let world = check(CheckKind::Total, Finding::Notes, 3);
            said(std::iter::once(world).chain(more).collect())
        };
        assert_eq!(differs(Vec::new()), "unproved: the total differs from the sum of its parts");
        let group = Check { whole: false, ..check(CheckKind::Group, Finding::Agrees, 2) };
        assert_eq!(
            differs(vec![group.clone()]),
            "unproved: the total differs from the sum of its parts; other figures agree"
        );
        assert_eq!(said(vec![group.clone()]), "unproved: nothing to check the total against; other figures agree");
        let beside = vec![check(CheckKind::Total, Finding::Agrees, 7), group];
        assert_eq!(said(beside), "proved: 7 published totals agree", "a group is no whole");
        let mixed = vec![check(CheckKind::Total, Finding::Agrees, 1499), check(CheckKind::Balance, Finding::Agrees, 1)];
        assert_eq!(said(mixed), "proved: 1,500 published figures agree");
        let disputed =
            vec![check(CheckKind::Total, Finding::Disputes, 0), check(CheckKind::Balance, Finding::Disputes, 1)];
        assert_eq!(
            said(disputed),
            "disputed: World against the sum of 2 partners (Japan, 2024): published 1200.5, computed -3, difference \
             1203.5; and 1 more"
        );
    }

    #[test]
    fn what_is_disputed_is_said_in_plain_words() {
        let disputed = |kind: CheckKind, what: &str, place: &str| {
            let check = Check { what: what.to_owned(), place: place.to_owned(), ..check(kind, Finding::Disputes, 0) };
            Audit::of(vec![check]).disputed()
        };
        for (kind, what, place, said) in [
            (
                CheckKind::Total,
                "World against the sum of 2 partners",
                "export 2024",
                "World is not the sum of 2 partners (export 2024)",
            ),
            (
                CheckKind::Balance,
                "Published balances against exports less imports",
                "",
                "Published balances are not exports less imports",
            ),
            (
                CheckKind::Frequency,
                "Published years against the sums of their months",
                "2024",
                "Published years are not the sums of their months (2024)",
            ),
            (CheckKind::Contradiction, "3 of 9 rows contradict", "line 3", "3 of 9 rows contradict (line 3)"),
        ] {
            assert_eq!(disputed(kind, what, place).as_deref(), Some(said));
        }
        assert_eq!(Audit::default().disputed(), None);
    }

    #[test]
    fn figures_are_there_only_where_both_are() {
        let whole = check(CheckKind::Total, Finding::Disputes, 1499);
        assert_eq!(whole.tally().as_deref(), Some("1,499 of 1,500 agree"));
        assert_eq!(whole.read_figures().map(|[published, ..]| published.1).as_deref(), Some("1,200.5"));
        let half = Check { computed: None, place: String::new(), compared: 0, ..whole };
        assert_eq!((half.figures(), half.tally()), (None, None));
        assert_eq!(half.line(), "World against the sum of 2 partners");
    }
}
