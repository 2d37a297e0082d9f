//! `mpickle slim`: a pickle with less for a board to read and to hold.
//!
//! Arrays are narrowed and laid out in C order, arrays of text and of objects become lists, records become columns,
//! numbers of numpy's become Python's, and fitted estimators become dictionaries of what they predict with.

use std::collections::HashSet;

use anyhow::{Result, bail};
use model::float::{HALF, SINGLE};

use crate::array::{self, Array, DType, Items, Number, Origin};
use crate::graph::{Data, Graph, Node, Obj};
use crate::plain::{self, Dialect};

/// The changes to make.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bytes of floats in arrays, if they are wider: 4 or 2.
    pub float: Option<usize>,
    /// Of dictionaries and of instances' attributes only these.
    pub keep: Vec<String>,
    /// Objects of classes become dictionaries.
    pub estimator: bool,
    /// The protocol that will be written: since 5 arrays can be written to.
    pub protocol: u8,
}

/// The changes that were made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    /// Arrays whose floats were narrowed.
    pub narrowed: usize,
    /// The largest difference of a float to what it was.
    pub error: f64,
    /// Finite floats that became infinite.
    pub infinite: usize,
    /// Estimators that became dictionaries.
    pub estimators: usize,
}

/// Attributes with which nothing is predicted, although they are public and end as fitted ones do.
const UNUSED: [&str; 17] = [
    "best_loss_",
    "best_validation_score_",
    "covariance_",
    "estimator_",
    "inertia_",
    "loss_",
    "loss_curve_",
    "n_features_in_",
    "n_iter_",
    "n_samples_seen_",
    "oob_score_",
    "rank_",
    "shape_fit_",
    "singular_",
    "t_",
    "validation_scores_",
    "feature_importances_",
];

/// Parameters that decide how something is predicted.
const PARAMETERS: [&str; 12] = [
    "activation",
    "coef0",
    "degree",
    "gamma",
    "_gamma",
    "kernel",
    "learning_rate",
    "metric",
    "n_outputs",
    "steps",
    "whiten",
    "weights",
];

/// Slims all that can be reached from `root`, in place.
///
/// # Errors
/// Items of an array are not in the file.
pub fn slim(graph: &mut Graph<'_>, root: Obj, options: &Options) -> Result<Report> {
    let mut report = Report::default();
    let mut seen = HashSet::from([root]);
    let mut todo = vec![root];
    while let Some(obj) = todo.pop() {
        if let Some(node) = slimmed(graph, obj, options, &mut report)? {
            *graph.node_mut(obj) = node;
        }
        // An array of numbers has nothing more to be slimmed.
        if array::array(graph, obj).is_some_and(|array| array.dtype.is_number()) {
            continue;
        }
        let mut index = 0;
        while let Some(part) = graph.part(obj, index) {
            index += 1;
            if seen.insert(part.obj) {
                todo.push(part.obj);
            }
        }
    }
    Ok(report)
}

fn slimmed(graph: &mut Graph<'_>, obj: Obj, options: &Options, report: &mut Report) -> Result<Option<Node>> {
    if let Some(array) = array::array(graph, obj) {
        return arrays(graph, &array, options, report).map(Some);
    }
    match graph.node(obj) {
        Node::Dict(pairs) if !options.keep.is_empty() => {
            let is_kept = |(key, _): &&(Obj, Obj)| match graph.text(*key) {
                Some(name) => options.keep.iter().any(|keep| *keep == name) || !is_identifier(&name),
                None => true,
            };
            let kept: Vec<_> = pairs.iter().filter(is_kept).copied().collect();
            Ok(if kept.len() < pairs.len() { Some(Node::Dict(kept)) } else { None })
        }
        Node::Object(object) if options.estimator => {
            let Some((module, name)) = graph.name(object.function) else { return Ok(None) };
            let class = if (module.as_str(), name.as_str()) == ("copyreg", "_reconstructor") {
                graph.sequence(object.args).and_then(|args| graph.name(*args.first()?))
            } else {
                Some((module, name))
            };
            let Some((module, name)) = class else { return Ok(None) };
            let Some(state) = object.states.first().copied() else { return Ok(None) };
            let Node::Dict(attributes) = graph.node(state) else { return Ok(None) };
            let attributes = attributes.clone();
            if module == "builtins" || module == "collections" {
                return Ok(None);
            }
            report.estimators += 1;
            Ok(Some(estimator(graph, &name, &attributes, &options.keep)))
        }
        _ => Ok(None),
    }
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// `{"class": name, attribute: …}` of what it predicts with.
fn estimator(graph: &mut Graph<'_>, class: &str, attributes: &[(Obj, Obj)], keep: &[String]) -> Node {
    let (key, value) = (graph.new_str("class"), graph.new_str(class));
    let mut pairs = vec![(key, value)];
    for (key, value) in attributes {
        let Some(name) = graph.text(*key) else { continue };
        let fitted = name.ends_with('_') && !name.starts_with('_') && !UNUSED.contains(&&*name);
        // A tree of scikit-learn's has its nodes and their values.
        let tree = class == "Tree" && matches!(&*name, "nodes" | "values");
        let wanted = if keep.is_empty() {
            fitted || tree || PARAMETERS.contains(&&*name)
        } else {
            keep.iter().any(|keep| *keep == name)
        };
        if wanted && !matches!(graph.node(*value), Node::None) {
            pairs.push((*key, *value));
        }
    }
    Node::Dict(pairs)
}

fn arrays(graph: &mut Graph<'_>, array: &Array, options: &Options, report: &mut Report) -> Result<Node> {
    if array.items == Items::Outside {
        bail!("the items of an array are in an out-of-band buffer, which is not in the file");
    }
    if let Some((data, mask)) = array::unmasked(graph, array) {
        let (data, mask) = (arrays(graph, &data, options, report)?, arrays(graph, &mask, options, report)?);
        return Ok(plain::data_and_mask(graph, data, mask));
    }
    if !array.dtype.fields.is_empty() {
        return columns(graph, array);
    }
    if array.origin == Origin::Scalar || !array.dtype.is_number() || matches!(array.dtype.kind, b'M' | b'm') {
        if array.dtype.is_number() && array.origin != Origin::Scalar {
            bail!("an array of {}: send .astype('i8')", array.dtype.name());
        }
        return plain::lists(graph, array, Dialect::Pickle);
    }
    let mut dtype = DType { big: false, ..array.dtype.clone() };
    if let Some(size) = options.float
        && dtype.kind == b'f'
        && dtype.size > size
    {
        dtype.size = size;
        report.narrowed += 1;
    }
    let mut bytes = Vec::with_capacity(array.count() * dtype.size);
    for index in 0..array.count() {
        let Some(number) = array.number(graph, index) else { bail!("an array of {}", array.dtype.name()) };
        write(&mut bytes, number, &dtype, report);
    }
    Ok(laid_out(graph, &array.shape, &dtype, bytes, options.protocol))
}

/// Appends a number, the lowest byte first.
fn write(bytes: &mut Vec<u8>, number: Number, dtype: &DType, report: &mut Report) {
    let size = dtype.size;
    match number {
        Number::Bool(value) => bytes.push(value.into()),
        Number::Int(value) => bytes.extend(&value.to_le_bytes()[..size]),
        Number::Float(value) => {
            let narrow = match size {
                4 => SINGLE.narrow(value),
                2 => HALF.narrow(value),
                _ => return bytes.extend(value.to_le_bytes()),
            };
            let back = if size == 4 { SINGLE.widen(narrow) } else { HALF.widen(narrow) };
            if value.is_finite() {
                report.infinite += usize::from(back.is_infinite());
                if back.is_finite() {
                    report.error = report.error.max((back - value).abs());
                }
            }
            bytes.extend(&narrow.to_le_bytes()[..size]);
        }
        Number::Complex(real, imag) => {
            let half = DType { kind: b'f', size: size / 2, ..dtype.clone() };
            write(bytes, Number::Float(real), &half, report);
            write(bytes, Number::Float(imag), &half, report);
        }
    }
}

/// `numpy.ndarray(shape, dtype, bytes)`: the shortest form that numpy and boards read.
fn laid_out(graph: &mut Graph<'_>, shape: &[usize], dtype: &DType, bytes: Vec<u8>, protocol: u8) -> Node {
    let lengths = shape.iter().map(|length| graph.new_int(*length as i64)).collect();
    let lengths = graph.add(Node::Tuple(lengths));
    let code = graph.new_str(&dtype.code());
    let data = Data::Own(bytes.into());
    let memory = graph.add(if protocol < 5 { Node::Bytes(data) } else { Node::ByteArray(data) });
    let args = graph.add(Node::Tuple(vec![lengths, code, memory]));
    let ndarray = graph.new_global("numpy", "ndarray");
    let object = graph.object(pickle::Call::Function, ndarray, args);
    graph.node(object).clone()
}

/// A dictionary of columns, one array for each field.
fn columns(graph: &mut Graph<'_>, array: &Array) -> Result<Node> {
    if !matches!(array.items, Items::Memory(_)) {
        bail!("records of objects: send a dictionary of columns");
    }
    let mut pairs = Vec::new();
    for (name, dtype, offset) in &array.dtype.fields {
        let Some(dtype) = array::dtype(graph, *dtype).filter(DType::is_number) else {
            bail!("a field of records that is no number: {name}");
        };
        let mut bytes = Vec::new();
        for index in 0..array.count() {
            let record = array.bytes(graph, index).unwrap_or_default();
            let Some(item) = record.get(*offset..offset + dtype.size) else {
                bail!("records whose fields are not within them");
            };
            bytes.extend(item);
        }
        let key = graph.new_str(name);
        let code = DType { big: dtype.big, ..dtype };
        // Slimmed in its turn.
        let column = laid_out_as(graph, &array.shape, &code, bytes);
        pairs.push((key, column));
    }
    Ok(Node::Dict(pairs))
}

/// An array in any byte order, which is still to be slimmed.
fn laid_out_as(graph: &mut Graph<'_>, shape: &[usize], dtype: &DType, bytes: Vec<u8>) -> Obj {
    let node = laid_out(graph, shape, dtype, bytes, 4);
    graph.add(node)
}
