//! The objects that a pickle (or MessagePack, CBOR) describes, as a graph of nodes. Nothing is called: classes and
//! functions are names, and the result of a call is a node that says so.

mod construct;
mod inspect;
mod memory;
mod pack;
mod read;
mod resolve;
mod walk;

use std::collections::HashMap;

use num_bigint::BigInt;
use pickle::Call;

pub use memory::Block;
pub use read::{Fault, Form, Pending, decode_tree, next_pickle, read_pickle, write_pickle, write_tree};
pub use walk::{Part, Role, Survey};

/// An index into the graph's nodes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Obj(pub u32);

/// Bytes of a string: in the input, or on their own.
#[derive(Clone, Debug)]
pub enum Data {
    /// From this offset of the input on, so many.
    Input(usize, usize),
    /// Bytes that the input spells in another way.
    Own(Box<[u8]>),
}

/// An object.
#[derive(Clone, Debug)]
pub enum Node {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An int of up to 64 bits.
    Int(i64),
    /// Any other int.
    Big(Box<BigInt>),
    /// A float.
    Float(f64),
    /// Text: UTF-8 in which surrogates may stand.
    Str(Data),
    /// `bytes`, and strings of Python 2 that are not ASCII.
    Bytes(Data),
    /// `bytearray`
    ByteArray(Data),
    /// A tuple.
    Tuple(Vec<Obj>),
    /// A list.
    List(Vec<Obj>),
    /// A dictionary: keys and values as they came.
    Dict(Vec<(Obj, Obj)>),
    /// A set.
    Set(Vec<Obj>),
    /// A frozen set.
    FrozenSet(Vec<Obj>),
    /// A class or function: the str objects of its module and name.
    Global(Obj, Obj),
    /// The result of a call.
    Object(Box<Object>),
    /// The object of a persistent id.
    Persistent(Obj),
    /// A class or function by its extension code.
    Extension(u32),
    /// The out-of-band buffer of this number.
    Buffer(u32),
    /// MessagePack's ext.
    Ext(i8, Data),
    /// CBOR's tag.
    Tag(u64, Obj),
    /// CBOR's simple value.
    Simple(u8),
    /// While a pickle is written: the items of an object, from this one on.
    Walk(Obj, usize),
}

/// The result of a call, and the state that it is given afterwards.
#[derive(Clone, Debug)]
pub struct Object {
    /// How it is made.
    pub call: Call<Obj>,
    /// The function that is called.
    pub function: Obj,
    /// The arguments: mostly a tuple.
    pub args: Obj,
    /// Attributes or state; more than one in pickles written by hand only.
    pub states: Vec<Obj>,
    /// Items that are appended.
    pub items: Vec<Obj>,
    /// Items that are set.
    pub pairs: Vec<(Obj, Obj)>,
    /// Elements that are added.
    pub added: Vec<Obj>,
}

impl Object {
    /// Something that was only made.
    pub fn new(call: Call<Obj>, function: Obj, args: Obj) -> Self {
        let (states, items, pairs, added) = Default::default();
        Self { call, function, args, states, items, pairs, added }
    }
}

/// Small ints have a node each, made before all others.
const SMALL: std::ops::RangeInclusive<i64> = -128..=1023;
const NONE: Obj = Obj(0);
const FALSE: Obj = Obj(1);
const TRUE: Obj = Obj(2);
const FIRST_SMALL: u32 = 3;

/// Copies and searches that one byte of input may cause.
const STEPS_A_BYTE: usize = 64;
/// Those that any input may cause.
const STEPS_ANYWAY: usize = 1 << 20;

/// All objects of an input.
pub struct Graph<'a> {
    /// The bytes that were read; strings lie in them.
    input: &'a [u8],
    nodes: Vec<Node>,
    /// Names that the codec itself asks for when writing.
    known: HashMap<u8, Obj>,
    /// Out-of-band buffers that were asked for.
    pub buffers: u32,
    /// Steps that were done, and bytes that were read.
    steps: usize,
    offset: usize,
}

impl<'a> Graph<'a> {
    /// A graph without objects, whose strings may lie in `input`.
    #[must_use]
    pub fn new(input: &'a [u8]) -> Self {
        let mut nodes = vec![Node::None, Node::Bool(false), Node::Bool(true)];
        nodes.extend(SMALL.map(Node::Int));
        Self { input, nodes, known: HashMap::new(), buffers: 0, steps: 0, offset: 0 }
    }

    /// Forgets all objects.
    pub fn clear(&mut self) {
        self.nodes.truncate(FIRST_SMALL as usize + SMALL.count());
        self.known.clear();
        self.buffers = 0;
        self.steps = 0;
    }

    /// The node of an object.
    #[inline]
    #[must_use]
    pub fn node(&self, obj: Obj) -> &Node {
        &self.nodes[obj.0 as usize]
    }

    /// The same, to be changed.
    pub fn node_mut(&mut self, obj: Obj) -> &mut Node {
        &mut self.nodes[obj.0 as usize]
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All objects that were made, also those of which none is left.
    pub fn objects(&self) -> impl Iterator<Item = Obj> {
        (FIRST_SMALL + SMALL.count() as u32..self.nodes.len() as u32).map(Obj)
    }

    /// Bytes of the input that were read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether there are none but those that are always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= FIRST_SMALL as usize + SMALL.count()
    }

    /// A new object.
    ///
    /// # Panics
    /// After four billion.
    #[inline]
    pub fn add(&mut self, node: Node) -> Obj {
        let at = u32::try_from(self.nodes.len()).expect("fewer than 2^32 objects");
        self.nodes.push(node);
        Obj(at)
    }

    /// An int.
    #[inline]
    pub fn new_int(&mut self, value: i64) -> Obj {
        if SMALL.contains(&value) {
            return Obj(FIRST_SMALL + (value - SMALL.start()) as u32);
        }
        self.add(Node::Int(value))
    }

    /// A str.
    pub fn new_str(&mut self, text: &str) -> Obj {
        self.add(Node::Str(Data::Own(text.as_bytes().into())))
    }

    /// Bytes of a string.
    #[inline]
    #[must_use]
    pub fn data<'b>(&'b self, data: &'b Data) -> &'b [u8] {
        match data {
            Data::Input(start, len) => &self.input[*start..*start + *len],
            Data::Own(data) => data,
        }
    }

    /// Text of a str, with a sign in place of what is no UTF-8.
    #[must_use]
    pub fn text(&self, obj: Obj) -> Option<std::borrow::Cow<'_, str>> {
        match self.node(obj) {
            Node::Str(data) => Some(String::from_utf8_lossy(self.data(data))),
            _ => None,
        }
    }

    /// The memory of bytes, of a bytearray, or of a string of Python 2 that was meant as bytes.
    #[must_use]
    pub fn bytes(&self, obj: Obj) -> Option<&[u8]> {
        match self.node(obj) {
            Node::Bytes(data) | Node::ByteArray(data) => Some(self.data(data)),
            Node::Str(data) if self.data(data).is_ascii() => Some(self.data(data)),
            _ => None,
        }
    }

    /// Module and name of a class or function.
    #[must_use]
    pub fn name(&self, global: Obj) -> Option<(String, String)> {
        match *self.node(global) {
            Node::Global(module, name) => Some((self.text(module)?.into(), self.text(name)?.into())),
            _ => None,
        }
    }

    /// Whether this is the class or function of this name.
    #[must_use]
    pub fn is_named(&self, global: Obj, module: &str, name: &str) -> bool {
        match *self.node(global) {
            Node::Global(m, n) => {
                self.text(m).as_deref() == Some(module) && self.text(n).as_deref() == Some(name)
            }
            _ => false,
        }
    }

    /// Module and name of what was called to make this object.
    #[must_use]
    pub fn maker(&self, obj: Obj) -> Option<(String, String)> {
        match self.node(obj) {
            Node::Object(object) => self.name(object.function),
            _ => None,
        }
    }

    /// Items of a list or tuple.
    #[must_use]
    pub fn sequence(&self, obj: Obj) -> Option<&[Obj]> {
        match self.node(obj) {
            Node::List(items) | Node::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// An int that is not large.
    #[must_use]
    pub fn int(&self, obj: Obj) -> Option<i64> {
        match self.node(obj) {
            Node::Int(value) => Some(*value),
            _ => None,
        }
    }
}
