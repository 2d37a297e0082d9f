//! Containers around the size of a batch.

use crate::common::{Host, Obj, Object, Value, decode, encode, encode_stream, operations, optimal, same};

const SIZES: [usize; 11] = [0, 1, 2, 3, 999, 1000, 1001, 1002, 1999, 2000, 2001];

/// Checks the round trip at all protocols, and how many of these opcodes are written at
/// protocols from 1 on.
fn check(make: impl Fn(&mut Host, &[Obj]) -> Obj, size: usize, one: u8, many: u8, at_least: u8) {
    for protocol in 0..=5 {
        let mut h = Host::new();
        let items: Vec<Obj> = (0..size as i64).map(|n| h.int(n)).collect();
        let root = make(&mut h, &items);
        let pickle = encode(&mut h, root, protocol).unwrap();
        let stream = encode_stream(&mut h, root, protocol).unwrap();
        assert_eq!(optimal(&stream, protocol), pickle);
        let (read, read_root) = decode(&pickle);
        same(&h, root, &read, read_root, true).unwrap();

        let ops = operations(&pickle);
        let count = |code: u8| ops.iter().filter(|op| op.code == code).count();
        // No more than a batch stands on the reader's stack.
        let (mut height, mut highest) = (0, 0);
        for op in &ops {
            if op.code == b'K' || op.code == b'M' || op.code == b'I' {
                height += 1;
            } else if op.code == many || op.code == one {
                height = 0;
            }
            highest = highest.max(height);
        }
        if protocol >= at_least {
            assert_eq!(count(one) + count(many), size.div_ceil(1000), "{size} at protocol {protocol}");
            assert!(highest <= 2000);
        } else if protocol == 0 && one != 0 {
            assert_eq!((count(one), count(many)), (size, 0), "{size} at protocol 0");
        }
    }
}

#[test]
fn lists() {
    for size in SIZES {
        check(|h, items| h.list(items), size, b'a', b'e', 1);
    }
}

#[test]
fn dicts() {
    for size in SIZES {
        let make = |h: &mut Host, items: &[Obj]| {
            let entries: Vec<_> = items.iter().map(|item| (*item, *item)).collect();
            h.dict(&entries)
        };
        check(make, size, b's', b'u', 1);
    }
}

#[test]
fn sets() {
    for size in SIZES {
        check(|h, items| h.add(Value::Set(items.to_vec())), size, 0, 0x90, 4);
        // Before protocol 4 it is a list.
        check(|h, items| h.add(Value::Set(items.to_vec())), size, b'a', b'e', 9);
    }
}

#[test]
fn frozensets_come_in_one() {
    for size in SIZES {
        for protocol in 0..=5 {
            let mut h = Host::new();
            let items: Vec<Obj> = (0..size as i64).map(|n| h.int(n)).collect();
            let root = h.add(Value::FrozenSet(items));
            let pickle = encode(&mut h, root, protocol).unwrap();
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}

fn object(h: &mut Host) -> Object {
    let (class, args) = (h.global("shapes", "C"), h.tuple(&[]));
    Object::new(pickle::Call::Function, class, args)
}

#[test]
fn list_iterators() {
    for size in SIZES {
        let make = |h: &mut Host, items: &[Obj]| {
            let object = Object { items: items.to_vec(), ..object(h) };
            h.add(Value::Object(Box::new(object)))
        };
        check(make, size, b'a', b'e', 1);
    }
}

#[test]
fn pair_iterators_and_walked_pairs() {
    for size in SIZES {
        for walked in [false, true] {
            let make = |h: &mut Host, items: &[Obj]| {
                let pairs = items.iter().map(|item| (*item, *item)).collect();
                let object = Object { pairs, walked, ..object(h) };
                h.add(Value::Object(Box::new(object)))
            };
            check(make, size, b's', b'u', 1);
        }
    }
}

#[test]
fn attributes() {
    for size in SIZES {
        let make = |h: &mut Host, items: &[Obj]| {
            let attributes = items.iter().map(|item| (*item, *item)).collect();
            let object = Object { attributes: Some(attributes), ..object(h) };
            h.add(Value::Object(Box::new(object)))
        };
        check(make, size, b's', b'u', 1);
    }
}

#[test]
fn containers_in_containers_at_the_boundary() {
    // The item at which a batch ends leaves tasks of its own.
    for size in [999, 1000, 1001] {
        for protocol in 0..=5 {
            let mut h = Host::new();
            let inner: Vec<Obj> = (0..size)
                .map(|n| {
                    let n = h.int(n);
                    let list = h.list(&[n, n]);
                    h.tuple(&[list])
                })
                .collect();
            let list = h.list(&inner);
            let entries: Vec<_> = inner.iter().map(|item| (*item, *item)).collect();
            let dict = h.dict(&entries);
            let set = h.add(Value::Set(inner));
            let root = h.tuple(&[dict, list, set]);
            let pickle = encode(&mut h, root, protocol).unwrap();
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, true).unwrap();
        }
    }
}
