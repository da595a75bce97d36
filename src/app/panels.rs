//! Commands that only touch panels.

use super::{Command, Model, Tab};

/// Carries a command out that is about panels alone.
pub(super) fn apply(model: &mut Model, command: Command) {
    let panels = &mut model.panels;
    match command {
        Command::Palette(open) => panels.palette = open.then(|| (String::new(), 0)),
        Command::PaletteText(text) => panels.palette = Some((text, 0)),
        Command::PaletteRow(row) => {
            if let Some((_, marked)) = &mut panels.palette {
                *marked = row;
            }
        }
        Command::Tab(tab) => panels.show_tab(tab),
        Command::Search(axis, text) => panels.search[axis.index()] = text,
        Command::Unfold(axis, code) => {
            let branch = (axis, code);
            let folded = panels.unfolded.remove(&branch);
            panels.unfolded.extend((!folded).then_some(branch));
        }
        Command::SelectEvent(event) => {
            panels.event = event;
            // A panel that is hidden stays so: the chart keeps its place, and the card stands beside the flag.
            if event.is_some() && panels.shows_side() {
                panels.show_tab(Tab::Events);
            }
        }
        Command::OpenCrowd(events) => panels.crowd = events,
        Command::SearchEvents(text) => panels.event_search = text,
        Command::AllFacts(all) => panels.all_facts = all,
        Command::ToggleTiming => panels.timing = !panels.timing,
        Command::ToggleFilters => panels.toggle_filters(),
        Command::ToggleSide => panels.toggle_side(),
        Command::Narrow(narrow) => panels.narrow = narrow,
        Command::SortTable(column) => {
            panels.sort = if panels.sort.0 == column { (column, !panels.sort.1) } else { (column, true) };
        }
        Command::DismissToast => model.toast = None,
        _ => {}
    }
}
