//! Random objects, written and read by crates that nobody here wrote.

use num_bigint::BigInt;
use proptest::collection::vec;
use proptest::prelude::*;
use tree::{FloatWidth, Format, ReadOptions, WriteOptions};

use crate::common::{Host, Obj, Value, all_ways, cases, decode_in, encode, show};

/// An object to be made.
#[derive(Clone, Debug)]
enum Tree {
    None,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Single(f32),
    Str(String),
    Bytes(Vec<u8>),
    Ext(i8, Vec<u8>),
    Tag(u64, Box<Tree>),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::None),
        any::<bool>().prop_map(Tree::Bool),
        any::<i64>().prop_map(Tree::Int),
        (-40_000..70_000i64).prop_map(Tree::Int),
        (-200..300i64).prop_map(Tree::Int),
        any::<u64>().prop_map(Tree::Uint),
        any::<f64>().prop_map(Tree::Float),
        any::<f32>().prop_map(Tree::Single),
        ".{0,40}".prop_map(Tree::Str),
        vec(any::<u8>(), 0..300).prop_map(Tree::Bytes),
        (-128..=127i8, vec(any::<u8>(), 0..20)).prop_map(|(code, data)| Tree::Ext(code, data)),
    ];
    leaf.prop_recursive(5, 60, 20, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..20).prop_map(Tree::List),
            vec((".{0,8}", inner.clone()), 0..20).prop_map(Tree::Map),
            // Tags that both sides leave alone.
            (300..u64::MAX, inner).prop_map(|(tag, inner)| Tree::Tag(tag, Box::new(inner))),
        ]
    })
}

impl Tree {
    fn build(&self, host: &mut Host) -> Obj {
        let value = match self {
            Tree::None => Value::None,
            Tree::Bool(value) => Value::Bool(*value),
            Tree::Int(value) => Value::Int(*value),
            Tree::Uint(value) => {
                i64::try_from(*value).map_or_else(|_| Value::Big(BigInt::from(*value)), Value::Int)
            }
            Tree::Float(value) => Value::Float(*value),
            Tree::Single(value) => Value::Float((*value).into()),
            Tree::Str(text) => Value::Str(text.clone().into_bytes()),
            Tree::Bytes(data) => Value::Bytes(data.clone()),
            Tree::Ext(code, data) => Value::Ext(*code, data.clone()),
            Tree::Tag(tag, inner) => Value::Tag(*tag, inner.build(host)),
            Tree::List(items) => Value::List(items.iter().map(|item| item.build(host)).collect()),
            Tree::Map(entries) => {
                let mut seen = std::collections::HashSet::new();
                let entries = entries.iter().filter(|(key, _)| seen.insert(key.clone()));
                Value::Dict(entries.map(|(key, value)| (host.str(key), value.build(host))).collect())
            }
        };
        host.add(value)
    }

    /// Without what one of the formats has not.
    fn for_format(&self, format: Format) -> Tree {
        match self {
            Tree::Ext(_, data) if format == Format::Cbor => Tree::Bytes(data.clone()),
            Tree::Tag(_, inner) if format == Format::MessagePack => inner.for_format(format),
            Tree::Tag(tag, inner) => Tree::Tag(*tag, Box::new(inner.for_format(format))),
            Tree::List(items) => Tree::List(items.iter().map(|item| item.for_format(format)).collect()),
            Tree::Map(entries) => {
                Tree::Map(entries.iter().map(|(key, item)| (key.clone(), item.for_format(format))).collect())
            }
            other => other.clone(),
        }
    }

    fn msgpack(&self) -> rmpv::Value {
        use rmpv::Value as V;
        match self {
            Tree::None => V::Nil,
            Tree::Bool(value) => V::from(*value),
            Tree::Int(value) => V::from(*value),
            Tree::Uint(value) => V::from(*value),
            Tree::Float(value) => V::from(*value),
            Tree::Single(value) => V::from(f64::from(*value)),
            Tree::Str(text) => V::from(text.as_str()),
            Tree::Bytes(data) => V::Binary(data.clone()),
            Tree::Ext(code, data) => V::Ext(*code, data.clone()),
            Tree::Tag(..) => unreachable!(),
            Tree::List(items) => V::Array(items.iter().map(Tree::msgpack).collect()),
            Tree::Map(entries) => {
                let mut seen = std::collections::HashSet::new();
                let entries = entries.iter().filter(|(key, _)| seen.insert(key.clone()));
                V::Map(entries.map(|(key, value)| (V::from(key.as_str()), value.msgpack())).collect())
            }
        }
    }

    fn cbor(&self) -> ciborium::Value {
        use ciborium::Value as V;
        match self {
            Tree::None => V::Null,
            Tree::Bool(value) => V::from(*value),
            Tree::Int(value) => V::from(*value),
            Tree::Uint(value) => V::from(*value),
            Tree::Float(value) => V::from(*value),
            Tree::Single(value) => V::from(f64::from(*value)),
            Tree::Str(text) => V::from(text.as_str()),
            Tree::Bytes(data) => V::Bytes(data.clone()),
            Tree::Ext(..) => unreachable!(),
            Tree::Tag(tag, inner) => V::Tag(*tag, Box::new(inner.cbor())),
            Tree::List(items) => V::Array(items.iter().map(Tree::cbor).collect()),
            Tree::Map(entries) => {
                let mut seen = std::collections::HashSet::new();
                let entries = entries.iter().filter(|(key, _)| seen.insert(key.clone()));
                V::Map(entries.map(|(key, value)| (V::from(key.as_str()), value.cbor())).collect())
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn msgpack(tree in trees()) {
        let tree = tree.for_format(Format::MessagePack);
        let mut expected = Vec::new();
        rmpv::encode::write_value(&mut expected, &tree.msgpack()).unwrap();
        let mut host = Host::new();
        let obj = tree.build(&mut host);
        let written = encode(&mut host, obj, Format::MessagePack, WriteOptions::NEW).unwrap();
        prop_assert_eq!(&written, &expected);
        let options = ReadOptions::new(Format::MessagePack);
        prop_assert_eq!(all_ways(&written, Format::MessagePack, options, Host::new), show(&host, obj));
    }

    #[test]
    fn cbor(tree in trees()) {
        let tree = tree.for_format(Format::Cbor);
        let mut expected = Vec::new();
        ciborium::into_writer(&tree.cbor(), &mut expected).unwrap();
        let mut host = Host::new();
        let obj = tree.build(&mut host);
        let options = WriteOptions { float: FloatWidth::Shortest, ..WriteOptions::NEW };
        let written = encode(&mut host, obj, Format::Cbor, options).unwrap();
        prop_assert_eq!(&written, &expected);
        let read = ReadOptions::new(Format::Cbor);
        prop_assert_eq!(all_ways(&written, Format::Cbor, read, Host::new), show(&host, obj));
        // Without lengths it is the same to the other side.
        let options = WriteOptions { indefinite: true, ..options };
        let written = encode(&mut host, obj, Format::Cbor, options).unwrap();
        let again: ciborium::Value = ciborium::from_reader(&written[..]).unwrap();
        prop_assert_eq!(format!("{again:?}"), format!("{:?}", tree.cbor()));
        prop_assert_eq!(all_ways(&written, Format::Cbor, read, Host::new), show(&host, obj));
    }

    #[test]
    fn what_the_others_read(bytes in vec(prop_oneof![any::<u8>(), 0..4u8, 0x80..0xa4u8], 1..40)) {
        let options = ReadOptions { unique_keys: false, ..ReadOptions::new(Format::MessagePack) };
        // Invalid text is something that rmpv keeps.
        let mut host = Host { allow_invalid_utf8: true, ..Host::new() };
        let ours = decode_in(&mut host, &bytes, Format::MessagePack, options);
        let mut rest = &bytes[..];
        match (rmpv::decode::read_value(&mut rest), ours) {
            (Ok(_), Ok((_, end))) => prop_assert_eq!(end, bytes.len() - rest.len()),
            // A reserved byte is None to rmpv; not every key can be hashed.
            (Ok(_), Err((model::Error::Reserved | model::Error::Unhashable, _))) | (Err(_), Err(_)) => {}
            (theirs, ours) => prop_assert!(false, "{:?} and {:?}", theirs, ours),
        }
    }
}
