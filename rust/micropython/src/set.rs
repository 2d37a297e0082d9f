//! `set` and `frozenset`.

use crate::ffi::{self, mpickle_c_set_t};
use crate::{Obj, Type, probe};

fn fields<'a>(set: Obj) -> &'a mut mpickle_c_set_t {
    // SAFETY: the caller knows that it is a set struct.
    unsafe { &mut *set.ptr::<mpickle_c_set_t>() }
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

/// A new, empty set.
#[must_use]
pub fn new() -> Obj {
    // SAFETY: no elements are read.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_set(0, core::ptr::null_mut())) }
}

/// Makes a set that nobody else has one of `class`, set or frozenset: both share the struct.
pub fn become_one_of(set: Obj, class: Type) {
    fields(set).base.type_ = class.raw();
}

/// `set.add(element)`. Returns how many places were searched for it, if they were
/// more than there should be.
///
/// Runs `__hash__` and `__eq__` of Python classes.
pub fn add(set: Obj, element: Obj) -> usize {
    // SAFETY: a set and a live object.
    // EXCEPTION: MemoryError; TypeError for an unhashable element.
    unsafe { ffi::mp_obj_set_store(set.raw(), element.raw()) };
    if probe::is_large(fields(set).set.alloc) { searched(set, element) } else { 0 }
}

/// How many places were searched for an element that was added last.
// Apart from what is called to add it: less C stack is taken then.
#[inline(never)]
fn searched(set: Obj, element: Obj) -> usize {
    let set = &fields(set).set;
    // SAFETY: the table has `alloc` slots.
    let slot = |at: usize| unsafe { Obj::from_raw(*set.table.add(at)) };
    // Where it stands is not told: the same search, by identity.
    let Some(home) = probe::home(element, set.alloc) else { return 0 };
    let behind = (home..set.alloc).chain(0..home);
    let places = behind.take_while(|at| slot(*at).is_some_and(|other| other != element)).count();
    probe::counted(places, set.used, false)
}
