//! Numerical arrays in pickles: numpy's, `array.array` and `mpickle.ndarray`, without numpy.
//!
//! How numpy writes them: `ndarray.__reduce__`, `dtype.__reduce__`, `numpy.core.multiarray.scalar`; `array.array`
//! has `_array_reconstructor` with the formats of CPython's `Modules/arraymodule.c`.

use model::float::HALF;

use crate::graph::{Data, Graph, Node, Obj};

mod dtype;

pub use dtype::{DType, dtype};

/// The place of the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// In the memory of this object.
    Memory(Obj),
    /// In this list or tuple, one object an item.
    Objects(Obj),
    /// In an out-of-band buffer.
    Outside,
}

/// An array.
#[derive(Clone, Debug)]
pub struct Array {
    /// `numpy`, `array` or `scalar`.
    pub origin: Origin,
    /// Of its items.
    pub dtype: DType,
    /// Its lengths; of a scalar none.
    pub shape: Vec<usize>,
    /// The first index changes fastest.
    pub fortran: bool,
    /// Its items.
    pub items: Items,
    /// Of a masked array the memory of a bool for each item, and of records for each field of each.
    pub mask: Option<Obj>,
}

/// The kind of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// numpy's `ndarray` or a class derived from it.
    Numpy,
    /// One number of numpy's.
    Scalar,
    /// `array.array`
    Array,
}

/// A number out of an array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A bool.
    Bool(bool),
    /// An int; a time as a number of its units.
    Int(i128),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
}

fn shape(graph: &Graph<'_>, obj: Obj) -> Option<Vec<usize>> {
    let length = |obj: &Obj| graph.int(*obj).and_then(|length| usize::try_from(length).ok());
    match graph.node(obj) {
        Node::Int(_) => Some(vec![length(&obj)?]),
        _ => graph.sequence(obj)?.iter().map(length).collect(),
    }
}

/// Whether this is numpy's function or class of this name, in 1.x or 2.x.
fn is_numpy(module: &str, name: &str, inner: &str, wanted: &str) -> bool {
    name == wanted
        && module.strip_prefix("numpy.").is_some_and(|rest| rest.strip_prefix('_').unwrap_or(rest) == inner)
}

/// Formats of `array._array_reconstructor`, by number: kind, size, most significant byte first.
pub const FORMATS: [(u8, usize, bool); 18] = [
    (b'u', 1, false),
    (b'i', 1, false),
    (b'u', 2, false),
    (b'u', 2, true),
    (b'i', 2, false),
    (b'i', 2, true),
    (b'u', 4, false),
    (b'u', 4, true),
    (b'i', 4, false),
    (b'i', 4, true),
    (b'u', 8, false),
    (b'u', 8, true),
    (b'i', 8, false),
    (b'i', 8, true),
    (b'f', 4, false),
    (b'f', 4, true),
    (b'f', 8, false),
    (b'f', 8, true),
];

/// Kind and size of the items of an `array.array` whose items were written one by one.
fn typecode(code: &str) -> Option<DType> {
    let (kind, size) = match code {
        "b" => (b'i', 1),
        "B" => (b'u', 1),
        "h" => (b'i', 2),
        "H" => (b'u', 2),
        "i" => (b'i', 4),
        "I" => (b'u', 4),
        "l" | "q" => (b'i', 8),
        "L" | "Q" => (b'u', 8),
        "f" => (b'f', 4),
        "d" => (b'f', 8),
        _ => return None,
    };
    Some(DType::number(kind, size))
}

/// The array that an object is, if it is one whose items fit its shape.
#[must_use]
pub fn array(graph: &Graph<'_>, obj: Obj) -> Option<Array> {
    let found = read(graph, obj)?;
    let count = found.shape.iter().try_fold(1usize, |count, length| count.checked_mul(*length))?;
    let fits = match found.items {
        Items::Memory(memory) => found.dtype.size.checked_mul(count)? == graph.bytes(memory)?.len(),
        Items::Objects(list) => graph.sequence(list)?.len() == count,
        Items::Outside => true,
    };
    let masked = match found.mask {
        Some(mask) => count.checked_mul(found.dtype.fields.len().max(1))? == graph.bytes(mask)?.len(),
        None => true,
    };
    (fits && masked).then_some(found)
}

fn read(graph: &Graph<'_>, obj: Obj) -> Option<Array> {
    let Node::Object(object) = graph.node(obj) else {
        return None;
    };
    let (module, name) = graph.name(object.function)?;
    let args = graph.sequence(object.args)?;
    let items = |obj: Obj| match graph.node(obj) {
        Node::Buffer(_) => Items::Outside,
        Node::List(_) | Node::Tuple(_) => Items::Objects(obj),
        _ => Items::Memory(obj),
    };
    let is = |inner: &str, wanted: &str| is_numpy(&module, &name, inner, wanted);
    if is("core.multiarray", "_reconstruct") || is("ma.core", "_mareconstruct") {
        let state = graph.sequence(*object.states.first()?)?;
        return Some(Array {
            origin: Origin::Numpy,
            dtype: dtype(graph, *state.get(2)?)?,
            shape: shape(graph, *state.get(1)?)?,
            fortran: matches!(graph.node(*state.get(3)?), Node::Bool(true) | Node::Int(1)),
            items: items(*state.get(4)?),
            mask: state.get(5).copied(),
        });
    }
    if is("core.numeric", "_frombuffer") {
        return Some(Array {
            origin: Origin::Numpy,
            dtype: dtype(graph, *args.get(1)?)?,
            shape: shape(graph, *args.get(2)?)?,
            fortran: graph.text(*args.get(3)?)? == "F",
            items: items(*args.first()?),
            mask: None,
        });
    }
    if is("core.multiarray", "scalar") {
        let dtype = dtype(graph, *args.first()?)?;
        let items = if dtype.kind == b'O' { return None } else { items(*args.get(1)?) };
        return Some(Array {
            origin: Origin::Scalar,
            dtype,
            shape: Vec::new(),
            fortran: false,
            items,
            mask: None,
        });
    }
    match (module.as_str(), name.as_str()) {
        ("numpy", "ndarray") => Some(Array {
            origin: Origin::Numpy,
            shape: shape(graph, *args.first()?)?,
            dtype: dtype(graph, *args.get(1)?)?,
            fortran: false,
            items: items(*args.get(2)?),
            mask: None,
        }),
        ("array", "_array_reconstructor") => {
            let (kind, size, big) = *FORMATS.get(usize::try_from(graph.int(*args.get(2)?)?).ok()?)?;
            let memory = *args.get(3)?;
            let length = graph.bytes(memory)?.len() / size;
            Some(Array {
                origin: Origin::Array,
                dtype: DType { big, ..DType::number(kind, size) },
                shape: vec![length],
                fortran: false,
                items: Items::Memory(memory),
                mask: None,
            })
        }
        ("array", "array") => Some(Array {
            origin: Origin::Array,
            dtype: typecode(&graph.text(*args.first()?)?)?,
            shape: vec![graph.sequence(*args.get(1)?)?.len()],
            fortran: false,
            items: Items::Objects(*args.get(1)?),
            mask: None,
        }),
        _ => None,
    }
}

/// A masked array as a board has it: the plain array, and an array of bool with its shape; for records with one more axis
/// for the fields.
#[must_use]
pub fn unmasked(graph: &mut Graph<'_>, array: &Array) -> Option<(Array, Array)> {
    array.mask?;
    let mut bools = Vec::with_capacity(array.count() * array.dtype.fields.len().max(1));
    for index in 0..array.count() {
        bools.extend(array.masked(graph, index)?);
    }
    let mut shape = array.shape.clone();
    if !array.dtype.fields.is_empty() {
        shape.push(array.dtype.fields.len());
    }
    let items = Items::Memory(graph.add(Node::Bytes(Data::Own(bools.into()))));
    let mask = Array {
        origin: Origin::Numpy,
        dtype: DType::number(b'b', 1),
        shape,
        fortran: false,
        items,
        mask: None,
    };
    Some((Array { mask: None, ..array.clone() }, mask))
}

impl Array {
    /// How many items it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// The bytes of item number `index` in C order.
    #[must_use]
    pub fn bytes<'a>(&self, graph: &'a Graph<'_>, index: usize) -> Option<&'a [u8]> {
        let Items::Memory(memory) = self.items else { return None };
        let (size, at) = (self.dtype.size, self.place(index));
        graph.bytes(memory)?.get(at * size..(at + 1) * size)
    }

    /// Item number `index` in C order, if it is a number.
    #[must_use]
    pub fn number(&self, graph: &Graph<'_>, index: usize) -> Option<Number> {
        match self.items {
            Items::Memory(_) => decode(&self.dtype, self.bytes(graph, index)?),
            Items::Objects(list) => match graph.node(*graph.sequence(list)?.get(index)?) {
                Node::Int(value) => Some(Number::Int((*value).into())),
                Node::Float(value) => Some(Number::Float(*value)),
                Node::Bool(value) => Some(Number::Bool(*value)),
                _ => None,
            },
            Items::Outside => None,
        }
    }

    /// Of a masked array the bool of item number `index` in C order; of records one for each field.
    #[must_use]
    pub fn masked<'a>(&self, graph: &'a Graph<'_>, index: usize) -> Option<&'a [u8]> {
        let (fields, at) = (self.dtype.fields.len().max(1), self.place(index));
        graph.bytes(self.mask?)?.get(at * fields..(at + 1) * fields)
    }

    /// The place in memory of an item whose place in C order is `index`.
    fn place(&self, mut index: usize) -> usize {
        if !self.fortran {
            return index;
        }
        let mut places = vec![0; self.shape.len()];
        for (place, length) in places.iter_mut().zip(&self.shape).rev() {
            *place = index % length;
            index /= length;
        }
        places.iter().zip(&self.shape).rev().fold(0, |at, (place, length)| at * length + place)
    }

    /// An object that is an item, in C order, if items are objects. numpy writes them in this order always.
    #[must_use]
    pub fn object(&self, graph: &Graph<'_>, index: usize) -> Option<Obj> {
        match self.items {
            Items::Objects(list) => graph.sequence(list)?.get(index).copied(),
            _ => None,
        }
    }

    /// In words: `numpy float32 (10, 64)`.
    #[must_use]
    pub fn words(&self) -> String {
        let name = self.dtype.name();
        let lengths: Vec<String> = self.shape.iter().map(usize::to_string).collect();
        let order = if self.fortran { ", Fortran order" } else { "" };
        let masked = if self.mask.is_some() { "masked " } else { "" };
        match self.origin {
            Origin::Numpy if lengths.len() == 1 => format!("numpy {masked}{name} ({},)", lengths[0]),
            Origin::Numpy => format!("numpy {masked}{name} ({}){order}", lengths.join(", ")),
            Origin::Scalar => format!("numpy {name}"),
            Origin::Array => format!("array {name} ({},)", lengths.join(", ")),
        }
    }
}

/// The number in these bytes.
#[must_use]
pub fn decode(dtype: &DType, bytes: &[u8]) -> Option<Number> {
    let mut low = [0; 16];
    let part = low.get_mut(..bytes.len())?;
    part.copy_from_slice(bytes);
    let half = if dtype.kind == b'c' { bytes.len() / 2 } else { bytes.len() };
    if dtype.big {
        part.chunks_exact_mut(half.max(1)).for_each(<[u8]>::reverse);
    }
    let whole = u128::from_le_bytes(low);
    let float = |bits: u128, size: usize| match size {
        2 => Some(HALF.widen(bits as u32)),
        4 => Some(f64::from(f32::from_bits(bits as u32))),
        8 => Some(f64::from_bits(bits as u64)),
        _ => None,
    };
    match dtype.kind {
        b'b' => Some(Number::Bool(whole != 0)),
        b'u' => Some(Number::Int(i128::try_from(whole).ok()?)),
        b'i' | b'M' | b'm' => {
            let unused = 128 - 8 * bytes.len() as u32;
            Some(Number::Int((whole << unused).cast_signed() >> unused))
        }
        b'f' => float(whole, bytes.len()).map(Number::Float),
        b'c' => Some(Number::Complex(
            float(whole & ((1 << (8 * half)) - 1), half)?,
            float(whole >> (8 * half), half)?,
        )),
        _ => None,
    }
}
