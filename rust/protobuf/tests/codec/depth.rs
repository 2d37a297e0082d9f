//! Messages in messages, as deep as anybody likes.

use model::Error;
use protobuf::{Kind, Root};

use crate::common::{
    Host, Obj, all_ways, decode_in, decode_pieces, encode, optional, repeated, schema, show,
};

const DEEP: usize = 100_000;

fn nested() -> Host {
    schema(
        false,
        &[
            &[
                optional("m", 1, Kind::Message).of(0),
                optional("g", 2, Kind::Group).of(0),
                repeated("r", 3, Kind::Message).of(0),
                optional("x", 4, Kind::Map).of(1),
                optional("t", 5, Kind::Uint),
            ],
            &[optional("key", 1, Kind::Uint), optional("value", 2, Kind::Message).of(0)],
        ],
    )
}

/// One in the other, by these fields in turn.
fn build(host: &mut Host, depth: usize, fields: &[&str]) -> Obj {
    let one = host.int(1);
    let mut record = host.record(0, &[("t", one)]);
    for at in 0..depth {
        let name = fields[at % fields.len()];
        let value = match name {
            "r" => host.list(&[record]),
            "x" => host.add(crate::common::Value::Dict(vec![(one, record)])),
            _ => record,
        };
        record = host.record(0, &[(name, value)]);
    }
    record
}

#[test]
fn deep() {
    // On a thread with little stack.
    let work = || {
        for fields in [&["m"][..], &["g"], &["r"], &["x"], &["m", "g", "r", "x"]] {
            let mut host = nested();
            let record = build(&mut host, DEEP, fields);
            let bytes = encode(&mut host, record).unwrap();
            let mut fresh = host.fresh();
            let (mut obj, end) = decode_in(&mut fresh, &bytes, Root::Whole, usize::MAX).unwrap();
            assert_eq!(end, bytes.len());
            // Written again it is the same.
            let again = encode(&mut fresh, obj).unwrap();
            assert!(again == bytes, "{fields:?}");
            let (other, _) = decode_pieces(&mut fresh, &bytes, 1_000, Root::Whole, true).unwrap();
            obj = other;
            assert!(encode(&mut fresh, obj).unwrap() == bytes, "{fields:?}");
        }
        // Unknown groups.
        let bytes = [vec![0x7b; DEEP], vec![0x7c; DEEP]].concat();
        assert_eq!(crate::common::decode(&nested(), &bytes).unwrap(), "{}");
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

#[test]
fn lengths_of_all_sizes() {
    // Around each size at which a length takes one byte more, in one another.
    for size in [
        0, 1, 100, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 16_370, 16_383, 16_384,
        2_097_152,
    ] {
        let mut host = crate::common::format("[[aT]T+[a]]T");
        let data = host.add(crate::common::Value::Bytes(vec![0xaa; size]));
        let one = host.int(1);
        let inner = host.record(2, &[("1", data), ("2", one)]);
        let small = host.record(3, &[("1", data)]);
        let list = host.list(&[small, small]);
        let outer = host.record(1, &[("1", inner), ("2", one), ("3", list)]);
        let record = host.record(0, &[("1", outer), ("2", one)]);
        let bytes = encode(&mut host, record).unwrap();
        let text = show(&host, record);
        if size < 20_000 {
            assert_eq!(all_ways(&host, &bytes), text, "{size}");
        } else {
            assert!(crate::common::decode(&host, &bytes).unwrap() == text);
        }
    }
}

#[test]
fn max_depth() {
    let mut host = nested();
    let record = build(&mut host, 10, &["m", "g", "r"]);
    let bytes = encode(&mut host, record).unwrap();
    assert!(decode_in(&mut host.fresh(), &bytes, Root::Whole, 11).is_ok());
    let (error, _) = decode_in(&mut host.fresh(), &bytes, Root::Whole, 10).unwrap_err();
    assert_eq!(error, Error::TooDeep);
}

#[test]
fn circles_are_found() {
    let mut host = nested();
    let record = host.record(0, &[]);
    let list = host.list(&[record]);
    for name in ["m", "r"] {
        let value = if name == "m" { record } else { list };
        let other = host.record(0, &[(name, value)]);
        host.values[record.0 as usize] = host.get(other).clone();
        assert_eq!(encode(&mut host, record), Err(Error::Circular), "{name}");
    }
}
