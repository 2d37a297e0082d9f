//! The project's chores: `cargo xtask --help`.

mod bench;
mod demo;
mod dist;
mod docs;
mod figures;
mod fuzz;
mod lint;
mod maps;
mod mpy;
mod mutants;
mod names;
mod paths;
mod ports;
mod run;
mod setup;
mod size;
mod suites;
mod web;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use ports::{linux, qemu, unix};
use setup::{packages, python};
use suites::test;

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
    /// Time mpickle beside json and CPython's pickle, as ratios; count instructions; draw pictures of it.
    Bench(bench::BenchArgs),
    /// Make a release: sources, build files and prebuilt objects, from which firmware is built without Rust.
    Dist(dist::DistArgs),
    /// Print the flash and static RAM that the module adds.
    Size(size::SizeArgs),
    /// Measure what pickles take, and write all figures that were measured into the marked places of the docs.
    Figures(figures::FiguresArgs),
    /// Compare the link maps of a firmware without mpickle and with it: the rest must not change.
    Maps(maps::MapsArgs),
    /// Build mpickle.mpy, the module as a file for stock firmware.
    Mpy(mpy::MpyArgs),
    /// Feed random input to the codec, and to a MicroPython under sanitizers, for some minutes.
    Fuzz(fuzz::FuzzArgs),
    /// Change the codec in small ways, one after the other, and list the changes that its unit tests do not see.
    Mutants(mutants::MutantsArgs),
    /// Make the page on which one can try mpickle in a browser, and the npm package, in target/web and target/npm.
    Web(web::PageArgs),
    /// Make a site of the docs, with the page on which one can try mpickle.
    Docs(docs::DocsArgs),
    /// Check formatting and run the linters.
    Lint(lint::LintArgs),
    /// `mpickle-build object`, which micropython.mk and micropython.cmake call.
    #[command(hide = true, disable_help_flag = true)]
    Object(Words),
    /// `mpickle-build target`, which micropython.cmake calls.
    #[command(hide = true, disable_help_flag = true)]
    Target(Words),
}

/// Words for another program.
#[derive(clap::Args)]
struct Words {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

impl Words {
    fn run(self, command: &str) -> Result<()> {
        firmware_build::main([OsString::from(command)].into_iter().chain(self.words))
    }
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
    /// MicroPython for Linux on another processor: a program that starts it in an emulator; the binary is beside it.
    Linux(linux::LinuxArgs),
    /// A firmware for a board that QEMU emulates.
    Qemu(qemu::QemuArgs),
    /// MicroPython for node and browsers.
    Webassembly(web::WebArgs),
    /// MicroPython for QEMU's Xtensa machine: a program that runs a script on it.
    XtensaSim(qemu::xtensa::XtensaArgs),
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
                Port::Linux(args) => linux::build(&args.port, args.machine)?,
                Port::Qemu(args) => qemu::build(&args)?,
                Port::Webassembly(args) => web::build(&args)?,
                Port::XtensaSim(args) => qemu::xtensa::build(&args.port, args.core)?,
            };
            println!("{}", artefact.display());
        }
        Command::Demo(args) => demo::demo(&args)?,
        Command::Test(args) => return test::test(&args),
        Command::Bench(args) => bench::bench(&args)?,
        Command::Dist(args) => dist::dist(&args)?,
        Command::Size(args) => size::size(&args)?,
        Command::Figures(args) => figures::figures(&args)?,
        Command::Maps(args) => return maps::maps(&args),
        Command::Mpy(args) => mpy::mpy(&args)?,
        Command::Fuzz(args) => return fuzz::fuzz(&args),
        Command::Mutants(args) => return mutants::mutants(&args),
        Command::Web(args) => web::web(&args)?,
        Command::Docs(args) => docs::docs(&args)?,
        Command::Lint(args) => lint::lint(&args)?,
        Command::Object(args) => args.run("object")?,
        Command::Target(args) => args.run("target")?,
    }
    Ok(true)
}

fn setup(tree: &Tree) -> Result<()> {
    packages::ensure()?;
    python::ensure(&[python::TESTS, python::DEMO, python::LINT])?;
    setup::libclang()?;
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
