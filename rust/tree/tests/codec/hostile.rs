//! Inputs that announce more than they have: no size is believed.

use model::{Decode, Error, Step, Window};
use proptest::collection::vec;
use proptest::prelude::*;
use tree::{Decoder, Format, ReadOptions};

use crate::common::{Host, cases, decode_in, decode_pieces, hex, peak_of};

const BOTH: [Format; 2] = [Format::MessagePack, Format::Cbor];

#[test]
fn sizes() {
    for (format, bytes) in [
        (Format::MessagePack, "c6 7fffffff"),
        (Format::MessagePack, "c6 ffffffff"),
        (Format::MessagePack, "db ffffffff"),
        (Format::MessagePack, "dd ffffffff"),
        (Format::MessagePack, "df ffffffff"),
        (Format::MessagePack, "c9 ffffffff 05"),
        (Format::MessagePack, "c9 ffffffff 52"),
        (Format::MessagePack, "c9 ffffffff 52 dd fffffff0"),
        (Format::Cbor, "5b 7fffffffffffffff"),
        (Format::Cbor, "5b ffffffffffffffff"),
        (Format::Cbor, "7b ffffffffffffffff"),
        (Format::Cbor, "9b ffffffffffffffff"),
        (Format::Cbor, "9b 7fffffffffffffff"),
        (Format::Cbor, "bb ffffffffffffffff"),
        (Format::Cbor, "bb 7fffffffffffffff"),
        (Format::Cbor, "bb 8000000000000000"),
        (Format::Cbor, "c2 5b ffffffffffffffff"),
        (Format::Cbor, "c2 5b 7fffffffffffffff"),
        (Format::Cbor, "5f 5b ffffffffffffffff"),
        (Format::Cbor, "5f 5b 7fffffffffffffff"),
        (Format::Cbor, "5f 5a ffffffff"),
        (Format::Cbor, "d9 0102 9a ffffffff"),
    ] {
        let bytes = hex(bytes);
        let options = ReadOptions::new(format);
        let (result, peak) = peak_of(|| decode_in(&mut Host::with_nested(), &bytes, format, options));
        assert!(matches!(result.unwrap_err().0, Error::Truncated | Error::BadSize));
        assert!(peak < 1000, "{peak}");
        for size in [1, 3, 100] {
            let (result, peak) = peak_of(|| {
                let sizes = std::iter::repeat(size);
                decode_pieces(&mut Host::with_nested(), &bytes, sizes, format, options, false)
            });
            assert!(matches!(result.unwrap_err().0, Error::Truncated | Error::BadSize));
            assert!(peak < 1000, "{peak}");
        }
        // A stream is asked for little.
        let mut decoder = Decoder::new(format, options);
        let mut host = Host::with_nested();
        let window = Window { bytes: &bytes, last: false, volatile: false };
        if let Ok((used, step)) = decoder.run(&mut host, window) {
            let Step::Need(need) = step else { panic!("{step:?}") };
            assert!(need <= 512 + bytes.len(), "{need}");
            assert!(decoder.fill().unwrap().len() <= 512);
            assert!(used <= bytes.len());
        }
    }
}

#[test]
fn memory_follows_the_input() {
    // Containers that announce much, in one another.
    for (format, head) in [(Format::MessagePack, "dd 7fffffff"), (Format::Cbor, "9a 7fffffff")] {
        let bytes = hex(head).repeat(10_000);
        let mut decoder = Decoder::new(format, ReadOptions::new(format));
        let mut host = Host::new();
        let window = Window { bytes: &bytes, last: false, volatile: false };
        let (result, peak) = peak_of(|| decoder.run(&mut host, window));
        assert!(matches!(result, Ok((_, Step::Need(1)))));
        assert!(peak < bytes.len() * 8, "{peak}");
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_bytes(bytes in vec(prop_oneof![any::<u8>(), 0..4u8, 0x80..0xa4u8], 0..60), strict in any::<bool>()) {
        for format in BOTH {
            let options = ReadOptions { deterministic: strict, ..ReadOptions::new(format) };
            let lenient = || Host { allow_invalid_utf8: true, ..Host::with_nested() };
            let whole = decode_in(&mut lenient(), &bytes, format, options);
            for size in [1, 3, 7] {
                let sizes = std::iter::repeat(size);
                let result = decode_pieces(&mut lenient(), &bytes, sizes, format, options, size == 3);
                match (&whole, result) {
                    (Ok((_, end)), Ok((_, other))) => prop_assert_eq!(*end, other),
                    // What is too short is known at once when all is there.
                    (Err((Error::Truncated, _)), Err(_)) => {}
                    (Err((error, _)), Err((other, _))) => prop_assert_eq!(*error, other),
                    (whole, result) => prop_assert!(false, "{:?} and {:?}", whole, result),
                }
            }
        }
    }
}
