//! Rows as the encoder has coded them, column by column.

use crate::import::ingest::table_layout::SLOTS;

/// Rows as they were coded: by slot, and their numbers.
pub(in crate::import::ingest) struct Coded<'a> {
    pub codes: &'a [Vec<u32>; SLOTS],
    pub units: &'a [i64],
    pub decimals: &'a [u8],
}
