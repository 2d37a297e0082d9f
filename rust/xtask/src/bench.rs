//! `cargo xtask bench`: mpickle beside json and CPython's pickle, on this machine and on emulated boards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix;
use crate::setup::packages::{self, Kit};
use crate::setup::python;
use crate::suites::features;
use crate::{figures, paths, run};

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
    /// Measure json, pickle, MessagePack and CBOR beside each other, by bench/formats.py.
    #[arg(long, conflicts_with = "instructions")]
    formats: bool,
    /// Count instructions by callgrind, and measure no times.
    #[arg(long, conflicts_with = "write")]
    instructions: bool,
    /// Compare the instructions with those that `--json` has written before.
    #[arg(long, value_name = "FILE", requires = "instructions")]
    against: Option<PathBuf>,
    /// Count instructions on emulated boards, a Cortex-M0 and a Cortex-M3, beside json's.
    #[arg(long, conflicts_with_all = ["formats", "instructions", "json", "more"])]
    boards: bool,
    /// Draw docs/performance-*.svg anew from the figures in the docs, as `--write` does too, and measure nothing.
    #[arg(long, conflicts_with_all = ["formats", "instructions", "json", "more", "write", "boards"])]
    pictures: bool,
    /// Arguments for the script, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// mpickle beside json and CPython's pickle.
pub fn bench(args: &BenchArgs) -> Result<()> {
    if args.pictures {
        return pictures();
    }
    if args.boards {
        return boards(args);
    }
    let mut unix = args.unix.clone();
    if args.formats {
        unix.port.features.get_or_insert_with(|| features::ALL.into());
    }
    let python = python::ensure(if args.formats { &[python::TESTS] } else { &[] })?;
    let micropython = unix::build(&unix)?;
    let mut command = Command::new(python);
    let (script, group) = match args {
        BenchArgs { instructions: true, .. } => ("bench/instructions.py", "bench"),
        BenchArgs { formats: true, .. } => ("bench/formats.py", "formats"),
        _ => ("bench/run.py", "bench"),
    };
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
        figures::record(group, serde_json::from_str(&text)?)?;
        if group == "bench" {
            pictures()?;
        }
    }
    Ok(())
}

/// The boards that are measured, with the instructions that their SysTick takes for one tick: under
/// `-icount shift=0` an instruction takes a nanosecond, and QEMU's machines run at 16 and 25 MHz.
const BOARDS: [(Board, f64); 2] = [(Board::Microbit, 62.5), (Board::Mps2An385, 40.0)];
/// The workloads of bench/board.py, and what the docs call them.
pub const WORKLOADS: [(&str, &str); 6] = [
    ("records", "100 records of 5 fields"),
    ("random records", "100 records, floats of all digits"),
    ("ints", "1,000 ints"),
    ("floats", "300 floats"),
    ("strings", "100 strings"),
    ("instances", "50 instances"),
];
/// A workload takes less time than that.
const PATIENCE: Duration = Duration::from_secs(120);

/// Counts instructions of bench/board.py on each board, a workload at a time in a heap of its own.
fn boards(args: &BenchArgs) -> Result<()> {
    let python = python::ensure(&[python::TESTS])?;
    let tree = args.unix.port.tree.path()?;
    let mut measured = BTreeMap::new();
    for (board, instructions) in BOARDS {
        let firmware = qemu::build(&QemuArgs { port: args.unix.port.clone(), board })?;
        println!("instructions on {}: mpickle, json, how many times as many json takes", board.name());
        for (workload, _) in WORKLOADS {
            let counts = count(&python, &tree, board, &firmware, workload)?;
            for operation in ["dumps", "loads", "bytes"] {
                let factor = if operation == "bytes" { 1.0 } else { instructions };
                let of = |library: &str| counts.get(&format!("{library} {operation}")).map(|n| n * factor);
                let ours = of("mpickle").with_context(|| format!("no {operation} of {workload}"))?;
                let name = |library: &str| format!("{} {workload} {library} {operation}", board.name());
                measured.insert(name("mpickle"), Value::from(ours.round()));
                match of("json") {
                    Some(json) => {
                        measured.insert(name("json"), Value::from(json.round()));
                        println!("  {workload} {operation}: {ours:.0}, {json:.0}, {:.1}", json / ours);
                    }
                    None => println!("  {workload} {operation}: {ours:.0}"),
                }
            }
        }
    }
    if args.write {
        figures::record("boards", measured)?;
    }
    Ok(())
}

/// The ticks that one workload takes, by library and operation.
fn count(
    python: &Path,
    tree: &Path,
    board: Board,
    firmware: &Path,
    workload: &str,
) -> Result<BTreeMap<String, f64>> {
    let bench = paths::root().join("bench");
    let mut text = String::new();
    for file in ["workloads.py", "board.py"] {
        text.push_str(&fs::read_to_string(bench.join(file)).with_context(|| format!("cannot read {file}"))?);
    }
    text.push_str(&format!("\nmeasure(\"{workload}\")\n"));
    let script = paths::target().join("bench-board.py");
    fs::write(&script, text).with_context(|| format!("cannot write {}", script.display()))?;
    let mut command = run::mortal(python);
    command
        .arg(tree.join("tools/pyboard.py"))
        .arg("--device")
        .arg(format!("execpty:{} {} -icount shift=0", run::mortally().join(" "), board.emulator(firmware)))
        .arg(&script)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let outcome = run::observe_or_kill(&format!("{workload} on {}", board.name()), &mut command, PATIENCE)?;
    ensure!(outcome.lines.last().is_some_and(|line| line == "end"), "{}", outcome.tail());
    let pairs = outcome.lines.iter().filter_map(|line| line.rsplit_once(' '));
    Ok(pairs.filter_map(|(name, n)| Some((name.to_string(), n.parse().ok()?))).collect())
}

/// Draws the figures of the docs.
fn pictures() -> Result<()> {
    let mut draw = Command::new(python::ensure(&[python::PICTURE])?);
    draw.arg(paths::root().join("bench/pictures.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    run::show("the pictures", &mut draw)
}
