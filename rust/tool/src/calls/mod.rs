//! Calls of built-in types: those that a board refuses, whatever its program has. The rules are those of
//! `rust/mpickle/src/types` (`constructor`, `native::suits`), and behind them those of MicroPython's constructors.

mod constructors;

use constructors::{decoded, elements, encoded, getattr, memory, number, pairs, range};
use pickle::Call;

use crate::array;
use crate::board::DATA_TYPES;
use crate::graph::{Graph, Node, Obj};

/// A call that a board refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The type or function: `bytearray`.
    pub name: String,
    /// What is wrong with it: `unusual argument`.
    pub why: &'static str,
}

/// An argument that nothing Python writes has: the board's own word.
const UNUSUAL: &str = "unusual argument";
const WRONG_TYPE: &str = "an argument of a type that it does not take";
const WRONG_COUNT: &str = "too few or too many arguments";
const WRONG_VALUE: &str = "an argument that it cannot convert";
/// Most digits of a number as text, as on a board.
const MAX_DIGITS: usize = 4301;
/// Places of a deque that any pickle may ask for, and those for each of its bytes.
const PLACES: usize = 1 << 16;
const PLACES_A_BYTE: usize = 64;

/// Why a board refuses to make `obj`. None if it makes it, or if that is up to its program's classes.
#[must_use]
pub fn refusal(graph: &Graph<'_>, obj: Obj) -> Option<Refusal> {
    let call = Made::of(graph, obj)?;
    let why = call.fault(graph)?;
    Some(Refusal { name: call.name, why })
}

/// A call of a built-in type, by whatever opcodes and functions it was spelt.
struct Made {
    name: String,
    args: Vec<Obj>,
    /// By `__new__`, which ignores what `__init__` of a container would take.
    is_new: bool,
}

impl Made {
    fn of(graph: &Graph<'_>, obj: Obj) -> Option<Self> {
        let Node::Object(object) = graph.node(obj) else {
            return None;
        };
        let mut is_new = matches!(object.call, Call::New | Call::NewEx(_));
        let mut function = object.function;
        let mut args = graph.sequence(object.args)?.to_vec();
        // A partial in a partial is refused: there are few steps.
        for _ in 0..4 {
            let spelling = spelling(graph, function)?;
            match spelling.as_str() {
                "functools.partial" => {
                    let (inner, mut first) = partial(graph, function)?;
                    first.append(&mut args);
                    (function, args) = (inner, first);
                }
                "copyreg.__newobj__" | "__new__" if !args.is_empty() => {
                    is_new = true;
                    function = args.remove(0);
                }
                "copyreg.__newobj_ex__" if args.len() == 3 => {
                    is_new = true;
                    function = args[0];
                    args = graph.sequence(args[1])?.to_vec();
                }
                "copyreg._reconstructor" if args.len() == 3 => {
                    function = args[0];
                    args = if graph.is_named(args[1], "builtins", "object") { vec![] } else { vec![args[2]] };
                }
                _ => return Some(Self { name: spelling, args, is_new }),
            }
        }
        None
    }

    fn fault(&self, graph: &Graph<'_>) -> Option<&'static str> {
        let (name, args) = (self.name.as_str(), &self.args[..]);
        let unsuitable = |(at, arg): (usize, &Obj)| !suits(graph, name, at, *arg);
        if is_type(name) && args.iter().enumerate().any(unsuitable) {
            return Some(UNUSUAL);
        }
        let is_container = matches!(
            name,
            "list" | "dict" | "set" | "bytearray" | "collections.OrderedDict" | "collections.deque"
        );
        if self.is_new && is_container {
            return None;
        }
        if self.is_new && matches!(name, "defaultdict" | "struct_time" | "_codecs.encode" | "getattr") {
            return Some("no class");
        }
        if arity(name).is_some_and(|(least, most)| args.len() < least || args.len() > most) {
            return Some(WRONG_COUNT);
        }
        match name {
            "array._array_reconstructor" => self.array(graph),
            "getattr" => getattr(graph, args),
            "_codecs.encode" => encoded(graph, args),
            "struct_time" => (!matches!(graph.node(args[0]), Node::Tuple(_))).then_some(UNUSUAL),
            "bytes" | "bytearray" if args.len() > 1 => encoded(graph, args),
            "str" if args.len() > 1 => decoded(graph, args),
            "bytes" | "bytearray" => args.first().and_then(|arg| memory(graph, *arg, name)),
            "int" | "float" => number(graph, args, name),
            "complex" => args.iter().find_map(|arg| number(graph, &[*arg], name)),
            "range" => range(graph, args),
            "memoryview" => (!is_buffer(graph, args[0])).then_some(WRONG_TYPE),
            "dict" | "collections.OrderedDict" => args.first().and_then(|arg| pairs(graph, *arg, name)),
            "set" | "frozenset" => args.first().and_then(|arg| elements(graph, *arg)),
            "list" | "tuple" | "collections.deque" => {
                args.first().is_some_and(|arg| !is_iterable(graph, *arg)).then_some(WRONG_TYPE)
            }
            "array.array" => args.get(1).is_some_and(|arg| !is_iterable(graph, *arg)).then_some(WRONG_TYPE),
            _ => None,
        }
    }

    /// The array that `_array_reconstructor` makes of its arguments.
    fn array(&self, graph: &Graph<'_>) -> Option<&'static str> {
        let [class, code, format, data] = self.args[..] else {
            return Some(WRONG_COUNT);
        };
        let is_array = matches!(spelling(graph, class).as_deref(), None | Some("array.array"));
        // Another class may be the program's own array.
        let is_type = matches!(spelling(graph, class).as_deref(), Some(name) if is_type(name));
        let format = graph.int(format).and_then(|number| array::FORMATS.get(usize::try_from(number).ok()?));
        let (Some(code), Some((kind, size, _)), Some(data)) =
            (typecode(graph, code), format, graph.bytes(data))
        else {
            return (is_array || is_type).then_some("bad array");
        };
        let is_whole = !matches!(code, b'f' | b'd');
        let fits = data.len().is_multiple_of(*size) && (*kind != b'f' || !is_whole);
        (is_type && !is_array || !fits).then_some("bad array")
    }
}

/// How the board calls the function: a built-in type by its name alone, what has a stand-in by that one's.
fn spelling(graph: &Graph<'_>, function: Obj) -> Option<String> {
    if let Some((module, name)) = graph.maker(function) {
        let is_new = || match graph.node(function) {
            Node::Object(made) => {
                let args = graph.sequence(made.args).unwrap_or_default();
                matches!(args, [_, name] if graph.text(*name).as_deref() == Some("__new__"))
            }
            _ => false,
        };
        return match (module.as_str(), name.as_str()) {
            ("functools", "partial") => Some("functools.partial".into()),
            ("builtins", "getattr") if is_new() => Some("__new__".into()),
            _ => None,
        };
    }
    let (module, name) = graph.name(function)?;
    if module == "builtins" && (is_type(&name) || name == "getattr") {
        return Some(name);
    }
    match pickle::compat::nearest(module.as_bytes(), name.as_bytes()) {
        Some(near) if module != "builtins" => Some(String::from_utf8_lossy(near).into()),
        _ => Some(format!("{module}.{name}")),
    }
}

/// The function of a partial, and its arguments: those of its state, where it has one.
fn partial(graph: &Graph<'_>, obj: Obj) -> Option<(Obj, Vec<Obj>)> {
    let Node::Object(object) = graph.node(obj) else {
        return None;
    };
    if let Some([function, args, ..]) = object.states.last().and_then(|state| graph.sequence(*state)) {
        return Some((*function, graph.sequence(*args)?.to_vec()));
    }
    let (function, args) = graph.sequence(object.args)?.split_first()?;
    Some((*function, args.to_vec()))
}

/// Whether the arguments of a call of this name are looked at one by one.
fn is_type(name: &str) -> bool {
    DATA_TYPES.contains(&name)
        || matches!(name, "array.array" | "collections.OrderedDict" | "collections.deque")
}

/// The fewest and the most arguments.
fn arity(name: &str) -> Option<(usize, usize)> {
    Some(match name {
        "object" => (0, 0),
        "bool"
        | "dict"
        | "float"
        | "frozenset"
        | "list"
        | "set"
        | "tuple"
        | "collections.OrderedDict"
        | "defaultdict" => (0, 1),
        "memoryview" | "type" => (1, 1),
        "int" | "complex" | "collections.deque" => (0, 2),
        "array.array" | "struct_time" => (1, 2),
        "bytes" | "bytearray" | "str" => (0, 3),
        "range" | "_codecs.encode" => (1, 3),
        "slice" => (3, 3),
        "getattr" => (2, 2),
        _ => return None,
    })
}

/// Whether `arg` may be the argument at place `at`: `suits` in `rust/mpickle/src/types/native`.
fn suits(graph: &Graph<'_>, name: &str, at: usize, arg: Obj) -> bool {
    // A range may be longer than the input: only what keeps it as it is may have it.
    if is_made(graph, arg, "builtins", &["range"]) {
        return name == "slice";
    }
    match name {
        "bytes" | "bytearray" if at == 0 => !is_int(graph, arg),
        "bytes" | "bytearray" => matches!(graph.node(arg), Node::Str(_)),
        "int" | "float" | "complex" => text(graph, arg).is_none_or(|text| text.len() <= MAX_DIGITS),
        "array.array" if at == 0 => typecode(graph, arg).is_some(),
        "type" => matches!(graph.node(arg), Node::None) || graph.is_named(arg, "builtins", "Ellipsis"),
        "str" => is_buffer(graph, arg),
        "collections.deque" if at > 0 => {
            let most = graph.offset().saturating_mul(PLACES_A_BYTE).saturating_add(PLACES);
            let bounded = |places| usize::try_from(places).is_ok_and(|places| places <= most);
            at == 1 && (matches!(graph.node(arg), Node::None) || graph.int(arg).is_some_and(bounded))
        }
        _ => true,
    }
}

/// The typecode of an array of numbers.
fn typecode(graph: &Graph<'_>, obj: Obj) -> Option<u8> {
    match graph.node(obj) {
        Node::Str(data) => match graph.data(data) {
            [code] if b"bBhHiIlLqQfd".contains(code) => Some(*code),
            _ => None,
        },
        _ => None,
    }
}

fn is_int(graph: &Graph<'_>, obj: Obj) -> bool {
    matches!(graph.node(obj), Node::Int(_) | Node::Big(_))
}

/// Bytes of text, of bytes, or of a bytearray.
fn text<'b>(graph: &'b Graph<'_>, obj: Obj) -> Option<&'b [u8]> {
    match graph.node(obj) {
        Node::Str(data) | Node::Bytes(data) | Node::ByteArray(data) => Some(graph.data(data)),
        _ => None,
    }
}

fn is_made(graph: &Graph<'_>, obj: Obj, module: &str, names: &[&str]) -> bool {
    graph.maker(obj).is_some_and(|(of, name)| of == module && names.contains(&name.as_str()))
}

/// Whether it has the buffer protocol, as far as that is known without calling anything.
fn is_buffer(graph: &Graph<'_>, obj: Obj) -> bool {
    match graph.node(obj) {
        Node::Str(_) | Node::Bytes(_) | Node::ByteArray(_) | Node::Buffer(_) => true,
        Node::Object(_) => array::array(graph, obj).is_some() || !is_plain(graph, obj),
        Node::Persistent(_) | Node::Extension(_) => true,
        _ => false,
    }
}

/// Whether one can go through it.
fn is_iterable(graph: &Graph<'_>, obj: Obj) -> bool {
    match graph.node(obj) {
        Node::None | Node::Bool(_) | Node::Int(_) | Node::Big(_) | Node::Float(_) => false,
        Node::Global(..) => !matches!(graph.name(obj), Some((module, _)) if module == "builtins"),
        Node::Object(_) => {
            !is_made(graph, obj, "builtins", &["bool", "complex", "float", "int", "object", "slice", "type"])
        }
        _ => true,
    }
}

/// Whether it is a value of a type of MicroPython's that has no bytes to look at.
fn is_plain(graph: &Graph<'_>, obj: Obj) -> bool {
    let plain = [
        "bool",
        "complex",
        "dict",
        "float",
        "frozenset",
        "int",
        "list",
        "object",
        "range",
        "set",
        "slice",
        "tuple",
    ];
    is_made(graph, obj, "builtins", &plain) || is_made(graph, obj, "collections", &["OrderedDict", "deque"])
}
