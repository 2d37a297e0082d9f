//! The Python package mpickle-usermod: a release that pip installs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::python;
use crate::{paths, run};

/// Makes the wheel of a release, and returns its file.
pub fn make(release: &Path) -> Result<PathBuf> {
    let python = python::ensure(&[])?;
    let work = paths::target().join("dist/wheel");
    let _ = fs::remove_dir_all(&work);
    super::copy(&paths::root().join("ports/usermod"), &work)?;
    // MicroPython before v1.29 wants a folder with a module's folder in it.
    super::copy(release, &work.join("src/mpickle_usermod/usermod/mpickle"))?;
    let wheels = paths::target().join("dist/wheels");
    let _ = fs::remove_dir_all(&wheels);
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "wheel", "--disable-pip-version-check", "--no-input", "--no-deps", "--wheel-dir"]);
    run::step("Making the wheel mpickle-usermod", pip.arg(&wheels).arg(&work))?;
    let made = wheels.read_dir()?.flatten().map(|entry| entry.path());
    made.into_iter()
        .find(|file| file.extension().is_some_and(|e| e == "whl"))
        .context("pip has made no wheel")
}
