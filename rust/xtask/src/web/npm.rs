//! The npm package: MicroPython with mpickle, for PyScript and other JavaScript.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use super::page::copy;
use crate::paths;

/// The files that are not built, below the repository's root.
const SOURCE: &str = "ports/webassembly/npm";

/// Makes the package's folder with MicroPython's JavaScript module, which has its .wasm beside it.
pub fn make(module: &Path, tree: &Path) -> Result<PathBuf> {
    let folder = paths::target().join("npm");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    for name in ["micropython.mjs", "micropython.wasm"] {
        copy(&module.with_file_name(name), &folder.join(name))?;
    }
    for name in ["README.md", "micropython.d.mts"] {
        copy(&paths::root().join(SOURCE).join(name), &folder.join(name))?;
    }
    let licences = [paths::root().join("LICENSE"), tree.join("LICENSE")].map(fs::read_to_string).into_iter();
    let licences = licences.collect::<Result<Vec<_>, _>>()?;
    fs::write(
        folder.join("LICENSE"),
        format!("mpickle\n\n{}\n\nMicroPython\n\n{}", licences[0], licences[1]),
    )?;
    let manifest = json!({
        "name": "micropython-mpickle",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "MicroPython as WebAssembly with mpickle, CPython's pickle: for PyScript, browsers and node",
        "keywords": ["micropython", "pyscript", "pickle", "python", "webassembly"],
        "license": "MIT",
        "type": "module",
        "main": "micropython.mjs",
        "types": "micropython.d.mts",
        // TypeScript finds the types beside the module.
        "exports": {
            ".": "./micropython.mjs",
            "./micropython.mjs": "./micropython.mjs",
            "./micropython.wasm": "./micropython.wasm",
            "./package.json": "./package.json",
        },
        "files": ["micropython.mjs", "micropython.wasm", "micropython.d.mts"],
    });
    fs::write(folder.join("package.json"), format!("{manifest:#}\n"))?;
    Ok(folder)
}
