//! `mpickle diff`: where two pickles describe different objects.

use std::collections::HashMap;

use crate::array;
use crate::commands::show::words::describe;
use crate::graph::{Graph, Node, Obj};
use crate::source::Object;

/// One difference.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place, as Python would write it.
    pub place: String,
    /// The object there in the first; None if there is none.
    pub first: Option<String>,
    /// The object there in the second.
    pub second: Option<String>,
}

/// Places of objects that are compared, with the way to them.
struct Pair {
    first: Obj,
    second: Obj,
    place: String,
}

/// The differences, at most `most` of them. Entries of dictionaries and elements of sets may come in any order;
/// objects are compared as values, not as references.
#[must_use]
pub fn diff(first: (&Graph<'_>, Obj), second: (&Graph<'_>, Obj), most: usize) -> Vec<Difference> {
    let ((a, first), (b, second)) = (first, second);
    let mut found = Vec::new();
    // Pairs that were compared, or are being compared: cycles end here.
    let mut met = HashMap::new();
    let mut todo = vec![Pair { first, second, place: String::new() }];
    while let Some(pair) = todo.pop() {
        if found.len() == most {
            break;
        }
        if a.part(pair.first, 0).is_some() && met.insert((pair.first, pair.second), ()).is_some() {
            continue;
        }
        if !alike(a, pair.first, b, pair.second) {
            found.push(Difference {
                place: pair.place,
                first: Some(describe(a, pair.first)),
                second: Some(describe(b, pair.second)),
            });
            continue;
        }
        match (a.node(pair.first), b.node(pair.second)) {
            (Node::Dict(ours), Node::Dict(theirs)) => {
                entries(a, ours, b, theirs, &pair.place, &mut todo, &mut found);
            }
            (Node::Set(ours), Node::Set(theirs)) | (Node::FrozenSet(ours), Node::FrozenSet(theirs)) => {
                let pairs = |items: &[Obj]| items.iter().map(|item| (*item, *item)).collect::<Vec<_>>();
                entries(a, &pairs(ours), b, &pairs(theirs), &pair.place, &mut todo, &mut found);
            }
            _ => {
                let first = todo.len();
                for index in 0.. {
                    let (x, y) = (a.part(pair.first, index), b.part(pair.second, index));
                    let step = format!("{}{}", pair.place, step(a, pair.first, index));
                    match (x, y) {
                        (Some(x), Some(y)) => todo.push(Pair { first: x.obj, second: y.obj, place: step }),
                        (None, None) => break,
                        (x, y) => found.push(Difference {
                            place: step,
                            first: x.map(|part| describe(a, part.obj)),
                            second: y.map(|part| describe(b, part.obj)),
                        }),
                    }
                    if found.len() >= most {
                        break;
                    }
                }
                todo[first..].reverse();
            }
        }
    }
    found.truncate(most);
    found
}

/// A record that only one of the two files has.
#[must_use]
pub fn alone(first: Option<&Object<'_>>, second: Option<&Object<'_>>) -> Difference {
    let words = |object: Option<&Object<'_>>| object.map(|object| describe(&object.graph, object.root));
    Difference { place: String::new(), first: words(first), second: words(second) }
}

fn step(graph: &Graph<'_>, holder: Obj, index: usize) -> String {
    match graph.node(holder) {
        Node::Object(_) => format!(".part {index}"),
        _ => format!("[{index}]"),
    }
}

/// Whether two objects are of the same type, and of the same value if they have no parts.
fn alike(a: &Graph<'_>, first: Obj, b: &Graph<'_>, second: Obj) -> bool {
    match (a.node(first), b.node(second)) {
        (Node::Float(x), Node::Float(y)) => x.to_bits() == y.to_bits() || x == y,
        (Node::Int(x), Node::Int(y)) => x == y,
        (Node::Big(x), Node::Big(y)) => x == y,
        (Node::Bool(x), Node::Bool(y)) => x == y,
        (Node::Str(x), Node::Str(y))
        | (Node::Bytes(x), Node::Bytes(y))
        | (Node::ByteArray(x), Node::ByteArray(y)) => a.data(x) == b.data(y),
        (Node::Global(..), Node::Global(..)) => a.name(first) == b.name(second),
        (Node::Object(x), Node::Object(y)) => {
            let arrays = (array::array(a, first), array::array(b, second));
            let same_array = match &arrays {
                (Some(x), Some(y)) => x.words() == y.words(),
                (None, None) => true,
                _ => false,
            };
            same_array && x.items.len() == y.items.len() && x.states.len() == y.states.len()
        }
        (x, y) => std::mem::discriminant(x) == std::mem::discriminant(y),
    }
}

/// Entries by their keys, of which only those are compared that are alike by themselves.
fn entries(
    a: &Graph<'_>,
    ours: &[(Obj, Obj)],
    b: &Graph<'_>,
    theirs: &[(Obj, Obj)],
    place: &str,
    todo: &mut Vec<Pair>,
    found: &mut Vec<Difference>,
) {
    let key = |graph: &Graph<'_>, obj: Obj| match graph.node(obj) {
        Node::Tuple(items) => items.iter().map(|item| describe(graph, *item)).collect::<Vec<_>>().join(", "),
        _ => describe(graph, obj),
    };
    let mut others: HashMap<String, Obj> = theirs.iter().map(|(k, v)| (key(b, *k), *v)).collect();
    let first = todo.len();
    for (k, value) in ours {
        let name = key(a, *k);
        let place = format!("{place}[{name}]");
        match others.remove(&name) {
            Some(other) => todo.push(Pair { first: *value, second: other, place }),
            None => found.push(Difference { place, first: Some(describe(a, *value)), second: None }),
        }
    }
    todo[first..].reverse();
    let mut rest: Vec<_> = others.into_iter().collect();
    rest.sort();
    for (name, value) in rest {
        found.push(Difference {
            place: format!("{place}[{name}]"),
            first: None,
            second: Some(describe(b, value)),
        });
    }
}
