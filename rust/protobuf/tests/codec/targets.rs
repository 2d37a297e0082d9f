//! What is fuzzed: a function that takes any bytes and panics when a promise is broken. `fuzz/` runs it for hours, and
//! the test here for a moment.

use model::{Buffer, Error};
use protobuf::{Builder, Root, Schema, parse_format, raw_field};

use super::common::{Block, Host, OPTIONS, Obj, decode_in, decode_pieces, encode_with, show};

/// Letters of format strings, of which some bytes make a schema.
const LETTERS: &[u8] = b"UatTzbfdiIqQ+++##[[[]]]*@1234567";

/// Any bytes: some are a schema, the others a message, or fields without a schema.
pub fn protobuf(data: &[u8]) {
    let [how, len, data @ ..] = data else { return };
    let (words, bytes) = data.split_at(data.len().min(usize::from(*len)));
    let table = if how & 1 == 0 { in_words(words) } else { as_table(words) };
    raw(bytes);
    let Some(table) = table else { return };
    let schema = Schema::new(&table);
    let names = (0..schema.entries()).map(|at| schema.number(at).to_string()).collect();
    let host = Host { table, names, keeps: how & 8 != 0, ..Host::default() };
    let root = if how & 2 == 0 { Root::Whole } else { Root::Delimited };
    let depth = if how & 4 == 0 { usize::MAX } else { 3 };
    message(&host, bytes, root, depth);
}

/// The table of a format string, if it is one.
fn in_words(words: &[u8]) -> Option<Vec<u8>> {
    let text: Vec<u8> = words.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]).collect();
    let mut builder = Builder::<Host>::default();
    parse_format(&mut builder, &text).unwrap().ok()?;
    let mut table = Block::default();
    builder.finish(false, false, &mut table, |_, _| ()).unwrap();
    Schema::check(table.as_slice()).unwrap();
    Some(table.as_slice().to_vec())
}

/// Bytes as a table, if they are one.
fn as_table(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = [&b"MPB\x01"[..], bytes].concat();
    Schema::check(&table).is_ok().then_some(table)
}

/// Fields without a schema end where the next ones begin.
fn raw(bytes: &[u8]) {
    let mut at = 0;
    while let Ok(Some(field)) = raw_field::<Host>(bytes, &mut at) {
        assert!(field.number > 0 && at <= bytes.len() && field.bytes.len() <= at);
    }
}

/// Whole and in pieces the same message, or the same error. What was read can be written, and is the same when it is
/// read again.
fn message(host: &Host, bytes: &[u8], root: Root, depth: usize) {
    let mut fresh = host.fresh();
    let whole = decode_in(&mut fresh, bytes, root, depth);
    let outcome = told(&fresh, &whole);
    if depth == usize::MAX {
        for size in [1, 2, 3, 7] {
            for volatile in [false, true] {
                let mut other = host.fresh();
                let pieces = decode_pieces(&mut other, bytes, size, root, volatile);
                assert_eq!(told(&other, &pieces), outcome, "pieces of {size}");
            }
        }
    }
    let Ok((obj, _)) = whole else { return };
    let written = encode_with(&mut fresh, obj, OPTIONS).unwrap();
    let mut other = host.fresh();
    let again = decode_in(&mut other, &written, Root::Whole, usize::MAX);
    assert_eq!(told(&other, &again), Ok((show(&fresh, obj), written.len())));
}

/// An object as text and where it ends, or an error.
fn told(host: &Host, result: &Result<(Obj, usize), (Error, usize)>) -> Result<(String, usize), Error> {
    match result {
        Ok((obj, end)) => Ok((show(host, *obj), *end)),
        Err((error, _)) => Err(*error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Bytes of which many are tags of small numbers.
    fn inputs() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![4 => any::<u8>(), 6 => 0_u8..0x30, 1 => Just(0x80_u8)];
        (prop::sample::select(&[0_u8, 2, 4, 6, 8, 10, 1][..]), 0_u8..12, vec(byte, 1..60)).prop_map(
            |(how, len, rest)| {
                let mut data = vec![how, len];
                data.extend(rest);
                data
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn random_inputs(data in inputs()) {
            protobuf(&data);
        }
    }
}
