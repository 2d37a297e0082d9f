//! The project's chores: `cargo xtask --help`.

mod apt;
mod boards;
mod checks;
mod cmake;
mod demo;
mod features;
mod figures;
mod firmware;
mod fuzz;
mod libclang;
mod lint;
mod maps;
mod mutants;
mod names;
mod object;
mod packages;
mod paths;
mod ports;
mod python;
mod qemu;
mod report;
mod rom;
mod run;
mod scripts;
mod size;
mod source;
mod stack;
mod target;
mod test;
mod toolchain;
mod unix;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "mpickle's chores: set-up, builds, tests, benchmarks, sizes")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install and download what is missing; every other command does so too, as far as it needs to.
    Setup(Tree),
    /// Build a MicroPython with mpickle; the last line on stdout is its path.
    Build(Build),
    /// Send a data set and a trained model from CPython to MicroPython, and the answer back.
    Demo(demo::DemoArgs),
    /// Run all tests that this machine can run; the last line counts them.
    Test(test::TestArgs),
    /// Time mpickle beside json and CPython's pickle, as ratios.
    Bench(demo::BenchArgs),
    /// Print the flash and static RAM that the module adds.
    Size(size::SizeArgs),
    /// Measure what pickles take, and write all figures that were measured into the marked places of the docs.
    Figures(figures::FiguresArgs),
    /// Compare the link maps of a firmware without mpickle and with it: the rest must not change.
    Maps(maps::MapsArgs),
    /// Feed random input to the codec, and to a MicroPython under sanitizers, for some minutes.
    Fuzz(fuzz::FuzzArgs),
    /// Change the codec in small ways, one after the other, and list the changes that its unit tests do not see.
    Mutants(mutants::MutantsArgs),
    /// Check formatting and run the linters.
    Lint(lint::LintArgs),
    /// Compile the Rust half for one firmware (micropython.mk and micropython.cmake call this).
    #[command(hide = true)]
    Object(object::ObjectArgs),
    /// Print the Rust target for one firmware, or say what is missing (micropython.cmake calls this).
    #[command(hide = true)]
    Target(firmware::FirmwareArgs),
}

#[derive(clap::Args)]
struct Build {
    #[command(subcommand)]
    port: Port,
}

#[derive(Subcommand)]
enum Port {
    /// MicroPython for this machine.
    Unix(unix::UnixArgs),
    /// A firmware for a board that QEMU emulates.
    Qemu(qemu::QemuArgs),
}

/// Which MicroPython to build.
#[derive(clap::Args, Clone, Default)]
struct Tree {
    /// A MicroPython tree; without it the pinned source is obtained and kept under target/.
    #[arg(long = "micropython", value_name = "DIR", env = "MICROPYTHON_DIR")]
    dir: Option<PathBuf>,
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all went well, where the command itself says what did not.
fn dispatch(command: Command) -> Result<bool> {
    match command {
        Command::Setup(tree) => setup(&tree)?,
        Command::Build(build) => {
            let artefact = match build.port {
                Port::Unix(args) => unix::build(&args)?,
                Port::Qemu(args) => qemu::build(&args)?,
            };
            println!("{}", artefact.display());
        }
        Command::Demo(args) => demo::demo(&args)?,
        Command::Test(args) => return test::test(&args),
        Command::Bench(args) => demo::bench(&args)?,
        Command::Size(args) => size::size(&args)?,
        Command::Figures(args) => figures::figures(&args)?,
        Command::Maps(args) => return maps::maps(&args),
        Command::Fuzz(args) => return fuzz::fuzz(&args),
        Command::Mutants(args) => return mutants::mutants(&args),
        Command::Lint(args) => lint::lint(&args)?,
        Command::Object(args) => object::make(&args)?,
        Command::Target(args) => {
            let firmware = firmware::Firmware::new(&args)?;
            firmware.require_tools()?;
            println!("{}", firmware.rust_target);
        }
    }
    Ok(true)
}

fn setup(tree: &Tree) -> Result<()> {
    packages::ensure()?;
    python::ensure(&[python::TESTS, python::DEMO, python::LINT])?;
    libclang::ensure()?;
    if let Err(error) = qemu::ensure(&qemu::Board::ALL) {
        // Everything else works without them.
        eprintln!("Emulated boards will not work yet: {error:#}");
    }
    let tree = tree.path()?;
    for dir in test::VARIANTS.iter().filter_map(|variant| unix::variant_dir(&tree, variant)) {
        if let Err(error) = unix::ensure(&dir) {
            eprintln!("The unix port's variant {} will not work yet: {error:#}", dir.display());
        }
    }
    println!("MicroPython: {}", tree.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
