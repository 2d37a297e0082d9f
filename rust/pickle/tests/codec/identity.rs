//! What is one object stays one, what are two stay two, and cycles close.

use model::{Destination, Encode, NoSink};
use pickle::{Call, Encoder};

use crate::common::{Host, Obj, Object, Value, decode, encode, round_trip, round_trip_at, same};

#[test]
fn equal_strings_stay_apart() {
    let mut h = Host::new();
    let (a, b) = (h.str("same"), h.str("same"));
    let root = h.list(&[a, b, a, b]);
    round_trip(&mut h, root);
}

#[test]
fn every_container_in_a_cycle_with_every_other() {
    // list -> dict -> object -> set -> object -> list, entered at each of them.
    for entry in 0..4 {
        let mut h = Host::new();
        let (list, class, key) = (h.list(&[]), h.global("shapes", "C"), h.str("k"));
        let (first, second) = (h.instance(class), h.instance(class));
        let dict = h.dict(&[(key, first)]);
        let set = h.add(Value::Set(vec![second]));
        let tuple = h.tuple(&[list, dict]);
        h.push(list, dict);
        h.push(list, tuple);
        h.object_mut(first).attributes = Some(vec![(key, set), (first, tuple)]);
        h.object_mut(second).state = Some(tuple);
        let root = [list, dict, first, set][entry];
        // A set that contains itself has no pickle before protocol 4 that is entered at the set.
        for protocol in if entry == 3 { 4..=5 } else { 0..=5 } {
            round_trip_at(&mut h, root, protocol);
        }
    }
}

#[test]
fn tuples_of_all_lengths_through_a_list() {
    for length in 1..6 {
        let mut h = Host::new();
        let list = h.list(&[]);
        let items: Vec<Obj> = (0..length).map(|n| if n == length / 2 { list } else { h.int(n) }).collect();
        let tuple = h.tuple(&items);
        h.push(list, tuple);
        h.push(list, tuple);
        round_trip(&mut h, tuple);
        round_trip(&mut h, list);
    }
}

#[test]
fn nested_tuples_through_one_list() {
    let mut h = Host::new();
    let list = h.list(&[]);
    let mut tuple = h.tuple(&[list]);
    for length in [1, 4, 2, 3, 5] {
        let mut items = vec![tuple];
        items.resize(length, list);
        tuple = h.tuple(&items);
    }
    h.push(list, tuple);
    round_trip(&mut h, tuple);
    round_trip(&mut h, list);
}

#[test]
fn frozenset_through_an_instance() {
    for size in [1, 2, 5] {
        let mut h = Host::new();
        let class = h.global("shapes", "C");
        let members: Vec<Obj> = (0..size).map(|_| h.instance(class)).collect();
        let set = h.add(Value::FrozenSet(members.clone()));
        for member in &members {
            h.object_mut(*member).state = Some(set);
        }
        round_trip(&mut h, set);
        round_trip(&mut h, members[0]);
        let both = h.list(&[set, members[0]]);
        round_trip(&mut h, both);
    }
}

/// An object among its own arguments, through a list.
fn in_its_arguments(h: &mut Host, call: Call<Obj>) -> Obj {
    let (class, list) = (h.global("shapes", "C"), h.list(&[]));
    let args = h.tuple(&[list]);
    let object = h.add(Value::Object(Box::new(Object::new(call, class, args))));
    h.push(list, object);
    object
}

#[test]
fn reduced_through_its_arguments() {
    for fresh_args in [false, true] {
        let mut h = Host { fresh_args, ..Host::new() };
        let object = in_its_arguments(&mut h, Call::Function);
        round_trip(&mut h, object);
        let object = in_its_arguments(&mut h, Call::New);
        round_trip(&mut h, object);
        let keywords = h.dict(&[]);
        let object = in_its_arguments(&mut h, Call::NewEx(keywords));
        let both = h.tuple(&[object, object]);
        round_trip(&mut h, both);
    }
}

#[test]
fn reduced_through_its_keywords() {
    let mut h = Host::new();
    let (class, key, args) = (h.global("shapes", "C"), h.str("me"), h.tuple(&[]));
    let keywords = h.dict(&[]);
    let object = h.add(Value::Object(Box::new(Object::new(Call::NewEx(keywords), class, args))));
    *h.get_mut(keywords) = Value::Dict(vec![(key, object)]);
    round_trip(&mut h, object);
}

#[test]
fn setter_gets_attributes_too() {
    let mut h = Host::new();
    let (class, key, setter) = (h.global("shapes", "C"), h.str("k"), h.global("shapes", "set_state"));
    let object = h.instance(class);
    h.object_mut(object).attributes = Some(vec![(key, object)]);
    h.object_mut(object).setter = Some(setter);
    round_trip(&mut h, object);
}

#[test]
fn setter_without_state_is_not_called() {
    let mut h = Host::new();
    let (class, setter) = (h.global("shapes", "C"), h.global("shapes", "set_state"));
    let object = h.instance(class);
    h.object_mut(object).setter = Some(setter);
    assert_eq!(encode(&mut h, object, 4).unwrap(), b"\x80\x04\x8c\x06shapes\x8c\x01C\x93)\x81.");
}

#[test]
fn attributes_may_be_empty() {
    let mut h = Host::new();
    let class = h.global("shapes", "C");
    let object = h.instance(class);
    h.object_mut(object).attributes = Some(Vec::new());
    assert_eq!(encode(&mut h, object, 4).unwrap(), b"\x80\x04\x8c\x06shapes\x8c\x01C\x93)\x81}b.");
    round_trip(&mut h, object);
}

#[test]
fn an_override_comes_before_the_type_and_after_the_memo() {
    let mut h = Host::new();
    let (class, one, function) = (h.global("shapes", "C"), h.int(1), h.global("shapes", "make"));
    let args = h.tuple(&[one]);
    let object = h.instance(class);
    h.overrides.insert(object, pickle::Reduced::function(function, args));
    h.overrides.insert(class, pickle::Reduced::function(function, args));
    let root = h.list(&[object, object, class, class]);
    let (read, root) = decode(&encode(&mut h, root, 4).unwrap());
    let items = read.items(root);
    assert_eq!((items[0], items[2]), (items[1], items[3]));
    assert!(matches!(read.get(items[2]), Value::Object(_)));
    let Value::Object(made) = read.get(items[0]) else { panic!("{:?}", read.get(items[0])) };
    assert_eq!(read.name(made.function), Some((&b"shapes"[..], &b"make"[..])));
}

#[test]
fn overrides_of_known_classes_do_not_break_what_needs_them() {
    let mut h = Host::new();
    let function = h.global("shapes", "make");
    let args = h.tuple(&[]);
    for known in [pickle::Known::Set, pickle::Known::ByteArray, pickle::Known::Encode, pickle::Known::GetAttr]
    {
        let known = pickle::Describe::known(&mut h, known);
        h.overrides.insert(known, pickle::Reduced::function(function, args));
    }
    let one = h.int(1);
    let set = h.add(Value::Set(vec![one]));
    let (bytes, array) = (h.add(Value::Bytes(b"b".to_vec())), h.add(Value::ByteArray(b"a".to_vec())));
    let dotted = h.global("shapes", "A.B");
    let root = h.list(&[set, bytes, array, dotted]);
    round_trip(&mut h, root);
}

#[test]
fn persistent_ids_come_before_the_memo() {
    for protocol in 0..=5 {
        let mut h = Host::new();
        let list = h.list(&[]);
        let (id, one) = (h.str("id"), h.int(1));
        h.persistent.insert(list, id);
        h.persistent.insert(one, id);
        let root = h.tuple(&[list, list, one]);
        round_trip_at(&mut h, root, protocol);
    }
}

#[test]
fn persistent_ids_of_any_kind() {
    let mut h = Host::new();
    let (root, one, text) = (h.list(&[]), h.int(1), h.str("storage"));
    let id = h.tuple(&[text, one, text]);
    h.persistent.insert(root, id);
    for protocol in 1..=5 {
        round_trip_at(&mut h, root, protocol);
    }
    assert_eq!(encode(&mut h, root, 0), Err(model::Error::PersistentIdText));
    let id = h.add(Value::Float(0.25));
    h.persistent.insert(root, id);
    assert_eq!(encode(&mut h, root, 0).unwrap(), b"P0.25\n.");
    for bad in ["two\nlines", "\u{e9}"] {
        let id = h.str(bad);
        h.persistent.insert(root, id);
        assert_eq!(encode(&mut h, root, 0), Err(model::Error::PersistentIdText));
    }
}

#[test]
fn fast_writes_no_memo() {
    for destination in [Destination::Memory, Destination::Stream] {
        for protocol in 0..=5 {
            let mut h = Host::new();
            let (text, one) = (h.str("text"), h.int(1));
            let tuple = h.tuple(&[text, one]);
            let set = h.add(Value::FrozenSet(vec![tuple]));
            let bytes = h.add(Value::Bytes(b"\xff".to_vec()));
            let class = h.global("shapes", "C");
            let object = h.instance(class);
            h.object_mut(object).state = Some(tuple);
            let root = h.list(&[text, text, tuple, tuple, set, bytes, object, object]);
            let mut encoder = Encoder::<Host>::new(protocol, true, destination);
            encoder.set_fast(true);
            assert!(encoder.is_fast());
            let mut sink = crate::common::Keep::default();
            encoder.dump(&mut h, &mut sink, root).unwrap();
            let pickle = match destination {
                Destination::Memory => model::Buffer::as_slice(encoder.output()).to_vec(),
                Destination::Stream => sink.bytes,
            };
            assert!(
                !crate::common::operations(&pickle)
                    .iter()
                    .any(|op| matches!(op.code, b'p' | b'q' | b'r' | b'g' | b'h' | b'j' | 0x94))
            );
            let (read, read_root) = decode(&pickle);
            same(&h, root, &read, read_root, false).unwrap();
        }
    }
}

#[test]
fn a_changed_container_is_told() {
    // The object changes the container in which it stands.
    for protocol in 0..=5 {
        let mut h = Host::new();
        let class = h.global("shapes", "C");
        let (object, one) = (h.instance(class), h.int(1));
        let dict = h.dict(&[(one, object), (object, one)]);
        h.meddler = Some((object, dict));
        assert_eq!(encode(&mut h, dict, protocol), Err(model::Error::Changed));
        let set = h.add(Value::Set(vec![object, one]));
        h.meddler = Some((object, set));
        assert_eq!(encode(&mut h, set, protocol), Err(model::Error::Changed));
        // A list that shrinks is written as it is found, and stays well-formed.
        let list = h.list(&[one, object, one, one]);
        h.meddler = Some((object, list));
        let (read, root) = decode(&encode(&mut h, list, protocol).unwrap());
        assert_eq!(read.items(root).len(), 2);

        // One that grows is not, or is written as it grew.
        h.meddles_by_adding = true;
        let dict = h.dict(&[(one, object), (object, one)]);
        h.meddler = Some((object, dict));
        assert_eq!(encode(&mut h, dict, protocol), Err(model::Error::Changed));
        let set = h.add(Value::Set(vec![object, one]));
        h.meddler = Some((object, set));
        assert_eq!(encode(&mut h, set, protocol), Err(model::Error::Changed));
        let list = h.list(&[one, object, one]);
        h.meddler = Some((object, list));
        let (read, root) = decode(&encode(&mut h, list, protocol).unwrap());
        assert_eq!(read.items(root).len(), 4);
    }
}

#[test]
fn no_sink_is_needed_for_memory() {
    let mut h = Host::new();
    let root = h.list(&[]);
    let mut encoder = Encoder::<Host>::new(4, true, Destination::Memory);
    for _ in 0..3 {
        encoder.dump(&mut h, &mut NoSink, root).unwrap();
        assert_eq!(model::Buffer::as_slice(encoder.output()), b"\x80\x04].");
        assert_eq!(encoder.memo_len(), 0);
    }
}
