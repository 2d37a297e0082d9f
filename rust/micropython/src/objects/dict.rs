//! Dictionaries and the maps in them.

use crate::ffi::{self, mp_map_elem_t, mp_map_t, mp_obj_dict_t};
use crate::{Obj, Pool, Qstr, heap, keys, native_type, probe};

/// Maps up to this size are made exactly as large as their content; searching a full table of
/// so few entries costs little.
pub(crate) const EXACT: usize = 12;
/// Names that count upwards have hashes next to each other: in twice as many slots as names they
/// stand apart, in one and a half times as many they stand in long rows. Boards have no memory for that.
const ROOMIER: bool = IS_LARGE;
/// Large machines have bindgen's accessors of bit-fields inlined; on boards they are loops over bytes.
pub(crate) const IS_LARGE: bool = size_of::<usize>() >= 8;

/// The hash table of a dictionary, of an instance's attributes, or of modules; it lives as long as
/// what it is in.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Map(*mut mp_map_t);

impl Map {
    /// # Safety
    /// `map` points to a live map, and does so as long as this is used.
    #[inline]
    #[must_use]
    pub const unsafe fn from_ptr(map: *mut mp_map_t) -> Self {
        Self(map)
    }

    /// As C wants it.
    #[cfg(all(feature = "runs", target_pointer_width = "64"))]
    #[inline]
    pub(crate) const fn as_ptr(self) -> *mut mp_map_t {
        self.0
    }

    /// Number of entries.
    #[inline]
    #[must_use]
    pub fn count(self) -> usize {
        // SAFETY: a live map.
        // EXCEPTION: none.
        unsafe { if IS_LARGE { (*self.0).used() as usize } else { ffi::mpickle_c_map_used(self.0) } }
    }

    /// Whether it is in ROM.
    #[inline]
    #[must_use]
    pub fn is_fixed(self) -> bool {
        // SAFETY: a live map.
        unsafe { (*self.0).is_fixed() != 0 }
    }

    /// The first entry at or after table position `cursor`, with its position.
    #[inline]
    #[must_use]
    pub fn entry(self, cursor: usize) -> Option<(usize, Obj, Obj)> {
        let map = self.0;
        // SAFETY: the table has `alloc` slots; a filled one has a key that is neither null nor the
        // sentinel, and a value.
        unsafe {
            let alloc = (*map).alloc;
            let mut at = cursor;
            while at < alloc {
                let slot = (*map).table.add(at);
                if let (Some(key), Some(value)) = (Obj::from_slot((*slot).key), Obj::from_raw((*slot).value))
                {
                    return Some((at, key, value));
                }
                at += 1;
            }
            None
        }
    }

    /// The value under an interned name.
    #[must_use]
    pub fn lookup(self, name: Qstr) -> Option<Obj> {
        // SAFETY: a live map.
        // EXCEPTION: none: a name is hashable.
        unsafe {
            let slot =
                ffi::mp_map_lookup(self.0, name.obj().raw(), ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP);
            if slot.is_null() { None } else { Obj::from_raw((*slot).value) }
        }
    }

    /// Makes room for `entries` more: some more than needed, because MicroPython probes linearly and
    /// fills a table to the last slot before it grows, which is slow.
    ///
    /// Runs `__hash__` and `__eq__` of Python classes, if there are such keys already.
    pub fn reserve(self, pool: Option<&mut Pool>, entries: usize) {
        let map = self.0;
        // SAFETY: a live map; the new one replaces it when it is complete. Tables in ROM (fixed) and
        // ordered tables stay.
        // EXCEPTION: MemoryError and what keys raise, before the map changed.
        unsafe {
            let used = self.count();
            if self.is_fixed() || (*map).is_ordered() != 0 || least(used + entries) <= (*map).alloc {
                return;
            }
            let mut fresh = empty();
            // A dictionary that is filled in batches grows by a part of its size: otherwise each batch would move all entries.
            fresh.alloc = roomy(used + entries.max(used / 2));
            let bytes = fresh.alloc.saturating_mul(size_of::<mp_map_elem_t>());
            fresh.table = pool.map_or_else(|| heap::block(bytes), |pool| pool.block(bytes)).cast();
            let mut cursor = 0;
            while let Some((at, key, value)) = self.entry(cursor) {
                (*keys::slot(&mut fresh, key).0).value = value.raw();
                cursor = at + 1;
            }
            *map = fresh;
        }
    }

    /// Stores a value under an interned name.
    ///
    /// # Safety
    /// The map is in RAM.
    // Inlined it would take C stack of its callers.
    #[inline(never)]
    pub unsafe fn store_name(self, name: Qstr, value: Obj) {
        // SAFETY: the caller's promise; with this kind of look-up there is always a slot.
        // EXCEPTION: MemoryError.
        unsafe {
            (*keys::slot(self.0, name.obj()).0).value = value.raw();
        }
    }

    /// Removes the entry of an interned name, if there is one.
    ///
    /// # Safety
    /// The map is in RAM.
    pub unsafe fn remove_name(self, name: Qstr) {
        let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_REMOVE_IF_FOUND;
        // SAFETY: the caller's promise.
        // EXCEPTION: none: a name is hashable.
        unsafe { ffi::mp_map_lookup(self.0, name.obj().raw(), kind) };
    }
}

/// A dictionary, ordered or not.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Dict(Obj);

impl Dict {
    /// `obj`, if it is a dict and not of a subtype.
    #[inline]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        is_dict(obj).then_some(Self(obj))
    }

    /// `obj`, if it is a dict or an OrderedDict, and not an instance of a class written in Python.
    #[inline(always)]
    #[must_use]
    pub fn of_any(obj: Obj) -> Option<Self> {
        (is_dict(obj) || obj.is(native_type!(mp_type_ordereddict))).then_some(Self(obj))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is a dict or an OrderedDict, and not an instance of a class written in Python.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// A new, empty dictionary.
    #[inline]
    #[expect(clippy::new_without_default, reason = "it allocates")]
    #[must_use]
    pub fn new() -> Self {
        // SAFETY: no arguments that matter.
        // EXCEPTION: MemoryError.
        Self(unsafe { Obj::new(ffi::mp_obj_new_dict(0)) })
    }

    /// A new, empty OrderedDict, on builds that have it.
    #[must_use]
    pub fn ordered() -> Self {
        let (dict, class) = (Self::new(), native_type!(mp_type_ordereddict));
        // SAFETY: the struct of both types; nobody else has the object.
        unsafe {
            let this = dict.0.ptr::<mp_obj_dict_t>();
            (*this).base.type_ = class.raw();
            (*this).map.set_is_ordered(1);
        }
        dict
    }

    /// A new, empty dictionary in a pool's memory.
    #[inline]
    #[must_use]
    pub fn new_in(pool: &mut Pool) -> Self {
        let base = ffi::mp_obj_base_t { type_: native_type!(mp_type_dict).raw() };
        // SAFETY: the struct of a dict.
        Self(unsafe { Obj::from_ptr(pool.place(mp_obj_dict_t { base, map: empty() })) })
    }

    /// The dictionary as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    /// Its map.
    #[inline]
    #[must_use]
    pub fn map(self) -> Map {
        // SAFETY: the struct of dictionaries.
        unsafe { Map(&raw mut (*self.0.ptr::<mp_obj_dict_t>()).map) }
    }

    /// Number of entries.
    #[inline]
    #[must_use]
    pub fn count(self) -> usize {
        self.map().count()
    }

    /// The first entry at or after table position `cursor`, with its position.
    #[inline]
    #[must_use]
    pub fn entry(self, cursor: usize) -> Option<(usize, Obj, Obj)> {
        self.map().entry(cursor)
    }

    /// [`Map::reserve`]s half as many as there are when the table is nearly full: for a dictionary that
    /// grows one by one.
    pub fn reserve_some(self) {
        let map = self.map();
        // SAFETY: a live map.
        let (used, slots) = unsafe { (map.count(), (*map.0).alloc) };
        if used + used / 4 >= slots {
            map.reserve(None, used / 2);
        }
    }

    /// `dict[key] = value`. Returns how many places were searched for it, if they
    /// were more than there should be.
    ///
    /// Runs `__hash__` and `__eq__` of Python classes.
    pub fn store(self, key: Obj, value: Obj) -> usize {
        let Map(map) = self.map();
        // SAFETY: two live objects; in a map in RAM there is always a slot, and it is one of
        // the `alloc` of the table.
        // EXCEPTION: MemoryError; TypeError for an unhashable key or a dictionary in ROM.
        unsafe {
            if self.map().is_fixed() {
                ffi::mp_obj_dict_store(self.0.raw(), key.raw(), value.raw());
                return 0;
            }
            let (slot, places) = keys::slot(map, key);
            (*slot).value = value.raw();
            if !probe::is_large((*map).alloc) {
                return 0;
            }
            if let Some(places) = places {
                return probe::counted(probe::long(places), self.count(), false);
            }
            if (*map).is_ordered() != 0 {
                return probe::counted(self.count(), 0, true);
            }
            let table = (*map).table;
            let at = slot.offset_from(table) as usize;
            let places =
                probe::distance(key, at, (*map).alloc, |at| Obj::from_raw((*table.add(at)).key).is_some());
            probe::counted(places, self.count(), false)
        }
    }

    /// `dict.get(key)`.
    ///
    /// Runs `__hash__` and `__eq__` of Python classes.
    #[must_use]
    pub fn get(self, key: Obj) -> Option<Obj> {
        // SAFETY: a live map and a live object.
        // EXCEPTION: TypeError for an unhashable key.
        unsafe {
            let slot = ffi::mp_map_lookup(self.map().0, key.raw(), ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP);
            if slot.is_null() { None } else { Obj::from_raw((*slot).value) }
        }
    }

    /// `dict.pop(key, None)`.
    ///
    /// Runs `__hash__` and `__eq__` of Python classes.
    ///
    /// # Safety
    /// The dictionary is in RAM.
    pub unsafe fn remove(self, key: Obj) {
        let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_REMOVE_IF_FOUND;
        // SAFETY: the caller's promise, and a live object.
        // EXCEPTION: TypeError for an unhashable key.
        unsafe { ffi::mp_map_lookup(self.map().0, key.raw(), kind) };
    }
}

/// A hash table without slots.
#[inline]
pub(crate) fn empty() -> mp_map_t {
    // SAFETY: numbers and a pointer that may be null.
    let mut map: mp_map_t = unsafe { core::mem::zeroed() };
    map.set_all_keys_are_qstrs(1);
    map
}

/// How many slots there are at least for so many entries.
#[inline]
fn least(entries: usize) -> usize {
    match entries {
        0..=EXACT => entries,
        _ if ROOMIER => 2 * entries,
        _ => entries + entries / 2,
    }
}

/// Slots for that many entries. The number has no small factor, since keys are often multiples of
/// one: of 60 seconds, or 1000 milliseconds.
#[inline]
fn roomy(entries: usize) -> usize {
    let mut slots = least(entries);
    if entries <= EXACT {
        return slots;
    }
    slots |= 1;
    while [3, 5, 7, 11, 13].iter().any(|factor| slots.is_multiple_of(*factor)) {
        slots += 2;
    }
    slots
}

/// Whether this is a dict, not of a subtype.
#[inline]
#[must_use]
pub fn is_dict(obj: Obj) -> bool {
    obj.is(native_type!(mp_type_dict))
}
