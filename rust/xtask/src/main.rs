//! The project's chores: `cargo xtask --help`.

mod libclang;
mod object;
mod paths;
mod run;
mod source;
mod target;
mod unix;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "mpickle's chores: set-up, builds, tests, benchmarks, sizes"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build a MicroPython with mpickle; the last line on stdout is its path.
    Build(Build),
    /// Compile the Rust half for one firmware (micropython.mk calls this).
    #[command(hide = true)]
    Object(object::Args),
}

#[derive(clap::Args)]
struct Build {
    #[command(subcommand)]
    port: Port,
}

#[derive(Subcommand)]
enum Port {
    /// MicroPython for this machine.
    Unix(unix::Args),
}

/// Which MicroPython to build.
#[derive(clap::Args, Clone)]
struct Tree {
    /// A MicroPython tree; without it the pinned source is obtained and kept under target/.
    #[arg(long = "micropython", value_name = "DIR", env = "MICROPYTHON_DIR")]
    dir: Option<PathBuf>,
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Build(build) => {
            let artefact = match build.port {
                Port::Unix(args) => unix::build(&args)?,
            };
            println!("{}", artefact.display());
            Ok(())
        }
        Command::Object(args) => object::make(&args),
    }
}
