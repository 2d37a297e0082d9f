//! Types of items: `numpy.dtype`, and names of such.

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
    pub(super) const fn number(kind: u8, size: usize) -> Self {
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
