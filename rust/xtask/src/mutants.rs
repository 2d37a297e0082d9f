//! `cargo xtask mutants`: whether the codec's unit tests see each small change of the codec.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{paths, run};

/// `cargo xtask mutants`.
#[derive(clap::Args)]
pub struct MutantsArgs {
    /// Only mutants of files whose path has this in it (repeatable).
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<String>,
    /// Only mutants of functions whose description matches (repeatable).
    #[arg(long = "re", value_name = "REGEX")]
    patterns: Vec<String>,
    /// Only a part of them, for example 0/8.
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Mutants at a time.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
}

/// The version that the exceptions in .cargo/mutants.toml are written for.
const VERSION: &str = "27.1.0";
/// Tests that take long; the second pass has them.
const LONG: [&str; 9] = [
    "depth::",
    "fixups::ranks",
    "fixups::tens_of",
    "floats::powers",
    "framing::around_the",
    "framing::many_small",
    "reject::a_payload_takes",
    "reject::long_texts",
    "stream::buffers_go",
];

/// Whether every mutant was seen. All of them meet the short tests first, and what those do not see meets
/// all tests.
pub fn mutants(args: &MutantsArgs) -> Result<bool> {
    if !run::succeeds(Command::new("cargo").args(["mutants", "--version"])) {
        bail!("cargo-mutants: not found; run `cargo install --locked cargo-mutants@{VERSION}`");
    }
    let out = paths::target().join("mutants");
    let _ = fs::remove_dir_all(out.join("mutants.out"));
    fs::create_dir_all(&out)?;
    let mut short = command(args, &out);
    short.env("PICKLE_TESTS", "short").args(["--", "--test", "codec", "--"]);
    short.args(LONG.iter().flat_map(|test| ["--skip", test]));
    run::observe("Mutants and short tests", &mut short)?;
    if missed(&out)?.is_empty() {
        return Ok(report(&out, &[]));
    }
    let mut all = command(args, &out);
    all.args(["--iterate", "--", "--test", "codec"]);
    run::observe("Mutants and all tests", &mut all)?;
    Ok(report(&out, &missed(&out)?))
}

fn command(args: &MutantsArgs, out: &Path) -> Command {
    let mut command = Command::new("cargo");
    command
        .args([
            "mutants",
            "--package",
            "model",
            "--package",
            "pickle",
            "--package",
            "protobuf",
            "--package",
            "tree",
        ])
        .args(["--test-package", "pickle", "--test-package", "protobuf", "--test-package", "tree"])
        .args(["--profile", "mutants", "--colors", "never", "--output"])
        .arg(out)
        .arg(format!("--jobs={}", args.jobs))
        .args(args.files.iter().map(|file| format!("--file={file}")))
        .args(args.patterns.iter().map(|pattern| format!("--re={pattern}")))
        .args(args.shard.iter().map(|shard| format!("--shard={shard}")))
        .current_dir(paths::root());
    command
}

/// The changes that no test has noticed.
fn missed(out: &Path) -> Result<Vec<String>> {
    let file = out.join("mutants.out/missed.txt");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.lines().map(str::to_string).collect())
}

fn report(out: &Path, missed: &[String]) -> bool {
    for mutant in missed {
        println!("missed: {mutant}");
    }
    let count = |name: &str| {
        fs::read_to_string(out.join("mutants.out").join(name)).map_or(0, |text| text.lines().count())
    };
    let (caught, timeout, unviable) = (count("caught.txt"), count("timeout.txt"), count("unviable.txt"));
    println!("{caught} caught, {timeout} did not end, {} missed, {unviable} do not compile", missed.len());
    missed.is_empty()
}
