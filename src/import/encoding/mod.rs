//! Which encoding a text is in: by its mark, by validation, and by the letters that come out.

mod letters;
mod single_byte;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

use super::decode::{self, Looks};
use super::{ImportError, Source};
use letters::Letters;
use single_byte::{only_pounds, single_byte};

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
    match std::str::from_utf8(sample) {
        // Two letters of a code page may happen to be one of UTF-8: `OGӣEM` is Ogółem in capitals.
        Ok(all) if has_odd_letters(all) => return text(eight_bit(sample), false),
        Ok(_) => return text(UTF_8, true),
        Err(_) => {}
    }
    if decode::mostly_utf8(sample) {
        return text(UTF_8, false);
    }
    text(eight_bit(sample), false)
}

/// Whether all letters of a text that are not ASCII are of another alphabet and stand beside Latin capitals: no word is
/// written so.
fn has_odd_letters(text: &str) -> bool {
    let mut before = ' ';
    let mut odd = 0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() {
            let other = matches!(letter, '\u{370}'..='\u{7FF}') && letter.is_alphabetic();
            let beside = before.is_ascii_uppercase() && letters.peek().is_some_and(char::is_ascii_uppercase);
            if !other || !beside {
                return false;
            }
            odd += 1;
        }
        before = letter;
    }
    odd > 0
}

/// The encoding of a text that is no UTF-8.
fn eight_bit(sample: &[u8]) -> &'static Encoding {
    if only_pounds(sample) {
        return single_byte(sample, WINDOWS_1252);
    }
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

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1254;

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
            ("Country,Unit,Value\nPeru,£m,5\nChile,£m,6\n", WINDOWS_1252),
            ("Country,Unit,Value\nPeru,¥bn,5\nChile,¥bn,6\n", WINDOWS_1252),
            ("Türkiye\nOrtak ülke,milyon ABD doları\nPolonya,786\nÇin,5\nToplam,791\n", WINDOWS_1254),
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
        use encoding_rs::{MACINTOSH, WINDOWS_1253, WINDOWS_1254};
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
    fn what_is_known_of_a_text_tells_its_code_page() {
        for (text, encoding) in [
            ("Pays,Année,Valeur\nThaïlande,2020,5\n", WINDOWS_1252),
            ("Produit,Période,Valeur\nVêtements,2020,5\n", WINDOWS_1252),
            ("Kraj,Rok,Towar\nNiemcy,2020,Mięso\n", WINDOWS_1250),
            ("Kraj partnerski,Rok,Eksport\nWłochy,2020,5\n", WINDOWS_1250),
            ("Kierunek,2020\nOGÓŁEM,5\n", WINDOWS_1250),
            ("Partner,Mięso\nNiemcy,7\nTajlandia,722\nHiszpania,98\n", WINDOWS_1250),
            ("Kraj,wrzesień,październik\nKanada,7,9\n", WINDOWS_1250),
            ("Land,Käse\nDeutschland,7\nSpanien,5\n", WINDOWS_1252),
            ("Kraj;2020\nChiny;5\nŚwiat;7\n", WINDOWS_1250),
            ("Mio. €;2020\nFood;…\nMeat;…\n", WINDOWS_1252),
            ("384,Côte d’Ivoire,1995\n792,Türkiye,1995\n638,Réunion,1995\n", WINDOWS_1252),
            ("País;Produto;2020\nChile;Ferro e aço;…\n", WINDOWS_1252),
            ("Partenaire\tMarchandise\t2008\nInde\t61\t5\nThaïlande\t61\t7\n", WINDOWS_1252),
            ("Flux;Thaïlande_1999;Thaïlande_2000\nExportations;353,9;5\n", WINDOWS_1252),
            ("Kraj;Jednostka;Wartość\nHiszpania;mln €;7\nJaponia;mln €;9\n", WINDOWS_1250),
            ("2011 Milhões\nParceiro;out\nVietnã;…\nItália;…\nCanadá;…\n", WINDOWS_1252),
            ("milyar ABD doları\nOrtak ülke;Yıl;IMP\nTürkiye;1996;217\nÇin;1997;7\n", WINDOWS_1254),
        ] {
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
