//! The package for CPython: its wheel, built and installed, and its tests (tests/pc).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix::{self, UnixArgs};
use crate::setup::python::{self, PC};
use crate::suites::report::Tally;
use crate::suites::scripts::Runner;
use crate::suites::test;
use crate::{paths, run};

/// The board on whose heap `mpickle heap` is measured.
const EMULATED: Board = Board::Mps2An385;
/// The folder of the package.
const PACKAGE: &str = "ports/cpython";

/// Builds the wheel, and installs it into the tests' environment if it has changed. Returns the wheel.
pub fn ensure(interpreter: &Path) -> Result<PathBuf> {
    python::ensure(&[PC])?;
    let out = paths::target().join("pc/wheels");
    // One wheel, whatever was there before.
    let _ = fs::remove_dir_all(&out);
    let bin = interpreter.parent().context("the interpreter has no folder")?;
    let path = env::join_paths(
        std::iter::once(bin.to_path_buf()).chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    )?;
    let mut maturin = Command::new(bin.join("maturin"));
    maturin
        .args(["build", "--locked", "--compatibility", "linux", "--out"])
        .arg(&out)
        .current_dir(paths::root().join(PACKAGE))
        .env("CARGO_TARGET_DIR", paths::target().join("pc"))
        .env("PATH", path);
    run::step("Building the wheel of mpickle for CPython", &mut maturin)?;
    let wheel = wheel_in(&out)?;
    let stamp = paths::venv().join("installed-wheel");
    let built = fs::read(&wheel)?;
    if fs::read(&stamp).is_ok_and(|installed| installed == built) {
        return Ok(wheel);
    }
    let mut pip = Command::new(interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--force-reinstall",
    ]);
    run::step("Installing the wheel", pip.arg(&wheel))?;
    fs::write(stamp, built)?;
    Ok(wheel)
}

fn wheel_in(folder: &Path) -> Result<PathBuf> {
    let mut files = folder.read_dir()?.flatten().map(|entry| entry.path());
    files.find(|file| file.extension().is_some_and(|end| end == "whl")).context("maturin built no wheel")
}

/// The package's tests in an environment of its own, into which nothing but the wheel is installed; the tests' other
/// packages come from the tests' environment.
pub fn run(runner: &Runner, micropython: &Path, args: &UnixArgs) -> Result<Tally> {
    let interpreter = &runner.python;
    let wheel = ensure(interpreter)?;
    let venv = paths::target().join("pc/venv");
    let mut create = Command::new(interpreter);
    run::step("Creating an environment for the wheel", create.args(["-m", "venv", "--clear"]).arg(&venv))?;
    let own = venv.join("bin/python");
    let mut pip = Command::new(&own);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    run::step("Installing the wheel there", pip.arg(&wheel))?;
    // Behind its own packages: a path in the environment would come before them.
    let site = site_packages(&own)?;
    fs::write(Path::new(&site).join("tests.pth"), site_packages(interpreter)?)?;
    let mut pytest = test::pytest(&own);
    pytest.arg("tests/pc").env("MPICKLE_SITE", &site).env("MPICKLE_MICROPYTHON", micropython);
    match unix::build(&UnixArgs { variant: "32bit".into(), ..args.clone() }) {
        Ok(narrow) => {
            pytest.env("MPICKLE_MICROPYTHON_32", narrow);
        }
        Err(error) if test::tools_required() => return Err(error),
        Err(error) => println!("No MicroPython with 32 bits for the tests of mpickle heap: {error:#}"),
    }
    match qemu::ensure(&[EMULATED])
        .and_then(|()| qemu::build(&QemuArgs { port: args.port.clone(), board: EMULATED }))
    {
        Ok(firmware) => {
            let mortally = run::mortally().join(" ");
            pytest.env("MPICKLE_QEMU", format!("{mortally} {}", EMULATED.emulator(&firmware)));
            pytest.env("MPICKLE_PYBOARD", runner.tree.join("tools"));
        }
        Err(error) if test::tools_required() => return Err(error),
        Err(error) => println!("No emulated board for the tests of mpickle heap: {error:#}"),
    }
    test::run_pytest("The package for CPython", &mut pytest)
}

fn site_packages(interpreter: &Path) -> Result<String> {
    let mut command = Command::new(interpreter);
    let path = run::capture(command.args(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]))?;
    Ok(path.trim().to_string())
}
