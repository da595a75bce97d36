//! Change, growth, index and share: what is done to the points of a line once the measure is known.

use super::sums::Reasons;
use super::{Point, Transform, Value};

/// Applies a transform to all points of a line; the range says which point an index starts at.
pub(super) fn transform(
    transform: Transform,
    points: Vec<Point>,
    per_year: usize,
    range: &std::ops::Range<usize>,
    share_of: Option<&[Point]>,
    reasons: &mut Reasons,
) -> Vec<Point> {
    match transform {
        Transform::Level | Transform::Rolling | Transform::Cumulative => points,
        Transform::Change => on_year_before(&points, per_year, reasons, change),
        Transform::Growth => on_year_before(&points, per_year, reasons, growth),
        Transform::Index => index(&points, range, reasons),
        Transform::Share => share(&points, share_of, reasons),
    }
}

/// Two points make one; the worse status counts.
fn combined(value: Option<Value>, now: &Point, then: &Point, undefined: Option<u16>) -> Point {
    match value {
        None => Point::missing(undefined),
        Some(value) => {
            let worse = if then.status.rank() > now.status.rank() { then } else { now };
            Point { value: Some(value), status: worse.status, reason: worse.reason }
        }
    }
}

fn on_year_before(
    points: &[Point],
    per_year: usize,
    reasons: &mut Reasons,
    compute: fn(Value, Value) -> Option<Value>,
) -> Vec<Point> {
    let no_base = reasons.id("no figure one year before");
    let undefined = reasons.id("undefined: the value one year before is zero or has another sign");
    let unlike = reasons.id("incomplete here or one year before: no change is made of it");
    points
        .iter()
        .enumerate()
        .map(|(at, now)| {
            let Some(value) = now.value else { return now.clone() };
            let then = at.checked_sub(per_year).and_then(|before| points.get(before));
            match then.and_then(|then| then.value.map(|base| (then, base))) {
                // Who lacks need not be the same in both, even where as many do.
                Some((then, _)) if now.is_partial() || then.is_partial() => Point::missing(unlike),
                Some((then, base)) => combined(compute(value, base), now, then, undefined),
                None => Point::missing(no_base),
            }
        })
        .collect()
}

#[expect(clippy::unnecessary_wraps, reason = "stands beside growth, which can be undefined")]
fn change(now: Value, then: Value) -> Option<Value> {
    Some(match (now, then) {
        (Value::Exact(now), Value::Exact(then)) => Value::Exact(now - then),
        (now, then) => Value::Real(now.to_f64() - then.to_f64()),
    })
}

/// `100 (|x_t| / |x_(t-1 year)| - 1)` while the sign stays: growth of the deficit or of the surplus.
fn growth(now: Value, then: Value) -> Option<Value> {
    let (now, then) = (now.to_f64(), then.to_f64());
    (then != 0.0 && now * then > 0.0).then(|| Value::Real(100.0 * (now.abs() / then.abs() - 1.0)))
}

fn index(points: &[Point], range: &std::ops::Range<usize>, reasons: &mut Reasons) -> Vec<Point> {
    let no_base = reasons.id("no complete first value to be set to 100");
    let crossed = reasons.id("undefined: the sign differs from the first complete value");
    let complete = |point: &&Point| point.value.is_some() && !point.is_partial();
    let base = points.get(range.clone()).and_then(|shown| shown.iter().find(complete));
    let Some((base_point, base)) = base.and_then(|point| Some((point, point.to_f64().filter(|v| *v != 0.0)?))) else {
        return points.iter().map(|_| Point::missing(no_base)).collect();
    };
    points
        .iter()
        .map(|point| match point.to_f64() {
            None => point.clone(),
            Some(value) if value * base < 0.0 => Point::missing(crossed),
            Some(value) => combined(Some(Value::Real(100.0 * value / base)), point, base_point, None),
        })
        .collect()
}

fn share(points: &[Point], whole: Option<&[Point]>, reasons: &mut Reasons) -> Vec<Point> {
    let no_whole = reasons.id("there is no whole of which this could be a share");
    points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let Some(value) = point.to_f64() else { return point.clone() };
            let Some(whole) = whole else { return Point::missing(no_whole) };
            // Of a whole that lacks something the parts are no share. That both lack as many months does not say the same.
            if whole[at].is_partial() {
                return Point::missing(whole[at].reason);
            }
            let of = whole[at].to_f64().filter(|whole| *whole != 0.0);
            let why = whole[at].reason.filter(|_| whole[at].value.is_none()).or(no_whole);
            combined(of.map(|of| Value::Real(100.0 * value / of)), point, &whole[at], why)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Amount, Noun};
    use crate::query::{Reason, Status};

    fn point(value: i64, status: Status, reason: Option<u16>) -> Point {
        Point { value: Some(Value::Exact(Amount::new(value.into(), 0))), status, reason }
    }

    #[test]
    fn five_partners_are_not_set_against_eight() {
        let mut reasons = Reasons::default();
        let lacks = reasons.id(Reason::Silent { missing: 3, all: 8, noun: Noun::Partner });
        let whole = |value| point(value, Status::Ok, None);
        let part = |value| point(value, Status::Partial, lacks);
        let points = [whole(100), whole(110), part(40), part(44)];
        for transform in [Transform::Change, Transform::Growth] {
            let told = super::transform(transform, points.to_vec(), 1, &(0..4), None, &mut reasons);
            let has: Vec<bool> = told.iter().map(|point| point.value.is_some()).collect();
            // As many lack on both sides of the last, and perhaps others.
            assert_eq!(has, [false, true, false, false], "{transform:?}");
        }
    }

    #[test]
    fn what_is_made_of_an_estimate_is_one() {
        let mut reasons = Reasons::default();
        let estimated = reasons.id("preliminary");
        let points =
            [point(100, Status::Estimated, estimated), point(110, Status::Ok, None), point(99, Status::Ok, None)];
        for transform in [Transform::Change, Transform::Growth, Transform::Index] {
            let told = super::transform(transform, points.to_vec(), 1, &(0..3), None, &mut reasons);
            assert_eq!((told[1].status, told[1].reason), (Status::Estimated, estimated), "{transform:?}");
        }
        let growth = transform(Transform::Growth, points.to_vec(), 1, &(0..3), None, &mut reasons);
        assert_eq!((growth[2].status, growth[2].reason), (Status::Ok, None));
        let whole = [point(400, Status::Estimated, estimated)];
        let share = transform(Transform::Share, vec![points[1].clone()], 1, &(0..1), Some(&whole), &mut reasons);
        assert_eq!((share[0].status, share[0].reason), (Status::Estimated, estimated));
    }

    #[test]
    fn a_whole_that_lacks_parts_has_no_shares() {
        let mut reasons = Reasons::default();
        let lacks = reasons.id(Reason::Silent { missing: 3, all: 8, noun: Noun::Partner });
        let own = vec![point(10, Status::Ok, None), point(10, Status::Ok, None)];
        let whole = [point(100, Status::Ok, None), point(40, Status::Partial, lacks)];
        let told = transform(Transform::Share, own, 1, &(0..2), Some(&whole), &mut reasons);
        assert_eq!((told[0].to_f64(), told[1].to_f64(), told[1].reason), (Some(10.0), None, lacks));
        // Where something else is said first of a whole, it lacks all the same.
        let withheld = reasons.id("some of the figures are withheld");
        let own = vec![point(10, Status::Ok, None)];
        let whole = [point(40, Status::Partial, withheld)];
        let told = transform(Transform::Share, own, 1, &(0..1), Some(&whole), &mut reasons);
        assert_eq!(told[0].to_f64(), None);
    }

    #[test]
    fn an_incomplete_year_is_no_base_of_an_index() {
        let mut reasons = Reasons::default();
        let steps = reasons.id("2 of 12 months");
        let points = vec![point(2, Status::Partial, steps), point(10, Status::Ok, None), point(15, Status::Ok, None)];
        let told = transform(Transform::Index, points, 1, &(0..3), None, &mut reasons);
        let values: Vec<Option<f64>> = told.iter().map(Point::to_f64).collect();
        assert_eq!(values, [Some(20.0), Some(100.0), Some(150.0)]);
        assert_eq!(told[0].status, Status::Partial);
    }
}
