//! What may come in what way, and what comes of it.

use model::Error;
use protobuf::{Decoder, Kind, Label, ReadOptions, Root};

use crate::common::{
    Host, Value, all_ways, encode, fails, fails_with, field, format, hex, optional, packed, repeated, schema,
    show, unhex,
};

#[test]
fn the_last_one_counts() {
    assert_eq!(all_ways(&format("TU"), &hex("08 01 12 01 61 08 02 12 00")), "{1:2 2:''}");
}

#[test]
fn both_packings_are_read() {
    for text in ["+T", "#T"] {
        for bytes in
            ["08 01 08 02 08 03", "0a 03 01 02 03", "08 01 0a 01 02 08 03", "0a 00 0a 02 01 02 0a 01 03"]
        {
            assert_eq!(all_ways(&format(text), &hex(bytes)), "{1:(1 2 3)}", "{text} {bytes}");
        }
        assert_eq!(all_ways(&format(text), &hex("0a 00")), "{1:()}");
    }
    assert_eq!(all_ways(&format("+d"), &hex("0a 08 00 00 00 00 00 00 f0 3f")), "{1:(1.0)}");
    assert_eq!(all_ways(&format("+i"), &hex("0a 04 ff ff ff ff 0d 01 00 00 00")), "{1:(-1 1)}");
    // Strings have no such form: it is a string.
    assert_eq!(all_ways(&format("+U"), &hex("0a 01 61 0a 00")), "{1:('a' '')}");
    // What comes once is not packed.
    assert_eq!(fails(&format("T"), &hex("0a 01 01")), Error::WireType);
}

#[test]
fn repeated_fields_come_in_any_order() {
    let host = format("+TU+[T+T]#d");
    let bytes = hex("08 01 12 01 61 1a 02 08 01 08 02 1a 06 10 05 08 02 10 06 08 03");
    assert_eq!(all_ways(&host, &bytes), "{1:(1 2 3) 2:'a' 3:({1:1} {1:2 2:(5 6)})}");
    // Two that alternate cost no more than one after the other.
    let mut bytes = Vec::new();
    for _ in 0..2_000 {
        bytes.extend(hex("08 01 1a 00"));
    }
    let text = all_ways(&host, &bytes);
    assert_eq!((text.matches('1').count(), text.matches("{}").count()), (2_001, 2_000));
}

#[test]
fn messages_merge() {
    let host = format("[TU+T[TT]]");
    let bytes = hex("0a 0b 08 01 12 01 61 18 05 22 02 08 07  0a 08 08 02 18 06 22 02 10 08");
    assert_eq!(all_ways(&host, &bytes), "{1:{1:2 2:'a' 3:(5 6) 4:{1:7 2:8}}}");
    // Those of a repeated field do not.
    assert_eq!(all_ways(&format("+[TT]"), &hex("0a 02 08 01 0a 02 10 02")), "{1:({1:1} {2:2})}");
}

#[test]
fn unknown_fields_are_skipped() {
    let host = format("T@5");
    for unknown in [
        "08 96 81 80 80 80 80 80 80 80 00",
        "09 01 02 03 04 05 06 07 08",
        "0d 01 02 03 04",
        "0a 03 ff ff ff",
        "0a 00",
        "f8 ff ff ff 0f 00",
        "0b 08 01 0c",
        // Groups in groups, and whatever is in them.
        "0b 13 0a 02 0c 14 09 00 00 00 00 00 00 00 00 14 0d 01 02 03 04 0c",
    ] {
        let bytes = [hex(unknown), hex("28 07"), hex(unknown)].concat();
        assert_eq!(all_ways(&host, &bytes), "{5:7}", "{unknown}");
        // In a message.
        let mut bytes = [hex("0a"), vec![bytes.len() as u8], bytes].concat();
        bytes.extend(hex("10 01"));
        assert_eq!(all_ways(&format("[T@5]@1T"), &bytes), "{1:{5:7} 2:1}", "{unknown}");
    }
    // Long ones are not kept.
    let mut bytes = hex("0a 80 89 7a");
    bytes.resize(2_000_004, 0xff);
    bytes.extend(hex("28 01"));
    let (_, peak) = crate::common::peak_of(|| all_ways(&host, &bytes));
    assert!(peak < 1_000, "{peak}");
}

#[test]
fn groups() {
    let host = schema(
        false,
        &[
            &[
                optional("g", 1, Kind::Group).of(1),
                repeated("r", 2, Kind::Group).of(1),
                optional("t", 3, Kind::Int),
            ],
            &[
                optional("a", 1, Kind::Int),
                optional("g", 2, Kind::Group).of(1),
                optional("m", 3, Kind::Message).of(1),
            ],
        ],
    );
    let bytes = hex("0b 08 01 13 08 02 14 1a 04 13 08 05 14 0c  13 14 13 08 03 14  18 09");
    assert_eq!(all_ways(&host, &bytes), "{g:{a:1 g:{a:2} m:{g:{a:5}}} r:({} {a:3}) t:9}");
    let mut fresh = host.fresh();
    let (obj, _) = crate::common::decode_in(&mut fresh, &bytes, Root::Whole, usize::MAX).unwrap();
    assert_eq!(unhex(&encode(&mut fresh, obj).unwrap()), unhex(&bytes));
    // A group merges as a message does.
    assert_eq!(all_ways(&host, &hex("0b 08 01 0c 0b 13 14 0c")), "{g:{a:1 g:{}}}");
    for (bytes, error) in [
        ("0c", Error::EndGroup),
        ("0b 14", Error::EndGroup),
        ("0b 08 01 20 01 0c 0c", Error::EndGroup),
        ("0b", Error::Truncated),
        ("0b 08 01", Error::Truncated),
        // The end of a message is no end of a group in it, nor the other way round.
        ("0b 1a 01 13 14 0c", Error::FrameStraddled),
        ("0b 1a 01 0c 0c", Error::EndGroup),
        ("23 1c", Error::EndGroup),
        ("23", Error::Truncated),
    ] {
        assert_eq!(fails(&host, &hex(bytes)), error, "{bytes}");
    }
}

#[test]
fn other_wire_types() {
    let bytes = hex("0a 01 61 10 05");
    assert_eq!(fails(&format("TT"), &bytes), Error::WireType);
    for bytes in ["0d 01 02 03 04", "09 01 02 03 04 05 06 07 08", "0b 0c"] {
        assert_eq!(fails(&format("U"), &hex(bytes)), Error::WireType);
    }
    let mut host = format("T");
    let _ = crate::common::decode_in(&mut host, &hex("0a 00"), Root::Whole, usize::MAX);
    assert_eq!(host.blamed, Some(0));
    // As Google has it: an unknown field.
    let host = schema(true, &[&[optional("a", 1, Kind::Uint), optional("b", 2, Kind::Uint)]]);
    assert_eq!(all_ways(&host, &bytes), "{b:5}");
}

#[test]
fn oneofs() {
    let host = schema(
        true,
        &[
            &[
                optional("a", 1, Kind::Uint).one(1),
                optional("b", 2, Kind::Message).of(1).one(1),
                optional("c", 3, Kind::Uint).one(2),
                optional("d", 4, Kind::String).one(1),
            ],
            &[optional("x", 1, Kind::Uint), optional("y", 2, Kind::Uint)],
        ],
    );
    assert_eq!(all_ways(&host, &hex("08 01 18 05 12 02 08 02")), "{b:{x:2} c:5}");
    assert_eq!(all_ways(&host, &hex("12 02 08 02 12 02 10 03 18 01")), "{b:{x:2 y:3} c:1}");
    // What was there before another one came is gone.
    assert_eq!(all_ways(&host, &hex("12 02 08 02 22 00 12 02 10 03")), "{b:{y:3}}");
    let mut host = host.fresh();
    let (one, text) = (host.int(1), host.str("x"));
    let fine = host.record(0, &[("a", one), ("c", one)]);
    assert_eq!(unhex(&encode(&mut host, fine).unwrap()), "08011801");
    let both = host.record(0, &[("a", one), ("d", text)]);
    assert_eq!(encode(&mut host, both), Err(Error::OneOf));
    assert_eq!(host.blamed, Some(3));
}

fn with_enum() -> Host {
    schema(
        true,
        &[
            &[
                field("e", 1, Kind::Enum, Label::Implicit).of(1),
                packed("p", 2, Kind::Enum).of(1),
                repeated("r", 3, Kind::Enum).of(1),
            ],
            &[
                optional("NONE", 0, Kind::Empty),
                optional("ONE", 1, Kind::Empty),
                optional("UNO", 1, Kind::Empty),
                optional("MINUS", u32::MAX, Kind::Empty),
            ],
        ],
    )
}

#[test]
fn enums() {
    let host = with_enum();
    let bytes = hex("08 01 12 0d 00 01 ff ff ff ff ff ff ff ff ff 01 2a 18 00 18 2a");
    assert_eq!(all_ways(&host, &bytes), "{e:'ONE' p:('NONE' 'ONE' 'MINUS' 42) r:('NONE' 42)}");
    let mut host = host.fresh();
    let objs = [host.str("UNO"), host.str("MINUS"), host.int(42), host.str("NONE"), host.str("TWO")];
    let list = host.list(&objs[..4]);
    let record = host.record(0, &[("e", objs[0]), ("p", list), ("r", list)]);
    let bytes = encode(&mut host, record).unwrap();
    assert_eq!(unhex(&bytes), "0801120d01ffffffffffffffffff012a00180118ffffffffffffffffff01182a1800");
    // The default value, by its name or by its number.
    for name in [objs[3], host.int(0)] {
        let record = host.record(0, &[("e", name)]);
        assert_eq!(encode(&mut host, record).unwrap(), b"");
    }
    let record = host.record(0, &[("e", objs[4])]);
    assert_eq!(encode(&mut host, record), Err(Error::MemoMissing));
    let large = host.int(1 << 31);
    let record = host.record(0, &[("e", large)]);
    assert_eq!(encode(&mut host, record), Err(Error::IntTooHigh));
}

#[test]
fn maps() {
    let host = schema(
        true,
        &[
            &[optional("m", 1, Kind::Map).of(1), optional("n", 2, Kind::Map).of(2)],
            &[optional("key", 1, Kind::String), optional("value", 2, Kind::Int)],
            &[optional("key", 1, Kind::Uint), optional("value", 2, Kind::Message).of(3)],
            &[optional("x", 1, Kind::Uint), optional("y", 2, Kind::Map).of(2)],
        ],
    );
    let bytes =
        hex("0a 05 0a 01 61 10 01  0a 05 10 02 0a 01 62  12 06 08 07 12 02 08 01  0a 05 0a 01 61 10 03");
    assert_eq!(all_ways(&host, &bytes), "{m:<'a':3 'b':2> n:<7:{x:1}>}");
    // No key, no value; a value that comes twice; a field that is unknown.
    assert_eq!(all_ways(&host, &hex("0a 02 10 05 0a 03 0a 01 7a 0a 00")), "{m:<'':0 'z':0>}");
    assert_eq!(all_ways(&host, &hex("12 0a 08 01 12 02 08 01 12 02 12 00")), "{n:<1:{x:1 y:<0:{}>}>}");
    assert_eq!(all_ways(&host, &hex("0a 07 10 01 18 05 0a 01 61")), "{m:<'a':1>}");
    let mut host = host.fresh();
    let (a, b, none, one) = (host.str("a"), host.str(""), host.int(0), host.int(1));
    let inner = host.record(3, &[("x", one)]);
    let small = host.add(Value::Dict(vec![(a, one), (b, none)]));
    let large = host.add(Value::Dict(vec![(one, inner)]));
    let record = host.record(0, &[("m", small), ("n", large)]);
    // Defaults are written too.
    let bytes = encode(&mut host, record).unwrap();
    assert_eq!(unhex(&bytes), "0a050a016110010a040a0010001206080112020801");
    let wrong = host.record(0, &[("m", one)]);
    assert_eq!(encode(&mut host, wrong), Err(Error::WrongType));
}

#[test]
fn iterators_are_written() {
    for label in ["+T", "#T"] {
        let mut host = format(label);
        let items: Vec<_> = (0..5).map(|value| host.int(value)).collect();
        let iterator = host.add(Value::Iterator(items.clone()));
        let list = host.list(&items);
        let [first, second] = [iterator, list].map(|obj| {
            let record = host.record(0, &[("1", obj)]);
            encode(&mut host, record).unwrap()
        });
        assert_eq!(unhex(&first), unhex(&second));
        let one = host.int(1);
        let record = host.record(0, &[("1", one)]);
        assert_eq!(encode(&mut host, record), Err(Error::WrongType));
    }
}

#[test]
fn text_is_utf8() {
    let host = format("Ua");
    for text in ["61 80", "c0 80", "ed a0 80", "f4 90 80 80", "e2 82"] {
        let text = hex(text);
        let bytes = [&[0x0a, text.len() as u8], &text[..]].concat();
        assert_eq!(fails(&host, &bytes), Error::BadUtf8, "{}", text.escape_ascii());
        let long = [hex("0a c8 01"), vec![b'x'; 200 - text.len()], text.clone()].concat();
        assert_eq!(fails(&host, &long), Error::BadUtf8, "{}", text.escape_ascii());
        let bytes = [&[0x12, text.len() as u8], &text[..]].concat();
        all_ways(&host, &bytes);
    }
    // Its neighbours.
    assert_eq!(
        all_ways(&host, "\n\x07\u{d7ff}\u{10ffff}".as_bytes()),
        "{1:'\\xed\\x9f\\xbf\\xf4\\x8f\\xbf\\xbf'}"
    );
    let mut host = host.fresh();
    let text = host.add(Value::Str(hex("ed a0 80")));
    let record = host.record(0, &[("1", text)]);
    assert_eq!(encode(&mut host, record), Err(Error::BadUtf8));
    // bytes are no text, but text is bytes.
    let (data, text) = (host.add(Value::Bytes(vec![0x61])), host.str("b"));
    let record = host.record(0, &[("1", data)]);
    assert_eq!(encode(&mut host, record), Err(Error::WrongType));
    let record = host.record(0, &[("2", text)]);
    assert_eq!(encode(&mut host, record).unwrap(), b"\x12\x01b");
}

#[test]
fn items_of_a_field() {
    use model::{Decode, Step, Window};
    let host = format("U+[T]T");
    // The field 3 is skipped, also as a group with what looks like an item in it.
    let bytes = hex("0a 01 61 12 02 08 01 18 05 12 00 1b 12 02 08 07 1c 12 02 08 03 18 01");
    for size in [1, 2, 3, bytes.len()] {
        let mut host = host.fresh();
        let mut decoder = Decoder::new(ReadOptions { root: Root::Items(1), ..ReadOptions::default() });
        let (mut start, mut end, mut items) = (0, 0, Vec::new());
        loop {
            let window = Window { bytes: &bytes[start..end], last: end == bytes.len(), volatile: false };
            let (consumed, step) = decoder.run(&mut host, window).unwrap();
            start += consumed;
            match step {
                Step::Done(obj) => {
                    items.push(show(&host, obj));
                    decoder.begin();
                }
                _ if end == bytes.len() => break,
                _ => end = bytes.len().min(end + size),
            }
        }
        assert_eq!(decoder.end_of_input(end - start), Error::OutOfInput);
        assert_eq!(items, ["{1:1}", "{}", "{1:3}"]);
        assert_eq!(decoder.offset(), bytes.len());
    }
    let (error, _) = fails_with(&host, &hex("12 05 08"), Root::Items(1));
    assert_eq!(error, Error::Truncated);
}

#[test]
fn raw_fields() {
    use protobuf::raw_field;
    let bytes = hex(
        "08 96 01 11 01 02 03 04 05 06 07 08 1a 02 61 62 2d 01 02 03 04 33 08 01 3b 0a 01 34 3c 34 f8 ff ff ff 0f 00",
    );
    let (mut at, mut found) = (0, Vec::new());
    while let Some(field) = raw_field::<Host>(&bytes, &mut at).unwrap() {
        found.push(format!("{} {} {} {}", field.number, field.wire_type, field.varint, unhex(field.bytes)));
    }
    let expected = [
        "1 0 150 ",
        "2 1 0 0102030405060708",
        "3 2 0 6162",
        "5 5 0 01020304",
        "6 3 0 08013b0a01343c",
        "536870911 0 0 ",
    ];
    assert_eq!(found, expected);
    for (bytes, error) in [
        ("08", Error::Truncated),
        ("80", Error::Truncated),
        ("0a 05 61", Error::Truncated),
        ("09 01", Error::Truncated),
        ("0b 08 01", Error::Truncated),
        ("0b 14", Error::EndGroup),
        ("0c", Error::EndGroup),
        ("0e", Error::BadWireType),
        ("00", Error::BadTag),
        ("0a ff ff ff ff 0f", Error::BadSize),
    ] {
        assert_eq!(raw_field::<Host>(&hex(bytes), &mut 0), Err(error), "{bytes}");
    }
    let deep = [vec![0x0b; 100_000], vec![0x0c; 100_000]].concat();
    assert_eq!(raw_field::<Host>(&deep, &mut 0).unwrap().unwrap().bytes.len(), 199_998);
}
