//! Items for objects that are neither a list nor a dictionary.

use micropython::Obj;
#[cfg(feature = "classes")]
use micropython::{Deque, List, call, ffi, instance};

#[cfg(feature = "classes")]
use crate::names::interned::name;
use crate::raise;

/// Raises UnpicklingError: `target` takes no items.
#[cold]
pub fn no_items(target: Obj) -> ! {
    raise::unpickling_type("cannot put items into", target)
}

/// Appends to an object that is no list: by `extend` or `append`, as CPython does.
#[cfg(feature = "classes")]
#[cold]
pub fn append_by_method(target: Obj, items: &[Obj]) {
    let part = instance::native(target);
    if let Some(deque) = Deque::of(part) {
        deque.reserve(items.len());
    }
    if items.len() > 1 && call::call_method(target, name!(extend), &[List::new(items).obj()]).is_some() {
        return;
    }
    for item in items {
        if call::call_method(target, name!(append), &[*item]).is_none() {
            no_items(target);
        }
    }
}

/// `target[key] = value` for each pair.
#[cfg(feature = "classes")]
#[cold]
pub fn set_by_index(target: Obj, items: &[Obj]) {
    for pair in items.chunks_exact(2) {
        // SAFETY: live objects.
        // EXCEPTION: TypeError if it takes no items, and the exceptions of `__setitem__`.
        unsafe { ffi::mp_obj_subscr(target.raw(), pair[0].raw(), pair[1].raw()) };
    }
}
