//! CBOR: RFC 8949's examples, every head, the tags that the codec knows, what is refused.

use model::Error;
use tree::{FloatWidth, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, all_ways, decode_in, encode, fails, hex, plain, show, unhex};

const FORMAT: Format = Format::Cbor;
const OPTIONS: ReadOptions = ReadOptions::new(FORMAT);
const SHORTEST: WriteOptions = WriteOptions { float: FloatWidth::Shortest, ..WriteOptions::NEW };

/// RFC 8949, appendix A: bytes, the object, and whether the shortest form of it is this.
const APPENDIX_A: &[(&str, &str, bool)] = &[
    ("00", "0", true),
    ("01", "1", true),
    ("0a", "10", true),
    ("17", "23", true),
    ("1818", "24", true),
    ("1819", "25", true),
    ("1864", "100", true),
    ("1903e8", "1000", true),
    ("1a000f4240", "1000000", true),
    ("1b000000e8d4a51000", "1000000000000", true),
    ("1bffffffffffffffff", "18446744073709551615", true),
    ("c249010000000000000000", "18446744073709551616", true),
    ("3bffffffffffffffff", "-18446744073709551616", true),
    ("c349010000000000000000", "-18446744073709551617", true),
    ("20", "-1", true),
    ("29", "-10", true),
    ("3863", "-100", true),
    ("3903e7", "-1000", true),
    ("f90000", "0.0", true),
    ("f98000", "-0.0", true),
    ("f93c00", "1.0", true),
    ("fb3ff199999999999a", "1.1", true),
    ("f93e00", "1.5", true),
    ("f97bff", "65504.0", true),
    ("fa47c35000", "100000.0", true),
    ("fa7f7fffff", "3.4028234663852886e38", true),
    ("fb7e37e43c8800759c", "1e300", true),
    ("f90001", "5.960464477539063e-8", true),
    ("f90400", "6.103515625e-5", true),
    ("f9c400", "-4.0", true),
    ("fbc010666666666666", "-4.1", true),
    ("f97c00", "inf", true),
    ("f97e00", "NaN", true),
    ("f9fc00", "-inf", true),
    ("fa7f800000", "inf", false),
    ("fa7fc00000", "NaN", false),
    ("faff800000", "-inf", false),
    ("fb7ff0000000000000", "inf", false),
    ("fb7ff8000000000000", "NaN", false),
    ("fbfff0000000000000", "-inf", false),
    ("f4", "False", true),
    ("f5", "True", true),
    ("f6", "None", true),
    ("f7", "simple(23)", true),
    ("f0", "simple(16)", true),
    ("f8ff", "simple(255)", true),
    ("c074323031332d30332d32315432303a30343a30305a", "tag(0, '2013-03-21T20:04:00Z')", true),
    ("c11a514b67b0", "tag(1, 1363896240)", true),
    ("c1fb41d452d9ec200000", "tag(1, 1363896240.5)", true),
    ("d74401020304", "tag(23, b'\\x01\\x02\\x03\\x04')", true),
    ("d818456449455446", "tag(24, b'dIETF')", true),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", "tag(32, 'http://www.example.com')", true),
    ("40", "b''", true),
    ("4401020304", "b'\\x01\\x02\\x03\\x04'", true),
    ("60", "''", true),
    ("6161", "'a'", true),
    ("6449455446", "'IETF'", true),
    ("62225c", "'\"\\'", true),
    ("62c3bc", "'\u{fc}'", true),
    ("63e6b0b4", "'\u{6c34}'", true),
    ("64f0908591", "'\u{10151}'", true),
    ("80", "[]", true),
    ("83010203", "[1, 2, 3]", true),
    ("8301820203820405", "[1, [2, 3], [4, 5]]", true),
    (
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]",
        true,
    ),
    ("a0", "{}", true),
    ("a201020304", "{1: 2, 3: 4}", true),
    ("a26161016162820203", "{'a': 1, 'b': [2, 3]}", true),
    ("826161a161626163", "['a', {'b': 'c'}]", true),
    (
        "a56161614161626142616361436164614461656145",
        "{'a': 'A', 'b': 'B', 'c': 'C', 'd': 'D', 'e': 'E'}",
        true,
    ),
    ("5f42010243030405ff", "b'\\x01\\x02\\x03\\x04\\x05'", false),
    ("7f657374726561646d696e67ff", "'streaming'", false),
    ("9fff", "[]", false),
    ("9f018202039f0405ffff", "[1, [2, 3], [4, 5]]", false),
    ("9f01820203820405ff", "[1, [2, 3], [4, 5]]", false),
    ("83018202039f0405ff", "[1, [2, 3], [4, 5]]", false),
    ("83019f0203ff820405", "[1, [2, 3], [4, 5]]", false),
    (
        "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]",
        false,
    ),
    ("bf61610161629f0203ffff", "{'a': 1, 'b': [2, 3]}", false),
    ("826161bf61626163ff", "['a', {'b': 'c'}]", false),
    ("bf6346756ef563416d7421ff", "{'Fun': True, 'Amt': -2}", false),
];

#[test]
fn appendix_a() {
    for (bytes, text, shortest) in APPENDIX_A {
        let bytes = hex(bytes);
        assert_eq!(&all_ways(&bytes, FORMAT, OPTIONS, Host::new), text);
        let mut host = Host::new();
        let (obj, _) = decode_in(&mut host, &bytes, FORMAT, OPTIONS).unwrap();
        let again = encode(&mut host, obj, FORMAT, SHORTEST).unwrap();
        assert_eq!(unhex(&again) == unhex(&bytes), *shortest, "{text}: {}", unhex(&again));
        assert_eq!(&all_ways(&again, FORMAT, OPTIONS, Host::new), text);
        // Deterministic readers take these and no others; keys happen to be in order, but for one.
        let strict = ReadOptions { deterministic: true, ..OPTIONS };
        if *shortest {
            assert_eq!(&all_ways(&bytes, FORMAT, strict, Host::new), text);
        } else {
            let (error, _) = fails(&bytes, FORMAT, strict);
            assert!(matches!(error, Error::NotShortest | Error::Indefinite), "{text}: {error:?}");
        }
    }
}

#[test]
fn heads_longer_than_needed() {
    for (bytes, text) in [
        ("1817", "23"),
        ("190001", "1"),
        ("1a00000001", "1"),
        ("1b0000000000000001", "1"),
        ("3800", "-1"),
        ("3b0000000000000000", "-1"),
        ("580161", "b'a'"),
        ("590001 61", "b'a'"),
        ("7a00000001 61", "'a'"),
        ("7b0000000000000001 61", "'a'"),
        ("980101", "[1]"),
        ("9b000000000000000101", "[1]"),
        ("b8010102", "{1: 2}"),
        ("d80101", "tag(1, 1)"),
        ("db00000000000000010a", "tag(1, 10)"),
        ("fa3fc00000", "1.5"),
        ("fb3ff8000000000000", "1.5"),
        ("f97e01", "NaN"),
        ("fb36a0000000000000", "1.401298464324817e-45"),
    ] {
        let bytes = hex(bytes);
        assert_eq!(all_ways(&bytes, FORMAT, OPTIONS, Host::new), text);
        let strict = ReadOptions { deterministic: true, ..OPTIONS };
        assert_eq!(fails(&bytes, FORMAT, strict), (Error::NotShortest, 0), "{text}");
    }
}

#[test]
fn every_first_byte_is_known() {
    for first in 0..=255u8 {
        let mut bytes = vec![first];
        bytes.extend([0x20; 300]);
        let result = decode_in(&mut Host::new(), &bytes, FORMAT, OPTIONS);
        let reserved = matches!(first & 31, 28..=30) || matches!(first, 0x1f | 0x3f | 0xdf);
        match first {
            _ if reserved => assert_eq!(result.unwrap_err(), (Error::Reserved, 0), "{first:02x}"),
            0xff => assert_eq!(result.unwrap_err(), (Error::BreakOutside, 0)),
            0x5f | 0x7f => assert_eq!(result.unwrap_err(), (Error::ChunkType, 1)),
            // Without an end, or too large for what follows.
            0x59..=0x5b | 0x79..=0x7b | 0x99..=0x9b | 0xb9..=0xbb | 0x9f | 0xbf => {
                assert!(matches!(result.unwrap_err().0, Error::Truncated | Error::BadSize), "{first:02x}");
            }
            // Tags of numbers, where bytes, a number or an array is wanted.
            0xc2 | 0xc3 => assert_eq!(result.unwrap_err(), (Error::WrongType, 1)),
            _ => assert!(result.is_ok(), "{first:02x}: {result:?}"),
        }
    }
    for value in 0..=255u8 {
        let result = decode_in(&mut Host::new(), &[0xf8, value], FORMAT, OPTIONS);
        match value {
            0..32 => assert_eq!(result.unwrap_err(), (Error::Reserved, 0)),
            _ => assert!(result.is_ok()),
        }
    }
}

#[test]
fn what_is_refused_and_where() {
    for (bytes, error, at) in [
        // Breaks.
        ("ff", Error::BreakOutside, 0),
        ("81 ff", Error::BreakOutside, 1),
        ("a1 01 ff", Error::BreakOutside, 2),
        ("c1 ff", Error::BreakOutside, 1),
        ("9f c1 ff", Error::BreakOutside, 2),
        ("bf 01 ff", Error::OddItems, 2),
        ("bf 01 02 03 ff", Error::OddItems, 4),
        // Chunks.
        ("5f 61 61 ff", Error::ChunkType, 1),
        ("7f 41 61 ff", Error::ChunkType, 1),
        ("5f 01 ff", Error::ChunkType, 1),
        ("5f 5f 41 61 ff ff", Error::ChunkType, 1),
        ("7f 7f ff ff", Error::ChunkType, 1),
        ("5f 81 41 61 ff", Error::ChunkType, 1),
        ("7f f6 ff", Error::ChunkType, 1),
        // A character in two chunks.
        ("7f 61 c3 61 bc ff", Error::BadUtf8, 3),
        ("61 ff", Error::BadUtf8, 0),
        ("82 01 61 ff", Error::BadUtf8, 2),
        // Tags.
        ("c2 01", Error::WrongType, 1),
        ("c3 61 61", Error::WrongType, 1),
        ("c2 7f ff", Error::WrongType, 1),
        ("d8 19 01", Error::MemoMissing, 2),
        ("d8 19 61 61", Error::WrongType, 2),
        ("d9 0102 a0", Error::WrongType, 3),
        ("d9 0102 01", Error::WrongType, 3),
        ("f8 00", Error::Reserved, 0),
        ("f8 1f", Error::Reserved, 0),
        ("1c", Error::Reserved, 0),
        ("82 01 5d", Error::Reserved, 2),
    ] {
        assert_eq!(fails(&hex(bytes), FORMAT, OPTIONS), (error, at), "{bytes}");
    }
    for (bytes, error, at) in [
        ("", Error::OutOfInput, 0),
        ("82 01", Error::Truncated, 0),
        ("9f", Error::Truncated, 1),
        ("c1", Error::Truncated, 1),
        ("d9 d9f7", Error::Truncated, 3),
        ("5f 42 61", Error::Truncated, 1),
        ("5f 41 61", Error::Truncated, 3),
    ] {
        let result = decode_in(&mut Host::new(), &hex(bytes), FORMAT, OPTIONS);
        assert_eq!(result.unwrap_err(), (error, at), "{bytes}");
    }
}

#[test]
fn indefinite_can_be_refused() {
    let definite = ReadOptions { allow_indefinite: false, ..OPTIONS };
    for bytes in ["9f ff", "bf ff", "5f ff", "7f ff"] {
        assert_eq!(fails(&hex(bytes), FORMAT, definite), (Error::Indefinite, 0));
        all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new);
    }
}

#[test]
fn chunks() {
    let mut bytes = hex("7f");
    let mut text = String::new();
    for n in 0..2000 {
        let piece = format!("{n}ä").repeat(n % 40);
        match piece.len() {
            0..24 => bytes.push(0x60 | piece.len() as u8),
            24..256 => bytes.extend([0x78, piece.len() as u8]),
            _ => bytes.extend([&[0x79], &(piece.len() as u16).to_be_bytes()[..]].concat()),
        }
        bytes.extend(piece.as_bytes());
        text += &piece;
    }
    bytes.push(0xff);
    assert_eq!(all_ways(&bytes, FORMAT, OPTIONS, Host::new), format!("'{text}'"));
    // One after the other, and in a map.
    let bytes = hex("83 5f 42 6161 40 41 62 ff 7f ff bf 7f 61 6b ff 5f ff ff");
    assert_eq!(all_ways(&bytes, FORMAT, OPTIONS, Host::new), "[b'aab', '', {'k': b''}]");
}

#[test]
fn large_integers() {
    for (bytes, text) in [
        ("c2 40", "0"),
        ("c3 40", "-1"),
        ("c2 41 05", "5"),
        ("c2 43 0000ff", "255"),
        ("c3 41 ff", "-256"),
        ("c2 50 ffffffffffffffffffffffffffffffff", "340282366920938463463374607431768211455"),
        ("c3 50 ffffffffffffffffffffffffffffffff", "-340282366920938463463374607431768211456"),
        ("c2 5f 44 01000000 45 0000000000 ff", "18446744073709551616"),
        ("81 c2 41 80", "[128]"),
    ] {
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new), text);
    }
    let mut host = Host::new();
    for (value, bytes) in [
        ("18446744073709551615", "1bffffffffffffffff"),
        ("18446744073709551616", "c249010000000000000000"),
        ("-18446744073709551616", "3bffffffffffffffff"),
        ("-18446744073709551617", "c349010000000000000000"),
        ("340282366920938463463374607431768211455", "c250ffffffffffffffffffffffffffffffff"),
        ("-9223372036854775809", "3b8000000000000000"),
        ("-256", "38ff"),
        ("7", "07"),
    ] {
        let obj = host.add(Value::Big(value.parse().unwrap()));
        assert_eq!(unhex(&plain(&mut host, obj, FORMAT).unwrap()), bytes);
    }
    let huge = num_bigint::BigInt::from(-3) << 80_000;
    let obj = host.add(Value::Big(huge));
    let written = plain(&mut host, obj, FORMAT).unwrap();
    assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), show(&host, obj));
}

#[test]
fn sets() {
    for (bytes, text) in [
        ("d9 0102 83 01 02 03", "set(1, 2, 3)"),
        ("d9 0102 80", "set()"),
        ("d9 0102 9f 01 ff", "set(1)"),
        ("a1 d9 0102 81 01 02", "{frozenset(1): 2}"),
        // What is in it must be hashable.
        ("81 d9 0102 82 81 81 01 d9 0102 80", "[set(((1,),), frozenset())]"),
    ] {
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new), text);
    }
    assert_eq!(fails(&hex("d9 0102 81 a0"), FORMAT, OPTIONS).0, Error::Unhashable);
    let mut host = Host::new();
    let items = [host.int(1), host.int(2)];
    for value in [Value::Set(items.to_vec()), Value::FrozenSet(items.to_vec())] {
        let obj = host.add(value);
        assert_eq!(unhex(&plain(&mut host, obj, FORMAT).unwrap()), "d90102820102");
    }
    let many: Vec<Obj> = (0..2500).map(|n| host.int(n)).collect();
    let obj = host.add(Value::Set(many));
    let written = plain(&mut host, obj, FORMAT).unwrap();
    assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), show(&host, obj));
}

#[test]
fn typed_arrays() {
    let mut host = Host::new();
    let array = host.add(Value::Buffer(Some(77), vec![1, 0, 2, 0]));
    let dims = [host.int(1), host.int(2)];
    let shape = host.tuple(&dims);
    let pair = host.tuple(&[shape, array]);
    let shaped = host.add(Value::Tag(40, pair));
    for (obj, bytes, text) in [
        (array, "d84d4401000200", "tag(77, b'\\x01\\x00\\x02\\x00')"),
        (shaped, "d82882820102d84d4401000200", "tag(40, [[1, 2], tag(77, b'\\x01\\x00\\x02\\x00')])"),
    ] {
        assert_eq!(unhex(&plain(&mut host, obj, FORMAT).unwrap()), bytes);
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new), text);
    }
    let large = host.add(Value::Buffer(Some(64), vec![9; 10_000]));
    let written = plain(&mut host, large, FORMAT).unwrap();
    assert_eq!(written.len(), 10_005);
    all_ways(&written, FORMAT, OPTIONS, Host::new);
}

#[test]
fn keys() {
    for (bytes, text) in [
        ("a1 82 01 81 02 03", "{(1, (2,)): 3}"),
        ("bf 9f 01 ff 9f 02 ff ff", "{(1,): [2]}"),
        ("a1 c1 81 01 81 02", "{tag(1, (1,)): [2]}"),
        ("a1 41 61 41 62", "{b'a': b'b'}"),
        ("a2 01 02 01 03", "{1: 3}"),
    ] {
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new), text);
    }
    assert_eq!(fails(&hex("a1 a0 01"), FORMAT, OPTIONS).0, Error::Unhashable);
    assert_eq!(fails(&hex("a1 81 a0 01"), FORMAT, OPTIONS).0, Error::Unhashable);
    let unique = ReadOptions { unique_keys: true, ..OPTIONS };
    assert_eq!(fails(&hex("a2 01 02 01 03"), FORMAT, unique).0, Error::DuplicateKey);
}

#[test]
fn floats() {
    for (value, shortest, single, double) in [
        (1.5, "f93e00", "fa3fc00000", "fb3ff8000000000000"),
        (0.1, "fb3fb999999999999a", "fa3dcccccd", "fb3fb999999999999a"),
        (65504.0, "f97bff", "fa477fe000", "fb40effc0000000000"),
        (65536.0, "fa47800000", "fa47800000", "fb40f0000000000000"),
        (5.960464477539063e-8, "f90001", "fa33800000", "fb3e70000000000000"),
        (f64::NAN, "f97e00", "fa7fc00000", "fb7ff8000000000000"),
        (f64::NEG_INFINITY, "f9fc00", "faff800000", "fbfff0000000000000"),
        (f64::MIN_POSITIVE / 4.0, "fb0004000000000000", "fa00000000", "fb0004000000000000"),
    ] {
        let mut host = Host::new();
        let obj = host.add(Value::Float(value));
        for (float, expected) in
            [(FloatWidth::Shortest, shortest), (FloatWidth::Single, single), (FloatWidth::Double, double)]
        {
            let options = WriteOptions { float, ..WriteOptions::NEW };
            assert_eq!(unhex(&encode(&mut host, obj, FORMAT, options).unwrap()), expected);
        }
    }
}

#[test]
fn indefinite_containers() {
    let mut host = Host::new();
    let (one, two) = (host.int(1), host.int(2));
    let (empty, tuple) = (host.list(&[]), host.tuple(&[one]));
    let set = host.add(Value::Set(vec![two]));
    let dict = host.dict(&[(one, empty), (two, tuple)]);
    let root = host.list(&[dict, set]);
    let options = WriteOptions { indefinite: true, ..WriteOptions::NEW };
    let written = encode(&mut host, root, FORMAT, options).unwrap();
    assert_eq!(unhex(&written), "9fbf019fff029f01ffffd901029f02ffff");
    assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), "[{1: [], 2: [1]}, set(2)]");
}
