//! Graphs made plain: objects of classes, arrays and types that a format lacks become what it has.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Result, bail};
use pickle::Call;

use crate::array::{self, Array, Number};
use crate::commands::show::words::float;
use crate::graph::{Data, Graph, Node, Obj};

/// The types that a format has beyond numbers, text, lists and dictionaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JSON: keys are text, and there are no bytes, sets, nan and infinity.
    Json,
    /// MessagePack: bytes; no sets, and ints of 64 bits.
    MessagePack,
    /// CBOR: bytes, sets, large ints, typed arrays.
    Cbor,
    /// Pickle without classes.
    Pickle,
}

/// Nodes that one object may become by being written once for each place where it stands.
const COPIES: u64 = 64;
/// Those that any input may become.
const ANYWAY: u64 = 1 << 18;

/// Types that became others, with how often.
pub type Notes = BTreeMap<String, usize>;

/// Refuses what has no end as text: an object in itself, or lists shared so often that writing each at each place
/// would take far more than the file.
///
/// # Errors
/// Either of these.
pub fn check_tree(graph: &Graph<'_>, root: Obj) -> Result<()> {
    let mut sizes = vec![0u64; graph.len()];
    let mut open = vec![false; graph.len()];
    let mut path = vec![(root, 0usize)];
    open[root.0 as usize] = true;
    while let Some((holder, index)) = path.last_mut() {
        let holder = *holder;
        let at = holder.0 as usize;
        match graph.part(holder, *index) {
            Some(part) => {
                *index += 1;
                let to = part.obj.0 as usize;
                if open[to] {
                    bail!("an object contains itself: {}", graph.survey(root).path(graph, part.obj));
                }
                if sizes[to] > 0 {
                    sizes[at] = sizes[at].saturating_add(sizes[to]);
                } else {
                    open[to] = true;
                    path.push((part.obj, 0));
                }
            }
            None => {
                sizes[at] = sizes[at].saturating_add(1);
                open[at] = false;
                path.pop();
                if let Some((parent, _)) = path.last() {
                    let parent = parent.0 as usize;
                    sizes[parent] = sizes[parent].saturating_add(sizes[at]);
                }
            }
        }
    }
    if sizes[root.0 as usize] > graph.len() as u64 * COPIES + ANYWAY {
        bail!(
            "objects are shared so often that writing each at every place would take {} items",
            sizes[root.0 as usize]
        );
    }
    Ok(())
}

/// Makes all that can be reached from `root` plain, in place; returns what stands for the root.
///
/// # Errors
/// Something has no plain form.
pub fn plain(graph: &mut Graph<'_>, root: Obj, dialect: Dialect, notes: &mut Notes) -> Result<Obj> {
    let mut seen = HashSet::from([root]);
    let mut todo = vec![root];
    while let Some(obj) = todo.pop() {
        if let Some(node) = replaced(graph, obj, dialect, notes)? {
            *graph.node_mut(obj) = node;
        }
        let mut index = 0;
        while let Some(part) = graph.part(obj, index) {
            index += 1;
            if seen.insert(part.obj) {
                todo.push(part.obj);
            }
        }
    }
    if dialect == Dialect::Json {
        // New nodes are plain already, but for keys.
        for obj in graph.survey(root).order {
            keys(graph, obj)?;
        }
    }
    Ok(root)
}

fn note(notes: &mut Notes, what: &str) {
    *notes.entry(what.into()).or_default() += 1;
}

fn replaced(graph: &mut Graph<'_>, obj: Obj, dialect: Dialect, notes: &mut Notes) -> Result<Option<Node>> {
    if let Some(dtype) = array::dtype(graph, obj).filter(|_| matches!(graph.node(obj), Node::Object(_))) {
        return Ok(Some(Node::Str(Data::Own(dtype.code().into_bytes().into()))));
    }
    if let Some(array) = array::array(graph, obj) {
        return arrays(graph, &array, dialect, notes).map(Some);
    }
    let is_json = dialect == Dialect::Json;
    let node = match graph.node(obj) {
        Node::Bytes(data) | Node::ByteArray(data) if is_json => {
            let text = base64(graph.data(data));
            marked(graph, "$bytes", &text)
        }
        Node::Float(value) if is_json && !value.is_finite() => {
            let text = float(*value);
            marked(graph, "$float", &text)
        }
        Node::Set(items) | Node::FrozenSet(items) if is_json => {
            let items = items.clone();
            let list = graph.add(Node::List(items));
            let key = graph.new_str("$set");
            Node::Dict(vec![(key, list)])
        }
        Node::Set(items) | Node::FrozenSet(items) if dialect == Dialect::MessagePack => {
            let items = items.clone();
            note(notes, "a set became an array");
            Node::List(items)
        }
        Node::Tuple(items) if matches!(dialect, Dialect::Json | Dialect::MessagePack) => {
            let items = items.clone();
            note(notes, "a tuple became an array");
            Node::List(items)
        }
        Node::Big(value) if dialect == Dialect::MessagePack && u64::try_from(&**value).is_err() => {
            bail!("MessagePack has no int as large as {value}");
        }
        Node::Global(..) => {
            let (module, name) = graph.name(obj).unwrap_or_default();
            marked(graph, "$name", &format!("{module}.{name}"))
        }
        Node::Object(_) => return object(graph, obj, dialect, notes).map(Some),
        Node::Persistent(id) => {
            let id = *id;
            let key = graph.new_str("$persistent");
            Node::Dict(vec![(key, id)])
        }
        Node::Extension(code) => {
            let text = code.to_string();
            marked(graph, "$extension", &text)
        }
        Node::Buffer(number) => bail!("out-of-band buffer {number} is not in the file"),
        Node::Ext(code, data) if dialect != Dialect::MessagePack => {
            let (code, data) = (i64::from(*code), data.clone());
            let code = graph.new_int(code);
            let data = if is_json {
                graph.new_str(&base64(graph.data(&data)))
            } else {
                graph.add(Node::Bytes(data))
            };
            pair(graph, "$ext", code, data)
        }
        Node::Tag(number, inner) if dialect != Dialect::Cbor => {
            let (number, inner) = (*number, *inner);
            let number = graph.new_int(i64::try_from(number)?);
            pair(graph, "$tag", number, inner)
        }
        Node::Simple(value) if dialect != Dialect::Cbor => {
            let text = value.to_string();
            marked(graph, "$simple", &text)
        }
        _ => return Ok(None),
    };
    Ok(Some(node))
}

/// `{mark: text}`
fn marked(graph: &mut Graph<'_>, mark: &str, text: &str) -> Node {
    let (key, value) = (graph.new_str(mark), graph.new_str(text));
    Node::Dict(vec![(key, value)])
}

/// `{"data": data, "mask": mask}`, as a board has masked arrays.
pub fn data_and_mask(graph: &mut Graph<'_>, data: Node, mask: Node) -> Node {
    let pairs = [("data", data), ("mask", mask)];
    Node::Dict(pairs.map(|(name, node)| (graph.new_str(name), graph.add(node))).into())
}

/// `{mark: [first, second]}`
fn pair(graph: &mut Graph<'_>, mark: &str, first: Obj, second: Obj) -> Node {
    let key = graph.new_str(mark);
    let list = graph.add(Node::List(vec![first, second]));
    Node::Dict(vec![(key, list)])
}

fn object(graph: &mut Graph<'_>, obj: Obj, dialect: Dialect, notes: &mut Notes) -> Result<Node> {
    let Node::Object(object) = graph.node(obj).clone() else { bail!("no object") };
    let (module, name) = graph.name(object.function).unwrap_or_default();
    let args = graph.sequence(object.args).unwrap_or(&[]).to_vec();
    match (module.as_str(), name.as_str()) {
        ("collections", "OrderedDict" | "defaultdict") | ("builtins", "dict")
            if !object.pairs.is_empty() || args.is_empty() =>
        {
            return Ok(Node::Dict(object.pairs));
        }
        ("collections", "Counter") => {
            let counts = args.first().map(|counts| graph.node(*counts).clone());
            return Ok(counts.unwrap_or(Node::Dict(object.pairs)));
        }
        ("collections", "deque") => return Ok(Node::List(object.items)),
        ("builtins", "complex") if args.len() == 2 => {
            return Ok(match dialect {
                Dialect::Cbor => {
                    let list = graph.add(Node::List(args));
                    Node::Tag(COMPLEX, list)
                }
                Dialect::Pickle => graph.node(obj).clone(),
                _ => pair(graph, "$complex", args[0], args[1]),
            });
        }
        _ => {}
    }
    // Attributes stand by themselves, beside the class.
    note(notes, "an instance became a dictionary with \"$class\"");
    let class_key = graph.new_str("$class");
    let class = if module.is_empty() { object.function } else { graph.new_str(&format!("{module}.{name}")) };
    let mut pairs = vec![(class_key, class)];
    let mut add = |graph: &mut Graph<'_>, key: &str, value: Obj| {
        let key = graph.new_str(key);
        pairs.push((key, value));
    };
    if !args.is_empty() {
        let list = graph.add(Node::List(args));
        add(graph, "$args", list);
    }
    if let Call::NewEx(kwargs) = object.call {
        add(graph, "$keywords", kwargs);
    }
    for (mark, items) in [("$items", object.items), ("$elements", object.added)] {
        if !items.is_empty() {
            let list = graph.add(Node::List(items));
            add(graph, mark, list);
        }
    }
    if !object.pairs.is_empty() {
        let dict = graph.add(Node::Dict(object.pairs));
        add(graph, "$entries", dict);
    }
    for state in object.states {
        match graph.node(state) {
            Node::Dict(attributes) if attributes.iter().all(|(key, _)| graph.text(*key).is_some()) => {
                let attributes = attributes.clone();
                pairs.extend(attributes);
            }
            _ => {
                let key = graph.new_str("$state");
                pairs.push((key, state));
            }
        }
    }
    Ok(Node::Dict(pairs))
}

/// The tag of complex numbers: cbor2's 43000.
const COMPLEX: u64 = 43000;
/// RFC 8746: the tag of an array of more than one dimension, in C order.
const SHAPED: u64 = 40;

fn arrays(graph: &mut Graph<'_>, array: &Array, dialect: Dialect, notes: &mut Notes) -> Result<Node> {
    if array.items == array::Items::Outside {
        bail!("the items of an array are in an out-of-band buffer, which is not in the file");
    }
    if array.origin == array::Origin::Scalar {
        let item = item(graph, array, 0, dialect)?;
        return Ok(graph.node(item).clone());
    }
    if let Some((data, mask)) = array::unmasked(graph, array) {
        let (data, mask) = (arrays(graph, &data, dialect, notes)?, lists(graph, &mask, dialect)?);
        return Ok(data_and_mask(graph, data, mask));
    }
    if dialect == Dialect::Cbor
        && let Some(tag) = typed(array)
        && let array::Items::Memory(memory) = array.items
    {
        let bytes: Box<[u8]> = graph.bytes(memory).unwrap_or(&[]).into();
        let bytes = graph.add(Node::Bytes(Data::Own(bytes)));
        if array.shape.len() == 1 {
            return Ok(Node::Tag(tag, bytes));
        }
        let lengths = array.shape.iter().map(|length| graph.new_int(*length as i64)).collect();
        let (lengths, tagged) = (graph.add(Node::List(lengths)), graph.add(Node::Tag(tag, bytes)));
        let list = graph.add(Node::List(vec![lengths, tagged]));
        return Ok(Node::Tag(SHAPED, list));
    }
    if dialect == Dialect::Pickle {
        bail!("an array has no form without classes");
    }
    note(notes, "an array became lists");
    lists(graph, array, dialect)
}

/// Lists of nothing that an array without items may become.
const MOST_EMPTY: usize = 1 << 16;

/// The array as nested lists.
///
/// # Errors
/// Its items have no plain form.
pub fn lists(graph: &mut Graph<'_>, array: &Array, dialect: Dialect) -> Result<Node> {
    let mut level =
        (0..array.count()).map(|index| item(graph, array, index, dialect)).collect::<Result<Vec<_>>>()?;
    for axis in (1..array.shape.len()).rev() {
        let (lists, length) = (array.shape[..axis].iter().product::<usize>(), array.shape[axis]);
        // Those of no length need no bytes in the file.
        if length == 0 && lists > MOST_EMPTY {
            bail!("an array of {lists} empty rows has no plain form");
        }
        level = (0..lists)
            .map(|list| graph.add(Node::List(level[list * length..(list + 1) * length].to_vec())))
            .collect();
    }
    Ok(match (array.shape.len(), level.first()) {
        (0, Some(only)) => graph.node(*only).clone(),
        _ => Node::List(level),
    })
}

fn item(graph: &mut Graph<'_>, array: &Array, index: usize, dialect: Dialect) -> Result<Obj> {
    if let Some(obj) = array.object(graph, index) {
        return Ok(obj);
    }
    if let Some(number) = array.number(graph, index) {
        return Ok(match number {
            Number::Bool(value) => graph.add(Node::Bool(value)),
            Number::Int(value) => match i64::try_from(value) {
                Ok(value) => graph.new_int(value),
                Err(_) => graph.add(Node::Big(Box::new(value.into()))),
            },
            Number::Float(value) if dialect == Dialect::Json && !value.is_finite() => {
                let node = marked(graph, "$float", &float(value));
                graph.add(node)
            }
            Number::Float(value) => graph.add(Node::Float(value)),
            Number::Complex(real, imag) => {
                let (real, imag) = (graph.add(Node::Float(real)), graph.add(Node::Float(imag)));
                let node = pair(graph, "$complex", real, imag);
                graph.add(node)
            }
        });
    }
    match (array.dtype.kind, array.bytes(graph, index)) {
        (b'U', Some(bytes)) => {
            let unit = |bytes: &[u8]| {
                let bytes = bytes.try_into().unwrap_or([0; 4]);
                if array.dtype.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
            };
            let text: String = bytes
                .chunks(4)
                .map(|unit_bytes| char::from_u32(unit(unit_bytes)).unwrap_or('\u{fffd}'))
                .collect();
            Ok(graph.new_str(text.trim_end_matches('\0')))
        }
        (b'S', Some(bytes)) => {
            let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            let bytes: Box<[u8]> = bytes[..used].into();
            let node = match (dialect, std::str::from_utf8(&bytes)) {
                (Dialect::Json, Ok(_)) => Node::Str(Data::Own(bytes)),
                (Dialect::Json, Err(_)) => marked(graph, "$bytes", &base64(&bytes)),
                _ => Node::Bytes(Data::Own(bytes)),
            };
            Ok(graph.add(node))
        }
        _ => bail!("an array of {} has no plain form", array.dtype.name()),
    }
}

/// RFC 8746: the tag of a typed array.
fn typed(array: &Array) -> Option<u64> {
    if array.fortran && array.shape.len() > 1 {
        return None;
    }
    let (base, log) = match (array.dtype.kind, array.dtype.size) {
        (b'u', size @ (1 | 2 | 4 | 8)) => (64, size.trailing_zeros()),
        (b'i', size @ (1 | 2 | 4 | 8)) => (72, size.trailing_zeros()),
        (b'f', size @ (2 | 4 | 8)) => (80, size.trailing_zeros() - 1),
        _ => return None,
    };
    let little = u64::from(!array.dtype.big && array.dtype.size > 1) * 4;
    Some(base + little + u64::from(log))
}

/// JSON: keys that are no text.
fn keys(graph: &mut Graph<'_>, obj: Obj) -> Result<()> {
    let Node::Dict(pairs) = graph.node(obj) else {
        return Ok(());
    };
    if pairs.iter().all(|(key, _)| matches!(graph.node(*key), Node::Str(_))) {
        return Ok(());
    }
    let pairs = pairs.clone();
    let lists = pairs.into_iter().map(|(key, value)| graph.add(Node::List(vec![key, value]))).collect();
    let list = graph.add(Node::List(lists));
    let key = graph.new_str("$dict");
    *graph.node_mut(obj) = Node::Dict(vec![(key, list)]);
    Ok(())
}

/// RFC 4648.
#[must_use]
pub fn base64(data: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(data.len().div_ceil(3) * 4);
    for piece in data.chunks(3) {
        let mut group = [0; 3];
        group[..piece.len()].copy_from_slice(piece);
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= piece.len() { char::from(letter) } else { '=' });
        }
    }
    text
}
