//! The unix port for Linux on other processors, run by QEMU's emulation of a processor and of Linux's calls.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::ports::{Build, PortArgs, unix};
use crate::setup::packages::{self, Kit};
use crate::setup::{self, linux};

/// A kind of processors.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub enum Machine {
    /// Arm with 64 bits.
    Aarch64,
    /// Arm with 32 bits and floats in the FPU's registers.
    Armv7,
    /// The same for the first Raspberry Pi and the Zero.
    Armv6,
    /// RISC-V with 64 bits.
    Riscv64,
}

impl Machine {
    pub const ALL: [Machine; 4] = [Machine::Aarch64, Machine::Armv7, Machine::Armv6, Machine::Riscv64];

    pub fn name(self) -> &'static str {
        match self {
            Machine::Aarch64 => "aarch64",
            Machine::Armv7 => "armv7",
            Machine::Armv6 => "armv6",
            Machine::Riscv64 => "riscv64",
        }
    }

    /// Prefix of the names of the C compiler and its tools, with a path.
    pub fn cross(self) -> String {
        linux::cross(self.compiler())
    }

    fn compiler(self) -> &'static str {
        match self {
            Machine::Aarch64 => "aarch64-linux-gnu",
            Machine::Armv7 | Machine::Armv6 => "arm-linux-gnueabihf",
            Machine::Riscv64 => "riscv64-linux-gnu",
        }
    }

    fn rust_target(self) -> &'static str {
        match self {
            Machine::Aarch64 => "aarch64-unknown-linux-gnu",
            Machine::Armv7 => "armv7-unknown-linux-gnueabihf",
            Machine::Armv6 => "arm-unknown-linux-gnueabihf",
            Machine::Riscv64 => "riscv64gc-unknown-linux-gnu",
        }
    }

    /// What the C compiler, which is for ARMv7, is told.
    fn flags(self) -> &'static str {
        if self == Machine::Armv6 { "-marm -march=armv6+fp" } else { "" }
    }

    fn emulator(self) -> &'static str {
        match self {
            Machine::Aarch64 => "qemu-aarch64",
            Machine::Armv7 | Machine::Armv6 => "qemu-arm",
            Machine::Riscv64 => "qemu-riscv64",
        }
    }
}

/// `cargo xtask build linux`.
#[derive(clap::Args)]
pub struct LinuxArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// The processor.
    #[arg(long, default_value = "aarch64")]
    pub machine: Machine,
}

/// Installs what building and running it needs.
pub fn ensure(machine: Machine) -> Result<()> {
    packages::ensure_kit(Kit::LinuxEmulators)?;
    linux::ensure()?;
    setup::rust(machine.rust_target())
}

/// Builds MicroPython with mpickle and returns the path of a program that starts it in the emulator; the binary is beside it.
pub fn build(port: &PortArgs, machine: Machine) -> Result<PathBuf> {
    ensure(machine)?;
    let mut build = Build::new("unix", &format!("linux-{}", machine.name()), "micropython", port)?;
    build.set("VARIANT=standard").set(format!("CROSS_COMPILE={}", machine.cross())).set("MICROPY_PY_FFI=0");
    if !machine.flags().is_empty() {
        build.set(format!("CFLAGS_EXTRA={}", machine.flags()));
    }
    for switch in unix::without_submodules(&build.tree.clone()) {
        build.set(*switch);
    }
    start(&build.run()?, machine)
}

/// Makes the program that starts `micropython`.
fn start(micropython: &Path, machine: Machine) -> Result<PathBuf> {
    let program = micropython.with_file_name("emulated");
    let libraries = linux::libraries(machine.compiler());
    let (emulator, libraries) = (machine.emulator(), libraries.display());
    let text = format!("#!/bin/sh\nexec {emulator} -L '{libraries}' '{}' \"$@\"\n", micropython.display());
    fs::write(&program, text)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    Ok(program)
}
