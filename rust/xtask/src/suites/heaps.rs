//! Heaps that the other builds have not: of several areas, and one that grows; memory that is taken two pieces at a
//! time, so that there are many edges; and a heap of which half is dropped again and again.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::ports::unix::{self, UnixArgs};
use crate::suites::features;
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, interop, tools_required};
use crate::{paths, run};

/// Variants of the unix port with such heaps, and whether the scripts begin with a small one.
const VARIANTS: [(&str, bool); 2] = [("split", false), ("growing", true)];
/// Rounds of fragments.py.
const ROUNDS: u32 = 1000;
/// How many objects it keeps: few, and so many that some loads fail.
const KEPT: [u32; 8] = [200, 240, 250, 260, 270, 280, 290, 300];
/// The same where objects are half as large and runs are taken by other code.
const NARROW: &str = "32bit";
const KEPT_NARROW: [u32; 3] = [480, 500, 520];
/// Where its random numbers begin.
const SEEDS: [u32; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/// As boards have it.
const HEAP: &str = "140K";
/// Of a hundred rounds, so many may fail more than without runs: after the first that fails it is chance which
/// objects are left. One run differs by a fifth (standard deviation), the sum of 36 by three in a hundred.
const TOLERANCE: u32 = 10;

/// All scripts, and those with failing memory, on such heaps.
pub fn test(runner: &Runner, args: &UnixArgs) -> Result<Tallies> {
    let mut tallies = Tallies::new();
    for (variant, grows) in VARIANTS {
        let name = format!("unix {variant}");
        let micropython = build(args, variant, features::ALL)?;
        let tally = if grows {
            growing(runner, &name, &micropython)?
        } else {
            scripts::run(runner, &name, &On::Binary(&micropython))?
        };
        tallies.push((name.clone(), tally));
        let name = format!("{name}, failing memory");
        tallies.push((name.clone(), scripts::run_faults(runner, &name, &micropython)?));
    }
    let name = "unix, memory taken two pieces at a time";
    let micropython =
        build(args, &features::variant(features::ALL, args), &format!("{},short-runs", features::ALL))?;
    let mut tally = scripts::run(runner, name, &On::Binary(&micropython))?;
    let formats = features::files(&features::FORMATS);
    tally.add(scripts::run_some(runner, &format!("{name}, formats"), &On::Binary(&micropython), &formats)?);
    tally.add(scripts::run_faults(runner, &format!("{name}, failing memory"), &micropython)?);
    let what = format!("CPython and MicroPython together, {name}");
    tally.add(interop(
        runner,
        &what,
        &micropython,
        &["test_corrupt.py", "test_corpus.py", "test_graphs.py"],
    )?);
    tallies.push((name.into(), tally));
    tallies.push(("fragments".into(), fragments(args, &KEPT)?));
    let name = format!("fragments, unix {NARROW}");
    let tally = match unix::variant_dir(&runner.tree, NARROW).map(|dir| unix::ensure(&dir)) {
        None => Tally::skip(&name, "this MicroPython has no such variant"),
        Some(Err(error)) => Tally::lacking(&name, &format!("{error:#}"), tools_required()),
        Some(Ok(())) => fragments(&UnixArgs { variant: NARROW.into(), ..args.clone() }, &KEPT_NARROW)?,
    };
    tallies.push((name, tally));
    Ok(tallies)
}

/// The scripts in a heap that is small at first.
fn growing(runner: &Runner, name: &str, micropython: &Path) -> Result<Tally> {
    const LEFT_OUT: &str = "files_save.py";
    let mut all = scripts::files(&paths::root().join("tests/scripts"), "py")?;
    all.retain(|script| !script.ends_with(LEFT_OUT));
    let mut tally = scripts::run_some(runner, name, &On::Small(micropython), &all)?;
    tally.skipped.push(format!(
        "{name}: {LEFT_OUT} (a collection closes its files, and their disk in Python needs memory then)"
    ));
    Ok(tally)
}

/// A build in which allocations can fail.
fn build(args: &UnixArgs, variant: &str, features: &str) -> Result<PathBuf> {
    let mut args = UnixArgs { variant: variant.into(), ..args.clone() };
    args.port.features = Some(features.into());
    args.port.with_module.push(paths::root().join("tests/faults/faults"));
    unix::build(&args)
}

/// Whether as many loads succeed in a heap full of holes as without runs.
fn fragments(args: &UnixArgs, kept: &[u32]) -> Result<Tally> {
    let build = |features: String| {
        let port = PortArgs { features: Some(features), ..args.port.clone() };
        unix::build(&UnixArgs { port, ..args.clone() })
    };
    let (with, without) = (build(features::ALL.into())?, build(features::ALL.replace("runs,", ""))?);
    let mut tally = Tally::default();
    let (mut with_runs, mut one_by_one) = (0, 0);
    let loads = ROUNDS * SEEDS.len() as u32;
    for &kept in kept {
        let counts = (count(&with, kept)?, count(&without, kept)?);
        println!("{loads} loads with {kept} objects kept: {} succeed, {} without runs", counts.0, counts.1);
        with_runs += counts.0;
        one_by_one += counts.1;
    }
    if with_runs * 100 + one_by_one * TOLERANCE >= one_by_one * 100 {
        tally.passed += 1;
    } else {
        tally.failed.push(format!("fragments.py ({with_runs} loads succeed, {one_by_one} without runs)"));
    }
    Ok(tally)
}

/// How many loads succeed.
fn count(micropython: &Path, kept: u32) -> Result<u32> {
    let mut good = 0;
    for seed in SEEDS {
        let mut command = Command::new(micropython);
        command.args(["-X", &format!("heapsize={HEAP}")]).arg(paths::root().join("tests/heaps/fragments.py"));
        let text = run::capture(command.args([ROUNDS, kept, seed].map(|number| number.to_string())))?;
        good += text.trim().parse::<u32>().with_context(|| format!("no count: {text}"))?;
    }
    Ok(good)
}
