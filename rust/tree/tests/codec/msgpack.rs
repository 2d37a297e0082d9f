//! MessagePack: every head, the shortest forms, what is refused.

use model::Error;
use tree::{Format, ReadOptions, WriteOptions, parse_timestamp, write_timestamp};

use crate::common::{
    Block, Host, Obj, Value, all_ways, decode, decode_in, encode, fails, hex, plain, show, unhex,
};

const FORMAT: Format = Format::MessagePack;
const OPTIONS: ReadOptions = ReadOptions::new(FORMAT);

/// Bytes and the object that they stand for, in the form that is written too if `true`.
const HEADS: &[(&str, &str, bool)] = &[
    ("00", "0", true),
    ("7f", "127", true),
    ("cc 80", "128", true),
    ("cc ff", "255", true),
    ("cc 01", "1", false),
    ("cd 0100", "256", true),
    ("cd ffff", "65535", true),
    ("cd 0001", "1", false),
    ("ce 00010000", "65536", true),
    ("ce 7fffffff", "2147483647", true),
    ("ce 80000000", "2147483648", true),
    ("ce ffffffff", "4294967295", true),
    ("cf 0000000100000000", "4294967296", true),
    ("cf 7fffffffffffffff", "9223372036854775807", true),
    ("cf 8000000000000000", "9223372036854775808", true),
    ("cf ffffffffffffffff", "18446744073709551615", true),
    ("cf 0000000000000005", "5", false),
    ("ff", "-1", true),
    ("e0", "-32", true),
    ("d0 df", "-33", true),
    ("d0 80", "-128", true),
    ("d0 7f", "127", false),
    ("d0 ff", "-1", false),
    ("d1 ff7f", "-129", true),
    ("d1 8000", "-32768", true),
    ("d1 0100", "256", false),
    ("d2 ffff7fff", "-32769", true),
    ("d2 80000000", "-2147483648", true),
    ("d2 7fffffff", "2147483647", false),
    ("d3 ffffffff7fffffff", "-2147483649", true),
    ("d3 8000000000000000", "-9223372036854775808", true),
    ("d3 7fffffffffffffff", "9223372036854775807", false),
    ("d3 ffffffffffffffff", "-1", false),
    ("c0", "None", true),
    ("c2", "False", true),
    ("c3", "True", true),
    ("cb 3ff8000000000000", "1.5", true),
    ("cb fff0000000000000", "-inf", true),
    ("cb 7ff8000000000000", "NaN", true),
    ("cb 8000000000000000", "-0.0", true),
    ("cb 3fb999999999999a", "0.1", true),
    ("ca 3fc00000", "1.5", false),
    ("ca 7f800000", "inf", false),
    ("ca 00000001", "1.401298464324817e-45", false),
    ("a0", "''", true),
    ("a1 61", "'a'", true),
    ("a2 c3a4", "'ä'", true),
    ("d9 01 61", "'a'", false),
    ("da 0001 61", "'a'", false),
    ("db 00000001 61", "'a'", false),
    ("c4 00", "b''", true),
    ("c4 02 00ff", "b'\\x00\\xff'", true),
    ("c5 0001 61", "b'a'", false),
    ("c6 00000001 61", "b'a'", false),
    ("90", "[]", true),
    ("93 01 02 03", "[1, 2, 3]", true),
    ("dc 0001 c0", "[None]", false),
    ("dc 0000", "[]", false),
    ("dd 00000002 01 90", "[1, []]", false),
    ("80", "{}", true),
    ("81 a1 61 01", "{'a': 1}", true),
    ("82 01 c0 c4 00 c3", "{1: None, b'': True}", true),
    ("de 0001 01 02", "{1: 2}", false),
    ("df 00000001 01 80", "{1: {}}", false),
    ("d4 05 61", "ext(5, b'a')", true),
    ("d5 05 6162", "ext(5, b'ab')", true),
    ("d6 05 61626364", "ext(5, b'abcd')", true),
    ("d7 80 6162636461626364", "ext(-128, b'abcdabcd')", true),
    ("d8 7f 61626364616263646162636461626364", "ext(127, b'abcdabcdabcdabcd')", true),
    ("c7 00 05", "ext(5, b'')", true),
    ("c7 03 05 616263", "ext(5, b'abc')", true),
    ("c7 01 05 61", "ext(5, b'a')", false),
    ("c8 0001 05 61", "ext(5, b'a')", false),
    ("c9 00000001 05 61", "ext(5, b'a')", false),
    ("92 93 01 92 a1 61 80 c0 81 a1 62 91 c2", "[[1, ['a', {}], None], {'b': [False]}]", true),
];

#[test]
fn heads() {
    for (bytes, text, written) in HEADS {
        let bytes = hex(bytes);
        assert_eq!(&all_ways(&bytes, FORMAT, OPTIONS, Host::new), text);
        let mut host = Host::new();
        let (obj, _) = decode_in(&mut host, &bytes, FORMAT, OPTIONS).unwrap();
        let again = plain(&mut host, obj, FORMAT).unwrap();
        assert_eq!(unhex(&again) == unhex(&bytes), *written, "{text}: {}", unhex(&again));
        assert_eq!(&all_ways(&again, FORMAT, OPTIONS, Host::new), text);
    }
}

#[test]
fn every_first_byte_is_known() {
    let mut seen = [false; 256];
    for (bytes, ..) in HEADS {
        seen[usize::from(hex(bytes)[0])] = true;
    }
    for first in 0..=255u8 {
        // Those of which the table has some examples only.
        let ranged = matches!(first, 0..=0xbf | 0xe0..);
        assert!(ranged || seen[usize::from(first)] || first == 0xc1, "{first:02x}");
        let mut bytes = vec![first];
        bytes.extend([0; 40]);
        let result = decode(&bytes, FORMAT);
        match first {
            0xc1 => assert_eq!(result.unwrap_err(), (Error::Reserved, 0)),
            // Equal keys.
            0x82..=0x8f => assert_eq!(result.unwrap_err().0, Error::DuplicateKey),
            _ => assert!(result.is_ok(), "{first:02x}: {result:?}"),
        }
    }
}

#[test]
fn sizes_of_strings() {
    for (size, text, bytes) in [
        (31, "bf", "c41f"),
        (32, "d920", "c420"),
        (255, "d9ff", "c4ff"),
        (256, "da0100", "c50100"),
        (65535, "daffff", "c5ffff"),
        (65536, "db00010000", "c600010000"),
    ] {
        let mut host = Host::new();
        let objs = [
            Value::Str(vec![b'x'; size]),
            Value::Bytes(vec![b'x'; size]),
            Value::ByteArray(vec![b'x'; size]),
        ];
        for (value, head) in objs.into_iter().zip([text, bytes, bytes]) {
            let obj = host.add(value);
            let written = plain(&mut host, obj, FORMAT).unwrap();
            assert_eq!(unhex(&written[..head.len() / 2]), head);
            assert_eq!(written.len(), head.len() / 2 + size);
            all_ways(&written, FORMAT, OPTIONS, Host::new);
        }
    }
}

#[test]
fn sizes_of_ext() {
    for (size, head) in [
        (0, "c70007"),
        (1, "d407"),
        (2, "d507"),
        (3, "c70307"),
        (4, "d607"),
        (8, "d707"),
        (16, "d807"),
        (17, "c71107"),
        (32, "c72007"),
        (255, "c7ff07"),
        (256, "c8010007"),
        (65536, "c90001000007"),
    ] {
        let mut host = Host::new();
        let obj = host.add(Value::Ext(7, vec![b'x'; size]));
        let written = plain(&mut host, obj, FORMAT).unwrap();
        assert_eq!(unhex(&written[..head.len() / 2]), head);
        assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), show(&host, obj));
    }
}

#[test]
fn sizes_of_containers() {
    for (size, array, map) in [
        (15, "9f", "8f"),
        (16, "dc0010", "de0010"),
        (65535, "dcffff", "deffff"),
        (65536, "dd00010000", "df00010000"),
    ] {
        let mut host = Host::new();
        let items: Vec<Obj> = (0..size).map(|n| host.int(n)).collect();
        let (list, tuple) = (host.list(&items), host.tuple(&items));
        let pairs: Vec<(Obj, Obj)> = items.iter().map(|item| (*item, *item)).collect();
        let dict = host.dict(&pairs);
        for (obj, head) in [(list, array), (tuple, array), (dict, map)] {
            let written = plain(&mut host, obj, FORMAT).unwrap();
            assert_eq!(unhex(&written[..head.len() / 2]), head);
            let mut read = Host::new();
            let (again, end) = decode_in(&mut read, &written, FORMAT, OPTIONS).unwrap();
            assert_eq!(end, written.len());
            let expected = if obj == tuple { list } else { obj };
            assert!(show(&read, again) == show(&host, expected), "{size}");
            all_ways(&written, FORMAT, OPTIONS, Host::new);
        }
    }
}

#[test]
fn integers_beyond() {
    let mut host = Host::new();
    let big = |text: &str| Value::Big(text.parse().unwrap());
    for (value, result) in [
        ("9223372036854775808", Ok("cf8000000000000000")),
        ("18446744073709551615", Ok("cfffffffffffffffff")),
        ("18446744073709551616", Err(Error::IntTooHigh)),
        ("-9223372036854775808", Ok("d38000000000000000")),
        ("-9223372036854775809", Err(Error::IntTooLow)),
        ("-18446744073709551616", Err(Error::IntTooLow)),
        ("5", Ok("05")),
        ("0", Ok("00")),
        ("-1", Ok("ff")),
        ("255", Ok("ccff")),
        ("-256", Ok("d1ff00")),
        ("340282366920938463463374607431768211456", Err(Error::IntTooHigh)),
    ] {
        let obj = host.add(big(value));
        let written = plain(&mut host, obj, FORMAT);
        assert_eq!(written.map(|bytes| unhex(&bytes)), result.map(str::to_string), "{value}");
    }
}

#[test]
fn float_width() {
    let mut host = Host::new();
    for (value, single, double) in [
        (1.5, "ca3fc00000", "cb3ff8000000000000"),
        (0.1, "ca3dcccccd", "cb3fb999999999999a"),
        (1e300, "ca7f800000", "cb7e37e43c8800759c"),
        (f64::NAN, "ca7fc00000", "cb7ff8000000000000"),
    ] {
        let obj = host.add(Value::Float(value));
        for (float, expected) in [
            (tree::FloatWidth::Single, single),
            (tree::FloatWidth::Double, double),
            (tree::FloatWidth::Shortest, double),
        ] {
            let options = WriteOptions { float, ..WriteOptions::NEW };
            assert_eq!(unhex(&encode(&mut host, obj, FORMAT, options).unwrap()), expected);
        }
    }
}

#[test]
fn keys() {
    // Arrays in keys become tuples, at all levels.
    assert_eq!(decode(&hex("81 92 01 91 02 03"), FORMAT).unwrap(), "{(1, (2,)): 3}");
    assert_eq!(decode(&hex("81 91 91 91 90 91 90"), FORMAT).unwrap(), "{((((),),),): [[]]}");
    assert_eq!(decode(&hex("82 91 01 91 02 91 02 91 01"), FORMAT).unwrap(), "{(1,): [2], (2,): [1]}");
    // A map within a tuple within a key, and one that is a key.
    assert_eq!(fails(&hex("81 91 81 01 02 03"), FORMAT, OPTIONS).0, Error::Unhashable);
    assert_eq!(fails(&hex("81 81 01 02 03"), FORMAT, OPTIONS).0, Error::Unhashable);
    // What is in a value is none.
    assert_eq!(decode(&hex("81 01 91 81 90 90"), FORMAT).unwrap(), "{1: [{(): []}]}");
    assert_eq!(fails(&hex("82 01 02 01 03"), FORMAT, OPTIONS).0, Error::DuplicateKey);
    assert_eq!(fails(&hex("82 a1 61 02 a1 61 03"), FORMAT, OPTIONS).0, Error::DuplicateKey);
    let last = ReadOptions { unique_keys: false, ..OPTIONS };
    assert_eq!(all_ways(&hex("82 01 02 01 03"), FORMAT, last, Host::new), "{1: 3}");
    // In the second batch.
    let mut bytes = hex("de 0259");
    for n in 0..600u16 {
        bytes.extend([[0xcd].as_slice(), &n.to_be_bytes(), &[0xc0]].concat());
    }
    bytes.extend(hex("00 c0"));
    assert_eq!(fails(&bytes, FORMAT, OPTIONS).0, Error::DuplicateKey);
}

#[test]
fn equal_keys_are_one_object() {
    let record = hex("82 a4 74656d70 01 a2 6964 02");
    let mut bytes = hex("dc 0064");
    (0..100).for_each(|_| bytes.extend(&record));
    let mut host = Host::new();
    let (list, _) = decode_in(&mut host, &bytes, FORMAT, OPTIONS).unwrap();
    let first = host.entries(host.items(list)[0]).to_vec();
    for map in host.items(list) {
        let entries = host.entries(*map);
        assert_eq!((entries[0].0, entries[1].0), (first[0].0, first[1].0));
    }
    // Other text of the same length, many keys, and values are their own.
    let mut bytes = hex("dc 03e8");
    let mut expected = Vec::new();
    for n in 0..1000 {
        let key = format!("k{:03}", n % 97);
        bytes.extend([&[0x81, 0xa4], key.as_bytes(), &[0xa4], key.as_bytes()].concat());
        expected.push(format!("{{'{key}': '{key}'}}"));
    }
    assert_eq!(decode(&bytes, FORMAT).unwrap(), format!("[{}]", expected.join(", ")));
    // Long ones are not kept, and are equal all the same.
    let long = [hex("81 d9 40"), vec![b'x'; 64], vec![1]].concat();
    let bytes = [hex("92"), long.clone(), long].concat();
    assert!(decode(&bytes, FORMAT).unwrap().ends_with("x': 1}]"));
}

#[test]
fn options() {
    let nested = hex("92 91 90 81 91 01 91 02");
    let tuples = ReadOptions { use_tuple: true, ..OPTIONS };
    assert_eq!(all_ways(&nested, FORMAT, tuples, Host::new), "(((),), {(1,): (2,)})");
    let ordered = ReadOptions { ordered: true, ..OPTIONS };
    assert_eq!(all_ways(&nested, FORMAT, ordered, Host::new), "[[[]], ordered{(1,): [2]}]");
    let mut big = hex("de 07d0");
    for n in 0..2000u16 {
        big.extend([[0xcd].as_slice(), &n.to_be_bytes(), &[0xc0]].concat());
    }
    assert!(all_ways(&big, FORMAT, ordered, Host::new).starts_with("ordered{0: None, 1: None"));
}

#[test]
fn text_that_is_not_utf8() {
    let bad = hex("93 a1 ff a2 c3a4 d9 46").into_iter().chain([0xc3; 70]).collect::<Vec<u8>>();
    assert_eq!(fails(&bad, FORMAT, OPTIONS).0, Error::BadUtf8);
    let lenient = || Host { allow_invalid_utf8: true, ..Host::new() };
    let text = all_ways(&bad, FORMAT, OPTIONS, lenient);
    assert!(text.starts_with("[b'\\xff', 'ä', b'\\xc3\\xc3"), "{text}");
    // A key as well, twice.
    let keys = hex("92 81 a1 ff 01 81 a1 ff 02");
    assert_eq!(all_ways(&keys, FORMAT, OPTIONS, lenient), "[{b'\\xff': 1}, {b'\\xff': 2}]");
}

#[test]
fn what_is_refused_and_where() {
    for (bytes, error, at) in [
        ("c1", Error::Reserved, 0),
        ("93 01 02 c1", Error::Reserved, 3),
        ("81 a1 61 c1", Error::Reserved, 3),
        ("93 01 a2 c328", Error::BadUtf8, 2),
        ("", Error::OutOfInput, 0),
        ("92 01", Error::Truncated, 0),
        ("91 cc", Error::Truncated, 1),
        ("91 a2 61", Error::Truncated, 1),
        ("c7 02", Error::Truncated, 0),
    ] {
        let (found, place) = decode(&hex(bytes), FORMAT).unwrap_err();
        assert_eq!((found, place), (error, at), "{bytes}");
    }
}

#[test]
fn what_has_no_form() {
    let mut host = Host::new();
    let item = host.int(1);
    for value in [Value::Set(vec![item]), Value::FrozenSet(vec![item]), Value::Simple(7), Value::Opaque] {
        let obj = host.add(value);
        let list = host.list(&[item, obj]);
        assert_eq!(plain(&mut host, list, FORMAT), Err(Error::Unsupported));
    }
}

#[test]
fn hooks() {
    let mut host = Host::new();
    let inner = host.list(&[]);
    let hooked = host.add(Value::Hooked(inner));
    assert_eq!(plain(&mut host, hooked, FORMAT).unwrap(), hex("90"));
    // Asked once only.
    let twice = host.add(Value::Hooked(hooked));
    assert_eq!(plain(&mut host, twice, FORMAT), Err(Error::Unsupported));
    let buffer = host.add(Value::Buffer(None, vec![1, 2]));
    assert_eq!(plain(&mut host, buffer, FORMAT).unwrap(), hex("c4 02 0102"));
    let entries = [(host.int(1), host.int(2))];
    let ordered = host.add(Value::Ordered(entries.to_vec()));
    assert_eq!(plain(&mut host, ordered, FORMAT).unwrap(), hex("81 01 02"));
}

#[test]
fn timestamps() {
    for (bytes, seconds, nanoseconds) in [
        ("00000000", 0, 0),
        ("5c2aad80", 1_546_300_800, 0),
        ("ffffffff", u32::MAX.into(), 0),
        ("0000000400000000", 0, 1),
        ("ee6b27fc5c2aad80", 1_546_300_800, 999_999_999),
        ("0000000100000000", 1 << 32, 0),
        ("00000003ffffffff", (1 << 34) - 1, 0),
        ("000000000000000400000000", 1 << 34, 0),
        ("3b9ac9ffffffffffffffffff", -1, 999_999_999),
        ("000000007fffffffffffffff", i64::MAX, 0),
        ("000000008000000000000000", i64::MIN, 0),
    ] {
        let bytes = hex(bytes);
        assert_eq!(parse_timestamp(&bytes), Some((seconds, nanoseconds)));
        let mut out = Block::default();
        write_timestamp(&mut out, seconds, nanoseconds).unwrap();
        assert_eq!(unhex(&out.take()), unhex(&bytes));
    }
    for bytes in ["", "00", "0000000000", "ee6b280000000000", "3b9aca000000000000000000"] {
        assert_eq!(parse_timestamp(&hex(bytes)), None, "{bytes}");
    }
}

#[test]
fn objects_that_change() {
    for grows in [false, true] {
        for (kind, changed) in [(0, !grows), (1, true)] {
            let mut host = Host::new();
            let inner = host.list(&[]);
            let meddler = host.add(Value::Hooked(inner));
            let (one, two) = (host.int(1), host.int(2));
            let container = match kind {
                0 => host.list(&[meddler, two]),
                _ => host.dict(&[(one, meddler), (two, two)]),
            };
            host.meddler = Some((meddler, container, grows));
            let written = crate::common::encode_with(&mut host, container, FORMAT, WriteOptions::NEW);
            assert_eq!(written.is_err(), changed);
            assert!(matches!(written, Ok(_) | Err(Error::Changed)));
        }
    }
}
