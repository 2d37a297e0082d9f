//! Nesting is limited by memory only: all of this runs on a small native stack.

use crate::common::{Host, Obj, decode, encode, encode_stream, same};

const DEEP: usize = 1_000_000;

fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(128 * 1024).spawn(test).unwrap().join().unwrap();
}

fn nested(depth: usize, wrap: impl Fn(&mut Host, Obj) -> Obj) -> (Host, Obj) {
    let mut host = Host::new();
    let mut obj = host.list(&[]);
    for _ in 0..depth {
        obj = wrap(&mut host, obj);
    }
    (host, obj)
}

fn check(depth: usize, protocols: &'static [u8], wrap: impl Fn(&mut Host, Obj) -> Obj + Send + 'static) {
    on_a_small_stack(move || {
        let (mut host, root) = nested(depth, wrap);
        for protocol in protocols {
            let mut pickles = vec![encode(&mut host, root, *protocol).unwrap()];
            if depth < DEEP {
                pickles.push(encode_stream(&mut host, root, *protocol).unwrap());
            }
            for pickle in pickles {
                let (read, read_root) = decode(&pickle);
                same(&host, root, &read, read_root, true).unwrap();
            }
        }
    });
}

#[test]
fn lists() {
    check(DEEP, &[4], |h, item| h.list(&[item]));
    check(5_000, &[0, 1, 2, 3, 5], |h, item| h.list(&[item, item]));
}

#[test]
fn tuples() {
    check(DEEP, &[2], |h, item| h.tuple(&[item]));
    check(5_000, &[0, 1, 2, 3, 5], |h, item| h.tuple(&[item, item, item, item]));
}

#[test]
fn dicts() {
    check(DEEP, &[4], |h, item| {
        let key = h.int(1);
        h.dict(&[(key, item)])
    });
    check(5_000, &[0, 1, 2, 3, 5], |h, item| {
        let (one, two) = (h.int(1), h.int(2));
        h.dict(&[(one, item), (two, item)])
    });
}

#[test]
fn instances() {
    check(20_000, &[2, 4], |h, item| {
        let class = h.global("shapes", "C");
        let object = h.instance(class);
        h.object_mut(object).state = Some(item);
        object
    });
}

#[test]
fn arguments() {
    check(20_000, &[2, 4], |h, item| {
        let (function, args) = (h.global("shapes", "make"), h.tuple(&[item]));
        let object = crate::common::Object::new(pickle::Call::Function, function, args);
        h.add(crate::common::Value::Object(Box::new(object)))
    });
}

#[test]
fn persistent_ids_inside_persistent_ids() {
    check(10_000, &[1, 4], |h, item| {
        let (list, id) = (h.list(&[]), h.tuple(&[item]));
        h.persistent.insert(list, id);
        list
    });
}

#[test]
fn a_cycle_through_many_tuples() {
    on_a_small_stack(|| {
        let mut host = Host::new();
        let list = host.list(&[]);
        let mut obj = list;
        for _ in 0..100_000 {
            obj = host.tuple(&[obj]);
        }
        host.push(list, obj);
        for protocol in [1, 4] {
            let pickle = encode(&mut host, obj, protocol).unwrap();
            let (read, root) = decode(&pickle);
            same(&host, obj, &read, root, true).unwrap();
        }
    });
}

#[test]
fn a_million_lists_through_a_sink() {
    on_a_small_stack(|| {
        let (mut host, root) = nested(DEEP, |h, item| h.list(&[item]));
        let pickle = encode_stream(&mut host, root, 2).unwrap();
        // EMPTY_LIST, PUT and APPEND each; PROTO and STOP.
        assert_eq!(pickle.len(), 256 * 4 + (DEEP + 1 - 256) * 7 - 1 + 3);
    });
}
