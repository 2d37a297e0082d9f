//! A newer C library than this machine's: for the runner of Google's conformance tests, which is a binary.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::setup::mirror;

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
    mirror::replace(&folder(), |apt, root| apt.fetch(&PACKAGES, |package| mirror::unpack(package, root)))
}

/// Whether the system's own libraries are new enough.
fn starts(program: &Path) -> bool {
    // It says how it is used.
    let output = Command::new(program).arg("--help").output();
    output.is_ok_and(|output| !String::from_utf8_lossy(&output.stderr).contains("GLIBC"))
}
