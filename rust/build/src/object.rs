//! The Rust half of one firmware, as one relocatable object.
//!
//! micropython.mk and micropython.cmake run this from the port's folder, with
//! the port's compiler and flags. It writes into the given folder: `mpickle.h`;
//! `mpickle_contract.h`, the assertions about the firmware that it was made for;
//! `mpickle_rust.o`, in which only the entry points (`mpickle_…`) are visible,
//! so that nothing of Rust's runtime can take the place of the firmware's own
//! memcpy, libm or libgcc; and `mpickle_rust.d`, a make rule that names every
//! file from which both were made.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::firmware::{Compiler, Firmware, FirmwareArgs};
use crate::{contract, frames, paths, run, wasm, xtensa};

/// How to make the object, and the folder for it.
pub struct ObjectArgs {
    /// The folder for mpickle.h and mpickle_rust.o.
    pub out: PathBuf,
    /// Put the object into an archive, libmpickle_rust.a: CMake may name a library twice to the linker.
    pub archive: bool,
    /// Keep every section and symbol: a sanitizer's tables may be the only ones that refer to it.
    pub instrumented: bool,
    /// For which firmware.
    pub firmware: FirmwareArgs,
}

/// The prefix of everything that C may call.
pub const ENTRY_PREFIX: &str = "mpickle_";

/// Sections that only unwinding would need (MICROBIT does not link with the
/// ARM ones, and on hosted targets they draw in .data), and rustc's bitcode.
const UNWANTED: [&str; 8] = [
    ".eh_frame",
    ".rel*.eh_frame",
    ".gcc_except_table*",
    ".rel*.gcc_except_table*",
    ".ARM.ex*",
    ".rel*.ARM.ex*",
    ".llvmbc",
    ".llvmcmd",
];

/// Of libgcc's functions, those that come with unwinding's sections.
const UNWINDS: [&str; 2] = ["__aeabi_ldivmod", "__aeabi_uldivmod"];

/// Prefixes of the archive's members: our own code with core (link-time
/// optimisation makes one object of it), and Rust's runtime for arithmetic and
/// memory, of which the firmware has its own.
const OWN: &str = "mpickle-";
const RUNTIME: &str = "compiler_builtins-";

/// Functions that every firmware has and libgcc has not.
const MEMORY: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "strlen"];

/// Makes the object and its header.
///
/// # Errors
/// A missing tool, or an error of cargo or the linker.
pub fn make(args: &ObjectArgs) -> Result<()> {
    let firmware = Firmware::new(&args.firmware)?;
    firmware.require_tools()?;

    // Firmware builds share cargo's folder: what one has built is copied
    // before another may replace it.
    fs::create_dir_all(paths::target())?;
    let lock = File::create(paths::target().join("firmware.lock"))?;
    lock.lock().context("cannot lock target/firmware.lock")?;

    let built = build(&firmware)?;
    fs::create_dir_all(&args.out)?;
    firmware.write(&args.out)?;
    let object = args.out.join("mpickle_rust.tmp.o");
    if args.instrumented {
        whole(&firmware.compiler()?, &built.library, &object)?;
    } else if firmware.rust_target.starts_with("wasm32-") {
        relocatable_wasm(&firmware.compiler()?, &built.library, &object)?;
    } else if xtensa::is_own(&firmware.rust_target) {
        let cc = firmware.compiler()?;
        let assembled = xtensa::assemble(&cc, &built.library)?;
        relocatable(&cc, &assembled, &object)?;
        // For a firmware whose C compiler has no routines for floats either.
        members(
            &cc,
            &assembled,
            |member| member.starts_with(RUNTIME),
            &args.out.join("libmpickle_runtime.a"),
        )?;
    } else {
        relocatable(&firmware.compiler()?, &built.library, &object)?;
    }
    if firmware.rust_target.contains("-none") {
        // GNU ld would ask for the same note in everything else.
        let mut strip = Command::new(firmware.compiler()?.tool("objcopy")?);
        run::capture(strip.arg("--remove-section=.note.GNU-stack").arg(&object))?;
    }
    let rule = dependencies(&built.library, &args.out.join("stamp"))?;
    if args.archive {
        let archive = args.out.join("mpickle_rust.tmp.a");
        let _ = fs::remove_file(&archive);
        let mut ar = Command::new(firmware.compiler()?.tool("ar")?);
        run::capture(ar.arg("rcsD").arg(&archive).arg(&object))?;
        install(&archive, &args.out.join("libmpickle_rust.a"))?;
        fs::remove_file(&archive)?;
    } else {
        install(&object, &args.out.join("mpickle_rust.o"))?;
    }
    fs::remove_file(&object)?;
    install(&built.header, &args.out.join("mpickle.h"))?;
    replace(&args.out.join("mpickle_contract.h"), contract::read(&built.contract)?.as_bytes())?;
    fs::write(args.out.join("mpickle_rust.d"), rule)?;
    Ok(())
}

/// The rule that cargo has written for the library (`libmpickle.d`), for
/// `output` instead. Left out are folders, which change when any file comes or
/// goes, and what cargo has generated, which changes when another firmware is built.
fn dependencies(library: &Path, output: &Path) -> Result<String> {
    let file = library.with_extension("d");
    let rule = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let (_, files) = rule.split_once(": ").with_context(|| format!("{} holds no rule", file.display()))?;
    let mut files: Vec<PathBuf> =
        shlex::split(files).context("unbalanced quotes in it")?.into_iter().map(PathBuf::from).collect();
    let generated = library.parent().context("the library has no folder")?;
    files.retain(|file| file.is_file() && !file.starts_with(generated));
    files.extend(own_sources()?);
    files.extend(["Cargo.toml", "Cargo.lock"].map(|name| paths::root().join(name)));
    let escaped = |path: &Path| path.to_string_lossy().replace(' ', "\\ ");
    let files: Vec<String> = files.iter().map(|file| escaped(file)).collect();
    Ok(format!("{}: \\\n  {}\n", escaped(output), files.join(" \\\n  ")))
}

/// The sources of this program, which decides how the object comes about.
fn own_sources() -> Result<Vec<PathBuf>> {
    let folder = paths::root().join("rust/build/src");
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

struct Built {
    library: PathBuf,
    header: PathBuf,
    contract: PathBuf,
}

fn build(firmware: &Firmware) -> Result<Built> {
    let cargo = |flags: &str, stderr: Stdio| {
        let mut cargo = firmware.cargo("build", flags)?;
        cargo.args(["--package", "mpickle", "--message-format", "json-render-diagnostics"]);
        let output = cargo.stdin(Stdio::null()).stderr(stderr).output();
        output.context("cannot run cargo: install Rust from https://rustup.rs")
    };
    let output = cargo("", Stdio::inherit())?;
    ensure!(output.status.success(), "the Rust half of mpickle did not build (cargo's message is above)");
    let built = find_built(&String::from_utf8_lossy(&output.stdout))?;
    let Some(flags) = frames::flags(firmware, &built.library, OWN)? else { return Ok(built) };
    // LLVM says for each crate which functions it has not.
    let output = cargo(&flags, Stdio::piped())?;
    if !output.status.success() {
        eprintln!("mpickle: this Rust's LLVM does not take {flags}: the Rust half is larger by some percent");
        return Ok(built);
    }
    find_built(&String::from_utf8_lossy(&output.stdout))
}

/// Finds the library and the header's folder among cargo's messages.
fn find_built(messages: &str) -> Result<Built> {
    let mut library = None;
    let mut header = None;
    let mut contract = None;
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let is = |key: &str, value: &str| message[key] == *value;
        if is("reason", "compiler-artifact") && message["target"]["kind"][0] == "staticlib" {
            library = message["filenames"][0].as_str().map(PathBuf::from);
        }
        let package = message["package_id"].as_str().unwrap_or("");
        if is("reason", "build-script-executed") {
            let file = |name: &str| message["out_dir"].as_str().map(|dir| Path::new(dir).join(name));
            if package.contains("rust/mpickle#") {
                header = file("mpickle.h");
            } else if package.contains("rust/micropython#") {
                contract = file("contract.h");
            }
        }
    }
    Ok(Built {
        library: library.context("cargo did not name libmpickle.a")?,
        header: header.context("cargo did not name the folder of mpickle.h")?,
        contract: contract.context("cargo did not name the folder of contract.h")?,
    })
}

/// The archive's code as one object with every section and symbol, for a host that has Rust's runtime for
/// arithmetic and memory in its own libraries.
fn whole(cc: &Compiler, library: &Path, object: &Path) -> Result<()> {
    let own = library.with_extension("own.a");
    members(cc, library, |member| !member.starts_with(RUNTIME), &own)?;
    strip(cc, &own)?;
    let mut link = cc.command();
    link.args(["-r", "-nostdlib"]);
    link.args(entries(cc, &own)?.iter().map(|entry| format!("-Wl,-u,{entry}")));
    run::capture(link.arg("-o").arg(object).arg(&own))?;
    fs::remove_file(own)?;
    Ok(())
}

/// Links the archive once, keeping what the entry points reach, and hides
/// everything else.
fn relocatable(cc: &Compiler, library: &Path, object: &Path) -> Result<()> {
    let own = library.with_extension("own.a");
    members(cc, library, |member| member.starts_with(OWN), &own)?;
    strip(cc, &own)?;
    let entries = entries(cc, &own)?;
    link(cc, &entries, &[&own], object)?;
    let lacking = lacking(cc, object, library)?;
    if !lacking.is_empty() {
        let runtime = library.with_extension("runtime.a");
        members(cc, library, |member| member.starts_with(RUNTIME), &runtime)?;
        strip(cc, &runtime)?;
        // Only missing functions are taken from there, with those that they call.
        let part = library.with_extension("runtime.o");
        link(cc, &lacking, &[&runtime], &part)?;
        let mut hide = Command::new(cc.tool("objcopy")?);
        hide.args(lacking.iter().map(|name| format!("--keep-global-symbol={name}")));
        run::capture(hide.arg(&part))?;
        link(cc, &entries, &[&own, &part], object)?;
        fs::remove_file(runtime)?;
        fs::remove_file(part)?;
    }
    fs::remove_file(own)?;

    let mut hide = Command::new(cc.tool("objcopy")?);
    hide.args(["--wildcard", "--localize-hidden"]);
    // Named by unwinding's sections only, which are gone.
    if symbols(cc, object, "--undefined-only")?.iter().any(|name| name == PERSONALITY) {
        hide.arg(format!("--strip-symbol={PERSONALITY}"));
    }
    run::capture(hide.arg(format!("--keep-global-symbol={ENTRY_PREFIX}*")).arg(object))?;
    Ok(())
}

const PERSONALITY: &str = "rust_eh_personality";

/// The same for WebAssembly, where only the final link drops and hides.
fn relocatable_wasm(cc: &Compiler, library: &Path, object: &Path) -> Result<()> {
    let own = library.with_extension("own.a");
    members(cc, library, |member| member.starts_with(OWN), &own)?;
    wasm::relocatable(cc, &own, object)?;
    fs::remove_file(own)?;
    Ok(())
}

/// Copies the members whose names are wanted.
fn members(cc: &Compiler, library: &Path, wanted: fn(&str) -> bool, to: &Path) -> Result<()> {
    let ar = cc.tool("ar")?;
    fs::copy(library, to)?;
    let members = run::capture(Command::new(&ar).arg("t").arg(to))?;
    let others: Vec<&str> = members.lines().filter(|member| !wanted(member)).collect();
    if !others.is_empty() {
        run::capture(Command::new(&ar).arg("d").arg(to).args(others))?;
    }
    Ok(())
}

/// Removes the unwanted sections.
fn strip(cc: &Compiler, archive: &Path) -> Result<()> {
    let mut strip = Command::new(cc.tool("objcopy")?);
    strip.arg("--wildcard").args(UNWANTED.map(|section| format!("--remove-section={section}")));
    run::capture(strip.arg(archive))?;
    Ok(())
}

/// Links `archives` into one relocatable object that keeps `roots`.
fn link(cc: &Compiler, roots: &[String], archives: &[&Path], object: &Path) -> Result<()> {
    let mut link = cc.command();
    link.args(["-r", "-nostdlib", "-Wl,--gc-sections"]);
    link.args(roots.iter().map(|root| format!("-Wl,-u,{root}")));
    run::capture(link.arg("-o").arg(object).args(archives))?;
    Ok(())
}

/// The functions of Rust's runtime that the object needs because neither the compiler's
/// library nor every firmware has it.
fn lacking(cc: &Compiler, object: &Path, library: &Path) -> Result<Vec<String>> {
    let wanted = symbols(cc, object, "--undefined-only")?;
    let ours = symbols(cc, library, "--defined-only")?;
    let libgcc = cc.ask(&["-print-libgcc-file-name"])?;
    let theirs = symbols(cc, Path::new(&libgcc), "--defined-only")?;
    let lacking = wanted.into_iter().filter(|name| {
        let unwinds = UNWINDS.contains(&name.as_str());
        let served = MEMORY.contains(&name.as_str()) || theirs.contains(name) && !unwinds;
        ours.contains(name) && !served
    });
    Ok(lacking.collect())
}

/// The functions that C may call, as the archive defines them.
fn entries(cc: &Compiler, library: &Path) -> Result<Vec<String>> {
    let mut names = symbols(cc, library, "--defined-only")?;
    names.retain(|name| name.starts_with(ENTRY_PREFIX));
    ensure!(!names.is_empty(), "{} exports no {ENTRY_PREFIX}…", library.display());
    Ok(names)
}

/// Names of the global symbols of an object or archive; `which` of nm's options says which.
fn symbols(cc: &Compiler, file: &Path, which: &str) -> Result<Vec<String>> {
    let mut nm = Command::new(cc.tool("nm")?);
    let text = run::capture(nm.args([which, "--extern-only", "--format=posix"]).arg(file))?;
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_string).collect())
}

/// Copies a file, unless that would change nothing but its time.
fn install(from: &Path, to: &Path) -> Result<()> {
    let new = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    replace(to, &new)
}

/// Writes a file, unless that would change nothing but its time.
fn replace(to: &Path, new: &[u8]) -> Result<()> {
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    fs::write(to, new).with_context(|| format!("cannot write {}", to.display()))
}
