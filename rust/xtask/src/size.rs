//! `cargo xtask size`: what the module adds to a firmware, as the difference
//! of two links of the same firmware, with and without it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::qemu::{self, Board, QemuArgs};
use crate::{run, unix};

/// `cargo xtask size`.
#[derive(clap::Args)]
pub struct SizeArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Only these boards (repeatable); without it unix and all boards.
    #[arg(long = "board", value_enum, value_name = "BOARD")]
    boards: Vec<Board>,
}

/// Feature sets worth knowing the price of; empty means the default.
const SETS: [(&str, &str); 8] = [
    ("everything", ""),
    ("no files", "text,write,buffers,limits,in-place,arrays,compat,packets"),
    ("no files, packets", "text,write,buffers,limits,in-place,arrays,compat"),
    ("no compat", "text,write,buffers,limits,arrays"),
    ("no compat, arrays", "text,write,buffers,limits"),
    ("protocols 2 to 5", "write,buffers"),
    ("protocols 2 to 4", "write"),
    ("reading, 2 to 4", "none"),
];

/// Prints a table.
pub fn size(args: &SizeArgs) -> Result<()> {
    println!("{:<16} {:<24} {:>8} {:>8} {:>8}", "target", "features", "text", "data", "bss");
    let boards = if args.boards.is_empty() { &Board::ALL[..] } else { &args.boards };
    if args.boards.is_empty() {
        let variant = &args.unix.variant;
        rows(&format!("unix/{variant}"), "", &args.unix.port, |port| {
            unix::build(&unix::UnixArgs { port, variant: variant.clone() })
        })?;
    }
    for &board in boards {
        rows(board.name(), board.cross(), &args.unix.port, |port| qemu::build(&QemuArgs { port, board }))?;
    }
    Ok(())
}

/// Builds one target with every set, and without mpickle.
fn rows<F: AsRef<Path>>(
    target: &str,
    cross: &str,
    port: &PortArgs,
    build: impl Fn(PortArgs) -> Result<F>,
) -> Result<()> {
    let sizes_of = |features: &str, without_mpickle| {
        let features = (!features.is_empty()).then(|| features.to_string());
        sizes(cross, build(PortArgs { features, without_mpickle, ..port.clone() })?.as_ref())
    };
    let plain = sizes_of("", true)?;
    for (name, features) in SETS {
        let with = sizes_of(features, false).with_context(|| format!("features {features:?}: {name}"))?;
        let [text, data, bss] = [0, 1, 2].map(|i| with[i] - plain[i]);
        println!("{target:<16} {name:<24} {text:>8} {data:>8} {bss:>8}");
    }
    Ok(())
}

/// text, data and bss of a linked firmware.
fn sizes(cross: &str, firmware: &Path) -> Result<[i64; 3]> {
    let text = run::capture(Command::new(format!("{cross}size")).arg(firmware))?;
    let numbers = text.lines().nth(1).context("size prints no numbers")?;
    let numbers: Vec<i64> = numbers.split_whitespace().map_while(|n| n.parse().ok()).collect();
    let [text, data, bss, ..] = numbers[..] else { anyhow::bail!("size prints {numbers:?}") };
    Ok([text, data, bss])
}
