//! The writer's memo as a program sees it: what is added to it, what a failed dump leaves in it.

use model::{Destination, Encode, Error};
use pickle::{Encoder, Reduced};

use crate::common::{HOOK, Host, Keep, Obj, Value, decode_in, encode, encode_stream, show};

/// Objects of the memo by their index.
fn memo(encoder: &Encoder<Host>) -> Vec<Obj> {
    let (mut cursor, mut found) = (0, Vec::new());
    while let Some((at, obj, index)) = pickle::memo_entry(encoder.memo(), cursor) {
        found.push((index, obj));
        cursor = at + 1;
    }
    found.sort();
    assert_eq!(found.len(), encoder.memo_len());
    assert!(found.iter().enumerate().all(|(n, (index, _))| n == *index), "{found:?}");
    found.into_iter().map(|(_, obj)| obj).collect()
}

#[test]
fn added_objects_count_as_written() {
    let mut host = Host::new();
    let known: Vec<Obj> = (0..300).map(|_| host.list(&[])).collect();
    for protocol in 0..=5 {
        let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
        for (n, obj) in known.iter().enumerate() {
            encoder.memo_add(&host, *obj).unwrap();
            assert_eq!(encoder.memo_len(), n + 1);
        }
        assert_eq!(memo(&encoder), known);
        let mut sink = Keep::default();
        for (obj, index) in [(known[7], 7), (known[299], 299)] {
            sink.bytes.clear();
            encoder.dump(&mut host, &mut sink, obj).unwrap();
            let get = match (protocol, index) {
                (0, _) => format!("g{index}\n").into_bytes(),
                (_, 7) => vec![b'h', 7],
                _ => [&b"j"[..], &299u32.to_le_bytes()].concat(),
            };
            let proto = if protocol < 2 { vec![] } else { vec![0x80, protocol] };
            assert_eq!(sink.bytes, [proto, get, b".".to_vec()].concat());
        }
        // What comes next has the next number.
        let fresh = host.list(&[]);
        encoder.dump(&mut host, &mut sink, fresh).unwrap();
        assert_eq!(memo(&encoder), [&known[..], &[fresh]].concat());
        encoder.clear_memo();
        assert_eq!(memo(&encoder), []);
        sink.bytes.clear();
        encoder.dump(&mut host, &mut sink, known[7]).unwrap();
        assert_eq!(show_of(&sink.bytes), "[]");
    }
}

#[test]
fn a_failed_dump_leaves_what_was_there_before() {
    for (kept, lost) in [(0, 3), (1, 40), (3, 1), (100, 100)] {
        let mut host = Host::new();
        let known: Vec<Obj> = (0..kept).map(|_| host.list(&[])).collect();
        let bad = host.add(Value::Iterator(Vec::new(), 0));
        let mut items: Vec<Obj> = (0..lost).map(|_| host.list(&[])).collect();
        items.push(bad);
        let root = host.list(&items);
        let mut encoder = Encoder::<Host>::new(2, true, Destination::Stream);
        for obj in &known {
            encoder.memo_add(&host, *obj).unwrap();
        }
        let mut sink = Keep::default();
        assert!(encoder.dump(&mut host, &mut sink, root).is_err());
        // It is dropped when the next one begins.
        let one = host.int(1);
        encoder.dump(&mut host, &mut sink, one).unwrap();
        assert_eq!(memo(&encoder), known);
    }
}

#[test]
fn a_sink_that_fails_fails_the_dump() {
    let mut host = Host::new();
    let root = host.list(&[]);
    let mut encoder = Encoder::<Host>::new(2, true, Destination::Stream);
    let mut sink = Keep { room: Some(3), ..Keep::default() };
    assert_eq!(encoder.dump(&mut host, &mut sink, root), Err(HOOK));
    sink.room = None;
    encoder.dump(&mut host, &mut sink, root).unwrap();
    assert_eq!(sink.bytes, b"\x80\x02]q\0.");
}

fn show_of(pickle: &[u8]) -> String {
    let mut host = Host::new();
    let root = decode_in(&mut host, pickle).unwrap();
    show(&host, root)
}

/// A call with iterators that have nothing: no MARK, no opcode.
#[test]
fn iterators_without_items() {
    for (lists, dicts) in [(true, false), (false, true), (true, true)] {
        for protocol in 0..=5 {
            let mut host = Host::new();
            let (function, args) = (host.global("shapes", "make"), host.tuple(&[]));
            let object = host.add(Value::Object(Box::new(crate::common::Object::new(
                pickle::Call::Function,
                function,
                args,
            ))));
            let plain = encode(&mut host, object, protocol).unwrap();
            let mut recipe = Reduced::function(function, args);
            recipe.list_items = lists.then(|| host.add(Value::Iterator(Vec::new(), 0)));
            recipe.dict_items = dicts.then(|| host.add(Value::Iterator(Vec::new(), 0)));
            host.overrides.insert(object, recipe);
            assert_eq!(encode(&mut host, object, protocol).unwrap(), plain, "{protocol}");
            recipe.list_items = lists.then(|| host.add(Value::Iterator(Vec::new(), 0)));
            recipe.dict_items = dicts.then(|| host.add(Value::Iterator(Vec::new(), 0)));
            host.overrides.insert(object, recipe);
            let stream = encode_stream(&mut host, object, protocol).unwrap();
            assert_eq!(show_of(&stream), "shapes.make()");
        }
    }
}

#[test]
fn extension_codes_up_to_the_largest() {
    for (code, written) in [
        (1, &b"\x82\x01"[..]),
        (0xff, b"\x82\xff"),
        (0x100, b"\x83\x00\x01"),
        (0xffff, b"\x83\xff\xff"),
        (0x1_0000, b"\x84\x00\x00\x01\x00"),
        (0x7fff_ffff, b"\x84\xff\xff\xff\x7f"),
    ] {
        for protocol in 2..=5 {
            let mut host = Host::new();
            host.extensions.insert((b"shapes".to_vec(), b"C".to_vec()), code);
            let class = host.global("shapes", "C");
            let pickle = encode(&mut host, class, protocol).unwrap();
            assert_eq!(pickle, [&[0x80, protocol], written, b"."].concat());
            let root = decode_in(&mut host, &pickle).unwrap();
            assert_eq!(show(&host, root), "shapes.C");
        }
        // Before protocol 2 there are none.
        let mut host = Host::new();
        host.extensions.insert((b"shapes".to_vec(), b"C".to_vec()), code);
        let class = host.global("shapes", "C");
        assert_eq!(encode(&mut host, class, 1).unwrap(), b"cshapes\nC\n.");
    }
    // One more is negative.
    let mut host = Host::new();
    host.extensions.insert((b"shapes".to_vec(), b"C".to_vec()), 0x8000_0000);
    assert_eq!(decode_in(&mut host, b"\x84\0\0\0\x80."), Err((Error::BadExtension, 0)));
}
