//! Dictionaries and the maps in them.

use crate::ffi::{self, mp_map_t, mp_obj_dict_t};
use crate::{Obj, Qstr, native_type, probe};

/// Maps up to this size are made exactly as large as their content; searching a full table of
/// so few entries costs little.
const EXACT: usize = 12;

/// The map of a dict struct.
#[inline]
#[must_use]
pub fn map(dict: Obj) -> *mut mp_map_t {
    // SAFETY: the caller knows that it is a dict struct.
    unsafe { &raw mut (*dict.ptr::<mp_obj_dict_t>()).map }
}

/// A new, empty dictionary.
#[inline]
#[must_use]
pub fn new() -> Obj {
    // SAFETY: no arguments that matter.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_dict(0)) }
}

/// Number of entries.
///
/// # Safety
/// `map` points to a live map.
#[inline]
#[must_use]
pub unsafe fn len(map: *const mp_map_t) -> usize {
    // SAFETY: the caller's promise.
    unsafe { (*map).used() as usize }
}

/// The first entry at or after table position `cursor`, with its position.
///
/// # Safety
/// `map` points to a live map.
#[inline]
#[must_use]
pub unsafe fn entry(map: *const mp_map_t, cursor: usize) -> Option<(usize, Obj, Obj)> {
    // SAFETY: the table has `alloc` slots; a filled one has a key that is neither null nor the
    // sentinel, and a value.
    unsafe {
        let alloc = (*map).alloc;
        let mut at = cursor;
        while at < alloc {
            let slot = (*map).table.add(at);
            if let (Some(key), Some(value)) = (Obj::from_slot((*slot).key), Obj::from_raw((*slot).value)) {
                return Some((at, key, value));
            }
            at += 1;
        }
        None
    }
}

/// Makes room in a dictionary for `entries` more: some more than needed, because MicroPython
/// probes linearly and fills a table to the last slot before it grows, which is slow.
///
/// Runs `__hash__` and `__eq__` of Python classes, if there are such keys already.
pub fn reserve(dict: Obj, entries: usize) {
    // SAFETY: the map of a dict.
    unsafe { make_room(map(dict), entries) }
}

/// [`reserve`]s half as many as there are when the table is nearly full: for a dictionary that grows
/// one by one.
pub fn reserve_some(dict: Obj) {
    // SAFETY: the map of a dict.
    let (used, slots) = unsafe { (len(map(dict)), (*map(dict)).alloc) };
    if used + used / 4 >= slots {
        reserve(dict, used / 2);
    }
}

/// [`reserve`] for any map.
///
/// # Safety
/// `map` points to a live map.
pub unsafe fn make_room(map: *mut mp_map_t, entries: usize) {
    // SAFETY: a live map; the new one replaces it when it is complete. Tables in ROM (fixed) and
    // ordered tables stay.
    // EXCEPTION: MemoryError and what keys raise, before the map changed.
    unsafe {
        let wanted = len(map) + entries;
        if (*map).is_fixed() != 0 || (*map).is_ordered() != 0 || roomy(wanted) <= (*map).alloc {
            return;
        }
        let mut fresh: mp_map_t = core::mem::zeroed();
        ffi::mp_map_init(&mut fresh, roomy(wanted));
        let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_ADD_IF_NOT_FOUND;
        let mut cursor = 0;
        while let Some((at, key, value)) = entry(map, cursor) {
            (*ffi::mp_map_lookup(&mut fresh, key.raw(), kind)).value = value.raw();
            cursor = at + 1;
        }
        *map = fresh;
    }
}

/// Slots for that many entries. The number has no small factor, since keys are often multiples of
/// one: of 60 seconds, or 1000 milliseconds.
fn roomy(entries: usize) -> usize {
    if entries <= EXACT {
        return entries;
    }
    let mut slots = (entries + entries / 2) | 1;
    while [3, 5, 7, 11, 13].iter().any(|factor| slots.is_multiple_of(*factor)) {
        slots += 2;
    }
    slots
}

/// `dict[key] = value`, for a dict struct. Returns how many places were searched for it, if they
/// were more than there should be.
///
/// Runs `__hash__` and `__eq__` of Python classes.
pub fn store(dict: Obj, key: Obj, value: Obj) -> usize {
    let map = map(dict);
    let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_ADD_IF_NOT_FOUND;
    // SAFETY: a dict and two live objects; in a map in RAM there is always a slot, and it is one of
    // the `alloc` of the table.
    // EXCEPTION: MemoryError; TypeError for an unhashable key or a dictionary in ROM.
    unsafe {
        if (*map).is_fixed() != 0 {
            ffi::mp_obj_dict_store(dict.raw(), key.raw(), value.raw());
            return 0;
        }
        let slot = ffi::mp_map_lookup(map, key.raw(), kind);
        (*slot).value = value.raw();
        if !probe::is_large((*map).alloc) {
            return 0;
        }
        if (*map).is_ordered() != 0 {
            return probe::counted(len(map), 0, true);
        }
        let table = (*map).table;
        let at = slot.offset_from(table) as usize;
        let places =
            probe::distance(key, at, (*map).alloc, |at| Obj::from_raw((*table.add(at)).key).is_some());
        probe::counted(places, len(map), false)
    }
}

/// The value under an interned name.
///
/// # Safety
/// `map` points to a live map.
#[must_use]
pub unsafe fn lookup(map: *mut mp_map_t, name: Qstr) -> Option<Obj> {
    // SAFETY: the caller's promise.
    // EXCEPTION: none: a name is hashable.
    unsafe {
        let slot = ffi::mp_map_lookup(map, name.obj().raw(), ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP);
        if slot.is_null() { None } else { Obj::from_raw((*slot).value) }
    }
}

/// `dict.get(key)`, for a dict struct.
///
/// Runs `__hash__` and `__eq__` of Python classes.
#[must_use]
pub fn get(dict: Obj, key: Obj) -> Option<Obj> {
    // SAFETY: a dict and a live object.
    // EXCEPTION: TypeError for an unhashable key.
    unsafe {
        let slot = ffi::mp_map_lookup(map(dict), key.raw(), ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP);
        if slot.is_null() { None } else { Obj::from_raw((*slot).value) }
    }
}

/// `dict.pop(key, None)`, for a dict struct in RAM.
///
/// Runs `__hash__` and `__eq__` of Python classes.
pub fn remove(dict: Obj, key: Obj) {
    let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_REMOVE_IF_FOUND;
    // SAFETY: a dict and a live object.
    // EXCEPTION: TypeError for an unhashable key.
    unsafe { ffi::mp_map_lookup(map(dict), key.raw(), kind) };
}

/// Removes the entry of an interned name, if there is one.
///
/// # Safety
/// `map` points to a live map in RAM.
pub unsafe fn remove_name(map: *mut mp_map_t, name: Qstr) {
    let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_REMOVE_IF_FOUND;
    // SAFETY: the caller's promise.
    // EXCEPTION: none: a name is hashable.
    unsafe { ffi::mp_map_lookup(map, name.obj().raw(), kind) };
}

/// Stores a value under an interned name in a map that is not fixed.
///
/// # Safety
/// `map` points to a live map in RAM.
pub unsafe fn store_name(map: *mut mp_map_t, name: Qstr, value: Obj) {
    // SAFETY: the caller's promise; with this kind of look-up there is always a slot.
    // EXCEPTION: MemoryError.
    unsafe {
        let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_ADD_IF_NOT_FOUND;
        (*ffi::mp_map_lookup(map, name.obj().raw(), kind)).value = value.raw();
    }
}

/// Whether this is a dict, not of a subtype.
#[inline]
#[must_use]
pub fn is_dict(obj: Obj) -> bool {
    obj.is(native_type!(mp_type_dict))
}
