//! `cargo xtask lint`: formatting and linters, with warnings as errors.

use std::process::Command;

use anyhow::{Context, Result, bail};
use firmware_build::firmware::Firmware;

use crate::ports::unix;
use crate::setup::python;
use crate::suites::features;
use crate::{paths, run};

/// `cargo xtask lint`.
#[derive(clap::Args)]
pub struct LintArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
}

pub fn lint(args: &LintArgs) -> Result<()> {
    let python = python::ensure(&[python::LINT])?;
    // The crates that know MicroPython are checked with a real firmware's flags: of all features, if none are named.
    let mut unix = args.unix.clone();
    unix.port.features.get_or_insert_with(|| features::ALL.into());
    let micropython = unix::build(&unix)?;
    let firmware = Firmware::read(&micropython.with_file_name("mpickle-rust"))?;

    let cargo = |words: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(words).current_dir(paths::root());
        command
    };
    let ruff = |words: &[&str]| {
        let mut command = Command::new(python.with_file_name("ruff"));
        command.args(words).current_dir(paths::root());
        command
    };
    let mut firmware_clippy = firmware.cargo("clippy", "")?;
    firmware_clippy.args(["--package", "micropython", "--package", "mpickle", "--", "-D", "warnings"]);
    let native_clippy = |format| {
        let mut command =
            cargo(&["clippy", "--package", "mpickle-mpy", "--profile", "mpy", "--no-default-features"]);
        command.args(["--features", format, "--", "-D", "warnings"]);
        command
    };
    let mut firmware_doc = firmware.cargo("doc", "")?;
    // Of a library that C calls, all documentation is for its developers.
    firmware_doc.args([
        "--no-deps",
        "--document-private-items",
        "--package",
        "micropython",
        "--package",
        "mpickle",
    ]);
    firmware_doc.env("RUSTDOCFLAGS", "-D warnings");
    let mut doc = cargo(&["doc", "--no-deps", "--workspace"]);
    for firmware in ["micropython", "mpickle", "mpickle-mpy"] {
        doc.args(["--exclude", firmware]);
    }
    doc.env("RUSTDOCFLAGS", "-D warnings");
    let pc = |words: &[&str]| {
        let mut command = cargo(words);
        command
            .current_dir(paths::root().join("rust/pc"))
            .env("CARGO_TARGET_DIR", paths::target().join("pc"));
        command
    };
    let steps = [
        ("cargo fmt", cargo(&["fmt", "--all", "--check"])),
        ("cargo fmt of the package for CPython", pc(&["fmt", "--all", "--check"])),
        (
            "clippy of the package for CPython",
            pc(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        ),
        ("clippy on the host", cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])),
        ("clippy in the firmware", firmware_clippy),
        ("clippy in mpickle.mpy", native_clippy("classes,text,limits")),
        ("clippy in umsgpack.mpy", native_clippy("msgpack,streams,limits")),
        ("clippy in cbor2.mpy", native_clippy("cbor,streams,limits")),
        ("documentation of the host's crates", doc),
        ("documentation of the firmware's crates", firmware_doc),
        ("C warnings", c_warnings(&firmware)?),
        ("ruff check", ruff(&["check", "."])),
        ("ruff format", ruff(&["format", "--check", "."])),
    ];
    let mut failed = Vec::new();
    for (name, mut command) in steps {
        let outcome = run::observe(name, &mut command)?;
        if outcome.success() {
            println!("{name}: ok");
        } else {
            println!("{name}: failed\n{}", outcome.tail());
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("lint: {} failed", failed.join(", ")) }
}

/// The port's own compiler over cmodule, with more warnings than MicroPython asks for.
fn c_warnings(firmware: &Firmware) -> Result<Command> {
    const WARNINGS: [&str; 8] = [
        "-Wall",
        "-Wextra",
        "-Wshadow",
        "-Wconversion",
        "-Wno-sign-conversion",
        "-Wstrict-prototypes",
        "-Wno-unused-parameter",
        "-Werror",
    ];
    let cc = shlex::split(&firmware.cc).context("CC")?;
    let cflags = shlex::split(&firmware.cflags).context("CFLAGS")?;
    let mut command = Command::new(&cc[0]);
    // MicroPython's own headers are not ours to judge.
    command.arg("-isystem").arg("../..");
    command.args(&cc[1..]).args(cflags).args(WARNINGS).arg("-fsyntax-only").current_dir(&firmware.port_dir);
    command.args(paths::in_rooms(&paths::root().join("cmodule"), "c")?);
    Ok(command)
}
