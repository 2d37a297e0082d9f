//! Packages of JavaScript, pinned in the page's package-lock.json.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::packages::{self, Kit};
use crate::{paths, run};

/// The folder of the lists, below the repository's root.
const LISTS: &str = "ports/webassembly/page";
const LOCK: &str = "package-lock.json";

/// The folder `node_modules`, once the packages of the list are in it: fetched once, and again when the list has changed.
pub fn ensure() -> Result<PathBuf> {
    packages::ensure_kit(Kit::Npm)?;
    let source = paths::root().join(LISTS);
    let folder = paths::target().join("page");
    let stamp = folder.join("installed.json");
    let wanted =
        fs::read_to_string(source.join(LOCK)).with_context(|| format!("cannot read {LISTS}/{LOCK}"))?;
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        fs::create_dir_all(&folder)?;
        for name in ["package.json", LOCK] {
            fs::copy(source.join(name), folder.join(name))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        run::step("Fetching what the page is made of", &mut npm)?;
        fs::write(stamp, wanted)?;
    }
    Ok(folder.join("node_modules"))
}
