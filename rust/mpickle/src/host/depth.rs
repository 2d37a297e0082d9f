//! How deep a finished object is nested: what [`depth::exceeds`] asks about MicroPython's objects.

use model::depth::{self, Nesting};

use crate::host::memory::Memory;
use crate::types::kinds;
#[cfg(feature = "stub")]
use crate::types::stub;
#[cfg(feature = "cbor")]
use micropython::native_type;
use micropython::{Deque, Dict, Instance, List, Map, Obj, Set, Tuple, instance, int};

/// Whether containers in `root` are nested deeper than `limit`. A cycle ends where it closes.
pub fn exceeds(root: Obj, limit: usize) -> bool {
    let mut path = Memory::default();
    let Ok(exceeds) = depth::exceeds(&mut Heights(Dict::new()), &mut path, root, limit);
    exceeds
}

/// The heights of the containers that were met.
struct Heights(Dict);

impl Heights {
    fn key(obj: Obj) -> Obj {
        // Objects are aligned to machine words: this is a small int.
        int::new((obj.identity() / align_of::<usize>()) as _)
    }
}

impl Nesting for Heights {
    type Obj = Obj;

    fn is_container(&self, obj: Obj) -> bool {
        kind(obj).is_some()
    }

    fn part(&self, holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
        part(holder, cursor)
    }

    fn height(&self, obj: Obj) -> Option<usize> {
        self.0.get(Self::key(obj)).and_then(Obj::small_int).map(|height| height as usize)
    }

    fn set_height(&mut self, obj: Obj, height: usize) {
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
    /// A CBORTag.
    #[cfg(feature = "cbor")]
    Tag(Obj),
    #[cfg(feature = "stub")]
    Stub(&'static stub::Stub),
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
        #[cfg(feature = "stub")]
        if let Some(stub) = stub::object(obj) {
            return Some(Kind::Stub(stub));
        }
        #[cfg(feature = "cbor")]
        if obj.is(native_type!(mpickle_c_type_cbor_tag)) {
            return Some(Kind::Tag(obj));
        }
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
        #[cfg(feature = "cbor")]
        Kind::Tag(tag) => (cursor == 0).then(|| (1, crate::tree::tagged(tag))),
        #[cfg(feature = "stub")]
        Kind::Stub(stub) => stub::part(stub, cursor),
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
