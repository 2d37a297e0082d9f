//! Finding libclang, which bindgen needs.

use std::env;
use std::path::PathBuf;

use crate::paths;

/// The folder of the libclang that set-up has put under target/, unless the
/// user points at another.
pub fn private_dir() -> Option<PathBuf> {
    if env::var_os("LIBCLANG_PATH").is_some() {
        return None;
    }
    let lib = paths::target().join("venv/lib");
    let pythons = lib.read_dir().ok()?.flatten();
    pythons
        .map(|p| p.path().join("site-packages/clang/native"))
        .find(|p| p.is_dir())
}
