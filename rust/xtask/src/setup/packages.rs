//! Programs that the system's package manager provides.

use std::process::Command;

use anyhow::{Result, bail};

use firmware_build::{debian, toolchain};

use crate::run;
use crate::setup::emscripten;

/// A program, how to see that it is here, and the Debian packages that bring it (`a|b`: the first that there is).
type Program = (&'static str, Check, &'static [&'static str]);

/// How to see whether a program is here.
enum Check {
    /// It prints its version.
    Runs(&'static str),
    /// With these flags the compiler finds the C library's headers: a compiler alone is not enough.
    Compiles(&'static str, &'static [&'static str]),
    Is(fn() -> bool),
}

use Check::{Compiles, Is, Runs};

impl Check {
    fn holds(&self) -> bool {
        const C: [&str; 7] = ["-E", "-include", "stdio.h", "-xc", "/dev/null", "-o", "/dev/null"];
        match self {
            Runs(program) => runs(program),
            Compiles(cc, flags) => run::succeeds(Command::new(cc).args(*flags).args(C)),
            Is(present) => present(),
        }
    }
}

/// The programs that a kind of build needs.
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
    /// Xtensa, as in the ESP8266, and its emulator.
    Xtensa,
    /// The emulator alone.
    XtensaEmulator,
    /// Emulators that run Linux's programs for other processors.
    LinuxEmulators,
    /// Building by CMake.
    Cmake,
    /// clang with its sanitizers and libFuzzer.
    Fuzz,
    /// Counting instructions.
    Count,
    /// Building for WebAssembly, and running that.
    Emscripten,
    /// Packages of JavaScript.
    Npm,
    /// Looking at pages.
    Browser,
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
            Kit::Xtensa => XTENSA,
            Kit::XtensaEmulator => XTENSA_EMULATOR,
            Kit::LinuxEmulators => LINUX_EMULATORS,
            Kit::Cmake => CMAKE,
            Kit::Fuzz => FUZZ,
            Kit::Count => COUNT,
            Kit::Emscripten => EMSCRIPTEN,
            Kit::Npm => NPM,
            Kit::Browser => BROWSER,
            Kit::DebianRust => DEBIAN_RUST,
        }
    }
}

const HOST: &[Program] = &[
    ("a C compiler", Compiles("cc", &[]), &["gcc", "libc6-dev"]),
    ("make", Runs("make"), &["make"]),
    ("Python 3 with venv and pip", Is(has_python), &["python3", "python3-venv"]),
    ("xz", Runs("xz"), &["xz-utils"]),
];

const MULTILIB: &[Program] = &[("a C compiler for 32 bits", Compiles("cc", &["-m32"]), &["gcc-multilib"])];

const ARM: &[Program] = &[
    (
        "arm-none-eabi-gcc with newlib",
        Compiles("arm-none-eabi-gcc", &[]),
        &["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"],
    ),
    ("qemu-system-arm", Runs("qemu-system-arm"), &["qemu-system-arm"]),
];

const RISCV: &[Program] = &[
    (
        "riscv64-unknown-elf-gcc with picolibc",
        Compiles("riscv64-unknown-elf-gcc", &["--specs=picolibc.specs"]),
        &["gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf"],
    ),
    // A package of its own from Debian 13 on.
    ("qemu-system-riscv32", Runs("qemu-system-riscv32"), &["qemu-system-riscv|qemu-system-misc"]),
];

const XTENSA: &[Program] = &[
    (
        "xtensa-lx106-elf-gcc with picolibc",
        Compiles("xtensa-lx106-elf-gcc", &[]),
        &["gcc-xtensa-lx106", "picolibc-xtensa-lx106-elf"],
    ),
    QEMU_XTENSA,
];

const XTENSA_EMULATOR: &[Program] = &[QEMU_XTENSA];

const QEMU_XTENSA: Program =
    ("qemu-system-xtensa", Runs("qemu-system-xtensa"), &["qemu-system-xtensa|qemu-system-misc"]);

const LINUX_EMULATORS: &[Program] = &[("qemu-aarch64 and the like", Runs("qemu-aarch64"), &["qemu-user"])];

const CMAKE: &[Program] = &[("CMake", Runs("cmake"), &["cmake"]), ("Ninja", Runs("ninja"), &["ninja-build"])];

const FUZZ: &[Program] = &[
    ("a C++ compiler", Runs("c++"), &["g++"]),
    ("clang", Runs("clang"), &["clang"]),
    // The number is that of clang.
    ("clang's sanitizers", Is(has_sanitizers), &["libclang-rt-14-dev|libclang-rt-19-dev|libclang-rt-18-dev"]),
];

const COUNT: &[Program] = &[("Valgrind", Runs("valgrind"), &["valgrind"])];

const EMSCRIPTEN: &[Program] = &[
    ("Emscripten later than 3.1.6", Is(has_emscripten), &["emscripten"]),
    ("node", Runs("node"), &["nodejs"]),
];

const NPM: &[Program] = &[("node", Runs("node"), &["nodejs"]), ("npm", Runs("npm"), &["npm"])];

const BROWSER: &[Program] = &[("Chromium", Runs("chromium"), &["chromium"])];

const DEBIAN_RUST: &[Program] =
    &[("Debian's Rust with its core as source", Is(toolchain::has_debian), &debian::RUST)];

/// Installs what this machine's own builds and tests lack.
pub fn ensure() -> Result<()> {
    ensure_kit(Kit::Host)
}

/// Installs what is missing: as root on Debian. Otherwise the error says what to install, and on Debian how.
pub fn ensure_kit(kit: Kit) -> Result<()> {
    let missing: Vec<&Program> = kit.programs().iter().filter(|(_, check, _)| !check.holds()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|(name, ..)| *name).collect();
    let names = names.join(", ");
    if !has_apt() {
        bail!("{names}: not found; install it with the system's package manager, then try again");
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
        missing.iter().flat_map(|(.., packages)| *packages).map(|name| debian::available(name)).collect();
    let mut command = apt(&["install", "-y", "--no-install-recommends"]);
    run::step(&format!("Installing {}", debian.join(" ")), command.args(&debian))?;
    if let Some((name, ..)) = missing.iter().find(|(_, check, _)| !check.holds()) {
        bail!("{name} is still missing after: {}", by_hand(kit));
    }
    Ok(())
}

/// Whether missing packages can be installed.
pub fn can_install() -> bool {
    has_apt() && is_root()
}

/// The command that installs a kit on Debian.
pub fn by_hand(kit: Kit) -> String {
    let packages: Vec<&str> = kit.programs().iter().flat_map(|(.., packages)| *packages).copied().collect();
    debian::by_hand(&packages)
}

fn has_apt() -> bool {
    runs("apt-get")
}

fn is_root() -> bool {
    run::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn runs(program: &str) -> bool {
    run::succeeds(Command::new(program).arg("--version"))
}

/// Whether clang can link a program that is fuzzed under AddressSanitizer.
fn has_sanitizers() -> bool {
    let flags = ["-fsanitize=fuzzer,address", "-xc", "/dev/null", "-shared", "-o", "/dev/null"];
    run::succeeds(Command::new("clang").args(flags))
}

/// Whether there is an Emscripten that knows the JavaScript of MicroPython's port: Debian 12's, 3.1.6, leaves functions
/// without a name.
fn has_emscripten() -> bool {
    run::capture(Command::new("emcc").arg("-dumpversion").envs(emscripten::environment()))
        .is_ok_and(|version| serves(&version))
}

/// Whether an Emscripten that serves is here, or is a package of this machine's release.
pub fn reaches_emscripten() -> bool {
    let policy =
        || run::capture(Command::new("apt-cache").args(["policy", "emscripten"])).unwrap_or_default();
    let candidate = |text: &str| text.split_once("Candidate: ").is_some_and(|(_, version)| serves(version));
    has_emscripten() || can_install() && candidate(&policy())
}

/// Whether this is a later version than 3.1.6.
fn serves(version: &str) -> bool {
    let number =
        |part: &str| part.bytes().take_while(u8::is_ascii_digit).fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    let parts: Vec<u32> = version.split('.').take(3).map(number).collect();
    parts > vec![3, 1, 6]
}

fn has_python() -> bool {
    run::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_emscripten() {
        for version in ["3.1.69", "3.1.69~dfsg-3", "4.0.1", "3.2.0"] {
            assert!(serves(version), "{version}");
        }
        for version in ["3.1.6", "3.1.6~dfsg-5", "2.0.34", "(none)", ""] {
            assert!(!serves(version), "{version}");
        }
    }
}
