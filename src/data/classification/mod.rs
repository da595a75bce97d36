//! Classifications of goods and services: which one a column of codes follows, and how its codes hang together.
//!
//! The Harmonized System and what nations add to it, SITC, BEC, services (EBOPS 2010 and 2002), ISIC, NAICS, CPA,
//! CPC and the WTO's product groups. Titles are the tables' beside this file, in short words.

mod place;
mod recognise;
mod system;
#[cfg(test)]
mod tests;
mod titles;

pub use place::{Placed, place};
pub use recognise::{hs_revision, named, recognise};
pub use system::{System, canonical, is_cross_cut, is_total, parents};
pub use titles::{hs_section, title, title_above};
