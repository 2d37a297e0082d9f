//! MEMOIZE and PUT written afterwards: everything behind them moves, and indices grow.

use crate::common::{
    Host, Obj, Value, decode, encode, frames, operations, round_trip, round_trip_at, same, unframed,
};

/// `count` lists, `fetched` says which of them are met again.
fn lists(h: &mut Host, count: usize, fetched: impl Fn(usize) -> bool) -> Obj {
    let lists: Vec<Obj> = (0..count).map(|_| h.list(&[])).collect();
    let again = lists.iter().enumerate().filter(|(n, _)| fetched(*n)).map(|(_, list)| *list);
    let items: Vec<Obj> = lists.iter().copied().chain(again).collect();
    h.list(&items)
}

#[test]
fn ranks_around_one_byte() {
    for count in [1, 9, 10, 11, 99, 100, 101, 255, 256, 257] {
        let mut h = Host::new();
        let root = lists(&mut h, count, |_| true);
        round_trip(&mut h, root);
    }
}

#[test]
fn ranks_are_not_memo_numbers() {
    for step in [2, 3, 7] {
        let mut h = Host::new();
        let root = lists(&mut h, 900, |n| n % step == 1);
        for protocol in 0..=5 {
            let pickle = round_trip_at(&mut h, root, protocol);
            let puts =
                operations(&pickle).iter().filter(|op| matches!(op.code, b'p' | b'q' | b'r' | 0x94)).count();
            assert_eq!(puts, 899usize.div_ceil(step), "protocol {protocol}");
        }
    }
}

#[test]
fn many_gets_of_one() {
    for count in [2, 3, 1000, 40_000] {
        let mut h = Host::new();
        let text = h.str("again");
        let root = h.list(&vec![text; count]);
        for protocol in 0..=5 {
            let pickle = encode(&mut h, root, protocol).unwrap();
            frames(&pickle);
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

#[test]
fn gets_in_every_order() {
    let mut h = Host::new();
    let lists: Vec<Obj> = (0..600).map(|_| h.list(&[])).collect();
    let mut items = lists.clone();
    items.extend(lists.iter().rev());
    items.extend((0..600).map(|n| lists[n * 7 % 600]));
    let root = h.list(&items);
    for protocol in 0..=5 {
        round_trip_at(&mut h, root, protocol);
    }
}

#[test]
fn gets_close_to_and_far_from_each_other() {
    // Distances and numbers of one, two and three bytes of seven bits.
    for gap in [0, 1, 126, 127, 128, 129, 16_383, 16_384, 40_000] {
        let mut h = Host::new();
        let shared = h.str("shared");
        let mut items = vec![shared];
        for _ in 0..3 {
            items.push(h.add(Value::Bytes(vec![7; gap])));
            items.push(shared);
        }
        let root = h.list(&items);
        for protocol in 0..=5 {
            let pickle = encode(&mut h, root, protocol).unwrap();
            frames(&pickle);
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

#[test]
fn gets_on_both_sides_of_frames() {
    for size in [65_000, 65_520, 65_526, 65_530, 65_536, 65_537, 70_000] {
        let mut h = Host::new();
        let (before, payload, after) = (h.list(&[]), h.add(Value::Bytes(vec![1; size])), h.list(&[]));
        let root = h.list(&[before, before, payload, after, before, payload, after, payload]);
        for protocol in 0..=5 {
            let pickle = encode(&mut h, root, protocol).unwrap();
            frames(&pickle);
            let stream = crate::common::encode_stream(&mut h, root, protocol).unwrap();
            assert_eq!(unframed(&pickle), crate::common::optimal(&stream, protocol));
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

#[test]
fn frame_boundaries_at_every_place_around_gets() {
    // Short items move the places of PUTs, GETs and frame boundaries against each other.
    for shift in 0..24 {
        let mut h = Host::new();
        let mut items = vec![h.add(Value::Bytes(vec![0; 32_750 + shift]))];
        let second = h.add(Value::Bytes(vec![0; 32_750]));
        items.push(second);
        let lists: Vec<Obj> = (0..30).map(|_| h.list(&[])).collect();
        for list in &lists {
            items.extend([*list, *list]);
        }
        items.extend(&lists);
        let root = h.list(&items);
        for protocol in 4..=5 {
            let pickle = encode(&mut h, root, protocol).unwrap();
            assert!(!frames(&pickle).is_empty());
            let stream = crate::common::encode_stream(&mut h, root, protocol).unwrap();
            assert_eq!(unframed(&pickle), crate::common::optimal(&stream, protocol));
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

#[test]
fn tens_of_thousands_of_each() {
    let mut h = Host::new();
    let root = lists(&mut h, 70_000, |_| true);
    for protocol in [0, 2, 4] {
        let pickle = encode(&mut h, root, protocol).unwrap();
        frames(&pickle);
        let (read, read_root) = decode(&pickle);
        same(&h, root, &read, read_root, true).unwrap();
    }
}
