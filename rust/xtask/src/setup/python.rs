//! A virtual environment under target/ for Python packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::packages;
use crate::{paths, run};

/// Lists of pinned packages, below the repository's root.
pub const BUILD: &str = "rust/xtask/requirements/build.txt";
pub const EMSCRIPTEN: &str = "rust/xtask/requirements/emscripten.txt";
pub const LINT: &str = "rust/xtask/requirements/lint.txt";
pub const PC: &str = "rust/xtask/requirements/pc.txt";
pub const PICTURE: &str = "rust/xtask/requirements/picture.txt";
pub const SITE: &str = "rust/xtask/requirements/site.txt";
pub const TESTS: &str = "tests/requirements.txt";
pub const DEMO: &str = "demo/requirements.txt";

/// The environment's interpreter, once the packages of `lists` are in it.
/// A list is installed once, and again when it has changed.
pub fn ensure(lists: &[&str]) -> Result<PathBuf> {
    let python = paths::venv().join("bin/python");
    if !run::succeeds(Command::new(&python).arg("--version")) {
        packages::ensure()?;
        let mut create = Command::new("python3");
        run::step(
            "Creating a Python environment",
            create.args(["-m", "venv", "--clear"]).arg(paths::venv()),
        )?;
    }
    for list in lists {
        install(&python, list)?;
    }
    Ok(python)
}

fn install(python: &Path, list: &str) -> Result<()> {
    let file = paths::root().join(list);
    if !file.is_file() {
        return Ok(());
    }
    let wanted = fs::read_to_string(&file).with_context(|| format!("cannot read {list}"))?;
    let stamp = paths::venv().join(format!("installed-{}", list.replace('/', "-")));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r"]).arg(&file);
    run::step(&format!("Installing {list}"), &mut pip)?;
    fs::write(stamp, wanted)?;
    Ok(())
}
