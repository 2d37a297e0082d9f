//! `umsgpack`'s ext that hold an item of MessagePack.

use model::Error;
use tree::{FloatWidth, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, all_ways, decode_in, encode, fails, hex, plain, show, unhex};

const FORMAT: Format = Format::MessagePack;
const OPTIONS: ReadOptions = ReadOptions::new(FORMAT);

#[test]
fn exact() {
    for (bytes, text) in [
        ("d6 51 93 01 02 03", "set(1, 2, 3)"),
        ("d4 51 90", "set()"),
        ("d4 52 90", "()"),
        ("c7 03 52 92 01 a0", "(1, '')"),
        ("c7 0b 52 92 01 cb 4004000000000000", "(1, 2.5)"),
        ("d6 53 c4 02 61 62", "bytearray(b'ab')"),
        ("d5 53 c4 00", "bytearray(b'')"),
        ("d6 54 81 a1 61 01", "ordered{'a': 1}"),
        ("d4 54 80", "ordered{}"),
        ("c7 05 52 91 91 d4 52 90", "([()],)"),
        ("92 d4 52 90 d4 51 90", "[(), set()]"),
        ("d6 52 91 d4 52 90", "((),)"),
        ("d6 51 91 d4 52 90", "set(())"),
        ("81 d5 52 91 01 02", "{(1,): 2}"),
    ] {
        let bytes = hex(bytes);
        assert_eq!(all_ways(&bytes, FORMAT, OPTIONS, Host::with_nested), text);
        let mut host = Host::with_nested();
        let (obj, _) = decode_in(&mut host, &bytes, FORMAT, OPTIONS).unwrap();
        assert_eq!(unhex(&plain(&mut host, obj, FORMAT).unwrap()), unhex(&bytes), "{text}");
    }
}

#[test]
fn other_heads_are_read() {
    for (bytes, text) in [
        ("c7 04 51 93 01 02 03", "set(1, 2, 3)"),
        ("c8 0001 52 90", "()"),
        ("c9 00000004 53 c5 0001 61", "bytearray(b'a')"),
        ("c7 03 54 de 0000", "ordered{}"),
        ("c7 05 51 dc 0001 cc 05", "set(5)"),
    ] {
        assert_eq!(all_ways(&hex(bytes), FORMAT, OPTIONS, Host::with_nested), text);
    }
}

#[test]
fn unknown_ones_are_ext() {
    let mut host = Host::new();
    let (obj, _) = decode_in(&mut host, &hex("d4 52 90"), FORMAT, OPTIONS).unwrap();
    assert_eq!(show(&host, obj), "ext(82, b'\\x90')");
    let obj = host.add(Value::Tuple(vec![]));
    assert_eq!(plain(&mut host, obj, FORMAT).unwrap(), hex("90"));
}

#[test]
fn options_hold_inside() {
    let bytes = hex("c7 07 52 92 91 01 81 01 91 02");
    assert_eq!(bytes.len(), 10);
    let tuples = ReadOptions { use_tuple: true, ordered: true, ..OPTIONS };
    assert_eq!(all_ways(&bytes, FORMAT, tuples, Host::with_nested), "((1,), ordered{1: (2,)})");
    let mut host = Host::with_nested();
    let items = [host.int(1), host.add(Value::Float(2.5))];
    let tuple = host.tuple(&items);
    let single = WriteOptions { float: FloatWidth::Single, ..WriteOptions::NEW };
    assert_eq!(encode(&mut host, tuple, FORMAT, single).unwrap(), hex("c7 07 52 92 01 ca 40200000"));
}

#[test]
fn refused() {
    for (bytes, error, at) in [
        // An item that does not end with its ext.
        ("d4 52 91 01", Error::FrameStraddled, 2),
        ("d5 52 92 01 02", Error::FrameStraddled, 2),
        ("d5 52 91 cc 05", Error::FrameStraddled, 3),
        ("d6 53 c4 03 616263", Error::FrameStraddled, 2),
        ("d5 52 90 90", Error::FrameStraddled, 2),
        ("d6 52 91 d5 52 90", Error::FrameStraddled, 3),
        ("c7 00 52", Error::FrameStraddled, 3),
        // An item of another kind.
        ("d4 51 80", Error::WrongType, 2),
        ("d4 52 01", Error::WrongType, 2),
        ("d5 53 a1 61", Error::WrongType, 2),
        ("d4 54 90", Error::WrongType, 2),
        ("d6 52 d5 52 91 01", Error::WrongType, 2),
    ] {
        assert_eq!(fails(&hex(bytes), FORMAT, OPTIONS), (error, at), "{bytes}");
    }
    assert_eq!(fails(&hex("d5 51 91 80"), FORMAT, OPTIONS).0, Error::Unhashable);
    // A set in a key is a frozenset there; no other container is.
    let text = all_ways(&hex("81 d5 51 91 01 02"), FORMAT, OPTIONS, Host::with_nested);
    assert_eq!(text, "{frozenset(1): 2}");
    assert_eq!(fails(&hex("81 d4 54 80 02"), FORMAT, OPTIONS).0, Error::Unhashable);
}

#[test]
fn heads_of_all_sizes_in_one_another() {
    for inner in [0, 1, 2, 3, 9, 14, 15, 16, 200, 254, 255, 256, 300, 65_000, 65_533, 65_540] {
        let mut host = Host::with_nested();
        let data = host.add(Value::ByteArray(vec![7; inner]));
        let items: Vec<Obj> = (0..3).map(|_| data).collect();
        let tuple = host.tuple(&items);
        let outer = [host.int(1), tuple, data, tuple];
        let set = host.add(Value::Set(outer[..1].to_vec()));
        let outer = host.tuple(&[outer.as_slice(), &[set, tuple]].concat());
        let written = plain(&mut host, outer, FORMAT).unwrap();
        let mut read = Host::with_nested();
        let (again, end) = decode_in(&mut read, &written, FORMAT, OPTIONS).unwrap();
        assert_eq!(end, written.len());
        assert!(show(&read, again) == show(&host, outer), "{inner}");
        if inner < 1000 {
            all_ways(&written, FORMAT, OPTIONS, Host::with_nested);
        }
    }
}

#[test]
fn large_ones_through_streams() {
    let mut host = Host::with_nested();
    let numbers: Vec<Obj> = (0..3000).map(|n| host.int(n)).collect();
    let tuple = host.tuple(&numbers);
    let list = host.list(&[tuple, tuple]);
    let written = plain(&mut host, list, FORMAT).unwrap();
    assert_eq!(all_ways(&written, FORMAT, OPTIONS, Host::with_nested), show(&host, list));
}

#[test]
fn registered_ones_hold_any_item() {
    for (bytes, text) in [
        ("d4 05 2a", "tag(5, 42)"),
        ("d4 05 c0", "tag(5, None)"),
        ("d5 05 a1 61", "tag(5, 'a')"),
        ("c7 03 05 92 01 02", "tag(5, [1, 2])"),
        ("d6 05 81 a1 61 01", "tag(5, {'a': 1})"),
        ("c7 03 05 d4 05 2a", "tag(5, tag(5, 42))"),
        ("d4 51 90", "tag(81, [])"),
        ("92 d4 05 01 d4 05 02", "[tag(5, 1), tag(5, 2)]"),
    ] {
        let bytes = hex(bytes);
        assert_eq!(all_ways(&bytes, FORMAT, OPTIONS, Host::with_registered), text);
        let mut host = Host::with_registered();
        let (obj, _) = decode_in(&mut host, &bytes, FORMAT, OPTIONS).unwrap();
        assert_eq!(unhex(&plain(&mut host, obj, FORMAT).unwrap()), unhex(&bytes), "{text}");
    }
    // In a key an array is a tuple.
    let text = all_ways(&hex("81 c7 03 05 92 01 02 03"), FORMAT, OPTIONS, Host::with_registered);
    assert_eq!(text, "{tag(5, (1, 2)): 3}");
    for (bytes, error) in [
        ("d5 05 01 02", Error::FrameStraddled),
        ("d4 05 91 01", Error::FrameStraddled),
        ("c7 00 05", Error::FrameStraddled),
        ("d5 05 c1 01", Error::Reserved),
        ("c7 03 05 d5 07 6162", Error::FrameStraddled),
    ] {
        let read = decode_in(&mut Host::with_registered(), &hex(bytes), FORMAT, OPTIONS);
        assert_eq!(read.unwrap_err().0, error, "{bytes}");
    }
}

#[test]
fn registered_ones_are_not_in_themselves() {
    let mut host = Host::with_registered();
    let inner = host.list(&[]);
    let tag = host.add(Value::Tag(5, inner));
    host.values[inner.0 as usize] = Value::List(vec![tag]);
    assert_eq!(plain(&mut host, tag, FORMAT), Err(Error::Circular));
}

#[test]
fn registered_ones_in_one_another() {
    let mut host = Host::with_registered();
    let mut obj = host.int(1);
    for _ in 0..3000 {
        obj = host.add(Value::Tag(5, obj));
    }
    let written = plain(&mut host, obj, FORMAT).unwrap();
    let mut read = Host::with_registered();
    let (again, _) = decode_in(&mut read, &written, FORMAT, OPTIONS).unwrap();
    assert!(show(&read, again) == show(&host, obj));
}
