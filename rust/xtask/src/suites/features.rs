//! Firmwares with less than all features: they build, and their scripts pass.

use std::path::PathBuf;

use anyhow::Result;

use crate::paths;
use crate::ports::qemu::{self, Board, QemuArgs};
use crate::ports::unix::{self, UnixArgs};
use crate::ports::{PortArgs, ahead};
use crate::setup::vectors;
use crate::suites::checks;
use crate::suites::report::Tally;
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::Tallies;

/// Sets of features, and the scripts of tests/features that are for them.
const SETS: [(&str, &[&str]); 12] = [
    (SMALLEST, &["plain", "hostile", "deep", "refused"]),
    ("write,streams", &["plain", "hostile", "deep", "streams"]),
    ("text,streams,feed,packets,files,compress", &["reading"]),
    ("text,write,classes,stub,feed,into,data-only", &["data_only"]),
    (
        "write,text,streams,limits,in-place,feed,into,packets,files,signed",
        &["plain", "hostile", "deep", "streams", "signed_packets", "signed_files"],
    ),
    ("msgpack,write", &["umsgpack_plain"]),
    (
        "msgpack,write,streams,limits,in-place,feed,async,into,packets,files,log,compress",
        &["umsgpack_plain", "umsgpack_api", "umsgpack_feed", "umsgpack_async", "format_logs"],
    ),
    (
        "cbor,write,streams,limits,in-place,feed,async,into,packets,files",
        &[
            "cbor2_plain",
            "cbor2_vectors",
            "cbor2_types",
            "cbor2_hooks",
            "cbor2_hostile",
            "cbor2_pieces",
            "cbor2_senml",
        ],
    ),
    ("protobuf", &["minipb_reading"]),
    ("protobuf-tables", &["minipb_tables"]),
    ("protobuf-tables,write,streams,feed,into,limits", &["minipb_tables"]),
    (ALL, &FORMATS),
];
/// Everything, with the formats that the default features leave out.
pub const ALL: &str = "pickle,text,write,streams,classes,buffers,arrays,ulab,compat,limits,in-place,feed,async,into,packets,\
                   files,runs,stub,log,signed,compress,msgpack,cbor,protobuf";
/// The scripts of tests/features about MessagePack and CBOR, signatures and compression.
pub const FORMATS: [&str; 19] = [
    "umsgpack_plain",
    "umsgpack_api",
    "umsgpack_feed",
    "umsgpack_async",
    "cbor2_plain",
    "cbor2_vectors",
    "cbor2_types",
    "cbor2_hooks",
    "cbor2_hostile",
    "cbor2_pieces",
    "cbor2_senml",
    "cbor2_arrays",
    "formats",
    "format_logs",
    "format_ints",
    "signed_packets",
    "signed_files",
    "compressed",
    "compressed_cuts",
];
/// Those about Protocol Buffers, and about all formats in one firmware.
pub const MORE: [&str; 9] = [
    "minipb_api",
    "minipb_messages",
    "minipb_more",
    "minipb_unknown",
    "format_chain",
    "format_register",
    "umsgpack_numpy",
    "umsgpack_stock",
    "cbor2_stock",
];
/// The tests of tests/interop that need all formats.
const TOGETHER: [&str; 17] = [
    "test_msgpack.py",
    "test_cbor2.py",
    "test_minipb.py",
    "test_proto2.py",
    "test_conformance.py",
    "test_formats.py",
    "test_signed.py",
    "test_compressed.py",
    "test_vectors.py",
    "test_stubs.py::test_names_of_other_formats_are_those_of_a_firmware",
    "test_stubs.py::test_methods_of_a_wire_are_those_of_a_firmware",
    "test_peers.py",
    "test_examples.py::test_example[msgpack-link]",
    "test_examples.py::test_example[signed-cbor]",
    "test_examples.py::test_example[senml-cbor]",
    "test_examples.py::test_example[telemetry-protobuf]",
    "test_examples.py::test_javascript",
];
/// The smallest set of features that writes.
const SMALLEST: &str = "write";

/// Builds each set on this machine, and runs its scripts.
pub fn test(runner: &Runner, args: &UnixArgs) -> Result<Tallies> {
    let builds = SETS.iter().map(|(features, _)| {
        let port = PortArgs { features: Some((*features).into()), ..args.port.clone() };
        unix::prepare(&UnixArgs { port, variant: variant(features, args) })
    });
    ahead::each(builds.collect::<Result<_>>()?, |number, micropython| {
        let (features, names) = SETS[number];
        let name = format!("unix {}, {features}", variant(features, args));
        let mut tally = scripts::run_some(runner, &name, &On::Binary(&micropython), &files(names))?;
        tally.add(checks::link(&micropython, "")?);
        if features == ALL {
            tally.add(scripts::run_some(runner, &name, &On::Binary(&micropython), &files(&MORE))?);
            vectors::ensure(&runner.python)?;
            let what = "CPython and MicroPython together, all formats";
            let mut together = super::test::interop(runner, what, &micropython, &TOGETHER)?;
            together.say_where(&name);
            tally.add(together);
        }
        Ok((name, tally))
    })
}

/// The variant for a set of features: what all of them need is a deflate that compresses too.
pub fn variant(features: &str, args: &UnixArgs) -> String {
    let standard = args.variant == unix::STANDARD;
    if standard && features == ALL { "compress".into() } else { args.variant.clone() }
}

/// Builds the smallest set for a board, and runs its scripts there.
pub fn test_on(runner: &Runner, port: &PortArgs, board: Board) -> Result<Tally> {
    let port = PortArgs { features: Some(SMALLEST.into()), ..port.clone() };
    let firmware = qemu::build(&QemuArgs { port, board })?;
    let name = format!("{}, {SMALLEST}", board.name());
    let mut tally =
        scripts::run_some(runner, &name, &On::Board(board.emulator(&firmware)), &files(SETS[0].1))?;
    tally.add(checks::link(&firmware, board.cross())?);
    Ok(tally)
}

/// The scripts of these names.
pub fn files(names: &[&str]) -> Vec<PathBuf> {
    let folder = paths::root().join("tests/features");
    names.iter().map(|name| folder.join(name).with_extension("py")).collect()
}
