//! What is held, and for how long.

use model::{Buffer, Decode, Destination, Encode, NoSink, Step, Window};
use tree::{Decoder, Encoder, Format, ReadOptions, WriteOptions};

use crate::common::{Block, Host, Keep, Obj, Value, encode_with, held, hex, peak_of};

const BOTH: [Format; 2] = [Format::MessagePack, Format::Cbor];

fn records(host: &mut Host, count: i64) -> Obj {
    let rows: Vec<Obj> = (0..count)
        .map(|n| {
            let entries = [(host.str("id"), host.int(n)), (host.str("name"), host.str(&format!("row {n}")))];
            host.dict(&entries)
        })
        .collect();
    host.list(&rows)
}

#[test]
fn a_stream_needs_a_small_buffer() {
    for format in BOTH {
        let mut host = Host::new();
        let root = records(&mut host, 20_000);
        let mut sink = Keep::default();
        let (_, peak) = peak_of(|| {
            let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
            encoder.dump(&mut host, &mut sink, root).unwrap();
        });
        assert!(peak < 2048, "{peak}");
        // Reading needs no more than what waits to go into a container.
        let mut host = Host::new();
        let (_, peak) = peak_of(|| {
            let mut decoder = Decoder::new(format, ReadOptions::new(format));
            let mut left = &sink.bytes[..];
            loop {
                let bytes = &left[..left.len().min(100)];
                let window = Window { bytes, last: false, volatile: false };
                match decoder.run(&mut host, window).unwrap() {
                    (_, Step::Done(_)) => return,
                    (consumed, _) => left = &left[consumed..],
                }
            }
        });
        assert!(peak < 6000, "{peak}");
    }
}

#[test]
fn large_payloads_are_handed_on_uncopied() {
    for format in BOTH {
        let mut h = Host::new();
        let data = h.add(Value::Bytes(vec![1; 1 << 20]));
        let root = h.list(&[data]);
        let ((), peak) = peak_of(|| {
            let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Stream);
            let mut sink = Keep::default();
            encoder.dump(&mut h, &mut sink, root).unwrap();
            assert!(sink.writes <= 3);
            assert_eq!(sink.bytes.len(), (1 << 20) + 1 + 5);
        });
        assert!(peak < 1024, "{peak}");
    }
}

#[test]
fn what_is_lent_suffices() {
    for format in BOTH {
        let mut host = Host::new();
        let root = records(&mut host, 100);
        let expected = encode_with(&mut host, root, format, WriteOptions::NEW).unwrap();
        let (mut output, mut tasks) = (Block::default(), Block::default());
        output.reserve_exact(5000).unwrap();
        tasks.reserve_exact(8).unwrap();
        let mut encoder = Encoder::<Host>::new(format, WriteOptions::NEW, Destination::Memory);
        encoder.lend(output, tasks, Block::default());
        let (result, peak) = peak_of(|| encoder.dump(&mut host, &mut NoSink, root));
        result.unwrap();
        assert_eq!(peak, 0);
        assert_eq!(encoder.output().as_slice(), expected);
        let (mut stack, mut frames) = (Block::default(), Block::default());
        stack.reserve_exact(200).unwrap();
        frames.reserve_exact(8).unwrap();
        let mut decoder = Decoder::<Host>::new(format, ReadOptions::new(format));
        decoder.lend(stack, frames);
        let window = Window { bytes: &expected, last: true, volatile: false };
        let (result, peak) = peak_of(|| decoder.run(&mut host, window));
        assert!(matches!(result, Ok((_, Step::Done(_)))));
        assert_eq!(peak, 0);
    }
}

#[test]
fn everything_is_given_back() {
    for format in BOTH {
        let before = held();
        let mut host = if format == Format::Cbor { Host::new() } else { Host::with_nested() };
        let rows = records(&mut host, 300);
        let tuple = host.tuple(&[rows, rows]);
        for options in [
            WriteOptions::NEW,
            WriteOptions { canonical: true, ..WriteOptions::NEW },
            WriteOptions { string_references: true, ..WriteOptions::NEW },
        ] {
            let mut encoder = Encoder::<Host>::new(format, options, Destination::Memory);
            encoder.dump(&mut host, &mut NoSink, tuple).unwrap();
            encoder.release_scratch();
            let bytes = encoder.output().take();
            assert_eq!(held(), before);
            let mut decoder = Decoder::<Host>::new(format, ReadOptions::new(format));
            let window = Window { bytes: &bytes, last: true, volatile: false };
            decoder.run(&mut host, window).unwrap();
            decoder.release();
            assert_eq!(held(), before);
        }
    }
    let before = held();
    let mut decoder = Decoder::<Host>::new(Format::Cbor, ReadOptions::new(Format::Cbor));
    let bytes = hex("d90100 82 63616161 5f 43 616161");
    decoder.run(&mut Host::new(), Window { bytes: &bytes, last: false, volatile: false }).unwrap();
    assert!(held() > before);
    decoder.release();
    assert_eq!(held(), before);
}
