//! libclang, with which bindgen reads MicroPython's headers.
//!
//! In this order: where LIBCLANG_PATH points; the one that set-up has put
//! into target/venv; the system's; Espressif's; and else set-up fetches one, which needs
//! neither root nor a compiler of the right version. It need not know the target: for Xtensa
//! it reads the headers as for another one of the same layout (rust/micropython/build/flags.rs).

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{paths, toolchain};

/// The folder for LIBCLANG_PATH; an error says what to install.
///
/// # Errors
/// There is none, or none where `LIBCLANG_PATH` points.
pub fn folder() -> Result<PathBuf> {
    if let Some(given) = env::var_os(VARIABLE).filter(|given| !given.is_empty()) {
        // bindgen takes a file as well.
        let given = PathBuf::from(given);
        if given.is_file() || holds_libclang(&given) {
            return Ok(given);
        }
        bail!("{VARIABLE} is {}, and there is no libclang", given.display());
    }
    find().or_else(espressif).map_or_else(missing, Ok)
}

/// Fails where there is none, and says what to install.
///
/// # Errors
/// There is no libclang.
pub fn require() -> Result<()> {
    find().map(drop).map_or_else(missing, Ok)
}

const VARIABLE: &str = "LIBCLANG_PATH";

fn missing<T>() -> Result<T> {
    bail!(
        "libclang is missing, with which bindgen reads MicroPython's headers: run `cargo xtask setup` in mpickle's \
         folder, or install it (Debian: apt-get install libclang1), or set LIBCLANG_PATH to its folder"
    )
}

/// The folder or file of libclang, if there is one.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let given = env::var_os(VARIABLE).map(PathBuf::from).filter(|dir| dir.is_file() || holds_libclang(dir));
    given.or_else(private).or_else(system)
}

/// The folder in Espressif's toolchain.
fn espressif() -> Option<PathBuf> {
    let root = toolchain::espressif_root()?;
    let releases = root.join("xtensa-esp32-elf-clang").read_dir().ok()?.flatten();
    let mut dirs: Vec<_> = releases.map(|release| release.path().join("esp-clang/lib")).collect();
    dirs.sort();
    dirs.into_iter().rev().find(|dir| holds_libclang(dir))
}

/// The wheel's folder in target/venv.
fn private() -> Option<PathBuf> {
    let pythons = paths::venv().join("lib").read_dir().ok()?.flatten();
    pythons.map(|p| p.path().join("site-packages/clang/native")).find(|dir| holds_libclang(dir))
}

/// The folders of distributions; the newest LLVM first.
fn system() -> Option<PathBuf> {
    let mut dirs = Vec::new();
    for parent in ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/opt"] {
        let parent = Path::new(parent);
        let inside = parent.read_dir().into_iter().flatten().flatten().map(|e| e.path());
        for dir in inside.filter(|dir| dir.is_dir()) {
            dirs.extend([dir.join("lib"), dir]);
        }
        dirs.push(parent.to_path_buf());
    }
    dirs.sort_by_key(|dir| std::cmp::Reverse(version(dir)));
    dirs.into_iter().find(|dir| holds_libclang(dir))
}

/// The number in `llvm-17/lib` and the like.
fn version(dir: &Path) -> u32 {
    let name = dir.iter().find_map(|part| part.to_str()?.strip_prefix("llvm-"));
    name.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn holds_libclang(dir: &Path) -> bool {
    dir.read_dir().is_ok_and(|files| files.flatten().any(|f| f.file_name().to_str().is_some_and(is_libclang)))
}

/// `libclang.so`, `libclang.so.1`, `libclang-14.so.1`, `libclang.dylib`; not
/// `libclang-cpp.so.14`, which has another interface.
fn is_libclang(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("libclang") else { return false };
    let rest = rest.trim_start_matches(|c: char| c == '-' || c == '.' || c.is_ascii_digit());
    rest == "dylib" || rest == "so" || rest.starts_with("so.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_libclang_by_its_names() {
        for name in
            ["libclang.so", "libclang.so.1", "libclang-14.so.1", "libclang-14.so.14.0.6", "libclang.dylib"]
        {
            assert!(is_libclang(name), "{name}");
        }
        for name in ["libclang-cpp.so.14", "libclang_rt.so", "libclangAST.a", "libclang.a"] {
            assert!(!is_libclang(name), "{name}");
        }
    }

    #[test]
    fn prefers_the_newest_llvm() {
        assert_eq!(version(Path::new("/usr/lib/llvm-17/lib")), 17);
        assert_eq!(version(Path::new("/usr/lib/x86_64-linux-gnu")), 0);
    }
}
