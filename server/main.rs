//! The `atomdeck` program: runs what the command line asks for and tells a failure in one line.

use std::process::ExitCode;

fn main() -> ExitCode {
    match atomdeck::cli::main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("atomdeck: {error:#}");
            ExitCode::FAILURE
        }
    }
}
