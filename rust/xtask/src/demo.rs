//! `cargo xtask demo` and `cargo xtask bench`: Python scripts that drive the
//! MicroPython built here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::setup::packages::{self, Kit};
use crate::setup::python;
use crate::{figures, paths, run, unix};

/// `cargo xtask demo`.
#[derive(clap::Args)]
pub struct DemoArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Write what the demo prints to a file, as a picture (SVG).
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
}

/// `cargo xtask bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Write the figures to a file as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the figures into the docs.
    #[arg(long, conflicts_with = "more")]
    write: bool,
    /// Count instructions by callgrind, and measure no times.
    #[arg(long, conflicts_with = "write")]
    instructions: bool,
    /// Compare the instructions with those that `--json` has written before.
    #[arg(long, value_name = "FILE", requires = "instructions")]
    against: Option<PathBuf>,
    /// Arguments for bench/run.py or bench/instructions.py, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Objects go from CPython to MicroPython and back.
pub fn demo(args: &DemoArgs) -> Result<()> {
    let python = python::ensure(&[python::DEMO])?;
    let micropython = unix::build(&args.unix)?;
    let mut command = Command::new(python);
    command.arg(paths::root().join("demo/run.py")).arg("--micropython").arg(micropython);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    match &args.picture {
        Some(file) => picture(&mut command, file),
        None => run::show("the demo", &mut command),
    }
}

/// Draws what `demo` prints.
fn picture(demo: &mut Command, file: &Path) -> Result<()> {
    let shown = paths::target().join("demo.txt");
    fs::write(&shown, run::capture(demo)?).with_context(|| format!("cannot write {}", shown.display()))?;
    let mut draw = Command::new(python::ensure(&[python::PICTURE])?);
    draw.arg(paths::root().join("demo/picture.py")).arg("cargo xtask demo").arg(file);
    let outcome = draw.stdin(fs::File::open(&shown)?).status().context("cannot draw")?;
    ensure!(outcome.success(), "the picture could not be drawn ({outcome})");
    Ok(())
}

/// mpickle beside json and CPython's pickle.
pub fn bench(args: &BenchArgs) -> Result<()> {
    let python = python::ensure(&[])?;
    let micropython = unix::build(&args.unix)?;
    let mut command = Command::new(python);
    let script = if args.instructions { "bench/instructions.py" } else { "bench/run.py" };
    command.arg(paths::root().join(script)).arg("--micropython").arg(micropython);
    if let Some(file) = &args.json {
        command.arg("--json").arg(file);
    }
    if let Some(file) = &args.against {
        command.arg("--against").arg(file);
    }
    if args.instructions {
        packages::ensure_kit(Kit::Count)?;
    }
    let shown = paths::target().join("bench-shown.json");
    if args.write {
        command.arg("--shown").arg(&shown);
    }
    run::show("the benchmark", command.args(&args.more).env("PYTHONDONTWRITEBYTECODE", "1"))?;
    if args.write {
        let text = fs::read_to_string(&shown).with_context(|| format!("cannot read {}", shown.display()))?;
        figures::record("bench", serde_json::from_str(&text)?)?;
    }
    Ok(())
}
