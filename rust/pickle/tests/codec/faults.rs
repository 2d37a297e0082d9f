//! Memory that runs out at any moment: an error, nothing half-changed, and a retry succeeds.

use model::{Buffer, Decode, Destination, Encode, Error, Step, Window};
use pickle::{Decoder, Encoder};

use crate::common::{Host, Keep, Obj, Object, Value, fail_after, peak_of, same};

/// Something of everything, with enough of it for several growths.
fn everything(h: &mut Host) -> Obj {
    let numbers: Vec<Obj> = (0..300).map(|n| h.int(n * 1000)).collect();
    let texts: Vec<Obj> = (0..40).map(|n| h.str(&format!("text {n}"))).collect();
    let twice = [&texts[..], &texts[..]].concat();
    let (numbers, texts) = (h.list(&numbers), h.tuple(&twice));
    let big = h.add(Value::Big(num_bigint::BigInt::from(7) << 900));
    let bytes = h.add(Value::Bytes((0..=255).collect()));
    let array = h.add(Value::ByteArray(vec![0xee; 500]));
    let float = h.add(Value::Float(0.1));
    let (class, set) = (h.global("shapes", "A.B"), h.add(Value::Set(vec![big, float])));
    let args = h.tuple(&[numbers]);
    let mut object = Object::new(pickle::Call::Function, class, args);
    object.state = Some(set);
    object.items = vec![bytes, array];
    object.pairs = vec![(big, big), (float, bytes)];
    let object = h.add(Value::Object(Box::new(object)));
    let dict = h.dict(&[(class, object), (object, texts)]);
    let frozen = h.add(Value::FrozenSet(vec![big, object]));
    h.list(&[numbers, texts, dict, frozen, object, big, bytes, array])
}

#[test]
fn writing() {
    for destination in [Destination::Memory, Destination::Stream] {
        for protocol in 0..=5 {
            let mut host = Host::new();
            let root = everything(&mut host);
            let mut expected = None;
            for growths in (0..).map(|n| n * (1 + n / 20)) {
                let mut encoder = Encoder::<Host>::new(protocol, true, destination);
                let mut sink = Keep::default();
                fail_after(Some(growths));
                let result = encoder.dump(&mut host, &mut sink, root);
                fail_after(None);
                assert!(growths < 5000);
                if result.is_ok() && expected.is_some() {
                    break;
                }
                assert!(matches!(result, Ok(()) | Err(Error::OutOfMemory)));
                let mut sink = Keep::default();
                encoder.dump(&mut host, &mut sink, root).unwrap();
                let out = match destination {
                    Destination::Memory => encoder.output().as_slice().to_vec(),
                    Destination::Stream => sink.bytes,
                };
                assert_eq!(expected.get_or_insert_with(|| out.clone()), &out, "after {growths} growths");
            }
        }
    }
}

#[test]
fn reading() {
    for protocol in 0..=5 {
        let mut host = Host::new();
        let root = everything(&mut host);
        let pickle = crate::common::encode(&mut host, root, protocol).unwrap();
        for piece in [usize::MAX, 50] {
            for growths in (0..).map(|n| n * (1 + n / 20)) {
                let mut read = Host::new();
                let mut decoder = Decoder::<Host>::new(true);
                fail_after(Some(growths));
                let first = run(&mut decoder, &mut read, &pickle, piece);
                fail_after(None);
                assert!(growths < 5000);
                let done = first.is_ok();
                assert!(matches!(first, Ok(_) | Err(Error::OutOfMemory)));
                decoder.reset();
                let again = run(&mut decoder, &mut read, &pickle, piece).unwrap();
                same(&host, root, &read, again, true).unwrap();
                if done {
                    break;
                }
            }
        }
    }
}

fn run(decoder: &mut Decoder<Host>, host: &mut Host, pickle: &[u8], piece: usize) -> Result<Obj, Error> {
    let (mut held, mut given) = (Vec::new(), 0);
    loop {
        let size = piece.min(pickle.len() - given);
        held.extend_from_slice(&pickle[given..given + size]);
        given += size;
        let window = Window { bytes: &held, last: given == pickle.len(), volatile: false };
        match decoder.run(host, window)? {
            (_, Step::Done(root)) => return Ok(root),
            (used, _) => held.drain(..used),
        };
    }
}

#[test]
fn all_memory_comes_back() {
    let ((), peak) = peak_of(|| {
        let mut host = Host::new();
        let root = everything(&mut host);
        let mut encoder = Encoder::<Host>::new(4, true, Destination::Memory);
        encoder.dump(&mut host, &mut Keep::default(), root).unwrap();
        let pickle = encoder.output().as_slice().to_vec();
        let ((), more) = peak_of(|| {
            encoder.release_scratch();
            encoder.output().release();
        });
        assert_eq!(more, 0);
        let mut decoder = Decoder::<Host>::new(true);
        run(&mut decoder, &mut host, &pickle, 100).unwrap();
        decoder.release();
        // All blocks are empty now: new ones start from nothing.
        drop(decoder);
        drop(encoder);
    });
    assert!(peak > 0);
    let ((), peak) = peak_of(|| {});
    assert_eq!(peak, 0);
}
