//! Fields that must be there, and fields whose default value is not written.

use model::Error;
use protobuf::{Kind, Label};

use crate::common::{Value, all_ways, encode, fails, field, format, optional, packed, schema, unhex};

#[test]
fn required_fields() {
    let host = format("*T[*U]+[*T]");
    assert_eq!(all_ways(&host, b"\x08\x00"), "{1:0}");
    assert_eq!(fails(&host, b""), Error::Required);
    assert_eq!(fails(&host, b"\x12\x02\x0a\x00"), Error::Required);
    assert_eq!(fails(&host, b"\x08\x00\x12\x00"), Error::Required);
    assert_eq!(fails(&host, b"\x08\x00\x1a\x02\x08\x01\x1a\x00"), Error::Required);
    let mut host = host.fresh();
    let record = host.record(0, &[]);
    assert_eq!(encode(&mut host, record), Err(Error::Required));
    assert_eq!(host.blamed, Some(0));
}

#[test]
fn defaults_are_not_written() {
    let implicit = |name, number, kind| field(name, number, kind, Label::Implicit);
    let host = schema(
        true,
        &[&[
            implicit("d", 1, Kind::Double),
            implicit("t", 2, Kind::Int),
            implicit("b", 3, Kind::Bool),
            implicit("U", 4, Kind::String),
            implicit("a", 5, Kind::Bytes),
            optional("o", 6, Kind::Int),
            packed("p", 7, Kind::Int),
        ]],
    );
    let mut host = host.fresh();
    let nothing = [
        ("d", Value::Float(0.0)),
        ("t", Value::Int(0)),
        ("b", Value::Bool(false)),
        ("U", Value::Str(Vec::new())),
        ("a", Value::Bytes(Vec::new())),
        ("d", Value::Int(0)),
        ("p", Value::Tuple(Vec::new())),
    ];
    for (name, value) in nothing {
        let value = host.add(value);
        let record = host.record(0, &[(name, value)]);
        assert_eq!(unhex(&encode(&mut host, record).unwrap()), "", "{name}");
    }
    let zero = host.int(0);
    let record = host.record(0, &[("o", zero)]);
    assert_eq!(unhex(&encode(&mut host, record).unwrap()), "3000");
    let minus = host.add(Value::Float(-0.0));
    let record = host.record(0, &[("d", minus)]);
    assert_eq!(unhex(&encode(&mut host, record).unwrap()), "090000000000000080");
}

#[test]
fn minipb_writes_nothing_packed_too() {
    // Its bytes, which say the same as none.
    let mut host = format("#T");
    let none = host.list(&[]);
    let record = host.record(0, &[("1", none)]);
    assert_eq!(unhex(&encode(&mut host, record).unwrap()), "0a00");
}
