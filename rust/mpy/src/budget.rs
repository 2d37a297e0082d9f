//! Work in proportion to the input: a key made of tuples in tuples is hashed by recursion, and without
//! remembering what has been seen.

use model::Buffer;

use crate::native::memory::Memory;
use crate::native::obj::{Obj, Table, is_tuple};
use crate::native::raise;
use crate::native::table::state;
#[cfg(feature = "tree")]
use crate::native::table::table;

/// Steps that any pickle may take.
const ALLOWANCE: usize = 1 << 20;
/// Steps for each byte read.
const PER_BYTE: usize = 64;
/// Tuples in tuples in a key: hashing them takes C stack for each.
const KEY_DEPTH: usize = 32;

/// Places of a table that are not counted, and those that are searched in one step.
const NEAR: usize = 16;
const PLACES: usize = 4;

/// Counts the steps of one load.
pub struct Budget {
    spent: usize,
    /// Bytes read so far.
    pub read: usize,
}

impl Budget {
    pub const fn new() -> Self {
        Self { spent: 0, read: 0 }
    }

    /// Makes sure that `key` can be hashed and compared.
    #[inline]
    pub fn check_key(&mut self, key: Obj) {
        #[cfg(feature = "tree")]
        self.check_hashable(key, key);
        if is_compound(key) {
            self.check_compound(key);
        }
    }

    /// Raises if `obj`, which is `key` or a part of it, cannot be hashed.
    #[cfg(feature = "tree")]
    #[inline]
    fn check_hashable(&self, obj: Obj, key: Obj) {
        let (state, table) = (state(), table());
        let mutable = [table.type_dict, table.type_list, state.bytearray, state.set];
        if obj.class().is_some_and(|class| mutable.contains(&class)) {
            crate::format::raise_key(model::Error::Unhashable, self.read, key);
        }
    }

    /// Counts the places that MicroPython has searched for an int that is a key of a dict, or an element of a set, now:
    /// who knows the table's size can have all of them meet.
    #[inline]
    pub fn count_places(&mut self, table: &Table, key: Obj) {
        let Some(hash) = key.small_int() else { return };
        let places = table.distance(hash as usize, key);
        if places > NEAR {
            self.spend(places / PLACES);
        }
    }

    /// Takes so many steps. Raises when there are none left.
    #[cold]
    #[inline(never)]
    fn spend(&mut self, steps: usize) {
        self.spent = self.spent.saturating_add(steps);
        if self.spent > self.read.saturating_mul(PER_BYTE).saturating_add(ALLOWANCE) {
            raise::raise(raise::REFUSAL, "too much work for its size");
        }
    }

    /// Walks all that hashing the key walks.
    #[cold]
    #[inline(never)]
    fn check_compound(&mut self, key: Obj) {
        let mut path = Memory::<(Obj, usize)>::default();
        let Ok(()) = path.push((key, 0));
        while let Some(&(holder, cursor)) = path.as_slice().last() {
            let depth = path.len();
            let Some((next, obj)) = part(holder, cursor) else {
                path.truncate(depth - 1);
                continue;
            };
            path.as_mut_slice()[depth - 1].1 = next;
            self.spend(1);
            #[cfg(feature = "tree")]
            self.check_hashable(obj, key);
            if is_compound(obj) {
                if depth == KEY_DEPTH {
                    raise::raise(raise::REFUSAL, "key nested too deep");
                }
                let Ok(()) = path.push((obj, 0));
            }
        }
        path.release();
    }
}

/// Whether hashing this object hashes others.
#[inline]
fn is_compound(obj: Obj) -> bool {
    match obj.class() {
        Some(class) => is_tuple(class) || class == state().frozenset,
        None => false,
    }
}

/// The first object at or behind `cursor` in a tuple or frozenset, and where to go on.
fn part(holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
    if holder.class().is_some_and(is_tuple) {
        return holder.items().get(cursor).map(|obj| (cursor + 1, *obj));
    }
    // SAFETY: what is compound and no tuple is a frozenset.
    unsafe { holder.set_element(cursor) }.map(|(at, obj)| (at + 1, obj))
}
