//! The crate `prost` reads what is written here, and the other way round.

use std::collections::HashMap;

use proptest::collection::{hash_map, vec};
use proptest::option;
use proptest::prelude::*;
use prost::Message;
use protobuf::{Kind, Label, Root};

use crate::common::{Host, all_ways, cases, decode_in, encode, field, optional, packed, repeated, schema};

#[derive(Clone, PartialEq, prost::Message)]
struct All {
    #[prost(double, tag = "1")]
    d: f64,
    #[prost(float, optional, tag = "2")]
    f: Option<f32>,
    #[prost(int32, tag = "3")]
    t32: i32,
    #[prost(int64, optional, tag = "4")]
    t: Option<i64>,
    #[prost(uint32, repeated, tag = "5")]
    u32s: Vec<u32>,
    #[prost(uint64, repeated, packed = "false", tag = "6")]
    us: Vec<u64>,
    #[prost(sint32, optional, tag = "7")]
    z32: Option<i32>,
    #[prost(sint64, repeated, tag = "8")]
    z: Vec<i64>,
    #[prost(fixed32, tag = "9")]
    fixed32: u32,
    #[prost(fixed64, repeated, tag = "10")]
    fixed64: Vec<u64>,
    #[prost(sfixed32, repeated, packed = "false", tag = "16")]
    sfixed32: Vec<i32>,
    #[prost(sfixed64, optional, tag = "17")]
    sfixed64: Option<i64>,
    #[prost(bool, repeated, tag = "18")]
    flags: Vec<bool>,
    #[prost(string, tag = "19")]
    text: String,
    #[prost(string, repeated, tag = "20")]
    texts: Vec<String>,
    #[prost(bytes = "vec", optional, tag = "2000")]
    data: Option<Vec<u8>>,
    #[prost(message, optional, boxed, tag = "2001")]
    inner: Option<Box<All>>,
    #[prost(message, repeated, tag = "2002")]
    items: Vec<All>,
    #[prost(map = "string, int64", tag = "2003")]
    counts: HashMap<String, i64>,
    #[prost(map = "uint32, message", tag = "2004")]
    parts: HashMap<u32, All>,
    #[prost(oneof = "Choice", tags = "536870909, 536870910")]
    choice: Option<Choice>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Choice {
    #[prost(string, tag = "536870909")]
    Name(String),
    #[prost(message, tag = "536870910")]
    Other(Box<All>),
}

fn host() -> Host {
    let implicit = |name, number, kind| field(name, number, kind, Label::Implicit);
    schema(
        true,
        &[
            &[
                implicit("d", 1, Kind::Double),
                optional("f", 2, Kind::Float),
                implicit("t32", 3, Kind::Int).narrow(),
                optional("t", 4, Kind::Int),
                packed("u32s", 5, Kind::Uint).narrow(),
                repeated("us", 6, Kind::Uint),
                optional("z32", 7, Kind::Sint).narrow(),
                packed("z", 8, Kind::Sint),
                implicit("fixed32", 9, Kind::Fixed32),
                packed("fixed64", 10, Kind::Fixed64),
                repeated("sfixed32", 16, Kind::Sfixed32),
                optional("sfixed64", 17, Kind::Sfixed64),
                packed("flags", 18, Kind::Bool),
                implicit("text", 19, Kind::String),
                repeated("texts", 20, Kind::String),
                optional("data", 2000, Kind::Bytes),
                optional("inner", 2001, Kind::Message).of(0),
                repeated("items", 2002, Kind::Message).of(0),
                optional("counts", 2003, Kind::Map).of(1),
                optional("parts", 2004, Kind::Map).of(2),
                optional("name", 536_870_909, Kind::String).one(1),
                optional("other", 536_870_910, Kind::Message).of(0).one(1),
            ],
            &[optional("key", 1, Kind::String), optional("value", 2, Kind::Int)],
            &[optional("key", 1, Kind::Uint).narrow(), optional("value", 2, Kind::Message).of(0)],
        ],
    )
}

fn leaf() -> impl Strategy<Value = All> {
    let numbers = (
        // prost takes −0.0 for the default value.
        any::<f64>().prop_map(|d| if d == 0.0 { 0.0 } else { d }),
        option::of(any::<f32>()),
        any::<i32>(),
        option::of(any::<i64>()),
        vec(any::<u32>(), 0..4),
        vec(any::<u64>(), 0..4),
        option::of(any::<i32>()),
        vec(any::<i64>(), 0..40),
    );
    let others = (
        any::<u32>(),
        vec(any::<u64>(), 0..4),
        vec(any::<i32>(), 0..4),
        option::of(any::<i64>()),
        vec(any::<bool>(), 0..4),
        ".{0,40}",
        vec(".{0,9}", 0..4),
        option::of(vec(any::<u8>(), 0..200)),
        hash_map(".{0,5}", any::<i64>(), 0..3),
        option::of(".{0,5}"),
    );
    (numbers, others).prop_map(|((d, f, t32, t, u32s, us, z32, z), others)| {
        let (fixed32, fixed64, sfixed32, sfixed64, flags, text, texts, data, counts, name) = others;
        let choice = name.map(Choice::Name);
        All {
            d,
            f,
            t32,
            t,
            u32s,
            us,
            z32,
            z,
            fixed32,
            fixed64,
            sfixed32,
            sfixed64,
            flags,
            text,
            texts,
            data,
            counts,
            choice,
            ..All::default()
        }
    })
}

fn message() -> impl Strategy<Value = All> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        (
            leaf(),
            option::of(inner.clone()),
            vec(inner.clone(), 0..3),
            hash_map(any::<u32>(), inner.clone(), 0..3),
            option::of(inner),
        )
            .prop_map(|(all, one, items, parts, other)| {
                let choice = other.map(|other| Choice::Other(Box::new(other))).or(all.choice.clone());
                All { inner: one.map(Box::new), items, parts, choice, ..all }
            })
    })
}

/// NaNs are not equal to themselves: as text they are.
fn text(message: &All) -> String {
    // Maps in the order of their keys.
    fn sorted(message: &All) -> String {
        let mut message = message.clone();
        let mut counts: Vec<_> = message.counts.drain().collect();
        counts.sort();
        let mut parts: Vec<_> = message.parts.drain().collect();
        parts.sort_by_key(|(key, _)| *key);
        let parts: Vec<_> = parts.iter().map(|(key, part)| (key, sorted(part))).collect();
        let items: Vec<_> = message.items.drain(..).map(|item| sorted(&item)).collect();
        let inner = message.inner.take().map(|inner| sorted(&inner));
        let other = match &message.choice {
            Some(Choice::Other(other)) => {
                let text = sorted(other);
                message.choice = None;
                Some(text)
            }
            _ => None,
        };
        format!("{message:?} {counts:?} {parts:?} {items:?} {inner:?} {other:?}")
    }
    sorted(message)
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn what_prost_writes(message in message()) {
        let bytes = message.encode_to_vec();
        let host = host();
        all_ways(&host, &bytes);
        let mut host = host.fresh();
        let (obj, _) = decode_in(&mut host, &bytes, Root::Whole, usize::MAX).unwrap();
        let again = encode(&mut host, obj).unwrap();
        prop_assert_eq!(text(&All::decode(&again[..]).unwrap()), text(&message));
    }

    #[test]
    fn what_is_broken(message in message(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = message.encode_to_vec();
        if bytes.is_empty() {
            return Ok(());
        }
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        let mut host = host();
        let ours = decode_in(&mut host, &bytes, Root::Whole, usize::MAX);
        // What prost takes is taken, and means the same. It takes less: a field of another wire type is an error there.
        if let Ok(theirs) = All::decode(&bytes[..]) {
            let (obj, _) = ours.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
            let again = encode(&mut host, obj).unwrap();
            prop_assert_eq!(text(&All::decode(&again[..]).unwrap()), text(&theirs));
        }
    }
}
