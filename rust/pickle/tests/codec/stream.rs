//! Pickles through a sink, and encoders that are used again.

use model::{Buffer, Decode, Destination, Encode, Error, Sink, Step, Window};
use pickle::{Decoder, Encoder};

use crate::common::{
    HOOK, Host, Keep, Obj, Value, decode, encode_stream, operations, round_trip, round_trip_at, same,
};

#[test]
fn the_sink_gets_everything_through_a_small_buffer() {
    for size in [0, 100, 191, 192, 193, 400, 70_000] {
        let mut h = Host::new();
        let items = [
            h.add(Value::Bytes(vec![1; size])),
            h.add(Value::ByteArray(vec![2; size])),
            h.add(Value::Str(vec![b'3'; size])),
            h.add(Value::Bytes(vec![0xff; size])),
        ];
        let items = [&items[..], &items[..]].concat();
        let root = h.list(&items);
        for protocol in 0..=5 {
            let pickle = encode_stream(&mut h, root, protocol).unwrap();
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

#[test]
fn large_payloads_are_handed_on_uncopied() {
    let mut h = Host::new();
    let data = h.add(Value::Bytes(vec![1; 1 << 20]));
    let root = h.list(&[data]);
    let ((), peak) = crate::common::peak_of(|| {
        let mut encoder = Encoder::<Host>::new(4, true, Destination::Stream);
        let mut sink = Keep::default();
        encoder.dump(&mut h, &mut sink, root).unwrap();
        assert!(sink.writes <= 4);
        assert_eq!(sink.bytes.len(), (1 << 20) + 2 + 1 + 1 + 5 + 1 + 1 + 1);
    });
    assert!(peak < 2048, "{peak}");
}

#[test]
fn memory_does_not_grow_with_the_output() {
    let mut h = Host::new();
    let items: Vec<Obj> = (0..100_000).map(|n| h.int(n)).collect();
    let root = h.list(&items);
    let (_, peak) = crate::common::peak_of(|| encode_stream(&mut h, root, 4).unwrap());
    assert!(peak < 2048, "{peak}");
}

#[test]
fn many_small_objects() {
    let mut h = Host::new();
    let texts: Vec<Obj> = (0..500).map(|n| h.str(&format!("text {n}"))).collect();
    let twice = [&texts[..], &texts[..]].concat();
    let root = h.tuple(&twice);
    round_trip(&mut h, root);
}

#[test]
fn the_memo_is_shared_by_dumps() {
    for protocol in 0..=5 {
        let mut h = Host::new();
        let (shared, own) = (h.list(&[]), h.list(&[]));
        let (first, second) = (h.tuple(&[shared, shared]), h.tuple(&[own, shared]));
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
        let mut sink = Keep::default();
        encoder.dump(&mut h, &mut sink, first).unwrap();
        let cut = sink.bytes.len();
        assert_eq!(encoder.memo_len(), 2);
        let mut cursor = 0;
        let mut found = Vec::new();
        while let Some((at, obj, index)) = pickle::memo_entry(encoder.memo(), cursor) {
            found.push((index, obj));
            cursor = at + 1;
        }
        found.sort();
        assert_eq!(found, [(0, shared), (1, first)]);
        encoder.dump(&mut h, &mut sink, second).unwrap();
        encoder.dump(&mut h, &mut sink, second).unwrap();

        let mut read = Host::new();
        let mut decoder = Decoder::<Host>::new(true);
        let mut roots = Vec::new();
        let mut at = 0;
        while at < sink.bytes.len() {
            decoder.begin();
            let window = Window { bytes: &sink.bytes[at..], last: true, volatile: false };
            let (used, step) = decoder.run(&mut read, window).unwrap();
            let Step::Done(root) = step else { panic!("{step:?}") };
            at += used;
            roots.push(root);
            if roots.len() == 1 {
                assert_eq!(at, cut);
            }
        }
        assert_eq!(roots[1], roots[2]);
        let (whole, read_whole) = (h.tuple(&[first, second]), read.tuple(&roots[..2]));
        same(&h, whole, &read, read_whole, true).unwrap();
    }
}

#[test]
fn a_cleared_memo_is_empty() {
    let mut h = Host::new();
    let root = h.list(&[]);
    let mut encoder = Encoder::<Host>::new(4, true, Destination::Stream);
    let mut sink = Keep::default();
    encoder.dump(&mut h, &mut sink, root).unwrap();
    encoder.clear_memo();
    encoder.dump(&mut h, &mut sink, root).unwrap();
    assert_eq!(sink.bytes, b"\x80\x04]\x94.\x80\x04]\x94.");
}

#[test]
fn what_a_failed_dump_memoized_is_forgotten() {
    for protocol in 0..=5 {
        let mut h = Host::new();
        let kept: Vec<Obj> = (0..20).map(|_| h.list(&[])).collect();
        let kept = h.list(&kept);
        let half: Vec<Obj> = (0..50).map(|_| h.list(&[])).collect();
        let half = h.list(&half);
        let broken = h.add(Value::Iterator(Vec::new(), 0));
        let bad = h.list(&[kept, half, broken]);
        let good = h.list(&[kept, half]);

        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
        let mut sink = Keep::default();
        encoder.dump(&mut h, &mut sink, kept).unwrap();
        assert!(encoder.dump(&mut h, &mut Keep::default(), bad).is_err());
        encoder.dump(&mut h, &mut sink, good).unwrap();

        let mut read = Host::new();
        let mut decoder = Decoder::<Host>::new(true);
        let (used, _) =
            decoder.run(&mut read, Window { bytes: &sink.bytes, last: true, volatile: false }).unwrap();
        decoder.begin();
        let rest = Window { bytes: &sink.bytes[used..], last: true, volatile: false };
        let (_, Step::Done(root)) = decoder.run(&mut read, rest).unwrap() else { panic!() };
        same(&h, good, &read, root, true).unwrap();
    }
}

#[test]
fn memory_encoders_too_are_as_new_after_a_failure() {
    for protocol in 0..=5 {
        let mut h = Host::new();
        let shared = h.list(&[]);
        let broken = h.add(Value::Iterator(Vec::new(), 0));
        let bad = h.list(&[shared, shared, broken]);
        let good = h.list(&[shared, shared]);
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Memory);
        let mut fresh = Encoder::<Host>::new(protocol, true, Destination::Memory);
        assert!(encoder.dump(&mut h, &mut Keep::default(), bad).is_err());
        encoder.dump(&mut h, &mut Keep::default(), good).unwrap();
        fresh.dump(&mut h, &mut Keep::default(), good).unwrap();
        assert_eq!(encoder.output().as_slice(), fresh.output().as_slice());
    }
}

#[test]
fn a_sink_that_fails_at_any_byte() {
    let mut h = Host::new();
    let large = h.add(Value::Bytes(vec![1; 300]));
    let texts: Vec<Obj> = (0..60).map(|n| h.str(&format!("text {n}"))).collect();
    let texts = h.list(&texts);
    let root = h.list(&[texts, large, texts, large]);
    let whole = encode_stream(&mut h, root, 4).unwrap();
    for room in 0..whole.len() {
        let mut encoder = Encoder::<Host>::new(4, true, Destination::Stream);
        let mut sink = Keep { room: Some(room), ..Keep::default() };
        assert_eq!(encoder.dump(&mut h, &mut sink, root), Err(HOOK));
        assert!(whole.starts_with(&sink.bytes));
        let mut sink = Keep::default();
        encoder.dump(&mut h, &mut sink, root).unwrap();
        assert_eq!(sink.bytes, whole);
    }
}

#[test]
fn buffers_go_through_sinks() {
    for (size, readonly) in [(4, true), (4, false), (500, true), (500, false), (70_000, false)] {
        let mut h = Host::new();
        let buffer = h.add(Value::Buffer { data: vec![9; size], readonly, in_band: true });
        let root = h.tuple(&[buffer, buffer]);
        round_trip_at(&mut h, root, 5);
        for protocol in 0..5 {
            assert_eq!(encode_stream(&mut h, root, protocol), Err(Error::BufferProtocol));
        }
    }
}

#[test]
fn memo_numbers_do_not_depend_on_use() {
    let mut h = Host::new();
    let texts: Vec<Obj> = (0..300).map(|n| h.str(&n.to_string())).collect();
    let last = texts[299];
    let items = [&texts[..], &[last]].concat();
    let root = h.list(&items);
    for (protocol, code) in [(0, b'g'), (1, b'j'), (4, b'j')] {
        let pickle = encode_stream(&mut h, root, protocol).unwrap();
        let get = operations(&pickle).into_iter().find(|op| matches!(op.code, b'g' | b'h' | b'j')).unwrap();
        assert_eq!((get.code, get.number), (code, 300));
    }
}

/// Is full from each write on until it is emptied.
#[derive(Default)]
struct Slow {
    bytes: Vec<u8>,
    waiting: usize,
}

impl Sink<Host> for Slow {
    fn write(&mut self, data: &[u8]) -> Result<(), Error> {
        self.bytes.extend_from_slice(data);
        self.waiting += data.len();
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.waiting > 0
    }
}

#[test]
fn a_full_sink_stops_the_encoder() {
    let mut h = Host::new();
    let numbers: Vec<Obj> = (0..5000).map(|n| h.int(n * 1000)).collect();
    let list = h.list(&numbers);
    let tuple = h.tuple(&numbers);
    let entries: Vec<(Obj, Obj)> = (0..1500).map(|n| (h.str(&format!("key {n}")), numbers[n])).collect();
    let dict = h.dict(&entries);
    let set = h.add(Value::Set(numbers.clone()));
    let frozen = h.add(Value::FrozenSet(numbers.clone()));
    let large = [
        h.add(Value::Bytes(vec![1; 70_000])),
        h.add(Value::ByteArray(vec![2; 70_000])),
        h.add(Value::Str(vec![b'3'; 70_000])),
        h.add(Value::Bytes(vec![4; 512])),
        h.add(Value::Bytes(vec![5; 513])),
    ];
    let large = h.list(&[&large[..], &large[..]].concat());
    let root = h.list(&[list, tuple, dict, set, frozen, large, list]);
    for protocol in 0..=5 {
        let whole = encode_stream(&mut h, root, protocol).unwrap();
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
        let mut sink = Slow::default();
        let (mut stops, mut most) = (0, 0);
        encoder.begin(&mut h, root).unwrap();
        while !encoder.proceed(&mut h, &mut sink).unwrap() {
            stops += 1;
            most = most.max(sink.waiting);
            sink.waiting = 0;
        }
        assert_eq!(sink.bytes, whole, "protocol {protocol}");
        assert!(stops >= whole.len() / 1024, "{stops}");
        // Text of protocol 0, and what is encoded as text before protocol 3, is written as a whole.
        if protocol >= 3 {
            assert!(most <= 1024, "{most}");
        }
    }
}

#[test]
fn an_object_that_changes_while_the_sink_is_full() {
    let mut h = Host::new();
    let data = h.add(Value::ByteArray(vec![1; 70_000]));
    let root = h.list(&[data]);
    let mut encoder = Encoder::<Host>::new(5, true, Destination::Stream);
    let mut sink = Slow::default();
    encoder.begin(&mut h, root).unwrap();
    for _ in 0..5 {
        assert!(!encoder.proceed(&mut h, &mut sink).unwrap());
        sink.waiting = 0;
    }
    h.values[data.0 as usize] = Value::ByteArray(vec![1; 10]);
    assert_eq!(encoder.proceed(&mut h, &mut sink), Err(Error::Changed));
}

#[test]
fn a_line_without_an_end_is_forgotten_at_the_next_beginning() {
    let mut h = Host::new();
    let mut decoder = Decoder::new(true);
    let window = |bytes| Window { bytes, last: false, volatile: false };
    let (used, step) = decoder.run(&mut h, window(b"I1234567")).unwrap();
    assert_eq!((used, step), (0, Step::Need(9)));
    decoder.begin();
    let (used, step) = decoder.run(&mut h, window(b"I1\n.I2345678\n.")).unwrap();
    let Step::Done(one) = step else { panic!("{step:?}") };
    assert_eq!(used, 4);
    assert!(matches!(h.get(one), Value::Int(1)));
}
