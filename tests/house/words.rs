//! The messages and the code that says them: each that is said exists and gets the arguments that it uses, each that
//! exists is said, and none is written twice.
//!
//! Every check is a function from texts to complaints, so that each test can also show it a sample that breaks the rule.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::source::{Source, project};

/// The folders of narrators, each with the language that it speaks. What is said elsewhere is said in all languages.
const NARRATORS: [(&str, &str); 1] = [("src/words/english/", "en")];

/// Where the messages of a language stand.
const FOLDER: &str = "assets/words/";

/// A message that is said, and with which arguments.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    name: String,
    arguments: BTreeSet<String>,
    line: usize,
}

/// What is said in a source: `say!(speaker, "name", argument = value)`.
fn said(text: &str) -> Vec<Said> {
    let starts = text.match_indices("say!(").filter(|(at, _)| !text[..*at].ends_with("macro_rules! "));
    let read = |(at, opening): (usize, &str)| {
        let inside = inside(&text[at + opening.len()..]);
        let parts = parts(inside);
        let name = parts.get(1)?.strip_prefix('"')?.strip_suffix('"')?.to_owned();
        let arguments =
            parts[2..].iter().filter_map(|part| part.split_once('=')).map(|(name, _)| name.trim().to_owned());
        Some(Said { name, arguments: arguments.collect(), line: text[..at].matches('\n').count() + 1 })
    };
    starts.filter_map(read).collect()
}

/// The text up to the bracket that closes what is open.
fn inside(text: &str) -> &str {
    let mut depth = 1_usize;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => skip_literal(&mut letters),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn skip_literal(letters: &mut std::str::CharIndices<'_>) {
    while let Some((_, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// What stands between the commas, outside of all brackets.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => skip_literal(&mut letters),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A message of a language: where it is written, and which arguments it uses.
struct Message {
    name: String,
    arguments: BTreeSet<String>,
    place: String,
}

/// The messages of a file, and a complaint for each part of it that is none.
fn messages(file: &Source) -> (Vec<Message>, Vec<String>) {
    let (resource, mut complaints) = match fluent_syntax::parser::parse(file.text.as_str()) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => {
            let complaint = |error: fluent_syntax::parser::ParserError| {
                file.at(file.text[..error.pos.start].matches('\n').count() + 1, &error.to_string())
            };
            (resource, errors.into_iter().map(complaint).collect())
        }
    };
    let mut found = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let name = message.id.name.to_owned();
                let place = file.at(line_of(&file.text, &name), &name);
                let mut arguments = BTreeSet::new();
                match &message.value {
                    Some(pattern) => used(pattern, &mut arguments),
                    None => complaints.push(format!("{place} has no text")),
                }
                found.push(Message { name, arguments, place });
            }
            Entry::Term(term) => complaints.push(file.at(1, &format!("-{}: terms are not used here", term.id.name))),
            _ => {}
        }
    }
    (found, complaints)
}

fn line_of(text: &str, name: &str) -> usize {
    1 + text.lines().position(|line| line.split('=').next().is_some_and(|id| id.trim() == name)).unwrap_or(0)
}

/// Gathers the arguments that a pattern uses.
fn used(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expressed(expression, arguments);
        }
    }
}

fn expressed(expression: &Expression<&str>, arguments: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inlined(inline, arguments),
        Expression::Select { selector, variants } => {
            inlined(selector, arguments);
            for variant in variants {
                used(&variant.value, arguments);
            }
        }
    }
}

fn inlined(inline: &InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(arguments.insert(id.name.to_owned())),
        InlineExpression::Placeable { expression } => expressed(expression, arguments),
        _ => {}
    }
}

/// Everything that is wrong between sources and messages.
fn complaints(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut languages: BTreeMap<String, BTreeMap<String, Message>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with(FOLDER)) {
        let language = file.path[FOLDER.len()..].split('/').next().unwrap_or_default().to_owned();
        let (found, wrong) = messages(file);
        complaints.extend(wrong);
        let known = languages.entry(language).or_default();
        for message in found {
            if let Some(other) = known.get(&message.name) {
                complaints.push(format!("{} is written twice: {}", message.place, other.place));
            }
            known.insert(message.name.clone(), message);
        }
    }
    let mut left: BTreeSet<(&str, &str)> = languages
        .iter()
        .flat_map(|(language, known)| known.keys().map(|name| (language.as_str(), name.as_str())))
        .collect();
    for file in files.iter().filter(|file| file.path.starts_with("src/words/") && file.is_rust() && !file.is_test()) {
        let narrator =
            NARRATORS.iter().find(|(folder, _)| file.path.starts_with(folder)).map(|(_, language)| *language);
        for said in said(&file.text) {
            for (language, known) in
                languages.iter().filter(|(language, _)| narrator.is_none_or(|own| own == *language))
            {
                left.retain(|(of, name)| of != language || *name != said.name);
                complaints.extend(differs(file, &said, language, known.get(&said.name)));
            }
        }
    }
    complaints
        .extend(left.into_iter().map(|(language, name)| format!("{} is never said", languages[language][name].place)));
    complaints
}

/// What is wrong with a message that is said in a language.
fn differs(file: &Source, said: &Said, language: &str, message: Option<&Message>) -> Option<String> {
    let Some(message) = message else {
        return Some(file.at(said.line, &format!("`{}` is no message of `{language}`", said.name)));
    };
    let (given, used) = (&said.arguments, &message.arguments);
    let differ = given.symmetric_difference(used).cloned().collect::<Vec<_>>().join(", ");
    (given != used).then(|| file.at(said.line, &format!("{differ}: given or used, but not both, by {}", message.place)))
}

#[test]
fn what_is_said_is_a_message_and_gets_its_arguments() {
    let sample = |code: &str, text: &str| {
        let files = [("src/words/english/a.rs", code), ("assets/words/en/a.ftl", text)];
        complaints(&files.map(|(path, text)| Source::sample(path, text)))
    };
    let code = "say!(self, \"a\", b = c(\"x, y\", \")\"), d = [1, 2])\nsay!(self, \"e\")\n";
    assert_eq!(sample(code, "a = { $b } of { $d }\ne = E\n"), [""; 0]);
    for (text, wrong) in [
        ("a = { $b } of { $d }\n", "src/words/english/a.rs:2: `e` is no message"),
        ("a = { $b }\ne = E\n", "src/words/english/a.rs:1: d: given or used"),
        ("a = { $b } of { $d } { $f }\ne = E\n", "src/words/english/a.rs:1: f: given or used"),
        ("a = { $b ->\n [one] { $f }\n *[other] { $d }\n }\ne = E\n", "src/words/english/a.rs:1: f: given or used"),
        ("a = { $b } of { $d }\ne = E\nf = F\n", "assets/words/en/a.ftl:3: f is never said"),
        ("a = { $b } of { $d }\ne = E\ne = E\n", "assets/words/en/a.ftl:2: e is written twice"),
        ("a = { $b } of { $d }\ne = E\nf\n", "assets/words/en/a.ftl:3: "),
    ] {
        let found = sample(code, text);
        assert!(found.iter().any(|complaint| complaint.starts_with(wrong)), "{wrong:?} is not among {found:?}");
    }
    let complaints = complaints(&project());
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_file_of_messages_is_compiled_in() {
    let project = project();
    let loader = project.iter().find(|file| file.path == "src/words/messages.rs").expect("the loader");
    let missing = project.iter().filter(|file| file.path.starts_with(FOLDER));
    let missing: Vec<&str> =
        missing.map(|file| file.path.as_str()).filter(|path| !loader.text.contains(path)).collect();
    assert_eq!(missing, [""; 0], "src/words/messages.rs does not include these");
}

#[test]
fn a_message_is_found_where_it_is_said() {
    let text = "fn a(&self) {\n    say!(self, \"one\", b = if c { d } else { e(\"=\") });\n}\n";
    let arguments = BTreeSet::from(["b".to_owned()]);
    assert_eq!(said(text), [Said { name: "one".to_owned(), arguments, line: 2 }]);
    let taken = Source::sample("src/words/english/a.rs", text).room().map(str::to_owned);
    assert_eq!(taken.as_deref(), Some("words"));
}
