//! Tests for the boards that QEMU emulates.

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::qemu::{self, Board, QemuArgs};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, tools_required};
use crate::suites::{checks, features, rom, stack};
use crate::{maps, names, paths};

/// The board on which the C stack is measured: a Cortex-M0, as in the RP2040.
const MEASURED: Board = Board::Microbit;

/// Builds all firmwares and tests them, all boards at once: they wait for their serial lines
/// most of the time.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tallies> {
    const ALL: &str = "emulated boards";
    if !runner.tree.join("ports/qemu").is_dir() {
        return Ok(vec![(ALL.into(), Tally::skip(ALL, "this MicroPython has no ports/qemu"))]);
    }
    if let Err(error) = qemu::ensure(&Board::ALL) {
        return Ok(vec![(ALL.into(), Tally::lacking(ALL, &format!("{error:#}"), tools_required()))]);
    }
    let mut tallies = Tallies::new();
    let mut firmwares = Vec::new();
    for board in Board::ALL {
        let firmware = qemu::build(&QemuArgs { port: port.clone(), board })?;
        let mut tally = checks::link(&firmware, board.cross())?;
        tally.add(rest_is_unchanged(port, board, &firmware)?);
        tally.say_where(board.name());
        tallies.push((format!("{}, link", board.name()), tally));
        firmwares.push((board, firmware));
    }
    let mut tally = stack::measure(runner, port, MEASURED)?;
    tally.say_where(MEASURED.name());
    tallies.push((format!("{}, C stack", MEASURED.name()), tally));
    tallies.push(("model in flash".into(), rom::test(runner, port)?));
    let tally = features::test_on(runner, port, MEASURED)?;
    tallies.push((format!("{}, smallest", MEASURED.name()), tally));

    let runs: Vec<Result<Tally>> = thread::scope(|scope| {
        let run = |(board, firmware): &(Board, PathBuf)| {
            scripts::run(runner, board.name(), &On::Board(board.emulator(firmware)))
        };
        let running: Vec<_> = firmwares.iter().map(|one| scope.spawn(move || run(one))).collect();
        running.into_iter().map(|thread| thread.join().expect("a test's thread does not panic")).collect()
    });
    for (board, tally) in Board::ALL.into_iter().zip(runs) {
        tallies.push((board.name().to_string(), tally?));
    }
    Ok(tallies)
}

/// Links the same firmware with a module in name only, and compares: nothing but mpickle, and
/// library functions that only mpickle calls, may come in.
fn rest_is_unchanged(port: &PortArgs, board: Board, firmware: &Path) -> Result<Tally> {
    let build = firmware.parent().context("the firmware has no folder")?;
    let module = paths::target().join("build").join(format!("names-{}", board.name())).join(names::FOLDER);
    names::write(build, &module)?;
    let mut port = PortArgs { without_mpickle: true, ..port.clone() };
    port.with_module.push(module);
    let without = qemu::build(&QemuArgs { port, board })?;
    let map = |elf: &Path| elf.with_extension("map");
    let changes = maps::compare(&map(&without), &map(firmware))?;
    let mut tally = Tally::default();
    if changes.changed.is_empty() {
        tally.passed += 1;
    } else {
        tally.failed.push(format!("the rest of the firmware changed: {}", changes.changed.join("; ")));
    }
    Ok(tally)
}
