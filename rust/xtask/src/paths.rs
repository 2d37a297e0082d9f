//! Folders of the repository and of the build.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
pub use firmware_build::paths::{root, target, venv};

/// The files with this extension in the folders of `dir`, as `cmodule` has them, sorted.
pub fn in_rooms(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for room in entries(dir)?.into_iter().filter(|e| e.is_dir()) {
        files.extend(entries(&room)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == extension)));
    }
    files.sort();
    Ok(files)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let read = dir.read_dir().with_context(|| format!("cannot read {}", dir.display()))?;
    Ok(read.flatten().map(|e| e.path()).collect())
}
