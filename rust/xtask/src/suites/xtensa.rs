//! XTENSA_SIM, the ESP8266's processor and one with register windows as ESP32, S2 and S3 have them: the link, and all
//! scripts. Rust's core is compiled for both.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::ports::qemu::xtensa::{self, Core};
use crate::ports::{PortArgs, Release};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, other_expectation, tools_required};
use crate::suites::{checks, features, prebuilt};
use crate::{dist, paths};

/// What the results are called.
pub const NAME: &str = "XTENSA_SIM";

/// Builds the firmwares with all formats, and runs the scripts of pickle and of the other formats.
pub fn test(runner: &Runner, port: &PortArgs) -> Result<Tallies> {
    let mut tallies = Tallies::new();
    for core in [Core::Lx106, Core::De212] {
        tallies.extend(on(runner, port, core)?);
    }
    Ok(tallies)
}

fn on(runner: &Runner, port: &PortArgs, core: Core) -> Result<Tallies> {
    let name = format!("{NAME} {}", core.name());
    if let Err(error) = xtensa::ensure(core) {
        let tally = Tally::lacking(&name, &format!("{error:#}"), tools_required());
        return Ok(vec![(name, tally)]);
    }
    let mut port = port.clone();
    port.features.get_or_insert_with(|| features::ALL.into());
    let micropython = xtensa::build(&port, core)?;
    let mut link = checks::link(&micropython.with_file_name("firmware.elf"), &core.cross())?;
    link.say_where(&name);
    let mut pickle = scripts::run(runner, &name, &On::Binary(&micropython))?;
    pickle.add(formats(runner, &name, &On::Binary(&micropython))?);
    let mut tallies = vec![(format!("{name}, link"), link), (name.clone(), pickle)];
    if core == Core::De212 && port.release.is_none() {
        let name = format!("{name} from a release");
        let firmware = from_release(runner, &port, &micropython)?;
        let tally = scripts::run(runner, &name, &On::Binary(&firmware))?;
        tallies.push((name, tally));
    }
    Ok(tallies)
}

/// The prebuilt object that the firmware is linked with.
const OBJECT: &str = "xtensa-windowed-a-float-mpz-all";

/// Builds the firmware once more as on a machine without Rust, from a release; only the routines for floats, which a chip
/// has in ROM, are those of `built`.
fn from_release(runner: &Runner, port: &PortArgs, built: &Path) -> Result<PathBuf> {
    let work = paths::target().join("xtensa-tests");
    let release = Release {
        modules: dist::modules(&runner.tree, &dist::named(&[OBJECT])?, &work.join("modules"))?,
        programs: prebuilt::programs(&work.join("programs"))?,
    };
    let port = PortArgs { release: Some(release), features: Some(features::ALL.into()), ..port.clone() };
    let runtime = built.with_file_name("mpickle-rust/libmpickle_runtime.a");
    xtensa::build_with(&port, Core::De212, Some(&runtime))
}

/// Scripts of other formats that do not skip themselves, and what they need.
const NEEDY: [(&str, &str); 2] =
    [("cbor2_plain", "20,000 lists in one another take 1 MiB"), ("formats", "no FAT")];

/// The scripts of MessagePack, CBOR and signatures, but for those that expect what 64 bits or double precision give.
fn formats(runner: &Runner, name: &str, on: &On) -> Result<Tally> {
    let reason = |script: &str| {
        let needs = NEEDY.iter().find(|(name, _)| *name == script).map(|(_, what)| *what);
        needs.or_else(|| ["32bit", "float32"].iter().find_map(|like| other_expectation(like, script)))
    };
    let (cannot, can): (Vec<&str>, Vec<&str>) =
        features::FORMATS.into_iter().partition(|script| reason(script).is_some());
    let name = format!("{name}, other formats");
    let mut tally = scripts::run_some(runner, &name, on, &features::files(&can))?;
    for script in cannot {
        tally.skipped.push(format!("{name}: {script}.py ({})", reason(script).unwrap_or_default()));
    }
    Ok(tally)
}
