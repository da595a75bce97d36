//! Looking at what is open: picture, filters, colours, keys, palette, events, facts and sizes.

use std::time::Duration;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use saldo::app::{Command, Dialog, Tab, ThemeChoice};
use saldo::chart::Theme;
use saldo::data::Axis;
use saldo::import::Source;
use saldo::query::{ChartKind, FrequencyChoice, GroupBy, Measure, Selection, Transform};
use saldo::session::Change;
use saldo::story::{Layout, figure};
use saldo::ui::Window;

use crate::hands::{
    Answers, SMALL, click, give, has_name, in_table, names, press, view, wait, window, window_with, write,
};

#[test]
fn the_first_picture_is_the_default_story() {
    let harness = window("");
    assert!(has_name(&harness, "Title: Japan\u{2019}s digital trade deficit reached 6.46 trillion yen in 2024"));
    assert!(has_name(&harness, "Narrow definition, \u{2212}6.46 trillion yen"));
    let figure = harness.state().figure();
    assert!(figure.alt.contains("2024"), "{}", figure.alt);
    assert!(figure.main.under.iter().any(|mark| matches!(mark, saldo::chart::Mark::Band { hatched: true, .. })));
}

#[test]
fn the_screen_and_the_file_are_drawn_from_one_figure() {
    let harness = window("us-goods");
    let shown = harness.state().figure();
    let model = harness.state().app().model();
    let size = (shown.width, shown.height);
    let exported = figure(&model.evaluation, &Layout { size, theme: shown.theme, ..Layout::default() });
    assert_eq!(*shown, exported);
}

#[test]
fn nothing_is_repainted_at_rest() {
    let mut harness = window("us-goods");
    for _ in 0..20 {
        harness.step();
        let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_hours(1), "a repaint is asked for in {delay:?}");
    }
}

#[test]
fn a_partner_is_toggled_and_the_numbers_follow() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_with(Vec::new(), Answers { open: vec![path], save: None }, [1500.0, 950.0]);
    click(&mut harness, "Open files");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    give(&mut harness, Command::Change(Change::By(GroupBy::None)));
    click(&mut harness, "Table tab");
    // One sum has one name, however the lines are made.
    assert_eq!(in_table(&harness, "Both partners", "2022"), "129.5");
    assert_eq!(in_table(&harness, "Both partners", "2023"), "109.75");
    click(&mut harness, "United States, ");
    assert_eq!(in_table(&harness, "China", "2023"), "\u{2212}80");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(in_table(&harness, "Both partners", "2023"), "109.75");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(in_table(&harness, "China", "2023"), "\u{2212}80");
}

#[test]
fn the_newest_figures_are_shown_of_every_selection() {
    let mut harness = window("us-goods");
    let last = |harness: &Harness<'static, Window>| {
        harness.state().app().model().evaluation.answer.trajectories.periods.last().map(|period| period.words())
    };
    assert_eq!(last(&harness).as_deref(), Some("Apr 2026"));
    give(&mut harness, Command::Change(Change::Everything(Axis::Partner)));
    assert_eq!(last(&harness).as_deref(), Some("Jun 2026"), "the world goes on when its partners have ended");
}

#[test]
fn a_total_that_the_title_tells_is_drawn() {
    let mut harness = window("us-goods");
    assert!(!harness.state().figure().draws_sum, "eight partners are told one by one");
    give(&mut harness, Command::Change(Change::Everything(Axis::Partner)));
    let figure = harness.state().figure();
    let whole = harness.state().app().model().evaluation.answer.trajectories.whole.clone().expect("a sum");
    assert!(figure.draws_sum);
    assert!(figure.texts.iter().any(|text| text.text == whole.label), "its line is named {}", whole.label);
    assert!(figure.alt.contains(&format!("{}: ", whole.label)), "{}", figure.alt);
}

#[test]
fn nothing_lies_over_the_words_of_an_empty_chart() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::Nothing(Axis::Partner)));
    let figure = harness.state().figure();
    assert!(figure.is_empty() && figure.texts.iter().any(|text| text.text.starts_with("Nothing to show")));
    let shapes = |harness: &Harness<'static, Window>| harness.output().shapes.len();
    let before = shapes(&harness);
    harness.hover_at(egui::pos2(750.0, 450.0));
    harness.run();
    assert_eq!(shapes(&harness), before, "a tooltip or a ruler is drawn where nothing is");
}

#[test]
fn all_keys_are_in_sight() {
    let mut harness = window_with(Vec::new(), Answers::default(), [900.0, 600.0]);
    press(&mut harness, Modifiers::NONE, Key::F1);
    let window = harness.ctx.content_rect();
    let dialog = |harness: &Harness<'static, Window>, label: &str| {
        let nodes = harness.query_all_by_label(label).map(|node| node.rect());
        nodes.max_by(|a, b| a.top().total_cmp(&b.top())).unwrap_or_else(|| panic!("no {label}"))
    };
    let close = dialog(&harness, "Close");
    // The first of the list by what they do, and the last.
    for words in ["Chart: Bars", "Undo"] {
        let key = dialog(&harness, words);
        assert!(window.contains_rect(key) && key.bottom() <= close.top(), "{words}: {key:?} {close:?}");
    }
}

/// The lines shown by code, with the colours that they have.
fn colors(harness: &Harness<'static, Window>) -> Vec<(String, saldo::chart::palette::Color)> {
    let lines = &harness.state().app().model().evaluation.answer.trajectories.lines;
    lines.iter().map(|line| line.code.clone()).zip(harness.state().figure().colors.iter().copied()).collect()
}

#[test]
fn a_line_keeps_its_colour_while_others_come_and_go() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::By(GroupBy::Partner)));
    let before = colors(&harness);
    let line = &harness.state().app().model().evaluation.answer.trajectories.lines[0];
    let (first, name) = (line.code.clone(), line.label.clone());
    click(&mut harness, &format!("{name}, "));
    let without = colors(&harness);
    assert!(without.iter().all(|(code, _)| *code != first), "{first} is still shown");
    let known = |code: &String| before.iter().find(|(other, _)| other == code);
    let stayed: Vec<_> = without.iter().filter_map(|line| known(&line.0).map(|before| (before, line))).collect();
    assert!(stayed.len() > 2 && stayed.iter().all(|(before, now)| before == now), "{before:?} {without:?}");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(colors(&harness), before);
}

#[test]
fn keys_change_the_view_and_escape_leaves() {
    let mut harness = window("japan-goods");
    press(&mut harness, Modifiers::NONE, Key::X);
    assert_eq!(view(&harness).measure, Measure::Exports);
    press(&mut harness, Modifiers::NONE, Key::M);
    assert_eq!(view(&harness).measure, Measure::Imports);
    press(&mut harness, Modifiers::NONE, Key::B);
    assert_eq!(view(&harness).measure, Measure::Balance);
    let by = view(&harness).by;
    press(&mut harness, Modifiers::NONE, Key::G);
    assert_ne!(view(&harness).by, by);
    press(&mut harness, Modifiers::NONE, Key::E);
    assert!(!view(&harness).events.shown);
    press(&mut harness, Modifiers::NONE, Key::Num1);
    assert_eq!(view(&harness).chart, ChartKind::Lines);
    press(&mut harness, Modifiers::NONE, Key::F5);
    assert!(harness.state().app().model().panels.presenting);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().app().model().panels.presenting);
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(matches!(harness.state().app().model().dialog, Some(Dialog::Shortcuts)));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!((view(&harness).from, view(&harness).to), (None, None));
}

#[test]
fn the_palette_finds_and_runs() {
    let mut harness = window("us-goods");
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.event(egui::Event::Text("only japan".to_owned()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().app().model().panels.palette.is_none());
    assert_eq!(view(&harness).partners, Selection::only(["JPN"]));
    // While typing, letters are letters.
    press(&mut harness, Modifiers::COMMAND, Key::K);
    press(&mut harness, Modifiers::NONE, Key::X);
    assert_eq!(view(&harness).measure, Measure::Balance);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().panels.palette.is_none());
}

#[test]
fn events_are_added_edited_hidden_and_deleted() {
    let mut harness = window("us-goods");
    let count = |harness: &Harness<'static, Window>| harness.state().app().model().session.document().events.len();
    let before = count(&harness);
    give(&mut harness, Command::Show(Dialog::NewEvent));
    let Some(Dialog::Event(mut draft)) = harness.state().app().model().dialog.clone() else { panic!("no editor") };
    // Nobody typed a date: there is none, and nothing is saved without one.
    assert!(draft.days.iter().all(String::is_empty));
    draft.title = "Our own event".to_owned();
    for (typed, saved) in [("", false), ("02/04/2024", false), ("6 May 2021", true)] {
        draft.days[0] = typed.to_owned();
        give(&mut harness, Command::EditEvent(draft.clone()));
        if saved {
            click(&mut harness, "Save event");
        } else {
            give(&mut harness, Command::SaveEvent);
        }
        assert_eq!(count(&harness), before + usize::from(saved), "{typed}");
        if !saved {
            assert!(matches!(harness.state().app().model().dialog, Some(Dialog::Event(_))), "{typed}");
        }
    }
    let id = harness
        .state()
        .app()
        .model()
        .session
        .document()
        .events
        .iter()
        .find(|e| e.title == "Our own event")
        .expect("it")
        .id;
    assert!(harness.state().app().model().evaluation.events.contains(&id));
    // What was just saved is selected, and its card is open.
    assert_eq!(harness.state().app().model().panels.event, Some(id));
    assert_eq!(harness.state().app().model().panels.tab, Tab::Events);
    assert!(has_name(&harness, "6 May 2021: Our own event"));
    give(&mut harness, Command::Change(Change::EventShown(id)));
    assert!(!harness.state().app().model().evaluation.events.contains(&id));
    click(&mut harness, "Delete event");
    assert_eq!(count(&harness), before);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&harness), before + 1);
}

#[test]
fn every_dataset_in_every_shape_and_at_every_size() {
    for entry in saldo::import::library::list() {
        let mut harness = window(entry.name);
        for chart in ChartKind::ALL {
            for by in GroupBy::ALL {
                give(&mut harness, Command::Change(Change::Chart(chart)));
                give(&mut harness, Command::Change(Change::By(by)));
            }
        }
        for measure in Measure::ALL {
            give(&mut harness, Command::Change(Change::Measure(measure)));
        }
        for transform in Transform::ALL {
            give(&mut harness, Command::Change(Change::Transform(transform)));
        }
        give(&mut harness, Command::Change(Change::Frequency(FrequencyChoice::Year)));
        give(&mut harness, Command::Change(Change::Top(0)));
        for axis in Axis::ALL {
            give(&mut harness, Command::Change(Change::Nothing(axis)));
            give(&mut harness, Command::Change(Change::Invert(axis)));
        }
        for tab in Tab::ALL {
            give(&mut harness, Command::Tab(tab));
        }
        give(&mut harness, Command::Theme(ThemeChoice::Dark));
        for size in [[820.0, 560.0], [500.0, 300.0], [200.0, 120.0], [2400.0, 1400.0]] {
            harness.set_size(size.into());
            harness.run();
        }
    }
}

#[test]
fn the_figure_follows_the_theme() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Theme(ThemeChoice::Dark));
    assert_eq!(harness.state().figure().theme, Theme::Dark);
    give(&mut harness, Command::Theme(ThemeChoice::Light));
    assert_eq!(harness.state().figure().theme, Theme::Light);
}

#[test]
fn a_fact_is_pinned_to_the_chart_and_taken_off() {
    let mut harness = window("us-goods");
    let dots = |harness: &Harness<'static, Window>| harness.state().figure().plates.len();
    let before = dots(&harness);
    click(&mut harness, "Pin record deficit: Taiwan");
    assert_eq!(view(&harness).pinned.len(), 1);
    assert_eq!(dots(&harness), before + 1, "a callout stands on the chart");
    click(&mut harness, "Unpin record deficit: Taiwan");
    assert_eq!(dots(&harness), before);
}

#[test]
fn the_strip_moves_by_keys_and_the_palette_lists_the_library() {
    let mut harness = window("us-goods");
    let from = view(&harness).from.expect("a start");
    let handle = harness.query_all_by(|node| node.label().is_some_and(|l| l.starts_with("First period shown"))).next();
    handle.expect("the handle").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(view(&harness).from, Some(from.shifted(1)));
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(view(&harness).from, Some(from));
}

#[test]
fn with_nothing_selected_the_strip_keeps_the_range() {
    let mut harness = window("us-goods");
    let from = view(&harness).from.expect("a start");
    give(&mut harness, Command::Change(Change::Nothing(Axis::Partner)));
    assert!(has_name(&harness, &format!("First period shown: {}", from.words())), "{:?}", names(&harness));
}

#[test]
fn the_list_of_shortcuts_fits_a_small_window() {
    let mut harness = window_with(Vec::new(), Answers::default(), [900.0, 600.0]);
    give(&mut harness, Command::Show(Dialog::Shortcuts));
    harness.run_steps(4);
    let close = harness.get_by_label("Close").rect();
    assert!(close.max.y < 576.0 && close.min.y > 0.0, "{close:?}");
}

#[test]
fn what_frames_and_queries_cost_can_be_seen() {
    let mut harness = window("us-goods");
    assert!(harness.query_by_label_contains("figures").is_none());
    press(&mut harness, Modifiers::NONE, Key::F12);
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("bytes for each in memory").is_some());
    press(&mut harness, Modifiers::NONE, Key::F12);
    assert!(harness.query_by_label_contains("bytes for each in memory").is_none());
}

#[test]
fn the_title_of_exports_beside_imports_says_which_is_larger() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::By(GroupBy::Flow)));
    give(&mut harness, Command::Change(Change::Frequency(FrequencyChoice::Year)));
    let titles: Vec<String> = [Measure::Balance, Measure::Turnover]
        .into_iter()
        .map(|measure| {
            give(&mut harness, Command::Change(Change::Measure(measure)));
            harness.state().app().model().evaluation.headline.title.clone()
        })
        .collect();
    for title in titles {
        assert_eq!(
            title,
            "US goods imports exceeded exports with 8 partners by 0.95 trillion dollars in 2024 (the last complete year)"
        );
    }
}

#[test]
fn a_key_acts_wherever_the_focus_is_and_escape_closes_an_open_menu_first() {
    let mut harness = window("");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(harness.ctx.egui_wants_keyboard_input(), "nothing has the focus");
    press(&mut harness, Modifiers::NONE, Key::Num2);
    assert_eq!(harness.state().app().model().document().view().chart, ChartKind::Bars);
    give(&mut harness, Command::Present(false));
    click(&mut harness, "Library and recent files");
    assert!(egui::Popup::is_any_open(&harness.ctx));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!egui::Popup::is_any_open(&harness.ctx));
}

#[test]
fn a_message_goes_by_itself() {
    let mut harness = window("");
    give(&mut harness, Command::KeepLarge(true));
    assert!(harness.state().app().model().toast.is_some());
    harness.run_steps(60);
    assert!(harness.state().app().model().toast.is_none());
}

#[test]
fn in_a_narrow_window_one_panel_gives_way_to_the_other() {
    let source = Source::Library("us-goods".to_owned());
    let mut harness = window_with(vec![source], Answers { open: Vec::new(), save: None }, [900.0, 600.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source == "library:us-goods");
    harness.run();
    assert!(has_name(&harness, "Search partners") && !has_name(&harness, "Facts tab"));
    press(&mut harness, Modifiers::COMMAND, Key::J);
    assert!(has_name(&harness, "Facts tab") && !has_name(&harness, "Search partners"));
    press(&mut harness, Modifiers::COMMAND, Key::J);
    assert!(has_name(&harness, "Search partners") && !has_name(&harness, "Facts tab"), "the filters come back");
    press(&mut harness, Modifiers::COMMAND, Key::B);
    assert!(!has_name(&harness, "Search partners") && !has_name(&harness, "Facts tab"));
}

#[test]
fn a_search_knows_other_names_and_its_buttons_act_on_what_it_lists() {
    let mut harness = window("us-goods");
    for (typed, name) in [("viet nam", "Vietnam, "), ("UK", "United Kingdom, "), ("Deutschland", "Germany, ")] {
        give(&mut harness, Command::Search(Axis::Partner, typed.to_owned()));
        assert!(has_name(&harness, name), "{typed} finds {name}");
        assert!(!has_name(&harness, "Mexico, "), "{typed} does not find Mexico");
    }
    let chosen = |harness: &Harness<'static, Window>| {
        let dimension = harness.state().app().model().dataset().dimension(Axis::Partner).clone();
        view(harness).partners.count(&dimension).0
    };
    let before = chosen(&harness);
    click(&mut harness, "None partners");
    assert_eq!(chosen(&harness), before - 1, "only Germany is switched off");
    click(&mut harness, "Clear search partners");
    assert!(has_name(&harness, "Mexico, "));
}

#[test]
fn a_ranked_chart_keeps_its_period_control_and_names_who_has_no_figure() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::Chart(ChartKind::Ranked)));
    let said = |harness: &Harness<'static, Window>| {
        harness.state().figure().texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>().join(" ")
    };
    // The newest for which more than half of those selected have figures, whoever else there is.
    assert!(has_name(&harness, "Period ranked: Apr 2026"), "{}", said(&harness));
    assert!(said(&harness).contains("No figure for Apr 2026: Canada, Mexico, Vietnam"), "{}", said(&harness));
    give(&mut harness, Command::Change(Change::RankedAt(Some(saldo::data::Period::month(2024, 12)))));
    assert!(has_name(&harness, "Period ranked: Dec 2024"));
    assert!(!said(&harness).contains("No figure for"));
}

#[test]
fn the_name_of_the_dataset_has_room_in_a_window_of_a_small_laptop() {
    for size in [[1280.0, 720.0], [1440.0, 900.0], [1160.0, 700.0]] {
        let source = Source::Library("us-goods".to_owned());
        let harness = window_with(vec![source], Answers::default(), size);
        let title = harness.state().app().model().dataset().meta.title.clone();
        let named = harness.get_by_label(&title).rect();
        assert!(named.width() > 60.0 && named.top() < 60.0, "{title} at {named:?} in {size:?}");
    }
}

#[test]
fn what_was_left_out_comes_into_view_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "small.csv", &format!("{SMALL}never,USA,China,A,export,1\n"));
    let answers = Answers { open: vec![path], save: None };
    let mut harness = window_with(Vec::new(), answers, [1400.0, 520.0]);
    click(&mut harness, "Open files");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    click(&mut harness, "What the import left out");
    harness.run_steps(40);
    let heading = harness.get_by_label("WHAT THE IMPORT DID").rect();
    assert!(heading.top() > 60.0 && heading.bottom() < 480.0, "{heading:?}");
}
