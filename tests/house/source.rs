//! Source files as the checks see them: the text, and its words without comments and literals.

use std::path::{Path, PathBuf};

/// A text file of the project.
pub(crate) struct Source {
    /// From the root of the project, with `/` between the parts.
    pub path: String,
    pub text: String,
}

/// A word or a sign of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub text: String,
    pub line: usize,
}

impl Source {
    /// A file that does not exist, to prove that a check finds what it looks for.
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The room that a source belongs to: `src/ui/top_bar.rs` is in `ui`.
    pub(crate) fn room(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(room, _)| room)
    }

    pub(crate) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|ending| ending == "rs")
    }

    /// Whether the whole file is tests.
    pub(crate) fn is_test(&self) -> bool {
        let named = |part: &str| part == "tests" || part == "benches" || part.starts_with("tests.");
        self.path.split('/').any(named) || self.path.rsplit('/').next().is_some_and(|name| name.starts_with("tests_"))
    }

    /// `path:line: what`.
    pub(crate) fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// The words and signs of the code. `::` is one sign; comments are dropped; literals are a lone `"`,
    /// except numbers, which stay as they are.
    pub(crate) fn tokens(&self) -> Vec<Token> {
        let letters: Vec<char> = self.text.chars().collect();
        let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
        while at < letters.len() {
            let start = at;
            let (next, text) = one(&letters, at);
            at = next;
            if let Some(text) = text {
                tokens.push(Token { text, line });
            }
            line += letters[start..at].iter().filter(|letter| **letter == '\n').count();
        }
        tokens
    }
}

/// Where the next piece begins, and what this one is when it counts.
fn one(letters: &[char], at: usize) -> (usize, Option<String>) {
    let letter = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let literal = |end: usize| (end, Some("\"".to_owned()));
    match (letter(at), letter(at + 1)) {
        ('/', '/') => (until(letters, at, |place| letter(place) == '\n'), None),
        ('/', '*') => (block_comment(letters, at), None),
        (white, _) if white.is_whitespace() => (at + 1, None),
        ('"', _) => literal(string_end(letters, at + 1)),
        ('b', '"') => literal(string_end(letters, at + 2)),
        ('r', '"' | '#') | ('b', 'r') if raw_string_end(letters, at).is_some() => {
            literal(raw_string_end(letters, at).unwrap_or(letters.len()))
        }
        ('\'', '\\') => literal(until(letters, at + 3, |place| letter(place) == '\'') + 1),
        // 'a' is a letter, 'a a lifetime.
        ('\'', _) if letter(at + 2) == '\'' => literal(at + 3),
        (':', ':') => (at + 2, Some("::".to_owned())),
        (first, _) if first.is_alphanumeric() || first == '_' => {
            let end = until(letters, at, |place| !(letter(place).is_alphanumeric() || letter(place) == '_'));
            (end, Some(letters[at..end].iter().collect()))
        }
        (sign, _) => (at + 1, Some(sign.to_string())),
    }
}

fn until(letters: &[char], from: usize, stop: impl Fn(usize) -> bool) -> usize {
    (from..letters.len()).find(|place| stop(*place)).unwrap_or(letters.len())
}

fn block_comment(letters: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while at < letters.len() {
        let pair = (letters[at], letters.get(at + 1).copied().unwrap_or('\0'));
        let step = match pair {
            ('/', '*') => {
                depth += 1;
                2
            }
            ('*', '/') => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at.min(letters.len())
}

fn string_end(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    letters.len()
}

/// The end of `r"…"`, `r#"…"#` or `br"…"`; none where this is no raw string.
fn raw_string_end(letters: &[char], at: usize) -> Option<usize> {
    let mut place = at + usize::from(letters[at] == 'b');
    if letters.get(place) != Some(&'r') {
        return None;
    }
    place += 1;
    let marks = letters[place..].iter().take_while(|letter| **letter == '#').count();
    if letters.get(place + marks) != Some(&'"') {
        return None;
    }
    let closes = |end: usize| {
        letters[end] == '"' && letters[end + 1..].iter().take(marks).filter(|letter| **letter == '#').count() == marks
    };
    (place + marks + 1..letters.len()).find(|end| closes(*end)).map(|end| end + 1 + marks)
}

/// All text files of the project: those that git tracks, or all but the build's where there is no git.
pub(crate) fn project() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(Source { path, text })
    };
    let paths = tracked(root).unwrap_or_else(|| {
        let mut found = Vec::new();
        walk(root, &mut found);
        found
    });
    let mut sources: Vec<Source> = paths.into_iter().filter_map(read).collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn tracked(root: &Path) -> Option<Vec<PathBuf>> {
    let mut git = std::process::Command::new("git");
    git.arg("-C").arg(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let output = git.output().ok().filter(|output| output.status.success())?;
    let list = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<PathBuf> = list.split('\0').filter(|path| !path.is_empty()).map(|path| root.join(path)).collect();
    (!paths.is_empty()).then_some(paths)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != ".git" {
            walk(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}
