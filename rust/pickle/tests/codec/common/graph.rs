//! Random object graphs.

use std::fmt;

use num_bigint::BigInt;
use pickle::Call;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Host, Obj, Object, Value};

/// One object; numbers are other nodes (modulo what is there).
#[derive(Clone, Debug)]
enum Node {
    None,
    Bool(bool),
    Int(i64),
    Big(Vec<u8>),
    Float(u64),
    Str(String),
    Bytes(Vec<u8>),
    ByteArray(Vec<u8>),
    Tuple(Vec<u16>),
    List(Vec<u16>),
    Dict(Vec<(u16, u16)>),
    Set(Vec<u16>),
    FrozenSet(Vec<u16>),
    Global(u8),
    Object(Recipe),
}

#[derive(Clone, Debug)]
struct Recipe {
    class: u8,
    call: u8,
    args: Vec<u16>,
    state: Option<u16>,
    form: u8,
    items: Vec<u16>,
    pairs: Vec<(u16, u16)>,
}

/// A graph to be built.
#[derive(Clone)]
pub struct Graph {
    nodes: Vec<Node>,
    persistent: Vec<u16>,
    fresh_args: bool,
    all: bool,
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "persistent {:?}, fresh {}, all {}", self.persistent, self.fresh_args, self.all)?;
        self.nodes.iter().enumerate().try_for_each(|(at, node)| writeln!(f, "{at}: {node:?}"))
    }
}

const GLOBALS: [(&str, &str); 6] = [
    ("shapes", "Circle"),
    ("shapes", "Outer.Inner.Core"),
    ("builtins", "range"),
    ("builtins", "ValueError"),
    ("collections", "OrderedDict"),
    ("array", "array"),
];

fn node() -> impl Strategy<Value = Node> {
    let refs = || vec(any::<u16>(), 0..5);
    let pairs = || vec(any::<(u16, u16)>(), 0..4);
    let recipe = (any::<u8>(), any::<u8>(), refs(), any::<Option<u16>>(), any::<u8>(), refs(), pairs());
    prop_oneof![
        1 => Just(Node::None),
        1 => any::<bool>().prop_map(Node::Bool),
        1 => any::<i64>().prop_map(Node::Int),
        2 => (-70_000..70_000i64).prop_map(Node::Int),
        1 => vec(any::<u8>(), 0..12).prop_map(Node::Big),
        1 => any::<u64>().prop_map(Node::Float),
        2 => ".{0,6}".prop_map(Node::Str),
        1 => "[a-c\\\\\n\r\0]{0,300}".prop_map(Node::Str),
        1 => vec(any::<u8>(), 0..300).prop_map(Node::Bytes),
        1 => vec(any::<u8>(), 0..20).prop_map(Node::ByteArray),
        4 => refs().prop_map(Node::Tuple),
        5 => refs().prop_map(Node::List),
        4 => pairs().prop_map(Node::Dict),
        2 => refs().prop_map(Node::Set),
        2 => refs().prop_map(Node::FrozenSet),
        1 => any::<u8>().prop_map(Node::Global),
        4 => recipe.prop_map(|(class, call, args, state, form, items, pairs)| {
            Node::Object(Recipe { class, call, args, state, form, items, pairs })
        }),
    ]
}

/// Graphs of up to `most` objects, with everything shared and cyclic that Python can make.
pub fn graphs(most: usize) -> impl Strategy<Value = Graph> {
    let persistent = prop_oneof![3 => Just(Vec::new()), 1 => vec(any::<u16>(), 1..3)];
    (vec(node(), 1..most), persistent, any::<bool>(), any::<bool>())
        .prop_map(|(nodes, persistent, fresh_args, all)| Graph { nodes, persistent, fresh_args, all })
}

impl Graph {
    /// Builds the graph; returns its root.
    pub fn build(&self, host: &mut Host) -> Obj {
        host.fresh_args = self.fresh_args;
        let classes: Vec<Obj> = GLOBALS.iter().map(|(module, name)| host.global(module, name)).collect();
        let class = |number: u8| classes[number as usize % classes.len()];
        let setter = host.global("shapes", "set_state");
        let spare = host.int(7);
        // What cannot change refers to earlier nodes only.
        let mut objs: Vec<Obj> = Vec::new();
        let mut hashable: Vec<bool> = Vec::new();
        let mut setless: Vec<bool> = Vec::new();
        for node in &self.nodes {
            let earlier =
                |number: &u16| objs.get(*number as usize % objs.len().max(1)).copied().unwrap_or(spare);
            let value = match node {
                Node::None => Value::None,
                Node::Bool(value) => Value::Bool(*value),
                Node::Int(value) => Value::Int(*value),
                Node::Big(bytes) => Value::Big(BigInt::from_signed_bytes_le(bytes)),
                Node::Float(bits) => Value::Float(f64::from_bits(*bits)),
                Node::Str(text) => Value::Str(text.clone().into_bytes()),
                Node::Bytes(data) => Value::Bytes(data.clone()),
                Node::ByteArray(data) => Value::ByteArray(data.clone()),
                Node::Tuple(items) => Value::Tuple(items.iter().map(earlier).collect()),
                Node::FrozenSet(items) => {
                    let element = |number: &u16| {
                        let at = *number as usize % objs.len().max(1);
                        if hashable.get(at) == Some(&true) { objs[at] } else { spare }
                    };
                    Value::FrozenSet(items.iter().map(element).collect())
                }
                Node::List(_) => Value::List(Vec::new()),
                Node::Dict(_) => Value::Dict(Vec::new()),
                Node::Set(_) => Value::Set(Vec::new()),
                Node::Global(number) => host.get(class(*number)).clone(),
                Node::Object(recipe) => {
                    // A cycle through the arguments makes CPython too give the items twice, and it
                    // has no end if there is a set in it before protocol 4.
                    let plain = recipe.items.is_empty() && recipe.pairs.is_empty();
                    let args = recipe.args.iter().map(|number| {
                        let fits = objs.is_empty() || setless[*number as usize % objs.len()];
                        if plain && fits { earlier(number) } else { spare }
                    });
                    let args = args.collect();
                    let args = host.add(Value::Tuple(args));
                    let call = match recipe.call % 3 {
                        0 => Call::Function,
                        1 => Call::New,
                        _ => Call::NewEx(host.dict(&[])),
                    };
                    let function = match (call, recipe.class % 3) {
                        // Not one of those that the host knows.
                        (Call::Function, 0) => class(0),
                        _ => class(recipe.class),
                    };
                    Value::Object(Box::new(Object::new(call, function, args)))
                }
            };
            hashable.push(match node {
                Node::List(_) | Node::Dict(_) | Node::Set(_) | Node::ByteArray(_) => false,
                Node::Tuple(items) => {
                    items.iter().all(|number| objs.is_empty() || hashable[*number as usize % objs.len()])
                }
                _ => true,
            });
            setless.push(match node {
                Node::Set(_) => false,
                Node::Tuple(items) => {
                    items.iter().all(|number| objs.is_empty() || setless[*number as usize % objs.len()])
                }
                _ => true,
            });
            objs.push(host.add(value));
        }
        let any = |number: &u16| objs[*number as usize % objs.len()];
        let key = |number: &u16| {
            let at = *number as usize % objs.len();
            if hashable[at] { objs[at] } else { spare }
        };
        let entry = |(k, v): &(u16, u16)| (key(k), any(v));
        for (node, obj) in self.nodes.iter().zip(&objs) {
            match (node, host.get_mut(*obj)) {
                (Node::List(items), Value::List(list)) => list.extend(items.iter().map(any)),
                (Node::Dict(pairs), Value::Dict(dict)) => dict.extend(pairs.iter().map(entry)),
                (Node::Set(items), Value::Set(set)) => set.extend(items.iter().map(key)),
                (Node::Object(recipe), Value::Object(object)) => {
                    object.items.extend(recipe.items.iter().map(any));
                    object.pairs.extend(recipe.pairs.iter().map(entry));
                    object.walked = recipe.form & 1 != 0;
                    object.state = recipe.state.as_ref().map(any);
                    if recipe.form & 6 == 2 && object.state.is_some() {
                        object.setter = Some(setter);
                    }
                    if object.state.is_none() && recipe.form & 8 != 0 && !object.walked {
                        object.attributes = Some(recipe.pairs.iter().map(entry).collect());
                        object.pairs.clear();
                    }
                }
                _ => {}
            }
        }
        for number in &self.persistent {
            let id = host.str(&format!("id {number}"));
            host.persistent.insert(any(number), id);
        }
        if self.all {
            host.list(&objs.iter().rev().copied().collect::<Vec<_>>())
        } else {
            objs[objs.len() - 1]
        }
    }
}
