//! Scales: from data coordinates to places along an axis and back, by the kind of what is measured.

/// How the values of one axis are laid out from its start (left, bottom) to its end (right, top).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Months since January of the year 0, with fractions for days.
    Time {
        /// The month at the start.
        from: f64,
        /// The month at the end.
        to: f64,
    },
    /// Amounts; equal differences are equally wide.
    Linear {
        /// The value at the start.
        from: f64,
        /// The value at the end.
        to: f64,
    },
    /// Amounts of both signs over many magnitudes: the sign times log(1 + |value| / `linear`), which is nearly linear
    /// below `linear` and logarithmic far above it (Webber 2012, "A bi-symmetric log transformation").
    SymmetricLog {
        /// The value at the start.
        from: f64,
        /// The value at the end.
        to: f64,
        /// The size up to which it is nearly linear; above zero.
        linear: f64,
    },
    /// Categories, each as wide as the others.
    Bands {
        /// How many there are.
        count: usize,
        /// Whether they are read from the end on, as rows are from the top: band `n` lies between `-n - 1` and `-n`,
        /// otherwise between `n` and `n + 1`.
        from_end: bool,
    },
}

impl Default for Scale {
    /// From 0 to 1.
    fn default() -> Self {
        Self::Linear { from: 0.0, to: 1.0 }
    }
}

impl Scale {
    /// The value at the start of the axis.
    #[must_use]
    pub const fn min(&self) -> f64 {
        match *self {
            Self::Time { from, .. } | Self::Linear { from, .. } | Self::SymmetricLog { from, .. } => from,
            Self::Bands { count, from_end: true } => -(count as f64),
            Self::Bands { from_end: false, .. } => 0.0,
        }
    }

    /// The value at the end of the axis.
    #[must_use]
    pub const fn max(&self) -> f64 {
        match *self {
            Self::Time { to, .. } | Self::Linear { to, .. } | Self::SymmetricLog { to, .. } => to,
            Self::Bands { from_end: true, .. } => 0.0,
            Self::Bands { count, from_end: false } => count as f64,
        }
    }

    /// Where a value lies, from 0 at the start to 1 at the end; beyond them outside of the axis.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let (from, to) = (self.straightened(self.min()), self.straightened(self.max()));
        // An axis of no width has no places but its start.
        (self.straightened(value) - from) / (to - from).max(f64::MIN_POSITIVE)
    }

    /// The value at a place: the inverse of [`Scale::share`].
    #[must_use]
    pub fn value(&self, share: f64) -> f64 {
        let (from, to) = (self.straightened(self.min()), self.straightened(self.max()));
        let straight = from + share * (to - from);
        match *self {
            Self::SymmetricLog { linear, .. } => {
                let linear = above_zero(linear);
                (straight.abs().exp_m1() * linear).copysign(straight)
            }
            Self::Time { .. } | Self::Linear { .. } | Self::Bands { .. } => straight,
        }
    }

    /// Whether it counts months.
    #[must_use]
    pub const fn is_time(&self) -> bool {
        matches!(self, Self::Time { .. })
    }

    /// Whether a value of the other scale means the same on this one.
    #[must_use]
    pub fn measures_as(&self, other: &Self) -> bool {
        let amounts = |scale: &Self| matches!(scale, Self::Linear { .. } | Self::SymmetricLog { .. });
        std::mem::discriminant(self) == std::mem::discriminant(other) || (amounts(self) && amounts(other))
    }

    /// A value such that equal differences are equally wide.
    fn straightened(&self, value: f64) -> f64 {
        match *self {
            Self::SymmetricLog { linear, .. } => (value.abs() / above_zero(linear)).ln_1p().copysign(value),
            Self::Time { .. } | Self::Linear { .. } | Self::Bands { .. } => value,
        }
    }
}

/// A threshold that can be divided by.
const fn above_zero(linear: f64) -> f64 {
    if linear > 0.0 { linear } else { f64::MIN_POSITIVE }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every kind over ranges from narrow to wide, on either side of zero and across it.
    fn scales() -> impl Strategy<Value = Scale> {
        let ends = (-1e7..1e7_f64, 1e-2..1e7_f64).prop_map(|(from, wide)| (from, from + wide));
        (ends, 1e-3..1e4_f64, 1_usize..200, any::<bool>(), 0..4).prop_map(
            |((from, to), linear, count, from_end, kind)| match kind {
                0 => Scale::Time { from: from / 100.0, to: to / 100.0 },
                1 => Scale::Linear { from, to },
                2 => Scale::SymmetricLog { from, to, linear },
                _ => Scale::Bands { count, from_end },
            },
        )
    }

    proptest! {
        #[test]
        fn ends_are_bounds(scale in scales(), inside in 0.0..=1.0_f64) {
            prop_assert!(scale.min() < scale.max());
            prop_assert_eq!((scale.share(scale.min()), scale.share(scale.max())), (0.0, 1.0));
            let value = scale.min() + (scale.max() - scale.min()) * inside;
            prop_assert!((0.0..=1.0).contains(&scale.share(value.clamp(scale.min(), scale.max()))));
            prop_assert!(scale.share(scale.min() - 1.0) < 0.0 && scale.share(scale.max() + 1.0) > 1.0);
        }

        #[test]
        fn a_larger_value_lies_farther(scale in scales(), a in -0.5..1.5_f64, b in -0.5..1.5_f64) {
            let at = |share: f64| scale.min() + (scale.max() - scale.min()) * share;
            let (a, b) = (at(a.min(b)), at(a.max(b)));
            prop_assert!(scale.share(a) <= scale.share(b));
            let apart = b - a > (scale.max() - scale.min()).max(a.abs().max(b.abs())) * 1e-6;
            prop_assert!(!apart || scale.share(a) < scale.share(b), "{a} and {b} at one place");
        }

        #[test]
        fn places_and_values_are_inverse(scale in scales(), share in -0.5..1.5_f64, inside in 0.0..=1.0_f64) {
            prop_assert!((scale.share(scale.value(share)) - share).abs() < 1e-6, "{share}");
            let value = scale.min() + (scale.max() - scale.min()) * inside;
            let reach = scale.min().abs().max(scale.max().abs());
            prop_assert!((scale.value(scale.share(value)) - value).abs() <= reach * 1e-9, "{value}");
        }

        #[test]
        fn a_symmetric_log_is_odd_around_zero(size in 1e-3..1e9_f64, linear in 1e-3..1e4_f64, value in -1e9..1e9_f64) {
            let scale = Scale::SymmetricLog { from: -size, to: size, linear };
            prop_assert!((scale.share(0.0) - 0.5).abs() < 1e-12);
            prop_assert!((scale.share(value) + scale.share(-value) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn decades_of_a_symmetric_log_are_equally_wide() {
        let scale = Scale::SymmetricLog { from: 0.0, to: 1e6, linear: 1.0 };
        let widths = [1e3, 1e4, 1e5].map(|value: f64| scale.share(value * 10.0) - scale.share(value));
        assert!(widths.iter().all(|wide| (wide - widths[0]).abs() < 1e-4), "{widths:?}");
    }

    #[test]
    fn bands_are_read_from_either_end() {
        let rows = Scale::Bands { count: 4, from_end: true };
        assert_eq!([-4.0, -1.0, 0.0].map(|at| rows.share(at)), [0.0, 0.75, 1.0]);
        let columns = Scale::Bands { count: 4, from_end: false };
        assert_eq!([0.0, 1.0, 4.0].map(|at| columns.share(at)), [0.0, 0.25, 1.0]);
    }

    #[test]
    fn an_axis_without_width_does_no_harm() {
        let scale = Scale::Linear { from: 5.0, to: 5.0 };
        assert_eq!((scale.share(5.0), scale.value(0.7)), (0.0, 5.0));
        let scale = Scale::SymmetricLog { from: -1.0, to: 1.0, linear: 0.0 };
        assert!((scale.share(0.0) - 0.5).abs() < 1e-12);
    }
}
