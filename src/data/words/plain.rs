//! Texts made comparable: lower case, no accents, full-width letters as plain ones, words apart.

/// A text in lower case and without accents; everything that is no letter or digit is one blank.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_dropped(letter) {
            continue;
        }
        let letter = half_width(letter);
        if letter.is_alphanumeric() || is_mark(letter) {
            push_plain(&mut plain, letter);
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Whether a letter belongs to a script that writes its words without blanks between them.
pub(crate) const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// Vowel signs and tone marks that are no letters but belong to their word.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{e30}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Accents that stand apart from their letter, apostrophes and small figures of footnotes.
const fn is_dropped(letter: char) -> bool {
    matches!(letter,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '`' | '\u{b4}' | '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{2079}'
        | '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}' | '\u{640}' | '\u{200b}'..='\u{200f}')
}

/// Full-width letters and digits, as Japanese publishers write them, in their plain form.
pub(crate) fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}

/// Adds a letter in lower case and without its accent.
pub(crate) fn push_plain(word: &mut String, letter: char) {
    // Most letters there are.
    if letter.is_ascii() {
        return word.push(letter.to_ascii_lowercase());
    }
    for letter in letter.to_lowercase() {
        let plain = match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'ď' | 'đ' => 'd',
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
            'ğ' | 'ģ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' | 'į' | 'ĩ' | 'ỉ' | 'ị' => 'i',
            'ķ' => 'k',
            'ł' | 'ľ' | 'ĺ' | 'ļ' => 'l',
            'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
            'ř' | 'ŕ' => 'r',
            'š' | 'ś' | 'ş' | 'ș' => 's',
            'ť' | 'ţ' | 'ț' => 't',
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' | 'ũ' | 'ụ'..='ự' => 'u',
            'ý' | 'ÿ' | 'ỳ'..='ỹ' => 'y',
            'ž' | 'ź' | 'ż' => 'z',
            'ð' => 'd',
            'ά' => 'α',
            'έ' => 'ε',
            'ή' => 'η',
            'ί' | 'ϊ' | 'ΐ' => 'ι',
            'ό' => 'ο',
            'ύ' | 'ϋ' | 'ΰ' => 'υ',
            'ώ' => 'ω',
            'ς' => 'σ',
            'ё' => 'е',
            'أ' | 'إ' | 'آ' => 'ا',
            // What is left of a capital I with a dot.
            '\u{300}'..='\u{36f}' => continue,
            'ß' => {
                word.push_str("ss");
                continue;
            }
            'æ' => {
                word.push_str("ae");
                continue;
            }
            'œ' => {
                word.push_str("oe");
                continue;
            }
            other => other,
        };
        word.push(plain);
    }
}
