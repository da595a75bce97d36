//! A scene gives the same bytes wherever it is drawn: by an engine that has answered other scenes before, and by the
//! command line from a saved session.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where something is not as it says")]

use std::fs;
use std::process::Command;
use std::sync::Arc;

use saldo::data::{Axis, Dataset};
use saldo::disk::Rights;
use saldo::import::{self, Opened, Options, Progress, Source};
use saldo::query::{ChartKind, Engine, FrequencyChoice, GroupBy, Measure, Selection, Transform, View};
use saldo::session::{Change, SessionFile};
use saldo::story::{Document, EXPORTED, Evaluation, Form, Layout, Scene, evaluate, render};

const DATASET: &str = "us-goods";
/// So many scenes are drawn.
const SCENES: usize = 50;

/// Numbers that look drawn (Marsaglia, Xorshift RNGs, 2003), the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn library() -> Arc<Dataset> {
    let source = Source::Library(DATASET.to_owned());
    match import::open(&source, &Options::default(), &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => Arc::new(*dataset),
        _ => unreachable!("the library has it"),
    }
}

/// A view as somebody may come to it.
fn any_view(dataset: &Dataset, random: &mut Random) -> View {
    let partners = dataset.dimension(Axis::Partner);
    let codes: Vec<&str> = partners.iter().map(|(_, member)| member.code.as_str()).collect();
    let some = (0..=random.below(12)).map(|_| random.one_of(&codes)).collect::<Vec<_>>();
    let period = |random: &mut Random| Some(random.one_of(&dataset.periods));
    View {
        partners: if random.below(3) == 0 { Selection::all() } else { Selection::only(some) },
        measure: random.one_of(&Measure::ALL),
        by: random.one_of(&[GroupBy::Partner, GroupBy::Partner, GroupBy::Flow, GroupBy::None]),
        top: random.below(10),
        from: if random.below(2) == 0 { period(random) } else { None },
        frequency: random.one_of(&FrequencyChoice::ALL),
        transform: random.one_of(&Transform::ALL),
        chart: random.one_of(&ChartKind::ALL),
        ranked_at: if random.below(2) == 0 { period(random) } else { None },
        title: (random.below(6) == 0).then(|| "Words of its own".to_owned()),
        ..View::default()
    }
}

/// Scenes with the colours that their members have come to have, and pins.
fn deck(dataset: &Arc<Dataset>) -> (Document, Vec<Evaluation>) {
    let mut random = Random(0x5A1D0);
    let mut engine = Engine::new(Arc::clone(dataset));
    let events = Arc::new(import::library::events());
    let mut document = Document::open(Arc::clone(dataset), format!("library:{DATASET}"), Arc::clone(&events));
    let shown = |engine: &mut Engine, document: &Document| {
        evaluate(engine, document.scene(), &document.events, &|| false).expect("nobody cancels it")
    };
    let (mut scenes, mut evaluations): (Vec<Scene>, Vec<Evaluation>) = Default::default();
    for _ in 0..SCENES {
        *document.view_mut() = any_view(dataset, &mut random);
        let evaluation = shown(&mut engine, &document);
        document.keep_colors(evaluation.kept_colors.clone());
        // What is found first is pinned, as by a click.
        if let Some(finding) = evaluation.findings.first().filter(|_| random.below(2) == 0) {
            Change::Pin(finding.pin()).apply(&mut document);
        }
        // Another partner comes or goes, so that colours are not in the order of the lines.
        let partners = dataset.dimension(Axis::Partner);
        let code = partners.get(random.below(partners.len()) as u32).code.clone();
        Change::Toggle { axis: Axis::Partner, code }.apply(&mut document);
        let evaluation = shown(&mut engine, &document);
        document.keep_colors(evaluation.kept_colors.clone());
        scenes.push(document.scene().clone());
        evaluations.push(evaluation);
    }
    (document.with_scenes(scenes, 0), evaluations)
}

#[test]
fn a_saved_scene_gives_the_bytes_that_it_gave() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = folder.path().join("deck.saldo.json");
    let dataset = library();
    let (document, evaluations) = deck(&dataset);
    SessionFile::of(&document).save(&session, Rights::Users).expect("saved");
    assert!(evaluations.iter().any(|evaluation| !evaluation.pinned.is_empty()), "some have pins");
    let in_order = |evaluation: &Evaluation| evaluation.colors.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(
        evaluations.iter().filter(|evaluation| !in_order(evaluation)).count() > 5,
        "some have colours of their own"
    );
    for (at, evaluation) in (1..).zip(&evaluations) {
        // The fonts of a PDF are written in the order of a hash table, another one in each run of the program.
        let (form, ending) = if at % 10 == 0 { (Form::Png(EXPORTED), "png") } else { (Form::Svg, "svg") };
        let output = folder.path().join(format!("{at}.{ending}"));
        let mut saldo = Command::new(env!("CARGO_BIN_EXE_saldo"));
        saldo.arg("render").arg(&session).args(["--scene", &at.to_string(), "--output"]).arg(&output);
        let said = saldo.output().expect("saldo starts");
        assert!(said.status.success(), "{at}: {}", String::from_utf8_lossy(&said.stderr));
        let drawn = render(evaluation, &Layout::default(), form).expect("a figure");
        assert!(drawn == fs::read(&output).expect("written"), "scene {at}, {ending}: {:?}", evaluation.view);
    }
}

#[test]
fn a_scene_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = folder.path().join("one.saldo.json");
    let document = Document::open(library(), format!("library:{DATASET}"), Arc::default());
    SessionFile::of(&document).save(&session, Rights::Users).expect("saved");
    let output = folder.path().join("x.svg");
    for (file, asked, said) in [
        (session.as_os_str(), "2", "--scene 2: the session has 1"),
        ("library:us-goods".as_ref(), "1", "--scene 1: library:us-goods is no session"),
    ] {
        let mut saldo = Command::new(env!("CARGO_BIN_EXE_saldo"));
        saldo.arg("render").arg(file).args(["--scene", asked, "--output"]).arg(&output);
        let told = saldo.output().expect("saldo starts");
        assert_eq!(told.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&told.stderr).contains(said), "{}", String::from_utf8_lossy(&told.stderr));
    }
    assert!(!output.exists());
}
