//! How much memory one opening may hold: a share of what the machine has, or what a person said.
//!
//! Whoever is about to keep something asks for it first; where it is too much, the opening ends with an error and what
//! is open stays open.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::container::bytes::Trouble;
use super::machine;

/// The environment variable that states how much memory an opening may hold.
pub const VARIABLE: &str = "SALDO_MEMORY";

/// The memory that an opening may hold, and what it holds.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// 0 before the opening has begun.
    most: AtomicU64,
    held: AtomicU64,
}

impl Memory {
    /// Begins an opening that holds nothing and may hold so much; without a number what is usual on this machine, and
    /// `all` that is free where a person trusts the file.
    pub(crate) fn begin(&self, stated: Option<u64>, all: bool) {
        self.most.store(most(stated, all), Ordering::Relaxed);
        self.held.store(0, Ordering::Relaxed);
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
            Err(_) => Err(io::Error::other(Trouble::TooMuch(most))),
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

    /// Makes room for so many bytes at the end of a text. It grows by half, so that what is asked for is what is held.
    pub(crate) fn room(&mut self, text: &mut Vec<u8>, more: usize) -> io::Result<()> {
        let wanted = text.len().saturating_add(more);
        if wanted <= text.capacity() {
            return Ok(());
        }
        let goal = wanted.max(text.capacity().saturating_add(text.capacity() / 2)).max(1 << 12);
        // While it moves the old text stands beside the new one.
        self.memory.take(goal as u64)?;
        let old = text.capacity() as u64;
        text.reserve_exact(goal - text.len());
        self.memory.give_back(old.min(self.bytes));
        self.bytes = self.bytes.saturating_sub(old) + goal as u64;
        Ok(())
    }

    /// Holds also what another holds.
    pub(crate) fn absorb(&mut self, mut other: Self) {
        self.bytes += std::mem::take(&mut other.bytes);
    }

    /// Keeps it for as long as the opening lasts.
    pub(crate) fn keep(mut self) {
        self.bytes = 0;
    }
}

/// A text that is read into values of another's making: for each byte that is read, so many are held.
pub(crate) struct Metered<R> {
    input: R,
    factor: u64,
    held: Held,
}

impl<R> Metered<R> {
    pub(crate) const fn new(input: R, factor: u64, held: Held) -> Self {
        Self { input, factor, held }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.held.more((read as u64).saturating_mul(self.factor))?;
        Ok(read)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.memory.give_back(self.bytes);
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
    if let Some(stated) = std::env::var(VARIABLE).ok().and_then(|text| parse(&text)) {
        return stated;
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
        let (mut held, mut text) = (memory.hold(), Vec::new());
        while held.room(&mut text, 1000).is_ok() {
            text.resize(text.len() + 1000, b'x');
            assert!(text.capacity() as u64 <= memory.most() - memory.left());
        }
        // Old and new stand side by side while it moves.
        assert!(text.len() > 30_000 && text.capacity() <= 100_000, "{}", text.len());
        drop(held);
        assert_eq!(memory.left(), 100_000);
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let sizes = ["4GB", "1.5 gb", "800M", "2000000000", "3 GiB", "0", "much", "-1"].map(parse);
        let read = [Some(4_000_000_000), Some(1_500_000_000), Some(800_000_000), Some(2_000_000_000)];
        assert_eq!(sizes[..4], read);
        assert_eq!(sizes[4..], [Some(3_000_000_000), None, None, None]);
    }
}
