//! From the chip, or from the C compiler, to the Rust target.

use anyhow::{Result, bail};

use crate::xtensa;

/// A chip, and Rust's target for it.
#[derive(Debug)]
pub struct Chip {
    /// As ESP-IDF (`IDF_TARGET`) or pico-sdk (`PICO_PLATFORM`) has it.
    name: &'static str,
    /// rustc's name of the target.
    pub rust_target: &'static str,
    /// rustc's target-cpu, where it is worth more than the target's own; else empty.
    pub cpu: &'static str,
}

const CHIPS: [Chip; 16] = [
    chip("rp2040", "thumbv6m-none-eabi", ""),
    // pico-sdk passes floats in integer registers, and has an FPU behind them.
    chip("rp2350", "thumbv8m.main-none-eabi", "cortex-m33"),
    chip("rp2350-arm-s", "thumbv8m.main-none-eabi", "cortex-m33"),
    chip("rp2350-riscv", "riscv32imac-unknown-none-elf", ""),
    chip("esp32", "xtensa-esp32-none-elf", ""),
    chip("esp32s2", "xtensa-esp32s2-none-elf", ""),
    chip("esp32s3", "xtensa-esp32s3-none-elf", ""),
    chip("esp32c2", "riscv32imc-unknown-none-elf", ""),
    chip("esp32c3", "riscv32imc-unknown-none-elf", ""),
    chip("esp32c5", "riscv32imac-unknown-none-elf", ""),
    chip("esp32c6", "riscv32imac-unknown-none-elf", ""),
    chip("esp32c61", "riscv32imac-unknown-none-elf", ""),
    chip("esp32h2", "riscv32imac-unknown-none-elf", ""),
    chip("esp32h21", "riscv32imac-unknown-none-elf", ""),
    chip("esp32h4", "riscv32imafc-unknown-none-elf", ""),
    chip("esp32p4", "riscv32imafc-unknown-none-elf", ""),
];

const fn chip(name: &'static str, rust_target: &'static str, cpu: &'static str) -> Chip {
    Chip { name, rust_target, cpu }
}

/// The chip of that name, if it is in the table.
pub fn find_chip(name: &str) -> Option<&'static Chip> {
    CHIPS.iter().find(|chip| chip.name == name)
}

/// The Rust target whose code can be linked with the code of this C compiler:
/// `machine` is what `cc -dumpmachine` prints, `cflags` the firmware's flags.
pub fn rust_target(machine: &str, cflags: &[String]) -> Result<&'static str> {
    let has = |flag: &str| cflags.iter().any(|f| f == flag);
    let value = |prefix: &str| cflags.iter().rev().find_map(|f| f.strip_prefix(prefix)).unwrap_or("");
    let arch = machine.split('-').next().unwrap_or("");
    Ok(match arch {
        "x86_64" if machine.contains("linux") && has("-m32") => "i686-unknown-linux-gnu",
        "x86_64" if machine.contains("linux-musl") => "x86_64-unknown-linux-musl",
        "x86_64" if machine.contains("linux") => "x86_64-unknown-linux-gnu",
        "i386" | "i486" | "i586" | "i686" if machine.contains("linux") => "i686-unknown-linux-gnu",
        "aarch64" if machine.contains("linux") => "aarch64-unknown-linux-gnu",
        "arm" if machine.contains("linux-gnueabihf") && value("-march=").starts_with("armv6") => {
            "arm-unknown-linux-gnueabihf"
        }
        "arm" if machine.contains("linux-gnueabihf") => "armv7-unknown-linux-gnueabihf",
        "arm" if machine.contains("none") => arm_none(value("-mcpu="), value("-mfloat-abi="), machine)?,
        "riscv32" | "riscv64" if machine.contains("linux") => "riscv64gc-unknown-linux-gnu",
        "riscv32" | "riscv64" => riscv_none(value("-march="), value("-mabi="), machine)?,
        "xtensa" if value("-mabi=") == "windowed" => xtensa::WINDOWED,
        "xtensa" if machine.starts_with("xtensa-lx106-") => xtensa::LX106,
        // Emscripten's own target of Rust has a core with exceptions; this has the same layouts and calls.
        "wasm32" if machine.contains("emscripten") => "wasm32-unknown-unknown",
        _ => return unknown(machine),
    })
}

fn arm_none(cpu: &str, float_abi: &str, machine: &str) -> Result<&'static str> {
    let hard = float_abi == "hard";
    Ok(match cpu.split('+').next().unwrap_or("") {
        "cortex-m0" | "cortex-m0plus" | "cortex-m1" => "thumbv6m-none-eabi",
        "cortex-m3" => "thumbv7m-none-eabi",
        "cortex-m4" | "cortex-m7" if hard => "thumbv7em-none-eabihf",
        "cortex-m4" | "cortex-m7" => "thumbv7em-none-eabi",
        "cortex-m23" => "thumbv8m.base-none-eabi",
        "cortex-m33" | "cortex-m35p" | "cortex-m55" | "cortex-m85" if hard => "thumbv8m.main-none-eabihf",
        "cortex-m33" | "cortex-m35p" | "cortex-m55" | "cortex-m85" => "thumbv8m.main-none-eabi",
        "" => return unknown(machine),
        cpu => return unknown(&format!("{machine} with -mcpu={cpu}")),
    })
}

fn riscv_none(march: &str, abi: &str, machine: &str) -> Result<&'static str> {
    let base = march.split('_').next().unwrap_or("").replacen('g', "imafd", 1);
    let (width, extensions) = base.split_at_checked("rv32i".len()).unwrap_or_default();
    let has = |letter| extensions.contains(letter);
    // C and Rust must pass floats in the same registers. Wider float registers of the processor may stay unused.
    let in_registers = |letter| if abi.is_empty() { has(letter) } else { abi.ends_with(letter) };
    let floats = ['d', 'f'].into_iter().find(|letter| in_registers(*letter));
    Ok(match (width, floats, has('m'), has('a'), has('c')) {
        ("rv64i", Some('d'), true, true, true) => "riscv64gc-unknown-none-elf",
        ("rv64i", None, true, true, true) => "riscv64imac-unknown-none-elf",
        ("rv32i", Some('f'), true, true, true) => "riscv32imafc-unknown-none-elf",
        ("rv32i", None, true, true, true) => "riscv32imac-unknown-none-elf",
        ("rv32i", None, true, false, true) => "riscv32imc-unknown-none-elf",
        ("rv32i", None, true, _, false) => "riscv32im-unknown-none-elf",
        ("rv32i", None, ..) => "riscv32i-unknown-none-elf",
        _ => return unknown(&format!("{machine} with -march={march} -mabi={abi}")),
    })
}

/// Targets in the order in which a processor runs code for those before it too;
/// all of a row pass arguments in the same registers.
const RUNS: [&[&str]; 6] = [
    &["arm-unknown-linux-gnueabihf", "armv7-unknown-linux-gnueabihf"],
    &["thumbv6m-none-eabi", "thumbv7m-none-eabi", "thumbv7em-none-eabi"],
    &["thumbv6m-none-eabi", "thumbv8m.base-none-eabi", "thumbv8m.main-none-eabi"],
    &["thumbv7m-none-eabi", "thumbv7em-none-eabi", "thumbv8m.main-none-eabi"],
    &["thumbv7em-none-eabihf", "thumbv8m.main-none-eabihf"],
    &[
        "riscv32i-unknown-none-elf",
        "riscv32im-unknown-none-elf",
        "riscv32imc-unknown-none-elf",
        "riscv32imac-unknown-none-elf",
    ],
];

/// Fails where code for `chosen` could not be linked with what the compiler
/// makes, or would not run there: the linker's complaint says less, if there is one.
pub fn require_fit(chosen: &str, machine: &str, cflags: &[String]) -> Result<()> {
    // A custom target, or an unknown compiler: trust the choice.
    let (false, Ok(needed)) = (chosen.ends_with(".json"), rust_target(machine, cflags)) else {
        return Ok(());
    };
    let place = |row: &[&str], target| row.iter().position(|t| *t == target);
    let runs = RUNS.iter().any(|row| {
        place(row, chosen).zip(place(row, needed)).is_some_and(|(chosen, needed)| chosen <= needed)
    });
    let arch = |target: &str| target.split('-').next().unwrap_or("").to_string();
    let hosted = [chosen, needed].iter().all(|t| t.contains("-linux-")) && arch(chosen) == arch(needed);
    if chosen == needed || runs || hosted {
        return Ok(());
    }
    bail!("the Rust target {chosen} does not fit the C compiler ({machine}) and its flags: {needed} does")
}

fn unknown(what: &str) -> Result<&'static str> {
    bail!("no Rust target is known for {what}: name one with MPICKLE_RUST_TARGET=…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(machine: &str, cflags: &str) -> String {
        let cflags: Vec<String> = cflags.split_whitespace().map(str::to_string).collect();
        rust_target(machine, &cflags).map_or_else(|e| e.to_string(), str::to_string)
    }

    #[test]
    fn hosts() {
        assert_eq!(target("x86_64-linux-gnu", "-Os"), "x86_64-unknown-linux-gnu");
        assert_eq!(target("x86_64-linux-gnu", "-m32 -Os"), "i686-unknown-linux-gnu");
        assert_eq!(target("x86_64-alpine-linux-musl", ""), "x86_64-unknown-linux-musl");
        assert_eq!(target("aarch64-linux-gnu", ""), "aarch64-unknown-linux-gnu");
        assert_eq!(target("arm-linux-gnueabihf", ""), "armv7-unknown-linux-gnueabihf");
        assert_eq!(target("arm-linux-gnueabihf", "-march=armv6+fp"), "arm-unknown-linux-gnueabihf");
        assert_eq!(target("riscv64-linux-gnu", ""), "riscv64gc-unknown-linux-gnu");
        assert_eq!(target("wasm32-unknown-emscripten", "-Os"), "wasm32-unknown-unknown");
        assert_eq!(target("xtensa-lx106-elf", "-mlongcalls"), "xtensa-lx106-none-elf");
        assert_eq!(target("xtensa-lx106-elf", "-mabi=windowed"), "xtensa-windowed-none-elf");
        assert!(target("xtensa-esp-elf", "-mlongcalls").contains("MPICKLE_RUST_TARGET"));
    }

    #[test]
    fn boards() {
        let arm = |cflags| target("arm-none-eabi", cflags);
        assert_eq!(arm("-mthumb -mcpu=cortex-m0"), "thumbv6m-none-eabi");
        assert_eq!(arm("-mthumb -mcpu=cortex-m0plus"), "thumbv6m-none-eabi");
        assert_eq!(arm("-mthumb -mcpu=cortex-m3"), "thumbv7m-none-eabi");
        assert_eq!(arm("-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"), "thumbv7em-none-eabihf");
        assert_eq!(arm("-mcpu=cortex-m33 -mfloat-abi=softfp"), "thumbv8m.main-none-eabi");
        let riscv = |cflags| target("riscv64-unknown-elf", cflags);
        assert_eq!(riscv("-march=rv32imac -mabi=ilp32"), "riscv32imac-unknown-none-elf");
        assert_eq!(riscv("-march=rv32imc_zicsr_zifencei -mabi=ilp32"), "riscv32imc-unknown-none-elf");
        assert_eq!(riscv("-march=rv32imafc -mabi=ilp32f"), "riscv32imafc-unknown-none-elf");
        assert_eq!(riscv("-march=rv32imafc -mabi=ilp32"), "riscv32imac-unknown-none-elf");
        assert_eq!(riscv("-march=rv64imac_zicsr -mabi=lp64"), "riscv64imac-unknown-none-elf");
        assert_eq!(riscv("-march=rv64gc"), "riscv64gc-unknown-none-elf");
        assert!(riscv("-march=rv32gc -mabi=ilp32d").contains("MPICKLE_RUST_TARGET"));
        assert!(riscv("").contains("MPICKLE_RUST_TARGET"));
    }

    #[test]
    fn chips() {
        let target = |name| find_chip(name).map(|chip| chip.rust_target);
        assert_eq!(target("esp32c3"), Some("riscv32imc-unknown-none-elf"));
        assert_eq!(target("esp32s3"), Some("xtensa-esp32s3-none-elf"));
        assert_eq!(target("rp2350-arm-s"), Some("thumbv8m.main-none-eabi"));
        assert_eq!(target("host"), None);
    }

    #[test]
    fn a_target_that_does_not_fit_is_named() {
        let fit = |chosen: &str, machine: &str, cflags: &str| {
            let cflags: Vec<String> = cflags.split_whitespace().map(str::to_string).collect();
            require_fit(chosen, machine, &cflags).map_or_else(|e| e.to_string(), |()| "fits".to_string())
        };
        let m33 = "-mcpu=cortex-m33 -mfloat-abi=softfp";
        assert_eq!(fit("thumbv8m.main-none-eabi", "arm-none-eabi", m33), "fits");
        assert_eq!(fit("thumbv6m-none-eabi", "arm-none-eabi", m33), "fits");
        assert_eq!(fit("thumbv7m-none-eabi", "arm-none-eabi", m33), "fits");
        assert_eq!(fit("x86_64-unknown-linux-musl", "x86_64-linux-gnu", ""), "fits");
        assert_eq!(fit("arm-unknown-linux-gnueabihf", "arm-linux-gnueabihf", ""), "fits");
        assert_eq!(fit("my-own.json", "arm-none-eabi", m33), "fits");
        assert_eq!(fit("xtensa-esp32-none-elf", "xtensa-esp-elf", ""), "fits");
        for (chosen, machine, cflags, needed) in [
            ("thumbv8m.main-none-eabihf", "arm-none-eabi", m33, "thumbv8m.main-none-eabi does"),
            ("thumbv7m-none-eabi", "arm-none-eabi", "-mcpu=cortex-m0plus", "thumbv6m-none-eabi does"),
            (
                "armv7-unknown-linux-gnueabihf",
                "arm-linux-gnueabihf",
                "-march=armv6",
                "arm-unknown-linux-gnueabihf does",
            ),
            ("i686-unknown-linux-gnu", "x86_64-linux-gnu", "", "x86_64-unknown-linux-gnu does"),
            (
                "riscv32imac-unknown-none-elf",
                "riscv32-esp-elf",
                "-march=rv32imc_zicsr",
                "riscv32imc-unknown-none-elf does",
            ),
        ] {
            let answer = fit(chosen, machine, cflags);
            assert!(answer.ends_with(needed), "{answer}");
        }
    }

    #[test]
    fn what_is_not_known_is_asked_for() {
        for answer in [target("xtensa-esp32-elf", ""), target("arm-none-eabi", "-mcpu=cortex-r5")] {
            assert!(answer.contains("MPICKLE_RUST_TARGET"), "{answer}");
        }
    }
}
