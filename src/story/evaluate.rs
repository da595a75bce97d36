//! What follows from a scene: the answer to its view, the overview for the period strip, title, findings, events.

use std::sync::Arc;
use std::time::{Duration, Instant};

use foldhash::HashMap;

use super::{Document, Scene};
use crate::chart::Colors;
use crate::data::{Dataset, Event, EventId};
use crate::insight::{self, Scope};
use crate::query::{self, Answer, Cancelled, ChartKind, Engine, GroupBy, LineRole, Trajectories, Transform, View};
use crate::words::{Caption, Fact, Language, narrator};

/// What a scene evaluates to. It carries the view, the figures and the events that it answers, so that whatever is drawn
/// or written of it fits together while newer ones are computed.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The view that it answers.
    pub view: View,
    /// The figures that it is of.
    pub dataset: Arc<Dataset>,
    /// Lines and value bars.
    pub answer: Answer,
    /// Everything that is selected in one line over the whole history, for the period strip.
    pub overview: Trajectories,
    /// Title and subtitle.
    pub headline: Caption,
    /// Whether the title tells of the sum of all lines, so that it is drawn beside them.
    pub tells_of_sum: bool,
    /// What can be said of the lines.
    pub findings: Vec<Fact>,
    /// The pinned findings that hold, also those beyond the best.
    pub pinned: Vec<Fact>,
    /// The document's events.
    pub all_events: Arc<Vec<Event>>,
    /// Those that are drawn: in scope and within the range shown.
    pub events: Vec<EventId>,
    /// Whether each event of the document concerns what is shown.
    pub scopes: HashMap<EventId, Scope>,
    /// For each line its place in the palette.
    pub colors: Vec<usize>,
    /// The colours that the scene's members have had by now: what the scene is to remember.
    pub kept_colors: Colors,
    /// How long the engine took.
    pub query_time: Duration,
}

/// Evaluates a scene by an engine that holds its figures, beside the events of its document; none where it was cancelled
/// on the way.
pub fn evaluate(
    engine: &mut Engine,
    scene: &Scene,
    events: &Arc<Vec<Event>>,
    cancelled: Cancelled<'_>,
) -> Option<Evaluation> {
    let (dataset, view) = (Arc::clone(engine.dataset()), &scene.view);
    let start = Instant::now();
    // Where the whole range is shown the wider lines are those at hand.
    let bounded = view.from.is_some() || view.to.is_some();
    let others = &others_of(&dataset, view)[..if bounded { 2 } else { 1 }];
    let (answer, others) = engine.run_beside(&view.drawn(), others, cancelled)?;
    Some(Evaluation::told(&dataset, scene, events, (answer, &others), start.elapsed()))
}

/// Evaluates the scene of a document that is shown, by an engine of its own.
#[must_use]
pub fn evaluate_alone(document: &Document) -> Evaluation {
    let Document { dataset, events, .. } = document;
    let (scene, mut engine) = (document.scene(), Engine::new(Arc::clone(dataset)));
    // Nobody cancels it; the plain definition would say the same.
    evaluate(&mut engine, scene, events, &|| false).unwrap_or_else(|| {
        let others = others_of(dataset, &scene.view).map(|view| query::trajectories(dataset, &view));
        let answer = query::run(dataset, &scene.view.drawn());
        Evaluation::told(dataset, scene, events, (answer, &others), Duration::ZERO)
    })
}

impl Evaluation {
    /// The evaluation beside other events.
    #[must_use]
    pub fn with_events(mut self, events: &Arc<Vec<Event>>) -> Self {
        let ids = events.iter().map(|event| event.id);
        self.scopes = ids.zip(insight::scopes(events, &self.dataset, &self.view)).collect();
        let drawn = insight::in_scope(events, &self.dataset, &self.view);
        self.events = drawn.iter().map(|event| event.id).collect();
        self.all_events = Arc::clone(events);
        self
    }

    /// What is said of an answer, with the overview and where the range is cut the wider lines beside it.
    fn told(
        dataset: &Arc<Dataset>,
        scene: &Scene,
        events: &Arc<Vec<Event>>,
        (answer, others): (Answer, &[Trajectories]),
        query_time: Duration,
    ) -> Self {
        let view = &scene.view;
        let narrator = narrator(Language::default(), dataset);
        let facts = |found: Vec<insight::Finding>| found.iter().map(|finding| narrator.fact(finding)).collect();
        let mut answer = Answer { trajectories: answer.trajectories.drawn(), ..answer };
        // On the chart, in its tooltips and in the table a sum has the name that facts call it by.
        let name = insight::name_of_sum(dataset, view, &answer.trajectories).map(|name| narrator.line_name(&name));
        let sums = answer.trajectories.lines.iter_mut().filter(|line| line.role == LineRole::Whole);
        sums.zip(name).for_each(|(line, name)| line.label = name);
        let lines = &answer.trajectories;
        let loaded = Some(others.get(1).unwrap_or(lines));
        let mut kept_colors = scene.colors.clone();
        let told = Self {
            view: view.clone(),
            overview: others.first().unwrap_or(lines).clone(),
            headline: narrator.caption(&insight::headline_over(dataset, view, lines, loaded)),
            tells_of_sum: insight::tells_of_sum(dataset, view, lines),
            findings: facts(insight::findings_over(dataset, view, lines, loaded)),
            pinned: facts(insight::pinned(dataset, view, lines, loaded)),
            all_events: Arc::default(),
            events: Vec::new(),
            scopes: HashMap::default(),
            colors: kept_colors.of(view.by, &lines.lines),
            kept_colors,
            answer,
            dataset: Arc::clone(dataset),
            query_time,
        };
        told.with_events(events)
    }
}

/// The overview, and the same lines over the whole file: a record is a record of all years loaded, not of those
/// shown.
fn others_of(dataset: &Dataset, view: &View) -> [View; 2] {
    [overview_of(dataset, view), View { from: None, to: None, ..view.clone() }]
}

/// The same selection over the whole history in one line.
fn overview_of(dataset: &Dataset, view: &View) -> View {
    let transform = if view.transform == Transform::Rolling { Transform::Rolling } else { Transform::Level };
    // Asked for by name, so that ends without a figure of this selection are not cut off.
    let (from, to) = (dataset.periods.first().copied(), dataset.periods.last().copied());
    View { by: GroupBy::None, from, to, transform, chart: ChartKind::Lines, ..view.clone() }
}
