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
    // A varint that is longer than need be stays so.
    assert_eq!(again(&host, "f8 80 00 81 00"), "f880008100");
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
    let unknown = "?b'\\x08\\t\\x10\\x07\\x10\\x08 \\x05\\x1a\\x04\\x08\\x01\\x10\\t'";
    assert_eq!(
        all_ways(&host, &bytes),
        format!("{{e:'ONE' r:('ONE' 'TWO' 'ONE') m:<2:'TWO'> t:3{unknown}}}")
    );
    // All of them are values of an open one.
    assert_eq!(all_ways(&open, &bytes), "{e:9 r:('ONE' 7 'TWO' 8 'ONE') m:<1:9 2:'TWO'> o:5}");
}

#[test]
fn entries_of_maps_to_closed_enums() {
    let fields = [
        optional("i", 300, Kind::Map).of(1),
        optional("s", 2, Kind::Map).of(2),
        optional("f", 3, Kind::Map).of(3),
        optional("m", 4, Kind::Message).of(0),
    ];
    let of_int = [optional("key", 1, Kind::Sint), optional("value", 2, Kind::Enum).of(4)];
    let of_str = [optional("key", 1, Kind::String), optional("value", 2, Kind::Enum).of(4)];
    let of_fixed = [optional("key", 1, Kind::Fixed64), optional("value", 2, Kind::Enum).of(4)];
    let values = [optional("ONE", 1, Kind::Empty)];
    let skips = closed(schema(false, &[&fields, &of_int, &of_str, &of_fixed, &values]));
    let host = keeping(skips.fresh());
    let long = format!("0a 96 01 {} 10 02", "61 ".repeat(150));
    for (tag, entry) in [
        ("e2 12", "08 03 10 02"),
        ("e2 12", "10 02 08 d6 01"),
        // What did not come has its default value when the entry is read again, too.
        ("e2 12", "10 ff ff ff ff ff ff ff ff ff 01"),
        ("12", "0a 03 61 62 63 10 02"),
        ("12", "0a 00 10 02"),
        ("12", &long),
        ("1a", "09 01 02 03 04 05 06 07 08 10 02"),
        // All that an entry has, a value that is known among it.
        ("1a", "10 01 10 02 09 01 02 03 04 05 06 07 08 7a 02 68 69 10 01 7b 08 01 7c"),
    ] {
        let len = hex(entry).len();
        let len = if len < 128 { format!("{len:02x}") } else { format!("{:02x} 01", len & 127 | 128) };
        let unknown = unhex(&hex(&format!("{tag} {len} {entry}")));
        // Between entries that are known, and other unknown fields.
        let known = "e2 12 04 08 02 10 01";
        let bytes = hex(&format!("78 05 {known} {unknown} 12 05 0a 01 62 10 01 78 06"));
        let text = format!("78 05 {unknown} 78 06");
        assert_eq!(
            all_ways(&host, &bytes),
            format!("{{i:<1:'ONE'> s:<'b':'ONE'>?b'{}'}}", hex(&text).escape_ascii())
        );
        assert_eq!(
            again(&host, &unhex(&bytes)),
            unhex(&hex(&format!("{known} 12 05 0a 01 62 10 01 {text}")))
        );
        assert_eq!(all_ways(&skips, &bytes), "{i:<1:'ONE'> s:<'b':'ONE'>}");
        // In a message.
        let count = hex(&unknown).len();
        if count < 126 {
            let inner = format!("22 {count:02x} {unknown}");
            assert_eq!(again(&host, &inner), unhex(&hex(&inner)));
        }
    }
}
