//! Rust for Xtensa: a rustc whose LLVM has that code generator, with core's source of the same version. rustup's rustc
//! serves where rustup can fetch the source; else Debian's newest stable release has both, which need no root and
//! come with the C library that they want.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use firmware_build::toolchain;

use crate::run;
use crate::setup::mirror;

/// What is fetched; the libraries that it needs come along.
const PACKAGES: [&str; 2] = ["rustc-web", SOURCE];

/// Has the source of all of Rust, of which core is wanted.
const SOURCE: &str = "rust-web-src";

/// Starts rustc with the libraries beside it.
const START: &str = "\
#!/bin/sh
here=$(cd \"$(dirname \"$0\")/..\" && pwd)
libraries=$here/usr/lib/x86_64-linux-gnu
exec \"$libraries/ld-linux-x86-64.so.2\" --library-path \"$libraries\" --argv0 rustc \"$here/usr/bin/rustc\" \\
    --sysroot \"$here/usr\" \"$@\"
";

/// Makes sure that there is a Rust for this target.
///
/// # Errors
/// There is none, and none can be had.
pub fn ensure(target: &str) -> Result<()> {
    if toolchain::find(target).is_ok() {
        return Ok(());
    }
    fetch().context("no Rust for Xtensa here, and Debian's cannot be had")?;
    toolchain::find(target).map(drop)
}

fn fetch() -> Result<()> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        bail!("this is no Linux on x86-64");
    }
    let rustc = toolchain::fetched_for_xtensa();
    let folder = rustc.ancestors().nth(2).context("the compiler has no folder")?;
    mirror::replace(folder, |apt, root| {
        let all = apt.with_dependencies(&PACKAGES)?;
        let wanted: Vec<&str> = all.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
        fs::create_dir_all(root.join("bin"))?;
        apt.fetch(&wanted, |package| {
            let name = package.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(SOURCE) { unpack_core(package, root) } else { mirror::unpack(package, root) }
        })?;
        let start = root.join("bin/rustc");
        fs::write(&start, START)?;
        fs::set_permissions(&start, fs::Permissions::from_mode(0o755))?;
        Ok(())
    })
}

/// Whether rustc needs this package to compile without linking: no C compiler, no headers.
fn is_wanted(name: &str) -> bool {
    PACKAGES.contains(&name) || name.starts_with("libstd-rust-") || mirror::is_library(name)
}

/// Of the source, the libraries: the compiler's is ten times as large.
fn unpack_core(package: &Path, root: &Path) -> Result<()> {
    const UNPACK: &str =
        r#"dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards './usr/lib/*' './usr/src/*/library/*'"#;
    let mut sh = Command::new("sh");
    sh.args(["-c", UNPACK, "sh"]).arg(package).arg(root);
    run::step("Unpacking the source of Rust's libraries", &mut sh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_rustc_needs() {
        for name in
            ["rustc-web", "libstd-rust-web-1.96", "libstd-rust-web-dev", "libllvm22", "zlib1g", "libc6"]
        {
            assert!(is_wanted(name), "{name}");
        }
        for name in ["gcc-14", "libc6-dev", "libgcc-14-dev", "libasan8", "libhwasan0", "binutils", "tzdata"] {
            assert!(!is_wanted(name), "{name}");
        }
    }
}
