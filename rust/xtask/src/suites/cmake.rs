//! Tests of micropython.cmake (tests/cmake).

use std::env;
use std::path::Path;

use anyhow::Result;

use crate::setup::packages::{self, Kit};
use crate::suites::report::Tally;
use crate::suites::test;
use crate::{paths, setup};

/// Targets for which the library is made, beside those of the emulated boards.
const TARGETS: [&str; 5] = [
    "thumbv6m-none-eabi",
    "thumbv8m.main-none-eabi",
    "riscv32imc-unknown-none-elf",
    "riscv32imac-unknown-none-elf",
    "riscv32imafc-unknown-none-elf",
];

/// Builds a small port with the MicroPython of `tree`, for this machine and as far as possible for others.
pub fn run(python: &Path, tree: &Path) -> Result<Tally> {
    packages::ensure_kit(Kit::Cmake)?;
    setup::libclang()?;
    // A test whose compiler is missing says so and is skipped.
    for kit in [Kit::Arm, Kit::Riscv] {
        packages::ensure_kit(kit).unwrap_or_else(|error| eprintln!("{error:#}"));
    }
    for target in TARGETS {
        setup::rust(target).unwrap_or_else(|error| eprintln!("{error:#}"));
    }
    let mut pytest = test::pytest(python);
    pytest
        .arg("tests/cmake")
        .env("MPICKLE_XTASK", env::current_exe()?)
        .env("MPICKLE_TREE", tree)
        .env("MPICKLE_WORK", paths::target().join("cmake-tests"));
    test::run_pytest("Building by CMake", &mut pytest)
}
