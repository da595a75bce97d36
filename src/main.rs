//! Arguments -> window or command.

use std::process::ExitCode;

fn main() -> ExitCode {
    saldo::cli::run(saldo::ui::run)
}
