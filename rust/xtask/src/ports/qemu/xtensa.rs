//! XTENSA_SIM: MicroPython for QEMU's simulated Xtensa machine with the ESP8266's processor.

use std::path::PathBuf;

use anyhow::Result;

use crate::ports::{Build, PortArgs};
use crate::setup::packages::{self, Kit};
use crate::setup::xtensa;

/// Prefix of the names of the C compiler and its tools.
pub const CROSS: &str = "xtensa-lx106-elf-";

/// Installs what building and running it needs.
pub fn ensure() -> Result<()> {
    packages::ensure_kit(Kit::Xtensa)?;
    xtensa::ensure()
}

/// Builds it and returns the path of a program that runs a script on the emulated chip; the firmware is beside it.
pub fn build(port: &PortArgs) -> Result<PathBuf> {
    ensure()?;
    Build::new("xtensa-sim", "xtensa-sim", "micropython", port)?.run()
}
