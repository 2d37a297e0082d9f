//! `cargo xtask size`: what the module adds to a firmware, as the difference
//! of two links of the same firmware, with and without it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{run, unix};

/// `cargo xtask size`.
#[derive(clap::Args)]
pub struct SizeArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
}

/// Feature sets worth knowing the price of; empty means the default.
const SETS: [(&str, &str); 4] = [
    ("everything", ""),
    ("no protocols 0 and 1", "write,buffers"),
    ("read only", "text,buffers"),
    ("smallest", "none"),
];

pub fn size(args: &SizeArgs) -> Result<()> {
    let plain =
        sizes(&unix::build(&unix::UnixArgs { without_mpickle: true, features: None, ..args.unix.clone() })?)?;
    println!("{:<10} {:<24} {:>8} {:>8} {:>8}", "target", "features", "text", "data", "bss");
    for (name, features) in SETS {
        let features = (!features.is_empty()).then(|| features.to_string());
        let with = sizes(&unix::build(&unix::UnixArgs { features, ..args.unix.clone() })?)?;
        let [text, data, bss] = [0, 1, 2].map(|i| with[i] - plain[i]);
        println!("{:<10} {name:<24} {text:>8} {data:>8} {bss:>8}", format!("unix/{}", args.unix.variant));
    }
    Ok(())
}

/// text, data and bss of a linked firmware.
fn sizes(firmware: &Path) -> Result<[i64; 3]> {
    let text = run::capture(Command::new("size").arg(firmware))?;
    let numbers = text.lines().nth(1).context("size prints no numbers")?;
    let numbers: Vec<i64> = numbers.split_whitespace().map_while(|n| n.parse().ok()).collect();
    let [text, data, bss, ..] = numbers[..] else { anyhow::bail!("size prints {numbers:?}") };
    Ok([text, data, bss])
}
