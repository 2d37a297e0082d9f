//! The Rust half of one firmware, as one relocatable object.
//!
//! micropython.mk runs this from the port's folder, with the port's compiler
//! and flags in the environment. It writes two files into the given folder:
//! `mpickle.h`, and `mpickle_rust.o`, in which only the entry points
//! (`mpickle_…`) are visible, so that nothing of Rust's runtime can take the
//! place of the firmware's own memcpy, libm or libgcc.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{libclang, paths, run, target};

/// The prefix of everything that C may call.
const ENTRY_PREFIX: &str = "mpickle_";

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

/// What the build system says; flags come as one string each, as make has them.
#[derive(clap::Args)]
pub struct Args {
    /// Where mpickle.h and mpickle_rust.o go.
    out: PathBuf,
    /// The port's C compiler.
    #[arg(long, env = "MPICKLE_CC", hide_env_values = true)]
    cc: String,
    /// The port's compiler flags.
    #[arg(
        long,
        env = "MPICKLE_CFLAGS",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    cflags: String,
    /// Cargo features instead of the default ones.
    #[arg(long, env = "MPICKLE_FEATURES")]
    features: Option<String>,
    /// The Rust target, where the compiler does not tell.
    #[arg(long, env = "MPICKLE_RUST_TARGET")]
    rust_target: Option<String>,
    /// rustc's opt-level.
    #[arg(long, env = "MPICKLE_OPT_LEVEL")]
    opt_level: Option<String>,
}

/// The compiler with the flags that choose the machine.
struct Compiler {
    words: Vec<String>,
    machine_flags: Vec<String>,
}

pub fn make(args: &Args) -> Result<()> {
    let cflags = shlex::split(&args.cflags).context("unbalanced quotes in CFLAGS")?;
    let cc = Compiler::new(&args.cc, &cflags)?;
    let machine = cc.ask(&["-dumpmachine"])?;
    let rust_target = match args.rust_target.as_deref().filter(|t| !t.is_empty()) {
        Some(target) => target,
        None => target::rust_target(&machine, &cflags)?,
    };
    let opt_level = args.opt_level.as_deref().filter(|o| !o.is_empty());
    let opt_level = opt_level.unwrap_or(if rust_target.contains("-none") {
        "z"
    } else {
        "3"
    });

    // Firmware builds share cargo's folder: what one has built is copied
    // before another may replace it.
    fs::create_dir_all(paths::target())?;
    let lock = File::create(paths::target().join("firmware.lock"))?;
    lock.lock().context("cannot lock target/firmware.lock")?;

    let built = cargo_build(args, rust_target, opt_level)?;
    fs::create_dir_all(&args.out)?;
    let object = args.out.join("mpickle_rust.tmp.o");
    relocatable(&cc, &built.library, &object)?;
    install(&object, &args.out.join("mpickle_rust.o"))?;
    fs::remove_file(&object)?;
    install(&built.header, &args.out.join("mpickle.h"))
}

struct Built {
    library: PathBuf,
    header: PathBuf,
}

fn cargo_build(args: &Args, rust_target: &str, opt_level: &str) -> Result<Built> {
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "build",
            "--package",
            "mpickle",
            "--profile",
            "firmware",
            "--target",
            rust_target,
        ])
        .args([
            "--message-format",
            "json-render-diagnostics",
            "--manifest-path",
        ])
        .arg(paths::root().join("Cargo.toml"))
        .arg("--target-dir")
        .arg(paths::target())
        .env("CARGO_PROFILE_FIRMWARE_OPT_LEVEL", opt_level)
        .env("MPICKLE_CC", &args.cc)
        .env("MPICKLE_CFLAGS", &args.cflags)
        .env("MPICKLE_PORT_DIR", env::current_dir()?)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    // make's job server and variables are not for cargo's children.
    for name in ["MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL"] {
        cargo.env_remove(name);
    }
    if let Some(features) = args.features.as_deref().filter(|f| !f.trim().is_empty()) {
        cargo.args(["--no-default-features", "--features", features.trim()]);
    }
    if let Some(dir) = libclang::private_dir() {
        cargo.env("LIBCLANG_PATH", dir);
    }
    let output = cargo
        .output()
        .context("cannot run cargo: install Rust from https://rustup.rs")?;
    ensure!(
        output.status.success(),
        "the Rust half of mpickle did not build (cargo's message is above)"
    );
    find_built(&String::from_utf8_lossy(&output.stdout))
}

/// Finds the library and the header's folder among cargo's messages.
fn find_built(messages: &str) -> Result<Built> {
    let mut library = None;
    let mut header = None;
    for message in messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        let is = |key: &str, value: &str| message[key] == *value;
        if is("reason", "compiler-artifact") && message["target"]["kind"][0] == "staticlib" {
            library = message["filenames"][0].as_str().map(PathBuf::from);
        }
        let package = message["package_id"].as_str().unwrap_or("");
        if is("reason", "build-script-executed") && package.contains("rust/mpickle#") {
            header = message["out_dir"]
                .as_str()
                .map(|dir| Path::new(dir).join("mpickle.h"));
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
    strip
        .arg("--wildcard")
        .args(UNWINDING.map(|section| format!("--remove-section={section}")));
    run::capture(strip.arg(library).arg(&bare))?;

    let mut link = cc.command();
    link.args(["-r", "-nostdlib", "-Wl,--gc-sections"]);
    for entry in entries(cc, library)? {
        link.arg(format!("-Wl,-u,{entry}"));
    }
    run::capture(link.arg("-o").arg(object).arg(&bare))?;
    fs::remove_file(bare)?;

    let mut hide = Command::new(&objcopy);
    hide.args(["--wildcard", "--localize-hidden", "--strip-unneeded"]);
    run::capture(
        hide.arg(format!("--keep-global-symbol={ENTRY_PREFIX}*"))
            .arg(object),
    )?;
    Ok(())
}

/// The functions that C may call, as the archive defines them.
fn entries(cc: &Compiler, library: &Path) -> Result<Vec<String>> {
    let mut nm = Command::new(cc.tool("nm")?);
    let text = run::capture(
        nm.args(["--defined-only", "--extern-only", "--format=posix"])
            .arg(library),
    )?;
    let names = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names
        .filter(|n| n.starts_with(ENTRY_PREFIX))
        .map(str::to_string)
        .collect();
    ensure!(
        !names.is_empty(),
        "{} exports no {ENTRY_PREFIX}…",
        library.display()
    );
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

impl Compiler {
    fn new(cc: &str, cflags: &[String]) -> Result<Compiler> {
        let words = shlex::split(cc)
            .filter(|w| !w.is_empty())
            .context("CC is empty or has unbalanced quotes")?;
        let machine = |f: &&String| f.starts_with("-m") || f.starts_with("--target=");
        Ok(Compiler {
            words,
            machine_flags: cflags.iter().filter(machine).cloned().collect(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(&self.machine_flags);
        command
    }

    fn ask(&self, args: &[&str]) -> Result<String> {
        Ok(run::capture(self.command().args(args))?.trim().to_string())
    }

    /// The compiler's own nm or objcopy.
    fn tool(&self, name: &str) -> Result<String> {
        let path = self.ask(&[&format!("-print-prog-name={name}")])?;
        if path.is_empty() {
            bail!("{} has no {name}", self.words[0]);
        }
        Ok(path)
    }
}
