//! Sinks that fail or are full, windows that are volatile, several items in a row.

use model::{Decode, Destination, Encode, Error, Step, Window};
use tree::{Decoder, Encoder, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Keep, Obj, Value, encode_with, hex, show};

const BOTH: [Format; 2] = [Format::MessagePack, Format::Cbor];

#[test]
fn a_sink_that_fails_at_any_byte() {
    for format in BOTH {
        let mut h = Host::new();
        let large = h.add(Value::Bytes(vec![1; 300]));
        let texts: Vec<Obj> = (0..60).map(|n| h.str(&format!("text {n}"))).collect();
        let texts = h.list(&texts);
        let root = h.list(&[texts, large, texts, large]);
        let whole = encode_with(&mut h, root, format, WriteOptions::NEW).unwrap();
        for room in 0..whole.len() {
            let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
            let mut sink = Keep { room: Some(room), ..Keep::default() };
            assert_eq!(encoder.dump(&mut h, &mut sink, root), Err(Error::CallFailed));
            assert!(whole.starts_with(&sink.bytes));
            let mut sink = Keep::default();
            encoder.dump(&mut h, &mut sink, root).unwrap();
            assert_eq!(sink.bytes, whole);
        }
    }
}

#[test]
fn a_full_sink_stops_the_encoder() {
    for format in BOTH {
        let mut h = Host::new();
        let numbers: Vec<Obj> = (0..5000).map(|n| h.int(n * 1000)).collect();
        let list = h.list(&numbers);
        let large = [h.add(Value::Bytes(vec![1; 70_000])), h.add(Value::Str(vec![b'3'; 70_000]))];
        let root = h.list(&[list, large[0], large[1], list]);
        let whole = encode_with(&mut h, root, format, WriteOptions::NEW).unwrap();
        let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
        let mut sink = Keep { waiting: Some(0), ..Keep::default() };
        let (mut stops, mut most) = (0, 0);
        encoder.begin(&mut h, root).unwrap();
        while !encoder.proceed(&mut h, &mut sink).unwrap() {
            stops += 1;
            most = most.max(sink.waiting.unwrap());
            sink.waiting = Some(0);
        }
        assert!(sink.bytes == whole);
        assert!(stops >= whole.len() / 1024 && most <= 1024, "{stops} {most}");
    }
}

#[test]
fn an_object_that_changes_while_the_sink_is_full() {
    for format in BOTH {
        let mut h = Host::new();
        let data = h.add(Value::ByteArray(vec![1; 70_000]));
        let root = h.list(&[data]);
        let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
        let mut sink = Keep { waiting: Some(0), ..Keep::default() };
        encoder.begin(&mut h, root).unwrap();
        for _ in 0..5 {
            assert!(!encoder.proceed(&mut h, &mut sink).unwrap());
            sink.waiting = Some(0);
        }
        h.values[data.0 as usize] = Value::ByteArray(vec![1; 10]);
        assert_eq!(encoder.proceed(&mut h, &mut sink), Err(Error::Changed));
    }
}

#[test]
fn a_volatile_window_is_looked_at_again() {
    for (format, bytes, stops) in [
        (Format::MessagePack, "93 81 01 02 d4 05 61 90", 2),
        (Format::MessagePack, "94 01 a1 61 c0 91 01", 0),
        (Format::Cbor, "83 a1 01 02 c1 01 d9 0102 80", 2),
        (Format::Cbor, "82 81 c1 c1 a0 01", 1),
    ] {
        let bytes = hex(bytes);
        let mut host = Host::new();
        let mut decoder = Decoder::new(format, ReadOptions::new(format));
        let (mut at, mut found) = (0, 0);
        loop {
            // It moves each time.
            let moved = bytes[at..].to_vec();
            let window = Window { bytes: &moved, last: true, volatile: true };
            let (used, step) = decoder.run(&mut host, window).unwrap();
            at += used;
            match step {
                Step::Again => found += 1,
                Step::Done(_) => break,
                Step::Need(_) => panic!(),
            }
        }
        assert_eq!((at, found), (bytes.len(), stops));
    }
}

#[test]
fn several_in_a_row() {
    for format in BOTH {
        let mut host = Host::new();
        let items = [host.int(1), host.str("two"), host.list(&[]), host.add(Value::Bytes(vec![4; 1000]))];
        let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
        let mut sink = Keep::default();
        for item in items {
            encoder.dump(&mut host, &mut sink, item).unwrap();
        }
        let mut decoder = Decoder::new(format, ReadOptions::new(format));
        let mut read = Host::new();
        let mut at = 0;
        for item in items {
            let window = Window { bytes: &sink.bytes[at..], last: true, volatile: false };
            let (used, step) = decoder.run(&mut read, window).unwrap();
            let Step::Done(obj) = step else { panic!("{step:?}") };
            assert_eq!(show(&read, obj), show(&host, item));
            at += used;
            assert_eq!(decoder.offset(), at);
            decoder.begin();
        }
        assert_eq!(at, sink.bytes.len());
        assert_eq!(decoder.end_of_input(0), Error::OutOfInput);
        decoder.reset();
        assert_eq!(decoder.offset(), 0);
    }
}
