//! What is disputed of the figures, above the question about their columns, and what may settle it.

use egui::{ScrollArea, Ui};

use crate::app::MappingDialog;
use crate::chart::Weight;
use crate::data::{Check, Flow, Proposed, Role};
use crate::import::{Mapping, StatedMember};
use crate::ui::audit;
use crate::ui::theme::{self, paint};
use crate::ui::widgets::{muted, small_button, text};

/// So many disputes are listed.
const LISTED: usize = 20;

/// Draws the disputes of figures that are held back; nothing for an ordinary question.
pub(super) fn show(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping, height: f32) {
    let Some(dispute) = &dialog.dispute else { return };
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new().fill(paint(tokens.ground)).corner_radius(8.0).inner_margin(12.0);
    // Two of them are in sight in a window of usual height, one in a low one.
    let most = if height < 640.0 { 92.0 } else { 168.0 };
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical()
            .id_salt("disputes")
            .max_height(most)
            .min_scrolled_height(most)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (at, check) in dispute.dataset.audit.disputes().take(LISTED).enumerate() {
                    if at > 0 {
                        ui.add_space(8.0);
                    }
                    audit::one(ui, check, ("held back", at));
                    proposal(ui, check, mapping);
                }
                let more = dispute.dataset.audit.disputes().count().saturating_sub(LISTED);
                if more > 0 {
                    muted(ui, format!("and {more} more"));
                }
            });
    });
    ui.add_space(6.0);
    let hint = "Say below what the columns and members are, or open it as it is: the word \u{201c}disputed\u{201d} stays \
                beside its title.";
    muted(ui, hint);
    ui.add_space(4.0);
}

/// What would settle a dispute, each answer as a button.
fn proposal(ui: &mut Ui, check: &Check, mapping: &mut Mapping) {
    let Some(proposed) = &check.proposes else { return };
    ui.horizontal_wrapped(|ui| {
        ui.add_space(24.0);
        answer(ui, proposed, mapping);
        // Noughts may be figures as well: no ship came in these months.
        if let Proposed::EndsWith { noughts, .. } = *proposed {
            answer(ui, &Proposed::EndsWith { figures: noughts, noughts }, mapping);
        }
    });
}

fn answer(ui: &mut Ui, proposed: &Proposed, mapping: &mut Mapping) {
    let words = words(proposed);
    if is_taken(proposed, mapping) {
        let color = theme::tokens(ui).muted;
        ui.label(text(format!("Taken: {words}"), Weight::Medium, theme::SMALL, color));
    } else if small_button(ui, &words, &words).clicked() {
        take(proposed, mapping);
    }
}

fn is_taken(proposed: &Proposed, mapping: &Mapping) -> bool {
    match proposed {
        Proposed::Member { axis, member, role } => {
            let about = |said: &&StatedMember| said.axis == *axis && said.member == *member;
            mapping.members.iter().find(about).is_some_and(|said| said.role == *role)
        }
        Proposed::OtherSign(flow) => mapping.other_sign.contains(flow),
        Proposed::EndsWith { figures, .. } => mapping.ends_with == Some(*figures),
    }
}

fn take(proposed: &Proposed, mapping: &mut Mapping) {
    match proposed {
        Proposed::Member { axis, member, role } => {
            mapping.members.retain(|said| !(said.axis == *axis && said.member == *member));
            mapping.members.push(StatedMember { axis: *axis, member: member.clone(), role: *role });
        }
        Proposed::OtherSign(flow) => mapping.turn_sign(*flow),
        Proposed::EndsWith { figures, .. } => mapping.ends_with = Some(*figures),
    }
}

fn words(proposed: &Proposed) -> String {
    match proposed {
        Proposed::Member { axis, role: Role::Total, member } => {
            format!("{member} is the total of all {}", axis.plural())
        }
        Proposed::Member { role: Role::Leaf | Role::Unknown, member, .. } => format!("{member} is a part and counts"),
        Proposed::Member { member, .. } => format!("{member} tells what others beside it tell, and does not count"),
        Proposed::OtherSign(Flow::Balance) => "The balance is imports less exports: turn its sign".to_owned(),
        Proposed::EndsWith { figures, noughts } if figures == noughts => {
            "The zeros are figures: nothing was traded".to_owned()
        }
        Proposed::EndsWith { figures, .. } => format!("The figures end with {figures}; the zeros after it are none"),
        Proposed::OtherSign(flow) => format!("The minus is the direction: show {}s by their amount", flow.word()),
    }
}
