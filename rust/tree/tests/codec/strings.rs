//! References to strings: tags 25 and 256.

use model::Error;
use proptest::collection::vec;
use proptest::prelude::*;
use tree::{Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, all_ways, cases, encode, fails, hex, show, unhex};

const FORMAT: Format = Format::Cbor;
const OPTIONS: ReadOptions = ReadOptions::new(FORMAT);
const REFERENCES: WriteOptions = WriteOptions { string_references: true, ..WriteOptions::NEW };

#[test]
fn read() {
    for (bytes, text) in [
        // As in the specification of the tag: strings of three bytes and more are numbered.
        ("d90100 83 63616161 d81900 63626262", "['aaa', 'aaa', 'bbb']"),
        ("d90100 85 61 61 63616161 43626262 d81901 d81900", "['a', 'aaa', b'bbb', b'bbb', 'aaa']"),
        // A string in chunks has no number.
        ("d90100 83 7f 63616161 ff 63626262 d81900", "['aaa', 'bbb', 'bbb']"),
        // In one another.
        (
            "d90100 84 63616161 d90100 82 63626262 d81900 d81900 63636363",
            "['aaa', ['bbb', 'bbb'], 'aaa', 'ccc']",
        ),
        ("82 d90100 63616161 d90100 82 63626262 d81900", "['aaa', ['bbb', 'bbb']]"),
        // Keys, and bytes of numbers.
        ("d90100 82 a1 63616161 01 a1 d81900 02", "[{'aaa': 1}, {'aaa': 2}]"),
        ("d90100 82 c2 43 010000 d81900", "[65536, b'\\x01\\x00\\x00']"),
    ] {
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::new), text);
    }
    for (bytes, error) in [
        ("d81900", Error::MemoMissing),
        ("d90100 d81900", Error::MemoMissing),
        ("d90100 82 626161 d81900", Error::MemoMissing),
        ("d90100 82 63616161 d81901", Error::MemoMissing),
        ("82 d90100 63616161 d81900", Error::MemoMissing),
        ("d90100 82 63616161 d8191bffffffffffffffff", Error::MemoMissing),
        ("d90100 82 63616161 d81920", Error::WrongType),
        ("82 d90100 81 63616161 d90100 d81900", Error::MemoMissing),
    ] {
        assert_eq!(fails(&hex(bytes), FORMAT, OPTIONS).0, error, "{bytes}");
    }
}

#[test]
fn written() {
    let mut host = Host::new();
    let (a, b) = (host.str("aaa"), host.str("aaa"));
    let (short, data) = (host.str("aa"), host.bytes(b"aaa"));
    let root = host.list(&[a, b, short, short, data, a, data]);
    let written = encode(&mut host, root, FORMAT, REFERENCES).unwrap();
    assert_eq!(unhex(&written), "d901008763616161d819006261616261614361616 1d81900d81901".replace(' ', ""));
    assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), show(&host, root));
    // What may change is no target, but has a number.
    let array = host.add(Value::ByteArray(b"bbb".to_vec()));
    let buffer = host.add(Value::Buffer(Some(64), b"ccc".to_vec()));
    let big = host.add(Value::Big(num_bigint::BigInt::from(1) << 80));
    let root = host.list(&[array, array, buffer, big, a, a]);
    let written = encode(&mut host, root, FORMAT, REFERENCES).unwrap();
    assert!(unhex(&written).ends_with("63616161d81904"), "{}", unhex(&written));
    all_ways(&written, FORMAT, OPTIONS, Host::new);
}

#[test]
fn many() {
    let mut host = Host::new();
    let mut items: Vec<Obj> = (0..70_000).map(|n| host.str(&format!("{n:08}"))).collect();
    items.extend(items.clone().iter().step_by(7));
    let root = host.list(&items);
    let written = encode(&mut host, root, FORMAT, REFERENCES).unwrap();
    let mut read = Host::new();
    let (again, _) = crate::common::decode_in(&mut read, &written, FORMAT, OPTIONS).unwrap();
    assert!(show(&read, again) == show(&host, root));
    assert!(written.len() < 70_000 * 9 + 10_000 * 8);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_strings(texts in vec("[a-b]{0,5}", 0..80), kinds in vec(any::<bool>(), 80)) {
        let mut host = Host::new();
        let items: Vec<Obj> = texts.iter().zip(kinds).map(|(text, is_text)| {
            if is_text { host.str(text) } else { host.bytes(text.as_bytes()) }
        }).collect();
        let root = host.list(&items);
        let written = encode(&mut host, root, FORMAT, REFERENCES).unwrap();
        prop_assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::new), show(&host, root));
    }
}
