//! How deep a finished object is nested: what [`depth::exceeds`] asks about MicroPython's objects.

use model::Buffer;
use model::depth::{self, Nesting};

use crate::native::memory::Memory;
use crate::native::obj::Obj;
use crate::native::table::{state, table};

/// Whether containers in `root` are nested deeper than `limit`. A cycle ends where it closes.
pub fn exceeds(root: Obj, limit: usize) -> bool {
    let mut heights = Heights::default();
    let Ok(exceeds) = depth::exceeds(&mut heights, &mut Memory::default(), root, limit);
    heights.table.release();
    exceeds
}

/// The heights of the containers that were met: a hash table by identity, at most half full.
#[derive(Default)]
struct Heights {
    table: Memory<Option<(Obj, usize)>>,
    used: usize,
}

impl Heights {
    /// The slot of `obj`, or the vacant one for it. There is one.
    fn slot(table: &[Option<(Obj, usize)>], obj: Obj) -> usize {
        let mask = table.len() - 1;
        let mut at = (obj.raw() / 16).wrapping_mul(0x9E37_79B1) & mask;
        while table[at].is_some_and(|(other, _)| other != obj) {
            at = (at + 1) & mask;
        }
        at
    }
}

impl Nesting for Heights {
    type Obj = Obj;

    fn is_container(&self, obj: Obj) -> bool {
        is_container(obj)
    }

    fn part(&self, holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
        part(holder, cursor)
    }

    fn height(&self, obj: Obj) -> Option<usize> {
        let table = self.table.as_slice();
        if table.is_empty() {
            return None;
        }
        table[Self::slot(table, obj)].map(|(_, height)| height)
    }

    fn set_height(&mut self, obj: Obj, height: usize) {
        if 2 * self.used >= self.table.len() {
            let mut fresh = Memory::default();
            let size = (2 * self.table.len()).max(16);
            let Ok(()) = fresh.reserve_exact(size);
            let Ok(()) = fresh.extend_with(size, None);
            for entry in self.table.as_slice().iter().flatten() {
                let slot = Self::slot(fresh.as_slice(), entry.0);
                fresh.as_mut_slice()[slot] = Some(*entry);
            }
            self.table.release();
            self.table = fresh;
        }
        let table = self.table.as_mut_slice();
        let slot = Self::slot(table, obj);
        self.used += usize::from(table[slot].is_none());
        table[slot] = Some((obj, height));
    }
}

fn is_container(obj: Obj) -> bool {
    let state = state();
    obj.class().is_some_and(|class| {
        class == table().type_list
            || class == state.tuple
            || class == table().type_dict
            || class == state.set
            || class == state.frozenset
    })
}

/// The first object at or behind `cursor` in a container, and where to go on; keys and values of a dict in turn.
fn part(holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
    if holder.is(table().type_list) || holder.is(state().tuple) {
        return holder.items().get(cursor).map(|obj| (cursor + 1, *obj));
    }
    // SAFETY: the other containers.
    unsafe {
        if holder.is(table().type_dict) {
            let (at, key, value) = holder.dict_entry(cursor / 2)?;
            // An odd cursor is behind a key, whose value is next.
            return Some(if cursor.is_multiple_of(2) { (at * 2 + 1, key) } else { (at * 2 + 2, value) });
        }
        holder.set_element(cursor).map(|(at, obj)| (at + 1, obj))
    }
}
