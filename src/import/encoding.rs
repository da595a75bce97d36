//! Which encoding a text is in: by its mark, by validation, and by the letters that come out.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1254, WINDOWS_1257,
};

use foldhash::HashSet;

use super::decode::{self, Looks};
use super::{ImportError, Source};

/// Names for the message about an unknown encoding.
const USUAL: &str = "utf-8, utf-16le, utf-16be, shift_jis (cp932), euc-jp, gb18030, gbk, euc-kr (cp949), big5, \
                     windows-1250, windows-1251, windows-1252, iso-8859-1 and the other names that browsers know";

/// The encodings that a person is offered, each with who writes it; every name is one that [`encoding_named`] takes.
pub const ENCODINGS: [(&str, &str); 21] = [
    ("UTF-8", "everywhere"),
    ("windows-1252", "Western European"),
    ("Shift_JIS", "Japanese, CP932"),
    ("EUC-JP", "Japanese"),
    ("GB18030", "Chinese, GBK"),
    ("Big5", "Chinese, traditional"),
    ("EUC-KR", "Korean, CP949"),
    ("UTF-16LE", "Windows, Unicode"),
    ("UTF-16BE", "Unicode"),
    ("windows-1250", "Central European"),
    ("windows-1251", "Cyrillic"),
    ("windows-1253", "Greek"),
    ("windows-1254", "Turkish"),
    ("windows-1255", "Hebrew"),
    ("windows-1256", "Arabic"),
    ("windows-1257", "Baltic"),
    ("windows-1258", "Vietnamese"),
    ("windows-874", "Thai"),
    ("ISO-8859-2", "Central European"),
    ("ISO-8859-15", "Western European, with the euro"),
    ("KOI8-R", "Cyrillic"),
];

/// The encoding of a name: as browsers know them, and as code pages are called.
///
/// # Errors
/// When there is none of that name.
pub fn encoding_named(name: &str) -> Result<&'static Encoding, ImportError> {
    let label = name.trim().to_ascii_lowercase();
    let found = match label.as_str() {
        "cp932" | "ms932" | "932" => Some(SHIFT_JIS),
        "cp949" | "uhc" | "949" => Some(EUC_KR),
        "cp936" | "936" => Some(GBK),
        "cp950" | "950" => Some(BIG5),
        "cp1252" | "ansi" | "1252" => Some(WINDOWS_1252),
        "cp1250" | "1250" => Some(WINDOWS_1250),
        "cp1251" | "1251" => Some(WINDOWS_1251),
        _ => Encoding::for_label(label.replace(' ', "-").as_bytes()),
    };
    found.ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned(), known: USUAL })
}

/// How many stretches of a long text are looked at, and how long each is.
const STRETCHES: u64 = 24;
const STRETCH: u64 = 16 << 10;

/// Looks at a source: its head says what it is, stretches from all over it in which encoding.
pub(crate) fn look(source: &Source, head: &[u8], whole: bool) -> Looks {
    if source.is_our_csv() {
        return Looks::Text { encoding: UTF_8, certain: true };
    }
    let first = decode::look(head, whole);
    let Looks::Text { encoding, certain } = first else { return first };
    let marked = Encoding::for_bom(head).is_some();
    if marked || !encoding.is_ascii_compatible() {
        return first;
    }
    let mut sample = lines(head, true, whole).to_vec();
    if !whole {
        let step = source.size() / STRETCHES;
        for part in 1..=STRETCHES {
            let from = (step * part).saturating_sub(STRETCH);
            let Some(bytes) = source.stretch(from, STRETCH) else { continue };
            sample.extend_from_slice(lines(&bytes, false, false));
        }
    }
    if sample.is_ascii() {
        return Looks::Text { encoding: UTF_8, certain };
    }
    of_bytes(&sample)
}

/// The encoding of a text that is not what its head promised: all lines with foreign bytes are looked at.
pub(crate) fn of_foreign_lines(input: impl std::io::Read) -> &'static Encoding {
    const ENOUGH: usize = 1 << 18;
    let mut sample = Vec::new();
    let mut line = Vec::new();
    let mut input = std::io::BufReader::with_capacity(1 << 16, input);
    // A read that fails here fails again where it is reported.
    while sample.len() < ENOUGH && matches!(read_line(&mut input, &mut line), Ok(true)) {
        if !line.is_ascii() {
            sample.extend_from_slice(&line);
        }
    }
    match of_bytes(&sample) {
        Looks::Text { encoding, .. } => encoding,
        _ => WINDOWS_1252,
    }
}

/// A line of at most 64 kB; longer ones come in pieces.
fn read_line(input: &mut impl std::io::BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    use std::io::{BufRead as _, Read as _};
    line.clear();
    input.take(1 << 16).read_until(b'\n', line)?;
    Ok(!line.is_empty())
}

/// The whole lines of a stretch: no character is cut at its ends.
pub(crate) fn lines(bytes: &[u8], from_start: bool, to_end: bool) -> &[u8] {
    let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = if from_start { Some(0) } else { bytes.iter().position(is_break) };
    let end = if to_end { Some(bytes.len()) } else { bytes.iter().rposition(is_break) };
    match (start, end) {
        (Some(start), Some(end)) => bytes.get(start..end).unwrap_or_default(),
        // One line longer than the stretch.
        _ => bytes,
    }
}

/// The encoding of whole lines without a mark.
pub(crate) fn of_bytes(sample: &[u8]) -> Looks {
    let text = |encoding, certain| Looks::Text { encoding, certain };
    if std::str::from_utf8(sample).is_ok() {
        return text(UTF_8, true);
    }
    if decode::mostly_utf8(sample) {
        return text(UTF_8, false);
    }
    text(eight_bit(sample), false)
}

/// The encoding of a text that is no UTF-8.
fn eight_bit(sample: &[u8]) -> &'static Encoding {
    let asian = [SHIFT_JIS, EUC_JP, EUC_KR, GB18030, BIG5];
    let seen: Vec<(&'static Encoding, Letters)> =
        asian.into_iter().map(|encoding| (encoding, Letters::of(sample, encoding))).collect();
    let letters =
        |wanted: &'static Encoding| seen.iter().find(|(encoding, _)| *encoding == wanted).map(|(_, letters)| letters);
    let is = |encoding, test: fn(&Letters) -> bool| letters(encoding).is_some_and(test);
    if is(SHIFT_JIS, Letters::is_japanese) && !is(EUC_JP, Letters::is_surely_japanese) {
        return SHIFT_JIS;
    }
    if is(EUC_JP, Letters::is_surely_japanese) {
        return EUC_JP;
    }
    if is(EUC_KR, Letters::is_korean) {
        return EUC_KR;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if asian.contains(&guess) || guess == GBK {
        let guess = if guess == GBK { GB18030 } else { guess };
        return if is_asian(letters(guess)) { guess } else { single_byte(sample, WINDOWS_1252) };
    }
    single_byte(sample, guess)
}

fn is_asian(letters: Option<&Letters>) -> bool {
    letters.is_some_and(|letters| {
        letters.broken * 50 <= letters.foreign && !letters.is_latin() && letters.asian() * 2 > letters.foreign
    })
}

/// Western unless the letters are plainly those of another part of the world.
fn single_byte(sample: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let share = |encoding: &'static Encoding, is: fn(char) -> bool| {
        let (text, ..) = encoding.decode(sample);
        // Letters of words: a sign of its own may be a letter elsewhere, as the pound sign is a Polish Ł.
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(1).is_some());
        let foreign = words.clone().flat_map(str::chars).filter(|c| !c.is_ascii()).count();
        let found = words.flat_map(str::chars).filter(|c| is(*c)).count();
        (found, foreign)
    };
    let mostly = |(found, foreign): (usize, usize)| foreign > 0 && found * 10 >= foreign * 6;
    let central = |c: char| "ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰşţăŞŢĂľĺŕĽđĐ".contains(c);
    let pounds = only_pounds(sample);
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{4FF}');
    let greek = |c: char| matches!(c, '\u{370}'..='\u{3FF}');
    let hebrew = |c: char| matches!(c, '\u{590}'..='\u{5FF}');
    let arabic = |c: char| matches!(c, '\u{600}'..='\u{6FF}');
    let thai = |c: char| matches!(c, '\u{E00}'..='\u{E7F}');
    let turkish = |c: char| "ğşıİĞŞ".contains(c);
    // Letters of Turkish text, and of no other: all that is foreign is one of them.
    let (text, ..) = WINDOWS_1254.decode(sample);
    let foreign = || text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii());
    let own: HashSet<char> = foreign().filter(|c| turkish(*c)).collect();
    if own.len() > 1 && foreign().all(|c| turkish(c) || "öüçÖÜÇâîûÂÎÛ".contains(c)) {
        return WINDOWS_1254;
    }
    let baltic = |c: char| "āčēģīķļņšūžąęėįųĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲ".contains(c);
    match guess.name() {
        "windows-1251" | "KOI8-U" | "KOI8-R" | "ISO-8859-5" | "IBM866" if mostly(share(guess, cyrillic)) => guess,
        "windows-1250" | "ISO-8859-2" if !pounds && mostly(share(WINDOWS_1250, central)) => WINDOWS_1250,
        "windows-1253" | "ISO-8859-7" if mostly(share(guess, greek)) => guess,
        "windows-1255" | "ISO-8859-8" if mostly(share(guess, hebrew)) => guess,
        "windows-1256" | "ISO-8859-6" if mostly(share(guess, arabic)) => guess,
        "windows-874" if mostly(share(guess, thai)) => guess,
        // The Icelandic letters stand in the same places: Turkish text has many of them.
        "windows-1254" if share(guess, turkish).0 * 4 > share(guess, turkish).1 => guess,
        "windows-1257" | "ISO-8859-4" | "ISO-8859-13" if mostly(share(WINDOWS_1257, baltic)) => WINDOWS_1257,
        _ if is_macintosh(sample) => MACINTOSH,
        _ if has_signs_inside(sample) && share(WINDOWS_1250, central).0 > 0 => WINDOWS_1250,
        _ => WINDOWS_1252,
    }
}

/// Whether a pound sign before letters, `£mn`, is the only Polish letter of a text, but for marks of footnotes.
fn only_pounds(sample: &[u8]) -> bool {
    let mut before = b' ';
    sample.iter().all(|byte| {
        let last = std::mem::replace(&mut before, *byte);
        match byte {
            0xA3 => !last.is_ascii_alphabetic(),
            0xB2 | 0xB3 | 0xB9 => last.is_ascii_digit() || last == b' ',
            byte => byte.is_ascii() || matches!(byte, 0x85 | 0x96 | 0x97 | 0xA0),
        }
    })
}

/// Whether signs stand inside of words in Western text, or at the end of long ones: `Ogó³em` and `Kwarta³` are no words.
/// A text with a second footnote may have a third.
fn has_signs_inside(sample: &[u8]) -> bool {
    let (text, ..) = WINDOWS_1252.decode(sample);
    let letters: Vec<char> = text.chars().collect();
    let footnotes = letters.contains(&'²');
    let inside = |five: &&[char]| match **five {
        [first, second, before, sign, after] => {
            let word = before.is_lowercase() && after.is_lowercase();
            let long = !footnotes && sign == '³' && [first, second, before].iter().all(|c| c.is_lowercase());
            matches!(sign, '³' | '¹' | '¿' | '¼' | '¾' | '£' | '¥') && word || long
        }
        _ => false,
    };
    letters.windows(5).filter(inside).count() > 0
}

/// Whether signs and capitals stand inside of words in Western text and make small letters in the old Macintosh's.
fn is_macintosh(sample: &[u8]) -> bool {
    let inside = |before: u8, byte: u8, after: u8| {
        (byte >= 0x80 && before.is_ascii_lowercase() && after.is_ascii_alphabetic()).then_some(byte)
    };
    let triples = sample.windows(3).filter_map(|three| match three {
        [before, byte, after] => inside(*before, *byte, *after),
        _ => None,
    });
    let (mut western, mut macintosh) = (0, 0);
    for byte in triples {
        let small = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling(&[byte]).0.chars().all(char::is_lowercase)
        };
        western += usize::from(small(WINDOWS_1252));
        macintosh += usize::from(small(MACINTOSH));
    }
    macintosh > western * 4
}

/// What letters come out of a text in an encoding.
#[derive(Debug, Default, Clone, Copy)]
struct Letters {
    foreign: usize,
    broken: usize,
    kana: usize,
    half_kana: usize,
    kanji: usize,
    hangul: usize,
    signs: usize,
    /// Signs of East Asia inside of a word of Latin letters: `Cura軋o` is a Curaçao.
    inside: usize,
}

impl Letters {
    fn of(sample: &[u8], encoding: &'static Encoding) -> Self {
        let (text, ..) = encoding.decode(sample);
        let mut letters = Self::default();
        let (mut before, mut run) = (' ', 0);
        for c in text.chars() {
            let east = matches!(c, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF61}'..='\u{FF9F}');
            if east {
                run += 1;
            } else {
                // Or at the end of a word: `Ann馥` is an Année.
                let inside = before.is_ascii_alphabetic() && c.is_ascii_lowercase();
                let ends = before.is_ascii_alphabetic() && c.is_ascii();
                letters.inside += if (inside || ends) && run < 3 { run } else { 0 };
                (before, run) = (c, 0);
            }
            if c.is_ascii() {
                continue;
            }
            letters.foreign += 1;
            *match c {
                '\u{FFFD}' => &mut letters.broken,
                '\u{3041}'..='\u{30FF}' => &mut letters.kana,
                '\u{FF61}'..='\u{FF9F}' => &mut letters.half_kana,
                '\u{4E00}'..='\u{9FFF}' => &mut letters.kanji,
                '\u{AC00}'..='\u{D7A3}' => &mut letters.hangul,
                _ => &mut letters.signs,
            } += 1;
        }
        letters
    }

    const fn asian(&self) -> usize {
        self.kana + self.kanji + self.hangul
    }

    /// Hardly anything broken: in a long file a single damaged character does not decide. Signs inside of Latin words
    /// disprove the guess.
    const fn sound(&self) -> bool {
        (self.broken == 0 || self.broken * 200 < self.foreign) && !self.is_latin()
    }

    const fn is_latin(&self) -> bool {
        self.inside * 4 > self.asian() + self.half_kana
    }

    /// Kana and kanji, few half-width letters (these are what Western text looks like in CP932).
    const fn is_japanese(&self) -> bool {
        let text = self.kana + self.kanji;
        self.sound()
            && text >= 2
            && text * 2 > self.foreign.saturating_sub(self.signs)
            && self.half_kana * 2 < self.foreign
            && (text + self.signs) * 2 > self.foreign
    }

    /// Kana among the kanji: neither Chinese nor Korean has them.
    const fn is_surely_japanese(&self) -> bool {
        self.is_japanese() && self.half_kana == 0 && self.kana * 12 > self.kanji && self.hangul == 0
    }

    /// Hangul nearly alone.
    const fn is_korean(&self) -> bool {
        self.sound() && self.hangul >= 2 && self.hangul * 20 > self.asian() * 19
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAPANESE: &str =
        "年月,国名,輸出額（百万円）,輸入額\n2024年1月,アメリカ合衆国,17,823\n2024年2月,中華人民共和国,電気計測機器\n";
    const CHINESE: &str =
        "年份,国家,出口额（万美元）,进口额\n2024,美国,500,430\n2024,日本,集成电路,汽车零配件\n2024,德国,机电产品\n";
    const TRADITIONAL: &str =
        "年度,國家,出口總值（千美元）,進口總值\n2024,美國,電子零組件,積體電路\n2024,日本,機械設備\n";
    const KOREAN: &str = "기간,국가,수출금액(천불),수입금액\n2024,미국,반도체,자동차\n2024,중국,무선통신기기\n";
    const WESTERN: &str = "année,pays,valeur\n2024,Côte d'Ivoire,5\n2024,Türkiye,6\n2024,Curaçao,7\n";
    const POLISH: &str = "rok,kraj,wartość\n2024,Węgry,5\n2024,Włochy,6\n2024,Łotwa,7\n2024,Niemcy część,3\n";
    const RUSSIAN: &str = "год,страна,экспорт\n2024,Германия,5\n2024,Япония,6\n";

    fn found(text: &str, encoding: &'static Encoding) -> &'static str {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text}");
        let Looks::Text { encoding, .. } = of_bytes(&bytes) else { panic!("no text") };
        encoding.name()
    }

    #[test]
    fn languages_are_told_apart() {
        for (text, encoding) in [
            (JAPANESE, SHIFT_JIS),
            (JAPANESE, EUC_JP),
            (CHINESE, GB18030),
            (TRADITIONAL, BIG5),
            (KOREAN, EUC_KR),
            (WESTERN, WINDOWS_1252),
            (POLISH, WINDOWS_1250),
            (RUSSIAN, WINDOWS_1251),
            (JAPANESE, UTF_8),
        ] {
            assert_eq!(found(text, encoding), encoding.name(), "{text}");
        }
    }

    #[test]
    fn short_names_do_not_mislead() {
        for name in
            ["Türkiye", "Côte d'Ivoire", "Réunion", "Österreich", "São Tomé", "Curaçao", "España – total", "50 €", "£"]
        {
            assert_eq!(found(&format!("year,partner,value\n2024,{name},5\n"), WINDOWS_1252), "windows-1252", "{name}");
        }
        for name in ["Façade", "Curaçao", "México", "Perú, 5\nCôte", "Bélgica", "Nações", "Länder"] {
            let text = format!("year,sector,value\n2024,{name},5\n").repeat(3);
            assert_eq!(found(&text, WINDOWS_1252), "windows-1252", "{name}");
        }
        for name in ["輸出", "アメリカ", "米国", "サービス収支"] {
            assert_eq!(found(&format!("2024,{name},5\n"), SHIFT_JIS), "Shift_JIS", "{name}");
        }
    }

    #[test]
    fn letters_tell_the_code_page() {
        use encoding_rs::WINDOWS_1253;
        let turkish = "yıl,ülke,ihracat değeri\n2024,İsviçre,5\n2024,Işık ağaç,6\n2024,Şili,7\n2024,Bağımsız Devletler Topluluğu,8\n";
        let greek = "έτος,χώρα,αξία\n2024,Γερμανία,5\n2024,Ιταλία,6\n2024,Βουλγαρία,7\n";
        let mac = "année,pays,valeur\n2024,Suède,5\n2024,Algérie,6\n2024,Curaçao,7\n";
        for (text, encoding) in
            [(turkish, WINDOWS_1254), (greek, WINDOWS_1253), (mac, MACINTOSH), (POLISH, WINDOWS_1250)]
        {
            assert_eq!(found(text, encoding), encoding.name(), "{text}");
        }
    }

    #[test]
    fn code_pages_have_names() {
        for (name, encoding) in
            [("CP932", SHIFT_JIS), ("shift-jis", SHIFT_JIS), ("latin1", WINDOWS_1252), ("GB2312", GBK)]
        {
            assert_eq!(encoding_named(name).expect(name), encoding);
        }
        assert!(encoding_named("klingon").expect_err("an error").one_line().contains("windows-1252"));
    }
}
