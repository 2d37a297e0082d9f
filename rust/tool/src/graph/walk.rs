//! The parts of objects, one after the other, in the order in which they are shown.

use std::collections::HashMap;

use pickle::Call;

use super::{Graph, Node, Obj};

/// The role of a part in the object that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An item at this place.
    Item(usize),
    /// An element of a set.
    Element,
    /// A key.
    Key,
    /// The value of this key.
    Value(Obj),
    /// The function that is called.
    Function,
    /// Its arguments.
    Args,
    /// Its keyword arguments.
    Kwargs,
    /// A state.
    State,
    /// A persistent id, or what a tag is around.
    Inner,
}

/// A part of an object.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its role in the object.
    pub role: Role,
    /// The part.
    pub obj: Obj,
}

impl Graph<'_> {
    /// Part number `index` of an object.
    #[must_use]
    pub fn part(&self, holder: Obj, index: usize) -> Option<Part> {
        let part = |role, obj| Some(Part { role, obj });
        let pair = |pairs: &[(Obj, Obj)], index: usize| {
            let (key, value) = *pairs.get(index / 2)?;
            if index.is_multiple_of(2) { part(Role::Key, key) } else { part(Role::Value(key), value) }
        };
        match self.node(holder) {
            Node::Tuple(items) | Node::List(items) => part(Role::Item(index), *items.get(index)?),
            Node::Set(items) | Node::FrozenSet(items) => part(Role::Element, *items.get(index)?),
            Node::Dict(pairs) => pair(pairs, index),
            Node::Persistent(inner) | Node::Tag(_, inner) if index == 0 => part(Role::Inner, *inner),
            Node::Object(object) => {
                let kwargs = match object.call {
                    Call::NewEx(kwargs) => Some(kwargs),
                    _ => None,
                };
                let mut index = index;
                let heads = [
                    Some((Role::Function, object.function)),
                    Some((Role::Args, object.args)),
                    kwargs.map(|kwargs| (Role::Kwargs, kwargs)),
                ];
                for (role, obj) in heads.into_iter().flatten() {
                    if index == 0 {
                        return part(role, obj);
                    }
                    index -= 1;
                }
                for (role, objs) in [(None, &object.items), (Some(Role::Element), &object.added)] {
                    if let Some(obj) = objs.get(index) {
                        return part(role.unwrap_or(Role::Item(index)), *obj);
                    }
                    index -= objs.len();
                }
                if let Some(found) = pair(&object.pairs, index) {
                    return Some(found);
                }
                part(Role::State, *object.states.get(index - 2 * object.pairs.len())?)
            }
            _ => None,
        }
    }

    /// All objects that can be reached from `root`, as one meets them going down first.
    #[must_use]
    pub fn survey(&self, root: Obj) -> Survey {
        let mut survey = Survey { order: vec![root], parents: HashMap::new(), met: vec![0; self.len()] };
        survey.met[root.0 as usize] = 1;
        let mut path = vec![(root, 0)];
        while let Some((holder, index)) = path.last_mut() {
            let Some(part) = self.part(*holder, *index) else {
                path.pop();
                continue;
            };
            *index += 1;
            let holder = *holder;
            let met = &mut survey.met[part.obj.0 as usize];
            *met = met.saturating_add(1);
            if *met == 1 {
                survey.order.push(part.obj);
                survey.parents.insert(part.obj, holder);
                if self.part(part.obj, 0).is_some() {
                    path.push((part.obj, 0));
                }
            }
        }
        survey
    }
}

/// The objects that can be reached from one.
pub struct Survey {
    /// Each object once, before its parts.
    pub order: Vec<Obj>,
    /// The object in which each was met first.
    pub parents: HashMap<Obj, Obj>,
    /// How often each was met.
    met: Vec<u32>,
}

impl Survey {
    /// Whether an object is one of them.
    #[must_use]
    pub fn holds(&self, obj: Obj) -> bool {
        self.met.get(obj.0 as usize).is_some_and(|met| *met > 0)
    }

    /// Whether an object is met more than once, and could change or have parts.
    #[must_use]
    pub fn is_shared(&self, graph: &Graph<'_>, obj: Obj) -> bool {
        let plain = matches!(
            graph.node(obj),
            Node::None
                | Node::Bool(_)
                | Node::Int(_)
                | Node::Big(_)
                | Node::Float(_)
                | Node::Str(_)
                | Node::Bytes(_)
                | Node::Global(..)
        );
        !plain
            && self.met[obj.0 as usize] > 1
            && !matches!(graph.node(obj), Node::Tuple(items) if items.is_empty())
    }

    /// The way to an object from the root, as Python would write it.
    #[must_use]
    pub fn path(&self, graph: &Graph<'_>, obj: Obj) -> String {
        let mut steps = Vec::new();
        let mut at = obj;
        while let Some(parent) = self.parents.get(&at) {
            if steps.len() == 8 {
                steps.push("…".into());
                break;
            }
            let mut index = 0;
            let role = loop {
                match graph.part(*parent, index) {
                    Some(part) if part.obj == at => break Some(part.role),
                    Some(_) => index += 1,
                    None => break None,
                }
            };
            steps.push(match role {
                Some(Role::Item(place)) => format!("[{place}]"),
                Some(Role::Value(key)) => match graph.node(key) {
                    Node::Str(_) => format!("[{:?}]", graph.text(key).unwrap_or_default()),
                    Node::Int(value) => format!("[{value}]"),
                    _ => "[...]".into(),
                },
                Some(Role::Function | Role::Args | Role::Kwargs | Role::State) | None => String::new(),
                Some(Role::Key | Role::Element | Role::Inner) => "[...]".into(),
            });
            at = *parent;
        }
        steps.reverse();
        steps.concat()
    }
}
