//! Canonical CBOR, RFC 8949, section 4.2.1: written, and nothing else read.

use model::Error;
use proptest::collection::vec;
use proptest::prelude::*;
use tree::{Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, all_ways, cases, decode_in, encode, fails, hex, unhex};

const FORMAT: Format = Format::Cbor;
const OPTIONS: ReadOptions = ReadOptions { deterministic: true, ..ReadOptions::new(FORMAT) };
const CANONICAL: WriteOptions = WriteOptions { canonical: true, ..WriteOptions::NEW };

#[test]
fn the_order_of_the_specification() {
    // Section 4.2.1's example: 10, 100, -1, "z", "aa", [100], [-1], false.
    let mut host = Host::new();
    let hundred = host.int(100);
    let minus = host.int(-1);
    let keys = [
        host.add(Value::Bool(false)),
        host.tuple(&[minus]),
        host.str("aa"),
        host.int(100),
        host.str("z"),
        host.int(10),
        host.tuple(&[hundred]),
        host.int(-1),
    ];
    let value = host.int(0);
    let entries: Vec<(Obj, Obj)> = keys.iter().map(|key| (*key, value)).collect();
    let dict = host.dict(&entries);
    let written = encode(&mut host, dict, FORMAT, CANONICAL).unwrap();
    assert_eq!(unhex(&written), "a80a00186400200061 7a00 626161 00 811864 00 8120 00 f400".replace(' ', ""));
    all_ways(&written, FORMAT, OPTIONS, Host::new);
}

#[test]
fn maps_in_maps_and_sets() {
    let mut host = Host::new();
    let (one, two, three) = (host.int(1), host.int(2), host.int(3));
    let inner = host.dict(&[(two, one), (one, two)]);
    let frozen = host.add(Value::FrozenSet(vec![three, one, two]));
    let key = host.tuple(&[frozen, one]);
    let map = host.dict(&[(key, inner), (three, inner), (one, key)]);
    let set = host.add(Value::Set(vec![key, three, frozen, one]));
    let root = host.list(&[map, set, map]);
    let written = encode(&mut host, root, FORMAT, CANONICAL).unwrap();
    let (set, key, inner) = ("d9010283010203", "82d901028301020301", "a201020201");
    let map = format!("a301{key}03{inner}{key}{inner}");
    let expected = format!("83{map}d901028401 03{key}{set}{map}").replace(' ', "");
    assert_eq!(unhex(&written), expected);
    all_ways(&written, FORMAT, OPTIONS, Host::new);
}

#[test]
fn floats_and_options() {
    let mut host = Host::new();
    let float = host.add(Value::Float(1.5));
    let options = WriteOptions { indefinite: true, string_references: true, ..CANONICAL };
    let list = host.list(&[float]);
    assert_eq!(unhex(&encode(&mut host, list, FORMAT, options).unwrap()), "81f93e00");
}

#[test]
fn other_orders_are_refused() {
    for (bytes, error, at) in [
        ("a2 02 00 01 00", Error::Unsorted, 3),
        ("a2 01 00 01 00", Error::DuplicateKey, 3),
        ("a2 61 62 00 61 61 00", Error::Unsorted, 4),
        ("a3 01 00 02 00 02 00", Error::DuplicateKey, 5),
        // A key that begins as the one before.
        ("a2 81 02 00 81 01 00", Error::Unsorted, 5),
        // In a map within a map, and after it.
        ("a2 01 a2 02 00 01 00 02 00", Error::Unsorted, 5),
        ("a3 01 a2 01 00 02 00 03 00 02 00", Error::Unsorted, 9),
        ("a2 c2 49 010000000000000000 00 01 00", Error::Unsorted, 13),
        ("a2 9f ff 00 01 00", Error::Indefinite, 1),
        ("a2 18 01 00 02 00", Error::NotShortest, 1),
    ] {
        assert_eq!(fails(&hex(bytes), FORMAT, OPTIONS), (error, at), "{bytes}");
    }
    for bytes in [
        "a2 01 a2 01 00 02 00 02 00",
        "a3 01 a2 01 00 02 00 02 a1 01 00 03 00",
        "a2 81 01 00 81 02 00",
        "a2 81 01 a2 81 01 00 81 02 00 81 02 00",
        "a2 d9 0102 81 01 00 d9 0102 81 02 00",
        "a0",
        "a1 01 a0",
    ] {
        all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new);
    }
}

#[test]
fn long_keys() {
    // Longer than what is collected at once.
    let key = |last: u8| [&[0x59, 0x0b, 0xb8], &vec![b'x'; 2999][..], &[last]].concat();
    let map = |a: u8, b: u8| [&[0xa2][..], &key(a), &[0], &key(b), &[0]].concat();
    all_ways(&map(1, 2), FORMAT, OPTIONS, Host::new);
    assert_eq!(fails(&map(2, 1), FORMAT, OPTIONS).0, Error::Unsorted);
    assert_eq!(fails(&map(1, 1), FORMAT, OPTIONS).0, Error::DuplicateKey);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_keys(texts in vec("[a-c]{0,4}", 0..40), numbers in vec(any::<i64>(), 0..20)) {
        let mut host = Host::new();
        let value = host.int(1);
        let mut seen = std::collections::BTreeSet::new();
        let mut entries = Vec::new();
        for text in &texts {
            if seen.insert(text.clone()) {
                entries.push((host.str(text), value));
            }
        }
        for number in &numbers {
            if seen.insert(number.to_string()) {
                entries.push((host.int(*number), value));
            }
        }
        let dict = host.dict(&entries);
        let outer = host.dict(&[(value, dict)]);
        let written = encode(&mut host, outer, FORMAT, CANONICAL).unwrap();
        let mut read = Host::new();
        let (again, _) = decode_in(&mut read, &written, FORMAT, OPTIONS).unwrap();
        prop_assert_eq!(read.entries(read.entries(again)[0].1).len(), entries.len());
        // The order of insertion does not count.
        entries.reverse();
        let dict = host.dict(&entries);
        let outer = host.dict(&[(value, dict)]);
        prop_assert_eq!(encode(&mut host, outer, FORMAT, CANONICAL).unwrap(), written);
    }
}

#[test]
fn sets_in_sets_take_time_by_their_size() {
    const DEPTH: usize = 200;
    let mut host = Host::new();
    let (one, two) = (host.int(1), host.int(2));
    let mut set = host.add(Value::FrozenSet(vec![two, one]));
    for _ in 0..DEPTH {
        set = host.add(Value::FrozenSet(vec![set, two, one]));
    }
    let written = encode(&mut host, set, FORMAT, CANONICAL).unwrap();
    assert_eq!(unhex(&written), format!("{}d90102820102", "d90102830102".repeat(DEPTH)));
}
