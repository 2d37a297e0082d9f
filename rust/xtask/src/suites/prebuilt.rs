//! Firmware from a release: built from the wheel on a machine without Rust and libclang, and run.

pub mod linux;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, os};

use anyhow::{Context, Result, bail, ensure};

use crate::dist;
use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix::{self, UnixArgs};
use crate::ports::{PortArgs, Release};
use crate::setup::packages::{self, Kit};
use crate::suites::checks;
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{self, Tallies, tools_required};
use crate::{Tree, paths, run};

/// The objects that are tested: the rest is made the same way.
const OBJECTS: [&str; 2] = ["unix-x86_64-a-double-mpz-default", "cortex-m0-a-float-mpz-default"];
/// The object that is made once more with the headers of another MicroPython.
const TWICE: &str = OBJECTS[1];
const BOARD: Board = Board::Microbit;
/// The scripts that run on boards begin so: one of each part of the module. The suite `boards` runs all of them.
const ON_BOARDS: [&str; 6] = ["type_int", "type_float", "type_dict", "class_", "stream_", "ndarray"];

/// Makes the wheel, builds firmware from it, and runs scripts.
pub fn test(runner: &Runner, args: &UnixArgs) -> Result<Tallies> {
    const NAME: &str = "firmware from a release";
    if cfg!(not(all(target_arch = "x86_64", target_os = "linux"))) {
        return Ok(vec![(
            NAME.into(),
            Tally::skip(NAME, "this machine is none for which there are objects"),
        )]);
    }
    let mut tallies = Tallies::new();
    if let Err(error) = qemu::ensure(&[BOARD]).and_then(|()| packages::ensure_kit(Kit::Cmake)) {
        return Ok(vec![(NAME.into(), Tally::lacking(NAME, &format!("{error:#}"), tools_required()))]);
    }
    let work = paths::target().join("prebuilt-tests");
    let chosen = dist::named(&OBJECTS)?;
    let wheel = dist::wheel(&runner.tree, &chosen)?;
    let site = work.join("site");
    let _ = fs::remove_dir_all(&site);
    let mut pip = Command::new(&runner.python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--no-index",
        "--target",
    ]);
    run::step("Installing the wheel", pip.arg(&site).arg(&wheel))?;
    let release = Release {
        modules: site.join("mpickle_usermod/usermod"),
        programs: programs(&work.join("programs"))?,
    };

    let mut pytest = test::pytest(&runner.python);
    pytest
        .arg("tests/prebuilt")
        .env("MPICKLE_TREE", &runner.tree)
        .env("MPICKLE_SITE", &site)
        .env("MPICKLE_PROGRAMS", &release.programs)
        .env("MPICKLE_WORK", &work);
    tallies.push(("what a release says".into(), test::run_pytest("What a release says", &mut pytest)?));

    let from_release = |port: &PortArgs| PortArgs { release: Some(release.clone()), ..port.clone() };
    let port = from_release(&args.port);
    let micropython = unix::build(&UnixArgs { port, ..args.clone() })?;
    let mut tally = checks::link(&micropython, "")?;
    tally.add(scripts::run(runner, "unix from a release", &On::Binary(&micropython))?);
    tallies.push(("unix from a release".into(), tally));

    let some = scripts::files(&paths::root().join("tests/scripts"), "py")?;
    let some: Vec<PathBuf> = some.into_iter().filter(|script| on_boards(script)).collect();
    let firmware = qemu::build(&QemuArgs { port: from_release(&args.port), board: BOARD })?;
    let name = format!("{} from a release", BOARD.name());
    let mut tally = checks::link(&firmware, BOARD.cross())?;
    tally.add(scripts::run_some(runner, &name, &On::Board(BOARD.emulator(&firmware)), &some)?);
    tallies.push((name, tally));
    tallies.push(("objects of two versions".into(), compare(&runner.tree)?));
    Ok(tallies)
}

fn on_boards(script: &Path) -> bool {
    let name = script.file_name().unwrap_or_default().to_string_lossy().into_owned();
    ON_BOARDS.iter().any(|start| name.starts_with(start))
}

/// A folder with links to all programs of this machine but those of Rust and LLVM.
pub fn programs(folder: &Path) -> Result<PathBuf> {
    const WITHOUT: [&str; 6] = ["cargo", "rust", "clang", "llvm-", "bindgen", "cbindgen"];
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    let mut seen = HashSet::new();
    let path = env::var_os("PATH").context("there is no PATH")?;
    for entry in env::split_paths(&path).filter_map(|dir| dir.read_dir().ok()).flatten().flatten() {
        let name = entry.file_name();
        let wanted = !WITHOUT.iter().any(|start| name.to_string_lossy().starts_with(start));
        if wanted && seen.insert(name.clone()) {
            os::unix::fs::symlink(entry.path(), folder.join(&name))
                .with_context(|| format!("cannot link {}", entry.path().display()))?;
        }
    }
    ensure!(!folder.join("cargo").exists() && folder.join("make").exists(), "the programs' folder is wrong");
    Ok(folder.to_path_buf())
}

/// The object of a chip is the same, byte by byte, whichever MicroPython's headers it was made with: compares that of
/// `tree` with that of the pinned source, where these are two.
fn compare(tree: &Path) -> Result<Tally> {
    let pinned = Tree::default().path()?;
    if tree == pinned {
        return Ok(Tally::skip(TWICE, "there is one MicroPython: give another one with --micropython"));
    }
    let Some(object) = dist::named(&[TWICE])?.pop() else { bail!("there is no object {TWICE}") };
    let work = paths::target().join("prebuilt-tests");
    let made = |tree: &Path, folder: &str| -> Result<Vec<u8>> {
        let to = work.join(folder);
        object.make(tree, &to)?;
        Ok(fs::read(object.file(&to))?)
    };
    let mut tally = Tally::default();
    if made(tree, "one")? == made(&pinned, "other")? {
        tally.passed += 1;
    } else {
        tally.failed.push(format!("{} differs: compare {}/one and other", object.name(), work.display()));
    }
    Ok(tally)
}
