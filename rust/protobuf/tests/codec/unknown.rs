//! Fields and values that the schema has not, kept and written again.

use protobuf::{Kind, Label, Root};

use crate::common::{
    Host, all_ways, decode_in, encode, field, format, hex, optional, repeated, schema, unhex,
};

fn keeping(host: Host) -> Host {
    Host { keeps: true, ..host }
}

/// What is written of a message that was read.
fn again(host: &Host, bytes: &str) -> String {
    let mut host = host.fresh();
    let (obj, _) = decode_in(&mut host, &hex(bytes), Root::Whole, usize::MAX).unwrap();
    unhex(&encode(&mut host, obj).unwrap())
}

#[test]
fn of_every_wire_type() {
    let host = keeping(format("T[U]+[U]"));
    for unknown in [
        "78 96 01",
        "79 01 02 03 04 05 06 07 08",
        "7a 03 61 62 63",
        "7a 00",
        "7d 01 02 03 04",
        "7b 7c",
        "7b 08 01 12 01 61 1b 25 01 02 03 04 1c 7c",
        "78 01 78 02 80 01 03",
    ] {
        let bytes = format!("08 05 {unknown}");
        let text = all_ways(&host, &hex(&bytes));
        assert_eq!(text, format!("{{1:5?b'{}'}}", hex(unknown).escape_ascii()), "{unknown}");
        assert_eq!(again(&host, &format!("{unknown} 08 05")), unhex(&hex(&bytes)));
        // In a message, behind which others come.
        let len = hex(unknown).len();
        let inner = format!("12 {len:02x} {unknown}");
        all_ways(&host, &hex(&inner));
        assert_eq!(again(&host, &inner), unhex(&hex(&inner)));
        let both = format!("12 {len:02x} {unknown} 1a {len:02x} {unknown} 1a 00 {unknown}");
        assert_eq!(again(&host, &both), unhex(&hex(&both)));
        // Without the wish for them they are not there.
        assert_eq!(again(&format("T[U]+[U]"), &both), "1200 1a00 1a00".replace(' ', ""));
    }
    // A varint that is longer than need be has the same value.
    assert_eq!(again(&host, "f8 80 00 81 00"), "7801");
}

#[test]
fn of_messages_that_come_in_parts() {
    let host = keeping(format("[U]"));
    let bytes = "0a 02 78 01 7a 01 61 0a 03 0a 01 62 0a 02 78 02 7a 01 63";
    assert_eq!(all_ways(&host, &hex(bytes)), "{1:{1:'b'?b'x\\x01x\\x02'}?b'z\\x01az\\x01c'}");
    assert_eq!(again(&host, bytes), unhex(&hex("0a 07 0a 01 62 78 01 78 02 7a 01 61 7a 01 63")));
}

#[test]
fn of_another_wire_type() {
    let host = schema(true, &[&[field("t", 1, Kind::Int, Label::Implicit), optional("u", 2, Kind::String)]]);
    let host = keeping(host);
    assert_eq!(all_ways(&host, &hex("0a 01 61 10 05 08 07")), "{t:7?b'\\n\\x01a\\x10\\x05'}");
    assert_eq!(again(&host, "0a 01 61 10 05"), "0a01611005");
}

/// The schema, with its enums closed.
fn closed(mut host: Host) -> Host {
    let messages = usize::from(u16::from_le_bytes([host.table[6], host.table[7]]));
    for entry in host.table[8 + 4 * messages..].chunks_exact_mut(12) {
        if entry[4] == b'e' {
            entry[5] |= 0x20;
        }
    }
    protobuf::Schema::check(&host.table).unwrap();
    host
}

#[test]
fn values_of_closed_enums() {
    let fields = [
        optional("e", 1, Kind::Enum).of(1),
        repeated("r", 2, Kind::Enum).of(1),
        optional("m", 3, Kind::Map).of(2),
        optional("o", 4, Kind::Enum).of(1).one(1),
        optional("t", 5, Kind::Int).one(1),
    ];
    let values = [optional("ONE", 1, Kind::Empty), optional("TWO", 2, Kind::Empty)];
    let entry = [optional("key", 1, Kind::Int), optional("value", 2, Kind::Enum).of(1)];
    let open = schema(false, &[&fields, &values, &entry]);
    let host = closed(open.fresh());
    let bytes = hex("08 01 08 09 10 01 10 07 12 03 02 08 01 28 03 20 05 1a 04 08 01 10 09 1a 04 08 02 10 02");
    assert_eq!(all_ways(&host, &bytes), "{e:'ONE' r:('ONE' 'TWO' 'ONE') m:<2:'TWO'> t:3}");
    let host = keeping(host);
    let unknown = "?b'\\x08\\t\\x10\\x07\\x10\\x08 \\x05'";
    assert_eq!(
        all_ways(&host, &bytes),
        format!("{{e:'ONE' r:('ONE' 'TWO' 'ONE') m:<2:'TWO'> t:3{unknown}}}")
    );
    // All of them are values of an open one.
    assert_eq!(all_ways(&open, &bytes), "{e:9 r:('ONE' 7 'TWO' 8 'ONE') m:<1:9 2:'TWO'> o:5}");
}
