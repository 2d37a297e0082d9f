//! What is fuzzed: functions that take any bytes and panic when a promise is broken. `fuzz/` runs
//! them for hours, `regressions.rs` with what has ever failed.

mod drive;
mod packets;
mod program;
mod rewrite;

use model::{Error, Limits};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::common::{Host, encode, encode_stream, frames, graphs, optimal, same, unframed};
use drive::{Outcome, Plan, agree, host, pieces, whole};
pub use packets::packets;
pub use program::program;
use rewrite::rewrite;

/// A target's name, and the function that takes an input.
type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const ALL: [Target; 6] = [
    ("decode", decode),
    ("feed", feed),
    ("limits", limits),
    ("packets", packets),
    ("program", structured),
    ("roundtrip", roundtrip),
];

/// Most bytes at the end of an input that say how it is read.
const OPTIONS: usize = 8;

/// What is read, and how. Whatever stands behind STOP is not read, so that whole pickles can be
/// among the inputs.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    data.split_at(data.len() - data.len().min(OPTIONS))
}

/// Any bytes: an object or an error. What was read can be written, and read again.
pub fn decode(data: &[u8]) {
    let mut first = host();
    if let Ok((root, _)) = whole(&mut first, data, Limits::NONE) {
        rewrite(&mut first, root, data.len() as u8 % 6);
    }
}

/// In pieces it is the same as whole.
pub fn feed(data: &[u8]) {
    let (bytes, options) = split(data);
    check_feed(bytes, options);
}

fn check_feed(bytes: &[u8], options: &[u8]) {
    let (mut a, mut b) = (host(), host());
    let x = whole(&mut a, bytes, Limits::NONE);
    let y = pieces(&mut b, bytes, Limits::NONE, Plan::new(options));
    agree(bytes, (&a, &x), (&b, &y));
}

/// With limits it is the same as without, or the limit's error.
pub fn limits(data: &[u8]) {
    let (bytes, options) = split(data);
    check_limits(bytes, options);
}

fn check_limits(bytes: &[u8], options: &[u8]) {
    let limit = |at: usize| options.get(at).map_or(usize::MAX, |number| *number as usize * 3 / 2);
    let limits = Limits { bytes: limit(0), objects: limit(1), memo: limit(2) };
    let (mut a, mut b, mut c) = (host(), host(), host());
    let x = whole(&mut a, bytes, Limits::NONE);
    let y = whole(&mut b, bytes, limits);
    if limited(&y) {
        if let (Ok((_, used)), Err((Error::TooManyBytes, at))) = (&x, &y) {
            assert!(*used > limits.bytes && *at <= limits.bytes);
        }
    } else {
        agree(bytes, (&a, &x), (&b, &y));
    }
    let z = pieces(&mut c, bytes, limits, Plan::new(options.get(3..).unwrap_or_default()));
    agree(bytes, (&b, &y), (&c, &z));
    // Just what the pickle takes is enough, and one less is not.
    if let Ok((_, used)) = x {
        let exactly = |bytes| Limits { bytes, ..Limits::NONE };
        assert!(whole(&mut host(), bytes, exactly(used)).is_ok());
        let (error, _) = whole(&mut host(), bytes, exactly(used - 1)).unwrap_err();
        assert!(matches!(error, Error::TooManyBytes));
    }
}

fn limited(outcome: &Outcome) -> bool {
    matches!(outcome, Err((Error::TooManyBytes | Error::TooManyObjects | Error::TooManyMemos, _)))
}

/// Opcodes that mostly fit each other: see [`program`]. All of the above with what comes of them.
pub fn structured(data: &[u8]) {
    let (genes, options) = split(data);
    let bytes = program(genes);
    decode(&bytes);
    check_feed(&bytes, options);
    check_limits(&bytes, options);
}

/// A graph of objects, written in both ways, and read back.
pub fn roundtrip(data: &[u8]) {
    let (bytes, options) = split(data);
    let mut seed = [1; 16];
    bytes.iter().enumerate().for_each(|(at, byte)| seed[at % 16] ^= byte);
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let Ok(graph) = graphs(24).new_tree(&mut runner) else { return };
    let mut host = Host::new();
    let root = graph.current().build(&mut host);
    let protocol = options.first().map_or(4, |number| number % 6);
    let memory = encode(&mut host, root, protocol).unwrap();
    let stream = encode_stream(&mut host, root, protocol).unwrap();
    frames(&memory);
    assert_eq!(unframed(&memory), optimal(&stream, protocol), "protocol {protocol}");
    for pickle in [&memory, &stream] {
        let (mut a, mut b) = (Host::new(), Host::new());
        let x = whole(&mut a, pickle, Limits::NONE);
        let Ok((read, used)) = x else { panic!("{x:?} of {}", pickle.escape_ascii()) };
        assert_eq!(used, pickle.len());
        if let Err(message) = same(&host, root, &a, read, true) {
            panic!("protocol {protocol}: {message}\n{}", pickle.escape_ascii());
        }
        let y = pieces(&mut b, pickle, Limits::NONE, Plan::new(options.get(1..).unwrap_or_default()));
        agree(pickle, (&a, &x), (&b, &y));
    }
}
