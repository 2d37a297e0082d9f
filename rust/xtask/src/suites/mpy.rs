//! mpickle.mpy on firmware that has no mpickle: the scripts that its features are for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::mpy::arch::Arch;
use crate::mpy::{self, Set};
use crate::ports::PortArgs;
use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix::{self, UnixArgs};
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{Tallies, tools_required};
use crate::{paths, run};

/// Scripts of tests/features and tests/scripts for each file.
const SMALL: [&str; 5] =
    ["features/plain", "features/hostile", "features/deep", "features/refused", "features/collected"];
const STANDARD: [&str; 38] = [
    "features/plain",
    "features/collected",
    "features/hostile",
    "features/deep",
    "features/streams",
    "scripts/batches",
    "scripts/batches_dict",
    "scripts/error_names",
    "scripts/error_opcodes",
    "scripts/error_sizes",
    "scripts/error_truncated",
    "scripts/error_types",
    "scripts/framing",
    "scripts/framing_64k",
    "scripts/heap_nesting",
    "scripts/heap_stream",
    "scripts/hostile_collisions_small",
    "scripts/intern",
    "scripts/loads_buffers",
    "scripts/memo_index",
    "scripts/module_version",
    "scripts/nesting",
    "scripts/stream_bytesio",
    "scripts/stream_errors",
    "scripts/stream_keeps",
    "scripts/stream_python",
    "scripts/type_dict",
    "scripts/type_float",
    "scripts/type_float_double",
    "scripts/type_frozenset",
    "scripts/type_int",
    "scripts/type_int_long",
    "scripts/type_list",
    "scripts/type_memoryview",
    "scripts/type_set",
    "scripts/type_str_64k",
    "scripts/type_str_length",
    "scripts/type_tuple",
];
/// Further scripts for the file with classes.
const CLASSES: [&str; 35] = [
    "scripts/class_cycles",
    "scripts/class_dataclass",
    "scripts/class_inherit",
    "scripts/class_items",
    "scripts/class_of_exception",
    "scripts/class_reduce",
    "scripts/class_reduce_ex",
    "scripts/class_reduce_wrong",
    "scripts/class_refused",
    "scripts/class_state_values",
    "scripts/dict_keys",
    "scripts/error_unpicklable",
    "scripts/float_nan",
    "scripts/heap_pool",
    "scripts/heap_records",
    "scripts/hook_resizes_array",
    "scripts/hostile",
    "scripts/identity_cycles",
    "scripts/identity_cycles_reduced",
    "scripts/identity_shared",
    "scripts/instance_basic",
    "scripts/instance_error",
    "scripts/instance_state",
    "scripts/module_names",
    "scripts/opcodes_protocol0",
    "scripts/opcodes_protocol4",
    "scripts/pickler_persistent",
    "scripts/python2_names",
    "scripts/python2_strings",
    "scripts/sizes",
    "scripts/type_array",
    "scripts/type_class",
    "scripts/type_exception",
    "scripts/type_namedtuple",
    "scripts/type_range",
];
/// For MessagePack and CBOR, those that fit a board first.
const MSGPACK: [&str; 3] =
    ["features/umsgpack_stock", "features/format_collected", "features/umsgpack_plain"];
const CBOR: [&str; 5] = [
    "features/cbor2_stock",
    "features/format_collected",
    "features/cbor2_plain",
    "features/cbor2_vectors",
    "features/cbor2_hostile",
];
/// Those that a board's heap does not hold beside the file and the file system.
const LARGE: [&str; 4] =
    ["features/deep", "scripts/heap_pool", "scripts/heap_stream", "scripts/stream_python"];
/// The largest files, in bytes.
const SIZES: [(Set, Arch, u64); 5] = [
    (Set::Small, Arch::Armv6m, 21_500),
    (Set::Standard, Arch::Armv6m, 32_000),
    (Set::Classes, Arch::Armv6m, 44_500),
    (Set::Msgpack, Arch::Armv6m, 21_000),
    (Set::Cbor, Arch::Armv6m, 23_500),
];
/// Memory of the board's that its firmware leaves alone: QEMU puts the file there.
const PLACE: u64 = 0x2100_0000;

/// Builds the files for this machine and boards, and runs scripts where there is something to run them on.
pub fn test(runner: &Runner, args: &UnixArgs) -> Result<Tallies> {
    if !mpy::fits(&runner.tree)? {
        let why = "this MicroPython has another version of .mpy files than 6.3";
        return Ok(vec![(".mpy files".into(), Tally::skip(".mpy files", why))]);
    }
    let port = PortArgs { without_mpickle: true, ..args.port.clone() };
    let micropython = unix::build(&UnixArgs { port: port.clone(), ..args.clone() })?;
    let mut tallies = Tallies::new();
    // The import of a module that is not there leaves its name, with classes.
    let plain: Vec<_> = STANDARD.into_iter().filter(|name| *name != "scripts/intern").collect();
    let all = [&plain[..], &CLASSES].concat();
    for (set, names) in [
        (Set::Small, &SMALL[..]),
        (Set::Standard, &STANDARD),
        (Set::Classes, &all),
        (Set::Msgpack, &MSGPACK),
        (Set::Cbor, &CBOR),
    ] {
        let file = mpy::build(&runner.tree, Arch::X64, set)?;
        let name = format!("unix {}, {} {}", args.variant, set.name(), set.file());
        let on = On::Path(&micropython, file.parent().unwrap_or(&file));
        tallies.push((name.clone(), scripts::run_some(runner, &name, &on, &files(names))?));
    }
    tallies.push(("sizes of .mpy files".into(), sizes(runner)?));
    for (board, arch, set, names) in [
        // Code for the smallest chips runs on others too.
        (Board::Mps2An385, Arch::Armv6m, Set::Small, &SMALL[..]),
        (Board::Mps2An385, Arch::Armv7m, Set::Standard, &STANDARD),
        (Board::Mps2An385, Arch::Armv7m, Set::Classes, &CLASSES),
        (Board::Mps2An385, Arch::Armv6m, Set::Msgpack, &MSGPACK[..2]),
        (Board::Mps2An385, Arch::Armv7m, Set::Cbor, &CBOR[..2]),
    ] {
        tallies.push(on_board(runner, &port, board, arch, set, names)?);
    }
    Ok(tallies)
}

/// The files are no larger than boards can be asked to hold.
fn sizes(runner: &Runner) -> Result<Tally> {
    let mut tally = Tally::default();
    for (set, arch, most) in SIZES {
        let what = format!("{} {} for {}", set.name(), set.file(), arch.name());
        if let Err(error) = arch.ensure() {
            tally.add(Tally::lacking(&what, &format!("{error:#}"), tools_required()));
            continue;
        }
        let size = fs::metadata(mpy::build(&runner.tree, arch, set)?)?.len();
        if size <= most {
            tally.passed += 1;
        } else {
            tally.failed.push(format!("{what} has {size} bytes, more than {most}"));
        }
    }
    Ok(tally)
}

/// Runs the scripts on a board whose firmware has no mpickle. The file lies in memory that the board's program finds
/// at a fixed address.
fn on_board(
    runner: &Runner,
    port: &PortArgs,
    board: Board,
    arch: Arch,
    set: Set,
    names: &[&str],
) -> Result<(String, Tally)> {
    let name = format!("{}, {} {} for {}", board.name(), set.name(), set.file(), arch.name());
    if let Err(error) = qemu::ensure(&[board]) {
        return Ok((name.clone(), Tally::lacking(&name, &format!("{error:#}"), tools_required())));
    }
    let file = mpy::build(&runner.tree, arch, set)?;
    let firmware = qemu::build(&QemuArgs { port: port.clone(), board })?;
    let fitting: Vec<_> = names.iter().filter(|name| !LARGE.contains(name)).copied().collect();
    let scripts = with_file(runner, &files(&fitting), set.file(), fs::metadata(&file)?.len())?;
    let loader = format!("-device loader,file={},addr={PLACE:#x},force-raw=on", file.display());
    let emulator = format!("{} {loader}", board.emulator(&firmware));
    let tally = scripts::run_some(runner, &name, &On::Board(emulator), &scripts)?;
    Ok((name, tally))
}

/// Copies of the scripts that find the module in memory, where CPython imports its own; and beside each what it is to
/// print.
fn with_file(runner: &Runner, scripts: &[PathBuf], name: &str, size: u64) -> Result<Vec<PathBuf>> {
    let dir = paths::target().join("mpy/scripts");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir)?;
    let head = fs::read_to_string(paths::root().join("tests/boards/file_in_memory.py"))?;
    let head = head
        .replace("/FILE", &format!("/{name}"))
        .replace("ADDRESS", &format!("{PLACE:#x}"))
        .replace("SIZE", &size.to_string());
    let mut copies = Vec::new();
    for script in scripts {
        let copy = dir.join(script.file_name().unwrap_or_default());
        fs::write(&copy, format!("{head}\n{}", fs::read_to_string(script)?))?;
        let expected = expected(script);
        if expected.is_file() {
            fs::copy(expected, self::expected(&copy))?;
        } else {
            // Without the packages of the environment, as MicroPython's runner does it: CPython's oracle is its
            // own pickle.
            let mut oracle = std::process::Command::new(&runner.python);
            fs::write(self::expected(&copy), run::capture(oracle.arg("-BS").arg(script))?)?;
        }
        copies.push(copy);
    }
    Ok(copies)
}

fn expected(script: &Path) -> PathBuf {
    script.with_extension("py.exp")
}

fn files(names: &[&str]) -> Vec<PathBuf> {
    let folder = paths::root().join("tests");
    names.iter().map(|name| folder.join(name).with_extension("py")).collect()
}
