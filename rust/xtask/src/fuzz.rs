//! `cargo xtask fuzz`: random input for the codec and for a MicroPython under sanitizers, and random
//! programs for CPython and MicroPython side by side.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::ports::unix::{self, UnixArgs};
use crate::run::{self, Outcome};
use crate::setup::packages::{self, Kit};
use crate::setup::python;
use crate::{Tree, paths};

/// `cargo xtask fuzz`.
#[derive(clap::Args)]
pub struct FuzzArgs {
    #[command(flatten)]
    tree: Tree,
    /// How long, for all targets together.
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Only these targets.
    #[arg(long = "target", value_delimiter = ',', value_name = "TARGET")]
    targets: Vec<Target>,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq)]
enum Target {
    /// Any bytes: they give an object or an error, and the object can be written.
    Decode,
    /// In pieces it is the same as whole.
    Feed,
    /// With limits it is the same as without, or the limit's error.
    Limits,
    /// Noise between packets.
    Packets,
    /// Opcodes that fit each other.
    Program,
    /// Graphs of objects, written and read.
    Roundtrip,
    /// MessagePack and CBOR: whole, in pieces, written again.
    Tree,
    /// Protocol Buffers: a schema and a message of it, likewise.
    Protobuf,
    /// loads and its relatives in MicroPython, under AddressSanitizer and UBSan.
    Micropython,
    /// CPython and MicroPython with the same programs.
    Differential,
}

impl Target {
    const ALL: [Target; 10] = [
        Target::Decode,
        Target::Feed,
        Target::Limits,
        Target::Packets,
        Target::Program,
        Target::Roundtrip,
        Target::Tree,
        Target::Protobuf,
        Target::Micropython,
        Target::Differential,
    ];

    fn name(self) -> &'static str {
        match self {
            Target::Decode => "decode",
            Target::Feed => "feed",
            Target::Limits => "limits",
            Target::Packets => "packets",
            Target::Program => "program",
            Target::Roundtrip => "roundtrip",
            Target::Tree => "tree",
            Target::Protobuf => "protobuf",
            Target::Micropython => "micropython",
            Target::Differential => "differential",
        }
    }
}

/// The result of a target.
struct Report {
    target: Target,
    executions: u64,
    /// Files with inputs that failed, or other errors.
    findings: Vec<String>,
}

/// Largest input: small ones find more in the same time.
const MOST: &str = "-max_len=256";

/// Whether nothing was found; the last line printed counts.
pub fn fuzz(args: &FuzzArgs) -> Result<bool> {
    packages::ensure()?;
    let chosen = |target: &Target| args.targets.is_empty() || args.targets.contains(target);
    let targets: Vec<Target> = Target::ALL.into_iter().filter(chosen).collect();
    if targets.iter().any(|target| *target != Target::Differential) {
        packages::ensure_kit(Kit::Fuzz)?;
    }
    let python = python::ensure(&[python::TESTS, python::DEMO])?;
    let bench = Bench { seeds: seeds(&python)?, python, args };
    let seconds = u64::from(args.minutes) * 60 / targets.len() as u64;
    let mut reports = Vec::new();
    for target in targets {
        let report = match target {
            Target::Micropython => bench.micropython(seconds)?,
            Target::Differential => bench.differential(seconds)?,
            codec => bench.codec(codec, seconds)?,
        };
        println!("{}: {} executions", target.name(), report.executions);
        reports.push(report);
    }
    Ok(close(&reports))
}

fn close(reports: &[Report]) -> bool {
    for report in reports {
        for finding in &report.findings {
            println!("found: {}: {finding}", report.target.name());
        }
    }
    let executions: u64 = reports.iter().map(|report| report.executions).sum();
    let findings: usize = reports.iter().map(|report| report.findings.len()).sum();
    println!("{executions} executions, {findings} findings");
    findings == 0
}

/// The folder of files that are not kept.
fn folder() -> PathBuf {
    paths::target().join("fuzz")
}

fn seeds(python: &Path) -> Result<PathBuf> {
    let seeds = folder().join("seeds");
    let mut command = Command::new(python);
    run::step("Writing seeds", command.arg(paths::root().join("fuzz/seeds.py")).arg(&seeds))?;
    Ok(seeds)
}

struct Bench<'a> {
    python: PathBuf,
    seeds: PathBuf,
    args: &'a FuzzArgs,
}

impl Bench<'_> {
    /// A target of fuzz/, by cargo-fuzz. The codec has no unsafe code, and so no need of a
    /// sanitizer and of a compiler other than the stable one.
    fn codec(&self, target: Target, seconds: u64) -> Result<Report> {
        let (corpus, findings) = folders(target)?;
        let mut cargo = Command::new("cargo");
        cargo
            .args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir"])
            .arg(paths::root().join("fuzz"))
            .arg(target.name())
            .arg(corpus);
        if !matches!(target, Target::Program | Target::Roundtrip | Target::Packets) {
            cargo.arg(&self.seeds);
        }
        cargo.arg("--").args(options(seconds, &findings));
        cargo.env("PATH", cargo_fuzz()?).env("CARGO_TARGET_DIR", folder().join("build"));
        judge(target, &run::observe(&format!("Fuzzing {}", target.name()), &mut cargo)?)
    }

    /// libFuzzer inside of MicroPython.
    fn micropython(&self, seconds: u64) -> Result<Report> {
        let micropython = sanitized(self.args)?;
        let target = Target::Micropython;
        let (corpus, findings) = folders(target)?;
        let mut command = Command::new(micropython);
        command
            .args(["-X", "heapsize=2m", "main.py"])
            .args(options(seconds, &findings))
            .arg(corpus)
            .arg(&self.seeds)
            .current_dir(paths::root().join("fuzz/micropython/scripts"))
            // The collector looks for pointers on the real stack.
            .env("ASAN_OPTIONS", "detect_stack_use_after_return=0")
            .env("UBSAN_OPTIONS", "print_stacktrace=1");
        judge(target, &run::observe("Fuzzing MicroPython", &mut command)?)
    }

    fn differential(&self, seconds: u64) -> Result<Report> {
        let port = UnixArgs {
            variant: "standard".into(),
            port: PortArgs { tree: self.args.tree.clone(), ..PortArgs::default() },
        };
        let micropython = unix::build(&port)?;
        let mut command = Command::new(&self.python);
        command
            .arg(paths::root().join("tests/interop/differential.py"))
            .arg("--micropython")
            .arg(micropython)
            .args(["--seconds", &seconds.to_string(), "--seed", &std::process::id().to_string()])
            .env("PYTHONDONTWRITEBYTECODE", "1");
        judge(Target::Differential, &run::observe("CPython and mpickle with random programs", &mut command)?)
    }
}

/// The folders of a target's corpus and of its findings.
fn folders(target: Target) -> Result<(PathBuf, PathBuf)> {
    let (corpus, findings) =
        (folder().join("corpus").join(target.name()), folder().join("findings").join(target.name()));
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    Ok((corpus, findings))
}

/// libFuzzer's.
fn options(seconds: u64, findings: &Path) -> Vec<String> {
    vec![
        MOST.to_string(),
        format!("-max_total_time={seconds}"),
        format!("-artifact_prefix={}/", findings.display()),
        "-timeout=30".to_string(),
        "-print_final_stats=1".to_string(),
    ]
}

/// Reads the output of libFuzzer or differential.py.
fn judge(target: Target, outcome: &Outcome) -> Result<Report> {
    let text = outcome.lines.join("\n");
    let numbers = outcome.lines.iter().filter_map(|line| {
        let rest =
            line.strip_prefix("stat::number_of_executed_units:").or(line.strip_prefix("executions:"))?;
        rest.trim().split(',').next()?.parse::<u64>().ok()
    });
    let mut findings: Vec<String> = text
        .lines()
        .filter_map(|line| line.split_once("Test unit written to ").map(|(_, file)| file.to_string()))
        .collect();
    if !outcome.success() && findings.is_empty() {
        println!("{}", outcome.tail());
        findings.push("it failed (see above)".to_string());
    }
    Ok(Report { target, executions: numbers.sum(), findings })
}

/// PATH with cargo-fuzz in it, which is installed if need be.
fn cargo_fuzz() -> Result<std::ffi::OsString> {
    let tools = folder().join("tools");
    let given = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(env::split_paths(&given).chain([tools.join("bin")]))?;
    if !run::succeeds(Command::new("cargo").args(["fuzz", "--version"]).env("PATH", &path)) {
        let mut install = Command::new("cargo");
        install.args(["install", "cargo-fuzz", "--locked", "--root"]).arg(&tools);
        run::step("Installing cargo-fuzz", &mut install)?;
    }
    Ok(path)
}

/// A MicroPython with mpickle and libFuzzer, both halves instrumented.
fn sanitized(args: &FuzzArgs) -> Result<PathBuf> {
    let fuzz = paths::root().join("fuzz/micropython");
    let port =
        PortArgs { tree: args.tree.clone(), with_module: vec![fuzz.join("module")], ..PortArgs::default() };
    let mut build = unix::prepare(&UnixArgs { variant: "fuzz".into(), port })?;
    let sanitize = format!(
        "-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined -fno-omit-frame-pointer \
         -fsanitize-ignorelist={}",
        fuzz.join("ignore.txt").display()
    );
    build
        .set("CC=clang")
        .set("STRIP=")
        // Pickles can name what is frozen.
        .set("FROZEN_MANIFEST=")
        // clang warns of other things than GCC.
        .set(format!("CFLAGS_EXTRA={sanitize} -Wno-error"))
        .set("LDFLAGS_EXTRA=-fsanitize=address,undefined")
        .env("MPICKLE_INSTRUMENTED", "true")
        .env("CARGO_PROFILE_FIRMWARE_LTO", "off")
        // The sanitizer's flag is not stable yet.
        .env("RUSTC_BOOTSTRAP", "1")
        .env(&rustflags(), INSTRUMENT.join(" "));
    build.run()
}

/// rustc's for the sanitizer and for libFuzzer.
const INSTRUMENT: [&str; 8] = [
    "-Zsanitizer=address",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=3",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cforce-frame-pointers=yes",
    "-Cdebug-assertions -Coverflow-checks",
];

/// Flags for the target alone, not for programs that run while building.
fn rustflags() -> String {
    format!("CARGO_TARGET_{}_UNKNOWN_LINUX_GNU_RUSTFLAGS", env::consts::ARCH.to_uppercase())
}
