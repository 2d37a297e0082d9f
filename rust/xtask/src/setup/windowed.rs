//! GCC and binutils for a de212, an Xtensa processor that calls functions by register windows: those that Debian's newest
//! stable release has for the ESP8266, in a folder below target/. They take any processor's description from a library,
//! which is compiled from QEMU's source. No root is needed, and the C library comes with them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context, Result, bail};

use crate::setup::mirror::{self, Apt, Start};
use crate::{paths, run};

/// What is fetched; the libraries that it needs come along.
const PACKAGES: [&str; 3] = ["gcc-xtensa-lx106", "binutils-xtensa-lx106", "picolibc-xtensa-lx106-elf"];

/// Whose source describes the processor.
const SOURCE: &str = "qemu";

/// The processor.
const CORE: &str = "de212";

/// Unpacks a package without the compilers for other languages.
const UNPACK: &str = r#"dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --exclude='*/cc1plus' --exclude='*/lto1' \
    --exclude='*/d21' --exclude='*-lto-dump' --exclude=./usr/share"#;

/// Programs of binutils that builds start.
const BINUTILS: [&str; 7] = ["ar", "as", "ld", "nm", "objcopy", "objdump", "size"];

/// Tells GCC and binutils the processor's description.
const VARIABLES: &str = "XTENSA_GNU_CONFIG=$here/core.so\nexport XTENSA_GNU_CONFIG\n";

/// What GCC is told beside its own arguments: where its parts and picolibc's headers are.
const ARGUMENTS: &str = "-B\"$here/lib/\" -isystem \"$here/usr/lib/xtensa-lx106-elf/include\" ";

fn folder() -> PathBuf {
    paths::target().join("xtensa-gcc")
}

/// What the names of the compiler and its tools begin with.
#[must_use]
pub fn cross() -> String {
    format!("{}/bin/xtensa-{CORE}-elf-", folder().display())
}

/// The environment's PATH with them in it.
///
/// # Errors
/// A folder's name has a colon.
pub fn path() -> Result<OsString> {
    let others = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(iter::once(folder().join("bin")).chain(env::split_paths(&others)))?)
}

/// Fetches them, unless they are here and start.
///
/// # Errors
/// They cannot be had on this machine.
pub fn ensure() -> Result<()> {
    if run::succeeds(Command::new(cross() + "gcc").args([
        "-mabi=windowed",
        "-S",
        "-x",
        "c",
        "/dev/null",
        "-o-",
    ])) {
        return Ok(());
    }
    fetch().context("no GCC for Xtensa's register windows here, and Debian's cannot be had")
}

fn fetch() -> Result<()> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        bail!("this is no Linux on x86-64");
    }
    mirror::replace(&folder(), |apt, root| {
        let all = apt.with_dependencies(&PACKAGES)?;
        let wanted: Vec<&str> = all.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
        apt.fetch(&wanted, |package| {
            let mut sh = Command::new("sh");
            run::capture(sh.args(["-c", UNPACK, "sh"]).arg(package).arg(root)).map(drop)
        })?;
        describe(root)?;
        let own = compilers(root)?;
        let start = |script: String, program: &str, arguments: &str| {
            Start { program, variables: VARIABLES, arguments }.write(root, &script)
        };
        for part in ["cc1", "collect2"] {
            start(format!("lib/{part}"), &own.join(part).display().to_string(), "")?;
        }
        for tool in BINUTILS {
            let program = format!("usr/bin/xtensa-lx106-elf-{tool}");
            start(format!("bin/xtensa-{CORE}-elf-{tool}"), &program, "")?;
            start(format!("lib/{tool}"), &program, "")?;
        }
        start(format!("bin/xtensa-{CORE}-elf-gcc"), "usr/bin/xtensa-lx106-elf-gcc", ARGUMENTS)
    })
}

/// The folder of GCC's own programs, which has its version in its name, relative to `root`.
fn compilers(root: &Path) -> Result<PathBuf> {
    let folder = Path::new("usr/lib/gcc/xtensa-lx106-elf");
    let mut versions = root.join(folder).read_dir().context("the packages have no GCC")?.flatten();
    Ok(folder.join(versions.next().context("the packages have no GCC")?.file_name()))
}

/// Makes the library that describes the processor.
fn describe(root: &Path) -> Result<()> {
    let work = root.with_file_name("source");
    fs::create_dir_all(&work)?;
    let apt = Apt::new(&work, "deb-src")?.context("this machine has no mirror of Debian")?;
    run::step("Reading Debian's source index", &mut apt.command(&["update"]))?;
    let what = format!("Downloading {SOURCE}'s source");
    run::step(&what, &mut apt.command(&["source", "--download-only", "--only-source", SOURCE]))?;
    let archive = work.read_dir()?.flatten().map(|entry| entry.path());
    let archive = archive
        .into_iter()
        .find(|path| path.to_string_lossy().ends_with(".orig.tar.xz"))
        .context("the source has no archive")?;
    let core = format!("*/target/xtensa/core-{CORE}/*");
    let mut tar = Command::new("tar");
    tar.arg("-xJf").arg(archive).arg("-C").arg(&work).args(["--strip-components=1", "--wildcards"]);
    run::capture(tar.args(["*/include/hw/xtensa/*", "*/target/xtensa/xtensa-isa*.h", &core]))?;
    // It would bring all of QEMU's headers.
    fs::create_dir_all(work.join("include/qemu"))?;
    fs::write(work.join("include/qemu/osdep.h"), "")?;
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1"]);
    for include in ["include", "target/xtensa", &format!("target/xtensa/core-{CORE}")] {
        cc.arg(format!("-I{}", work.join(include).display()));
    }
    run::capture(cc.arg(paths::root().join("ports/xtensa-sim/core.c")).arg("-o").arg(root.join("core.so")))?;
    Ok(())
}

/// Whether a build needs this package: no compiler but these, no interpreter.
fn is_wanted(name: &str) -> bool {
    PACKAGES.contains(&name) || mirror::is_library(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_gcc_needs() {
        for name in ["gcc-xtensa-lx106", "binutils-xtensa-lx106", "libisl23", "libgmp10", "libc6", "zlib1g"] {
            assert!(is_wanted(name), "{name}");
        }
        for name in ["gcc-14-base", "libc6-dev", "libasan8", "perl-base", "debconf"] {
            assert!(!is_wanted(name), "{name}");
        }
    }
}
