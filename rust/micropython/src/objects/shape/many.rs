//! Some shapes at the same time, and the names of their attributes.

use core::mem::MaybeUninit;

use super::Fill;
use crate::ffi::{mp_map_elem_t, mp_map_t, mp_obj_t};
use crate::{Dict, Instance, Obj, Pool, Qstr, dict, keys};

/// Entries of the largest dictionary that is remembered: up to so many, a table has no vacant slot.
const MOST: usize = dict::EXACT;
/// Shapes that are remembered at the same time.
const SHAPES: usize = 4;

/// The keys of a dictionary.
struct Shape {
    /// Entries; 0 if only the first key has been seen, once.
    len: u8,
    /// Whether `names` are there.
    named: bool,
    /// The first key, in a dictionary of `candidate` entries.
    first: Option<Obj>,
    candidate: u8,
    /// The slot of each key, in the order in which they came.
    places: [u8; MOST],
    keys: [MaybeUninit<mp_obj_t>; MOST],
    /// The keys as names of attributes.
    names: [MaybeUninit<mp_obj_t>; MOST],
}

/// The shapes of a load.
pub struct Shapes {
    shapes: [Shape; SHAPES],
    /// That of the dictionary that was filled last.
    last: u8,
}

impl Default for Shapes {
    fn default() -> Self {
        Self::new()
    }
}

impl Shapes {
    /// Nothing remembered.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            shapes: [const {
                Shape {
                    len: 0,
                    named: false,
                    first: None,
                    candidate: 0,
                    places: [0; MOST],
                    // Cleared, as the pool's.
                    keys: [MaybeUninit::zeroed(); MOST],
                    names: [MaybeUninit::zeroed(); MOST],
                }
            }; SHAPES],
            last: 0,
        }
    }

    /// Keys stay: the next object may have them too.
    #[inline]
    pub fn release(&mut self) {}

    /// Puts `items`, which are key, value, key, value, into an empty dictionary, if their keys are remembered.
    /// Raises MemoryError.
    #[inline]
    pub fn fill(&mut self, pool: &mut Pool, dict: Dict, items: &[Obj]) -> Fill {
        let len = items.len() / 2;
        // SAFETY: a live map.
        if len.wrapping_sub(1) >= MOST || !unsafe { is_vacant(dict.map().as_ptr()) } {
            return Fill::Unknown;
        }
        let first = items[0];
        self.last = place(first, len) as u8;
        let shape = &mut self.shapes[usize::from(self.last) % SHAPES];
        if usize::from(shape.len) == len && shape.has_keys(items) {
            // SAFETY: a live map, and as many items as the shape has keys.
            return unsafe { shape.fill(pool, dict.map().as_ptr(), items) };
        }
        if shape.first == Some(first) && usize::from(shape.candidate) == len {
            return Fill::Again;
        }
        (shape.first, shape.candidate) = (Some(first), len as u8);
        Fill::Unknown
    }

    /// Remembers the keys of `items`, which [`Shapes::fill`] has just seen, and the places that they have in the
    /// dictionary.
    #[cold]
    #[inline(never)]
    pub fn learn(&mut self, dict: Dict, items: &[Obj]) {
        // SAFETY: a live map; `fill` found that there are items for one of a shape's size at most.
        unsafe {
            let (map, len) = (dict.map().as_ptr(), items.len() / 2);
            let shape = &mut self.shapes[usize::from(self.last) % SHAPES];
            shape.len = 0;
            shape.named = false;
            if (*map).alloc != len || (*map).used() as usize != len || (*map).is_ordered() != 0 {
                return;
            }
            for (at, pair) in items.chunks_exact(2).enumerate() {
                let found = (0..len).find(|slot| (*(*map).table.add(*slot)).key == pair[0].raw());
                match found {
                    Some(slot) if keys::hash(pair[0]).is_some() => shape.places[at] = slot as u8,
                    // One that equals another, or that code compares.
                    _ => return,
                }
                shape.keys[at].write(pair[0].raw());
            }
            shape.len = len as u8;
        }
    }

    /// Gives an instance without attributes those of `state`, if that has the shape that was filled last, and its
    /// keys are known as names. Says whether it has them. Raises MemoryError.
    #[inline]
    pub fn set_attributes(&self, pool: &mut Pool, instance: Instance, state: Dict) -> bool {
        // SAFETY: two live maps.
        unsafe {
            let shape = &self.shapes[usize::from(self.last) % SHAPES];
            let (from, to) = (state.map().as_ptr(), instance.members().as_ptr());
            shape.named && is_vacant(to) && shape.is_of(from) && shape.copy(pool, from, to)
        }
    }

    /// Remembers the names of the attributes of an instance that had none before it got those of `state`.
    #[inline]
    pub fn learn_names(&mut self, instance: Instance, state: Dict, name: impl FnMut(Obj) -> Qstr) {
        let shape = &mut self.shapes[usize::from(self.last) % SHAPES];
        if shape.len > 0 && !shape.named {
            // SAFETY: two live maps.
            unsafe { shape.learn_names(instance.members().as_ptr(), state.map().as_ptr(), name) };
        }
    }
}

/// The index at which a shape is remembered.
#[inline]
fn place(first: Obj, len: usize) -> usize {
    (first.identity() / crate::pool::UNIT).wrapping_add(len) % SHAPES
}

/// Whether a map has no table, and may get one.
///
/// # Safety
/// It is live.
#[inline]
unsafe fn is_vacant(map: *const mp_map_t) -> bool {
    // SAFETY: the caller's promise.
    unsafe { (*map).alloc == 0 && (*map).is_fixed() == 0 && (*map).is_ordered() == 0 }
}

impl Shape {
    /// The keys, in the order in which they came.
    #[inline]
    fn keys(&self) -> &[mp_obj_t] {
        // SAFETY: so many are there.
        unsafe { core::slice::from_raw_parts(self.keys.as_ptr().cast(), usize::from(self.len)) }
    }

    /// The slots of a table, in the order of their keys.
    #[inline]
    fn places(&self) -> impl Iterator<Item = usize> {
        self.places.iter().take(usize::from(self.len)).map(|place| usize::from(*place))
    }

    #[inline]
    fn has_keys(&self, items: &[Obj]) -> bool {
        self.keys().iter().zip(items.chunks_exact(2)).all(|(key, pair)| *key == pair[0].raw())
    }

    /// Whether a map has just these entries, at these places.
    ///
    /// # Safety
    /// It is live.
    #[inline]
    unsafe fn is_of(&self, map: *const mp_map_t) -> bool {
        let len = usize::from(self.len);
        // SAFETY: the caller's promise; all places are below the number of slots.
        unsafe {
            (*map).alloc == len
                && (*map).used() as usize == len
                && (*map).is_ordered() == 0
                && self.places().zip(self.keys()).all(|(place, key)| (*(*map).table.add(place)).key == *key)
        }
    }

    /// A map over this table, which is full.
    #[inline]
    fn map(&self, table: *mut mp_map_elem_t, names: bool) -> mp_map_t {
        let mut map = dict::empty();
        map.set_all_keys_are_qstrs(names.into());
        map.set_used(usize::from(self.len) as _);
        map.alloc = usize::from(self.len);
        map.table = table;
        map
    }

    /// A table of as many slots.
    #[inline]
    fn table(&self, pool: &mut Pool) -> *mut mp_map_elem_t {
        pool.block(usize::from(self.len) * size_of::<mp_map_elem_t>()).cast()
    }

    /// Gives a vacant map the values of these items, whose keys are ours.
    ///
    /// # Safety
    /// It is live, and there are as many items as keys.
    #[inline]
    unsafe fn fill(&self, pool: &mut Pool, map: *mut mp_map_t, items: &[Obj]) -> Fill {
        let table = self.table(pool);
        // SAFETY: the caller's promise; a new block with as many slots.
        unsafe {
            if !is_vacant(map) {
                // A finaliser has run.
                return Fill::Unknown;
            }
            for (place, pair) in self.places().zip(items.chunks_exact(2)) {
                table.add(place).write(mp_map_elem_t { key: pair[0].raw(), value: pair[1].raw() });
            }
            *map = self.map(table, false);
        }
        Fill::Done
    }

    /// Gives a vacant map the values of one of our shape, under our names.
    ///
    /// # Safety
    /// Both are live, and the names are known.
    #[inline]
    unsafe fn copy(&self, pool: &mut Pool, from: *const mp_map_t, to: *mut mp_map_t) -> bool {
        let table = self.table(pool);
        // SAFETY: the caller's promise; a new block with as many slots.
        unsafe {
            if !is_vacant(to) || !self.is_of(from) {
                // A finaliser has run.
                return false;
            }
            for (at, place) in self.places().enumerate() {
                let value = (*(*from).table.add(place)).value;
                table.add(place).write(mp_map_elem_t { key: self.names[at].assume_init(), value });
            }
            *to = self.map(table, true);
        }
        true
    }

    /// Remembers the keys of `to` as names, if it has them where `from` has ours.
    ///
    /// # Safety
    /// Both are live.
    #[cold]
    #[inline(never)]
    unsafe fn learn_names(
        &mut self,
        to: *const mp_map_t,
        from: *const mp_map_t,
        mut name: impl FnMut(Obj) -> Qstr,
    ) {
        // SAFETY: the caller's promise.
        unsafe {
            if !self.is_of(from) || (*to).alloc != usize::from(self.len) {
                return;
            }
            for at in 0..usize::from(self.len) {
                let name = name(Obj::new(self.keys()[at])).obj().raw();
                if (*(*to).table.add(usize::from(self.places[at]))).key != name {
                    return;
                }
                self.names[at].write(name);
            }
        }
        self.named = true;
    }
}
