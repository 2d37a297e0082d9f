//! How much memory reading and writing take.

use model::{Buffer, Destination, Encode, NoSink};
use protobuf::Encoder;

use crate::common::{Host, OPTIONS, Obj, Value, decode_in, encode, format, hex, peak_of};
use protobuf::Root;

fn to_memory(host: &mut Host, obj: Obj) -> Vec<u8> {
    let mut encoder = Encoder::<Host>::new(OPTIONS, Destination::Memory);
    encoder.dump(host, &mut NoSink, obj).unwrap();
    encoder.output().as_slice().to_vec()
}

#[test]
fn a_record_takes_little() {
    let mut host = format("TUd[UT]#T");
    let bytes = hex("08 05 12 03 61 62 63 19 00 00 00 00 00 00 f0 3f 22 05 0a 01 62 10 07 2a 03 01 02 03");
    let ((obj, _), peak) = peak_of(|| decode_in(&mut host, &bytes, Root::Whole, usize::MAX).unwrap());
    assert!(peak < 400, "{peak}");
    let (again, peak) = peak_of(|| to_memory(&mut host, obj));
    assert_eq!(again, bytes);
    assert!(peak < 800, "{peak}");
}

#[test]
fn what_is_written_is_held_once() {
    let mut host = format("+[UT]");
    let mut records = Vec::new();
    for at in 0..10_000 {
        let (text, number) = (host.str("some text"), host.int(at));
        records.push(host.record(1, &[("1", text), ("2", number)]));
    }
    let list = host.list(&records);
    let record = host.record(0, &[("1", list)]);
    let (bytes, peak) = peak_of(|| to_memory(&mut host, record));
    // A vector doubles; short messages leave nothing behind.
    assert!(peak < bytes.len() * 2, "{peak} for {}", bytes.len());
}

#[test]
fn large_strings_come_in_pieces() {
    let mut host = format("a");
    let data = host.add(Value::Bytes(vec![7; 1 << 20]));
    let record = host.record(0, &[("1", data)]);
    let bytes = encode(&mut host, record).unwrap();
    let mut other = host.fresh();
    let (_, peak) =
        peak_of(|| crate::common::decode_pieces(&mut other, &bytes, 4096, Root::Whole, false).unwrap());
    assert!(peak < (1 << 20) + (1 << 19), "{peak}");
}
