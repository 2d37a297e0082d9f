//! Tables, and the words from which they are built.

use protobuf::{BadFormat, BadSchema, BadSpec, Builder, Kind, Label, Schema, Spec, parse_format};

use crate::common::{Host, format, optional, schema};

#[test]
fn specs() {
    let spec = |kind, label, count, number, len| Ok(Spec { kind, label, count, number, len });
    for (text, expected) in [
        ("U", spec(Kind::String, Label::Optional, None, None, 1)),
        ("*z@12", spec(Kind::Sint, Label::Required, None, Some(12), 5)),
        ("+[@3", spec(Kind::Message, Label::Repeated, None, Some(3), 4)),
        ("#T3@7", spec(Kind::Uint, Label::Packed, Some(3), Some(7), 5)),
        ("x4", spec(Kind::Empty, Label::Optional, Some(4), None, 2)),
        ("v", spec(Kind::Sint, Label::Optional, None, None, 1)),
        ("V", spec(Kind::Uint, Label::Optional, None, None, 1)),
        ("l", spec(Kind::Sfixed32, Label::Optional, None, None, 1)),
        ("L", spec(Kind::Fixed32, Label::Optional, None, None, 1)),
        ("u", spec(Kind::String, Label::Optional, None, None, 1)),
        ("Tq", spec(Kind::Uint, Label::Optional, None, None, 1)),
        ("T@", spec(Kind::Uint, Label::Optional, None, None, 1)),
        ("T99999999999", spec(Kind::Uint, Label::Optional, Some(u32::MAX), None, 12)),
        ("", Err(BadSpec::Kind)),
        ("*", Err(BadSpec::Kind)),
        ("y", Err(BadSpec::Kind)),
        ("{", Err(BadSpec::Kind)),
        ("T@0", Err(BadSpec::Number)),
        ("T@536870912", Err(BadSpec::Number)),
        ("T@99999999999", Err(BadSpec::Number)),
        ("#U", Err(BadSpec::Label)),
        ("#[", Err(BadSpec::Label)),
        ("+m", Err(BadSpec::Label)),
    ] {
        assert_eq!(Spec::parse(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn formats() {
    for (text, numbers) in [
        ("", vec![]),
        ("TTT", vec![1, 2, 3]),
        ("T3U", vec![1, 2, 3, 4]),
        ("Tx3U", vec![1, 5]),
        ("T@10TT@2", vec![10, 11, 2]),
        ("[]@5T", vec![5, 6]),
        ("x2", vec![]),
        ("T@536870911", vec![536_870_911]),
    ] {
        let host = format(text);
        let schema = Schema::new(&host.table);
        let message = schema.message(0);
        let found: Vec<u32> =
            (message.first..message.first + message.count).map(|at| schema.number(at)).collect();
        assert_eq!(found, numbers, "{text}");
    }
    for (text, error) in [
        ("Ty", BadFormat::Token(1)),
        ("T@0", BadFormat::Token(0)),
        ("]", BadFormat::Token(0)),
        ("T[U", BadFormat::Brace(2)),
        ("[[U]", BadFormat::Brace(1)),
        ("T]", BadFormat::Token(1)),
        ("m", BadFormat::Token(0)),
        ("e", BadFormat::Token(0)),
        ("[@3U]", BadFormat::Token(0)),
        ("TTT@2", BadFormat::Taken(5)),
        ("T@3T3@1", BadFormat::Taken(7)),
        ("x3T@2", BadFormat::Taken(5)),
        ("Tx3@1", BadFormat::Taken(5)),
        ("T[U]@1", BadFormat::Taken(6)),
        ("T@536870911T", BadFormat::Taken(12)),
        ("T99999999999", BadFormat::Taken(12)),
        ("T70000", BadFormat::TooMany),
    ] {
        let mut builder = Builder::<Host>::default();
        assert_eq!(parse_format(&mut builder, text.as_bytes()).unwrap(), Err(error), "{text}");
    }
    // As deep as anybody likes.
    let deep = "[".repeat(3_000) + &"]".repeat(3_000);
    assert_eq!(Schema::new(&format(&deep).table).messages(), 3_001);
}

#[test]
fn a_sensor_record_is_small() {
    let host = format("UTfffb#T");
    assert_eq!(host.table.len(), 8 + 4 + 7 * 12);
}

#[test]
fn tables_from_elsewhere() {
    let host = schema(
        true,
        &[
            &[optional("m", 1, Kind::Map).of(1), optional("e", 2, Kind::Enum).of(2)],
            &[optional("key", 1, Kind::Uint), optional("value", 2, Kind::Message).of(0)],
            &[optional("ONE", 1, Kind::Empty)],
        ],
    );
    let table = host.table;
    assert!(Schema::check(&table).is_ok());
    for len in 0..table.len() {
        let error = Schema::check(&table[..len]).unwrap_err();
        assert_eq!(error, if len < 8 { BadSchema::NoTable } else { BadSchema::Short }, "{len}");
    }
    // Whatever the bytes are, what is accepted can be used.
    let mut accepted = 0;
    for at in 0..table.len() {
        for byte in 0..=255 {
            let mut table = table.clone();
            table[at] = byte;
            if Schema::check(&table).is_ok() {
                accepted += 1;
                let names = vec!["x".into(); usize::from(Schema::new(&table).entries())];
                let host = Host { table, names, ..Host::default() };
                let _ = crate::common::decode(&host, b"\x0a\x04\x08\x01\x12\x00\x10\x01\x12\x01\x01");
            }
        }
    }
    assert!(accepted > 1_000, "{accepted}");
}

#[test]
fn names_in_a_table() {
    let host = schema(false, &[&[optional("", 1, Kind::Uint)]]);
    let mut table = host.table;
    let start = table.len() as u8;
    table[8 + 4 + 8] = start;
    table[8 + 4 + 10] = 4;
    assert_eq!(Schema::check(&table).unwrap_err(), BadSchema::Entry(0));
    table.extend(b"temp");
    assert_eq!(Schema::check(&table).unwrap().name(0), b"temp");
}
