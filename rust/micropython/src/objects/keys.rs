//! Text and small ints as keys of a hash table: found and added without a call for each key that is
//! passed on the way.
//!
//! MicroPython probes from the hash of a key, modulo the slots, to the next vacant slot. The same slots are
//! probed here, so its own look-ups find what was added. Hashes are compared first, which are in
//! the objects, and texts only where they are equal. Other keys may run code that compares them:
//! whoever meets one leaves the search to MicroPython.

use crate::dict::IS_LARGE;
use crate::ffi::{self, mp_map_elem_t, mp_map_t, mp_obj_str_t, mp_uint_t};
use crate::{Obj, heap, native_type, obj};

/// The slot of a key, which is added if need be: its value is to be set. How many slots were passed
/// before it is known if it was found here.
///
/// Runs `__hash__` and `__eq__` of Python classes.
///
/// # Safety
/// The map is live and in RAM, and `key` a live object.
#[cfg_attr(target_pointer_width = "64", inline(never))]
#[cfg_attr(not(target_pointer_width = "64"), inline)]
pub(crate) unsafe fn slot(map: *mut mp_map_t, key: Obj) -> (*mut mp_map_elem_t, Option<usize>) {
    // SAFETY: the caller's promise; with this kind of look-up there is always a slot.
    // EXCEPTION: MemoryError; TypeError for an unhashable key; what comparing it raises.
    unsafe {
        if (*map).is_ordered() == 0
            && let Some((slot, places)) = quick(map, key)
        {
            return (slot, Some(places));
        }
        let kind = ffi::_mp_map_lookup_kind_t::MP_MAP_LOOKUP_ADD_IF_NOT_FOUND;
        (ffi::mp_map_lookup(map, key.raw(), kind), None)
    }
}

/// The slot of a text or small int, and how many others were passed. `None` if MicroPython is to search: the key or one
/// of those on the way is neither, the table is full, or entries of it were deleted.
///
/// # Safety
/// As [`slot`]; the map is not ordered.
// Apart from what calls MicroPython, on boards: less C stack is taken then.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
unsafe fn quick(map: *mut mp_map_t, key: Obj) -> Option<(*mut mp_map_elem_t, usize)> {
    let hash = hash(key)?;
    // SAFETY: the caller's promise; the table has `alloc` slots.
    unsafe {
        let (table, alloc) = ((*map).table, (*map).alloc);
        if alloc == 0 {
            return None;
        }
        let mut at = (hash % alloc as mp_uint_t) as usize;
        for places in 0..alloc {
            let slot = table.add(at);
            if obj::is_sentinel((*slot).key) {
                return None;
            }
            let Some(other) = Obj::from_raw((*slot).key) else {
                added(map, key);
                (*slot).key = key.raw();
                return Some((slot, places));
            };
            if other == key || equal(other, key, hash)? {
                return Some((slot, places));
            }
            at += 1;
            if at == alloc {
                at = 0;
            }
        }
    }
    None
}

/// Counts a key.
///
/// # Safety
/// As [`slot`].
#[inline]
unsafe fn added(map: *mut mp_map_t, key: Obj) {
    let is_name = key.qstr_number().is_some();
    // SAFETY: the caller's promise.
    // EXCEPTION: none.
    unsafe {
        if !IS_LARGE {
            return ffi::mpickle_c_map_add(map, is_name);
        }
        (*map).set_used((*map).used() + 1);
        if !is_name {
            (*map).set_all_keys_are_qstrs(0);
        }
    }
}

/// MicroPython's hash of a text or small int.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn hash(key: Obj) -> Option<mp_uint_t> {
    if let Some(value) = key.small_int() {
        return Some(value as mp_uint_t);
    }
    if let Some(number) = key.qstr_number() {
        // SAFETY: an interned string.
        return Some(unsafe { ffi::qstr_hash(number as ffi::qstr) } as mp_uint_t);
    }
    if !key.is(native_type!(mp_type_str)) {
        return None;
    }
    let object = key.ptr::<mp_obj_str_t>();
    // SAFETY: the struct of a str. What is on the heap is not in ROM.
    unsafe {
        if (*object).hash == 0 {
            let hash = ffi::qstr_compute_hash((*object).data, (*object).len);
            if heap::contains(object.cast()) {
                (*object).hash = hash;
            }
            return Some(hash as mp_uint_t);
        }
        Some((*object).hash as mp_uint_t)
    }
}

/// Whether a key of the table, which is not the same object, equals a text or small int of that hash. `None` if MicroPython is to
/// compare them.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn equal(other: Obj, key: Obj, key_hash: mp_uint_t) -> Option<bool> {
    if other.is(native_type!(mp_type_str)) {
        // SAFETY: the struct of a str.
        let other_hash = unsafe { (*other.ptr::<mp_obj_str_t>()).hash } as mp_uint_t;
        if other_hash != key_hash && other_hash != 0 {
            return Some(false);
        }
    } else if other.qstr_number().is_none() {
        other.small_int()?;
        return Some(false);
    }
    // Texts have no code that could run.
    Some(other.equals(key))
}
