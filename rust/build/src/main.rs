//! `mpickle-build`: see the library.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    match firmware_build::main(env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
