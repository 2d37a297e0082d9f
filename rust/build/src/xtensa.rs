//! Xtensa by LLVM's own code generator: the ESP8266's processor, and those that call functions by register windows.
//!
//! LLVM's is young. Of LLVM 22 it is known that
//!
//! - rustc's own targets have another data layout than LLVM, which refuses them: this one has a specification of its own;
//! - with the instructions of `cpu = "esp32"` core does not compile: the specification names the processor's options;
//! - in an object file a function's literals, which `l32r` loads, may lie where no word begins, or in another function's
//!   section: cargo leaves assembly, the literals in it are moved to their function, and GNU's assembler does the rest.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::firmware::Compiler;
use crate::run;

/// rustc's name of the target for the ESP8266's processor, where functions are called without register windows.
pub const LX106: &str = "xtensa-lx106-none-elf";

/// rustc's name of the target for ESP32, S2 and S3: functions are called by register windows, floats are passed in the
/// core's registers, and only instructions are used that all three have.
pub const WINDOWED: &str = "xtensa-windowed-none-elf";

/// Whether code for `target` comes from LLVM's own generator.
#[must_use]
pub fn is_own(target: &str) -> bool {
    [LX106, WINDOWED].contains(&target)
}

/// LLVM's names of the processor's options. QEMU's processors have no `mul32high`, and ESP32-S2 no `loop`.
fn features(target: &str) -> &'static str {
    if target == WINDOWED {
        "+windowed,+density,+mul16,+mul32,+div32,+sext,+nsa,+clamps,+minmax"
    } else {
        "+density,+mul16,+mul32,+nsa"
    }
}

/// What makes rustc leave the assembly of all crates.
pub const RUSTFLAGS: &str = "--emit=asm";

/// The first LLVM that compiles core for Xtensa.
const LLVM: u32 = 22;

/// Writes the specification of `target` into `folder` and returns the file.
///
/// # Errors
/// The file cannot be written.
pub fn specification(target: &str, folder: &Path) -> Result<PathBuf> {
    let value = json!({
        "arch": "xtensa",
        "atomic-cas": false,
        "data-layout": "e-m:e-p:32:32-i8:8:32-i16:16:32-i64:64-n32",
        "emit-debug-gdb-scripts": false,
        "features": features(target),
        "linker": "xtensa-lx106-elf-gcc",
        "linker-flavor": "gnu-cc",
        "llvm-target": "xtensa-none-elf",
        "max-atomic-width": 32,
        "panic-strategy": "abort",
        "relocation-model": "static",
        "target-pointer-width": 32,
    });
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("{target}.json"));
    let text = format!("{value:#}\n");
    if !fs::read_to_string(&file).is_ok_and(|old| old == text) {
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(file)
}

/// Whether this rustc has the code generator, in a version that serves.
#[must_use]
pub fn compiles(rustc: &Path) -> bool {
    let ask = |args: &[&str]| run::capture(Command::new(rustc).args(args)).unwrap_or_default();
    // A rustc whose LLVM lacks it does not know the processor's options.
    llvm(&ask(&["-vV"])) >= LLVM
        && ask(&["--print", "target-cpus", "--target", "xtensa-esp32-none-elf"]).contains("esp8266")
}

/// The number in `rustc -vV`; 0 where there is none.
fn llvm(version: &str) -> u32 {
    let number = version.lines().find_map(|line| line.strip_prefix("LLVM version: "));
    number.and_then(|number| number.split('.').next()?.parse().ok()).unwrap_or(0)
}

/// Assembles what cargo has left beside `library`, a static library, into one like it. The members keep their names,
/// as far as these tell the crate.
///
/// # Errors
/// There is no assembly (RUSTFLAGS in the environment take the place of the target's), or the assembler refuses it.
pub fn assemble(cc: &Compiler, library: &Path) -> Result<PathBuf> {
    let deps = library.parent().context("the library has no folder")?.join("deps");
    let members = run::capture(Command::new(cc.tool("ar")?).arg("t").arg(library))?;
    let crates: BTreeSet<&str> = members.lines().filter_map(|member| member.split('.').next()).collect();
    let archive = library.with_extension("assembled.a");
    let mut ar = Command::new(cc.tool("ar")?);
    ar.arg("rcsD").arg(&archive);
    for name in crates {
        let source = deps.join(name).with_extension("s");
        let text = fs::read_to_string(&source)
            .with_context(|| format!("rustc has left no {}: are RUSTFLAGS set?", source.display()))?;
        let mended = source.with_extension("mended.s");
        let object = source.with_extension("o");
        fs::write(&mended, self::mended(&text))?;
        // By the compiler, which may tell the assembler which processor it is.
        let mut assembler = cc.command();
        run::capture(assembler.args(["-mtext-section-literals", "-c", "-o"]).arg(&object).arg(&mended))?;
        fs::remove_file(mended)?;
        ar.arg(object);
    }
    ensure!(ar.get_args().len() > 2, "{} has no members", library.display());
    let _ = fs::remove_file(&archive);
    run::capture(&mut ar)?;
    Ok(archive)
}

/// The assembly with each function's literals in the function's section: LLVM writes them before the line that begins
/// it. The tables of unwinding (`.cfi_` and a section) go: GNU's assembler has no names of registers for them.
fn mended(assembly: &str) -> String {
    let mut text = String::with_capacity(assembly.len());
    let mut held = Vec::new();
    let mut unwinding = false;
    for line in assembly.lines() {
        let words = line.trim_start();
        if words.starts_with(".literal") {
            held.push(line);
            continue;
        }
        if words.starts_with(".section") || words == ".text" {
            unwinding = words.contains("\t.gcc_except_table");
        }
        if unwinding || words.starts_with(".cfi_") {
            continue;
        }
        if words.starts_with(".type") && words.ends_with("@function") {
            held.drain(..).for_each(|literal| text.extend([literal, "\n"]));
        }
        text.extend([line, "\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_move_to_their_function() {
        let assembly = "\
\t.section\t.text.one,\"ax\",@progbits
\t.type\tone,@function
one:
\t.cfi_startproc
\tret
\t.section\t.gcc_except_table.one,\"a\",@progbits
\t.byte\t255
\t.literal_position
\t.literal .LCPI1_0, memcpy
\t.section\t.text.one,\"ax\",@progbits
\t.section\t.text.two,\"ax\",@progbits
\t.p2align\t2
\t.type\ttwo,@function
two:
\tl32r\ta8, .LCPI1_0
";
        let expected = "\
\t.section\t.text.one,\"ax\",@progbits
\t.type\tone,@function
one:
\tret
\t.section\t.text.one,\"ax\",@progbits
\t.section\t.text.two,\"ax\",@progbits
\t.p2align\t2
\t.literal_position
\t.literal .LCPI1_0, memcpy
\t.type\ttwo,@function
two:
\tl32r\ta8, .LCPI1_0
";
        assert_eq!(mended(assembly), expected);
    }

    #[test]
    fn versions_of_llvm() {
        assert_eq!(llvm("rustc 1.96.0\nhost: x\nLLVM version: 22.1.8\n"), 22);
        assert_eq!(llvm("rustc 1.63.0\n"), 0);
    }
}
