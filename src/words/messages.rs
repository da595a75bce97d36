//! Messages in Project Fluent: one bundle for each language, parsed once, from files that are compiled in.
//!
//! A message is asked for by its name and gets its arguments by theirs: `say!(self, "each", member = noun)`. That
//! each exists and gets what it uses, and that none is left over, is tested by reading the sources (`tests/house/words.rs`).

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::Language;

/// The messages of a language.
pub(super) struct Messages {
    bundle: FluentBundle<FluentResource>,
}

/// What stands in the folder of English.
const ENGLISH: [&str; 5] = [
    include_str!("../../assets/words/en/phrases.ftl"),
    include_str!("../../assets/words/en/titles.ftl"),
    include_str!("../../assets/words/en/definitions.ftl"),
    include_str!("../../assets/words/en/facts.ftl"),
    include_str!("../../assets/words/en/events.ftl"),
];

impl Messages {
    /// The messages of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        static ENGLISH_BUNDLE: OnceLock<Messages> = OnceLock::new();
        match language {
            Language::English => ENGLISH_BUNDLE.get_or_init(|| Self::read(language, &ENGLISH)),
        }
    }

    /// A message that cannot be read is left out here and fails the tests.
    fn read(language: Language, texts: &[&str]) -> Self {
        let locales = language.code().parse().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(locales);
        // Marks around arguments would stand in exported figures; names and numbers run as their sentence does.
        bundle.set_use_isolating(false);
        for text in texts {
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*text).to_owned());
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// The message of a name, with its arguments.
    pub(super) fn say(&self, name: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(name).and_then(|message| message.value()) else {
            return name.to_owned();
        };
        let values = arguments.iter().map(|(name, Argument(value))| (*name, value.clone()));
        let arguments: FluentArgs<'_> = values.collect();
        // What goes wrong on the way stands in the text as Fluent writes it, and fails the tests.
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// An argument of a message: a text that is ready to be read, or a count by which the message chooses its form.
pub(super) struct Argument<'a>(FluentValue<'a>);

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self(FluentValue::from(text.as_str()))
    }
}

impl<'a> From<&'a &str> for Argument<'a> {
    fn from(text: &'a &str) -> Self {
        Self(FluentValue::from(*text))
    }
}

impl<'a> From<&&'a String> for Argument<'a> {
    fn from(text: &&'a String) -> Self {
        Self::from(*text)
    }
}

impl From<&usize> for Argument<'_> {
    fn from(count: &usize) -> Self {
        Self(FluentValue::from(*count))
    }
}

impl From<&&usize> for Argument<'_> {
    fn from(count: &&usize) -> Self {
        Self::from(*count)
    }
}

/// Says a message by its name, with its arguments by theirs.
macro_rules! say {
    ($speaker:expr, $name:literal $(, $argument:ident = $value:expr)* $(,)?) => {
        $speaker.messages().say($name, &[$((stringify!($argument), $crate::words::messages::Argument::from(&$value))),*])
    };
}
