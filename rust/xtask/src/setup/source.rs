//! MicroPython's source: the user's tree, or Debian's source package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::setup::mirror::Apt;
use crate::setup::packages;
use crate::{Tree, paths, run};

/// The version that is downloaded if no tree is given.
const VERSION: &str = "1.25.0+ds-1";
const ARCHIVE: &str = "micropython_1.25.0+ds.orig.tar.xz";
const SHA256: &str = "7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea";

/// Help for when the download fails.
const HINT: &str = "pass a MicroPython tree (v1.22 or later) with --micropython DIR or MICROPYTHON_DIR=DIR, for example one from
  git clone --depth 1 --branch v1.25.0 https://github.com/micropython/micropython";

impl Tree {
    /// The tree's root folder, obtained first if need be.
    pub fn path(&self) -> Result<PathBuf> {
        let Some(dir) = self.dir.as_ref().filter(|d| !d.as_os_str().is_empty()) else {
            return pinned();
        };
        ensure!(
            dir.join("py/mpconfig.h").is_file(),
            "{} is no MicroPython tree (no py/mpconfig.h)",
            dir.display()
        );
        dir.canonicalize().with_context(|| format!("cannot read {}", dir.display()))
    }
}

/// The pinned source, downloaded and unpacked once.
fn pinned() -> Result<PathBuf> {
    let tree = paths::target().join("micropython").join(VERSION);
    if tree.is_dir() {
        return Ok(tree);
    }
    packages::ensure()?;
    let work = tree.with_extension("part");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let archive = download(&work)?;
    let sum = hex(&Sha256::digest(fs::read(&archive)?));
    ensure!(sum == SHA256, "{ARCHIVE} has checksum {sum}, not the pinned {SHA256}; {HINT}");
    let unpacked = work.join("tree");
    fs::create_dir(&unpacked)?;
    run::step(
        &format!("Unpacking MicroPython {VERSION}"),
        Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&unpacked).arg("--strip-components=1"),
    )?;
    fs::rename(&unpacked, &tree)?;
    fs::remove_dir_all(&work)?;
    Ok(tree)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Fetches the source package with apt.
fn download(work: &Path) -> Result<PathBuf> {
    let Some(apt) = Apt::new(work, "deb-src")? else {
        bail!(
            "MicroPython's source comes from a Debian mirror, and this machine has none in its apt sources; {HINT}"
        );
    };
    let package = format!("micropython={VERSION}");
    run::step("Reading Debian's source index", &mut apt.command(&["update"]))
        .and_then(|()| {
            run::step(
                &format!("Downloading MicroPython {VERSION}"),
                &mut apt.command(&["source", "--download-only", "--only-source", &package]),
            )
        })
        .with_context(|| format!("Debian's source package could not be obtained; {HINT}"))?;
    Ok(work.join(ARCHIVE))
}
