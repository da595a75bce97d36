//! The icons of the window: their font, and the letters by which it has them.

/// Phosphor Icons, regular.
pub(super) const FONT: &[u8] = include_bytes!("../../assets/fonts/Phosphor.ttf");

/// Undo.
pub(super) const ARROW_U_UP_LEFT: &str = "\u{E08A}";
/// Redo.
pub(super) const ARROW_U_UP_RIGHT: &str = "\u{E08C}";
/// A menu, or what is unfolded.
pub(super) const CARET_DOWN: &str = "\u{E136}";
/// What can be unfolded.
pub(super) const CARET_RIGHT: &str = "\u{E13A}";
/// Sorted upwards.
pub(super) const CARET_UP: &str = "\u{E13C}";
/// Chosen.
pub(super) const CHECK: &str = "\u{E182}";
/// Nothing is proved.
pub(super) const CIRCLE_DASHED: &str = "\u{E602}";
/// Settings.
pub(super) const GEAR: &str = "\u{E270}";
/// Remarks.
pub(super) const INFO: &str = "\u{E2CE}";
/// A search.
pub(super) const MAGNIFYING_GLASS: &str = "\u{E30C}";
/// Partly chosen.
pub(super) const MINUS: &str = "\u{E32A}";
/// Pinned to the chart.
pub(super) const PUSH_PIN: &str = "\u{E3E2}";
/// Something is asked.
pub(super) const QUESTION: &str = "\u{E3E8}";
/// Proved.
pub(super) const SEAL_CHECK: &str = "\u{E606}";
/// A contradiction.
pub(super) const WARNING: &str = "\u{E4E0}";
/// An error.
pub(super) const WARNING_CIRCLE: &str = "\u{E4E2}";
/// Close, or empty.
pub(super) const X: &str = "\u{E4F6}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_icon() {
        let face = ttf_parser::Face::parse(FONT, 0).expect("a font");
        let icons = [
            ARROW_U_UP_LEFT,
            ARROW_U_UP_RIGHT,
            CARET_DOWN,
            CARET_RIGHT,
            CARET_UP,
            CHECK,
            CIRCLE_DASHED,
            GEAR,
            INFO,
            MAGNIFYING_GLASS,
            MINUS,
            PUSH_PIN,
            QUESTION,
            SEAL_CHECK,
            WARNING,
            WARNING_CIRCLE,
            X,
        ];
        for icon in icons {
            assert!(icon.chars().all(|c| face.glyph_index(c).is_some()), "{icon:?}");
        }
    }
}
