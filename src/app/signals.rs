//! Signals that end the program: the work is written first.

use super::saver::Saver;

/// Keeps settings and work when the system or the user asks the program to end: at logout, with Ctrl+C, when the
/// terminal closes. Where no thread can be had for it, what was written by then is what is kept.
#[cfg(unix)]
pub fn keep_on_signals(saver: Saver) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            saver.finish();
            // The program ends as if nobody had looked: who sent the signal sees that it did its work.
            drop(signal_hook::low_level::emulate_default_handler(signal));
        }
    };
    drop(std::thread::Builder::new().name("saldo signals".to_owned()).spawn(wait));
}

/// Elsewhere the system closes the window.
#[cfg(not(unix))]
pub fn keep_on_signals(_: Saver) {}
