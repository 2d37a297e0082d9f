//! Reading, whole and in pieces of any size.

use model::{Decode, Error, Step, Window};
use protobuf::{Decoder, ReadOptions, Root};

use super::{Host, Obj, show};

/// Inputs up to this length are cut at every byte.
const SPLIT_ALL: usize = 600;

/// Reads one message from the start of `bytes`; returns it and its length, or the error and its offset.
pub fn decode_in(
    host: &mut Host,
    bytes: &[u8],
    root: Root,
    max_depth: usize,
) -> Result<(Obj, usize), (Error, usize)> {
    let mut decoder =
        Decoder::new(ReadOptions { root, max_depth, keep: host.keeps, ..ReadOptions::default() });
    loop {
        let rest = &bytes[decoder.offset()..];
        match decoder.run(host, Window { bytes: rest, last: true, volatile: true }) {
            Ok((_, Step::Done(obj))) => return Ok((obj, decoder.offset())),
            Ok((_, Step::Again)) => {}
            Ok((consumed, Step::Need(_))) => {
                let error = decoder.end_of_input(rest.len() - consumed);
                return Err((error, decoder.offset()));
            }
            Err(error) => {
                let at = decoder.offset();
                let there = bytes.get(at).copied().unwrap_or_default();
                assert_eq!(decoder.culprit(), there, "{error:?} at {at}");
                return Err((error, at));
            }
        }
    }
}

/// As text.
pub fn decode(host: &Host, bytes: &[u8]) -> Result<String, (Error, usize)> {
    let mut host = host.fresh();
    let (obj, _) = decode_in(&mut host, bytes, Root::Whole, usize::MAX)?;
    Ok(show(&host, obj))
}

/// Reads from pieces of this size; keeps what is not consumed.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    size: usize,
    root: Root,
    volatile: bool,
) -> Result<(Obj, usize), (Error, usize)> {
    let mut decoder = Decoder::new(ReadOptions { root, keep: host.keeps, ..ReadOptions::default() });
    let (mut start, mut end) = (0, 0);
    loop {
        let last = end == bytes.len();
        match decoder.run(host, Window { bytes: &bytes[start..end], last, volatile }) {
            Ok((consumed, Step::Done(obj))) => return Ok((obj, start + consumed)),
            Ok((consumed, Step::Again)) => {
                assert!(volatile);
                start += consumed;
            }
            Ok((consumed, Step::Need(need))) => {
                start += consumed;
                assert_eq!(start, decoder.offset());
                if last {
                    return Err((decoder.end_of_input(end - start), start));
                }
                assert!(need > end - start, "{need} bytes are there");
                end = bytes.len().min(end + size);
            }
            Err(error) => return Err((error, decoder.offset())),
        }
    }
}

/// Reads from a stream of which `most` bytes can be had at once, and takes nothing behind the message.
fn decode_stream(host: &mut Host, bytes: &[u8], most: usize) -> Obj {
    let mut decoder =
        Decoder::new(ReadOptions { root: Root::Delimited, keep: host.keeps, ..ReadOptions::default() });
    let (mut pending, mut taken) = (Vec::new(), 0);
    loop {
        let window = Window { bytes: &pending, last: false, volatile: false };
        let (consumed, step) = decoder.run(host, window).unwrap();
        pending.drain(..consumed);
        match step {
            Step::Done(obj) => {
                assert_eq!((taken, pending.len()), (bytes.len(), 0));
                return obj;
            }
            Step::Again => {}
            Step::Need(need) => {
                let place = decoder.fill().unwrap();
                if !place.is_empty() {
                    let room = place.len();
                    let got = room.min(most).min(bytes.len() - taken);
                    assert!(got > 0);
                    place[..got].copy_from_slice(&bytes[taken..taken + got]);
                    taken += got;
                    decoder.filled(room, got);
                    continue;
                }
                let wish = decoder.safe_to_read(need, pending.len());
                assert!(wish >= need - pending.len());
                assert!(taken + wish <= bytes.len(), "reads past the end");
                let got = wish.min(most.max(1));
                pending.extend_from_slice(&bytes[taken..taken + got]);
                taken += got;
            }
        }
    }
}

/// The error and where it is, the same however the input comes.
pub fn fails_with(host: &Host, bytes: &[u8], root: Root) -> (Error, usize) {
    let mut fresh = host.fresh();
    let whole = match decode_in(&mut fresh, bytes, root, usize::MAX) {
        Ok((obj, _)) => panic!("{} is {}", bytes.escape_ascii(), show(&fresh, obj)),
        Err(error) => error,
    };
    for size in [1, 2, 3, 7] {
        let result = decode_pieces(&mut host.fresh(), bytes, size, root, false);
        assert_eq!(result.unwrap_err().0, whole.0, "pieces of {size}");
    }
    whole
}

/// [`fails_with`] for a message that ends with the input.
pub fn fails(host: &Host, bytes: &[u8]) -> Error {
    fails_with(host, bytes, Root::Whole).0
}

/// Reads in all ways: at once, in pieces, with its length before it from a stream. Returns the message as text.
pub fn all_ways(host: &Host, bytes: &[u8]) -> String {
    let mut fresh = host.fresh();
    let (root, end) = decode_in(&mut fresh, bytes, Root::Whole, usize::MAX)
        .unwrap_or_else(|(error, at)| panic!("{error:?} at {at} of {}", bytes.escape_ascii()));
    assert_eq!(end, bytes.len());
    let text = show(&fresh, root);
    let mut delimited = Vec::new();
    let mut len = bytes.len();
    while len >= 0x80 {
        delimited.push(len as u8 | 0x80);
        len >>= 7;
    }
    delimited.push(len as u8);
    delimited.extend_from_slice(bytes);
    for size in [1, 2, 3, 7, 64, 1000] {
        if bytes.len() > 4_000 * size {
            continue;
        }
        for volatile in [false, true] {
            for (root, bytes) in [(Root::Whole, bytes), (Root::Delimited, &delimited)] {
                let mut other = host.fresh();
                let (root, end) = decode_pieces(&mut other, bytes, size, root, volatile)
                    .unwrap_or_else(|(error, at)| panic!("pieces of {size}: {error:?} at {at}"));
                assert_eq!((show(&other, root), end), (text.clone(), bytes.len()), "pieces of {size}");
            }
        }
        let mut other = host.fresh();
        let root = decode_stream(&mut other, &delimited, size);
        assert_eq!(show(&other, root), text, "stream of {size}");
    }
    // What is cut off of a message with its length is told from what is broken.
    let step = if bytes.len() <= SPLIT_ALL { 1 } else { bytes.len() / 7 };
    for split in (0..delimited.len()).step_by(step) {
        let cut = &delimited[..split];
        let (error, at) = decode_in(&mut host.fresh(), cut, Root::Delimited, usize::MAX).unwrap_err();
        assert!(at <= split);
        let expected = if split == 0 { Error::OutOfInput } else { Error::Truncated };
        assert_eq!(error, expected, "at {at} of the prefix of {split}");
        let mut decoder =
            Decoder::new(ReadOptions { root: Root::Delimited, keep: host.keeps, ..ReadOptions::default() });
        let window = Window { bytes: cut, last: false, volatile: false };
        let (used, step) = decoder.run(&mut host.fresh(), window).unwrap();
        assert!(used <= split && matches!(step, Step::Need(_)), "prefix of {split}: {step:?}");
    }
    text
}
