//! Tests for the boards that QEMU emulates.

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result};

use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::{Build, PortArgs, ahead};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, tools_required};
use crate::suites::{checks, features, rom, stack};
use crate::{maps, names, paths};

/// The board on which the C stack is measured: a Cortex-M0, as in the RP2040.
const MEASURED: Board = Board::Microbit;

/// Builds all firmwares and tests them, all boards at once, and beside further builds: they wait for their serial
/// lines most of the time.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tallies> {
    const ALL: &str = "emulated boards";
    if !runner.tree.join("ports/qemu").is_dir() {
        return Ok(vec![(ALL.into(), Tally::skip(ALL, "this MicroPython has no ports/qemu"))]);
    }
    if let Err(error) = qemu::ensure(&Board::ALL) {
        return Ok(vec![(ALL.into(), Tally::lacking(ALL, &format!("{error:#}"), tools_required()))]);
    }
    let mut tallies = Tallies::new();
    let builds = Board::ALL.map(|board| qemu::prepare(&QemuArgs { port: port.clone(), board }));
    let firmwares = ahead::all(builds.into_iter().collect::<Result<_>>()?)?;
    thread::scope(|scope| {
        let run = |board: Board, firmware: &Path| {
            scripts::run(runner, board.name(), &On::Board(board.emulator(firmware)))
        };
        let boards = Board::ALL.into_iter().zip(&firmwares);
        let running: Vec<_> =
            boards.map(|(board, firmware)| (board, scope.spawn(move || run(board, firmware)))).collect();
        tallies.extend(links(port, &firmwares)?);
        let mut tally = stack::measure(runner, port, MEASURED)?;
        tally.say_where(MEASURED.name());
        tallies.push((format!("{}, C stack", MEASURED.name()), tally));
        tallies.push(("model in flash".into(), rom::test(runner, port)?));
        let tally = features::test_on(runner, port, MEASURED)?;
        tallies.push((format!("{}, smallest", MEASURED.name()), tally));
        for (board, thread) in running {
            let tally = thread.join().expect("a test's thread does not panic")?;
            tallies.push((board.name().to_string(), tally));
        }
        Ok(tallies)
    })
}

/// Checks the symbols of each board's firmware, and links it once more with a module in name only, to compare: nothing
/// but mpickle, and library functions that only mpickle calls, may come in.
fn links(port: &PortArgs, firmwares: &[PathBuf]) -> Result<Tallies> {
    let boards = Board::ALL.into_iter().zip(firmwares);
    let builds =
        boards.map(|(board, firmware)| prepare_without(port, board, firmware)).collect::<Result<_>>()?;
    ahead::each(builds, |number, without| {
        let (board, firmware) = (Board::ALL[number], &firmwares[number]);
        let mut tally = checks::link(firmware, board.cross())?;
        tally.add(rest_is_unchanged(&without, firmware)?);
        tally.say_where(board.name());
        Ok((format!("{}, link", board.name()), tally))
    })
}

/// The build of the same firmware with the module in name only.
fn prepare_without(port: &PortArgs, board: Board, firmware: &Path) -> Result<Build> {
    let build = firmware.parent().context("the firmware has no folder")?;
    let module = paths::target().join("build").join(format!("names-{}", board.name())).join(names::FOLDER);
    names::write(build, &module)?;
    let mut port = PortArgs { without_mpickle: true, ..port.clone() };
    port.with_module.push(module);
    qemu::prepare(&QemuArgs { port, board })
}

fn rest_is_unchanged(without: &Path, firmware: &Path) -> Result<Tally> {
    let map = |elf: &Path| elf.with_extension("map");
    let changes = maps::compare(&map(without), &map(firmware))?;
    let mut tally = Tally::default();
    if changes.changed.is_empty() {
        tally.passed += 1;
    } else {
        tally.failed.push(format!("the rest of the firmware changed: {}", changes.changed.join("; ")));
    }
    Ok(tally)
}
