//! The registry's memory: objects behind one root pointer, each made when it is first needed.
//!
//! Ports with threads and no GIL read while others write. So the content of a slot is never changed
//! in place by us: a changed copy takes its place, if nobody else was faster. (Dictionaries that
//! the program sees are as safe as its own.)

use micropython::{Dict, List, Obj, ffi, heap};

use crate::shared::swap;

/// The parts of the registry.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Slot {
    /// A tuple of entries; see [`super::names`].
    Names,
    /// `copyreg.dispatch_table`
    DispatchTable,
    /// Codes by (module, name).
    Extensions,
    /// (module, name) by code.
    Codes,
    /// Objects by code: there for programs that look, never filled.
    Cache,
    /// A list: `registered_pickle_dict_list`.
    #[cfg(feature = "compat")]
    Registrations,
}

/// Number of slots.
const SLOTS: usize = 6;

type Slots = [Option<Obj>; SLOTS];

fn root() -> *mut *mut Slots {
    // SAFETY: the root pointer lives as long as the interpreter.
    // EXCEPTION: none.
    unsafe { ffi::mpickle_c_registry().cast() }
}

/// Whether anything was ever registered.
#[inline]
pub fn exists() -> bool {
    // SAFETY: a valid root pointer.
    unsafe { !root().read().is_null() }
}

/// The object in a slot.
#[inline]
pub fn get(slot: Slot) -> Option<Obj> {
    // SAFETY: null, or a block that the root pointer keeps alive.
    unsafe { root().read().as_ref().and_then(|slots| slots[slot as usize]) }
}

/// Puts `new` in the place of `old`. Says whether `old` was still there.
pub fn replace(slot: Slot, old: Option<Obj>, new: Obj) -> bool {
    let root = root();
    if !exists() {
        // SAFETY: nothing to keep.
        // EXCEPTION: MemoryError.
        unsafe { ffi::mpickle_c_keep_roots() };
    }
    // SAFETY: a valid root pointer, and the block that it points to.
    unsafe {
        if root.read().is_null() {
            let fresh: *mut Slots = heap::place([None; SLOTS]);
            swap(root, core::ptr::null_mut(), fresh);
        }
        swap((&raw mut (*root.read())[slot as usize]).cast(), old, Some(new))
    }
}

/// The object in a slot, made now if need be: a list for registrations, else a dictionary.
pub fn get_or_make(slot: Slot) -> Obj {
    if let Some(obj) = get(slot) {
        return obj;
    }
    let fresh = if slot as usize == SLOTS - 1 { List::new(&[]).obj() } else { Dict::new().obj() };
    replace(slot, None, fresh);
    get(slot).unwrap_or(fresh)
}
