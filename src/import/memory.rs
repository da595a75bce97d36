//! How much memory one opening may hold: a share of what the machine has, or what a person said.
//!
//! Whoever is about to keep something asks for it first; where it is too much, the opening ends with an error and what
//! is open stays open.

use std::io;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::container::bytes::ContainerError;
use super::machine;

/// The environment variable that states how much memory an opening may hold, for whoever starts the program.
pub const VARIABLE: &str = "SALDO_MEMORY";

/// What an opening may hold where nothing else is said and the machine is not to be asked.
static USUAL: OnceLock<u64> = OnceLock::new();

/// From now on an opening may hold so much where nothing else is said.
pub fn set_usual(bytes: u64) {
    let _ = USUAL.set(bytes);
}

/// The memory that an opening may hold, and what it holds.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// 0 before the opening has begun.
    most: AtomicU64,
    held: AtomicU64,
}

impl Memory {
    /// Begins an opening that may hold so much; without a number what is usual on this machine, and `all` that is free
    /// where a person trusts the file. What is still held of an opening before is held on.
    pub(crate) fn begin(&self, stated: Option<u64>, all: bool) {
        self.most.store(most(stated, all), Ordering::Relaxed);
    }

    /// How much may be held in all.
    pub(crate) fn most(&self) -> u64 {
        match self.most.load(Ordering::Relaxed) {
            0 => {
                let most = most(None, false);
                self.most.store(most, Ordering::Relaxed);
                most
            }
            most => most,
        }
    }

    /// How much more may be held.
    pub(crate) fn left(&self) -> u64 {
        self.most().saturating_sub(self.held.load(Ordering::Relaxed))
    }

    /// Takes so many bytes before they are filled.
    pub(crate) fn take(&self, bytes: u64) -> io::Result<()> {
        let most = self.most();
        let more = |held: u64| held.checked_add(bytes).filter(|held| *held <= most);
        match self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::other(ContainerError::TooMuch(most))),
        }
    }

    /// Gives back bytes that were taken.
    pub(crate) fn give_back(&self, bytes: u64) {
        let less = |held: u64| Some(held.saturating_sub(bytes));
        let _ = self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Nothing yet; what it takes is given back when it is dropped.
    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        Held { memory: Arc::clone(self), bytes: 0 }
    }
}

/// Memory that is held for a while; a copy of it holds nothing by itself, as it is made to be looked at and dropped.
#[derive(Debug, Default)]
pub(crate) struct Held {
    memory: Arc<Memory>,
    bytes: u64,
}

impl Clone for Held {
    fn clone(&self) -> Self {
        self.memory.hold()
    }
}

impl Held {
    /// Takes so many bytes more.
    pub(crate) fn more(&mut self, bytes: u64) -> io::Result<()> {
        self.memory.take(bytes)?;
        self.bytes += bytes;
        Ok(())
    }

    /// Gives back some of it.
    fn less(&mut self, bytes: u64) {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        self.memory.give_back(bytes);
    }

    /// Holds also what another holds.
    pub(crate) fn absorb(&mut self, mut other: Self) {
        self.bytes += std::mem::take(&mut other.bytes);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.memory.give_back(self.bytes);
    }
}

/// A text with the memory that it takes: it is asked for before the text grows, and given back when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Text {
    bytes: Vec<u8>,
    /// As many bytes as the text has room for.
    held: Held,
}

impl Text {
    /// An empty text.
    pub(crate) fn within(memory: &Arc<Memory>) -> Self {
        Self { bytes: Vec::new(), held: memory.hold() }
    }

    /// The text with room for so many bytes at its end. It grows by half, so that what is asked for is what is held.
    pub(crate) fn room(&mut self, more: usize) -> io::Result<&mut Vec<u8>> {
        let (length, had) = (self.bytes.len(), self.bytes.capacity());
        let wanted = length.saturating_add(more);
        if wanted > had {
            let goal = wanted.max(had.saturating_add(had / 2)).max(1 << 12);
            // While it moves the old text stands beside the new one.
            self.held.more(goal as u64)?;
            self.bytes.reserve_exact(goal - length);
            self.held.less(had as u64);
        }
        Ok(&mut self.bytes)
    }

    /// Writes what is as long as it turns out to be, and takes the memory of it then: it must have a bound of its own.
    pub(crate) fn write<T>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> T) -> io::Result<T> {
        let written = write(&mut self.bytes);
        let all = self.bytes.capacity() as u64;
        self.held.more(all.saturating_sub(self.held.bytes))?;
        Ok(written)
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Text> for Bytes {
    fn from(text: Text) -> Self {
        Self::from_owner(text)
    }
}

/// What an opening may hold: what was stated, or what is usual, and `all` that is free where a person trusts the file.
#[must_use]
pub fn most(stated: Option<u64>, all: bool) -> u64 {
    stated.unwrap_or_else(|| usual(all)).max(1)
}

/// What an opening may hold where nobody says: half of what the machine has, if so much is free; `all` that is free
/// where a person trusts the file.
fn usual(all: bool) -> u64 {
    if let Some(stated) = USUAL.get() {
        return *stated;
    }
    let machine::Machine { has, free } = machine::look();
    if all { free } else { free.min(has / 2) }
}

/// A size for a message: `4 GB`.
#[must_use]
pub fn in_words(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];
    match units.into_iter().find(|(_, size)| bytes >= size * 10).or(units.into_iter().find(|(_, size)| bytes >= *size))
    {
        Some((unit, size)) => format!("{} {unit}", bytes / size),
        None => format!("{bytes} bytes"),
    }
}

/// A size as people write it: `4GB`, `1.5 GB`, `800M`, `2000000000`.
#[must_use]
pub fn parse(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().trim_end_matches('b').trim_end_matches('i') {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        "g" => 1e9,
        "t" => 1e12,
        _ => return None,
    };
    let size = number.parse::<f64>().ok()? * factor;
    (size >= 1.0).then_some(size as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_held_than_may_be() {
        let memory = Arc::new(Memory::default());
        memory.begin(Some(10_000), false);
        let mut held = memory.hold();
        held.more(4000).expect("room");
        assert!(memory.take(6001).is_err());
        drop(held);
        memory.take(10_000).expect("all of it");
        assert_eq!(memory.left(), 0);
    }

    #[test]
    fn a_text_that_grows_is_held_with_its_room() {
        let memory = Arc::new(Memory::default());
        memory.begin(Some(100_000), false);
        let mut text = Text::within(&memory);
        while let Ok(room) = text.room(1000) {
            room.resize(room.len() + 1000, b'x');
            assert_eq!(room.capacity() as u64, memory.most() - memory.left());
        }
        // Old and new stand side by side while it moves.
        assert!(text.len() > 30_000 && text.bytes.capacity() <= 100_000, "{}", text.len());
        drop(text);
        assert_eq!(memory.left(), 100_000);
    }

    #[test]
    fn a_text_holds_its_memory_for_as_long_as_anybody_has_it() {
        let memory = Arc::new(Memory::default());
        memory.begin(Some(100_000), false);
        let mut text = Text::within(&memory);
        text.write(|text| text.resize(60_000, b'x')).expect("room");
        assert!(memory.left() <= 40_000);
        assert!(text.write(|text| text.resize(200_000, b'x')).is_err());
        drop(text);
        let mut text = Text::within(&memory);
        text.room(60_000).expect("the room of the text that was dropped").resize(60_000, b'x');
        let all = Bytes::from(text);
        let part = all.slice(..10);
        drop(all);
        // The next opening finds it held.
        memory.begin(Some(100_000), false);
        assert!(memory.take(60_000).is_err());
        drop(part);
        memory.take(100_000).expect("all of it");
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let sizes = ["4GB", "1.5 gb", "800M", "2000000000", "3 GiB", "0", "much", "-1"].map(parse);
        let read = [Some(4_000_000_000), Some(1_500_000_000), Some(800_000_000), Some(2_000_000_000)];
        assert_eq!(sizes[..4], read);
        assert_eq!(sizes[4..], [Some(3_000_000_000), None, None, None]);
    }
}
