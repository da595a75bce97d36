//! Text metrics: widths of texts in the bundled face, and how texts are cut and wrapped to fit.

use std::sync::OnceLock;

use super::text::Weight;

/// The bundled face, Inter, by weight: regular, medium, semibold, bold.
pub const FACES: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../assets/fonts/Inter-Bold.ttf"),
];

/// Characters below this have their advance looked up once; those above are mostly one em wide.
const CACHED: u32 = 0x2500;

/// Advances in em by character, one table for each weight; NaN where the face has no glyph.
static ADVANCES: [OnceLock<Vec<f32>>; 4] = [const { OnceLock::new() }; 4];

const fn face_index(weight: Weight) -> usize {
    match weight {
        Weight::Regular => 0,
        Weight::Medium => 1,
        Weight::SemiBold => 2,
        Weight::Bold => 3,
    }
}

fn advances(weight: Weight) -> &'static [f32] {
    let index = face_index(weight);
    ADVANCES[index].get_or_init(|| {
        let Ok(face) = ttf_parser::Face::parse(FACES[index], 0) else { return Vec::new() };
        let em = f32::from(face.units_per_em()).max(1.0);
        let advance = |code: u32| {
            let glyph = face.glyph_index(char::from_u32(code)?)?;
            face.glyph_hor_advance(glyph).map(|advance| f32::from(advance) / em)
        };
        (0..CACHED).map(|code| advance(code).unwrap_or(f32::NAN)).collect()
    })
}

/// Whether the bundled face has a glyph for the character.
#[must_use]
pub fn has_glyph(c: char) -> bool {
    advances(Weight::Regular).get(c as usize).is_some_and(|advance| !advance.is_nan())
}

fn em(c: char, table: &[f32]) -> f32 {
    table.get(c as usize).copied().filter(|advance| !advance.is_nan()).unwrap_or(1.0)
}

/// The width of a line of text in pixels. Characters that the face does not have count one em.
#[must_use]
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let table = advances(weight);
    text.chars().map(|c| em(c, table)).sum::<f32>() * size
}

/// The text, cut with an ellipsis where it is wider than `max` pixels. Empty where not even one
/// character and the ellipsis fit.
#[must_use]
pub fn cut(text: &str, size: f32, weight: Weight, max: f32) -> String {
    if width(text, size, weight) <= max {
        return text.to_owned();
    }
    let table = advances(weight);
    let mut room = max / size.max(0.1) - em('…', table);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        room -= em(c, table);
        if room < 0.0 {
            break;
        }
        end = at + c.len_utf8();
    }
    match text[..end].trim_end_matches([' ', ',', '(', '-', ':']) {
        "" => String::new(),
        kept => format!("{kept}…"),
    }
}

/// As [`cut`], where other names begin alike up to a place of the text: what stands from there on is kept rather than
/// what is common, for it tells them apart.
#[must_use]
pub fn cut_apart(text: &str, apart: Option<usize>, size: f32, weight: Weight, max: f32) -> String {
    const HEAD: f32 = 0.42;
    let Some(rest) = apart.and_then(|at| text.get(at..)).filter(|_| width(text, size, weight) > max) else {
        return cut(text, size, weight, max);
    };
    let head = cut(text, size, weight, max * HEAD);
    if head.is_empty() || head.len() + rest.len() > text.len() {
        return cut(text, size, weight, max);
    }
    let rest = cut(rest, size, weight, max - width(&head, size, weight));
    head + &rest
}

/// For each name where it parts from the others that begin like it, by the beginning of a word; none where none does.
#[must_use]
pub fn parting(names: &[&str]) -> Vec<Option<usize>> {
    const ALIKE: usize = 12;
    let common =
        |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let parts_at = |(at, name): (usize, &&str)| {
        let others = names.iter().enumerate().filter(|(other, text)| *other != at && **text != *name);
        let most = others.map(|(_, other)| common(name, other)).max().filter(|most: &usize| *most >= ALIKE)?;
        name.get(..most).map(|same| same.rfind(' ').map_or(0, |blank| blank + 1))
    };
    names.iter().enumerate().map(parts_at).collect()
}

/// The width of the widest word, the least to which the text can be wrapped without breaking one.
#[must_use]
pub fn widest_word(text: &str, size: f32, weight: Weight) -> f32 {
    text.split_whitespace().map(|word| width(word, size, weight)).fold(0.0, f32::max)
}

/// The text in lines of at most `max` pixels; what does not fit in `lines` is cut with an ellipsis.
/// Words that are wider than a line (and scripts without spaces) are broken between characters.
#[must_use]
pub fn wrap(text: &str, size: f32, weight: Weight, max: f32, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, weight, max)) {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer, size, weight) <= max {
            line = longer;
        } else {
            wrapped.push(std::mem::replace(&mut line, word));
        }
    }
    if !line.is_empty() {
        wrapped.push(line);
    }
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.saturating_sub(1)).join(" ");
        if lines > 0 {
            wrapped.push(cut(&rest, size, weight, max));
        }
    }
    wrapped.retain(|line| !line.is_empty());
    wrapped
}

/// A word, broken where it is wider than a line.
fn pieces(word: &str, size: f32, weight: Weight, max: f32) -> Vec<String> {
    if width(word, size, weight) <= max {
        return vec![word.to_owned()];
    }
    let table = advances(weight);
    let room = max / size.max(0.1);
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for c in word.chars() {
        let advance = em(c, table);
        if used + advance > room && used > 0.0 {
            pieces.push(String::new());
            used = 0.0;
        }
        used += advance;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_minus_and_japanese_have_widths() {
        assert!(width("−186", 14.0, Weight::Regular) > 20.0);
        assert!((width("日本", 10.0, Weight::Regular) - 20.0).abs() < 0.01);
        assert!(width("Taiwan", 14.0, Weight::Bold) > width("Taiwan", 14.0, Weight::Regular));
        assert!(has_glyph('−') && !has_glyph('日'));
    }

    #[test]
    fn cut_and_wrapped_texts_fit() {
        let text = "Charges for the use of intellectual property and 知的財産権等使用料の受取と支払";
        for max in [5.0, 40.0, 90.0, 300.0] {
            assert!(width(&cut(text, 12.0, Weight::Medium, max), 12.0, Weight::Medium) <= max);
            for lines in 0..4 {
                let wrapped = wrap(text, 12.0, Weight::Medium, max, lines);
                assert!(wrapped.len() <= lines);
                assert!(wrapped.iter().all(|line| width(line, 12.0, Weight::Medium) <= max.max(12.0)), "{wrapped:?}");
            }
        }
        assert_eq!(wrap("one two", 10.0, Weight::Regular, 500.0, 3), ["one two"]);
    }

    #[test]
    fn names_that_begin_alike_are_told_apart_where_they_are_cut() {
        let names = ["Telecommunications and computer services", "Telecommunications and news services", "Travel"];
        let apart = parting(&names);
        assert_eq!(apart, [Some(23), Some(23), None]);
        for max in [90.0, 120.0, 180.0, 400.0] {
            let short = [0, 1, 2].map(|at| cut_apart(names[at], apart[at], 12.0, Weight::SemiBold, max));
            assert!(short.iter().all(|short| width(short, 12.0, Weight::SemiBold) <= max), "{short:?}");
            assert_ne!(short[0], short[1]);
        }
        assert_eq!(cut_apart(names[0], apart[0], 12.0, Weight::SemiBold, 180.0), "Telecomm…computer servic…");
        assert_eq!(cut_apart("日本の輸出", Some(0), 12.0, Weight::SemiBold, 10.0), "");
        assert_eq!(parting(&["日本の対中貿易における輸出の額", "日本の対中貿易における輸入の額"]), [Some(0), Some(0)]);
    }
}
