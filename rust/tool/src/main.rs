//! The command without Python: see [`mpickle_tool::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mpickle_tool::cli::main()
}
