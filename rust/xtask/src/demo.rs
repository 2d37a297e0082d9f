//! `cargo xtask demo`: a Python script that drives the MicroPython built here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::ports::unix;
use crate::setup::python;
use crate::{paths, run};

/// `cargo xtask demo`.
#[derive(clap::Args)]
pub struct DemoArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Write what the demo prints to a file, as a picture (SVG).
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
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
