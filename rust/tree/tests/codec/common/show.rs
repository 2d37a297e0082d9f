//! Objects as text, for tables of expectations. Only for what has no cycles.

use super::{Host, Obj, Value};

/// As Python's `repr`, about. No recursion: tests nest deep.
pub fn show(host: &Host, obj: Obj) -> String {
    enum Part {
        Object(Obj),
        Text(&'static str),
    }
    let mut out = String::new();
    let mut todo = vec![Part::Object(obj)];
    let row = |items: &[Obj], end: &'static str, todo: &mut Vec<Part>| {
        todo.push(Part::Text(end));
        for (at, item) in items.iter().enumerate().rev() {
            todo.push(Part::Object(*item));
            if at > 0 {
                todo.push(Part::Text(", "));
            }
        }
    };
    while let Some(part) = todo.pop() {
        let obj = match part {
            Part::Text(text) => {
                out += text;
                continue;
            }
            Part::Object(obj) => obj,
        };
        match host.get(obj) {
            Value::None => out += "None",
            Value::Bool(true) => out += "True",
            Value::Bool(false) => out += "False",
            Value::Int(value) => out += &value.to_string(),
            Value::Big(value) => out += &value.to_string(),
            Value::Float(value) => out += &format!("{value:?}"),
            Value::Str(text) => out += &format!("'{}'", String::from_utf8_lossy(text)),
            Value::Bytes(data) => out += &format!("b'{}'", data.escape_ascii()),
            Value::ByteArray(data) => out += &format!("bytearray(b'{}')", data.escape_ascii()),
            Value::Ext(code, data) => out += &format!("ext({code}, b'{}')", data.escape_ascii()),
            Value::Simple(value) => out += &format!("simple({value})"),
            Value::Buffer(kind, data) => out += &format!("buffer({kind:?}, b'{}')", data.escape_ascii()),
            Value::Tuple(items) => {
                out += "(";
                row(items, if items.len() == 1 { ",)" } else { ")" }, &mut todo);
            }
            Value::List(items) => {
                out += "[";
                row(items, "]", &mut todo);
            }
            Value::Set(items) => {
                out += "set(";
                row(items, ")", &mut todo);
            }
            Value::FrozenSet(items) => {
                out += "frozenset(";
                row(items, ")", &mut todo);
            }
            value @ (Value::Dict(pairs) | Value::Ordered(pairs)) => {
                out += if matches!(value, Value::Dict(_)) { "{" } else { "ordered{" };
                todo.push(Part::Text("}"));
                for (at, (key, value)) in pairs.iter().enumerate().rev() {
                    todo.push(Part::Object(*value));
                    todo.push(Part::Text(": "));
                    todo.push(Part::Object(*key));
                    if at > 0 {
                        todo.push(Part::Text(", "));
                    }
                }
            }
            Value::Tag(number, inner) => {
                out += &format!("tag({number}, ");
                todo.push(Part::Text(")"));
                todo.push(Part::Object(*inner));
            }
            Value::Hooked(_) => out += "hooked",
            Value::Opaque => out += "opaque",
        }
    }
    out
}
