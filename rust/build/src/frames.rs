//! Code for Arm's chips without frame pointers, from a stable Rust.
//!
//! Rust's targets for them give each function a frame pointer: two instructions, and a register fewer than there are.
//! No flag of rustc's takes it away, but LLVM reads attributes of functions from a file, by their names. So the library
//! is built once for the names, and again with the attribute for each of them. cargo keeps both, and
//! names are the same in both: flags are no part of them.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::firmware::Firmware;
use crate::{paths, run};

/// Flags for LLVM that make code for a Cortex-M0 smaller: constants are not kept in registers, of which there are few;
/// small jump tables take more than comparisons; registers are spilled where that takes the fewest instructions.
const SMALLER: [&str; 4] = [
    "-disable-constant-hoisting",
    "-min-jump-table-entries=8",
    "-two-entry-phi-node-folding-threshold=1",
    "-split-spill-mode=size",
];

/// rustc's flags for a second build, which has no frame pointers in the functions of `library`'s own code. None where
/// the first one has none, or no file can be given to LLVM.
///
/// # Errors
/// nm does not read the library, or the file cannot be written.
pub fn flags(firmware: &Firmware, library: &Path, own: &str) -> Result<Option<String>> {
    let target = &firmware.rust_target;
    if !target.starts_with("thumb") || target.ends_with(".json") {
        return Ok(None);
    }
    let mut nm = Command::new(firmware.compiler()?.tool("nm")?);
    let text = run::capture(nm.args(["--defined-only", "--format=posix"]).arg(library))?;
    let lines: BTreeSet<String> =
        functions(&text, own).map(|name| format!("{name},frame-pointer=none\n")).collect();
    let text: String = lines.into_iter().collect();
    let folder = paths::target().join("firmware/frames");
    fs::create_dir_all(&folder)?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    // cargo knows what has changed by its flags alone.
    let file = folder.join(format!("{:016x}.csv", hasher.finish()));
    let name = file.to_string_lossy();
    // Both rustc and cargo take flags apart at spaces.
    if name.contains(char::is_whitespace) {
        return Ok(None);
    }
    fs::write(&file, text).with_context(|| format!("cannot write {name}"))?;
    let smaller = if target.starts_with("thumbv6m") { &SMALLER[..] } else { &[] };
    let file = format!("-forceattrs-csv-path={name}");
    let all = smaller.iter().copied().chain([file.as_str()]);
    Ok(Some(all.map(|flag| format!("-Cllvm-args={flag}")).collect::<Vec<_>>().join(" ")))
}

/// The functions of the archive's members whose names begin with `own`, as nm lists them.
fn functions<'a>(text: &'a str, own: &str) -> impl Iterator<Item = &'a str> {
    let mut is_own = false;
    text.lines().filter_map(move |line| {
        // "libmpickle.a[member.o]:"
        if let Some(member) = line.strip_suffix("]:").and_then(|line| line.rsplit('[').next()) {
            is_own = member.starts_with(own);
            return None;
        }
        let mut words = line.split_whitespace();
        let (name, kind) = (words.next()?, words.next()?);
        // Those with a `$` before them say what bytes are.
        (is_own && matches!(kind, "t" | "T" | "w" | "W") && !name.starts_with('$')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_our_own_members_are_named() {
        let text = "lib.a[mpickle-1.o]:\n_ZN1a T 0 4\n_ZN1b t 0 4\n$t t 0\ndata r 0 4\nu U\n\n\
                    lib.a[compiler_builtins-2.o]:\n__aeabi T 0 4\n";
        assert_eq!(functions(text, "mpickle-").collect::<Vec<_>>(), ["_ZN1a", "_ZN1b"]);
    }
}
