//! `mpickle check`: whether a board loads a pickle, and what to do where it does not.
//!
//! The rules are those of `rust/mpickle` under `allow="python"`: see docs/security.md and docs/arrays.md.

use std::collections::{BTreeMap, BTreeSet};

use pickle::opcode;

use crate::array::{self, DType};
use crate::board::{Board, Standing, standing};
use crate::calls::{self, Refusal};
use crate::commands::show::raw;
use crate::commands::show::words::quoted;
use crate::graph::{Graph, Node, Obj, Survey};

/// The firmware, and what its program has.
pub struct Target {
    /// The board.
    pub board: Board,
    /// The firmware's features.
    pub features: BTreeSet<String>,
    /// The firmware has ulab.
    pub ulab: bool,
    /// Classes, functions and modules that the board's program has: `module.Name`, or `module`.
    pub have: Vec<String>,
}

impl Target {
    fn has(&self, feature: &str) -> bool {
        self.features.contains(feature)
    }

    fn provides(&self, module: &str, name: &str) -> bool {
        self.have.iter().any(|have| {
            *have == format!("{module}.{name}") || have == module || module.starts_with(&format!("{have}."))
        })
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The board refuses it.
    Refused,
    /// The board's program has to have something.
    Needed,
    /// It loads, and is not quite what it was.
    Note,
}

/// One thing about a pickle.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// The name or type that it is about.
    pub what: String,
    /// Why.
    pub why: String,
    /// The remedy, if there is one.
    pub remedy: String,
    /// The place of the first in the object.
    pub place: String,
    /// How many there are.
    pub count: usize,
}

/// The findings about the records of a file; equal ones are counted, and have the number of their first record.
#[derive(Default)]
pub struct Findings(BTreeMap<(Weight, String), (u64, Finding)>);

impl Findings {
    /// Adds those of a record.
    pub fn add(&mut self, record: u64, findings: Vec<Finding>) {
        for finding in findings {
            let key = (finding.weight, format!("{}\0{}", finding.what, finding.why));
            match self.0.get_mut(&key) {
                Some((_, known)) => known.count += finding.count,
                None => {
                    self.0.insert(key, (record, finding));
                }
            }
        }
    }
}

impl IntoIterator for Findings {
    type Item = (u64, Finding);
    type IntoIter = std::collections::btree_map::IntoValues<(Weight, String), (u64, Finding)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_values()
    }
}

/// Collects the findings about an object; equal ones are counted.
struct Judge<'s, 'g, 'a> {
    graph: &'g Graph<'a>,
    survey: &'s Survey,
    found: BTreeMap<(Weight, String), Finding>,
}

impl Judge<'_, '_, '_> {
    fn add(&mut self, weight: Weight, obj: Option<Obj>, what: &str, why: &str, remedy: &str) {
        let key = (weight, format!("{what}\0{why}"));
        if let Some(finding) = self.found.get_mut(&key) {
            finding.count += 1;
            return;
        }
        let place = obj.map_or_else(String::new, |obj| self.survey.path(self.graph, obj));
        let (what, why, remedy) = (what.into(), why.into(), remedy.into());
        self.found.insert(key, Finding { weight, what, why, remedy, place, count: 1 });
    }
}

/// The obstacles to loading `root`, whose pickle is `data`, and the changes on the way.
#[must_use]
pub fn check(graph: &Graph<'_>, root: Obj, data: &[u8], target: &Target) -> Vec<Finding> {
    let survey = graph.survey(root);
    let mut found = Judge { graph, survey: &survey, found: BTreeMap::new() };
    opcodes(data, target, &mut found);
    // Types that numpy writes inside of arrays are judged with these.
    for obj in &survey.order {
        judge(&mut found, *obj, target);
    }
    // A board calls also what the object does not hold in the end.
    for obj in graph.objects().filter(|obj| !survey.holds(*obj)) {
        judge(&mut found, obj, target);
    }
    if graph.buffers > 0 {
        let what = format!("{} out-of-band buffers", graph.buffers);
        if target.has("buffers") {
            found.add(Weight::Needed, None, &what, "they are not in the pickle", "loads(data, buffers=[…])");
        } else {
            found.add(
                Weight::Refused,
                None,
                &what,
                "the firmware lacks the feature buffers",
                "pickle.dumps without buffer_callback",
            );
        }
    }
    found.found.into_values().collect()
}

/// The needs of the opcodes themselves.
fn opcodes(data: &[u8], target: &Target, found: &mut Judge<'_, '_, '_>) {
    const TEXT: &[u8] = &[
        opcode::FLOAT,
        opcode::INT,
        opcode::LONG,
        opcode::STRING,
        opcode::UNICODE,
        opcode::GET,
        opcode::PUT,
        opcode::BINSTRING,
        opcode::SHORT_BINSTRING,
    ];
    let (mut at, mut text, mut python2) = (0, false, false);
    while let Ok(op) = raw::operation(data, at) {
        at = op.end;
        text |= TEXT.contains(&op.code);
        let is_string = matches!(op.code, opcode::STRING | opcode::BINSTRING | opcode::SHORT_BINSTRING);
        python2 |= is_string && op.argument.contains("\\x");
        if op.code == opcode::STOP {
            break;
        }
    }
    if text && !target.has("text") {
        found.add(
            Weight::Refused,
            None,
            "protocol 0 or 1, or strings of Python 2",
            "the firmware lacks the feature text",
            "pickle.dumps(obj, 4)",
        );
    } else if python2 {
        found.add(
            Weight::Needed,
            None,
            "a str of Python 2 that is not ASCII",
            "its encoding is not in the pickle",
            "loads(data, encoding=\"latin1\") or \"bytes\"",
        );
    }
}

fn judge(found: &mut Judge<'_, '_, '_>, obj: Obj, target: &Target) {
    let graph = found.graph;
    match graph.node(obj) {
        Node::Global(..) => name(found, obj, target),
        Node::Object(object) => {
            if let Some(Refusal { name, why }) = calls::refusal(graph, obj) {
                found.add(Weight::Refused, Some(obj), &name, why, "");
            } else if let Some(dtype) = array::dtype(graph, obj) {
                item_type(found, obj, &dtype);
            } else if let Some(array) = array::array(graph, obj) {
                item_type(found, obj, &array.dtype);
                if target.ulab
                    && target.board.is_single()
                    && (array.dtype.kind, array.dtype.size) == (b'f', 8)
                {
                    found.add(Weight::Note, Some(obj), "float64 arrays", "ulab here has float32: they are rounded, and the conversion takes memory for a moment", "slim --float32");
                }
            } else if !matches!(graph.node(object.function), Node::Global(..)) && !target.has("classes") {
                found.add(Weight::Refused, Some(obj), "a call", "the firmware lacks the feature classes", "");
            }
        }
        Node::Persistent(_) => found.add(
            Weight::Needed,
            Some(obj),
            "persistent ids",
            "only the program knows what they stand for",
            "an Unpickler with persistent_load",
        ),
        Node::Extension(code) => {
            found.add(
                Weight::Needed,
                Some(obj),
                &format!("extension code {code}"),
                "codes are registered by the program",
                "copyreg.add_extension on the board",
            );
        }
        Node::Float(value) if target.board.is_single() && value.is_finite() => {
            let narrow = f64::from(*value as f32);
            if narrow.is_infinite() {
                found.add(
                    Weight::Note,
                    Some(obj),
                    "floats beyond single precision",
                    "they become infinite",
                    "",
                );
            } else if narrow.to_bits() != value.to_bits() {
                found.add(
                    Weight::Note,
                    Some(obj),
                    "floats of double precision",
                    "floats of this board have single precision: they are rounded",
                    "",
                );
            }
        }
        _ => {}
    }
}

fn item_type(found: &mut Judge<'_, '_, '_>, obj: Obj, dtype: &DType) {
    let remedy = match (dtype.kind, dtype.size) {
        (b'f', 12 | 16) => "send .astype('f8')",
        (b'c', 24 | 32) => "send .astype('c16')",
        (b'M' | b'm', _) if dtype.unit.starts_with(|c: char| c.is_ascii_digit()) => "send .astype('M8[s]')",
        (b'T', _) => "send .tolist()",
        _ => return,
    };
    found.add(Weight::Refused, Some(obj), &format!("dtype {}", dtype.name()), "dtype not supported", remedy);
}

fn name(found: &mut Judge<'_, '_, '_>, obj: Obj, target: &Target) {
    let Some((module, name)) = found.graph.name(obj) else {
        return;
    };
    let full = format!("{module}.{name}");
    let what = if full.chars().any(char::is_control) { quoted(&full) } else { full };
    if !target.has("classes") {
        let plain = matches!(
            (module.as_str(), name.as_str()),
            ("builtins", "set" | "frozenset" | "bytes" | "bytearray") | ("_codecs", "encode")
        );
        if !plain {
            found.add(
                Weight::Refused,
                Some(obj),
                &what,
                "the firmware lacks the feature classes",
                "send plain data",
            );
        }
        return;
    }
    if target.provides(&module, &name) {
        return;
    }
    match standing(&module, &name) {
        Standing::Data(Some(feature)) if !target.has(feature) => {
            found.add(
                Weight::Refused,
                Some(obj),
                &what,
                &format!("the firmware lacks the feature {feature}"),
                "send .tolist()",
            );
        }
        Standing::Data(_) => {}
        Standing::StandsIn => {
            found.add(Weight::Note, Some(obj), &what, "the nearest that MicroPython has stands in for it", "")
        }
        Standing::Refused => found.add(
            Weight::Refused,
            Some(obj),
            &what,
            "native functions and types are not allowed",
            "allow={…} on the board, if the pickle is yours",
        ),
        Standing::Example(file) => found.add(
            Weight::Needed,
            Some(obj),
            &what,
            "MicroPython has no such class",
            &format!(
                "import examples/registrations/{file} on the board (--have {})",
                module.split('.').next().unwrap_or("")
            ),
        ),
        Standing::Unknown => found.add(
            Weight::Needed,
            Some(obj),
            &what,
            "the board's program has to have it",
            &remedy(&module, &what),
        ),
    }
}

fn remedy(module: &str, what: &str) -> String {
    let root = module.split('.').next().unwrap_or("");
    match root {
        "sklearn" => "mpickle slim --estimator makes plain arrays of it".into(),
        "numpy" => "send .tolist() or an int; generators of random numbers cannot be loaded".into(),
        "pandas" | "polars" | "scipy" | "joblib" => "see docs/instead.md for what to send".into(),
        "__main__" => "a class of the board's main.py, or mpickle.register".into(),
        _ => format!("a module of this name on the board, or @mpickle.register({what:?})"),
    }
}
