//! How much C stack dumps and loads take on a board: the module stackmark (tests/boards) paints
//! the free stack before a call and looks how far the paint is gone afterwards.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::ports::PortArgs;
use crate::ports::qemu::{self, Board, QemuArgs};
use crate::run::Outcome;
use crate::suites::report::Tally;
use crate::suites::scripts::Runner;
use crate::suites::test::judge;
use crate::{figures, paths, run};

/// The most bytes that a call may take, with MicroPython's own functions that it calls: an
/// allocation takes 70 to 130 of them.
const MOST: u32 = 512 + OTHER_COMPILERS;
/// Bytes that another version of the compiler may take in addition without failing this test.
const OTHER_COMPILERS: u32 = 24;
/// The most bytes for `dump_into`, whose state is on the C stack and not on the heap.
const MOST_INTO: u32 = 1400 + OTHER_COMPILERS;
/// A deep object may take this much more than a flat one: which of MicroPython's functions happen
/// to grow something differs.
const MOST_FOR_DEPTH: u32 = 128;
/// A script that measures says something more often than that.
const PATIENCE: Duration = Duration::from_secs(120);

/// One line of tests/boards/stack.py.
#[derive(Debug, PartialEq)]
struct Measurement {
    what: String,
    flat: u32,
    deep: u32,
}

/// The functions that are measured, with the most bytes that they may take.
const FUNCTIONS: [(&str, u32); 3] = [("dumps", MOST), ("loads", MOST), ("dump_into", MOST_INTO)];

/// Measures, prints the largest figures and judges them.
pub fn measure(runner: &Runner, port: &PortArgs, board: Board) -> Result<Tally> {
    let outcome = observe(runner, port, board)?;
    let (tally, largest) = verdict(&outcome.lines)?;
    for Measurement { what, flat, deep } in largest {
        println!("C stack on {}: {what}: {flat} bytes flat, {deep} bytes deep", board.name());
    }
    Ok(judge(&outcome, tally))
}

/// Measures, and writes the figures into the docs.
pub fn record(runner: &Runner, port: &PortArgs, board: Board) -> Result<()> {
    let outcome = observe(runner, port, board)?;
    let (tally, largest) = verdict(&outcome.lines)?;
    ensure!(outcome.success() && tally.failed.is_empty(), "{}", outcome.tail());
    figures::record("stack", shown(&largest))
}

/// The most that each function takes, hooks aside.
fn shown(largest: &[Measurement]) -> BTreeMap<String, Value> {
    let plain = largest.iter().filter(|one| !one.hooks());
    plain.map(|one| (one.function().to_string(), one.flat.max(one.deep).into())).collect()
}

/// Builds a firmware with stackmark, and runs tests/boards/stack.py in it.
fn observe(runner: &Runner, port: &PortArgs, board: Board) -> Result<Outcome> {
    let tests = paths::root().join("tests/boards");
    let mut port = port.clone();
    port.with_module.push(tests.join("stackmark"));
    let firmware = qemu::build(&QemuArgs { port, board })?;
    let mortally = run::mortally().join(" ");
    let mut command: Command = run::mortal(&runner.python);
    command
        .arg(runner.tree.join("tools/pyboard.py"))
        .arg("--device")
        .arg(format!("execpty:{mortally} {}", board.emulator(&firmware)))
        .arg(tests.join("stack.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let what = format!("C stack on {}", board.name());
    run::observe_or_kill(&what, &mut command, PATIENCE)
}

impl Measurement {
    fn hooks(&self) -> bool {
        self.what.starts_with("hooks ")
    }

    fn function(&self) -> &str {
        self.what.split(' ').nth(usize::from(self.hooks())).unwrap_or_default()
    }
}

/// Judges the measurements, and picks the largest of each function, without hooks and with.
fn verdict(lines: &[String]) -> Result<(Tally, Vec<Measurement>)> {
    let mut tally = Tally::default();
    let mut largest: Vec<Measurement> = Vec::new();
    for line in lines {
        let Some(&(_, most)) = FUNCTIONS.iter().find(|(name, _)| line.split(' ').any(|word| word == *name))
        else {
            continue;
        };
        let one = parse(line).with_context(|| format!("no measurement: {line}"))?;
        let least = one.flat.min(one.deep);
        // Hooks run Python code, which takes what it takes.
        if !one.hooks() && one.flat.max(one.deep) > most || one.deep > one.flat + MOST_FOR_DEPTH || least == 0
        {
            let Measurement { what, flat, deep } = &one;
            tally.failed.push(format!("C stack of {what}: {flat} bytes flat, {deep} deep, {most} allowed"));
        } else {
            tally.passed += 1;
        }
        let same = |other: &Measurement| (other.hooks(), other.function()) == (one.hooks(), one.function());
        match largest.iter_mut().find(|other| same(other)) {
            Some(other) if other.flat.max(other.deep) >= one.flat.max(one.deep) => {}
            Some(other) => *other = one,
            None => largest.push(one),
        }
    }
    if lines.last().is_none_or(|line| line != "end") {
        tally.failed.push("tests/boards/stack.py did not end".to_string());
    }
    Ok((tally, largest))
}

fn parse(line: &str) -> Option<Measurement> {
    let (rest, deep) = line.rsplit_once(' ')?;
    let (what, flat) = rest.rsplit_once(' ')?;
    Some(Measurement { what: what.to_string(), flat: flat.parse().ok()?, deep: deep.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_string).collect()
    }

    #[test]
    fn judges_measurements() {
        let text = "dumps lists 4 500 500\ndumps tuples 4 512 536\nloads lists 4 1100 2000\nloads dicts 4 9000 9000\n\
                    hooks loads states 4 5000 5000\ndump_into lists 4 1200 1300\ndump_into tuples 4 1400 1500\nend";
        let (tally, largest) = verdict(&lines(text)).unwrap();
        assert_eq!(tally.passed, 4);
        assert_eq!(tally.failed.len(), 3);
        assert!(tally.failed[0].starts_with("C stack of loads lists 4: 1100 bytes flat, 2000 deep"));
        assert_eq!(shown(&largest)["dumps"], 536);
        assert_eq!(shown(&largest)["dump_into"], 1500);
        let largest: Vec<_> = largest.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(
            largest,
            ["dumps tuples 4", "loads dicts 4", "hooks loads states 4", "dump_into tuples 4"]
        );
    }

    #[test]
    fn an_unfinished_run_fails() {
        let (tally, _) = verdict(&lines("dumps lists 4 500 500")).unwrap();
        assert_eq!(tally.failed, ["tests/boards/stack.py did not end"]);
    }
}
