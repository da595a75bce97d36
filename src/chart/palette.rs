//! The colours of figures, light and dark: one palette that colour-blind viewers can tell apart.

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark ink on light ground.
    #[default]
    Light,
    /// Light ink on dark ground.
    Dark,
}

/// A colour, red, green, blue and opacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 for solid.
    pub a: u8,
}

impl Color {
    /// From `0xRRGGBB`.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        Self { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8, a: 255 }
    }

    /// The same colour at another opacity, 0 to 1.
    #[must_use]
    pub fn faded(self, opacity: f32) -> Self {
        Self { a: (f32::from(self.a) * opacity.clamp(0.0, 1.0)).round() as u8, ..self }
    }

    /// How solid it is, from 0 to 1.
    #[must_use]
    pub fn opacity(self) -> f32 {
        f32::from(self.a) / 255.0
    }

    /// This colour with `share` (0 to 1) of another mixed in; the opacity stays.
    #[must_use]
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b), a: self.a }
    }

    /// The contrast ratio of two solid colours, 1 to 21, as WCAG 2.1 defines it.
    #[must_use]
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The same hue, moved towards `ink` until small text in it reads on `ground`: a ratio of 4.5, as WCAG 2.1 asks for (AA).
    #[must_use]
    pub fn readable(self, ground: Self, ink: Self) -> Self {
        let mut color = self;
        for step in 1..=12 {
            if color.contrast(ground) >= 4.5 {
                break;
            }
            color = self.mixed(ink, step as f32 * 0.07);
        }
        color
    }

    /// Relative luminance of sRGB, 0 to 1 (WCAG 2.1).
    fn luminance(self) -> f32 {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// `#rrggbb`, without the opacity.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// The named colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// The stage on which the chart stands.
    pub ground: Color,
    /// Panels.
    pub panel: Color,
    /// Text.
    pub ink: Color,
    /// Secondary text.
    pub muted: Color,
    /// Tertiary text.
    pub faint: Color,
    /// Separators.
    pub line: Color,
    /// Grid lines.
    pub grid: Color,
    /// Strokes that hatch a gap in the data.
    pub hatch: Color,
    /// The zero line.
    pub zero: Color,
    /// The one accent.
    pub accent: Color,
    /// A selected row.
    pub selected: Color,
    /// Buttons, fields and cards on a panel.
    pub field: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// Deficits, always with a sign as well.
    pub deficit: Color,
    /// Surpluses, always with a sign as well.
    pub surplus: Color,
}

const LIGHT: Tokens = Tokens {
    ground: Color::hex(0xFA_FA_F8),
    panel: Color::hex(0xFF_FF_FF),
    ink: Color::hex(0x16_19_1D),
    muted: Color::hex(0x62_6B_76),
    faint: Color::hex(0x9A_A3_AD),
    line: Color::hex(0xE3_E6_EA),
    grid: Color::hex(0xEC_EE_F1),
    hatch: Color::hex(0xD3_D8_DE),
    zero: Color::hex(0x3A_41_49),
    accent: Color::hex(0x0B_62_A3),
    selected: Color::hex(0xEA_F2_F8),
    field: Color::hex(0xF1_F3_F5),
    on_accent: Color::hex(0xFF_FF_FF),
    deficit: Color::hex(0xD5_5E_00),
    surplus: Color::hex(0x00_72_B2),
};

const DARK: Tokens = Tokens {
    ground: Color::hex(0x15_18_1C),
    panel: Color::hex(0x1B_1F_24),
    ink: Color::hex(0xEC_EF_F2),
    muted: Color::hex(0xA3_AC_B6),
    faint: Color::hex(0x6E_78_83),
    line: Color::hex(0x2B_31_38),
    grid: Color::hex(0x24_2A_30),
    hatch: Color::hex(0x38_40_48),
    zero: Color::hex(0xC9_D0_D7),
    accent: Color::hex(0x6F_B4_EA),
    selected: Color::hex(0x22_31_3F),
    field: Color::hex(0x26_2C_33),
    on_accent: Color::hex(0x10_14_18),
    deficit: Color::hex(0xF0_8A_4B),
    surplus: Color::hex(0x5A_B0_EA),
};

/// How many series have colours that are no darker kin of another's.
pub(super) const SERIES: usize = 8;

const SERIES_LIGHT: [u32; SERIES] = [0x0072B2, 0xD55E00, 0x009E73, 0xE69F00, 0xCC79A7, 0x56B4E9, 0x7A5195, 0x8C6D31];
const SERIES_DARK: [u32; SERIES] = [0x5AB0EA, 0xF08A4B, 0x35C79B, 0xF2C14E, 0xE29BC4, 0x8FD0F7, 0xB79AD1, 0xC9AE72];

impl Theme {
    /// The named colours.
    #[must_use]
    pub const fn tokens(self) -> &'static Tokens {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// The colour of the n-th series. After eight they come again, mixed with ink, so that neighbours differ.
    #[must_use]
    pub fn series(self, index: usize) -> Color {
        let base = match self {
            Self::Light => Color::hex(SERIES_LIGHT[index % SERIES]),
            Self::Dark => Color::hex(SERIES_DARK[index % SERIES]),
        };
        let round = (index / SERIES).min(2) as f32;
        base.mixed(self.tokens().ink, 0.38 * round)
    }
}
