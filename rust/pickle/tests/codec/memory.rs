//! Memory that encoder and decoder are lent, take, and give back.

use model::{Buffer, Decode, Destination, Encode, NoSink, Step, Window};
use pickle::{Decoder, Encoder};

use crate::common::{Block, Host, Keep, Obj, Value, held, peak_of};

fn room<T: Copy>(items: usize) -> Block<T> {
    let mut block = Block::default();
    block.reserve_exact(items).unwrap();
    block
}

fn filled<T: Copy>(items: usize, item: T) -> Block<T> {
    let mut block = room(items);
    block.extend_with(items, item).unwrap();
    block
}

fn decode(decoder: &mut Decoder<Host>, input: &[u8]) {
    let window = Window { bytes: input, last: true, volatile: false };
    let (_, step) = decoder.run(&mut Host::new(), window).unwrap();
    assert!(matches!(step, Step::Done(_)));
}

#[test]
fn a_decoder_needs_no_more_than_it_is_lent() {
    let input = b"(((K\x01K\x02K\x03tK\x04tK\x05t.";
    let mut decoder = Decoder::<Host>::new(true);
    let (stack, marks) = (room(4), room(3));
    decoder.lend(stack, marks);
    let ((), peak) = peak_of(|| decode(&mut decoder, input));
    assert_eq!(peak, 0);
    // It had to be there.
    let mut decoder = Decoder::<Host>::new(true);
    let ((), peak) = peak_of(|| decode(&mut decoder, input));
    assert!(peak >= 3 * size_of::<Obj>() + 3 * size_of::<u32>());
}

#[test]
fn a_decoder_gives_back_what_it_has() {
    let before = held();
    let mut decoder = Decoder::<Host>::new(true);
    // A payload in pieces, the stack, MARKs and a memo.
    let input = [&b"((]q\0N\x94N\x94B\x10\x27\0\0"[..], &[7; 5000]].concat();
    let window = Window { bytes: &input, last: false, volatile: false };
    let (used, step) = decoder.run(&mut Host::new(), window).unwrap();
    assert!(used == input.len() && matches!(step, Step::Need(_)));
    assert!(held() - before > 5000);
    decoder.release();
    assert_eq!(held(), before);
    // It works on, from the start.
    decoder.reset();
    decode(&mut decoder, b"]q\0h\0\x86.");
    assert_eq!(decoder.memo().len(), 1);
    decoder.reset();
    assert_eq!(decoder.memo().len(), 0);
    decoder.release();
    assert_eq!(held(), before);
}

#[test]
fn a_payload_takes_its_own_size() {
    for step in [100, 512, 700, 3000] {
        let mut host = Host::new();
        let mut decoder = Decoder::<Host>::new(true);
        let data: Vec<u8> = (0..5000).map(|n| n as u8).collect();
        let input = [&b"B\x88\x13\0\0"[..], &data, b"."].concat();
        let mut at = 0;
        let root = loop {
            let end = (at + step).min(input.len());
            let window = Window { bytes: &input[at..end], last: false, volatile: false };
            let (used, found) = decoder.run(&mut host, window).unwrap();
            at += used;
            if let Step::Done(root) = found {
                break root;
            }
        };
        let Value::Bytes(found) = host.get(root) else { panic!() };
        assert!(*found == data);
        assert_eq!(found.capacity(), 5000, "{step}");
    }
}

/// A list of lists, each twice.
fn shared(h: &mut Host, count: usize) -> Obj {
    let lists: Vec<Obj> = (0..count).map(|_| h.list(&[])).collect();
    let all = [&lists[..], &lists[..]].concat();
    h.list(&all)
}

#[test]
fn an_encoder_needs_no_more_than_it_is_lent() {
    for protocol in [1, 4] {
        let mut host = Host { glances: false, ..Host::new() };
        let root = shared(&mut host, 9);
        let write = |host: &mut Host, lends: bool| {
            let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
            if lends {
                encoder.lend(room(512), room(8), room(8));
                encoder.lend_memo(filled(16, None));
            }
            let mut sink = Keep::default();
            let ((), peak) = peak_of(|| encoder.dump(host, &mut sink, root).unwrap());
            (sink.bytes, peak)
        };
        let (lent, none) = write(&mut host, true);
        let (own, some) = write(&mut host, false);
        assert_eq!(lent, own);
        assert_eq!(none, 0, "protocol {protocol}");
        assert!(some > 200);
    }
}

#[test]
fn an_encoder_gives_back_all_but_the_pickle() {
    for protocol in [0, 1, 2, 4] {
        let before = held();
        let mut host = Host::new();
        let root = shared(&mut host, 300);
        let big = host.add(Value::Big(num_bigint::BigInt::from(5) << 2000));
        let root = host.list(&[root, big]);
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Memory);
        encoder.dump(&mut host, &mut NoSink, root).unwrap();
        encoder.release_scratch();
        let pickle = encoder.output().take();
        assert_eq!(held(), before, "protocol {protocol}");
        // A stream's memo stays, until it is cleared.
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
        encoder.dump(&mut host, &mut Keep::default(), root).unwrap();
        encoder.release_scratch();
        encoder.output().release();
        assert!(encoder.memo_len() > 300);
        assert!(held() > before);
        encoder.clear_memo();
        assert_eq!((encoder.memo_len(), held()), (0, before), "protocol {protocol}");
        drop(pickle);
    }
}
