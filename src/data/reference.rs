//! Where something can be read: a text and, where one follows from it, an address.

/// Something that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What a person reads.
    pub text: String,
    /// Where a click leads.
    pub url: Option<String>,
}

impl Reference {
    /// The sources of a cell: addresses, files of public repositories (`github:owner/name@revision path`) or titles,
    /// separated by semicolons between spaces.
    #[must_use]
    pub fn sources(cell: &str) -> Vec<Self> {
        cell.split(" ; ").map(str::trim).filter(|part| !part.is_empty()).map(Self::source).collect()
    }

    fn source(part: &str) -> Self {
        let (address, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        let with = |text: &str| if rest.is_empty() { text.to_owned() } else { format!("{text} {rest}") };
        if let Some(bare) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")) {
            let host = bare.split(['/', '?', '#']).next().unwrap_or(bare);
            return Self { text: with(host.trim_start_matches("www.")), url: Some(address.to_owned()) };
        }
        let Some(place) = address.strip_prefix("github:") else { return Self { text: part.to_owned(), url: None } };
        let (repository, revision) = place.split_once('@').unwrap_or((place, ""));
        let path = rest.split(" (").next().unwrap_or_default().trim();
        let home = format!("https://github.com/{repository}");
        let url = match (revision, path) {
            ("", _) => home,
            (revision, "") => format!("{home}/tree/{revision}"),
            (revision, path) => format!("{home}/blob/{revision}/{path}"),
        };
        Self { text: with(&format!("github.com/{repository}")), url: Some(url) }
    }

    /// The laws, orders and notices of a cell, separated by semicolons; those with a place in the Federal Register of
    /// the United States lead there.
    #[must_use]
    pub fn laws(cell: &str) -> Vec<Self> {
        let parts = cell.split("; ").map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Self { text: part.to_owned(), url: register(part) }).collect()
    }
}

/// The address of a place in the Federal Register: `90 FR 15041`, `FR Doc. 2025-14893`.
fn register(text: &str) -> Option<String> {
    const HOME: &str = "https://www.federalregister.gov";
    let words: Vec<&str> = text.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|window| {
        let number = |word: &str| word.parse::<u32>().ok();
        match *window {
            // The register is on the net from its 59th volume on.
            [volume, "FR", page] => {
                let (volume, page) = number(volume).filter(|volume| *volume >= 59).zip(number(page))?;
                Some(format!("{HOME}/citation/{volume}-FR-{page}"))
            }
            ["FR", "Doc.", document] => Some(format!("{HOME}/d/{document}")),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(references: Vec<Reference>) -> Vec<String> {
        references.into_iter().map(|known| format!("{} <{}>", known.text, known.url.unwrap_or_default())).collect()
    }

    #[test]
    fn sources_lead_where_they_have_an_address() {
        let cell = "https://www.boj.or.jp/en/x.htm ; https://a.b/c?d (27 Oct 2021) ; BBC (copy) ; \
                    github:o/r@726c595 README.md (tables) ; github:o/r data.csv";
        assert_eq!(
            told(Reference::sources(cell)),
            [
                "boj.or.jp <https://www.boj.or.jp/en/x.htm>",
                "a.b (27 Oct 2021) <https://a.b/c?d>",
                "BBC (copy) <>",
                "github.com/o/r README.md (tables) <https://github.com/o/r/blob/726c595/README.md>",
                "github.com/o/r data.csv <https://github.com/o/r>",
            ]
        );
        assert!(Reference::sources("").is_empty());
    }

    #[test]
    fn laws_lead_to_the_register_where_they_stand_in_it() {
        let cell = "Executive Orders 14193, 14194 and 14195 (90 FR 9113, 9117, 9121); FR Doc. 2025-14893; \
                    Public Law 103-182; Trade Act of 1974, s. 301; 52 FR 13412";
        assert_eq!(
            told(Reference::laws(cell)),
            [
                "Executive Orders 14193, 14194 and 14195 (90 FR 9113, 9117, 9121) \
                 <https://www.federalregister.gov/citation/90-FR-9113>",
                "FR Doc. 2025-14893 <https://www.federalregister.gov/d/2025-14893>",
                "Public Law 103-182 <>",
                "Trade Act of 1974, s. 301 <>",
                "52 FR 13412 <>",
            ]
        );
    }
}
