//! Cells that a spreadsheet would take for formulas, and how they are made harmless.

/// What a formula begins with. Signs of East Asian width are read as the plain ones are.
const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet would take for a formula is written with an apostrophe before it.
#[must_use]
pub fn neutralised(text: &str) -> String {
    if text.starts_with(STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// The cell as it was before it was made harmless.
#[must_use]
pub fn un_neutralised(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(STARTS)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_harmless_comes_back() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x"] {
            assert_eq!(neutralised(text), format!("'{text}"));
            assert_eq!(un_neutralised(&neutralised(text)), text);
        }
        for text in ["Japan", "", "'quoted'", "1-1", "−5"] {
            assert_eq!((neutralised(text).as_str(), un_neutralised(text)), (text, text));
        }
    }
}
