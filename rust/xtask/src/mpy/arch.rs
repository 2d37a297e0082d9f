//! The architectures of .mpy files, and what compiles and links for each.

use anyhow::Result;

use crate::setup;
use crate::setup::packages::{self, Kit};

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
#[value(rename_all = "lower")]
pub enum Arch {
    /// MicroPython on this kind of machine.
    X64,
    /// Cortex-M0 and M0+: RP2040, SAMD21.
    Armv6m,
    /// Cortex-M3.
    Armv7m,
    /// Cortex-M4 and M33 with an FPU of single precision: RP2350, nRF52840, STM32F4.
    Armv7emsp,
    /// Cortex-M7 with an FPU of double precision.
    Armv7emdp,
    /// RISC-V: ESP32-C3, C6, H2.
    Rv32imc,
}

impl Arch {
    pub const ALL: [Arch; 6] =
        [Arch::X64, Arch::Armv6m, Arch::Armv7m, Arch::Armv7emsp, Arch::Armv7emdp, Arch::Rv32imc];

    /// Its name in MicroPython's tools.
    pub fn name(self) -> &'static str {
        match self {
            Arch::X64 => "x64",
            Arch::Armv6m => "armv6m",
            Arch::Armv7m => "armv7m",
            Arch::Armv7emsp => "armv7emsp",
            Arch::Armv7emdp => "armv7emdp",
            Arch::Rv32imc => "rv32imc",
        }
    }

    /// Its number in the head of .mpy files (`py/persistentcode.h`).
    pub fn number(self) -> u8 {
        match self {
            Arch::X64 => 2,
            Arch::Armv6m => 4,
            Arch::Armv7m => 5,
            Arch::Armv7emsp => 7,
            Arch::Armv7emdp => 8,
            Arch::Rv32imc => 11,
        }
    }

    /// Bytes of a machine word.
    pub fn word(self) -> usize {
        if self == Arch::X64 { 8 } else { 4 }
    }

    pub fn rust_target(self) -> &'static str {
        match self {
            Arch::X64 => "x86_64-unknown-linux-gnu",
            Arch::Armv6m => "thumbv6m-none-eabi",
            Arch::Armv7m => "thumbv7m-none-eabi",
            Arch::Armv7emsp | Arch::Armv7emdp => "thumbv7em-none-eabihf",
            Arch::Rv32imc => "riscv32imc-unknown-none-elf",
        }
    }

    /// rustc's opt-level.
    pub fn opt_level(self) -> &'static str {
        if self == Arch::X64 { "3" } else { "z" }
    }

    /// The C compiler and its flags.
    pub fn compiler(self) -> (&'static str, &'static [&'static str]) {
        const ARM: &str = "arm-none-eabi-gcc";
        match self {
            Arch::X64 => ("gcc", &["-fno-stack-protector", "-DMICROPY_FLOAT_IMPL=2"]),
            Arch::Armv6m => (ARM, &["-mthumb", "-mcpu=cortex-m0"]),
            Arch::Armv7m => (ARM, &["-mthumb", "-mcpu=cortex-m3"]),
            Arch::Armv7emsp => {
                (ARM, &["-mthumb", "-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"])
            }
            Arch::Armv7emdp => (ARM, &["-mthumb", "-mcpu=cortex-m7", "-mfpu=fpv5-d16", "-mfloat-abi=hard"]),
            Arch::Rv32imc => (
                "riscv64-unknown-elf-gcc",
                &["-march=rv32imc", "-mabi=ilp32", "-mno-relax", "--specs=picolibc.specs"],
            ),
        }
    }

    /// Installs what compiling for it takes.
    pub fn ensure(self) -> Result<()> {
        packages::ensure_kit(match self {
            Arch::X64 => Kit::Host,
            Arch::Rv32imc => Kit::Riscv,
            _ => Kit::Arm,
        })?;
        setup::rust(self.rust_target())
    }
}
