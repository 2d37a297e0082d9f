//! Input as it may come: whole, in pieces, from a stream.

use model::{Decode, Error, Step, Window};
use pickle::Decoder;

use super::{Host, Obj, same};

/// Pickles up to this size are split at every byte.
const SPLIT_ALL: usize = 600;

/// Decodes a whole pickle, which must be good and take all of `bytes`.
pub fn decode(bytes: &[u8]) -> (Host, Obj) {
    let mut host = Host::new();
    let root = decode_in(&mut host, bytes).unwrap_or_else(|(error, at)| {
        panic!("{error:?} at {at} of {}", bytes.escape_ascii());
    });
    (host, root)
}

/// Decodes a whole pickle; an error comes with its offset.
pub fn decode_in(host: &mut Host, bytes: &[u8]) -> Result<Obj, (Error, usize)> {
    let mut decoder = Decoder::new(true);
    let window = Window { bytes, last: true, volatile: false };
    match decoder.run(host, window) {
        Ok((used, Step::Done(root))) => {
            assert_eq!(used, bytes.len());
            assert_eq!(decoder.offset(), bytes.len());
            Ok(root)
        }
        Ok((used, Step::Need(need))) => {
            assert!(need > bytes.len() - used, "needs {need} and has {}", bytes.len() - used);
            Err((decoder.end_of_input(bytes.len() - used), decoder.offset()))
        }
        Ok((_, Step::Again)) => panic!("the window is not volatile"),
        Err(error) => Err((error, decoder.offset())),
    }
}

/// The error and its offset that `bytes` come to, given whole; fed byte by byte they must come to
/// the same.
pub fn fails(bytes: &[u8], make: impl Fn() -> Host) -> (Error, usize) {
    let whole = match decode_in(&mut make(), bytes) {
        Ok(root) => panic!("{root:?} out of {}", bytes.escape_ascii()),
        Err(found) => found,
    };
    for volatile in [false, true] {
        let (error, at) = decode_pieces(&mut make(), bytes, std::iter::repeat(1), volatile).unwrap_err();
        // Input that ends too early is known only at its end when it is fed.
        if whole.0 != Error::Truncated || error != Error::Truncated {
            assert_eq!((error, at), whole, "fed byte by byte: {}", bytes.escape_ascii());
        }
    }
    whole
}

/// Feeds pieces of these sizes; the last one has all that is left.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    mut sizes: impl Iterator<Item = usize>,
    volatile: bool,
) -> Result<Obj, (Error, usize)> {
    let mut decoder = Decoder::new(true);
    let mut held: Vec<u8> = Vec::new();
    let mut given = 0;
    loop {
        let size = sizes.next().unwrap_or(usize::MAX).min(bytes.len() - given);
        held.extend_from_slice(&bytes[given..given + size]);
        given += size;
        let last = given == bytes.len();
        loop {
            // A fresh copy: a decoder that kept a pointer into the old one would be found out.
            let window = held.clone();
            let before = host.calls;
            let step = decoder.run(host, Window { bytes: &window, last, volatile });
            let (used, step) = step.map_err(|error| (error, decoder.offset()))?;
            assert_eq!(decoder.offset() + held.len() - used, given);
            held.drain(..used);
            if volatile {
                assert!(host.calls <= before + 1, "went on over a window that may have moved");
            }
            match step {
                Step::Done(root) => {
                    assert_eq!(held, []);
                    assert!(last);
                    return Ok(root);
                }
                Step::Again => assert!(volatile),
                Step::Need(need) => {
                    assert!(need > held.len(), "needs {need} and has {}", held.len());
                    break;
                }
            }
        }
        if last {
            return Err((decoder.end_of_input(held.len()), decoder.offset()));
        }
    }
}

/// Reads from a stream in which something else follows, no byte of which may be taken. `most` is
/// what one read returns at most.
pub fn decode_stream(host: &mut Host, pickle: &[u8], most: usize) -> Obj {
    let mut decoder = Decoder::new(true);
    let mut held: Vec<u8> = Vec::new();
    let mut given = 0;
    loop {
        let window = held.clone();
        let step = decoder.run(host, Window { bytes: &window, last: false, volatile: false });
        let (used, step) = step.unwrap_or_else(|error| panic!("{error:?} at {}", decoder.offset()));
        held.drain(..used);
        let need = match step {
            Step::Done(root) => {
                assert_eq!((given, held.len()), (pickle.len(), 0));
                return root;
            }
            Step::Need(need) => need,
            Step::Again => panic!("the window is not volatile"),
        };
        let ask = decoder.safe_to_read(need, held.len());
        assert!(ask > 0);
        assert!(
            given + ask <= pickle.len(),
            "takes {ask} of {}: needs {need}, has {}, at {}",
            pickle.len() - given,
            held.len(),
            decoder.offset()
        );
        let room = decoder.fill().unwrap();
        if room.is_empty() {
            let got = ask.min(most);
            held.extend_from_slice(&pickle[given..given + got]);
            given += got;
        } else {
            assert_eq!(held, [], "a payload is filled behind unread bytes");
            assert!(given + room.len() <= pickle.len());
            let (size, got) = (room.len(), room.len().min(most));
            room[..got].copy_from_slice(&pickle[given..given + got]);
            given += got;
            decoder.filled(size, got);
        }
    }
}

/// Decodes `bytes` whole, in pieces, at every split, as a stream, over a moving window; all of
/// that must come to the same. Every prefix must ask for more, and never fail.
pub fn all_ways(bytes: &[u8], make: impl Fn() -> Host) -> (Host, Obj) {
    let mut host = make();
    let root = decode_in(&mut host, bytes).unwrap_or_else(|(error, at)| {
        panic!("{error:?} at {at} of {}", bytes.escape_ascii());
    });
    let check = |other: &Host, result: Result<Obj, (Error, usize)>, how: &str| {
        let outcome = match result {
            Ok(other_root) => same(&host, root, other, other_root, true),
            Err((error, at)) => Err(format!("{error:?} at {at}")),
        };
        if let Err(message) = outcome {
            panic!("{how}: {message}\n{}", bytes.escape_ascii());
        }
    };
    for size in [1, 2, 3, 7, 64] {
        if bytes.len() > 4_000 * size {
            continue;
        }
        for volatile in [false, true] {
            let mut other = make();
            let result = decode_pieces(&mut other, bytes, std::iter::repeat(size), volatile);
            check(&other, result, &format!("pieces of {size}"));
        }
        let mut other = make();
        let other_root = decode_stream(&mut other, bytes, size);
        check(&other, Ok(other_root), "stream");
    }
    let mut other = make();
    let other_root = decode_stream(&mut other, bytes, usize::MAX);
    check(&other, Ok(other_root), "stream");
    let step = if bytes.len() <= SPLIT_ALL { 1 } else { bytes.len() / 7 };
    for split in (0..bytes.len()).step_by(step) {
        let mut other = make();
        let result = decode_pieces(&mut other, bytes, std::iter::once(split), false);
        check(&other, result, &format!("split at {split}"));
        // What is cut off there is told from what is broken.
        let (error, at) = decode_in(&mut make(), &bytes[..split]).unwrap_err();
        assert!(at <= split);
        assert!(
            matches!(error, Error::Truncated) || error == Error::OutOfInput && at == split,
            "{error:?} at {at} of the prefix of {split}"
        );
    }
    (host, root)
}
