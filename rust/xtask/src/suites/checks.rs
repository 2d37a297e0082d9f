//! Checks what mpickle adds to the firmware's link: its entry points, no static
//! RAM, and no function that another part of the firmware would pick up.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use firmware_build::object::ENTRY_PREFIX;

use crate::suites::report::Tally;
use crate::{paths, run};

/// Checks the objects from which `firmware` was linked; `cross` is the prefix of the compiler's tools.
pub fn link(firmware: &Path, cross: &str) -> Result<Tally> {
    let build = firmware.parent().context("the binary has no folder")?;
    let rust = build.join("mpickle-rust/mpickle_rust.o");
    let mut tally = Tally::default();
    let mut check = |name: &str, found: Vec<String>| {
        if found.is_empty() {
            tally.passed += 1;
        } else {
            tally.failed.push(format!("{name}: {}", found.join(" ")));
        }
    };
    let c = c_objects(build)?;
    check("only entry points are visible in Rust", strangers(&rust, cross)?);
    let mut visible = Vec::new();
    for object in &c {
        visible.extend(strangers(object, cross)?);
    }
    check("only our names are visible in C", visible);
    check("no static RAM in Rust", static_ram(&[rust], cross)?);
    check("no static RAM in C", static_ram(&c, cross)?);
    Ok(tally)
}

/// Symbols that an object defines for everyone, beyond those with our prefix.
fn strangers(object: &Path, cross: &str) -> Result<Vec<String>> {
    let mut nm = Command::new(format!("{cross}nm"));
    let text = run::capture(nm.args(["--defined-only", "--extern-only", "--format=posix"]).arg(object))?;
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.filter(|name| !name.starts_with(ENTRY_PREFIX)).map(str::to_string).collect())
}

/// Sections that take RAM, with their sizes. Relocated constants
/// (.data.rel.ro) are read-only on a board, which is linked to fixed addresses.
fn static_ram(objects: &[PathBuf], cross: &str) -> Result<Vec<String>> {
    let text = run::capture(Command::new(format!("{cross}size")).arg("-A").args(objects))?;
    let takes_ram = |line: &&str| {
        let mut words = line.split_whitespace();
        let section = words.next().unwrap_or("");
        let size = words.next().and_then(|s| s.parse::<u32>().ok()).unwrap_or(0);
        let ram = section.starts_with(".data") || section.starts_with(".bss") || section.starts_with(".tbss");
        ram && !section.starts_with(".data.rel.ro") && size > 0
    };
    Ok(text
        .lines()
        .filter(takes_ram)
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join("="))
        .collect())
}

fn c_objects(build: &Path) -> Result<Vec<PathBuf>> {
    paths::in_rooms(&build.join("mpickle/cmodule"), "o")
}
