//! XTENSA_SIM: MicroPython for QEMU's simulated Xtensa machine.

use std::path::{Path, PathBuf};

use anyhow::Result;
use firmware_build::xtensa as targets;

use crate::ports::{Build, PortArgs};
use crate::setup::packages::{self, Kit};
use crate::setup::{windowed, xtensa};

/// The processor.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub enum Core {
    /// That of the ESP8266.
    Lx106,
    /// One that calls functions by register windows, as those of ESP32, S2 and S3 do.
    De212,
}

impl Core {
    /// QEMU's name.
    pub fn name(self) -> &'static str {
        match self {
            Core::Lx106 => "lx106",
            Core::De212 => "de212",
        }
    }

    /// Prefix of the names of the C compiler and its tools.
    pub fn cross(self) -> String {
        match self {
            Core::Lx106 => "xtensa-lx106-elf-".into(),
            Core::De212 => windowed::cross(),
        }
    }
}

/// `cargo xtask build xtensa-sim`.
#[derive(clap::Args)]
pub struct XtensaArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// The processor.
    #[arg(long, default_value = "lx106")]
    pub core: Core,
}

/// Installs what building and running it needs.
pub fn ensure(core: Core) -> Result<()> {
    match core {
        Core::Lx106 => {
            packages::ensure_kit(Kit::Xtensa)?;
            xtensa::ensure(targets::LX106)
        }
        Core::De212 => {
            packages::ensure_kit(Kit::XtensaEmulator)?;
            windowed::ensure()?;
            xtensa::ensure(targets::WINDOWED)
        }
    }
}

/// Builds it and returns the path of a program that runs a script on the emulated chip; the firmware is beside it.
pub fn build(port: &PortArgs, core: Core) -> Result<PathBuf> {
    build_with(port, core, None)
}

/// The same with Rust's routines for floats from this archive, which a release does not have.
pub fn build_with(port: &PortArgs, core: Core, runtime: Option<&Path>) -> Result<PathBuf> {
    ensure(core)?;
    let name = match core {
        Core::Lx106 => "xtensa-sim",
        Core::De212 => "xtensa-sim-de212",
    };
    let mut build = Build::new("xtensa-sim", name, "micropython", port)?;
    build.set(format!("CORE={}", core.name())).set(format!("CROSS_COMPILE={}", core.cross()));
    if let Some(runtime) = runtime {
        build.set(format!("RUNTIME={}", runtime.display()));
    }
    build.run()
}
