//! Checks that compare nothing: figures that cannot be by themselves, or that look like others.

use crate::data::{Amount, Check, CheckKind, Dataset, Finding};

/// A check that asks about figures by themselves: nothing is compared, and one of them is shown.
pub(super) fn question(
    dataset: &Dataset,
    kind: CheckKind,
    what: String,
    (place, shown): (String, Option<i64>),
) -> Check {
    Check {
        kind,
        finding: Finding::Disputes,
        what,
        place,
        published: shown.map(|value| Amount::new(value.into(), dataset.decimals)),
        computed: None,
        compared: 0,
        agreeing: 0,
        whole: false,
        proposes: None,
    }
}
