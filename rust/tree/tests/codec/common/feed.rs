//! Reading, whole and in pieces of any size.

use testing::Failure;
use tree::{Decoder, Format, ReadOptions};

use super::{Host, Obj, show};

/// Reads one object from the start of `bytes`; returns it and its length, or the error and its offset.
pub fn decode_in(
    host: &mut Host,
    bytes: &[u8],
    format: Format,
    options: ReadOptions,
) -> Result<(Obj, usize), Failure> {
    testing::whole(Decoder::new(format, options), host, bytes, true)
}

/// As text, with everything by default.
pub fn decode(bytes: &[u8], format: Format) -> Result<String, Failure> {
    let mut host = Host::with_nested();
    let (obj, _) = decode_in(&mut host, bytes, format, ReadOptions::new(format))?;
    Ok(show(&host, obj))
}

/// Reads from pieces of these sizes, then from the rest.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    sizes: impl IntoIterator<Item = usize>,
    format: Format,
    options: ReadOptions,
    volatile: bool,
) -> Result<(Obj, usize), Failure> {
    testing::in_pieces(Decoder::new(format, options), host, bytes, sizes, volatile)
}

/// The error and where it is, the same however the input comes.
pub fn fails(bytes: &[u8], format: Format, options: ReadOptions) -> Failure {
    testing::fails(bytes, || (Decoder::new(format, options), Host::with_nested()), false)
}

/// Reads in all ways: at once, in pieces, from a stream. Every prefix suspends. Returns the object as text.
pub fn all_ways(bytes: &[u8], format: Format, options: ReadOptions, make: impl Fn() -> Host) -> String {
    let make = || (Decoder::new(format, options), make());
    let check = |(host, obj): (&Host, Obj), (other, other_obj): (&Host, Obj), how: &str| {
        assert_eq!(show(other, other_obj), show(host, obj), "{how}");
    };
    let (host, obj) = testing::windows(bytes, make, check);
    testing::prefixes(bytes, make, |other, how| check((&host, obj), other, how));
    show(&host, obj)
}
