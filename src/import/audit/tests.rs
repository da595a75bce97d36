//! Structure found by arithmetic, and what the audit says of it.
