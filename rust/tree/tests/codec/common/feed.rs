//! Reading, whole and in pieces of any size.

use model::{Decode, Error, Step, Window};
use tree::{Decoder, Format, ReadOptions};

use super::{Host, Obj, show};

/// Inputs up to this length are cut at every byte.
const SPLIT_ALL: usize = 600;

/// Reads one object from the start of `bytes`; returns it and its length, or the error and its offset.
pub fn decode_in(
    host: &mut Host,
    bytes: &[u8],
    format: Format,
    options: ReadOptions,
) -> Result<(Obj, usize), (Error, usize)> {
    let mut decoder = Decoder::new(format, options);
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
                assert_eq!(
                    decoder.culprit(),
                    bytes.get(at).copied().unwrap_or_default(),
                    "{error:?} at {at}"
                );
                return Err((error, at));
            }
        }
    }
}

/// As text, with everything by default.
pub fn decode(bytes: &[u8], format: Format) -> Result<String, (Error, usize)> {
    let mut host = Host::with_nested();
    let (obj, _) = decode_in(&mut host, bytes, format, ReadOptions::new(format))?;
    Ok(show(&host, obj))
}

/// Reads from pieces of these sizes, then from the rest; keeps what is not consumed.
pub fn decode_pieces(
    host: &mut Host,
    bytes: &[u8],
    sizes: impl IntoIterator<Item = usize>,
    format: Format,
    options: ReadOptions,
    volatile: bool,
) -> Result<(Obj, usize), (Error, usize)> {
    let mut decoder = Decoder::new(format, options);
    let mut sizes = sizes.into_iter();
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
                end = bytes.len().min(end + sizes.next().unwrap_or(bytes.len()));
            }
            Err(error) => return Err((error, decoder.offset())),
        }
    }
}

/// Reads from a stream of which `most` bytes can be had at once, and takes nothing behind the object.
pub fn decode_stream(
    host: &mut Host,
    bytes: &[u8],
    most: usize,
    format: Format,
    options: ReadOptions,
) -> Obj {
    let mut decoder = Decoder::new(format, options);
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

/// The error and where it is, the same however the input comes. What a model refuses is found later or
/// earlier.
pub fn fails(bytes: &[u8], format: Format, options: ReadOptions) -> (Error, usize) {
    let whole = decode_in(&mut Host::with_nested(), bytes, format, options)
        .map(|(obj, end)| format!("{obj:?} to {end}"))
        .unwrap_err();
    for size in [1, 2, 3, 7] {
        let sizes = std::iter::repeat(size);
        let result = decode_pieces(&mut Host::with_nested(), bytes, sizes, format, options, false);
        assert_eq!(result.unwrap_err().0, whole.0, "pieces of {size}");
    }
    whole
}

/// Reads in all ways: at once, in pieces, from a stream. Every prefix suspends. Returns the object as text.
pub fn all_ways(bytes: &[u8], format: Format, options: ReadOptions, make: impl Fn() -> Host) -> String {
    let mut host = make();
    let (root, end) = decode_in(&mut host, bytes, format, options)
        .unwrap_or_else(|(error, at)| panic!("{error:?} at {at} of {}", bytes.escape_ascii()));
    assert_eq!(end, bytes.len());
    let text = show(&host, root);
    for size in [1, 2, 3, 7, 64, 1000] {
        if bytes.len() > 4_000 * size {
            continue;
        }
        for volatile in [false, true] {
            let mut other = make();
            let sizes = std::iter::repeat(size);
            let (root, end) = decode_pieces(&mut other, bytes, sizes, format, options, volatile)
                .unwrap_or_else(|(error, at)| panic!("pieces of {size}: {error:?} at {at}"));
            assert_eq!((show(&other, root), end), (text.clone(), bytes.len()), "pieces of {size}");
        }
        let mut other = make();
        let root = decode_stream(&mut other, bytes, size, format, options);
        assert_eq!(show(&other, root), text, "stream of {size}");
    }
    let mut other = make();
    let root = decode_stream(&mut other, bytes, usize::MAX, format, options);
    assert_eq!(show(&other, root), text, "stream");
    let step = if bytes.len() <= SPLIT_ALL { 1 } else { bytes.len() / 7 };
    for split in (0..bytes.len()).step_by(step) {
        // What is cut off there is told from what is broken.
        let (error, at) = decode_in(&mut make(), &bytes[..split], format, options).unwrap_err();
        assert!(at <= split);
        assert!(
            error == Error::Truncated && split > 0 || error == Error::OutOfInput && split == 0,
            "{error:?} at {at} of the prefix of {split}"
        );
        let mut decoder = Decoder::new(format, options);
        let mut host = make();
        let window = Window { bytes: &bytes[..split], last: false, volatile: false };
        let (used, step) = decoder.run(&mut host, window).unwrap();
        assert!(used <= split && matches!(step, Step::Need(_)), "prefix of {split}: {step:?}");
    }
    text
}
