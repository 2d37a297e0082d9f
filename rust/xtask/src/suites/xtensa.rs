//! XTENSA_SIM, the ESP8266's processor: its link, and all scripts. Rust's core is compiled for it.

use anyhow::Result;

use crate::ports::PortArgs;
use crate::ports::qemu::xtensa;
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, other_expectation, tools_required};
use crate::suites::{checks, features};

/// What the results are called.
pub const NAME: &str = "XTENSA_SIM";

/// Builds the firmware with all formats, and runs the scripts of pickle and of the other formats.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tallies> {
    if let Err(error) = xtensa::ensure() {
        return Ok(vec![(NAME.into(), Tally::lacking(NAME, &format!("{error:#}"), tools_required()))]);
    }
    let mut port = port.clone();
    port.features.get_or_insert_with(|| features::ALL.into());
    let micropython = xtensa::build(&port)?;
    let mut link = checks::link(&micropython.with_file_name("firmware.elf"), xtensa::CROSS)?;
    link.say_where(NAME);
    let mut pickle = scripts::run(runner, NAME, &On::Binary(&micropython))?;
    pickle.add(formats(runner, &On::Binary(&micropython))?);
    Ok(vec![(format!("{NAME}, link"), link), (NAME.into(), pickle)])
}

/// Scripts of other formats that do not skip themselves, and what they need.
const NEEDY: [(&str, &str); 2] =
    [("cbor2_plain", "20,000 lists in one another take 1 MiB"), ("formats", "no FAT")];

/// The scripts of MessagePack, CBOR and signatures, but for those that expect what 64 bits or double precision give.
fn formats(runner: &Runner, on: &On) -> Result<Tally> {
    let reason = |script: &str| {
        let needs = NEEDY.iter().find(|(name, _)| *name == script).map(|(_, what)| *what);
        needs.or_else(|| ["32bit", "float32"].iter().find_map(|like| other_expectation(like, script)))
    };
    let (cannot, can): (Vec<&str>, Vec<&str>) =
        features::FORMATS.into_iter().partition(|script| reason(script).is_some());
    let name = format!("{NAME}, other formats");
    let mut tally = scripts::run_some(runner, &name, on, &features::files(&can))?;
    for script in cannot {
        tally.skipped.push(format!("{name}: {script}.py ({})", reason(script).unwrap_or_default()));
    }
    Ok(tally)
}
