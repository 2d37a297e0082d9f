//! Objects in a few words, and how many bytes they take in a pickle.

use pickle::Call;

use crate::array;
use crate::graph::{Graph, Node, Obj};

/// Characters of a text that are shown.
const SHOWN: usize = 48;

/// A text as Python's `repr` writes it, cut.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for (at, c) in text.chars().enumerate() {
        if at == SHOWN {
            return format!("{quoted}…' ({} characters)", text.chars().count());
        }
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            // Nothing of a file moves the cursor or paints the terminal.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                quoted += &format!("\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "'"
}

/// Bytes as Python's `repr` writes them, cut.
fn quoted_bytes(bytes: &[u8]) -> String {
    let cut = &bytes[..bytes.len().min(SHOWN / 2)];
    let text = cut.escape_ascii();
    if cut.len() < bytes.len() {
        format!("b'{text}…' ({} bytes)", bytes.len())
    } else {
        format!("b'{text}'")
    }
}

/// A float as Python writes it.
#[must_use]
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        // 1e+300 for Rust's 1e300.
        let text = format!("{value:e}");
        return match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent:0>2}"),
            Some((digits, exponent)) => format!("{digits}e-{:0>2}", &exponent[1..]),
            None => text,
        };
    }
    format!("{value:?}")
}

/// A class or function, escaped.
fn named(graph: &Graph<'_>, global: Obj) -> String {
    match graph.name(global) {
        Some((module, name)) => {
            let full = format!("{module}.{name}");
            let safe = full.chars().all(|c| !c.is_control() && !c.is_whitespace());
            if safe && full.len() < 200 { full } else { quoted(&full) }
        }
        None => describe(graph, global),
    }
}

/// An object in a few words.
#[must_use]
pub fn describe(graph: &Graph<'_>, obj: Obj) -> String {
    match graph.node(obj) {
        Node::None => "None".into(),
        Node::Bool(true) => "True".into(),
        Node::Bool(false) => "False".into(),
        Node::Int(value) => value.to_string(),
        Node::Big(value) => {
            let bits = value.bits();
            if bits > 256 { format!("int of {bits} bits") } else { value.to_string() }
        }
        Node::Float(value) => float(*value),
        Node::Str(data) => quoted(&String::from_utf8_lossy(graph.data(data))),
        Node::Bytes(data) => quoted_bytes(graph.data(data)),
        Node::ByteArray(data) => format!("bytearray({})", quoted_bytes(graph.data(data))),
        Node::Tuple(items) if items.is_empty() => "()".into(),
        Node::List(items) if items.is_empty() => "[]".into(),
        Node::Dict(pairs) if pairs.is_empty() => "{}".into(),
        Node::Tuple(items) => format!("tuple of {}", items.len()),
        Node::List(items) => format!("list of {}", items.len()),
        Node::Dict(pairs) => format!("dict of {}", pairs.len()),
        Node::Set(items) => format!("set of {}", items.len()),
        Node::FrozenSet(items) => format!("frozenset of {}", items.len()),
        Node::Global(..) => named(graph, obj),
        Node::Object(object) => {
            if let Some(array) = array::array(graph, obj) {
                return match (array.shape.len(), array.number(graph, 0)) {
                    (0, Some(number)) => format!("{} {}", array.words(), number_words(number)),
                    _ => array.words(),
                };
            }
            let name = match graph.node(object.function) {
                Node::Global(..) => named(graph, object.function),
                // Its own line follows.
                _ => "what a call returns".into(),
            };
            if matches!(object.call, Call::Function) {
                format!("{name}(…)")
            } else {
                format!("{name} instance")
            }
        }
        Node::Persistent(id) => match graph.node(*id) {
            Node::Persistent(_) | Node::Object(_) => "persistent object".into(),
            _ => format!("persistent object {}", describe(graph, *id)),
        },
        Node::Extension(code) => format!("extension code {code}"),
        Node::Buffer(number) => format!("out-of-band buffer {number}"),
        Node::Ext(code, data) => format!("ext {code} {}", quoted_bytes(graph.data(data))),
        Node::Tag(number, _) => format!("tag {number}"),
        Node::Simple(value) => format!("simple value {value}"),
        Node::Walk(..) => "items".into(),
    }
}

/// A number as Python writes it.
#[must_use]
pub fn number_words(number: array::Number) -> String {
    match number {
        array::Number::Bool(value) => if value { "True" } else { "False" }.into(),
        array::Number::Int(value) => value.to_string(),
        array::Number::Float(value) => float(value),
        array::Number::Complex(real, imag) => {
            format!("({}{}{}j)", float(real), if imag < 0.0 { "" } else { "+" }, float(imag))
        }
    }
}

/// Bytes of the opcodes of an object, without its parts.
pub fn bytes_of(graph: &Graph<'_>, obj: Obj) -> u64 {
    let string = |len: usize| {
        let head = match len {
            0..=255 => 2,
            256..=0xffff_ffff => 5,
            _ => 9,
        };
        (head + len) as u64
    };
    match graph.node(obj) {
        Node::None | Node::Bool(_) => 1,
        Node::Int(0..=255) => 2,
        Node::Int(256..=0xffff) => 3,
        Node::Int(value) if i32::try_from(*value).is_ok() => 5,
        Node::Int(value) => 2 + u64::from((65 - value.unsigned_abs().leading_zeros()).div_ceil(8)),
        Node::Big(value) => 2 + value.bits() / 8 + 1,
        Node::Float(_) => 9,
        Node::Str(data) | Node::Bytes(data) | Node::ByteArray(data) => string(graph.data(data).len()),
        Node::Tuple(items) if items.len() > 3 => 2,
        Node::Tuple(_) => 1,
        Node::List(items) | Node::Set(items) | Node::FrozenSet(items) => {
            if items.is_empty() {
                1
            } else {
                3
            }
        }
        Node::Dict(pairs) => {
            if pairs.is_empty() {
                1
            } else {
                3
            }
        }
        Node::Object(object) => {
            1 + object.states.len() as u64 + if object.items.len() + object.pairs.len() > 0 { 2 } else { 0 }
        }
        Node::Persistent(_) | Node::Global(..) => 1,
        Node::Extension(_) | Node::Tag(..) | Node::Simple(_) => 2,
        Node::Ext(_, data) => string(graph.data(data).len()),
        Node::Buffer(_) | Node::Walk(..) => 1,
    }
}
