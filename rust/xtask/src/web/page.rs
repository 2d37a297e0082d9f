//! The try-it page: static files, for any server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::node;
use crate::{paths, run};

/// The page's source.
const SOURCE: &str = "ports/webassembly/page";
/// The scripts that a browser starts: the page's, and a worker for each interpreter.
const SCRIPTS: [&str; 3] = ["page.js", "micropython.js", "cpython.js"];
/// Files that are copied as they are.
const PLAIN: [&str; 2] = ["index.html", "style.css"];
/// The files that Pyodide loads to run CPython with its standard library.
const PYODIDE: [&str; 5] =
    ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];

/// Makes the page with MicroPython's JavaScript module, which has its .wasm beside it; returns its folder.
pub fn make(module: &Path, tree: &Path) -> Result<PathBuf> {
    let packages = node::ensure()?;
    let source = paths::root().join(SOURCE);
    let page = paths::target().join("web");
    if page.is_dir() {
        fs::remove_dir_all(&page)?;
    }
    let mut esbuild = Command::new(packages.join(".bin/esbuild"));
    esbuild
        .args(SCRIPTS)
        .args(["--bundle", "--format=esm", "--minify", "--target=es2022", "--loader:.py=text"])
        .arg(format!("--outdir={}", page.display()))
        .env("NODE_PATH", &packages)
        .current_dir(&source);
    run::step("Bundling the page", &mut esbuild)?;
    for name in PLAIN {
        copy(&source.join(name), &page.join(name))?;
    }
    for name in PYODIDE {
        copy(&packages.join("pyodide").join(name), &page.join("pyodide").join(name))?;
    }
    for name in ["micropython.mjs", "micropython.wasm"] {
        copy(&module.with_file_name(name), &page.join("micropython").join(name))?;
    }
    fs::write(page.join("licences.txt"), licences(&packages, tree)?)?;
    Ok(page)
}

/// Copies a file; the folder is made.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// The licences of all that the page has in it.
fn licences(packages: &Path, tree: &Path) -> Result<String> {
    let mut parts = vec![
        ("mpickle".to_string(), read(&paths::root().join("LICENSE"))?),
        ("MicroPython".to_string(), read(&tree.join("LICENSE"))?),
        (
            "Pyodide (https://pyodide.org), unchanged".to_string(),
            "Mozilla Public License 2.0, https://www.mozilla.org/MPL/2.0/. It has CPython in it: Python Software \
             Foundation License, https://docs.python.org/3/license.html.\n"
                .to_string(),
        ),
    ];
    for scope in ["@codemirror", "@lezer", "@marijn", ""] {
        let mut folders: Vec<PathBuf> =
            packages.join(scope).read_dir()?.flatten().map(|entry| entry.path()).collect();
        folders.sort();
        for folder in folders {
            let name = folder.strip_prefix(packages)?.to_string_lossy().into_owned();
            let bundled = !scope.is_empty() || ["crelt", "style-mod", "w3c-keyname"].contains(&name.as_str());
            if bundled {
                parts.push((name, read(&folder.join("LICENSE"))?));
            }
        }
    }
    let rule = "-".repeat(70);
    Ok(parts.iter().map(|(name, text)| format!("{name}\n{rule}\n{}\n\n\n", text.trim())).collect())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
