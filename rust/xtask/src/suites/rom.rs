//! A board that runs a model larger than its heap, from flash (tests/rom).

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::ports::PortArgs;
use crate::ports::qemu::{self, Board, QemuArgs};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::{paths, run};

/// The board with the most flash.
const BOARD: Board = Board::Mps2An385;

/// Freezes the weights into a firmware, and has the script print there what it prints on CPython.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tally> {
    let source = paths::root().join("tests/rom");
    let dir = paths::target().join("rom");
    let weights = dir.join("weights");
    fs::create_dir_all(&weights)?;
    let mut make = Command::new(&runner.python);
    run::capture(make.arg(source.join("make_weights.py")).arg(&weights))?;

    // Beside a copy of the script, where the runner looks for what is expected.
    let script = dir.join("model.py");
    fs::copy(source.join("model.py"), &script)?;
    let mut oracle = Command::new(&runner.python);
    let expected = run::capture(oracle.arg(&script).env("PYTHONPATH", &weights))?;
    fs::write(dir.join("model.py.exp"), expected)?;

    let port = PortArgs { freeze: Some(weights), ..port.clone() };
    let firmware = qemu::build(&QemuArgs { port, board: BOARD })?;
    let name = format!("{}, flash", BOARD.name());
    scripts::run_some(runner, &name, &On::Board(BOARD.emulator(&firmware)), &[script])
}
