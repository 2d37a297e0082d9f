//! The common part of Pickler and Unpickler: one call at a time, and methods that a subclass
//! may define.

use micropython::{Obj, call, ffi, native_type};

use crate::entry::native::Handle;
use crate::shared::swap;
use crate::{arg, raise};

/// Whether this is the native part of a Pickler or Unpickler.
///
/// # Safety
/// `obj` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_is_state(obj: ffi::mp_obj_t) -> bool {
    // SAFETY: the caller's promise.
    unsafe { arg(obj) }.is(native_type!(mpickle_c_type_state))
}

/// Begins a call that runs foreign code; raises RuntimeError inside of another.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_enter(state: ffi::mp_obj_t) {
    // SAFETY: the caller's promise. Another thread may come at the same time.
    if unsafe { !swap(Handle::of(state).busy(), false, true) } {
        in_use();
    }
}

/// Raises RuntimeError.
pub fn in_use() -> ! {
    raise::raise(ffi::mpickle_c_class::RUNTIME_ERROR, "in use by a dump or load that is not finished")
}

/// Ends such a call.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_leave(state: ffi::mp_obj_t) {
    // SAFETY: the caller's promise.
    unsafe {
        let handle = Handle::of(state);
        handle.desk().put_back();
        handle.busy().write(false);
    }
}

/// The hook `name` of an instance, unless it is the one that the base class has.
pub fn hook(this: Obj, name: micropython::Qstr, default: Option<Obj>) -> Option<Obj> {
    let (function, owner) = call::method(this, name)?;
    if Some(function) == default {
        return None;
    }
    Some(match owner {
        Some(owner) => call::bind(function, owner),
        None => function,
    })
}
