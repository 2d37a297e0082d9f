//! GCC and a C library for Linux on other processors: Debian's cross compilers of its newest stable release, in a folder below
//! target/. No root is needed, and none of this machine's packages gives way: those for Arm and gcc-multilib cannot
//! be installed together.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context, Result, bail};

use crate::setup::mirror::{self, Start};
use crate::{paths, run};

/// What the names of the compilers begin with.
pub const MACHINES: [&str; 3] = ["aarch64-linux-gnu", "arm-linux-gnueabihf", "riscv64-linux-gnu"];

/// Their C libraries.
const LIBRARIES: [&str; 3] = ["libc6-dev-arm64-cross", "libc6-dev-armhf-cross", "libc6-dev-riscv64-cross"];

/// Unpacks a package without the compilers for other languages.
const UNPACK: &str = r#"dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --exclude='*/cc1plus' --exclude='*/lto1' \
    --exclude='*-lto-dump*' --exclude=./usr/share"#;

/// Programs of binutils that builds start.
const BINUTILS: [&str; 8] = ["ar", "as", "ld", "nm", "objcopy", "objdump", "size", "strip"];

/// GCC's own programs.
const PARTS: [&str; 2] = ["cc1", "collect2"];

fn folder() -> PathBuf {
    paths::target().join("linux-gcc")
}

/// The prefix, with a path, of the names of the compiler and its tools.
#[must_use]
pub fn cross(machine: &str) -> String {
    format!("{}/bin/{machine}-", folder().display())
}

/// The folder in which an emulator looks for the C library.
#[must_use]
pub fn libraries(machine: &str) -> PathBuf {
    folder().join("usr").join(machine)
}

/// The environment's PATH with the compilers in it.
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
    let compiles = |machine: &&str| {
        let mut gcc = Command::new(cross(machine) + "gcc");
        run::succeeds(gcc.args(["-shared", "-include", "stdio.h", "-xc", "/dev/null", "-o", "/dev/null"]))
    };
    if MACHINES.iter().all(compiles) {
        return Ok(());
    }
    fetch().context("no C compilers for Linux on other processors here, and Debian's cannot be had")
}

fn fetch() -> Result<()> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        bail!("this is no Linux on x86-64");
    }
    mirror::replace(&folder(), |apt, root| {
        let compilers = MACHINES.map(|machine| format!("gcc-{machine}"));
        let packages: Vec<&str> = compilers.iter().map(String::as_str).chain(LIBRARIES).collect();
        let all = apt.with_dependencies(&packages)?;
        let wanted: Vec<&str> = all.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
        apt.fetch(&wanted, |package| {
            let mut sh = Command::new("sh");
            run::capture(sh.args(["-c", UNPACK, "sh"]).arg(package).arg(root)).map(drop)
        })?;
        MACHINES.iter().try_for_each(|machine| starts(root, machine))
    })
}

/// Makes the scripts that start the compiler for a machine, and what it starts by itself.
fn starts(root: &Path, machine: &str) -> Result<()> {
    let start = |script: String, program: &str, arguments: &str| {
        Start { program, variables: "", arguments }.write(root, &script)
    };
    for part in PARTS {
        start(format!("{machine}/{part}"), &own(root, machine, part)?, "")?;
    }
    for tool in BINUTILS {
        let program = format!("usr/bin/{machine}-{tool}");
        start(format!("{machine}/{tool}"), &program, "")?;
        start(format!("bin/{machine}-{tool}"), &program, "")?;
    }
    // GCC was made for headers and libraries of this machine's at these places.
    let libc = format!("\"$here/usr/{machine}");
    let arguments = format!(
        "-B\"$here/{machine}/\" -B{libc}/lib/\" -L{libc}/lib\" -idirafter {libc}/include\" --sysroot=\"$here\" "
    );
    let gcc =
        fs::read_link(root.join(format!("usr/bin/{machine}-gcc"))).context("the packages have no GCC")?;
    start(format!("bin/{machine}-gcc"), &format!("usr/bin/{}", gcc.display()), &arguments)
}

/// One of GCC's own programs, relative to `root`; its folder has GCC's version in its name.
fn own(root: &Path, machine: &str, part: &str) -> Result<String> {
    let folder = format!("usr/libexec/gcc-cross/{machine}");
    let versions = root.join(&folder).read_dir().context("the packages have no GCC")?;
    let mut versions = versions.flatten().map(|entry| entry.file_name());
    let version = versions.find(|version| root.join(&folder).join(version).join(part).is_file());
    Ok(format!("{folder}/{}/{part}", version.with_context(|| format!("GCC has no {part}"))?.display()))
}

/// Whether a build needs this package: a compiler for C, its libraries and those that it runs with.
fn is_wanted(name: &str) -> bool {
    let cross = MACHINES.iter().any(|machine| {
        let tool = name.strip_suffix(machine).and_then(|name| name.strip_suffix('-')).unwrap_or_default();
        tool == "binutils" || ["gcc", "cpp"].iter().any(|part| tool == *part || is_version(tool, part))
    });
    let headers = name.ends_with("-cross") && !mirror::is_sanitizer(name);
    cross || headers || mirror::is_library(name)
}

/// `gcc-14` and the like.
fn is_version(name: &str, of: &str) -> bool {
    name.strip_prefix(of)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_gcc_needs() {
        for name in [
            "gcc-aarch64-linux-gnu",
            "gcc-14-aarch64-linux-gnu",
            "cpp-14-arm-linux-gnueabihf",
            "binutils-riscv64-linux-gnu",
            "libc6-dev-arm64-cross",
            "libgcc-14-dev-armhf-cross",
            "linux-libc-dev-riscv64-cross",
            "libisl23",
            "libc6",
        ] {
            assert!(is_wanted(name), "{name}");
        }
        for name in ["gcc-14-base", "gcc-14", "libc6-dev", "libasan8", "libasan8-arm64-cross", "perl-base"] {
            assert!(!is_wanted(name), "{name}");
        }
    }
}
