//! From the C compiler to the Rust target.

use anyhow::{Result, bail};

/// The Rust target whose code can be linked with what this C compiler makes:
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
        "arm" if machine.contains("linux-gnueabihf") => "armv7-unknown-linux-gnueabihf",
        "arm" if machine.contains("none") => arm_none(value("-mcpu="), value("-mfloat-abi="), machine)?,
        "riscv32" | "riscv64" if machine.contains("linux") => "riscv64gc-unknown-linux-gnu",
        "riscv32" | "riscv64" => riscv_none(value("-march="), machine)?,
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

fn riscv_none(march: &str, machine: &str) -> Result<&'static str> {
    let base = march.split('_').next().unwrap_or("");
    let Some(extensions) = base.strip_prefix("rv32i") else {
        return unknown(&format!("{machine} with -march={march}"));
    };
    let has = |letter| extensions.contains(letter);
    Ok(match (has('m'), has('a'), has('f'), has('c')) {
        (true, true, true, true) => "riscv32imafc-unknown-none-elf",
        (true, true, _, true) => "riscv32imac-unknown-none-elf",
        (true, false, _, true) => "riscv32imc-unknown-none-elf",
        (true, false, _, false) => "riscv32im-unknown-none-elf",
        _ => "riscv32i-unknown-none-elf",
    })
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
    }

    #[test]
    fn what_is_not_known_is_asked_for() {
        for answer in [target("xtensa-esp32-elf", ""), target("arm-none-eabi", "-mcpu=cortex-r5")] {
            assert!(answer.contains("MPICKLE_RUST_TARGET"), "{answer}");
        }
    }
}
