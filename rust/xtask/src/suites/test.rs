//! `cargo xtask test`: everything that this machine can test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::ports::ahead;
use crate::ports::unix::{self, UnixArgs};
use crate::run::{self, Outcome};
use crate::setup::{python, vectors};
use crate::suites::prebuilt::linux;
use crate::suites::report::{self, Tally};
use crate::suites::scripts::{self, On, Runner};
use crate::suites::{boards, checks, cmake, features, heaps, mpy, pc, prebuilt, web, xtensa};
use crate::{docs, paths};

/// Which suites to run; without arguments all of them.
#[derive(clap::Args)]
pub struct TestArgs {
    #[command(flatten)]
    unix: UnixArgs,
    /// Only these suites.
    #[arg(long, value_delimiter = ',', value_name = "SUITE")]
    only: Vec<Suite>,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq)]
enum Suite {
    /// The codec's and xtask's unit tests.
    Unit,
    /// Symbols and static RAM that mpickle adds to the firmware.
    Link,
    /// Test scripts with CPython as oracle.
    Scripts,
    /// Tests in which CPython and MicroPython talk to each other.
    Interop,
    /// Allocations that fail, on the unix port.
    Faults,
    /// Test scripts on the unix port with other object representations and floats.
    Variants,
    /// The unix port with less than all features.
    Features,
    /// Heaps of several areas, and of holes. Long, so it runs only when it is named.
    Heaps,
    /// mpickle.mpy on firmware that has no mpickle.
    Mpy,
    /// Building by CMake, for chips that cannot be tried here too.
    Cmake,
    /// The package for CPython, and the command `mpickle`.
    Pc,
    /// Firmware from a release, on a machine without Rust.
    Prebuilt,
    /// Link checks, stack, and scripts for the boards that QEMU emulates.
    Boards,
    /// The site of the docs: it is built, and its links lead somewhere.
    Docs,
    /// The webassembly port under node, where there is an Emscripten for it.
    Webassembly,
    /// The unix port for Linux on Arm and RISC-V, emulated: only where it is named, since it builds four times.
    Linux,
    /// The ESP8266's processor, emulated: only where it is named, since Rust's core is compiled for it.
    Xtensa,
}

impl Suite {
    const ALL: [Suite; 17] = [
        Suite::Unit,
        Suite::Link,
        Suite::Scripts,
        Suite::Interop,
        Suite::Faults,
        Suite::Variants,
        Suite::Features,
        Suite::Heaps,
        Suite::Mpy,
        Suite::Cmake,
        Suite::Pc,
        Suite::Prebuilt,
        Suite::Boards,
        Suite::Docs,
        Suite::Webassembly,
        Suite::Linux,
        Suite::Xtensa,
    ];

    /// As it is called on the command line.
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string())
    }
}

/// Variants of the unix port beside the standard one: object representation A with 32 bits, D,
/// C, A with single precision, that without types that small boards leave out, and 32 bits with ints
/// of 64 bits at most.
pub const VARIANTS: [&str; 6] = ["32bit", "nanbox", "reprc", "float32", "small", "longlong"];

/// The tests of tests/interop that run on all variants: every pickle of the corpus, and the limits.
const TOGETHER: [&str; 4] = ["test_corpus.py", "test_limits.py", "test_streams.py", "test_registrations.py"];

/// The results of each target.
pub type Tallies = Vec<(String, Tally)>;

/// Runs the tests; true if none failed. The last line printed counts them.
pub fn test(args: &TestArgs) -> Result<bool> {
    let python = python::ensure(&[python::TESTS, python::DEMO])?;
    let wanted = |suite| args.only.contains(&suite) || args.only.is_empty() && !matches!(suite, Suite::Heaps);
    // The others build what they need.
    let builds =
        |suite| !matches!(suite, Suite::Mpy | Suite::Docs | Suite::Heaps | Suite::Linux | Suite::Xtensa);
    let micropython = if Suite::ALL.into_iter().any(|suite| builds(suite) && wanted(suite)) {
        unix::build(&args.unix)?
    } else {
        PathBuf::new()
    };
    let runner = Runner { python, tree: args.unix.port.tree.path()? };
    let standard = format!("unix {}", args.unix.variant);
    let mut tallies = Tallies::new();
    if [Suite::Interop, Suite::Variants, Suite::Features, Suite::Heaps].into_iter().any(wanted) {
        // CPython's side of what they test.
        pc::ensure(&runner.python)?;
    }
    let mut times = Vec::new();
    for suite in Suite::ALL.into_iter().filter(|suite| wanted(*suite)) {
        let start = Instant::now();
        match suite {
            Suite::Unit => tallies.push(("unit tests".into(), unit()?)),
            Suite::Link => {
                tallies.push((format!("{standard}, link"), checks::link(&micropython, "")?));
            }
            Suite::Scripts => {
                tallies
                    .push((standard.clone(), scripts::run(&runner, &standard, &On::Binary(&micropython))?));
            }
            Suite::Interop => {
                let tally = interop(&runner, "CPython and MicroPython together", &micropython, &[""])?;
                tallies.push(("CPython and MicroPython together".into(), tally));
            }
            Suite::Faults => tallies.push(faults(&runner, &args.unix)?),
            Suite::Variants => tallies.extend(variants(&runner, &args.unix)?),
            Suite::Features => tallies.extend(features::test(&runner, &args.unix)?),
            Suite::Heaps => tallies.extend(heaps::test(&runner, &args.unix)?),
            Suite::Mpy => tallies.extend(mpy::test(&runner, &args.unix)?),
            Suite::Cmake => {
                tallies.push(("building by CMake".into(), cmake::run(&runner.python, &runner.tree)?));
            }
            Suite::Pc => {
                let tally = pc::run(&runner, &micropython, &args.unix)?;
                tallies.push(("the package for CPython".into(), tally));
            }
            Suite::Prebuilt => tallies.extend(prebuilt::test(&runner, &args.unix)?),
            Suite::Boards => tallies.extend(boards::test(&runner, &args.unix.port)?),
            Suite::Docs => tallies.push(("the site of the docs".into(), site(&runner.python)?)),
            Suite::Webassembly => tallies
                .push(("webassembly".into(), web::test(&runner, &args.unix.port, !args.only.is_empty())?)),
            Suite::Linux if args.only.is_empty() => tallies.push((
                linux::NAME.into(),
                Tally::skip(linux::NAME, "it runs where it is named: --only linux"),
            )),
            Suite::Linux => tallies.extend(linux::test(&runner, &args.unix.port)?),
            // It takes minutes, and is not in the time that a run of all suites has.
            Suite::Xtensa if args.only.is_empty() => tallies.push((
                xtensa::NAME.into(),
                Tally::skip(xtensa::NAME, "it runs where it is named: --only xtensa"),
            )),
            Suite::Xtensa => tallies.extend(xtensa::test(&runner, &args.unix.port)?),
        }
        times.push(format!("{} {:.0} s", suite.name(), start.elapsed().as_secs_f32()));
    }
    Ok(close(tallies, &times))
}

/// Whether a missing compiler or emulator is a failure: in continuous integration, where a suite that is
/// skipped as a whole would go unnoticed.
pub fn tools_required() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

/// Prints the skipped and the failed tests, what each suite took, the counts of every target, and their sum.
fn close(tallies: Tallies, times: &[String]) -> bool {
    let mut total = Tally::default();
    let width = tallies.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let counts: Vec<String> =
        tallies.iter().map(|(name, tally)| format!("{name:<width$}  {tally}")).collect();
    tallies.into_iter().for_each(|(_, tally)| total.add(tally));
    list("skipped", &total.skipped);
    list("failed", &total.failed);
    println!("time: {}\n{}\n{total}", times.join(", "), counts.join("\n"));
    total.failed.is_empty()
}

fn list(what: &str, names: &[String]) {
    for name in names {
        println!("{what}: {name}");
    }
}

/// A suite whose program failed without naming a failed test has failed as such.
pub fn judge(outcome: &Outcome, mut tally: Tally) -> Tally {
    if !outcome.success() && tally.failed.is_empty() {
        println!("{}", outcome.tail());
        tally.failed.push(outcome.what.clone());
    }
    tally
}

fn unit() -> Result<Tally> {
    let all = "--package model --package pickle --package protobuf --package tree --package mpickle-build --package xtask";
    let mut tally = cargo_test("Unit tests", all)?;
    // A firmware may have one of the two formats.
    for format in ["msgpack", "cbor"] {
        let alone = format!("--package tree --no-default-features --features {format},write,streams,pause");
        tally.add(cargo_test(&format!("Unit tests of {format} alone"), &alone)?);
    }
    Ok(tally)
}

/// `cargo test` with these arguments.
fn cargo_test(name: &str, args: &str) -> Result<Tally> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-fail-fast"]).args(args.split(' ')).current_dir(paths::root());
    let outcome = run::observe(name, &mut command)?;
    let tally = report::from_cargo(&outcome.lines);
    if !tally.failed.is_empty() {
        println!("{}", outcome.section("failures:", "test result:"));
    }
    Ok(judge(&outcome, tally))
}

/// The site without the try-it page, which has tests of its own.
fn site(python: &Path) -> Result<Tally> {
    let mut pytest = pytest(python);
    pytest.arg("tests/site").env("MPICKLE_DOCS", docs::site(None)?);
    run_pytest("The site of the docs", &mut pytest)
}

/// A MicroPython of its own, in which a test can have allocations fail.
fn faults(runner: &Runner, args: &UnixArgs) -> Result<(String, Tally)> {
    let mut args = args.clone();
    let features = args.port.features.get_or_insert_with(|| features::ALL.into()).clone();
    args.variant = features::variant(&features, &args);
    args.port.with_module.push(paths::root().join("tests/faults/faults"));
    let name = format!("unix {}, failing memory", args.variant);
    let tally = scripts::run_faults(runner, &name, &unix::build(&args)?)?;
    Ok((name, tally))
}

/// The scripts on every variant that MicroPython's tree has.
fn variants(runner: &Runner, args: &UnixArgs) -> Result<Tallies> {
    let mut tallies = Tallies::new();
    let (mut possible, mut builds) = (Vec::new(), Vec::new());
    for variant in VARIANTS {
        let name = format!("unix {variant}");
        let tally = match unix::variant_dir(&runner.tree, variant).map(|dir| unix::ensure(&dir)) {
            None => Tally::skip(&name, "this MicroPython has no such variant"),
            Some(Err(error)) => Tally::lacking(&name, &format!("{error:#}"), tools_required()),
            Some(Ok(())) => {
                let mut args = UnixArgs { variant: variant.into(), ..args.clone() };
                args.port.features.get_or_insert_with(|| features::ALL.into());
                builds.push(unix::prepare(&args)?);
                possible.push((variant, name));
                continue;
            }
        };
        tallies.push((name, tally));
    }
    tallies.extend(ahead::each(builds, |number, micropython| {
        let (variant, name) = &possible[number];
        Ok((name.clone(), variant_tests(runner, &micropython, variant, name)?))
    })?);
    Ok(tallies)
}

/// Why this variant prints something else than a script of the formats expects.
pub fn other_expectation(variant: &str, script: &str) -> Option<&'static str> {
    const VARIANTS: [(&str, &[&str], &[&str]); 4] = [
        (
            "it prints what 64 bits make of sizes beyond 32",
            &["32bit", "nanbox", "reprc"],
            &["umsgpack_plain", "umsgpack_feed", "umsgpack_numpy", "cbor2_hostile"],
        ),
        (
            "it prints floats of double precision",
            &["reprc", "float32", "small"],
            &["umsgpack_feed", "cbor2_types", "cbor2_vectors"],
        ),
        (
            "it works with ints beyond 64 bits, or prints what 64 bits make of sizes beyond 32",
            &["longlong"],
            &[
                "umsgpack_plain",
                "umsgpack_api",
                "umsgpack_feed",
                "cbor2_plain",
                "cbor2_vectors",
                "cbor2_types",
                "cbor2_hostile",
                "cbor2_arrays",
                "signed_packets",
            ],
        ),
        ("it uses types that this build lacks", &["small"], &["umsgpack_api"]),
    ];
    let is_it = |(_, variants, scripts): &&(&str, &[&str], &[&str])| {
        variants.contains(&variant) && scripts.contains(&script)
    };
    VARIANTS.iter().find(is_it).map(|(why, ..)| *why)
}

fn variant_tests(runner: &Runner, micropython: &Path, variant: &str, name: &str) -> Result<Tally> {
    let mut tally = scripts::run(runner, name, &On::Binary(micropython))?;
    let formats = format!("{name}, other formats");
    // Words of 32 bits matter to all of them.
    let more: &[&str] = if variant == "32bit" { &features::MORE } else { &[] };
    let (cannot, scripts): (Vec<&str>, Vec<&str>) = features::FORMATS
        .iter()
        .chain(more)
        .copied()
        .partition(|script| other_expectation(variant, script).is_some());
    let reason = |script: &str| other_expectation(variant, script).unwrap_or_default();
    tally.skipped.extend(cannot.iter().map(|script| format!("{formats}: {script}.py ({})", reason(script))));
    tally.add(scripts::run_some(runner, &formats, &On::Binary(micropython), &features::files(&scripts))?);
    if matches!(variant, "small" | "longlong") {
        // The other side of these tests works with ints of any size, and with all types.
        return Ok(tally);
    }
    let what = format!("CPython and MicroPython {variant} together");
    let mut together = interop(runner, &what, micropython, &TOGETHER)?;
    together.say_where(name);
    tally.add(together);
    Ok(tally)
}

/// Tests driven from CPython: those of tests/interop in these files; all of them in "".
pub fn interop(runner: &Runner, what: &str, micropython: &Path, files: &[&str]) -> Result<Tally> {
    let mut pytest = pytest(&runner.python);
    // Each of pytest's processes has MicroPythons of its own.
    let processes = std::thread::available_parallelism().map_or(1, usize::from);
    pytest
        .args(["--dist", "worksteal", "-n", &processes.to_string()])
        .args(files.iter().map(|file| format!("tests/interop/{file}")))
        .env("MPICKLE_MICROPYTHON", micropython)
        .envs(vectors::folders().into_iter().filter(|(_, folder)| folder.is_dir()));
    run_pytest(what, &mut pytest)
}

/// pytest, which lacks the tests to run.
pub fn pytest(python: &Path) -> Command {
    let mut pytest = Command::new(python);
    pytest
        .args(["-m", "pytest", "--tb=short", "-rfE", "-p", "no:cacheprovider"])
        .current_dir(paths::root())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("COLUMNS", "200");
    pytest
}

/// Runs pytest and reads its results; it shows what failed.
pub fn run_pytest(what: &str, pytest: &mut Command) -> Result<Tally> {
    let results = run::log_file(what, "xml")?;
    // Those of an earlier run.
    let _ = fs::remove_file(&results);
    pytest.args(["-o", "junit_family=xunit1", "--junit-xml"]).arg(&results);
    let outcome = run::observe(what, pytest)?;
    // A pytest that cannot even begin writes none.
    let tally = match fs::read_to_string(&results) {
        Ok(xml) => report::from_pytest(&xml)?,
        Err(_) if !outcome.success() => Tally::default(),
        Err(error) => return Err(error).context(format!("cannot read {}", results.display())),
    };
    if !tally.failed.is_empty() {
        println!("{}", outcome.section("= FAILURES =", "= short test summary"));
    }
    Ok(judge(&outcome, tally))
}
