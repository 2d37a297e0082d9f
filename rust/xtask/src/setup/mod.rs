//! Installs what firmware builds need, where that is possible.

pub mod emscripten;
mod glibc;
pub mod linux;
mod mirror;
pub mod node;
pub mod packages;
pub mod python;
mod source;
pub mod vectors;
pub mod windowed;
pub mod xtensa;

use std::process::Command;

use anyhow::Result;
use firmware_build::{libclang, toolchain};

use crate::run;
use packages::Kit;

/// Makes sure that there is a libclang.
pub fn libclang() -> Result<()> {
    if libclang::find().is_none() {
        python::ensure(&[python::BUILD])?;
    }
    libclang::require()
}

/// Installs what is missing for the Rust target `target`: by rustup, or else Debian's Rust.
pub fn rust(target: &str) -> Result<()> {
    if toolchain::find(target).is_ok() {
        return Ok(());
    }
    if run::succeeds(Command::new("rustup").arg("--version")) {
        let what = format!("Installing Rust for {target}");
        let outcome = run::observe(&what, Command::new("rustup").args(["target", "add", target]))?;
        if outcome.success() && toolchain::find(target).is_ok() {
            return Ok(());
        }
    }
    if packages::can_install() {
        packages::ensure_kit(Kit::DebianRust)?;
    }
    toolchain::find(target).map(drop)
}
