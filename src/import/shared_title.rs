//! What the titles of several tables share: the title of all of them.

/// The runs of words that several titles share, in their order: of "1. Exports: UK goods, exports to all, adjusted" and
/// "2. Imports: UK goods, imports from all, adjusted" it is "UK goods, all, adjusted".
pub(super) fn shared_words(titles: &[&str]) -> Option<String> {
    const FEWEST: usize = 3;
    let mut titles = titles.iter().map(|title| {
        // Marks of footnotes are no words.
        let words = title.split_whitespace().scan(false, |inside, word| {
            *inside |= word.starts_with('[');
            let is_mark = *inside;
            *inside &= !word.trim_end_matches(',').ends_with(']');
            Some((word, is_mark))
        });
        words.filter(|(_, is_mark)| !is_mark).map(|(word, _)| word).collect::<Vec<&str>>()
    });
    let first = titles.next()?;
    // Each shared word with its place in the first title.
    let mut shared: Vec<(usize, &str)> = first.into_iter().enumerate().collect();
    for other in titles {
        shared = common(&shared, &other);
    }
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for (at, word) in shared {
        match runs.last_mut().filter(|_| last.is_some_and(|last: usize| last + 1 == at)) {
            Some(run) => *run = format!("{run} {word}"),
            None => runs.push(word.to_owned()),
        }
        last = Some(at);
    }
    let bare = |run: &String| run.trim_matches([',', ':', ';', '-', ' ']).to_owned();
    let runs: Vec<String> = runs.iter().map(bare).filter(|run| run.chars().count() > 2).collect();
    let told = runs.join(", ");
    (told.split_whitespace().count() >= FEWEST).then_some(told)
}

/// The longest sequence of words that both have.
fn common<'a>(one: &[(usize, &'a str)], other: &[&str]) -> Vec<(usize, &'a str)> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (left, right): (Vec<String>, Vec<String>) =
        (one.iter().map(|(_, word)| bare(word)).collect(), other.iter().map(|word| bare(word)).collect());
    // How many words the ends of both from two places on share.
    let mut longest = vec![vec![0usize; right.len() + 1]; left.len() + 1];
    let at = |table: &[Vec<usize>], i: usize, j: usize| table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            let same = left.get(i) == right.get(j);
            let best =
                if same { at(&longest, i + 1, j + 1) + 1 } else { at(&longest, i + 1, j).max(at(&longest, i, j + 1)) };
            if let Some(place) = longest.get_mut(i).and_then(|row| row.get_mut(j)) {
                *place = best;
            }
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while let (Some(word), Some(a), Some(b)) = (one.get(i), left.get(i), right.get(j)) {
        if a == b {
            found.push(*word);
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::shared_words;

    #[test]
    fn titles_of_sheets_become_one() {
        let title = |flow: &str, number: u8, side: &str| {
            format!(
                "{number}. Annual {flow}: UK trade in goods annual {flow} {side} all countries, seasonally adjusted, [note 1]"
            )
        };
        let (exports, imports) = (title("exports", 1, "to"), title("imports", 2, "from"));
        assert_eq!(
            shared_words(&[&exports, &imports]).as_deref(),
            Some("Annual, UK trade in goods annual, all countries, seasonally adjusted")
        );
        let monthly =
            "5. Monthly Exports: UK trade in goods monthly exports to all countries, seasonally adjusted, [note 1]";
        assert_eq!(
            shared_words(&[&exports, &imports, monthly]).as_deref(),
            Some("UK trade in goods, all countries, seasonally adjusted")
        );
        assert_eq!(shared_words(&["Exports 2023", "Imports 2023"]), None);
    }
}
