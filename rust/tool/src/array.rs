//! Numerical arrays in pickles: numpy's, `array.array` and `mpickle.ndarray`, without numpy.
//!
//! How numpy writes them: `ndarray.__reduce__`, `dtype.__reduce__`, `numpy.core.multiarray.scalar`; `array.array`
//! has `_array_reconstructor` with the formats of CPython's `Modules/arraymodule.c`.

use model::float::HALF;

use crate::graph::{Graph, Node, Obj};

/// The type of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DType {
    /// `b`ool, `i`nt, `u`nsigned, `f`loat, `c`omplex, `M` or `m` for times; `U`, `S`, `O`, `V`, `T` and others for
    /// what are no numbers.
    pub kind: u8,
    /// Bytes an item.
    pub size: usize,
    /// Most significant byte first.
    pub big: bool,
    /// The unit of times, such as `ns`; the step is in front if it is not 1.
    pub unit: String,
    /// Names, types and byte offsets of the fields of a record.
    pub fields: Vec<(String, Obj, usize)>,
}

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

impl DType {
    /// Out of numpy's `str`: `<f4`, `|b1`, `M8[ns]`, …
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (big, rest) = match text.as_bytes().first()? {
            b'>' => (true, &text[1..]),
            b'<' | b'=' | b'|' => (false, &text[1..]),
            _ => (false, text),
        };
        let (rest, unit) = match rest.split_once('[') {
            Some((rest, unit)) => (rest, unit.strip_suffix(']')?),
            None => (rest, ""),
        };
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (stem, digits) = rest.split_at(digits);
        let number: usize = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let (kind, size) = match stem {
            "?" | "bool" => (b'b', 1),
            "int" => (b'i', number / 8),
            "uint" => (b'u', number / 8),
            "float" => (b'f', number / 8),
            "complex" => (b'c', number / 8),
            "U" => (b'U', number.checked_mul(4)?),
            "O" => (b'O', 8),
            stem if stem.len() == 1 => (stem.as_bytes()[0], number),
            _ => return None,
        };
        let big = big && size > 1;
        Some(Self { kind, size, big, unit: unit.into(), fields: Vec::new() })
    }

    /// A number in this machine-independent, little-endian form.
    const fn number(kind: u8, size: usize) -> Self {
        Self { kind, size, big: false, unit: String::new(), fields: Vec::new() }
    }

    /// Whether items are numbers.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(
            (self.kind, self.size),
            (b'b', 1) | (b'i' | b'u', 1 | 2 | 4 | 8) | (b'f', 2 | 4 | 8) | (b'c', 8 | 16) | (b'M' | b'm', 8)
        )
    }

    /// numpy's name: `float32`.
    #[must_use]
    pub fn name(&self) -> String {
        let bits = self.size * 8;
        let order = if self.big { ">" } else { "" };
        match self.kind {
            b'b' => "bool".into(),
            b'i' => format!("{order}int{bits}"),
            b'u' => format!("{order}uint{bits}"),
            b'f' => format!("{order}float{bits}"),
            b'c' => format!("{order}complex{bits}"),
            b'M' => format!("{order}datetime64[{}]", self.unit),
            b'm' => format!("{order}timedelta64[{}]", self.unit),
            b'O' => "object".into(),
            b'U' => format!("{order}U{}", self.size / 4),
            b'V' if !self.fields.is_empty() => {
                let names: Vec<&str> = self.fields.iter().map(|(name, ..)| name.as_str()).collect();
                format!("record of {}", names.join(", "))
            }
            kind => format!("{}{}", char::from(kind), self.size),
        }
    }

    /// numpy's `str`: `<f4`.
    #[must_use]
    pub fn code(&self) -> String {
        let order = match (self.size, self.big) {
            (0 | 1, _) => '|',
            (_, true) => '>',
            _ => '<',
        };
        format!("{order}{}{}", char::from(self.kind), self.size)
    }
}

/// The type that an object stands for: a `numpy.dtype`, or its name.
#[must_use]
pub fn dtype(graph: &Graph<'_>, obj: Obj) -> Option<DType> {
    if let Some(text) = graph.text(obj) {
        return DType::parse(&text);
    }
    let Node::Object(object) = graph.node(obj) else {
        return None;
    };
    if !graph.is_named(object.function, "numpy", "dtype") {
        return None;
    }
    let code = *graph.sequence(object.args)?.first()?;
    let mut dtype = match graph.node(code) {
        Node::Str(_) => DType::parse(&graph.text(code)?)?,
        // `dtype(numpy.record)` and the like.
        _ => DType { kind: b'V', ..DType::number(b'V', 0) },
    };
    let Some(state) = object.states.first().and_then(|state| graph.sequence(*state)) else {
        return Some(dtype);
    };
    // (version, order, subdtype, names, fields, itemsize, alignment, flags, metadata)
    if let Some(order) = state.get(1).and_then(|order| graph.text(*order)) {
        dtype.big = order == ">" && (dtype.size > 1 || dtype.kind == b'V');
    }
    if let (b'U' | b'S' | b'V', Some(size)) = (dtype.kind, state.get(5).and_then(|size| graph.int(*size)))
        && let Ok(size) = usize::try_from(size)
    {
        dtype.size = size;
    }
    if let Some(Node::Dict(fields)) = state.get(4).map(|fields| graph.node(*fields)) {
        let names = state.get(3).and_then(|names| graph.sequence(*names)).unwrap_or(&[]);
        for name in names {
            let text = graph.text(*name)?;
            let field = fields.iter().find(|(key, _)| graph.text(*key).as_deref() == Some(&*text))?.1;
            let [field, offset, ..] = graph.sequence(field)? else { return None };
            let offset = usize::try_from(graph.int(*offset)?).ok()?;
            dtype.fields.push((text.into_owned(), *field, offset));
        }
    }
    if dtype.unit.is_empty()
        && matches!(dtype.kind, b'M' | b'm')
        && let Some(metadata) = state.get(8).and_then(|metadata| graph.sequence(*metadata))
    {
        dtype.unit = unit(graph, metadata).unwrap_or_default();
    }
    Some(dtype)
}

/// `({}, (b'ns', 1, 1, 1))`: the unit and how many of it.
fn unit(graph: &Graph<'_>, metadata: &[Obj]) -> Option<String> {
    let parts = graph.sequence(*metadata.get(1)?)?;
    let unit = String::from_utf8_lossy(graph.bytes(*parts.first()?)?).into_owned();
    match graph.int(*parts.get(1)?)? {
        1 => Some(unit),
        count => Some(format!("{count}{unit}")),
    }
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
    fits.then_some(found)
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
        });
    }
    if is("core.numeric", "_frombuffer") {
        return Some(Array {
            origin: Origin::Numpy,
            dtype: dtype(graph, *args.get(1)?)?,
            shape: shape(graph, *args.get(2)?)?,
            fortran: graph.text(*args.get(3)?)? == "F",
            items: items(*args.first()?),
        });
    }
    if is("core.multiarray", "scalar") {
        let dtype = dtype(graph, *args.first()?)?;
        let items = if dtype.kind == b'O' { return None } else { items(*args.get(1)?) };
        return Some(Array { origin: Origin::Scalar, dtype, shape: Vec::new(), fortran: false, items });
    }
    match (module.as_str(), name.as_str()) {
        ("numpy", "ndarray") => Some(Array {
            origin: Origin::Numpy,
            shape: shape(graph, *args.first()?)?,
            dtype: dtype(graph, *args.get(1)?)?,
            fortran: false,
            items: items(*args.get(2)?),
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
            })
        }
        ("array", "array") => Some(Array {
            origin: Origin::Array,
            dtype: typecode(&graph.text(*args.first()?)?)?,
            shape: vec![graph.sequence(*args.get(1)?)?.len()],
            fortran: false,
            items: Items::Objects(*args.get(1)?),
        }),
        _ => None,
    }
}

impl Array {
    /// How many items it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Item number `index` in C order, if it is a number.
    #[must_use]
    pub fn number(&self, graph: &Graph<'_>, index: usize) -> Option<Number> {
        let index = if self.fortran { self.fortran_index(index) } else { index };
        match self.items {
            Items::Memory(memory) => {
                let size = self.dtype.size;
                decode(&self.dtype, graph.bytes(memory)?.get(index * size..(index + 1) * size)?)
            }
            Items::Objects(list) => match graph.node(*graph.sequence(list)?.get(index)?) {
                Node::Int(value) => Some(Number::Int((*value).into())),
                Node::Float(value) => Some(Number::Float(*value)),
                Node::Bool(value) => Some(Number::Bool(*value)),
                _ => None,
            },
            Items::Outside => None,
        }
    }

    /// The place in Fortran order of an item whose place in C order is `index`.
    fn fortran_index(&self, mut index: usize) -> usize {
        let mut places = vec![0; self.shape.len()];
        for (place, length) in places.iter_mut().zip(&self.shape).rev() {
            *place = index % length;
            index /= length;
        }
        places.iter().zip(&self.shape).rev().fold(0, |at, (place, length)| at * length + place)
    }

    /// An object that is an item, in C order, if items are objects.
    #[must_use]
    pub fn object(&self, graph: &Graph<'_>, index: usize) -> Option<Obj> {
        let index = if self.fortran { self.fortran_index(index) } else { index };
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
        match self.origin {
            Origin::Numpy if lengths.len() == 1 => format!("numpy {name} ({},)", lengths[0]),
            Origin::Numpy => format!("numpy {name} ({}){order}", lengths.join(", ")),
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
