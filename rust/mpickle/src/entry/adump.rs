//! `adump`: a dump in pieces, between which C awaits the writer's `drain()`.

use micropython::ffi;

use crate::entry::dump;
use crate::entry::native::Handle;

/// Goes on until something was written, after it was drained. Returns whether the pickle is complete.
///
/// # Safety
/// `state` is the native part of a Pickler on a writer that is drained, `obj` the object at the first call and null at later ones;
/// no other call of this function is going on.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_adump_proceed(state: ffi::mp_obj_t, obj: ffi::mp_obj_t) -> bool {
    // SAFETY: the caller's promise.
    let handle = unsafe { Handle::of(state) };
    // SAFETY: as above.
    let native = unsafe { handle.native() };
    native.writing().2.drained();
    // SAFETY: the caller's promise.
    if let Some(obj) = unsafe { micropython::Obj::from_raw(obj) } {
        dump::begin(native, obj);
    }
    // SAFETY: as above.
    unsafe { dump::write(handle) }
}
