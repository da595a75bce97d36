//! Catches panics of others' decoders: one inside them on a hostile file becomes an error.

use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::bytes::ContainerError;

thread_local! {
    /// Whether this thread is behind the wall, where a panic is an answer and not a fault to report.
    static BEHIND: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs a decoder; a panic in it is a damage of the file.
///
/// The decoders are written in safe Rust and index what the file says without always checking; what
/// they hold is dropped with the panic, so that nothing half-made is used afterwards.
pub(crate) fn run<T>(kind: &'static str, decode: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !BEHIND.with(Cell::get) {
                report(info);
            }
        }));
    });
    let before = BEHIND.with(|behind| behind.replace(true));
    let outcome = panic::catch_unwind(AssertUnwindSafe(decode));
    BEHIND.with(|behind| behind.set(before));
    outcome.unwrap_or_else(|_| Err(ContainerError::damaged(kind, "its decoder could not make sense of it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let error = run::<()>("sheet", || panic!("hostile")).expect_err("an error");
        assert_eq!(error.to_string(), "the sheet is damaged: its decoder could not make sense of it");
        assert!(run("sheet", || Ok(1)).is_ok());
    }
}
