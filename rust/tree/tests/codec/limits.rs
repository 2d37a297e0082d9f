//! `max_bytes` and `max_objects`.

use model::{Decode, Error, Limits, Step, Window};
use tree::{Decoder, Format, ReadOptions};

use crate::common::{Host, hex};

fn run(format: Format, bytes: &[u8], limits: Limits, piece: usize) -> Result<usize, (Error, usize)> {
    let mut host = Host::with_nested();
    let mut decoder = Decoder::new(format, ReadOptions::new(format));
    decoder.set_limits(limits);
    let (mut start, mut end) = (0, 0usize);
    loop {
        let last = end == bytes.len();
        let window = Window { bytes: &bytes[start..end], last, volatile: false };
        match decoder.run(&mut host, window) {
            Ok((consumed, Step::Done(_))) => return Ok(start + consumed),
            Ok((consumed, _)) => start += consumed,
            Err(error) => return Err((error, decoder.offset())),
        }
        assert!(!last);
        end = bytes.len().min(end.saturating_add(piece));
    }
}

#[test]
fn bytes() {
    for (format, bytes) in [
        (Format::MessagePack, "93 01 cd 0102 a3 616263"),
        (Format::MessagePack, "91 d6 52 93 01 02 03"),
        (Format::MessagePack, "91 c7 03 05 616263"),
        (Format::Cbor, "83 01 19 0102 63 616263"),
        (Format::Cbor, "9f 01 7f 63 616263 ff ff"),
    ] {
        let bytes = hex(bytes);
        for piece in [1, 3, usize::MAX] {
            for most in 0..bytes.len() {
                let limits = Limits { bytes: most, ..Limits::NONE };
                assert_eq!(run(format, &bytes, limits, piece).unwrap_err().0, Error::TooManyBytes, "{most}");
            }
            let limits = Limits { bytes: bytes.len(), ..Limits::NONE };
            assert_eq!(run(format, &bytes, limits, piece), Ok(bytes.len()));
        }
    }
    // What is announced alone is too much.
    let limits = Limits { bytes: 1000, ..Limits::NONE };
    let stream = |format, bytes: &str| {
        let mut decoder = Decoder::new(format, ReadOptions::new(format));
        decoder.set_limits(limits);
        let window = Window { bytes: &hex(bytes), last: false, volatile: false };
        decoder.run(&mut Host::new(), window).unwrap_err()
    };
    assert_eq!(stream(Format::MessagePack, "c5 0400"), Error::TooManyBytes);
    assert_eq!(stream(Format::MessagePack, "dc 0400"), Error::TooManyBytes);
    assert_eq!(stream(Format::Cbor, "5f 59 0400"), Error::TooManyBytes);
}

#[test]
fn objects() {
    for (format, bytes, objects) in [
        (Format::MessagePack, "93 01 cd 0102 a3 616263", 4),
        (Format::MessagePack, "81 a1 61 90", 3),
        (Format::Cbor, "83 01 19 0102 63 616263", 4),
        (Format::Cbor, "bf 61 61 9f ff ff", 3),
    ] {
        for most in 0..objects {
            let limits = Limits { objects: most, ..Limits::NONE };
            assert_eq!(run(format, &hex(bytes), limits, 2).unwrap_err().0, Error::TooManyObjects);
        }
        run(format, &hex(bytes), Limits { objects, ..Limits::NONE }, 2).unwrap();
    }
}

#[test]
fn they_count_anew() {
    let mut host = Host::new();
    let mut decoder = Decoder::new(Format::Cbor, ReadOptions::new(Format::Cbor));
    decoder.set_limits(Limits { bytes: 3, objects: 3, ..Limits::NONE });
    for _ in 0..5 {
        let window = Window { bytes: &hex("82 01 02"), last: true, volatile: false };
        let (used, _) = decoder.run(&mut host, window).unwrap();
        assert_eq!(used, 3);
        decoder.begin();
    }
    assert_eq!(decoder.offset(), 15);
}
