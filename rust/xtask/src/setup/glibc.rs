//! A newer C library than this machine's: for the runner of Google's conformance tests, which is a binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::mirror::{self, Apt};
use crate::{paths, run};

/// The packages that the runner's libraries are in.
const PACKAGES: [&str; 3] = ["libc6", "libgcc-s1", "libstdc++6"];

/// The folder into which they are unpacked.
pub fn folder() -> PathBuf {
    paths::target().join("glibc")
}

/// Fetches the libraries if `program` does not start without them. Where they cannot be had there are none, and what
/// needs the program is skipped.
pub fn ensure(program: &Path) {
    if !cfg!(target_arch = "x86_64") || !program.is_file() || folder().is_dir() || starts(program) {
        return;
    }
    if let Err(error) = fetch() {
        eprintln!("{} will not start: {error:#}", program.display());
    }
}

fn fetch() -> Result<()> {
    let work = paths::target().join("glibc.part");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let apt = Apt::new(&work, "deb")?.context("this machine has no mirror of Debian")?;
    run::step("Reading Debian's package index", &mut apt.command(&["update"]))?;
    let root = work.join("root");
    apt.fetch(&PACKAGES, |package| mirror::unpack(package, &root))?;
    fs::rename(root, folder())?;
    Ok(fs::remove_dir_all(work)?)
}

/// Whether the system's own libraries are new enough.
fn starts(program: &Path) -> bool {
    // It says how it is used.
    let output = Command::new(program).arg("--help").output();
    output.is_ok_and(|output| !String::from_utf8_lossy(&output.stderr).contains("GLIBC"))
}
