//! Folders of the repository and of the build.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root folder.
#[must_use]
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).expect("rust/build lies two levels down").to_path_buf()
}

/// Everything generated or downloaded lies below this folder.
#[must_use]
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| env::current_dir().unwrap_or_default().join(dir))
}

/// The environment of the Python packages that set-up installs.
#[must_use]
pub fn venv() -> PathBuf {
    target().join("venv")
}
