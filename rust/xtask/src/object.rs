//! The Rust half of one firmware, as one relocatable object.
//!
//! micropython.mk runs this from the port's folder, with the port's compiler
//! and flags in the environment. It writes two files into the given folder:
//! `mpickle.h`, and `mpickle_rust.o`, in which only the entry points
//! (`mpickle_…`) are visible, so that nothing of Rust's runtime can take the
//! place of the firmware's own memcpy, libm or libgcc.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::firmware::{Compiler, Firmware, ObjectArgs};
use crate::{paths, run};

/// The prefix of everything that C may call.
pub const ENTRY_PREFIX: &str = "mpickle_";

/// Sections that only unwinding would need; MICROBIT does not link with the
/// ARM ones, and on hosted targets they draw in .data.
const UNWINDING: [&str; 6] = [
    ".eh_frame",
    ".rel*.eh_frame",
    ".gcc_except_table*",
    ".rel*.gcc_except_table*",
    ".ARM.ex*",
    ".rel*.ARM.ex*",
];

pub fn make(args: &ObjectArgs) -> Result<()> {
    let firmware = Firmware::new(args)?;
    firmware.require_target()?;

    // Firmware builds share cargo's folder: what one has built is copied
    // before another may replace it.
    fs::create_dir_all(paths::target())?;
    let lock = File::create(paths::target().join("firmware.lock"))?;
    lock.lock().context("cannot lock target/firmware.lock")?;

    let built = build(&firmware)?;
    fs::create_dir_all(&args.out)?;
    firmware.write(&args.out)?;
    let object = args.out.join("mpickle_rust.tmp.o");
    relocatable(&firmware.compiler()?, &built.library, &object)?;
    install(&object, &args.out.join("mpickle_rust.o"))?;
    fs::remove_file(&object)?;
    install(&built.header, &args.out.join("mpickle.h"))
}

struct Built {
    library: PathBuf,
    header: PathBuf,
}

fn build(firmware: &Firmware) -> Result<Built> {
    let mut cargo = firmware.cargo("build")?;
    cargo.args(["--package", "mpickle", "--message-format", "json-render-diagnostics"]);
    let output = cargo
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo: install Rust from https://rustup.rs")?;
    ensure!(output.status.success(), "the Rust half of mpickle did not build (cargo's message is above)");
    find_built(&String::from_utf8_lossy(&output.stdout))
}

/// Finds the library and the header's folder among cargo's messages.
fn find_built(messages: &str) -> Result<Built> {
    let mut library = None;
    let mut header = None;
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let is = |key: &str, value: &str| message[key] == *value;
        if is("reason", "compiler-artifact") && message["target"]["kind"][0] == "staticlib" {
            library = message["filenames"][0].as_str().map(PathBuf::from);
        }
        let package = message["package_id"].as_str().unwrap_or("");
        if is("reason", "build-script-executed") && package.contains("rust/mpickle#") {
            header = message["out_dir"].as_str().map(|dir| Path::new(dir).join("mpickle.h"));
        }
    }
    Ok(Built {
        library: library.context("cargo did not name libmpickle.a")?,
        header: header.context("cargo did not name the folder of mpickle.h")?,
    })
}

/// Links the archive once, keeping what the entry points reach, and hides
/// everything else.
fn relocatable(cc: &Compiler, library: &Path, object: &Path) -> Result<()> {
    let objcopy = cc.tool("objcopy")?;
    let bare = library.with_extension("bare.a");
    let mut strip = Command::new(&objcopy);
    strip.arg("--wildcard").args(UNWINDING.map(|section| format!("--remove-section={section}")));
    run::capture(strip.arg(library).arg(&bare))?;

    let mut link = cc.command();
    link.args(["-r", "-nostdlib", "-Wl,--gc-sections"]);
    for entry in entries(cc, library)? {
        link.arg(format!("-Wl,-u,{entry}"));
    }
    run::capture(link.arg("-o").arg(object).arg(&bare))?;
    fs::remove_file(bare)?;

    let mut hide = Command::new(&objcopy);
    hide.args(["--wildcard", "--localize-hidden"]);
    run::capture(hide.arg(format!("--keep-global-symbol={ENTRY_PREFIX}*")).arg(object))?;
    Ok(())
}

/// The functions that C may call, as the archive defines them.
fn entries(cc: &Compiler, library: &Path) -> Result<Vec<String>> {
    let mut nm = Command::new(cc.tool("nm")?);
    let text = run::capture(nm.args(["--defined-only", "--extern-only", "--format=posix"]).arg(library))?;
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names.filter(|n| n.starts_with(ENTRY_PREFIX)).map(str::to_string).collect();
    ensure!(!names.is_empty(), "{} exports no {ENTRY_PREFIX}…", library.display());
    Ok(names)
}

/// Copies a file, unless that would change nothing but its time.
fn install(from: &Path, to: &Path) -> Result<()> {
    let new = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    fs::write(to, new).with_context(|| format!("cannot write {}", to.display()))
}
