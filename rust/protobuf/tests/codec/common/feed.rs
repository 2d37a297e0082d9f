//! Reading, whole and in pieces of any size.

use std::iter;

use model::Error;
use protobuf::{Decoder, ReadOptions, Root};
use testing::Failure;

use super::{Host, Obj, show};

fn decoder(host: &Host, root: Root, max_depth: usize) -> Decoder<Host> {
    Decoder::new(ReadOptions { root, max_depth, keep: host.keeps, ..ReadOptions::default() })
}

/// Reads one message from the start of `bytes`; returns it and its length, or the error and its offset.
pub fn decode_in(
    host: &mut Host,
    bytes: &[u8],
    root: Root,
    max_depth: usize,
) -> Result<(Obj, usize), Failure> {
    testing::whole(decoder(host, root, max_depth), host, bytes, true)
}

/// As text.
pub fn decode(host: &Host, bytes: &[u8]) -> Result<String, Failure> {
    let mut host = host.fresh();
    let (obj, _) = decode_in(&mut host, bytes, Root::Whole, usize::MAX)?;
    Ok(show(&host, obj))
}

/// Reads from pieces of this size.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    size: usize,
    root: Root,
    volatile: bool,
) -> Result<(Obj, usize), Failure> {
    testing::in_pieces(decoder(host, root, usize::MAX), host, bytes, iter::repeat(size), volatile)
}

/// The error and where it is, the same however the input comes.
pub fn fails_with(host: &Host, bytes: &[u8], root: Root) -> Failure {
    testing::fails(bytes, || (decoder(host, root, usize::MAX), host.fresh()), false)
}

/// [`fails_with`] for a message that ends with the input.
pub fn fails(host: &Host, bytes: &[u8]) -> Error {
    fails_with(host, bytes, Root::Whole).0
}

/// Reads in all ways: at once, in pieces, with its length before it from a stream. Returns the message as text.
pub fn all_ways(host: &Host, bytes: &[u8]) -> String {
    let mut delimited = Vec::new();
    let mut len = bytes.len();
    while len >= 0x80 {
        delimited.push(len as u8 | 0x80);
        len >>= 7;
    }
    delimited.push(len as u8);
    delimited.extend_from_slice(bytes);
    let make = |root| move || (decoder(host, root, usize::MAX), host.fresh());
    let check = |(host, obj): (&Host, Obj), (other, other_obj): (&Host, Obj), how: &str| {
        assert_eq!(show(other, other_obj), show(host, obj), "{how}");
    };
    let (whole, obj) = testing::windows(bytes, make(Root::Whole), check);
    let (with_length, again) = testing::windows(&delimited, make(Root::Delimited), check);
    check((&whole, obj), (&with_length, again), "with its length");
    testing::prefixes(&delimited, make(Root::Delimited), |other, how| check((&whole, obj), other, how));
    show(&whole, obj)
}
