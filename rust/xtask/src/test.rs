//! `cargo xtask test`: everything that this machine can test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::qemu::{self, Board, QemuArgs};
use crate::report::{self, Tally};
use crate::run::{self, Outcome};
use crate::{checks, cmake, paths, python, unix};

/// What to test; everything without arguments.
#[derive(clap::Args)]
pub struct TestArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Only these suites; without it all but the boards.
    #[arg(long, value_delimiter = ',', value_name = "SUITE")]
    only: Vec<Suite>,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq)]
enum Suite {
    /// The codec's and xtask's unit tests.
    Unit,
    /// What the firmware's link may see of us.
    Link,
    /// Test scripts with CPython as oracle.
    Scripts,
    /// Tests in which CPython and MicroPython talk to each other.
    Interop,
    /// Building by CMake, for chips that cannot be tried here too.
    Cmake,
    /// Link checks and scripts for the boards that QEMU emulates.
    Boards,
}

impl Suite {
    const ALL: [Suite; 6] =
        [Suite::Unit, Suite::Link, Suite::Scripts, Suite::Interop, Suite::Cmake, Suite::Boards];

    fn name(self) -> &'static str {
        match self {
            Suite::Unit => "unit tests",
            Suite::Link => "link checks",
            Suite::Scripts => "scripts on unix",
            Suite::Interop => "CPython and MicroPython together",
            Suite::Cmake => "building by CMake",
            Suite::Boards => "emulated boards",
        }
    }
}

/// What the suites work with.
struct Bench {
    python: PathBuf,
    micropython: PathBuf,
    tree: PathBuf,
}

/// Whether nothing failed; the last line printed counts the tests.
pub fn test(args: &TestArgs) -> Result<bool> {
    let python = python::ensure(&[python::TESTS, python::DEMO])?;
    let micropython = unix::build(&args.unix)?;
    let bench = Bench { python, micropython, tree: args.unix.port.tree.path()? };
    let mut total = Tally::default();
    for suite in Suite::ALL {
        let wanted = if args.only.is_empty() { suite != Suite::Boards } else { args.only.contains(&suite) };
        if !wanted {
            continue;
        }
        let tally = match suite {
            Suite::Unit => unit()?,
            Suite::Link => checks::link(&bench.micropython, "")?,
            Suite::Scripts => scripts(&bench, "unix", &On::Binary(&bench.micropython))?,
            Suite::Interop => interop(&bench)?,
            Suite::Cmake => cmake::test(&bench.python, &bench.tree)?,
            Suite::Boards => boards(&bench, args)?,
        };
        println!("{}: {tally}", suite.name());
        total.add(tally);
    }
    list("skipped", &total.skipped);
    list("failed", &total.failed);
    println!("{total}");
    Ok(total.failed.is_empty())
}

fn list(what: &str, names: &[String]) {
    for name in names {
        println!("{what}: {name}");
    }
}

/// A suite whose program failed without naming a failed test has failed as such.
pub fn judge(outcome: &Outcome, mut tally: Tally) -> Tally {
    if !outcome.success() && tally.failed.is_empty() {
        println!("{}", outcome.tail());
        tally.failed.push(outcome.what.clone());
    }
    tally
}

fn unit() -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--no-fail-fast", "--package", "pickle", "--package", "xtask"])
        .current_dir(paths::root());
    let outcome = run::observe("Unit tests", &mut cargo)?;
    let tally = report::from_cargo(&outcome.lines);
    if !tally.failed.is_empty() {
        println!("{}", outcome.section("failures:", "test result:"));
    }
    Ok(judge(&outcome, tally))
}

/// Where scripts run.
enum On<'a> {
    /// A MicroPython for this machine.
    Binary(&'a Path),
    /// A command that starts a board and names the pty of its serial line.
    Board(String),
}

/// MicroPython's own runner compares what each script prints with what it
/// prints on CPython, or with the .exp file beside it.
fn scripts(bench: &Bench, name: &str, on: &On) -> Result<Tally> {
    let scripts = files(&paths::root().join("tests/scripts"), "py")?;
    let results = paths::target().join("test-results").join(name);
    let runner = |args: &[&str]| {
        let mut command = Command::new(&bench.python);
        command
            .arg("run-tests.py")
            .arg("--result-dir")
            .arg(&results)
            .args(args)
            .current_dir(bench.tree.join("tests"))
            .env("MICROPY_CPYTHON3", &bench.python)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        match on {
            On::Binary(path) => command.env("MICROPY_MICROPYTHON", path),
            On::Board(emulator) => command.arg("-t").arg(format!("execpty:{emulator}")),
        };
        command
    };
    let _ = std::fs::remove_dir_all(&results);
    std::fs::create_dir_all(&results)?;
    let outcome = run::observe(&format!("Scripts on {name}"), runner(&[]).args(&scripts))?;
    let mut tally = report::from_run_tests(&outcome.lines);
    tally.say_where(name);
    if !tally.failed.is_empty() {
        let differences =
            run::observe(&format!("Differences on {name}"), &mut runner(&["--print-failures"]))?;
        println!("{}", differences.section("FAILURE ", "\u{0}"));
    }
    Ok(judge(&outcome, tally))
}

/// All boards at once: they wait for their serial lines most of the time.
fn boards(bench: &Bench, args: &TestArgs) -> Result<Tally> {
    let mut total = Tally::default();
    if !bench.tree.join("ports/qemu").is_dir() {
        total.skipped.push("emulated boards (this MicroPython has no ports/qemu)".to_string());
        return Ok(total);
    }
    let mut firmwares = Vec::new();
    for board in Board::ALL {
        let firmware = qemu::build(&QemuArgs { port: args.unix.port.clone(), board })?;
        total.add(checks::link(&firmware, board.cross())?);
        firmwares.push((board, firmware));
    }
    let tallies: Vec<Result<Tally>> = thread::scope(|scope| {
        let running: Vec<_> = firmwares
            .iter()
            .map(|(board, firmware)| {
                scope.spawn(|| scripts(bench, board.name(), &On::Board(board.emulator(firmware))))
            })
            .collect();
        running.into_iter().map(|thread| thread.join().expect("a test's thread does not panic")).collect()
    });
    for (board, tally) in Board::ALL.into_iter().zip(tallies) {
        let tally = tally?;
        println!("scripts on {}: {tally}", board.name());
        total.add(tally);
    }
    Ok(total)
}

/// Tests driven from CPython.
fn interop(bench: &Bench) -> Result<Tally> {
    let mut pytest = Command::new(&bench.python);
    pytest
        .args(["-m", "pytest", "--tb=short", "-rpfEsxX", "-p", "no:cacheprovider", "tests/interop"])
        .current_dir(paths::root())
        .env("MPICKLE_MICROPYTHON", &bench.micropython)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("COLUMNS", "200");
    let outcome = run::observe("CPython and MicroPython together", &mut pytest)?;
    let tally = report::from_pytest(&outcome.lines);
    if !tally.failed.is_empty() {
        println!("{}", outcome.section("= FAILURES =", "= short test summary"));
    }
    Ok(judge(&outcome, tally))
}

fn files(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = dir.read_dir().with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == extension));
    files.sort();
    Ok(files)
}
