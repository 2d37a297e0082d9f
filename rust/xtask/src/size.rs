//! `cargo xtask size`: what the module adds to a firmware, as the difference
//! of two links of the same firmware, with and without it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
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
    let unix = |features: &str, without_mpickle| {
        let features = (!features.is_empty()).then(|| features.to_string());
        let port = PortArgs { features, without_mpickle, ..args.unix.port.clone() };
        sizes(&unix::build(&unix::UnixArgs { port, variant: args.unix.variant.clone() })?)
    };
    let target = format!("unix/{}", args.unix.variant);
    let plain = unix("", true)?;
    let mut rows = Vec::new();
    for (name, features) in SETS {
        let with = unix(features, false).with_context(|| format!("features {features:?}: {name}"))?;
        let [text, data, bss] = [0, 1, 2].map(|i| with[i] - plain[i]);
        rows.push(format!("{target:<16} {name:<24} {text:>8} {data:>8} {bss:>8}"));
    }
    println!("{:<16} {:<24} {:>8} {:>8} {:>8}", "target", "features", "text", "data", "bss");
    println!("{}", rows.join("\n"));
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
