//! `cargo xtask size`: what the module adds to a firmware, as the difference
//! of two links of the same firmware, with and without it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix;
use crate::ports::{Build, PortArgs, ahead};
use crate::setup::python;
use crate::suites::scripts::Runner;
use crate::suites::stack;
use crate::{figures, run};

/// `cargo xtask size`.
#[derive(clap::Args)]
pub struct SizeArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
    /// Only these boards (repeatable); without it unix and all boards.
    #[arg(long = "board", value_enum, value_name = "BOARD")]
    boards: Vec<Board>,
    /// Only these features, `none` for none (repeatable), instead of the table's rows.
    #[arg(long = "set", value_name = "FEATURES")]
    sets: Vec<String>,
    /// Measure a Cortex-M0 only, its C stack too, and write the figures into the docs.
    #[arg(long, conflicts_with_all = ["boards", "sets"])]
    write: bool,
}

/// The board whose sizes the docs show: a Cortex-M0, as in the RP2040.
const SHOWN: Board = Board::Microbit;

/// The bytes that mpickle adds to a firmware.
struct Row {
    text: i64,
    data: i64,
    bss: i64,
}

/// How many features the first row has beyond the default ones.
const BEYOND: usize = 8;

/// The features in the order in which the table leaves them out, those beyond the default ones first: those that
/// stand on others come before them. Pickle is in every row.
const FEATURES: [&str; 26] = [
    "protobuf-messages",
    "protobuf-schema",
    "protobuf-raw",
    "protobuf-tables",
    "cbor",
    "msgpack",
    "compress",
    "signed",
    "compat",
    "stub",
    "log",
    "files",
    "packets",
    "into",
    "async",
    "feed",
    "runs",
    "in-place",
    "limits",
    "ulab",
    "arrays",
    "buffers",
    "text",
    "classes",
    "streams",
    "write",
];

/// Firmwares with another format and nothing else: the name of their figure, and their features.
const ALONE: [(&str, &str); 3] = [
    ("msgpack alone", "msgpack,write"),
    ("protobuf-tables alone", "protobuf-tables,write"),
    ("protobuf-tables reading", "protobuf-tables"),
];

/// The name of a row, and its features: all but the first `out`.
fn set(out: usize) -> (String, String) {
    let name = match out {
        0 => "with what is off".to_string(),
        BEYOND => "everything".to_string(),
        _ => format!("and without {}", FEATURES[out - 1]),
    };
    let left = &FEATURES[out..];
    (name, if left.is_empty() { "none".to_string() } else { format!("pickle,{}", left.join(",")) })
}

/// Prints a table.
pub fn size(args: &SizeArgs) -> Result<()> {
    println!("{:<16} {:<24} {:>8} {:>8} {:>8} {:>8}", "target", "features", "text", "data", "bss", "less");
    if args.write {
        let board = rows(SHOWN.name(), SHOWN.cross(), &args.unix.port, &sets(), |port| {
            qemu::prepare(&QemuArgs { port, board: SHOWN })
        })?;
        figures::record("size", shown(&board))?;
        let runner = Runner { python: python::ensure(&[python::TESTS])?, tree: args.unix.port.tree.path()? };
        return stack::record(&runner, &args.unix.port, SHOWN);
    }
    let sets = if args.sets.is_empty() { sets() } else { given(&args.sets) };
    let boards = if args.boards.is_empty() { &Board::ALL[..] } else { &args.boards };
    if args.boards.is_empty() {
        let variant = &args.unix.variant;
        rows(&format!("unix/{variant}"), "", &args.unix.port, &sets, |port| {
            unix::prepare(&unix::UnixArgs { port, variant: variant.clone() })
        })?;
    }
    for &board in boards {
        let prepare = |port| qemu::prepare(&QemuArgs { port, board });
        rows(board.name(), board.cross(), &args.unix.port, &sets, prepare)?;
    }
    Ok(())
}

/// All rows of the table: names, and features.
fn sets() -> Vec<(String, String)> {
    let alone = ALONE.map(|(name, features)| (name.to_string(), features.to_string()));
    (0..=FEATURES.len()).map(set).chain(alone).collect()
}

/// A row for each list of features.
fn given(sets: &[String]) -> Vec<(String, String)> {
    sets.iter().map(|features| (features.clone(), features.clone())).collect()
}

/// The figures that the docs show: all of it, the smallest set that writes, plain data's `loads`, each
/// feature by its name, and static RAM.
fn shown(rows: &[Row]) -> BTreeMap<String, Value> {
    let (rows, alone) = rows.split_at(FEATURES.len() + 1);
    let mut sizes: BTreeMap<String, i64> = FEATURES
        .iter()
        .zip(rows.windows(2))
        .map(|(feature, pair)| (feature.to_string(), pair[0].text - pair[1].text))
        .collect();
    let [.., smallest, plain] = rows else { unreachable!("there is a row for each set") };
    let all = &rows[BEYOND];
    let protobuf = FEATURES.iter().take_while(|feature| feature.starts_with("protobuf-")).count();
    sizes.insert("protobuf".into(), rows[0].text - rows[protobuf].text);
    sizes.extend(ALONE.iter().zip(alone).map(|((name, _), row)| ((*name).to_string(), row.text)));
    sizes.insert("everything".into(), all.text);
    sizes.insert("smallest".into(), smallest.text);
    sizes.insert("plain".into(), plain.text);
    sizes.insert("RAM".into(), all.data + all.bss);
    sizes.insert("RAM of the smallest".into(), smallest.data + smallest.bss);
    sizes.into_iter().map(|(name, size)| (name, size.into())).collect()
}

/// Builds one target with every set, and without mpickle; prints and returns the differences.
fn rows(
    target: &str,
    cross: &str,
    port: &PortArgs,
    sets: &[(String, String)],
    prepare: impl Fn(PortArgs) -> Result<Build>,
) -> Result<Vec<Row>> {
    let without = prepare(PortArgs { without_mpickle: true, ..port.clone() })?.run()?;
    let plain = sizes(cross, &without)?;
    let builds = sets
        .iter()
        .map(|(_, features)| prepare(PortArgs { features: Some(features.clone()), ..port.clone() }));
    let mut before = None;
    ahead::each(builds.collect::<Result<_>>()?, |number, firmware| {
        let name = &sets[number].0;
        let with = sizes(cross, &firmware)?;
        let [text, data, bss] = [0, 1, 2].map(|i| with[i] - plain[i]);
        let less = before.replace(text).map_or(0, |before| before - text);
        println!("{target:<16} {name:<24} {text:>8} {data:>8} {bss:>8} {less:>8}");
        Ok(Row { text, data, bss })
    })
}

/// text, data and bss of a linked firmware.
fn sizes(cross: &str, firmware: &Path) -> Result<[i64; 3]> {
    let text = run::capture(Command::new(format!("{cross}size")).arg(firmware))?;
    let numbers = text.lines().nth(1).context("size prints no numbers")?;
    let numbers: Vec<i64> = numbers.split_whitespace().map_while(|n| n.parse().ok()).collect();
    let [text, data, bss, ..] = numbers[..] else { anyhow::bail!("size prints {numbers:?}") };
    Ok([text, data, bss])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leaves_out_every_default_feature() {
        let manifest = crate::paths::root().join("rust/mpickle/Cargo.toml");
        let text = std::fs::read_to_string(manifest).unwrap();
        let default = text.split("default = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
        let mut named: Vec<&str> = default.split('"').skip(1).step_by(2).collect();
        named.retain(|name| *name != "pickle");
        let mut known = FEATURES[BEYOND..].to_vec();
        named.sort_unstable();
        known.sort_unstable();
        assert_eq!(named, known);
        assert_eq!(set(BEYOND).0, "everything");
        assert_eq!(set(25), ("and without streams".into(), "pickle,write".into()));
        assert_eq!(set(26), ("and without write".into(), "none".into()));
    }

    #[test]
    fn the_docs_show_what_each_set_adds() {
        let rows: Vec<Row> =
            (0..30).map(|out| Row { text: 1000 - out * out, data: 0, bss: 12 - out / 3 }).collect();
        let shown = shown(&rows);
        let is = |name: &str, size: i64| assert_eq!(shown[name], Value::from(size), "{name}");
        is("everything", 1000 - 8 * 8);
        is("protobuf", 16);
        is("protobuf-schema", 3);
        is("protobuf-tables", 7);
        is("cbor", 9);
        is("compress", 13);
        is("signed", 15);
        is("compat", 17);
        is("write", 51);
        is("smallest", 1000 - 25 * 25);
        is("plain", 1000 - 26 * 26);
        is("msgpack alone", 1000 - 27 * 27);
        is("protobuf-tables reading", 1000 - 29 * 29);
        is("RAM", 10);
        is("RAM of the smallest", 4);
    }
}
