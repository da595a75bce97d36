//! What must hold for every figure, over random trajectories, events, sizes and views.

use proptest::prelude::*;

use super::stories::{self, Story, event, line, point, trajectories};
use crate::chart::{Figure, Mark, Pin, Rect, Text, Theme, Weight};
use crate::data::{Frequency, Noun, Period, Unit};
use crate::query::{ChartKind, GroupBy, Line, LineRole, Measure, Reason, Status, ValueKind, View};

/// Letters may lean a little over their advance; more is an overlap.
const LEAN: f32 = 0.6;

fn shrunk(rect: Rect) -> Rect {
    rect.grown(-LEAN)
}

fn texts(figure: &Figure) -> Vec<&Text> {
    figure.flags.iter().map(|flag| &flag.label).chain(&figure.texts).collect()
}

fn check(figure: &Figure, story: &Story) {
    finite(figure);
    if figure.width < 200.0 || figure.height < 140.0 {
        return;
    }
    let cx = Rect { x: -0.5, y: -0.5, w: figure.width + 1.0, h: figure.height + 1.0 };
    let texts = texts(figure);
    for (n, text) in texts.iter().enumerate() {
        let bounds = text.bounds();
        let inside =
            bounds.x >= cx.x && bounds.right() <= cx.right() && bounds.y >= cx.y && bounds.bottom() <= cx.bottom();
        assert!(inside, "{text:?} leaves the figure of {}x{}", figure.width, figure.height);
        for other in &texts[n + 1..] {
            assert!(!shrunk(bounds).overlaps(shrunk(other.bounds())), "{text:?} touches {other:?}");
        }
    }
    ticks(figure);
    if figure.kind != ChartKind::Ranked && !figure.texts.iter().any(|text| text.text.starts_with("Nothing")) {
        flags(figure, story);
    }
}

fn ticks(figure: &Figure) {
    for axis in [&figure.main.x, &figure.main.y] {
        assert!(axis.min() < axis.max(), "{axis:?}");
        assert!(axis.ticks.iter().all(|tick| !tick.label.contains("NaN") && !tick.label.contains("inf")), "{axis:?}");
        assert!(axis.ticks.iter().all(|tick| (axis.min()..=axis.max()).contains(&tick.at)), "{axis:?}");
    }
}

/// Every event within the periods is in exactly one flag.
fn flags(figure: &Figure, story: &Story) {
    let mut flagged: Vec<u64> = figure.flags.iter().flat_map(|flag| flag.events.iter().copied()).collect();
    flagged.sort_unstable();
    let within = |month: f64| (figure.main.x.min()..=figure.main.x.max()).contains(&month);
    let mut wanted: Vec<u64> = story.events.iter().filter(|e| within(e.date.on_axis())).map(|e| e.id).collect();
    wanted.sort_unstable();
    assert_eq!(flagged, wanted);
    for (n, flag) in figure.flags.iter().enumerate() {
        for other in &figure.flags[n + 1..] {
            assert!(!shrunk(flag.label.bounds()).overlaps(shrunk(other.label.bounds())), "{flag:?} touches {other:?}");
        }
    }
}

fn finite(figure: &Figure) {
    let Rect { x, y, w, h } = figure.main.rect;
    assert!([x, y, w, h].iter().all(|n| n.is_finite()) && w >= 0.0 && h >= 0.0, "{:?}", figure.main.rect);
    for mark in figure.main.under.iter().chain(&figure.main.marks) {
        let all = match mark {
            Mark::Polyline { points, .. } => points.iter().flatten().copied().collect(),
            Mark::Bar { x0, x1, y0, y1, .. } => vec![*x0, *x1, *y0, *y1],
            Mark::Area { points, .. } => points.iter().flatten().copied().collect(),
            Mark::Band { x0, x1, .. } => vec![*x0, *x1],
            Mark::Dot { at, .. } => at.to_vec(),
        };
        assert!(all.iter().all(|n| n.is_finite()), "{mark:?}");
    }
    for text in texts(figure) {
        assert!(text.pos.x.is_finite() && text.pos.y.is_finite() && text.size > 0.0, "{text:?}");
    }
}

#[test]
fn the_stories_hold_in_all_sizes() {
    let all = [
        stories::digital(),
        stories::partners(8),
        stories::partners(25),
        stories::sections(),
        stories::ranked(),
        stories::single(),
    ];
    for story in &all {
        for size in [
            (1600.0, 900.0),
            (1100.0, 760.0),
            (900.0, 600.0),
            (700.0, 420.0),
            (400.0, 300.0),
            (320.0, 240.0),
            (200.0, 140.0),
        ] {
            for text_scale in [1.0, 1.6] {
                check(&story.figure(size, Theme::Light, text_scale), story);
            }
        }
    }
}

#[test]
fn every_text_can_be_read_on_its_ground() {
    let mut ranked = stories::partners(25);
    ranked.view.chart = ChartKind::Ranked;
    for story in [stories::digital(), stories::partners(6), stories::partners(25), stories::sections(), ranked] {
        for theme in [Theme::Light, Theme::Dark] {
            let figure = story.figure((1600.0, 900.0), theme, 1.0);
            for text in texts(&figure) {
                let contrast = text.color.contrast(theme.tokens().ground);
                assert!(contrast >= 4.5 && text.color.a == 255, "{contrast:.2} in {theme:?}: {}", text.text);
            }
        }
    }
}

#[test]
fn sizes_without_sense_do_no_harm() {
    for size in
        [(0.0, 0.0), (50.0, 50.0), (f32::NAN, 300.0), (300.0, f32::INFINITY), (-5.0, 4.0), (1e9, 1e9), (2000.0, 1.0)]
    {
        for story in [stories::digital(), stories::partners(3), stories::ranked(), stories::sections()] {
            finite(&story.figure(size, Theme::Dark, f32::NAN));
        }
    }
}

#[test]
fn nothing_to_show_is_said() {
    let mut story = stories::partners(2);
    story.trajectories.lines.clear();
    story.view.by = GroupBy::Partner;
    let figure = story.figure((800.0, 500.0), Theme::Light, 1.0);
    assert!(figure.texts.iter().any(|text| text.text == "Nothing to show: no partner with figures is selected."));
    let mut story = stories::partners(2);
    story.trajectories.lines.iter_mut().for_each(|line| line.points.clear());
    story.trajectories.periods.clear();
    let figure = story.figure((800.0, 500.0), Theme::Light, 1.0);
    assert!(figure.texts.iter().any(|text| text.text == "Nothing to show: no period lies in the chosen range."));
    // Of several reasons the one that most points have, and one full stop.
    let mut story = stories::partners(2);
    story.trajectories.reasons = ["never given", "ends in April", "they have no shares."].map(Reason::from).to_vec();
    for line in &mut story.trajectories.lines {
        for (at, known) in line.points.iter_mut().enumerate() {
            let reason = if at < 100 { 2 } else { 1 };
            *known = crate::query::Point { reason: Some(reason), ..point(None, Status::Missing) };
        }
    }
    let figure = story.figure((800.0, 500.0), Theme::Light, 1.0);
    assert!(figure.texts.iter().any(|text| text.text == "Nothing to show: they have no shares."));
}

#[test]
fn a_line_has_at_most_two_points_a_pixel_and_keeps_its_extremes() {
    let mut story = stories::partners(1);
    let months = 3000;
    story.trajectories.periods = (0..months).map(|month| Period::month(1770, 1).shifted(month)).collect();
    let value = |month: i32| f64::from((month * 7919) % 1009 - 500);
    let points = (0..months).map(|month| point(Some(value(month)), Status::Ok)).collect();
    story.trajectories.lines[0].points = points;
    let figure = story.figure((700.0, 500.0), Theme::Light, 1.0);
    let lines: Vec<&Vec<[f64; 2]>> = figure.main.marks.iter().filter_map(polyline).collect();
    let [drawn] = lines.as_slice() else { panic!("{} lines", lines.len()) };
    assert!(drawn.len() > 500 && drawn.len() as f32 <= 2.0 * (figure.main.rect.w + 2.0), "{} points", drawn.len());
    assert!(drawn.windows(2).all(|pair| pair[0][0] < pair[1][0]), "in the order of time");
    let extremes =
        |values: &mut dyn Iterator<Item = f64>| values.fold((0.0f64, 0.0f64), |(a, b), v| (a.min(v), b.max(v)));
    let all = extremes(&mut (0..months).map(|month| value(month) * figure.factor));
    assert_eq!(extremes(&mut drawn.iter().map(|point| point[1])), all);
    let (first, last) = (story.trajectories.periods[0].middle(), story.trajectories.periods[2999].middle());
    assert_eq!((drawn[0][0], drawn[drawn.len() - 1][0]), (first, last));
}

fn polyline(mark: &Mark) -> Option<&Vec<[f64; 2]>> {
    if let Mark::Polyline { points, line: Some(_), .. } = mark { Some(points) } else { None }
}

#[test]
fn labels_without_room_are_said_in_the_footer() {
    let story = stories::partners(25);
    let figure = story.figure((700.0, 360.0), Theme::Light, 1.0);
    let said: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
    assert!(said.join(" ").contains("more lines without a label: see the table."), "{said:?}");
}

#[test]
fn a_crowd_is_named_near_its_ends_and_the_rest_is_background() {
    let mut story = stories::partners(1);
    let years: Vec<Period> = (2010..2024).map(Period::year).collect();
    let of = |value: f64| (0..14).map(|_| point(Some(value), Status::Ok)).collect();
    let crowd = (1..=60).map(|n| line(&format!("Small {n}"), LineRole::Member, of(f64::from(n) / 100.0)));
    let far = [line("Large", LineRole::Member, of(900.0)), line("Low", LineRole::Member, of(-700.0))];
    story.trajectories = trajectories(years, far.into_iter().chain(crowd).collect(), Unit::currency("USD", 9));
    let figure = story.figure((1000.0, 800.0), Theme::Light, 1.0);
    let named: Vec<&str> = figure.texts.iter().filter(|t| t.line.is_some()).map(|t| t.text.as_str()).collect();
    assert!(["Large", "Low", "Small 60"].iter().all(|name| named.contains(name)), "{named:?}");
    let small = named.iter().filter(|name| name.starts_with("Small")).count();
    assert!((5..=20).contains(&small), "{small} of the crowd");
    let foot: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
    assert!(foot.join(" ").contains(&format!("{} more lines without a label", 60 - small)), "{foot:?}");
    let longest = figure.leaders.iter().map(|leader| (leader.from.y - leader.to.y).abs()).fold(0.0, f32::max);
    assert!(longest < figure.main.rect.h / 4.0, "{longest} of {}", figure.main.rect.h);
    let faint = figure.main.marks.iter().filter(|m| matches!(m, Mark::Polyline { color, .. } if color.a < 255)).count();
    assert_eq!(faint, 60 - small);
}

#[test]
fn no_leader_crosses_a_bar() {
    let mut ended = stories::digital();
    // The narrow definition is told of the year before the last only.
    ended.trajectories.lines[0].points[11] = point(None, Status::Missing);
    for story in [stories::digital(), ended, stories::sections()] {
        let figure = story.figure((1000.0, 560.0), Theme::Light, 1.0);
        assert_eq!(figure.kind, ChartKind::Bars);
        let right = |mark: &Mark| match mark {
            Mark::Bar { x1, line: Some(_), .. } => Some(figure.pixel([*x1, 0.0]).x),
            _ => None,
        };
        let bars = figure.main.marks.iter().filter_map(right).fold(0.0, f32::max);
        assert!(figure.leaders.iter().all(|leader| leader.from.x >= bars - 0.5), "{bars}: {:?}", figure.leaders);
    }
}

#[test]
fn the_sum_that_a_title_tells_of_is_a_line_with_a_name() {
    let mut story = stories::partners(3);
    let points = (0..137).map(|at| point(Some(-900_000.0 - f64::from(at)), Status::Ok)).collect();
    let sums = |story: &Story| {
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        let named = figure.texts.iter().any(|text| text.text == "All three partners");
        let drawn = figure.main.marks.iter().any(|mark| matches!(mark, Mark::Polyline { line: None, .. }));
        let bottom = figure.main.y.min();
        (figure.draws_sum && named && drawn, figure.alt.contains("All three partners: "), bottom < -900.0)
    };
    assert_eq!(sums(&story), (false, false, false));
    story.trajectories.whole = Some(line("All three partners", LineRole::Whole, points));
    assert_eq!(sums(&story), (true, true, true));
    // Beside bars that do not add up to it as well.
    story.trajectories.periods.truncate(4);
    story.trajectories.lines.iter_mut().chain(&mut story.trajectories.whole).for_each(|line| line.points.truncate(4));
    story.view.chart = ChartKind::Bars;
    let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
    assert!(figure.main.marks.iter().any(|mark| matches!(mark, Mark::Polyline { line: None, .. })));
    assert!(figure.texts.iter().any(|text| text.text == "All three partners"));
}

#[test]
fn lines_that_break_are_named() {
    let mut story = stories::partners(3);
    story.trajectories.lines[1].points[20] = point(None, Status::Missing);
    let label = story.trajectories.lines[1].label.clone();
    let said = |story: &Story| {
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        figure.texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert!(said(&story).contains(&format!("The line breaks where there is no figure: {label}.")), "{}", said(&story));
    story.trajectories.lines[2].points[20] = point(None, Status::Missing);
    let both = format!("Lines break where there is no figure: {label}, {}.", story.trajectories.lines[2].label);
    assert!(said(&story).contains(&both), "{}", said(&story));
}

#[test]
fn the_key_says_how_much_there_is_in_few_words() {
    let silent = |missing, all| Reason::Silent { missing, all, noun: Noun::Reporter };
    let unlisted = |missing| Reason::Unlisted { missing, noun: Noun::Reporter };
    let months = |found| Reason::Steps { found, expected: 12, step: Frequency::Month };
    for (reasons, expected) in [
        (vec![silent(21, 213)], "incomplete: 192 of 213 reporters"),
        (vec![silent(21, 213), unlisted(21)], "incomplete: 192 of 213 reporters"),
        (vec![silent(63, 213), silent(21, 213), unlisted(21), unlisted(63)], "incomplete: 150 to 192 of 213 reporters"),
        (vec![silent(1, 194), silent(1, 213)], "incomplete: some reporters are missing"),
        (vec![silent(21, 213), months(4)], "incomplete: 4 of 12 months or 192 of 213 reporters"),
        (vec![unlisted(1)], "incomplete: 1 reporter has no figure of its own"),
    ] {
        let mut story = stories::single();
        story.view.chart = ChartKind::Lines;
        for (at, point) in story.trajectories.lines[0].points.iter_mut().skip(1).take(reasons.len()).enumerate() {
            (point.status, point.reason) = (Status::Partial, Some(at as u16));
            point.value = Some(crate::query::Value::Real(5.0));
        }
        story.trajectories.reasons = reasons;
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        let key: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
        assert!(key.contains(&expected), "{expected}: {key:?}");
    }
}

#[test]
fn what_there_is_of_an_unfinished_year_is_not_drawn() {
    for chart in [ChartKind::Lines, ChartKind::Bars] {
        let mut story = stories::single();
        story.view.chart = chart;
        let last = story.trajectories.periods.len() - 1;
        let period = story.trajectories.periods[last];
        story.trajectories.reasons = vec![Reason::Steps { found: 4, expected: 12, step: Frequency::Month }];
        let point = &mut story.trajectories.lines[0].points[last];
        (point.status, point.reason) = (Status::Partial, Some(0));
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        let reaches = |mark: &Mark| match mark {
            Mark::Polyline { points, line: Some(_), .. } => points.iter().any(|point| point[0] >= period.middle()),
            Mark::Bar { x1, line: Some(_), .. } => *x1 > period.middle(),
            Mark::Dot { at, line: Some(_), .. } => at[0] >= period.middle(),
            _ => false,
        };
        assert!(!figure.main.marks.iter().any(reaches), "{chart:?}");
        let said: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
        let expected = format!("Not drawn: {} (4 of 12 months)", period.words());
        assert!(said.join(" ").contains(&expected), "{chart:?}: {said:?}");
    }
}

#[test]
fn many_narrow_gaps_of_one_reason_are_one_remark() {
    let mut story = stories::partners(1);
    story.trajectories.reasons = vec![Reason::MixedSigns];
    for at in [3, 20, 40, 70, 90] {
        story.trajectories.lines[0].points[at] =
            crate::query::Point { reason: Some(0), ..point(None, Status::Missing) };
    }
    let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
    let foot: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
    let foot = foot.join(" ");
    assert_eq!(foot.matches("No value for").count(), 1, "{foot}");
    assert!(foot.contains("No value for Mar 2015, Aug 2016 and 3 more: surpluses and deficits"), "{foot}");
    // Where a number has room, all gaps of one reason have the same.
    let years: Vec<Period> = (2010..2025).map(Period::year).collect();
    let of = |at: usize| match at % 2 {
        0 => point(Some(7.0), Status::Ok),
        _ => crate::query::Point { reason: Some(0), ..point(None, Status::Missing) },
    };
    let lines = vec![line("Greece", LineRole::Member, (0..15).map(of).collect())];
    story.trajectories = trajectories(years, lines, Unit::currency("USD", 6));
    story.trajectories.reasons = vec![Reason::from("no figure in this file")];
    let figure = story.figure((620.0, 480.0), Theme::Light, 1.0);
    let marks = figure.texts.iter().filter(|text| text.text == "(1)").count();
    let foot: Vec<&str> = figure.texts.iter().map(|text| text.text.as_str()).collect();
    let foot = foot.join(" ");
    assert!(marks == 7 && foot.contains("(1) 2011, 2013 and 5 more: no figure in this file"), "{marks}: {foot}");
}

#[test]
fn imports_below_the_zero_of_a_balance_are_written_without_a_minus() {
    let flow = |code: &str, label: &str, values: [f64; 3]| {
        let points = values.iter().map(|value| point(Some(*value), Status::Ok)).collect();
        Line { code: code.to_owned(), ..line(label, LineRole::Flow, points) }
    };
    let lines =
        vec![flow("export", "Exports", [300.0, 400.0, 431.0]), flow("import", "Imports", [-310.0, -390.0, -408.0])];
    for kind in [ChartKind::Lines, ChartKind::Bars, ChartKind::Ranked] {
        let mut story = stories::single();
        story.view = View { by: GroupBy::Flow, chart: kind, ..View::default() };
        let periods = (2018..2021).map(Period::year).collect();
        story.trajectories = trajectories(periods, lines.clone(), Unit::currency("USD", 9));
        story.trajectories.partition = true;
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        let of_lines = figure.texts.iter().filter(|text| text.line.is_some()).map(|text| text.text.as_str());
        let texts: Vec<&str> = of_lines.collect();
        assert!(texts.contains(&"408") && texts.contains(&"431"), "{kind:?}: {texts:?}");
        assert!(figure.alt.contains("408") && !figure.alt.contains("\u{2212}408"), "{}", figure.alt);
        assert!(!texts.iter().any(|text| text.contains("\u{2212}408") || text.contains("+431")), "{kind:?}: {texts:?}");
    }
}

#[test]
fn a_title_of_three_lines_keeps_its_figure_in_a_narrow_window() {
    let mut story = stories::single();
    story.title =
        "The European Union\u{2019}s imports from countries outside the EU in waste, parings and scrap, of plastics \
                   rose to 778 thousand tonnes in the 12 months to Dec 2024"
            .to_owned();
    let figure = story.figure((480.0, 420.0), Theme::Light, 1.0);
    let title: Vec<&str> =
        figure.texts.iter().filter(|text| text.weight == Weight::Bold).map(|text| text.text.as_str()).collect();
    assert!(title.join(" ").contains("778 thousand tonnes"), "{title:?}");
}

#[test]
fn the_words_tell_first_and_last() {
    let story = stories::digital();
    let figure = story.figure((900.0, 600.0), Theme::Light, 1.0);
    insta::assert_snapshot!(figure.alt);
}

#[test]
fn ticks_wider_than_the_names_stay_within_a_ranking() {
    let mut story = stories::ranked();
    story.view.scale = Some(0);
    story.view.ranked_at = None;
    let values = [-803_000_000.0, -1.0].into_iter().enumerate();
    let lines = values.map(|(n, value)| line(&n.to_string(), LineRole::Member, vec![point(Some(value), Status::Ok)]));
    story.trajectories = trajectories(vec![Period::year(2024)], lines.collect(), Unit::currency("USD", 0));
    for width in [400.0, 738.0, 1100.0] {
        check(&story.figure((width, 660.0), Theme::Dark, 2.0), &story);
    }
}

#[test]
fn ranked_ratios_begin_where_exports_equal_imports() {
    let mut story = stories::ranked();
    (story.view.measure, story.view.ranked_at) = (Measure::Coverage, None);
    let lines = [250.0, 90.0, 110.0].into_iter().enumerate();
    let lines = lines.map(|(n, value)| line(&n.to_string(), LineRole::Member, vec![point(Some(value), Status::Ok)]));
    story.trajectories = trajectories(vec![Period::year(2024)], lines.collect(), Unit::currency("USD", 0));
    story.trajectories.kind = ValueKind::Percent;
    let figure = story.figure((900.0, 660.0), Theme::Light, 1.0);
    let bars = figure.main.marks.iter().filter_map(|mark| match mark {
        Mark::Bar { x0, x1, .. } => Some([*x0, *x1]),
        _ => None,
    });
    assert_eq!(bars.collect::<Vec<_>>(), [[100.0, 250.0], [100.0, 110.0], [100.0, 90.0]]);
    assert_eq!(figure.main.x.zero, Some(100.0));
}

#[test]
fn a_line_that_ended_early_says_when() {
    let story = stories::partners(6);
    let figure = story.figure((1100.0, 760.0), Theme::Light, 1.0);
    assert!(figure.texts.iter().any(|text| text.text == "(Feb 2025)"));
}

#[test]
fn events_beyond_the_lanes_fold_into_a_count() {
    let figure = stories::partners(6).figure((1100.0, 760.0), Theme::Light, 1.0);
    let folded: Vec<_> = figure.flags.iter().filter(|flag| flag.folded).collect();
    assert!(!folded.is_empty());
    for flag in folded {
        assert_eq!(flag.label.text, format!("+{} more", flag.events.len()));
    }
}

fn values(count: usize) -> impl Strategy<Value = Vec<(Option<f64>, Status)>> {
    let status = prop_oneof![5 => Just(Status::Ok), 1 => Just(Status::Partial), 1 => Just(Status::Estimated)];
    let size = prop_oneof![3 => -1e6..1e6_f64, 1 => Just(0.0), 1 => -1e15..1e15_f64, 1 => -0.01..0.01_f64];
    let value = prop_oneof![6 => size.prop_map(Some), 1 => Just(None)];
    proptest::collection::vec((value, status), count)
}

prop_compose! {
    pub(super) fn story()(count in 0_usize..60, lines in 0_usize..30, frequency in 0..3)
        (lines in proptest::collection::vec(values(count), lines),
         events in proptest::collection::vec((0_u32..800, 1_u8..4, "[a-z ]{1,40}", proptest::option::of(0_u32..90)), 0..70),
         first in 1980_i32..2024, count in Just(count), frequency in Just(frequency),
         kind in 0..3_usize, partition in any::<bool>(), role in 0..3_usize, measure in 0..6_usize,
         title in ".{0,120}", name in ".{0,40}", pins in proptest::collection::vec((0_usize..30, 0_usize..60, ".{0,60}"), 0..3))
        -> Story {
        let start = match frequency { 0 => Period::month(first, 3), 1 => Period::quarter(first, 2), _ => Period::year(first) };
        let periods: Vec<Period> = (0..count).map(|n| start.shifted(n as i32)).collect();
        let role = [LineRole::Member, LineRole::Definition, LineRole::Others][role];
        let lines = lines.into_iter().enumerate().map(|(n, values)| {
            let points = values.into_iter().map(|(v, s)| point(v, if v.is_none() { Status::Missing } else { s }));
            line(&format!("{name} {n}"), role, points.collect())
        });
        let mut story = stories::digital();
        story.trajectories = trajectories(periods, lines.collect(), Unit::currency("USD", 6));
        story.trajectories.partition = partition;
        story.trajectories.reasons = vec!["not published by anybody".into()];
        story.view.chart = ChartKind::ALL[kind];
        story.view.measure = Measure::ALL[measure];
        story.title = title;
        story.pins = pins.into_iter().map(|(line, period, text)| Pin { line, period, text }).collect();
        story.events = events.into_iter().enumerate().map(|(n, (month, weight, label, length))| {
            let month = month % (count as u32 * [1, 3, 12][frequency as usize] + 4).max(1);
            let date = |m: u32| format!("{:04}-{:02}-{:02}", first as u32 + m / 12, m % 12 + 1, n % 28 + 1);
            let effective = length.map(|l| date(month + l));
            event(n as u64 + 1, &date(month), &label, weight, effective.as_deref())
        }).collect();
        story
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_figure_holds(story in story(), w in 0.0_f32..1800.0, h in 0.0_f32..1200.0, scale in 0.6_f32..2.0, dark in any::<bool>()) {
        let theme = if dark { Theme::Dark } else { Theme::Light };
        check(&story.figure((w, h), theme, scale), &story);
    }
}

/// Exports and imports by flow, with the balance between them where it is wanted.
fn by_flow(kind: ChartKind, has_net: bool) -> Story {
    let flow = |code: &str, label: &str, role: LineRole, values: [f64; 3]| {
        let points = values.iter().map(|value| point(Some(*value), Status::Ok)).collect();
        Line { code: code.to_owned(), ..line(label, role, points) }
    };
    let mut story = stories::single();
    story.view = View { by: GroupBy::Flow, chart: kind, ..View::default() };
    let lines = vec![
        flow("export", "Exports", LineRole::Flow, [300.0, 400.0, 431.0]),
        flow("import", "Imports", LineRole::Flow, [-310.0, -390.0, -508.0]),
    ];
    story.trajectories = trajectories((2018..2021).map(Period::year).collect(), lines, Unit::currency("USD", 9));
    story.trajectories.partition = true;
    story.trajectories.whole = has_net.then(|| flow("all", "Balance", LineRole::Whole, [-10.0, 10.0, -77.0]));
    story
}

#[test]
fn exports_and_imports_are_neither_surplus_nor_deficit_in_any_chart() {
    for (kind, has_net) in
        [(ChartKind::Lines, true), (ChartKind::Bars, true), (ChartKind::Bars, false), (ChartKind::Ranked, true)]
    {
        let figure = by_flow(kind, has_net).figure((1600.0, 900.0), Theme::Light, 1.0);
        let has = |word: &str| figure.texts.iter().any(|text| text.text == word);
        assert!(!has("surplus") && !has("deficit"), "{kind:?}");
        let ticks = figure.main.y.ticks.iter().chain(&figure.main.x.ticks);
        assert!(!ticks.into_iter().any(|tick| tick.label.contains('\u{2212}')), "{kind:?}");
        let is_tint = |mark: &Mark| matches!(mark, Mark::Bar { .. });
        assert!(!figure.main.under.iter().any(is_tint), "{kind:?}");
        // The balance between stacked bars has its sign.
        let net = figure.texts.iter().any(|text| text.text.contains("\u{2212}77"));
        assert_eq!(net, kind == ChartKind::Bars, "{kind:?}");
    }
}

#[test]
fn pins_without_a_place_are_said_in_the_footer() {
    let foot = |kind: ChartKind, pins: usize| {
        let mut story = stories::single();
        story.view.chart = kind;
        let pin = crate::query::Pinned { kind: "streak".to_owned(), line: story.trajectories.lines[0].code.clone() };
        story.view.pinned = vec![pin];
        let pin = Pin { line: 0, period: 3, text: "A fact".to_owned() };
        story.pins = vec![pin; pins];
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.0);
        figure.texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert!(foot(ChartKind::Ranked, 1).contains("The pinned fact is not shown in a ranking"));
    assert!(foot(ChartKind::Lines, 0).contains("The pinned fact is not told of what is shown"));
    assert!(!foot(ChartKind::Lines, 1).contains("pinned"));
}

#[test]
fn a_bold_value_stands_over_its_own_bar_alone() {
    let mut story = stories::single();
    story.view = View { chart: ChartKind::Bars, ..View::default() };
    let count = 40;
    let value = |at: usize| if at == 10 { -12_345.0 } else { -6_000.0 - at as f64 };
    let points = (0..count).map(|at| point(Some(value(at)), Status::Ok)).collect();
    let periods = (0..count).map(|at| Period::year(1980 + at as i32)).collect();
    let unit = Unit::currency("USD", 9);
    story.view.scale = Some(9);
    story.trajectories = trajectories(periods, vec![line("Japan", LineRole::Member, points)], unit);
    let figure = story.figure((700.0, 500.0), Theme::Light, 1.0);
    let bars: Vec<Rect> = { figure.main.marks.iter() }
        .filter_map(|mark| match mark {
            Mark::Bar { x0, x1, y0, y1, .. } => Some(Rect::between(figure.pixel([*x0, *y0]), figure.pixel([*x1, *y1]))),
            _ => None,
        })
        .collect();
    let bold = figure.texts.iter().filter(|text| text.halo && text.weight == Weight::SemiBold);
    for text in bold {
        let bounds = text.bounds();
        let over = bars.iter().filter(|bar| bar.x < bounds.right() && bounds.x < bar.right()).count();
        assert!(over <= 1, "{} stands over {over} bars", text.text);
    }
}
