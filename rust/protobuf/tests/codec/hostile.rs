//! Sizes that are not true, numbers that there are not, and input that ends.

use model::{Decode, Error, Limits, Step, Window};
use protobuf::{Decoder, ReadOptions, Root};

use crate::common::{Host, decode, fails, fails_with, format, hex, peak_of};

#[test]
fn sizes_are_not_believed() {
    let host = format("aU[+T]#T+d");
    for size in [
        "ff ff ff ff 07",
        "ff ff ff ff 0f",
        "ff ff ff ff ff ff ff ff 7f",
        "ff ff ff ff ff ff ff ff ff 01",
        "80 80 04",
    ] {
        for tag in ["0a", "12", "1a", "22", "2a", "7a"] {
            let bytes = [hex(tag), hex(size), vec![0x30; 8]].concat();
            let (error, peak) = peak_of(|| fails(&host, &bytes));
            assert!(matches!(error, Error::Truncated | Error::BadSize), "{tag} {size}: {error:?}");
            assert!(peak < 8_000, "{tag} {size}: {peak}");
        }
        let bytes = [hex(size), vec![0x30; 8]].concat();
        let (error, _) = fails_with(&host, &bytes, Root::Delimited);
        assert!(matches!(error, Error::Truncated | Error::BadSize), "{size}: {error:?}");
    }
}

#[test]
fn nothing_passes_the_end_of_its_message() {
    let host = format("[aT[T]#T#i]T");
    for inner in [
        "0a 02 61",
        "10 80",
        "10",
        "1a 02 08",
        "22 02 01",
        "2a 04 01 02 03",
        "3a 05 00",
        "3d 00 00",
        "39 00",
        "80",
        "22 01 80",
        "2a 03 01 02 03",
    ] {
        let inner = hex(inner);
        let bytes = [vec![0x0a, inner.len() as u8], inner.clone(), hex("10 01 10 01 10 01 10 01")].concat();
        assert_eq!(fails(&host, &bytes), Error::FrameStraddled, "{}", inner.escape_ascii());
    }
}

#[test]
fn tags() {
    let host = format("T");
    for (bytes, error) in [
        ("00 01", Error::BadTag),
        ("07 01", Error::BadTag),
        ("ff ff ff ff 1f 01", Error::BadTag),
        ("88 80 80 80 80 00 01", Error::LongVarint),
        ("0e 01", Error::BadWireType),
        ("0f 01", Error::BadWireType),
        ("16", Error::BadWireType),
        ("08 ff ff ff ff ff ff ff ff ff ff 01", Error::LongVarint),
        ("10 ff ff ff ff ff ff ff ff ff ff 01", Error::LongVarint),
        ("0c", Error::EndGroup),
    ] {
        assert_eq!(fails(&host, &hex(bytes)), error, "{bytes}");
    }
    // The largest number of a field.
    assert_eq!(decode(&format("T@536870911"), &hex("f8 ff ff ff 0f 01")).unwrap(), "{536870911:1}");
}

#[test]
fn every_prefix_and_every_change() {
    let host = format("TUazid+T#z[UT[T]]+[T+U]b");
    let bytes = hex(
        "08 96 01 12 02 c3 a9 1a 01 ff 20 03 2d 01 00 00 00 31 00 00 00 00 00 00 f0 3f 38 01 38 02 42 02 01 02 \
         4a 09 0a 01 61 10 05 1a 02 08 01 52 02 08 01 52 05 12 01 78 12 00 58 01 7b 80 01 05 7c",
    );
    crate::common::all_ways(&host, &bytes);
    for at in 0..bytes.len() {
        // A prefix may be a message too; it is never anything else than what it is in pieces.
        same(&host, &bytes[..at]);
        for byte in 0..=255 {
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            same(&host, &bytes);
        }
    }
}

fn same(host: &Host, bytes: &[u8]) {
    let whole = decode(host, bytes);
    for size in [1, 3] {
        let mut other = host.fresh();
        let pieces = crate::common::decode_pieces(&mut other, bytes, size, Root::Whole, false);
        match (&whole, pieces) {
            (Ok(text), Ok((obj, _))) => assert_eq!(text, &crate::common::show(&other, obj)),
            (Err((error, _)), Err((other, _))) => assert_eq!(*error, other, "{}", bytes.escape_ascii()),
            (whole, pieces) => panic!("{whole:?} is {pieces:?} in pieces: {}", bytes.escape_ascii()),
        }
    }
}

#[test]
fn limits() {
    let host = format("+TU[T]");
    let bytes = hex("08 01 08 02 12 03 61 62 63 1a 02 08 05");
    for (limits, error) in [
        (Limits { bytes: bytes.len(), ..Limits::NONE }, None),
        (Limits { bytes: bytes.len() - 1, ..Limits::NONE }, Some(Error::TooManyBytes)),
        (Limits { bytes: 6, ..Limits::NONE }, Some(Error::TooManyBytes)),
        (Limits { objects: 5, ..Limits::NONE }, None),
        (Limits { objects: 4, ..Limits::NONE }, Some(Error::TooManyObjects)),
        (Limits { objects: 0, ..Limits::NONE }, Some(Error::TooManyObjects)),
    ] {
        let mut decoder = Decoder::new(ReadOptions::default());
        decoder.set_limits(limits);
        let result = decoder.run(&mut host.fresh(), Window { bytes: &bytes, last: true, volatile: false });
        match error {
            None => assert!(matches!(result, Ok((_, Step::Done(_)))), "{limits:?}: {result:?}"),
            Some(error) => assert_eq!(result.unwrap_err(), error, "{limits:?}"),
        }
    }
}
