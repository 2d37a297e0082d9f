//! `set` and `frozenset`.

use crate::ffi::{self, mp_obj_base_t, mp_set_t};
use crate::{Obj, Type};

/// The struct of both (`py/objset.c`).
#[repr(C)]
struct Set {
    base: mp_obj_base_t,
    set: mp_set_t,
}

fn fields<'a>(set: Obj) -> &'a mut Set {
    // SAFETY: the caller knows that it is a set struct.
    unsafe { &mut *set.ptr::<Set>() }
}

/// Number of elements.
#[inline]
#[must_use]
pub fn len(set: Obj) -> usize {
    fields(set).set.used
}

/// The first element at or after table position `cursor`, with its position.
#[must_use]
pub fn element(set: Obj, cursor: usize) -> Option<(usize, Obj)> {
    let set = &fields(set).set;
    for at in cursor..set.alloc {
        // SAFETY: the table has `alloc` slots.
        if let Some(obj) = unsafe { Obj::from_slot(*set.table.add(at)) } {
            return Some((at, obj));
        }
    }
    None
}

/// A new set of `class` (set or frozenset) with these elements.
///
/// Runs `__hash__` and `__eq__` of Python classes.
#[must_use]
pub fn new(class: Type, elements: &[Obj]) -> Obj {
    // SAFETY: no elements are read.
    // EXCEPTION: MemoryError.
    let set = unsafe { Obj::new(ffi::mp_obj_new_set(0, core::ptr::null_mut())) };
    for element in elements {
        add(set, *element);
    }
    // Both types share the struct; MicroPython makes a frozenset the same way.
    fields(set).base.type_ = class.raw();
    set
}

/// `set.add(element)`
pub fn add(set: Obj, element: Obj) {
    // SAFETY: a set and a live object.
    // EXCEPTION: MemoryError; TypeError for an unhashable element.
    unsafe { ffi::mp_obj_set_store(set.raw(), element.raw()) };
}
