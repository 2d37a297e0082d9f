//! Default values that a schema has for its fields.

use model::{Decode, Error, Step, Window};
use protobuf::{BadSchema, Decoder, Kind, Label, ReadOptions, Schema};

use crate::common::{Host, all_ways, fails, field, hex, optional, repeated, schema, show};

/// The same schema, whose entry `at` has these bytes as its default value.
fn with_default(mut host: Host, at: usize, value: &[u8]) -> Host {
    let messages = usize::from(u16::from_le_bytes([host.table[6], host.table[7]]));
    let end = u16::try_from(host.table.len()).unwrap().to_le_bytes();
    let entry = &mut host.table[8 + 4 * messages + 12 * at..][..12];
    entry[5] |= 0x40;
    entry[8..11].copy_from_slice(&[end[0], end[1], 0]);
    host.table.extend_from_slice(value);
    host
}

/// One field with a default value.
fn one(kind: Kind, narrow: bool, value: &[u8]) -> Host {
    let row = optional("x", 1, kind);
    let values = [optional("TWO", 2, Kind::Empty), optional("MINUS", u32::MAX, Kind::Empty)];
    let row = if kind == Kind::Enum { row.of(1) } else { row };
    let host = schema(false, &[&[if narrow { row.narrow() } else { row }], &values]);
    with_default(host, 0, value)
}

#[test]
fn of_all_types() {
    let word = |value: i64| value.to_le_bytes();
    for (kind, narrow, value, text) in [
        (Kind::Double, false, 1.5f64.to_le_bytes(), "1.5"),
        (Kind::Float, false, u64::from((-2.5f32).to_bits()).to_le_bytes(), "-2.5"),
        (Kind::Int, false, word(i64::MIN), "-9223372036854775808"),
        (Kind::Int, true, word(-5), "-5"),
        (Kind::Uint, false, word(-1), "18446744073709551615"),
        (Kind::Uint, true, word(0xffff_ffff), "4294967295"),
        (Kind::Sint, false, word(-1), "-9223372036854775808"),
        (Kind::Sint, true, word(3), "-2"),
        (Kind::Sfixed32, false, word(0xffff_fffe), "-2"),
        (Kind::Fixed32, false, word(0xffff_fffe), "4294967294"),
        (Kind::Sfixed64, false, word(-2), "-2"),
        (Kind::Fixed64, false, word(-2), "18446744073709551614"),
        (Kind::Bool, false, word(1), "true"),
        (Kind::Enum, false, word(2), "'TWO'"),
        (Kind::Enum, false, word(0xffff_ffff), "'MINUS'"),
        (Kind::Enum, false, word(7), "7"),
    ] {
        let host = one(kind, narrow, &value);
        Schema::check(&host.table).unwrap();
        assert_eq!(all_ways(&host, b""), format!("{{x:{text}}}"), "{kind:?}");
        assert_eq!(Schema::check(&one(kind, narrow, &value[..7]).table).unwrap_err(), BadSchema::Entry(0));
    }
    for (kind, text) in [(Kind::String, "'of 9 chars'"), (Kind::Bytes, "b'of 9 chars'")] {
        let host = one(kind, false, b"\x0a\x00of 9 chars and more");
        assert_eq!(all_ways(&host, b""), format!("{{x:{text}}}"));
        assert_eq!(all_ways(&host, b"\x0a\x00"), format!("{{x:{}}}", text.replace("of 9 chars", "")));
        for short in [&b""[..], b"\x02", b"\x02\x00a"] {
            assert_eq!(Schema::check(&one(kind, false, short).table).unwrap_err(), BadSchema::Entry(0));
        }
    }
    assert_eq!(fails(&one(Kind::String, false, b"\x01\x00\xff"), b""), Error::BadUtf8);
}

#[test]
fn where_there_may_be_none() {
    for kind in [Kind::Message, Kind::Group, Kind::Map] {
        let key = [optional("k", 1, Kind::Int), optional("v", 2, Kind::Int)];
        let host = with_default(schema(false, &[&[optional("x", 1, kind).of(1)], &key]), 0, &[0; 8]);
        assert_eq!(Schema::check(&host.table).unwrap_err(), BadSchema::Entry(0), "{kind:?}");
    }
    for label in [Label::Repeated, Label::Packed, Label::Implicit] {
        let host = with_default(schema(true, &[&[field("x", 1, Kind::Int, label)]]), 0, &[0; 8]);
        assert_eq!(Schema::check(&host.table).unwrap_err(), BadSchema::Entry(0), "{label:?}");
    }
    let value = with_default(
        schema(false, &[&[optional("x", 1, Kind::Enum).of(1)], &[optional("ONE", 1, Kind::Empty)]]),
        1,
        &[0; 8],
    );
    assert_eq!(Schema::check(&value.table).unwrap_err(), BadSchema::Entry(1));
}

/// A message with itself and others in it.
fn nested() -> Host {
    let host = schema(
        false,
        &[&[
            optional("a", 1, Kind::Int),
            optional("b", 2, Kind::String),
            optional("m", 3, Kind::Message),
            repeated("r", 4, Kind::Message),
            field("q", 5, Kind::Int, Label::Required),
            optional("o", 6, Kind::Int).one(1),
            optional("p", 7, Kind::Int).one(1),
            optional("n", 8, Kind::Int),
        ]],
    );
    let host = with_default(host, 0, &[7, 0, 0, 0, 0, 0, 0, 0]);
    let host = with_default(host, 1, b"\x01\x00z");
    let host = with_default(host, 4, &[8, 0, 0, 0, 0, 0, 0, 0]);
    with_default(host, 5, &[9, 0, 0, 0, 0, 0, 0, 0])
}

#[test]
fn of_messages_in_messages() {
    let host = nested();
    // What a message must have it must have, and of a oneof nothing comes that is not there.
    assert_eq!(fails(&host, b""), Error::Required);
    assert_eq!(fails(&host, b"\x28\x01\x1a\x00"), Error::Required);
    assert_eq!(all_ways(&host, b"\x28\x01"), "{a:7 b:'z' q:1}");
    assert_eq!(all_ways(&host, b"\x28\x01\x38\x02"), "{a:7 b:'z' q:1 p:2}");
    assert_eq!(
        all_ways(&host, &hex("28 01 1a 04 28 02 08 00 22 02 28 03 22 05 12 01 79 28 04 1a 02 28 05")),
        "{a:7 b:'z' m:{a:0 b:'z' q:5} r:({a:7 b:'z' q:3} {a:7 b:'y' q:4}) q:1}"
    );
}

#[test]
fn only_if_they_are_wanted_and_as_many_as_may_be() {
    let read = |defaults, objects| {
        let mut host = nested().fresh();
        let mut decoder = Decoder::new(ReadOptions { defaults, ..ReadOptions::default() });
        decoder.intake_mut().objects = objects;
        match decoder.run(&mut host, Window { bytes: b"\x28\x01", last: true, volatile: false }) {
            Ok((2, Step::Done(obj))) => Ok(show(&host, obj)),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        }
    };
    assert_eq!(read(false, 1).unwrap(), "{q:1}");
    assert_eq!(read(true, 3).unwrap(), "{a:7 b:'z' q:1}");
    assert_eq!(read(true, 2), Err(Error::TooManyObjects));
}
