//! Programs that the system's package manager provides.

use std::process::Command;

use anyhow::{Result, bail};

use firmware_build::{debian, toolchain};

use crate::run;

/// A program, and the Debian packages that bring it (`a|b`: the first that there is).
struct Program {
    name: &'static str,
    present: fn() -> bool,
    debian: &'static [&'static str],
    /// Fedora's, Arch's and Alpine's names for the same.
    elsewhere: &'static str,
}

/// What a kind of build needs.
#[derive(Clone, Copy, PartialEq)]
pub enum Kit {
    /// Building and testing for this machine.
    Host,
    /// 32-bit programs on a 64-bit machine.
    Multilib,
    /// Arm boards and their emulator.
    Arm,
    /// RISC-V boards and their emulator.
    Riscv,
    /// Building by CMake.
    Cmake,
    /// clang with its sanitizers and libFuzzer.
    Fuzz,
    /// Rust with its core as source, where rustup can fetch nothing.
    DebianRust,
}

impl Kit {
    fn programs(self) -> &'static [Program] {
        match self {
            Kit::Host => HOST,
            Kit::Multilib => MULTILIB,
            Kit::Arm => ARM,
            Kit::Riscv => RISCV,
            Kit::Cmake => CMAKE,
            Kit::Fuzz => FUZZ,
            Kit::DebianRust => DEBIAN_RUST,
        }
    }
}

const HOST: &[Program] = &[
    Program { name: "a C compiler", present: has_cc, debian: &["gcc", "libc6-dev"], elsewhere: "gcc" },
    Program { name: "make", present: || runs("make", "--version"), debian: &["make"], elsewhere: "make" },
    Program {
        name: "Python 3 with venv and pip",
        present: has_python,
        debian: &["python3", "python3-venv"],
        elsewhere: "python3",
    },
    Program { name: "xz", present: || runs("xz", "--version"), debian: &["xz-utils"], elsewhere: "xz" },
];

const MULTILIB: &[Program] = &[Program {
    name: "a C compiler for 32 bits",
    present: || finds_header("cc", &["-m32"]),
    debian: &["gcc-multilib"],
    elsewhere: "gcc-multilib",
}];

const ARM: &[Program] = &[
    Program {
        name: "arm-none-eabi-gcc with newlib",
        present: || finds_header("arm-none-eabi-gcc", &[]),
        debian: &["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"],
        elsewhere: "arm-none-eabi-gcc arm-none-eabi-newlib",
    },
    Program {
        name: "qemu-system-arm",
        present: || runs("qemu-system-arm", "--version"),
        debian: &["qemu-system-arm"],
        elsewhere: "qemu-system-arm",
    },
];

const RISCV: &[Program] = &[
    Program {
        name: "riscv64-unknown-elf-gcc with picolibc",
        present: || finds_header("riscv64-unknown-elf-gcc", &["--specs=picolibc.specs"]),
        debian: &["gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf"],
        elsewhere: "riscv64-elf-gcc picolibc",
    },
    Program {
        name: "qemu-system-riscv32",
        present: || runs("qemu-system-riscv32", "--version"),
        // A package of its own from Debian 13 on.
        debian: &["qemu-system-riscv|qemu-system-misc"],
        elsewhere: "qemu-system-riscv",
    },
];

const CMAKE: &[Program] = &[
    Program { name: "CMake", present: || runs("cmake", "--version"), debian: &["cmake"], elsewhere: "cmake" },
    Program {
        name: "Ninja",
        present: || runs("ninja", "--version"),
        debian: &["ninja-build"],
        elsewhere: "ninja",
    },
];

const FUZZ: &[Program] = &[
    Program {
        name: "a C++ compiler",
        present: || runs("c++", "--version"),
        debian: &["g++"],
        elsewhere: "gcc-c++",
    },
    Program { name: "clang", present: || runs("clang", "--version"), debian: &["clang"], elsewhere: "clang" },
    Program {
        name: "clang's sanitizers",
        present: has_sanitizers,
        // The number is that of clang.
        debian: &["libclang-rt-14-dev|libclang-rt-19-dev|libclang-rt-18-dev"],
        elsewhere: "compiler-rt",
    },
];

const DEBIAN_RUST: &[Program] = &[Program {
    name: "Debian's Rust with its core as source",
    present: toolchain::has_debian,
    debian: &debian::RUST,
    elsewhere: "rust rust-src",
}];

/// Installs what this machine's own builds and tests lack.
pub fn ensure() -> Result<()> {
    ensure_kit(Kit::Host)
}

/// Installs what is missing where that is possible, and otherwise says how.
pub fn ensure_kit(kit: Kit) -> Result<()> {
    let missing: Vec<&Program> = kit.programs().iter().filter(|p| !(p.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|p| p.name).collect();
    let names = names.join(", ");
    if !has_apt() {
        let elsewhere: Vec<_> = missing.iter().map(|p| p.elsewhere).collect();
        let elsewhere = elsewhere.join(" ");
        bail!(
            "{names}: not found; install it with the system's package manager, for example:\n  {}",
            install(&elsewhere)
        );
    }
    if !is_root() {
        bail!("{names}: not found; run this, then try again:\n  {}", by_hand(kit));
    }
    eprintln!("Missing: {names}");
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        command
    };
    run::step("Updating the package lists", &mut apt(&["update"]))?;
    let debian: Vec<&str> =
        missing.iter().flat_map(|p| p.debian).map(|name| debian::available(name)).collect();
    let mut command = apt(&["install", "-y", "--no-install-recommends"]);
    run::step(&format!("Installing {}", debian.join(" ")), command.args(&debian))?;
    if let Some(program) = missing.iter().find(|p| !(p.present)()) {
        bail!("{} is still missing after: {}", program.name, by_hand(kit));
    }
    Ok(())
}

/// Whether missing packages can be installed.
pub fn can_install() -> bool {
    has_apt() && is_root()
}

/// The command that installs a kit on Debian.
pub fn by_hand(kit: Kit) -> String {
    let packages: Vec<&str> = kit.programs().iter().flat_map(|p| p.debian).copied().collect();
    debian::by_hand(&packages)
}

fn has_apt() -> bool {
    runs("apt-get", "--version")
}

/// The command for a system that is not Debian.
fn install(packages: &str) -> String {
    const MANAGERS: [(&str, &str); 4] =
        [("dnf", "dnf install"), ("pacman", "pacman -S"), ("apk", "apk add"), ("zypper", "zypper install")];
    let found = MANAGERS.iter().find(|(program, _)| runs(program, "--version"));
    match found {
        Some((_, command)) => format!("sudo {command} {packages}"),
        None => format!("brew install {packages}"),
    }
}

fn is_root() -> bool {
    run::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn runs(program: &str, arg: &str) -> bool {
    run::succeeds(Command::new(program).arg(arg))
}

fn has_cc() -> bool {
    finds_header("cc", &[])
}

/// A compiler alone is not enough: it needs the C library's headers.
fn finds_header(cc: &str, flags: &[&str]) -> bool {
    run::succeeds(Command::new(cc).args(flags).args([
        "-E",
        "-include",
        "stdio.h",
        "-xc",
        "/dev/null",
        "-o",
        "/dev/null",
    ]))
}

/// Whether clang can link a program that is fuzzed under AddressSanitizer.
fn has_sanitizers() -> bool {
    let flags = ["-fsanitize=fuzzer,address", "-xc", "/dev/null", "-shared", "-o", "/dev/null"];
    run::succeeds(Command::new("clang").args(flags))
}

fn has_python() -> bool {
    run::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}
