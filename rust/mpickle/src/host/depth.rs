//! How deep a finished object is nested: `max_depth`.
//!
//! MicroPython prints, compares and hashes by recursion, so a program may want to know before it
//! does. Nothing here recurses: the way down is a stack on the heap, and what has been measured
//! is remembered, so that each container is gone through once.

use crate::types::kinds;
use micropython::{Deque, Dict, HeapVec, Instance, List, Map, Obj, Set, Tuple, instance, int};

/// A container on the way down.
#[derive(Clone, Copy)]
struct Level {
    holder: Obj,
    /// The next position in it.
    cursor: usize,
    /// The height found below it so far.
    below: usize,
}

/// Whether containers in `root` are nested deeper than `limit`. A cycle ends where it closes.
pub fn exceeds(root: Obj, limit: usize) -> bool {
    let seen = Heights(Dict::new());
    let mut path = HeapVec::<Level>::default();
    let mut met = Some(root);
    loop {
        if let Some(obj) = met
            && kind(obj).is_some()
        {
            match (seen.get(obj), path.as_mut_slice().last_mut()) {
                (Some(height), Some(level)) => level.below = level.below.max(height),
                _ => {
                    seen.set(obj, 0);
                    path.push(Level { holder: obj, cursor: 0, below: 0 });
                }
            }
        }
        let depth = path.len();
        let Some(level) = path.as_mut_slice().last_mut() else {
            return false;
        };
        if depth + level.below > limit {
            path.release();
            return true;
        }
        met = match part(level.holder, level.cursor) {
            Some((next, part)) => {
                level.cursor = next;
                Some(part)
            }
            None => {
                seen.set(level.holder, level.below + 1);
                let holder = level.holder;
                path.truncate(depth - 1);
                // The holder meets it again, finished.
                (depth > 1).then_some(holder)
            }
        };
    }
}

/// How high the containers are that were met: how many there are from each down. 0 while one is on
/// the way down.
struct Heights(Dict);

impl Heights {
    fn key(obj: Obj) -> Obj {
        // Objects are aligned to machine words: this is a small int.
        int::new((obj.identity() / align_of::<usize>()) as _)
    }

    fn get(&self, obj: Obj) -> Option<usize> {
        self.0.get(Self::key(obj)).and_then(Obj::small_int).map(|height| height as usize)
    }

    fn set(&self, obj: Obj, height: usize) {
        self.0.reserve_some();
        self.0.store(Self::key(obj), int::new(height as _));
    }
}

/// An object that holds others.
enum Kind {
    List(List),
    Tuple(Tuple),
    Dict(Dict),
    Set(Set),
    Deque(Deque),
    Instance(Instance),
}

fn kind(obj: Obj) -> Option<Kind> {
    if !obj.is_ptr() {
        return None;
    }
    if let Some(list) = List::of(obj) {
        Some(Kind::List(list))
    } else if let Some(tuple) = kinds::tuple(obj) {
        Some(Kind::Tuple(tuple))
    } else if let Some(dict) = Dict::of_any(obj) {
        Some(Kind::Dict(dict))
    } else if let Some(set) = Set::of(obj) {
        Some(Kind::Set(set))
    } else if let Some(deque) = Deque::of(obj) {
        Some(Kind::Deque(deque))
    } else {
        Instance::of(obj).map(Kind::Instance)
    }
}

/// The first object at or behind `cursor` in a container, and where to go on.
fn part(holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
    match kind(holder)? {
        Kind::List(list) => list.get(cursor).map(|obj| (cursor + 1, obj)),
        Kind::Tuple(tuple) => tuple.items().get(cursor).map(|obj| (cursor + 1, *obj)),
        Kind::Set(set) => set.element(cursor).map(|(at, obj)| (at + 1, obj)),
        Kind::Deque(deque) => deque.item(cursor).map(|obj| (cursor + 1, obj)),
        Kind::Dict(dict) => entry(dict.map(), cursor),
        Kind::Instance(instance) => {
            // The native part first, if there is one.
            let native = instance::native_base(holder.type_of()).is_some();
            match (cursor, native) {
                // SAFETY: there is a native base.
                (0, true) => Some((1, unsafe { instance.native_part() })),
                _ => {
                    let skip = usize::from(native);
                    entry(instance.members(), cursor - skip).map(|(at, obj)| (at + skip, obj))
                }
            }
        }
    }
}

/// Keys and values of a map in turn.
fn entry(map: Map, cursor: usize) -> Option<(usize, Obj)> {
    let (at, key, value) = map.entry(cursor / 2)?;
    Some(if cursor.is_multiple_of(2) { (at * 2 + 1, key) } else { (at * 2 + 2, value) })
}
