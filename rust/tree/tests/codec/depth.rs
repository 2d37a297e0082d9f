//! Nesting without end: no stack of the machine is used.

use model::{Buffer, Decode, Destination, Encode, Error, NoSink, Step, Window};
use tree::{Decoder, Encoder, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, decode_in, encode_with, hex, plain};

const DEEP: usize = 100_000;
const BOTH: [Format; 2] = [Format::MessagePack, Format::Cbor];

/// Writes and reads `obj`, and writes it again.
fn there_and_back(host: &mut Host, obj: Obj, format: Format, options: WriteOptions) -> usize {
    let written = encode_with(host, obj, format, options).unwrap();
    let mut read = Host { nested: host.nested.clone(), ..Host::new() };
    let (again, end) = decode_in(&mut read, &written, format, ReadOptions::new(format)).unwrap();
    assert_eq!(end, written.len());
    assert!(encode_with(&mut read, again, format, options).unwrap() == written);
    written.len()
}

#[test]
fn lists() {
    for format in BOTH {
        let mut host = Host::new();
        let mut obj = host.list(&[]);
        for _ in 1..DEEP {
            obj = host.list(&[obj]);
        }
        assert_eq!(there_and_back(&mut host, obj, format, WriteOptions::NEW), DEEP);
    }
}

#[test]
fn maps() {
    for format in BOTH {
        for canonical in [false, format == Format::Cbor] {
            let mut host = Host::new();
            let (one, two) = (host.int(1), host.int(2));
            let mut obj = host.dict(&[]);
            for _ in 1..DEEP {
                // Not in order.
                obj = host.dict(&[(two, one), (one, obj)]);
            }
            there_and_back(&mut host, obj, format, WriteOptions { canonical, ..WriteOptions::NEW });
        }
    }
}

#[test]
fn tuples_in_ext() {
    let mut host = Host::with_nested();
    let mut obj = host.tuple(&[]);
    for _ in 1..DEEP {
        obj = host.tuple(&[obj]);
    }
    assert!(there_and_back(&mut host, obj, Format::MessagePack, WriteOptions::NEW) > 6 * DEEP);
}

#[test]
fn tags() {
    let mut host = Host::new();
    let mut obj = host.int(1);
    for _ in 1..DEEP {
        obj = host.add(Value::Tag(1000, obj));
    }
    assert_eq!(there_and_back(&mut host, obj, Format::Cbor, WriteOptions::NEW), 3 * DEEP - 2);
    let indefinite = WriteOptions { indefinite: true, ..WriteOptions::NEW };
    let mut obj = host.list(&[]);
    for _ in 1..DEEP {
        obj = host.list(&[obj]);
    }
    assert_eq!(there_and_back(&mut host, obj, Format::Cbor, indefinite), 2 * DEEP);
    // Tags that are skipped.
    let bytes = [hex("d9 d9f7").repeat(DEEP), vec![1]].concat();
    let (one, _) = decode_in(&mut host, &bytes, Format::Cbor, ReadOptions::new(Format::Cbor)).unwrap();
    assert!(matches!(host.get(one), Value::Int(1)));
}

#[test]
fn tuples_in_keys() {
    for format in BOTH {
        let mut host = Host::new();
        let mut key = host.tuple(&[]);
        for _ in 1..DEEP / 10 {
            key = host.tuple(&[key]);
        }
        let dict = host.dict(&[(key, key)]);
        let written = plain(&mut host, dict, format).unwrap();
        let mut read = Host::new();
        let (again, _) = decode_in(&mut read, &written, format, ReadOptions::new(format)).unwrap();
        let (key, value) = read.entries(again)[0];
        assert!(matches!(read.get(key), Value::Tuple(_)) && matches!(read.get(value), Value::List(_)));
    }
}

#[test]
fn circles() {
    for format in BOTH {
        for length in 1..40 {
            for tail in [0, 1, 2, 5, 17] {
                let mut host = Host::new();
                let (one, last) = (host.int(1), host.list(&[]));
                let mut obj = last;
                for n in 1..length {
                    obj = if n % 3 == 0 { host.dict(&[(one, obj)]) } else { host.list(&[one, obj]) };
                }
                host.values[last.0 as usize] = Value::List(vec![one, obj]);
                for _ in 0..tail {
                    obj = host.list(&[obj]);
                }
                assert_eq!(plain(&mut host, obj, format), Err(Error::Circular));
            }
        }
    }
    // Through an ext, and through tags alone.
    let mut host = Host::with_nested();
    let list = host.list(&[]);
    let tuple = host.tuple(&[list]);
    host.values[list.0 as usize] = Value::List(vec![tuple]);
    assert_eq!(plain(&mut host, list, Format::MessagePack), Err(Error::Circular));
    let mut host = Host::new();
    let tag = host.add(Value::None);
    let outer = host.add(Value::Tag(7, tag));
    host.values[tag.0 as usize] = Value::Tag(8, outer);
    assert_eq!(plain(&mut host, tag, Format::Cbor), Err(Error::Circular));
}

#[test]
fn the_same_object_twice_is_no_circle() {
    for format in BOTH {
        let mut host = Host::new();
        let mut obj = host.list(&[]);
        for _ in 0..12 {
            obj = host.list(&[obj, obj]);
        }
        plain(&mut host, obj, format).unwrap();
    }
}

#[test]
fn the_limit() {
    for (format, bytes, depth) in [
        (Format::MessagePack, "91 91 90", 3),
        (Format::MessagePack, "81 01 81 02 03", 2),
        (Format::MessagePack, "01", 0),
        (Format::MessagePack, "d5 52 91 01", 1),
        (Format::MessagePack, "91 d4 05 61", 1),
        (Format::Cbor, "82 01 9f ff", 2),
        (Format::Cbor, "c6 c6 c6 01", 3),
        (Format::Cbor, "d9 d9f7 d9 d9f7 80", 1),
        (Format::Cbor, "81 5f 41 61 ff", 1),
        (Format::Cbor, "81 c2 41 61", 1),
        (Format::Cbor, "81 d9 0102 81 01", 2),
        (Format::Cbor, "c6 82 d9 0102 81 d9 0102 81 81 01 81 c6 01", 5),
    ] {
        let mut options = ReadOptions { max_depth: depth, ..ReadOptions::new(format) };
        decode_in(&mut Host::with_nested(), &hex(bytes), format, options).unwrap();
        if depth > 0 {
            options.max_depth = depth - 1;
            let result = decode_in(&mut Host::with_nested(), &hex(bytes), format, options);
            assert_eq!(result.unwrap_err().0, Error::TooDeep, "{bytes}");
        }
    }
}

#[test]
fn a_decoder_begins_anew_deep_inside() {
    let mut host = Host::new();
    for format in BOTH {
        let open = if format == Format::Cbor { 0x81 } else { 0x91 };
        let mut decoder = Decoder::new(format, ReadOptions::new(format));
        let window = Window { bytes: &[open; 1000], last: false, volatile: false };
        let (_, step) = decoder.run(&mut host, window).unwrap();
        assert_eq!(step, Step::Need(1));
        decoder.begin();
        let (_, step) = decoder.run(&mut host, Window { bytes: &[1], ..window }).unwrap();
        assert!(matches!(step, Step::Done(_)));
        // What waited on the stack is not in the list that follows.
        let (_, step) = decoder.run(&mut host, Window { bytes: &[open + 1, 7], ..window }).unwrap();
        assert_eq!(step, Step::Need(1));
        decoder.begin();
        let list = [open + 1, 8, 9];
        let (_, step) = decoder.run(&mut host, Window { bytes: &list, ..window }).unwrap();
        let Step::Done(list) = step else { panic!("{step:?}") };
        assert_eq!(crate::common::show(&host, list), "[8, 9]");
        assert_eq!(decoder.end_of_input(0), Error::OutOfInput);
        decoder.release();
    }
    let mut encoder = Encoder::<Host>::new(Format::Cbor, WriteOptions::NEW, Destination::Memory);
    let opaque = host.add(Value::Opaque);
    let list = host.list(&[opaque]);
    assert!(encoder.dump(&mut host, &mut NoSink, list).is_err());
    let one = host.int(1);
    encoder.dump(&mut host, &mut NoSink, one).unwrap();
    assert_eq!(encoder.output().as_slice(), [1]);
}
