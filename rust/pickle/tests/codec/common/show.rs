//! Objects as text, for tables of expectations. Only for what has no cycles.

use pickle::Call;

use super::{Host, Obj, Value};

fn row(host: &Host, items: &[Obj]) -> String {
    items.iter().map(|item| show(host, *item)).collect::<Vec<_>>().join(", ")
}

fn rows(host: &Host, pairs: &[(Obj, Obj)]) -> String {
    let pair = |(key, value): &(Obj, Obj)| format!("{}: {}", show(host, *key), show(host, *value));
    pairs.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// As Python's `repr`, about.
pub fn show(host: &Host, obj: Obj) -> String {
    match host.get(obj) {
        Value::None => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(value) => value.to_string(),
        Value::Big(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Str(text) => format!("'{}'", text.escape_ascii()),
        Value::Bytes(data) => format!("b'{}'", data.escape_ascii()),
        Value::ByteArray(data) => format!("bytearray(b'{}')", data.escape_ascii()),
        Value::Tuple(items) => format!("({})", row(host, items)),
        Value::List(items) => format!("[{}]", row(host, items)),
        Value::Dict(pairs) => format!("{{{}}}", rows(host, pairs)),
        Value::Set(items) => format!("set({})", row(host, items)),
        Value::FrozenSet(items) => format!("frozenset({})", row(host, items)),
        Value::Global(..) => {
            let (module, name) = host.name(obj).unwrap();
            format!("{}.{}", module.escape_ascii(), name.escape_ascii())
        }
        Value::Persistent(id) => format!("persistent({})", show(host, *id)),
        Value::Buffer { data, readonly, .. } => {
            format!("buffer(b'{}'{})", data.escape_ascii(), if *readonly { ", readonly" } else { "" })
        }
        Value::Iterator(..) => "iterator".into(),
        Value::Object(object) => {
            let (function, args) = (show(host, object.function), show(host, object.args));
            let mut text = match object.call {
                Call::Function => format!("{function}{args}"),
                Call::New => format!("new {function}{args}"),
                Call::NewEx(keywords) => format!("new {function}{args}{}", show(host, keywords)),
            };
            if !object.items.is_empty() {
                text += &format!(" items [{}]", row(host, &object.items));
            }
            if !object.pairs.is_empty() {
                text += &format!(" pairs {{{}}}", rows(host, &object.pairs));
            }
            if let Some(state) = object.state {
                text += &format!(" state {}", show(host, state));
            }
            text
        }
    }
}
