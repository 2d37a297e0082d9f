//! The path from the object that is written to the one that the encoder has come to, for messages.

use model::Inspect;

use super::tasks::Task;
use crate::opcode::{BUILD, FROZENSET};

/// A step from an object to one that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<O> {
    /// The item of this index.
    Index(usize),
    /// The item of this key, or the key itself.
    Key(O),
    /// The attribute of this name.
    Attribute(O),
    /// The arguments that `__reduce__` returned.
    Reduce,
    /// A state that `__getstate__` returned and that is no dictionary.
    State,
    /// An item that has no name: an element of a set, or an item of an iterator.
    Item,
}

/// Calls `each` with every step, the outermost first. `tasks` is what [`crate::Reduce::within`] was told.
pub fn places<M: Inspect>(m: &M, tasks: &[Task<M::Obj>], each: &mut dyn FnMut(Place<M::Obj>)) {
    // The tasks so far tell whether the next one writes a state or arguments.
    let (mut state, mut arguments) = (false, false);
    for task in tasks {
        let place = match *task {
            // Nothing of a container has been written before its first step.
            Task::List { next: 0, .. }
            | Task::Tuple { next: 0, .. }
            | Task::Elements { cursor: 0, .. }
            | Task::Map { cursor: 0, value: false, .. }
            | Task::Iter { started: false, .. } => None,
            Task::List { next, .. } | Task::Tuple { next, .. } => Some(Place::Index(next as usize - 1)),
            Task::Map { map, cursor, value, .. } => {
                let entry = m.entry(map, cursor as usize - usize::from(!value));
                Some(match entry {
                    Some((_, key, _)) if state => Place::Attribute(key),
                    Some((_, key, _)) => Place::Key(key),
                    None => Place::Item,
                })
            }
            Task::Elements { .. } | Task::Iter { .. } => Some(Place::Item),
            _ => None,
        };
        if let Some(place) = place {
            if arguments && matches!(task, Task::Tuple { .. }) {
                each(Place::Reduce);
            } else if state && !matches!(task, Task::Map { .. }) {
                each(Place::State);
            }
            each(place);
        }
        state = matches!(task, Task::Op(BUILD));
        arguments = match task {
            Task::Memo { op, .. } => *op != FROZENSET,
            // They stand on the arguments of this call.
            Task::Save(_) | Task::Op(_) => arguments,
            _ => false,
        };
    }
}
