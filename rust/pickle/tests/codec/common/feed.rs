//! Reading, whole and in pieces of any size.

use pickle::Decoder;
use testing::Failure;

use super::{Host, Obj, same};

/// Decodes a whole pickle, which must be good and take all of `bytes`.
pub fn decode(bytes: &[u8]) -> (Host, Obj) {
    let mut host = Host::new();
    let root = decode_in(&mut host, bytes).unwrap_or_else(|(error, at)| {
        panic!("{error:?} at {at} of {}", bytes.escape_ascii());
    });
    (host, root)
}

/// Decodes a whole pickle; an error comes with its offset.
pub fn decode_in(host: &mut Host, bytes: &[u8]) -> Result<Obj, Failure> {
    let (root, end) = testing::whole(Decoder::new(true), host, bytes, false)?;
    assert_eq!(end, bytes.len());
    Ok(root)
}

/// Feeds pieces of these sizes; the last one has all that is left.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    sizes: impl IntoIterator<Item = usize>,
    volatile: bool,
) -> Result<Obj, Failure> {
    let (root, end) = testing::in_pieces(Decoder::new(true), host, bytes, sizes, volatile)?;
    assert_eq!(end, bytes.len());
    Ok(root)
}

/// The error and its offset that `bytes` come to, given whole; in pieces they must come to the same.
pub fn fails(bytes: &[u8], make: impl Fn() -> Host) -> Failure {
    testing::fails(bytes, || (Decoder::new(true), make()), true)
}

/// Decodes `bytes` in all ways, all of which must come to the same. Every prefix must ask for more, and never fail.
pub fn all_ways(bytes: &[u8], make: impl Fn() -> Host) -> (Host, Obj) {
    let make = || (Decoder::new(true), make());
    let check = |(host, root): (&Host, Obj), (other, other_root): (&Host, Obj), how: &str| {
        if let Err(message) = same(host, root, other, other_root, true) {
            panic!("{how}: {message}\n{}", bytes.escape_ascii());
        }
    };
    let (host, root) = testing::windows(bytes, make, check);
    testing::prefixes(bytes, make, |other, how| check((&host, root), other, how));
    (host, root)
}
