//! Fonts, sizes and colours of the window. Colours come from the chart's palette and from nowhere else.

use std::sync::Arc;

use egui::{Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Ui};

use super::icon;
use crate::chart::palette::{Color, Tokens};
use crate::chart::{Theme, Weight};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
const MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-Bold.ttf");

/// Under what floats above the chart.
pub const SHADOW: egui::Shadow =
    egui::Shadow { offset: [0, 2], blur: 12, spread: 0, color: Color32::from_black_alpha(40) };

/// Size of ordinary text in panels.
pub const BODY: f32 = 13.0;
/// Size of secondary text.
pub const SMALL: f32 = 12.0;
/// Corner radius of buttons and fields.
pub const RADIUS: u8 = 6;

/// Sets fonts and both themes up. Called once.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    // Where the desktop does not say, light: it reads better on a projector.
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    ctx.style_mut_of(egui::Theme::Light, |style| restyle(style, Theme::Light));
    ctx.style_mut_of(egui::Theme::Dark, |style| restyle(style, Theme::Dark));
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut put = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    put("inter", REGULAR);
    put("inter-medium", MEDIUM);
    put("inter-semibold", SEMIBOLD);
    put("inter-bold", BOLD);
    put("icons", icon::FONT);
    // The bundled Inter is without its private-use glyphs: the icons live there.
    let family = |face: &str| vec![face.to_owned(), "icons".to_owned()];
    fonts.families.insert(FontFamily::Proportional, family("inter"));
    fonts.families.insert(FontFamily::Monospace, family("inter"));
    for name in ["inter-medium", "inter-semibold", "inter-bold"] {
        fonts.families.insert(FontFamily::Name(name.into()), family(name));
    }
    fonts
}

/// The font of a weight at a size.
#[must_use]
pub fn font(weight: Weight, size: f32) -> FontId {
    let family = match weight {
        Weight::Regular => FontFamily::Proportional,
        Weight::Medium => FontFamily::Name("inter-medium".into()),
        Weight::SemiBold => FontFamily::Name("inter-semibold".into()),
        Weight::Bold => FontFamily::Name("inter-bold".into()),
    };
    FontId::new(size, family)
}

/// A colour of the palette for egui.
#[must_use]
pub fn paint(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

/// The theme that is on.
#[must_use]
pub fn current(ui: &Ui) -> Theme {
    if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light }
}

/// The named colours of the theme that is on.
#[must_use]
pub fn tokens(ui: &Ui) -> &'static Tokens {
    current(ui).tokens()
}

fn restyle(style: &mut egui::Style, theme: Theme) {
    let tokens = theme.tokens();
    style.text_styles = [
        (TextStyle::Heading, font(Weight::SemiBold, 18.0)),
        (TextStyle::Body, font(Weight::Regular, BODY)),
        (TextStyle::Button, font(Weight::Medium, BODY)),
        (TextStyle::Small, font(Weight::Regular, SMALL)),
        (TextStyle::Monospace, font(Weight::Regular, BODY)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(8.0, 6.0);
    spacing.button_padding = egui::vec2(12.0, 5.0);
    spacing.interact_size.y = 28.0;
    spacing.menu_margin = egui::Margin::same(6);
    spacing.window_margin = egui::Margin::same(20);
    spacing.scroll.floating = true;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    let visuals = &mut style.visuals;
    visuals.dark_mode = theme == Theme::Dark;
    visuals.panel_fill = paint(tokens.panel);
    visuals.window_fill = paint(tokens.panel);
    visuals.window_stroke = Stroke::new(1.0, paint(tokens.line));
    visuals.window_corner_radius = CornerRadius::same(12);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = paint(tokens.field);
    visuals.text_edit_bg_color = Some(paint(tokens.field));
    visuals.faint_bg_color = paint(tokens.ground);
    visuals.hyperlink_color = paint(tokens.accent);
    visuals.weak_text_color = Some(paint(tokens.muted));
    visuals.error_fg_color = paint(tokens.deficit);
    visuals.warn_fg_color = paint(tokens.deficit);
    visuals.selection.bg_fill = paint(tokens.accent.faded(0.25));
    visuals.selection.stroke = Stroke::new(1.0, paint(tokens.accent));
    restyle_widgets(visuals, tokens);
}

fn restyle_widgets(visuals: &mut egui::Visuals, tokens: &Tokens) {
    let widgets = &mut visuals.widgets;
    let states = [
        (&mut widgets.noninteractive, tokens.panel),
        (&mut widgets.inactive, tokens.field),
        (&mut widgets.hovered, tokens.line),
        (&mut widgets.active, tokens.line),
        (&mut widgets.open, tokens.line),
    ];
    for (state, fill) in states {
        state.bg_fill = paint(fill);
        state.weak_bg_fill = paint(fill);
        state.bg_stroke = Stroke::NONE;
        state.fg_stroke = Stroke::new(1.0, paint(tokens.ink));
        state.corner_radius = CornerRadius::same(RADIUS);
        state.expansion = 0.0;
    }
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, paint(tokens.line));
    // Keyboard focus is drawn with the active stroke: it must be seen.
    widgets.active.bg_stroke = Stroke::new(1.5, paint(tokens.accent));
}
