//! What is fuzzed: a function that takes any bytes and panics when a promise is broken. `fuzz/` runs it for hours, and
//! the test here for a moment.

use model::Error;
use tree::{Format, ReadOptions};

use super::common::{Host, Obj, decode_in, decode_pieces, plain, show};

/// Any bytes, read as the first of them says: whole and in pieces the same object, or the same error. What was read
/// can be written, and is the same when it is read again.
pub fn tree(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else { return };
    let has = |bit: u8| how >> bit & 1 == 1;
    let format = if has(0) { Format::Cbor } else { Format::MessagePack };
    let again = ReadOptions { use_tuple: has(1), ordered: has(2), ..ReadOptions::new(format) };
    let mut options = again;
    options.unique_keys ^= has(3);
    options.deterministic = has(4) && format == Format::Cbor;
    options.allow_indefinite = !has(5);
    if has(6) {
        options.max_depth = 3;
    }
    let mut host = Host::with_nested();
    let whole = decode_in(&mut host, bytes, format, options);
    let outcome = told(&host, &whole);
    for size in [1, 2, 3, 7] {
        for volatile in [false, true] {
            let mut other = Host::with_nested();
            let sizes = std::iter::repeat(size);
            let pieces = decode_pieces(&mut other, bytes, sizes, format, options, volatile);
            let told = told(&other, &pieces);
            // What is all there is seen to be too short for a size at once; in pieces another fault may come before.
            if outcome == Err(Error::Truncated) {
                assert!(told.is_err(), "pieces of {size}");
            } else {
                assert_eq!(told, outcome, "pieces of {size}");
            }
        }
    }
    let Ok((obj, _)) = whole else { return };
    if let Ok(written) = plain(&mut host, obj, format) {
        let mut other = Host::with_nested();
        let read = decode_in(&mut other, &written, format, again);
        assert_eq!(told(&other, &read), Ok((show(&host, obj), written.len())));
    }
}

/// An object as text and where it ends, or an error: what a model refuses may be found later or earlier.
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
    use crate::common::cases;

    /// Bytes of which many are heads of small items.
    fn heads() -> impl Strategy<Value = Vec<u8>> {
        let head = prop_oneof![
            4 => any::<u8>(),
            4 => prop::sample::select(&[0x80_u8, 0x81, 0x82, 0x90, 0x91, 0x92, 0xa1, 0xc0, 0xc4, 0xd4, 0xd5, 0x51, 0x52][..]),
            4 => prop::sample::select(&[0x41_u8, 0x61, 0x9f, 0xbf, 0x5f, 0xff, 0xc1, 0xc2, 0xd9, 0xa1, 0xf6, 0xf9, 0x18][..]),
            2 => 0_u8..4,
        ];
        vec(head, 1..24)
    }

    proptest! {
        #![proptest_config(cases(3000))]
        #[test]
        fn random_inputs(data in heads()) {
            tree(&data);
        }
    }
}
