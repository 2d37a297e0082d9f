//! The unix port on Linux for Arm and RISC-V, emulated: from a release, on a machine without Rust; all scripts.

use anyhow::Result;

use crate::ports::linux::{self, Machine};
use crate::ports::{PortArgs, Release};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, tools_required};
use crate::suites::{checks, prebuilt};
use crate::{dist, paths};

/// What the results are called.
pub const NAME: &str = "Linux, emulated";

/// Builds a MicroPython for each kind of processors with the object of a release, and runs the scripts.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tallies> {
    let mut tallies = Tallies::new();
    for machine in Machine::ALL {
        let name = format!("{NAME}: {}", machine.name());
        let tally = match linux::ensure(machine) {
            Err(error) => Tally::lacking(&name, &format!("{error:#}"), tools_required()),
            Ok(()) => on(runner, port, machine, &name)?,
        };
        tallies.push((name, tally));
    }
    Ok(tallies)
}

fn on(runner: &Runner, port: &PortArgs, machine: Machine, name: &str) -> Result<Tally> {
    let work = paths::target().join("linux-tests").join(machine.name());
    let object = format!("unix-{}-a-double-mpz-default", machine.name());
    let release = Release {
        modules: dist::modules(&runner.tree, &dist::named(&[&object])?, &work.join("modules"))?,
        programs: prebuilt::programs(&work.join("programs"))?,
    };
    let micropython = linux::build(&PortArgs { release: Some(release), ..port.clone() }, machine)?;
    let mut tally = checks::link(&micropython, &machine.cross())?;
    tally.say_where(name);
    tally.add(scripts::run(runner, name, &On::Emulated(&micropython))?);
    Ok(tally)
}
