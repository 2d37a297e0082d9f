//! Where frames begin and end.

use crate::common::{Host, Obj, Value, all_ways, decode, encode, frames, operations, same};

/// A list of one `bytes` so that the pickle without frames has `size` bytes.
fn sized(h: &mut Host, size: usize) -> Obj {
    // PROTO 2, EMPTY_LIST 1, BINBYTES 5, APPEND 1, STOP 1
    let data = h.add(Value::Bytes(vec![0x55; size - 10]));
    h.list(&[data])
}

#[test]
fn small_pickles_have_none() {
    for size in [300, 1000, 65_000, 65_534, 65_535] {
        let mut h = Host::new();
        let root = sized(&mut h, size);
        let pickle = encode(&mut h, root, 4).unwrap();
        assert_eq!(pickle.len(), size);
        assert_eq!(frames(&pickle), []);
    }
}

#[test]
fn from_the_target_on_there_is_one() {
    // The payload is smaller than the target: all of it is in the frame but PROTO.
    let mut h = Host::new();
    let root = sized(&mut h, 65_536);
    let pickle = encode(&mut h, root, 4).unwrap();
    assert_eq!(frames(&pickle), [(11, 65_534)]);
    assert_eq!(pickle.len(), 65_545);
}

#[test]
fn old_protocols_have_none() {
    let mut h = Host::new();
    let root = sized(&mut h, 200_000);
    for protocol in 0..4 {
        assert_eq!(frames(&encode(&mut h, root, protocol).unwrap()), []);
    }
}

#[test]
fn large_payloads_stand_between_frames() {
    for protocol in 4..=5 {
        let mut h = Host::new();
        let payloads = [
            h.add(Value::Bytes(vec![1; 65_536])),
            h.add(Value::Str(vec![b'x'; 65_536])),
            h.add(Value::ByteArray(vec![2; 65_536])),
        ];
        let ints: Vec<Obj> = (0..10).map(|n| h.int(n)).collect();
        let items =
            [&ints[..], &payloads[..1], &ints, &payloads[1..2], &ints, &payloads[2..], &ints].concat();
        let root = h.list(&items);
        let pickle = encode(&mut h, root, protocol).unwrap();
        let frames = frames(&pickle);
        for op in operations(&pickle) {
            if op.end - op.start > 65_536 && (op.code != b'B' || protocol == 5) {
                let inside = frames.iter().any(|(start, size)| op.start >= *start && op.start < start + size);
                assert!(!inside, "{op:?}");
            }
        }
        assert_eq!(frames.len(), 4);
        let (read, read_root) = decode(&pickle);
        same(&h, root, &read, read_root, true).unwrap();
    }
}

#[test]
fn a_large_payload_alone() {
    // EMPTY_LIST is too little for a frame, and so is what follows.
    let mut h = Host::new();
    let data = h.add(Value::Bytes(vec![1; 65_536]));
    let root = h.list(&[data]);
    let pickle = encode(&mut h, root, 4).unwrap();
    assert_eq!(frames(&pickle), []);
    assert_eq!(pickle.len(), 65_536 + 10);
    let pickle = encode(&mut h, data, 5).unwrap();
    assert_eq!(frames(&pickle), []);
    assert_eq!(pickle.len(), 65_536 + 8);
}

#[test]
fn around_the_least_frame() {
    // What stands before the payload takes 2, 3, 4, 5 bytes.
    for (before, expected) in [(0, 0), (1, 0), (2, 1), (3, 1)] {
        let mut h = Host::new();
        let none = h.add(Value::None);
        let data = h.add(Value::Bytes(vec![1; 65_536]));
        let mut items = vec![none; before];
        items.push(data);
        let root = h.list(&items);
        let pickle = encode(&mut h, root, 4).unwrap();
        // EMPTY_LIST MARK, and the NONEs; without NONE there is no MARK.
        assert_eq!(frames(&pickle).len(), expected, "{before}");
        all_ways(&pickle, Host::new);
    }
}

#[test]
fn payloads_side_by_side() {
    let mut h = Host::new();
    let items: Vec<Obj> = (0..4).map(|n| h.add(Value::Bytes(vec![n; 65_536]))).collect();
    let items = [&items[..], &items[..]].concat();
    let root = h.tuple(&items);
    let pickle = encode(&mut h, root, 4).unwrap();
    // Four GETs and TUPLE after the last payload.
    assert_eq!(frames(&pickle).len(), 1);
    let (read, read_root) = decode(&pickle);
    same(&h, root, &read, read_root, true).unwrap();
}

#[test]
fn many_small_objects_fill_frame_after_frame() {
    let mut h = Host::new();
    let items: Vec<Obj> = (0..100_000).map(|n| h.int(n)).collect();
    let root = h.list(&items);
    let pickle = encode(&mut h, root, 4).unwrap();
    let frames = frames(&pickle);
    assert!(frames.len() >= 4);
    for pair in frames.windows(2) {
        assert!(pair[0].1 >= 65_536 && pair[0].1 < 65_536 + 16);
        assert_eq!(pair[0].0 + pair[0].1 + 9, pair[1].0, "frames follow each other");
    }
    all_ways(&pickle, Host::new);
}

#[test]
fn frames_of_others_are_read() {
    // Several small frames, an empty one, opcodes between them.
    let pickle = b"\x80\x04\x95\x02\0\0\0\0\0\0\0](\x95\0\0\0\0\0\0\0\0K\x01\x95\x03\0\0\0\0\0\0\0K\x02ee.";
    let broken = crate::common::decode_in(&mut Host::new(), pickle).unwrap_err();
    assert_eq!(broken.0, model::Error::NoMark);
    let pickle = b"\x80\x04\x95\x02\0\0\0\0\0\0\0](\x95\0\0\0\0\0\0\0\0K\x01\x95\x03\0\0\0\0\0\0\0K\x02e.";
    let (read, root) = all_ways(pickle, Host::new);
    assert_eq!(read.items(root).len(), 2);
}
