//! Files that the program reads and writes beside tables: saved whole or not at all, read with a limit, named so that
//! they are found again.

mod folder;
mod name;
mod read;
mod save;

pub use folder::{Hold, hold, own_folder, remove, sweep, touch};
pub use name::{beside, from_text, of_bytes, text};
pub use read::read;
pub use save::{Rights, save, save_with};
