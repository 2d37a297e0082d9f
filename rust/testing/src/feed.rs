//! Input as it may come: whole, in pieces, from a stream.

use std::fmt::Debug;
use std::iter;

use model::{Construct, Decode, Error, Model, Step, Window};

/// Inputs up to this length are cut at every byte.
const SPLIT_ALL: usize = 600;

/// An error, and its offset.
pub type Failure = (Error, usize);

/// A model of the tests.
pub trait Host: Construct + Model<Fault = Error, Obj: Debug> {
    /// How many calls could have been of Python code, which may move what a volatile window shows; for models of which the
    /// decoder makes one at most before it asks for a new window.
    fn calls(&self) -> usize {
        0
    }
}

/// Reads one object from the start of `bytes`, all of which the decoder sees at once; returns the object and the offset
/// of its end.
pub fn whole<H: Host, D: Decode<H>>(
    mut decoder: D,
    host: &mut H,
    bytes: &[u8],
    volatile: bool,
) -> Result<(H::Obj, usize), Failure> {
    loop {
        let rest = &bytes[decoder.offset()..];
        match decoder.run(host, Window { bytes: rest, last: true, volatile }) {
            Ok((_, Step::Done(obj))) => return Ok((obj, decoder.offset())),
            Ok((_, Step::Again)) => assert!(volatile),
            Ok((used, Step::Need(need))) => {
                let have = rest.len() - used;
                assert!(need > have, "needs {need} and has {have}");
                return Err((decoder.end_of_input(have), decoder.offset()));
            }
            Err(error) => {
                let at = decoder.offset();
                // What is wrong with an unsupported protocol is its number, behind the opcode.
                let place = if error == Error::UnsupportedProtocol { at + 1 } else { at };
                let there = bytes.get(place).copied().unwrap_or_default();
                assert_eq!(decoder.culprit(), there, "{error:?} at {at}");
                return Err((error, at));
            }
        }
    }
}

/// Feeds pieces of these sizes, and at last what is left.
pub fn in_pieces<H: Host, D: Decode<H>>(
    mut decoder: D,
    host: &mut H,
    bytes: &[u8],
    sizes: impl IntoIterator<Item = usize>,
    volatile: bool,
) -> Result<(H::Obj, usize), Failure> {
    let mut sizes = sizes.into_iter();
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
            let before = host.calls();
            let step = decoder.run(host, Window { bytes: &window, last, volatile });
            let (used, step) = step.map_err(|error| (error, decoder.offset()))?;
            assert_eq!(decoder.offset() + held.len() - used, given);
            held.drain(..used);
            if volatile {
                assert!(host.calls() <= before + 1, "went on over a window that may have moved");
            }
            match step {
                Step::Done(obj) => return Ok((obj, decoder.offset())),
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

/// Reads from a stream in which something else follows, no byte of which may be taken. `most` is what one read returns
/// at most.
pub fn in_stream<H: Host, D: Decode<H>>(mut decoder: D, host: &mut H, bytes: &[u8], most: usize) -> H::Obj {
    let mut held: Vec<u8> = Vec::new();
    let mut given = 0;
    loop {
        let window = held.clone();
        let step = decoder.run(host, Window { bytes: &window, last: false, volatile: false });
        let (used, step) = step.unwrap_or_else(|error| panic!("{error:?} at {}", decoder.offset()));
        held.drain(..used);
        let need = match step {
            Step::Done(obj) => {
                assert_eq!((given, held.len()), (bytes.len(), 0));
                return obj;
            }
            Step::Need(need) => need,
            Step::Again => panic!("the window is not volatile"),
        };
        let ask = decoder.safe_to_read(need, held.len());
        assert!(ask >= need - held.len());
        let room = decoder.fill().unwrap();
        if !room.is_empty() {
            assert_eq!(held, [], "a payload is filled behind unread bytes");
            assert!(given + room.len() <= bytes.len());
            let (size, got) = (room.len(), room.len().min(most));
            room[..got].copy_from_slice(&bytes[given..given + got]);
            given += got;
            decoder.filled(size, got);
            continue;
        }
        assert!(
            given + ask <= bytes.len(),
            "takes {ask} of {}: needs {need}, has {}, at {}",
            bytes.len() - given,
            held.len(),
            decoder.offset()
        );
        let got = ask.min(most);
        held.extend_from_slice(&bytes[given..given + got]);
        given += got;
    }
}

/// Reads all of `bytes` at once, in pieces of several sizes, over windows that stay and that move; `check` compares what
/// came with what the first of them gave, which is returned. `make` gives a decoder and a model for each.
pub fn windows<H: Host, D: Decode<H>>(
    bytes: &[u8],
    make: impl Fn() -> (D, H),
    check: impl Fn((&H, H::Obj), (&H, H::Obj), &str),
) -> (H, H::Obj) {
    let failed = |(error, at), how: &str| panic!("{how}: {error:?} at {at} of {}", bytes.escape_ascii());
    let (decoder, mut host) = make();
    let (obj, end) =
        whole(decoder, &mut host, bytes, false).unwrap_or_else(|failure| failed(failure, "at once"));
    assert_eq!(end, bytes.len());
    for size in [1, 2, 3, 7, 64, 1000] {
        if bytes.len() > 4_000 * size {
            continue;
        }
        for volatile in [false, true] {
            let how = format!("pieces of {size}");
            let (decoder, mut other) = make();
            let (other_obj, end) = in_pieces(decoder, &mut other, bytes, iter::repeat(size), volatile)
                .unwrap_or_else(|failure| failed(failure, &how));
            check((&host, obj), (&other, other_obj), &how);
            assert_eq!(end, bytes.len(), "{how}");
        }
    }
    (host, obj)
}

/// Reads from streams, and in two parts with a cut at each byte. All of it must come to the same, and every prefix must
/// ask for more, and never fail: its end is told from what is broken.
pub fn prefixes<H: Host, D: Decode<H>>(
    bytes: &[u8],
    make: impl Fn() -> (D, H),
    check: impl Fn((&H, H::Obj), &str),
) {
    for most in [1, 2, 3, 7, 64, 1000, usize::MAX] {
        if bytes.len() / 4_000 > most {
            continue;
        }
        let (decoder, mut host) = make();
        let obj = in_stream(decoder, &mut host, bytes, most);
        check((&host, obj), &format!("a stream, at most {most} bytes a read"));
    }
    let step = if bytes.len() <= SPLIT_ALL { 1 } else { bytes.len() / 7 };
    for split in (0..bytes.len()).step_by(step) {
        let (decoder, mut host) = make();
        let (obj, _) = in_pieces(decoder, &mut host, bytes, iter::once(split), false)
            .unwrap_or_else(|(error, at)| panic!("{error:?} at {at}, cut at {split}"));
        check((&host, obj), &format!("cut at {split}"));
        let (decoder, mut host) = make();
        let (error, at) = whole(decoder, &mut host, &bytes[..split], false).unwrap_err();
        assert!(at <= split);
        // Between objects nothing is missing.
        assert!(
            error == Error::Truncated && split > 0 || error == Error::OutOfInput && at == split,
            "{error:?} at {at} of the prefix of {split}"
        );
        let (mut decoder, mut host) = make();
        let window = Window { bytes: &bytes[..split], last: false, volatile: false };
        let (used, step) = decoder.run(&mut host, window).unwrap();
        assert!(used <= split && matches!(step, Step::Need(_)), "the prefix of {split}: {step:?}");
    }
}

/// The error and its offset that `bytes` come to, given whole; in pieces they must come to the same error, and with
/// `exact` to the same offset: a model may refuse sooner what comes in small pieces.
pub fn fails<H: Host, D: Decode<H>>(bytes: &[u8], make: impl Fn() -> (D, H), exact: bool) -> Failure {
    let (decoder, mut host) = make();
    let failure = match whole(decoder, &mut host, bytes, false) {
        Ok((obj, end)) => panic!("{obj:?} to {end} of {}", bytes.escape_ascii()),
        Err(failure) => failure,
    };
    for size in [1, 2, 3, 7] {
        for volatile in [false, true] {
            let (decoder, mut host) = make();
            let sizes = iter::repeat(size);
            let (error, at) = in_pieces(decoder, &mut host, bytes, sizes, volatile).unwrap_err();
            let how = format!("pieces of {size}: {}", bytes.escape_ascii());
            assert_eq!(error, failure.0, "{how}");
            // An input that ends too early is known as such only at its end when it is fed.
            assert!(!exact || at == failure.1 || error == Error::Truncated, "{at}, not {}: {how}", failure.1);
        }
    }
    failure
}
