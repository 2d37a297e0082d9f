//! The port's compiler flags, as libclang wants them.

use std::env;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// clang arguments that give this firmware's view of MicroPython's headers.
pub fn from_env() -> Result<Vec<String>> {
    let cc = split("MPICKLE_CC", &var("MPICKLE_CC")?)?;
    let cflags = split("MPICKLE_CFLAGS", &var("MPICKLE_CFLAGS")?)?;
    // The flags' relative paths start at the port's folder.
    let port = var("MPICKLE_PORT_DIR")?;
    env::set_current_dir(&port).with_context(|| format!("no such folder: {port}"))?;

    // Inline functions of an SDK may call what GCC knows and libclang has no declaration of.
    const TOLERATED: &str = "-Wno-error=implicit-function-declaration";
    let mut args = vec!["-nostdinc".into(), "-DNO_QSTR".into(), TOLERATED.into()];
    args.extend(layout_affecting(&cflags));
    for dir in system_includes(&cc, &cflags)? {
        args.extend(["-isystem".into(), dir]);
    }
    let target = env::var("TARGET").unwrap_or_default();
    if target.starts_with("wasm32-") {
        // As Emscripten's own clang: its macros, and functions of default visibility, as bindgen leaves out hidden ones.
        args.extend(["--target=wasm32-unknown-emscripten".into(), "-fvisibility=default".into()]);
    }
    if target.starts_with("xtensa-") {
        args.extend(xtensa(&predefined(&cc, &cflags)?));
    }
    // GCC's default there, not clang's.
    if target.starts_with("thumb") || target.starts_with("arm") && target.contains("none") {
        args.push("-fshort-enums".into());
    }
    Ok(args)
}

/// RISC-V's layouts are those of Xtensa: sizes, alignments, and the sign of `char`. Few libclangs know Xtensa itself.
const XTENSA_STAND_IN: [&str; 3] = ["--target=riscv32-unknown-elf", "-U__riscv", "-U__riscv_xlen"];

/// ESP-IDF's headers have inline assembly in functions, with Xtensa's registers as operands, which are errors for another
/// target. It becomes assembly of no instruction, and none at all where `volatile` does not stand before it.
const NO_ASSEMBLY: [&str; 5] = [
    "-D__volatile__(...)=(\"\")",
    "-Dvolatile(...)=(\"\")",
    "-D__asm__(...)=",
    "-D__asm(...)=",
    "-Dasm(...)=",
];

/// What makes libclang read headers as for Xtensa: `predefined` are the lines of `cc -dM -E`, which say among other
/// things which of its two conventions for calls the compiler follows.
fn xtensa(predefined: &str) -> Vec<String> {
    let mut args: Vec<String> = XTENSA_STAND_IN.into_iter().chain(NO_ASSEMBLY).map(String::from).collect();
    for line in predefined.lines() {
        let mut words = line.splitn(3, ' ').skip(1);
        let (Some(name), value) = (words.next(), words.next().unwrap_or("")) else { continue };
        if ["__xtensa__", "__XTENSA_", "__XCHAL_"].iter().any(|prefix| name.starts_with(prefix)) {
            args.push(format!("-D{name}={value}"));
        }
    }
    args
}

/// The macros that the compiler defines by itself, as `#define` lines.
fn predefined(cc: &[String], cflags: &[String]) -> Result<String> {
    let (program, first_args) = cc.split_first().context("MPICKLE_CC is empty")?;
    let output = Command::new(program)
        .args(first_args)
        .args(cflags.iter().filter(|flag| flag.starts_with("-m")))
        .args(["-dM", "-E", "-xc", "/dev/null"])
        .output()
        .with_context(|| format!("cannot run the C compiler {program}"))?;
    if !output.status.success() {
        bail!("{program} -dM -E failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn var(name: &str) -> Result<String> {
    println!("cargo:rerun-if-env-changed={name}");
    env::var(name).with_context(|| {
        format!(
            "{name} is not set: the crates `micropython` and `mpickle` are compiled as part of a \
             firmware, by micropython.mk; run `cargo xtask build unix`"
        )
    })
}

fn split(name: &str, text: &str) -> Result<Vec<String>> {
    shlex::split(text).with_context(|| format!("unbalanced quotes in {name}: {text}"))
}

/// Of the C compiler's flags, those that change what the headers say; clang
/// stops at some of the others, and optimisation does not matter here.
fn layout_affecting(cflags: &[String]) -> Vec<String> {
    const WITH_VALUE: [&str; 5] = ["-I", "-D", "-U", "-isystem", "-iquote"];
    const ALONE: [&str; 4] = ["-std=", "-fshort-enums", "-fno-short-enums", "-funsigned-char"];
    let mut kept = Vec::new();
    let mut flags = cflags.iter();
    while let Some(flag) = flags.next() {
        if WITH_VALUE.contains(&flag.as_str()) || ["-include", "-imacros"].contains(&flag.as_str()) {
            kept.push(flag.clone());
            kept.extend(flags.next().cloned());
        } else if WITH_VALUE.iter().chain(&ALONE).any(|p| flag.starts_with(p)) {
            kept.push(flag.clone());
        }
    }
    kept
}

/// The folders in which the port's compiler finds `<stdint.h>` and the C library's headers.
fn system_includes(cc: &[String], cflags: &[String]) -> Result<Vec<String>> {
    let (program, first_args) = cc.split_first().context("MPICKLE_CC is empty")?;
    // Flags such as -mcpu and -m32 choose among multilib folders.
    let machine = cflags
        .iter()
        .filter(|f| f.starts_with("-m") || f.starts_with("--sysroot") || f.starts_with("--specs"));
    let output = Command::new(program)
        .args(first_args)
        .args(machine)
        .args(["-E", "-v", "-xc", "/dev/null", "-o", "/dev/null"])
        .env("LC_ALL", "C")
        .output()
        .with_context(|| format!("cannot run the C compiler {program}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{program} -E -v failed:\n{text}");
    }
    let dirs: Vec<String> = text
        .lines()
        .skip_while(|l| !l.starts_with("#include <...>"))
        .skip(1)
        .take_while(|l| l.starts_with(' '))
        .map(|l| l.trim().trim_end_matches(" (framework directory)").to_string())
        .collect();
    if dirs.is_empty() {
        bail!("{program} -E -v names no include folders:\n{text}");
    }
    Ok(dirs)
}
