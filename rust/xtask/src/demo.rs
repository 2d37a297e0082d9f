//! `cargo xtask demo` and `cargo xtask bench`: Python scripts that drive the
//! MicroPython built here.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{paths, python, run, unix};

/// `cargo xtask demo`.
#[derive(clap::Args)]
pub struct DemoArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
}

/// `cargo xtask bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Write the figures to a file as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Arguments for bench/run.py, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Objects go from CPython to MicroPython and back.
pub fn demo(args: &DemoArgs) -> Result<()> {
    let python = python::ensure(&[python::DEMO])?;
    let micropython = unix::build(&args.unix)?;
    let mut command = Command::new(python);
    command.arg(paths::root().join("demo/run.py")).arg("--micropython").arg(micropython);
    run::show("the demo", command.env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// mpickle beside json and CPython's pickle.
pub fn bench(args: &BenchArgs) -> Result<()> {
    let python = python::ensure(&[])?;
    let micropython = unix::build(&args.unix)?;
    let mut command = Command::new(python);
    command.arg(paths::root().join("bench/run.py")).arg("--micropython").arg(micropython);
    if let Some(file) = &args.json {
        command.arg("--json").arg(file);
    }
    run::show("the benchmark", command.args(&args.more).env("PYTHONDONTWRITEBYTECODE", "1"))
}
