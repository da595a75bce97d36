//! JSON text as a tree of values within the memory that an opening may hold: numbers as they are written.

use std::borrow::Cow;
use std::io::{self, Read};

use super::super::bytes::{ByteStream, SizeLimit};
use super::tokens::{self, Shape, Tokens};
use crate::import::Progress;
use crate::import::memory::Held;

/// A value of any kind.
#[derive(Debug)]
pub(in super::super) enum Value {
    /// `true`, `false` or `null`.
    Word,
    Number(Box<str>),
    Text(Box<str>),
    List(Vec<Value>),
    /// In the order of the file; a key may stand in it twice.
    Object(Vec<(Box<str>, Value)>),
}

/// A whole text.
#[derive(Debug)]
pub(in super::super) struct Tree {
    pub(in super::super) root: Value,
    /// What the values take.
    _held: Held,
}

/// Bytes that a value takes in a list, and in an object with its key: these may grow to twice their length.
const ITEM: u64 = 2 * size_of::<Value>() as u64;
const ENTRY: u64 = 2 * size_of::<(Box<str>, Value)>() as u64;
/// Bytes that a text takes beside its letters, about.
const TEXT: u64 = 32;

/// The text of a file as a tree.
pub(in super::super) fn read(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<Tree> {
    progress.start(supply.packed());
    let mut json = Tokens::new(super::text(supply, bound, progress)?);
    let mut held = progress.memory().hold();
    let root = value(&mut json, &mut held)?;
    if json.shape()?.is_some() {
        Err(json.wrong("more stands behind the table"))
    } else {
        Ok(Tree { root, _held: held })
    }
}

fn value<R: Read>(json: &mut Tokens<R>, held: &mut Held) -> io::Result<Value> {
    Ok(match json.shape()? {
        Some(Shape::List) => {
            let mut list = Vec::new();
            json.list(|json| {
                held.more(ITEM)?;
                list.push(value(json, held)?);
                Ok(())
            })?;
            Value::List(list)
        }
        Some(Shape::Object) => {
            let mut object = Vec::new();
            json.object(|json, key| {
                held.more(ENTRY + key.len() as u64 + TEXT)?;
                object.push((key.into(), value(json, held)?));
                Ok(())
            })?;
            Value::Object(object)
        }
        Some(Shape::Text) => {
            let mut text = String::new();
            json.text(&mut text)?;
            Value::Text(kept(text, held)?)
        }
        Some(Shape::Number) => Value::Number(kept(json.bare()?, held)?),
        _ => match json.bare()? {
            word if matches!(word.as_str(), "true" | "false" | "null") => Value::Word,
            number => Value::Number(kept(number, held)?),
        },
    })
}

fn kept(text: String, held: &mut Held) -> io::Result<Box<str>> {
    held.more(text.len() as u64 + TEXT)?;
    Ok(text.into())
}

impl Value {
    /// The value of a key of an object.
    pub(in super::super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(own, _)| &**own == key).map(|(_, value)| value)
    }

    /// The keys and values of an object; none of anything else.
    pub(in super::super) fn entries(&self) -> &[(Box<str>, Self)] {
        if let Self::Object(entries) = self { entries } else { &[] }
    }

    /// The values of a list; none of anything else.
    pub(in super::super) fn items(&self) -> &[Self] {
        if let Self::List(list) = self { list } else { &[] }
    }

    /// The letters of a text.
    pub(in super::super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The texts of a list of texts and nothing else.
    pub(in super::super) fn texts(&self) -> Option<Vec<&str>> {
        if let Self::List(list) = self { list.iter().map(Self::text).collect() } else { None }
    }

    /// A whole number that counts or is a place.
    pub(in super::super) fn place(&self) -> Option<usize> {
        if let Self::Number(number) = self { number.parse().ok() } else { None }
    }

    /// What it says in one cell: a list says what its first value does.
    pub(in super::super) fn cell(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(tokens::number(number)),
            Self::List(list) => list.first().map(Self::cell).unwrap_or_default(),
            Self::Word | Self::Object(_) => Cow::Borrowed(""),
        }
    }
}
