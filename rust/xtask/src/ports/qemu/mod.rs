//! The qemu port: boards that QEMU emulates.

pub mod xtensa;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::ports::{Build, PortArgs};
use crate::setup::packages::{self, Kit};
use crate::{paths, run, setup};

/// `cargo xtask build qemu`.
#[derive(clap::Args, Clone)]
pub struct QemuArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// The board.
    #[arg(long, value_enum, default_value = "MICROBIT")]
    pub board: Board,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq)]
#[value(rename_all = "verbatim")]
pub enum Board {
    /// Arm Cortex-M0, the instruction set of the RP2040.
    #[value(name = "MICROBIT")]
    Microbit,
    /// Arm Cortex-M3.
    #[value(name = "MPS2_AN385")]
    Mps2An385,
    /// Arm Cortex-M4 with an FPU: floats are passed in its registers.
    #[value(name = "MPS2_AN386")]
    Mps2An386,
    /// RISC-V rv32imac, which covers the ESP32-C3, C6 and H2.
    #[value(name = "VIRT_RV32")]
    VirtRv32,
}

impl Board {
    pub const ALL: [Board; 4] = [Board::Microbit, Board::Mps2An385, Board::Mps2An386, Board::VirtRv32];

    pub fn name(self) -> &'static str {
        match self {
            Board::Microbit => "MICROBIT",
            Board::Mps2An385 => "MPS2_AN385",
            Board::Mps2An386 => "MPS2_AN386",
            Board::VirtRv32 => "VIRT_RV32",
        }
    }

    pub fn rust_target(self) -> &'static str {
        match self {
            Board::Microbit => "thumbv6m-none-eabi",
            Board::Mps2An385 => "thumbv7m-none-eabi",
            Board::Mps2An386 => "thumbv7em-none-eabihf",
            Board::VirtRv32 => "riscv32imac-unknown-none-elf",
        }
    }

    fn kit(self) -> Kit {
        match self {
            Board::VirtRv32 => Kit::Riscv,
            _ => Kit::Arm,
        }
    }

    /// Prefix of the names of the C compiler and its tools.
    pub fn cross(self) -> &'static str {
        match self {
            Board::VirtRv32 => "riscv64-unknown-elf-",
            _ => "arm-none-eabi-",
        }
    }

    /// Starts the emulator with `firmware`; its serial line is a pty, the name of which it prints.
    pub fn emulator(self, firmware: &Path) -> String {
        let machine = match self {
            Board::Microbit => {
                "arm -machine microbit -global nrf51-soc.flash-size=1048576 -global nrf51-soc.sram-size=262144"
            }
            Board::Mps2An385 => "arm -machine mps2-an385",
            Board::Mps2An386 => "arm -machine mps2-an386",
            Board::VirtRv32 => "riscv32 -machine virt -bios none",
        };
        format!(
            "qemu-system-{machine} -nographic -monitor null -semihosting -serial pty -kernel {}",
            firmware.display()
        )
    }
}

/// Installs what building for these boards and running them needs.
pub fn ensure(boards: &[Board]) -> Result<()> {
    for board in boards {
        packages::ensure_kit(board.kit())?;
        setup::rust(board.rust_target())?;
    }
    Ok(())
}

/// Builds a firmware with mpickle and returns its path.
pub fn build(args: &QemuArgs) -> Result<PathBuf> {
    prepare(args)?.run()
}

/// The build of a firmware, to be run.
pub fn prepare(args: &QemuArgs) -> Result<Build> {
    ensure(&[args.board])?;
    let mut build = Build::new("qemu", &format!("qemu-{}", args.board.name()), "firmware.elf", &args.port)?;
    build.set(format!("BOARD={}", args.board.name()));
    let ours = paths::root().join("ports/qemu/boards").join(args.board.name());
    if ours.is_dir() {
        build.set(format!("BOARD_DIR={}", ours.display()));
    }
    if args.board == Board::VirtRv32 && !has_zicsr_library()? {
        build.set("RV32_ARCH=rv32imac -misa-spec=2.2");
    }
    Ok(build)
}

/// Whether the compiler's libraries know the extension that the port names. GCC 12 would
/// silently link those for 64 bits.
fn has_zicsr_library() -> Result<bool> {
    let mut gcc = std::process::Command::new(format!("{}gcc", Board::VirtRv32.cross()));
    gcc.args(["-march=rv32imac_zicsr", "-mabi=ilp32", "-print-multi-directory"]);
    Ok(run::capture(&mut gcc)?.trim() != ".")
}
