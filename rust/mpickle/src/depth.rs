//! How deep a finished object is nested: `max_depth`.
//!
//! MicroPython prints, compares and hashes by recursion, so a program may want to know before it
//! does. Nothing here recurses: the way down is a stack on the heap, and what has been measured
//! is remembered, so that each container is gone through once.

use micropython::{HeapVec, Obj, Type, deque, dict, instance, list, native_type, optional_type, set};

#[cfg(feature = "classes")]
use crate::find::is_namedtuple;
#[cfg(not(feature = "classes"))]
use crate::plain::is_namedtuple;

/// A container that is being gone through, or has been.
#[derive(Clone, Copy)]
struct Seen {
    obj: Obj,
    /// Containers below it and itself; 0 while it is on the way down.
    height: usize,
}

/// Whether containers in `root` are nested deeper than `limit`. A cycle ends where it closes.
pub fn exceeds(root: Obj, limit: usize) -> bool {
    let mut seen = Table::default();
    // A container, the next position in it, and the height found below it so far.
    let mut path = HeapVec::<(Obj, usize, usize)>::default();
    if kind(root).is_some() {
        seen.add(root);
        path.push((root, 0, 0));
    }
    let mut deep = false;
    while let Some(&(holder, cursor, below)) = path.as_slice().last() {
        let top = path.len() - 1;
        if path.len() + below > limit {
            deep = true;
            break;
        }
        let Some((next, part)) = part(holder, cursor) else {
            seen.set(holder, below + 1);
            path.truncate(top);
            if let Some((.., above)) = path.as_mut_slice().last_mut() {
                *above = (*above).max(below + 1);
            }
            continue;
        };
        path.as_mut_slice()[top].1 = next;
        if kind(part).is_none() {
            continue;
        }
        match seen.height(part) {
            Some(height) => path.as_mut_slice()[top].2 = below.max(height),
            None => {
                seen.add(part);
                path.push((part, 0, 0));
            }
        }
    }
    path.release();
    seen.slots.release();
    deep
}

/// What holds other objects.
enum Kind {
    List,
    Tuple,
    Dict,
    Set,
    Deque,
    Instance,
}

fn kind(obj: Obj) -> Option<Kind> {
    if !obj.is_ptr() {
        return None;
    }
    let class = obj.type_of();
    let is = |other: Type| class == other;
    if is(native_type!(mp_type_list)) {
        Some(Kind::List)
    } else if is(native_type!(mp_type_tuple)) || is_namedtuple(class) {
        Some(Kind::Tuple)
    } else if is(native_type!(mp_type_dict))
        || is(optional_type!(PY_COLLECTIONS_ORDEREDDICT, mp_type_ordereddict))
    {
        Some(Kind::Dict)
    } else if is(native_type!(mp_type_set)) || is(optional_type!(PY_BUILTINS_FROZENSET, mp_type_frozenset)) {
        Some(Kind::Set)
    } else if deque::is_deque(obj) {
        Some(Kind::Deque)
    } else {
        class.is_python().then_some(Kind::Instance)
    }
}

/// The first object at or behind `cursor` in a container, and where to go on.
fn part(holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
    match kind(holder)? {
        Kind::List => list::list_items(holder).get(cursor).map(|obj| (cursor + 1, *obj)),
        Kind::Tuple => list::tuple_items(holder).get(cursor).map(|obj| (cursor + 1, *obj)),
        Kind::Set => set::element(holder, cursor).map(|(at, obj)| (at + 1, obj)),
        Kind::Deque => deque::item(holder, cursor).map(|obj| (cursor + 1, obj)),
        Kind::Dict => entry(dict::map(holder), cursor),
        Kind::Instance => {
            // The native part first, if there is one.
            let native = instance::native_base(holder.type_of()).is_some();
            match (cursor, native) {
                (0, true) => Some((1, instance::native_part(holder))),
                _ => {
                    let skip = usize::from(native);
                    entry(instance::members(holder), cursor - skip).map(|(at, obj)| (at + skip, obj))
                }
            }
        }
    }
}

/// Keys and values of a map in turn.
fn entry(map: *const micropython::ffi::mp_map_t, cursor: usize) -> Option<(usize, Obj)> {
    // SAFETY: the map of a live dict or instance.
    let (at, key, value) = unsafe { dict::entry(map, cursor / 2) }?;
    Some(if cursor.is_multiple_of(2) { (at * 2 + 1, key) } else { (at * 2 + 2, value) })
}

/// The containers that were met, by identity.
#[derive(Default)]
struct Table {
    slots: HeapVec<Option<Seen>>,
    count: usize,
}

impl Table {
    fn slot(&self, obj: Obj) -> usize {
        let slots = self.slots.as_slice();
        let hash = (obj.identity() as u32 >> 3).wrapping_mul(0x9E37_79B9);
        let mut at = ((u64::from(hash) * slots.len() as u64) >> 32) as usize;
        while slots[at].is_some_and(|seen| seen.obj != obj) {
            at = if at + 1 == slots.len() { 0 } else { at + 1 };
        }
        at
    }

    fn add(&mut self, obj: Obj) {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            let mut old = core::mem::take(&mut self.slots);
            let size = (old.len() * 2).max(16);
            self.slots.reserve_exact(size);
            self.slots.extend_with(size, None);
            for seen in old.as_slice().iter().flatten() {
                let at = self.slot(seen.obj);
                self.slots.as_mut_slice()[at] = Some(*seen);
            }
            old.release();
        }
        let at = self.slot(obj);
        self.slots.as_mut_slice()[at] = Some(Seen { obj, height: 0 });
        self.count += 1;
    }

    fn height(&self, obj: Obj) -> Option<usize> {
        self.slots.as_slice()[self.slot(obj)].map(|seen| seen.height)
    }

    fn set(&mut self, obj: Obj, height: usize) {
        let at = self.slot(obj);
        if let Some(seen) = &mut self.slots.as_mut_slice()[at] {
            seen.height = height;
        }
    }
}
