//! Plain graphs as JSON, and back.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use num_bigint::BigInt;
use serde_json::Value;

use crate::graph::{Graph, Node, Obj};

/// A part that is still to be written.
enum Task {
    Obj(Obj),
    Key(Obj),
    Text(&'static str),
}

/// A graph that [`crate::plain::plain`] made of `root`, on one line.
///
/// # Errors
/// It is not plain.
pub fn write(graph: &Graph<'_>, root: Obj) -> Result<String> {
    let mut text = String::new();
    let mut tasks = vec![Task::Obj(root)];
    while let Some(task) = tasks.pop() {
        let obj = match task {
            Task::Text(part) => {
                text += part;
                continue;
            }
            Task::Key(obj) | Task::Obj(obj) => obj,
        };
        match graph.node(obj) {
            Node::None => text += "null",
            Node::Bool(value) => write!(text, "{value}")?,
            Node::Int(value) => write!(text, "{value}")?,
            Node::Big(value) => write!(text, "{value}")?,
            Node::Float(value) => write!(text, "{value:?}")?,
            Node::Str(data) => string(&mut text, graph.data(data)),
            Node::List(items) | Node::Tuple(items) => {
                tasks.push(Task::Text("]"));
                for (at, item) in items.iter().enumerate().rev() {
                    tasks.push(Task::Obj(*item));
                    if at > 0 {
                        tasks.push(Task::Text(", "));
                    }
                }
                text.push('[');
            }
            Node::Dict(pairs) => {
                tasks.push(Task::Text("}"));
                for (at, (key, value)) in pairs.iter().enumerate().rev() {
                    tasks.extend([Task::Obj(*value), Task::Text(": "), Task::Key(*key)]);
                    if at > 0 {
                        tasks.push(Task::Text(", "));
                    }
                }
                text.push('{');
            }
            other => bail!("JSON has no form for {other:?}"),
        }
    }
    Ok(text)
}

/// A string of JSON: surrogates as escapes.
fn string(text: &mut String, mut data: &[u8]) {
    text.push('"');
    loop {
        let (valid, rest) = match std::str::from_utf8(data) {
            Ok(valid) => (valid, &[][..]),
            Err(error) => {
                let (valid, rest) = data.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).unwrap_or_default(), rest)
            }
        };
        for c in valid.chars() {
            match c {
                '"' => *text += "\\\"",
                '\\' => *text += "\\\\",
                '\n' => *text += "\\n",
                c if c < ' '
                    || c == '\u{7f}'
                    || matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}') =>
                {
                    *text += &format!("\\u{:04x}", u32::from(c));
                }
                c => text.push(c),
            }
        }
        let [0xed, high, low, after @ ..] = rest else { break };
        let point = 0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f);
        *text += &format!("\\u{point:04x}");
        data = after;
    }
    text.push('"');
}

/// The object of a JSON text.
///
/// # Errors
/// It is no JSON.
pub fn read(graph: &mut Graph<'_>, data: &[u8]) -> Result<Obj> {
    let value: Value = serde_json::from_slice(data).context("no JSON")?;
    from_value(graph, &value)
}

// serde_json reads values of a depth of 128 only, so recursion has an end.
fn from_value(graph: &mut Graph<'_>, value: &Value) -> Result<Obj> {
    let node = match value {
        Value::Null => Node::None,
        Value::Bool(value) => Node::Bool(*value),
        Value::Number(number) => {
            let digits = number.to_string();
            match digits.parse::<i64>() {
                Ok(value) => return Ok(graph.new_int(value)),
                Err(_) if digits.contains(['.', 'e', 'E']) => Node::Float(digits.parse()?),
                Err(_) => Node::Big(Box::new(digits.parse::<BigInt>()?)),
            }
        }
        Value::String(text) => return Ok(graph.new_str(text)),
        Value::Array(items) => {
            Node::List(items.iter().map(|item| from_value(graph, item)).collect::<Result<_>>()?)
        }
        Value::Object(entries) => {
            let mut pairs = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let key = graph.new_str(key);
                pairs.push((key, from_value(graph, value)?));
            }
            Node::Dict(pairs)
        }
    };
    Ok(graph.add(node))
}
