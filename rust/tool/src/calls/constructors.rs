//! What MicroPython's constructors take.

use model::encoding::Encoding;
use num_bigint::BigInt;

use super::{WRONG_TYPE, WRONG_VALUE, is_iterable, is_made, is_plain, is_type, spelling, text};
use crate::graph::{Graph, Node, Obj};

/// Text and an encoding, of which bytes are made.
pub(super) fn encoded(graph: &Graph<'_>, args: &[Obj]) -> Option<&'static str> {
    let Node::Str(data) = graph.node(args[0]) else {
        return Some(WRONG_TYPE);
    };
    let text = graph.data(data);
    let is_latin1 = || std::str::from_utf8(text).is_ok_and(|text| text.chars().all(|c| u32::from(c) < 256));
    let fits = match encoding(graph, args) {
        Some(Encoding::Utf8) => true,
        Some(Encoding::Latin1) => is_latin1(),
        Some(Encoding::Ascii) => text.is_ascii(),
        _ => false,
    };
    (!fits).then_some(WRONG_VALUE)
}

/// Bytes and an encoding, of which text is made.
pub(super) fn decoded(graph: &Graph<'_>, args: &[Obj]) -> Option<&'static str> {
    let data = text(graph, args[0])?;
    let fits = match encoding(graph, args) {
        Some(Encoding::Utf8) => model::encoding::is_utf8(data),
        Some(Encoding::Ascii) => data.is_ascii(),
        Some(Encoding::Latin1) => true,
        _ => false,
    };
    (!fits).then_some(WRONG_VALUE)
}

fn encoding(graph: &Graph<'_>, args: &[Obj]) -> Option<Encoding> {
    match args.get(1) {
        None => Some(Encoding::Utf8),
        Some(name) => Encoding::named(graph.text(*name)?.as_bytes()),
    }
}

/// What bytes or a bytearray is made of.
pub(super) fn memory(graph: &Graph<'_>, arg: Obj, name: &str) -> Option<&'static str> {
    if matches!(graph.node(arg), Node::Str(_)) || !is_iterable(graph, arg) {
        return Some(WRONG_TYPE);
    }
    let items = graph.sequence(arg).unwrap_or_default();
    let is_number = |item: &Obj| matches!(graph.node(*item), Node::Int(_) | Node::Bool(_) | Node::Object(_));
    if !items.iter().all(is_number) {
        return Some(WRONG_TYPE);
    }
    let is_byte = |item: &Obj| graph.int(*item).is_none_or(|value| (0..256).contains(&value));
    (name == "bytes" && !items.iter().all(is_byte)).then_some(WRONG_VALUE)
}

/// Whether it may be a number that `name` takes: a whole one for `range`.
fn is_number(graph: &Graph<'_>, obj: Obj, name: &str) -> bool {
    match graph.node(obj) {
        Node::Int(_) | Node::Big(_) | Node::Bool(_) => true,
        Node::Float(_) => name != "range",
        Node::Object(_) if is_made(graph, obj, "builtins", &["complex"]) => name == "complex",
        Node::Object(_) if is_made(graph, obj, "builtins", &["bool", "float", "int"]) => true,
        Node::Object(_) => !is_plain(graph, obj),
        _ => false,
    }
}

/// A number or its text, with a base perhaps.
pub(super) fn number(graph: &Graph<'_>, args: &[Obj], name: &str) -> Option<&'static str> {
    let (first, base) = (args.first()?, args.get(1).filter(|_| name == "int"));
    let Some(digits) = text(graph, *first) else {
        return (!is_number(graph, *first, name) || base.is_some()).then_some(WRONG_TYPE);
    };
    if name == "complex" && !matches!(graph.node(*first), Node::Str(_)) {
        return Some(WRONG_TYPE);
    }
    let base = match base.map(|base| graph.int(*base)) {
        None => 10,
        Some(Some(base)) => base,
        Some(None) => return Some(WRONG_TYPE),
    };
    let digits = String::from_utf8_lossy(digits);
    let digits = digits.trim().replace('_', "");
    let fits = match name {
        "int" if base == 0 => !digits.is_empty(),
        "int" => u32::try_from(base).is_ok_and(|base| {
            (2..=36).contains(&base) && BigInt::parse_bytes(digits.as_bytes(), base).is_some()
        }),
        _ => digits.parse::<f64>().is_ok(),
    };
    (!fits).then_some(WRONG_VALUE)
}

pub(super) fn range(graph: &Graph<'_>, args: &[Obj]) -> Option<&'static str> {
    let is_whole = |arg: &Obj| !matches!(graph.node(*arg), Node::Big(_)) && is_number(graph, *arg, "range");
    if !args.iter().all(is_whole) {
        return Some(WRONG_TYPE);
    }
    (args.len() == 3 && graph.int(args[2]) == Some(0)).then_some(WRONG_VALUE)
}

/// What a dictionary is made of: another, or pairs.
pub(super) fn pairs(graph: &Graph<'_>, arg: Obj, name: &str) -> Option<&'static str> {
    if matches!(graph.node(arg), Node::Dict(_)) {
        return None;
    }
    if !is_iterable(graph, arg) {
        return Some(WRONG_TYPE);
    }
    let items = match graph.node(arg) {
        Node::List(items) | Node::Tuple(items) | Node::Set(items) | Node::FrozenSet(items) => items,
        Node::Str(data) | Node::Bytes(data) | Node::ByteArray(data) => {
            return (!graph.data(data).is_empty()).then_some(WRONG_TYPE);
        }
        _ => return None,
    };
    let fits = |item: &Obj| match graph.node(*item) {
        // MicroPython's OrderedDict compares its keys, and hashes none.
        Node::List(pair) | Node::Tuple(pair) => {
            pair.len() == 2 && (name != "dict" || unhashable(graph, &pair[..1]).is_none())
        }
        Node::Str(_) => graph.text(*item).is_some_and(|text| text.chars().count() == 2),
        Node::Bytes(data) | Node::ByteArray(data) => graph.data(data).len() == 2,
        Node::Object(_) => true,
        _ => false,
    };
    (!items.iter().all(fits)).then_some(WRONG_TYPE)
}

pub(super) fn elements(graph: &Graph<'_>, arg: Obj) -> Option<&'static str> {
    if !is_iterable(graph, arg) {
        return Some(WRONG_TYPE);
    }
    unhashable(graph, graph.sequence(arg).unwrap_or_default())
}

fn unhashable(graph: &Graph<'_>, keys: &[Obj]) -> Option<&'static str> {
    let hashable = |key: &Obj| {
        !matches!(graph.node(*key), Node::List(_) | Node::Dict(_) | Node::Set(_) | Node::ByteArray(_))
    };
    (!keys.iter().all(hashable)).then_some(WRONG_TYPE)
}

/// An attribute: of classes written in Python and their instances, and `__new__` of built-in types.
pub(super) fn getattr(graph: &Graph<'_>, args: &[Obj]) -> Option<&'static str> {
    let name = graph.text(args[1]);
    match graph.node(args[0]) {
        Node::Global(..) => {
            let is_own = spelling(graph, args[0]).is_none_or(|name| !is_type(&name));
            (!is_own && name.as_deref() != Some("__new__")).then_some("not allowed")
        }
        Node::Object(_) if !is_plain(graph, args[0]) => None,
        Node::Persistent(_) | Node::Extension(_) => None,
        _ => Some("not allowed"),
    }
}
