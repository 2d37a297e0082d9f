//! Memory that runs out at any moment: an error, nothing half-changed, and a retry succeeds.

use model::{Buffer, Decode, Destination, Encode, Error, Step, Window};
use tree::{Decoder, Encoder, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Keep, Obj, Value, encode_with, fail_after, show};

const BOTH: [Format; 2] = [Format::MessagePack, Format::Cbor];

/// Something of everything, with enough of it for several growths.
fn everything(h: &mut Host, format: Format) -> Obj {
    let numbers: Vec<Obj> = (0..1500).map(|n| h.int(n * 1000)).collect();
    let texts: Vec<Obj> = (0..40).map(|n| h.str(&format!("text {n}"))).collect();
    let bytes = h.bytes(&(0..=255).collect::<Vec<u8>>());
    let array = h.add(Value::ByteArray(vec![0xee; 500]));
    let entries: Vec<(Obj, Obj)> = texts.iter().rev().map(|text| (*text, bytes)).collect();
    let (numbers, texts) = (h.list(&numbers), h.tuple(&[&texts[..], &texts[..]].concat()));
    let dict = h.dict(&entries);
    let set = h.add(Value::Set(entries.iter().map(|(key, _)| *key).collect()));
    let mut items = vec![numbers, texts, dict, set, array, bytes];
    if format == Format::Cbor {
        items.push(h.add(Value::Big(num_bigint::BigInt::from(7) << 900)));
        items.push(h.add(Value::Tag(9, dict)));
    } else {
        items.push(h.add(Value::Ext(3, vec![1; 300])));
    }
    h.list(&items)
}

fn make(format: Format) -> Host {
    if format == Format::MessagePack { Host::with_nested() } else { Host::new() }
}

#[test]
fn writing() {
    let options = [
        WriteOptions::NEW,
        WriteOptions { canonical: true, ..WriteOptions::NEW },
        WriteOptions { string_references: true, ..WriteOptions::NEW },
    ];
    for (format, options) in BOTH.into_iter().flat_map(|format| options.map(|options| (format, options))) {
        for destination in [Destination::Memory, Destination::Stream] {
            let mut host = make(format);
            let root = everything(&mut host, format);
            let expected = encode_with(&mut host, root, format, options).unwrap();
            for growths in 0.. {
                let mut encoder = Encoder::<Host>::new(format, options, destination);
                let mut sink = Keep::default();
                fail_after(Some(growths));
                let result = encoder.dump(&mut host, &mut sink, root);
                fail_after(None);
                assert!(growths < 5000);
                let done = result.is_ok();
                assert!(matches!(result, Ok(()) | Err(Error::OutOfMemory)));
                let mut sink = Keep::default();
                encoder.dump(&mut host, &mut sink, root).unwrap();
                let out = match destination {
                    Destination::Memory => encoder.output().as_slice().to_vec(),
                    Destination::Stream => sink.bytes,
                };
                assert!(out == expected, "after {growths} growths");
                if done {
                    break;
                }
            }
        }
    }
}

#[test]
fn reading() {
    for (format, deterministic) in [(BOTH[0], false), (BOTH[1], false), (BOTH[1], true)] {
        let mut host = make(format);
        let root = everything(&mut host, format);
        let options = WriteOptions { canonical: true, ..WriteOptions::NEW };
        let bytes = encode_with(&mut host, root, format, options).unwrap();
        let options = ReadOptions { deterministic, ..ReadOptions::new(format) };
        let mut expected = None;
        for piece in [usize::MAX, 50] {
            for growths in 0.. {
                let mut read = make(format);
                let mut decoder = Decoder::<Host>::new(format, options);
                fail_after(Some(growths));
                let first = run(&mut decoder, &mut read, &bytes, piece);
                fail_after(None);
                assert!(growths < 5000);
                let done = first.is_ok();
                assert!(matches!(first, Ok(_) | Err(Error::OutOfMemory)));
                decoder.reset();
                let mut read = make(format);
                let root = run(&mut decoder, &mut read, &bytes, piece).unwrap();
                let text = show(&read, root);
                assert!(*expected.get_or_insert_with(|| text.clone()) == text);
                if done {
                    break;
                }
            }
        }
    }
}

fn run(decoder: &mut Decoder<Host>, host: &mut Host, bytes: &[u8], piece: usize) -> Result<Obj, Error> {
    let (mut start, mut end) = (0, 0usize);
    loop {
        end = bytes.len().min(end.saturating_add(piece));
        let window = Window { bytes: &bytes[start..end], last: end == bytes.len(), volatile: false };
        match decoder.run(host, window)? {
            (_, Step::Done(obj)) => return Ok(obj),
            (consumed, _) => start += consumed,
        }
    }
}
