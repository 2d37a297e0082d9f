//! How much C stack dumps and loads take on a board: the module stackmark (tests/boards) paints
//! the free stack before a call and looks how far the paint is gone afterwards.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::qemu::{self, Board, QemuArgs};
use crate::report::Tally;
use crate::scripts::Runner;
use crate::test::judge;
use crate::{paths, run};

/// What no call may exceed, in bytes, MicroPython's own functions that it calls included: an
/// allocation takes 70 to 130 of them.
const MOST: u32 = 512 + OTHER_COMPILERS;
/// What another version of a compiler may take more: it is not to fail this test.
const OTHER_COMPILERS: u32 = 24;
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

/// Builds a firmware with stackmark, measures, prints the largest figures and judges them.
pub fn measure(runner: &Runner, port: &PortArgs, board: Board) -> Result<Tally> {
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
    let outcome = run::observe_or_kill(&what, &mut command, PATIENCE)?;
    let (tally, largest) = verdict(&outcome.lines)?;
    for Measurement { what, flat, deep } in largest {
        println!("C stack on {}: {what}: {flat} bytes flat, {deep} bytes deep", board.name());
    }
    Ok(judge(&outcome, tally))
}

/// Judges the measurements, and picks the largest of dumps and of loads, without hooks and with.
fn verdict(lines: &[String]) -> Result<(Tally, Vec<Measurement>)> {
    let mut tally = Tally::default();
    let mut largest: Vec<Measurement> = Vec::new();
    for line in lines.iter().filter(|line| line.contains("dumps ") || line.contains("loads ")) {
        let one = parse(line).with_context(|| format!("no measurement: {line}"))?;
        let hooks = one.what.starts_with("hooks ");
        let least = one.flat.min(one.deep);
        // Hooks run Python code, which takes what it takes.
        if !hooks && one.flat.max(one.deep) > MOST || one.deep > one.flat + MOST_FOR_DEPTH || least == 0 {
            let Measurement { what, flat, deep } = &one;
            tally.failed.push(format!("C stack of {what}: {flat} bytes flat, {deep} deep, {MOST} allowed"));
        } else {
            tally.passed += 1;
        }
        let kind = |what: &str| (what.starts_with("hooks "), what.contains("dumps "));
        match largest.iter_mut().find(|other| kind(&other.what) == kind(&one.what)) {
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
                    hooks loads states 4 5000 5000\nend";
        let (tally, largest) = verdict(&lines(text)).unwrap();
        assert_eq!(tally.passed, 3);
        assert_eq!(tally.failed.len(), 2);
        assert!(tally.failed[0].starts_with("C stack of loads lists 4: 1100 bytes flat, 2000 deep"));
        let largest: Vec<_> = largest.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(largest, ["dumps tuples 4", "loads dicts 4", "hooks loads states 4"]);
    }

    #[test]
    fn an_unfinished_run_fails() {
        let (tally, _) = verdict(&lines("dumps lists 4 500 500")).unwrap();
        assert_eq!(tally.failed, ["tests/boards/stack.py did not end"]);
    }
}
